"""The coloured dot of a timeline entry."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme


class Dot(QWidget):
    """A dot in the colour of a token; it carries no meaning that the words beside it lack."""

    def __init__(self, tint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tint = tint
        self.setFixedSize(14, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self._tint))
        painter.drawEllipse(1, 4, 12, 12)
        painter.end()
