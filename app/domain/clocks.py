"""Due times: pure functions of start, target and calendar that can explain themselves line by line.

A target is an amount, a unit and a clock.  '24 h' means something else on each clock, which is why
none has a default.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from app.domain.calendars import BusinessCalendar, Span
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
    PAUSED = "paused"
    COUNTED = "counted"
    KEPT = "kept"
    DUE = "due"


@dataclass(frozen=True)
class DueStep:
    """One line of the explanation: ``begins_at`` to ``ends_at``, of which ``counted`` counts.

    ``days_off`` says why a closed step is longer than a night: names of holidays, and the empty
    string for a day off of every week.
    """

    kind: DueStepKind
    begins_at: datetime
    ends_at: datetime
    counted: timedelta = timedelta()
    left: timedelta = timedelta()
    days_off: tuple[str, ...] = ()


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
_END_OF_TIME = datetime.max.replace(tzinfo=UTC)
_LEAST_OVERRUN = 15
"""Minutes after which a limit of no time at all counts as overrun."""


def due_after(
    start: datetime, target: Target, calendar: BusinessCalendar, pauses: Sequence[Span] = ()
) -> Due:
    """Compute when ``target`` ends if it begins at ``start`` (clauses 4.2-3 and 4.3-2).

    ``pauses`` are in order and apart; time inside them counts on no clock.  Calendar days keep the
    time of day and are then moved by what was paused.  A business due time always lies inside a
    window of the calendar (its closing time included); a target of no time is due at once.

    Raises:
        OverflowError: the calendar has too few working hours in three years.
    """
    start = start.astimezone(UTC)
    pauses = _in_utc(pauses)
    left = _length(start, target, calendar)
    steps = [DueStep(DueStepKind.STARTED, start, start)]
    here = start
    if not left and target.clock is not Clock.BUSINESS:
        return Due(start, target, (*steps, DueStep(DueStepKind.DUE, start, start)))
    for begins, ends in _running_spans(start, target.clock, calendar, pauses):
        steps += _standing_still(here, begins, calendar, pauses)
        counted = min(left, ends - begins)
        left -= counted
        here = begins + counted
        steps.append(DueStep(DueStepKind.COUNTED, begins, here, counted, left))
        if not left:
            steps.append(DueStep(DueStepKind.DUE, here, here))
            return Due(here, target, _joined(steps))
    raise OverflowError("no working hours within three years")


def _length(start: datetime, target: Target, calendar: BusinessCalendar) -> timedelta:
    """Return how much counted time ``target`` is, on its own clock."""
    if target.unit is not TimeUnit.DAY or target.clock is Clock.ELAPSED:
        return target.amount * _UNITS[target.unit]
    if target.clock is Clock.BUSINESS:
        return target.amount * calendar.standard_day
    wall = start.astimezone(calendar.zone).replace(tzinfo=None) + timedelta(days=target.amount)
    return wall.replace(tzinfo=calendar.zone).astimezone(UTC) - start


def due_at(
    start: datetime, target: Target, calendar: BusinessCalendar, pauses: Sequence[Span] = ()
) -> datetime:
    """Return when ``target`` ends, as :func:`due_after` does, without explaining it: far quicker.

    Raises:
        OverflowError: the calendar has too few working hours in three years.
    """
    start = start.astimezone(UTC)
    return _ends_at(start, _length(start, target, calendar), target.clock, calendar, pauses)


def _ends_at(
    start: datetime,
    length: timedelta,
    clock: Clock,
    calendar: BusinessCalendar,
    pauses: Sequence[Span],
) -> datetime:
    if not length and clock is not Clock.BUSINESS:
        return start
    left = length
    for begins, ends in _running_spans(start, clock, calendar, pauses):
        if left <= ends - begins:
            return begins + left
        left -= ends - begins
    raise OverflowError("no working hours within three years")


def _running_spans(
    start: datetime, clock: Clock, calendar: BusinessCalendar, pauses: Sequence[Span]
) -> Iterator[Span]:
    """Yield the spans in which ``clock`` runs, without the pauses."""
    pauses = _in_utc(pauses)
    if clock is Clock.BUSINESS:
        spans = calendar.spans_from(start)
    else:
        spans = iter(((start, _END_OF_TIME),))
    for opens, closes in spans:
        here = opens
        for stops, goes_on in pauses:
            if goes_on <= here:
                continue
            if stops >= closes:
                break
            if stops > here:
                yield here, stops
            here = goes_on
        if here < closes:
            yield here, closes


def _in_utc(pauses: Sequence[Span]) -> Sequence[Span]:
    # Sums of local times would be wrong by an hour across a change of the clocks.
    return [(stops.astimezone(UTC), goes_on.astimezone(UTC)) for stops, goes_on in pauses]


def _standing_still(
    begins: datetime, ends: datetime, calendar: BusinessCalendar, pauses: Sequence[Span]
) -> Iterator[DueStep]:
    """Yield the steps between two counted ones: closed, or paused where both are the case."""
    here = begins
    for stops, goes_on in pauses:
        if goes_on <= here or stops >= ends:
            continue
        if stops > here:
            yield _closed(here, stops, calendar)
        yield DueStep(DueStepKind.PAUSED, max(stops, here), min(goes_on, ends))
        here = goes_on
    if here < ends:
        yield _closed(here, ends, calendar)


def _closed(begins: datetime, ends: datetime, calendar: BusinessCalendar) -> DueStep:
    days_off = calendar.days_off(begins, ends)
    return DueStep(DueStepKind.CLOSED_UNTIL, begins, ends, days_off=days_off)


def _joined(steps: Sequence[DueStep]) -> tuple[DueStep, ...]:
    """Make one step of windows that touch, as at midnight where the desk never closes."""
    joined: list[DueStep] = []
    for step in steps:
        last = joined[-1] if joined else step
        if step.kind is last.kind is DueStepKind.COUNTED:
            joined[-1] = replace(
                last, ends_at=step.ends_at, counted=last.counted + step.counted, left=step.left
            )
        else:
            joined.append(step)
    return tuple(joined)


def overrun_at(
    start: datetime,
    target: Target,
    calendar: BusinessCalendar,
    share: Fraction | float,
    pauses: Sequence[Span] = (),
) -> datetime:
    """Return when ``share`` of a target's time has run on its own clock, e.g. 1.5 for 150 %.

    A target of no time is overrun a quarter of an hour after it was due.

    Raises:
        OverflowError: the calendar has too few working hours in three years.
    """
    start = start.astimezone(UTC)
    if not target.amount:
        quarter = Target(_LEAST_OVERRUN, TimeUnit.MINUTE, target.clock)
        return due_at(due_at(start, target, calendar, pauses), quarter, calendar, pauses)
    part = Fraction(share)
    length = _length(start, target, calendar) * part.numerator / part.denominator
    return _ends_at(start, length, target.clock, calendar, pauses)


def due_after_change(
    *,
    started_at: datetime,
    changed_at: datetime,
    old_due_at: datetime,
    target: Target,
    calendar: BusinessCalendar,
    pauses: Sequence[Span] = (),
    old_counts_from: datetime | None = None,
    old_target: Target | None = None,
) -> tuple[datetime, Due]:
    """Return from where a clock counts after its limit changed to ``target``, and the due time.

    A stricter limit counts from the moment at which it was known and is never due later than the
    old one; a milder one counts from the start and is never due earlier.  Where the old due time
    stands, so do the old target and its beginning, if they are given: the target of the due time
    returned is the one to keep.

    Raises:
        OverflowError: the calendar has too few working hours in three years.
    """
    from_start = due_after(started_at, target, calendar, pauses)
    if from_start.at >= old_due_at:
        return started_at.astimezone(UTC), from_start
    changed_at = changed_at.astimezone(UTC)
    from_change = due_after(changed_at, target, calendar, pauses)
    if from_change.at <= old_due_at:
        return changed_at, from_change
    if old_target is not None and old_counts_from is not None:
        old = due_after(old_counts_from, old_target, calendar, pauses)
        if old.at == old_due_at:
            return old_counts_from.astimezone(UTC), old
    return changed_at, _kept(changed_at, old_due_at.astimezone(UTC), target)


def _kept(changed_at: datetime, due_at: datetime, target: Target) -> Due:
    steps = (
        DueStep(DueStepKind.STARTED, changed_at, changed_at),
        DueStep(DueStepKind.KEPT, changed_at, due_at),
        DueStep(DueStepKind.DUE, due_at, due_at),
    )
    return Due(due_at, target, steps)


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

STRICT_PRESET: Preset = {
    Severity.CRITICAL: {
        ClockKind.HAND_OVER: _elapsed(0, TimeUnit.MINUTE),
        ClockKind.FIRST_ANSWER: _elapsed(10, TimeUnit.MINUTE),
        ClockKind.TELL_CUSTOMER: _elapsed(30, TimeUnit.MINUTE),
        ClockKind.RESOLUTION: _elapsed(12, TimeUnit.HOUR),
    },
    Severity.MAJOR: {
        ClockKind.HAND_OVER: _elapsed(10, TimeUnit.MINUTE),
        ClockKind.FIRST_ANSWER: _elapsed(15, TimeUnit.MINUTE),
        ClockKind.TELL_CUSTOMER: _elapsed(12, TimeUnit.HOUR),
        ClockKind.RESOLUTION: Target(2, TimeUnit.DAY, Clock.CALENDAR),
    },
    Severity.NORMAL: {
        ClockKind.HAND_OVER: Target(10, TimeUnit.MINUTE, Clock.CALENDAR),
        ClockKind.FIRST_ANSWER: Target(2, TimeUnit.HOUR, Clock.BUSINESS),
        ClockKind.TELL_CUSTOMER: Target(24, TimeUnit.HOUR, Clock.CALENDAR),
        ClockKind.RESOLUTION: Target(2, TimeUnit.DAY, Clock.BUSINESS),
    },
    Severity.MINOR: {
        ClockKind.HAND_OVER: Target(4, TimeUnit.HOUR, Clock.BUSINESS),
        ClockKind.FIRST_ANSWER: Target(1, TimeUnit.DAY, Clock.BUSINESS),
        ClockKind.TELL_CUSTOMER: Target(3, TimeUnit.DAY, Clock.BUSINESS),
        ClockKind.RESOLUTION: Target(5, TimeUnit.DAY, Clock.BUSINESS),
    },
}
"""For a company that promises its owners twice the pace of the common norms."""
