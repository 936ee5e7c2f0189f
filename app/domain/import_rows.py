"""A row of a foreign table made into a case, or refused with the reason.

Nothing is guessed: a row whose times, status or codes cannot be understood is refused as a whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NoReturn
from zoneinfo import ZoneInfo

from app.domain.case_states import EXIT_STATES
from app.domain.errors import Problem, UserFacingError
from app.domain.import_mapping import (
    CaseField,
    ImportMapping,
    importable_codes,
    plain_word,
)
from app.domain.tables import Cell, Table, TableRow, unguarded
from app.domain.terms import CaseState, CaseType, Severity, Source
from app.domain.typed_text import (
    NAME_LIMIT,
    TEXT_LIMIT,
    clean_line,
    clean_phone,
    clean_text,
)

Progress = Callable[[int, int], None]
_PROGRESS_STEP = 250
_FIRST_YEAR = 1970
_DEFAULTS = {
    CaseField.CATEGORY: "other",
    CaseField.SOURCE: Source.OTHER.value,
    CaseField.SEVERITY: str(Severity.NORMAL.value),
}
_LIMITS = {
    CaseField.OWN_WORDS: TEXT_LIMIT,
    CaseField.REMEDY_WANTED: TEXT_LIMIT,
    CaseField.ANSWER: TEXT_LIMIT,
    CaseField.PLACE: TEXT_LIMIT,
    CaseField.EXTERNAL_STAFF: TEXT_LIMIT,
}
# Short ones are extensions of the house; masked ones and several in one cell are none.
_ONE_PHONE = re.compile(r"\+?[0-9 ()\-]{1,25}")


class Verdict(StrEnum):
    """What becomes of one row."""

    ADDED = "added"
    ALREADY_THERE = "already_there"
    REFUSED = "refused"


class RowProblem(StrEnum):
    """Why a row is refused, one code per sentence."""

    NUMBER_MISSING = "number_missing"
    NUMBER_TWICE = "number_twice"
    TOO_MANY_CELLS = "too_many_cells"
    TIME_MISSING = "time_missing"
    TIME_UNREADABLE = "time_unreadable"
    TIME_SKIPPED = "time_skipped"
    TIME_TOO_OLD = "time_too_old"
    TIME_IN_FUTURE = "time_in_future"
    ENDED_BEFORE_REGISTERED = "ended_before_registered"
    END_MISSING = "end_missing"
    END_UNEXPECTED = "end_unexpected"
    VALUE_MISSING = "value_missing"
    VALUE_UNKNOWN = "value_unknown"
    TOO_LONG = "too_long"
    NOT_A_PHONE = "not_a_phone"


@dataclass(frozen=True)
class Refusal:
    """A reason with the facts of its sentence; ``field`` is where it lies, if in one field."""

    problem: RowProblem
    field: CaseField | None
    facts: Mapping[str, object]


@dataclass(frozen=True)
class ImportedCase:
    """One case as another system knew it; times in UTC, ``ended_at`` only for a state of exit."""

    line: int
    external_number: str
    type: CaseType
    state: CaseState
    registered_at: datetime
    ended_at: datetime | None
    category: str
    source: Source
    severity: Severity
    place: str
    room: str
    own_words: str
    remedy_wanted: str
    answer: str
    external_staff: str
    customer_name: str
    phone: str


@dataclass(frozen=True)
class RowVerdict:
    """What becomes of one row; ``number`` is ours, once it is given."""

    line: int
    external_number: str
    verdict: Verdict
    case: ImportedCase | None = None
    refusal: Refusal | None = None
    number: str = ""


class _RefusedError(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.problem.value)
        self.refusal = refusal


def _refuse(problem: RowProblem, wanted: CaseField | None = None, **facts: object) -> NoReturn:
    raise _RefusedError(Refusal(problem, wanted, facts))


def column_places(mapping: ImportMapping, header: Sequence[str]) -> dict[CaseField, int]:
    """Return where the column of each field stands.

    Raises:
        UserFacingError: the table has no such column, or two of the name.
    """
    names = [plain_word(name) for name in header]
    places: dict[CaseField, int] = {}
    for wanted, name in mapping.columns.items():
        found = [place for place, there in enumerate(names) if there == plain_word(name)]
        if not found:
            known = ", ".join(clean_line(there) for there in header if clean_line(there))
            raise UserFacingError(Problem.TABLE_LACKS_COLUMN, column=name, known=known)
        if len(found) > 1:
            raise UserFacingError(Problem.TABLE_COLUMN_TWICE, column=name)
        places[wanted] = found[0]
    return places


class RowReader:
    """Reads the rows of one table by one mapping.

    ``zone`` is used where the mapping has none; ``categories`` are the codes of the store.
    """

    def __init__(
        self,
        mapping: ImportMapping,
        table: Table,
        *,
        zone: ZoneInfo,
        categories: Collection[str],
        now: datetime,
    ) -> None:
        """Find the columns.

        Raises:
            UserFacingError: the table lacks a column that the mapping names.
        """
        self._mapping = mapping
        self._places = column_places(mapping, table.header)
        self._width = len(table.header)
        self._zone = ZoneInfo(mapping.timezone) if mapping.timezone else zone
        self._format = unicodedata.normalize("NFKC", mapping.datetime)
        self._now = now
        self._absent = {
            wanted: mapping.constants.get(wanted, "")
            for wanted in CaseField
            if wanted not in self._places
        }
        self._categories = frozenset(categories)
        self._codes: dict[tuple[CaseField, str], str | None] = {}

    def number_of(self, row: TableRow) -> str:
        """Return the number that the row has in the other system."""
        return clean_line(self._text(row, CaseField.EXTERNAL_NUMBER))

    def content_of(self, row: TableRow) -> tuple[Cell, ...]:
        """Return the cells of a row that are read at all."""
        return tuple(self._cell(row, wanted) for wanted in self._places)

    def read(self, row: TableRow) -> ImportedCase | Refusal:
        """Return the case of a row, or why it is refused."""
        try:
            return self._read(row)
        except _RefusedError as refused:
            return refused.refusal

    def _read(self, row: TableRow) -> ImportedCase:
        if any(row.cells[self._width :]):
            _refuse(RowProblem.TOO_MANY_CELLS, columns=self._width)
        number = self._line(row, CaseField.EXTERNAL_NUMBER)
        if not number:
            _refuse(RowProblem.NUMBER_MISSING)
        registered_at = self._time(row, CaseField.REGISTERED_AT)
        if registered_at is None:
            _refuse(RowProblem.TIME_MISSING, CaseField.REGISTERED_AT)
        state = CaseState(self._code(row, CaseField.STATUS))
        return ImportedCase(
            line=row.line,
            external_number=number,
            type=CaseType(self._code(row, CaseField.TYPE)),
            state=state,
            registered_at=registered_at,
            ended_at=self._end(row, state, registered_at),
            category=self._code(row, CaseField.CATEGORY),
            source=Source(self._code(row, CaseField.SOURCE)),
            severity=Severity(int(self._code(row, CaseField.SEVERITY))),
            place=self._line(row, CaseField.PLACE),
            room=self._line(row, CaseField.ROOM),
            own_words=self._words(row, CaseField.OWN_WORDS),
            remedy_wanted=self._words(row, CaseField.REMEDY_WANTED),
            answer=self._words(row, CaseField.ANSWER),
            external_staff=self._line(row, CaseField.EXTERNAL_STAFF),
            customer_name=self._line(row, CaseField.CUSTOMER_NAME),
            phone=self._phone(row),
        )

    # ---- cells -----------------------------------------------------------------------------

    def _cell(self, row: TableRow, wanted: CaseField) -> Cell:
        place = self._places.get(wanted)
        if place is None or place >= len(row.cells):
            return ""
        return row.cells[place]

    def _text(self, row: TableRow, wanted: CaseField) -> str:
        """Return the cell as text; where there is none, the constant of the field."""
        if wanted in self._absent:
            return self._absent[wanted]
        cell = self._cell(row, wanted)
        if isinstance(cell, datetime):
            return f"{cell:%Y-%m-%d %H:%M:%S}"
        return unguarded(cell) or self._mapping.constants.get(wanted, "")

    def _words(self, row: TableRow, wanted: CaseField) -> str:
        return _within(clean_text(self._text(row, wanted)), wanted)

    def _line(self, row: TableRow, wanted: CaseField) -> str:
        return _within(clean_line(self._text(row, wanted)), wanted)

    def _phone(self, row: TableRow) -> str:
        text = clean_line(self._text(row, CaseField.PHONE))
        if not any(character.isdigit() for character in text):
            # 'none', a dash: the source does not know it.
            return ""
        if not _ONE_PHONE.fullmatch(unicodedata.normalize("NFKC", text)):
            _refuse(RowProblem.NOT_A_PHONE, CaseField.PHONE)
        return clean_phone(text)

    def _code(self, row: TableRow, wanted: CaseField) -> str:
        """Return our code for what the row says of a field."""
        cell = self._cell(row, wanted)
        word = "" if isinstance(cell, datetime) else clean_line(unguarded(cell))
        known = (wanted, word)
        if known not in self._codes:
            self._codes[known] = self._code_of(wanted, word)
        code = self._codes[known]
        if code is not None:
            return code
        if word:
            _refuse(RowProblem.VALUE_UNKNOWN, wanted, value=word[:NAME_LIMIT])
        _refuse(RowProblem.VALUE_MISSING, wanted)

    def _code_of(self, wanted: CaseField, word: str) -> str | None:
        mapping = self._mapping
        code = mapping.code_of(wanted, word)
        if code is None and not word:
            code = mapping.constants.get(wanted)
        if code is None:
            code = mapping.rest_of(wanted)
        if code is None and not word:
            code = _DEFAULTS.get(wanted)
        return code if code is None or self._is_ours(wanted, code) else None

    def _is_ours(self, wanted: CaseField, code: str) -> bool:
        if wanted is CaseField.CATEGORY:
            return code in self._categories
        return code in importable_codes(wanted)

    # ---- times -----------------------------------------------------------------------------

    def _end(self, row: TableRow, state: CaseState, registered_at: datetime) -> datetime | None:
        ended_at = self._time(row, CaseField.ENDED_AT, not_before=registered_at)
        if state in EXIT_STATES:
            if ended_at is None:
                _refuse(RowProblem.END_MISSING, CaseField.ENDED_AT, state=state)
            if ended_at < registered_at:
                _refuse(RowProblem.ENDED_BEFORE_REGISTERED, CaseField.ENDED_AT)
        elif ended_at is not None:
            _refuse(RowProblem.END_UNEXPECTED, CaseField.ENDED_AT, state=state)
        return ended_at

    def _time(
        self, row: TableRow, wanted: CaseField, not_before: datetime | None = None
    ) -> datetime | None:
        """Return the instant in a cell, None if it is empty.

        An hour that the clock shows twice is the first of the two, unless that one would lie
        before ``not_before``.
        """
        cell = self._cell(row, wanted)
        if not isinstance(cell, datetime):
            cell = unicodedata.normalize("NFKC", clean_line(self._text(row, wanted)))
            if not cell:
                return None
        shown = f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell[:NAME_LIMIT]
        read = cell if isinstance(cell, datetime) else self._parsed(cell, wanted)
        if read.year < _FIRST_YEAR:
            _refuse(RowProblem.TIME_TOO_OLD, wanted, value=shown, year=_FIRST_YEAR)
        at = self._instant(read)
        if at is None:
            _refuse(RowProblem.TIME_SKIPPED, wanted, value=shown)
        if not_before is not None and at < not_before:
            at = self._instant(read.replace(fold=1)) or at
        if at > self._now:
            _refuse(RowProblem.TIME_IN_FUTURE, wanted, value=shown)
        return at

    def _parsed(self, text: str, wanted: CaseField) -> datetime:
        try:
            return datetime.strptime(text, self._format)  # noqa: DTZ007 - the zone is put in later
        except (ValueError, OverflowError):
            _refuse(
                RowProblem.TIME_UNREADABLE,
                wanted,
                value=text[:NAME_LIMIT],
                format=self._mapping.datetime,
            )

    def _instant(self, read: datetime) -> datetime | None:
        """Return the instant of a wall clock's reading, None if the clock jumped over it."""
        if read.tzinfo is not None:
            return read.astimezone(UTC)
        try:
            at = read.replace(tzinfo=self._zone).astimezone(UTC)
            again = at.astimezone(self._zone).replace(tzinfo=None)
        except OverflowError:
            return None
        return at if again == read else None


