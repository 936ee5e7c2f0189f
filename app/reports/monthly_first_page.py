"""The first page of the monthly summary: six key figures, flow, twelve months, signatures."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.months import Month
from app.domain.period_summary import PeriodSummary, Ratio
from app.i18n import _, pgettext
from app.labels import ratio_label
from app.reports import charts, style, wording
from app.reports.page import Sheet
from app.reports.style import Colour, Ink
from app.reports.text import fit, prepare, width, wrap

_CARD_HEIGHT = 68.0
_CARD_GAP = 10.0
_SIGN_HEIGHT = 78.0


def draw(sheet: Sheet, summary: PeriodSummary, empty: bool) -> None:
    """Draw the first page; ``empty`` months get a sentence in place of figures and charts."""
    _title(sheet, summary)
    if empty:
        _nothing_to_report(sheet, summary)
    else:
        _cards(sheet, summary)
        _in_words(sheet, summary)
    _flow(sheet, summary)
    if any(point.new or point.completion.d for point in summary.twelve_months):
        _twelve_months(sheet, summary)
    _signatures(sheet)


def period(summary: PeriodSummary) -> str:
    """Return the days that the summary covers."""
    first, last = summary.period.first_on, summary.period.last_on
    return _("{first} to {last}").format(first=first.isoformat(), last=last.isoformat())


def as_of(summary: PeriodSummary) -> str:
    """Return the mark of a month that is still running, with the instant of the last event."""
    return _("As of {time}: the month is not over").format(
        time=wording.full_time(summary.until, summary.timezone)
    )


def _title(sheet: Sheet, summary: PeriodSummary) -> None:
    canvas = sheet.canvas
    height = 86.0
    top, bottom = sheet.y + 4, sheet.y + 4 - height
    style.fill(canvas, style.WASH)
    canvas.rect(sheet.left, bottom, sheet.width, height, stroke=0, fill=1)
    style.fill(canvas, style.NAVY)
    canvas.rect(sheet.left, bottom, 5, height, stroke=0, fill=1)
    sheet.y = top
    title = _("Monthly complaint summary")
    sheet.outline(title, 0)
    inside = sheet.left + 20
    month = Ink(17.0, bold=True, colour=style.NAVY)
    month_text = wording.period_title(summary.period)
    sheet.put(sheet.right - 16, top - 53, month_text, month, "right")
    company = Ink(10.5, colour=style.NAVY)
    sheet.put(inside, top - 22, fit(prepare(summary.company), company, sheet.width - 40), company)
    title_ink = Ink(24.0, bold=True)
    sheet.put(inside, top - 53, title, title_ink)
    project = f"{prepare(summary.project_name)} ({prepare(summary.project_code)})"
    line = _("Project: {project}").format(project=project)
    span = _("Period: {period}").format(period=period(summary))
    ink = Ink(9.5, colour=style.MUTED)
    room = sheet.width - 36 - width(span, ink) - 20
    sheet.put(inside, top - 74, fit(line, ink, room), ink)
    sheet.put(sheet.right - 16, top - 74, span, ink, "right")
    if not summary.is_complete:
        badge = Ink(9.0, bold=True, colour=style.WHITE)
        text = as_of(summary)
        size = width(text, badge) + 14
        style.fill(canvas, style.AMBER)
        canvas.roundRect(sheet.right - 12 - size, top - 27, size, 17, 3, stroke=0, fill=1)
        sheet.put(sheet.right - 5 - size, top - 21.6, text, badge)
    sheet.y = bottom - 14


def _nothing_to_report(sheet: Sheet, summary: PeriodSummary) -> None:
    text = _(
        "There was no complaint to handle in {month}: none was open at its beginning, none was "
        "registered and none was reopened."
    ).format(month=wording.period_title(summary.period))
    ink = Ink(11.0)
    lines = wrap(text, ink, sheet.width - 40)
    height = len(lines) * 18 + 26
    style.fill(sheet.canvas, style.TINT)
    style.stroke(sheet.canvas, style.LINE, 0.6)
    sheet.canvas.roundRect(sheet.left, sheet.y - height, sheet.width, height, 4, stroke=1, fill=1)
    y = sheet.y - 27
    for line in lines:
        sheet.put(sheet.left + 20, y, line, ink)
        y -= 18
    sheet.y -= height


@dataclass(frozen=True)
class _Card:
    label: str
    value: str
    beside: str
    change: tuple[str, Colour] | None
    colour: Colour


def _key_figures(summary: PeriodSummary) -> list[_Card]:
    now, before = summary.figures, summary.previous

    def share(name: str, colour: Colour) -> _Card:
        ratio: Ratio | None = now.ratios[name]
        change = None
        if before:
            change = wording.share_change(ratio, before.ratios[name], wording.DIRECTION[name])
        beside = wording.counts(ratio) if ratio else ""
        return _Card(ratio_label(name), wording.percent(ratio), beside, change, colour)

    hours = now.handling_hours
    hours_before = before.handling_hours if before else None
    return [
        _Card(
            _("New this month"),
            str(now.flow.new),
            _("complaints"),
            wording.count_change(now.flow.new, before.flow.new, 0) if before else None,
            style.NAVY,
        ),
        share("completion", style.TEAL),
        share("resolved_in_time", style.TEAL),
        _Card(
            _("Overdue and open"),
            str(now.overdue_open.total),
            _("over 30 days old: {count}").format(count=now.overdue_open.over_a_month),
            wording.count_change(now.overdue_open.total, before.overdue_open.total, -1)
            if before
            else None,
            style.RED,
        ),
        _Card(
            _("Handling time, median"),
            f"{hours.median:.1f}" if hours else wording.DASH,
            _("business hours") if hours else "",
            wording.hours_change(hours.median, hours_before.median)
            if hours and hours_before
            else None,
            style.NAVY,
        ),
        share("satisfaction", style.AMBER),
    ]


def _cards(sheet: Sheet, summary: PeriodSummary) -> None:
    canvas = sheet.canvas
    card_width = (sheet.width - 2 * _CARD_GAP) / 3
    for index, card in enumerate(_key_figures(summary)):
        x = sheet.left + index % 3 * (card_width + _CARD_GAP)
        top = sheet.y - index // 3 * (_CARD_HEIGHT + _CARD_GAP)
        style.fill(canvas, style.TINT)
        style.stroke(canvas, style.LINE, 0.6)
        canvas.rect(x, top - _CARD_HEIGHT, card_width, _CARD_HEIGHT, stroke=1, fill=1)
        style.fill(canvas, card.colour)
        canvas.rect(x, top - _CARD_HEIGHT, 3.5, _CARD_HEIGHT, stroke=0, fill=1)
        sheet.put(x + 14, top - 17, card.label, Ink(9.5, colour=style.MUTED))
        used = sheet.put(x + 14, top - 43, card.value, Ink(23.0, bold=True))
        room = card_width - used - 26
        ink = Ink(9.0, colour=style.MUTED)
        if width(card.beside, ink) > room:
            ink = Ink(7.5, colour=style.MUTED)
        beside = fit(card.beside, ink, room)
        sheet.put(x + 20 + used, top - 43, beside, ink)
        small = Ink(8.5, colour=style.MUTED)
        if card.change is None:
            sheet.put(x + 14, top - 59, _("no figure for the month before"), small)
        else:
            text, colour = card.change
            used = sheet.put(x + 14, top - 59, _("vs month before") + "  ", small)
            sheet.put(x + 14 + used, top - 59, text, Ink(8.5, bold=True, colour=colour))
    sheet.y -= 2 * _CARD_HEIGHT + _CARD_GAP


def _in_words(sheet: Sheet, summary: PeriodSummary) -> None:
    flow = summary.figures.flow
    text = _(
        "Complaints to handle this month: {to_handle} ({brought_forward} brought forward, {new} "
        "new, {reopened} reopened). Done: {done}. Carried over: {carried_over}."
    ).format(
        to_handle=flow.to_handle,
        brought_forward=flow.brought_forward,
        new=flow.new,
        reopened=flow.reopened,
        done=flow.done,
        carried_over=flow.carried_over,
    )
    most = sorted(summary.figures.by_category.items(), key=lambda item: -item[1])[:2]
    named = [
        _("{category} ({count})").format(
            category=wording.category_name(summary.category_names, code), count=count
        )
        for code, count in most
        if count
    ]
    if named:
        text += _(" Most of them were about: {categories}.").format(
            categories=pgettext("list", ", ").join(named)
        )
    previous = summary.previous
    if previous and (worse := wording.largest_worsening(summary.figures.ratios, previous.ratios)):
        name, change = worse
        text += _(" Worse than the month before, most of all: {figure} ({change}).").format(
            figure=name, change=change
        )
    sheet.y -= 8
    sheet.paragraph(text, Ink(9.5), leading=1.6)


def _flow(sheet: Sheet, summary: PeriodSummary) -> None:
    flow = summary.figures.flow
    before = summary.previous.flow if summary.previous else None
    sheet.section(_("Flow of complaints"), keep=90, gap=14)
    cells = (
        ("B", _("Brought forward"), flow.brought_forward, before and before.brought_forward, "+"),
        ("N", _("New this month"), flow.new, before and before.new, "+"),
        ("R", _("Reopened"), flow.reopened, before and before.reopened, "="),
        ("D", _("To handle"), flow.to_handle, before and before.to_handle, "\N{MINUS SIGN}"),
        ("C", _("Done"), flow.done, before and before.done, "="),
        ("E", _("Carried over"), flow.carried_over, before and before.carried_over, ""),
    )
    canvas = sheet.canvas
    between = 15.0
    cell_width = (sheet.width - between * 5) / 6
    top, height = sheet.y, 68.0
    small = Ink(8.0, colour=style.MUTED)
    for index, (letter, label, value, value_before, operator) in enumerate(cells):
        x = sheet.left + index * (cell_width + between)
        strong = letter in "DE"
        style.fill(canvas, style.WASH if strong else style.TINT)
        style.stroke(canvas, style.RULE if strong else style.LINE, 0.6)
        canvas.rect(x, top - height, cell_width, height, stroke=1, fill=1)
        middle = x + cell_width / 2
        sheet.put(middle, top - 13, letter, Ink(8.5, bold=True, colour=style.NAVY), "centre")
        label_ink = Ink(8.5)
        sheet.put(middle, top - 25, fit(label, label_ink, cell_width - 4), label_ink, "centre")
        sheet.put(middle, top - 45, str(value), Ink(18.0, bold=True), "centre")
        last = _("month before: {count}").format(
            count=wording.DASH if value_before is None else value_before
        )
        sheet.put(middle, top - 59, last, small, "centre")
        if operator:
            sign = Ink(12.0, bold=True, colour=style.MUTED)
            sheet.put(x + cell_width + between / 2, top - 42, operator, sign, "centre")
    sheet.y = top - height - 16
    minus = "\N{MINUS SIGN}"
    identity = (
        f"B + N + R {minus} C = E:  {flow.brought_forward} + {flow.new} + {flow.reopened} "
        f"{minus} {flow.done} = {flow.to_handle - flow.done}"
    )
    used = sheet.put(sheet.left, sheet.y, identity, Ink(9.0))
    x = sheet.left + used + 8
    if flow.balances:
        charts.tick(sheet, x, sheet.y - 1, 9)
        sheet.put(x + 14, sheet.y, _("checked, it balances"), Ink(9.0, colour=style.GREEN))
    else:
        text = _("does not balance: {count} are open").format(count=flow.carried_over)
        sheet.put(x, sheet.y, text, Ink(9.0, bold=True, colour=style.RED))
    sheet.y -= 4


def _twelve_months(sheet: Sheet, summary: PeriodSummary) -> None:
    sheet.section(_("Twelve months"), keep=120, gap=14)
    # The chart takes what the signatures leave, within the limits of a good shape.
    room = sheet.y - sheet.last_y - _SIGN_HEIGHT
    height = min(max(room, 120.0), 230.0)
    months = [
        charts.MonthColumn(
            f"{point.year % 100:02d}-{point.month:02d}",
            point.new,
            point.completion.share,
            f"{share:.0%}" if (share := point.completion.share) is not None else "",
            Month(point.year, point.month) == summary.period.month,
        )
        for point in summary.twelve_months
    ]
    names = (_("New complaints"), _("Completion rate"))
    inset = 24.0
    charts.month_columns(
        sheet, sheet.left + inset, sheet.y + 22, sheet.width - inset, height + 10, months, names
    )
    sheet.y -= height - 12


def _signatures(sheet: Sheet) -> None:
    """Draw the signature boxes at the foot of the first page."""
    if sheet.y - sheet.last_y < _SIGN_HEIGHT:
        sheet.next_page()
    canvas = sheet.canvas
    box = sheet.width / 3
    bottom, top = sheet.last_y + 2, sheet.last_y + 2 + _SIGN_HEIGHT - 16
    style.stroke(canvas, style.RULE, 0.7)
    canvas.rect(sheet.left, bottom, sheet.width, top - bottom, stroke=1, fill=0)
    for index, label in enumerate((_("Prepared by"), _("Reviewed by"), _("Approved by"))):
        x = sheet.left + index * box
        style.stroke(canvas, style.RULE, 0.7)
        if index:
            canvas.line(x, bottom, x, top)
        sheet.put(x + 10, top - 18, label, Ink(9.0, bold=True))
        date = _("Date")
        used = sheet.put(x + 10, bottom + 11, date, style.SMALL)
        style.stroke(canvas, style.LINE, 0.6)
        canvas.line(x + 18 + used, bottom + 10, x + box - 12, bottom + 10)
    sheet.y = sheet.last_y
