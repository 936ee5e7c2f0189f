"""The improvement register in the window: made on first use, and where it returns to."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from app.domain.figure_filter import FigureFilter
from app.domain.improvements import BETTER, NEW, MeasureDraft, MeasureList, Shown
from app.domain.periods import Period
from app.domain.permissions import Action
from app.domain.terms import Severity, Source
from app.i18n import _, current_language
from app.reports import improvement_list
from app.services.improvements import register_on_paper
from ui.context import DeskContext
from ui.improvements.improvements_screen import ImprovementsScreen
from ui.papers.paper_screen import PaperScreen
from ui.reports.measures_card import MeasuresCard
from ui.reports.reports_screen import ReportsScreen
from ui.shell.main_window import MainWindow

IMPROVEMENTS = "improvements"
_AREA = "reports"
_COMPOSED = frozenset(
    {"by_category", "by_building", "by_severity", "by_source", "timeliness", "twelve_months"}
)
"""Sections whose finding is said by the figure alone; the others bring words of their own."""


class ImprovementScreens(QObject):
    """Opens the register, also upon a finding made of a report.

    ``left`` carries the screen to return to; ``changed`` when a report may read otherwise.
    """

    left = Signal(str)
    said = Signal(str)
    failed = Signal(object)
    paper_ready = Signal(object)
    changed = Signal()

    def __init__(
        self, window: MainWindow, context: DeskContext, reports: ReportsScreen, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._context = window, context
        self._before = _AREA
        self.screen: ImprovementsScreen | None = None
        self.card = MeasuresCard(context)
        self.card.register_requested.connect(self.show_register)
        reports.add_card(self.card)
        reports.finding_requested.connect(self.begin_finding)

    def show_register(self) -> None:
        """Open the register."""
        self._open().begin()

    def begin_finding(self, section: str, figure: str, scope: Mapping[str, str]) -> None:
        """Open the register upon a finding of a report's section; ``scope`` as the reports say."""
        if not self._context.actor.may(Action.KEEP_IMPROVEMENTS):
            return
        composes = section in _COMPOSED
        draft = MeasureDraft(
            finding="" if composes else scope.get("words", ""),
            section=section,
            found_in=Period.parse(scope["period"]),
            figure=figure if figure in BETTER else NEW,
            only=_only(scope),
        )
        self._open().begin_finding(draft, composes=composes)

    def flush(self) -> None:
        """Save what is being typed."""
        if self.screen is not None:
            self.screen.flush()

    def _open(self) -> ImprovementsScreen:
        if self.screen is None:
            screen = ImprovementsScreen(self._context)
            screen.back_requested.connect(lambda: self.left.emit(self._before))
            screen.done.connect(self.said)
            screen.problem_met.connect(self.failed)
            screen.paper_requested.connect(self._make_paper)
            screen.register_changed.connect(self.changed)
            self._window.add_screen(IMPROVEMENTS, screen)
            self.screen = screen
        if self._window.current_key != IMPROVEMENTS:
            self._before = self._window.current_key or _AREA
        self._window.show_screen(IMPROVEMENTS, area=_AREA)
        return self.screen

    def _make_paper(self, shown: Shown) -> None:
        self._context.runner.read(
            register_on_paper,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            shown=shown,
            now=self._context.now(),
            owner=self,
            supersedes="paper",
            on_done=self._show_paper,
            on_error=self.failed.emit,
        )

    def _show_paper(self, found: MeasureList) -> None:
        lang = current_language()
        self.paper_ready.emit(
            PaperScreen(
                self._context,
                _("Improvement register"),
                lambda path: improvement_list.render(found, path, lang),
                f"{self._context.project.code}-GJ.pdf",
            )
        )


def _only(scope: Mapping[str, str]) -> FigureFilter:
    severity, source = scope.get("severity"), scope.get("source")
    return FigureFilter(
        building=scope.get("building"),
        category=scope.get("category"),
        severity=Severity(int(severity)) if severity else None,
        source=Source(source) if source else None,
    )
