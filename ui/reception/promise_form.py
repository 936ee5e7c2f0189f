"""A promise to the customer: who does what, by when, and how they hear of it (clause 4.2-3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, Qt, QTimeZone, Signal
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.terms import Channel, ClockKind
from app.domain.typed_text import TEXT_LIMIT
from app.domain.visit_flow import AnswerDraft
from app.due_words import explain
from app.i18n import _
from app.labels import channel_label
from app.people_time import when
from app.services.due_times import PromiseChoice, PromiseTimes
from ui.context import DeskContext
from ui.widgets.buttons import quiet_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label


class PromiseForm(QWidget):
    """``answer_edited`` with the answer draft at every change of the promise."""

    answer_edited = Signal(object)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._answer = AnswerDraft()
        self._times: PromiseTimes | None = None
        self.what = PlainTextBox(lines=2, most_lines=4, name="promiseWhat")
        self.who = QLineEdit()
        self.who.setObjectName("promiseWho")
        self.who.setMaxLength(100)
        self.who.setPlaceholderText(_("Department or person"))
        self.channels = ChipGroup(
            [Choice(channel, channel_label(channel)) for channel in Channel],
            accessible_name=_("How the customer hears from us"),
            name="promiseChannel",
        )
        self.choices = ChipGroup(accessible_name=_("By when"), name="promiseChoice")
        self.due = QDateTimeEdit()
        self.due.setObjectName("promiseDue")
        self.due.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.due.setCalendarPopup(True)
        self.due.setTimeZone(QTimeZone(context.project.timezone.encode()))
        self.limit = label("", "muted", wrap=True, name="dueLimit")
        self.why_button = quiet_button(_("Why this time?"), icon="info", name="dueWhy")
        self.why_button.setCheckable(True)
        self.why = label("", "muted", wrap=True, name="dueExplanation")
        self.why.setVisible(False)
        self.what_field = FormField(_("What we do and tell (&W)"), self.what)
        self.who_field = FormField(_("Who sees to it (&H)"), self.who)
        self.due_field = FormField(_("Told by (&T)"), self.due)
        self._build()
        self.what.edited.connect(self._on_edited)
        self.who.textEdited.connect(self._on_edited)
        self.channels.chosen.connect(self._on_edited)
        self.choices.chosen.connect(self._on_choice_chosen)
        self.due.dateTimeChanged.connect(self._on_due_changed)
        self.why_button.toggled.connect(self.why.setVisible)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.what_field)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.who_field, 2)
        row.addWidget(FormField(_("How the customer hears from us"), self.channels), 3)
        column.addLayout(row)
        column.addWidget(FormField(_("By when"), self.choices))
        times = QHBoxLayout()
        times.setSpacing(16)
        times.addWidget(self.due_field, 2)
        explained = QVBoxLayout()
        explained.setSpacing(2)
        explained.addWidget(self.limit)
        explained.addWidget(self.why_button, 0, Qt.AlignmentFlag.AlignLeft)
        explained.addStretch(1)
        times.addLayout(explained, 3)
        column.addLayout(times)
        column.addWidget(self.why)

    def show_answer(self, answer: AnswerDraft) -> None:
        """Show the promise as far as it is written."""
        self._answer = answer
        self.what.set_text(answer.promise_what)
        if self.who.text() != answer.promise_who:
            self.who.setText(answer.promise_who)
        self.channels.set_value(answer.promise_channel)
        self._show_due(answer.promise_due_at)

    def show_times(self, times: PromiseTimes) -> None:
        """Offer the usual times; the first answer's own limit is proposed while none is chosen."""
        self._times = times
        now, zone = self._context.now(), self._context.zone
        self.choices.set_choices(
            [
                Choice(choice, f"{_choice_words(choice)} · {when(at, now, zone)}")
                for choice, at in times.choices.items()
            ]
        )
        if self._answer.promise_due_at is None:
            self._take_due(times.choices[PromiseChoice.BY_STANDARD])
        self._show_due(self._answer.promise_due_at)
        first = times.limits[ClockKind.FIRST_ANSWER]
        self.why.setText("\n".join(explain(first, zone)))

    def _show_due(self, due_at: datetime | None) -> None:
        if due_at is None:
            return
        blocked = self.due.blockSignals(True)
        self.due.setDateTime(_as_qt(due_at, self._context.project.timezone))
        self.due.blockSignals(blocked)
        if self._times is None:
            return
        chosen = next((c for c, at in self._times.choices.items() if at == due_at), None)
        self.choices.set_value(chosen)
        self._show_limit(due_at, self._times)

    def _show_limit(self, due_at: datetime, times: PromiseTimes) -> None:
        now, zone = self._context.now(), self._context.zone
        first = times.limits[ClockKind.FIRST_ANSWER].at
        is_late = due_at > first
        words = _("The standard asks for a first answer by {time}.").format(
            time=when(first, now, zone)
        )
        if is_late:
            words += " " + _("This promise is later; tell the customer why.")
        self.limit.setText(words)
        self.limit.setProperty("look", "warning" if is_late else "muted")
        self.limit.style().unpolish(self.limit)
        self.limit.style().polish(self.limit)

    def _on_edited(self) -> None:
        channel = self.channels.value
        self._tell(
            replace(
                self._answer,
                promise_what=self.what.toPlainText()[:TEXT_LIMIT],
                promise_who=self.who.text(),
                promise_channel=channel if isinstance(channel, Channel) else Channel.PHONE,
            )
        )

    def _on_choice_chosen(self, choice: object) -> None:
        if self._times is not None and isinstance(choice, PromiseChoice):
            self._take_due(self._times.choices[choice])

    def _on_due_changed(self, moment: QDateTime) -> None:
        self._take_due(datetime.fromtimestamp(moment.toSecsSinceEpoch(), UTC))

    def _take_due(self, due_at: datetime) -> None:
        self._tell(replace(self._answer, promise_due_at=due_at))
        self._show_due(due_at)

    def _tell(self, answer: AnswerDraft) -> None:
        self._answer = answer
        self.answer_edited.emit(answer)


def _as_qt(instant: datetime, timezone: str) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(instant.timestamp()), QTimeZone(timezone.encode()))


def _choice_words(choice: PromiseChoice) -> str:
    return {
        PromiseChoice.IN_AN_HOUR: _("in an hour"),
        PromiseChoice.BEFORE_CLOSING: _("before closing"),
        PromiseChoice.NEXT_MORNING: _("next working morning"),
        PromiseChoice.BY_STANDARD: _("as the standard asks"),
    }[choice]
