"""The monthly summary as a paper on the screen (clause 4.3-4)."""

from __future__ import annotations

from pathlib import Path

from app.domain.period_summary import PeriodSummary
from app.i18n import _, current_language, language
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen
from ui.reports.figure_words import month_of, month_words


def monthly_paper(
    context: DeskContext, summary: PeriodSummary, lang: str | None = None
) -> PaperScreen:
    """Return the screen that makes and shows the paper of ``summary``.

    ``lang`` is the paper's language, the screen's by default; the names of the categories in
    ``summary`` should be of the same.
    """
    paper_language = lang or current_language()

    def make(path: Path) -> None:
        # Brings reportlab with it, which nobody needs before the first paper.
        from app.reports import monthly_summary  # noqa: PLC0415

        monthly_summary.render(summary, path, paper_language)

    title = f"{_('Monthly complaint summary')} · {month_words(month_of(summary))}"
    return PaperScreen(context, title, make, file_name(summary, paper_language))


def file_name(summary: PeriodSummary, lang: str) -> str:
    """Return a name for the saved file, in the paper's language, safe on every system."""
    with language(lang):
        words = _("Monthly complaint summary")
    name = f"{words} {summary.project_code} {month_of(summary)}.pdf"
    return "".join(c for c in name if c not in '\\/:*?"<>|')
