"""Single complaints: the grave ones, the overdue ones, repeat addresses, and the whole list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from app.domain.period_summary import ComplaintLine, GraveCase, PeriodSummary, RepeatAddress
from app.domain.terms import CaseState, Severity
from app.i18n import _, ngettext, pgettext
from app.labels import case_state_label, cause_label, severity_label, validity_label
from app.people_time import duration
from app.reports import style, wording
from app.reports.page import Sheet
from app.reports.style import Ink
from app.reports.summary_report import Report, facts, short
from app.reports.summary_words import lateness, overdue_longest_first
from app.reports.table import Cell, Column
from app.reports.text import fit, prepare, wrap

_SETTLED = {CaseState.RESOLVED, CaseState.FOLLOW_UP, CaseState.CLOSED, CaseState.ARCHIVED}
_SHORT = "%m-%d %H:%M"
_WORDS = 1600.0
"""Room for a complaint in the lists before the annex, in points; the annex has it whole."""
_TOLD = 3400.0
_FEW_WORDS = 360.0

_SIZE = 8.0
_PLAIN, _STRONG = Ink(_SIZE), Ink(_SIZE, bold=True)
_MUTED, _NUMBER = Ink(_SIZE, colour=style.MUTED), Ink(_SIZE, bold=True, colour=style.NAVY)
_RED, _GREEN = Ink(_SIZE, bold=True, colour=style.RED), Ink(_SIZE, colour=style.GREEN)


def _time(summary: PeriodSummary, line: ComplaintLine) -> str:
    return f"{wording.local(line.registered_at, summary.timezone):{_SHORT}}"


def _due(summary: PeriodSummary, line: ComplaintLine) -> str:
    if line.due_at is None:
        return wording.DASH
    return f"{wording.local(line.due_at, summary.timezone):{_SHORT}}"


def _category(summary: PeriodSummary, line: ComplaintLine) -> str:
    return wording.category_name(summary.category_names, line.category)


def grave(report: Report) -> None:
    """Tell the complaints of level 1 and 2 one by one, each in a block of its own."""
    sheet, summary = report.sheet, report.summary
    title = _("Level 1 and 2 complaints one by one")
    if not summary.grave:
        report.section(title, keep=20)
        report.sentence(_("No complaint of level 1 or 2 was registered."))
        return
    report.section(title, keep=_block_start(sheet, summary.grave[0]))
    for number, case in enumerate(summary.grave):
        if number:
            sheet.need(_block_start(sheet, case))
        _block(report, case)


def _block_start(sheet: Sheet, case: GraveCase) -> float:
    """Return the room of a block's head, facts and the first lines of the complaint."""
    lines = len(wrap(short(case.line.own_words, Ink(9.0), _TOLD), Ink(9.0), sheet.width - 92))
    return 84.0 + min(lines, 5) * 13.5


def _block(report: Report, case: GraveCase) -> None:
    sheet, summary, line = report.sheet, report.summary, case.line
    _block_head(sheet, summary, case)
    zone = summary.timezone

    def at(instant: datetime | None) -> str:
        return wording.DASH if instant is None else f"{wording.local(instant, zone):{_SHORT}}"

    assessed = validity_label(case.validity) if case.validity else _("not yet")
    cause = cause_label(case.cause) if case.cause else wording.DASH
    time = 68.0
    rest = sheet.width - 10 - 5 * time
    cells = (
        (_("Registered at"), _time(summary, line), time),
        (_("First answer"), at(case.answered_at), time),
        (pgettext("head of a column", "Due"), _due(summary, line), time),
        (pgettext("complaint", "Answered at"), at(case.resolved_at), time),
        (_("Responsible"), prepare(line.responsible) or _("nobody named"), rest * 0.52),
        (_("Assessment"), assessed, time),
        (_("Cause"), cause, rest * 0.48),
    )
    facts(sheet, sheet.left + 10, cells)
    _told(sheet, _("Customer said"), line.own_words)
    _told(sheet, _("Wanted"), case.remedy_wanted)
    _told(sheet, _("Given"), case.remedy_given)
    sheet.y -= 12


