"""Business calendars: windows of a working day, holidays, make-up working days (调休)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_FURTHEST_DAY = timedelta(days=366 * 3)
END_OF_DAY = time.max
"""As the closing time of a window: midnight at the end of the day, written ``24:00``."""

Span = tuple[datetime, datetime]
"""A half-open length of time between two UTC instants."""


class DayKind(StrEnum):
    """What makes a dated exception of a calendar."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


@dataclass(frozen=True)
class Window:
    """Opening hours on one day, wall-clock, ``opens`` before ``closes``.

    A desk that is open through the night has a window up to ``END_OF_DAY`` and one from midnight.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("a window must open before it closes")

    def opens_at(self, day: date, zone: ZoneInfo) -> datetime:
        """Return the opening on ``day`` in UTC."""
        return datetime.combine(day, self.opens, zone).astimezone(UTC)

    def closes_at(self, day: date, zone: ZoneInfo) -> datetime:
        """Return the closing on ``day`` in UTC."""
        if self.closes == END_OF_DAY:
            return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
        return datetime.combine(day, self.closes, zone).astimezone(UTC)

    @property
    def length(self) -> timedelta:
        """Time between opening and closing on a day without a change of the clocks."""
        ends_on = date.min + timedelta(days=int(self.closes == END_OF_DAY))
        closes = time() if self.closes == END_OF_DAY else self.closes
        return datetime.combine(ends_on, closes) - datetime.combine(date.min, self.opens)


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
    _spans: dict[date, tuple[Span, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

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
        return sum((window.length for window in windows), timedelta())

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Return the windows of ``day`` as pairs of UTC instants."""
        if day not in self._spans:
            self._spans[day] = tuple(
                (window.opens_at(day, self.zone), window.closes_at(day, self.zone))
                for window in self.windows_on(day)
            )
        return self._spans[day]

    def spans_from(self, start: datetime) -> Iterator[Span]:
        """Yield open spans from ``start`` on, as pairs of UTC instants, up to three years ahead."""
        here = start.astimezone(UTC)
        day = start.astimezone(self.zone).date()
        last = day + _FURTHEST_DAY
        while day <= last:
            for opens, closes in self.spans_on(day):
                # Clocks going forward can push a window of the night into the one after it.
                begins = max(opens, here)
                if closes > begins:
                    yield begins, closes
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

    def days_off(self, begins: datetime, ends: datetime) -> tuple[str, ...]:
        """Return why nobody worked on the whole days off between two instants, each reason once.

        A holiday gives its name, a day off of every week the empty string.
        """
        day = begins.astimezone(self.zone).date()
        last = ends.astimezone(self.zone).date()
        names: dict[str, None] = {}
        while day <= last:
            if not self.is_working_day(day):
                exception = self.exceptions.get(day)
                names["" if exception is None else exception.name] = None
            day += timedelta(days=1)
        return tuple(names)
