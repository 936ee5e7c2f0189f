"""Due times count the hours they should count, and can say which."""

from __future__ import annotations

import itertools
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendars import END_OF_DAY, BusinessCalendar, DayException, DayKind, Window
from app.domain.clocks import (
    DEFAULT_PRESET,
    Clock,
    DueStepKind,
    Target,
    TimeUnit,
    due_after,
    warn_at,
)
from app.domain.terms import ClockKind, Severity
from tests.unit.drawn_calendars import BERLIN, SHANGHAI, amounts, calendars, instants, targets

# The holidays of October 2026 with their two make-up working days, a Sunday and a Saturday.
NATIONAL_DAY = {
    date(2026, 9, 20): DayException(DayKind.WORKDAY, "国庆节"),
    **{date(2026, 10, day): DayException(DayKind.HOLIDAY, "国庆节") for day in range(1, 8)},
    date(2026, 10, 10): DayException(DayKind.WORKDAY, "国庆节"),
}
OFFICE = BusinessCalendar(SHANGHAI, exceptions=NATIONAL_DAY)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """Return a wall-clock time written as people do."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def due_at(start: str, target: Target, calendar: BusinessCalendar = OFFICE) -> datetime:
    """Return the due time on the wall clock of the calendar's zone."""
    return due_after(at(start, calendar.zone), target, calendar).at.astimezone(calendar.zone)


def business(amount: int, unit: TimeUnit = TimeUnit.MINUTE) -> Target:
    return Target(amount, unit, Clock.BUSINESS)


@given(calendars, instants, amounts, amounts)
def test_business_time_adds_up(
    calendar: BusinessCalendar, start: datetime, first: int, second: int
) -> None:
    halfway = due_after(start, business(first), calendar).at
    assert (
        due_after(halfway, business(second), calendar).at
        == due_after(start, business(first + second), calendar).at
    )


@given(calendars, instants, st.timedeltas(timedelta(), timedelta(days=9)), amounts)
def test_business_time_begun_later_is_never_due_earlier(
    calendar: BusinessCalendar, start: datetime, later: timedelta, amount: int
) -> None:
    target = business(amount)
    assert due_after(start, target, calendar).at <= due_after(start + later, target, calendar).at


@given(calendars, instants, amounts)
def test_more_business_time_is_due_later(
    calendar: BusinessCalendar, start: datetime, amount: int
) -> None:
    assert (
        due_after(start, business(amount), calendar).at
        < due_after(start, business(amount + 1), calendar).at
    )


@given(calendars, instants, st.integers(0, 2000))
def test_business_time_is_never_due_outside_a_window(
    calendar: BusinessCalendar, start: datetime, amount: int
) -> None:
    due = due_after(start, business(amount), calendar).at
    day = due.astimezone(calendar.zone).date()
    # What is due at the midnight that ends a window is due on the next day.
    spans = (*calendar.spans_on(day - timedelta(days=1)), *calendar.spans_on(day))
    assert any(opens <= due <= closes for opens, closes in spans)


@given(calendars, instants, amounts)
def test_working_time_up_to_the_due_time_is_the_target(
    calendar: BusinessCalendar, start: datetime, amount: int
) -> None:
    due = due_after(start, business(amount), calendar).at
    assert calendar.working_time(start, due) == timedelta(minutes=amount)


@given(calendars, instants, targets)
@pytest.mark.clause("4.2-3")
def test_the_explanation_runs_without_a_gap_from_start_to_due(
    calendar: BusinessCalendar, start: datetime, target: Target
) -> None:
    due = due_after(start, target, calendar)
    assert due.steps[0].kind is DueStepKind.STARTED
    assert due.steps[-1].kind is DueStepKind.DUE
    assert due.steps[0].begins_at == start
    assert due.steps[-1].ends_at == due.at
    for before, after in itertools.pairwise(due.steps):
        assert before.ends_at == after.begins_at


@given(calendars, instants, targets)
def test_the_counted_steps_sum_to_the_target(
    calendar: BusinessCalendar, start: datetime, target: Target
) -> None:
    due = due_after(start, target, calendar)
    counted = sum((step.counted for step in due.steps), timedelta())
    if target.clock is Clock.BUSINESS and target.unit is TimeUnit.DAY:
        assert counted == target.amount * calendar.standard_day
    elif target.clock is Clock.BUSINESS:
        unit = {TimeUnit.MINUTE: timedelta(minutes=1), TimeUnit.HOUR: timedelta(hours=1)}
        assert counted == target.amount * unit[target.unit]
    else:
        assert counted == due.at - start


@pytest.mark.clause("4.2-3")
def test_three_working_days_from_monday_morning_end_thursday_at_the_same_time() -> None:
    assert due_at("2026-11-23 10:40", business(3, TimeUnit.DAY)) == at("2026-11-26 10:40")


