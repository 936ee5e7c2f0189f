"""What the customer was told when they asked: prefilled, to be confirmed, with a new promise."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.answer_words import AnswerWords, new_promise_words
from app.domain.case_answers import CaseAnswer
from app.domain.errors import FieldError
from app.domain.terms import Channel
from app.domain.visit_flow import AnswerDraft
from app.i18n import _
from app.labels import channel_label
from app.messages import field_sentence
from app.services.due_times import PromiseChoice, PromiseTimes
from app.services.look_up import new_promise_times
from ui.context import DeskContext
from ui.reception.promise_form import PromiseForm
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox

_CHANNELS = (Channel.IN_PERSON, Channel.PHONE, Channel.WECHAT)


@dataclass(frozen=True)
class ToldDraft:
    """What the receptionist confirms to have said."""

    words: str
    channel: Channel
    keeps_promise: bool
    new_promise: AnswerDraft | None


class ToldForm(Card):
    """``confirmed`` carries a :class:`ToldDraft`; ``cancelled`` goes back to the answer."""

    confirmed = Signal(object)
    cancelled = Signal()
    problem_met = Signal(object)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_("What the customer was told"), parent=parent)
        self.setObjectName("toldForm")
        self._context = context
        self._case_id = ""
        self._words = ""
        self._said: AnswerWords | None = None
        self._promise = AnswerDraft()
        self.words = PlainTextBox(lines=3, most_lines=6, name="toldWords")
        self.words.submitted.connect(self._confirm)
        self.words_field = FormField(_("What you said (&S)"), self.words)
        self.words_field.add_to_label(self.words.counter)
        self.channels = ChipGroup(
            [Choice(channel, channel_label(channel)) for channel in _CHANNELS],
            accessible_name=_("Told by"),
            name="toldChannel",
        )
        self.keeps = QCheckBox(_("With this our promise is kept (&K)"))
        self.keeps.setObjectName("toldKeeps")
        self.renew = QCheckBox(_("Promise a new time (&M)"))
        self.renew.setObjectName("toldRenew")
        self.renew.toggled.connect(self._on_renew_toggled)
        self.promise = PromiseForm(context)
        # These times are for a matter that begins now; this one began long ago.
        for part in (self.promise.limit, self.promise.why_button):
            part.setVisible(False)
        self.promise.answer_edited.connect(self._on_promise_edited)
        self.promise.what.submitted.connect(self._confirm)
        self._fields = {
            "words": self.words_field,
            "promise_what": self.promise.what_field,
            "promise_who": self.promise.who_field,
            "promise_due_at": self.promise.due_field,
        }
        self._build()

    def _build(self) -> None:
        ground = QWidget()
        ground.setObjectName("scrollGround")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(12)
        column.addWidget(self.words_field)
        column.addWidget(FormField(_("Told by"), self.channels))
        checks = QHBoxLayout()
        checks.setSpacing(24)
        checks.addWidget(self.keeps)
        checks.addWidget(self.renew)
        checks.addStretch(1)
        column.addLayout(checks)
        column.addWidget(self.promise)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(ground)
        self.add(self._scroll, 1)
        foot = QHBoxLayout()
        self.back = secondary_button(_("Back"), icon="arrow-left", key_hint="Esc", name="toldBack")
        self.confirm = primary_button(_("Write it down"), key_hint="Ctrl+Enter", name="toldConfirm")
        self.back.clicked.connect(self.cancelled)
        self.confirm.clicked.connect(self._confirm)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.confirm)
        self.add(foot)

    def begin(self, answer: CaseAnswer, said: AnswerWords, channel: Channel) -> None:
        """Begin with what may be said of ``answer``; what is overdue begins with a new promise."""
        self._case_id, self._said = answer.case_id, said
        promise = answer.promise
        who = answer.department or (promise.department if promise is not None else "")
        self._promise = AnswerDraft(
            answered_now=False,
            promise_what=promise.what if promise is not None else _("how the matter stands"),
            promise_who=who or _("Customer service centre"),
            promise_channel=promise.channel if promise is not None else Channel.PHONE,
        )
        self.channels.set_value(channel)
        self.keeps.setChecked(False)
        self.keeps.setVisible(promise is not None and answer.is_open and not said.is_sorry)
        self.renew.setVisible(answer.is_open)
        blocked = self.renew.blockSignals(True)
        self.renew.setChecked(said.is_sorry)
        self.renew.blockSignals(blocked)
        self._words = said.to_say()
        self.words.set_text(self._words)
        self.show_error(None)
        self._on_renew_toggled(self.renew.isChecked())
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, error: FieldError | None) -> None:
        """Mark the field of ``error``, and no other."""
        for name, field in self._fields.items():
            is_meant = error is not None and error.field == name
            field.set_error(field_sentence(error) if error is not None and is_meant else "")
            if is_meant:
                field.editor.setFocus()
                self._scroll.ensureWidgetVisible(field.editor)

    def set_busy(self, *, busy: bool) -> None:
        """Take no second confirmation while the first is being saved."""
        self.confirm.setEnabled(not busy)
        self.back.setEnabled(not busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, Ctrl+Enter confirms from every field."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._confirm()
        else:
            super().keyPressEvent(event)

    def _on_renew_toggled(self, wished: bool) -> None:
        self.promise.setVisible(wished)
        self.keeps.setEnabled(not wished)
        if wished:
            self.keeps.setChecked(False)
            self.promise.show_answer(self._promise)
            self._context.runner.read(
                new_promise_times,
                actor=self._context.actor,
                case_id=self._case_id,
                now=self._context.now(),
                owner=self,
                supersedes="promise-times",
                on_done=self._on_times,
                on_error=self.problem_met.emit,
            )
        self._say_again()

    def _on_times(self, times: PromiseTimes) -> None:
        if self._promise.promise_due_at is None:
            soonest = times.choices[PromiseChoice.IN_AN_HOUR]
            self._promise = replace(self._promise, promise_due_at=soonest)
            self.promise.show_answer(self._promise)
        self.promise.show_times(times)
        self._say_again()

    def _on_promise_edited(self, promise: AnswerDraft) -> None:
        self._promise = replace(promise, answered_now=False)
        self._say_again()

    def _say_again(self) -> None:
        """Keep the words in step with the promise, unless somebody wrote their own."""
        if self._said is None or self.words.toPlainText() != self._words:
            return
        new = ""
        if self.renew.isChecked() and self._promise.promise_due_at is not None:
            new = new_promise_words(
                self._promise.promise_due_at,
                self._promise.promise_channel,
                self._context.now(),
                self._context.zone,
            )
        self._words = self._said.to_say(new)
        self.words.set_text(self._words)

    def _confirm(self) -> None:
        if not self.confirm.isEnabled():
            return
        channel = self.channels.value
        self.confirmed.emit(
            ToldDraft(
                self.words.text,
                channel if isinstance(channel, Channel) else Channel.IN_PERSON,
                self.keeps.isChecked(),
                self._promise if self.renew.isChecked() else None,
            )
        )
