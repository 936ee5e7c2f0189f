"""What the desk owes a case next, and by when: kept beside the case, so that lists are one query.

``next_step`` is empty for an ended case and never for an open one; ``next_due_at`` is empty where
nothing runs, as with open cases that came from another system.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.domain.case_states import OPEN_STATES
from app.domain.terms import (
    CaseState,
    CaseType,
    ClockKind,
    EventKind,
    NextStep,
    PromiseState,
)
from db.models import Case, CaseClock, CaseEvent, Promise

CALL_BACK_WITHIN = timedelta(hours=48)
"""How long after the answer the customer is called back at the latest."""
CARRIED_TYPES = (CaseType.COMPLAINT, CaseType.SERVICE_REQUEST)
"""Types that a department sees to while the customer is kept told; the desk answers the others."""
STEPS_OF_CLOCKS = {
    ClockKind.HAND_OVER: NextStep.HAND_OVER,
    ClockKind.FIRST_ANSWER: NextStep.ANSWER_FIRST,
    ClockKind.TELL_CUSTOMER: NextStep.TELL_CUSTOMER,
    ClockKind.RESOLUTION: NextStep.RESOLVE,
}
_FOR_CARRIED_TYPES = (ClockKind.HAND_OVER, ClockKind.TELL_CUSTOMER)
_ORDER = tuple(NextStep)


def owed_clock() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a clock that runs and is owed by the desk, joined with its case."""
    return (
        Case.state.in_(OPEN_STATES - {CaseState.FOLLOW_UP}),
        or_(Case.type.in_(CARRIED_TYPES), CaseClock.kind.not_in(_FOR_CARRIED_TYPES)),
        CaseClock.round == Case.round,
        CaseClock.met_at.is_(None),
        CaseClock.cancelled_at.is_(None),
        CaseClock.paused_at.is_(None),
    )


def keep_next_due(session: Session, case: Case) -> None:
    """Bring ``next_step`` and ``next_due_at`` of a case in step with its timers."""
    if CaseState(case.state) not in OPEN_STATES:
        case.next_step, case.next_due_at = "", None
        return
    timers = sorted(_timers(session, case), key=lambda timer: (timer[0], _ORDER.index(timer[1])))
    if timers:
        case.next_due_at, case.next_step = timers[0]
    else:
        case.next_step, case.next_due_at = NextStep.TAKE_UP, None


def _timers(session: Session, case: Case) -> Iterator[tuple[datetime, NextStep]]:
    promised = session.scalar(
        select(func.min(Promise.due_at)).where(
            Promise.case_id == case.id, Promise.state == PromiseState.OPEN
        )
    )
    if promised is not None:
        yield promised, NextStep.KEEP_PROMISE
    if case.wake_at is not None:
        yield case.wake_at, NextStep.WAKE
    if case.state == CaseState.FOLLOW_UP:
        answered_at = session.scalar(
            select(func.max(CaseEvent.at)).where(
                CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.RESOLVED
            )
        )
        if answered_at is not None:
            yield answered_at + CALL_BACK_WITHIN, NextStep.FOLLOW_UP
        return
    clocks = session.execute(
        select(CaseClock.kind, CaseClock.due_at).where(
            CaseClock.case_id == case.id,
            CaseClock.round == case.round,
            CaseClock.met_at.is_(None),
            CaseClock.cancelled_at.is_(None),
            CaseClock.paused_at.is_(None),
        )
    )
    for kind, due_at in clocks:
        if kind not in _FOR_CARRIED_TYPES or case.type in CARRIED_TYPES:
            yield due_at, STEPS_OF_CLOCKS[ClockKind(kind)]
