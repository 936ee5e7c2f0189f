"""The cards beside the timeline: clocks, promises, customer, and what was wanted and given."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app import people_time
from app.domain.terms import EventKind, PromiseState
from app.i18n import _
from app.labels import (
    channel_label,
    clock_label,
    customer_kind_label,
    promise_state_label,
)
from app.services.case_views import CasePageView, PromiseView
from ui.cases.clock_words import ClockStanding, clocks_of, standing_of
from ui.cases.state_looks import promise_kind
from ui.cases.wrapped_text import WrappedText
from ui.widgets.buttons import quiet_button
from ui.widgets.card import Card
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.pill import Pill
from ui.widgets.wording import label

_BAR_STEPS = 1000
_PHONE_SHOWN_MS = 30_000
_LOOKS = {"weak": "error", "fair": "warning"}


class SideCard(Card):
    """A card whose content is built anew at each reading."""

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.setObjectName(name)
        self._content: QWidget | None = None

    def start(self, spacing: int = 10) -> QVBoxLayout:
        """Throw the old content away and return the column for the new one."""
        if self._content is not None:
            self.body.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing)
        self.add(self._content)
        return column


class ClocksCard(SideCard):
    """Each clock with a bar and words: done, left, overdue, or no longer counted."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__(_("Clocks"), "clocksCard")
        self._zone = zone

    def show_case(self, view: CasePageView, now: datetime) -> None:
        """Show the clocks of the present round."""
        column = self.start(12)
        clocks = clocks_of(view)
        for clock in clocks:
            column.addLayout(self._clock(standing_of(clock, now, self._zone)))
        if not clocks:
            column.addWidget(label(_("No clock runs for this case."), "muted", wrap=True))

    @staticmethod
    def _clock(standing: ClockStanding) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        is_cancelled = standing.look == "cancelled"
        name = ElidedLabel(clock_label(standing.kind))
        name.setProperty("look", "muted" if is_cancelled else "")
        words = label(standing.words, _LOOKS.get(standing.look, "muted"))
        words.setObjectName(f"clock_{standing.kind}")
        words.setToolTip(standing.exact_due)
        head.addWidget(name, 1)
        head.addWidget(words)
        bar = QProgressBar()
        bar.setObjectName(f"clockBar_{standing.kind}")
        bar.setAccessibleName(f"{clock_label(standing.kind)}: {standing.words}")
        bar.setTextVisible(False)
        bar.setRange(0, _BAR_STEPS)
        bar.setValue(round(standing.share * _BAR_STEPS))
        bar.setProperty("level", standing.look)
        bar.setToolTip(standing.exact_due)
        column.addLayout(head)
        column.addWidget(bar)
        note = label(standing.note, "muted")
        note.setToolTip(standing.exact_due)
        column.addWidget(note)
        return column


class PromisesCard(SideCard):
    """What the customer was promised, by when and by whom, and what became of it."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__(_("Promises"), "promisesCard")
        self._zone = zone

    def show_case(self, view: CasePageView, now: datetime) -> None:
        """Show the promises, the newest first."""
        column = self.start(12)
        for number, promise in enumerate(reversed(view.promises)):
            column.addLayout(self._promise(promise, number, now))
        if not view.promises:
            column.addWidget(label(_("Nothing has been promised."), "muted", wrap=True))

    def _promise(self, promise: PromiseView, number: int, now: datetime) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        is_late = promise.state is PromiseState.OPEN and promise.due_at < now
        state = _("overdue") if is_late else promise_state_label(promise.state)
        when = people_time.when(promise.due_at, now, self._zone)
        due = ElidedLabel(_("by {time}").format(time=when))
        due.setProperty("look", "label")
        pill = Pill(
            state, "danger" if is_late else promise_kind(promise.state), name=f"promise{number}"
        )
        pill.setToolTip(people_time.exact(promise.due_at, self._zone))
        head.addWidget(due, 1)
        head.addWidget(pill)
        column.addLayout(head)
        column.addWidget(WrappedText(promise.what or "—"))
        who = " · ".join(part for part in (promise.who, channel_label(promise.channel)) if part)
        column.addWidget(WrappedText(who, "muted"))
        return column


class PartyCard(SideCard):
    """Who is concerned; the phone is masked until somebody asks for it, and soon again.

    ``phone_requested`` is a wish; :meth:`show_phone` answers it for half a minute.
    """

    phone_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_("Customer"), "partyCard")
        self._where: QLabel | None = None
        self._masked = ""
        self.phone_button = quiet_button(_("Show phone"), icon="eye", name="showPhone")
        self.phone_button.clicked.connect(self.phone_requested)
        self.add_to_title(self.phone_button)
        self._hide = QTimer(self)
        self._hide.setSingleShot(True)
        self._hide.setInterval(_PHONE_SHOWN_MS)
        self._hide.timeout.connect(self._on_time_up)

    def show_phone(self, phone: str) -> None:
        """Show the full number; it hides by itself after 30 seconds."""
        if self._where is not None:
            self._where.setText(phone)
            self._hide.start()

    def _on_time_up(self) -> None:
        if self._where is not None:
            self._where.setText(self._masked)

    def show_case(self, view: CasePageView) -> None:
        """Show the customer, or that none was named."""
        column = self.start(6)
        head = QHBoxLayout()
        head.setSpacing(10)
        name = ElidedLabel(view.customer or _("Not named"))
        name.setObjectName("partyName")
        head.addWidget(name)
        if view.customer_kind is not None:
            head.addWidget(Pill(customer_kind_label(view.customer_kind), "good"))
        head.addStretch(1)
        column.addLayout(head)
        where = " · ".join(part for part in (view.room_label, view.phone_masked) if part)
        self._hide.stop()
        self._where, self._masked = None, where
        self.phone_button.setVisible(bool(view.phone_masked))
        if where:
            self._where = label(where, "muted", name="partyWhere")
            column.addWidget(self._where)
        if view.responsible:
            department = _("With {department}").format(department=view.responsible)
            column.addWidget(WrappedText(department, "muted", name="partyResponsible"))


class RemedyCard(SideCard):
    """What was wanted, what was given, and whether it was accepted (clause 4.3-3)."""

    def __init__(self) -> None:
        super().__init__(_("Wanted → given → accepted"), "remedyCard")

    def show_case(self, view: CasePageView) -> None:
        """Show the three steps; a step that has not come yet is a dash."""
        column = self.start(8)
        for caption, words in (
            (_("Wanted"), view.remedy_wanted),
            (_("Given"), view.remedy_given),
            (_("Accepted"), _outcome(view)),
        ):
            column.addWidget(label(caption, "muted"))
            column.addWidget(WrappedText(words or "—"))


def _outcome(view: CasePageView) -> str:
    answers = [entry for entry in view.timeline if entry.kind is EventKind.RESOLVED]
    if not answers:
        return ""
    facts = answers[-1].facts
    if facts.get("final"):
        return _("No, refused for good")
    return _("Yes") if facts.get("accepted") else _("No, refused")
