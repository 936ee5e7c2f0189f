"""The archive of a project as one table, which the import takes in again without any loss.

A person has as many rows as they have rooms, vehicles or notes, whichever are most; rows of one
person share a number.  Rooms in which nobody is recorded have a row of their own, and so have the
notes on rooms.  Names and phones stand in it in full: it needs a permission of its own, stands in
the audit log, and in the access log of everybody in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.domain.archive import by_number
from app.domain.permissions import Action, Actor
from app.domain.roster_fields import YES, RosterField
from app.domain.terms import CustomerKind
from app.roster_words import code_label, roster_field_label
from app.services.access_log import record_exports
from app.services.reporting import project_by_code
from app.services.roster_people import NoteRecord, PeopleStore, PersonRecord
from app.services.roster_rooms import KnownRoom, RoomBook
from db import audit
from db.models import Project

_F = RosterField
_Cells = dict[RosterField, str]
_Key = tuple[Any, ...]
_BETWEEN = "、"
_LAST: _Key = (((2, 0, ""),),)
"""After every room: those who live in none."""


@dataclass(frozen=True)
class RosterTableOut:
    """What an export writes; ``people`` is how many customers stand in it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    people: int


def export_roster(
    session: Session, *, actor: Actor, project_code: str, now: datetime
) -> RosterTableOut:
    """Return the archive of a project; notes that were struck out stay behind.

    Raises:
        UserFacingError: not permitted, or an unknown project.
    """
    actor.require(Action.EXPORT_CUSTOMERS)
    project = project_by_code(session, project_code)
    writer = _Writer(session, project)
    rows = writer.rows()
    header = tuple(roster_field_label(wanted) for wanted in RosterField)
    ids = sorted(writer.store.people)
    record_exports(session, actor=actor, customer_ids=ids, now=now)
    audit.append(
        session,
        action="export_roster",
        object=f"project:{project.id}",
        after={"customers": ids, "rows": len(rows)},
        now=now,
    )
    plain = tuple(tuple(row.get(wanted, "") for wanted in RosterField) for row in rows)
    return RosterTableOut(header, plain, len(ids))


class _Writer:
    """Says everything in an order that depends on nothing but what is said."""

    def __init__(self, session: Session, project: Project) -> None:
        self._zone = ZoneInfo(project.timezone)
        rooms = RoomBook(session, project, may_create=False).rooms
        self._rooms = {room.room_id: room for room in rooms}
        self.store = PeopleStore.read(session, project, self._rooms)
        self._by_place = {self._place(room_id): room for room_id, room in self._rooms.items()}

    def rows(self) -> list[_Cells]:
        """Return all rows, by room and then by person."""
        blocks = [self._block(person) for person in self.store.people.values()]
        blocks += self._room_blocks()
        blocks.sort(key=lambda block: block[0])
        rows: list[_Cells] = []
        number = 0
        for _key, cells, is_person in blocks:
            number += is_person
            shared = {_F.PERSON: str(number)} if is_person else {}
            rows += [row | shared for row in cells]
        return rows

    # ---- people ----------------------------------------------------------------------------

    def _block(self, person: PersonRecord) -> tuple[_Key, list[_Cells], bool]:
        """Return the rows of a person, after a key that sorts by room, name and all the rest."""
        stays = sorted(
            {
                (
                    self._place(stay.room_id),
                    stay.kind.value,
                    _day(stay.from_on),
                    _day(stay.until_on),
                )
                for stay in person.stays
                if stay.room_id in self._rooms
            }
        )
        vehicles = sorted(
            (
                vehicle.plate,
                vehicle.description,
                vehicle.parking_space,
                _day(vehicle.from_on),
                _day(vehicle.until_on),
            )
            for vehicle in person.vehicles
        )
        notes = self._notes(person.notes)
        own = self._own(person)
        rows: list[_Cells] = []
        for stay, vehicle, note in zip_longest(stays, vehicles, notes):
            row = {} if rows else dict(own)
            row[_F.NAME] = person.name
            if stay is not None:
                row |= self._stay_cells(stay)
            if vehicle is not None:
                fields = (_F.PLATE, _F.VEHICLE, _F.PARKING, _F.VEHICLE_FROM, _F.VEHICLE_UNTIL)
                row |= dict(zip(fields, vehicle, strict=True))
            rows.append(row | (note or {}))
        rows = rows or [{**own, _F.NAME: person.name}]
        place = stays[0][0] if stays else _LAST
        content = tuple(tuple(sorted(row.items())) for row in rows)
        return (place, 0, person.name, content), rows, True

    def _own(self, person: PersonRecord) -> _Cells:
        fields = person.fields
        channel = fields[_F.CONTACT_CHANNEL]
        return {
            _F.TITLE: fields[_F.TITLE],
            _F.PHONE: person.phones[0] if person.phones else "",
            _F.MORE_PHONES: _BETWEEN.join(person.phones[1:]),
            _F.PERSON_KIND: code_label(_F.PERSON_KIND, fields[_F.PERSON_KIND]),
            _F.WECHAT: fields[_F.WECHAT],
            _F.CONTACT_CHANNEL: code_label(_F.CONTACT_CHANNEL, channel) if channel else "",
            _F.CONTACT_HOURS: fields[_F.CONTACT_HOURS],
            _F.MINOR: code_label(_F.MINOR, YES) if fields[_F.MINOR] else "",
        }

    def _stay_cells(self, stay: tuple[_Key, str, str, str]) -> _Cells:
        place, kind, from_on, until_on = stay
        return {
            **self._room_cells(self._by_place[place]),
            _F.KIND: code_label(_F.KIND, CustomerKind(kind)),
            _F.MOVED_IN: from_on,
            _F.MOVED_OUT: until_on,
        }

    # ---- rooms -----------------------------------------------------------------------------

    def _place(self, room_id: str) -> _Key:
        room = self._rooms[room_id]
        names = (room.building, room.unit, room.number)
        # The names once more, for 03 and 3 are one number and two buildings.
        return (*(part for name in names for part in (by_number(name), ((3, 0, name),))),)

    @staticmethod
    def _room_cells(room: KnownRoom) -> _Cells:
        return {_F.BUILDING: room.building, _F.UNIT: room.unit, _F.ROOM: room.number}

    def _room_blocks(self) -> Iterable[tuple[_Key, list[_Cells], bool]]:
        lived_in = {stay.room_id for one in self.store.people.values() for stay in one.stays}
        for room_id, room in self._rooms.items():
            notes = self._notes(self.store.room_notes.get(room_id, ()))
            if room_id in lived_in and not notes:
                continue
            rows = [self._room_cells(room) | note for note in notes or [{}]]
            yield (self._place(room_id), 1, "", ()), rows, False

    # ---- notes -----------------------------------------------------------------------------

    def _notes(self, notes: Sequence[NoteRecord]) -> list[_Cells]:
        cells = [
            {
                _F.NOTE_CATEGORY: code_label(_F.NOTE_CATEGORY, note.category),
                _F.NOTE: note.words,
                _F.NOTE_AT: f"{note.written_at.astimezone(self._zone):%Y-%m-%d %H:%M:%S}",
            }
            for note in notes
            if not note.struck
        ]
        return sorted(cells, key=lambda one: (one[_F.NOTE_AT], one[_F.NOTE_CATEGORY], one[_F.NOTE]))


def _day(day: Any) -> str:
    return day.isoformat() if day is not None else ""
