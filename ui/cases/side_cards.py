"""The cards beside the timeline that run: clocks and promises; built anew at each reading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app import people_time
from app.domain.terms import PromiseState
from app.i18n import _
from app.labels import channel_label, clock_label, promise_state_label
from app.services.case_views import CasePageView, ClockView, PromiseView
from ui.cases.clock_words import ClockStanding, outcome_words, standing_of
from ui.cases.state_looks import promise_kind
from ui.cases.wrapped_text import WrappedText, shortened
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.pill import Pill
from ui.widgets.wording import label

_BAR_STEPS = 1000
_LOOKS = {"weak": "error", "fair": "warning"}


class SideCard(Card):
    """A card whose content is built anew at each reading; the focus stays where it was."""

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.setObjectName(name)
        self._content: QWidget | None = None

    @contextmanager
    def rebuilt(self, spacing: int = 10) -> Iterator[QVBoxLayout]:
        """Throw the old content away and hand out the column for the new one."""
        focused = ""
        if self._content is not None:
            widget = QApplication.focusWidget()
            if widget is not None and self._content.isAncestorOf(widget):
                focused = widget.objectName()
            self.body.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        content = self._content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing)
        yield column
        self.add(content)
        again = content.findChild(QWidget, focused) if focused else None
        if again is not None:
            content.show()
            again.setFocus(Qt.FocusReason.OtherFocusReason)


class ClocksCard(SideCard):
    """Each clock with a bar and words: done, left, overdue, paused, or no longer counted.

    What became of earlier rounds and tellings lies behind one press.  ``why_requested`` carries the
    id of the clock whose due time is to be explained.
    """

    why_requested = Signal(str)

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__(_("Clocks"), "clocksCard")
        self._zone = zone
        self._shows_earlier = False
        self._earlier: QWidget | None = None

    def show_case(self, view: CasePageView, now: datetime) -> None:
        """Show the clocks of the present round, and those before them."""
        with self.rebuilt(12) as column:
            for clock in view.clocks:
                standing = standing_of(clock, now, self._zone, wake_at=view.wake_at)
                column.addLayout(self._clock(standing, clock.clock_id))
            if not view.clocks:
                column.addWidget(label(_("No clock runs for this case."), "muted", wrap=True))
            if view.earlier_clocks:
                self._add_earlier(column, view)

    def _add_earlier(self, column: QVBoxLayout, view: CasePageView) -> None:
        button = quiet_button(_("Earlier rounds"), icon="history", name="earlierClocks")
        button.setCheckable(True)
        button.setChecked(self._shows_earlier)
        button.toggled.connect(self._show_earlier)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._earlier = QWidget()
        self._earlier.setObjectName("earlierClocksList")
        lines = QVBoxLayout(self._earlier)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(6)
        for clock in view.earlier_clocks:
            lines.addWidget(WrappedText(self._earlier_words(clock), "muted"))
        column.addWidget(self._earlier)
        self._earlier.setVisible(self._shows_earlier)

    def _earlier_words(self, clock: ClockView) -> str:
        return _("Round {round} · {clock}: {outcome}").format(
            round=clock.round,
            clock=clock_label(clock.kind),
            outcome=outcome_words(clock, self._zone),
        )

    def _show_earlier(self, shown: bool) -> None:
        self._shows_earlier = shown
        if self._earlier is not None:
            self._earlier.setVisible(shown)

    def _clock(self, standing: ClockStanding, clock_id: str) -> QVBoxLayout:
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
        note = ElidedLabel(standing.note)
        note.setProperty("look", "muted")
        note.setToolTip(standing.exact_due)
        why = quiet_button(_("Why?"), name=f"why_{standing.kind}")
        why.setAccessibleName(_("{clock}: why this time?").format(clock=clock_label(standing.kind)))
        why.clicked.connect(lambda: self.why_requested.emit(clock_id))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(note, 1)
        foot.addWidget(why)
        column.addLayout(foot)
        return column


class PromisesCard(SideCard):
    """What the customer was promised, by when and by whom, and what became of it.

    ``renewal_requested`` carries the promise that is to be put off.
    """

    renewal_requested = Signal(object)

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__(_("Promises"), "promisesCard")
        self._zone = zone

    def show_case(self, view: CasePageView, now: datetime, *, may_renew: bool) -> None:
        """Show the promises, the newest first."""
        with self.rebuilt(12) as column:
            for number, promise in enumerate(reversed(view.promises)):
                column.addLayout(self._promise(promise, number, now))
                if may_renew and promise.is_renewable(now):
                    button = self._renew_button(promise, number)
                    column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
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
        pill.setToolTip(self._exact_times(promise))
        head.addWidget(due, 1)
        head.addWidget(pill)
        column.addLayout(head)
        column.addWidget(WrappedText(promise.what or "—"))
        parts = (promise.who, channel_label(promise.channel), promise.to_whom)
        column.addWidget(WrappedText(" · ".join(part for part in parts if part), "muted"))
        return column

    def _exact_times(self, promise: PromiseView) -> str:
        lines = [
            _("promised {time}").format(time=people_time.exact(promise.made_at, self._zone)),
            _("due {time}").format(time=people_time.exact(promise.due_at, self._zone)),
        ]
        if promise.fulfilled_at is not None:
            made_good = people_time.exact(promise.fulfilled_at, self._zone)
            lines.append(_("made good {time}").format(time=made_good))
        return "\n".join(lines)

    def _renew_button(self, promise: PromiseView, number: int) -> QWidget:
        button = secondary_button(_("Renew…"), icon="clock", name=f"renewPromise{number}")
        button.setAccessibleName(_("Renew: {what}").format(what=shortened(promise.what)))
        button.setToolTip(_("Put it off, once the customer was told"))
        button.clicked.connect(lambda: self.renewal_requested.emit(promise))
        return button
