"""What is unusual in who looked at customers (clause 5-3): a pure rule over the access log.

Three things are brought before a supervisor: more reveals within an hour than the policy allows,
names shown, copied or printed outside office hours, and every export.  Each day is looked at by
itself, so that what was found yesterday can never change by what is read today.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from app.domain.terms import AccessKind

HOUR = timedelta(hours=1)
_NAMES_SEEN = frozenset({AccessKind.REVEAL, AccessKind.COPY, AccessKind.PRINT})


class UnusualKind(StrEnum):
    """In what way reading was unusual."""

    MANY_REVEALS = "many_reveals"
    OUTSIDE_HOURS = "outside_hours"
    EXPORT = "export"


@dataclass(frozen=True)
class Reading:
    """One entry of the access log; ``day`` is its day by the clock of the project."""

    seq: int
    staff_id: str
    kind: AccessKind
    at: datetime
    day: date


@dataclass(frozen=True)
class UnusualReading:
    """Something unusual that one person did; ``last_seq`` is its newest entry in the log."""

    kind: UnusualKind
    staff_id: str
    count: int
    first_at: datetime
    last_at: datetime
    last_seq: int


def find_unusual(
    readings: Iterable[Reading], *, most_in_an_hour: int, is_open: Callable[[datetime], bool]
) -> tuple[UnusualReading, ...]:
    """Return what is unusual in ``readings``, the newest first.

    ``is_open`` tells whether an instant lies within the office hours.
    """
    ordered = sorted(readings, key=lambda one: (one.staff_id, one.day, one.at, one.seq))
    found: list[UnusualReading] = []
    for (staff_id, _day), of_day in groupby(ordered, key=lambda one: (one.staff_id, one.day)):
        day = list(of_day)
        found += _many(staff_id, day, most_in_an_hour)
        found += _outside(staff_id, day, is_open)
        found += _exports(staff_id, day)
    return tuple(sorted(found, key=lambda one: (one.last_at, one.last_seq), reverse=True))


def _many(staff_id: str, day: list[Reading], most: int) -> Iterator[UnusualReading]:
    """Yield each run of more than ``most`` reveals within an hour; the next one counts anew."""
    window: deque[Reading] = deque()
    for reading in day:
        if reading.kind is not AccessKind.REVEAL:
            continue
        window.append(reading)
        while reading.at - window[0].at >= HOUR:
            window.popleft()
        if len(window) > most:
            yield _unusual(UnusualKind.MANY_REVEALS, staff_id, window)
            window.clear()


def _outside(
    staff_id: str, day: list[Reading], is_open: Callable[[datetime], bool]
) -> Iterator[UnusualReading]:
    seen = [one for one in day if one.kind in _NAMES_SEEN and not is_open(one.at)]
    if seen:
        yield _unusual(UnusualKind.OUTSIDE_HOURS, staff_id, seen)


def _exports(staff_id: str, day: list[Reading]) -> Iterator[UnusualReading]:
    """Yield each export: its entries have one instant."""
    exported = [one for one in day if one.kind is AccessKind.EXPORT]
    for _at, together in groupby(exported, key=lambda one: one.at):
        yield _unusual(UnusualKind.EXPORT, staff_id, list(together))


def _unusual(
    kind: UnusualKind, staff_id: str, readings: deque[Reading] | list[Reading]
) -> UnusualReading:
    return UnusualReading(
        kind,
        staff_id,
        len(readings),
        readings[0].at,
        readings[-1].at,
        max(one.seq for one in readings),
    )
