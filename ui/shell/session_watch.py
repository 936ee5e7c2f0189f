"""Says when the desktop locks its own screen or the computer goes to sleep (Linux, by D-Bus).

Where no bus answers, nothing is said; the desk's own idle lock holds in any case.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection

# Each desktop has its own name for the same signal; any path of it will do.
_SCREEN_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
)
_LOGIN, _LOGIN_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
# The stubs ask for bytes, the library itself for text.
_ON_SCREEN_SAVER: Any = SLOT("on_screen_saver(bool)")
_ON_SLEEP: Any = SLOT("on_sleep(bool)")


class SessionWatch(QObject):
    """``lock_requested`` when the screen was locked, or the computer is about to sleep."""

    lock_requested = Signal()

    def __init__(
        self,
        session: QDBusConnection | None = None,
        system: QDBusConnection | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session or QDBusConnection.sessionBus()
        self._system = system or QDBusConnection.systemBus()
        if self._session.isConnected():
            for interface in _SCREEN_SAVERS:
                self._session.connect("", "", interface, "ActiveChanged", self, _ON_SCREEN_SAVER)
        if self._system.isConnected():
            manager = f"{_LOGIN}.Manager"
            self._system.connect("", _LOGIN_PATH, manager, "PrepareForSleep", self, _ON_SLEEP)

    @Slot(bool)
    def on_screen_saver(self, active: bool) -> None:
        """Pass on that the screen was locked; that it was opened again is nobody's key."""
        if active:
            self.lock_requested.emit()

    @Slot(bool)
    def on_sleep(self, begins: bool) -> None:
        """Pass on that the computer goes to sleep."""
        if begins:
            self.lock_requested.emit()
