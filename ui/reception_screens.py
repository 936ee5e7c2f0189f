"""The reception under way: begun, parked, taken up again, and rated on the customer's screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.domain.terms import Source
from app.domain.visit_flow import CustomerDraft, RatingDraft, VisitDraft
from app.services import visits
from app.services.customer_records import reception_draft
from app.services.opening import DeskOpening
from app.services.visits import VisitView
from ui.context import DeskContext
from ui.customer_window.customer_window import CustomerWindow
from ui.reception.reception_screen import ReceptionScreen
from ui.shell.main_window import MainWindow

RECEPTION = "reception"
_AREA = "desk"


class ReceptionScreens(QObject):
    """Keeps the one reception that a desk has under way.

    ``opened`` carries its screen, to be wired before it is shown; ``left`` when it ended while it
    was shown; ``ended`` whenever it ended; ``failed`` carries an error of a person.
    """

    opened = Signal(object)
    shown_again = Signal()
    left = Signal()
    ended = Signal()
    failed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        context: DeskContext,
        opening: DeskOpening,
        customer: CustomerWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._context, self._opening = window, context, opening
        self._customer = customer
        self._following: Callable[[], None] | None = None
        self._is_opening = False
        self._is_over = False
        self.screen: ReceptionScreen | None = None
        customer.answered.connect(self._on_rated)

    def end(self, owner: QObject, keep_unsaved: Callable[[str, VisitDraft], None]) -> str | None:
        """Save what is typed as the desk locks; return the visit in hand.

        ``keep_unsaved`` takes the draft if the store cannot; ``owner`` outlives this object.
        """
        self._is_over = True
        self._customer.answered.disconnect(self._on_rated)
        if self.screen is None:
            return None
        self.screen.keeper.hand_over(owner, keep_unsaved)
        return self.screen.keeper.visit_id

    def flush(self) -> None:
        """Save at once what is typed, since another screen is about to be shown."""
        if self.screen is not None:
            self.screen.keeper.flush()

    def start(
        self,
        source: Source,
        about_case_id: str | None = None,
        customer: CustomerDraft | None = None,
    ) -> None:
        """Begin a reception, perhaps about a case or with a customer who is known already.

        One that is under way is parked first.
        """
        if self.screen is not None:
            self._park_and(lambda: self.start(source, about_case_id, customer))
            return
        if self._is_opening:
            return
        self._is_opening = True
        self._context.runner.write(
            visits.start_visit,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            source=source,
            about_case_id=about_case_id,
            now=self._context.now(),
            owner=self,
            on_done=lambda view: self._open_with(view, customer),
            on_error=self.failed.emit,
            on_end=self._on_opening_over,
        )

    def receive(self, customer_id: str) -> None:
        """Begin a reception with a customer of the archive already chosen."""
        self._context.runner.read(
            reception_draft,
            actor=self._context.actor,
            customer_id=customer_id,
            now=self._context.now(),
            owner=self,
            supersedes="receive",
            on_done=lambda customer: self.start(Source.DESK, customer=customer),
            on_error=self.failed.emit,
        )

    def resume(self, visit_id: str, unsaved: VisitDraft | None = None) -> None:
        """Take up a visit where it was left; ``unsaved`` is what the store could not take."""
        if self.screen is not None:
            if self.screen.keeper.visit_id == visit_id:
                self.shown_again.emit()
                return
            self._park_and(lambda: self.resume(visit_id))
            return
        if self._is_opening:
            return
        self._is_opening = True
        self._context.runner.write(
            visits.resume_visit,
            actor=self._context.actor,
            visit_id=visit_id,
            now=self._context.now(),
            owner=self,
            on_done=lambda view: self._open_again(view, unsaved),
            on_error=self.failed.emit,
            on_end=self._on_opening_over,
        )

    def _open_with(self, view: VisitView, customer: CustomerDraft | None) -> None:
        known = None if customer is None else replace(view.draft, customer=customer)
        self._open_again(view, known)

    def _open_again(self, view: VisitView, unsaved: VisitDraft | None) -> None:
        self._open(view if unsaved is None else replace(view, draft=unsaved))
        if unsaved is not None and self.screen is not None:
            self.screen.keeper.save_again()

    def _park_and(self, following: Callable[[], None]) -> None:
        """Park the reception under way and go on, unless it is just being saved or parked."""
        if self.screen is not None and self.screen.park.isEnabled():
            self._following = following
            self.screen.park.click()

    def _on_opening_over(self) -> None:
        self._is_opening = False

    def _on_problem(self, error: Exception) -> None:
        # What could not be parked goes on; nothing follows it later, unasked.
        self._following = None
        self.failed.emit(error)

    def _open(self, view: VisitView) -> None:
        if self._is_over:
            # Locked while the store answered: the visit is offered again after unlock.
            return
        screen = ReceptionScreen(self._context, view, self._opening.categories, self._window.place)
        screen.ended.connect(self._on_ended)
        screen.problem_met.connect(self._on_problem)
        screen.rating_requested.connect(self._on_rating_requested)
        self.screen = screen
        self.opened.emit(screen)
        self._window.add_screen(RECEPTION, screen)
        self._window.show_screen(RECEPTION, area=_AREA)

    def _on_ended(self) -> None:
        if self._is_over:
            return
        # A question that is still open belongs to the visit that ended, not to the next.
        if self._customer.asking:
            self._customer.withdraw()
        was_shown = self._window.current_key == RECEPTION
        self._window.remove_screen(RECEPTION)
        self.screen = None
        self.ended.emit()
        following, self._following = self._following, None
        if following is not None:
            following()
        elif was_shown:
            self.left.emit()

    def _on_rating_requested(self, address: str) -> None:
        if self._customer.asking:
            # Asking once more would take back what the customer has pressed so far.
            return
        self._customer.ask(address, self._context.actor.name, self._window)
        if self.screen is not None:
            self.screen.satisfaction.show_waiting(turn_around=self._customer.turn_around)

    def _on_rated(self, rating: RatingDraft) -> None:
        if self.screen is not None:
            self.screen.take_rating(rating)
