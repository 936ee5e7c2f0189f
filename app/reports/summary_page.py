"""The one-page summary: six figures, the sentences of the period, the last measures, a comment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import dropwhile

from app.domain.months import Month
from app.domain.period_summary import MonthPoint, PeriodFigures, PeriodSummary
from app.domain.periods import PeriodKind
from app.domain.terms import MeasureEffect, MeasureState
from app.i18n import _, ngettext, pgettext
from app.labels import ratio_label
from app.reports import charts, style, wording
from app.reports.page import Sheet
from app.reports.style import Colour, Ink
from app.reports.summary_measures import effect_words, state_words
from app.reports.summary_report import Report
from app.reports.summary_words import sentences
from app.reports.text import fit, prepare, width, wrap

_CARD = 88.0
_GAP = 10.0
_WORDS = Ink(9.5)
_MEASURES = 5
_LEAST_LINES, _MOST_LINES = 3, 8
_LINE = 22.0
_SMALL = Ink(8.5, colour=style.MUTED)

Change = tuple[str, Colour]


def draw(report: Report, empty: bool) -> None:
    """Draw the page; ``empty`` periods get a sentence in place of figures and charts."""
    sheet, summary = report.sheet, report.summary
    report.section(pgettext("report", "Summary"), keep=200)
    if empty:
        _nothing_to_report(sheet, summary)
    else:
        _cards(sheet, summary)
        sheet.y -= 6
        for text in sentences(summary):
            _bullet(sheet, text)
    _last_measures(report)
    if not empty:
        _twelve_months(sheet, summary)
    _commentary(sheet, summary)


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
    """One of the six figures; ``target`` and whether it is met where there is one."""

    label: str
    value: str
    beside: str
    changes: tuple[tuple[str, Change], ...]
    colour: Colour
    target: float | None = None
    met: bool | None = None


class _Comparison:
    """The periods that a card's figure is held against, with what they are called."""

    def __init__(self, summary: PeriodSummary) -> None:
        words = wording.period_words(summary.period.kind)
        self._pairs = [(words.before, summary.previous)]
        if summary.period.kind is not PeriodKind.YEAR:
            self._pairs.append((_("Last year"), summary.year_before))

    def changes(
        self, change: Callable[[PeriodFigures], Change | None]
    ) -> tuple[tuple[str, Change], ...]:
        """Return for each period its name and the change against it, a dash without one."""
        found = []
        for label, figures in self._pairs:
            known = change(figures) if figures else None
            found.append((label, known or (wording.DASH, style.MUTED)))
        return tuple(found)


def _key_figures(summary: PeriodSummary) -> list[_Card]:
    now = summary.figures
    against = _Comparison(summary)

    def share(name: str, colour: Colour) -> _Card:
        ratio = now.ratios[name]
        target = summary.targets.get(name)
        return _Card(
            ratio_label(name),
            wording.percent(ratio),
            wording.counts(ratio) if ratio else "",
            against.changes(
                lambda old: wording.share_change(ratio, old.ratios[name], wording.DIRECTION[name])
            ),
            colour,
            target,
            wording.is_met(ratio, target) if target is not None else None,
        )

    hours = now.handling_hours

    def hours_change(old: PeriodFigures) -> Change | None:
        if hours is None or old.handling_hours is None:
            return None
        return wording.hours_change(hours.median, old.handling_hours.median)

    return [
        _Card(
            wording.period_words(summary.period.kind).new,
            str(now.flow.new),
            ngettext("complaint", "complaints", now.flow.new),
            against.changes(lambda old: wording.count_change(now.flow.new, old.flow.new, 0)),
            style.NAVY,
        ),
        share("completion", style.TEAL),
        share("resolved_in_time", style.TEAL),
        _Card(
            _("Overdue and open"),
            str(now.overdue_open.total),
            _("over 30 days old: {count}").format(count=now.overdue_open.over_a_month),
            against.changes(
                lambda old: wording.count_change(now.overdue_open.total, old.overdue_open.total, -1)
            ),
            style.RED,
        ),
        _Card(
            _("Handling time, median"),
            f"{hours.median:.1f}" if hours else wording.DASH,
            _("business hours") if hours else "",
            against.changes(hours_change),
            style.NAVY,
        ),
        share("satisfaction", style.AMBER),
    ]


