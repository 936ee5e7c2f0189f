"""The box in the top bar: looks like a search field and opens the palette."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.icons import pixmap
from ui.search.search_words import placeholder
from ui.shell import keys
from ui.widgets.buttons import press_on_enter

_WIDTH, _LEAST, _HEIGHT = 380, 140, 40
_ICON, _SIDE = 18, 12
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class SearchButton(QAbstractButton):
    """A click, Enter or Space opens the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchButton")
        self.setAccessibleName(placeholder())
        self.setAccessibleDescription(keys.key_of(keys.SEARCH))
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(_WIDTH)

    def sizeHint(self) -> QSize:
        """Return the size that shows all words in either language, or nearly."""
        return QSize(_WIDTH, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Give way to the warnings in the top bar."""
        return QSize(_LEAST, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it."""
        if not press_on_enter(self, event):
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a field with what can be searched for, and the key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self.hasFocus() else 1
        edge = "primary" if self.hasFocus() else "field_line"
        painter.setPen(QPen(theme.colour(edge), width))
        painter.setBrush(theme.colour("hover" if self.underMouse() else "card"))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
        sign = pixmap("search", "muted", _ICON, 2.0)
        painter.drawPixmap(_SIDE, (self.height() - _ICON) // 2, _ICON, _ICON, sign)
        room = self.rect().adjusted(_SIDE + _ICON + 8, 0, -_SIDE, 0)
        key = keys.key_of(keys.SEARCH)
        metrics = painter.fontMetrics()
        painter.setPen(theme.colour("muted"))
        painter.drawText(
            room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), key
        )
        room.setRight(room.right() - metrics.horizontalAdvance(key) - 10)
        words = metrics.elidedText(placeholder(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, words)
        painter.end()
