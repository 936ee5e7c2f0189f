"""Vehicles of customers, with the spaces they stand on; one that is gone stays in the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.archive import Stay, clean_plate
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.masking import mask_plate
from app.domain.permissions import Action, Actor
from app.domain.typed_text import NAME_LIMIT, clean_line
from app.services.archive_people import present_customer, today_of
from db import audit
from db.models import Customer, Vehicle, new_id


@dataclass(frozen=True)
class VehicleView:
    """One vehicle, its plate masked."""

    vehicle_id: str
    customer_id: str
    plate_masked: str
    description: str
    parking_space: str
    stay: Stay


def add_vehicle(
    session: Session,
    *,
    actor: Actor,
    customer_id: str,
    plate: str,
    description: str = "",
    parking_space: str = "",
    from_on: date | None = None,
    now: datetime,
) -> str:
    """Add a vehicle of a customer; return its id.

    Raises:
        FieldError: the plate is missing, too long or on record for them, or the day lies ahead.
        UserFacingError: the customer is gone, or the actor may not keep customers.
    """
    actor.require(Action.KEEP_CUSTOMERS)
    customer = present_customer(session, customer_id)
    plain = clean_plate(plate)
    if from_on is not None and from_on > today_of(session, customer.project_id, now):
        raise FieldError("from_on", FieldProblem.DAY_AHEAD)
    known = session.scalar(
        select(Vehicle.id).where(
            Vehicle.plate == plain, Vehicle.customer_id == customer_id, Vehicle.until_on.is_(None)
        )
    )
    if known is not None:
        raise FieldError("plate", FieldProblem.UNCHANGED)
    vehicle = Vehicle(
        id=new_id(),
        customer_id=customer_id,
        plate=plain,
        description=clean_line(description)[:NAME_LIMIT],
        parking_space=clean_line(parking_space)[:NAME_LIMIT],
        from_on=from_on,
    )
    session.add(vehicle)
    audit.append(
        session,
        action="add_vehicle",
        object=f"vehicle:{vehicle.id}",
        after={
            "customer": customer_id,
            "plate": plain,
            "description": vehicle.description,
            "parking_space": vehicle.parking_space,
        },
        now=now,
    )
    return vehicle.id


def end_vehicle(session: Session, *, actor: Actor, vehicle_id: str, now: datetime) -> None:
    """Write down that the customer no longer has a vehicle, as of today.

    Raises:
        UserFacingError: the vehicle is gone or ended already, or the actor may not do this.
    """
    actor.require(Action.KEEP_CUSTOMERS)
    vehicle = session.get(Vehicle, vehicle_id)
    if vehicle is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if vehicle.until_on is not None:
        raise UserFacingError(Problem.CHANGED_MEANWHILE)
    customer = session.get_one(Customer, vehicle.customer_id)
    vehicle.until_on = today_of(session, customer.project_id, now)
    audit.append(
        session,
        action="end_vehicle",
        object=f"vehicle:{vehicle_id}",
        after={"until_on": vehicle.until_on.isoformat()},
        now=now,
    )


def vehicles_of(session: Session, customer_ids: Sequence[str]) -> tuple[VehicleView, ...]:
    """Return the vehicles of some customers: those they still have first, by plate."""
    rows = session.scalars(
        select(Vehicle)
        .where(Vehicle.customer_id.in_(customer_ids))
        .order_by(Vehicle.until_on.is_not(None), Vehicle.plate, Vehicle.id)
    )
    return tuple(
        VehicleView(
            vehicle.id,
            vehicle.customer_id,
            mask_plate(vehicle.plate),
            vehicle.description,
            vehicle.parking_space,
            Stay(vehicle.from_on, vehicle.until_on),
        )
        for vehicle in rows
    )
