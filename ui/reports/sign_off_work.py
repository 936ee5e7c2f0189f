"""Signing step by step: count and propose, make the papers, freeze; each where it belongs."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.errors import Problem, UserFacingError
from app.domain.period_summary import PeriodSummary
from app.services.sign_off import Proposal, propose_signing, render_papers, sign_report
from ui.context import DeskContext
from ui.papers.paper_folder import PaperFolder


class Signing(QObject):
    """Signs one period once.  ``signed(version)`` at the end, ``failed(error)`` otherwise.

    ``freezing()`` says that from here on nothing can be called off.
    """

    signed = Signal(int)
    failed = Signal(object)
    freezing = Signal()

    def __init__(self, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._folder = PaperFolder()
        # The slot holds the folder, not this object, which is gone when it is called.
        self.destroyed.connect(partial(_wipe, self._folder))

    def begin(self, summary: PeriodSummary, reason: str, commentary: str | None) -> None:
        """Propose what was looked at in ``summary``; ``commentary`` is that of a correction."""
        context = self._context
        # By the writer: words that were typed a moment ago are saved before.
        context.runner.write(
            propose_signing,
            actor=context.actor,
            project_code=summary.project_code,
            period=summary.period,
            data_hash=summary.data_hash,
            reason=reason,
            commentary=commentary,
            now=context.now(),
            owner=self,
            on_done=self._make_papers,
            on_error=self.failed.emit,
        )

    def _make_papers(self, proposal: Proposal) -> None:
        self._context.runner.run(
            _papers,
            proposal,
            self._folder,
            owner=self,
            on_done=lambda papers: self._freeze(proposal, papers),
            on_error=self.failed.emit,
        )

    def _freeze(self, proposal: Proposal, papers: dict[str, bytes]) -> None:
        self.freezing.emit()
        self._context.runner.write(
            sign_report,
            actor=self._context.actor,
            proposal=proposal,
            papers=papers,
            owner=self,
            on_done=self.signed.emit,
            on_error=self.failed.emit,
        )


def _papers(proposal: Proposal, folder: PaperFolder) -> dict[str, bytes]:
    """Make the papers in a private folder that is wiped at once; runs on a worker.

    Raises:
        UserFacingError: they cannot be written there.
    """
    try:
        place = folder.make()
    except OSError as error:
        raise UserFacingError(Problem.CANNOT_WRITE_FILE, path="PDF") from error
    try:
        return render_papers(proposal, place)
    finally:
        for path in place.glob("*.pdf"):
            path.unlink(missing_ok=True)


def _wipe(folder: PaperFolder, *_args: object) -> None:
    folder.wipe()
