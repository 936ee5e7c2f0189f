"""Months are those of the project's own zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Problem, UserFacingError
from app.domain.months import Month

ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC")]
months = st.builds(Month, st.integers(1971, 9990), st.integers(1, 12))
zones = st.sampled_from(ZONES)


@given(months)
def test_a_month_is_read_as_it_is_written(month: Month) -> None:
    assert Month.parse(f" {month} ") == month


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-13",
        "2026-00",
        "2026-1",
        "26-01",
        "2026/10",
        "2026-10-01",
        "２０２６-10",
        "1969-12",
        "9999-01",
        "2026-10\n2026-11",
        "十月",
    ],
)
def test_anything_else_is_no_month(text: str) -> None:
    with pytest.raises(UserFacingError) as caught:
        Month.parse(text)
    assert (caught.value.problem, caught.value.facts) == (Problem.BAD_MONTH, {"month": text})


@given(months, zones)
def test_a_month_ends_where_the_next_begins(month: Month, zone: ZoneInfo) -> None:
    assert month.bounds(zone)[1] == month.plus(1).bounds(zone)[0]


@given(months, zones)
def test_the_first_instant_is_in_the_month_and_the_one_after_the_last_is_not(
    month: Month, zone: ZoneInfo
) -> None:
    begin, end = month.bounds(zone)
    assert Month.of(begin, zone) == month
    assert Month.of(end - timedelta(microseconds=1), zone) == month
    assert Month.of(end, zone) == month.plus(1)


def test_a_month_in_shanghai_begins_the_afternoon_before_in_utc() -> None:
    begin, _end = Month(2026, 10).bounds(ZONES[0])
    assert begin == datetime(2026, 9, 30, 16, tzinfo=UTC)


@given(months, st.integers(-200, 200))
def test_going_back_undoes_going_forth(month: Month, steps: int) -> None:
    assert month.plus(steps).plus(-steps) == month


@given(months)
def test_twelve_months_are_a_year(month: Month) -> None:
    assert month.plus(12) == Month(month.year + 1, month.number)
