"""Looking business time up gives what walking through the calendar gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendars import BusinessCalendar
from app.domain.working_time import WorkingTimeTable
from tests.unit.drawn_calendars import SHANGHAI, calendars

instants = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - made aware by Hypothesis
    datetime(2026, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(calendars, st.lists(instants, min_size=2, max_size=6))
def test_a_table_agrees_with_the_calendar(
    calendar: BusinessCalendar, found: list[datetime]
) -> None:
    table = WorkingTimeTable(calendar, min(found), max(found))
    for start in found:
        for end in found:
            assert table.between(start, end) == calendar.working_time(start, end)


def test_a_table_reaches_across_many_years() -> None:
    calendar = BusinessCalendar(SHANGHAI)
    start, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    halves = [start, datetime(2023, 1, 1, tzinfo=UTC), end]
    parts = [calendar.working_time(a, b) for a, b in pairwise(halves)]
    assert WorkingTimeTable(calendar, start, end).between(start, end) == sum(parts, timedelta())
