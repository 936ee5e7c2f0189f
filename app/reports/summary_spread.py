"""Where the new complaints lie: categories, buildings, sources, severities and causes."""

from __future__ import annotations

from collections import Counter

from app.domain.period_summary import PeriodFigures, PeriodSummary
from app.domain.terms import Cause, Severity, Source
from app.i18n import _, ngettext, pgettext
from app.labels import cause_label, severity_label, source_label
from app.reports import charts, charts_heat, style, wording
from app.reports.charts import Bar, BarLayout
from app.reports.style import Ink
from app.reports.summary_report import Report
from app.reports.text import prepare, width

_STEP, _TIGHT_STEP = 17.0, 15.5
_AIRY = 10
"""Categories up to which the bars stand wider apart."""
_BUILDINGS = 24
"""Buildings with a row of their own; the others are one row together."""
_KEPT = 12
"""Rows of buildings that stay with their heading; more go on over the page."""
_LISTED = 36
"""Categories that have a bar of their own, as many as one page takes."""
_CATEGORIES = 12
"""Categories with a column of their own."""


def _ordered(summary: PeriodSummary) -> list[tuple[str, int]]:
    """Return the categories that were complained of, the most frequent first."""
    order = {code: index for index, code in enumerate(summary.category_names)}
    counted = [(code, n) for code, n in summary.figures.by_category.items() if n]
    return sorted(counted, key=lambda item: (-item[1], order.get(item[0], len(order)), item[0]))


def by_category(report: Report) -> None:
    """Draw the categories by their number, with the running total as a line and as figures."""
    sheet, summary = report.sheet, report.summary
    counted = _ordered(summary)
    step = _STEP if len(counted) <= _AIRY else _TIGHT_STEP
    shown, rest = counted[:_LISTED], counted[_LISTED:]
    report.section(_("By category"), keep=(len(shown) + bool(rest)) * step + 32)
    if not counted:
        report.sentence(report.words.none_new)
        return
    total = sum(count for _code, count in counted)
    before = summary.previous.by_category if summary.previous else None
    running = 0
    data = []
    for code, count in shown:
        running += count
        last = wording.DASH if before is None else str(before.get(code, 0))
        change = "" if before is None else wording.count_change(count, before.get(code, 0), 0)[0]
        texts = (
            str(count),
            wording.share_of(count, total),
            wording.share_of(running, total),
            last,
            change.split(" ")[0] or wording.DASH,
        )
        data.append(Bar(wording.category_name(summary.category_names, code), count, texts))
    if rest:
        count = sum(number for _code, number in rest)
        name = ngettext("{count} other category", "{count} other categories", len(rest))
        texts = (str(count), wording.share_of(count, total), wording.share_of(1, 1), "", "")
        data.append(Bar(name.format(count=len(rest)), count, texts))
    heads = (
        _("Count"),
        _("Share of {total}").format(total=total),
        _("Running total"),
        report.words.before,
        pgettext("figures", "Change"),
    )
    label = min(max(width(bar.label, Ink(8.5)) for bar in data) + 2, 150.0)
    layout = BarLayout(label, (248.0, 198.0, 122.0, 50.0, 2.0), heads, 2, step)
    sheet.y -= charts.bars(sheet, sheet.left, sheet.y, sheet.width, data, layout)
    figures = summary.figures.by_category
    others = [
        prepare(name) for code, name in summary.category_names.items() if figures.get(code) == 0
    ]
    if others:
        text = _("No complaint about: {categories}.").format(
            categories=pgettext("list", ", ").join(others)
        )
        report.note(text)


def building_name(summary: PeriodSummary, building: str) -> str:
    """Return the name of a building; complaints without one are named so."""
    if not building:
        return _("No building named")
    name = summary.building_names.get(building)
    return prepare(name, 60) if name else _("A building no longer listed")


