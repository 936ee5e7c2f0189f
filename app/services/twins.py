"""Records of one project that may be the same person, and what somebody said of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app import pinyin
from app.domain.errors import Problem, UserFacingError
from app.domain.masking import mask_name, mask_phone
from app.domain.permissions import Action, Actor
from app.domain.terms import CustomerKind
from app.domain.twins import (
    TwinPair,
    TwinPerson,
    TwinSign,
    compare,
    find_pairs,
    in_order,
    phone_digits,
)
from app.domain.typed_text import clean_line, clean_phone
from app.domain.visit_flow import CustomerDraft
from db import audit
from db.models import Case, Customer, DistinctPair, Occupancy, Room, Visit

PAGE = 100
_AT_INTAKE = 2
_LEAST_PHONE = 7
_NEWCOMER = "0" * 32
"""Stands for somebody who is not kept yet; no id is ever that small."""
_SIGNS_AT_INTAKE = frozenset(
    {
        TwinSign.SAME_NAME_AND_ROOM,
        TwinSign.SAME_PHONE_AND_NAME,
        TwinSign.SAME_PHONE,
        TwinSign.SHARED_PHONE,
    }
)


@dataclass(frozen=True)
class TwinSide:
    """One record of a pair, masked, with how much hangs on it."""

    customer_id: str
    name_masked: str
    title: str
    phones_masked: tuple[str, ...]
    kind: CustomerKind
    room_labels: tuple[str, ...]
    created_at: datetime
    cases: int
    visits: int


@dataclass(frozen=True)
class TwinView:
    """Two records that may be one person; ``first`` is the one that more hangs on."""

    first: TwinSide
    second: TwinSide
    pair: TwinPair


@dataclass(frozen=True)
class TwinsPage:
    """Some of the pairs, the likeliest first; ``after`` asks for the next ones, if there are."""

    twins: tuple[TwinView, ...]
    total: int
    after: tuple[int, str, str] | None


@dataclass(frozen=True)
class TwinAtIntake:
    """Somebody on record whom a new customer at the desk may be.

    ``name`` is what the desk typed where that is the whole name, else masked as everywhere.
    """

    customer_id: str
    name_masked: str
    title: str
    kind: CustomerKind
    phone_masked: str
    room_id: str | None
    room_label: str
    signs: tuple[TwinSign, ...]


@lru_cache(maxsize=50_000)
def _sounds(name: str) -> frozenset[str]:
    return pinyin.sounds(name)


# ---- the list ------------------------------------------------------------------------------


def find_twins(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    limit: int = PAGE,
    after: tuple[int, str, str] | None = None,
) -> TwinsPage:
    """Return the pairs of a project that may be one person, and nobody said to be two."""
    actor.require(Action.READ_CUSTOMERS)
    pairs = find_pairs(
        _people(session, Customer.project_id == project_id), _sounds, _distinct(session)
    )
    following = [pair for pair in pairs if after is None or pair.rank > after]
    page = following[:limit]
    is_more = len(following) > limit
    return TwinsPage(_views(session, page), len(pairs), page[-1].rank if is_more else None)


def twins_of(session: Session, *, actor: Actor, customer_id: str) -> tuple[TwinView, ...]:
    """Return the pairs that one customer is part of, the likeliest first."""
    actor.require(Action.READ_CUSTOMERS)
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if customer.merged_into_id is not None or customer.erased_at is not None:
        return ()
    (person,) = _people(session, Customer.id == customer_id)
    found = _pairs_of(session, customer.project_id, person, customer.name)
    return _views(session, found)


def _pairs_of(session: Session, project_id: str, person: TwinPerson, name: str) -> list[TwinPair]:
    distinct = _distinct(session, person.customer_id)
    others = _candidates(session, project_id, person, name)
    pairs = (compare(person, other, _sounds) for other in others)
    found = [pair for pair in pairs if pair is not None]
    return sorted(
        (pair for pair in found if (pair.first_id, pair.second_id) not in distinct),
        key=lambda pair: pair.rank,
    )


def _candidates(
    session: Session, project_id: str, person: TwinPerson, name: str
) -> list[TwinPerson]:
    """Return everybody who shares a phone, a room or the name with somebody."""
    ids: set[str] = set()
    of_project = (Customer.project_id == project_id, *_standing())
    if name:
        ids.update(session.scalars(select(Customer.id).where(*of_project, Customer.name == name)))
    if person.rooms:
        ids.update(
            session.scalars(
                select(Occupancy.customer_id).where(Occupancy.room_id.in_(person.rooms))
            )
        )
    ids.update(_with_phones(session, project_id, person.phones))
    ids.discard(person.customer_id)
    return _people(session, Customer.project_id == project_id, Customer.id.in_(ids)) if ids else []


def _with_phones(session: Session, project_id: str, phones: Iterable[str]) -> set[str]:
    """Return who carries one of these phones, however it is written; a crowd says nothing."""
    found: set[str] = set()
    for phone in phones:
        written = {phone, f"+86{phone}", f"86{phone}", f"0086{phone}"}
        more = func.json_each(Customer.more_phones).table_valued("value")
        among = select(more.c.value).where(more.c.value.in_(written)).exists()
        rows = session.scalars(
            select(Customer.id).where(
                Customer.project_id == project_id,
                *_standing(),
                or_(Customer.phone.in_(written), (Customer.more_phones != []) & among),
            )
        )
        found.update(rows)
    return found


def _standing() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (Customer.merged_into_id.is_(None), Customer.erased_at.is_(None))


def _people(session: Session, *wanted: ColumnElement[bool]) -> list[TwinPerson]:
    """Read what is compared, in two narrow questions whatever the number of records."""
    rooms: dict[str, set[str]] = defaultdict(set)
    lives = (
        select(Occupancy.customer_id, Occupancy.room_id)
        .join(Customer, Customer.id == Occupancy.customer_id)
        .where(*wanted, *_standing())
    )
    for customer_id, room_id in session.execute(lives):
        rooms[customer_id].add(room_id)
    asked = select(
        Customer.id, Customer.name, Customer.phone, Customer.more_phones, Customer.is_minor
    ).where(*wanted, *_standing())
    return [
        TwinPerson(
            customer_id,
            pinyin.fold(name),
            _comparable((phone, *more)),
            frozenset(rooms.get(customer_id, ())),
            is_minor,
        )
        for customer_id, name, phone, more, is_minor in session.execute(asked.order_by(Customer.id))
    ]


def _comparable(phones: Iterable[str]) -> frozenset[str]:
    """An extension or a house phone of a few digits belongs to no one person."""
    digits = map(phone_digits, phones)
    return frozenset(phone for phone in digits if len(phone) >= _LEAST_PHONE)


def _distinct(session: Session, customer_id: str | None = None) -> set[tuple[str, str]]:
    asked = select(DistinctPair.first_id, DistinctPair.second_id)
    if customer_id is not None:
        asked = asked.where(
            or_(DistinctPair.first_id == customer_id, DistinctPair.second_id == customer_id)
        )
    return {(first, second) for first, second in session.execute(asked)}


# ---- as they are shown ---------------------------------------------------------------------


def _views(session: Session, pairs: Sequence[TwinPair]) -> tuple[TwinView, ...]:
    sides = twin_sides(session, {id_ for pair in pairs for id_ in (pair.first_id, pair.second_id)})
    made = []
    for pair in pairs:
        first, second = sides[pair.first_id], sides[pair.second_id]
        if second.cases + second.visits > first.cases + first.visits:
            first, second = second, first
        made.append(TwinView(first, second, pair))
    return tuple(made)


def twin_sides(session: Session, ids: Iterable[str]) -> dict[str, TwinSide]:
    """Return the records of these ids as pairs show them: masked, with what hangs on each."""
    wanted = tuple(ids)
    labels: dict[str, list[str]] = defaultdict(list)
    rooms = (
        select(Occupancy.customer_id, Room.label)
        .join(Room, Room.id == Occupancy.room_id)
        .where(Occupancy.customer_id.in_(wanted))
        .order_by(Occupancy.until_on.is_not(None), Room.label)
    )
    for customer_id, room_label in session.execute(rooms):
        if room_label not in labels[customer_id]:
            labels[customer_id].append(room_label)
    cases = _counts(session, Case.customer_id, wanted)
    visits = _counts(session, Visit.customer_id, wanted)
    return {
        customer.id: TwinSide(
            customer.id,
            mask_name(customer.name),
            customer.title,
            tuple(mask_phone(phone) for phone in (customer.phone, *customer.more_phones) if phone),
            CustomerKind(customer.kind),
            tuple(labels[customer.id]),
            customer.created_at,
            cases.get(customer.id, 0),
            visits.get(customer.id, 0),
        )
        for customer in session.scalars(select(Customer).where(Customer.id.in_(wanted)))
    }


def _counts(
    session: Session, column: InstrumentedAttribute[str | None], ids: Sequence[str]
) -> dict[str | None, int]:
    counted = session.execute(select(column, func.count()).where(column.in_(ids)).group_by(column))
    return dict(iter(counted))


# ---- two people after all ------------------------------------------------------------------


def say_distinct(
    session: Session, *, actor: Actor, first_id: str, second_id: str, now: datetime
) -> None:
    """Write down that two records are two people; they are not proposed again.

    Raises:
        UserFacingError: not permitted, or one is gone or of another project.
    """
    first, second = _pair(session, actor, first_id, second_id)
    if session.get(DistinctPair, (first, second)) is None:
        session.add(
            DistinctPair(first_id=first, second_id=second, said_at=now, said_by=actor.staff_id)
        )
        audit.append(
            session,
            action="say_distinct",
            object=f"customer:{first}",
            after={"other": second},
            now=now,
        )


def forget_distinct(
    session: Session, *, actor: Actor, first_id: str, second_id: str, now: datetime
) -> None:
    """Take back that two records are two people.

    Raises:
        UserFacingError: not permitted, or one is gone or of another project.
    """
    first, second = _pair(session, actor, first_id, second_id)
    said = session.get(DistinctPair, (first, second))
    if said is not None:
        session.delete(said)
        audit.append(
            session,
            action="forget_distinct",
            object=f"customer:{first}",
            before={"other": second},
            now=now,
        )


def _pair(session: Session, actor: Actor, first_id: str, second_id: str) -> tuple[str, str]:
    actor.require(Action.MERGE_CUSTOMERS)
    one, other = session.get(Customer, first_id), session.get(Customer, second_id)
    if one is None or other is None or one is other or one.project_id != other.project_id:
        raise UserFacingError(Problem.NOT_FOUND)
    return in_order(first_id, second_id)


# ---- at intake -----------------------------------------------------------------------------


def twins_at_intake(
    session: Session, *, actor: Actor, project_id: str, draft: CustomerDraft
) -> tuple[TwinAtIntake, ...]:
    """Return who on record the new customer of ``draft`` may be (clause 4.2-2).

    Asked for a phone, or a name together with a room, that somebody has already.
    """
    actor.require(Action.RECEIVE)
    if draft.customer_id is not None or draft.anonymous:
        return ()
    name = clean_line(draft.name)
    newcomer = TwinPerson(
        _NEWCOMER,
        pinyin.fold(name),
        _comparable((clean_phone(draft.phone),)),
        frozenset({draft.room_id} if draft.room_id is not None else ()),
    )
    if not newcomer.phones and not (newcomer.name and newcomer.rooms):
        return ()
    pairs = _pairs_of(session, project_id, newcomer, "")
    close = [pair for pair in pairs if _SIGNS_AT_INTAKE.intersection(pair.signs)]
    return tuple(_at_intake(session, pair, draft.room_id) for pair in close[:_AT_INTAKE])


def _at_intake(session: Session, pair: TwinPair, room_id: str | None) -> TwinAtIntake:
    customer = session.get_one(Customer, pair.second_id)
    room = session.scalars(
        select(Room)
        .join(Occupancy, Occupancy.room_id == Room.id)
        .where(Occupancy.customer_id == customer.id)
        .order_by(Room.id != room_id, Occupancy.until_on.is_not(None), Room.label)
        .limit(1)
    ).first()
    return TwinAtIntake(
        customer.id,
        mask_name(customer.name),
        customer.title,
        CustomerKind(customer.kind),
        mask_phone(customer.phone),
        room.id if room else None,
        room.label if room else "",
        pair.signs,
    )
