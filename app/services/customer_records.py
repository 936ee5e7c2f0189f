"""One customer's record: the card, correcting it, adding somebody, 'all of it is still right'."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.archive import (
    CustomerFields,
    Stay,
    check_stay,
    checked_fields,
    mask_phones,
    months_unconfirmed,
    review_due,
)
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.masking import mask_name, mask_phone, mask_wechat
from app.domain.permissions import Action, Actor
from app.domain.terms import AccessKind, AccessReason, Channel, CustomerKind
from app.domain.visit_flow import CustomerDraft
from app.services.access_log import record_access
from app.services.archive_people import Resident, present_customer, residents, today_of
from app.services.customer_fields import fields_of
from app.services.customer_notes import NoteView, notes_of
from app.services.customers import find_room, write_keys
from app.services.households import HouseholdView, add_occupancy, households_of
from app.services.vehicles import VehicleView, vehicles_of
from db import audit
from db.models import Customer, CustomerKey, Occupancy, Room, new_id


@dataclass(frozen=True)
class PersonView:
    """Everything that the page of a customer shows without being asked, masked."""

    customer_id: str
    name_masked: str
    title: str
    kind: CustomerKind
    is_minor: bool
    phone_masked: str
    more_phones_masked: tuple[str, ...]
    wechat_masked: str
    contact_channel: Channel | None
    contact_hours: str
    months_unconfirmed: int
    is_review_due: bool
    reviewed_at: datetime | None
    created_at: datetime
    is_anonymous: bool
    merged_into_id: str | None
    stays: tuple[Resident, ...]
    households: tuple[HouseholdView, ...]
    vehicles: tuple[VehicleView, ...]
    notes: tuple[NoteView, ...]
    today: date

    @property
    def is_kept(self) -> bool:
        """Whether something can still be written of this customer."""
        return not self.is_anonymous and self.merged_into_id is None

    @property
    def living(self) -> tuple[Resident, ...]:
        """The rooms in which the customer lives today."""
        return tuple(stay for stay in self.stays if stay.stay.holds_on(self.today))


@dataclass(frozen=True)
class RecordInFull:
    """A customer's fields in full, for correcting them; they stay out of every representation."""

    customer_id: str
    fields: CustomerFields = field(repr=False)


def person_view(session: Session, *, actor: Actor, customer_id: str, now: datetime) -> PersonView:
    """Return the page of a customer, masked.

    Raises:
        UserFacingError: the customer is gone, or the actor may not read the archive.
    """
    actor.require(Action.READ_CUSTOMERS)
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise UserFacingError(Problem.NOT_FOUND)
    today = today_of(session, customer.project_id, now)
    anonymous = customer.erased_at is not None
    due = not anonymous and review_due(customer.reviewed_at, customer.created_at, now)
    return PersonView(
        customer_id=customer.id,
        name_masked=mask_name(customer.name),
        title=customer.title,
        kind=CustomerKind(customer.kind),
        is_minor=customer.is_minor,
        phone_masked=mask_phone(customer.phone),
        more_phones_masked=mask_phones(customer.more_phones),
        wechat_masked=mask_wechat(customer.wechat),
        contact_channel=Channel(customer.contact_channel) if customer.contact_channel else None,
        contact_hours=customer.contact_hours,
        months_unconfirmed=months_unconfirmed(customer.reviewed_at, customer.created_at, now),
        is_review_due=due,
        reviewed_at=customer.reviewed_at,
        created_at=customer.created_at,
        is_anonymous=anonymous,
        merged_into_id=customer.merged_into_id,
        stays=residents(session, Occupancy.customer_id == customer_id),
        households=households_of(session, customer_id, today),
        vehicles=vehicles_of(session, (customer_id,)),
        notes=notes_of(session, customer_id=customer_id),
        today=today,
    )


def open_card(session: Session, *, actor: Actor, customer_id: str, now: datetime) -> PersonView:
    """Return the page of a customer, and write down that the actor opened it.

    Raises:
        UserFacingError: the customer is gone, or the actor may not read the archive.
    """
    view = person_view(session, actor=actor, customer_id=customer_id, now=now)
    record_access(session, actor=actor, customer_id=customer_id, kind=AccessKind.OPEN_CARD, now=now)
    return view


def record_for_correction(
    session: Session, *, actor: Actor, customer_id: str, now: datetime
) -> RecordInFull:
    """Return a customer's fields in full, and write down that they were shown to be corrected.

    Raises:
        UserFacingError: the customer is gone or anonymous, or the actor may not do this.
    """
    actor.require(Action.KEEP_CUSTOMERS)
    actor.require(Action.REVEAL_PHONES)
    customer = present_customer(session, customer_id)
    record_access(
        session,
        actor=actor,
        customer_id=customer_id,
        kind=AccessKind.REVEAL,
        reason=AccessReason.CORRECTION,
        now=now,
    )
    return RecordInFull(customer_id, fields_of(customer))


