"""A search box that waits for a pause of typing, goes on with Enter and is emptied by Esc."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.icons import icon
from ui.theme import notifier

PAUSE_MS = 250


class SearchBox(QLineEdit):
    """``search_wanted`` carries the text after a pause or Enter; ``left_downwards``: go on."""

    search_wanted = Signal(str)
    left_downwards = Signal()

    def __init__(self, placeholder: str, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self.setMaxLength(200)
        self._picture = self.addAction(
            icon("search", "muted", 18), QLineEdit.ActionPosition.LeadingPosition
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._search)
        self.textChanged.connect(self._on_text_changed)
        notifier().theme_changed.connect(self._on_theme_changed)

    def set_text(self, text: str) -> None:
        """Put a text in without searching."""
        blocked = self.blockSignals(True)
        self.setText(text)
        self.blockSignals(blocked)
        self._timer.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter searches at once and goes to the list; Esc empties; Down goes to the list.

        Enter is taken here: a line edit would let it bubble up to the screen as well.
        """
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive():
                self._search()
            self.left_downwards.emit()
        elif key == Qt.Key.Key_Down:
            self.left_downwards.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._search()
        else:
            super().keyPressEvent(event)

    def _search(self) -> None:
        self._timer.stop()
        self.search_wanted.emit(self.text().strip())

    def _on_text_changed(self) -> None:
        self._timer.start()

    def _on_theme_changed(self) -> None:
        self._picture.setIcon(icon("search", "muted", 18))
