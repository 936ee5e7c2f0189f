"""By when the standard wants an answer, and when the desk could promise one (clause 4.2-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import zip_longest

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendars import BusinessCalendar
from app.domain.case_states import STATE_EVENTS
from app.domain.clocks import Due, due_after
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import ClockKind, EventKind, Severity
from app.services.case_clocks import target_of
from app.services.clock_policy import clock_preset
from app.services.policy import business_calendar
from db.models import Case, CaseClock, CaseEvent, Project

_MORNING = time(10, 0)
_LEAST_NOTICE = timedelta(minutes=10)


class PromiseChoice(StrEnum):
    """The times that a receptionist promises most."""

    IN_AN_HOUR = "in_an_hour"
    BEFORE_CLOSING = "before_closing"
    NEXT_MORNING = "next_morning"
    BY_STANDARD = "by_standard"


@dataclass(frozen=True)
class PromiseTimes:
    """What can be promised now, and the standard's own limits with their explanation."""

    choices: Mapping[PromiseChoice, datetime]
    limits: Mapping[ClockKind, Due]


def promise_times(
    session: Session, *, actor: Actor, project_id: str, severity: Severity, now: datetime
) -> PromiseTimes:
    """Return the usual promise times and the limits for a case of ``severity`` that begins now.

    Before closing is offered only while the office is open and some time is left.
    """
    actor.require(Action.RECEIVE)
    project = session.get_one(Project, project_id)
    calendar = business_calendar(session, project)
    limits = {
        kind: due_after(now, target, calendar)
        for kind, target in clock_preset(session, project)[severity].items()
    }
    choices = {PromiseChoice.IN_AN_HOUR: now + timedelta(hours=1)}
    closing = _closing_time(calendar, now)
    if closing is not None and closing - now > _LEAST_NOTICE:
        choices[PromiseChoice.BEFORE_CLOSING] = closing
    choices[PromiseChoice.NEXT_MORNING] = _next_working_morning(calendar, now)
    choices[PromiseChoice.BY_STANDARD] = limits[ClockKind.FIRST_ANSWER].at
    return PromiseTimes(choices, limits)


def _closing_time(calendar: BusinessCalendar, now: datetime) -> datetime | None:
    today = now.astimezone(calendar.zone).date()
    windows = calendar.windows_on(today)
    if not windows:
        return None
    return windows[-1].closes_at(today, calendar.zone)


def _next_working_morning(calendar: BusinessCalendar, now: datetime) -> datetime:
    day = now.astimezone(calendar.zone).date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, _MORNING, calendar.zone)


@dataclass(frozen=True)
class Wait:
    """A time in which a case waited for the customer or a third party; the end may be open."""

    begins_at: datetime
    ends_at: datetime | None
    words: str


@dataclass(frozen=True)
class DueExplanation:
    """How the due time of one clock came about (clause 4.2-3).

    ``due`` is computed anew; ``due_at`` is what holds.  They differ where the calendar was changed
    after the clock had been met or had run out.  ``was_tightened``: it counts from a change of the
    limit, not from the start.
    """

    kind: ClockKind
    due: Due
    due_at: datetime
    was_tightened: bool
    waits: tuple[Wait, ...]
    met_at: datetime | None
    cancelled_at: datetime | None

    @property
    def is_as_computed(self) -> bool:
        """Whether the computation gives the due time that holds."""
        return self.due.at == self.due_at


def why_due(session: Session, *, actor: Actor, case_id: str, clock_id: str) -> DueExplanation:
    """Return how the due time of a clock of a case came about.

    Raises:
        UserFacingError: not permitted, the clock is gone, or the calendar has too few hours for it.
    """
    actor.require(Action.READ_CASES)
    case, clock = session.get(Case, case_id), session.get(CaseClock, clock_id)
    if case is None or clock is None or clock.case_id != case.id:
        raise UserFacingError(Problem.NOT_FOUND)
    kind = ClockKind(clock.kind)
    target = target_of(case, clock)
    if target is None:
        raise UserFacingError(Problem.NOT_FOUND)
    counts_from = clock.counts_from_at or clock.started_at
    waits = _waits(session, clock, counts_from) if kind is ClockKind.RESOLUTION else ()
    calendar = business_calendar(session, session.get_one(Project, case.project_id))
    pauses = [(wait.begins_at, wait.ends_at) for wait in waits if wait.ends_at is not None]
    try:
        due = due_after(counts_from, target, calendar, pauses)
    except OverflowError as error:
        raise UserFacingError(Problem.LIMITS_OUT_OF_REACH) from error
    return DueExplanation(
        kind=kind,
        due=due,
        due_at=clock.due_at,
        was_tightened=counts_from > clock.started_at,
        waits=waits,
        met_at=clock.met_at,
        cancelled_at=clock.cancelled_at,
    )


def _waits(session: Session, clock: CaseClock, since: datetime) -> tuple[Wait, ...]:
    """Return the waits of a clock's time; what came after it was met or ran out moved nothing."""
    events = session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == clock.case_id, CaseEvent.kind.in_(list(STATE_EVENTS)))
        .order_by(CaseEvent.seq)
    ).all()
    last = min(at for at in (clock.due_at, clock.met_at, clock.cancelled_at) if at is not None)
    return tuple(
        Wait(max(event.at, since), None if after is None else after.at, event.words)
        for event, after in zip_longest(events, events[1:])
        if event.kind == EventKind.WAITING
        and event.at < last
        and (after is None or after.at > since)
    )
