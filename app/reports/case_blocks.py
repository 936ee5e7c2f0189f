"""What the papers of a case share: title with QR code, facts, quotations, pictures, verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO

from reportlab.lib.utils import ImageReader

from app import pictures
from app.domain.errors import UserFacingError
from app.domain.papers import CaseOnPaper, PaperClock, PaperPicture, PaperPromise
from app.domain.terms import PromiseState, Severity
from app.i18n import _
from app.labels import case_type_label, promise_state_label, severity_label
from app.people_time import duration
from app.reports import qr_code, style, wording
from app.reports.page import A4, Frame, Sheet
from app.reports.style import Colour, Ink
from app.reports.text import fit, prepare, width, wrap

FACT_LIMIT = 300
"""Characters of a fact; longer ones are cut with a note, the case keeps them whole."""

_LABEL = Ink(8.5, colour=style.MUTED)
_VALUE = Ink(9.5)
_QUOTED = Ink(10.5)
_BAND = 100.0
_CODE = 78.0
_FOOT_LEFT = 200.0

Fact = tuple[str, str]
"""A label and its prepared value."""


def frame(case: CaseOnPaper, title: str, confidential: str) -> Frame:
    """Return what surrounds each page of a case's paper."""
    printed = _("Printed by {person}, {time}").format(
        person=prepare(case.printed_by), time=wording.full_time(case.printed_at, case.timezone)
    )
    number = prepare(case.number)
    return Frame(
        size=A4,
        title=f"{title} {number}",
        company=prepare(case.company),
        head_left=f"{prepare(case.company)} · {prepare(case.project_name)}",
        head_right=f"{title} {number}",
        foot_left=fit(printed, style.SMALL, _FOOT_LEFT),
        foot_centre=confidential,
    )


def title_band(sheet: Sheet, case: CaseOnPaper, title: str, badge: str = "") -> None:
    """Draw title, number, severity and type, and the QR code that leads back to the case."""
    canvas = sheet.canvas
    top, bottom = sheet.y + 4, sheet.y + 4 - _BAND
    style.fill(canvas, style.WASH)
    canvas.rect(sheet.left, bottom, sheet.width, _BAND, stroke=0, fill=1)
    style.fill(canvas, style.NAVY)
    canvas.rect(sheet.left, bottom, 5, _BAND, stroke=0, fill=1)
    sheet.outline(title, 0)
    _draw_code(sheet, case, top)
    inside = sheet.left + 20
    room = sheet.width - _CODE - 56
    company = Ink(10.5, colour=style.NAVY)
    name = f"{prepare(case.company)} · {prepare(case.project_name)}"
    sheet.put(inside, top - 22, fit(name, company, room), company)
    used = sheet.put(inside, top - 51, title, Ink(24.0, bold=True))
    if badge:
        _badge(sheet, inside + used + 12, top - 50, badge)
    number = Ink(15.0, bold=True, colour=style.NAVY)
    used = sheet.put(inside, top - 75, prepare(case.number), number)
    tone = {Severity.CRITICAL: style.RED, Severity.MAJOR: style.AMBER}.get(case.severity)
    severity = Ink(10.0, bold=True, colour=tone or style.MUTED)
    words = f"{case_type_label(case.type)} · {severity_label(case.severity)}"
    sheet.put(inside + used + 14, top - 74, words, severity)
    kind = Ink(9.5, colour=style.MUTED)
    sheet.put(inside, top - 91, fit(prepare(case.category, FACT_LIMIT), kind, room), kind)
    sheet.y = bottom - 12


def _draw_code(sheet: Sheet, case: CaseOnPaper, top: float) -> None:
    canvas = sheet.canvas
    left = sheet.right - _CODE - 10
    style.fill(canvas, style.WHITE)
    canvas.rect(left, top - _BAND + 6, _CODE, _BAND - 12, stroke=0, fill=1)
    qr_code.draw(canvas, left, top - 6 - _CODE, _CODE, qr_code.payload(case))
    check = Ink(8.0, bold=True)
    code = _("Check code {code}").format(code=prepare(case.check_code))
    sheet.put(left + _CODE / 2, top - _BAND + 9, fit(code, check, _CODE), check, "centre")


def _badge(sheet: Sheet, x: float, y: float, text: str) -> None:
    ink = Ink(9.0, bold=True, colour=style.WHITE)
    style.fill(sheet.canvas, style.AMBER)
    sheet.canvas.roundRect(x, y - 3, width(text, ink) + 14, 17, 3, stroke=0, fill=1)
    sheet.put(x + 7, y + 2.4, text, ink)


