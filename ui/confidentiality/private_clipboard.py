"""A phone on the clipboard: kept out of its history, gone after 20 seconds, on lock and at the end.

Clipboard managers are asked not to keep it, each in the way it knows: KDE by a hint, Windows by
formats of that name.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication

KEPT_SECONDS = 20.0
_LOOK_MS = 250
_MARKS = {
    "x-kde-passwordManagerHint": b"secret",
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
    "CanIncludeInClipboardHistory": bytes(4),
    "CanUploadToCloudClipboard": bytes(4),
}


class PrivateClipboard(QObject):
    """Clears what it put on the clipboard, unless something else was copied since."""

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(app)
        self._text = ""
        self._until = 0.0
        self._steady: Callable[[], float] = lambda: 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.check)
        app.aboutToQuit.connect(self.clear)

    def put(self, text: str, steady: Callable[[], float]) -> None:
        """Put ``text`` on the clipboard; ``steady`` is a clock that nobody can set."""
        data = QMimeData()
        data.setText(text)
        for mark, value in _MARKS.items():
            data.setData(mark, QByteArray(value))
        QGuiApplication.clipboard().setMimeData(data)
        self._text, self._steady = text, steady
        self._until = steady() + KEPT_SECONDS
        self._timer.start()

    def check(self) -> None:
        """Clear when the time is up; the timer looks four times a second."""
        if self._text and self._steady() >= self._until:
            self.clear()

    def clear(self) -> None:
        """Clear now, if the clipboard still holds what was put there."""
        self._timer.stop()
        text, self._text = self._text, ""
        clipboard = QGuiApplication.clipboard()
        if text and clipboard.text() == text:
            clipboard.clear()


def private_clipboard() -> PrivateClipboard:
    """Return the one keeper of the program; it outlives the screens that copy."""
    app = QGuiApplication.instance()
    if not isinstance(app, QGuiApplication):
        raise TypeError("there is no clipboard without a window system")
    found = app.findChild(PrivateClipboard)
    return found if isinstance(found, PrivateClipboard) else PrivateClipboard(app)
