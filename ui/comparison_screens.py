"""The screen that compares projects: made on first use, and where it leads."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.period_summary import PeriodSummary
from app.domain.periods import Period
from app.domain.permissions import Action
from app.i18n import _
from ui.context import DeskContext
from ui.reports.comparison_screen import ComparisonScreen
from ui.shell.main_window import MainWindow
from ui.widgets.buttons import IconButton

COMPARISON = "comparison"
_AREA = "reports"


class ComparisonScreens(QObject):
    """Opens the comparison; ``left`` carries the screen to return to.

    ``project_opened(code, Period)`` when the report of a project is wished for.
    """

    left = Signal(str)
    project_opened = Signal(str, object)
    paper_requested = Signal(object)
    said = Signal(str)
    problem_met = Signal(str)

    def __init__(self, window: MainWindow, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._context = window, context
        self.screen: ComparisonScreen | None = None

    def open(self, period: Period) -> None:
        """Open the comparison upon a period."""
        if self.screen is None:
            screen = ComparisonScreen(self._context)
            screen.back_requested.connect(lambda: self.left.emit(_AREA))
            screen.project_opened.connect(self.project_opened)
            screen.paper_requested.connect(self.paper_requested)
            screen.said.connect(self.said)
            screen.problem_met.connect(self.problem_met)
            self._window.add_screen(COMPARISON, screen)
            self.screen = screen
        self._window.show_screen(COMPARISON, area=_AREA)
        self.screen.begin(period)
        self.screen.setFocus()


class CompareButton(IconButton):
    """'Compare projects' for the head of the reports; ``compare_requested(Period)``."""

    compare_requested = Signal(object)

    def __init__(self, period: Period, parent: QWidget | None = None) -> None:
        super().__init__("building-2", _("Compare projects"), name="compareProjects", parent=parent)
        self._period = period
        self.clicked.connect(lambda: self.compare_requested.emit(self._period))

    def show_summary(self, summary: PeriodSummary) -> None:
        """Take the period that is to be compared."""
        self._period = summary.period


def may_compare(context: DeskContext, projects: int) -> bool:
    """Whether there is something to compare, and whoever works here may look at it."""
    may = context.actor.may
    return projects > 1 and may(Action.READ_REPORTS) and may(Action.SEARCH_EVERY_PROJECT)
