"""Buildings, units and rooms: added one by one or by pattern, renamed, removed while unused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.setup import RoomPattern, parse_room_pattern
from app.domain.typed_text import clean_line
from app.pinyin import fold
from app.services.archive_tree import PlaceKind
from db import audit
from db.models import Base, Building, Project, Room, Unit, new_id

PLACE_NAME_LIMIT = 30
_AT_ONCE = 500


@dataclass(frozen=True)
class RoomsAdded:
    """What a pattern did: how many rooms are new, and how many were there already."""

    added: int
    known: int


class _PlaceBook:
    """The buildings and units of a project by name; one that is missing is added."""

    def __init__(self, session: Session, project_id: str) -> None:
        self._session = session
        self._project_id = project_id
        self._buildings: dict[str, str] = {
            building.name: building.id
            for building in session.scalars(
                select(Building).where(Building.project_id == project_id)
            )
        }
        self._units: dict[tuple[str, str], str] = {
            (building_id, name): unit_id
            for unit_id, building_id, name in session.execute(
                select(Unit.id, Unit.building_id, Unit.name)
                .join(Building, Building.id == Unit.building_id)
                .where(Building.project_id == project_id)
            )
        }

    def unit(self, building: str, unit: str) -> str:
        """Return the id of a unit."""
        if building not in self._buildings:
            self._buildings[building] = self._add(
                Building, project_id=self._project_id, name=building
            )
        place = (self._buildings[building], unit)
        if place not in self._units:
            self._units[place] = self._add(Unit, building_id=place[0], name=unit)
        return self._units[place]

    def _add(self, table: type[Base], **fields: str) -> str:
        place_id = new_id()
        self._session.add(table(id=place_id, **fields))
        self._session.flush()
        return place_id


def add_building(
    session: Session, *, actor: Actor, project_id: str, name: str, now: datetime
) -> str:
    """Add a building to a project; return its id.

    Raises:
        FieldError: the name is missing or too long.
        UserFacingError: the name is taken, or the actor may not change settings.
    """
    actor.require(Action.CHANGE_POLICY)
    if session.get(Project, project_id) is None:
        raise UserFacingError(Problem.NOT_FOUND)
    plain = _name(name)
    _refuse_taken(
        session, select(Building).where(Building.project_id == project_id, Building.name == plain)
    )
    building = Building(id=new_id(), project_id=project_id, name=plain)
    session.add(building)
    _record(session, "add_building", f"building:{building.id}", plain, now)
    return building.id


def add_unit(session: Session, *, actor: Actor, building_id: str, name: str, now: datetime) -> str:
    """Add a unit to a building; return its id.

    Raises:
        FieldError: the name is missing or too long.
        UserFacingError: the name is taken, the building gone, or the actor may not do this.
    """
    actor.require(Action.CHANGE_POLICY)
    if session.get(Building, building_id) is None:
        raise UserFacingError(Problem.NOT_FOUND)
    plain = _name(name)
    _refuse_taken(session, select(Unit).where(Unit.building_id == building_id, Unit.name == plain))
    unit = Unit(id=new_id(), building_id=building_id, name=plain)
    session.add(unit)
    _record(session, "add_unit", f"unit:{unit.id}", plain, now)
    return unit.id


def add_room(session: Session, *, actor: Actor, unit_id: str, name: str, now: datetime) -> str:
    """Add a room to a unit; return its id.

    Raises:
        FieldError: the number is missing or too long.
        UserFacingError: the number is taken, the unit gone, or the actor may not do this.
    """
    actor.require(Action.CHANGE_POLICY)
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise UserFacingError(Problem.NOT_FOUND)
    building = session.get_one(Building, unit.building_id)
    plain = _name(name)
    _refuse_taken(session, select(Room).where(Room.unit_id == unit_id, Room.number == plain))
    label = _label(building.name, unit.name, plain)
    room = Room(
        id=new_id(),
        project_id=building.project_id,
        unit_id=unit_id,
        number=plain,
        label=label,
        compact=fold(label),
    )
    session.add(room)
    _record(session, "add_room", f"room:{room.id}", label, now)
    return room.id


def add_rooms(
    session: Session, *, actor: Actor, project_id: str, pattern: RoomPattern, now: datetime
) -> RoomsAdded:
    """Add every room of a pattern that is not there yet, with its building and unit.

    Raises:
        UserFacingError: the pattern cannot be used, or the actor may not change settings.
    """
    actor.require(Action.CHANGE_POLICY)
    pattern.check()
    book = _PlaceBook(session, project_id)
    present = session.execute(
        select(Room.unit_id, Room.number).where(Room.project_id == project_id)
    )
    known = {(unit_id, number) for unit_id, number in present}
    rows: list[dict[str, str]] = []
    skipped = 0
    for address in pattern.rooms():
        unit_id = book.unit(address.building, address.unit)
        if (unit_id, address.room) in known:
            skipped += 1
            continue
        label = _label(*address)
        rows.append(
            {
                "id": new_id(),
                "project_id": project_id,
                "unit_id": unit_id,
                "number": address.room,
                "label": label,
                "compact": fold(label),
            }
        )
    if rows:
        session.execute(insert(Room), rows)
    audit.append(
        session,
        action="add_rooms",
        object=f"project:{project_id}",
        after={"added": len(rows), "known": skipped},
        now=now,
    )
    return RoomsAdded(len(rows), skipped)


def add_typed_rooms(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    buildings: str,
    units: str,
    floors: str,
    households: str,
    now: datetime,
) -> RoomsAdded:
    """Add the rooms of a pattern as somebody typed it: '1-6', '1-2', '1-18', '4'.

    Raises:
        UserFacingError: the pattern cannot be read or used, or the actor may not do this.
    """
    pattern = parse_room_pattern(buildings, units, floors, households)
    return add_rooms(session, actor=actor, project_id=project_id, pattern=pattern, now=now)


def rename_place(
    session: Session, *, actor: Actor, kind: PlaceKind, place_id: str, name: str, now: datetime
) -> None:
    """Give a building, unit or room another name; the labels of the rooms follow.

    Raises:
        FieldError: the name is missing or too long.
        UserFacingError: the name is taken, the place gone, or the actor may not do this.
    """
    actor.require(Action.CHANGE_POLICY)
    plain = _name(name)
    place = _place(session, kind, place_id)
    same: Select[Any]
    if isinstance(place, Building):
        before, place_name = place.name, place.name
        same = select(Building).where(
            Building.project_id == place.project_id, Building.name == plain
        )
    elif isinstance(place, Unit):
        before, place_name = place.name, place.name
        same = select(Unit).where(Unit.building_id == place.building_id, Unit.name == plain)
    else:
        before, place_name = place.label, place.number
        same = select(Room).where(Room.unit_id == place.unit_id, Room.number == plain)
    if plain == place_name:
        raise FieldError("name", FieldProblem.UNCHANGED)
    _refuse_taken(session, same)
    if isinstance(place, Room):
        place.number = plain
    else:
        place.name = plain
    session.flush()
    _relabel(session, kind, place_id)
    audit.append(
        session,
        action="rename_place",
        object=f"{kind}:{place_id}",
        before={"name": before},
        after={"name": plain},
        now=now,
    )


def remove_place(
    session: Session, *, actor: Actor, kind: PlaceKind, place_id: str, now: datetime
) -> None:
    """Remove a building, unit or room to which nothing belongs, with what lies beneath it.

    Raises:
        UserFacingError: people, visits, cases or notes belong to it, it is gone, or not permitted.
    """
    actor.require(Action.CHANGE_POLICY)
    place = _place(session, kind, place_id)
    name = place.label if isinstance(place, Room) else place.name
    rooms = _rooms_beneath(session, kind, place_id)
    buildings = (place_id,) if kind is PlaceKind.BUILDING else ()
    if _is_referred_to(session, Room, rooms) or _is_referred_to(session, Building, buildings):
        raise UserFacingError(Problem.PLACE_HAS_HISTORY, name=name)
    for part in _parts(rooms):
        session.execute(delete(Room).where(Room.id.in_(part)))
    if kind is PlaceKind.BUILDING:
        session.execute(delete(Unit).where(Unit.building_id == place_id))
        session.execute(delete(Building).where(Building.id == place_id))
    elif kind is PlaceKind.UNIT:
        session.execute(delete(Unit).where(Unit.id == place_id))
    audit.append(
        session,
        action="remove_place",
        object=f"{kind}:{place_id}",
        before={"name": name, "rooms": len(rooms)},
        now=now,
    )


def _place(session: Session, kind: PlaceKind, place_id: str) -> Building | Unit | Room:
    table = {PlaceKind.BUILDING: Building, PlaceKind.UNIT: Unit, PlaceKind.ROOM: Room}[kind]
    place = session.get(table, place_id)
    if not isinstance(place, Building | Unit | Room):
        raise UserFacingError(Problem.NOT_FOUND)
    return place


def _rooms_beneath(session: Session, kind: PlaceKind, place_id: str) -> list[str]:
    if kind is PlaceKind.ROOM:
        return [place_id]
    wanted = select(Room.id)
    if kind is PlaceKind.UNIT:
        wanted = wanted.where(Room.unit_id == place_id)
    else:
        wanted = wanted.join(Unit, Unit.id == Room.unit_id).where(Unit.building_id == place_id)
    return list(session.scalars(wanted))


def _is_referred_to(session: Session, table: type[Base], ids: Sequence[str]) -> bool:
    """Return whether any row of the store but the places themselves names one of ``ids``."""
    target = table.__table__
    for other in Base.metadata.sorted_tables:
        if other.name in (Unit.__tablename__, Room.__tablename__):
            continue
        for key in other.foreign_keys:
            if key.column.table is not target:
                continue
            for part in _parts(ids):
                found = select(key.parent).where(key.parent.in_(part)).limit(1)
                if session.execute(found).first() is not None:
                    return True
    return False


def _parts(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[begin : begin + _AT_ONCE] for begin in range(0, len(ids), _AT_ONCE)]


def _relabel(session: Session, kind: PlaceKind, place_id: str) -> None:
    """Write anew how people say the rooms of a place that was renamed."""
    wanted = (
        select(Room, Unit.name, Building.name)
        .join(Unit, Unit.id == Room.unit_id)
        .join(Building, Building.id == Unit.building_id)
        .where(
            {
                PlaceKind.BUILDING: Building.id,
                PlaceKind.UNIT: Unit.id,
                PlaceKind.ROOM: Room.id,
            }[kind]
            == place_id
        )
    )
    for room, unit, building in session.execute(wanted).all():
        room.label = _label(building, unit, room.number)
        room.compact = fold(room.label)


def _label(building: str, unit: str, number: str) -> str:
    return f"{building}-{unit}-{number}"


def _name(typed: str) -> str:
    plain = clean_line(typed)
    if not plain:
        raise FieldError("name", FieldProblem.REQUIRED)
    if len(plain) > PLACE_NAME_LIMIT:
        raise FieldError("name", FieldProblem.TOO_LONG, limit=PLACE_NAME_LIMIT)
    return plain


def _refuse_taken(session: Session, same: Select[Any]) -> None:
    found = session.scalars(same).first()
    if found is not None:
        name = found.number if isinstance(found, Room) else found.name
        raise UserFacingError(Problem.NAME_TAKEN, name=name)


def _record(session: Session, action: str, thing: str, name: str, now: datetime) -> None:
    audit.append(session, action=action, object=thing, after={"name": name}, now=now)