def _block_head(sheet: Sheet, summary: PeriodSummary, case: GraveCase) -> None:
    canvas, line = sheet.canvas, case.line
    top, height = sheet.y, 22.0
    style.fill(canvas, style.WASH)
    canvas.rect(sheet.left, top - height, sheet.width, height, stroke=0, fill=1)
    style.fill(canvas, style.SEVERITIES[line.severity.value])
    canvas.rect(sheet.left, top - height, 4, height, stroke=0, fill=1)
    sheet.outline(prepare(line.number), 1)
    tone = style.RED if line.severity is Severity.CRITICAL else style.INK
    base = top - 14.5
    x = sheet.left + 12
    x += sheet.put(x, base, prepare(line.number), Ink(10.0, bold=True, colour=style.NAVY)) + 12
    level = f"{line.severity.value} {severity_label(line.severity)}"
    x += sheet.put(x, base, level, Ink(9.0, bold=True, colour=tone)) + 12
    state = case_state_label(line.state)
    ink = Ink(9.0, bold=True, colour=style.GREEN if line.state in _SETTLED else style.INK)
    if line.overdue:
        state, ink = f"{state} · {_('overdue')}", ink.with_colour(style.RED)
    if case.escalation_level:
        escalated = _("escalated to level {level}").format(level=case.escalation_level)
        state = f"{escalated} · {state}"
    right = sheet.right - 10
    taken = sheet.put(right, base, state, ink, "right")
    where = " · ".join(
        part
        for part in (
            prepare(line.place, 100),
            prepare(line.customer, 60),
            _category(summary, line),
        )
        if part
    )
    plain = Ink(9.0)
    sheet.put(x, base, fit(where, plain, right - taken - x - 10), plain)
    sheet.y = top - height - 5


def _told(sheet: Sheet, label: str, text: str) -> None:
    """Draw a label and what was said beside it; nothing where nothing was."""
    ink = Ink(9.0)
    text = short(text, ink, _TOLD)
    if not text:
        return
    sheet.need(13.5 * min(len(wrap(text, ink, sheet.width - 92)), 2))
    first = True
    for line in wrap(text, ink, sheet.width - 92):
        sheet.need(13.5)
        sheet.y -= 13.5
        if first:
            sheet.put(sheet.left + 10, sheet.y + 3.5, fit(label, style.SMALL, 70), style.SMALL)
            first = False
        sheet.put(sheet.left + 82, sheet.y + 3.5, line, ink)
    sheet.y -= 1.5


def grave_list(report: Report) -> None:
    """Draw the complaints of level 1 and 2 as a table: what was asked, and what was given."""
    summary = report.summary
    title = _("Level 1 and 2 complaints")
    if not summary.grave:
        report.section(title, keep=20)
        report.sentence(_("No complaint of level 1 or 2 was registered."))
        return
    fixed = (80.0, 72.0, 66.0, 66.0)
    rest = (report.sheet.width - sum(fixed)) / 2
    columns = (
        Column((_("Number"), _("Registered at")), fixed[0]),
        Column((_("Place"), _("Customer")), fixed[1]),
        Column((_("Category"), _("Severity")), fixed[2]),
        Column((_("Customer said"),), rest),
        Column((_("Given"),), rest),
        Column((_("State"), _("Cause")), fixed[3]),
    )
    report.table_section(title, columns, (_grave_row(summary, case) for case in summary.grave))


def _grave_row(summary: PeriodSummary, case: GraveCase) -> list[Cell]:
    line = case.line
    return [
        *_named(summary, line),
        ((short(line.own_words, _PLAIN, _FEW_WORDS), _PLAIN),),
        ((short(case.remedy_given, _PLAIN, _FEW_WORDS) or wording.DASH, _PLAIN),),
        (
            (case_state_label(line.state), _GREEN if line.state in _SETTLED else _PLAIN),
            (cause_label(case.cause) if case.cause else wording.DASH, _MUTED),
        ),
    ]


def _named(summary: PeriodSummary, line: ComplaintLine) -> Iterator[Cell]:
    """Yield what begins each row: number and time, place and customer, category and severity."""
    yield ((prepare(line.number), _NUMBER), (_time(summary, line), _MUTED))
    yield ((prepare(line.place), _PLAIN), (prepare(line.customer), _MUTED))
    yield (
        (_category(summary, line), _PLAIN),
        (severity_label(line.severity), _severity_ink(line)),
    )


def _severity_ink(line: ComplaintLine) -> Ink:
    return {Severity.CRITICAL: _RED, Severity.MAJOR: _STRONG}.get(line.severity, _MUTED)


def open_columns(available: float) -> tuple[Column, ...]:
    """Return the columns of lists of open complaints, which end with the time left or past."""
    fixed = (80.0, 74.0, 70.0, 80.0, 62.0)
    return (
        Column((_("Number"), _("Registered at")), fixed[0]),
        Column((_("Place"), _("Customer")), fixed[1]),
        Column((_("Category"), _("Severity")), fixed[2]),
        Column((_("In the customer's own words"),), available - sum(fixed)),
        Column((_("Responsible"), pgettext("head of a column", "Due")), fixed[3]),
        Column((_("State"), _("Overdue by")), fixed[4]),
    )


