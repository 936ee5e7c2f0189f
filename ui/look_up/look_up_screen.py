"""The look-up desk (F4): a customer asks how a case stands, and hears what may be said.

Looking writes nothing down; only what was confirmed to have been said does.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.case_answers import CaseAnswer
from app.domain.errors import FieldError
from app.domain.terms import Channel
from app.i18n import _
from app.services.look_up import (
    LookUpFound,
    LookUpHit,
    case_answer,
    find_cases,
    record_told,
)
from app.services.outages import current_outages
from ui.context import DeskContext
from ui.look_up.answer_card import AnswerCard
from ui.look_up.found_list import FoundList
from ui.look_up.question_box import QuestionBox
from ui.look_up.told_form import ToldDraft, ToldForm
from ui.outages.outage_lines import OutageLines
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.wording import label

_LEFT_WIDTH, _LEFT_NARROW, _ROOM_FOR_WIDE = 430, 340, 1100


class LookUpScreen(QWidget):
    """One question, its finds on the left, the answer on the right.

    Wishes: ``back_requested``, ``case_requested``, ``complaint_requested`` (about that case) and
    ``receipt_requested`` (of that visit).
    """

    back_requested = Signal()
    case_requested = Signal(str)
    complaint_requested = Signal(str)
    receipt_requested = Signal(str)
    done = Signal(str)
    problem_met = Signal(object)

    def __init__(
        self, context: DeskContext, categories: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lookUpScreen")
        self.setProperty("manualPage", "look_up")
        self._context = context
        self._hit: LookUpHit | None = None
        self._answer: CaseAnswer | None = None
        self._found: LookUpFound | None = None
        self._take_when_found = False
        self.channel = Channel.IN_PERSON
        self.box = QuestionBox()
        self.found = FoundList(categories, context.zone)
        self.outages = OutageLines(context)
        self.answer = AnswerCard(context, categories)
        self.form = ToldForm(context)
        self.empty = EmptyState(
            _("How does my case stand?"),
            _(
                "Type the number or its end, a phone or a room, or scan the receipt. "
                "Enter takes the first line."
            ),
            icon="search",
            name="lookUpEmpty",
        )
        self._build()
        self._connect()
        self.setFocusProxy(self.box)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 20, 24, 20)
        row.setSpacing(16)
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(10)
        self.back = IconButton("arrow-left", _("Back (Esc)"), name="lookUpBack")
        head.addWidget(self.back)
        head.addWidget(label(_("Look up progress"), "title", name="lookUpTitle"), 1)
        card.add(head)
        card.add(self.box)
        card.add(self.found, 1)
        column.addWidget(card, 1)
        column.addWidget(self.outages)
        row.addWidget(self._left)
        place = Card()
        place.add(self.empty, 1)
        self._stack = QStackedWidget()
        for widget in (place, self.answer, self.form):
            self._stack.addWidget(widget)
        row.addWidget(self._stack, 1)
        QWidget.setTabOrder(self.box, self.back)

    def _connect(self) -> None:
        self.back.clicked.connect(self.back_requested)
        self.box.asked.connect(self._on_asked)
        self.box.taken.connect(self._on_taken)
        self.box.stepped.connect(self.found.step)
        self.box.left.connect(self.back_requested)
        self.found.hit_chosen.connect(self._choose)
        self.answer.told_requested.connect(self._on_told_requested)
        self.answer.case_requested.connect(self._on_case_requested)
        self.answer.complaint_requested.connect(self._on_complaint_requested)
        self.answer.receipt_requested.connect(self._on_receipt_requested)
        self.form.confirmed.connect(self._on_confirmed)
        self.form.cancelled.connect(self._on_form_left)
        self.form.problem_met.connect(self.problem_met)

    # ---- what the program asks -------------------------------------------------------------

    def begin(self, scanned: str = "", channel: Channel = Channel.IN_PERSON) -> None:
        """Begin with the box as it stands, or with what was scanned.

        While words wait to be written down the next question waits too.
        """
        self.channel = channel
        if self._stack.currentWidget() is self.form:
            self.form.words.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()
        if scanned:
            self._forget()
            self.box.put(scanned)

    def refresh(self) -> None:
        """Read the answer and the outages anew."""
        self._context.runner.read(
            current_outages,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            now=self._context.now(),
            owner=self,
            supersedes="outages",
            on_done=self.outages.show_outages,
        )
        if self._hit is not None and self._stack.currentWidget() is self.answer:
            self._read_answer(self._hit)

    def showEvent(self, event: QShowEvent) -> None:
        """Read whenever the screen comes up."""
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the answer the room that it needs."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _ROOM_FOR_WIDE
        self._left.setFixedWidth(_LEFT_WIDTH if is_wide else _LEFT_NARROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the answer for the next question, and with none the screen."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._hit is not None:
            self._forget()
            self.box.setFocus(Qt.FocusReason.OtherFocusReason)
            self.box.selectAll()
        else:
            self.back_requested.emit()

    # ---- the question ----------------------------------------------------------------------

    def _on_asked(self, text: str) -> None:
        self._take_when_found = False
        if self._hit is not None:
            # A new question: what was found for the last one must not be read out for it.
            self._forget()
        self._ask(text)

    def _on_taken(self, text: str) -> None:
        if self._found is not None and self._found.text == text:
            self._take()
            return
        self._take_when_found = True
        self._ask(text)

    def _ask(self, text: str) -> None:
        if not text.strip():
            self._on_found(text, None)
            return
        self._context.runner.read(
            find_cases,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            text=text,
            now=self._context.now(),
            owner=self,
            supersedes="look-up",
            on_done=lambda found: self._on_found(text, found),
            on_error=self.problem_met.emit,
        )

    def _on_found(self, text: str, found: LookUpFound | None) -> None:
        if text != self.box.text():
            return
        self._found = found
        self.found.show_found(found, self._context.now())
        if self._take_when_found:
            self._take_when_found = False
            self._take()

    def _take(self) -> None:
        hit = self.found.marked
        if hit is not None:
            self._choose(hit)
        else:
            self.box.selectAll()

    # ---- the answer ------------------------------------------------------------------------

    def _choose(self, hit: LookUpHit) -> None:
        self._hit = hit
        self._stack.setCurrentIndex(0)
        self._read_answer(hit)

    def _read_answer(self, hit: LookUpHit) -> None:
        self._context.runner.read(
            case_answer,
            actor=self._context.actor,
            case_id=hit.case_id,
            owner=self,
            supersedes="answer",
            on_done=lambda answer: self._on_answer(hit, answer),
            on_error=self.problem_met.emit,
        )

    def _on_answer(self, hit: LookUpHit, answer: CaseAnswer) -> None:
        if hit is not self._hit or self._stack.currentWidget() is self.form:
            return
        self._answer = answer
        self.answer.show_answer(answer, hit.visit_id)
        if self._stack.currentWidget() is not self.answer:
            self._stack.setCurrentWidget(self.answer)
            self.answer.tell.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget(self) -> None:
        """Take the answer off the screen."""
        self._hit = self._answer = None
        self._stack.setCurrentIndex(0)

    def _on_case_requested(self) -> None:
        if self._hit is not None:
            self.case_requested.emit(self._hit.case_id)

    def _on_complaint_requested(self) -> None:
        if self._hit is not None:
            self.complaint_requested.emit(self._hit.case_id)

    def _on_receipt_requested(self) -> None:
        if self._hit is not None and self._hit.visit_id is not None:
            self.receipt_requested.emit(self._hit.visit_id)

    # ---- what was said ---------------------------------------------------------------------

    def _on_told_requested(self) -> None:
        if self._answer is not None and self.answer.words is not None:
            self._left.setEnabled(False)
            self._stack.setCurrentWidget(self.form)
            self.form.begin(self._answer, self.answer.words, self.channel)

    def _leave_form(self) -> None:
        self._left.setEnabled(True)
        self._stack.setCurrentWidget(self.answer)

    def _on_form_left(self) -> None:
        self._leave_form()
        self.answer.tell.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_confirmed(self, told: ToldDraft) -> None:
        if self._answer is None:
            return
        self.form.set_busy(busy=True)
        number = self._answer.number
        self._context.runner.write(
            record_told,
            actor=self._context.actor,
            case_id=self._answer.case_id,
            words=told.words,
            channel=told.channel,
            keeps_promise=told.keeps_promise,
            new_promise=told.new_promise,
            now=self._context.now(),
            owner=self,
            on_done=lambda _nothing: self._on_recorded(number),
            on_error=self._on_refused,
            on_end=lambda: self.form.set_busy(busy=False),
        )

    def _on_recorded(self, number: str) -> None:
        self.done.emit(
            _("{number}: written down what the customer was told.").format(number=number)
        )
        self._leave_form()
        self.refresh()
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.box.selectAll()

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError):
            self.form.show_error(error)
        else:
            self.problem_met.emit(error)
