"""Business calendars: windows of a working day, holidays, make-up working days (调休)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_FURTHEST_DAY = timedelta(days=366 * 3)


class DayKind(StrEnum):
    """What makes a dated exception of a calendar."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


@dataclass(frozen=True)
class Window:
    """Opening hours on one day, wall-clock, ``opens`` before ``closes``."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("a window must open before it closes")


@dataclass(frozen=True)
class DayException:
    """A dated exception of the week: a named holiday or a make-up working day."""

    kind: DayKind
    name: str = ""


_MORNING = Window(time(8, 30), time(12, 0))
_AFTERNOON = Window(time(13, 30), time(18, 0))
DEFAULT_WEEK: tuple[tuple[Window, ...], ...] = (
    *(((_MORNING, _AFTERNOON),) * 5),
    (),
    (),
)


@dataclass(frozen=True)
class BusinessCalendar:
    """When a project's office works.

    ``week`` holds the windows of Monday to Sunday, sorted and apart; ``exceptions`` overrides
    single days: a holiday has no windows, a make-up working day has Monday's.
    """

    zone: ZoneInfo
    week: tuple[tuple[Window, ...], ...] = DEFAULT_WEEK
    exceptions: Mapping[date, DayException] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise ValueError("a week has seven days, and somebody works on one of them")

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """Return the windows of ``day``."""
        exception = self.exceptions.get(day)
        if exception is None:
            return self.week[day.weekday()]
        if exception.kind is DayKind.HOLIDAY:
            return ()
        return next(windows for windows in self.week if windows)

    def is_working_day(self, day: date) -> bool:
        """Return whether anybody works on ``day``."""
        return bool(self.windows_on(day))

    @property
    def standard_day(self) -> timedelta:
        """Working time of a regular day: what '1 working day' means."""
        windows = next(windows for windows in self.week if windows)
        return sum(
            (
                datetime.combine(date.min, w.closes) - datetime.combine(date.min, w.opens)
                for w in windows
            ),
            timedelta(),
        )

    def spans_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield open spans from ``start`` on, as pairs of UTC instants, up to three years ahead."""
        here = start.astimezone(UTC)
        day = start.astimezone(self.zone).date()
        last = day + _FURTHEST_DAY
        while day <= last:
            for window in self.windows_on(day):
                opens = datetime.combine(day, window.opens, self.zone).astimezone(UTC)
                closes = datetime.combine(day, window.closes, self.zone).astimezone(UTC)
                # Clocks going forward can push a window of the night into the one after it.
                opens = max(opens, here)
                if closes > opens:
                    yield opens, closes
                    here = closes
            day += timedelta(days=1)

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Return the business time between two instants; zero if ``end`` is not after ``start``."""
        total = timedelta()
        for opens, closes in self.spans_from(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total
