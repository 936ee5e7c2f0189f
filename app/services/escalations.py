"""Bringing a case before the supervisor or the project manager, until they have seen it (4.3-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import EscalationCause, EventKind
from app.services.timeline import append_event
from db.models import Case, Escalation, Staff, new_id

SUPERVISOR_LEVEL, MANAGER_LEVEL = 1, 2


@dataclass(frozen=True)
class EscalationView:
    """One escalation; ``due_at`` is when the time ran out, None where a person asked for help."""

    escalation_id: str
    case_id: str
    number: str
    subject: str
    level: int
    cause: EscalationCause
    words: str
    due_at: datetime | None
    raised_at: datetime
    raised_by: str
    acknowledged_at: datetime | None


def raise_escalation(
    session: Session,
    case: Case,
    *,
    level: int,
    cause: EscalationCause,
    actor: Actor,
    now: datetime,
    subject_id: str | None = None,
    due_at: datetime | None = None,
    words: str = "",
) -> None:
    """Bring a case before somebody above the desk.

    While an escalation of the same or a higher level still waits to be seen, the timeline gets no
    second entry; what ran out is kept all the same.
    """
    waiting = session.scalar(
        select(Escalation.id)
        .where(
            Escalation.case_id == case.id,
            Escalation.level >= level,
            Escalation.acknowledged_at.is_(None),
        )
        .limit(1)
    )
    session.add(
        Escalation(
            id=new_id(),
            case_id=case.id,
            level=level,
            cause=cause,
            subject_id=subject_id,
            due_at=due_at,
            words=words,
            raised_at=now,
            raised_by=actor.staff_id,
        )
    )
    if waiting is not None:
        return
    case.escalation_level = max(case.escalation_level, level)
    facts: dict[str, object] = {"level": level, "cause": cause}
    if due_at is not None:
        facts["due_at"] = due_at.isoformat()
    append_event(session, case, EventKind.ESCALATED, actor=actor, now=now, words=words, facts=facts)


def acknowledge_escalations(
    session: Session, *, actor: Actor, case_id: str, words: str = "", now: datetime
) -> None:
    """Say that one has seen what was brought before one: every waiting level that one answers for.

    Raises:
        UserFacingError: the actor answers for none of what waits, or somebody has seen it already.
    """
    actor.require(Action.ACKNOWLEDGE_ESCALATIONS)
    waiting = session.scalars(
        select(Escalation).where(
            Escalation.case_id == case_id, Escalation.acknowledged_at.is_(None)
        )
    ).all()
    if not waiting:
        raise UserFacingError(Problem.ALREADY_SEEN)
    own = [row for row in waiting if row.level <= highest_level(actor)]
    if not own:
        actor.require(Action.ACKNOWLEDGE_HIGH_ESCALATIONS)
    for row in own:
        row.acknowledged_at, row.acknowledged_by = now, actor.staff_id
    append_event(
        session,
        session.get_one(Case, case_id),
        EventKind.ESCALATION_SEEN,
        actor=actor,
        now=now,
        words=words,
        facts={"level": max(row.level for row in own)},
    )


def highest_level(actor: Actor) -> int:
    """Return up to which level the actor answers for escalations; 0 for none."""
    if actor.may(Action.ACKNOWLEDGE_HIGH_ESCALATIONS):
        return MANAGER_LEVEL
    return SUPERVISOR_LEVEL if actor.may(Action.ACKNOWLEDGE_ESCALATIONS) else 0


def waiting_escalations(
    session: Session, *, actor: Actor, project_id: str, limit: int = 100
) -> tuple[EscalationView, ...]:
    """Return the escalations of a project that nobody has seen yet, the highest and oldest first.

    Raises:
        UserFacingError: the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    rows = session.execute(
        select(Escalation, Case.number, Case.own_words, Staff.name)
        .join(Case, Case.id == Escalation.case_id)
        .join(Staff, Staff.id == Escalation.raised_by)
        .where(Case.project_id == project_id, Escalation.acknowledged_at.is_(None))
        .order_by(Escalation.level.desc(), Escalation.raised_at)
        .limit(limit)
    )
    return tuple(_view(row, number, words, name) for row, number, words, name in rows)


def case_escalations(session: Session, *, actor: Actor, case_id: str) -> tuple[EscalationView, ...]:
    """Return every escalation of a case, the oldest first.

    Raises:
        UserFacingError: the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    rows = session.execute(
        select(Escalation, Case.number, Case.own_words, Staff.name)
        .join(Case, Case.id == Escalation.case_id)
        .join(Staff, Staff.id == Escalation.raised_by)
        .where(Escalation.case_id == case_id)
        .order_by(Escalation.raised_at)
    )
    return tuple(_view(row, number, words, name) for row, number, words, name in rows)


def _view(row: Escalation, number: str, own_words: str, name: str) -> EscalationView:
    return EscalationView(
        row.id,
        row.case_id,
        number,
        own_words.split("\n", 1)[0][:80],
        row.level,
        EscalationCause(row.cause),
        row.words,
        row.due_at,
        row.raised_at,
        name,
        row.acknowledged_at,
    )