def _within(text: str, wanted: CaseField) -> str:
    limit = _LIMITS.get(wanted, NAME_LIMIT)
    if len(text) > limit:
        _refuse(RowProblem.TOO_LONG, wanted, limit=limit)
    return text


def judge_rows(
    table: Table,
    reader: RowReader,
    *,
    known: Collection[str],
    progress: Progress | None = None,
    total: int = 0,
) -> Iterator[RowVerdict]:
    """Yield what becomes of each row; ``known`` are the numbers that the project has already.

    A row that says once more what an earlier one said shares its verdict, but is added once only.
    """
    seen: dict[str, tuple[TableRow, RowVerdict]] = {}
    for done, row in enumerate(table.rows):
        if progress is not None and done % _PROGRESS_STEP == 0:
            progress(done, total or len(table.rows))
        number = reader.number_of(row)
        if number in known:
            yield RowVerdict(row.line, number, Verdict.ALREADY_THERE)
            continue
        if number in seen:
            yield _second(reader, row, *seen[number])
            continue
        judged = _judged(reader, row, number)
        if number:
            seen[number] = (row, judged)
        yield judged


def _judged(reader: RowReader, row: TableRow, number: str) -> RowVerdict:
    read = reader.read(row)
    if isinstance(read, Refusal):
        return RowVerdict(row.line, number, Verdict.REFUSED, refusal=read)
    return RowVerdict(row.line, number, Verdict.ADDED, case=read)


def _second(reader: RowReader, row: TableRow, first: TableRow, judged: RowVerdict) -> RowVerdict:
    if reader.content_of(row) != reader.content_of(first):
        refusal = Refusal(RowProblem.NUMBER_TWICE, CaseField.EXTERNAL_NUMBER, {"line": first.line})
        return RowVerdict(row.line, judged.external_number, Verdict.REFUSED, refusal=refusal)
    if judged.verdict is Verdict.REFUSED:
        return RowVerdict(row.line, judged.external_number, Verdict.REFUSED, refusal=judged.refusal)
    return RowVerdict(row.line, judged.external_number, Verdict.ALREADY_THERE)
