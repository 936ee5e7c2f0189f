"""From the rows of a roster to people, rooms and what belongs to them; or to a reason.

Nothing is guessed: a row whose room, phones, days or codes cannot be understood is refused whole.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NoReturn

from app.domain.archive import NOTE_LIMIT, PHONES_MOST, clean_plate
from app.domain.errors import FieldError, Problem, UserFacingError
from app.domain.import_mapping import plain_word
from app.domain.roster_cells import (
    WrittenPhone,
    WrittenRoom,
    day_in,
    is_ditto,
    is_foot,
    moment_in,
    names_in,
    phones_in,
    plain_text,
    room_in,
    something,
)
from app.domain.roster_fields import ADDRESS, YES, RosterField
from app.domain.roster_mapping import RosterMapping
from app.domain.tables import Cell, Table, TableRow
from app.domain.terms import Channel, CustomerKind, NoteCategory
from app.domain.typed_text import NAME_LIMIT, clean_line, clean_text

_F = RosterField
_PLATES = "、，,;；/\n "


class RosterProblem(StrEnum):
    """Why a row is refused, one code per sentence."""

    TOO_LONG = "too_long"
    NOT_A_PHONE = "not_a_phone"
    TOO_MANY_PHONES = "too_many_phones"
    ROOM_UNREADABLE = "room_unreadable"
    ROOM_UNKNOWN = "room_unknown"
    ROOM_AMBIGUOUS = "room_ambiguous"
    ROOM_WITHOUT_UNIT = "room_without_unit"
    NOBODY = "nobody"
    DAY_UNREADABLE = "day_unreadable"
    DAY_AHEAD = "day_ahead"
    OUT_BEFORE_IN = "out_before_in"
    VALUE_UNKNOWN = "value_unknown"
    VALUE_MISSING = "value_missing"
    NOT_A_PLATE = "not_a_plate"
    CONTRADICTS = "contradicts"
    MOVED_OUT_BEFORE = "moved_out_before"


@dataclass(frozen=True)
class RosterRefusal:
    """A reason with the facts of its sentence; ``field`` is where it lies, if in one field."""

    problem: RosterProblem
    field: RosterField | None
    facts: Mapping[str, object]


@dataclass(frozen=True)
class RosterPerson:
    """One person of a row; what the roster does not say is empty or None."""

    name: str
    phones: tuple[str, ...] = ()
    title: str = ""
    kind: CustomerKind | None = None
    wechat: str = ""
    channel: Channel | None = None
    hours: str = ""
    is_minor: bool | None = None


@dataclass(frozen=True)
class RosterVehicle:
    """A vehicle of the first person of a row."""

    plate: str
    description: str = ""
    parking: str = ""
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class RosterNote:
    """A note on the first person of a row, or on the room; ``at`` is a wall clock's reading."""

    category: NoteCategory
    words: str
    at: datetime | None = None


@dataclass(frozen=True)
class RosterRow:
    """One row as it is understood; ``number`` is what rows of one person share in our exports."""

    line: int
    number: str
    room: WrittenRoom | None
    kind: CustomerKind | None
    moved_in: date | None
    moved_out: date | None
    people: tuple[RosterPerson, ...]
    vehicles: tuple[RosterVehicle, ...]
    notes: tuple[RosterNote, ...]


class RosterVerdict(StrEnum):
    """What becomes of one row."""

    ADDED = "added"
    JOINS = "joins"
    CHANGED = "changed"
    SAME = "same"
    LEFT_OUT = "left_out"
    REFUSED = "refused"


@dataclass(frozen=True)
class JudgedRow:
    """What becomes of one row; names are masked, for it is shown and printed.

    ``same_as`` is the line that names the same person already; ``added`` and ``changed`` are what
    somebody known gains.
    """

    line: int
    verdict: RosterVerdict
    room: str = ""
    names: tuple[str, ...] = ()
    refusal: RosterRefusal | None = None
    added: tuple[RosterField, ...] = ()
    changed: tuple[RosterField, ...] = ()
    new_room: bool = False
    same_as: int = 0


