"""The monthly complaint summary 投诉月度汇总 as a PDF (clause 4.3-4).

The same summary gives the same bytes: nothing reads a clock, and the foot carries the program's
version and the hash of the data in place of a print time.
"""

from __future__ import annotations

from pathlib import Path

from app.domain.period_summary import PeriodSummary
from app.i18n import _
from app.reports import monthly_first_page, monthly_sections, wording
from app.reports.page import A4, Frame, new_paper
from app.reports.text import prepare

_HASH_DIGITS = 12


def render(summary: PeriodSummary, path: Path, lang: str) -> None:
    """Write the summary to ``path`` in ``lang``, replacing an older file in one step.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    with new_paper(path, lambda: _frame(summary), lang) as sheet:
        empty = not summary.figures.flow.to_handle and not summary.complaints
        monthly_first_page.draw(sheet, summary, empty)
        if not empty:
            monthly_sections.by_category(sheet, summary)
            monthly_sections.by_severity_and_source(sheet, summary)
            monthly_sections.timeliness(sheet, summary)
            monthly_sections.satisfaction(sheet, summary)
            monthly_sections.complaints(sheet, summary)
        monthly_sections.method(sheet, summary)


def _frame(summary: PeriodSummary) -> Frame:
    title = _("Monthly complaint summary")
    month = wording.period_title(summary.period)
    right = f"{title}   {month}"
    if not summary.is_complete:
        until = wording.full_time(summary.until, summary.timezone)
        right += "   " + _("as of {time}").format(time=until)
    company, project = prepare(summary.company), prepare(summary.project_name)
    version = prepare(summary.program_version)
    return Frame(
        size=A4,
        title=f"{title} {month} {project}",
        company=company,
        head_left=f"{company} · {project}",
        head_right=right,
        foot_left=_("Internal: holds personal information, do not pass on"),
        foot_centre=_("Version {version} · data {hash}").format(
            version=version, hash=summary.data_hash[:_HASH_DIGITS]
        ),
        program_version=version,
    )
