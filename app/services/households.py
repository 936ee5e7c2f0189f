"""Who lives where, and who lived there when: moves in and out with their dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.archive import Stay, check_stay
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import CustomerKind
from app.services.archive_people import (
    Resident,
    known_room,
    lives_on,
    present_customer,
    residents,
    today_of,
)
from app.services.customer_notes import NoteView, notes_of
from app.services.customers import find_room
from app.services.vehicles import VehicleView, vehicles_of
from db import audit
from db.models import Building, Occupancy, Room, Unit, new_id


@dataclass(frozen=True)
class HouseholdView:
    """The people of one room on one day."""

    room_id: str
    room_label: str
    people: tuple[Resident, ...]


@dataclass(frozen=True)
class RoomView:
    """One room: who lives there now, and who lived there before, the last one first."""

    room_id: str
    label: str
    building: str
    unit: str
    number: str
    living: tuple[Resident, ...]
    former: tuple[Resident, ...]
    vehicles: tuple[VehicleView, ...]
    notes: tuple[NoteView, ...]


def room_view(session: Session, *, actor: Actor, room_id: str, now: datetime) -> RoomView:
    """Return a room with everybody who lives or lived there.

    Raises:
        UserFacingError: the room is gone, or the actor may not read the archive.
    """
    actor.require(Action.READ_CUSTOMERS)
    room = known_room(session, room_id)
    unit = session.get_one(Unit, room.unit_id)
    today = today_of(session, room.project_id, now)
    everybody = residents(session, Occupancy.room_id == room_id)
    living = tuple(person for person in everybody if person.stay.holds_on(today))
    former = [person for person in everybody if not person.stay.holds_on(today)]
    former.sort(key=lambda person: person.stay.until_on or date.max, reverse=True)
    return RoomView(
        room.id,
        room.label,
        session.get_one(Building, unit.building_id).name,
        unit.name,
        room.number,
        living,
        tuple(former),
        tuple(
            vehicle
            for vehicle in vehicles_of(session, [person.customer_id for person in living])
            if vehicle.stay.until_on is None
        ),
        notes_of(session, room_id=room_id),
    )


def residents_on(
    session: Session, *, actor: Actor, room_id: str, day: date
) -> tuple[Resident, ...]:
    """Return who lived in a room on ``day``.

    Raises:
        UserFacingError: the room is gone, or the actor may not read the archive.
    """
    actor.require(Action.READ_CUSTOMERS)
    known_room(session, room_id)
    return residents(session, Occupancy.room_id == room_id, lives_on(day))


def households_of(session: Session, customer_id: str, day: date) -> tuple[HouseholdView, ...]:
    """Return the households that a customer belongs to on ``day``, by the room's label."""
    rooms = session.execute(
        select(Room.id, Room.label)
        .join(Occupancy, Occupancy.room_id == Room.id)
        .where(Occupancy.customer_id == customer_id, lives_on(day))
        .distinct()
        .order_by(Room.label)
    )
    return tuple(
        HouseholdView(
            room_id, label, residents(session, Occupancy.room_id == room_id, lives_on(day))
        )
        for room_id, label in rooms.all()
    )


def move_in(
    session: Session,
    *,
    actor: Actor,
    customer_id: str,
    room: str,
    kind: CustomerKind,
    from_on: date | None,
    now: datetime,
) -> str:
    """Write down that a customer moved into a room; return the id of the occupancy.

    ``room`` is the room as it was typed, e.g. ``3-2-1802``.

    Raises:
        FieldError: there is no such room, the day lies ahead, or the person is on record there.
        UserFacingError: the customer is gone, or the actor may not keep customers.
    """
    actor.require(Action.KEEP_CUSTOMERS)
    customer = present_customer(session, customer_id)
    found = find_room(session, project_id=customer.project_id, text=room)
    if found is None:
        raise FieldError("room", FieldProblem.UNKNOWN_ROOM)
    stay = Stay(from_on, None)
    check_stay(
        stay,
        _stays(session, customer_id, found[0], kind),
        today_of(session, customer.project_id, now),
    )
    return add_occupancy(session, customer_id, found[0], kind, stay, now)


