"""Says when the desk must be locked: nobody touched it, or its window is out of sight.

Time is measured by a clock that no one can set and that runs on while the computer sleeps.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

DEFAULT_LIMIT = 120.0
HIDDEN_LIMIT = 30.0
_TICK_MS = 500

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.InputMethod,
    }
)

IDLE, HIDDEN = "idle", "hidden"


def sleepless_clock() -> float:
    """Return seconds that only grow, with the time asleep counted.

    Python's monotonic clock stands still on Linux while the computer sleeps.
    """
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


class IdleLock(QObject):
    """Emits ``lock_requested`` with ``idle`` or ``hidden``, once for each :meth:`start`.

    ``is_hidden`` tells whether the window is out of sight; without it only idleness counts.
    """

    lock_requested = Signal(str)

    def __init__(
        self,
        *,
        limit: float = DEFAULT_LIMIT,
        hidden_limit: float = HIDDEN_LIMIT,
        is_hidden: Callable[[], bool] | None = None,
        clock: Callable[[], float] = sleepless_clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.limit = limit
        self.hidden_limit = hidden_limit
        self._is_hidden = is_hidden
        self._clock = clock
        self._touched_at = 0.0
        self._hidden_since: float | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.check)

    @property
    def running(self) -> bool:
        """Whether the desk is watched, that is, unlocked."""
        return self._timer.isActive()

    @property
    def idle_seconds(self) -> float:
        """Seconds since the desk was last touched."""
        return self._clock() - self._touched_at

    def start(self) -> None:
        """Begin to watch; called when the desk is unlocked."""
        self._touched_at = self._clock()
        self._hidden_since = None
        # A short limit (tests, a nervous lobby) wants a finer look.
        limit = min(self.limit, self.hidden_limit)
        self._timer.setInterval(max(10, min(_TICK_MS, round(limit * 250))))
        self._timer.start()
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def stop(self) -> None:
        """Cease to watch; called when the desk is locked."""
        self._timer.stop()
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def touch(self) -> None:
        """Count as touched now, e.g. by a customer on the second screen."""
        self._touched_at = self._clock()

    def check(self) -> None:
        """Look at the clock; the timer does so every half second."""
        now = self._clock()
        hidden = self._is_hidden is not None and self._is_hidden()
        if not hidden:
            self._hidden_since = None
        elif self._hidden_since is None:
            self._hidden_since = now
        if now - self._touched_at >= self.limit:
            self._request(IDLE)
        elif self._hidden_since is not None and now - self._hidden_since >= self.hidden_limit:
            self._request(HIDDEN)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take note of every touch, and let it pass.

        The first touch after the limit (a laptop opened again) must not count: the timer may not
        have had its turn yet.
        """
        if event.type() in _TOUCHES:
            now = self._clock()
            if now - self._touched_at < self.limit:
                self._touched_at = now
        return False

    def _request(self, reason: str) -> None:
        self.stop()
        self.lock_requested.emit(reason)
