"""The figures of a period as an Excel workbook beside the paper (clause 4.3-4).

Shares and sums are real formulas, so that whoever reads it can check them; names are masked as they
are in the summary, and customers' words are made harmless to spreadsheets.
"""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from app.domain.period_summary import PeriodSummary
from app.figure_words import period_words
from app.i18n import _, language
from app.people_time import exact
from app.table_files import write_file
from app.workbooks import figure_lists, figure_sheets
from app.workbooks.charts import Charts
from app.workbooks.writer import Book, Properties

SUFFIX = ".xlsx"
_HASH_DIGITS = 12


def write_figure_workbook(summary: PeriodSummary, path: Path, lang: str) -> Path:
    """Write the workbook of a summary in place of ``path``, in one step; return ``path``.

    The names in ``summary`` should be in ``lang``.

    Raises:
        UserFacingError: the file cannot be written.
    """
    write_file(path, figure_workbook(summary, lang))
    return path


def figure_workbook(summary: PeriodSummary, lang: str) -> bytes:
    """Return the workbook of a summary; the same summary gives the same bytes."""
    with language(lang):
        book = Book(lang, ZoneInfo(summary.timezone), _properties(summary), _foot(summary))
        under = _under(summary)
        charts = Charts(book)
        for add in figure_sheets.SHEETS:
            add(book, charts, summary, under)
        for add_list in figure_lists.SHEETS:
            add_list(book, summary, under)
        return book.content()


def file_name(summary: PeriodSummary, lang: str) -> str:
    """Return a name for the file in ``lang``, safe on every system."""
    with language(lang):
        words = _("Complaint figures")
    name = f"{words} {summary.project_code} {summary.period}{SUFFIX}"
    return "".join(c for c in name if c not in '\\/:*?"<>|')


def _properties(summary: PeriodSummary) -> Properties:
    period = period_words(summary.period)
    return Properties(
        title=f"{_('Complaint figures')} {period} {summary.project_name}",
        subject=f"{summary.project_code} {summary.period}",
        company=summary.company,
        comments=_("Made by Reception Console {version}; data {hash}").format(
            version=summary.program_version, hash=summary.data_hash
        ),
        until=summary.until,
    )


def _foot(summary: PeriodSummary) -> str:
    words = _("Version {version} · data {hash}").format(
        version=summary.program_version, hash=summary.data_hash[:_HASH_DIGITS]
    )
    return f"{summary.project_name} · {period_words(summary.period)} · {words}"


def _under(summary: PeriodSummary) -> str:
    """Return the line under the title of every sheet: whose figures, and of when."""
    parts = [summary.company, f"{summary.project_name} ({summary.project_code})"]
    parts.append(period_words(summary.period))
    if not summary.is_complete:
        until = exact(summary.until, ZoneInfo(summary.timezone))
        parts.append(_("as of {time}, the period is not over").format(time=until))
    if summary.signed is not None:
        parts.append(_("signed version {version}").format(version=summary.signed.version))
    return " · ".join(parts)
