"""The paper of a period: a day sheet, the monthly summary, a quarterly or an annual report."""

from __future__ import annotations

from pathlib import Path

from app.domain.period_summary import PeriodSummary
from app.domain.periods import PeriodKind
from app.reports import day_sheet, long_report, monthly_summary
from app.reports.page import Progress, watched


def render(summary: PeriodSummary, path: Path, lang: str, progress: Progress | None = None) -> None:
    """Write the paper of the summary's period to ``path``, replacing an older file in one step.

    ``progress`` is told how far it is; when it raises, no file is left behind.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    paper = {
        PeriodKind.DAY: day_sheet.render,
        PeriodKind.MONTH: monthly_summary.render,
        PeriodKind.QUARTER: long_report.render,
        PeriodKind.YEAR: long_report.render,
    }[summary.period.kind]
    with watched(progress, len(summary.complaints)):
        paper(summary, path, lang)