class RefusedError(Exception):
    """A row that is refused, with the reason."""

    def __init__(self, refusal: RosterRefusal) -> None:
        super().__init__(refusal.problem.value)
        self.refusal = refusal


def refuse(problem: RosterProblem, wanted: RosterField | None = None, **facts: object) -> NoReturn:
    """Refuse a row.

    Raises:
        RefusedError: always.
    """
    raise RefusedError(RosterRefusal(problem, wanted, facts))


class RosterReader:
    """Reads the rows of one roster by one mapping; ``today`` is the project's day."""

    def __init__(
        self, mapping: RosterMapping, table: Table, *, project_names: Sequence[str], today: date
    ) -> None:
        """Find the columns.

        Raises:
            UserFacingError: the table lacks a column that the mapping names.
        """
        self._mapping = mapping
        self._table = table
        self._project_names = tuple(project_names)
        self._today = today
        self._places = _places(mapping, table.header)
        self._exact = mapping.is_exact

    def rows(self) -> Iterator[tuple[TableRow, RosterRow | RosterRefusal | None]]:
        """Yield each row with what it says, why it is refused, or None where it is nobody's."""
        for row in self._filled_rows():
            if self._is_nobodys(row):
                yield row, None
                continue
            try:
                yield row, self._read(row)
            except RefusedError as refused:
                yield row, refused.refusal

    # ---- rows as they are meant ------------------------------------------------------------

    def _filled_rows(self) -> Iterator[TableRow]:
        """Yield the rows with 'same as above' and empty addresses filled in."""
        if self._exact:
            yield from self._table.rows
            return
        above: list[Cell] = [""] * (len(self._table.header) + 1)
        for row in self._table.rows:
            cells: list[Cell] = [
                above[place] if place < len(above) and is_ditto(cell) else cell
                for place, cell in enumerate(row.cells)
            ]
            if is_foot(cells):
                yield TableRow(row.line, tuple(cells))
                continue
            if self._mapping.fill_down:
                self._fill_address(cells, above)
            above = [*cells, *above[len(cells) :]]
            yield TableRow(row.line, tuple(cells))

    def _fill_address(self, cells: list[Cell], above: Sequence[Cell]) -> None:
        places = {w: self._places[w] for w in ADDRESS if w in self._places}
        who = [self._places[wanted] for wanted in (_F.NAME, _F.PHONE) if wanted in self._places]

        def filled(place: int) -> bool:
            return place < len(cells) and bool(cells[place])

        if not any(filled(place) for place in places.values()):
            if any(filled(place) for place in who):
                for place in places.values():
                    if place < len(cells):
                        cells[place] = above[place]
            return
        leading = [
            self._places[wanted] for wanted in (_F.BUILDING, _F.UNIT) if wanted in self._places
        ]
        for place in leading:
            if not filled(place) and place < len(cells):
                cells[place] = above[place]
            elif place < len(cells) and cells[place] != above[place]:
                # In another building the unit above is another one.
                return

    def _is_nobodys(self, row: TableRow) -> bool:
        if not any(self._text(row, wanted) for wanted in self._places):
            return True
        return not self._exact and is_foot(row.cells)

    # ---- one row ---------------------------------------------------------------------------

    def _read(self, row: TableRow) -> RosterRow | None:
        room = self._room(row)
        people, remarks = self._people(row)
        moved_in, moved_out = self._days(row, _F.MOVED_IN, _F.MOVED_OUT)
        kind = None
        if people and room is not None:
            kind = self._code(row, _F.KIND)
            if kind is None:
                refuse(RosterProblem.VALUE_MISSING, _F.KIND)
        vehicles, more = self._vehicles(row)
        notes = (*self._notes(row), *remarks, *more)
        if room is None and not people:
            if vehicles or notes:
                refuse(RosterProblem.NOBODY)
            return None
        return RosterRow(
            row.line,
            self._line(row, _F.PERSON),
            room,
            CustomerKind(kind) if kind is not None else None,
            moved_in,
            moved_out,
            people,
            vehicles,
            notes,
        )

    def _room(self, row: TableRow) -> WrittenRoom | None:
        building, unit, number = (self._line(row, wanted) for wanted in ADDRESS)
        if not self._exact:
            building, unit, number = (something(part) for part in (building, unit, number))
        if not (number or (building and _F.ROOM not in self._places)):
            return None
        if self._exact:
            return WrittenRoom(building, unit, number, is_exact=True)
        room = room_in(building, unit, number, self._project_names)
        if room is None:
            words = " ".join(part for part in (building, unit, number) if part)
            refuse(RosterProblem.ROOM_UNREADABLE, _F.ROOM, value=words[:NAME_LIMIT])
        return room

    def _people(self, row: TableRow) -> tuple[tuple[RosterPerson, ...], tuple[RosterNote, ...]]:
        name = self._text(row, _F.NAME)
        names: tuple[str, ...] = (clean_line(name),) if self._exact else names_in(name)
        for one in names:
            _within(one, _F.NAME)
        phones = self._phones(row)
        if self._exact:
            if not self._line(row, _F.PERSON):
                return (), ()
        elif not names and not phones:
            return (), ()
        shares = _shared(names or ("",), phones)
        minor = self._code(row, _F.MINOR)
        kind = self._code(row, _F.PERSON_KIND)
        channel = self._code(row, _F.CONTACT_CHANNEL)
        first = RosterPerson(
            name=names[0] if names else "",
            phones=tuple(phone.number for phone in shares[0]),
            title=self._line(row, _F.TITLE),
            kind=CustomerKind(kind) if kind is not None else None,
            wechat=self._line(row, _F.WECHAT),
            channel=Channel(channel) if channel is not None else None,
            hours=self._line(row, _F.CONTACT_HOURS),
            is_minor=minor == YES if minor is not None else None,
        )
        others = (
            RosterPerson(name=one, phones=tuple(phone.number for phone in share), kind=first.kind)
            for one, share in zip(names[1:], shares[1:], strict=True)
        )
        remarks = tuple(
            RosterNote(NoteCategory.CONTACT, f"*{phone.number[-4:]} {phone.remark}")
            for phone in phones
            if phone.remark and phone.remark not in names
        )
        return (first, *others), remarks

    def _phones(self, row: TableRow) -> tuple[WrittenPhone, ...]:
        found: dict[str, WrittenPhone] = {}
        for wanted in (_F.PHONE, _F.MORE_PHONES):
            phones = phones_in(self._text(row, wanted))
            if phones is None:
                refuse(RosterProblem.NOT_A_PHONE, wanted)
            for phone in phones:
                found.setdefault(phone.number, phone)
        if len(found) > PHONES_MOST + 1:
            refuse(RosterProblem.TOO_MANY_PHONES, _F.PHONE, limit=PHONES_MOST + 1)
        return tuple(found.values())

    def _vehicles(self, row: TableRow) -> tuple[tuple[RosterVehicle, ...], tuple[RosterNote, ...]]:
        described, parking = self._line(row, _F.VEHICLE), self._line(row, _F.PARKING)
        from_on, until_on = self._days(row, _F.VEHICLE_FROM, _F.VEHICLE_UNTIL)
        written = self._text(row, _F.PLATE)
        if self._exact:
            plate = clean_line(written)
            is_one = plate or described or parking or from_on or until_on
            vehicle = RosterVehicle(plate, described, parking, from_on, until_on)
            return ((vehicle,) if is_one else ()), ()
        plates = self._plates(something(written))
        described, parking = something(described), something(parking)
        if not plates:
            # A space without a plate is no vehicle; what is said of it is kept as a note.
            said = ((_F.VEHICLE, described), (_F.PARKING, parking))
            return (), tuple(
                RosterNote(NoteCategory.OTHER, f"{self._mapping.columns[wanted]}: {words}")
                for wanted, words in said
                if words
            )
        first = RosterVehicle(plates[0], described, parking, from_on, until_on)
        return (first, *(RosterVehicle(plate) for plate in plates[1:])), ()

    def _plates(self, text: str) -> tuple[str, ...]:
        for sign in _PLATES:
            text = text.replace(sign, "\n")
        try:
            plates = [clean_plate(part) for part in text.split("\n") if part.strip("-— ")]
        except FieldError:
            refuse(RosterProblem.NOT_A_PLATE, _F.PLATE)
        return tuple(dict.fromkeys(plates))

    def _notes(self, row: TableRow) -> tuple[RosterNote, ...]:
        words = clean_text(self._text(row, _F.NOTE))
        if not self._exact:
            words = something(words)
        if not words:
            return ()
        if len(words) > NOTE_LIMIT:
            refuse(RosterProblem.TOO_LONG, _F.NOTE, limit=NOTE_LIMIT)
        code = self._code(row, _F.NOTE_CATEGORY)
        cell = self._cell(row, _F.NOTE_AT)
        try:
            at = moment_in(cell)
        except ValueError:
            refuse(RosterProblem.DAY_UNREADABLE, _F.NOTE_AT, value=plain_text(cell)[:NAME_LIMIT])
        category = NoteCategory(code) if code is not None else NoteCategory.OTHER
        return (RosterNote(category, words, at),)

    # ---- cells -----------------------------------------------------------------------------

    def _cell(self, row: TableRow, wanted: RosterField) -> Cell:
        place = self._places.get(wanted)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def _text(self, row: TableRow, wanted: RosterField) -> str:
        text = plain_text(self._cell(row, wanted))
        return text or self._mapping.constants.get(wanted, "")

    def _line(self, row: TableRow, wanted: RosterField) -> str:
        text = clean_line(self._text(row, wanted))
        if not self._exact:
            text = something(text)
        return _within(text, wanted)

    def _code(self, row: TableRow, wanted: RosterField) -> str | None:
        """Return our code for what the row says of a field, None if it says nothing."""
        word = clean_line(plain_text(self._cell(row, wanted)))
        if not self._exact and something(word) == "" and wanted is not _F.MINOR:
            word = ""
        code = self._mapping.code_of(wanted, word)
        if code is None and not word:
            return self._mapping.constants.get(wanted)
        if code is None:
            refuse(RosterProblem.VALUE_UNKNOWN, wanted, value=word[:NAME_LIMIT])
        return code

    def _days(
        self, row: TableRow, begin: RosterField, end: RosterField
    ) -> tuple[date | None, date | None]:
        first, last = self._day(row, begin), self._day(row, end)
        if first is not None and last is not None and last < first:
            refuse(RosterProblem.OUT_BEFORE_IN, end)
        return first, last

    def _day(self, row: TableRow, wanted: RosterField) -> date | None:
        cell = self._cell(row, wanted)
        shown = unicodedata.normalize("NFKC", plain_text(cell))[:NAME_LIMIT]
        try:
            day = day_in(cell)
        except ValueError:
            refuse(RosterProblem.DAY_UNREADABLE, wanted, value=shown)
        if day is not None and day > self._today:
            refuse(RosterProblem.DAY_AHEAD, wanted, value=shown)
        return day


