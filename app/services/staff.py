"""Staff as the records know them; the key file decides who can unlock."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agreements import SignedAgreement
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.policy import RECOVERY_CONFIRMED
from app.domain.terms import Role
from app.domain.typed_text import NAME_LIMIT, clean_line
from app.services.confidentiality_agreements import (
    end_agreements,
    has_signed,
    record_agreement,
    signing_days,
)
from app.services.policy import put_setting
from db import audit
from db.models import Staff, new_id


@dataclass(frozen=True)
class StaffView:
    """A staff member as the settings list them.

    ``signed_on`` is the day of the live confidentiality agreement; the account stays closed
    without one.
    """

    staff_id: str
    name: str
    role: Role
    active: bool
    signed_on: date | None = None


def record_staff(
    session: Session, *, actor: Actor, staff_id: str, name: str, role: Role, now: datetime
) -> None:
    """Add a staff member to the records.

    Raises:
        UserFacingError: the actor may not manage staff, or the name is empty.
    """
    actor.require(Action.MANAGE_STAFF)
    name = clean_line(name)[:NAME_LIMIT]
    if not name:
        raise UserFacingError(Problem.EMPTY_NAME)
    session.add(Staff(id=staff_id, name=name, role=role, active=True, created_at=now))
    session.flush()
    audit.append(
        session,
        action="add_staff",
        object=f"staff:{staff_id}",
        after={"name": name, "role": role},
        now=now,
    )


def admit_staff(
    session: Session,
    *,
    actor: Actor,
    name: str,
    role: Role,
    can_unlock: AbstractSet[str],
    now: datetime,
    agreement: SignedAgreement | None = None,
) -> str:
    """Return the record of somebody who is about to get a password, adding it if there is none.

    A record of this name at work without a password is theirs: an earlier attempt was cut off
    behind it. ``can_unlock`` holds the staff ids of the key file; ``agreement`` is the
    confidentiality agreement that they have signed on paper.

    Raises:
        UserFacingError: the actor may not manage staff, the name is empty, or the agreement
            cannot be taken.
    """
    actor.require(Action.MANAGE_STAFF)
    staff_id = _admitted(
        session,
        actor=actor,
        name=clean_line(name)[:NAME_LIMIT],
        role=role,
        can_unlock=can_unlock,
        now=now,
    )
    if agreement is not None and not has_signed(session, staff_id):
        record_agreement(session, actor=actor, staff_id=staff_id, agreement=agreement, now=now)
    return staff_id


def _admitted(
    session: Session,
    *,
    actor: Actor,
    name: str,
    role: Role,
    can_unlock: AbstractSet[str],
    now: datetime,
) -> str:
    waiting = session.scalars(
        select(Staff).where(Staff.active, Staff.name == name).order_by(Staff.created_at)
    )
    for staff in waiting:
        if staff.id not in can_unlock:
            before = {"name": staff.name, "role": staff.role}
            staff.role = role
            audit.append(
                session,
                action="add_staff",
                object=f"staff:{staff.id}",
                before=before,
                after={"name": name, "role": role},
                now=now,
            )
            return staff.id
    staff_id = new_id()
    record_staff(session, actor=actor, staff_id=staff_id, name=name, role=role, now=now)
    return staff_id


def record_departure(session: Session, *, actor: Actor, staff_id: str, now: datetime) -> None:
    """Mark a staff member as left; what they did stays theirs.

    Raises:
        UserFacingError: the actor may not manage staff, is that person, or nobody is known so.
    """
    actor.require(Action.MANAGE_STAFF)
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if staff_id == actor.staff_id:
        raise UserFacingError(Problem.OWN_ACCOUNT)
    staff.active = False
    end_agreements(session, staff_id=staff_id, now=now)
    audit.append(session, action="close_account", object=f"staff:{staff_id}", now=now)


def record_recovery(session: Session, *, staff_id: str, now: datetime) -> None:
    """Write down that the recovery key is about to give somebody a new password.

    Its successor is on nobody's paper yet.

    Raises:
        UserFacingError: the records do not know this person, or no longer.
    """
    staff = session.get(Staff, staff_id)
    if staff is None or not staff.active:
        raise UserFacingError(Problem.NOT_FOUND)
    audit.append(session, action="recover_password", object=f"staff:{staff_id}", now=now)
    put_setting(session, setting=RECOVERY_CONFIRMED, value=False, now=now)


def record_new_recovery_key(session: Session, *, now: datetime) -> None:
    """Write down that the recovery key is about to be replaced; the new one is on no paper yet."""
    audit.append(session, action="replace_recovery_key", object="key:recovery", now=now)
    put_setting(session, setting=RECOVERY_CONFIRMED, value=False, now=now)


def record_act(session: Session, *, action: str, thing: str, now: datetime) -> None:
    """Write into the audit log that whoever unlocked the store is about to do something to it."""
    audit.append(session, action=action, object=thing, now=now)


def staff_member(session: Session, staff_id: str, role: Role) -> Actor:
    """Return the actor for a staff member who has just unlocked, with the role of the key file.

    Without a live confidentiality agreement it is an actor who may only sign (clause 5-3).

    Raises:
        UserFacingError: the records do not know this person, or no longer.
    """
    staff = session.get(Staff, staff_id)
    if staff is None or not staff.active:
        raise UserFacingError(Problem.WRONG_PASSWORD)
    return Actor(staff.id, staff.name, role, has_signed(session, staff.id))


def list_staff(session: Session) -> tuple[StaffView, ...]:
    """Return all staff, those at work first."""
    rows = session.scalars(select(Staff).order_by(Staff.active.desc(), Staff.name))
    signed = signing_days(session)
    return tuple(StaffView(s.id, s.name, Role(s.role), s.active, signed.get(s.id)) for s in rows)
