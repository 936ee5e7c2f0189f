"""Group complaints (群诉): more callers with the same matter, one case (clause 4.3-1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.masking import mask_name
from app.domain.permissions import Action, Actor
from app.domain.terms import CaseType, EventKind, Severity
from app.domain.typed_text import TEXT_LIMIT, clean_text
from app.services.merged import kept_one
from app.services.timeline import append_event
from db.models import Case, CaseCaller, Customer, Room, Staff, new_id

MAJOR_FROM = 3
"""From how many households on a complaint is a major one (domain.md, severity)."""


@dataclass(frozen=True)
class CallerAdded:
    """What became of a case by one more caller; ``proposes_major`` is for a person to decide."""

    caller_id: str
    case_id: str
    number: str
    households: int
    proposes_major: bool


@dataclass(frozen=True)
class CallerView:
    """One more caller of a case; ``customer`` is masked, empty for somebody who gave no name."""

    caller_id: str
    customer: str
    room_label: str
    words: str
    called_at: datetime
    added_by: str
    visit_id: str | None


def add_caller(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    customer_id: str | None,
    room_id: str | None,
    visit_id: str | None,
    words: str,
    now: datetime,
) -> CallerAdded:
    """Attach one more caller to an open case; no new case comes of it, so no figure rises.

    Raises:
        UserFacingError: the case has ended or is gone, or the actor may not receive customers.
        FieldError: the words are too long.
    """
    actor.require(Action.RECEIVE)
    case = session.get(Case, case_id)
    if case is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if len(words) > TEXT_LIMIT:
        raise FieldError("own_words", FieldProblem.TOO_LONG, limit=TEXT_LIMIT)
    customer_id = _of_the_project(session, case, customer_id, room_id)
    caller = CaseCaller(
        id=new_id(),
        case_id=case.id,
        customer_id=customer_id,
        room_id=room_id,
        visit_id=visit_id,
        words=clean_text(words),
        called_at=now,
        added_by=actor.staff_id,
    )
    session.add(caller)
    session.flush()
    households = count_households(session, case)
    append_event(
        session,
        case,
        EventKind.CALLER_ADDED,
        actor=actor,
        now=now,
        words=caller.words,
        facts={"caller": caller.id, "households": households},
    )
    return CallerAdded(
        caller.id, case.id, case.number, households, _proposes_major(case, households)
    )


def _of_the_project(
    session: Session, case: Case, customer_id: str | None, room_id: str | None
) -> str | None:
    """Return whom the customer leads to; they and the room belong to the project of the case."""
    customer = kept_one(session, customer_id) if customer_id is not None else None
    room = session.get(Room, room_id) if room_id is not None else None
    for wanted, found in ((customer_id, customer), (room_id, room)):
        if wanted is not None and (found is None or found.project_id != case.project_id):
            raise UserFacingError(Problem.NOT_FOUND)
    if customer is not None and customer.erased_at is not None:
        raise UserFacingError(Problem.PERSON_IS_ANONYMOUS)
    return customer.id if customer is not None else None


def count_households(session: Session, case: Case) -> int:
    """Return from how many distinct rooms a case was brought forward, its own one included."""
    rooms = set(
        session.scalars(
            select(CaseCaller.room_id).where(
                CaseCaller.case_id == case.id, CaseCaller.room_id.is_not(None)
            )
        )
    )
    if case.room_id is not None:
        rooms.add(case.room_id)
    return len(rooms)


def _proposes_major(case: Case, households: int) -> bool:
    return (
        case.type == CaseType.COMPLAINT
        and case.severity > Severity.MAJOR
        and households >= MAJOR_FROM
    )


def list_callers(session: Session, *, actor: Actor, case_id: str) -> tuple[CallerView, ...]:
    """Return the further callers of a case, masked, the first one first."""
    actor.require(Action.READ_CASES)
    callers = callers_in_full(session, case_id)
    return tuple(replace(caller, customer=mask_name(caller.customer)) for caller in callers)


def callers_in_full(session: Session, case_id: str) -> tuple[CallerView, ...]:
    """Return the further callers with their names, for a paper that is permitted to have them."""
    rows = session.execute(
        select(CaseCaller, Customer.name, Room.label, Staff.name)
        .outerjoin(Customer, Customer.id == CaseCaller.customer_id)
        .outerjoin(Room, Room.id == CaseCaller.room_id)
        .join(Staff, Staff.id == CaseCaller.added_by)
        .where(CaseCaller.case_id == case_id)
        .order_by(CaseCaller.called_at, CaseCaller.id)
    )
    return tuple(
        CallerView(
            caller.id,
            name or "",
            label or "",
            caller.words,
            caller.called_at,
            staff,
            caller.visit_id,
        )
        for caller, name, label, staff in rows
    )