def _within(text: str, wanted: RosterField) -> str:
    if len(text) > NAME_LIMIT:
        refuse(RosterProblem.TOO_LONG, wanted, limit=NAME_LIMIT)
    return text


def _places(mapping: RosterMapping, header: Sequence[str]) -> dict[RosterField, int]:
    names = [plain_word(name) for name in header]
    places = {}
    for wanted, name in mapping.columns.items():
        if plain_word(name) not in names:
            known = ", ".join(there for there in header if there)
            raise UserFacingError(Problem.TABLE_LACKS_COLUMN, column=name, known=known)
        places[wanted] = names.index(plain_word(name))
    return places


def _shared(
    names: Sequence[str], phones: Sequence[WrittenPhone]
) -> tuple[tuple[WrittenPhone, ...], ...]:
    """Return whose phone is whose: by a remark, else one each, else all the first one's."""
    shares: list[list[WrittenPhone]] = [[] for _name in names]
    rest = []
    for phone in phones:
        if phone.remark and phone.remark in names:
            shares[names.index(phone.remark)].append(replace(phone, remark=""))
        else:
            rest.append(phone)
    if len(names) > 1 and len(rest) == len(names) and not any(shares):
        return tuple((phone,) for phone in rest)
    shares[0] += rest
    return tuple(tuple(share) for share in shares)
