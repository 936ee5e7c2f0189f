"""The sheets of lists of the workbook: complaints, staff, measures, and how it was counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.period_summary import ComplaintLine, MeasureLine, PeriodSummary, Ratio
from app.domain.periods import PeriodKind
from app.domain.terms import CaseState, Severity
from app.figure_words import (
    DASH,
    figure_name,
    measure_effect_words,
    measure_state_words,
    name_of,
    period_words,
)
from app.i18n import _, pgettext
from app.labels import case_state_label, cause_label, severity_label, validity_label
from app.workbooks.writer import Book, Head, Look, Page, Value, share_formula

Add = Callable[[Book, PeriodSummary, str], None]


# ---- complaints --------------------------------------------------------------------------------


def _complaints(book: Book, summary: PeriodSummary, under: str) -> None:
    page = book.page(
        pgettext("sheet", "Complaints"), _("Complaints registered"), under=under, landscape=True
    )
    _complaint_table(page, summary, summary.complaints)


def _overdue(book: Book, summary: PeriodSummary, under: str) -> None:
    page = book.page(
        pgettext("sheet", "Overdue"), _("Overdue and open at the end"), under=under, landscape=True
    )
    _complaint_table(page, summary, summary.overdue)


def _complaint_table(page: Page, summary: PeriodSummary, lines: Sequence[ComplaintLine]) -> None:
    if not lines:
        page.note(_("There is none."))
        return
    heads = [
        Head(_("Number"), width=17),
        Head(_("Registered at"), Look.MOMENT),
        Head(_("Place"), width=12),
        Head(_("Customer"), width=10),
        Head(_("Category"), width=14),
        Head(_("Severity")),
        Head(_("In the customer's own words"), Look.WRAPPED, 44),
        Head(_("Responsible"), width=12),
        Head(pgettext("head of a column", "Due"), Look.MOMENT),
        Head(_("Overdue")),
        Head(_("State")),
        Head(_("Score"), Look.COUNT),
        Head(_("Round"), Look.COUNT),
    ]
    # Looked up once: a label asks the catalogue for every state.
    states = {state: case_state_label(state) for state in CaseState}
    levels = {level: severity_label(level) for level in Severity}
    yes = _("yes")
    rows: list[list[Value]] = [
        [
            line.number,
            line.registered_at,
            line.place,
            line.customer,
            name_of(summary.category_names, line.category),
            levels[line.severity],
            line.own_words,
            line.responsible,
            line.due_at,
            yes if line.overdue else None,
            states[line.state],
            line.score,
            line.round,
        ]
        for line in lines
    ]
    page.filtered(heads, rows)


def _grave(book: Book, summary: PeriodSummary, under: str) -> None:
    page = book.page(
        pgettext("sheet", "Level 1 and 2"),
        _("Complaints of level 1 and 2"),
        under=under,
        landscape=True,
    )
    if not summary.grave:
        page.note(_("There is none."))
        return
    heads = [
        Head(_("Number"), width=17),
        Head(_("Registered at"), Look.MOMENT),
        Head(_("Place"), width=12),
        Head(_("Category"), width=14),
        Head(_("Severity")),
        Head(_("In the customer's own words"), Look.WRAPPED, 36),
        Head(_("Remedy wanted"), Look.WRAPPED, 24),
        Head(_("Remedy given"), Look.WRAPPED, 24),
        Head(_("Validity")),
        Head(_("Cause")),
        Head(_("First answer at"), Look.MOMENT),
        Head(_("Resolved at"), Look.MOMENT),
        Head(_("Escalation level"), Look.COUNT),
        Head(_("State")),
    ]
    rows: list[list[Value]] = [
        [
            case.line.number,
            case.line.registered_at,
            case.line.place,
            name_of(summary.category_names, case.line.category),
            severity_label(case.line.severity),
            case.line.own_words,
            case.remedy_wanted,
            case.remedy_given,
            validity_label(case.validity) if case.validity else DASH,
            cause_label(case.cause) if case.cause else DASH,
            case.answered_at,
            case.resolved_at,
            case.escalation_level,
            case_state_label(case.line.state),
        ]
        for case in summary.grave
    ]
    page.filtered(heads, rows)


def _repeats(book: Book, summary: PeriodSummary, under: str) -> None:
    title = _("Rooms that complained of the same more than once within 90 days")
    page = book.page(pgettext("sheet", "Repeats"), title, under=under)
    if not summary.repeats:
        page.note(_("There is none."))
        return
    heads = [
        Head(_("Place"), width=14),
        Head(_("Category"), width=16),
        Head(_("Times"), Look.COUNT),
        Head(_("Numbers"), Look.WRAPPED, 60),
    ]
    comma = pgettext("list", ", ")
    rows: list[list[Value]] = [
        [
            repeat.place,
            name_of(summary.category_names, repeat.category),
            len(repeat.numbers),
            comma.join(repeat.numbers),
        ]
        for repeat in summary.repeats
    ]
    page.filtered(heads, rows)


# ---- staff and measures ------------------------------------------------------------------------


def _staff(book: Book, summary: PeriodSummary, under: str) -> None:
    page = book.page(
        pgettext("sheet", "Staff"), _("Staff in the period"), under=under, landscape=True
    )
    if not summary.staff:
        page.note(_("There is none."))
        return
    ratio = [Head("n", Look.COUNT), Head("d", Look.COUNT), Head(_("Share"), Look.SHARE)]
    page.groups(
        [
            ("", 4),
            (_("First answers in time"), 3),
            (_("Promises kept"), 3),
            (_("Satisfaction"), 3),
            ("", 1),
        ]
    )
    heads = [
        Head(_("Name"), width=12),
        Head(_("Registered"), Look.COUNT),
        Head(_("Resolved"), Look.COUNT),
        Head(_("Closed"), Look.COUNT),
        *ratio * 3,
        Head(_("Answers"), Look.COUNT),
    ]
    rows: list[list[Value]] = []
    for row, line in enumerate(summary.staff, start=page.row + 1):
        cells: list[Value] = [line.name, line.registered, line.resolved, line.closed]
        for place, share in ((4, line.first_answers), (7, line.promises), (10, line.satisfaction)):
            cells += _ratio_cells(share, row, place)
        rows.append([*cells, line.answers])
    page.table(heads, rows)
    page.row += 1
    page.note(
        _(
            "Satisfaction counts only what customers entered themselves, and is left out where "
            "there are too few answers."
        )
    )


def _ratio_cells(ratio: Ratio | None, row: int, column: int) -> list[Value]:
    if ratio is None:
        return [None, None, DASH]
    return [ratio.n, ratio.d, share_formula(ratio.n, ratio.d, row, (column, column + 1))]


def _measures(book: Book, summary: PeriodSummary, under: str) -> None:
    page = book.page(
        pgettext("sheet", "Measures"), _("Improvement measures"), under=under, landscape=True
    )
    for words, measures in (
        (_("What became of the measures before"), summary.measures_before),
        (_("New measures"), summary.measures_new),
    ):
        page.heading(words)
        if measures:
            _measure_table(page, measures)
        else:
            page.note(_("There is none."))


def _measure_table(page: Page, measures: Sequence[MeasureLine]) -> None:
    heads = [
        Head(_("Number"), width=17),
        Head(_("Finding"), Look.WRAPPED, 30),
        Head(_("Cause"), Look.WRAPPED, 22),
        Head(_("Measure"), Look.WRAPPED, 30),
        Head(_("Responsible"), width=12),
        Head(pgettext("head of a column", "Due"), Look.DAY),
        Head(_("State"), width=10),
        Head(_("Figure to move"), width=16),
        Head(_("Before")),
        Head(_("After")),
        Head(_("Effect"), width=12),
        Head(_("Note"), Look.WRAPPED, 24),
    ]
    rows: list[list[Value]] = [
        [
            one.number,
            one.finding,
            one.cause,
            one.measure,
            one.owner,
            one.due_on,
            measure_state_words(one.state),
            figure_name(one.figure),
            one.before,
            one.after,
            measure_effect_words(one.effect),
            one.note,
        ]
        for one in measures
    ]
    page.table(heads, rows)


# ---- method ------------------------------------------------------------------------------------


def _method(book: Book, summary: PeriodSummary, under: str) -> None:
    """How each figure is counted, and what the workbook was made from."""
    # Brings reportlab with it, which nobody needs before the first report.
    from app.reports.summary_method import counting_notes  # noqa: PLC0415

    page = book.page(pgettext("sheet", "Method"), _("How the figures are counted"), under=under)
    heads = [Head(_("Figure"), width=30), Head(_("How it is counted"), Look.WRAPPED, 60)]
    page.table(heads, counting_notes())
    if summary.period.kind is not PeriodKind.MONTH:
        page.note(_("The notes speak of the month; here they hold for the period."))
    page.heading(_("What this workbook was made from"))
    facts: list[list[Value]] = [
        [_("Company"), summary.company],
        [_("Project"), f"{summary.project_name} ({summary.project_code})"],
        [_("Period"), period_words(summary.period)],
        [_("First day"), summary.period.first_on],
        [_("Last day"), summary.period.last_on],
        [_("Counted up to"), summary.until],
        [_("Time zone"), summary.timezone],
        [_("Policy of the clocks"), summary.preset or DASH],
        [_("SHA-256 of the data"), summary.data_hash],
        [_("Version of the program"), summary.program_version],
    ]
    looks = {4: Look.DAY, 5: Look.DAY, 6: Look.MOMENT}
    signed = summary.signed
    if signed is None:
        facts.append([_("Signed"), _("not signed")])
    else:
        looks[len(facts) + 3] = Look.MOMENT
        facts += [
            [_("Signed version"), signed.version],
            [_("Signed by"), signed.signed_by],
            [_("Signed at"), signed.signed_at],
        ]
        if signed.reason:
            facts.append([_("Reason of this version"), signed.reason])
        facts += [[_("Changed"), change] for change in signed.changes]
    for number, (name, value) in enumerate(facts, start=1):
        page.put(page.row, 0, name, bold=True)
        default = Look.WRAPPED if isinstance(value, str) else Look.TEXT
        page.put(page.row, 1, value, looks.get(number, default))
        page.row += 1


SHEETS: tuple[Add, ...] = (
    _complaints,
    _grave,
    _overdue,
    _repeats,
    _staff,
    _measures,
    _method,
)
"""The sheets of lists, in the order of the workbook."""
