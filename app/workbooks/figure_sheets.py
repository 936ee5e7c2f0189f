"""The sheets of figures of the workbook: what was counted, with the formulas that check it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.period_summary import AGE_LIMITS, PeriodSummary
from app.figure_words import (
    BAD,
    DASH,
    GOOD,
    balance_words,
    building_name,
    name_of,
)
from app.i18n import _, pgettext
from app.labels import (
    cause_label,
    rating_reason_label,
    ratio_label,
    score_label,
    severity_label,
    source_label,
)
from app.workbooks.charts import Charts
from app.workbooks.summary_sheet import count_names, summary_sheet
from app.workbooks.writer import (
    Book,
    Formula,
    Head,
    Look,
    Page,
    Span,
    Value,
    cell_name,
    share_formula,
)

_SCORES = (5, 4, 3, 2, 1)
TIMELINESS = (
    "first_answer_in_time",
    "resolved_in_time",
    "promises_kept",
    "called_back",
    "reached",
    "valid",
    "repeat",
    "escalated",
    "reopening",
)
"""The ratios of the sheet of timeliness, in its order."""

Add = Callable[[Book, Charts, PeriodSummary, str], None]


# ---- flow --------------------------------------------------------------------------------------


def _flow(book: Book, _charts: Charts, summary: PeriodSummary, under: str) -> None:
    """The flow with B + N + R - C recomputed, and whether it agrees with what was counted."""
    page = book.page(pgettext("sheet", "Flow"), _("Flow of complaints"), under=under)
    known = [
        (_("This period"), summary.figures),
        (_("Period before"), summary.previous),
        (_("Same period of the year before"), summary.year_before),
    ]
    columns = [(words, figures.flow) for words, figures in known if figures is not None]
    names = count_names()
    heads = [Head("", width=44), *(Head(words, Look.COUNT, 16) for words, _flow in columns)]
    first = page.row + 1
    b, n, r, d, c, e, recomputed = range(first, first + 7)
    rows: list[list[Value]] = [[names[key]] for key in "BNRDCE"]
    rows += [
        [_("B + N + R − C, recomputed")],
        [_("Do both sides agree?")],
        [ratio_label("completion")],
    ]
    agree, differ = balance_words(balances=True), balance_words(balances=False)
    for column, (_words, flow) in enumerate(columns, start=1):
        cells = {row: cell_name(row, column) for row in (b, n, r, d, c, e, recomputed)}
        done = flow.to_handle - flow.done
        values: list[Value] = [
            flow.brought_forward,
            flow.new,
            flow.reopened,
            Formula(f"={cells[b]}+{cells[n]}+{cells[r]}", flow.to_handle),
            flow.done,
            flow.carried_over,
            Formula(f"={cells[b]}+{cells[n]}+{cells[r]}-{cells[c]}", done),
            Formula(
                f'=IF({cells[recomputed]}={cells[e]},"{agree}","{differ}")',
                agree if flow.balances else differ,
            ),
            Formula(
                f'=IF({cells[d]}=0,"—",{cells[c]}/{cells[d]})',
                flow.done / flow.to_handle if flow.to_handle else DASH,
            ),
        ]
        for row, value in zip(rows, values, strict=True):
            row.append(value)
    span = page.table(heads, rows)
    for column in range(1, len(columns) + 1):
        page.colour_words(column, span, GOOD, BAD)
        page.put(span.last, column, rows[-1][column], Look.SHARE)
    page.row += 1
    page.note(_("The period's E is the next period's B."))


# ---- counts by something -----------------------------------------------------------------------


def _counted(
    page: Page, words: str, counts: Sequence[tuple[str, int]], *, cumulative: bool = False
) -> Span:
    """Write counts with their shares of the total, largest first where they are to add up."""
    heads = [Head(words, width=26), Head(_("Count"), Look.COUNT), Head(_("Share"), Look.SHARE)]
    if cumulative:
        heads.append(Head(_("Cumulative"), Look.SHARE))
    total = sum(count for _name, count in counts)
    first = page.row + 1
    last = first + len(counts) - 1
    total_cell = f"$B${last + 2}"
    rows: list[list[Value]] = []
    reached = 0
    for row, (name, count) in enumerate(counts, start=first):
        reached += count
        line: list[Value] = [name, count]
        line.append(
            Formula(
                f'=IF({total_cell}=0,"—",{cell_name(row, 1)}/{total_cell})',
                count / total if total else DASH,
            )
        )
        if cumulative:
            line.append(
                Formula(
                    f'=IF({total_cell}=0,"—",SUM($B${first + 1}:{cell_name(row, 1)})/{total_cell})',
                    reached / total if total else DASH,
                )
            )
        rows.append(line)
    sums = f"=SUM({cell_name(first, 1)}:{cell_name(last, 1)})" if counts else "=0"
    rows.append([_("Total"), Formula(sums, total), *[None] * (len(heads) - 2)])
    return page.table(heads, rows, total=True)


def _most_first(counts: Mapping[Any, int], name: Callable[[Any], str]) -> list[tuple[str, int]]:
    named = [(name(key), count) for key, count in counts.items()]
    return sorted(named, key=lambda pair: -pair[1])


def _categories(book: Book, charts: Charts, summary: PeriodSummary, under: str) -> None:
    page = book.page(pgettext("sheet", "Categories"), _("New complaints by category"), under=under)
    found = _most_first(
        summary.figures.by_category, lambda code: name_of(summary.category_names, code)
    )
    span = _counted(page, _("Category"), found, cumulative=True)
    if summary.figures.flow.new and found:
        charts.columns_and_line(
            page,
            span,
            title=_("New complaints by category"),
            columns=(0, 1, _("Count")),
            line=(3, _("Cumulative")),
            place=(page.row + 1, 0),
        )


def _buildings(book: Book, charts: Charts, summary: PeriodSummary, under: str) -> None:
    page = book.page(pgettext("sheet", "Buildings"), _("New complaints by building"), under=under)
    found = _most_first(
        summary.figures.by_building, lambda key: building_name(summary.building_names, key)
    )
    span = _counted(page, _("Building"), found)
    if found:
        charts.bars(
            page,
            span,
            title=_("New complaints by building"),
            columns=(0, 1, _("Count")),
            place=(page.row + 1, 0),
        )


def _heat(book: Book, _charts: Charts, summary: PeriodSummary, under: str) -> None:
    """Building by category, the many in a darker shade."""
    page = book.page(
        pgettext("sheet", "Heat map"),
        _("New complaints by building and category"),
        under=under,
        landscape=True,
    )
    cells = summary.figures.heat
    counts = {(cell.building, cell.category): cell.count for cell in cells}
    totals: dict[str, int] = {}
    for cell in cells:
        totals[cell.building] = totals.get(cell.building, 0) + cell.count
    buildings = sorted(totals, key=lambda building: -totals[building])
    categories = [
        code
        for code in summary.figures.by_category
        if any(category == code for _building, category in counts)
    ]
    if not categories:
        page.note(_("No complaint was registered in the period."))
        return
    heads = [
        Head(_("Building"), width=18),
        *(Head(name_of(summary.category_names, code), Look.COUNT, 11) for code in categories),
        Head(_("Total"), Look.COUNT),
    ]
    first, width = page.row + 1, len(categories)
    rows: list[list[Value]] = []
    for row, building in enumerate(buildings, start=first):
        line: list[Value] = [building_name(summary.building_names, building)]
        line += [counts.get((building, code), 0) for code in categories]
        sums = f"=SUM({cell_name(row, 1)}:{cell_name(row, width)})"
        line.append(Formula(sums, totals[building]))
        rows.append(line)
    last = first + len(buildings) - 1
    below: list[Value] = [_("Total")]
    for column in range(1, width + 2):
        values = [row[column] for row in rows]
        total = sum(v.value if isinstance(v, Formula) else v for v in values)  # type: ignore[misc]
        below.append(Formula(f"=SUM({cell_name(first, column)}:{cell_name(last, column)})", total))
    span = page.table(heads, [*rows, below], total=True)
    page.sheet.conditional_format(
        span.first,
        1,
        span.last,
        width,
        {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#EDAE61"},
    )


def _severity_source_cause(book: Book, _charts: Charts, summary: PeriodSummary, under: str) -> None:
    page = book.page(
        pgettext("sheet", "Severity, source, cause"),
        _("Severity, source and cause"),
        under=under,
    )
    figures = summary.figures
    levels = [(severity_label(level), count) for level, count in figures.by_severity.items()]
    _counted(page, _("Severity"), levels)
    page.row += 1
    _counted(page, _("Source"), _most_first(figures.by_source, source_label))
    page.row += 1
    _counted(page, _("Cause found by assessment"), _most_first(figures.by_cause, cause_label))


# ---- timeliness and satisfaction ---------------------------------------------------------------


def _timeliness(book: Book, charts: Charts, summary: PeriodSummary, under: str) -> None:
    page = book.page(pgettext("sheet", "Timeliness"), _("Timeliness"), under=under)
    figures = summary.figures
    heads = [
        Head(_("Figure"), width=30),
        Head("n", Look.COUNT),
        Head("d", Look.COUNT),
        Head(_("Share"), Look.SHARE),
        Head(_("Target"), Look.SHARE),
    ]
    first = page.row + 1
    rows: list[list[Value]] = []
    for row, name in enumerate(TIMELINESS, start=first):
        ratio = figures.ratios.get(name)
        line: list[Value] = [ratio_label(name), None, None, DASH]
        if ratio is not None:
            line[1:] = [ratio.n, ratio.d, share_formula(ratio.n, ratio.d, row, (1, 2))]
        rows.append([*line, summary.targets.get(name)])
    page.table(heads, rows)
    page.heading(_("Open complaints by days since registration"))
    ages = list(zip(_age_groups(), figures.ageing, strict=True))
    span = _counted(page, _("Age"), ages)
    charts.bars(
        page,
        span,
        title=_("Open complaints by days since registration"),
        columns=(0, 1, _("Count")),
        place=(page.row + 1, 0),
    )


def _age_groups() -> list[str]:
    """Return the groups of age as words, one more than there are limits."""
    before = 0
    names = []
    for limit in AGE_LIMITS:
        if before:
            names.append(_("over {least} to {most} days").format(least=before, most=limit))
        else:
            names.append(_("up to {most} days").format(most=limit))
        before = limit
    return [*names, _("over {least} days").format(least=before)]


def _satisfaction(book: Book, charts: Charts, summary: PeriodSummary, under: str) -> None:
    page = book.page(
        pgettext("sheet", "Satisfaction"), _("Satisfaction"), under=under, landscape=True
    )
    figures = summary.figures
    levels = [(score_label(score), figures.ratings.get(score, 0)) for score in _SCORES]
    span = _counted(page, _("Level"), levels)
    place = (span.first - 1, 8)
    charts.bars(page, span, title=_("Satisfaction"), columns=(0, 1, _("Count")), place=place)
    heads = [
        Head(_("Figure"), width=30),
        Head("n", Look.COUNT),
        Head("d", Look.COUNT),
        Head(_("Share"), Look.SHARE),
    ]
    page.row += 1
    rows: list[list[Value]] = []
    for row, name in enumerate(("satisfaction", "coverage"), start=page.row + 1):
        ratio = figures.ratios.get(name)
        if ratio is None:
            rows.append([ratio_label(name), None, None, DASH])
            continue
        share = share_formula(ratio.n, ratio.d, row, (1, 2))
        rows.append([ratio_label(name), ratio.n, ratio.d, share])
    page.table(heads, rows)
    page.row += 1
    others = [
        (_("No answer"), figures.no_answer),
        (_("Declined"), figures.declined),
        (_("Relayed by staff, among the ratings"), figures.relayed),
    ]
    page.table([Head(_("Not in the levels"), width=30), Head(_("Count"), Look.COUNT)], others)
    page.heading(_("Reasons of low ratings"))
    _counted(page, _("Reason"), _most_first(figures.reasons, rating_reason_label))
    _said(page, summary)


def _said(page: Page, summary: PeriodSummary) -> None:
    page.heading(_("What customers said"))
    if not summary.said:
        page.note(_("Nobody left words with a rating."))
        return
    comma = pgettext("list", ", ")
    heads = [
        Head(_("Number"), width=20),
        Head(_("Score"), Look.COUNT),
        Head(_("Given at"), Look.MOMENT),
        Head(_("Reasons"), width=16),
        Head(_("Words"), Look.WRAPPED, 50),
    ]
    rows: list[list[Value]] = [
        [
            said.number,
            said.score,
            said.given_at,
            comma.join(rating_reason_label(reason) for reason in said.reasons),
            said.words,
        ]
        for said in summary.said
    ]
    page.table(heads, rows)


def _twelve_months(book: Book, charts: Charts, summary: PeriodSummary, under: str) -> None:
    page = book.page(
        pgettext("sheet", "Twelve months"), _("New complaints and completion"), under=under
    )
    heads = [
        Head(_("Month"), Look.MONTH),
        Head(_("New N"), Look.COUNT),
        Head(f"{_('Done')} C", Look.COUNT),
        Head(_("To handle D"), Look.COUNT),
        Head(ratio_label("completion"), Look.SHARE),
    ]
    first = page.row + 1
    rows: list[list[Value]] = []
    for row, point in enumerate(summary.twelve_months, start=first):
        done = point.completion
        share = share_formula(done.n, done.d, row, (2, 3))
        rows.append([date(point.year, point.month, 1), point.new, done.n, done.d, share])
    if not rows:
        page.note(_("There is no month with complaints yet."))
        return
    span = page.table(heads, rows)
    charts.columns_and_line(
        page,
        span,
        title=_("New complaints and completion"),
        columns=(0, 1, _("New N")),
        line=(4, ratio_label("completion")),
        place=(page.row + 1, 0),
    )


SHEETS: tuple[Add, ...] = (
    summary_sheet,
    _flow,
    _categories,
    _buildings,
    _heat,
    _severity_source_cause,
    _timeliness,
    _satisfaction,
    _twelve_months,
)
"""The sheets of figures, in the order of the workbook."""