def test_a_day_of_the_calendar_is_not_a_day_of_the_office() -> None:
    friday = "2026-11-20 16:00"
    assert due_at(friday, Target(24, TimeUnit.HOUR, Clock.CALENDAR)) == at("2026-11-21 16:00")
    # Eight office hours a day: the trap of nearly three more days.
    assert due_at(friday, business(24, TimeUnit.HOUR)) == at("2026-11-25 16:00")


def test_lunch_does_not_count() -> None:
    assert due_at("2026-11-23 11:30", business(60)) == at("2026-11-23 14:00")


def test_what_starts_over_lunch_counts_from_the_afternoon() -> None:
    assert due_at("2026-11-23 12:45", business(30)) == at("2026-11-23 14:00")


def test_what_starts_at_night_counts_from_the_morning() -> None:
    assert due_at("2026-11-23 22:15", business(1, TimeUnit.HOUR)) == at("2026-11-24 09:30")


def test_a_due_time_may_be_the_closing_time() -> None:
    assert due_at("2026-11-23 17:30", business(30)) == at("2026-11-23 18:00")


def test_holidays_do_not_count_and_make_up_working_days_do() -> None:
    # Wednesday 30 September; then the holidays; 8 and 9 October; Saturday the 10th is worked.
    assert due_at("2026-09-30 15:00", business(3, TimeUnit.DAY)) == at("2026-10-10 15:00")


def test_a_make_up_sunday_counts_as_a_working_day() -> None:
    assert due_at("2026-09-18 17:00", business(2, TimeUnit.HOUR)) == at("2026-09-20 09:30")


def test_the_steps_name_the_holidays_as_closed() -> None:
    due = due_after(at("2026-09-30 17:00"), business(2, TimeUnit.HOUR), OFFICE)
    closed = [
        (step.begins_at, step.ends_at)
        for step in due.steps
        if step.kind is DueStepKind.CLOSED_UNTIL
    ]
    assert closed == [(at("2026-09-30 18:00"), at("2026-10-08 08:30"))]


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-03-27 10:00", "2026-03-30 10:00"),  # clocks go forward on the 29th
        ("2026-10-23 10:00", "2026-10-26 10:00"),  # clocks go back on the 25th
    ],
)
def test_calendar_days_keep_the_time_of_day_when_the_clocks_change(start: str, due: str) -> None:
    calendar = BusinessCalendar(BERLIN)
    target = Target(3, TimeUnit.DAY, Clock.CALENDAR)
    assert due_at(start, target, calendar) == at(due, BERLIN)


def test_an_hour_that_the_clocks_skip_is_not_counted_twice() -> None:
    night = (Window(time(2, 10), time(2, 50)), Window(time(3, 0), time(4, 0)))
    calendar = BusinessCalendar(BERLIN, week=(night,) * 7)
    begin, end = at("2026-03-29 00:00", BERLIN), at("2026-03-29 12:00", BERLIN)
    assert calendar.working_time(begin, end) <= timedelta(hours=1)


def test_hours_are_real_hours_when_the_clocks_change() -> None:
    calendar = BusinessCalendar(BERLIN)
    target = Target(24, TimeUnit.HOUR, Clock.CALENDAR)
    assert due_at("2026-03-28 10:00", target, calendar) == at("2026-03-29 11:00", BERLIN)


def test_round_the_clock_hours_never_pause() -> None:
    target = Target(24, TimeUnit.HOUR, Clock.ELAPSED)
    assert due_at("2026-10-01 03:00", target) == at("2026-10-02 03:00")


def test_a_calendar_without_working_hours_ahead_is_refused() -> None:
    holidays = {
        date(2026, 1, 1) + timedelta(days=day): DayException(DayKind.HOLIDAY)
        for day in range(366 * 5)
    }
    with pytest.raises(OverflowError):
        due_after(
            at("2026-11-23 10:40"), business(1), BusinessCalendar(SHANGHAI, exceptions=holidays)
        )


def test_a_window_must_open_before_it_closes() -> None:
    with pytest.raises(ValueError, match="open before"):
        Window(time(12), time(12))


def test_a_week_needs_seven_days_with_work_on_one() -> None:
    with pytest.raises(ValueError, match="seven days"):
        BusinessCalendar(SHANGHAI, week=((),) * 7)


def test_warning_comes_at_four_fifths_of_a_long_time() -> None:
    start = at("2026-11-23 10:00")
    assert warn_at(start, start + timedelta(hours=10)) == start + timedelta(hours=8)


def test_warning_comes_a_quarter_of_an_hour_before_a_short_time_ends() -> None:
    start = at("2026-11-23 10:00")
    assert warn_at(start, start + timedelta(minutes=30)) == start + timedelta(minutes=15)


