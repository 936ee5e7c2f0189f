"""Somebody at the desk who may be on record already: take that record with one click.

Asked for at every pause of typing while a new customer is written down; holds nothing up.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.visit_flow import CustomerDraft, VisitDraft
from app.i18n import _
from app.services.twins import TwinAtIntake, twins_at_intake
from app.twin_words import intake_words
from ui.context import DeskContext
from ui.icons import set_icon
from ui.reception.hint_banners import PAUSE_MS
from ui.widgets.buttons import IconButton, secondary_button
from ui.widgets.card import Card
from ui.widgets.wording import announce, label

_DOWN = 10


def twin_key(twin: TwinAtIntake) -> str:
    """Return what a dismissal remembers."""
    return f"twin:{twin.customer_id}"


class TwinBanners(QWidget):
    """``taken`` carries the record that the customer is; ``dismissed`` a banner put away."""

    taken = Signal(object)
    dismissed = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("twinBanners")
        self._context = context
        self._asked: CustomerDraft | None = None
        self._found: tuple[TwinAtIntake, ...] = ()
        self._put_away: tuple[str, ...] = ()
        self._shown: tuple[TwinAtIntake, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.setVisible(False)

    def show_draft(self, draft: VisitDraft) -> None:
        """Ask who the newcomer may be; a known customer and a nameless one are left alone."""
        customer = draft.customer
        is_new = customer.customer_id is None and not customer.anonymous
        if draft.is_registered or not is_new:
            self._pause.stop()
            self._asked, self._found = None, ()
        elif customer != self._asked:
            self._asked = customer
            self._pause.start()
        self._put_away = draft.hints_dismissed
        self._show()

    def rest(self) -> None:
        """Ask nothing while the reception is out of sight."""
        self._pause.stop()

    def go_on(self) -> None:
        """Ask anew: the records may have changed meanwhile."""
        if self._asked is not None:
            self._pause.start()

    def _ask(self) -> None:
        asked = self._asked
        if asked is None:
            return
        self._context.runner.read(
            twins_at_intake,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            draft=asked,
            owner=self,
            supersedes="intake-twins",
            on_done=lambda found: self._on_found(asked, found),
        )

    def _on_found(self, asked: CustomerDraft, found: tuple[TwinAtIntake, ...]) -> None:
        if asked == self._asked:
            self._found = found
            self._show()

    def _show(self) -> None:
        twins = tuple(twin for twin in self._found if twin_key(twin) not in self._put_away)
        self.setVisible(bool(twins))
        if twins == self._shown:
            return
        new = [twin for twin in twins if twin not in self._shown]
        self._shown = twins
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, twin in enumerate(twins):
            banner = TwinBanner(twin, number, self)
            banner.taken.connect(self.taken)
            banner.dismissed.connect(self.dismissed)
            self._column.addWidget(banner)
        if new:
            announce(self, intake_words(new[0]))


class TwinBanner(Card):
    """One record: who it is, masked, why it may be them, and the button that takes it."""

    taken = Signal(object)
    dismissed = Signal(str)

    def __init__(self, twin: TwinAtIntake, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName(f"twin{number}")
        words = intake_words(twin)
        self.setAccessibleName(words)
        self.body.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(10)
        picture = QLabel()
        set_icon(picture, "users", "warning_text", 20)
        picture.setContentsMargins(0, _DOWN, 0, 0)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        said = label(words, wrap=True, name=f"twinWords{number}")
        said.setContentsMargins(0, _DOWN - 1, 0, 0)
        said.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        row.addWidget(said, 1)
        close = IconButton("x", _("Put away for this visit"), name=f"twinDismiss{number}")
        close.clicked.connect(lambda: self.dismissed.emit(twin_key(twin)))
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.add(row)
        # Only the first one has the key: two of the same would cancel each other out.
        take = secondary_button(
            _("Take this record (&S)") if number == 0 else _("Take this record"),
            name=f"twinTake{number}",
        )
        take.setToolTip(_("No new record is made; what the customer came for stays as it is."))
        take.clicked.connect(lambda: self.taken.emit(twin))
        self.add(take)

    def set_sides(self, width: int) -> None:
        """Stay narrow at the sides: the cross brings its own room."""
        self._outer.setContentsMargins(min(width, 14), 8, 8, 14)
