"""How long the GUI thread stands still while a month is counted and its paper is drawn.

A timer of one millisecond on the GUI thread writes down when it was served; what lies between two
of those moments is how long a click would have waited.  The same is measured with nothing to do,
and, since other programs take the processor away as well, with two other processes that compute.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from month_store import NOW, BenchStore, make_store
from paper_bench import bench_summary
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.months import Month
from app.domain.periods import Period
from app.reports import monthly_summary
from app.services.reporting import period_summary
from ui.tasks import TaskRunner

_CASES = 100_000
_SECONDS = 4.0
_MONTH = Month(2026, 10)


class Gaps(QObject):
    """Writes down the gaps between the beats of a timer of one millisecond, in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start()

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.found.append(now - self._last)
        self._last = now


def print_gaps(folder: Path) -> None:
    """Print the largest and the 99.9th percentile of the gaps, at rest and at work."""
    QApplication.instance() or QApplication([])
    store = make_store(folder / "gui", _CASES)
    runner = TaskRunner(store.workspace)
    try:
        for title, work in (
            ("at rest", None),
            ("counting a month, again and again", _counting(runner, store)),
            ("drawing the paper of 2,000 complaints", _drawing(runner, folder)),
        ):
            gaps = sorted(_measured(runner, work))
            print(
                f"        GUI thread {title}: longest wait {gaps[-1] * 1000:.1f} ms,"
                f" 99.9 % below {gaps[int(len(gaps) * 0.999)] * 1000:.1f} ms"
                f" ({len(gaps)} beats)",
                flush=True,
            )
    finally:
        runner.shutdown()
        store.workspace.close()


def _measured(
    runner: TaskRunner, work: Callable[[QObject, Callable[[Any], None]], None] | None
) -> list[float]:
    loop = QEventLoop()
    QTimer.singleShot(300, loop.quit)
    loop.exec()
    gaps = Gaps()
    ends = time.perf_counter() + _SECONDS

    def again(_result: Any = None) -> None:
        if time.perf_counter() < ends and work is not None:
            work(gaps, again)

    again()
    QTimer.singleShot(int(_SECONDS * 1000), loop.quit)
    loop.exec()
    while runner.busy:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return gaps.found


def _counting(
    runner: TaskRunner, store: BenchStore
) -> Callable[[QObject, Callable[[Any], None]], None]:
    def begin(owner: QObject, again: Callable[[Any], None]) -> None:
        runner.read(
            period_summary,
            actor=store.actor,
            project_code="CH",
            period=Period.of_month(_MONTH),
            lang="zh_CN",
            now=NOW,
            owner=owner,
            on_done=again,
        )

    return begin


def _drawing(runner: TaskRunner, folder: Path) -> Callable[[QObject, Callable[[Any], None]], None]:
    summary = bench_summary()

    def begin(owner: QObject, again: Callable[[Any], None]) -> None:
        runner.run(
            monthly_summary.render, summary, folder / "gui.pdf", "zh_CN", owner=owner, on_done=again
        )

    return begin


def measure_here(folder: Path) -> None:
    """Run the measurement in a process of its own: no other bench's threads or garbage."""
    subprocess.run([sys.executable, __file__, str(folder)], check=True)


if __name__ == "__main__":
    print_gaps(Path(sys.argv[1]))
