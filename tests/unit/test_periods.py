"""Days, months, quarters and years: how they are written, how they adjoin, where they end."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Problem, UserFacingError
from app.domain.periods import Period, PeriodKind

periods = st.builds(
    Period.containing, st.sampled_from(PeriodKind), st.dates(date(1971, 1, 1), date(2999, 1, 1))
)


@given(periods)
def test_what_is_written_is_read_back_as_the_same_period(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(periods, st.sampled_from(("Asia/Shanghai", "Europe/Berlin", "America/St_Johns")))
def test_a_period_ends_where_the_next_begins(period: Period, name: str) -> None:
    zone = ZoneInfo(name)
    assert period.bounds(zone)[1] == period.plus(1).bounds(zone)[0]
    assert period.last_on + timedelta(days=1) == period.plus(1).first_on


@given(periods, st.integers(-40, 40))
def test_going_on_and_back_again_leads_home(period: Period, steps: int) -> None:
    assert period.plus(steps).plus(-steps) == period


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("2026-12", date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 29)),
        ("2026-Q1", date(2026, 3, 31)),
        ("2026-q4", date(2026, 12, 31)),
        ("2026", date(2026, 12, 31)),
        ("2026-10-05", date(2026, 10, 5)),
    ],
)
def test_the_last_day_of_a_period(written: str, last: date) -> None:
    assert Period.parse(written).last_on == last


@pytest.mark.parametrize("written", ["", "2026-13", "2026-02-30", "2026-Q5", "26-10", "0000", "x"])
def test_what_is_no_period_is_refused_as_it_was_written(written: str) -> None:
    with pytest.raises(UserFacingError) as caught:
        Period.parse(written)
    assert (caught.value.problem, caught.value.facts) == (Problem.BAD_PERIOD, {"period": written})


def test_only_the_leap_day_has_no_year_before() -> None:
    assert Period.parse("2028-02-29").year_before() is None
    assert Period.parse("2028-02").year_before() == Period.parse("2027-02")
