"""What one row of a roster adds to a person or changes of them; first checked, then taken over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.archive import PHONES_MOST
from app.domain.roster_fields import RosterField
from app.domain.roster_rows import (
    RosterNote,
    RosterPerson,
    RosterProblem,
    RosterRow,
    RosterVehicle,
    refuse,
)
from app.domain.terms import CustomerKind
from app.services.roster_people import (
    SINGLE,
    NoteRecord,
    PersonRecord,
    StayRecord,
    VehicleRecord,
)

_F = RosterField
_WEAK_KINDS = (CustomerKind.OTHER, CustomerKind.VISITOR)


@dataclass
class Gain:
    """What a row does to somebody: the fields it adds to, and those it changes."""

    added: dict[RosterField, None] = field(default_factory=dict)
    changed: dict[RosterField, None] = field(default_factory=dict)

    def note(self, wanted: RosterField, *, is_change: bool) -> None:
        """Write down that a field gains something, or is changed."""
        (self.changed if is_change else self.added)[wanted] = None


@dataclass(frozen=True)
class Merger:
    """Takes rows over; ``exact`` for our own exports, whose rows are told apart to the letter."""

    exact: bool
    zone: ZoneInfo
    now: datetime

    def check(self, record: PersonRecord, said: RosterPerson, row: RosterRow, room: str) -> None:
        """Make sure that a row agrees with what the file and the archive say.

        Raises:
            RefusedError: it does not.
        """
        for wanted, value in _singles(said):
            line = record.said.get(wanted)
            if line is not None and record.fields[wanted] != value:
                refuse(RosterProblem.CONTRADICTS, wanted, line=line)
        phones = dict.fromkeys((*record.phones, *said.phones))
        if len(phones) > PHONES_MOST + 1:
            refuse(RosterProblem.TOO_MANY_PHONES, _F.PHONE, limit=PHONES_MOST + 1)
        if room and row.kind is not None and self._stay_like(record, row, room) is None:
            self._check_new_stay(record, row, room)
        for note in row.notes:
            if note.at is not None and self._instant(note) > self.now:
                refuse(RosterProblem.DAY_AHEAD, _F.NOTE_AT, value=f"{note.at:%Y-%m-%d %H:%M}")

    def take_over(
        self, record: PersonRecord, said: RosterPerson, row: RosterRow, room: str, gain: Gain
    ) -> None:
        """Take what a row says of a person; ``room`` is the id of its room, if it names one."""
        for wanted, value in _singles(said):
            self._take_single(record, wanted, value, row.line, gain)
        self._take_kind(record, said, row, gain)
        for phone in said.phones:
            if phone not in record.phones:
                record.phones.append(phone)
                record.new_phones.append(phone)
                record.dirty = True
                gain.note(_F.PHONE, is_change=False)
        if room and row.kind is not None:
            self._take_stay(record, row, room, gain)

    def _take_single(
        self, record: PersonRecord, wanted: RosterField, value: Any, line: int, gain: Gain
    ) -> None:
        before = record.fields[wanted]
        record.said.setdefault(wanted, line)
        if wanted is _F.PERSON_KIND:
            record.kind_is_said = True
        if before != value:
            record.fields[wanted] = value
            record.dirty = True
            gain.note(wanted, is_change=bool(before))

    def _take_kind(
        self, record: PersonRecord, said: RosterPerson, row: RosterRow, gain: Gain
    ) -> None:
        """A person is what they are in their first room, unless more is known of them."""
        if said.kind is not None or record.kind_is_said or row.kind is None:
            return
        before = record.fields[_F.PERSON_KIND]
        if before in _WEAK_KINDS and row.kind not in (before, CustomerKind.OTHER):
            record.fields[_F.PERSON_KIND] = row.kind
            record.dirty = True
            gain.note(_F.PERSON_KIND, is_change=True)

    # ---- stays -----------------------------------------------------------------------------

    def _stay_like(self, record: PersonRecord, row: RosterRow, room: str) -> StayRecord | None:
        """Return the stay that a row means, None where it means a new one."""
        here = [stay for stay in record.stays if stay.room_id == room]
        for stay in here:
            if (stay.kind, stay.from_on, stay.until_on) == (row.kind, row.moved_in, row.moved_out):
                return stay
        same = [stay for stay in here if stay.kind is row.kind]
        if self.exact:
            open_ones = (stay for stay in same if stay.stored and stay.until_on is None)
            free = (stay for stay in open_ones if not stay.line and stay.from_on == row.moved_in)
            return next(free, None)
        for stay in same:
            if stay.until_on is None and _may_be_one(stay.from_on, row.moved_in):
                return stay
        if row.moved_out is not None:
            return None
        for stay in same:
            if row.moved_in is not None and stay.from_on == row.moved_in:
                # They came on that very day, and have left since.
                return stay
        return next(
            (
                stay
                for stay in here
                if stay.stored
                and not stay.line
                and stay.until_on is None
                and _may_be_one(stay.from_on, row.moved_in)
            ),
            None,
        )

    def _check_new_stay(self, record: PersonRecord, row: RosterRow, room: str) -> None:
        for stay in record.stays:
            if stay.room_id != room or stay.kind is not row.kind:
                continue
            if stay.from_on is not None and stay.from_on == row.moved_in:
                refuse(RosterProblem.CONTRADICTS, _F.MOVED_OUT, line=stay.line)
            if self.exact or stay.until_on is None or not stay.stored:
                continue
            if row.moved_in is None and row.moved_out is None:
                day = stay.until_on.isoformat()
                refuse(RosterProblem.MOVED_OUT_BEFORE, _F.MOVED_IN, day=day)

    def _take_stay(self, record: PersonRecord, row: RosterRow, room: str, gain: Gain) -> None:
        kind = row.kind or CustomerKind.OTHER
        stay = self._stay_like(record, row, room)
        if stay is None:
            record.stays.append(StayRecord(room, kind, row.moved_in, row.moved_out, line=row.line))
            gain.note(_F.ROOM, is_change=False)
            return
        stay.line = stay.line or row.line
        if stay.kind is not kind:
            stay.kind, stay.dirty = kind, True
            gain.note(_F.KIND, is_change=True)
        if row.moved_in is not None and stay.from_on is None:
            stay.from_on, stay.dirty = row.moved_in, True
            gain.note(_F.MOVED_IN, is_change=False)
        if row.moved_out is not None and stay.until_on is None:
            stay.until_on, stay.dirty = row.moved_out, True
            gain.note(_F.MOVED_OUT, is_change=True)

    # ---- vehicles and notes ----------------------------------------------------------------

    def take_vehicle(
        self, record: PersonRecord, said: RosterVehicle, line: int, gain: Gain
    ) -> None:
        """Take over a vehicle: one that is there, one of which more is known now, or a new one."""
        whole = (said.plate, said.description, said.parking, said.from_on, said.until_on)
        for there in record.vehicles:
            known = (
                there.plate,
                there.description,
                there.parking_space,
                there.from_on,
                there.until_on,
            )
            if known == whole and not (self.exact and there.line):
                there.line = line
                return
        for there in record.vehicles:
            is_free = there.stored and not there.line
            if not self.exact:
                # One that is gone does not come back because a list still has it.
                is_free = there.until_on is None or said.from_on is None
            if there.plate == said.plate and is_free and said.plate:
                self._update_vehicle(there, said, gain)
                there.line = line
                return
        record.vehicles.append(VehicleRecord(*whole, line=line))
        gain.note(_F.PLATE, is_change=False)

    @staticmethod
    def _update_vehicle(there: VehicleRecord, said: RosterVehicle, gain: Gain) -> None:
        for wanted, name, value in (
            (_F.VEHICLE, "description", said.description),
            (_F.PARKING, "parking_space", said.parking),
            (_F.VEHICLE_FROM, "from_on", said.from_on),
            (_F.VEHICLE_UNTIL, "until_on", said.until_on),
        ):
            before = getattr(there, name)
            if value and value != before:
                setattr(there, name, value)
                there.dirty = True
                gain.note(wanted, is_change=bool(before))

    def take_notes(
        self, notes: list[NoteRecord], said: Iterable[RosterNote], line: int, gain: Gain
    ) -> None:
        """Take over notes that are not there yet."""
        for note in said:
            at = self._instant(note) if note.at is not None else self.now
            there = next((one for one in notes if self._is_same(one, note, at)), None)
            if there is not None:
                there.line = line
                continue
            notes.append(NoteRecord(note.category, note.words, at, line=line))
            gain.note(_F.NOTE, is_change=False)

    def _is_same(self, there: NoteRecord, said: RosterNote, at: datetime) -> bool:
        if there.words != said.words:
            return False
        if not self.exact:
            return True
        same_time = said.at is None or there.written_at.replace(microsecond=0) == at
        return there.category == said.category and same_time and not there.line

    def _instant(self, note: RosterNote) -> datetime:
        at = note.at or self.now
        return at.replace(tzinfo=self.zone) if at.tzinfo is None else at


def _singles(said: RosterPerson) -> list[tuple[RosterField, Any]]:
    """Return the fields of which a row says something."""
    values = dict(
        zip(
            SINGLE,
            (said.title, said.kind, said.wechat, said.channel, said.hours, said.is_minor),
            strict=True,
        )
    )
    return [(wanted, value) for wanted, value in values.items() if value not in ("", None)]


def _may_be_one(known: object, said: object) -> bool:
    """Return whether two days can be the same one: either is not known, or they agree."""
    return known is None or said is None or known == said