def overdue_row(summary: PeriodSummary, line: ComplaintLine, room: float = _WORDS) -> list[Cell]:
    """Return the cells of one open complaint; its words fill ``room`` points of lines."""
    late = lateness(line, summary) if line.due_at else None
    is_late = late is not None and late.total_seconds() > 0
    return [
        *_named(summary, line),
        ((short(line.own_words, _PLAIN, room), _PLAIN),),
        (
            (prepare(line.responsible), _PLAIN)
            if line.responsible
            else (_("nobody named"), _MUTED),
            (_due(summary, line), _MUTED),
        ),
        (
            (case_state_label(line.state), _PLAIN),
            (duration(late), _RED) if is_late and late is not None else (wording.DASH, _MUTED),
        ),
    ]


def overdue(report: Report) -> None:
    """Draw what is open past its time, the one that has been so longest first."""
    summary = report.summary
    title = _("Overdue complaints")
    lines = overdue_longest_first(summary)
    if not lines:
        report.section(title, keep=20)
        report.sentence(_("No complaint was open past its time at the end."))
        return
    columns = open_columns(report.sheet.width)
    report.table_section(title, columns, (overdue_row(summary, line) for line in lines))


def repeats(report: Report) -> None:
    """Draw the rooms that complained of one category more than once within 90 days."""
    summary = report.summary
    title = _("Repeat addresses")
    if not summary.repeats:
        report.section(title, keep=20)
        report.sentence(_("No room complained of one category again within 90 days."))
        return
    fixed = (150.0, 120.0, 60.0)
    columns = (
        Column((_("Place"),), fixed[0]),
        Column((_("Category"),), fixed[1]),
        Column((pgettext("repeat", "Times"),), fixed[2], "right"),
        Column((_("Complaints"),), report.sheet.width - sum(fixed)),
    )

    def row(one: RepeatAddress) -> list[Cell]:
        name = wording.category_name(summary.category_names, one.category)
        return [
            ((prepare(one.place), _STRONG),),
            ((name, _PLAIN),),
            ((str(len(one.numbers)), _STRONG),),
            ((pgettext("list", ", ").join(map(prepare, one.numbers)), _NUMBER),),
        ]

    count = len(summary.repeats)
    lead = ngettext(
        "{count} room complained of the same category more than once within 90 days.",
        "{count} rooms complained of the same category more than once within 90 days.",
        count,
    ).format(count=count)
    report.table_section(title, columns, map(row, summary.repeats), lead)


def complaints(report: Report) -> None:
    """Draw the period's complaints, one row each."""
    summary = report.summary
    title = _("Annex: {list}").format(list=report.words.list_title)
    if not summary.complaints:
        report.section(title, keep=20)
        report.sentence(report.words.none_new)
        return
    report.table_section(
        title, list_columns(report.sheet.width), complaint_rows(summary, summary.complaints)
    )


def list_columns(available: float) -> list[Column]:
    """Return the columns of a list of complaints."""
    fixed = (80.0, 72.0, 70.0, 74.0, 61.0)
    heads = (
        (_("Number"), _("Registered at")),
        (_("Place"), _("Customer")),
        (_("Category"), _("Severity")),
        (_("Responsible"), pgettext("head of a column", "Due")),
        (_("State"), _("Score")),
    )
    columns = [Column(head, size) for head, size in zip(heads, fixed, strict=True)]
    words = Column((_("In the customer's own words"),), available - sum(fixed))
    columns.insert(3, words)
    return columns


def complaint_rows(
    summary: PeriodSummary, lines: Iterable[ComplaintLine], room: float | None = None
) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each complaint; its words fill ``room`` points of lines, if given."""
    # Looked up once: a label asks the catalogue for every state.
    states = {state: case_state_label(state) for state in CaseState}
    severities = {severity: severity_label(severity) for severity in Severity}
    scores = {score: _("score {score}").format(score=score) for score in range(1, 6)}
    late, nobody = _("overdue"), _("nobody named")

    def words(text: str) -> str:
        return prepare(text) if room is None else short(text, _PLAIN, room)

    def row(line: ComplaintLine) -> tuple[Cell, ...]:
        state: list[tuple[str, Ink]] = [
            (states[line.state], _GREEN if line.state in _SETTLED else _PLAIN)
        ]
        if line.overdue:
            state.append((late, _RED))
        state.append((scores[line.score] if line.score else wording.DASH, _MUTED))
        return (
            ((prepare(line.number), _NUMBER), (_time(summary, line), _MUTED)),
            ((prepare(line.place), _PLAIN), (prepare(line.customer), _MUTED)),
            (
                (_category(summary, line), _PLAIN),
                (severities[line.severity], _severity_ink(line)),
            ),
            ((words(line.own_words), _PLAIN),),
            (
                (prepare(line.responsible), _PLAIN) if line.responsible else (nobody, _MUTED),
                (_due(summary, line), _RED if line.overdue else _MUTED),
            ),
            state,
        )

    return map(row, lines)
