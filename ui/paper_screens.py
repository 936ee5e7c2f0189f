"""Papers on the screen: each is looked at, printed or saved, and then wiped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.papers import Receipt
from app.domain.period_summary import PeriodSummary
from app.domain.permissions import Action
from app.domain.policy import RECOVERY_CONFIRMED
from app.i18n import _, current_language
from app.reports import receipt as receipt_paper
from app.services import case_papers, receipts
from app.services.policy import change_setting
from app.services.sign_off import signed_paper
from app.workspace import Workspace
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen
from ui.reports.monthly_paper import monthly_paper
from ui.settings.recovery_paper import recovery_paper
from ui.shell.main_window import MainWindow

PAPER = "paper"
_HOME = "desk"
_AREAS = {"reception": _HOME, "case": "cases"}


class PaperScreens(QObject):
    """Shows one paper at a time, and returns to the screen before it.

    ``receipt_paper`` is the size of receipts, ``A5`` or ``80mm``.
    """

    said = Signal(str)
    problem_met = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        context: DeskContext,
        size: str,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._workspace, self._context = window, workspace, context
        self._before = _HOME
        self.receipt_paper = size

    def show_receipt(self, visit_id: str) -> None:
        """Show the receipt of a visit, to print or to save."""
        self._context.runner.read(
            receipts.visit_receipt,
            actor=self._context.actor,
            visit_id=visit_id,
            owner=self,
            on_done=self._on_receipt,
            on_error=self.failed.emit,
        )

    def show_receipt_again(self, visit_id: str) -> None:
        """Show a receipt marked as printed once more, and have that written down."""
        self._context.runner.write(
            case_papers.reprint_receipt,
            actor=self._context.actor,
            visit_id=visit_id,
            now=self._context.now(),
            owner=self,
            on_done=self._on_receipt,
            on_error=self.failed.emit,
        )

    def _on_receipt(self, receipt: Receipt) -> None:
        on_roll = self.receipt_paper == "80mm"
        lang = current_language()

        def make(path: Path) -> None:
            receipt_paper.render(receipt, path, "80mm" if on_roll else "A5", lang)

        title = _("Receipt {number}").format(number=receipt.visit_number)
        self.show(PaperScreen(self._context, title, make, f"{receipt.visit_number}.pdf"))

    def show_month(self, summary: PeriodSummary, lang: str, replaced_by: int = 0) -> None:
        """Show the report of a period; one that is signed as it was signed, to the byte."""
        if summary.signed is None:
            self.show(monthly_paper(self._context, summary, lang))
            return

        def show_kept(kept: bytes | None) -> None:
            self.show(
                monthly_paper(self._context, summary, lang, kept=kept, replaced_by=replaced_by)
            )

        self._context.runner.read(
            signed_paper,
            actor=self._context.actor,
            project_code=summary.project_code,
            period=summary.period,
            lang=lang,
            version=summary.signed.version,
            owner=self,
            on_done=show_kept,
            on_error=self.failed.emit,
        )

    def show_recovery_sheet(self, recovery_key: str) -> None:
        """Show the sheet of a recovery key that was just made; it counts once it is on paper."""
        paper = recovery_paper(self._context, recovery_key, self._workspace.store_id)
        paper.printed.connect(self._on_recovery_kept)
        paper.saved.connect(self._on_recovery_kept)
        self.show(paper)

    def _on_recovery_kept(self, _path: object = None) -> None:
        if self._context.actor.may(Action.CHANGE_POLICY):
            self._context.runner.write(
                change_setting,
                actor=self._context.actor,
                setting=RECOVERY_CONFIRMED,
                value=True,
                now=self._context.now(),
                owner=self,
            )

    def show(self, paper: PaperScreen) -> None:
        """Show a paper; Back returns to the screen before, and the paper's file is wiped."""
        if self._window.current_key != PAPER:
            self._before = self._window.current_key or _HOME
        paper.back_requested.connect(self._on_back)
        paper.problem_met.connect(self.problem_met)
        paper.saved.connect(lambda path: self.said.emit(_("Saved as {path}.").format(path=path)))
        paper.printed.connect(lambda: self.said.emit(_("Sent to the printer.")))
        self._window.add_screen(PAPER, paper)
        area = _HOME if self._before == "reception" else self._before
        self._window.show_screen(PAPER, area=area)
        paper.setFocus()

    def _on_back(self) -> None:
        area = _AREAS.get(self._before, self._before)
        if self._window.screen_of(self._before) is None:
            self._before = area
        self._window.show_screen(self._before, area=area)
        self._window.remove_screen(PAPER)
