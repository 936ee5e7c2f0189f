"""The one box of the look-up desk: typed or scanned, answered while one types."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import _

PAUSE_MS = 120
_LONGEST = 60


class QuestionBox(QLineEdit):
    """``asked`` at every pause of typing; ``taken`` on Enter, with what stands there by then.

    A keyboard wedge scanner types faster than any pause and ends with Enter, so it needs nothing
    of its own here.
    """

    asked = Signal(str)
    taken = Signal(str)
    stepped = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lookUpBox")
        self.setProperty("scale", "large")
        self.setAccessibleName(_("Number, code, phone or room"))
        self.setPlaceholderText(_("Number, scanned code, phone or room"))
        self.setClearButtonEnabled(True)
        self.setMaxLength(_LONGEST)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(lambda: self.asked.emit(self.text()))
        self.textChanged.connect(self._on_text_changed)

    def put(self, text: str) -> None:
        """Put in what was scanned elsewhere, as if it had been typed here with Enter."""
        self.setText(text)
        self._pause.stop()
        self.taken.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes, arrows move in the list, Esc empties and, once empty, leaves."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat() and self.text().strip():
                self._pause.stop()
                self.taken.emit(self.text())
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nothing that nobody sees: the desk may be about to lock."""
        super().hideEvent(event)
        self._pause.stop()

    def _on_text_changed(self) -> None:
        self._pause.start()
