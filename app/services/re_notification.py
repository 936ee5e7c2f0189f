"""Who has to be told again of a changed notice, and that it was done (PIPL art. 17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from app.domain.errors import Problem, UserFacingError
from app.domain.masking import mask_name, mask_phone
from app.domain.notices import PERSONAL_INFORMATION, NoticeVersion, in_force, least_told
from app.domain.permissions import Action, Actor
from app.domain.terms import Channel
from app.services.merged import kept_one
from app.services.notices import notice_in_force, notice_versions
from db import audit
from db.models import Consent, Customer, Notice, NoticeTold, Occupancy, Room, new_id

MOST_SHOWN = 200


@dataclass(frozen=True)
class ToTell:
    """One customer who knows an earlier version only; names and phone are masked."""

    customer_id: str
    name_masked: str
    phone_masked: str
    room_label: str
    told_version: int


@dataclass(frozen=True)
class ToTellList:
    """Who is to be told; ``total`` counts also those beyond the first shown."""

    version: int
    what_changed: str
    customers: tuple[ToTell, ...]
    total: int


def told_version(session: Session, *, customer_id: str, now: datetime) -> int:
    """Return the newest version that the customer knows, 0 if none was ever shown."""
    return _known(session, now, customer_id).get(customer_id, 0)


def must_be_told(session: Session, *, customer_id: str, now: datetime) -> bool:
    """Return whether the customer knows an earlier version that must be told anew."""
    known = told_version(session, customer_id=customer_id, now=now)
    return 0 < known < least_told(notice_versions(session), now)


def to_tell_again(session: Session, *, actor: Actor, project_id: str, now: datetime) -> ToTellList:
    """Return the customers of a project who must be told of the notice in force.

    Those are who was told of an earlier version, or agreed to something under one that still
    holds, unless every version since was issued without the wish to tell everybody again.

    Raises:
        UserFacingError: the actor may not take consents, or no notice is in force.
    """
    actor.require(Action.TAKE_CONSENTS)
    versions = notice_versions(session)
    current = notice_in_force(session, now=now)
    known = _known(session, now)
    least = least_told(versions, now)
    waiting = {customer for customer, version in known.items() if version < least}
    rows = session.execute(
        select(Customer.id, Customer.name, Customer.phone)
        .where(
            Customer.project_id == project_id,
            Customer.merged_into_id.is_(None),
            Customer.erased_at.is_(None),
        )
        .order_by(Customer.name, Customer.id)
    )
    found = [row for row in rows if row.id in waiting]
    return ToTellList(
        current.version,
        _what_changed(versions, now),
        tuple(
            ToTell(
                row.id,
                mask_name(row.name),
                mask_phone(row.phone),
                _room_label(session, row.id),
                known[row.id],
            )
            for row in found[:MOST_SHOWN]
        ),
        len(found),
    )


def tell(
    session: Session, *, actor: Actor, customer_id: str, channel: Channel, now: datetime
) -> int:
    """Record that the customer was told of the notice in force; return its version.

    Raises:
        UserFacingError: the actor may not take consents, the customer is gone, or no notice is in
            force.
    """
    actor.require(Action.TAKE_CONSENTS)
    customer = kept_one(session, customer_id)
    if customer is None or customer.erased_at is not None:
        raise UserFacingError(Problem.NOT_FOUND)
    current = notice_in_force(session, now=now)
    record_told(
        session, actor=actor, customer_id=customer.id, notice=current, channel=channel, now=now
    )
    return current.version


def record_told(
    session: Session,
    *,
    actor: Actor,
    customer_id: str,
    notice: NoticeVersion,
    channel: Channel,
    now: datetime,
) -> None:
    """Write down that a version was told, as part of what the actor was permitted to do."""
    session.add(
        NoticeTold(
            id=new_id(),
            customer_id=customer_id,
            code=notice.code,
            version=notice.version,
            channel=channel,
            told_at=now,
            told_by=actor.staff_id,
        )
    )
    session.flush()
    audit.append(
        session,
        action="tell_notice",
        object=f"customer:{customer_id}",
        after={"version": notice.version, "channel": channel},
        now=now,
    )


def _known(session: Session, now: datetime, customer_id: str | None = None) -> Mapping[str, int]:
    """Return the newest version by customer: told of, or agreed to by a consent that holds."""
    told = select(NoticeTold.customer_id, NoticeTold.version).where(
        NoticeTold.code == PERSONAL_INFORMATION
    )
    agreed = (
        select(Consent.customer_id, Notice.version)
        .join(Notice, Notice.id == Consent.notice_id)
        .where(
            Notice.code == PERSONAL_INFORMATION,
            Consent.agreed,
            Consent.withdrawn_at.is_(None),
            Consent.expires_at.is_(None) | (Consent.expires_at > now),
        )
    )
    if customer_id is not None:
        told = told.where(NoticeTold.customer_id == customer_id)
        agreed = agreed.where(Consent.customer_id == customer_id)
    both = union_all(told, agreed).subquery()
    rows = session.execute(
        select(both.c.customer_id, func.max(both.c.version)).group_by(both.c.customer_id)
    )
    return {row[0]: row[1] for row in rows}


def _what_changed(versions: tuple[NoticeVersion, ...], now: datetime) -> str:
    """Return what the newest version that has to be told again changed."""
    current = in_force(versions, now)
    asked = [v for v in versions if current and v.tell_again and v.version <= current.version]
    return asked[-1].what_changed if asked else ""


def _room_label(session: Session, customer_id: str) -> str:
    return (
        session.scalar(
            select(Room.label)
            .join(Occupancy, Occupancy.room_id == Room.id)
            .where(Occupancy.customer_id == customer_id, Occupancy.until_on.is_(None))
            .limit(1)
        )
        or ""
    )
