"""Hears a keyboard wedge scanner on any screen: a receipt scanned while nobody is writing.

A scanner types like a person, only faster.  What may be a scan is held back until it is known to
be one: its space and its Enter would press whatever button has the focus.  What turns out to be
typing is given back.  While the focus is in a text field the scanner types there, as meant.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from app.domain.scan_burst import GAP_SECONDS, ScanBurst, Taken

_TEXT_FIELDS = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox)
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
# Longer than a scanner's pause, so that a busy moment of the desk does not tear a scan apart.
_GIVE_BACK_MS = round(GAP_SECONDS * 1000) + 30


class ScanWatch(QObject):
    """``scanned`` carries the code; watches one window from :meth:`start` to :meth:`stop`."""

    scanned = Signal(str)

    def __init__(
        self,
        window: QWidget,
        *,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._clock = clock
        self._burst = ScanBurst()
        self._held: list[QKeyEvent] = []
        self._giving_back = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_GIVE_BACK_MS)
        self._pause.timeout.connect(self._give_back)

    def start(self) -> None:
        """Begin to listen; called when the desk is unlocked."""
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def stop(self) -> None:
        """Cease to listen and forget what was held; called when the desk locks."""
        self._pause.stop()
        self._burst.forget()
        self._held.clear()
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold back what may be a scan; let everything else pass."""
        if self._giving_back or not isinstance(event, QKeyEvent):
            return False
        if event.type() != QEvent.Type.KeyPress or not self._hears(watched):
            return False
        return self._take(event)

    def _hears(self, watched: QObject) -> bool:
        """Whether ``watched`` gets the keys first, in our window and in no text field.

        A key that nobody takes goes on to the parents and would be heard twice.
        """
        focus = QApplication.focusWidget()
        if focus is None or watched is not focus or focus.window() is not self._window:
            return False
        if QApplication.activeModalWidget() is not None:
            return False
        if isinstance(focus, _TEXT_FIELDS):
            return False
        return not (isinstance(focus, QComboBox) and focus.isEditable())

    def _take(self, event: QKeyEvent) -> bool:
        if event.isAutoRepeat() or event.modifiers() & _COMMANDS:
            self._give_back()
            return False
        character = "\r" if event.key() in _ENTERS else event.text()
        if not character:
            # Shift going down for a capital letter.
            return False
        taken = self._burst.take(character, self._seconds(event))
        if taken is Taken.COMPLETE:
            code = self._burst.text
            self._end()
            self.scanned.emit(code)
            return True
        if taken is Taken.HELD:
            self._held.append(event.clone())
            self._pause.start()
            return True
        if self._held:
            # Given back in the order in which they were typed.
            self._held.append(event.clone())
            self._give_back(keep_burst=True)
            return True
        return False

    def _seconds(self, event: QKeyEvent) -> float:
        """Return when the key was pressed, by the system's clock if it says so.

        That one is right even if the desk was busy while the keys came.
        """
        stamp = event.timestamp()
        return stamp / 1000 if event.spontaneous() and stamp else self._clock()

    def _end(self) -> None:
        self._pause.stop()
        self._burst.forget()
        self._held.clear()

    def _give_back(self, *, keep_burst: bool = False) -> None:
        """Let the keys that were held do what they would have done."""
        self._pause.stop()
        if not keep_burst:
            self._burst.forget()
        held, self._held = self._held, []
        self._giving_back = True
        try:
            for event in held:
                target = QApplication.focusWidget()
                if target is not None:
                    QCoreApplication.sendEvent(target, event)
        finally:
            self._giving_back = False
