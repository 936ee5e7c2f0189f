"""The append-only timeline: the only way a case changes, with its clocks kept in step.

Each event is checked against the state machine, written, and its effect stored beside it, so that
``verify`` can derive the same state from the events alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.case_states import EXIT_STATES, STATE_EVENTS, state_after
from app.domain.clocks import DEFAULT_PRESET, due_after
from app.domain.permissions import Actor
from app.domain.terms import CaseState, ClockKind, EventKind, PromiseState, Severity
from app.services.policy import business_calendar
from db import audit
from db.models import Case, CaseClock, CaseEvent, Project, Promise


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
    """Write one event and bring state, round and clocks in step with it.

    An event is never dated before the one it follows, even if the computer's clock was set back.

    Raises:
        UserFacingError: the state machine refuses the event.
    """
    case.state = state_after(CaseState(case.state), kind)
    last_at = case.last_event_at
    at = now if last_at is None or now > last_at else last_at + timedelta(microseconds=1)
    case.last_event_at = at
    event = CaseEvent(
        case_id=case.id, kind=kind, at=at, staff_id=actor.staff_id, words=words, facts=facts or {}
    )
    session.add(event)
    _keep_in_step(session, case, event)
    audit.append(
        session,
        action=f"case_{kind}",
        object=f"case:{case.id}",
        after={"kind": kind, "words": words, "facts": event.facts},
        now=at,
    )
    return event


def _keep_in_step(session: Session, case: Case, event: CaseEvent) -> None:
    kind = EventKind(event.kind)
    if kind is EventKind.REOPENED:
        case.round += 1
        case.ended_at = None
    if kind in (EventKind.REGISTERED, EventKind.REOPENED):
        _start_clocks(session, case, event.at)
    elif kind is EventKind.ANSWERED:
        meet_clock(session, case, ClockKind.FIRST_ANSWER, event.at)
    elif kind is EventKind.HANDED_OVER:
        meet_clock(session, case, ClockKind.HAND_OVER, event.at)
    elif kind is EventKind.RESOLVED:
        meet_clock(session, case, ClockKind.FIRST_ANSWER, event.at)
        if event.facts.get("accepted", True):
            meet_clock(session, case, ClockKind.RESOLUTION, event.at)
        if event.facts.get("accepted", True) or event.facts.get("final"):
            _cancel_clocks(session, case, event.at, (ClockKind.HAND_OVER, ClockKind.TELL_CUSTOMER))
        meet_promises(session, case, event.at)
    elif kind is EventKind.CUSTOMER_TOLD:
        meet_clock(session, case, ClockKind.FIRST_ANSWER, event.at)
        meet_promises(session, case, event.at)
    if kind in STATE_EVENTS and CaseState(case.state) in EXIT_STATES:
        if case.ended_at is None:
            case.ended_at = event.at
        _cancel_timers(session, case, event.at)


def _start_clocks(session: Session, case: Case, at: datetime) -> None:
    project = session.get_one(Project, case.project_id)
    calendar = business_calendar(session, project)
    for kind, target in DEFAULT_PRESET[Severity(case.severity)].items():
        session.add(
            CaseClock(
                case_id=case.id,
                round=case.round,
                kind=kind,
                started_at=at,
                due_at=due_after(at, target, calendar).at,
            )
        )


def meet_clock(session: Session, case: Case, kind: ClockKind, at: datetime) -> None:
    """Stop one clock of the present round; a clock stops once only."""
    session.execute(
        update(CaseClock)
        .where(
            CaseClock.case_id == case.id,
            CaseClock.round == case.round,
            CaseClock.kind == kind,
            CaseClock.met_at.is_(None),
            CaseClock.cancelled_at.is_(None),
        )
        .values(met_at=at)
        .execution_options(synchronize_session=False)
    )


def meet_promises(session: Session, case: Case, at: datetime) -> None:
    """Make good the open promises of a case: kept when in time, late otherwise (clause 4.3-2)."""
    open_promises = session.scalars(
        select(Promise).where(Promise.case_id == case.id, Promise.state == PromiseState.OPEN)
    )
    for promise in open_promises:
        promise.fulfilled_at = at
        promise.state = PromiseState.KEPT if at <= promise.due_at else PromiseState.LATE


def _cancel_clocks(session: Session, case: Case, at: datetime, kinds: Iterable[ClockKind]) -> None:
    """Stop running clocks of these kinds without calling them met."""
    session.execute(
        update(CaseClock)
        .where(
            CaseClock.case_id == case.id,
            CaseClock.kind.in_(list(kinds)),
            CaseClock.met_at.is_(None),
            CaseClock.cancelled_at.is_(None),
        )
        .values(cancelled_at=at)
        .execution_options(synchronize_session=False)
    )


def _cancel_timers(session: Session, case: Case, at: datetime) -> None:
    """An ended case is owed nothing more: running clocks and promises end with it."""
    _cancel_clocks(session, case, at, ClockKind)
    session.execute(
        update(Promise)
        .where(Promise.case_id == case.id, Promise.state == PromiseState.OPEN)
        .values(state=PromiseState.CANCELLED, cancelled_at=at)
        .execution_options(synchronize_session=False)
    )
