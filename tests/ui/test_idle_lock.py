"""The desk asks to be locked when nobody touches it or nobody can see it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ui.shell.idle_lock import DEFAULT_LIMIT, HIDDEN_LIMIT, IdleLock

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


class Clock:
    """A clock that goes on only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lock(qtbot: QtBot, clock: Clock) -> Iterator[IdleLock]:
    made = IdleLock(clock=clock)
    made.start()
    yield made
    made.stop()


def requests(lock: IdleLock) -> list[str]:
    """Collect what the lock asks for from now on."""
    reasons: list[str] = []
    lock.lock_requested.connect(reasons.append)
    return reasons


def test_the_limits_are_two_minutes_and_half_a_minute(lock: IdleLock) -> None:
    assert (lock.limit, lock.hidden_limit) == (DEFAULT_LIMIT, HIDDEN_LIMIT) == (120.0, 30.0)


def test_it_asks_once_when_the_limit_is_reached(lock: IdleLock, clock: Clock) -> None:
    reasons = requests(lock)
    clock.now += 119.9
    lock.check()
    assert reasons == []
    clock.now += 0.1
    lock.check()
    assert reasons == ["idle"]
    assert not lock.running


def test_keys_and_clicks_count_as_touches(qtbot: QtBot, lock: IdleLock, clock: Clock) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    clock.now += 100
    qtbot.keyClick(line, Qt.Key.Key_A)
    assert lock.idle_seconds == 0
    clock.now += 100
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert lock.idle_seconds == 0


def test_the_touch_that_comes_too_late_does_not_count(
    qtbot: QtBot, lock: IdleLock, clock: Clock
) -> None:
    reasons = requests(lock)
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    clock.now += 3600
    qtbot.keyClick(line, Qt.Key.Key_A)
    lock.check()
    assert reasons == ["idle"]


def test_a_hidden_window_locks_sooner(qtbot: QtBot, clock: Clock) -> None:
    hidden = [False]
    lock = IdleLock(clock=clock, is_hidden=lambda: hidden[0])
    reasons = requests(lock)
    lock.start()
    hidden[0] = True
    lock.check()
    clock.now += 29
    lock.check()
    hidden[0] = False
    lock.check()
    hidden[0] = True
    lock.check()
    clock.now += 29.9
    lock.check()
    assert reasons == []
    clock.now += 0.1
    lock.check()
    assert reasons == ["hidden"]


def test_it_fires_within_a_second_in_a_real_loop(qtbot: QtBot) -> None:
    lock = IdleLock(limit=0.2)
    with qtbot.waitSignal(lock.lock_requested, timeout=1200) as asked:
        lock.start()
    assert asked.args == ["idle"]


def test_it_works_without_windows() -> None:
    program = (
        "import sys\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from ui.shell.idle_lock import IdleLock\n"
        "app = QCoreApplication([])\n"
        "lock = IdleLock(limit=0.05)\n"
        "lock.lock_requested.connect(app.quit)\n"
        "lock.start()\n"
        "sys.exit(app.exec())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=dict(os.environ), timeout=30, check=False
    )
    assert done.returncode == 0
