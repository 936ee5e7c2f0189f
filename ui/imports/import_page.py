"""What the pages of the import share."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.wording import label


class ImportPage(QWidget):
    """A page: title, lead, body.  ``changed`` when something on it was chosen anew."""

    changed = Signal()

    def __init__(self, title: str, lead: str) -> None:
        super().__init__()
        self.title = title
        self.setAccessibleName(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)
        self.column.addWidget(label(title, "title", wrap=True))
        self.lead_label = label(lead, "lead", wrap=True)
        self.column.addWidget(self.lead_label)


def scrolled(content: QWidget) -> QScrollArea:
    """Return a frameless area in which ``content`` scrolls up and down only."""
    content.setObjectName("scrollGround")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area