def correct_customer(
    session: Session, *, actor: Actor, customer_id: str, fields: CustomerFields, now: datetime
) -> None:
    """Put a customer's fields right; the ways to find them follow.

    Raises:
        FieldError: neither a name nor a phone is left, or something is no phone or too long.
        UserFacingError: the customer is gone or anonymous, or the actor may not do this.
    """
    actor.require(Action.KEEP_CUSTOMERS)
    customer = present_customer(session, customer_id)
    checked = checked_fields(fields)
    before = _plain(fields_of(customer))
    _put(customer, checked)
    customer.changed_at = now
    session.flush()
    session.execute(delete(CustomerKey).where(CustomerKey.customer_id == customer_id))
    write_keys(session, customer)
    audit.append(
        session,
        action="correct_customer",
        object=f"customer:{customer_id}",
        before=before,
        after=_plain(checked),
        now=now,
    )


def add_customer(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    fields: CustomerFields,
    room: str = "",
    from_on: date | None = None,
    now: datetime,
) -> str:
    """Add somebody to the archive, in a room if one is named; return the id.

    Raises:
        FieldError: neither a name nor a phone is given, there is no such room, the day lies ahead.
        UserFacingError: the actor may not keep customers.
    """
    actor.require(Action.KEEP_CUSTOMERS)
    checked = checked_fields(fields)
    found = find_room(session, project_id=project_id, text=room) if room.strip() else None
    if room.strip() and found is None:
        raise FieldError("room", FieldProblem.UNKNOWN_ROOM)
    stay = Stay(from_on, None)
    check_stay(stay, (), today_of(session, project_id, now))
    customer = Customer(id=new_id(), project_id=project_id, created_at=now, changed_at=now)
    _put(customer, checked)
    session.add(customer)
    session.flush()
    write_keys(session, customer)
    audit.append(
        session,
        action="add_customer",
        object=f"customer:{customer.id}",
        after=_plain(checked),
        now=now,
    )
    if found is not None:
        add_occupancy(session, customer.id, found[0], checked.kind, stay, now)
    return customer.id


def confirm_profile(session: Session, *, actor: Actor, customer_id: str, now: datetime) -> None:
    """Write down that the customer said: all of it is still right.

    Raises:
        UserFacingError: the customer is gone or anonymous, or the actor may not keep customers.
    """
    actor.require(Action.KEEP_CUSTOMERS)
    customer = present_customer(session, customer_id)
    before = customer.reviewed_at
    customer.reviewed_at = now
    audit.append(
        session,
        action="confirm_profile",
        object=f"customer:{customer_id}",
        before={"reviewed_at": before.isoformat() if before else None},
        after={"reviewed_at": now.isoformat()},
        now=now,
    )


def reception_draft(
    session: Session, *, actor: Actor, customer_id: str, now: datetime
) -> CustomerDraft:
    """Return a customer as a reception begins with them: known, in the room they live in.

    Raises:
        UserFacingError: the customer is gone or anonymous, or the actor may not receive.
    """
    actor.require(Action.RECEIVE)
    customer = present_customer(session, customer_id)
    today = today_of(session, customer.project_id, now)
    living = [
        stay
        for stay in residents(session, Occupancy.customer_id == customer_id)
        if stay.stay.holds_on(today)
    ]
    room = session.get(Room, living[0].room_id) if living else None
    return CustomerDraft(
        customer_id=customer.id,
        room_id=room.id if room else None,
        room_label=room.label if room else "",
        name=mask_name(customer.name),
        title=customer.title,
        phone=mask_phone(customer.phone),
        kind=living[0].kind if living else CustomerKind(customer.kind),
    )


def _put(customer: Customer, fields: CustomerFields) -> None:
    customer.name = fields.name
    customer.title = fields.title
    customer.phone = fields.phone
    customer.more_phones = list(fields.more_phones)
    customer.kind = fields.kind
    customer.wechat = fields.wechat
    customer.contact_channel = fields.contact_channel
    customer.contact_hours = fields.contact_hours
    customer.is_minor = fields.is_minor


def _plain(fields: CustomerFields) -> dict[str, object]:
    """Return what the audit log hashes of a record."""
    return {
        "name": fields.name,
        "title": fields.title,
        "phone": fields.phone,
        "more_phones": list(fields.more_phones),
        "kind": str(fields.kind),
        "wechat": fields.wechat,
        "contact_channel": str(fields.contact_channel or ""),
        "contact_hours": fields.contact_hours,
        "is_minor": fields.is_minor,
    }
