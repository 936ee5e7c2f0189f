"""Business time between many pairs of instants: the calendar is walked once, then looked up."""

from __future__ import annotations

import bisect
from datetime import datetime, timedelta

from app.domain.calendars import BusinessCalendar


class WorkingTimeTable:
    """The working time of a calendar from ``first`` to ``last``, added up window by window.

    ``between`` gives what :meth:`BusinessCalendar.working_time` gives for instants that lie in
    that range, however far apart they are.
    """

    def __init__(self, calendar: BusinessCalendar, first: datetime, last: datetime) -> None:
        self._opens: list[datetime] = []
        self._closes: list[datetime] = []
        self._before: list[timedelta] = []
        total = timedelta()
        here: datetime | None = None
        day = first.astimezone(calendar.zone).date()
        last_day = last.astimezone(calendar.zone).date()
        while day <= last_day:
            for opens, closes in calendar.spans_on(day):
                # Clocks going forward can push a window of the night into the one after it.
                begins = opens if here is None else max(opens, here)
                if closes > begins:
                    self._opens.append(begins)
                    self._closes.append(closes)
                    self._before.append(total)
                    total += closes - begins
                    here = closes
            day += timedelta(days=1)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the business time between two instants; zero if ``end`` is not after ``start``."""
        return self._up_to(end) - self._up_to(start) if end > start else timedelta()

    def _up_to(self, instant: datetime) -> timedelta:
        found = bisect.bisect_right(self._opens, instant) - 1
        if found < 0:
            return timedelta()
        return self._before[found] + min(instant, self._closes[found]) - self._opens[found]
