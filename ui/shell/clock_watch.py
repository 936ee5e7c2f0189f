"""Keeps the desk in step with time: sweeps, asks for reminders, notices sleep and set clocks.

What happened to time is decided by ``app.domain.clock_watch``; here are only the timer and the
questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.clock_watch import ClockChange, Look, change_between, held_after, is_new_day
from app.domain.errors import UserFacingError
from app.services.reminders import Reminders, reminders
from app.services.sweep import SweepResult, sweep
from ui.context import DeskContext

TICK = timedelta(seconds=20)
_ASK_SECONDS = 60.0
_GO_ON_MS = 2_000


class ClockWatch(QObject):
    """Looks at the clocks every twenty seconds, and asks every minute or when something changes.

    ``reminders_read`` carries :class:`Reminders`; ``lists_changed`` says that what stands on the
    screen may be out of date; ``clock_set`` that somebody set the computer's clock.
    """

    reminders_read = Signal(object)
    lists_changed = Signal()
    clock_set = Signal()
    problem_met = Signal(object)

    def __init__(
        self,
        context: DeskContext,
        project_ids: Sequence[str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._project_ids = tuple(project_ids)
        self._last = self._now()
        self._asked_at = self._last.steady
        self._changes_at: datetime | None = None
        self._held_until = 0.0
        self._sweeping: list[str] = []
        self._has_changed = False
        self._troubles: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(round(TICK.total_seconds() * 1000))
        self._timer.timeout.connect(self.look)
        self._go_on = QTimer(self)
        self._go_on.setSingleShot(True)
        self._go_on.setInterval(_GO_ON_MS)
        self._go_on.timeout.connect(self._sweep_all)

    def start(self) -> None:
        """Begin to watch, with a sweep at once: the desk may have been off for days."""
        self._last = self._now()
        self._timer.start()
        self.ask()

    def stop(self) -> None:
        """Cease to watch; nothing is asked any more."""
        self._timer.stop()
        self._go_on.stop()
        self._sweeping.clear()

    @property
    def running(self) -> bool:
        """Whether the clocks are watched."""
        return self._timer.isActive()

    def look(self) -> None:
        """Look at both clocks, and ask what has to be asked; the timer does so."""
        before, now = self._last, self._now()
        self._last = now
        change = change_between(before, now, interval=TICK)
        if change is ClockChange.SET:
            self._held_until = now.steady + held_after(before, now).total_seconds()
            self.clock_set.emit()
        if change is not None or is_new_day(before.wall, now.wall, self._context.zone):
            self.lists_changed.emit()
            self.ask()
        elif now.steady - self._asked_at >= _ASK_SECONDS or self._has_come(now.wall):
            self.ask()

    def ask(self) -> None:
        """Sweep every project, and read the reminders of this one."""
        self._asked_at = self._context.steady()
        self._changes_at = None
        self.read()
        self._sweep_all()

    def read(self) -> None:
        """Read the reminders anew, e.g. after a case was carried on."""
        if not self.running:
            return
        context = self._context
        context.runner.read(
            reminders,
            actor=context.actor,
            project_id=context.project.project_id,
            now=context.now(),
            owner=self,
            supersedes="reminders",
            on_done=self._on_read,
            on_error=lambda error: self._on_problem("read", error),
        )

    def _now(self) -> Look:
        return Look(self._context.now(), self._context.steady())

    def _has_come(self, now: datetime) -> bool:
        return self._changes_at is not None and now >= self._changes_at

    def _on_read(self, found: Reminders) -> None:
        self._changes_at = found.changes_at
        self._troubles.discard("read")
        if self.running:
            self.reminders_read.emit(found)

    def _sweep_all(self) -> None:
        if self._context.steady() < self._held_until:
            return
        # A sweep that waits for a long write is not asked for again behind it.
        if self.running and not self._sweeping:
            self._sweeping = list(self._project_ids)
            self._sweep_next()

    def _sweep_next(self) -> None:
        if not self._sweeping:
            return
        context = self._context
        context.runner.write(
            sweep,
            actor=context.actor,
            project_id=self._sweeping[0],
            now=context.now(),
            owner=self,
            on_done=self._on_swept,
            on_error=lambda error: self._on_problem("sweep", error),
            on_end=self._on_sweep_end,
        )

    def _on_swept(self, result: SweepResult) -> None:
        self._troubles.discard("sweep")
        if not self.running:
            return
        self._has_changed = self._has_changed or result.changed
        if result.more:
            # Years of ended cases take many sweeps; the screen is drawn anew after the last.
            self._go_on.start()
        elif self._has_changed:
            self._has_changed = False
            self.read()
            self.lists_changed.emit()

    def _on_sweep_end(self) -> None:
        if self._sweeping:
            self._sweeping.pop(0)
            self._sweep_next()

    def _on_problem(self, work: str, error: Exception) -> None:
        # Once is enough: the same trouble would be told every minute.
        if work not in self._troubles and isinstance(error, UserFacingError):
            self._troubles.add(work)
            self.problem_met.emit(error)
