"""What the wall clock and the steady clock say together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.clock_watch import (
    HELD,
    ClockChange,
    Look,
    change_between,
    held_after,
    is_behind,
    is_new_day,
)

AT = datetime(2026, 10, 12, 2, 40, tzinfo=UTC)
INTERVAL = timedelta(seconds=20)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def after(wall: float, steady: float) -> ClockChange | None:
    """Return what happened when the clocks went on by so many seconds."""
    now = Look(AT + timedelta(seconds=wall), 1000.0 + steady)
    return change_between(Look(AT, 1000.0), now, interval=INTERVAL)


@pytest.mark.parametrize(("wall", "steady"), [(20, 20), (21, 20), (109, 20), (-69, 20), (100, 100)])
def test_a_slow_program_and_a_corrected_clock_are_nothing(wall: float, steady: float) -> None:
    assert after(wall, steady) is None


@pytest.mark.parametrize(("wall", "steady"), [(111, 20), (-71, 20), (3600, 20), (-86400, 20)])
def test_a_clock_that_was_set_either_way_is_noticed(wall: float, steady: float) -> None:
    assert after(wall, steady) is ClockChange.SET


@pytest.mark.parametrize("seconds", [111, 3600, 3 * 86400])
def test_a_long_time_without_a_look_is_sleep(seconds: float) -> None:
    assert after(seconds, seconds) is ClockChange.SLEPT


def test_a_clock_set_while_asleep_counts_as_set() -> None:
    assert after(3600, 7200) is ClockChange.SET


def test_a_day_begins_at_midnight_of_the_project() -> None:
    before = datetime(2026, 10, 12, 23, 59, 50, tzinfo=SHANGHAI)
    assert not is_new_day(before, before + timedelta(seconds=5), SHANGHAI)
    assert is_new_day(before, before + timedelta(seconds=10), SHANGHAI)
    assert not is_new_day(before, before + timedelta(seconds=10), ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("minutes", "behind"), [(None, False), (-60, False), (0, False), (5, False), (5.1, True)]
)
def test_a_clock_is_behind_once_the_records_are_five_minutes_ahead(
    minutes: float | None, behind: bool
) -> None:
    newest = None if minutes is None else AT + timedelta(minutes=minutes)
    assert is_behind(AT, newest) is behind


@pytest.mark.parametrize(
    ("hours", "held"),
    [(-8760, timedelta()), (1, timedelta()), (12, timedelta()), (13, HELD), (87600, HELD)],
)
def test_after_a_clock_was_set_far_ahead_nothing_is_written_by_itself_for_a_while(
    hours: float, held: timedelta
) -> None:
    now = Look(AT + timedelta(hours=hours, seconds=20), 1020.0)
    assert held_after(Look(AT, 1000.0), now) == held


def test_a_long_sleep_is_no_clock_set_ahead() -> None:
    now = Look(AT + timedelta(days=3), 1000.0 + 3 * 86400)
    assert held_after(Look(AT, 1000.0), now) == timedelta()
