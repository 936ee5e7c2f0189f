"""The cover of a period's paper: what it is, which version, its contents, and the signatures."""

from __future__ import annotations

from app.domain.period_summary import PeriodSummary, SignOff
from app.domain.periods import PeriodKind
from app.i18n import _, ngettext, pgettext
from app.reports import style, wording
from app.reports.page import A4, Sheet
from app.reports.style import Ink
from app.reports.text import fit, prepare, width

_BAND = 236.0
_SIGN = 96.0
_CHANGES = 7
"""Changes of a version that the cover lists; the rest is counted."""
_CHANGE = Ink(9.0)
_SIDE = 46.0
_PALE = Ink(10.5, colour=style.WASH)
_ENTRY = Ink(10.0)
_LABEL = Ink(8.0, colour=style.MUTED)


def title_of(kind: PeriodKind) -> str:
    """Return what the paper of a kind of period is called."""
    return {
        PeriodKind.DAY: _("Complaint day sheet"),
        PeriodKind.MONTH: _("Monthly complaint summary"),
        PeriodKind.QUARTER: _("Quarterly complaint report"),
        PeriodKind.YEAR: _("Annual complaint report"),
    }[kind]


def dates(summary: PeriodSummary) -> str:
    """Return the days that the summary covers."""
    first, last = summary.period.first_on, summary.period.last_on
    return _("{first} to {last}").format(first=first.isoformat(), last=last.isoformat())


def as_of(summary: PeriodSummary) -> str:
    """Return the mark of a period that is still running, with the instant of the last event."""
    time = wording.full_time(summary.until, summary.timezone)
    if summary.period.kind is PeriodKind.MONTH:
        return _("As of {time}: the month is not over").format(time=time)
    return _("As of {time}: the period is not over").format(time=time)


def draw(sheet: Sheet, summary: PeriodSummary) -> None:
    """Draw the cover and leave the cursor on the next page."""
    sheet.outline(title_of(summary.period.kind), 0)
    _band(sheet, summary)
    _standing(sheet, summary)
    if summary.signed and (summary.signed.reason or summary.signed.changes):
        _what_changed(sheet, summary.signed)
    top = sheet.y
    sheet.later(lambda: _contents(sheet, top))
    _signatures(sheet)
    sheet.next_page()


def _band(sheet: Sheet, summary: PeriodSummary) -> None:
    canvas = sheet.canvas
    top, bottom = sheet.y, sheet.y - _BAND
    style.fill(canvas, style.NAVY)
    canvas.rect(sheet.left, bottom, sheet.width, _BAND, stroke=0, fill=1)
    inside = sheet.left + 30
    room = sheet.width - 60
    company = Ink(12.0, bold=True, colour=style.WHITE)
    sheet.put(inside, top - 38, fit(prepare(summary.company), company, room), company)
    title = Ink(34.0, bold=True, colour=style.WHITE)
    text = title_of(summary.period.kind)
    if width(text, title) > room:
        title = Ink(29.0, bold=True, colour=style.WHITE)
    sheet.put(inside, top - 108, text, title)
    style.stroke(canvas, style.WHITE, 1.2)
    canvas.line(inside, top - 126, inside + 64, top - 126)
    period = Ink(19.0, colour=style.WHITE)
    sheet.put(inside, top - 154, wording.period_title(summary.period), period)
    project = f"{prepare(summary.project_name)} ({prepare(summary.project_code)})"
    line = _("Project: {project}").format(project=project)
    sheet.put(inside, top - 192, fit(line, _PALE, room), _PALE)
    sheet.put(inside, top - 210, _("Period: {period}").format(period=dates(summary)), _PALE)
    if not summary.is_complete:
        _badge(sheet, sheet.right - 30, bottom + 24, as_of(summary))
    sheet.y = bottom - 18


def _badge(sheet: Sheet, right: float, y: float, text: str) -> None:
    ink = Ink(9.0, bold=True, colour=style.INK)
    size = width(text, ink) + 16
    style.fill(sheet.canvas, style.WHITE)
    sheet.canvas.roundRect(right - size, y - 5, size, 19, 3, stroke=0, fill=1)
    sheet.put(right - 8, y + 1.2, text, ink, "right")


