"""The reception wizard: step rail, page, side panel; saved at every pause, parked, ended.

The rules of the flow are in ``app.domain.visit_flow``; this screen shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from app.domain.errors import FieldError
from app.domain.masking import surname
from app.domain.terms import Source, VisitStep
from app.domain.visit_flow import (
    STEPS,
    RatingDraft,
    VisitDraft,
    next_step,
    previous_step,
    problems_of,
)
from app.i18n import _
from app.labels import visit_step_label
from app.people_time import clock_time, short_duration
from app.services import visits
from app.services.case_views import CategoryView
from app.services.visits import RegisteredCase, VisitView
from ui.cases.category_words import category_names
from ui.context import DeskContext
from ui.reception.attached_card import AttachedCard
from ui.reception.greeting_page import GreetingPage
from ui.reception.known_already import KnownAlready, registered_words
from ui.reception.leave_dialog import LeaveDialog
from ui.reception.needs_page import NeedsPage
from ui.reception.satisfaction_page import SatisfactionPage
from ui.reception.service_page import ServicePage
from ui.reception.side_panel import SidePanel
from ui.reception.step_page import StepPage
from ui.reception.visit_keeper import VisitKeeper
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.step_rail import CURRENT, DONE, TODO, Step, StepRail
from ui.widgets.wording import label

# Widths of rail and side panel, margin, gap and the sides of their cards: as drawn, and for what
# is left of 1366 pixels at 125 %.
_WIDE = (214, 310, 24, 16, 18)
_NARROW = (190, 226, 12, 10, 10)
_ROOM_FOR_WIDE = 1180


class ReceptionScreen(QWidget):
    """One visit.  ``ended`` when it is finished, parked or left; ``problem_met`` with an error."""

    ended = Signal()
    problem_met = Signal(object)
    done = Signal(str)
    receipt_requested = Signal(str)
    rating_requested = Signal(str)
    case_requested = Signal(str)
    major_proposed = Signal(object)

    def __init__(
        self,
        context: DeskContext,
        view: VisitView,
        categories: Sequence[CategoryView],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("receptionScreen")
        self.setProperty("manualPage", "reception")
        self.context = context
        self.keeper = VisitKeeper(context, view, self)
        self._busy = False
        self._step_began: dict[VisitStep, datetime] = {view.draft.step: context.now()}
        self._step_took: dict[VisitStep, str] = {}
        self.pages: dict[VisitStep, StepPage] = {
            VisitStep.GREETING: GreetingPage(context),
            VisitStep.NEEDS: NeedsPage(context, categories),
            VisitStep.SERVICE: ServicePage(context),
            VisitStep.SATISFACTION: SatisfactionPage(context),
        }
        self.rail = StepRail([Step(step, visit_step_label(step)) for step in STEPS])
        self.side = SidePanel(context, category_names(categories))
        self._build()
        self._connect()
        self._open(view.draft)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._show_rail)
        self._clock.start()

    @property
    def satisfaction(self) -> SatisfactionPage:
        """The page of step 4."""
        page = self.pages[VisitStep.SATISFACTION]
        if not isinstance(page, SatisfactionPage):
            raise TypeError(type(page))
        return page

    @property
    def draft(self) -> VisitDraft:
        """The draft in hand."""
        return self.keeper.draft

    # ---- building --------------------------------------------------------------------------

    def _build(self) -> None:
        row = QHBoxLayout(self)
        self._row = row
        self._rail = self._rail_card()
        row.addWidget(self._rail)
        row.addWidget(self._page_card(), 1)
        side = QScrollArea(self)
        side.setObjectName("sideScroll")
        side.setWidgetResizable(True)
        side.setFrameShape(QFrame.Shape.NoFrame)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.side.setObjectName("scrollGround")
        side.setWidget(self.side)
        self._side_area = side
        row.addWidget(side)
        self._make_room()

    def _rail_card(self) -> Card:
        card = Card(parent=self)
        card.add(label(_("Visit {number}").format(number=self.keeper.number), "muted"))
        card.add(self.rail, 1)
        self.park = secondary_button(_("Park for later"), icon="pause", name="parkVisit")
        self.leave = secondary_button(_("Customer left"), icon="log-out", name="customerLeft")
        # The rail is too narrow for '(K)' and '(L)' behind the words.
        for button, key in ((self.park, "Alt+K"), (self.leave, "Alt+L")):
            button.setShortcut(key)
            button.setToolTip(key)
        self.park.clicked.connect(self._on_park_clicked)
        self.leave.clicked.connect(self._on_leave_clicked)
        card.add(self.park)
        card.add(self.leave)
        return card

    def _page_card(self) -> Card:
        # Every widget that is given a parent has its style made anew, with all that it holds: the
        # places are made before what goes into them.
        card = Card(parent=self)
        head = QHBoxLayout()
        self._title = label("", "title", name="stepTitle")
        self._saved = label("", "muted", name="savedAt")
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._saved)
        card.add(head)
        self._stack = QStackedWidget()
        card.add(self._stack, 1)
        for page in self.pages.values():
            # The style sheet lets the card shine through a page of this name.
            page.setObjectName("scrollGround")
            scroll = QScrollArea()
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QFrame.Shape.NoFrame)
            scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._stack.addWidget(scroll)
            scroll.setWidget(page)
        foot = QHBoxLayout()
        self.back = secondary_button(_("Back"), icon="arrow-left", key_hint="Esc", name="stepBack")
        self.next = primary_button("", key_hint="Enter", name="stepNext")
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.next)
        card.add(foot)
        # After the last field Tab reaches what goes on, before what goes back.
        QWidget.setTabOrder(self.next, self.back)
        return card

    def _connect(self) -> None:
        for page in self.pages.values():
            page.draft_edited.connect(self._on_draft_edited)
            page.problem_met.connect(self.problem_met)
            for box in page.findChildren(PlainTextBox):
                box.submitted.connect(self.go_on)
        self.keeper.saved.connect(self._on_saved)
        self.keeper.save_failed.connect(self._on_save_failed)
        self.rail.step_chosen.connect(self._on_step_chosen)
        self.side.case_requested.connect(self.case_requested)
        self.side.review.said.connect(self._on_reviewed)
        self.side.review.problem_met.connect(self.problem_met)
        self._known = KnownAlready(
            self.side.hints,
            self.side.twins,
            [card for page in self.pages.values() for card in page.findChildren(AttachedCard)],
            lambda: self.draft,
            self._take_from_beside,
            self,
        )
        self.satisfaction.receipt_requested.connect(self._on_receipt_requested)
        self.satisfaction.rating_requested.connect(self._on_rating_requested)
        self.satisfaction.rating_changed.connect(self._show_buttons)

    def _on_reviewed(self, words: str) -> None:
        self.done.emit(words)
        # The button that was pressed is gone: the typing goes on where it was.
        self.pages[self.draft.step].first_focus()

    # ---- showing ---------------------------------------------------------------------------

    def _open(self, draft: VisitDraft) -> None:
        """Show the page of the draft's step, with the focus where the typing begins."""
        step = draft.step
        self._step_began.setdefault(step, self.context.now())
        page = self.pages[step]
        page.show_draft(draft)
        page.show_problems(())
        self._stack.setCurrentIndex(STEPS.index(step))
        self._title.setText(visit_step_label(step))
        self.side.show_draft(draft)
        self._show_buttons()
        self._show_rail()
        QTimer.singleShot(0, page, page.first_focus)

    def _show_buttons(self) -> None:
        step = self.draft.step
        words = {
            VisitStep.GREETING: _("Next: needs"),
            VisitStep.NEEDS: _("Next: service"),
            VisitStep.SERVICE: _("Register and go on"),
            VisitStep.SATISFACTION: _("Finish the visit"),
        }[step]
        if step is VisitStep.SATISFACTION and self.satisfaction.rating is None:
            is_phone = self.draft.source is Source.PHONE
            words = _("Ask on the phone") if is_phone else _("Ask the customer")
        self.next.set_words(words, "Enter")
        self.back.setVisible(previous_step(self.draft) is not None or step is VisitStep.GREETING)
        self.back.set_words(
            _("Back to the desk") if step is VisitStep.GREETING else _("Back"), "Esc"
        )

    def _show_rail(self) -> None:
        now = self.context.now()
        here = STEPS.index(self.draft.step)
        for index, step in enumerate(STEPS):
            if index < here:
                self.rail.set_step(
                    step, DONE, self._step_took.get(step, ""), enabled=not self.draft.is_registered
                )
            elif index == here:
                took = short_duration(now - self._step_began[step])
                self.rail.set_step(step, CURRENT, took)
            else:
                self.rail.set_step(step, TODO)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the page the room that it needs."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        is_wide = self.width() >= _ROOM_FOR_WIDE
        rail, side, margin, gap, pad = _WIDE if is_wide else _NARROW
        self._rail.setFixedWidth(rail)
        self._side_area.setFixedWidth(side)
        self._row.setContentsMargins(margin, min(margin, 20), margin, min(margin, 20))
        self._row.setSpacing(gap)
        for card in (self._rail, *self.side.findChildren(Card)):
            card.set_sides(pad)

    # ---- keys ------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on and Esc goes back; from boxes of several lines it is Ctrl+Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            self.go_back()
        else:
            super().keyPressEvent(event)

    # ---- going on and back -----------------------------------------------------------------

    def go_on(self) -> None:
        """Check the step and go on; what is missing is marked and nothing moves."""
        # A click on Next while pinyin is being composed would throw the composition away.
        QGuiApplication.inputMethod().commit()
        if self._busy:
            return
        draft = self.draft
        if draft.step is VisitStep.GREETING and not draft.greeted:
            draft = replace(draft, greeted=True)
        problems = problems_of(draft, self.context.now())
        if problems:
            self._show_problems(draft, problems)
            return
        if draft.step is VisitStep.SERVICE and not draft.is_registered:
            self._register(draft)
        elif draft.step is VisitStep.SATISFACTION:
            self._finish_or_ask()
        else:
            following = next_step(draft)
            if following is not None:
                self._go_to(replace(draft, step=following, current_need=0))

    def _show_problems(self, draft: VisitDraft, problems: list[tuple[int, FieldError]]) -> None:
        index = problems[0][0]
        if index != draft.current_need:
            draft = replace(draft, current_need=index)
            self.keeper.change(draft)
        page = self.pages[draft.step]
        page.show_draft(draft)
        page.show_problems([problem for at, problem in problems if at == index])
        scroll, marked = self._stack.currentWidget(), self.focusWidget()
        if isinstance(scroll, QScrollArea) and page.isAncestorOf(marked):  # never of None
            scroll.ensureWidgetVisible(marked)

    def go_back(self) -> None:
        """Go one step back; from the first step, park the visit and return to the desk."""
        QGuiApplication.inputMethod().commit()
        if self._busy:
            return
        before = previous_step(self.draft)
        if before is not None:
            self._go_to(replace(self.draft, step=before))
        elif self.draft.step is VisitStep.GREETING:
            self._on_park_clicked()

    def _go_to(self, draft: VisitDraft) -> None:
        now = self.context.now()
        leaving = self.draft.step
        self._step_took[leaving] = short_duration(now - self._step_began[leaving])
        self.keeper.change(draft)
        self.keeper.flush()
        self._open(draft)

    def _on_step_chosen(self, key: str) -> None:
        step = VisitStep(key)
        if not self.draft.is_registered and STEPS.index(step) < STEPS.index(self.draft.step):
            self._go_to(replace(self.draft, step=step))

    def _register(self, draft: VisitDraft) -> None:
        self._write(
            visits.register_needs,
            draft=draft,
            on_done=self._on_registered,
            on_error=self._on_refused,
        )

    def _on_registered(self, result: tuple[VisitDraft, tuple[RegisteredCase, ...]]) -> None:
        draft, cases = result
        self._step_took[VisitStep.SERVICE] = short_duration(
            self.context.now() - self._step_began[VisitStep.SERVICE]
        )
        self.keeper.adopt(draft)
        self.done.emit(registered_words(cases))
        self._open(draft)
        for case in cases:
            if case.attached is not None and case.attached.proposes_major:
                self.major_proposed.emit(case.attached)

    def _finish_or_ask(self) -> None:
        rating = self.satisfaction.rating
        if rating is None:
            self._on_rating_requested()
            return
        self._write(
            visits.finish_visit,
            rating=rating,
            on_done=lambda _nothing: self._end(_("Visit {number} is finished.")),
            on_error=self._on_refused,
        )

    def take_rating(self, rating: RatingDraft) -> None:
        """Take the answer from the customer's screen."""
        self.satisfaction.show_rating(rating)
        self.keeper.flush()
        self._show_buttons()
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_rating_requested(self) -> None:
        if self.draft.source is Source.PHONE:
            if not self.satisfaction.relay.isChecked():
                self.satisfaction.relay.click()
            return
        customer = self.draft.customer
        address = surname(customer.name) + customer.title if customer.title else ""
        self.rating_requested.emit(address if customer.name else "")

    def _on_receipt_requested(self) -> None:
        self.receipt_requested.emit(self.keeper.visit_id)

    # ---- parking and leaving ---------------------------------------------------------------

    def _on_park_clicked(self) -> None:
        if not self._busy:
            self._write(
                visits.park_visit,
                draft=self.draft,
                on_done=lambda _nothing: self._end(_("Visit {number} is parked.")),
                on_error=self._on_refused,
            )

    def _on_leave_clicked(self) -> None:
        dialog = LeaveDialog(self, registered=self.draft.is_registered)
        dialog.reason_given.connect(self._on_leave_reason)
        dialog.open()

    def _on_leave_reason(self, reason: str) -> None:
        self._write(
            visits.leave_visit,
            draft=self.draft,
            reason=reason,
            on_done=lambda _nothing: self._end(_("Visit {number} has ended.")),
            on_error=self._on_refused,
        )

    def _write(self, verb: Callable[..., object], **arguments: Any) -> None:
        """Save what is typed, then do one verb of this visit; the writer keeps the order."""
        self.keeper.flush()
        self._set_busy(busy=True)
        self.context.runner.write(
            verb,
            actor=self.context.actor,
            visit_id=self.keeper.visit_id,
            now=self.context.now(),
            owner=self,
            on_end=lambda: self._set_busy(busy=False),
            **arguments,
        )

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        for button in (self.next, self.back, self.park, self.leave):
            button.setEnabled(not busy)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError):
            self.pages[self.draft.step].show_problems([error])
        else:
            self.problem_met.emit(error)

    def _end(self, words: str) -> None:
        self.keeper.end()
        self.done.emit(words.format(number=self.keeper.number))
        self.ended.emit()

    # ---- drafts ----------------------------------------------------------------------------

    def _on_draft_edited(self, draft: VisitDraft) -> None:
        if draft.step is not self.draft.step:
            self._take_late(draft)
            return
        self._saved.setText(_("Writing …"))
        self.keeper.change(draft)
        problems = problems_of(draft, self.context.now())
        self.pages[draft.step].settle_problems(
            [problem for index, problem in problems if index == draft.current_need]
        )
        self.side.show_draft(draft)
        self._show_buttons()

    def _take_from_beside(self, draft: VisitDraft) -> None:
        """Take a draft that was changed beside its page, and show it there."""
        self.keeper.change(draft)
        page = self.pages[draft.step]
        page.show_draft(draft)
        page.show_problems(())
        self.side.show_draft(draft)
        page.first_focus()

    def _take_late(self, draft: VisitDraft) -> None:
        """Take from a page that was left meanwhile what the store answered it: the room."""
        customer = self.draft.customer
        if self.draft.is_registered or draft.customer.room_label != customer.room_label:
            return
        if draft.customer.room_id is not None and not customer.anonymous:
            known = replace(customer, room_id=draft.customer.room_id)
            late = replace(self.draft, customer=known)
            self.keeper.change(late)
            self.pages[late.step].show_draft(late)

    def _on_saved(self, at: datetime) -> None:
        if not self.keeper.unsaved:
            time = clock_time(at, self.context.zone)
            self._saved.setText(_("Saved by itself {time}").format(time=time))

    def _on_save_failed(self, error: Exception) -> None:
        self._saved.setText(_("Not saved yet"))
        self.problem_met.emit(error)
