"""Figures as an Excel workbook: where to, written down, written, said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.errors import UserFacingError
from app.domain.period_summary import PeriodSummary
from app.domain.periods import Period
from app.domain.project_comparison import ProjectComparison
from app.i18n import _, current_language
from app.messages import sentence
from app.services.report_exports import record_report_export
from app.services.sign_off import present_summary
from app.workbooks.comparison_workbook import write_comparison_workbook
from app.workbooks.figure_workbook import SUFFIX, file_name, write_figure_workbook
from ui.context import DeskContext
from ui.widgets.buttons import ActionButton

_FORBIDDEN = '\\/:*?"<>|'


class FigureExport(QObject):
    """Asks for a file and writes the workbook there, in the background.

    ``busy_changed(bool)`` while it works; ``said(str)`` and ``problem_met(str)`` carry sentences.
    """

    busy_changed = Signal(bool)
    said = Signal(str)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def ask(self, summary: PeriodSummary, lang: str, window: QWidget) -> None:
        """Ask where to write the figures of a period; ``lang`` is the language of the workbook."""
        self._ask(file_name(summary, lang), window, lambda path: self.write(summary, lang, path))

    def ask_comparison(self, comparison: ProjectComparison, window: QWidget) -> None:
        """Ask where to write a comparison, in the language of the screen."""
        self._ask(
            file_name_of(comparison, SUFFIX),
            window,
            lambda path: self.write_comparison(comparison, path),
        )

    def write(self, summary: PeriodSummary, lang: str, path: Path) -> None:
        """Write the figures of a period."""
        if lang == current_language():
            self._write_summary(summary, lang, path)
            return
        # Names of categories and the method come with the summary, in one language.
        context, signed = self._context, summary.signed
        self.busy_changed.emit(True)
        context.runner.read(
            present_summary,
            actor=context.actor,
            project_code=summary.project_code,
            period=summary.period,
            lang=lang,
            now=context.now(),
            version=None if signed is None else signed.version,
            live=signed is None,
            owner=self,
            on_done=lambda again: self._write_summary(again, lang, path),
            on_error=self._on_problem,
        )

    def write_comparison(self, comparison: ProjectComparison, path: Path) -> None:
        """Write a comparison."""
        lang = current_language()
        self._record(
            [project.code for project in comparison.projects],
            comparison.period,
            comparison.data_hash,
            lambda: self._run(lambda: write_comparison_workbook(comparison, path, lang)),
        )

    # ---- steps -----------------------------------------------------------------------------

    def _write_summary(self, summary: PeriodSummary, lang: str, path: Path) -> None:
        self._record(
            [summary.project_code],
            summary.period,
            summary.data_hash,
            lambda: self._run(lambda: write_figure_workbook(summary, path, lang)),
        )

    def _record(
        self, codes: Sequence[str], period: Period, data_hash: str, then: Callable[[], None]
    ) -> None:
        """Write down that figures leave before they do."""
        context = self._context
        now: datetime = context.now()
        self.busy_changed.emit(True)
        context.runner.write(
            record_report_export,
            actor=context.actor,
            project_codes=codes,
            period=period,
            data_hash=data_hash,
            now=now,
            owner=self,
            on_done=lambda _nothing: then(),
            on_error=self._on_problem,
        )

    def _run(self, work: Callable[[], Path]) -> None:
        self._context.runner.run(
            work, owner=self, on_done=self._on_written, on_error=self._on_problem
        )

    def _on_written(self, path: Path) -> None:
        self.busy_changed.emit(False)
        self.said.emit(_("Saved as {path}.").format(path=path))

    def _on_problem(self, error: Exception) -> None:
        self.busy_changed.emit(False)
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))

    def _ask(self, name: str, window: QWidget, then: Callable[[Path], None]) -> None:
        dialog = QFileDialog(window, _("Export Excel"))
        dialog.setObjectName("exportFiguresDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_("Excel workbook (*.xlsx)"))
        dialog.setDefaultSuffix(SUFFIX[1:])
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(documents))
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class FigureExportButton(ActionButton):
    """'Export Excel' for the head of the reports: writes the period that it was last told.

    ``said(str)`` and ``problem_met(str)`` carry sentences for the message bar.
    """

    said = Signal(str)
    problem_met = Signal(str)

    def __init__(
        self, context: DeskContext, lang: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Export Excel"), icon="download", name="exportExcel", parent=parent)
        self.setToolTip(
            _("All figures and complaints of the period as an Excel workbook, names masked.")
        )
        self._lang = lang
        self._summary: PeriodSummary | None = None
        self._able = self._busy = False
        self.export = FigureExport(context, self)
        self.export.said.connect(self.said)
        self.export.problem_met.connect(self.problem_met)
        self.export.busy_changed.connect(self._on_busy_changed)
        self.clicked.connect(self._on_clicked)
        self._enable()

    def show_summary(self, summary: PeriodSummary) -> None:
        """Take the period that is to be written."""
        self._summary = summary
        self._enable()

    def set_able(self, able: bool) -> None:
        """Say whether the whole period stands on the screen."""
        self._able = able
        self._enable()

    def _on_clicked(self) -> None:
        if self._summary is not None:
            self.export.ask(self._summary, self._lang(), self)

    def _on_busy_changed(self, busy: bool) -> None:
        self._busy = busy
        self._enable()

    def _enable(self) -> None:
        self.setEnabled(self._summary is not None and self._able and not self._busy)


def file_name_of(comparison: ProjectComparison, suffix: str) -> str:
    """Return a name for a file of a comparison, safe on every system."""
    name = f"{_('Comparison of projects')} {comparison.period}{suffix}"
    return "".join(c for c in name if c not in _FORBIDDEN)
