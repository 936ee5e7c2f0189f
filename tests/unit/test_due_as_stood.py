"""A due time as it was known earlier: later waits and severities are taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendars import BusinessCalendar, Span
from app.domain.clocks import Clock, Target, TimeUnit, due_after
from app.domain.due_as_stood import due_as_stood
from tests.unit.drawn_calendars import SHANGHAI, calendars, started_with_pauses, targets

OFFICE = BusinessCalendar(SHANGHAI)
THREE_DAYS = Target(3, TimeUnit.DAY, Clock.BUSINESS)
ONE_DAY = Target(24, TimeUnit.HOUR, Clock.ELAPSED)
SEVEN_DAYS = Target(7, TimeUnit.DAY, Clock.BUSINESS)
START = datetime(2026, 10, 12, 9, tzinfo=SHANGHAI)


def stood(
    until: datetime,
    changes: list[tuple[datetime, Target]] | None = None,
    waits: list[Span] | None = None,
) -> datetime:
    return due_as_stood(
        started_at=START,
        target=THREE_DAYS,
        changes=changes or [],
        waits=waits or [],
        until=until,
        calendar=OFFICE,
    )


@given(calendars, started_with_pauses(), targets)
def test_what_was_known_at_the_end_is_the_due_time_itself(
    calendar: BusinessCalendar, started: tuple[datetime, tuple[Span, ...]], target: Target
) -> None:
    start, waits = started
    due = due_as_stood(
        started_at=start,
        target=target,
        changes=[],
        waits=waits,
        until=max([start, *(ended for _began, ended in waits)]) + timedelta(microseconds=1),
        calendar=calendar,
    )
    assert due == due_after(start, target, calendar, waits).at


@given(st.integers(1, 200))
def test_a_wait_that_ended_later_moved_nothing_yet(hours: int) -> None:
    wait = (START + timedelta(hours=30), START + timedelta(hours=30 + hours))
    assert stood(wait[1] - timedelta(hours=1), waits=[wait]) == stood(START)


def test_a_later_severity_moved_nothing_yet() -> None:
    changed = START + timedelta(hours=30)
    assert stood(changed, [(changed, ONE_DAY)]) == stood(START)


def test_an_earlier_severity_counts_from_when_it_was_known() -> None:
    changed = START + timedelta(hours=30)
    due = stood(changed + timedelta(hours=1), [(changed, ONE_DAY)])
    assert due == changed + timedelta(hours=24)


def test_a_milder_severity_counts_from_the_start() -> None:
    changed = START + timedelta(hours=30)
    due = stood(changed + timedelta(hours=1), [(changed, SEVEN_DAYS)])
    assert due == due_after(START, SEVEN_DAYS, OFFICE).at


def test_a_severity_after_the_time_had_run_out_changes_nothing() -> None:
    changed = START + timedelta(days=10)
    assert stood(changed + timedelta(days=1), [(changed, SEVEN_DAYS)]) == stood(START)


def test_a_severity_weighed_during_a_wait_counts_the_wait_up_to_then() -> None:
    wait = (START + timedelta(hours=24), START + timedelta(hours=72))
    changed = START + timedelta(hours=48)
    due = stood(changed + timedelta(hours=1), [(changed, SEVEN_DAYS)], [wait])
    assert due == due_after(START, SEVEN_DAYS, OFFICE, [(wait[0], changed)]).at


def test_what_happened_at_the_very_end_comes_after_it() -> None:
    wait = (START + timedelta(hours=24), START + timedelta(hours=72))
    assert stood(wait[1], [(wait[1], ONE_DAY)], [wait]) == stood(START)
