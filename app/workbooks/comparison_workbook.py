"""Several projects side by side as an Excel workbook; sums and shares are formulas."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from app.comparison_words import figure_label, is_met, judged_target, pooling_words, ranking_words
from app.domain.period_summary import RATIO_NAMES, PeriodFigures
from app.domain.project_comparison import ProjectComparison, ranks
from app.figure_words import (
    BAD,
    DASH,
    GOOD,
    balance_words,
    name_of,
    period_words,
    verdict_words,
)
from app.i18n import _, language, pgettext
from app.labels import ratio_label
from app.people_time import exact
from app.table_files import write_file
from app.workbooks.charts import Charts
from app.workbooks.writer import (
    Book,
    Formula,
    Head,
    Look,
    Properties,
    Span,
    Value,
    cell_name,
    share_formula,
)

_HASH_DIGITS = 12
_FLOW = "BNRDCE"


def write_comparison_workbook(comparison: ProjectComparison, path: Path, lang: str) -> Path:
    """Write the workbook of a comparison in place of ``path``, in one step; return ``path``.

    Raises:
        UserFacingError: the file cannot be written.
    """
    write_file(path, comparison_workbook(comparison, lang))
    return path


def comparison_workbook(comparison: ProjectComparison, lang: str) -> bytes:
    """Return the workbook of a comparison; the same comparison gives the same bytes."""
    with language(lang):
        title, period = _("Comparison of projects"), period_words(comparison.period)
        zone = ZoneInfo(comparison.timezone)
        properties = Properties(
            title=f"{title} {period}",
            subject=str(comparison.period),
            company=comparison.company,
            comments=_("Made by Reception Console {version}; data {hash}").format(
                version=comparison.program_version, hash=comparison.data_hash
            ),
            until=comparison.until,
        )
        digits = comparison.data_hash[:_HASH_DIGITS]
        version = comparison.program_version
        words = _("Version {version} · data {hash}").format(version=version, hash=digits)
        book = Book(lang, zone, properties, f"{title} · {period} · {words}")
        under = f"{comparison.company} · {period}"
        if not comparison.is_complete:
            until = exact(comparison.until, zone)
            under += " · " + _("as of {time}, the period is not over").format(time=until)
        _flow(book, comparison, under)
        _shares(book, comparison, under)
        _categories(book, comparison, under)
        return book.content()


def _flow(book: Book, comparison: ProjectComparison, under: str) -> None:
    """The flow of every project; the total is added by formulas."""
    page = book.page(
        pgettext("sheet", "Flow"), _("Flow of complaints"), under=under, landscape=True
    )
    heads = [
        Head(_("Project"), width=20),
        Head(_("Code")),
        Head(f"{_('Brought forward')} B", Look.COUNT),
        Head(_("New N"), Look.COUNT),
        Head(f"{_('Reopened')} R", Look.COUNT),
        Head(_("To handle D"), Look.COUNT),
        Head(f"{_('Done')} C", Look.COUNT),
        Head(f"{_('Carried over')} E", Look.COUNT),
        Head(_("B + N + R − C = E"), width=14),
        Head(_("N in the period before"), Look.COUNT),
        Head(_("Change"), Look.DIFFERENCE),
        Head(_("Overdue and open"), Look.COUNT),
        Head(_("Of those, registered over 30 days ago"), Look.COUNT),
        Head(_("Occupied households"), Look.COUNT),
        Head(figure_label("per_thousand"), Look.RATE),
        Head(_("Median of handling, hours"), Look.HOURS),
        Head(_("90th percentile, hours"), Look.HOURS),
    ]
    first = page.row + 1
    last = first + len(comparison.projects) - 1
    rows = [
        _flow_row(row, project.name, project.code, project.figures, project.previous)
        for row, project in enumerate(comparison.projects, start=first)
    ]
    total = _flow_row(last + 1, _("All together"), "", comparison.total, comparison.total_before)
    for column in (2, 3, 4, 6, 7, 9, 11, 12, 13):
        value = total[column]
        if isinstance(value, int):
            sums = f"=SUM({cell_name(first, column)}:{cell_name(last, column)})"
            total[column] = Formula(sums, value)
    span = page.table(heads, [*rows, total], total=True)
    page.colour_words(8, Span(span.first, span.last + 1), GOOD, BAD)
    Charts(book).bars(
        page,
        span,
        title=_("New complaints"),
        columns=(0, 3, _("New N")),
        place=(page.row + 1, 0),
    )


def _flow_row(
    row: int, name: str, code: str, figures: PeriodFigures, before: PeriodFigures | None
) -> list[Value]:
    flow, hours = figures.flow, figures.handling_hours
    b, n, r, d, c, e = (cell_name(row, column) for column in range(2, 8))
    agree, differ = balance_words(balances=True), balance_words(balances=False)
    past = None if before is None else before.flow.new
    households, rate = cell_name(row, 13), figures.per_thousand
    return [
        name,
        code,
        flow.brought_forward,
        flow.new,
        flow.reopened,
        Formula(f"={b}+{n}+{r}", flow.to_handle),
        flow.done,
        flow.carried_over,
        Formula(f'=IF({d}-{c}={e},"{agree}","{differ}")', agree if flow.balances else differ),
        DASH if past is None else past,
        DASH if past is None else Formula(f"={n}-{cell_name(row, 9)}", flow.new - past),
        figures.overdue_open.total,
        figures.overdue_open.over_a_month,
        DASH if figures.households is None else figures.households,
        DASH if rate is None else Formula(f"={n}/{households}*1000", rate),
        hours.median if hours else DASH,
        hours.p90 if hours else DASH,
    ]


def _shares(book: Book, comparison: ProjectComparison, under: str) -> None:
    """Every share of every project, one table a figure, so that each fits a page."""
    page = book.page(pgettext("sheet", "Shares"), _("Shares"), under=under)
    charts = Charts(book)
    heads = [
        Head(_("Project"), width=20),
        Head("n", Look.COUNT),
        Head("d", Look.COUNT),
        Head(_("Share"), Look.SHARE),
        Head(_("Target"), Look.SHARE),
        Head(_("Against the target"), width=14),
        Head(_("Period before"), Look.SHARE),
        Head(_("Change in points"), Look.POINTS),
        Head(pgettext("rank", "Place"), Look.COUNT),
    ]
    for name in RATIO_NAMES:
        page.heading(ratio_label(name))
        first = page.row + 1
        target = judged_target(comparison, name)
        places = ranks(comparison, name)
        rows: list[list[Value]] = []
        for row, project in enumerate(comparison.projects, start=first):
            line = _share_row(row, project.name, name, project.figures, project.previous, target)
            rows.append([*line, places.get(project.code)])
        last = first + len(rows) - 1
        total = _share_row(
            last + 1, _("All together"), name, comparison.total, comparison.total_before, target
        )
        for column in (1, 2):
            value = total[column]
            if isinstance(value, int):
                sums = f"=SUM({cell_name(first, column)}:{cell_name(last, column)})"
                total[column] = Formula(sums, value)
        span = page.table(heads, [*rows, [*total, None]], total=True)
        page.colour_words(5, Span(span.first, span.last + 1), GOOD, BAD)
        if name == "completion":
            charts.shares(
                page,
                span,
                title=ratio_label(name),
                names=0,
                series=[(3, _("Share")), (6, _("Period before"))],
                place=(span.first - 1, len(heads) + 1),
            )
    page.row += 1
    for words in (pooling_words(), ranking_words()):
        page.paragraph(words, len(heads))


def _share_row(
    row: int,
    words: str,
    name: str,
    figures: PeriodFigures,
    before: PeriodFigures | None,
    target: float | None,
) -> list[Value]:
    ratio = figures.ratios.get(name)
    past_ratio = before.ratios.get(name) if before else None
    past = past_ratio.share if past_ratio else None
    if ratio is None:
        counts: list[Value] = [None, None, DASH]
    else:
        counts = [ratio.n, ratio.d, share_formula(ratio.n, ratio.d, row, (1, 2))]
    met = is_met(ratio, target)
    verdict: Value = None if target is None else DASH
    if met is not None:
        good, bad = verdict_words(met=True), verdict_words(met=False)
        share, wanted = cell_name(row, 3), cell_name(row, 4)
        test = f'=IF(ROUND({share}-{wanted},9)>=0,"{good}","{bad}")'
        verdict = Formula(test, good if met else bad)
    change: Value = DASH
    if ratio is not None and ratio.share is not None and past is not None:
        text = f"=ROUND(({cell_name(row, 3)}-{cell_name(row, 6)})*100,1)"
        change = Formula(text, round((ratio.share - past) * 100, 1))
    return [words, *counts, target, verdict, DASH if past is None else past, change]


def _categories(book: Book, comparison: ProjectComparison, under: str) -> None:
    page = book.page(
        pgettext("sheet", "Categories"),
        _("New complaints by category"),
        under=under,
        landscape=True,
    )
    total = comparison.total.by_category
    codes = [code for code in sorted(total, key=lambda code: -total[code]) if total[code]]
    if not codes:
        page.note(_("No complaint was registered in the period."))
        return
    heads = [
        Head(_("Category"), width=24),
        *(Head(project.name, Look.COUNT, 14) for project in comparison.projects),
        Head(_("All together"), Look.COUNT, 14),
    ]
    count = len(comparison.projects)
    rows: list[list[Value]] = []
    for row, code in enumerate(codes, start=page.row + 1):
        line: list[Value] = [name_of(comparison.category_names, code)]
        line += [project.figures.by_category.get(code, 0) for project in comparison.projects]
        sums = f"=SUM({cell_name(row, 1)}:{cell_name(row, count)})"
        rows.append([*line, Formula(sums, total[code])])
    page.table(heads, rows)
