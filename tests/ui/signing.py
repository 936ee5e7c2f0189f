"""Reading an agreement to its end and signing on a pad, as a hand does it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextBrowser

from ui.widgets.signature_pad import SignaturePad

_LEFT = Qt.MouseButton.LeftButton
_PLACES = ((0.2, 0.5), (0.35, 0.25), (0.5, 0.6), (0.65, 0.3), (0.8, 0.55))


def read_to_end(browser: QTextBrowser) -> None:
    """Scroll to the last line by the End key."""
    browser.setFocus()
    QTest.keyClick(browser, Qt.Key.Key_End)


def sign(pad: SignaturePad) -> None:
    """Draw one line on the pad with the mouse."""
    first, *others = (
        QPoint(round(pad.width() * across), round(pad.height() * down)) for across, down in _PLACES
    )
    QTest.mousePress(pad, _LEFT, Qt.KeyboardModifier.NoModifier, first)
    for place in others:
        QTest.mouseMove(pad, place)
    QTest.mouseRelease(pad, _LEFT, Qt.KeyboardModifier.NoModifier, others[-1])
