"""The sections of the monthly summary after its first page."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.period_summary import ComplaintLine, PeriodSummary
from app.domain.terms import CaseState, Severity, Source
from app.i18n import _, pgettext
from app.labels import case_state_label, ratio_label, score_label, severity_label, source_label
from app.reports import charts, style, wording
from app.reports.page import Sheet
from app.reports.style import Ink
from app.reports.table import Cell, Column, Table
from app.reports.text import prepare, put, width

_SETTLED = {CaseState.RESOLVED, CaseState.FOLLOW_UP, CaseState.CLOSED, CaseState.ARCHIVED}


def _share(count: int, total: int) -> str:
    return f"{count / total:.1%}".replace("%", " %") if total else wording.DASH


def _sentence(sheet: Sheet, text: str) -> None:
    sheet.paragraph(text, Ink(9.5, colour=style.MUTED))


def by_category(sheet: Sheet, summary: PeriodSummary) -> None:
    """Draw the categories by their number, with the running total as a line and as figures."""
    names = {code: prepare(name) for code, name in summary.category_names.items()}
    figures = summary.figures.by_category
    order = {code: index for index, code in enumerate(names)}
    counted = sorted(
        ((code, count) for code, count in figures.items() if count),
        key=lambda item: (-item[1], order.get(item[0], len(order)), item[0]),
    )
    step = 17.0
    sheet.section(_("By category"), keep=min(len(counted), 14) * step + 40)
    if not counted:
        _sentence(sheet, _("No complaint was registered this month."))
        return
    total = sum(count for _code, count in counted)
    before = summary.previous.by_category if summary.previous else None
    running = 0
    data = []
    for code, count in counted:
        running += count
        last = wording.DASH if before is None else str(before.get(code, 0))
        change = "" if before is None else wording.count_change(count, before.get(code, 0), 0)[0]
        texts = (
            str(count),
            _share(count, total),
            _share(running, total),
            last,
            change.split(" ")[0] or wording.DASH,
        )
        data.append(charts.Bar(wording.category_name(names, code), count, texts))
    heads = (
        _("Count"),
        _("Share"),
        _("Running total"),
        _("Month before"),
        pgettext("figures", "Change"),
    )
    label = min(max(width(bar.label, Ink(8.5)) for bar in data) + 2, 150.0)
    layout = charts.BarLayout(label, (240.0, 192.0, 112.0, 50.0, 2.0), heads, 2, step)
    sheet.y -= charts.bars(sheet, sheet.left, sheet.y, sheet.width, data, layout)
    others = [name for code, name in names.items() if figures.get(code) == 0]
    sheet.y -= 6
    if others:
        text = _("No complaint this month about: {categories}.").format(
            categories=pgettext("list", ", ").join(others)
        )
        sheet.paragraph(text, style.SMALL)


def by_severity_and_source(sheet: Sheet, summary: PeriodSummary) -> None:
    """Draw severity and source beside each other."""
    figures = summary.figures
    severities = [
        charts.Bar(
            f"{severity.value} {severity_label(severity)}",
            figures.by_severity.get(severity, 0),
            (),
            style.SEVERITIES[severity.value],
        )
        for severity in Severity
    ]
    sources = [
        charts.Bar(source_label(source), figures.by_source.get(source, 0), (), style.TEAL)
        for source in Source
        if figures.by_source.get(source, 0)
    ]
    sources.sort(key=lambda bar: -bar.value)
    rows = max(len(severities), len(sources))
    sheet.section(_("By severity and by source"), keep=rows * 17 + 24)
    if not figures.flow.new:
        _sentence(sheet, _("No complaint was registered this month."))
        return
    gap = 30.0
    half = (sheet.width - gap) / 2
    used = 0.0
    for index, (title, data) in enumerate(
        ((_("By severity"), severities), (_("By source"), sources))
    ):
        x = sheet.left + index * (half + gap)
        sheet.put(x, sheet.y - 10, title, style.STRONG)
        total = sum(bar.value for bar in data)
        shown = [
            charts.Bar(
                bar.label, bar.value, (f"{bar.value}  ({_share(bar.value, total)})",), bar.colour
            )
            for bar in data
        ]
        label = min(max(width(bar.label, Ink(8.5)) for bar in data) + 2, 100.0)
        layout = charts.BarLayout(label, (2.0,), step=17.0)
        used = max(used, charts.bars(sheet, x, sheet.y - 16, half, shown, layout) + 16)
    sheet.y -= used


_TIMELINESS = (
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


def timeliness(sheet: Sheet, summary: PeriodSummary) -> None:
    """Draw ratios with their counts, handling time and what is overdue, against last month."""
    now, before = summary.figures, summary.previous
    sheet.section(_("Timeliness and care"), keep=13 * 17.5 + 30)
    widths = (0.32, 0.16, 0.15, 0.19, 0.18)
    heads = (
        _("Figure"),
        _("This month"),
        _("Counts"),
        _("Month before"),
        pgettext("figures", "Change"),
    )
    columns = [
        Column((head,), sheet.width * part, "right" if index else "left")
        for index, (head, part) in enumerate(zip(heads, widths, strict=True))
    ]
    bold, plain, muted = Ink(9.0, bold=True), Ink(9.0), Ink(9.0, colour=style.MUTED)

    def row(
        name: str, value: str, counts: str, last: str, change: tuple[str, style.Colour]
    ) -> tuple[Cell, ...]:
        text, colour = change
        return (
            ((name, plain),),
            ((value, bold),),
            ((counts, muted),),
            ((last, muted),),
            ((text, plain.with_colour(colour)),),
        )

    rows: list[tuple[Cell, ...]] = []
    nothing = (wording.DASH, style.MUTED)
    for name in _TIMELINESS:
        ratio = now.ratios[name]
        old = before.ratios[name] if before else None
        last = f"{wording.percent(old)}  ({wording.counts(old)})" if old else wording.DASH
        change = wording.share_change(ratio, old, wording.DIRECTION[name])
        rows.append(
            row(
                ratio_label(name),
                wording.percent(ratio),
                wording.counts(ratio),
                last,
                change,
            )
        )
    hours, old_hours = now.handling_hours, before.handling_hours if before else None
    for label, pick in ((_("Handling time, median"), 0), (_("Handling time, 90th percentile"), 1)):
        value = (hours.median, hours.p90)[pick] if hours else None
        past = (old_hours.median, old_hours.p90)[pick] if old_hours else None
        both = value is not None and past is not None
        rows.append(
            row(
                label,
                _("{hours} h").format(hours=f"{value:.1f}") if value is not None else wording.DASH,
                _("business hours"),
                _("{hours} h").format(hours=f"{past:.1f}") if past is not None else wording.DASH,
                wording.hours_change(value, past)
                if both and value is not None and past is not None
                else nothing,
            )
        )
    overdue, old_overdue = now.overdue_open, before.overdue_open if before else None
    for label, count, past_count in (
        (_("Overdue and open"), overdue.total, old_overdue.total if old_overdue else None),
        (
            _("Of those, registered over 30 days ago"),
            overdue.over_a_month,
            old_overdue.over_a_month if old_overdue else None,
        ),
    ):
        rows.append(
            row(
                label,
                str(count),
                _("at the end"),
                wording.DASH if past_count is None else str(past_count),
                nothing if past_count is None else wording.count_change(count, past_count, -1),
            )
        )
    Table(sheet, columns).draw(rows)


def satisfaction(sheet: Sheet, summary: PeriodSummary) -> None:
    """Draw the five levels as one bar, and what the bar does not show as figures."""
    figures = summary.figures
    sheet.section(_("Satisfaction"), keep=110)
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
        _sentence(sheet, _("No customer rated the handling of a complaint this month."))
        sheet.y -= 6
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
    style.stroke(canvas, style.LINE, 0.6)
    canvas.line(sheet.left, sheet.y, sheet.right, sheet.y)
    for index, (label, value, beside) in enumerate(cells):
        x = sheet.left + cell * index + (8 if index else 0)
        sheet.put(x, sheet.y - 13, label, style.SMALL)
        used = sheet.put(x, sheet.y - 29, value, Ink(12.0, bold=True))
        sheet.put(x + used + 5, sheet.y - 29, beside, style.SMALL)
        if index:
            style.stroke(canvas, style.LINE, 0.6)
            canvas.line(x - 8, sheet.y - 6, x - 8, sheet.y - 32)
    canvas.line(sheet.left, sheet.y - 38, sheet.right, sheet.y - 38)
    sheet.y -= 38


def complaints(sheet: Sheet, summary: PeriodSummary) -> None:
    """Draw the month's complaints, one row each."""
    sheet.section(_("The month's complaints"), keep=90)
    if not summary.complaints:
        _sentence(sheet, _("No complaint was registered this month."))
        return
    fixed = (80.0, 72.0, 62.0, 74.0, 63.0)
    heads = (
        (_("Number"), _("Registered at")),
        (_("Place"), _("Customer")),
        (_("Category"), _("Severity")),
        (_("Responsible"), pgettext("head of a column", "Due")),
        (_("State"), _("Score")),
    )
    columns = [Column(head, size) for head, size in zip(heads, fixed, strict=True)]
    words = Column((_("In the customer's own words"),), sheet.width - sum(fixed))
    columns.insert(3, words)
    Table(sheet, columns).draw(_complaint_rows(summary))


