"""The people of a roster written into the store: thousands of rows in a few statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.roster_fields import RosterField
from app.services.customers import search_keys
from app.services.import_customers import in_portions
from app.services.roster_people import COLUMNS, NoteRecord, PersonRecord
from db.bulk_insert import insert_rows
from db.models import Customer, CustomerKey, CustomerNote, Occupancy, Vehicle, new_id
from db.models.base import Base

_AT_ONCE = 10_000
_Rows = list[dict[str, Any]]


def write_roster(
    session: Session,
    *,
    project_id: str,
    people: Sequence[PersonRecord],
    room_notes: Mapping[str, Sequence[NoteRecord]],
    staff_id: str,
    now: datetime,
    tell: Callable[[float], None],
) -> dict[str, Any]:
    """Write what is new and what was changed; return it plainly, for the audit log.

    ``tell`` is given the share of the work that is done, and may end it by an exception.
    """
    new = [person for person in people if not person.stored]
    changed = [person for person in people if person.stored and person.dirty]
    customers = [_new_row(person, project_id, now) for person in new]
    _insert(session, Customer, customers)
    tell(0.4)
    updates = [_changed_row(person, now) for person in changed]
    if updates:
        session.execute(update(Customer), updates)
    _insert(session, CustomerKey, _keys(session, project_id, new, changed))
    tell(0.6)
    stays = [
        {
            "id": stay.id,
            "customer_id": person.id,
            "room_id": stay.room_id,
            "kind": stay.kind,
            "from_on": stay.from_on,
            "until_on": stay.until_on,
            "stored": stay.stored,
        }
        for person in people
        for stay in person.stays
        if not stay.stored or stay.dirty
    ]
    vehicles = [
        {
            "id": vehicle.id,
            "customer_id": person.id,
            "plate": vehicle.plate,
            "description": vehicle.description,
            "parking_space": vehicle.parking_space,
            "from_on": vehicle.from_on,
            "until_on": vehicle.until_on,
            "stored": vehicle.stored,
        }
        for person in people
        for vehicle in person.vehicles
        if not vehicle.stored or vehicle.dirty
    ]
    _write_both(session, Occupancy, stays)
    tell(0.8)
    _write_both(session, Vehicle, vehicles)
    notes = [
        _note_row(note, staff_id, customer_id=person.id)
        for person in people
        for note in person.notes
        if not note.stored
    ]
    notes += [
        _note_row(note, staff_id, room_id=room_id)
        for room_id, there in room_notes.items()
        for note in there
        if not note.stored
    ]
    _insert(session, CustomerNote, notes)
    return {
        "customers": [_plain(row) for row in (*customers, *updates)],
        "stays": [_plain(row) for row in stays],
        "vehicles": [_plain(row) for row in vehicles],
        "notes": [_plain(row) for row in notes],
    }


def _new_row(person: PersonRecord, project_id: str, now: datetime) -> dict[str, Any]:
    return {
        "id": person.id,
        "project_id": project_id,
        "name": person.name,
        "phone": person.phones[0] if person.phones else "",
        "more_phones": person.phones[1:],
        **_fields(person),
        "created_at": now,
        "changed_at": now,
    }


def _changed_row(person: PersonRecord, now: datetime) -> dict[str, Any]:
    return {
        "id": person.id,
        "phone": person.phones[0] if person.phones else "",
        "more_phones": person.phones[1:],
        **_fields(person),
        "changed_at": now,
    }


def _fields(person: PersonRecord) -> dict[str, Any]:
    return {name: person.fields[RosterField(wanted)] for wanted, name in COLUMNS.items()}


def _note_row(
    note: NoteRecord, staff_id: str, customer_id: str | None = None, room_id: str | None = None
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "customer_id": customer_id,
        "room_id": room_id,
        "category": note.category,
        "words": note.words,
        "written_at": note.written_at,
        "written_by": staff_id,
    }


def _keys(
    session: Session,
    project_id: str,
    new: Sequence[PersonRecord],
    changed: Sequence[PersonRecord],
) -> _Rows:
    """Return the ways to find people that are not there yet."""
    wanted = {person.id: _keys_of(person.name, person.phones) for person in new}
    gained = {person.id: person for person in changed if person.new_phones}
    for portion in in_portions(sorted(gained)):
        there: dict[str, set[str]] = {customer_id: set() for customer_id in portion}
        rows = session.execute(
            select(CustomerKey.customer_id, CustomerKey.key).where(
                CustomerKey.customer_id.in_(portion)
            )
        )
        for customer_id, key in rows:
            there[customer_id].add(key)
        for customer_id, known in there.items():
            wanted[customer_id] = _keys_of("", gained[customer_id].new_phones) - known
    return [
        {"customer_id": customer_id, "key": key, "project_id": project_id}
        for customer_id, keys in wanted.items()
        for key in sorted(keys)
    ]


def _keys_of(name: str, phones: Sequence[str]) -> set[str]:
    keys = search_keys(name, "")
    for phone in phones:
        keys |= search_keys("", phone)
    return keys


def _insert(session: Session, kind: type[Base], rows: _Rows) -> None:
    for portion in in_portions(rows, _AT_ONCE):
        insert_rows(session, kind, portion)


def _write_both(session: Session, kind: type[Base], rows: _Rows) -> None:
    """Insert the rows that are new, and update those of the store."""
    plain = [({k: v for k, v in row.items() if k != "stored"}, row["stored"]) for row in rows]
    _insert(session, kind, [row for row, stored in plain if not stored])
    changed = [row for row, stored in plain if stored]
    if changed:
        session.execute(update(kind), changed)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()
    }
