"""The heads of the to-do list."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.due_groups import DueBounds, DueGroup, due_group

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 12, 10, 40, tzinfo=SHANGHAI)
SECOND = timedelta(seconds=1)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=SHANGHAI)


def group(due_at: datetime | None, *, now: datetime = NOW, waits: bool = False) -> DueGroup:
    return due_group(due_at, DueBounds.at(now, SHANGHAI), waits=waits)


@pytest.mark.parametrize(
    ("due_at", "expected"),
    [
        (at(1), DueGroup.OVERDUE),
        (NOW - SECOND, DueGroup.OVERDUE),
        (NOW, DueGroup.NEXT_HOUR),
        (NOW + timedelta(hours=1), DueGroup.NEXT_HOUR),
        (NOW + timedelta(hours=1) + SECOND, DueGroup.TODAY),
        (at(13) - SECOND, DueGroup.TODAY),
        (at(13), DueGroup.TOMORROW),
        (at(14) - SECOND, DueGroup.TOMORROW),
        (at(14), DueGroup.LATER),
        (None, DueGroup.NO_LIMIT),
    ],
)
def test_a_due_time_has_its_group(due_at: datetime | None, expected: DueGroup) -> None:
    assert group(due_at) is expected


@pytest.mark.parametrize(
    ("due_at", "expected"),
    [
        (NOW - SECOND, DueGroup.OVERDUE),
        (NOW + timedelta(minutes=30), DueGroup.NEXT_HOUR),
        (at(12, 18), DueGroup.TODAY),
        (at(13), DueGroup.WAITING),
        (at(20), DueGroup.WAITING),
        (None, DueGroup.NO_LIMIT),
    ],
)
def test_what_waits_stands_apart_until_its_day(due_at: datetime | None, expected: DueGroup) -> None:
    assert group(due_at, waits=True) is expected


def test_the_next_hour_goes_before_midnight() -> None:
    late = at(12, 23, 30)
    assert group(at(13, 0, 20), now=late) is DueGroup.NEXT_HOUR
    assert group(at(13, 0, 40), now=late) is DueGroup.TOMORROW
