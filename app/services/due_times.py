"""By when the standard wants an answer, and when the desk could promise one (clause 4.2-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.domain.calendars import BusinessCalendar
from app.domain.clocks import DEFAULT_PRESET, Due, due_after
from app.domain.permissions import Action, Actor
from app.domain.terms import ClockKind, Severity
from app.services.policy import business_calendar
from db.models import Project

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
    calendar = business_calendar(session, session.get_one(Project, project_id))
    limits = {
        kind: due_after(now, target, calendar) for kind, target in DEFAULT_PRESET[severity].items()
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
    return datetime.combine(today, windows[-1].closes, calendar.zone)


def _next_working_morning(calendar: BusinessCalendar, now: datetime) -> datetime:
    day = now.astimezone(calendar.zone).date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, _MORNING, calendar.zone)
