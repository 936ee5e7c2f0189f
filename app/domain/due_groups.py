"""In which part of the day a case falls due: the heads of the to-do list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

SOON = timedelta(hours=1)


class DueGroup(StrEnum):
    """The heads of the to-do list, from top to bottom."""

    OVERDUE = "overdue"
    NEXT_HOUR = "next_hour"
    TODAY = "today"
    TOMORROW = "tomorrow"
    LATER = "later"
    WAITING = "waiting"
    NO_LIMIT = "no_limit"


@dataclass(frozen=True)
class DueBounds:
    """Where one group ends and the next begins, as of ``now``."""

    now: datetime
    hour_ends: datetime
    today_ends: datetime
    tomorrow_ends: datetime

    @classmethod
    def at(cls, now: datetime, zone: ZoneInfo) -> DueBounds:
        """Return the bounds by the calendar of ``zone``; a day ends at midnight."""
        today = now.astimezone(zone).date()
        ends = [datetime.combine(today + timedelta(days=n), time(), zone) for n in (1, 2)]
        return cls(now, now + SOON, ends[0], ends[1])


def due_group(due_at: datetime | None, bounds: DueBounds, *, waits: bool = False) -> DueGroup:
    """Return the group of a case due at ``due_at``.

    A case that waits for the customer or a third party (``waits``) stands apart until the day on
    which something is owed all the same.
    """
    if due_at is None:
        return DueGroup.NO_LIMIT
    if due_at < bounds.now:
        return DueGroup.OVERDUE
    if due_at <= bounds.hour_ends:
        return DueGroup.NEXT_HOUR
    if due_at < bounds.today_ends:
        return DueGroup.TODAY
    if waits:
        return DueGroup.WAITING
    return DueGroup.TOMORROW if due_at < bounds.tomorrow_ends else DueGroup.LATER
