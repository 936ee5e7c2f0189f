"""What one more caller is told: the announcement, or how the case stands and what was promised."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from app.answer_words import answer_words
from app.domain.visit_flow import NeedDraft
from app.i18n import _
from app.services.look_up import CallerAnswer, caller_answer
from ui.cases.wrapped_text import QuoteBox
from ui.context import DeskContext
from ui.widgets.card import Card


class ToldCard(Card):
    """Reads what may be said of the case that a need is attached to.

    ``promise_wished`` says whether this caller is promised an answer too.
    """

    promise_wished = Signal(bool)
    problem_met = Signal(object)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Tell the caller"), parent=parent)
        self.setObjectName("toldCard")
        self._context = context
        self._asked: tuple[str, str | None] | None = None
        self._announced = QuoteBox(_("The announcement"), lines=6, name="toldAnnouncement")
        self._said = QuoteBox(_("How the case stands"), lines=6, name="toldCase")
        self.promise = QCheckBox(_("Promise this caller an answer too (&O)"))
        self.promise.setObjectName("promiseToo")
        self.promise.toggled.connect(self.promise_wished)
        self.add(self._announced)
        self.add(self._said)
        self.add(self.promise)

    def show_need(self, need: NeedDraft) -> None:
        """Show what is told to the caller of ``need``; of one that is not attached, nothing."""
        self.setVisible(need.is_attached)
        if need.attach_to is None:
            self._asked = None
            return
        blocked = self.promise.blockSignals(True)
        self.promise.setChecked(need.answer.answered_now is False)
        self.promise.blockSignals(blocked)
        asked = (need.attach_to, need.outage_id)
        if asked == self._asked:
            return
        self._asked = asked
        self._show("", "")
        self._context.runner.read(
            caller_answer,
            actor=self._context.actor,
            case_id=need.attach_to,
            outage_id=need.outage_id,
            now=self._context.now(),
            owner=self,
            supersedes="caller-answer",
            on_done=lambda found: self._on_answer(asked, found),
            on_error=self.problem_met.emit,
        )

    def _on_answer(self, asked: tuple[str, str | None], found: CallerAnswer) -> None:
        if asked != self._asked:
            return
        words = answer_words(
            found.answer, self._context.now(), self._context.zone, to_later_caller=True
        )
        self._show(
            found.outage.wording if found.outage is not None else "",
            _("{number}: {words}").format(number=found.answer.number, words=words.to_say()),
        )

    def _show(self, announced: str, said: str) -> None:
        for box, words in ((self._announced, announced), (self._said, said)):
            box.set_text(words)
            box.setVisible(bool(words))
