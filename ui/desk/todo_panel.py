"""The card with what is to be done, by due time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.i18n import _
from app.services.desk import DeskView
from ui.cases.fitting_table import FittingTable
from ui.desk.todo_table_model import Column, TodoTableModel
from ui.widgets.buttons import secondary_button
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.wording import label

_DUE_PICTURE = 22
_SAMPLES: dict[int, str] = {
    Column.NUMBER: "TS-20262222-002",
    Column.CUSTOMER: "欧阳建  3-2-1802",
}


class TodoPanel(Card):
    """Says ``case_opened`` when a row is opened; the chosen row survives a new reading."""

    case_opened = Signal(str)
    all_cases_requested = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(_("To do, by due time"), parent=parent)
        self.setObjectName("todoPanel")
        self.model = TodoTableModel(zone, self)
        self.note = label("", "muted", name="todoNote")
        self.all_button = secondary_button(_("All cases"), name="allCasesButton")
        self.all_button.clicked.connect(self.all_cases_requested)
        self.add_to_title(self.note)
        self.add_to_title(self.all_button)
        self.table = FittingTable(
            accessible_name=_("To do, by due time"),
            name="todoTable",
            flexible=Column.MATTER,
            droppable=(Column.STATE, Column.NEXT_STEP, Column.CUSTOMER),
        )
        self.table.setModel(self.model)
        self.table.row_activated.connect(self._on_row_activated)
        self.empty = EmptyState(
            _("Nothing waits for an answer"),
            _("Promises and due times of open cases are listed here."),
            icon="circle-check",
            name="todoEmpty",
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.add(self._stack, 1)
        self._size_columns()

    def show_view(self, view: DeskView) -> None:
        """Show a new reading."""
        here = self.table.currentIndex()
        chosen = self.model.item(here.row()).case_id if here.isValid() else None
        scrolled = self.table.verticalScrollBar().value()
        self.model.show_items(view.to_do, view.read_at)
        self._size_columns()
        row = self.model.row_of(chosen) if chosen else None
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, Column.NUMBER))
        self.table.verticalScrollBar().setValue(scrolled)
        self._stack.setCurrentWidget(self.table if view.to_do else self.empty)

    def set_note(self, text: str) -> None:
        """Show a muted remark beside the title."""
        self.note.setText(text)

    def _size_columns(self) -> None:
        self.table.measure(_SAMPLES, {Column.DUE: _DUE_PICTURE})

    def _on_row_activated(self, index: QModelIndex) -> None:
        self.case_opened.emit(self.model.item(index.row()).case_id)
