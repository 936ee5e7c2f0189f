"""The clocks of a case: started, met, paused, recalculated; one function a happening (4.3-2).

A clock that is met, cancelled or past due keeps what became of it, whatever happens afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.calendars import BusinessCalendar
from app.domain.case_states import STATE_EVENTS
from app.domain.clock_policy import target_from_plain, target_to_plain, targets_of
from app.domain.clocks import DEFAULT_PRESET, Target, due_after, due_after_change
from app.domain.terms import CaseType, ClockKind, EventKind, Severity
from app.services.clock_policy import clock_preset
from app.services.policy import business_calendar
from db.models import Case, CaseClock, CaseEvent, Project

Pause = tuple[datetime, datetime]


def start_clocks(session: Session, case: Case, at: datetime) -> None:
    """Start the clocks of the present round."""
    calendar = _calendar(session, case)
    for kind, target in _targets(session, case).items():
        session.add(_clock(case, kind, target, calendar, at))


def _targets(session: Session, case: Case) -> Mapping[ClockKind, Target]:
    preset = clock_preset(session, session.get_one(Project, case.project_id))
    return targets_of(preset, Severity(case.severity), CaseType(case.type))


def _calendar(session: Session, case: Case) -> BusinessCalendar:
    return business_calendar(session, session.get_one(Project, case.project_id))


def _clock(
    case: Case,
    kind: ClockKind,
    target: Target,
    calendar: BusinessCalendar,
    at: datetime,
    lap: int = 0,
) -> CaseClock:
    return CaseClock(
        case_id=case.id,
        round=case.round,
        kind=kind,
        lap=lap,
        target=target_to_plain(target),
        started_at=at,
        due_at=due_after(at, target, calendar).at,
    )


def running_clocks(
    session: Session, case: Case, kinds: Iterable[ClockKind] = tuple(ClockKind)
) -> Sequence[CaseClock]:
    """Return the clocks of the present round that are neither met nor cancelled."""
    return session.scalars(
        select(CaseClock).where(
            CaseClock.case_id == case.id,
            CaseClock.round == case.round,
            CaseClock.kind.in_(list(kinds)),
            CaseClock.met_at.is_(None),
            CaseClock.cancelled_at.is_(None),
        )
    ).all()


def target_of(case: Case, clock: CaseClock) -> Target | None:
    """Return what a clock allows; clocks of the first version knew the standard limits only."""
    if clock.target is not None:
        return target_from_plain(clock.target)
    return DEFAULT_PRESET[Severity(case.severity)].get(ClockKind(clock.kind))


def meet_clock(session: Session, case: Case, kind: ClockKind, at: datetime) -> None:
    """Stop one clock of the present round; a clock stops once only."""
    for clock in running_clocks(session, case, (kind,)):
        clock.met_at = at


def begin_next_lap(session: Session, case: Case, at: datetime) -> None:
    """Meet the clock 'customer told' and begin its next lap: telling is owed again and again."""
    for clock in running_clocks(session, case, (ClockKind.TELL_CUSTOMER,)):
        clock.met_at = at
        target = target_of(case, clock)
        if target is not None:
            calendar = _calendar(session, case)
            session.add(_clock(case, ClockKind.TELL_CUSTOMER, target, calendar, at, clock.lap + 1))


def cancel_clocks(
    session: Session, case: Case, at: datetime, kinds: Iterable[ClockKind] = tuple(ClockKind)
) -> None:
    """Stop running clocks of these kinds, of whatever round, without calling them met."""
    session.flush()
    session.execute(
        update(CaseClock)
        .where(
            CaseClock.case_id == case.id,
            CaseClock.kind.in_(list(kinds)),
            CaseClock.met_at.is_(None),
            CaseClock.cancelled_at.is_(None),
        )
        .values(cancelled_at=at)
        .execution_options(synchronize_session="fetch")
    )


def pause_clocks(session: Session, case: Case, at: datetime) -> None:
    """Let the resolution clock stand still, unless it has run out already."""
    for clock in running_clocks(session, case, (ClockKind.RESOLUTION,)):
        if clock.due_at > at:
            clock.paused_at = at


def resume_clocks(session: Session, case: Case, at: datetime) -> None:
    """Let what stands still go on; the due time moves by what was paused.

    It is never earlier than ``at``, even if the calendar was changed meanwhile: what stood still
    was not due, and the report of a month that is over has said so.
    """
    calendar = _calendar(session, case)
    for clock in running_clocks(session, case):
        target = target_of(case, clock) if clock.paused_at is not None else None
        if target is None:
            continue
        start = clock.counts_from_at or clock.started_at
        pauses = case_pauses(session, case.id, since=start)
        clock.due_at = max(due_after(start, target, calendar, pauses).at, at)
        clock.paused_at = None


def case_pauses(session: Session, case_id: str, *, since: datetime) -> tuple[Pause, ...]:
    """Return when the case waited for the customer or a third party, from ``since`` on.

    A wait that still lasts is left out: its end is not known.
    """
    rows = session.execute(
        select(CaseEvent.kind, CaseEvent.at)
        .where(CaseEvent.case_id == case_id, CaseEvent.kind.in_(list(STATE_EVENTS)))
        .order_by(CaseEvent.seq)
    ).all()
    return tuple(
        (max(began, since), ended)
        for (kind, began), (_next, ended) in pairwise(rows)
        if kind == EventKind.WAITING and ended > since
    )


def change_severity(session: Session, case: Case, severity: Severity, at: datetime) -> None:
    """Give a case another severity and recalculate what still runs.

    What was met or missed stays; a clock that the new severity does not know ends, one that only
    it knows begins now.
    """
    calendar = _calendar(session, case)
    before = {c.id: target_of(case, c) for c in running_clocks(session, case)}
    case.severity = int(severity)
    targets = _targets(session, case)
    known = set(
        session.scalars(
            select(CaseClock.kind).where(
                CaseClock.case_id == case.id, CaseClock.round == case.round
            )
        )
    )
    for clock in running_clocks(session, case):
        target = targets.get(ClockKind(clock.kind))
        if target is None:
            clock.cancelled_at = at
        elif clock.due_at > at or clock.paused_at is not None:
            _change_target(session, case, clock, target, before[clock.id], calendar, at)
    for kind, target in targets.items():
        if kind not in known:
            session.add(_clock(case, kind, target, calendar, at))


def _change_target(
    session: Session,
    case: Case,
    clock: CaseClock,
    target: Target,
    old_target: Target | None,
    calendar: BusinessCalendar,
    at: datetime,
) -> None:
    """Give a running clock another target; one that stands still is reckoned up to now."""
    old_counts_from = clock.counts_from_at or clock.started_at
    old_due_at, pauses = clock.due_at, _pauses_of(session, case, clock, at)
    if clock.paused_at is not None:
        clock.paused_at = at
        if old_target is not None:
            old_due_at = due_after(old_counts_from, old_target, calendar, pauses).at
    clock.counts_from_at, due = due_after_change(
        started_at=clock.started_at,
        changed_at=at,
        old_due_at=old_due_at,
        target=target,
        calendar=calendar,
        pauses=pauses,
        old_counts_from=old_counts_from,
        old_target=old_target,
    )
    clock.due_at = due.at
    clock.target = target_to_plain(due.target)


def _pauses_of(session: Session, case: Case, clock: CaseClock, at: datetime) -> tuple[Pause, ...]:
    """Return the waits that a clock does not count, the present one as if it ended now."""
    if clock.kind != ClockKind.RESOLUTION:
        return ()
    pauses = case_pauses(session, case.id, since=clock.started_at)
    if clock.paused_at is None:
        return pauses
    began = session.scalar(
        select(func.max(CaseEvent.at)).where(
            CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.WAITING
        )
    )
    return pauses if began is None else (*pauses, (began, at))
