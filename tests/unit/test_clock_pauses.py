"""What is paused counts on no clock, and nothing else moves a due time."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.calendars import BusinessCalendar, Span
from app.domain.clocks import Clock, DueStepKind, Target, TimeUnit, due_after, due_at, overrun_at
from tests.unit.drawn_calendars import (
    BERLIN,
    SHANGHAI,
    amounts,
    calendars,
    instants,
    started_with_pauses,
    targets,
)

OFFICE = BusinessCalendar(SHANGHAI)
EXACT = st.sampled_from((Clock.BUSINESS, Clock.ELAPSED))
Started = tuple[datetime, tuple[Span, ...]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def minutes(amount: int, clock: Clock) -> Target:
    return Target(amount, TimeUnit.MINUTE, clock)


def counted(clock: Clock, calendar: BusinessCalendar, begin: datetime, end: datetime) -> timedelta:
    """Return the time between two instants that the clock counts where nothing is paused."""
    if end <= begin:
        return timedelta()
    return calendar.working_time(begin, end) if clock is Clock.BUSINESS else end - begin


def paused(
    clock: Clock,
    calendar: BusinessCalendar,
    pauses: tuple[Span, ...],
    begin: datetime,
    end: datetime,
) -> timedelta:
    """Return the counted time between two instants that pauses cover."""
    return sum(
        (
            counted(clock, calendar, max(stops, begin), min(goes_on, end))
            for stops, goes_on in pauses
        ),
        timedelta(),
    )


@given(calendars, started_with_pauses(), EXACT, amounts)
def test_the_time_counted_outside_pauses_is_the_target(
    calendar: BusinessCalendar, started: Started, clock: Clock, amount: int
) -> None:
    start, pauses = started
    due = due_after(start, minutes(amount, clock), calendar, pauses).at
    whole = counted(clock, calendar, start, due)
    assert whole - paused(clock, calendar, pauses, start, due) == timedelta(minutes=amount)


@given(calendars, started_with_pauses(), targets)
def test_pauses_move_the_due_time_by_the_counted_time_that_they_cover(
    calendar: BusinessCalendar, started: Started, target: Target
) -> None:
    start, pauses = started
    plain = due_after(start, target, calendar).at
    moved = due_after(start, target, calendar, pauses).at
    covered = paused(target.clock, calendar, pauses, start, moved)
    assert counted(target.clock, calendar, plain, moved) == covered


@given(calendars, instants, amounts)
def test_a_pause_while_the_office_is_closed_changes_nothing(
    calendar: BusinessCalendar, start: datetime, amount: int
) -> None:
    target = minutes(amount, Clock.BUSINESS)
    due = due_after(start, target, calendar)
    closed = [
        (step.begins_at, step.ends_at)
        for step in due.steps
        if step.kind is DueStepKind.CLOSED_UNTIL
    ]
    assume(closed)
    assert due_after(start, target, calendar, closed).at == due.at


@given(calendars, instants, targets)
def test_a_pause_before_the_start_or_after_the_due_time_changes_nothing(
    calendar: BusinessCalendar, start: datetime, target: Target
) -> None:
    due = due_after(start, target, calendar)
    day = timedelta(days=1)
    pauses = ((start - day, start), (due.at, due.at + day))
    assert due_after(start, target, calendar, pauses).at == due.at


@given(calendars, started_with_pauses(), EXACT, amounts, amounts)
def test_time_adds_up_across_pauses(
    calendar: BusinessCalendar, started: Started, clock: Clock, first: int, second: int
) -> None:
    start, pauses = started
    halfway = due_after(start, minutes(first, clock), calendar, pauses).at
    assert (
        due_after(halfway, minutes(second, clock), calendar, pauses).at
        == due_after(start, minutes(first + second, clock), calendar, pauses).at
    )


@given(calendars, started_with_pauses(), st.timedeltas(timedelta(), timedelta(days=9)), targets)
def test_what_begins_later_is_never_due_earlier(
    calendar: BusinessCalendar, started: Started, later: timedelta, target: Target
) -> None:
    start, pauses = started
    # A day of the calendar is a time of day, which a change of the clocks can move.
    assume(target.clock is not Clock.CALENDAR or target.unit is not TimeUnit.DAY)
    assert (
        due_after(start, target, calendar, pauses).at
        <= due_after(start + later, target, calendar, pauses).at
    )


@given(calendars, started_with_pauses(), amounts)
def test_nothing_is_due_outside_a_window_or_inside_a_pause(
    calendar: BusinessCalendar, started: Started, amount: int
) -> None:
    start, pauses = started
    due = due_after(start, minutes(amount, Clock.BUSINESS), calendar, pauses).at
    day = due.astimezone(calendar.zone).date()
    spans = (*calendar.spans_on(day - timedelta(days=1)), *calendar.spans_on(day))
    assert any(opens <= due <= closes for opens, closes in spans)
    assert not any(stops < due <= goes_on for stops, goes_on in pauses)


@given(calendars, started_with_pauses(), targets)
@pytest.mark.clause("4.2-3")
def test_the_explanation_with_pauses_runs_without_a_gap(
    calendar: BusinessCalendar, started: Started, target: Target
) -> None:
    start, pauses = started
    due = due_after(start, target, calendar, pauses)
    assert (due.steps[0].kind, due.steps[0].begins_at) == (DueStepKind.STARTED, start)
    assert (due.steps[-1].kind, due.steps[-1].ends_at) == (DueStepKind.DUE, due.at)
    for before, after in itertools.pairwise(due.steps):
        assert before.ends_at == after.begins_at


def test_each_pause_is_a_line_of_the_explanation() -> None:
    pause = (at("2026-11-24 09:00"), at("2026-11-25 09:00"))
    due = due_after(at("2026-11-23 10:40"), minutes(24 * 60, Clock.ELAPSED), OFFICE, (pause,))
    assert [(step.kind, step.begins_at) for step in due.steps] == [
        (DueStepKind.STARTED, at("2026-11-23 10:40")),
        (DueStepKind.COUNTED, at("2026-11-23 10:40")),
        (DueStepKind.PAUSED, at("2026-11-24 09:00")),
        (DueStepKind.COUNTED, at("2026-11-25 09:00")),
        (DueStepKind.DUE, at("2026-11-25 10:40")),
    ]


def test_working_days_are_moved_by_the_office_hours_that_were_paused() -> None:
    pause = (at("2026-11-24 17:00"), at("2026-11-25 10:30"))
    target = Target(3, TimeUnit.DAY, Clock.BUSINESS)
    assert due_after(at("2026-11-23 10:40"), target, OFFICE, (pause,)).at == at("2026-11-26 15:10")


def test_calendar_days_keep_the_time_of_day_and_are_moved_by_the_pause() -> None:
    calendar = BusinessCalendar(BERLIN)
    start = datetime(2026, 10, 23, 10, tzinfo=BERLIN)  # clocks go back on the 25th
    pause = (start + timedelta(hours=2), start + timedelta(hours=7))
    target = Target(3, TimeUnit.DAY, Clock.CALENDAR)
    due = due_after(start, target, calendar, (pause,)).at
    assert due == datetime(2026, 10, 26, 15, tzinfo=BERLIN)


@given(calendars, started_with_pauses(), targets)
def test_the_whole_share_of_a_target_is_its_due_time(
    calendar: BusinessCalendar, started: Started, target: Target
) -> None:
    start, pauses = started
    due = due_after(start, target, calendar, pauses).at
    assert overrun_at(start, target, calendar, Fraction(1), pauses) == due


@given(calendars, started_with_pauses(), EXACT, amounts)
def test_half_as_much_again_runs_on_the_clock_of_the_target(
    calendar: BusinessCalendar, started: Started, clock: Clock, amount: int
) -> None:
    start, pauses = started
    overrun = overrun_at(start, minutes(2 * amount, clock), calendar, 1.5, pauses)
    assert overrun == due_after(start, minutes(3 * amount, clock), calendar, pauses).at


def test_a_target_of_no_time_is_overrun_after_a_quarter_of_an_hour() -> None:
    start = at("2026-11-23 22:15")
    at_once = Target(0, TimeUnit.MINUTE, Clock.ELAPSED)
    assert overrun_at(start, at_once, OFFICE, 1.5) == start + timedelta(minutes=15)


@given(calendars, started_with_pauses(), targets)
def test_the_quick_way_comes_to_the_same_due_time(
    calendar: BusinessCalendar, started: Started, target: Target
) -> None:
    start, pauses = started
    assert due_at(start, target, calendar, pauses) == due_after(start, target, calendar, pauses).at
