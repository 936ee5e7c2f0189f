"""The reports in the window with what hangs on them: exports, signatures, measures, comparison."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from app.domain.periods import Period
from ui.comparison_screens import CompareButton, ComparisonScreens, may_compare
from ui.context import DeskContext
from ui.improvement_screens import ImprovementScreens
from ui.paper_screens import PaperScreens
from ui.reports.export_figures import FigureExportButton
from ui.reports.report_signing import ReportSigning
from ui.reports.reports_screen import ReportsScreen
from ui.shell.main_window import MainWindow

REPORTS = "reports"


class ReportScreens(QObject):
    """Made when somebody first goes to the reports.

    ``left`` carries the area to return to, ``cases_requested(ids, words)`` the cases behind a
    figure; ``project_opened(code, Period)`` when the report of a project is wished for.
    """

    left = Signal(str)
    said = Signal(str)
    problem_met = Signal(str)
    failed = Signal(object)
    cases_requested = Signal(object, str)
    project_opened = Signal(str, object)

    def __init__(
        self,
        window: MainWindow,
        context: DeskContext,
        papers: PaperScreens,
        projects: int,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.reports = ReportsScreen(context)
        self.reports.paper_requested.connect(papers.show_month)
        self.reports.cases_requested.connect(self.cases_requested)
        self.reports.problem_met.connect(self.problem_met)
        self._add_export()
        self.comparisons = ComparisonScreens(window, context, self)
        self._add_comparison(papers, projects)
        self.signing = ReportSigning(context, self.reports, self)
        self.signing.paper_requested.connect(papers.show_month)
        self.signing.said.connect(self.said)
        self.signing.problem_met.connect(self.problem_met)
        self.improvements = ImprovementScreens(window, context, self.reports, self)
        self.improvements.left.connect(self.left)
        self.improvements.said.connect(self.said)
        self.improvements.failed.connect(self.failed)
        self.improvements.paper_ready.connect(papers.show)
        window.add_screen(REPORTS, self.reports)

    def _add_export(self) -> None:
        """Put the way to the workbook into the head of the reports."""
        reports = self.reports
        export = FigureExportButton(self._context, lambda: str(reports.language_box.currentData()))
        export.said.connect(self.said)
        export.problem_met.connect(self.problem_met)
        reports.papers_enabled.connect(export.set_able)
        reports.add_button(export)

    def _add_comparison(self, papers: PaperScreens, projects: int) -> None:
        """Put the way to other projects into the head of the reports."""
        self.comparisons.left.connect(self.left)
        self.comparisons.said.connect(self.said)
        self.comparisons.problem_met.connect(self.problem_met)
        self.comparisons.paper_requested.connect(papers.show)
        self.comparisons.project_opened.connect(self.project_opened)
        if may_compare(self._context, projects):
            compare = CompareButton(self.reports.period)
            compare.compare_requested.connect(self.comparisons.open)
            self.reports.add_button(compare)

    def choose(self, period: Period) -> None:
        """Show the report of a period."""
        self.reports.picker.choose(period)

    def begin_finding(self, section: str, figure: str, scope: Mapping[str, str]) -> None:
        """Open the improvement register upon a finding."""
        self.improvements.begin_finding(section, figure, scope)

    def flush(self) -> None:
        """Save what is being typed."""
        self.signing.flush()
        self.improvements.flush()
