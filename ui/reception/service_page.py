"""Step 3: an answer now, or a promise of who, what and when (clauses 4.2-3 and 4.3-2)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.domain.terms import Severity
from app.domain.typed_text import TEXT_LIMIT
from app.domain.visit_flow import AnswerDraft, VisitDraft
from app.i18n import _
from app.labels import case_type_label
from app.services.due_times import PromiseTimes, promise_times
from ui.context import DeskContext
from ui.reception.need_tabs import NeedTabs
from ui.reception.promise_form import PromiseForm
from ui.reception.step_page import StepPage
from ui.reception.told_card import ToldCard
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label

_MATTER_LENGTH = 160


class ServicePage(StepPage):
    """One need at a time: its answer, or its promise with a time that explains itself."""

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._answer = AnswerDraft()
        self._times: dict[Severity, PromiseTimes] = {}
        self.tabs = NeedTabs(editable=False)
        self.tabs.need_chosen.connect(self._on_need_chosen)
        self._matter = label("", "lead", wrap=True, name="matter")
        self.ways = ChipGroup(
            [
                Choice(True, _("Answered on the spot, customer accepts")),
                Choice(False, _("Promise an answer")),
            ],
            digits=True,
            accessible_name=_("Answer now or promise"),
            name="answeredNow",
        )
        self.ways.chosen.connect(self._on_way_chosen)
        self.answer = PlainTextBox(lines=4, most_lines=8, name="answer")
        self.answer.edited.connect(self._on_answer_edited)
        self.promise = PromiseForm(context)
        self.promise.answer_edited.connect(self._on_promise_edited)
        self.told = ToldCard(context)
        self.told.promise_wished.connect(self._on_promise_wished)
        self.told.problem_met.connect(self.problem_met)
        self.column.addWidget(self.tabs)
        self.column.addWidget(self._matter)
        self.column.addWidget(self.told)
        self._ways_field = self.add_field(
            "answered_now", FormField(_("What can we do?"), self.ways)
        )
        self.column.addWidget(self._ways_field)
        self._answer_field = self.add_field(
            "answer", FormField(_("Answer given (&W)"), self.answer)
        )
        self._answer_field.add_to_label(self.answer.counter)
        self.column.addWidget(self._answer_field)
        self.column.addWidget(self.promise)
        self.add_field("promise_what", self.promise.what_field)
        self.add_field("promise_who", self.promise.who_field)
        self.add_field("promise_due_at", self.promise.due_field)
        self.column.addStretch(1)

    def show_draft(self, draft: VisitDraft) -> None:
        """Show the answer or promise of the current need."""
        super().show_draft(draft)
        self._answer = draft.need.answer
        self.tabs.show_draft(draft)
        need = draft.need
        words = " ".join(need.own_words.split())
        if len(words) > _MATTER_LENGTH:
            words = words[: _MATTER_LENGTH - 1] + "…"
        kind = case_type_label(need.type) if need.type else ""
        kind = need.attach_number if need.is_attached else kind
        self._matter.setText(_("{kind}: “{words}”").format(kind=kind, words=words))
        self.ways.set_value(self._answer.answered_now)
        self.answer.set_text(self._answer.answer)
        self.promise.show_answer(self._answer)
        self._show_parts()

    def _show_parts(self) -> None:
        need = self.draft.need
        self.told.show_need(need)
        self._ways_field.setVisible(not need.is_attached)
        self._answer_field.setVisible(self._answer.answered_now is True)
        is_promise = self._answer.answered_now is False
        self.promise.setVisible(is_promise)
        if is_promise:
            self._offer_times()

    def _offer_times(self) -> None:
        """Ask for the times once a severity; they begin when the promise was first thought of."""
        severity = self.draft.need.severity
        known = self._times.get(severity)
        if known is not None:
            self.promise.show_times(known)
            return
        self.context.runner.read(
            promise_times,
            actor=self.context.actor,
            project_id=self.context.project.project_id,
            severity=severity,
            now=self.context.now(),
            owner=self,
            supersedes="promise-times",
            on_done=lambda times: self._on_times(severity, times),
            on_error=self.problem_met.emit,
        )

    def _on_times(self, severity: Severity, times: PromiseTimes) -> None:
        self._times[severity] = times
        if severity is self.draft.need.severity:
            self.promise.show_times(times)

    def first_focus(self) -> None:
        """Begin with the two ways, or with the words once a way is chosen."""
        if self.draft.need.is_attached and not self._answer.promise_what:
            # Not a button: Enter has to go on from here.
            self.told.promise.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._answer.answered_now is None:
            self.ways.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._answer.answered_now:
            self.answer.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.promise.what.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let digits pick the way wherever nothing is being typed."""
        if self.draft.need.is_attached or not self.ways.answer_digit(event):
            super().keyPressEvent(event)

    def _change(self, answer: AnswerDraft) -> None:
        self._answer = answer
        self.edit(self.draft.with_need(replace(self.draft.need, answer=answer)))

    def _on_promise_edited(self, promise: AnswerDraft) -> None:
        self._change(
            replace(
                self._answer,
                promise_what=promise.promise_what,
                promise_who=promise.promise_who,
                promise_due_at=promise.promise_due_at,
                promise_channel=promise.promise_channel,
            )
        )

    def _on_promise_wished(self, wished: bool) -> None:
        self._change(replace(self._answer, answered_now=False if wished else None))
        self._show_parts()
        self.show_problems(())
        if wished:
            self.promise.what.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_way_chosen(self, now: object) -> None:
        self._change(replace(self._answer, answered_now=bool(now)))
        self._show_parts()
        self.show_problems(())
        self.first_focus()

    def _on_answer_edited(self) -> None:
        self._change(replace(self._answer, answer=self.answer.toPlainText()[:TEXT_LIMIT]))

    def _on_need_chosen(self, index: int) -> None:
        draft = replace(self.draft, current_need=index)
        self.show_draft(draft)
        self.show_problems(())
        self.draft_edited.emit(draft)
        self.first_focus()
