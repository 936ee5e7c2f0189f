"""The first sheet of the workbook: every figure against the period before, last year and target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.period_summary import RATIO_NAMES, PeriodFigures, PeriodSummary, Ratio
from app.figure_words import BAD, DASH, GOOD, verdict_words
from app.i18n import _, pgettext
from app.labels import ratio_label
from app.workbooks.charts import Charts
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

_FIGURE, _N, _D, _VALUE = 0, 1, 2, 3
_CHANGE, _TARGET, _VERDICT = 10, 11, 12
_COUNT_LOOKS = {
    "hours_median": Look.HOURS,
    "hours_p90": Look.HOURS,
    "per_thousand": Look.RATE,
}
_MADE_FROM = {"D": "={B}+{N}+{R}", "per_thousand": "={N}/{households}*1000"}


def summary_sheet(book: Book, _charts: Charts, summary: PeriodSummary, under: str) -> None:
    """Every figure beside the period before, the year before and its target."""
    title = _("Complaint figures")
    page = book.page(pgettext("sheet", "Summary"), title, under=under, landscape=True)
    page.groups(
        [
            ("", 1),
            (_("This period"), 3),
            (_("Period before"), 3),
            (_("Same period of the year before"), 3),
            ("", 1),
            (_("Target"), 2),
        ]
    )
    three = [Head("n", Look.COUNT), Head("d", Look.COUNT), Head(_("Value"), Look.SHARE)]
    heads = [
        Head(_("Figure"), width=30),
        *three * 3,
        Head(_("Change against the period before (shares in points)"), Look.POINTS, 18),
        Head(_("Target"), Look.SHARE),
        Head(_("Against the target"), width=14),
    ]
    page.heads(heads)
    first = page.row
    past = (summary.figures, summary.previous, summary.year_before)
    values = [_count_values(figures) if figures else {} for figures in past]
    places = {key: page.row + number for number, key in enumerate(count_names())}
    for key, words in count_names().items():
        _count_row(page, key, words, places, [known.get(key) for known in values])
    for name in RATIO_NAMES:
        # Nobody can have completed a period that still runs.
        is_judged = summary.is_complete or name != "completion"
        _ratio_row(page, name, past, summary.targets.get(name), is_judged=is_judged)
    page.colour_words(_VERDICT, Span(first, page.row - 1), GOOD, BAD)
    if not summary.figures.flow.balances:
        page.note(_("The flow does not balance."), colour="#B3201B")
    if summary.commentary:
        page.heading(_("Commentary"))
        page.paragraph(summary.commentary, len(heads))


def count_names() -> dict[str, str]:
    """Return the counts of the sheet and what each is called, in its order."""
    return {
        "B": f"{_('Brought forward')} B",
        "N": _("New in the period N"),
        "R": f"{_('Reopened')} R",
        "D": _("To handle D"),
        "C": f"{_('Done')} C",
        "E": f"{_('Carried over')} E",
        "overdue": _("Overdue and open"),
        "over_a_month": _("Of those, registered over 30 days ago"),
        "hours_median": _("Handling time in business hours, median"),
        "hours_p90": _("Handling time in business hours, 90th percentile"),
        "households": _("Occupied households"),
        "per_thousand": _("New complaints per 1,000 households"),
    }


def _count_values(figures: PeriodFigures) -> dict[str, float | None]:
    flow, hours = figures.flow, figures.handling_hours
    return {
        "B": flow.brought_forward,
        "N": flow.new,
        "R": flow.reopened,
        "D": flow.to_handle,
        "C": flow.done,
        "E": flow.carried_over,
        "overdue": figures.overdue_open.total,
        "over_a_month": figures.overdue_open.over_a_month,
        "hours_median": hours.median if hours else None,
        "hours_p90": hours.p90 if hours else None,
        "households": figures.households,
        "per_thousand": figures.per_thousand,
    }


def _count_row(
    page: Page,
    key: str,
    words: str,
    places: Mapping[str, int],
    values: Sequence[float | None],
) -> None:
    """Write a figure that is no share: only its value, and by how much it changed.

    ``places`` are the rows of all of them, for those that are made from others.
    """
    row, look = page.row, _COUNT_LOOKS.get(key, Look.COUNT)
    page.row += 1
    striped = row % 2 == 1
    page.put(row, _FIGURE, words, striped=striped)
    for group, value in enumerate(values):
        column = _VALUE + 3 * group
        cells = {name: cell_name(place, column) for name, place in places.items()}
        shown: Value = DASH if value is None else value
        if value is not None and key in _MADE_FROM:
            shown = Formula(_MADE_FROM[key].format(**cells), value)
        page.put(row, column, shown, look, striped=striped)
    now, before = values[0], values[1]
    if now is None or before is None:
        page.put(row, _CHANGE, DASH, Look.POINTS, striped=striped)
        return
    pair = cell_name(row, _VALUE), cell_name(row, _VALUE + 3)
    change = Formula(f"={pair[0]}-{pair[1]}", now - before)
    change_look = Look.DIFFERENCE if look is Look.COUNT else Look.POINTS
    page.put(row, _CHANGE, change, change_look, striped=striped)


def _ratio_row(
    page: Page,
    name: str,
    past: Sequence[PeriodFigures | None],
    target: float | None,
    *,
    is_judged: bool,
) -> None:
    """Write a share with its two counts, its change in percentage points, and its target."""
    row = page.row
    page.row += 1
    striped = row % 2 == 1
    page.put(row, _FIGURE, ratio_label(name), striped=striped)
    shares: list[float | None] = []
    for group, figures in enumerate(past):
        ratio = figures.ratios.get(name) if figures else None
        shares.append(ratio.share if ratio else None)
        _put_ratio(page, row, _N + 3 * group, ratio, striped=striped)
    change: Value = DASH
    now, before = shares[0], shares[1]
    if now is not None and before is not None:
        pair = cell_name(row, _VALUE), cell_name(row, _VALUE + 3)
        change = Formula(f"=ROUND(({pair[0]}-{pair[1]})*100,1)", round((now - before) * 100, 1))
    page.put(row, _CHANGE, change, Look.POINTS, striped=striped)
    page.put(row, _TARGET, target, Look.SHARE, striped=striped)
    verdict = _verdict(row, now, target) if is_judged else None
    page.put(row, _VERDICT, verdict, striped=striped)


def _put_ratio(page: Page, row: int, column: int, ratio: Ratio | None, *, striped: bool) -> None:
    """Write n, d and n/d; where there is no figure yet, a dash."""
    if ratio is None:
        for place, look in ((column, Look.COUNT), (column + 1, Look.COUNT)):
            page.put(row, place, None, look, striped=striped)
        page.put(row, column + 2, DASH, Look.SHARE, striped=striped)
        return
    page.put(row, column, ratio.n, Look.COUNT, striped=striped)
    page.put(row, column + 1, ratio.d, Look.COUNT, striped=striped)
    share = share_formula(ratio.n, ratio.d, row, (column, column + 1))
    page.put(row, column + 2, share, Look.SHARE, striped=striped)


def _verdict(row: int, share: float | None, target: float | None) -> Value:
    if target is None:
        return None
    met, missed = verdict_words(met=True), verdict_words(met=False)
    value, wanted = cell_name(row, _VALUE), cell_name(row, _TARGET)
    # Rounded, because a share of 90 % is a little less than 0.9 in binary.
    text = f'=IF(ISNUMBER({value}),IF(ROUND({value}-{wanted},9)>=0,"{met}","{missed}"),"—")'
    if share is None:
        return Formula(text, DASH)
    return Formula(text, met if round(share - target, 9) >= 0 else missed)
