"""Reading the access log: who looked at a customer, and at whom a staff member looked (5-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.domain.access_paper import AccessLine, AccessPaper
from app.domain.errors import Problem, UserFacingError
from app.domain.masking import address_as, mask_name
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME
from app.domain.terms import AccessKind, AccessReason
from app.services.policy import read_setting
from db import audit
from db.models import AccessEntry, Case, Customer, Project, Staff

RECENT = timedelta(days=30)
NEWEST = 3
MOST = 2_000
"""How many entries are listed; older ones are counted only."""


@dataclass(frozen=True)
class AccessSummary:
    """What the card beside a customer shows: how often in 30 days, and the newest entries."""

    customer_id: str
    recent: int
    newest: tuple[AccessLine, ...]


@dataclass(frozen=True)
class AccessLog:
    """The whole log of one customer or one staff member; ``of_whom`` is masked for a customer.

    ``total`` counts the entries that are not listed too.
    """

    of_whom: str
    lines: tuple[AccessLine, ...]
    total: int


@dataclass(frozen=True)
class Reader:
    """A staff member and how often they looked at customers in 30 days."""

    staff_id: str
    name: str
    recent: int


def access_summary(
    session: Session, *, actor: Actor, customer_id: str, now: datetime
) -> AccessSummary:
    """Return how often a customer was looked at of late, and by whom last.

    Raises:
        UserFacingError: the actor may not see who looked at customers.
    """
    actor.require(Action.READ_ACCESS_LOG)
    of_customer = AccessEntry.customer_id == customer_id
    recent = _count(session, of_customer, AccessEntry.at >= now - RECENT)
    return AccessSummary(customer_id, recent, _lines(session, of_customer, limit=NEWEST))


def customer_log(session: Session, *, actor: Actor, customer_id: str) -> AccessLog:
    """Return who looked at a customer, the newest first.

    Raises:
        UserFacingError: not permitted, or the customer is gone.
    """
    actor.require(Action.READ_ACCESS_LOG)
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise UserFacingError(Problem.NOT_FOUND)
    of_customer = AccessEntry.customer_id == customer_id
    return AccessLog(
        address_as(customer.name, customer.title),
        _lines(session, of_customer, limit=MOST),
        _count(session, of_customer),
    )


def staff_log(session: Session, *, actor: Actor, staff_id: str) -> AccessLog:
    """Return at whom a staff member looked, the newest first; the customers are masked.

    Raises:
        UserFacingError: not permitted, or the staff member is gone.
    """
    actor.require(Action.READ_ACCESS_LOG)
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise UserFacingError(Problem.NOT_FOUND)
    by_staff = AccessEntry.staff_id == staff_id
    return AccessLog(staff.name, _lines(session, by_staff, limit=MOST), _count(session, by_staff))


def readers(session: Session, *, actor: Actor, now: datetime) -> tuple[Reader, ...]:
    """Return everybody of the staff with how often they looked in 30 days, the most first.

    Raises:
        UserFacingError: the actor may not see who looked at customers.
    """
    actor.require(Action.READ_ACCESS_LOG)
    recent = func.count(AccessEntry.seq)
    looked = (AccessEntry.staff_id == Staff.id) & (AccessEntry.at >= now - RECENT)
    rows = session.execute(
        select(Staff.id, Staff.name, recent)
        .outerjoin(AccessEntry, looked)
        .group_by(Staff.id)
        .order_by(recent.desc(), Staff.name)
    )
    return tuple(Reader(staff_id, name, count) for staff_id, name, count in rows)


def access_paper(session: Session, *, actor: Actor, customer_id: str, now: datetime) -> AccessPaper:
    """Return 'who looked at this customer?' for a paper; that it was made is written down.

    Raises:
        UserFacingError: not permitted, or the customer is gone.
    """
    log = customer_log(session, actor=actor, customer_id=customer_id)
    customer = session.get_one(Customer, customer_id)
    project = session.get_one(Project, customer.project_id)
    audit.append(session, action="print_access_log", object=f"customer:{customer_id}", now=now)
    return AccessPaper(
        company=read_setting(session, COMPANY_NAME),
        project_name=project.name,
        timezone=project.timezone,
        customer=log.of_whom,
        lines=log.lines,
        total=log.total,
        printed_at=now,
        printed_by=actor.name,
    )


def _count(session: Session, *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(AccessEntry).where(*which)) or 0


def _lines(session: Session, which: ColumnElement[bool], *, limit: int) -> tuple[AccessLine, ...]:
    rows = session.execute(
        select(AccessEntry, Staff.name, Customer.name, Case.number)
        .join(Staff, Staff.id == AccessEntry.staff_id)
        .join(Customer, Customer.id == AccessEntry.customer_id)
        .outerjoin(Case, Case.id == AccessEntry.case_id)
        .where(which)
        .order_by(AccessEntry.at.desc(), AccessEntry.seq.desc())
        .limit(limit)
    )
    return tuple(
        AccessLine(
            at=entry.at,
            staff=staff,
            customer=mask_name(customer),
            kind=AccessKind(entry.kind),
            reason=AccessReason(entry.reason) if entry.reason else None,
            words=entry.words,
            case_number=number or "",
        )
        for entry, staff, customer, number in rows
    )
