"""The sign in the system's tray: notices for whoever looks elsewhere, without anybody's data.

While the desk is locked nothing of the store can be read.  The tray then knows only at which
instants something falls due, and says no more than that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.i18n import _
from ui.icons import icon
from ui.shell.reminder_words import locked_words

_LOOK_MS = 20_000


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Tray(QObject):
    """Does nothing where the system has no tray.

    ``front_requested`` when somebody pressed the sign or a notice; the case of the notice is then
    opened, if the desk is unlocked.
    """

    front_requested = Signal()
    told = Signal(str)

    def __init__(
        self,
        *,
        available: bool | None = None,
        now: Callable[[], datetime] = _utc_now,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._open_case: Callable[[str], bool] | None = None
        self._case_id = ""
        self._due: list[datetime] = []
        self._fallen = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._sign: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._show_action: QAction | None = None
        if QSystemTrayIcon.isSystemTrayAvailable() if available is None else available:
            self._show_sign()

    def _show_sign(self) -> None:
        self._sign = QSystemTrayIcon(icon("concierge-bell", "primary", 32), self)
        self._menu = QMenu()
        self._show_action = self._menu.addAction("")
        self._show_action.triggered.connect(self._on_pressed)
        self._sign.setContextMenu(self._menu)
        self._sign.activated.connect(self._on_activated)
        self._sign.messageClicked.connect(self._on_pressed)
        self.speak()
        self._sign.show()

    def speak(self) -> None:
        """Put the words in the current language."""
        if self._sign is not None and self._show_action is not None:
            self._show_action.setText(_("Show the desk"))
            self._sign.setToolTip(_("Reception console"))

    @property
    def sign(self) -> QSystemTrayIcon | None:
        """The sign, None where there is no tray."""
        return self._sign

    def unlocked(self, open_case: Callable[[str], bool]) -> None:
        """Cease to count; from now on a pressed notice may open its case by ``open_case``."""
        self._timer.stop()
        self._due, self._fallen, self._case_id = [], 0, ""
        self._open_case = open_case

    def locked(self, due: tuple[datetime, ...]) -> None:
        """From now on know nothing but when something falls due."""
        self._open_case, self._case_id = None, ""
        now = self._now()
        self._due = [instant for instant in due if instant > now]
        self._fallen = 0
        if self._due:
            self._timer.start()

    def tell(self, words: str, case_id: str = "") -> None:
        """Show a notice; pressing it opens ``case_id``."""
        self._case_id = case_id
        self._say(words)

    def look(self) -> None:
        """Count what fell due since the desk was locked; the timer does so."""
        now = self._now()
        fallen = sum(instant <= now for instant in self._due)
        if fallen > self._fallen:
            self._fallen = fallen
            self._say(locked_words(fallen))
        if fallen == len(self._due):
            self._timer.stop()

    def close(self) -> None:
        """Take the sign away."""
        self._timer.stop()
        if self._sign is not None:
            self._sign.hide()
        if self._menu is not None:
            self._menu.deleteLater()

    def _say(self, words: str) -> None:
        if self._sign is not None:
            self._sign.showMessage(
                _("Reception console"), words, icon("concierge-bell", "primary", 32)
            )
        self.told.emit(words)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason != QSystemTrayIcon.ActivationReason.Context:
            self.front_requested.emit()

    def _on_pressed(self) -> None:
        self.front_requested.emit()
        case_id, self._case_id = self._case_id, ""
        if self._open_case is not None and case_id:
            self._open_case(case_id)
