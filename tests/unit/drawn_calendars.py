"""Calendars, instants and pauses drawn at random, with and without daylight saving."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from app.domain.calendars import (
    END_OF_DAY,
    BusinessCalendar,
    DayException,
    DayKind,
    Span,
    Window,
)
from app.domain.clocks import Clock, Target, TimeUnit

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
ZONES = (SHANGHAI, BERLIN, NEW_YORK)
_MIDNIGHT = 24 * 60


def _time(minute: int) -> time:
    return END_OF_DAY if minute == _MIDNIGHT else time(minute // 60, minute % 60)


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    """Draw up to three windows of a day, sorted and apart; the last may go to midnight."""
    minutes = draw(st.lists(st.integers(0, _MIDNIGHT), min_size=0, max_size=6, unique=True))
    edges = sorted(minutes)[: len(minutes) // 2 * 2]
    times = [_time(minute) for minute in edges]
    return tuple(Window(a, b) for a, b in zip(times[::2], times[1::2], strict=True))


def _week_time(week: tuple[tuple[Window, ...], ...]) -> timedelta:
    return sum((window.length for day in week for window in day), timedelta())


def _exceptions(first: date, last: date) -> st.SearchStrategy[dict[date, DayException]]:
    kinds = st.sampled_from(DayKind).map(DayException)
    return st.dictionaries(st.dates(first, last), kinds, max_size=12)


calendars = st.builds(
    BusinessCalendar,
    zone=st.sampled_from(ZONES),
    # With less than an hour a week no target ends in three years.
    week=st.tuples(*[windows()] * 7).filter(lambda week: _week_time(week) >= timedelta(hours=1)),
    exceptions=st.one_of(
        _exceptions(date(2026, 2, 1), date(2026, 4, 30)),
        _exceptions(date(2026, 9, 1), date(2026, 12, 31)),
    ),
)


def _instants(first: datetime, last: datetime) -> st.SearchStrategy[datetime]:
    return st.datetimes(first, last, timezones=st.just(UTC))


# Both ranges hold a change of the clocks, in Berlin and in New York on different days.
instants = st.one_of(
    _instants(datetime(2026, 2, 15), datetime(2026, 4, 15)),  # noqa: DTZ001 - the zone is added
    _instants(datetime(2026, 9, 1), datetime(2026, 12, 1)),  # noqa: DTZ001
)
amounts = st.integers(1, 2000)
targets = st.builds(Target, st.integers(1, 40), st.sampled_from(TimeUnit), st.sampled_from(Clock))


@st.composite
def started_with_pauses(draw: st.DrawFn) -> tuple[datetime, tuple[Span, ...]]:
    """Draw a start, and up to three pauses in order and apart, some of them before it."""
    start = draw(instants)
    minutes = st.integers(-2000, 20_000)
    edges = sorted(draw(st.lists(minutes, min_size=2, max_size=6, unique=True)))
    moments = [start + timedelta(minutes=minute) for minute in edges[: len(edges) // 2 * 2]]
    return start, tuple(zip(moments[::2], moments[1::2], strict=True))
