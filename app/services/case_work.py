"""Carrying a case on: one function per verb, one event each (clauses 4.3-2 and 4.3-3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import CaseState, Channel, CloseReason, EventKind, Validity
from app.domain.typed_text import TEXT_LIMIT, clean_line, clean_text
from app.services.timeline import append_event
from db.models import Case, CaseEvent

REOPENING_DAYS = 30
LEAST_ATTEMPTS = 3


def case_by_number(session: Session, project_id: str, number: str) -> Case:
    """Return the case with ``number`` in a project.

    Raises:
        UserFacingError: there is none.
    """
    case = session.scalar(select(Case).where(Case.project_id == project_id, Case.number == number))
    if case is None:
        raise UserFacingError(Problem.NOT_FOUND)
    return case


def _carried(session: Session, case_id: str, actor: Actor, words: str = "") -> Case:
    actor.require(Action.CARRY_CASES)
    if len(words) > TEXT_LIMIT:
        raise FieldError("words", FieldProblem.TOO_LONG, limit=TEXT_LIMIT)
    case = session.get(Case, case_id)
    if case is None:
        raise UserFacingError(Problem.NOT_FOUND)
    return case


def note(session: Session, *, actor: Actor, case_id: str, words: str, now: datetime) -> None:
    """Write a note on the timeline that moves nothing."""
    case = _carried(session, case_id, actor, words)
    if not clean_text(words):
        raise FieldError("words", FieldProblem.REQUIRED)
    append_event(session, case, EventKind.NOTED, actor=actor, now=now, words=clean_text(words))


def tell_customer(
    session: Session, *, actor: Actor, case_id: str, words: str, channel: Channel, now: datetime
) -> None:
    """Record what the customer was told; open promises of the case are made good by it (4.3-2)."""
    case = _carried(session, case_id, actor, words)
    if not clean_text(words):
        raise FieldError("words", FieldProblem.REQUIRED)
    append_event(
        session,
        case,
        EventKind.CUSTOMER_TOLD,
        actor=actor,
        now=now,
        words=clean_text(words),
        facts={"channel": channel},
    )


def assess(
    session: Session, *, actor: Actor, case_id: str, validity: Validity, cause: str, now: datetime
) -> None:
    """Record whether the complaint is valid and what caused it."""
    case = _carried(session, case_id, actor)
    case.validity = validity
    append_event(
        session,
        case,
        EventKind.ASSESSED,
        actor=actor,
        now=now,
        facts={"validity": validity, "cause": cause},
    )


def hand_over(
    session: Session, *, actor: Actor, case_id: str, department: str, now: datetime
) -> None:
    """Hand the case to a department; its hand-over clock stops."""
    case = _carried(session, case_id, actor)
    case.responsible = clean_line(department)
    append_event(session, case, EventKind.HANDED_OVER, actor=actor, now=now, words=case.responsible)


def begin_work(session: Session, *, actor: Actor, case_id: str, now: datetime) -> None:
    """Put the case into progress."""
    append_event(
        session, _carried(session, case_id, actor), EventKind.IN_PROGRESS, actor=actor, now=now
    )


def resolve(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    remedy: str,
    channel: Channel,
    accepted: bool,
    final: bool = False,
    recourse_told: str = "",
    now: datetime,
) -> None:
    """Record the decision told to the customer and whether it was accepted (clause 4.3-3).

    What was refused goes on as work; ``final`` says that the customer refuses for good and knows
    the recourse, so the case waits for its closing, and its resolution clock is not met.

    Raises:
        FieldError: the remedy is missing, or a refusal lacks the recourse the customer was told of.
    """
    case = _carried(session, case_id, actor, remedy)
    if not clean_text(remedy):
        raise FieldError("remedy", FieldProblem.REQUIRED)
    if not accepted and not clean_text(recourse_told):
        raise FieldError("recourse_told", FieldProblem.REQUIRED)
    case.remedy_given = clean_text(remedy)
    append_event(
        session,
        case,
        EventKind.RESOLVED,
        actor=actor,
        now=now,
        words=case.remedy_given,
        facts={
            "accepted": accepted,
            "final": final and not accepted,
            "channel": channel,
            "recourse_told": clean_text(recourse_told),
        },
    )
    append_event(
        session,
        case,
        EventKind.FOLLOW_UP if accepted or final else EventKind.IN_PROGRESS,
        actor=actor,
        now=now,
    )


def call_back(
    session: Session, *, actor: Actor, case_id: str, reached: bool, words: str, now: datetime
) -> None:
    """Record one call-back attempt (回访)."""
    case = _carried(session, case_id, actor, words)
    append_event(
        session,
        case,
        EventKind.CALLED_BACK,
        actor=actor,
        now=now,
        words=clean_text(words),
        facts={"reached": reached},
    )


def close(
    session: Session, *, actor: Actor, case_id: str, reason: CloseReason, now: datetime
) -> None:
    """Close a followed-up case.

    Raises:
        UserFacingError: as unreachable, before the customer was tried three times in vain.
    """
    case = _carried(session, case_id, actor)
    if reason == CloseReason.UNREACHABLE:
        attempts = _attempts_in_vain(session, case)
        if attempts < LEAST_ATTEMPTS:
            raise UserFacingError(Problem.TOO_FEW_ATTEMPTS, least=LEAST_ATTEMPTS, attempts=attempts)
    append_event(
        session,
        case,
        EventKind.CLOSED,
        actor=actor,
        now=now,
        facts={"reason": reason},
    )


def _attempts_in_vain(session: Session, case: Case) -> int:
    """Count the call-backs of the present round that reached nobody."""
    began = (
        select(func.max(CaseEvent.seq))
        .where(
            CaseEvent.case_id == case.id,
            CaseEvent.kind.in_((EventKind.REGISTERED, EventKind.REOPENED)),
        )
        .scalar_subquery()
    )
    attempts = session.scalars(
        select(CaseEvent).where(
            CaseEvent.case_id == case.id,
            CaseEvent.kind == EventKind.CALLED_BACK,
            CaseEvent.seq > began,
        )
    )
    return sum(not attempt.facts.get("reached") for attempt in attempts)


def reopen(session: Session, *, actor: Actor, case_id: str, words: str, now: datetime) -> None:
    """Reopen a case with a new round of clocks; the old round's results stay as they were.

    Raises:
        UserFacingError: it was closed more than thirty days ago.
    """
    case = _carried(session, case_id, actor, words)
    if (
        case.state == CaseState.CLOSED
        and case.ended_at is not None
        and now - case.ended_at > timedelta(days=REOPENING_DAYS)
    ):
        raise UserFacingError(Problem.REOPENED_TOO_LATE, days=REOPENING_DAYS, number=case.number)
    case.merged_into_id = None
    append_event(session, case, EventKind.REOPENED, actor=actor, now=now, words=clean_text(words))


def escalate(session: Session, *, actor: Actor, case_id: str, level: int, now: datetime) -> None:
    """Flag the case for the supervisor (1) or the project manager (2)."""
    case = _carried(session, case_id, actor)
    case.escalation_level = max(case.escalation_level, level)
    append_event(session, case, EventKind.ESCALATED, actor=actor, now=now, facts={"level": level})


def merge(
    session: Session, *, actor: Actor, case_id: str, into_case_id: str, now: datetime
) -> None:
    """Merge a case into another one of its project; reversible by reopening it.

    Raises:
        UserFacingError: there is no other such case.
    """
    case = _carried(session, case_id, actor)
    into = _carried(session, into_case_id, actor)
    if into.id == case.id or into.project_id != case.project_id:
        raise UserFacingError(Problem.NOT_FOUND)
    case.merged_into_id = into.id
    append_event(session, case, EventKind.MERGED, actor=actor, now=now, facts={"into": into.number})


def withdraw(session: Session, *, actor: Actor, case_id: str, words: str, now: datetime) -> None:
    """Record that the customer withdrew the case."""
    case = _carried(session, case_id, actor, words)
    append_event(session, case, EventKind.WITHDRAWN, actor=actor, now=now, words=clean_text(words))


def pass_outside(
    session: Session, *, actor: Actor, case_id: str, words: str, now: datetime
) -> None:
    """Pass the case to somebody outside the company."""
    case = _carried(session, case_id, actor, words)
    append_event(session, case, EventKind.EXTERNAL, actor=actor, now=now, words=clean_text(words))


def void(session: Session, *, actor: Actor, case_id: str, reason: str, now: datetime) -> None:
    """Void a case with a reason; it stays visible.

    Raises:
        UserFacingError: only supervisors and above may.
        FieldError: the reason is missing.
    """
    actor.require(Action.VOID_CASES)
    case = _carried(session, case_id, actor, reason)
    if not clean_text(reason):
        raise FieldError("reason", FieldProblem.REQUIRED)
    append_event(session, case, EventKind.VOIDED, actor=actor, now=now, words=clean_text(reason))
