"""A whole number with small arrows; a wheel turned over the page does not change it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox, QWidget


class NumberBox(QSpinBox):
    """A spin box of 40 px."""

    def __init__(
        self, least: int, most: int, value: int, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        if name:
            self.setObjectName(name)
        self.setRange(least, most)
        self.setValue(value)
        self.setFixedHeight(40)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The style sheet's padding does not reach the line inside a spin box.
        self.lineEdit().setTextMargins(10, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Take the wheel only while the number has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
