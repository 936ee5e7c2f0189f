"""Finding and keeping customers: one box for room, name, phone, pinyin initials (clause 4.2-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.case_states import OPEN_STATES
from app.domain.errors import Problem, UserFacingError
from app.domain.masking import address_as, mask_name, mask_phone
from app.domain.permissions import Action, Actor
from app.domain.terms import CaseType, CustomerKind
from app.domain.typed_text import NAME_LIMIT, clean_line, clean_phone
from app.domain.visit_flow import CustomerDraft
from app.pinyin import fold, name_keys
from app.services.merged import kept_one
from db import audit
from db.models import Case, Customer, CustomerKey, Occupancy, Project, Room, Visit, new_id

_LEAST_PHONE_KEY = 4
_KEYS_A_PERSON = 4
_AFTER_ALL_TEXT = "\U0010ffff"
RECENT = timedelta(days=90)


@dataclass(frozen=True)
class CustomerHit:
    """One line of the customer pick; a room nobody is recorded for has no ``customer_id``.

    ``name`` is masked.
    """

    customer_id: str | None
    room_id: str | None
    room_label: str
    name: str
    title: str
    phone_masked: str
    kind: CustomerKind | None


@dataclass(frozen=True)
class CustomerCard:
    """What the side panel shows of a customer; ``open_cases`` are id and number of complaints.

    ``address`` is how the desk speaks to them: surname and title, else the masked name.
    """

    customer_id: str
    address: str
    kind: CustomerKind
    room_label: str
    phone_masked: str
    recent_visits: int
    open_cases: tuple[tuple[str, str], ...]


def find_customers(
    session: Session, *, actor: Actor, project_id: str, text: str, limit: int = 12
) -> tuple[CustomerHit, ...]:
    """Return customers and rooms that ``text`` may mean, rooms first when it has digits.

    Names and phones are masked.  An empty text finds nothing.
    """
    actor.require(Action.RECEIVE)
    wanted = fold(clean_line(text)).lstrip("+")
    if not wanted:
        return ()
    hits: dict[tuple[str | None, str | None], CustomerHit] = {}
    for hit in (
        *_by_room(session, project_id, wanted, limit),
        *_by_key(session, project_id, wanted, limit),
    ):
        hits.setdefault((hit.customer_id, hit.room_id), hit)
    return tuple(hits.values())[:limit]


def _by_room(session: Session, project_id: str, wanted: str, limit: int) -> list[CustomerHit]:
    if not wanted[0].isascii() or not any(c.isdigit() for c in wanted):
        return []
    lived_in = (
        select(Occupancy.id)
        .where(Occupancy.room_id == Room.id, Occupancy.until_on.is_(None))
        .exists()
    )
    rooms = session.scalars(
        select(Room)
        .where(
            Room.project_id == project_id,
            Room.compact.between(wanted, wanted + _AFTER_ALL_TEXT)
            | Room.number.between(wanted, wanted + _AFTER_ALL_TEXT),
        )
        .order_by(
            (Room.number != wanted) & (Room.compact != wanted),
            ~lived_in,
            func.length(Room.compact),
            Room.compact,
        )
        .limit(limit)
    ).all()
    found: list[CustomerHit] = []
    for room in rooms:
        people = session.execute(
            select(Customer, Occupancy.kind)
            .join(Occupancy, Occupancy.customer_id == Customer.id)
            .where(
                Occupancy.room_id == room.id,
                Occupancy.until_on.is_(None),
                Customer.erased_at.is_(None),
            )
            .order_by(Occupancy.kind != CustomerKind.OWNER, Customer.name)
        ).all()
        found += [_hit(customer, room, CustomerKind(kind)) for customer, kind in people]
        if not people:
            found.append(CustomerHit(None, room.id, room.label, "", "", "", None))
    return found


def _by_key(session: Session, project_id: str, wanted: str, limit: int) -> list[CustomerHit]:
    # In the order of the keys an exact hit comes first, and few rows are read whatever matches.
    keys = session.scalars(
        select(CustomerKey.customer_id)
        .where(
            CustomerKey.project_id == project_id,
            CustomerKey.key.between(wanted, wanted + _AFTER_ALL_TEXT),
        )
        .order_by(CustomerKey.key)
        .limit(limit * _KEYS_A_PERSON)
    )
    ids = list(dict.fromkeys(keys))[:limit]
    found = []
    for customer_id in ids:
        customer = session.get_one(Customer, customer_id)
        room = session.scalar(
            select(Room)
            .join(Occupancy, Occupancy.room_id == Room.id)
            .where(Occupancy.customer_id == customer_id, Occupancy.until_on.is_(None))
            .limit(1)
        )
        found.append(_hit(customer, room, CustomerKind(customer.kind)))
    return found


def _hit(customer: Customer, room: Room | None, kind: CustomerKind) -> CustomerHit:
    return CustomerHit(
        customer.id,
        room.id if room else None,
        room.label if room else "",
        mask_name(customer.name),
        customer.title,
        mask_phone(customer.phone),
        kind,
    )


def find_room(session: Session, *, project_id: str, text: str) -> tuple[str, str] | None:
    """Return id and label of the room ``text`` names exactly, written with or without dashes."""
    written = clean_line(text)
    labels = session.execute(
        select(Room.id, Room.label).where(Room.project_id == project_id, Room.label == written)
    ).all()
    if not labels:
        # 11-1-101 and 1-1-1101 are one without their dashes: then nobody can say which is meant.
        labels = session.execute(
            select(Room.id, Room.label)
            .where(Room.project_id == project_id, Room.compact == fold(written))
            .limit(2)
        ).all()
    return (labels[0].id, labels[0].label) if len(labels) == 1 else None


def keep_customer(
    session: Session, *, actor: Actor, project_id: str, draft: CustomerDraft, now: datetime
) -> str | None:
    """Return the id of the customer that ``draft`` means, adding a new one if need be.

    Nothing is kept of somebody who gives no name, and nothing is asked beyond surname, phone or
    room (PIPL art. 6 and 16).

    Raises:
        UserFacingError: the actor may not receive customers, or the customer is gone or anonymous.
    """
    actor.require(Action.RECEIVE)
    if draft.anonymous:
        return None
    room = session.get(Room, draft.room_id) if draft.room_id is not None else None
    if room is not None and room.project_id != project_id:
        raise UserFacingError(Problem.NOT_FOUND)
    if draft.customer_id is not None:
        known = kept_one(session, draft.customer_id)
        if known is None or known.project_id != project_id:
            raise UserFacingError(Problem.NOT_FOUND)
        if known.erased_at is not None:
            raise UserFacingError(Problem.PERSON_IS_ANONYMOUS)
        return known.id
    name = clean_line(draft.name)[:NAME_LIMIT]
    phone = clean_phone(draft.phone)
    if not name and not phone:
        return None
    customer = Customer(
        id=new_id(),
        project_id=project_id,
        name=name,
        phone=phone,
        title=draft.title,
        kind=draft.kind,
        created_at=now,
        changed_at=now,
    )
    session.add(customer)
    session.flush()
    write_keys(session, customer)
    if draft.room_id is not None:
        project = session.get_one(Project, project_id)
        session.add(
            Occupancy(
                id=new_id(),
                customer_id=customer.id,
                room_id=draft.room_id,
                kind=draft.kind,
                from_on=now.astimezone(ZoneInfo(project.timezone)).date(),
            )
        )
    audit.append(
        session,
        action="keep_customer",
        object=f"customer:{customer.id}",
        after={"name": name, "phone": phone, "kind": draft.kind},
        now=now,
    )
    return customer.id


def write_keys(session: Session, customer: Customer) -> None:
    """Write every beginning by which the customer can be found."""
    keys = search_keys(customer.name, customer.phone)
    for phone in customer.more_phones:
        keys |= search_keys("", phone)
    session.add_all(
        CustomerKey(customer_id=customer.id, key=key, project_id=customer.project_id)
        for key in keys
    )


def search_keys(name: str, phone: str) -> set[str]:
    """Return every beginning by which somebody of this name and phone can be found."""
    digits = phone.lstrip("+")
    return name_keys(name) | {digits[i:] for i in range(len(digits) - _LEAST_PHONE_KEY + 1)}


def customer_card(
    session: Session, *, actor: Actor, customer_id: str, now: datetime
) -> CustomerCard:
    """Return what the wizard shows beside the form about a known customer.

    Raises:
        UserFacingError: the customer is gone.
    """
    actor.require(Action.RECEIVE)
    customer = kept_one(session, customer_id)
    if customer is None:
        raise UserFacingError(Problem.NOT_FOUND)
    customer_id = customer.id
    room_label = session.scalar(
        select(Room.label)
        .join(Occupancy, Occupancy.room_id == Room.id)
        .where(Occupancy.customer_id == customer_id, Occupancy.until_on.is_(None))
        .limit(1)
    )
    visits = session.scalar(
        select(func.count())
        .select_from(Visit)
        .where(Visit.customer_id == customer_id, Visit.arrived_at >= now - RECENT)
    )
    open_cases = session.execute(
        select(Case.id, Case.number)
        .where(
            Case.customer_id == customer_id,
            Case.type == CaseType.COMPLAINT,
            Case.state.in_(OPEN_STATES),
        )
        .order_by(Case.registered_at.desc())
        .limit(3)
    )
    return CustomerCard(
        customer.id,
        address_as(customer.name, customer.title),
        CustomerKind(customer.kind),
        room_label or "",
        mask_phone(customer.phone),
        visits or 0,
        tuple((case_id, number) for case_id, number in open_cases),
    )
