"""A card of one section of the figures, with the button that makes a finding of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import _
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card


class SectionCard(Card):
    """``finding_wanted(section)`` when the section is to become an improvement finding."""

    finding_wanted = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._outer.setContentsMargins(18, 8, 12, 12)
        self._outer.setSpacing(4)
        # The title keeps its height whether or not a button stands beside it.
        self.title_label.setMinimumHeight(40)
        self.finding_button: IconButton | None = None

    def offer_finding(self, section: str) -> None:
        """Put the button at the right end of the title; what is added later stands before it."""
        self.finding_button = IconButton(
            "lightbulb", _("Make this a finding"), name=f"finding_{section}"
        )
        self.finding_button.clicked.connect(lambda: self.finding_wanted.emit(section))
        self.title_row.addWidget(self.finding_button)

    def add_to_title(self, widget: QWidget) -> None:
        """Put something right of the title, before the finding button."""
        last = self.finding_button
        place = self.title_row.count() if last is None else self.title_row.indexOf(last)
        self.title_row.insertWidget(place, widget)
