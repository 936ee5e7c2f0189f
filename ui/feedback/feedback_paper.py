"""The feedback analysis as a paper on the screen."""

from __future__ import annotations

from pathlib import Path

from app.domain.feedback import FeedbackAnalysis
from app.domain.word_list import WordList
from app.figure_words import period_words
from app.i18n import _, current_language
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen


def feedback_paper(
    context: DeskContext, analysis: FeedbackAnalysis, words: WordList
) -> PaperScreen:
    """Return the screen that makes and shows the paper, in the language of the screen."""
    lang = current_language()
    printed_by, printed_at = context.actor.name, context.now()

    def make(path: Path) -> None:
        # Brings reportlab with it, which nobody needs before the first paper.
        from app.reports import feedback_report  # noqa: PLC0415

        feedback_report.render(
            analysis, words, path, lang, printed_by=printed_by, printed_at=printed_at
        )

    title = f"{_('Feedback analysis')} · {period_words(analysis.period)}"
    name = f"{_('Feedback analysis')} {analysis.project_code} {analysis.period}.pdf"
    return PaperScreen(context, title, make, "".join(c for c in name if c not in '\\/:*?"<>|'))
