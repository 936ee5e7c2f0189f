"""Timeliness against the targets, and the age of what is still open."""

from __future__ import annotations

from itertools import pairwise

from app.domain.period_summary import AGE_LIMITS, PeriodFigures
from app.domain.periods import PeriodKind
from app.i18n import _, pgettext
from app.labels import ratio_label
from app.reports import charts, style, wording
from app.reports.style import Colour, Ink
from app.reports.summary_report import TIGHT, Report, head_height, row_height
from app.reports.table import Cell, Column, Table
from app.reports.text import width

_RATIOS = (
    "completion",
    "first_answer_in_time",
    "resolved_in_time",
    "promises_kept",
    "called_back",
    "reached",
    "valid",
    "reopening",
    "repeat",
    "escalated",
)
_PLAIN, _BOLD = Ink(8.5), Ink(8.5, bold=True)
_MUTED = Ink(8.5, colour=style.MUTED)
_COUNTS = Ink(8.0, colour=style.MUTED)
_NOTHING = (wording.DASH, style.MUTED)


def timeliness(report: Report) -> None:
    """Draw ratios with counts and targets, handling time and what is overdue."""
    sheet = report.sheet
    with_year = report.summary.period.kind is not PeriodKind.YEAR
    rows = _ratio_rows(report) + _hours_rows(report) + _overdue_rows(report)
    heads = [
        _("Figure"),
        report.words.this,
        "n / d",
        _("Target"),
        report.words.before,
        pgettext("figures", "Change"),
        _("Last year"),
    ]
    widths = [131.0, 47.0, 64.0, 60.0, 76.0, 71.0, 74.28]
    if not with_year:
        heads, widths = heads[:-1], [150.0, 60.0, 60.0, 85.0, 95.0, 73.28]
        rows = [row[:-1] for row in rows]
    columns = [
        Column((head,), size, "right" if index else "left")
        for index, (head, size) in enumerate(zip(heads, widths, strict=True))
    ]
    height = head_height(columns) + sum(row_height(columns, row, TIGHT) for row in rows)
    report.section(_("Timeliness and care"), keep=height)
    Table(sheet, columns, TIGHT).draw(rows)


def _row(
    name: str,
    value: str,
    counts: str,
    target: tuple[str, Colour],
    last: str,
    change: tuple[str, Colour],
    year: str,
) -> list[Cell]:
    return [
        ((name, _PLAIN),),
        ((value, _BOLD),),
        ((counts, _COUNTS),),
        ((target[0], _PLAIN.with_colour(target[1])),),
        ((last, _MUTED),),
        ((change[0], _PLAIN.with_colour(change[1])),),
        ((year, _MUTED),),
    ]


def _ratio_rows(report: Report) -> list[list[Cell]]:
    summary = report.summary
    rows = []

    def past(figures: PeriodFigures | None, name: str) -> str:
        ratio = figures.ratios[name] if figures else None
        if ratio is None:
            return wording.DASH
        return f"{wording.percent(ratio)} ({ratio.n}/{ratio.d})"

    for name in _RATIOS:
        ratio = summary.figures.ratios[name]
        old = summary.previous.ratios[name] if summary.previous else None
        rows.append(
            _row(
                ratio_label(name),
                wording.percent(ratio),
                wording.counts(ratio),
                _target(report, name),
                past(summary.previous, name),
                wording.share_change(ratio, old, wording.DIRECTION[name]),
                past(summary.year_before, name),
            )
        )
    return rows


def _target(report: Report, name: str) -> tuple[str, Colour]:
    target = report.summary.targets.get(name)
    if target is None:
        return "", style.MUTED
    text = wording.target_text(target)
    met = wording.is_met(report.summary.figures.ratios[name], target)
    if met is None:
        return text, style.MUTED
    if met:
        return _("{target} met").format(target=text), style.GREEN
    return _("{target} missed").format(target=text), style.RED


