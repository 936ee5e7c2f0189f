"""What time alone does to cases: escalations as limits run out, and the archive after 30 days.

The desk sweeps every minute while it is unlocked, and at once when it was asleep, switched off or
had its clock set: what has to happen follows from the store and ``now`` only, never from a timer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.calendars import BusinessCalendar
from app.domain.case_rules import REOPENING_DAYS
from app.domain.case_states import OPEN_STATES
from app.domain.clocks import Clock, Target, overrun_at
from app.domain.permissions import Action, Actor
from app.domain.terms import (
    CaseState,
    ClockKind,
    EscalationCause,
    EventKind,
    PromiseState,
)
from app.services.case_clocks import Pause, case_pauses, target_of
from app.services.escalations import MANAGER_LEVEL, SUPERVISOR_LEVEL, raise_escalation
from app.services.next_due import keep_next_due, owed_clock
from app.services.policy import business_calendar
from app.services.timeline import append_event
from db.models import Case, CaseClock, CaseEvent, Escalation, Project, Promise

AT_ONCE = 100
"""How much of a kind one sweep changes at most, so that none takes long; the next one goes on."""
_MANAGER_SHARE = Fraction(3, 2)


@dataclass(frozen=True)
class SweepResult:
    """How many cases a sweep changed; ``more`` if some are left for the next one.

    ``settled`` counts open cases of older versions that got their next step.
    """

    escalated: int
    archived: int
    settled: int
    more: bool

    @property
    def changed(self) -> bool:
        """Whether lists have to be read anew."""
        return bool(self.escalated or self.archived or self.settled)


@dataclass(frozen=True)
class _Lapsed:
    """A clock or promise that has run out far enough for a level."""

    case_id: str
    subject_id: str
    due_at: datetime
    cause: EscalationCause


def sweep(
    session: Session, *, actor: Actor, project_id: str, now: datetime, at_once: int = AT_ONCE
) -> SweepResult:
    """Escalate what has run out and archive what ended long ago, as of ``now`` (clause 4.3-3).

    At 100 % of its time a clock or promise is brought before the supervisor, at 150 % before the
    project manager.  Outside office hours only clocks that run round the clock are; the others
    wait for the next opening.

    Raises:
        UserFacingError: the actor may not carry cases on.
    """
    actor.require(Action.CARRY_CASES)
    project = session.get_one(Project, project_id)
    calendar = business_calendar(session, project)
    settled = _settle_unknown(session, project_id, at_once)
    escalated: set[str] = set()
    is_full = False
    for level in (SUPERVISOR_LEVEL, MANAGER_LEVEL):
        lapsed = list(islice(_lapsed(session, project, calendar, level, now), at_once))
        for one in lapsed:
            raise_escalation(
                session,
                session.get_one(Case, one.case_id),
                level=level,
                cause=one.cause,
                subject_id=one.subject_id,
                due_at=one.due_at,
                actor=actor,
                now=now,
            )
            escalated.add(one.case_id)
        is_full = is_full or len(lapsed) >= at_once
    archived = _archive(session, actor, project_id, now, at_once)
    return SweepResult(
        len(escalated), archived, settled, is_full or max(archived, settled) >= at_once
    )


def _settle_unknown(session: Session, project_id: str, at_once: int) -> int:
    """Give open cases of older versions their next step; return how many."""
    unknown = session.scalars(
        select(Case)
        .where(Case.project_id == project_id, Case.state.in_(OPEN_STATES), Case.next_step == "")
        .limit(at_once)
    ).all()
    for case in unknown:
        keep_next_due(session, case)
    return len(unknown)


def _lapsed(
    session: Session, project: Project, calendar: BusinessCalendar, level: int, now: datetime
) -> Iterator[_Lapsed]:
    is_open = _is_open(calendar, now)
    yield from _lapsed_clocks(session, project, calendar, level, now, is_open=is_open)
    if is_open:
        yield from _lapsed_promises(session, project, level, now)


def _is_open(calendar: BusinessCalendar, now: datetime) -> bool:
    opens, _closes = next(calendar.spans_from(now), (None, None))
    return opens is not None and opens <= now


def _lapsed_clocks(
    session: Session,
    project: Project,
    calendar: BusinessCalendar,
    level: int,
    now: datetime,
    *,
    is_open: bool,
) -> Iterator[_Lapsed]:
    seen = aliased(Escalation)
    # No limit here: what has run out, but not far enough yet, must not hide what has.
    rows = session.execute(
        select(Case, CaseClock)
        .join(Case, Case.id == CaseClock.case_id)
        .outerjoin(seen, (seen.subject_id == CaseClock.id) & (seen.level == level))
        .where(
            Case.project_id == project.id,
            # What is owed next runs out first: one index finds all that has run out.
            Case.next_due_at <= now,
            *owed_clock(),
            CaseClock.due_at <= now,
            seen.id.is_(None),
        )
        .order_by(CaseClock.due_at)
    ).all()
    for case, clock in rows:
        target = target_of(case, clock)
        if target is None or not (is_open or target.clock is Clock.ELAPSED):
            continue
        if level == SUPERVISOR_LEVEL or _is_overrun(session, case, clock, target, calendar, now):
            yield _Lapsed(case.id, clock.id, clock.due_at, EscalationCause.CLOCK)


def _is_overrun(
    session: Session,
    case: Case,
    clock: CaseClock,
    target: Target,
    calendar: BusinessCalendar,
    now: datetime,
) -> bool:
    """Return whether a clock has run half as long again as it may, waits left out."""
    start = clock.counts_from_at or clock.started_at
    pauses: tuple[Pause, ...] = ()
    if clock.kind == ClockKind.RESOLUTION:
        pauses = case_pauses(session, case.id, since=start)
        if case.state == CaseState.WAITING:
            pauses += ((max(_waits_since(session, case), start), now),)
    return overrun_at(start, target, calendar, _MANAGER_SHARE, pauses) <= now


def _waits_since(session: Session, case: Case) -> datetime:
    """Return when the wait began that still lasts."""
    return session.scalars(
        select(CaseEvent.at)
        .where(CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.WAITING)
        .order_by(CaseEvent.seq.desc())
        .limit(1)
    ).one()


def _lapsed_promises(
    session: Session, project: Project, level: int, now: datetime
) -> Iterator[_Lapsed]:
    seen = aliased(Escalation)
    rows = session.scalars(
        select(Promise)
        .join(Case, Case.id == Promise.case_id)
        .outerjoin(seen, (seen.subject_id == Promise.id) & (seen.level == level))
        .where(
            Case.project_id == project.id,
            Case.next_due_at <= now,
            Promise.state == PromiseState.OPEN,
            Promise.due_at <= now,
            seen.id.is_(None),
        )
        .order_by(Promise.due_at)
    ).all()
    for promise in rows:
        given = promise.due_at - promise.made_at
        if level == SUPERVISOR_LEVEL or promise.due_at + given / 2 <= now:
            yield _Lapsed(promise.case_id, promise.id, promise.due_at, EscalationCause.PROMISE)


def _archive(session: Session, actor: Actor, project_id: str, now: datetime, at_once: int) -> int:
    """Archive what was closed at least thirty days ago; it can no longer be reopened."""
    ended = session.scalars(
        select(Case)
        .where(
            Case.project_id == project_id,
            Case.state == CaseState.CLOSED,
            # As an expression, or the index of endings would lead past all that is archived.
            func.coalesce(Case.ended_at, now) <= now - timedelta(days=REOPENING_DAYS),
        )
        .limit(at_once)
    ).all()
    for case in ended:
        append_event(session, case, EventKind.ARCHIVED, actor=actor, now=now)
    return len(ended)
