"""The desk locks with the desktop's own screen and before sleep, heard on a real bus."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

pytest.importorskip("PySide6.QtDBus")
from PySide6.QtDBus import QDBusConnection, QDBusMessage

from ui.shell.session_watch import SessionWatch

pytestmark = [
    pytest.mark.clause("5-3"),
    pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="needs a bus of its own"),
]
_NAME = "reception-console-test"


@pytest.fixture
def bus() -> Iterator[QDBusConnection]:
    """Return a connection to a bus that serves this test alone."""
    program = shutil.which("dbus-daemon")
    assert program is not None
    daemon = subprocess.Popen(
        [program, "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    yield QDBusConnection.connectToBus(address, _NAME)
    QDBusConnection.disconnectFromBus(_NAME)
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


@pytest.fixture
def watch(qtbot: QtBot, bus: QDBusConnection) -> Iterator[SessionWatch]:
    made = SessionWatch(bus, bus)
    yield made
    made.deleteLater()


def say(bus: QDBusConnection, path: str, interface: str, name: str, value: bool) -> None:
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments([value])
    assert bus.send(message)


@pytest.mark.parametrize(
    ("path", "interface"),
    [
        ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
        ("/ScreenSaver", "org.freedesktop.ScreenSaver"),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
    ],
)
def test_the_locked_screen_locks_the_desk(
    qtbot: QtBot, bus: QDBusConnection, watch: SessionWatch, path: str, interface: str
) -> None:
    with qtbot.waitSignal(watch.lock_requested, timeout=5000):
        say(bus, path, interface, "ActiveChanged", True)


def test_sleep_locks_the_desk(qtbot: QtBot, bus: QDBusConnection, watch: SessionWatch) -> None:
    with qtbot.waitSignal(watch.lock_requested, timeout=5000):
        say(
            bus,
            "/org/freedesktop/login1",
            "org.freedesktop.login1.Manager",
            "PrepareForSleep",
            True,
        )


def test_an_opened_screen_and_waking_up_lock_nothing(
    qtbot: QtBot, bus: QDBusConnection, watch: SessionWatch
) -> None:
    asked: list[bool] = []
    watch.lock_requested.connect(lambda: asked.append(True))
    say(bus, "/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", False)
    with qtbot.waitSignal(watch.lock_requested, timeout=5000):
        say(bus, "/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", True)
    assert asked == [True]
