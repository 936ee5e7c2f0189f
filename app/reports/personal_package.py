"""Everything held of one person as a paper for that person (PIPL art. 45)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.consent_words import consent_channel_label, purpose_label
from app.domain.rights import PersonalPackage
from app.domain.terms import (
    AccessKind,
    CaseState,
    CaseType,
    Channel,
    ConsentChannel,
    ConsentPurpose,
    CustomerKind,
    EventKind,
    NoteCategory,
    VisitState,
)
from app.i18n import _, pgettext
from app.labels import (
    access_kind_label,
    case_state_label,
    case_type_label,
    channel_label,
    customer_kind_label,
    event_label,
    note_category_label,
    visit_state_label,
)
from app.reports import style, wording
from app.reports.page import A4, Frame, Sheet, new_paper
from app.reports.style import Ink
from app.reports.table import Cell, Column, Table
from app.reports.text import fit, prepare

_LISTED = 2_000
_LABEL_WIDTH = 120.0
Show = Callable[[Any], str]


@dataclass(frozen=True)
class _Part:
    """One column of a section: its head, its width (0 takes the rest) and how a value is shown."""

    head: str
    width: float
    column: str
    show: Show = str


def render(package: PersonalPackage, path: Path, lang: str) -> None:
    """Write the paper to ``path`` in ``lang``, replacing an older file in one step.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    with new_paper(path, lambda: _frame(package), lang) as sheet:
        _head(sheet, package)
        _person(sheet, package)
        for title, table, parts in _sections():
            _section(sheet, title, package.records.get(table, ()), parts)
        _close(sheet, package)


def _frame(package: PersonalPackage) -> Frame:
    title = _("Personal information held")
    return Frame(
        size=A4,
        title=title,
        company=prepare(package.company),
        head_left=f"{prepare(package.company)} · {prepare(package.project_name)}",
        head_right=title,
        foot_left=_("Confidential: for the person themselves"),
        foot_centre=_("Made {time} by {name}").format(
            time=wording.full_time(package.made_at, package.timezone),
            name=prepare(package.made_by),
        ),
    )


def _head(sheet: Sheet, package: PersonalPackage) -> None:
    top, height = sheet.y + 4, 52.0
    style.fill(sheet.canvas, style.WASH)
    sheet.canvas.rect(sheet.left, top - height, sheet.width, height, stroke=0, fill=1)
    style.fill(sheet.canvas, style.NAVY)
    sheet.canvas.rect(sheet.left, top - height, 5, height, stroke=0, fill=1)
    ink = Ink(19.0, bold=True)
    title = fit(_("What we hold of you"), ink, sheet.width - 30)
    sheet.put(sheet.left + 18, top - 33, title, ink)
    sheet.y = top - height - 8
    sheet.paragraph(
        _(
            "This is everything that {company} holds of you in its reception records on {time}. "
            "The same stands in the file beside this paper for other programs to read."
        ).format(
            company=prepare(package.company),
            time=wording.full_time(package.made_at, package.timezone),
        ),
        Ink(9.5),
    )


def _person(sheet: Sheet, package: PersonalPackage) -> None:
    sheet.section(_("Who you are to us"), keep=60)
    for record in package.records["customers"]:
        phones = [record["phone"], *record["more_phones"]]
        for name, value in (
            (pgettext("package", "Name"), f"{record['name']} {record['title']}".strip()),
            (_("Phone"), pgettext("list", ", ").join(filter(None, phones))),
            (_("WeChat"), record["wechat"]),
            (_("Kind of customer"), customer_kind_label(CustomerKind(record["kind"]))),
            (_("Wants to be reached"), _channel(record["contact_channel"])),
            (_("At these hours"), record["contact_hours"]),
            (_("Recorded since"), _moment(record["created_at"])),
        ):
            if value:
                sheet.need(16)
                sheet.put(sheet.left, sheet.y - 10, name, Ink(9.0, colour=style.MUTED))
                room = sheet.width - _LABEL_WIDTH
                text = fit(prepare(value, _LISTED), Ink(10.0), room)
                sheet.put(sheet.left + _LABEL_WIDTH, sheet.y - 10, text, Ink(10.0))
                sheet.y -= 16
        sheet.y -= 4


def _section(sheet: Sheet, title: str, records: Sequence[Any], parts: Sequence[_Part]) -> None:
    if not records:
        return
    sheet.section(title, keep=52)
    rest = sheet.width - sum(part.width for part in parts)
    columns = [Column((part.head,), part.width or rest) for part in parts]
    Table(sheet, columns).draw([_cells(record, parts) for record in records])


