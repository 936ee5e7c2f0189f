"""One case, whole: its words, timeline, clocks, promises, and everything that can be done next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app import people_time
from app.domain.errors import FieldError, UserFacingError
from app.domain.permissions import Action
from app.domain.terms import PromiseState
from app.i18n import _
from app.labels import next_step_label
from app.messages import field_sentence, sentence
from app.services import case_work
from app.services.case_views import (
    CasePageView,
    CategoryView,
    PromiseView,
    case_page,
    categories,
)
from app.services.due_times import DueExplanation, why_due
from ui.cases.attachments_card import AttachmentsCard
from ui.cases.carry_on_card import CarryOnCard
from ui.cases.case_banner import CaseBanner
from ui.cases.case_head_card import CaseHeadCard
from ui.cases.case_papers import CasePapers
from ui.cases.case_verb import CaseVerb
from ui.cases.category_words import category_names
from ui.cases.composer import TOLD, Composer
from ui.cases.party_cards import AssessmentCard, LinksCard, PartyCard, RemedyCard
from ui.cases.print_button import RECEIPT
from ui.cases.side_cards import ClocksCard, PromisesCard
from ui.cases.timeline_panel import TimelinePanel
from ui.cases.verbs import offered_verbs
from ui.cases.why_dialog import WhyDialog
from ui.cases.work_verbs import renew_promise
from ui.context import DeskContext
from ui.widgets.card import Card
from ui.widgets.wording import label

REFRESH_MS = 60_000
_RIGHT_WIDTH = 348


class CasePage(QWidget):
    """Shows a case and carries it on.

    What was typed is kept until it is saved; leaving with unsaved words takes a second press.
    ``case_changed`` follows every change made here, ``said`` words what came of it;
    ``case_requested`` carries a linked case to open instead.
    """

    back_requested = Signal()
    receipt_requested = Signal(str)
    paper_ready = Signal(object)
    case_requested = Signal(str)
    case_changed = Signal(str)
    said = Signal(str)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("casePage")
        self.setProperty("manualPage", "cases")
        self._context = context
        self.case_id = case_id
        self.view: CasePageView | None = None
        self._categories: dict[str, str] = {}
        self._warned = False
        # Clocks run on while the page is looked at.
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._read_case)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 20, 24, 20)
        row.setSpacing(16)
        row.addLayout(self._left_column(), 1)
        row.addWidget(self._right_column())
        self.papers = CasePapers(context, case_id, self)
        self.papers.ready.connect(self.paper_ready)
        self.papers.problem_met.connect(self.problem_met)
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.head.print_button.open_menu)
        # Else the first stop of Tab would be Back, and a second Enter would leave the page again.
        self.composer.box.setFocus()
        self.setFocusProxy(self.composer.box)

    # ---- what the program asks -------------------------------------------------------------

    def refresh(self) -> None:
        """Read the case anew; what is being typed stays."""
        self._context.runner.read(
            categories, owner=self, supersedes="categories", on_done=self._on_categories_read
        )
        self._read_case()

    def focus_composer(self, *, told: bool = False) -> None:
        """Put the cursor where a note, or what the customer was told, is written."""
        if told:
            self.composer.kinds.set_value(TOLD)
            self.composer.show_kind()
            self._on_kind_changed()
        self.composer.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def has_unsaved_words(self) -> bool:
        """Whether something was typed here that is not saved yet."""
        return bool(self.composer.box.text) or self.carry_on.has_unsaved_words

    def showEvent(self, event: QShowEvent) -> None:
        """Read when the page comes up, and every minute."""
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop reading what nobody sees."""
        super().hideEvent(event)
        self._timer.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_back_requested()
            return
        super().keyPressEvent(event)

    # ---- building --------------------------------------------------------------------------

    def _left_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(16)
        self.banner = CaseBanner(self._context.zone)
        self.banner.case_requested.connect(self._on_case_requested)
        column.addWidget(self.banner)
        self.head = CaseHeadCard(self._context.zone)
        self.head.back_requested.connect(self._on_back_requested)
        self.head.paper_requested.connect(self._on_paper_requested)
        column.addWidget(self.head)
        card = Card(_("What happened"))
        card.setObjectName("timelineCard")
        self.read_label = label("", "muted", name="caseReadAt")
        card.add_to_title(self.read_label)
        self.timeline = TimelinePanel(self._context.zone)
        card.add_to_title(self.timeline.filters)
        card.add(self.timeline, 1)
        line = QFrame()
        line.setProperty("look", "line")
        card.add(line)
        self.composer = Composer()
        self.composer.save_requested.connect(self._on_save_requested)
        self.composer.kind_changed.connect(self._on_kind_changed)
        self.composer.box.edited.connect(self._on_edited)
        card.add(self.composer)
        column.addWidget(card, 1)
        return column

    def _right_column(self) -> QScrollArea:
        ground = QWidget()
        ground.setObjectName("scrollGround")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.carry_on = CarryOnCard(self._context)
        self.carry_on.verb_submitted.connect(self._on_verb_submitted)
        self.carry_on.form_opened.connect(self._on_form_opened)
        self.carry_on.form_left.connect(self._on_form_left)
        self.banner.verb_requested.connect(self.carry_on.open_verb)
        self.clocks = ClocksCard(self._context.zone)
        self.clocks.why_requested.connect(self._on_why_requested)
        self.promises = PromisesCard(self._context.zone)
        self.promises.renewal_requested.connect(self._on_renewal_requested)
        self.party = PartyCard(self._context)
        self.party.problem_met.connect(self.problem_met)
        self.assessment = AssessmentCard()
        self.remedy = RemedyCard(self._context.zone)
        self.links = LinksCard()
        self.links.case_requested.connect(self._on_case_requested)
        self.files = AttachmentsCard(self._context, self.case_id)
        self.files.changed.connect(self._after_change)
        self.files.problem_met.connect(self.problem_met)
        self.files.take_drops_of(self)
        self.files.take_pastes_of(self.composer.box)
        for card in (
            self.carry_on,
            self.clocks,
            self.promises,
            self.party,
            self.assessment,
            self.remedy,
            self.links,
            self.files,
        ):
            column.addWidget(card)
        column.addStretch(1)
        self._side = QScrollArea()
        self._side.setObjectName("caseSide")
        self._side.setAccessibleName(_("Clocks, promises and customer"))
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setFrameShape(QFrame.Shape.NoFrame)
        self._side.setWidgetResizable(True)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.setFixedWidth(_RIGHT_WIDTH)
        self._side.setWidget(ground)
        return self._side

    # ---- showing ---------------------------------------------------------------------------

    def _on_why_requested(self, clock_id: str) -> None:
        self._context.runner.read(
            why_due,
            actor=self._context.actor,
            case_id=self.case_id,
            clock_id=clock_id,
            owner=self,
            supersedes="why",
            on_done=self._explain,
            on_error=self._on_problem,
        )

    def _explain(self, explanation: DueExplanation) -> None:
        WhyDialog(explanation, self._context.zone, self).open()

    def _read_case(self) -> None:
        self._context.runner.read(
            case_page,
            actor=self._context.actor,
            case_id=self.case_id,
            owner=self,
            supersedes="case",
            on_done=self._on_case_read,
            on_error=self._on_problem,
        )
        self.files.refresh()

    def _on_case_read(self, view: CasePageView) -> None:
        now = self._context.now()
        self.view = view
        self.head.show_case(view, self._categories)
        self.timeline.show_entries(view.timeline, now)
        actor, zone = self._context.actor, self._context.zone
        self.banner.show_case(view, actor, now)
        self.head.set_compact(compact=not self.banner.isHidden())
        self._show_next(view, now)
        self.carry_on.show_verbs(offered_verbs(view, actor, now, zone))
        self.clocks.show_case(view, now)
        self.promises.show_case(view, now, may_renew=actor.may(Action.CARRY_CASES))
        self.party.show_case(view, now)
        self.assessment.show_case(view)
        self.remedy.show_case(view, now)
        self.links.show_case(view)
        time = people_time.clock_time(now, self._context.zone)
        self.read_label.setText(_("read at {time}").format(time=time))
        self._on_kind_changed()

    def _show_next(self, view: CasePageView, now: datetime) -> None:
        """Say above the ways to carry on what the desk owes next."""
        if view.next_step is None:
            self.carry_on.show_next("")
            return
        words = _("Next: {step}").format(step=next_step_label(view.next_step))
        look = "muted"
        if view.next_due_at is not None:
            due = people_time.due_words(view.next_due_at, now, self._context.zone)
            words = f"{words} · {due}"
            look = "error" if view.next_due_at < now else "muted"
        self.carry_on.show_next(words, look)

    def _on_categories_read(self, views: tuple[CategoryView, ...]) -> None:
        self._categories = category_names(views, with_parent=True)
        if self.view is not None:
            self.head.show_case(self.view, self._categories)

    def _on_kind_changed(self) -> None:
        """Say beneath the box which open promises the words will make good."""
        open_promises = [
            promise.what
            for promise in (self.view.promises if self.view else ())
            if promise.state is PromiseState.OPEN
        ]
        if self.composer.kind == TOLD and open_promises:
            words = _("Makes good the open promise: {what}").format(what="; ".join(open_promises))
            self.composer.field.set_hint(words[:160])
        else:
            self.composer.field.set_hint("")

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))

    # ---- leaving ---------------------------------------------------------------------------

    def _on_edited(self) -> None:
        self._warned = False

    def _on_back_requested(self) -> None:
        if self._may_leave():
            self.back_requested.emit()

    def _on_case_requested(self, case_id: str) -> None:
        if self._may_leave():
            self.case_requested.emit(case_id)

    def _may_leave(self) -> bool:
        """Return whether nothing is lost by leaving; the second time it is meant."""
        if not self.has_unsaved_words or self._warned:
            return True
        self._warned = True
        words = _("What you typed is not saved yet. Save it, or leave once more to drop it.")
        self.composer.field.set_error(words)
        return False

    def _on_paper_requested(self, kind: str) -> None:
        if self.view is None:
            return
        if kind != RECEIPT:
            self.papers.ask(kind, self.files.files)
        elif self.view.visit_id is not None:
            self.receipt_requested.emit(self.view.visit_id)

    # ---- changing --------------------------------------------------------------------------

    def _on_save_requested(self) -> None:
        if not self.composer.save_button.isEnabled():
            return
        service: Callable[..., None] = case_work.note
        arguments: dict[str, Any] = {"words": self.composer.box.text}
        if self.composer.kind == TOLD:
            service = case_work.tell_customer
            arguments["channel"] = self.composer.channel
            arguments["to_whom"] = self.composer.to_whom.text()
        self.composer.set_busy(busy=True)
        self._write(
            service,
            arguments,
            on_done=self._on_words_saved,
            on_field_error=self._on_words_refused,
            on_end=lambda: self.composer.set_busy(busy=False),
        )

    def _on_words_saved(self, _result: object) -> None:
        self.composer.clear()
        self._after_change()

    def _on_words_refused(self, error: FieldError) -> None:
        self.composer.field.set_error(field_sentence(error))
        self.composer.box.setFocus()

    def _on_renewal_requested(self, promise: PromiseView) -> None:
        self.carry_on.open_verb(renew_promise(promise))

    def _on_verb_submitted(self, verb: CaseVerb, values: Mapping[str, object]) -> None:
        self.carry_on.set_busy(busy=True)
        self._write(
            verb.service,
            {**verb.facts, **values},
            on_done=lambda result: self._on_verb_done(verb, result),
            on_field_error=self.carry_on.show_error,
            on_end=lambda: self.carry_on.set_busy(busy=False),
            of_case=verb.of_case,
        )

    def _on_verb_done(self, verb: CaseVerb, result: object) -> None:
        self.carry_on.finish_form()
        self._after_change()
        self.composer.box.setFocus()
        words = verb.said(result)
        if words:
            self.said.emit(words)
        if verb.opens_result:
            self._on_case_requested(str(result))

    def _on_form_opened(self) -> None:
        self.composer.set_leading(leading=False)
        self._side.verticalScrollBar().setValue(0)

    def _on_form_left(self) -> None:
        self.composer.set_leading(leading=True)

    def _after_change(self) -> None:
        self._warned = False
        self._read_case()
        self.case_changed.emit(self.case_id)

    def _write(
        self,
        service: Callable[..., Any],
        arguments: Mapping[str, Any],
        *,
        on_done: Callable[[object], None],
        on_field_error: Callable[[FieldError], None],
        on_end: Callable[[], None],
        of_case: bool = True,
    ) -> None:
        def on_error(error: Exception) -> None:
            if isinstance(error, FieldError):
                on_field_error(error)
            else:
                self._on_problem(error)

        asked = {"case_id": self.case_id, **arguments} if of_case else dict(arguments)
        self._context.runner.write(
            service,
            actor=self._context.actor,
            now=self._context.now(),
            **asked,
            owner=self,
            on_done=on_done,
            on_error=on_error,
            on_end=on_end,
        )
