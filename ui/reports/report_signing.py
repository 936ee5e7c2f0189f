"""Puts the bar of signatures and the commentary into the reports, and wires them together."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ui.context import DeskContext
from ui.reports.commentary_card import CommentaryCard
from ui.reports.reports_screen import ReportsScreen
from ui.reports.sign_off_bar import SignOffBar


class ReportSigning(QObject):
    """``paper_requested(summary, lang, replaced_by)`` for the paper of a signed version.

    ``said`` and ``problem_met`` carry sentences for the message bar.
    """

    paper_requested = Signal(object, str, int)
    said = Signal(str)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, reports: ReportsScreen, parent: QObject) -> None:
        super().__init__(parent)
        self.bar = SignOffBar(context)
        self.commentary = CommentaryCard(context)
        reports.add_bar(self.bar)
        reports.add_card(self.commentary)
        self.bar.signing.connect(self.commentary.flush)
        self.bar.signed.connect(reports.refresh)
        self.bar.paper_requested.connect(self.paper_requested)
        self.bar.said.connect(self.said)
        self.bar.problem_met.connect(self.problem_met)
        self.commentary.problem_met.connect(self.problem_met)

    def flush(self) -> None:
        """Save what is being typed."""
        self.commentary.flush()
