"""The quarterly and the annual complaint report: the month's figures without the list of cases.

Grave complaints are a table here, and the single complaints are left to the monthly papers.
"""

from __future__ import annotations

from pathlib import Path

from app.domain.period_summary import PeriodSummary
from app.reports import (
    summary_cases,
    summary_cover,
    summary_flow,
    summary_measures,
    summary_method,
    summary_page,
    summary_staff,
)
from app.reports.monthly_summary import figures, frame, is_empty
from app.reports.page import new_paper
from app.reports.summary_report import Report


def render(summary: PeriodSummary, path: Path, lang: str) -> None:
    """Write the report of a quarter or year to ``path`` in ``lang``, replacing an older file.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    with new_paper(path, lambda: frame(summary), lang) as sheet:
        report = Report(sheet, summary)
        summary_cover.draw(sheet, summary)
        empty = is_empty(summary)
        summary_page.draw(report, empty)
        summary_flow.draw(report)
        if not empty:
            figures(report)
            summary_cases.grave_list(report)
            summary_cases.overdue(report)
            summary_cases.repeats(report)
            summary_staff.staff(report)
        summary_measures.last_measures(report)
        summary_measures.new_measures(report)
        summary_method.changes(report)
        summary_method.method(report)
