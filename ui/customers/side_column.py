"""The column of cards beside a person or a room; it scrolls when it is long."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

_WIDTH = 328


class SideColumn(QScrollArea):
    """Cards one beneath the other."""

    def __init__(self, accessible_name: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(_WIDTH)
        ground = QWidget()
        ground.setObjectName("scrollGround")
        self._cards = QVBoxLayout(ground)
        self._cards.setContentsMargins(0, 0, 4, 0)
        self._cards.setSpacing(16)
        self._cards.addStretch(1)
        self.setWidget(ground)

    def add(self, card: QWidget) -> None:
        """Put a card beneath the others."""
        self._cards.insertWidget(self._cards.count() - 1, card)
