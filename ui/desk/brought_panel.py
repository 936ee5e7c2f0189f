"""The card with the cases that were brought before whoever sits here, until they have seen them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app import people_time
from app.domain.terms import Role
from app.i18n import _
from app.labels import escalation_cause_label, role_label
from app.services.escalations import MANAGER_LEVEL
from app.services.reminders import Brought
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.pill import Pill

_ROW = 48
_FRAME = 72
"""Height of the card without its rows."""


class BroughtPanel(Card):
    """Hidden while nothing waits; ``case_opened`` and ``acknowledged`` carry the case."""

    case_opened = Signal(str)
    acknowledged = Signal(str)

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(_("Brought before you"), parent=parent)
        self.setObjectName("broughtPanel")
        self._zone = zone
        self._shown: tuple[Brought, ...] = ()
        self.count = Pill("0", "danger", with_icon=True, name="broughtCount")
        self.add_to_title(self.count)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        ground = QWidget()
        ground.setObjectName("scrollGround")
        ground.setLayout(self._rows)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("broughtScroll")
        self._scroll.setAccessibleName(_("Brought before you"))
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(ground)
        self.add(self._scroll)
        self.setVisible(False)

    def show_brought(self, brought: tuple[Brought, ...], now: datetime) -> None:
        """Show what waits; the same cases are left alone, so that the focus stays."""
        if brought == self._shown:
            return
        self._shown = brought
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in brought:
            self._rows.addWidget(self._row(one, now))
        self._rows.addStretch(1)
        self.count.show_as(str(len(brought)), "danger")
        self.setVisible(bool(brought))

    @property
    def rows(self) -> int:
        """How many cases wait."""
        return len(self._shown)

    @staticmethod
    def height_with(rows: int) -> int:
        """Return how high the card is with so many rows."""
        return _FRAME + _ROW * rows

    def show_rows(self, most: int) -> None:
        """Show at most so many rows at once; the others are scrolled to."""
        self._scroll.setFixedHeight(_ROW * max(1, min(most, len(self._shown))))

    def _row(self, one: Brought, now: datetime) -> QFrame:
        row = QFrame()
        row.setObjectName("broughtRow")
        row.setFixedHeight(_ROW)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 3, 0, 3)
        line.setSpacing(10)
        number = quiet_button(one.number, name=f"brought_{one.number}")
        number.setToolTip(one.subject)
        number.clicked.connect(lambda: self.case_opened.emit(one.case_id))
        is_high = one.level >= MANAGER_LEVEL
        level = Pill(
            role_label(Role.MANAGER if is_high else Role.SUPERVISOR),
            "danger" if is_high else "warning",
        )
        why = escalation_cause_label(one.cause)
        since = one.due_at or one.raised_at
        words = ElidedLabel(" · ".join(part for part in (why, one.words, one.subject) if part))
        time = ElidedLabel(people_time.when(since, now, self._zone))
        time.setProperty("look", "muted")
        time.setToolTip(people_time.exact(since, self._zone))
        seen = secondary_button(_("Seen"), name=f"seen_{one.number}")
        seen.setAccessibleName(_("Seen: {number}").format(number=one.number))
        seen.clicked.connect(lambda: self.acknowledged.emit(one.case_id))
        line.addWidget(number)
        line.addWidget(level)
        line.addWidget(words, 1)
        line.addWidget(time)
        line.addWidget(seen)
        return row
