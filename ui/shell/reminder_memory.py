"""What was put off and told at this desk; the program keeps it, since locking ends all else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.domain.reminding import Reminder


class ReminderMemory:
    """What each person put off and was told of; outlives the lock, and says nothing of a case."""

    def __init__(self) -> None:
        self._quiet: dict[str, dict[str, datetime]] = {}
        self._told: dict[str, frozenset[str]] = {}

    def quiet(self, staff_id: str) -> dict[str, datetime]:
        """Return until when each reminder keeps quiet, by its key."""
        return self._quiet.setdefault(staff_id, {})

    def new(self, staff_id: str, reminders: Iterable[Reminder]) -> tuple[Reminder, ...]:
        """Return what this person was not told of yet, and remember that they are told now."""
        known = self._told.get(staff_id, frozenset())
        found = tuple(reminders)
        self._told[staff_id] = frozenset(reminder.key for reminder in found)
        return tuple(reminder for reminder in found if reminder.key not in known)

    def forget_times(self) -> None:
        """Forget what was put off: the clock by which it was has been set."""
        self._quiet.clear()
