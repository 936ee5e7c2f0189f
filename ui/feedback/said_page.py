"""What customers wrote with their ratings; Enter or a double click opens the case."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.feedback import FeedbackAnalysis
from app.i18n import _, ngettext
from ui.cases.wrapped_text import QuoteBox
from ui.feedback.said_model import Column, SaidModel
from ui.widgets.buttons import secondary_button
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.table import DeskTable
from ui.widgets.wording import label

_LEAST_TABLE = 220


class SaidPage(QWidget):
    """``said_opened(Said)`` when one is opened."""

    said_opened = Signal(object)

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feedbackSaid")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.card = Card(_("What customers wrote"))
        self.masked_label = label(
            _("Names on record, phones and plates are masked."), "muted", name="saidMasked"
        )
        self.card.add_to_title(self.masked_label)
        self.model = SaidModel(zone, self)
        self.table = DeskTable(accessible_name=_("What customers wrote"), name="saidTable")
        self.table.setModel(self.model)
        self.table.stretch_column(Column.WORDS)
        self.table.setMinimumHeight(_LEAST_TABLE)
        self.table.row_activated.connect(self._on_row_activated)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.card.add(self.table, 1)
        self.words = QuoteBox(_("What they wrote"), lines=3, name="saidWords")
        self.card.add(self.words)
        self.open_button = secondary_button(_("&Open"), icon="folder-open", name="openSaid")
        self.open_button.clicked.connect(self._on_open_clicked)
        self.card.add_to_title(self.open_button)
        self.empty = EmptyState(
            _("Nobody wrote anything"),
            _("What customers add to their rating on the screen or by telephone stands here."),
            icon="message-circle",
            name="noSaid",
        )
        self.card.add(self.empty, 1)
        self.more_label = label("", "muted", wrap=True, name="saidMore")
        self.card.add(self.more_label)
        column.addWidget(self.card, 1)

    def show_analysis(self, analysis: FeedbackAnalysis) -> None:
        """Show a period."""
        said = analysis.said
        self.model.show_said(said)
        for part in (self.table, self.words, self.open_button, self.masked_label):
            part.setVisible(bool(said))
        self.empty.setVisible(not said)
        more = analysis.said_total - len(said)
        self.more_label.setText(
            ngettext(
                "{count} older entry is not shown.", "{count} older entries are not shown.", more
            ).format(count=more)
        )
        self.more_label.setVisible(more > 0)
        if said:
            self.table.resizeColumnsToContents()
            self.table.setCurrentIndex(self.model.index(0, Column.GIVEN))
        self.words.set_text(said[0].words.words if said else "")

    def _on_row_changed(self, here: QModelIndex) -> None:
        one = self.model.said(here.row())
        self.words.set_text(one.words.words if one else "")

    def _on_row_activated(self, index: QModelIndex) -> None:
        one = self.model.said(index.row())
        if one is not None:
            self.said_opened.emit(one)

    def _on_open_clicked(self) -> None:
        self._on_row_activated(self.table.currentIndex())
