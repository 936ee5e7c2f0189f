"""A white frame with rounded corners and, if wanted, a title row."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from ui.widgets.wording import label


class Card(QFrame):
    """A card: ``body`` takes the content, :meth:`add_to_title` puts things right of the title."""

    def __init__(
        self, title: str = "", *, tint: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "tint" if tint else "card")
        outer = self._outer = QVBoxLayout(self)
        self.set_sides(18)
        outer.setSpacing(10)
        self.title_row = QHBoxLayout()
        self.title_row.setSpacing(8)
        self.title_label: QLabel = label(title, "subtitle")
        self.title_row.addWidget(self.title_label)
        self.title_row.addStretch(1)
        outer.addLayout(self.title_row)
        # Only now: a label without a parent would be shown as a window of its own.
        self.title_label.setVisible(bool(title))
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        outer.addLayout(self.body, 1)
        if title:
            self.setAccessibleName(title)

    def set_sides(self, width: int) -> None:
        """Change how much stays free left and right of the content."""
        self._outer.setContentsMargins(width, 16, width, 16)

    def set_title(self, title: str) -> None:
        """Change the title; an empty one takes no room."""
        self.title_label.setText(title)
        self.title_label.setVisible(bool(title))
        self.setAccessibleName(title)

    def add_to_title(self, widget: QWidget) -> None:
        """Put a button, pill or muted label at the right end of the title row."""
        self.title_row.addWidget(widget)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Append to the body."""
        if isinstance(item, QLayout):
            self.body.addLayout(item, stretch)
        else:
            self.body.addWidget(item, stretch)
