"""One of two records that are compared: who it is, masked, and what hangs on it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.people_time import day_words
from app.services.twins import TwinSide
from app.twin_words import side_words
from ui.confidentiality.reveal import RevealControl
from ui.context import DeskContext
from ui.widgets.pill import Pill
from ui.widgets.wording import label

_HEAD_HEIGHT = 40


class SideBox(QWidget):
    """Name and phones by the control that reveals them; rooms, cases, visits and age beneath."""

    problem_met = Signal(str)

    def __init__(self, context: DeskContext, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        # As high with a button as without one, so that both boxes stand level.
        head.addStrut(_HEAD_HEIGHT)
        self.pill = Pill("", name=f"{name}Pill")
        head.addWidget(self.pill)
        head.addStretch(1)
        self._head = head
        column.addLayout(head)
        self.reveal = RevealControl(context, self)
        self.reveal.problem_met.connect(self.problem_met)
        column.addWidget(self.reveal)
        self._words = label("", "muted", wrap=True, name=f"{name}Words")
        column.addWidget(self._words)
        column.addStretch(1)

    def add_to_head(self, button: QWidget) -> None:
        """Put a button at the right end of the first line."""
        self._head.addWidget(button)

    def show_side(self, side: TwinSide) -> None:
        """Show one record."""
        self.reveal.show_masked(side.customer_id, side.name_masked, side.phones_masked)
        day = day_words(side.created_at, self._context.zone)
        year = side.created_at.astimezone(self._context.zone).year
        since = _("since {day} {year}").format(day=day, year=year)
        self._words.setText("  ·  ".join(part for part in (side_words(side), since) if part))
