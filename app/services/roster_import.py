"""An owner roster taken into the archive as a whole, or not at all (clause 4.2-2).

Nobody is moved out because a roster no longer names them: those are listed, and left to people.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.domain.masking import mask_name
from app.domain.permissions import Action, Actor
from app.domain.roster_fields import RosterField
from app.domain.roster_mapping import RosterMapping, document_of_roster
from app.domain.roster_rows import (
    JudgedRow,
    RefusedError,
    RosterReader,
    RosterRefusal,
    RosterRow,
    RosterVerdict,
)
from app.domain.tables import Table
from app.domain.terms import CustomerKind
from app.services.reporting import project_by_code
from app.services.roster_merge import Gain, Merger
from app.services.roster_people import (
    KnownPeople,
    Mention,
    PeopleStore,
    PersonRecord,
    grouped,
    new_person,
)
from app.services.roster_rooms import KnownRoom, RoomBook
from app.services.roster_writing import write_roster
from db import audit
from db.models import Project, RosterImport, new_id

Progress = Callable[[int, int], None]
_STEP = 100


@dataclass(frozen=True)
class UnnamedResident:
    """Somebody who lives in a building of the roster and whom it does not name; masked."""

    customer_id: str
    room: str
    name_masked: str
    kind: CustomerKind


@dataclass(frozen=True)
class RosterResult:
    """What became of every row; ``kept`` only if something was written and stays."""

    rows: tuple[JudgedRow, ...]
    unnamed: tuple[UnnamedResident, ...]
    new_people: int
    new_rooms: int
    is_possible: bool
    kept: bool = False

    def count(self, verdict: RosterVerdict) -> int:
        """Return how many rows had a verdict."""
        return Tally(row.verdict for row in self.rows)[verdict]

    @property
    def refused(self) -> tuple[JudgedRow, ...]:
        """The refused rows, in the order of the file."""
        return tuple(row for row in self.rows if row.verdict is RosterVerdict.REFUSED)

    @property
    def changes(self) -> int:
        """How many rows add or change anything."""
        moving = (RosterVerdict.ADDED, RosterVerdict.JOINS, RosterVerdict.CHANGED)
        return sum(row.verdict in moving for row in self.rows)


def import_roster(
    session: Session,
    *,
    actor: Actor,
    project_code: str,
    table: Table,
    mapping: RosterMapping,
    skip_bad_rows: bool = False,
    create_rooms: bool = False,
    dry_run: bool = False,
    now: datetime,
    before_writing: Callable[[], object] | None = None,
    progress: Progress | None = None,
) -> RosterResult:
    """Take a roster in, all of it or nothing.

    With ``skip_bad_rows`` the refused rows are left out; with ``create_rooms`` rooms that the
    project does not know are made.  ``dry_run`` does everything and takes it back.
    ``before_writing`` is called once it is certain that something will be kept.  ``progress`` is
    told how many of twice the rows are done: first judged, then written.

    Raises:
        UserFacingError: not permitted, an unknown project, or a mapping that does not fit.
    """
    actor.require(Action.IMPORT_CUSTOMERS)
    project = project_by_code(session, project_code)
    total = 2 * len(table.rows)
    plan = _Plan(session, project, mapping, now, may_create=create_rooms)
    rows = plan.judge(table, progress, total)
    refused = any(row.verdict is RosterVerdict.REFUSED for row in rows)
    result = RosterResult(
        rows=tuple(rows),
        unnamed=plan.unnamed(),
        new_people=sum(not person.stored for person in plan.people),
        new_rooms=len(plan.rooms.created),
        is_possible=skip_bad_rows or not refused,
    )
    if not result.is_possible or not result.changes:
        if progress is not None:
            progress(total, total)
        return result
    if dry_run:
        with session.begin_nested() as trial:
            _write(session, plan, actor, table, mapping, result, progress, total, now)
            trial.rollback()
        return result
    if before_writing is not None:
        before_writing()
    _write(session, plan, actor, table, mapping, result, progress, total, now)
    return replace(result, kept=True)


def _write(
    session: Session,
    plan: _Plan,
    actor: Actor,
    table: Table,
    mapping: RosterMapping,
    result: RosterResult,
    progress: Progress | None,
    total: int,
    now: datetime,
) -> None:
    def tell(share: float) -> None:
        if progress is not None:
            progress(round(total / 2 * (1 + share)), total)

    kept = RosterImport(
        id=new_id(),
        project_id=plan.project.id,
        file_name=table.name,
        file_hash=table.sha256,
        mapping=document_of_roster(mapping),
        rows=len(result.rows),
        added=result.count(RosterVerdict.ADDED),
        changed=result.count(RosterVerdict.CHANGED) + result.count(RosterVerdict.JOINS),
        refused=result.count(RosterVerdict.REFUSED),
        imported_at=now,
        imported_by=actor.staff_id,
    )
    session.add(kept)
    session.flush()
    plan.rooms.write()
    tell(0.2)
    written = write_roster(
        session,
        project_id=plan.project.id,
        people=plan.people,
        room_notes=plan.store.room_notes,
        staff_id=actor.staff_id,
        now=now,
        tell=tell,
    )
    audit.append(
        session,
        action="import_roster",
        object=f"import:{kept.id}",
        after={
            "file": table.sha256,
            "mapping": document_of_roster(mapping),
            "rooms": [room.label for room in plan.rooms.created],
            **written,
        },
        now=now,
    )
    session.flush()
    tell(1.0)


@dataclass
class _Plan:
    """What the rows of a roster come to, before anything is written."""

    session: Session
    project: Project
    mapping: RosterMapping
    now: datetime
    may_create: bool
    people: list[PersonRecord] = field(default_factory=list)
    rooms: RoomBook = field(init=False)
    store: PeopleStore = field(init=False)
    _named: set[tuple[str, str]] = field(default_factory=set)
    _buildings: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Read what the project knows."""
        self.zone = ZoneInfo(self.project.timezone)
        self.rooms = RoomBook(self.session, self.project, self.may_create)
        ids = [room.room_id for room in self.rooms.rooms]
        self.store = PeopleStore.read(self.session, self.project, ids)
        self.merger = Merger(self.mapping.is_exact, self.zone, self.now)

    def judge(self, table: Table, progress: Progress | None, total: int) -> list[JudgedRow]:
        """Return what becomes of each row."""
        reader = RosterReader(
            self.mapping,
            table,
            project_names=(self.project.name, self.project.code),
            today=self.now.astimezone(self.zone).date(),
        )
        read: list[_ReadRow] = []
        for done, (row, meant) in enumerate(reader.rows()):
            if progress is not None and done % _STEP == 0:
                progress(done // 2, total)
            read.append(self._placed(row.line, meant))
        persons = self._persons_of(read)
        judged = []
        for done, one in enumerate(read):
            if progress is not None and done % _STEP == 0:
                progress((len(read) + done) // 2, total)
            judged.append(self._judged(one, persons))
        used = {
            one.room.room_id
            for one, verdict in zip(read, judged, strict=True)
            if one.room is not None and verdict.verdict is not RosterVerdict.REFUSED
        }
        self.rooms.created = [room for room in self.rooms.created if room.room_id in used]
        return judged

    def _placed(self, line: int, meant: RosterRow | RosterRefusal | None) -> _ReadRow:
        if not isinstance(meant, RosterRow):
            return _ReadRow(line, refusal=meant)
        if meant.room is None:
            return _ReadRow(line, meant)
        try:
            room, is_new = self.rooms.room_of(meant.room)
        except RefusedError as refused:
            return _ReadRow(line, meant, refusal=refused.refusal)
        if is_new:
            self.rooms.create(room)
        self._buildings.add(room.building)
        return _ReadRow(line, meant, room, is_new)

    def _persons_of(self, read: Sequence[_ReadRow]) -> dict[tuple[int, int], PersonRecord]:
        """Return who is meant by each person of each row, by its line and place in the row."""
        mentions: list[tuple[tuple[int, int], Mention]] = []
        for one in read:
            if one.row is None or one.refusal is not None:
                continue
            room_id = one.room.room_id if one.room is not None else None
            for place, person in enumerate(one.row.people):
                number = one.row.number if place == 0 else ""
                mention = Mention(one.line, number, person, room_id)
                mentions.append(((one.line, place), mention))
        found: dict[tuple[int, int], PersonRecord] = {}
        where = {id(mention): key for key, mention in mentions}
        known = KnownPeople(self.store)
        for group in grouped([mention for _key, mention in mentions]):
            record = known.find(group) or new_person(group)
            for mention in group.mentions:
                found[where[id(mention)]] = record
        return found

    def _judged(self, one: _ReadRow, persons: dict[tuple[int, int], PersonRecord]) -> JudgedRow:
        row = one.row
        room_words = one.room.label if one.room is not None else ""
        if row is None:
            verdict = RosterVerdict.LEFT_OUT if one.refusal is None else RosterVerdict.REFUSED
            return JudgedRow(one.line, verdict, refusal=one.refusal)
        names = tuple(mask_name(person.name) for person in row.people)
        if not room_words and row.room is not None:
            room_words = row.room.words
        judged = JudgedRow(one.line, RosterVerdict.SAME, room_words, names, new_room=one.is_new)
        if one.refusal is not None:
            return replace(judged, verdict=RosterVerdict.REFUSED, refusal=one.refusal)
        records = [persons[one.line, place] for place in range(len(row.people))]
        room_id = one.room.room_id if one.room is not None else ""
        try:
            for record, said in zip(records, row.people, strict=True):
                self.merger.check(record, said, row, room_id)
        except RefusedError as refused:
            return replace(judged, verdict=RosterVerdict.REFUSED, refusal=refused.refusal)
        return self._taken(judged, row, records, room_id)

    def _taken(
        self, judged: JudgedRow, row: RosterRow, records: Sequence[PersonRecord], room_id: str
    ) -> JudgedRow:
        """Take a row over that nothing speaks against."""
        gain = Gain()
        is_new = False
        same_as = 0
        for record, said in zip(records, row.people, strict=True):
            if not record.line:
                record.line = row.line
                is_new |= not record.stored
                self.people.append(record)
            elif record.line != row.line:
                same_as = same_as or record.line
            self.merger.take_over(record, said, row, room_id, gain)
            if room_id:
                self._named.add((record.id, room_id))
        if records:
            for vehicle in row.vehicles:
                self.merger.take_vehicle(records[0], vehicle, row.line, gain)
            self.merger.take_notes(records[0].notes, row.notes, row.line, gain)
        elif room_id and row.notes:
            notes = self.store.room_notes[room_id]
            self.merger.take_notes(notes, row.notes, row.line, gain)
        verdict = RosterVerdict.SAME
        if is_new or (judged.new_room and not records):
            verdict = RosterVerdict.ADDED
        elif gain.changed:
            verdict = RosterVerdict.CHANGED
        elif gain.added or judged.new_room:
            verdict = RosterVerdict.JOINS
        added = () if is_new else tuple(wanted for wanted in RosterField if wanted in gain.added)
        changed = tuple(wanted for wanted in RosterField if wanted in gain.changed and not is_new)
        return replace(judged, verdict=verdict, added=added, changed=changed, same_as=same_as)

    def unnamed(self) -> tuple[UnnamedResident, ...]:
        """Return who lives in a building of the roster, and is not named for their room."""
        labels = {
            room.room_id: room.label
            for room in self.rooms.rooms
            if room.building in self._buildings
        }
        return tuple(
            UnnamedResident(person.id, labels[stay.room_id], mask_name(person.name), stay.kind)
            for person in self.store.people.values()
            for stay in person.stays
            if stay.stored
            and stay.until_on is None
            and stay.room_id in labels
            and (person.id, stay.room_id) not in self._named
        )


@dataclass(frozen=True)
class _ReadRow:
    """A row with its room; nobody's where it says nothing and nothing speaks against it."""

    line: int
    row: RosterRow | None = None
    room: KnownRoom | None = None
    is_new: bool = False
    refusal: RosterRefusal | None = None
