"""The flow of complaints, B + N + R - C = E, checked, and the months one by one."""

from __future__ import annotations

from app.domain.months import Month
from app.domain.period_summary import Flow
from app.domain.periods import PeriodKind
from app.i18n import _, pgettext
from app.people_time import month_name
from app.reports import charts, style, wording
from app.reports.page import Sheet
from app.reports.style import Ink
from app.reports.summary_report import TIGHT, Report, plain
from app.reports.table import Cell, Column, Table
from app.reports.text import fit

_MINUS = "\N{MINUS SIGN}"
_BOX = 56.0
_BETWEEN = 15.0


def draw(report: Report) -> None:
    """Draw the flow as boxes, the identity, the comparison and the months."""
    sheet, summary = report.sheet, report.summary
    report.section(_("Flow of complaints"), keep=_BOX + 100)
    boxes(sheet, summary.figures.flow, report.words.new)
    identity(sheet, summary.figures.flow)
    sheet.y -= 10
    _compared(report)
    _months(report)


def _steps(flow: Flow, new: str) -> tuple[tuple[str, str, int, str], ...]:
    return (
        ("B", _("Brought forward"), flow.brought_forward, "+"),
        ("N", new, flow.new, "+"),
        ("R", _("Reopened"), flow.reopened, "="),
        ("D", _("To handle"), flow.to_handle, _MINUS),
        ("C", _("Done"), flow.done, "="),
        ("E", _("Carried over"), flow.carried_over, ""),
    )


def boxes(sheet: Sheet, flow: Flow, new: str) -> None:
    """Draw the six figures of the flow as boxes with what joins them; ``new`` names N."""
    canvas = sheet.canvas
    across = (sheet.width - _BETWEEN * 5) / 6
    top = sheet.y
    for index, (letter, label, value, operator) in enumerate(_steps(flow, new)):
        x = sheet.left + index * (across + _BETWEEN)
        strong = letter in "DE"
        style.fill(canvas, style.WASH if strong else style.TINT)
        style.stroke(canvas, style.RULE if strong else style.LINE, 0.6)
        canvas.rect(x, top - _BOX, across, _BOX, stroke=1, fill=1)
        middle = x + across / 2
        sheet.put(middle, top - 13, letter, Ink(8.5, bold=True, colour=style.NAVY), "centre")
        ink = Ink(8.5)
        sheet.put(middle, top - 25, fit(label, ink, across - 4), ink, "centre")
        sheet.put(middle, top - 46, str(value), Ink(19.0, bold=True), "centre")
        if operator:
            sign = Ink(12.0, bold=True, colour=style.MUTED)
            sheet.put(x + across + _BETWEEN / 2, top - 36, operator, sign, "centre")
    sheet.y = top - _BOX - 16


def identity(sheet: Sheet, flow: Flow) -> None:
    """Draw the flow as an equation, with the mark of whether both sides were counted alike."""
    text = (
        f"B + N + R {_MINUS} C = E:  {flow.brought_forward} + {flow.new} + {flow.reopened} "
        f"{_MINUS} {flow.done} = {flow.to_handle - flow.done}"
    )
    used = sheet.put(sheet.left, sheet.y, text, Ink(9.0))
    x = sheet.left + used + 8
    if flow.balances:
        charts.tick(sheet, x, sheet.y - 1, 9)
        sheet.put(x + 14, sheet.y, _("checked, it balances"), Ink(9.0, colour=style.GREEN))
    else:
        text = _("does not balance: {count} are open").format(count=flow.carried_over)
        sheet.put(x, sheet.y, text, Ink(9.0, bold=True, colour=style.RED))
    sheet.y -= 4


def _compared(report: Report) -> None:
    """Draw the flow of this period, the one before and last year's, with the changes."""
    summary = report.summary
    new = report.words.new
    now = summary.figures.flow
    before = summary.previous.flow if summary.previous else None
    known_year = summary.year_before is not None and summary.period.kind is not PeriodKind.YEAR
    year = summary.year_before.flow if summary.year_before and known_year else None
    heads = [_("Figure"), report.words.this, report.words.before, _("Month on month")]
    if summary.period.kind is not PeriodKind.MONTH:
        heads[3] = pgettext("figures", "Change")
    if summary.period.kind is not PeriodKind.YEAR:
        heads += [_("Last year"), _("Year on year")]
    first = 150.0
    rest = (report.sheet.width - first) / (len(heads) - 1)
    columns = [
        Column((head,), rest if index else first, "right" if index else "left")
        for index, head in enumerate(heads)
    ]
    muted = Ink(9.0, colour=style.MUTED)

    def row(index: int, letter: str, label: str, value: int) -> list[Cell]:
        cells: list[Cell] = [
            plain(f"{letter}  {label}"),
            plain(str(value), style.STRONG),
        ]
        for other in (before, year)[: (len(heads) - 2) // 2]:
            if other is None:
                cells += [plain(wording.DASH, muted), plain(wording.DASH, muted)]
                continue
            old = _steps(other, new)[index][2]
            cells.append(plain(str(old), muted))
            cells.append(plain(wording.count_change(value, old, 0)[0]))
        return cells

    Table(report.sheet, columns, TIGHT).draw(
        row(index, letter, label, value)
        for index, (letter, label, value, _sign) in enumerate(_steps(now, new))
    )


def _months(report: Report) -> None:
    """Draw the months of the chart as figures; a quarter has three, a year twelve."""
    summary = report.summary
    points = [p for p in summary.twelve_months if p.new or p.completion.d]
    if summary.period.kind is PeriodKind.QUARTER:
        points = points[-3:]
    if not points or summary.period.kind is PeriodKind.DAY:
        return
    title = _("Months one by one")
    report.subsection(title, keep=60 + 19.2 * min(len(points), 3))
    heads = (
        _("Month"),
        _("New complaints"),
        _("To handle"),
        _("Done"),
        _("Completion rate"),
    )
    across = report.sheet.width / len(heads)
    columns = [
        Column((head,), across, "right" if index else "left") for index, head in enumerate(heads)
    ]
    current = summary.period.month if summary.period.kind is PeriodKind.MONTH else None
    Table(report.sheet, columns, TIGHT).draw(
        [
            plain(text, style.STRONG if is_current and not index else style.BODY)
            for index, text in enumerate(
                (
                    _("{month} {year}").format(month=month_name(point.month), year=point.year),
                    str(point.new),
                    str(point.completion.d),
                    str(point.completion.n),
                    wording.percent(point.completion),
                )
            )
        ]
        for point in points
        for is_current in [Month(point.year, point.month) == current]
    )
