"""Persons of the archive as every service on them looks them up and shows them, masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.domain.archive import Stay, local_day
from app.domain.errors import Problem, UserFacingError
from app.domain.masking import mask_name, mask_phone
from app.domain.terms import CustomerKind
from db.models import Customer, Occupancy, Project, Room


@dataclass(frozen=True)
class Resident:
    """Somebody who lives or lived in a room, masked."""

    occupancy_id: str
    customer_id: str
    room_id: str
    room_label: str
    name_masked: str
    title: str
    phone_masked: str
    kind: CustomerKind
    is_minor: bool
    stay: Stay


def present_customer(session: Session, customer_id: str) -> Customer:
    """Return a customer of whom something can still be written.

    Raises:
        UserFacingError: the customer is gone, anonymous, or was brought together with another.
    """
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if customer.erased_at is not None:
        raise UserFacingError(Problem.PERSON_IS_ANONYMOUS)
    if customer.merged_into_id is not None:
        raise UserFacingError(Problem.PERSON_IS_MERGED)
    return customer


def known_room(session: Session, room_id: str) -> Room:
    """Return a room.

    Raises:
        UserFacingError: the room is gone.
    """
    room = session.get(Room, room_id)
    if room is None:
        raise UserFacingError(Problem.NOT_FOUND)
    return room


def today_of(session: Session, project_id: str, now: datetime) -> date:
    """Return the day it is where the project lies."""
    return local_day(now, session.get_one(Project, project_id).timezone)


def lives_on(day: date) -> ColumnElement[bool]:
    """Return the condition that an occupancy holds on ``day``; see ``Stay.holds_on``."""
    return and_(
        or_(Occupancy.from_on.is_(None), Occupancy.from_on <= day),
        or_(Occupancy.until_on.is_(None), Occupancy.until_on > day),
    )


def residents(session: Session, *conditions: ColumnElement[bool]) -> tuple[Resident, ...]:
    """Return the occupancies that meet ``conditions``, owners first, then by who came first."""
    rows = session.execute(
        select(Occupancy, Customer, Room.label)
        .join(Customer, Customer.id == Occupancy.customer_id)
        .join(Room, Room.id == Occupancy.room_id)
        .where(Customer.merged_into_id.is_(None), *conditions)
        .order_by(
            Occupancy.kind != CustomerKind.OWNER,
            Occupancy.kind != CustomerKind.TENANT,
            Occupancy.from_on.is_not(None),
            Occupancy.from_on,
            Customer.created_at,
            Occupancy.id,
        )
    )
    return tuple(_resident(occupancy, customer, label) for occupancy, customer, label in rows)


def _resident(occupancy: Occupancy, customer: Customer, label: str) -> Resident:
    return Resident(
        occupancy.id,
        customer.id,
        occupancy.room_id,
        label,
        mask_name(customer.name),
        customer.title,
        mask_phone(customer.phone),
        CustomerKind(occupancy.kind),
        customer.is_minor,
        Stay(occupancy.from_on, occupancy.until_on),
    )
