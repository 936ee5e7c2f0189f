"""What an empty list says: what goes here, and the first thing to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.icons import set_icon
from ui.widgets.buttons import secondary_button
from ui.widgets.wording import label

_ROOM_FOR_PICTURE = 150


class EmptyState(QWidget):
    """A picture, a sentence and, if wanted, a button; ``action_chosen`` when it is pressed."""

    action_chosen = Signal()

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        icon: str = "clipboard-list",
        action: str = "",
        name: str = "emptyState",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(1)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_icon(self._picture, icon, "field_line", 40)
        self._title = label(title, "subtitle", wrap=True)
        self._text = label(text, "muted", wrap=True)
        for part in (self._picture, self._title, self._text):
            if isinstance(part, QLabel):
                part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        self._text.setVisible(bool(text))
        self.button = secondary_button(action, name=f"{name}Action")
        self.button.clicked.connect(self.action_chosen)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.button.setVisible(bool(action))
        column.addStretch(1)
        self.setAccessibleName(title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the picture out where the words alone fill the place."""
        super().resizeEvent(event)
        self._picture.setVisible(event.size().height() >= _ROOM_FOR_PICTURE)

    def set_words(self, title: str, text: str = "") -> None:
        """Change what it says."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(title)
