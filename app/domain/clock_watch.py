"""What the desk's two clocks say together: the computer slept, its clock was set, a day began.

The wall clock can be set by anybody and tells when things are due; the steady one only grows, with
the time asleep counted, and tells how long ago the desk looked last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

JUMP = timedelta(seconds=90)
"""Anything beyond this is no slow program: time went on without the desk, or was set."""
FAR_AHEAD = timedelta(hours=12)
HELD = timedelta(minutes=5)
"""How long nothing is written by itself after the clock was set far ahead: a slip of the hand is
mended by then, and what a sweep writes stays."""
BEHIND = timedelta(minutes=5)
"""How far the clock may be behind the newest entry before somebody has to set it."""


class ClockChange(StrEnum):
    """What happened to time since the last look."""

    SLEPT = "slept"
    SET = "set"


@dataclass(frozen=True)
class Look:
    """One look at both clocks: the wall clock, and seconds on the steady one."""

    wall: datetime
    steady: float


def change_between(before: Look, now: Look, *, interval: timedelta) -> ClockChange | None:
    """Return what happened between two looks that ought to lie ``interval`` apart."""
    passed = timedelta(seconds=now.steady - before.steady)
    if abs(now.wall - before.wall - passed) > JUMP:
        return ClockChange.SET
    return ClockChange.SLEPT if passed > interval + JUMP else None


def held_after(before: Look, now: Look) -> timedelta:
    """Return for how long sweeps wait after this look, nothing as a rule."""
    passed = timedelta(seconds=now.steady - before.steady)
    return HELD if now.wall - before.wall - passed > FAR_AHEAD else timedelta()


def is_new_day(before: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether 'today' means another day than at the last look."""
    return before.astimezone(zone).date() != now.astimezone(zone).date()


def is_behind(now: datetime, newest_entry_at: datetime | None) -> bool:
    """Return whether the clock must be wrong, since the records know a later time."""
    return newest_entry_at is not None and newest_entry_at - now > BEHIND