def move_out(
    session: Session, *, actor: Actor, occupancy_id: str, until_on: date | None, now: datetime
) -> None:
    """Write down that somebody moved out; ``until_on`` is the first day they lived elsewhere.

    Raises:
        FieldError: the day is missing, lies ahead or before the day of moving in.
        UserFacingError: the occupancy is gone or over, or the actor may not keep customers.
    """
    actor.require(Action.KEEP_CUSTOMERS)
    occupancy = session.get(Occupancy, occupancy_id)
    if occupancy is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if occupancy.until_on is not None:
        raise UserFacingError(Problem.CHANGED_MEANWHILE)
    if until_on is None:
        raise FieldError("until_on", FieldProblem.REQUIRED)
    room = known_room(session, occupancy.room_id)
    kind = CustomerKind(occupancy.kind)
    stay = Stay(occupancy.from_on, until_on)
    others = _stays(session, occupancy.customer_id, room.id, kind, but=occupancy_id)
    check_stay(stay, others, today_of(session, room.project_id, now))
    occupancy.until_on = until_on
    audit.append(
        session,
        action="move_out",
        object=f"occupancy:{occupancy_id}",
        before={"until_on": None},
        after={"until_on": until_on.isoformat()},
        now=now,
    )


def correct_stay(
    session: Session,
    *,
    actor: Actor,
    occupancy_id: str,
    kind: CustomerKind,
    from_on: date | None,
    until_on: date | None,
    now: datetime,
) -> None:
    """Put right how somebody lived in a room: the kind, or the days as they really were.

    Raises:
        FieldError: a day lies ahead, the days are the wrong way round, or overlap another stay.
        UserFacingError: the occupancy is gone, or the actor may not keep customers.
    """
    actor.require(Action.KEEP_CUSTOMERS)
    occupancy = session.get(Occupancy, occupancy_id)
    if occupancy is None:
        raise UserFacingError(Problem.NOT_FOUND)
    room = known_room(session, occupancy.room_id)
    others = _stays(session, occupancy.customer_id, room.id, kind, but=occupancy_id)
    check_stay(Stay(from_on, until_on), others, today_of(session, room.project_id, now))
    before = _plain(occupancy)
    occupancy.kind, occupancy.from_on, occupancy.until_on = kind, from_on, until_on
    audit.append(
        session,
        action="correct_stay",
        object=f"occupancy:{occupancy_id}",
        before=before,
        after=_plain(occupancy),
        now=now,
    )


def add_occupancy(
    session: Session,
    customer_id: str,
    room_id: str,
    kind: CustomerKind,
    stay: Stay,
    now: datetime,
) -> str:
    """Write a stay that was checked; return its id."""
    occupancy = Occupancy(
        id=new_id(),
        customer_id=customer_id,
        room_id=room_id,
        kind=kind,
        from_on=stay.from_on,
        until_on=stay.until_on,
    )
    session.add(occupancy)
    session.flush()
    audit.append(
        session,
        action="move_in",
        object=f"occupancy:{occupancy.id}",
        after={"customer": customer_id, "room": room_id, **_plain(occupancy)},
        now=now,
    )
    return occupancy.id


def _stays(
    session: Session,
    customer_id: str,
    room_id: str,
    kind: CustomerKind,
    *,
    but: str | None = None,
) -> list[Stay]:
    rows = session.execute(
        select(Occupancy.id, Occupancy.from_on, Occupancy.until_on).where(
            Occupancy.customer_id == customer_id,
            Occupancy.room_id == room_id,
            Occupancy.kind == kind,
        )
    )
    return [Stay(from_on, until_on) for found, from_on, until_on in rows if found != but]


def _plain(occupancy: Occupancy) -> dict[str, object]:
    """Return what the audit log hashes of an occupancy."""
    return {
        "kind": str(occupancy.kind),
        "from_on": occupancy.from_on.isoformat() if occupancy.from_on else None,
        "until_on": occupancy.until_on.isoformat() if occupancy.until_on else None,
    }
