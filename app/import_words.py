"""The words of importing and exporting cases: fields, verdicts, and why a row is refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.import_mapping import CaseField, sample_time
from app.domain.import_rows import Refusal, RowProblem, RowVerdict, Verdict
from app.domain.terms import CaseState
from app.i18n import _, ngettext, pgettext
from app.labels import case_state_label
from app.table_files import write_table

NOT_ADDED = "not_added"
"""In a report: a good row that was kept out because others were refused."""
REPORT_COLUMNS = ("line", "external_number", "verdict", "number", "reason")


def field_label(field: CaseField) -> str:
    """Return what a field of an imported case is called."""
    return {
        CaseField.EXTERNAL_NUMBER: _("Their number"),
        CaseField.REGISTERED_AT: _("Registered at"),
        CaseField.ENDED_AT: _("Ended at"),
        CaseField.STATUS: _("Status"),
        CaseField.TYPE: _("Kind of case"),
        CaseField.CATEGORY: _("Category"),
        CaseField.SOURCE: _("Source"),
        CaseField.SEVERITY: _("Severity"),
        CaseField.PLACE: _("Place"),
        CaseField.ROOM: _("Room"),
        CaseField.OWN_WORDS: _("Customer's own words"),
        CaseField.REMEDY_WANTED: _("Remedy wanted"),
        CaseField.ANSWER: pgettext("import", "Answer"),
        CaseField.EXTERNAL_STAFF: _("Their member of staff"),
        CaseField.CUSTOMER_NAME: _("Customer"),
        CaseField.PHONE: _("Phone"),
    }[field]


def verdict_label(verdict: Verdict, *, kept: bool = True) -> str:
    """Return what became of a row, or what would while nothing is ``kept``."""
    if verdict is Verdict.ADDED and not kept:
        return pgettext("verdict", "To add")
    return {
        Verdict.ADDED: pgettext("verdict", "Added"),
        Verdict.ALREADY_THERE: pgettext("verdict", "Already there"),
        Verdict.REFUSED: pgettext("verdict", "Refused"),
    }[verdict]


def row_sentence(refusal: Refusal) -> str:
    """Return why a row is refused."""
    facts = dict(refusal.facts)
    if refusal.field is not None:
        facts["field"] = field_label(refusal.field)
    if "format" in facts:
        facts["example"] = sample_time(str(facts["format"]))
    state = facts.get("state")
    if isinstance(state, CaseState):
        facts["state"] = case_state_label(state)
    return row_template(refusal.problem).format(**facts)


def row_template(problem: RowProblem) -> str:
    """Return the sentence of a reason with its fields still open."""
    return {
        RowProblem.NUMBER_MISSING: _("It has no number of its own."),
        RowProblem.NUMBER_TWICE: _("Its number stands in line {line} already, with other content."),
        RowProblem.TOO_MANY_CELLS: _(
            "It has more cells than the header's {columns}; "
            "text with a separator in it needs quotation marks."
        ),
        RowProblem.TIME_MISSING: _("“{field}” is empty."),
        RowProblem.TIME_UNREADABLE: _(
            "“{field}” is “{value}”; expected is a time like {example} ({format})."
        ),
        RowProblem.TIME_SKIPPED: _(
            "“{field}” is “{value}”, a time that the clock jumped over on that day."
        ),
        RowProblem.TIME_TOO_OLD: _("“{field}” is “{value}”, before the year {year}."),
        RowProblem.TIME_IN_FUTURE: _("“{field}” is “{value}”, which lies in the future."),
        RowProblem.ENDED_BEFORE_REGISTERED: _("It ended before it was registered."),
        RowProblem.END_MISSING: _("It is “{state}”, but “{field}” is empty."),
        RowProblem.END_UNEXPECTED: _("It is “{state}” and thus not over, but “{field}” is given."),
        RowProblem.VALUE_MISSING: _("“{field}” is empty."),
        RowProblem.VALUE_UNKNOWN: _("“{field}” is “{value}”, which the mapping does not know."),
        RowProblem.TOO_LONG: _("“{field}” has more than {limit} characters."),
        RowProblem.NOT_A_PHONE: _("“{field}” is not one phone number in full."),
    }[problem]


def counts_words(rows: int, added: int, already_there: int, refused: int) -> str:
    """Return how many rows had which verdict."""
    return ngettext(
        "{count} row: {added} added, {already} already there, {refused} refused.",
        "{count} rows: {added} added, {already} already there, {refused} refused.",
        rows,
    ).format(count=rows, added=added, already=already_there, refused=refused)


def refused_words(rows: int, refused: int) -> str:
    """Return why nothing of a file was added."""
    return ngettext(
        "Nothing was added: {refused} of {count} row was refused.",
        "Nothing was added: {refused} of {count} rows were refused.",
        rows,
    ).format(count=rows, refused=refused)


def line_words(row: RowVerdict) -> str:
    """Return one refused row with its line and the reason."""
    reason = row_sentence(row.refusal) if row.refusal is not None else ""
    return _("Line {line}: {reason}").format(line=row.line, reason=reason)


def write_report(path: Path, verdicts: Sequence[RowVerdict], *, is_possible: bool) -> None:
    """Write the verdict on each row as a table; ``is_possible`` unless others kept them out.

    Raises:
        UserFacingError: the file cannot be written.
    """
    kept_out = "" if is_possible else _("Not added, because other rows were refused.")
    reasons = {Verdict.ADDED: kept_out, Verdict.ALREADY_THERE: "", Verdict.REFUSED: ""}
    rows = []
    for row in verdicts:
        reason = reasons[row.verdict] if row.refusal is None else row_sentence(row.refusal)
        is_kept_out = row.verdict is Verdict.ADDED and not is_possible
        verdict = NOT_ADDED if is_kept_out else row.verdict.value
        rows.append((str(row.line), row.external_number, verdict, row.number, reason))
    write_table(path, REPORT_COLUMNS, rows)
