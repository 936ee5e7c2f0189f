"""The job sheet 派工单: what a technician takes along, fills in and has signed (clause 4.3-2)."""

from __future__ import annotations

from pathlib import Path

from app.domain.papers import JobSheet
from app.i18n import _
from app.labels import channel_label, clock_label, source_label
from app.reports import case_blocks, style, wording
from app.reports.page import Frame, Sheet, new_paper
from app.reports.style import Ink
from app.reports.table import Cell, Column, Table
from app.reports.text import fit, prepare, width

_LABEL = Ink(8.5, colour=style.MUTED)
_PHOTO_HEIGHT = 92.0
_MOST_PHOTOS = 4
_ROW = 21.0
_TABLE_HEAD = 18.0
_FEWEST_ROWS, _MOST_ROWS = 2, 6
_LEAST_WORK, _MOST_WORK = 44.0, 260.0
# Two captions, head and total of the table, arrival, signatures.
_FIXED = 2 * 18 + _TABLE_HEAD + _ROW + 22 + 56


def render(job: JobSheet, path: Path, lang: str) -> None:
    """Write the job sheet to ``path`` in ``lang``, replacing an older file in one step.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    with new_paper(path, lambda: _frame(job), lang) as sheet:
        badge = _("with contact") if job.with_contact else ""
        case_blocks.title_band(sheet, job.case, _("Job sheet"), badge)
        _facts(sheet, job)
        _times(sheet, job)
        case_blocks.quotation(sheet, _("The customer's own words"), job.case.own_words)
        if job.case.remedy_wanted:
            case_blocks.quotation(sheet, _("What the customer wants"), job.case.remedy_wanted)
        _photos(sheet, job)
        _to_fill_in(sheet)


def _frame(job: JobSheet) -> Frame:
    words = (
        _("Confidential: holds personal information, hand it back after the job")
        if job.with_contact
        else _("For internal use, hand it back after the job")
    )
    return case_blocks.frame(job.case, _("Job sheet"), words)


def _facts(sheet: Sheet, job: JobSheet) -> None:
    case = job.case
    limit = case_blocks.FACT_LIMIT
    case_blocks.facts(
        sheet,
        (
            (_("Room"), prepare(case.room_label, limit)),
            (_("Place"), prepare(case.place, limit)),
            (_("Customer"), prepare(case.customer, limit)),
            (_("Phone"), prepare(case.phone, limit)),
            (_("Department"), prepare(case.responsible, limit)),
            (_("Source"), source_label(case.source)),
            (_("Registered at"), wording.full_time(case.registered_at, case.timezone)),
            (_("Registered by"), prepare(case.registered_by)),
        ),
    )


def _times(sheet: Sheet, job: JobSheet) -> None:
    """Draw what was promised to the customer and the times that the case has to keep."""
    zone, now = job.case.timezone, job.case.printed_at
    rows: list[tuple[Cell, Cell, Cell, Cell]] = []
    for promise in job.promises:
        verdict, tone = case_blocks.promise_verdict(promise, now)
        parts = (prepare(promise.who, 120), channel_label(promise.channel))
        who = " · ".join(part for part in parts if part)
        rows.append(
            (
                [(_("Promised"), style.STRONG)],
                [(prepare(promise.what, 400), style.BODY), (who, style.SMALL)],
                [(wording.full_time(promise.due_at, zone), style.STRONG)],
                [(verdict, style.BODY.with_colour(tone))],
            )
        )
    for clock in job.clocks:
        verdict, tone = case_blocks.clock_verdict(clock, now)
        rows.append(
            (
                [(_("Time limit"), style.BODY)],
                [(clock_label(clock.kind), style.BODY)],
                [(wording.full_time(clock.due_at, zone), style.BODY)],
                [(verdict, style.BODY.with_colour(tone))],
            )
        )
    if not rows:
        return
    columns = (
        Column((_("Times to keep"),), 112),
        Column(("",), sheet.width - 112 - 96 - 96),
        Column((_("Due"),), 96),
        Column((_("State"),), 96),
    )
    Table(sheet, columns).draw(rows)
    sheet.y -= 2


def _photos(sheet: Sheet, job: JobSheet) -> None:
    if not job.pictures:
        return
    case_blocks.caption(sheet, _("Photos"), keep=_PHOTO_HEIGHT)
    gap = 8.0
    room = (sheet.width - gap * (_MOST_PHOTOS - 1)) / _MOST_PHOTOS
    for index, shown in enumerate(job.pictures[:_MOST_PHOTOS]):
        left = sheet.left + index * (room + gap)
        case_blocks.picture(sheet, shown, (left, sheet.y - 2, room, _PHOTO_HEIGHT - 4))
    sheet.y -= _PHOTO_HEIGHT + 2


def _to_fill_in(sheet: Sheet) -> None:
    """Draw the part that is written by hand; it stays on one page and takes what room there is."""
    if sheet.y - sheet.last_y < _FIXED + _FEWEST_ROWS * _ROW + _LEAST_WORK:
        sheet.next_page()
    spare = sheet.y - sheet.last_y - _FIXED - _LEAST_WORK
    rows = min(int(spare / _ROW), _MOST_ROWS)
    work = min(_LEAST_WORK + spare - rows * _ROW, _MOST_WORK)
    _parts(sheet, rows)
    _work_done(sheet, work)
    _arrival_and_result(sheet)
    _signatures(sheet)


def _parts(sheet: Sheet, rows: int) -> None:
    case_blocks.caption(sheet, _("Parts and materials"))
    canvas = sheet.canvas
    heads = (
        (_("No."), 34.0),
        (_("Name and model"), sheet.width - 34 - 3 * 82),
        (_("Quantity"), 82.0),
        (_("Unit price"), 82.0),
        (_("Amount"), 82.0),
    )
    head = _TABLE_HEAD
    height = head + (rows + 1) * _ROW
    top = sheet.y
    style.fill(canvas, style.WASH)
    canvas.rect(sheet.left, top - head, sheet.width, head, stroke=0, fill=1)
    style.stroke(canvas, style.RULE, 0.6)
    canvas.rect(sheet.left, top - height, sheet.width, height, stroke=1, fill=0)
    for number in range(rows + 1):
        y = top - head - number * _ROW
        canvas.line(sheet.left, y, sheet.right, y)
    x = sheet.left
    for index, (words, size) in enumerate(heads):
        ink = Ink(8.5, bold=True)
        sheet.put(x + 5, top - 12.5, fit(words, ink, size - 8), ink)
        if index:
            canvas.line(x, top, x, top - height)
        x += size
    for number in range(1, rows + 1):
        y = top - head - number * _ROW + 7
        sheet.put(sheet.left + 17, y, str(number), _LABEL, "centre")
    sheet.put(sheet.left + 39, top - height + 7, _("Total"), Ink(9.0, bold=True))
    sheet.y = top - height


def _work_done(sheet: Sheet, height: float) -> None:
    case_blocks.caption(sheet, _("What was found and done"))
    canvas = sheet.canvas
    style.stroke(canvas, style.RULE, 0.6)
    canvas.rect(sheet.left, sheet.y - height, sheet.width, height, stroke=1, fill=0)
    sheet.y -= height


def _arrival_and_result(sheet: Sheet) -> None:
    sheet.y -= 22
    x = sheet.left
    for words in (_("Arrived at"), _("Left at")):
        x += sheet.put(x, sheet.y, words + "  ", _LABEL)
        style.stroke(sheet.canvas, style.RULE, 0.6)
        sheet.canvas.line(x, sheet.y - 2, x + 62, sheet.y - 2)
        x += 74
    ink = Ink(9.0)
    for words in (_("Done"), _("Another visit is needed"), _("Cannot be done")):
        _box(sheet, x, sheet.y)
        x += 14 + sheet.put(x + 14, sheet.y, words, ink) + 12


def _box(sheet: Sheet, x: float, y: float) -> None:
    style.stroke(sheet.canvas, style.INK, 0.8)
    sheet.canvas.rect(x, y - 1.5, 9, 9, stroke=1, fill=0)


def _signatures(sheet: Sheet) -> None:
    sheet.y -= 34
    half = (sheet.width - 24) / 2
    for index, words in enumerate((_("Technician, date"), _("Customer, date"))):
        left = sheet.left + index * (half + 24)
        used = width(words, _LABEL) + 8
        sheet.put(left, sheet.y, words, _LABEL)
        style.stroke(sheet.canvas, style.INK, 0.7)
        sheet.canvas.line(left + used, sheet.y - 2, left + half, sheet.y - 2)
    sheet.y -= 16
    note = _("The customer signs that the work named above was done as stated.")
    sheet.put(sheet.left, sheet.y, fit(note, style.SMALL, sheet.width), style.SMALL)
