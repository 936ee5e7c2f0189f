"""The archive as a tree: project, building, unit, room; one level at a time, with its counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.domain.archive import by_number
from app.domain.case_states import OPEN_STATES
from app.domain.masking import mask_name, mask_phone
from app.domain.permissions import Action, Actor
from app.domain.terms import CustomerKind
from app.services.archive_people import lives_on, today_of
from db.models import Building, Case, Customer, Occupancy, Project, Room, Unit

ROOMLESS_MOST = 300


class PlaceKind(StrEnum):
    """What a line of the tree stands for."""

    PROJECT = "project"
    BUILDING = "building"
    UNIT = "unit"
    ROOM = "room"
    ROOMLESS = "roomless"


@dataclass(frozen=True)
class TreePlace:
    """One line of the tree.

    ``rooms`` counts the rooms beneath it, ``occupied`` those in which somebody lives today, and
    ``people`` who lives in a room today, or how many customers are without one.
    """

    kind: PlaceKind
    place_id: str
    name: str
    rooms: int = 0
    occupied: int = 0
    people: int = 0


@dataclass(frozen=True)
class RoomlessCustomer:
    """A customer who lives in no room today, masked."""

    customer_id: str
    name_masked: str
    title: str
    phone_masked: str
    kind: CustomerKind
    created_at: datetime


def tree_top(session: Session, *, actor: Actor, project_id: str, now: datetime) -> TreePlace:
    """Return the project itself: how many rooms it has, and in how many somebody lives.

    Raises:
        UserFacingError: the actor may not read the archive.
    """
    actor.require(Action.READ_CUSTOMERS)
    project = session.get_one(Project, project_id)
    today = today_of(session, project_id, now)
    rooms, occupied = _counted(session, today, Room.project_id == project_id)
    return TreePlace(PlaceKind.PROJECT, project.id, project.name, rooms, occupied)


def tree_level(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    kind: PlaceKind,
    place_id: str,
    now: datetime,
) -> tuple[TreePlace, ...]:
    """Return what lies directly beneath a line of the tree, in the order of its numbers.

    Raises:
        UserFacingError: the actor may not read the archive.
    """
    actor.require(Action.READ_CUSTOMERS)
    today = today_of(session, project_id, now)
    if kind is PlaceKind.PROJECT:
        roomless = _roomless_count(session, project_id, today)
        return (
            *_buildings(session, project_id, today),
            TreePlace(PlaceKind.ROOMLESS, project_id, "", people=roomless),
        )
    if kind is PlaceKind.BUILDING:
        return _units(session, place_id, today)
    if kind is PlaceKind.UNIT:
        return _rooms(session, place_id, today)
    return ()


def path_to_room(session: Session, *, actor: Actor, room_id: str) -> tuple[str, str, str] | None:
    """Return the ids of building, unit and room, so that the tree can be opened down to it.

    Raises:
        UserFacingError: the actor may not read the archive.
    """
    actor.require(Action.READ_CUSTOMERS)
    found = session.execute(
        select(Unit.building_id, Unit.id)
        .join(Room, Room.unit_id == Unit.id)
        .where(Room.id == room_id)
    ).one_or_none()
    return None if found is None else (found[0], found[1], room_id)


def _lived_in(today: date) -> ColumnElement[int]:
    """Return 1 for a room in which somebody lives, else 0."""
    someone = (
        select(Occupancy.id)
        .join(Customer, Customer.id == Occupancy.customer_id)
        .where(Occupancy.room_id == Room.id, Customer.merged_into_id.is_(None), lives_on(today))
        .exists()
    )
    return func.coalesce(func.sum(case((someone, 1), else_=0)), 0)


def _counted(session: Session, today: date, which: ColumnElement[bool]) -> tuple[int, int]:
    rooms, occupied = session.execute(select(func.count(), _lived_in(today)).where(which)).one()
    return rooms, occupied


def _buildings(session: Session, project_id: str, today: date) -> list[TreePlace]:
    rows = session.execute(
        select(Building.id, Building.name, func.count(Room.id), _lived_in(today))
        .outerjoin(Unit, Unit.building_id == Building.id)
        .outerjoin(Room, Room.unit_id == Unit.id)
        .where(Building.project_id == project_id)
        .group_by(Building.id)
    )
    places = [TreePlace(PlaceKind.BUILDING, *row) for row in rows]
    return sorted(places, key=lambda place: by_number(place.name))


def _units(session: Session, building_id: str, today: date) -> tuple[TreePlace, ...]:
    rows = session.execute(
        select(Unit.id, Unit.name, func.count(Room.id), _lived_in(today))
        .outerjoin(Room, Room.unit_id == Unit.id)
        .where(Unit.building_id == building_id)
        .group_by(Unit.id)
    )
    places = [TreePlace(PlaceKind.UNIT, *row) for row in rows]
    return tuple(sorted(places, key=lambda place: by_number(place.name)))


def _rooms(session: Session, unit_id: str, today: date) -> tuple[TreePlace, ...]:
    people = (
        select(func.count(Occupancy.customer_id.distinct()))
        .join(Customer, Customer.id == Occupancy.customer_id)
        .where(Occupancy.room_id == Room.id, Customer.merged_into_id.is_(None), lives_on(today))
        .correlate(Room)
        .scalar_subquery()
    )
    rows = session.execute(select(Room.id, Room.number, people).where(Room.unit_id == unit_id))
    places = [
        TreePlace(PlaceKind.ROOM, room_id, number, 1, int(count > 0), count)
        for room_id, number, count in rows
    ]
    return tuple(sorted(places, key=lambda place: by_number(place.name)))


def _is_roomless(project_id: str, today: date) -> tuple[ColumnElement[bool], ...]:
    lives_somewhere = (
        select(Occupancy.id)
        .where(Occupancy.customer_id == Customer.id, lives_on(today))
        .correlate(Customer)
        .exists()
    )
    return (
        Customer.project_id == project_id,
        Customer.merged_into_id.is_(None),
        Customer.erased_at.is_(None),
        ~lives_somewhere,
    )


def _roomless_count(session: Session, project_id: str, today: date) -> int:
    return (
        session.scalar(
            select(func.count()).select_from(Customer).where(*_is_roomless(project_id, today))
        )
        or 0
    )


def roomless_customers(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    kind: CustomerKind | None = None,
    now: datetime,
    limit: int = ROOMLESS_MOST,
) -> tuple[RoomlessCustomer, ...]:
    """Return customers who live in no room today (visitors, contractors), the newest first.

    Raises:
        UserFacingError: the actor may not read the archive.
    """
    actor.require(Action.READ_CUSTOMERS)
    conditions = _is_roomless(project_id, today_of(session, project_id, now))
    wanted = select(Customer).where(*conditions)
    if kind is not None:
        wanted = wanted.where(Customer.kind == kind)
    found = session.scalars(wanted.order_by(Customer.created_at.desc(), Customer.id).limit(limit))
    return tuple(
        RoomlessCustomer(
            customer.id,
            mask_name(customer.name),
            customer.title,
            mask_phone(customer.phone),
            CustomerKind(customer.kind),
            customer.created_at,
        )
        for customer in found
    )


@dataclass(frozen=True)
class PlaceSums:
    """What the page of a project, building or unit says of it."""

    kind: PlaceKind
    place_id: str
    name: str
    path: tuple[str, ...]
    rooms: int
    occupied: int
    people: int
    open_cases: int


def place_sums(
    session: Session, *, actor: Actor, kind: PlaceKind, place_id: str, now: datetime
) -> PlaceSums | None:
    """Return the counts of a project, building or unit; None if it is gone.

    Raises:
        UserFacingError: the actor may not read the archive.
    """
    actor.require(Action.READ_CUSTOMERS)
    found = _named(session, kind, place_id)
    if found is None:
        return None
    project_id, name, path, which = found
    today = today_of(session, project_id, now)
    rooms, occupied = _counted(session, today, which)
    people = session.scalar(
        select(func.count(Occupancy.customer_id.distinct()))
        .join(Room, Room.id == Occupancy.room_id)
        .join(Customer, Customer.id == Occupancy.customer_id)
        .where(which, lives_on(today), Customer.merged_into_id.is_(None))
    )
    open_cases = session.scalar(
        select(func.count())
        .select_from(Case)
        .join(Room, Room.id == Case.room_id)
        .where(which, Case.state.in_(OPEN_STATES))
    )
    return PlaceSums(kind, place_id, name, path, rooms, occupied, people or 0, open_cases or 0)


def _named(
    session: Session, kind: PlaceKind, place_id: str
) -> tuple[str, str, tuple[str, ...], ColumnElement[bool]] | None:
    """Return project, name, names above and the condition on rooms of a place."""
    if kind is PlaceKind.PROJECT:
        project = session.get(Project, place_id)
        if project is None:
            return None
        return project.id, project.name, (), Room.project_id == project.id
    unit = session.get(Unit, place_id) if kind is PlaceKind.UNIT else None
    building = session.get(Building, unit.building_id if unit else place_id)
    if building is None or (kind is PlaceKind.UNIT and unit is None):
        return None
    if unit is not None:
        return building.project_id, unit.name, (building.name,), Room.unit_id == unit.id
    units = select(Unit.id).where(Unit.building_id == building.id)
    return building.project_id, building.name, (), Room.unit_id.in_(units)