def _cards(sheet: Sheet, summary: PeriodSummary) -> None:
    canvas = sheet.canvas
    across = (sheet.width - 2 * _GAP) / 3
    for index, card in enumerate(_key_figures(summary)):
        x = sheet.left + index % 3 * (across + _GAP)
        top = sheet.y - index // 3 * (_CARD + _GAP)
        style.fill(canvas, style.TINT)
        style.stroke(canvas, style.LINE, 0.6)
        canvas.rect(x, top - _CARD, across, _CARD, stroke=1, fill=1)
        style.fill(canvas, card.colour)
        canvas.rect(x, top - _CARD, 3.5, _CARD, stroke=0, fill=1)
        _draw_card(sheet, card, x + 14, top, across - 24)
    sheet.y -= 2 * _CARD + _GAP


def _draw_card(sheet: Sheet, card: _Card, x: float, top: float, room: float) -> None:
    label = Ink(9.5, colour=style.MUTED)
    taken = _target_mark(sheet, card, x + room, top - 17)
    sheet.put(x, top - 17, fit(card.label, label, room - taken), label)
    used = sheet.put(x, top - 43, card.value, Ink(23.0, bold=True))
    ink = Ink(9.0, colour=style.MUTED)
    if width(card.beside, ink) > room - used - 6:
        ink = Ink(7.5, colour=style.MUTED)
    sheet.put(x + used + 6, top - 43, fit(card.beside, ink, room - used - 6), ink)
    y = top - 61
    for name, (text, colour) in card.changes:
        sheet.put(x, y, name, _SMALL)
        sheet.put(x + room, y, text, Ink(8.5, bold=True, colour=colour), "right")
        y -= 14


def _target_mark(sheet: Sheet, card: _Card, right: float, y: float) -> float:
    """Draw the target with its mark at the right edge; return the room it took."""
    if card.target is None:
        return 0.0
    text = _("target {target}").format(target=wording.target_text(card.target))
    if card.met is None:
        return sheet.put(right, y, text, _SMALL, "right") + 6
    tone = style.GREEN if card.met else style.RED
    used = sheet.put(right - 12, y, text, _SMALL.with_colour(tone), "right")
    (charts.tick if card.met else charts.cross)(sheet, right - 9, y - 1, 9)
    return used + 18


def _bullet(sheet: Sheet, text: str) -> None:
    lines = len(wrap(text, _WORDS, sheet.width - 12))
    sheet.need(min(lines, 3) * 15.0)
    style.fill(sheet.canvas, style.NAVY)
    sheet.canvas.rect(sheet.left + 1, sheet.y - 10.4, 3.4, 3.4, stroke=0, fill=1)
    sheet.paragraph(text, _WORDS, leading=1.5, x=sheet.left + 12)
    sheet.y -= 2.5


def _box_title(sheet: Sheet, title: str, keep: float) -> None:
    sheet.need(24 + keep)
    sheet.y -= 10
    sheet.put(sheet.left, sheet.y - 10, title, Ink(10.5, bold=True, colour=style.NAVY))
    sheet.y -= 17


