"""The monthly complaint summary 投诉月度汇总 as a PDF (clause 4.3-4).

The same summary gives the same bytes: nothing reads a clock, and the foot carries the program's
version and the hash of the data in place of a print time.
"""

from __future__ import annotations

from pathlib import Path

from app.domain.period_summary import PeriodSummary
from app.i18n import _
from app.reports import (
    summary_cases,
    summary_cover,
    summary_flow,
    summary_measures,
    summary_method,
    summary_page,
    summary_satisfaction,
    summary_spread,
    summary_staff,
    summary_timeliness,
    wording,
)
from app.reports.page import A4, Frame, new_paper
from app.reports.summary_report import Report
from app.reports.text import prepare

_HASH_DIGITS = 12


def render(summary: PeriodSummary, path: Path, lang: str) -> None:
    """Write the summary to ``path`` in ``lang``, replacing an older file in one step.

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
            summary_cases.grave(report)
            summary_cases.overdue(report)
            summary_cases.repeats(report)
            summary_staff.staff(report)
        summary_measures.last_measures(report)
        summary_measures.new_measures(report)
        if not empty:
            summary_cases.complaints(report)
        summary_method.changes(report)
        summary_method.method(report)


def is_empty(summary: PeriodSummary) -> bool:
    """Return whether there was nothing to handle in the period."""
    return not summary.figures.flow.to_handle and not summary.complaints


def figures(report: Report) -> None:
    """Draw the sections of figures, which the papers of all longer periods share."""
    summary_spread.by_category(report)
    summary_spread.by_building(report)
    summary_spread.by_source_severity_cause(report)
    summary_timeliness.timeliness(report)
    summary_timeliness.ageing(report)
    summary_satisfaction.satisfaction(report)
    summary_satisfaction.said(report)


def frame(summary: PeriodSummary) -> Frame:
    """Return what surrounds each page of a period's paper."""
    title = summary_cover.title_of(summary.period.kind)
    period = wording.period_title(summary.period)
    right = f"{title}   {period}"
    if not summary.is_complete:
        until = wording.full_time(summary.until, summary.timezone)
        right += "   " + _("as of {time}").format(time=until)
    elif summary.signed:
        right += "   " + _("version {version}").format(version=summary.signed.version)
    company, project = prepare(summary.company), prepare(summary.project_name)
    version = prepare(summary.program_version)
    return Frame(
        size=A4,
        title=f"{title} {period} {project}",
        company=company,
        head_left=f"{company} · {project}",
        head_right=right,
        foot_left=_("Internal: holds personal information, do not pass on"),
        foot_centre=_("Version {version} · data {hash}").format(
            version=version, hash=summary.data_hash[:_HASH_DIGITS]
        ),
        program_version=version,
    )