@pytest.mark.clause("4.3-3")
@pytest.mark.parametrize(
    ("severity", "kind", "due"),
    [
        (Severity.CRITICAL, ClockKind.HAND_OVER, "2026-11-23 10:40"),
        (Severity.CRITICAL, ClockKind.FIRST_ANSWER, "2026-11-23 10:55"),
        (Severity.CRITICAL, ClockKind.TELL_CUSTOMER, "2026-11-23 11:40"),
        (Severity.CRITICAL, ClockKind.RESOLUTION, "2026-11-24 10:40"),
        (Severity.MAJOR, ClockKind.HAND_OVER, "2026-11-23 11:00"),
        (Severity.MAJOR, ClockKind.FIRST_ANSWER, "2026-11-23 11:10"),
        (Severity.MAJOR, ClockKind.TELL_CUSTOMER, "2026-11-24 10:40"),
        (Severity.MAJOR, ClockKind.RESOLUTION, "2026-11-26 10:40"),
        (Severity.NORMAL, ClockKind.HAND_OVER, "2026-11-23 11:00"),
        (Severity.NORMAL, ClockKind.FIRST_ANSWER, "2026-11-24 10:40"),
        (Severity.NORMAL, ClockKind.TELL_CUSTOMER, "2026-11-24 10:40"),
        (Severity.NORMAL, ClockKind.RESOLUTION, "2026-11-26 10:40"),
        (Severity.MINOR, ClockKind.HAND_OVER, "2026-11-24 10:40"),
        (Severity.MINOR, ClockKind.FIRST_ANSWER, "2026-11-25 10:40"),
        (Severity.MINOR, ClockKind.RESOLUTION, "2026-12-02 10:40"),
    ],
)
def test_the_preset_gives_the_times_of_the_standard(
    severity: Severity, kind: ClockKind, due: str
) -> None:
    assert due_at("2026-11-23 10:40", DEFAULT_PRESET[severity][kind]) == at(due)


def test_minor_matters_have_no_progress_clock() -> None:
    assert ClockKind.TELL_CUSTOMER not in DEFAULT_PRESET[Severity.MINOR]


ROUND_THE_CLOCK = BusinessCalendar(SHANGHAI, week=((Window(time(), END_OF_DAY),),) * 7)
NIGHT_SHIFT = BusinessCalendar(
    SHANGHAI, week=((Window(time(), time(6)), Window(time(22), END_OF_DAY)),) * 7
)


def test_a_desk_that_never_closes_counts_every_minute() -> None:
    assert due_at("2026-11-23 10:40", business(30, TimeUnit.HOUR), ROUND_THE_CLOCK) == at(
        "2026-11-24 16:40"
    )
    assert ROUND_THE_CLOCK.standard_day == timedelta(days=1)


def test_midnight_is_no_line_of_the_explanation_where_the_desk_never_closes() -> None:
    due = due_after(at("2026-11-23 10:40"), business(3, TimeUnit.DAY), ROUND_THE_CLOCK)
    assert [step.kind for step in due.steps] == [
        DueStepKind.STARTED,
        DueStepKind.COUNTED,
        DueStepKind.DUE,
    ]


def test_a_night_shift_is_a_window_to_midnight_and_one_from_midnight() -> None:
    assert due_at("2026-11-23 23:00", business(3, TimeUnit.HOUR), NIGHT_SHIFT) == at(
        "2026-11-24 02:00"
    )
    assert due_at("2026-11-24 05:00", business(2, TimeUnit.HOUR), NIGHT_SHIFT) == at(
        "2026-11-24 23:00"
    )


def test_the_day_on_which_clocks_go_forward_has_an_hour_less() -> None:
    calendar = BusinessCalendar(BERLIN, week=((Window(time(), END_OF_DAY),),) * 7)
    begin, end = at("2026-03-29 00:00", BERLIN), at("2026-03-30 00:00", BERLIN)
    assert calendar.working_time(begin, end) == timedelta(hours=23)


@pytest.mark.parametrize("clock", [Clock.ELAPSED, Clock.CALENDAR])
def test_a_target_of_no_time_is_due_at_once(clock: Clock) -> None:
    night = at("2026-11-23 22:15")
    assert due_after(night, Target(0, TimeUnit.MINUTE, clock), OFFICE).at == night


def test_a_target_of_no_office_time_is_due_when_the_office_opens() -> None:
    assert due_at("2026-11-23 22:15", business(0)) == at("2026-11-24 08:30")


def test_the_steps_say_why_the_office_was_closed_for_days() -> None:
    due = due_after(at("2026-09-30 17:00"), business(2, TimeUnit.HOUR), OFFICE)
    assert [step.days_off for step in due.steps if step.days_off] == [("国庆节",)]
    due = due_after(at("2026-11-20 17:00"), business(2, TimeUnit.HOUR), OFFICE)
    assert [step.days_off for step in due.steps if step.days_off] == [("",)]