def _complaint_rows(summary: PeriodSummary) -> Iterator[tuple[Cell, ...]]:
    size = 8.0
    plain, strong = Ink(size), Ink(size, bold=True)
    muted, number_ink = Ink(size, colour=style.MUTED), Ink(size, bold=True, colour=style.NAVY)
    red, green = Ink(size, bold=True, colour=style.RED), Ink(size, colour=style.GREEN)
    severity_inks = {Severity.CRITICAL: red, Severity.MAJOR: strong}
    # Looked up once: a label asks the catalogue for every state.
    states = {state: case_state_label(state) for state in CaseState}
    severities = {severity: severity_label(severity) for severity in Severity}
    scores = {score: _("score {score}").format(score=score) for score in range(1, 6)}
    late, nobody = _("overdue"), _("nobody named")
    zone = summary.timezone
    short = "%m-%d %H:%M"

    def row(line: ComplaintLine) -> tuple[Cell, ...]:
        due = f"{wording.local(line.due_at, zone):{short}}" if line.due_at else wording.DASH
        state: list[tuple[str, Ink]] = [
            (states[line.state], green if line.state in _SETTLED else plain)
        ]
        if line.overdue:
            state.append((late, red))
        state.append((scores[line.score] if line.score else wording.DASH, muted))
        return (
            (
                (prepare(line.number), number_ink),
                (f"{wording.local(line.registered_at, zone):{short}}", muted),
            ),
            ((prepare(line.place), plain), (prepare(line.customer), muted)),
            (
                (wording.category_name(summary.category_names, line.category), plain),
                (severities[line.severity], severity_inks.get(line.severity, muted)),
            ),
            ((prepare(line.own_words), plain),),
            (
                (prepare(line.responsible), plain) if line.responsible else (nobody, muted),
                (due, red if line.overdue else muted),
            ),
            state,
        )

    return map(row, summary.complaints)


