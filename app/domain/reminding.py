"""What the desk is reminded of, in which order, and for how long a reminder may be put off."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.terms import EscalationCause, NextStep

LATER = timedelta(minutes=10)
"""For how long 'Later' puts a reminder off."""
OPENED = timedelta(hours=1)
"""For how long a reminder keeps quiet after its case was opened, if it is still owed then."""
LAST_WARNING = timedelta(minutes=15)
"""A warning that was put off comes back so long before the time, at the latest."""


class Stage(StrEnum):
    """How far a reminder has come."""

    WARN = "warn"
    DUE = "due"
    ESCALATED = "escalated"


@dataclass(frozen=True)
class Reminder:
    """One thing that is owed, or one case that was brought before the reader.

    ``subject_id`` names the timer, so that a case can be reminded of for several.  ``what`` is set
    for a timer, ``cause`` for a case brought before somebody; ``level`` is 0 for a timer.
    """

    subject_id: str
    case_id: str
    number: str
    subject: str
    stage: Stage
    due_at: datetime | None
    what: NextStep | None = None
    cause: EscalationCause | None = None
    level: int = 0

    @property
    def key(self) -> str:
        """Name of the reminder at this stage: what comes later is not put off with it.

        It outlives the lock, so nothing can be read from it.
        """
        due = "" if self.due_at is None else self.due_at.isoformat()
        name = f"{self.subject_id}/{self.stage}/{self.level}/{due}"
        return hashlib.sha256(name.encode()).hexdigest()


def stage_at(now: datetime, warns_at: datetime, due_at: datetime) -> Stage | None:
    """Return the stage of a timer, None before its warning."""
    if now >= due_at:
        return Stage.DUE
    return Stage.WARN if now >= warns_at else None


def in_order(reminders: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """Return the reminders with the most urgent first.

    What was brought before the reader leads, the highest level first; then what is due and what
    is about to be, the longest due first.
    """

    def rank(reminder: Reminder) -> tuple[bool, int, bool, float, str]:
        due = 0.0 if reminder.due_at is None else reminder.due_at.timestamp()
        is_brought = reminder.stage is Stage.ESCALATED
        is_warning = reminder.stage is Stage.WARN
        return (not is_brought, -reminder.level, is_warning, due, reminder.number)

    return tuple(sorted(reminders, key=rank))


def quiet_until(reminder: Reminder, now: datetime, *, opened: bool) -> datetime:
    """Return when a reminder that was put off, or whose case was opened, may speak again.

    A warning far ahead of its time would nag: it comes back a quarter of an hour before.
    """
    if reminder.stage is Stage.WARN and reminder.due_at is not None:
        return max(now + LATER, reminder.due_at - LAST_WARNING)
    return now + (OPENED if opened else LATER)


def loud(
    reminders: Iterable[Reminder], quiet: Mapping[str, datetime], now: datetime
) -> tuple[Reminder, ...]:
    """Return the reminders that were not put off, in their order."""
    return tuple(
        reminder
        for reminder in reminders
        if reminder.key not in quiet or quiet[reminder.key] <= now
    )
