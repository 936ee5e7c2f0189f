"""The append-only timeline: the only way a case changes, with its clocks kept in step.

Each event is checked against the rules, written, and its effect stored beside it, so that
``verify`` can derive the same state from the events alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.case_rules import CasePast, NewEvent, check_event
from app.domain.case_states import EXIT_STATES, STATE_EVENTS
from app.domain.permissions import Actor
from app.domain.terms import CaseState, CaseType, ClockKind, EventKind, Severity
from app.services import case_clocks
from app.services.next_due import keep_next_due
from app.services.promise_timers import end_promises, meet_promises
from db import audit
from db.models import Case, CaseEvent

_ASKS_FOR_PAST = {
    EventKind.IN_PROGRESS,
    EventKind.FOLLOW_UP,
    EventKind.CLOSED,
}
_MOVES_NO_TIMER = {
    EventKind.READ_BACK,
    EventKind.NOTED,
    EventKind.RATED,
    EventKind.CALLED_BACK,
    EventKind.ESCALATED,
    EventKind.ESCALATION_SEEN,
    EventKind.CALLER_ADDED,
    EventKind.TOOK_IN,
    EventKind.PROGRESS_ASKED,
    EventKind.DEPARTMENT_ANSWERED,
    EventKind.FILE_ADDED,
    EventKind.FILE_REMOVED,
}
_ENDS_TELLING = (ClockKind.HAND_OVER, ClockKind.TELL_CUSTOMER)


def append_event(
    session: Session,
    case: Case,
    kind: EventKind,
    *,
    actor: Actor,
    now: datetime,
    words: str = "",
    facts: dict[str, Any] | None = None,
) -> CaseEvent:
    """Write one event and bring state, round, clocks and promises in step with it.

    An event is never dated before the one it follows, even if the computer's clock was set back.

    Raises:
        UserFacingError: the rules refuse the event.
        FieldError: a fact that it needs is missing.
    """
    last_at = case.last_event_at
    at = now if last_at is None or now > last_at else last_at + timedelta(microseconds=1)
    was = CaseState(case.state)
    case.state = check_event(_past(session, case, kind), NewEvent(kind, at, words, facts))
    case.last_event_at = at
    event = CaseEvent(
        case_id=case.id, kind=kind, at=at, staff_id=actor.staff_id, words=words, facts=facts or {}
    )
    session.add(event)
    if kind not in _MOVES_NO_TIMER:
        session.flush()
        _keep_in_step(session, case, event, was)
        keep_next_due(session, case)
    audit.append(
        session,
        action=f"case_{kind}",
        object=f"case:{case.id}",
        after={"kind": kind, "words": words, "facts": event.facts},
        now=at,
    )
    return event


def _past(session: Session, case: Case, kind: EventKind) -> CasePast:
    """Return what the rules ask of a case's history; the events are read only if ``kind`` asks."""
    accepted, final, attempts = None, False, 0
    if kind in _ASKS_FOR_PAST:
        answer = session.scalars(
            select(CaseEvent)
            .where(CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.RESOLVED)
            .order_by(CaseEvent.seq.desc())
            .limit(1)
        ).first()
        if answer is not None:
            accepted = bool(answer.facts.get("accepted"))
            final = bool(answer.facts.get("final"))
        attempts = _attempts_in_vain(session, case) if kind is EventKind.CLOSED else 0
    return CasePast(
        number=case.number,
        type=CaseType(case.type),
        state=CaseState(case.state),
        severity=Severity(case.severity),
        accepted=accepted,
        final=final,
        attempts_in_vain=attempts,
        ended_at=case.ended_at,
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


def _keep_in_step(session: Session, case: Case, event: CaseEvent, was: CaseState) -> None:
    kind, at = EventKind(event.kind), event.at
    if kind is EventKind.REOPENED:
        case.round += 1
        case.ended_at = None
    if was is CaseState.WAITING and kind in STATE_EVENTS:
        case.wake_at = None
        case_clocks.resume_clocks(session, case, at)
    if kind in (EventKind.REGISTERED, EventKind.REOPENED):
        case_clocks.start_clocks(session, case, at)
    elif kind is EventKind.WAITING:
        case.wake_at = datetime.fromisoformat(event.facts["wake_at"])
        case_clocks.pause_clocks(session, case, at)
    elif kind is EventKind.ANSWERED:
        case_clocks.meet_clock(session, case, ClockKind.FIRST_ANSWER, at)
    elif kind is EventKind.HANDED_OVER:
        case_clocks.meet_clock(session, case, ClockKind.HAND_OVER, at)
    elif kind is EventKind.RESOLVED:
        _keep_answer_in_step(session, case, event)
    elif kind is EventKind.CUSTOMER_TOLD:
        case_clocks.meet_clock(session, case, ClockKind.FIRST_ANSWER, at)
        case_clocks.begin_next_lap(session, case, at)
        meet_promises(session, case, at)
    elif kind is EventKind.PROMISE_RENEWED:
        case_clocks.begin_next_lap(session, case, at)
    elif kind is EventKind.SEVERITY_CHANGED:
        case_clocks.change_severity(session, case, Severity(event.facts["severity"]), at)
    if kind in STATE_EVENTS and CaseState(case.state) in EXIT_STATES:
        if case.ended_at is None:
            case.ended_at = at
        case_clocks.cancel_clocks(session, case, at)
        end_promises(session, case, at)


def _keep_answer_in_step(session: Session, case: Case, event: CaseEvent) -> None:
    """An answer is a first answer and a telling; only an accepted one resolves."""
    accepted, at = event.facts.get("accepted", True), event.at
    case_clocks.meet_clock(session, case, ClockKind.FIRST_ANSWER, at)
    if accepted:
        case_clocks.meet_clock(session, case, ClockKind.RESOLUTION, at)
    if accepted or event.facts.get("final"):
        case_clocks.cancel_clocks(session, case, at, _ENDS_TELLING)
    else:
        case_clocks.begin_next_lap(session, case, at)
    meet_promises(session, case, at)
