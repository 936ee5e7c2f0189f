"""Several projects side by side on A4 across (clause 4.3-4).

The same comparison gives the same bytes: nothing reads a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from app.comparison_words import (
    change_words,
    figure_label,
    is_met,
    judged_target,
    points_words,
    pooling_words,
    ranking_words,
    rate_words,
)
from app.domain.period_summary import PeriodFigures
from app.domain.project_comparison import ProjectComparison, ranks
from app.i18n import _, pgettext
from app.labels import ratio_label
from app.reports import charts, style, wording
from app.reports.page import A4, Frame, Sheet, new_paper
from app.reports.style import Ink
from app.reports.table import Cell, Column, Spacing, Table
from app.reports.text import fit, prepare, width

_HASH_DIGITS = 12
_PLAIN, _BOLD, _SMALL = Ink(9.0), Ink(9.0, bold=True), Ink(8.0, colour=style.MUTED)
_GOOD, _BAD = Ink(8.0, bold=True, colour=style.GREEN), Ink(8.0, bold=True, colour=style.RED)
_NAME_WIDTH = 118.0
_CLOSE = Spacing(above=2.4)
SHARES = (
    "completion",
    "first_answer_in_time",
    "resolved_in_time",
    "promises_kept",
    "satisfaction",
    "called_back",
    "reopening",
    "repeat",
    "escalated",
    "valid",
)
"""The shares of the table, in its order; those with a target come first."""

_Row = tuple[str, str, PeriodFigures, PeriodFigures | None]
"""Code, name, figures and figures before; the code is empty for all together."""


def render(comparison: ProjectComparison, path: Path, lang: str) -> None:
    """Write the comparison to ``path`` in ``lang``, replacing an older file in one step.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    with new_paper(path, lambda: _frame(comparison), lang) as sheet:
        _head(sheet, comparison)
        _flow(sheet, comparison)
        _shares(sheet, comparison)
        _charts(sheet, comparison)
        _categories(sheet, comparison)
        _method(sheet, comparison)


def _frame(comparison: ProjectComparison) -> Frame:
    title = _("Comparison of projects")
    period = wording.period_title(comparison.period)
    version = prepare(comparison.program_version)
    return Frame(
        size=(A4[1], A4[0]),
        title=f"{title} {period}",
        company=prepare(comparison.company),
        head_left=prepare(comparison.company),
        head_right=f"{title}   {period}",
        foot_left=_("Internal: do not pass on"),
        foot_centre=_("Version {version} · data {hash}").format(
            version=version, hash=comparison.data_hash[:_HASH_DIGITS]
        ),
        program_version=version,
    )


def _head(sheet: Sheet, comparison: ProjectComparison) -> None:
    canvas, height = sheet.canvas, 62.0
    top = sheet.y + 4
    style.fill(canvas, style.WASH)
    canvas.rect(sheet.left, top - height, sheet.width, height, stroke=0, fill=1)
    style.fill(canvas, style.NAVY)
    canvas.rect(sheet.left, top - height, 5, height, stroke=0, fill=1)
    sheet.y = top
    title = _("Comparison of projects")
    sheet.outline(title, 0)
    inside = sheet.left + 20
    sheet.put(inside, top - 30, title, Ink(22.0, bold=True))
    period = wording.period_title(comparison.period)
    ink = Ink(16.0, bold=True, colour=style.NAVY)
    sheet.put(sheet.right - 16, top - 30, period, ink, "right")
    muted = Ink(9.5, colour=style.MUTED)
    span = _span(comparison)
    room = sheet.width - 36 - width(span, muted) - 20
    sheet.put(inside, top - 50, fit(prepare(comparison.company), muted, room), muted)
    sheet.put(sheet.right - 16, top - 50, span, muted, "right")
    sheet.y = top - height - 6


def _span(comparison: ProjectComparison) -> str:
    """Return the days compared, and up to when they were counted if they are not over."""
    period = comparison.period
    span = _("{first} to {last}").format(
        first=period.first_on.isoformat(), last=period.last_on.isoformat()
    )
    if comparison.is_complete:
        return span
    until = wording.full_time(comparison.until, comparison.timezone)
    running = _("not over, as of {time}").format(time=until)
    return f"{span} · {running}"


def _rows(comparison: ProjectComparison) -> list[_Row]:
    rows: list[_Row] = [
        (project.code, project.name, project.figures, project.previous)
        for project in comparison.projects
    ]
    return [*rows, ("", _("All together"), comparison.total, comparison.total_before)]


def _name_cell(code: str, name: str) -> Cell:
    cell = [(prepare(name), _BOLD)]
    if code:
        cell.append((prepare(code), _SMALL))
    return cell


def _draw(
    sheet: Sheet,
    comparison: ProjectComparison,
    heads: Sequence[str],
    cells: Callable[[_Row], Sequence[Cell]],
) -> None:
    """Draw one table with a row a project, and one for all of them together."""
    room = (sheet.width - _NAME_WIDTH) / len(heads)
    columns = [Column((_("Project"),), _NAME_WIDTH)]
    columns += [Column(_broken(head, room), room, "right") for head in heads]
    Table(sheet, columns).draw(
        [_name_cell(row[0], row[1]), *cells(row)] for row in _rows(comparison)
    )


def _broken(head: str, room: float) -> tuple[str, ...]:
    """Return a head on up to three lines, broken between words where it is too wide."""
    ink = Ink(8.0, bold=True)
    lines = [""]
    for word in head.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, ink) > room - 8:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(fit(line, ink, room - 6) for line in lines)