def counting_notes() -> list[tuple[str, str]]:
    """Return each figure's name and how it is counted; the manual says it in the same words."""
    return [
        (
            _("Period"),
            _(
                "from midnight of the first day to the end of the last, in the project's local "
                "time; everything is counted from the recorded events, so that a case reopened "
                "later changes no earlier month"
            ),
        ),
        (_("Brought forward B"), _("complaints open at the first instant of the month")),
        (_("New this month N"), _("complaints registered in the month")),
        (
            _("Reopened R"),
            _(
                "how often a complaint came back after it had left the count (from closed or "
                "merged); a reopening straight from the follow-up begins a new round and is not "
                "in R"
            ),
        ),
        (_("To handle D"), "B + N + R"),
        (
            _("Done C"),
            _(
                "how often an open complaint ended: closed, withdrawn, passed outside, merged or "
                "voided; voiding a closed one is not counted again"
            ),
        ),
        (
            _("Carried over E"),
            _("complaints open at the end of the month; they are the next month's B"),
        ),
        *((ratio_label(name), text) for name, text in _ratio_notes().items()),
        (
            _("Handling time"),
            _(
                "business hours from registration or reopening to the last answer of that round, "
                "pauses removed; rounds closed in the month"
            ),
        ),
        (
            _("Overdue and open"),
            _(
                "open at the end of the month with the resolution time past; "
                "of those, the ones registered over 30 days ago are given apart"
            ),
        ),
        (
            _("Month on month"),
            _(
                "counts: (this month − month before) ÷ month before; "
                "rates: difference in percentage points; times: difference in hours"
            ),
        ),
    ]


def _ratio_notes() -> dict[str, str]:
    return {
        "completion": "C ÷ D",
        "first_answer_in_time": _("answered by the due time ÷ first answers due in the month"),
        "resolved_in_time": _(
            "resolved by the due time ÷ resolutions due in the month; "
            "one still open past its time is a miss"
        ),
        "promises_kept": _("made good in time ÷ promises due in the month"),
        "valid": _("found valid ÷ assessed in the month"),
        "called_back": _(
            "closed after at least one call-back attempt in the same round ÷ closed in the month"
        ),
        "reached": _("reached ÷ call-back attempts in the month"),
        "satisfaction": _(
            "(very satisfied + satisfied) ÷ scores given in the month for the handling of "
            "complaints; those relayed by staff count, and their number is given apart"
        ),
        "coverage": _(
            "scores given in the month ÷ closed in the month; it can pass 100 % when a complaint "
            "is rated twice, or in the month before it closes"
        ),
        "reopening": _("R ÷ closed in the month"),
        "repeat": _("same room and same top category within the 90 days before ÷ N"),
        "escalated": _("new in the month and escalated in it ÷ N"),
    }


def method(sheet: Sheet, summary: PeriodSummary) -> None:
    """Print how each figure is counted, and what the paper was made from."""
    notes = counting_notes()
    ink, name_ink = Ink(8.5), Ink(8.5, bold=True)
    indent = min(max(width(name, name_ink) for name, _text in notes) + 14, 190.0)
    sheet.section(_("How the figures are counted"), keep=60)
    for name, text in notes:
        sheet.need(26)
        put(sheet.canvas, sheet.left, sheet.y - 9.2, name, name_ink)
        sheet.paragraph(text, ink, x=sheet.left + indent)
        sheet.y -= 1.5
    origin = _("Made by Reception Console {version} from data with the SHA-256 value").format(
        version=prepare(summary.program_version)
    )
    sheet.y -= 8
    sheet.need(30)
    sheet.paragraph(origin, style.SMALL)
    sheet.paragraph(prepare(summary.data_hash), style.SMALL)
