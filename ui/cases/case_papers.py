"""The papers of a case: asked for on its page, made off the GUI thread, shown as a screen.

What goes on a paper is read in the transaction that writes down who had it made.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import UserFacingError
from app.domain.papers import CaseFile, JobSheet
from app.i18n import _, current_language
from app.messages import sentence
from app.services import case_papers
from app.services.attachments import AttachmentView
from ui.cases.paper_options import CaseFileOptions, JobSheetOptions
from ui.cases.print_button import JOB_SHEET
from ui.context import DeskContext
from ui.papers.paper_saving import Make
from ui.papers.paper_screen import PaperScreen


class CasePapers(QWidget):
    """``ready`` carries a :class:`PaperScreen`; ``problem_met`` a sentence. Never seen itself."""

    ready = Signal(object)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, case_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._case_id = case_id
        self.hide()

    def ask(self, kind: str, files: Sequence[AttachmentView]) -> None:
        """Ask what the paper is to hold; then make it."""
        pictures = [file for file in files if file.kind.is_picture]
        window = self.window()
        if kind == JOB_SHEET:
            job = JobSheetOptions(self._context, self._case_id, pictures, window)
            job.chosen.connect(self._make_job_sheet)
            job.open()
        else:
            file = CaseFileOptions(self._context, has_pictures=bool(pictures), parent=window)
            file.chosen.connect(self._make_case_file)
            file.open()

    def _make_job_sheet(self, with_contact: bool, photo_ids: list[str]) -> None:
        self._context.runner.write(
            case_papers.job_sheet,
            actor=self._context.actor,
            case_id=self._case_id,
            with_contact=with_contact,
            photo_ids=photo_ids,
            lang=current_language(),
            now=self._context.now(),
            owner=self,
            on_done=self._on_job_sheet,
            on_error=self._on_problem,
        )

    def _make_case_file(self, in_full: bool, with_pictures: bool) -> None:
        self._context.runner.write(
            case_papers.case_file,
            actor=self._context.actor,
            case_id=self._case_id,
            in_full=in_full,
            with_pictures=with_pictures,
            lang=current_language(),
            now=self._context.now(),
            owner=self,
            on_done=self._on_case_file,
            on_error=self._on_problem,
        )

    def _on_job_sheet(self, job: JobSheet) -> None:
        lang = current_language()

        def make(path: Path) -> None:
            # Brings reportlab with it, which nobody needs before the first paper.
            from app.reports import job_sheet  # noqa: PLC0415

            job_sheet.render(job, path, lang)

        self._show(_("Job sheet"), job.case.number, make)

    def _on_case_file(self, file: CaseFile) -> None:
        lang = current_language()

        def make(path: Path) -> None:
            # Brings reportlab with it, which nobody needs before the first paper.
            from app.reports import case_file  # noqa: PLC0415

            case_file.render(file, path, lang)

        self._show(_("Case file"), file.case.number, make)

    def _show(self, title: str, number: str, make: Make) -> None:
        screen = PaperScreen(self._context, f"{title} {number}", make, f"{title} {number}.pdf")
        self.ready.emit(screen)

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))
