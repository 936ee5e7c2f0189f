"""The words of importing and exporting owner rosters: fields, verdicts, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from app.domain.roster_fields import NO, YES, RosterField
from app.domain.roster_guess import CodeLabels
from app.domain.roster_rows import JudgedRow, RosterProblem, RosterRefusal, RosterVerdict
from app.domain.terms import Channel, CustomerKind, NoteCategory
from app.i18n import _, ngettext, pgettext
from app.labels import channel_label, customer_kind_label, note_category_label
from app.table_files import write_table

NOT_WRITTEN = "not_written"
"""In a report: a good row that was kept out because others were refused."""
NOT_NAMED = "not_named"
"""In a report: somebody who lives there and whom the roster does not name."""
REPORT_COLUMNS = ("line", "room", "names", "verdict", "remark")
_F = RosterField


class _Unnamed(Protocol):
    @property
    def room(self) -> str: ...
    @property
    def name_masked(self) -> str: ...
    @property
    def kind(self) -> CustomerKind: ...


def roster_field_label(field: RosterField) -> str:
    """Return what a field of a roster is called, on the screen and in our exports."""
    return {
        _F.PERSON: _("Person no."),
        _F.BUILDING: _("Building"),
        _F.UNIT: pgettext("place", "Unit"),
        _F.ROOM: _("Room number"),
        _F.NAME: pgettext("roster", "Name"),
        _F.TITLE: _("Form of address"),
        _F.PHONE: _("Phone"),
        _F.MORE_PHONES: _("More phones"),
        _F.KIND: _("Kind in the room"),
        _F.MOVED_IN: pgettext("roster", "Moved in"),
        _F.MOVED_OUT: pgettext("roster", "Moved out"),
        _F.PERSON_KIND: pgettext("roster", "Kind of customer"),
        _F.WECHAT: _("WeChat"),
        _F.CONTACT_CHANNEL: pgettext("roster", "Preferred channel"),
        _F.CONTACT_HOURS: pgettext("roster", "Contact hours"),
        _F.MINOR: pgettext("roster", "Minor"),
        _F.PLATE: pgettext("roster", "Plate"),
        _F.VEHICLE: pgettext("roster", "Vehicle"),
        _F.PARKING: pgettext("roster", "Parking space"),
        _F.VEHICLE_FROM: _("Vehicle from"),
        _F.VEHICLE_UNTIL: _("Vehicle until"),
        _F.NOTE_CATEGORY: _("Note category"),
        _F.NOTE: pgettext("roster", "Note"),
        _F.NOTE_AT: _("Note written at"),
    }[field]


def roster_labels() -> dict[RosterField, str]:
    """Return what every field is called."""
    return {wanted: roster_field_label(wanted) for wanted in RosterField}


def yes_no_label(code: str) -> str:
    """Return the word for yes or no."""
    return _("yes") if code == YES else _("no")


def code_label(field: RosterField, code: str) -> str:
    """Return the word for one of our codes."""
    if field in (_F.KIND, _F.PERSON_KIND):
        return customer_kind_label(CustomerKind(code))
    if field is _F.CONTACT_CHANNEL:
        return channel_label(Channel(code))
    if field is _F.NOTE_CATEGORY:
        return note_category_label(NoteCategory(code))
    return yes_no_label(code)


def roster_code_labels() -> CodeLabels:
    """Return, for each field of codes, our code by the word that this program uses."""
    kinds = {customer_kind_label(kind): kind.value for kind in CustomerKind}
    return {
        _F.KIND: kinds,
        _F.PERSON_KIND: kinds,
        _F.CONTACT_CHANNEL: {channel_label(channel): channel.value for channel in Channel},
        _F.MINOR: {yes_no_label(code): code for code in (YES, NO)},
        _F.NOTE_CATEGORY: {note_category_label(code): code.value for code in NoteCategory},
    }


def roster_verdict_label(verdict: RosterVerdict, *, kept: bool = True) -> str:
    """Return what became of a row, or what would while nothing is ``kept``."""
    if not kept:
        wished = {
            RosterVerdict.ADDED: pgettext("verdict", "To add"),
            RosterVerdict.JOINS: pgettext("verdict", "Joins a known one"),
            RosterVerdict.CHANGED: pgettext("verdict", "To change"),
        }
        if verdict in wished:
            return wished[verdict]
    return {
        RosterVerdict.ADDED: pgettext("verdict", "Added"),
        RosterVerdict.JOINS: pgettext("verdict", "Joined a known one"),
        RosterVerdict.CHANGED: pgettext("verdict", "Changed"),
        RosterVerdict.SAME: pgettext("verdict", "Same"),
        RosterVerdict.LEFT_OUT: pgettext("verdict", "No record"),
        RosterVerdict.REFUSED: pgettext("verdict", "Refused"),
    }[verdict]


def roster_sentence(refusal: RosterRefusal) -> str:
    """Return why a row is refused."""
    facts = dict(refusal.facts)
    if refusal.field is not None:
        facts["field"] = roster_field_label(refusal.field)
    return roster_template(refusal.problem).format(**facts)


def roster_template(problem: RosterProblem) -> str:
    """Return the sentence of a reason with its fields still open."""
    return {
        RosterProblem.TOO_LONG: _("“{field}” has more than {limit} characters."),
        RosterProblem.NOT_A_PHONE: _("“{field}” holds something that is no phone number in full."),
        RosterProblem.TOO_MANY_PHONES: _("One person would have more than {limit} phones."),
        RosterProblem.ROOM_UNREADABLE: _(
            "“{value}” is not understood as a room; write it like 3-2-1802 or in three columns."
        ),
        RosterProblem.ROOM_UNKNOWN: _("The project has no room {value}."),
        RosterProblem.ROOM_AMBIGUOUS: _("{value} can be several rooms; name the unit as well."),
        RosterProblem.ROOM_WITHOUT_UNIT: _(
            "Room {value} cannot be made without its building and unit; name them in the file, "
            "or choose one unit for all rows."
        ),
        RosterProblem.NOBODY: _(
            "It names neither a person nor a room, so nobody knows whose it is."
        ),
        RosterProblem.DAY_UNREADABLE: _(
            "“{field}” is “{value}”; expected is a day like 2026-10-31."
        ),
        RosterProblem.DAY_AHEAD: _("“{field}” is “{value}”, which lies in the future."),
        RosterProblem.OUT_BEFORE_IN: _("“{field}” lies before the day of the beginning."),
        RosterProblem.VALUE_UNKNOWN: _("“{field}” is “{value}”, which the mapping does not know."),
        RosterProblem.VALUE_MISSING: _("“{field}” is empty."),
        RosterProblem.NOT_A_PLATE: _("“{field}” is no number plate."),
        RosterProblem.CONTRADICTS: _("“{field}” is not what line {line} says of the same person."),
        RosterProblem.MOVED_OUT_BEFORE: _(
            "The archive says that they moved out of this room on {day}. "
            "If they are back, give “{field}”."
        ),
    }[problem]


def remark_words(row: JudgedRow) -> str:
    """Return what a row adds and changes, or why it is refused."""
    if row.refusal is not None:
        return roster_sentence(row.refusal)
    if row.verdict is RosterVerdict.LEFT_OUT:
        return _("A total, a foot or an empty row.")
    parts = []
    if row.new_room:
        parts.append(_("The room is new."))
    if row.same_as:
        parts.append(_("The same person as in line {line}.").format(line=row.same_as))
    for template, fields in (
        (_("Adds: {fields}."), row.added),
        (_("Changes: {fields}."), row.changed),
    ):
        if fields:
            words = _(", ").join(roster_field_label(wanted) for wanted in fields)
            parts.append(template.format(fields=words))
    return " ".join(parts)


def names_words(names: Sequence[str]) -> str:
    """Return masked names in one line."""
    return _(", ").join(name for name in names if name)


def roster_counts_words(rows: int, counts: Mapping[RosterVerdict, int]) -> str:
    """Return how many rows had which verdict."""
    return ngettext(
        "{count} row: {added} added, {joins} joined, {changed} changed, {same} the same, "
        "{left_out} no record, {refused} refused.",
        "{count} rows: {added} added, {joins} joined, {changed} changed, {same} the same, "
        "{left_out} no record, {refused} refused.",
        rows,
    ).format(count=rows, **{verdict.value: counts[verdict] for verdict in RosterVerdict})


def unnamed_words(count: int) -> str:
    """Return how many residents a roster does not name, and what becomes of them."""
    return ngettext(
        "{count} resident of these buildings is not named in the roster. "
        "Nobody is moved out by an import.",
        "{count} residents of these buildings are not named in the roster. "
        "Nobody is moved out by an import.",
        count,
    ).format(count=count)


def roster_line_words(row: JudgedRow) -> str:
    """Return one refused row with its line and the reason."""
    return _("Line {line}: {reason}").format(line=row.line, reason=remark_words(row))


def identity_words(columns: Sequence[str], cells: int) -> str:
    """Return what was not taken in because it is a number of an identity document."""
    if columns:
        return _(
            "Not taken in: {columns}. Numbers of identity documents are not needed to receive "
            "customers, so they are neither shown nor kept (PIPL art. 6 and 28)."
        ).format(columns=_(", ").join(columns))
    if cells:
        return ngettext(
            "The identity number in {count} cell was taken out; it is not needed, and not kept "
            "(PIPL art. 6 and 28).",
            "The identity numbers in {count} cells were taken out; they are not needed, and not "
            "kept (PIPL art. 6 and 28).",
            cells,
        ).format(count=cells)
    return ""


def write_roster_report(
    path: Path, rows: Sequence[JudgedRow], unnamed: Sequence[_Unnamed], *, is_possible: bool
) -> None:
    """Write the verdict on each row, and whom the roster does not name, as a table; names masked.

    Raises:
        UserFacingError: the file cannot be written.
    """
    moving = (RosterVerdict.ADDED, RosterVerdict.JOINS, RosterVerdict.CHANGED)
    lines = []
    for row in rows:
        kept_out = not is_possible and row.verdict in moving
        verdict = NOT_WRITTEN if kept_out else row.verdict.value
        remark = remark_words(row)
        if kept_out:
            remark = _("Not written, because other rows were refused.")
        lines.append((str(row.line), row.room, names_words(row.names), verdict, remark))
    lines += [
        ("", one.room, one.name_masked, NOT_NAMED, customer_kind_label(one.kind)) for one in unnamed
    ]
    write_table(path, REPORT_COLUMNS, lines)