def by_building(report: Report) -> None:
    """Draw the buildings with their share, and building by category as a heat map."""
    sheet, summary = report.sheet, report.summary
    figures = summary.figures
    rows = _building_rows(summary)
    columns = [code for code, _count in _ordered(summary)][:_CATEGORIES] if figures.heat else []
    keep = charts_heat.height(min(len(rows), _KEPT)) + 24
    report.section(_("By building"), keep=keep if rows else 20)
    if not rows:
        report.sentence(
            report.words.none_new
            if not figures.flow.new
            else _("No building is on record for these complaints.")
        )
        return
    _per_thousand(report, figures)
    total = sum(count for _label, _ids, count in rows)
    cells = Counter({(cell.building, cell.category): cell.count for cell in figures.heat})
    before = summary.previous.by_building if summary.previous else None
    heat = []
    for label, ids, count in rows:
        counts = tuple(sum(cells[one, code] for one in ids) for code in columns)
        last = wording.DASH if before is None else str(sum(before.get(one, 0) for one in ids))
        texts = (str(count), wording.share_of(count, total), last)
        heat.append(charts_heat.HeatRow(label, count, counts, texts))
    label_width = min(max(40.0, *(width(row.label, Ink(8.5)) + 2 for row in heat)), 110.0)
    names = [wording.category_name(summary.category_names, code) for code in columns]
    heads = (_("Count"), _("Share of {total}").format(total=total), report.words.before)
    layout = charts_heat.HeatLayout(
        label_width,
        max(44.0, 110.0 - label_width) if columns else 180.0,
        (28.0, 46.0, 40.0),
        heads,
        (_("Building"), pgettext("row", "Total")),
    )
    charts_heat.heat_map(sheet, names, heat, layout)


def _per_thousand(report: Report, figures: PeriodFigures) -> None:
    rate = figures.per_thousand
    if rate is None or figures.households is None:
        return
    report.sentence(
        _("New complaints per 1,000 occupied households: {rate} ({new} / {households}).").format(
            rate=f"{rate:.1f}", new=figures.flow.new, households=figures.households
        )
    )
    report.sheet.y -= 4


def _building_rows(summary: PeriodSummary) -> list[tuple[str, tuple[str, ...], int]]:
    """Return name, ids and count of each row, the most frequent first, the rest as one."""
    counted = sorted(
        ((building, n) for building, n in summary.figures.by_building.items() if n),
        key=lambda item: (not item[0], -item[1], building_name(summary, item[0]), item[0]),
    )
    shown = counted if len(counted) <= _BUILDINGS else counted[: _BUILDINGS - 1]
    rows: list[tuple[str, tuple[str, ...], int]] = [
        (building_name(summary, one), (one,), count) for one, count in shown
    ]
    rest = counted[len(shown) :]
    if rest:
        name = ngettext("{count} other building", "{count} other buildings", len(rest))
        ids = tuple(one for one, _count in rest)
        rows.append((name.format(count=len(rest)), ids, sum(count for _one, count in rest)))
    return rows


def by_source_severity_cause(report: Report) -> None:
    """Draw source, severity and cause beside each other."""
    sheet, figures = report.sheet, report.summary.figures
    severities = [
        Bar(
            f"{severity.value} {severity_label(severity)}",
            figures.by_severity.get(severity, 0),
            (),
            style.SEVERITIES[severity.value],
        )
        for severity in Severity
    ]
    sources = [
        Bar(source_label(source), count, (), style.TEAL)
        for source in Source
        if (count := figures.by_source.get(source, 0))
    ]
    causes = [
        Bar(cause_label(cause), count, (), style.NAVY)
        for cause in Cause
        if (count := figures.by_cause.get(cause, 0))
    ]
    for bars in (sources, causes):
        bars.sort(key=lambda bar: -bar.value)
    rows = max(len(severities), len(sources), len(causes))
    report.section(_("By source, severity and cause"), keep=rows * _STEP + 30)
    if not figures.flow.new and not causes:
        report.sentence(report.words.none_new)
        return
    parts = (
        (_("By source"), sources, ""),
        (_("By severity"), severities, ""),
        (_("By cause"), causes, _("No cause was found in this period.")),
    )
    gap = 24.0
    across = (sheet.width - gap * 2) / 3
    used = 0.0
    for index, (title, data, nothing) in enumerate(parts):
        x = sheet.left + index * (across + gap)
        total = sum(bar.value for bar in data)
        taken = sheet.put(x, sheet.y - 10, title, style.STRONG)
        sheet.put(x + taken + 8, sheet.y - 10, f"n = {total}", style.SMALL)
        if not data:
            sheet.put(x, sheet.y - 28, nothing, style.SMALL)
            continue
        shown = [
            Bar(
                bar.label,
                bar.value,
                (f"{bar.value} ({wording.share_of(bar.value, total)})",),
                bar.colour,
            )
            for bar in data
        ]
        label = min(max(width(bar.label, Ink(8.5)) for bar in data) + 2, 78.0)
        layout = BarLayout(label, (2.0,), step=_STEP, gap=6.0)
        used = max(used, charts.bars(sheet, x, sheet.y - 16, across, shown, layout) + 16)
    sheet.y -= used
    if causes:
        report.note(_("Causes are those that the assessments of the period found."))