def _flow(sheet: Sheet, comparison: ProjectComparison) -> None:
    sheet.section(_("How many"), keep=90, gap=10)
    heads = [
        f"{_('Brought forward')} B",
        _("New N"),
        _("N against the period before"),
        f"{_('Reopened')} R",
        f"{_('Done')} C",
        f"{_('Carried over')} E",
        _("Overdue and open"),
        _("Occupied households"),
        figure_label("per_thousand"),
        _("Median of handling, hours"),
        _("90th percentile, hours"),
    ]

    def cells(row: _Row) -> Sequence[Cell]:
        _code, _name, figures, before = row
        flow, hours, late = figures.flow, figures.handling_hours, figures.overdue_open.total
        households = figures.households
        texts = [
            str(flow.brought_forward),
            str(flow.new),
            change_words(flow.new, before.flow.new if before else None),
            str(flow.reopened),
            str(flow.done),
            str(flow.carried_over),
            str(late),
            wording.DASH if households is None else str(households),
            rate_words(figures),
            f"{hours.median:.1f}" if hours else wording.DASH,
            f"{hours.p90:.1f}" if hours else wording.DASH,
        ]
        inks = [_BOLD if index == 1 else _PLAIN for index in range(len(texts))]
        if late:
            inks[6] = Ink(9.0, bold=True, colour=style.RED)
        return [((text, ink),) for text, ink in zip(texts, inks, strict=True)]

    _draw(sheet, comparison, heads, cells)


def _shares(sheet: Sheet, comparison: ProjectComparison) -> None:
    """Draw every share with its counts, its target, its change in points and its place."""
    sheet.section(_("How well"), keep=110, gap=12)
    comma = pgettext("list", ", ")
    targets = comma.join(
        f"{ratio_label(name)} {target:.0%}" for name, target in comparison.targets.items()
    )
    if targets:
        sheet.paragraph(_("Targets: {targets}").format(targets=targets), style.SMALL)
        sheet.y -= 4
    places = {name: ranks(comparison, name) for name in SHARES}

    def cell(row: _Row, name: str) -> Cell:
        code, _name, figures, before = row
        ratio = figures.ratios.get(name)
        lines = [(wording.percent(ratio), _BOLD), (wording.counts(ratio), _SMALL)]
        met = is_met(ratio, judged_target(comparison, name))
        if met is not None:
            lines.append((_("met"), _GOOD) if met else (_("missed"), _BAD))
        points = points_words(ratio, before.ratios.get(name) if before else None)
        if points != wording.DASH:
            lines.append((_("{change} points").format(change=points), _SMALL))
        if code in places[name]:
            lines.append((_("place {place}").format(place=places[name][code]), _SMALL))
        return lines

    _draw(
        sheet,
        comparison,
        [ratio_label(name) for name in SHARES],
        lambda row: [cell(row, name) for name in SHARES],
    )


def _charts(sheet: Sheet, comparison: ProjectComparison) -> None:
    """Draw new complaints and those carried over as bars."""
    height = 16.5 * len(comparison.projects) + 40
    sheet.section(_("New and carried over"), keep=min(height, 300))
    half = (sheet.width - 30) / 2
    layout = charts.BarLayout(label=_NAME_WIDTH)
    top = sheet.y
    used = 0.0
    for left, words, values in (
        (sheet.left, _("New N"), [p.figures.flow.new for p in comparison.projects]),
        (
            sheet.left + half + 30,
            f"{_('Carried over')} E",
            [p.figures.flow.carried_over for p in comparison.projects],
        ),
    ):
        sheet.put(left, top - 11, words, Ink(9.0, bold=True))
        bars = [
            charts.Bar(prepare(project.name), value)
            for project, value in zip(comparison.projects, values, strict=True)
        ]
        used = max(used, charts.bars(sheet, left, top - 18, half, bars, layout) + 18)
    sheet.y = top - used


def _categories(sheet: Sheet, comparison: ProjectComparison) -> None:
    """Draw how many of each category every project had, the most frequent first."""
    total = comparison.total.by_category
    codes = [code for code in sorted(total, key=lambda code: -total[code]) if total[code]]
    if not codes:
        return
    sheet.section(_("New complaints by category"), keep=90)
    room = (sheet.width - _NAME_WIDTH) / (len(comparison.projects) + 1)
    ink = Ink(8.0, bold=True)
    columns = [Column((_("Category"),), _NAME_WIDTH)]
    columns += [
        Column((fit(prepare(project.name), ink, room - 8), prepare(project.code)), room, "right")
        for project in comparison.projects
    ]
    columns.append(Column((_("All together"),), room, "right"))

    def row(code: str) -> Sequence[Cell]:
        counts = [project.figures.by_category.get(code, 0) for project in comparison.projects]
        cells: list[Cell] = [((wording.category_name(comparison.category_names, code), _PLAIN),)]
        cells += [((str(count), _PLAIN if count else _SMALL),) for count in counts]
        return [*cells, ((str(total[code]), _BOLD),)]

    Table(sheet, columns, _CLOSE).draw(row(code) for code in codes)


def _method(sheet: Sheet, comparison: ProjectComparison) -> None:
    sheet.section(_("How to read it"), keep=60)
    for words in (
        _("Every figure is counted as in the report of the project, which says how."),
        _("Points are percentage points against the period before."),
        pooling_words(),
        ranking_words(),
    ):
        sheet.paragraph(words, Ink(9.0))
    sheet.y -= 6
    sheet.paragraph(prepare(comparison.data_hash), style.SMALL)
