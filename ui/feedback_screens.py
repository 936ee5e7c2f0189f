"""The feedback analysis in the window: made for those who may read it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.permissions import Action
from ui.context import DeskContext
from ui.feedback.feedback_screen import FeedbackScreen
from ui.shell.main_window import MainWindow

SUPERVISION = "feedback"


class FeedbackScreens(QObject):
    """Keeps the screen of the area 'Supervision', and passes on what it asks for.

    The screen is made when somebody first goes there; ``screen`` is None before, and for those who
    may not read the analysis.
    """

    paper_ready = Signal(object)
    cases_requested = Signal(object, str)
    case_requested = Signal(str)
    number_requested = Signal(str)
    finding_requested = Signal(str, str, dict)
    problem_met = Signal(str)

    def __init__(self, window: MainWindow, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._context = window, context
        self._may_read = context.actor.may(Action.READ_FEEDBACK)
        self.screen: FeedbackScreen | None = None
        window.show_area_button(SUPERVISION, shown=self._may_read)

    def prepare(self, area: str) -> None:
        """Make the screen if ``area`` is the one it stands in, and nobody has been there yet."""
        if area != SUPERVISION or self.screen is not None or not self._may_read:
            return
        screen = FeedbackScreen(self._context)
        screen.paper_ready.connect(self.paper_ready)
        screen.cases_requested.connect(self.cases_requested)
        screen.case_requested.connect(self.case_requested)
        screen.number_requested.connect(self.number_requested)
        screen.finding_requested.connect(self.finding_requested)
        screen.problem_met.connect(self.problem_met)
        self._window.add_screen(SUPERVISION, screen)
        self.screen = screen
