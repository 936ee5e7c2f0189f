"""What every screen of the unlocked desk is handed: where to ask, for whom, of which project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.permissions import Actor
from app.services.reporting import ProjectView
from ui.shell.idle_lock import sleepless_clock
from ui.tasks import TaskRunner


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class DeskContext:
    """Handed to screens by the program; ``now`` is the clock, so that no screen asks its own.

    ``steady`` gives seconds that only grow, whoever sets the clock.
    """

    runner: TaskRunner
    actor: Actor
    project: ProjectView
    company: str
    now: Callable[[], datetime] = _utc_now
    steady: Callable[[], float] = sleepless_clock

    @property
    def zone(self) -> ZoneInfo:
        """The project's time zone."""
        return ZoneInfo(self.project.timezone)