def facts(sheet: Sheet, pairs: Sequence[Fact], columns: int = 2) -> None:
    """Draw labels and values in columns, each value wrapped; empty ones are left out."""
    shown = [(label, value) for label, value in pairs if value]
    if not shown:
        return
    gap = 16.0
    column = (sheet.width - gap * (columns - 1)) / columns
    indent = max(width(label, _LABEL) for label, _value in shown) + 10
    for start in range(0, len(shown), columns):
        row = shown[start : start + columns]
        wrapped = [wrap(value, _VALUE, column - indent) for _label, value in row]
        height = max(map(len, wrapped)) * 13.5 + 3
        sheet.need(height)
        for index, ((label, _value), lines) in enumerate(zip(row, wrapped, strict=True)):
            x = sheet.left + index * (column + gap)
            sheet.put(x, sheet.y - 10, label, _LABEL)
            for number, line in enumerate(lines):
                sheet.put(x + indent, sheet.y - 10 - number * 13.5, line, _VALUE)
        sheet.y -= height
    sheet.y -= 6


def caption(sheet: Sheet, text: str, keep: float = 30.0) -> None:
    """Draw the small heading of a block, on a new page unless ``keep`` points fit beneath it."""
    sheet.need(16 + keep)
    sheet.y -= 14
    sheet.put(sheet.left, sheet.y, text, Ink(10.0, bold=True, colour=style.NAVY))
    sheet.y -= 4


def quotation(sheet: Sheet, heading: str, text: str, ink: Ink = _QUOTED) -> None:
    """Draw what somebody said, to the letter, with a bar along it; a dash where nothing was."""
    caption(sheet, heading)
    lines = wrap(prepare(text) or wording.DASH, ink, sheet.width - 16)
    step = ink.size * 1.5
    for line in lines:
        sheet.need(step)
        style.fill(sheet.canvas, style.RULE)
        sheet.canvas.rect(sheet.left + 1, sheet.y - step, 2.4, step, stroke=0, fill=1)
        sheet.y -= step
        sheet.put(sheet.left + 12, sheet.y + step * 0.3, line, ink)
    sheet.y -= 6


def picture(sheet: Sheet, shown: PaperPicture, box: tuple[float, float, float, float]) -> None:
    """Draw a picture into (left, top, width, height), as large as it fits, at the top left."""
    left, top, room, height = box
    try:
        data = pictures.small_copy(shown.data, round(max(room, height) * 2.6))
    except UserFacingError:
        ink = style.SMALL
        words = _("This picture is damaged and cannot be printed.")
        for number, line in enumerate(wrap(words, ink, room)):
            sheet.put(left, top - 10 - number * 11, line, ink)
        return
    image = ImageReader(BytesIO(data))
    across, down = image.getSize()
    scale = min(room / across, height / down)
    size = (across * scale, down * scale)
    sheet.canvas.drawImage(image, left, top - size[1], *size)
    style.stroke(sheet.canvas, style.LINE, 0.5)
    sheet.canvas.rect(left, top - size[1], *size, stroke=1, fill=0)


def clock_verdict(clock: PaperClock, now: datetime) -> tuple[str, Colour]:
    """Return what became of a clock, with the colour of its tone."""
    if clock.met_at is not None:
        if clock.met_at <= clock.due_at:
            return _("in time"), style.GREEN
        return _late(clock.met_at - clock.due_at), style.RED
    if clock.cancelled_at is not None:
        if clock.cancelled_at > clock.due_at:
            return _("missed"), style.RED
        return _("no longer counted"), style.MUTED
    if clock.paused_at is not None:
        return _("paused"), style.AMBER
    if now > clock.due_at:
        return _("overdue by {duration}").format(duration=duration(now - clock.due_at)), style.RED
    return _("running"), style.INK


def promise_verdict(promise: PaperPromise, now: datetime) -> tuple[str, Colour]:
    """Return what became of a promise, with the colour of its tone."""
    if promise.state is PromiseState.OPEN and now > promise.due_at:
        late = now - promise.due_at
        return _("overdue by {duration}").format(duration=duration(late)), style.RED
    if promise.state is PromiseState.LATE and promise.fulfilled_at is not None:
        return _late(promise.fulfilled_at - promise.due_at), style.RED
    tone = {
        PromiseState.KEPT: style.GREEN,
        PromiseState.LATE: style.RED,
        PromiseState.BROKEN: style.RED,
        PromiseState.OPEN: style.INK,
    }.get(promise.state, style.MUTED)
    return promise_state_label(promise.state), tone


def _late(by: timedelta) -> str:
    return _("late by {duration}").format(duration=duration(by))
