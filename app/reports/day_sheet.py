"""The complaint day sheet on one page: flow, new today, what falls due, what is overdue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from app.domain.period_summary import ComplaintLine, PeriodSummary
from app.i18n import _, ngettext
from app.people_time import weekday_name
from app.reports import style, summary_cases, summary_flow, wording
from app.reports.monthly_summary import frame
from app.reports.page import Sheet, new_paper
from app.reports.style import Ink
from app.reports.summary_cover import as_of
from app.reports.summary_report import head_height, row_height
from app.reports.summary_words import overdue_longest_first
from app.reports.table import Cell, Column, Table
from app.reports.text import fit, prepare, width

_BAND = 58.0
_WORDS = 400.0
"""Room for a complaint's words in points, so that no row is higher than three lines."""
_SHARES = (0.45, 0.6, 1.0)
"""How much of the room still left each of the three lists may take."""
_HEAD = 28.0
_MORE = 16.0


def render(summary: PeriodSummary, path: Path, lang: str) -> None:
    """Write the sheet of one day to ``path`` in ``lang``, replacing an older file in one step.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    with new_paper(path, lambda: frame(summary), lang) as sheet:
        words = wording.period_words(summary.period.kind)
        _title(sheet, summary)
        summary_flow.boxes(sheet, summary.figures.flow, words.new)
        summary_flow.identity(sheet, summary.figures.flow)
        sheet.y -= 12
        available = sheet.width

        def open_row(line: ComplaintLine) -> Sequence[Cell]:
            return summary_cases.overdue_row(summary, line, _WORDS)

        def new_row(line: ComplaintLine) -> Sequence[Cell]:
            return next(iter(summary_cases.complaint_rows(summary, [line], _WORDS)))

        open_columns = summary_cases.open_columns(available)
        overdue = overdue_longest_first(summary)
        _listed(
            sheet,
            _SHARES[0],
            words.new,
            summary.complaints,
            summary_cases.list_columns(available),
            new_row,
            words.none_new,
        )
        _listed(
            sheet,
            _SHARES[1],
            _("Due on this day and the next"),
            summary.due_soon,
            open_columns,
            open_row,
            _("Nothing falls due on this day or the next."),
        )
        _listed(
            sheet,
            _SHARES[2],
            _("Overdue complaints"),
            overdue,
            open_columns,
            open_row,
            _("No complaint was open past its time at the end."),
        )


def _title(sheet: Sheet, summary: PeriodSummary) -> None:
    canvas = sheet.canvas
    top, bottom = sheet.y + 4, sheet.y + 4 - _BAND
    style.fill(canvas, style.WASH)
    canvas.rect(sheet.left, bottom, sheet.width, _BAND, stroke=0, fill=1)
    style.fill(canvas, style.NAVY)
    canvas.rect(sheet.left, bottom, 5, _BAND, stroke=0, fill=1)
    title = _("Complaint day sheet")
    sheet.outline(title, 0)
    sheet.put(sheet.left + 20, top - 28, title, Ink(20.0, bold=True))
    day = (
        f"{wording.period_title(summary.period)} {weekday_name(summary.period.first_on.weekday())}"
    )
    sheet.put(sheet.right - 16, top - 28, day, Ink(14.0, bold=True, colour=style.NAVY), "right")
    ink = Ink(9.5, colour=style.MUTED)
    mark = "" if summary.is_complete else as_of(summary)
    if mark:
        sheet.put(sheet.right - 16, top - 46, mark, ink.with_colour(style.AMBER), "right")
    project = f"{prepare(summary.project_name)} ({prepare(summary.project_code)})"
    room = sheet.width - 50 - width(mark, ink)
    line = _("Project: {project}").format(project=project)
    sheet.put(sheet.left + 20, top - 46, fit(line, ink, room), ink)
    sheet.y = bottom - 14


def _listed(
    sheet: Sheet,
    share: float,
    title: str,
    lines: Sequence[ComplaintLine],
    columns: Sequence[Column],
    row: Callable[[ComplaintLine], Sequence[Cell]],
    nothing: str,
) -> None:
    """Draw one list with as many rows as its share of the page takes; the rest is counted."""
    sheet.outline(title, 0)
    ink = Ink(11.0, bold=True, colour=style.NAVY)
    used = sheet.put(sheet.left, sheet.y - 12, title, ink)
    sheet.put(sheet.left + used + 8, sheet.y - 12, str(len(lines)), ink)
    sheet.y -= _HEAD - 8
    if not lines:
        sheet.paragraph(nothing, Ink(9.0, colour=style.MUTED))
        sheet.y -= 8
        return
    room = (sheet.y - sheet.last_y) * share - _MORE
    rows: list[Sequence[Cell]] = []
    taken = head_height(columns)
    for line in lines:
        cells = row(line)
        height = row_height(columns, cells)
        if taken + height > room:
            break
        rows.append(cells)
        taken += height
    if rows:
        Table(sheet, columns).draw(rows)
    rest = len(lines) - len(rows)
    if rest:
        more = ngettext("and {count} more complaint", "and {count} more complaints", rest).format(
            count=rest
        )
        sheet.y -= 12
        sheet.put(sheet.left, sheet.y, more, style.SMALL)
    sheet.y -= 12