def _standing(sheet: Sheet, summary: PeriodSummary) -> None:
    """Draw in a row whether and by whom the paper is signed, and from which data it was made."""
    signed = summary.signed
    if signed:
        pairs = [
            (_("Version"), str(signed.version)),
            (_("Signed by"), prepare(signed.signed_by)),
            (_("Signed at"), wording.full_time(signed.signed_at, summary.timezone)),
        ]
    else:
        standing = (
            pgettext("report", "not signed yet")
            if summary.is_complete
            else _("not signed: the figures will still change")
        )
        pairs = [(_("Standing"), standing)]
    pairs.append((_("Fingerprint of the data"), prepare(summary.data_hash)[:12]))
    shares = (0.14, 0.3, 0.3, 0.26) if signed else (0.74, 0.26)
    canvas = sheet.canvas
    x = sheet.left
    for (label, value), share in zip(pairs, shares, strict=True):
        room = sheet.width * share - 10
        style.fill(canvas, style.NAVY if signed else style.AMBER)
        canvas.rect(x, sheet.y - 30, 2.4, 30, stroke=0, fill=1)
        sheet.put(x + 9, sheet.y - 9, label, _LABEL)
        ink = Ink(11.0, bold=True)
        sheet.put(x + 9, sheet.y - 26, fit(value, ink, room), ink)
        x += sheet.width * share
    sheet.y -= 48


def says_all_changes(signed: SignOff) -> bool:
    """Return whether the cover tells reason and changes of a version whole."""
    room = A4[0] - 2 * _SIDE
    return len(signed.changes) <= _CHANGES and all(
        "\n" not in prepare(text) and width(prepare(text), _CHANGE) <= room
        for text in (_reason(signed), *signed.changes)
    )


def _reason(signed: SignOff) -> str:
    return _("Reason: {reason}").format(reason=signed.reason) if signed.reason else ""


def _what_changed(sheet: Sheet, signed: SignOff) -> None:
    """Draw reason and changes, a line each; a section at the end has what is cut here."""
    sheet.put(sheet.left, sheet.y - 10, _("What this version changes"), style.STRONG)
    sheet.y -= 15
    reason = _reason(signed)
    if reason:
        sheet.paragraph(_one_line(sheet, reason), _CHANGE)
    for change in signed.changes[:_CHANGES]:
        style.fill(sheet.canvas, style.NAVY)
        sheet.canvas.rect(sheet.left + 1, sheet.y - 9.4, 3, 3, stroke=0, fill=1)
        sheet.paragraph(_one_line(sheet, change), _CHANGE, x=sheet.left + 10)
    more = len(signed.changes) - _CHANGES
    if more > 0:
        text = ngettext(
            "and {count} more change, told at the end",
            "and {count} more changes, told at the end",
            more,
        )
        sheet.paragraph(text.format(count=more), style.SMALL, x=sheet.left + 10)
    sheet.y -= 16


def _one_line(sheet: Sheet, text: str) -> str:
    return fit(prepare(text).replace("\n", " "), _CHANGE, sheet.width - 12)


def _contents(sheet: Sheet, top: float) -> None:
    """Draw the sections with their pages in two columns, each leading to its place."""
    entries = [entry for entry in sheet.contents() if entry[1] == 0][1:]
    if not entries:
        return
    canvas = sheet.canvas
    sheet.put(sheet.left, top - 11, _("Contents"), style.HEADING)
    style.stroke(canvas, style.RULE, 0.8)
    canvas.line(sheet.left, top - 20, sheet.right, top - 20)
    first = top - 38
    room = first - (sheet.last_y + _SIGN + 22)
    rows = (len(entries) + 1) // 2
    step = min(22.0, room / max(rows, 1))
    gap = 28.0
    column = (sheet.width - gap) / 2
    for index, (title, _level, page, bookmark) in enumerate(entries):
        x = sheet.left + (index // rows) * (column + gap)
        y = first - (index % rows) * step
        name = fit(title, _ENTRY, column - 34)
        used = sheet.put(x, y, name, _ENTRY)
        number = sheet.put(x + column, y, str(page), _ENTRY, "right")
        style.stroke(canvas, style.RULE, 0.6)
        canvas.setDash(0.6, 3)
        canvas.line(x + used + 5, y + 1, x + column - number - 5, y + 1)
        canvas.setDash()
        area = (x, y - 4, x + column, y + 11)
        canvas.linkAbsolute(title, bookmark, area, name=f"contents-{index}", Border="[0 0 0]")


def _signatures(sheet: Sheet) -> None:
    """Draw at the foot of the cover the places for three signatures."""
    canvas = sheet.canvas
    box = sheet.width / 3
    bottom = sheet.last_y + 2
    top = bottom + _SIGN - 6
    style.stroke(canvas, style.RULE, 0.7)
    canvas.rect(sheet.left, bottom, sheet.width, top - bottom, stroke=1, fill=0)
    for index, label in enumerate((_("Prepared by"), _("Reviewed by"), _("Approved by"))):
        x = sheet.left + index * box
        style.stroke(canvas, style.RULE, 0.7)
        if index:
            canvas.line(x, bottom, x, top)
        sheet.put(x + 10, top - 18, label, Ink(9.5, bold=True))
        for y, field in ((bottom + 34, _("Signature")), (bottom + 12, _("Date"))):
            used = sheet.put(x + 10, y, field, style.SMALL)
            style.stroke(canvas, style.LINE, 0.6)
            canvas.line(x + 18 + used, y - 1, x + box - 12, y - 1)
