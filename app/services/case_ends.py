"""How cases end, come back and are brought together (clause 4.3-3); nothing is ever deleted."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.case_rules import REOPENING_DAYS
from app.domain.case_states import OPEN_STATES
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import (
    CaseState,
    CaseType,
    CloseReason,
    EventKind,
    Mood,
    Severity,
    Source,
)
from app.domain.typed_text import clean_text
from app.domain.visit_flow import NeedDraft
from app.services.case_work import carried_case, case_by_number
from app.services.merged import kept_one
from app.services.registration import register_case
from app.services.timeline import append_event
from db.models import Case, Project


def close(
    session: Session, *, actor: Actor, case_id: str, reason: CloseReason | None, now: datetime
) -> None:
    """Close a followed-up case.

    Raises:
        UserFacingError: as unreachable, before the customer was tried three times in vain; or
            with a reason that the customer's answer contradicts.
        FieldError: the reason is missing.
    """
    case = carried_case(session, case_id, actor)
    append_event(session, case, EventKind.CLOSED, actor=actor, now=now, facts={"reason": reason})


def reopen(session: Session, *, actor: Actor, case_id: str, words: str, now: datetime) -> None:
    """Reopen a case with a new round of clocks; the old round's results stay as they were.

    Raises:
        UserFacingError: it was closed more than thirty days ago.
        FieldError: the reason is missing.
    """
    case = carried_case(session, case_id, actor, words)
    append_event(session, case, EventKind.REOPENED, actor=actor, now=now, words=clean_text(words))
    case.merged_into_id = None


def take_up_anew(session: Session, *, actor: Actor, case_id: str, words: str, now: datetime) -> str:
    """Register a new case that follows one which can no longer be reopened; return its id.

    Place, customer, category and what was wanted come from the old case, the words are new; of
    somebody who was made anonymous meanwhile nothing comes along.

    Raises:
        UserFacingError: the old case is open, or can still be reopened.
        FieldError: the words are missing.
    """
    actor.require(Action.RECEIVE)
    old = carried_case(session, case_id, actor, words)
    if CaseState(old.state) in OPEN_STATES or _can_be_reopened(old, now):
        raise UserFacingError(Problem.STILL_REOPENABLE, number=old.number)
    customer = kept_one(session, old.customer_id) if old.customer_id is not None else None
    need = NeedDraft(
        type=CaseType(old.type),
        own_words=words,
        remedy_wanted=old.remedy_wanted,
        category=old.category,
        place=old.place,
        mood=Mood(old.mood) if old.mood else None,
        severity_chosen=Severity(old.severity),
    )
    case = register_case(
        session,
        actor=actor,
        project=session.get_one(Project, old.project_id),
        need=need,
        source=Source(old.source),
        now=now,
        customer_id=customer.id if customer is not None and customer.erased_at is None else None,
        room_id=old.room_id,
        follows=old,
    )
    return case.id


def _can_be_reopened(case: Case, now: datetime) -> bool:
    return (
        case.state == CaseState.CLOSED
        and case.ended_at is not None
        and now - case.ended_at <= timedelta(days=REOPENING_DAYS)
    )


def merge(session: Session, *, actor: Actor, case_id: str, into: str, now: datetime) -> None:
    """Merge a case into another open one of its project, named by its number; reversible.

    Raises:
        UserFacingError: there is no such case, it has ended, or it is the same one.
    """
    case = carried_case(session, case_id, actor)
    target = case_by_number(session, case.project_id, into)
    if target.id == case.id or CaseState(target.state) not in OPEN_STATES:
        raise UserFacingError(Problem.CANNOT_MERGE, number=target.number)
    append_event(
        session,
        case,
        EventKind.MERGED,
        actor=actor,
        now=now,
        facts={"into": target.number},
    )
    case.merged_into_id = target.id
    append_event(
        session,
        target,
        EventKind.TOOK_IN,
        actor=actor,
        now=now,
        facts={"case": case.number},
    )


def undo_merge(session: Session, *, actor: Actor, case_id: str, words: str, now: datetime) -> None:
    """Take a merged case out again; it counts as work come back, with a new round of clocks.

    Raises:
        UserFacingError: it is not merged.
        FieldError: the reason is missing.
    """
    case = carried_case(session, case_id, actor, words)
    if case.state != CaseState.MERGED:
        raise UserFacingError(
            Problem.TRANSITION_REFUSED, state=CaseState(case.state), wanted=CaseState.REOPENED
        )
    append_event(
        session,
        case,
        EventKind.REOPENED,
        actor=actor,
        now=now,
        words=clean_text(words),
        facts={"undoes_merge": True},
    )
    case.merged_into_id = None


def withdraw(session: Session, *, actor: Actor, case_id: str, words: str, now: datetime) -> None:
    """Record that the customer withdrew the case, in their words.

    Raises:
        FieldError: the words are missing.
    """
    case = carried_case(session, case_id, actor, words)
    append_event(session, case, EventKind.WITHDRAWN, actor=actor, now=now, words=clean_text(words))


def pass_outside(
    session: Session, *, actor: Actor, case_id: str, words: str, now: datetime
) -> None:
    """Pass the case to somebody outside the company; ``words`` say to whom and what was agreed.

    Raises:
        FieldError: the words are missing.
    """
    case = carried_case(session, case_id, actor, words)
    append_event(session, case, EventKind.EXTERNAL, actor=actor, now=now, words=clean_text(words))


def void(session: Session, *, actor: Actor, case_id: str, reason: str, now: datetime) -> None:
    """Void a case with a reason; it stays visible.

    Raises:
        UserFacingError: only supervisors and above may.
        FieldError: the reason is missing.
    """
    actor.require(Action.VOID_CASES)
    case = carried_case(session, case_id, actor, reason)
    append_event(session, case, EventKind.VOIDED, actor=actor, now=now, words=clean_text(reason))
