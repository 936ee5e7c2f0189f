"""Due times: pure functions of start, target and calendar that can explain themselves line by line.

A target is an amount, a unit and a clock.  '24 h' means something else on each clock, which is why
none has a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from app.domain.calendars import BusinessCalendar
from app.domain.terms import ClockKind, Severity


class Clock(StrEnum):
    """Which hours count: all (24 x 7), calendar days as people say them, or business windows."""

    ELAPSED = "elapsed"
    CALENDAR = "calendar"
    BUSINESS = "business"


class TimeUnit(StrEnum):
    """Unit of a target; a day on the business clock is one standard working day."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True)
class Target:
    """A time limit, e.g. 3 working days: ``Target(3, TimeUnit.DAY, Clock.BUSINESS)``."""

    amount: int
    unit: TimeUnit
    clock: Clock


class DueStepKind(StrEnum):
    """What one line of an explanation says."""

    STARTED = "started"
    CLOSED_UNTIL = "closed_until"
    COUNTED = "counted"
    DUE = "due"


@dataclass(frozen=True)
class DueStep:
    """One line of the explanation: ``begins_at`` to ``ends_at``, of which ``counted`` counts."""

    kind: DueStepKind
    begins_at: datetime
    ends_at: datetime
    counted: timedelta = timedelta()
    left: timedelta = timedelta()


@dataclass(frozen=True)
class Due:
    """A due time with the steps that led to it."""

    at: datetime
    target: Target
    steps: tuple[DueStep, ...]


_UNITS = {
    TimeUnit.MINUTE: timedelta(minutes=1),
    TimeUnit.HOUR: timedelta(hours=1),
    TimeUnit.DAY: timedelta(days=1),
}


def due_after(start: datetime, target: Target, calendar: BusinessCalendar) -> Due:
    """Compute when ``target`` ends if it begins at ``start`` (clauses 4.2-3 and 4.3-2).

    A business due time always lies inside a window of the calendar (its closing time included).

    Raises:
        OverflowError: the calendar has too few working hours in three years.
    """
    start = start.astimezone(UTC)
    began = DueStep(DueStepKind.STARTED, start, start)
    if target.clock is Clock.BUSINESS:
        return _due_in_business_time(start, target, calendar, began)
    if target.clock is Clock.CALENDAR and target.unit is TimeUnit.DAY:
        local = start.astimezone(calendar.zone)
        wall = local.replace(tzinfo=None) + timedelta(days=target.amount)
        at = wall.replace(tzinfo=calendar.zone).astimezone(UTC)
    else:
        at = start + target.amount * _UNITS[target.unit]
    counted = DueStep(DueStepKind.COUNTED, start, at, at - start)
    return Due(at, target, (began, counted, DueStep(DueStepKind.DUE, at, at)))


def _due_in_business_time(
    start: datetime, target: Target, calendar: BusinessCalendar, began: DueStep
) -> Due:
    if target.unit is TimeUnit.DAY:
        left = target.amount * calendar.standard_day
    else:
        left = target.amount * _UNITS[target.unit]
    steps = [began]
    here = start
    for opens, closes in calendar.spans_from(start):
        if opens > here:
            steps.append(DueStep(DueStepKind.CLOSED_UNTIL, here, opens))
        counted = min(left, closes - opens)
        left -= counted
        here = opens + counted
        steps.append(DueStep(DueStepKind.COUNTED, opens, here, counted, left))
        if not left:
            steps.append(DueStep(DueStepKind.DUE, here, here))
            return Due(here, target, tuple(steps))
    raise OverflowError("no working hours within three years")


def warn_at(start: datetime, due: datetime) -> datetime:
    """Return when to warn: at 80 % of the time or 15 minutes before, whichever comes first."""
    return min(start + (due - start) * 4 / 5, due - timedelta(minutes=15))


Preset = Mapping[Severity, Mapping[ClockKind, Target]]


def _elapsed(amount: int, unit: TimeUnit) -> Target:
    return Target(amount, unit, Clock.ELAPSED)


DEFAULT_PRESET: Preset = {
    Severity.CRITICAL: {
        ClockKind.HAND_OVER: _elapsed(0, TimeUnit.MINUTE),
        ClockKind.FIRST_ANSWER: _elapsed(15, TimeUnit.MINUTE),
        ClockKind.TELL_CUSTOMER: _elapsed(1, TimeUnit.HOUR),
        ClockKind.RESOLUTION: _elapsed(24, TimeUnit.HOUR),
    },
    Severity.MAJOR: {
        ClockKind.HAND_OVER: Target(20, TimeUnit.MINUTE, Clock.CALENDAR),
        ClockKind.FIRST_ANSWER: Target(30, TimeUnit.MINUTE, Clock.CALENDAR),
        ClockKind.TELL_CUSTOMER: Target(24, TimeUnit.HOUR, Clock.CALENDAR),
        ClockKind.RESOLUTION: Target(3, TimeUnit.DAY, Clock.CALENDAR),
    },
    Severity.NORMAL: {
        ClockKind.HAND_OVER: Target(20, TimeUnit.MINUTE, Clock.CALENDAR),
        ClockKind.FIRST_ANSWER: Target(24, TimeUnit.HOUR, Clock.CALENDAR),
        ClockKind.TELL_CUSTOMER: Target(24, TimeUnit.HOUR, Clock.CALENDAR),
        ClockKind.RESOLUTION: Target(3, TimeUnit.DAY, Clock.BUSINESS),
    },
    Severity.MINOR: {
        ClockKind.HAND_OVER: Target(1, TimeUnit.DAY, Clock.BUSINESS),
        ClockKind.FIRST_ANSWER: Target(2, TimeUnit.DAY, Clock.BUSINESS),
        ClockKind.RESOLUTION: Target(7, TimeUnit.DAY, Clock.BUSINESS),
    },
}
