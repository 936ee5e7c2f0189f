"""The card with visits that are parked or were interrupted, each to be taken up again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import people_time
from app.domain.terms import VisitState
from app.i18n import _
from app.labels import visit_step_label
from app.services.visits import VisitView
from ui.widgets.buttons import secondary_button
from ui.widgets.card import Card
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.pill import Pill


class UnfinishedVisitsPanel(Card):
    """Lists :class:`VisitView`; ``visit_resumed`` carries the visit that is to go on."""

    visit_resumed = Signal(str)

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(_("Parked and interrupted visits"), parent=parent)
        self.setObjectName("unfinishedVisits")
        self._zone = zone
        self._shown: tuple[VisitView, ...] | None = None
        self.count = Pill("0", "warning", name="unfinishedCount")
        self.add_to_title(self.count)
        self.count.setVisible(False)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        ground = QWidget()
        ground.setObjectName("scrollGround")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("unfinishedScroll")
        scroll.setAccessibleName(_("Parked and interrupted visits"))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(ground)
        self.empty = EmptyState(
            _("No visit is waiting"),
            _("A visit that you park, or that was cut off, is kept here with all that was typed."),
            icon="pause",
            name="unfinishedEmpty",
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(scroll)
        self._stack.addWidget(self.empty)
        self._stack.setCurrentWidget(self.empty)
        self.add(self._stack, 1)

    def show_visits(self, visits: tuple[VisitView, ...], now: datetime) -> None:
        """Show the visits; the same ones are left alone, so that the focus stays where it is."""
        if visits == self._shown:
            return
        self._shown = visits
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for visit in visits:
            self._rows.addWidget(self._row(visit, now))
        self.count.show_as(str(len(visits)), "warning")
        self.count.setVisible(bool(visits))
        self._stack.setCurrentIndex(0 if visits else 1)

    def _row(self, visit: VisitView, now: datetime) -> QWidget:
        row = QWidget()
        row.setObjectName(f"unfinished_{visit.visit_id}")
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 6, 0, 6)
        line.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        customer = visit.draft.customer
        name = "  ".join(part for part in (customer.name, customer.room_label) if part)
        who = ElidedLabel(name or _("Not named"))
        who.setProperty("look", "label")
        words.addWidget(who)
        is_parked = visit.state is VisitState.PARKED
        state = _("parked") if is_parked else _("interrupted")
        arrived_on = visit.arrived_at.astimezone(self._zone).date()
        is_today = arrived_on == now.astimezone(self._zone).date()
        say = people_time.clock_time if is_today else people_time.day_words
        since = say(visit.arrived_at, self._zone)
        step = visit_step_label(visit.draft.step)
        where = ElidedLabel(f"{step} · {state}")
        where.setProperty("look", "muted")
        words.addWidget(where)
        begun = ElidedLabel(f"{visit.number} · {since}")
        begun.setProperty("look", "muted")
        begun.setToolTip(people_time.exact(visit.arrived_at, self._zone))
        words.addWidget(begun)
        line.addLayout(words, 1)
        button = secondary_button(_("Resume"), name=f"resume_{visit.visit_id}")
        button.setAccessibleName(_("Resume visit {number}").format(number=visit.number))
        button.setProperty("visit", visit.visit_id)
        button.clicked.connect(self._on_resume_clicked)
        line.addWidget(button)
        return row

    def _on_resume_clicked(self) -> None:
        self.visit_resumed.emit(str(self.sender().property("visit")))