def _hours_rows(report: Report) -> list[list[Cell]]:
    def hours(figures: PeriodFigures | None, pick: int) -> float | None:
        found = figures.handling_hours if figures else None
        return None if found is None else (found.median, found.p90)[pick]

    def words(value: float | None) -> str:
        return wording.DASH if value is None else _("{hours} h").format(hours=f"{value:.1f}")

    summary = report.summary
    rows = []
    for pick, label in enumerate((_("Handling time, median"), _("Handling time, 90th percentile"))):
        now, before = hours(summary.figures, pick), hours(summary.previous, pick)
        change = _NOTHING
        if now is not None and before is not None:
            change = wording.hours_change(now, before)
        rows.append(
            _row(
                label,
                words(now),
                _("business hours"),
                ("", style.MUTED),
                words(before),
                change,
                words(hours(summary.year_before, pick)),
            )
        )
    return rows


def _overdue_rows(report: Report) -> list[list[Cell]]:
    def counts(figures: PeriodFigures | None) -> tuple[int, int] | None:
        if figures is None:
            return None
        return figures.overdue_open.total, figures.overdue_open.over_a_month

    summary = report.summary
    now = counts(summary.figures) or (0, 0)
    before, year = counts(summary.previous), counts(summary.year_before)
    labels = (_("Overdue and open"), _("Of those, over 30 days old"))
    return [
        _row(
            label,
            str(now[pick]),
            _("at the end"),
            ("", style.MUTED),
            str(before[pick]) if before else wording.DASH,
            wording.count_change(now[pick], before[pick], -1) if before else _NOTHING,
            str(year[pick]) if year else wording.DASH,
        )
        for pick, label in enumerate(labels)
    ]


_AGE_COLOURS = (
    style.SEVERITIES[4],
    style.SEVERITIES[3],
    style.NAVY,
    style.SEVERITIES[2],
    style.SEVERITIES[1],
)


def age_labels() -> list[str]:
    """Return the names of the groups of age, one more than there are limits."""
    labels = [_("up to {days} days").format(days=AGE_LIMITS[0])]
    labels += [
        _("{low} to {high} days").format(low=low, high=high) for low, high in pairwise(AGE_LIMITS)
    ]
    return [*labels, _("over {days} days").format(days=AGE_LIMITS[-1])]


def ageing(report: Report) -> None:
    """Draw how long the complaints that are still open have been so."""
    sheet, figures = report.sheet, report.summary.figures
    report.section(_("Age of the open complaints"), keep=5 * 17.0 + 40)
    total = sum(figures.ageing)
    if not total:
        report.sentence(_("No complaint was open at the end."))
        return
    data = [
        charts.Bar(
            label,
            count,
            (str(count), wording.share_of(count, total)),
            colour,
        )
        for label, count, colour in zip(age_labels(), figures.ageing, _AGE_COLOURS, strict=True)
    ]
    across = sheet.width * 0.62
    label = max(width(bar.label, Ink(8.5)) for bar in data) + 2
    heads = (_("Count"), _("Share of {total}").format(total=total))
    top = sheet.y
    layout = charts.BarLayout(label, (62.0, 2.0), heads, None, 17.0)
    used = charts.bars(sheet, sheet.left, top, across, data, layout)
    _overdue_beside(report, sheet.left + across + 24, top)
    sheet.y = top - max(used, 92.0)
    report.note(_("Days since registration, counted at the end of the period."))


def _overdue_beside(report: Report, left: float, top: float) -> None:
    """Draw beside the ages how many of the open ones are past their time."""
    sheet, figures = report.sheet, report.summary.figures
    canvas = sheet.canvas
    across, height = sheet.right - left, 90.0
    style.fill(canvas, style.TINT)
    style.stroke(canvas, style.LINE, 0.6)
    canvas.rect(left, top - height, across, height, stroke=1, fill=1)
    style.fill(canvas, style.RED)
    canvas.rect(left, top - height, 3.5, height, stroke=0, fill=1)
    overdue, total = figures.overdue_open, figures.flow.carried_over
    label = Ink(9.0, colour=style.MUTED)
    sheet.put(left + 14, top - 18, _("Overdue and open"), label)
    used = sheet.put(left + 14, top - 43, str(overdue.total), Ink(23.0, bold=True))
    of_all = _("of {total} open ({share})").format(
        total=total, share=wording.share_of(overdue.total, total)
    )
    sheet.put(left + 20 + used, top - 43, of_all, label)
    sheet.put(left + 14, top - 62, _("Of those, registered over 30 days ago"), label)
    ink = Ink(11.0, bold=True, colour=style.RED if overdue.over_a_month else style.INK)
    sheet.put(left + 14, top - 79, str(overdue.over_a_month), ink)
