"""The report of a period as a paper on the screen (clause 4.3-4)."""

from __future__ import annotations

from pathlib import Path

from app.domain.period_summary import PeriodSummary
from app.domain.periods import PeriodKind
from app.figure_words import period_words
from app.i18n import _, current_language, language
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen


def monthly_paper(
    context: DeskContext,
    summary: PeriodSummary,
    lang: str | None = None,
    *,
    kept: bytes | None = None,
    replaced_by: int = 0,
) -> PaperScreen:
    """Return the screen that shows the paper of ``summary``.

    ``lang`` is the paper's language, the screen's by default; the names of the categories in
    ``summary`` should be of the same.  ``kept`` is the paper as it was signed, which is shown to
    the byte; without one it is made.  ``replaced_by`` is the version that counts in its place.
    """
    paper_language = lang or current_language()

    def make(path: Path) -> None:
        # Brings reportlab with it, which nobody needs before the first paper.
        from app.reports import period_report  # noqa: PLC0415

        if kept is None:
            period_report.render(summary, path, paper_language)
        else:
            path.write_bytes(kept)

    name, period = paper_name(summary.period.kind), period_words(summary.period)
    parts = [name, period]
    if summary.signed is not None:
        # Beside the buttons there is no room for everything.
        parts = [period, _("version {version}").format(version=summary.signed.version)]
    if replaced_by:
        parts.append(_("replaced by version {version}").format(version=replaced_by))
    return PaperScreen(context, " · ".join(parts), make, file_name(summary, paper_language))


def paper_name(kind: PeriodKind) -> str:
    """Return what the paper of a kind of period is called, as its cover says."""
    return {
        PeriodKind.DAY: _("Complaint day sheet"),
        PeriodKind.MONTH: _("Monthly complaint summary"),
        PeriodKind.QUARTER: _("Quarterly complaint report"),
        PeriodKind.YEAR: _("Annual complaint report"),
    }[kind]


def file_name(summary: PeriodSummary, lang: str) -> str:
    """Return a name for the saved file, in the paper's language, safe on every system."""
    with language(lang):
        words = paper_name(summary.period.kind)
    name = f"{words} {summary.project_code} {summary.period}.pdf"
    return "".join(c for c in name if c not in '\\/:*?"<>|')
