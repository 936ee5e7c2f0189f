"""Reference cycles are collected on the GUI thread, and on no other.

Python collects cycles on whichever thread happens to allocate.  A cycle that holds a widget would
then be destroyed on a worker thread, and Qt may hang or crash.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 250
_LOOK_AT_WORK_MS = 10
_FULL_PAUSE_SECONDS = 10.0


class GuiThreadCollector(QObject):
    """Takes the collector's place while it runs; several share the duty.

    At rest young generations are collected at Python's own thresholds, the oldest besides no more
    often than every ten seconds, since that takes a while on a full desk.  While other threads are
    at work only what was made since the last look is gone through, and looked at often: they make
    a million objects a second, most of which are gone again by themselves.
    """

    _running = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._full_at = time.monotonic()
        self._at_work = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._on_look)

    def start(self) -> None:
        """Stop automatic collection and look after it here."""
        if not self._timer.isActive():
            GuiThreadCollector._running += 1
            gc.disable()
            self._timer.start()

    def stop(self) -> None:
        """Hand back to automatic collection, once no other collector runs."""
        if self._timer.isActive():
            self._timer.stop()
            GuiThreadCollector._running -= 1
            if GuiThreadCollector._running == 0:
                gc.unfreeze()
                gc.enable()

    def set_at_work(self, at_work: bool) -> None:
        """Say whether other threads are at work."""
        self._at_work = at_work
        self._timer.setInterval(_LOOK_AT_WORK_MS if at_work else _LOOK_EVERY_MS)

    def settle(self) -> None:
        """Collect everything, and from now on leave alone what is left: the program itself.

        To be called where no screen is alive that will be thrown away: what is left alone is never
        collected.  Going through the program's own modules takes longer than a screen may wait.
        """
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._full_at = time.monotonic()

    def _on_look(self) -> None:
        counts, limits = gc.get_count(), gc.get_threshold()
        rested = time.monotonic() - self._full_at >= _FULL_PAUSE_SECONDS
        if self._at_work:
            if counts[0] > limits[0]:
                gc.collect(0)
        elif counts[2] > limits[2] and rested:
            gc.collect()
            self._full_at = time.monotonic()
        elif counts[1] > limits[1]:
            gc.collect(1)
        elif counts[0] > limits[0]:
            gc.collect(0)
