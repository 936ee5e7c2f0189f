"""What the pages of the first run share."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from ui.widgets.wording import label


class SetupPage(QWidget):
    """A page: title, lead, body.  The screen asks :meth:`check` before it goes on.

    ``submitted`` is emitted where an editor of the page takes Enter for itself.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self, title: str, lead: str) -> None:
        super().__init__()
        self.title = title
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(14)
        column.addWidget(label(title, "title", wrap=True))
        self.lead_label = label(lead, "lead", wrap=True)
        column.addWidget(self.lead_label)
        column.addSpacing(6)
        self.body = QVBoxLayout()
        self.body.setSpacing(14)
        column.addLayout(self.body)
        column.addStretch(1)

    def add(self, item: QWidget | QLayout) -> None:
        """Append to the body."""
        if isinstance(item, QLayout):
            self.body.addLayout(item)
        else:
            self.body.addWidget(item)

    def check(self) -> bool:
        """Show beside the fields what is missing; return whether nothing is."""
        return True

    def typed(self) -> dict[str, object]:
        """Return what was typed, to be put into the same page in another language."""
        return {}

    def put_back(self, typed: dict[str, object]) -> None:
        """Fill in what :meth:`typed` returned."""