def _last_measures(report: Report) -> None:
    """Draw in a box what became of the measures of the last report; the table follows later."""
    sheet, lines = report.sheet, report.summary.measures_before
    if not lines:
        return
    shown = lines[:_MEASURES]
    rest = len(lines) - len(shown)
    height = len(shown) * 17.0 + 10 + (14 if rest else 0)
    _box_title(sheet, _("What became of the last measures"), height)
    canvas = sheet.canvas
    style.fill(canvas, style.TINT)
    style.stroke(canvas, style.LINE, 0.6)
    canvas.rect(sheet.left, sheet.y - height, sheet.width, height, stroke=1, fill=1)
    y = sheet.y - 16
    for line in shown:
        words, tone = state_words(line)
        if line.effect not in ("", MeasureEffect.NOT_CHECKED):
            words, tone = effect_words(line)
        if line.state == MeasureState.DONE:
            charts.tick(sheet, sheet.left + 10, y - 1, 8)
        else:
            style.stroke(canvas, style.MUTED, 1.0)
            canvas.circle(sheet.left + 13.6, y + 2.8, 3.2, stroke=1, fill=0)
        ink = Ink(9.0, bold=True, colour=tone)
        taken = sheet.put(sheet.right - 10, y, fit(words, ink, 220.0), ink, "right")
        text = prepare(line.measure, 200).replace("\n", " ")
        sheet.put(sheet.left + 26, y, fit(text, style.BODY, sheet.width - taken - 50), style.BODY)
        y -= 17
    if rest:
        more = ngettext("and {count} more measure", "and {count} more measures", rest)
        sheet.put(sheet.left + 26, y, more.format(count=rest), style.SMALL)
    sheet.y -= height


def _twelve_months(sheet: Sheet, summary: PeriodSummary) -> None:
    # Months before the first complaint on record say nothing.
    points = list(dropwhile(_is_blank, summary.twelve_months))
    if not points:
        return
    # What stands below is never pushed off the page by the chart.
    comment = _comment_height(sheet, summary)
    room = sheet.y - sheet.last_y - comment - 30
    if room < 120:
        return
    _box_title(sheet, _("Twelve months"), 120)
    months = [
        charts.MonthColumn(
            f"{point.year % 100:02d}-{point.month:02d}",
            point.new,
            point.completion.share,
            wording.in_percent(share, 0) if (share := point.completion.share) is not None else "",
            _is_of(Month(point.year, point.month), summary),
        )
        for point in points
    ]
    names = (_("New complaints"), _("Completion rate"))
    inset = 24.0
    height = min(room, 235.0)
    charts.month_columns(
        sheet, sheet.left + inset, sheet.y + 22, sheet.width - inset, height + 10, months, names
    )
    sheet.y -= height - 12


def _is_blank(point: MonthPoint) -> bool:
    return not point.new and not point.completion.d


def _is_of(month: Month, summary: PeriodSummary) -> bool:
    """Return whether a month belongs to the period; a year's months are all alike."""
    period = summary.period
    first, last = period.first_on, period.last_on
    return (first.year, first.month) <= (month.year, month.number) <= (last.year, last.month)


def _comment_height(sheet: Sheet, summary: PeriodSummary) -> float:
    if not summary.commentary:
        return 34 + _LEAST_LINES * _LINE
    lines = len(wrap(prepare(summary.commentary), _WORDS, sheet.width - 28))
    return 34 + min(lines, 12) * 15.2 + 16


def _commentary(sheet: Sheet, summary: PeriodSummary) -> None:
    """Draw what the supervisor says, or lines to write it on by hand."""
    title = _("Comment of the service supervisor")
    canvas = sheet.canvas
    text = prepare(summary.commentary)
    if not text:
        _box_title(sheet, title, _LEAST_LINES * _LINE)
        style.stroke(canvas, style.RULE, 0.6)
        lines = min(int((sheet.y - sheet.last_y - 2) / _LINE), _MOST_LINES)
        for _number in range(lines):
            sheet.y -= _LINE
            canvas.line(sheet.left, sheet.y, sheet.right, sheet.y)
        sheet.y -= 8
        return
    written = wrap(text, _WORDS, sheet.width - 28)
    _box_title(sheet, title, min(len(written), 4) * 15.2 + 12)
    for line in written:
        sheet.need(15.2)
        style.fill(canvas, style.NAVY)
        canvas.rect(sheet.left, sheet.y - 15.2, 2.4, 15.2, stroke=0, fill=1)
        sheet.put(sheet.left + 14, sheet.y - 11, line, _WORDS)
        sheet.y -= 15.2
    sheet.y -= 4
