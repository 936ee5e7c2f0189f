"""How the handling was rated, why it was rated low, and what customers said."""

from __future__ import annotations

from app.domain.period_summary import CustomerWords
from app.domain.terms import RatingReason
from app.i18n import _, pgettext
from app.labels import rating_reason_label, ratio_label, score_label
from app.reports import charts, style, wording
from app.reports.style import Ink
from app.reports.summary_report import Report, short
from app.reports.table import Cell, Column
from app.reports.text import fit, prepare, width

_SAID = 2600.0
"""Room for what one customer said, in points of lines."""
_CELLS = 44.0


def satisfaction(report: Report) -> None:
    """Draw the five levels as one bar, the rates beneath it, and the reasons of low ratings."""
    sheet, figures = report.sheet, report.summary.figures
    report.section(_("Satisfaction"), keep=120)
    rated = sum(figures.ratings.values())
    if rated:
        levels = [
            charts.Level(
                score_label(score),
                figures.ratings.get(score, 0),
                style.LEVELS[score],
                light=score in {2, 3, 4},
                hatched=score == 1,
            )
            for score in (5, 4, 3, 2, 1)
        ]
        sheet.y -= charts.stacked_bar(sheet, sheet.left, sheet.y, sheet.width, levels) + 6
    else:
        report.sentence(_("No customer rated the handling of a complaint."))
        sheet.y -= 6
    _rates(report)
    _reasons(report)


def _rates(report: Report) -> None:
    sheet, figures = report.sheet, report.summary.figures
    cells = [
        (
            ratio_label(name),
            wording.percent(figures.ratios[name]),
            wording.counts(figures.ratios[name]),
        )
        for name in ("satisfaction", "coverage")
    ]
    cells += [
        (_("No answer"), str(figures.no_answer), ""),
        (_("Declined"), str(figures.declined), ""),
        (_("Relayed by staff"), str(figures.relayed), _("among the ratings")),
    ]
    cell = sheet.width / len(cells)
    canvas = sheet.canvas
    sheet.need(_CELLS)
    style.stroke(canvas, style.LINE, 0.6)
    canvas.line(sheet.left, sheet.y, sheet.right, sheet.y)
    for index, (label, value, beside) in enumerate(cells):
        x = sheet.left + cell * index + (8 if index else 0)
        sheet.put(x, sheet.y - 13, label, style.SMALL)
        used = sheet.put(x, sheet.y - 29, value, Ink(12.0, bold=True))
        room = cell - used - 14
        sheet.put(x + used + 5, sheet.y - 29, fit(beside, style.SMALL, room), style.SMALL)
        if index:
            style.stroke(canvas, style.LINE, 0.6)
            canvas.line(x - 8, sheet.y - 6, x - 8, sheet.y - 32)
    canvas.line(sheet.left, sheet.y - 38, sheet.right, sheet.y - 38)
    sheet.y -= 38


def _reasons(report: Report) -> None:
    """Draw why customers rated low; one may have named several reasons."""
    sheet, figures = report.sheet, report.summary.figures
    data = [
        charts.Bar(rating_reason_label(reason), count, (), style.LEVELS[2])
        for reason in RatingReason
        if (count := figures.reasons.get(reason, 0))
    ]
    if not data:
        return
    data.sort(key=lambda bar: -bar.value)
    report.subsection(_("Reasons of low ratings"), keep=len(data) * 17.0 + 10)
    label = max(width(bar.label, Ink(8.5)) for bar in data) + 2
    layout = charts.BarLayout(label, (), step=17.0)
    sheet.y -= charts.bars(sheet, sheet.left, sheet.y, sheet.width * 0.62, data, layout)
    low = figures.ratings.get(1, 0) + figures.ratings.get(2, 0)
    report.note(_("Low ratings: {count}; one may name several reasons.").format(count=low))


def said(report: Report) -> None:
    """Draw what customers said with their ratings, the lowest first, without names."""
    lines = sorted(report.summary.said, key=lambda one: (one.score, one.given_at, one.number))
    title = _("What customers said")
    if not lines:
        report.section(title, keep=20)
        report.sentence(_("No customer said anything beside the rating."))
        return
    fixed = (84.0, 96.0, 96.0)
    columns = (
        Column((_("Number"), _("Given on")), fixed[0]),
        Column((_("Level"),), fixed[1]),
        Column((pgettext("rating", "About"),), fixed[2]),
        Column((_("In the customer's own words"),), report.sheet.width - sum(fixed)),
    )
    report.table_section(title, columns, (_said_row(report, line) for line in lines))


def _said_row(report: Report, line: CustomerWords) -> list[Cell]:
    plain, muted = Ink(8.5), Ink(8.5, colour=style.MUTED)
    tone = {1: style.RED, 2: style.AMBER}.get(line.score, style.INK)
    reasons = pgettext("list", ", ").join(rating_reason_label(one) for one in line.reasons)
    given = wording.local(line.given_at, report.summary.timezone)
    return [
        (
            (prepare(line.number), Ink(8.5, bold=True, colour=style.NAVY)),
            (f"{given:%m-%d %H:%M}", muted),
        ),
        ((f"{line.score} {score_label(line.score)}", Ink(8.5, bold=True, colour=tone)),),
        ((reasons or wording.DASH, plain),),
        ((short(line.words, plain, _SAID), plain),),
    ]
