"""Rights of a person over their information: the request, legal holds, where they stand (PIPL)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.case_states import OPEN_STATES
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.masking import mask_name
from app.domain.permissions import Action, Actor
from app.domain.rights import IdentityCheck, RightAsked
from app.domain.terms import CaseType, ClockKind, EventKind, Source
from app.domain.typed_text import TEXT_LIMIT, clean_text
from app.domain.visit_flow import NeedDraft
from app.services.erasure import person_records
from app.services.registration import register_case
from db import audit
from db.models import (
    Case,
    CaseClock,
    CaseEvent,
    Customer,
    LegalHold,
    Occupancy,
    Project,
    Staff,
    new_id,
)


@dataclass(frozen=True)
class RequestView:
    """An open request about personal information; ``asked`` is None if it came another way."""

    case_id: str
    number: str
    asked: RightAsked | None
    due_at: datetime | None


@dataclass(frozen=True)
class HoldView:
    """A legal hold that stands; ``number`` is the case it is on, empty for the whole person."""

    hold_id: str
    number: str
    reason: str
    placed_at: datetime
    placed_by: str


@dataclass(frozen=True)
class RightsView:
    """What the card of a person shows about rights."""

    customer_id: str
    name_masked: str
    erased_at: datetime | None
    requests: tuple[RequestView, ...]
    holds: tuple[HoldView, ...]


def rights_of(session: Session, *, actor: Actor, customer_id: str) -> RightsView:
    """Return open requests and legal holds of a person.

    Raises:
        UserFacingError: not permitted, or the customer is gone.
    """
    actor.require(Action.READ_CUSTOMERS)
    ids, case_ids, _visit_ids = person_records(session, customer_id)
    customer = session.get_one(Customer, ids[0])
    holds = session.execute(
        select(LegalHold, Case.number, Staff.name)
        .join(Staff, Staff.id == LegalHold.placed_by)
        .outerjoin(Case, Case.id == LegalHold.case_id)
        .where(
            LegalHold.released_at.is_(None),
            or_(LegalHold.customer_id.in_(ids), LegalHold.case_id.in_(case_ids)),
        )
        .order_by(LegalHold.placed_at)
    )
    return RightsView(
        ids[0],
        mask_name(customer.name),
        customer.erased_at,
        _requests(session, ids),
        tuple(
            HoldView(hold.id, number or "", hold.reason, hold.placed_at, name)
            for hold, number, name in holds
        ),
    )


def _requests(session: Session, ids: list[str]) -> tuple[RequestView, ...]:
    rows = session.execute(
        select(Case.id, Case.number, CaseEvent.facts, CaseClock.due_at)
        .join(
            CaseEvent,
            (CaseEvent.case_id == Case.id) & (CaseEvent.kind == EventKind.REGISTERED),
        )
        .outerjoin(
            CaseClock,
            (CaseClock.case_id == Case.id)
            & (CaseClock.round == Case.round)
            & (CaseClock.kind == ClockKind.RESOLUTION),
        )
        .where(
            Case.customer_id.in_(ids),
            Case.type == CaseType.INFORMATION_REQUEST,
            Case.state.in_(OPEN_STATES),
        )
        .order_by(Case.registered_at)
    )
    return tuple(
        RequestView(
            case_id, number, RightAsked(facts["asked"]) if facts.get("asked") else None, due_at
        )
        for case_id, number, facts, due_at in rows
    )


def take_request(
    session: Session,
    *,
    actor: Actor,
    customer_id: str,
    asked: RightAsked | None,
    identity: IdentityCheck | None,
    words: str,
    source: Source = Source.DESK,
    now: datetime,
) -> str:
    """Register what somebody asks about their information as a case; return its number.

    Raises:
        UserFacingError: not permitted, the customer is gone or anonymous.
        FieldError: what is asked, how the person was made sure of, or their words are missing.
    """
    actor.require(Action.RECEIVE)
    if asked is None:
        raise FieldError("asked", FieldProblem.NOT_CHOSEN)
    if identity is None:
        raise FieldError("identity", FieldProblem.NOT_CHOSEN)
    said = clean_text(words)
    if not said:
        raise FieldError("words", FieldProblem.REQUIRED)
    if len(said) > TEXT_LIMIT:
        raise FieldError("words", FieldProblem.TOO_LONG, limit=TEXT_LIMIT)
    customer = _present(session, customer_id)
    room_id = session.scalar(
        select(Occupancy.room_id)
        .where(Occupancy.customer_id == customer.id, Occupancy.until_on.is_(None))
        .limit(1)
    )
    case = register_case(
        session,
        actor=actor,
        project=session.get_one(Project, customer.project_id),
        need=NeedDraft(type=CaseType.INFORMATION_REQUEST, own_words=said),
        source=source,
        now=now,
        customer_id=customer.id,
        room_id=room_id,
        more_facts={"asked": asked, "identity": identity},
    )
    return case.number


def _present(session: Session, customer_id: str) -> Customer:
    ids, _case_ids, _visit_ids = person_records(session, customer_id)
    customer = session.get_one(Customer, ids[0])
    if customer.erased_at is not None:
        raise UserFacingError(Problem.ERASED_ALREADY)
    return customer


def place_hold(
    session: Session, *, actor: Actor, customer_id: str, reason: str, now: datetime
) -> None:
    """Let nothing of a person be made anonymous until the hold is released.

    Raises:
        UserFacingError: not permitted, the customer is gone or anonymous.
        FieldError: the reason is missing or too long.
    """
    actor.require(Action.HOLD_RECORDS)
    given = clean_text(reason)
    if not given:
        raise FieldError("reason", FieldProblem.REQUIRED)
    if len(given) > TEXT_LIMIT:
        raise FieldError("reason", FieldProblem.TOO_LONG, limit=TEXT_LIMIT)
    customer = _present(session, customer_id)
    session.add(
        LegalHold(
            id=new_id(),
            customer_id=customer.id,
            reason=given,
            placed_at=now,
            placed_by=actor.staff_id,
        )
    )
    audit.append(session, action="place_hold", object=f"customer:{customer.id}", now=now)


def release_hold(session: Session, *, actor: Actor, hold_id: str, now: datetime) -> None:
    """Release a legal hold; that it stood stays on record.

    Raises:
        UserFacingError: not permitted, or it was released already.
    """
    actor.require(Action.HOLD_RECORDS)
    hold = session.get(LegalHold, hold_id)
    if hold is None or hold.released_at is not None:
        raise UserFacingError(Problem.NOT_FOUND)
    hold.released_at, hold.released_by = now, actor.staff_id
    whose = f"customer:{hold.customer_id}" if hold.customer_id else f"case:{hold.case_id}"
    audit.append(session, action="release_hold", object=whose, now=now)