def _cells(record: Any, parts: Sequence[_Part]) -> list[Cell]:
    cells: list[Cell] = []
    for part in parts:
        value = record.get(part.column)
        shown = "" if value in (None, "", [], {}) else part.show(value)
        cells.append([(prepare(shown, _LISTED), style.BODY)])
    return cells


def _close(sheet: Sheet, package: PersonalPackage) -> None:
    if package.files:
        sheet.section(_("Files beside this paper"), keep=30)
        names = pgettext("list", ", ").join(file.name for file in package.files)
        sheet.paragraph(prepare(names, _LISTED), Ink(9.5))
    sheet.need(40)
    sheet.y -= 10
    ask = _(
        "You may see, copy, correct or have deleted what we keep of you, and withdraw at any time."
    )
    if phone := prepare(package.desk_phone):
        ask += " " + _("Call the desk: {phone}").format(phone=phone)
    sheet.paragraph(ask, Ink(9.0))


def _moment(value: Any) -> str:
    return str(value)[:16].replace("T", " ")


def _channel(value: Any) -> str:
    return channel_label(Channel(value)) if value in list(Channel) else str(value or "")


def _answer(value: Any) -> str:
    return pgettext("consent", "agreed") if value else pgettext("consent", "declined")


def _sections() -> tuple[tuple[str, str, tuple[_Part, ...]], ...]:
    when = 92.0
    return (
        (
            _("Where you live or lived"),
            "occupancies",
            (
                _Part(_("Room"), 0, "room_id"),
                _Part(_("As"), 90, "kind", lambda kind: customer_kind_label(CustomerKind(kind))),
                _Part(_("From"), 80, "from_on"),
                _Part(pgettext("package", "Until"), 80, "until_on"),
            ),
        ),
        (
            _("Vehicles"),
            "vehicles",
            (
                _Part(_("Plate"), 110, "plate"),
                _Part(_("Make and colour"), 0, "description"),
                _Part(_("Parking space"), 110, "parking_space"),
            ),
        ),
        (
            _("Notes of the staff"),
            "customer_notes",
            (
                _Part(_("Written"), when, "written_at", _moment),
                _Part(
                    _("About"), 80, "category", lambda code: note_category_label(NoteCategory(code))
                ),
                _Part(_("Words"), 0, "words"),
            ),
        ),
        (
            _("Consents"),
            "consents",
            (
                _Part(pgettext("package", "Given"), when, "given_at", _moment),
                _Part(_("Purpose"), 0, "purpose", lambda code: purpose_label(ConsentPurpose(code))),
                _Part(
                    _("How"),
                    90,
                    "channel",
                    lambda code: consent_channel_label(ConsentChannel(code)),
                ),
                _Part(_("Answer"), 60, "agreed", _answer),
                _Part(pgettext("package", "Withdrawn"), when, "withdrawn_at", _moment),
            ),
        ),
        (
            _("Given to others"),
            "disclosures",
            (
                _Part(_("When"), when, "disclosed_at", _moment),
                _Part(pgettext("package", "To whom"), 130, "to_whom"),
                _Part(pgettext("package", "Why"), 0, "why"),
            ),
        ),
        (
            _("Your cases"),
            "cases",
            (
                _Part(_("Number"), 104, "number"),
                _Part(_("Type"), 70, "type", lambda kind: case_type_label(CaseType(kind))),
                _Part(_("State"), 62, "state", lambda state: case_state_label(CaseState(state))),
                _Part(_("Your words"), 0, "own_words"),
                _Part(_("Remedy given"), 130, "remedy_given"),
            ),
        ),
        (
            _("What happened in your cases"),
            "case_events",
            (
                _Part(_("When"), when, "at", _moment),
                _Part(_("What"), 110, "kind", lambda kind: event_label(EventKind(kind))),
                _Part(_("Words"), 0, "words"),
                _Part(_("By"), 70, "staff_id"),
            ),
        ),
        (
            _("Said as one more voice in a case"),
            "case_callers",
            (_Part(_("When"), when, "called_at", _moment), _Part(_("Words"), 0, "words")),
        ),
        (
            _("Your visits"),
            "visits",
            (
                _Part(_("Number"), 110, "number"),
                _Part(_("Came"), when, "arrived_at", _moment),
                _Part(_("State"), 0, "state", lambda state: visit_state_label(VisitState(state))),
            ),
        ),
        (
            _("Your ratings"),
            "ratings",
            (
                _Part(_("When"), when, "given_at", _moment),
                _Part(_("Score"), 50, "score"),
                _Part(_("Words"), 0, "words"),
            ),
        ),
        (
            _("Who looked at your data"),
            "access_log",
            (
                _Part(_("When"), when, "at", _moment),
                _Part(_("Who"), 90, "staff_id"),
                _Part(_("What"), 0, "kind", lambda kind: access_kind_label(AccessKind(kind))),
            ),
        ),
    )
