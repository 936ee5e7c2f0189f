"""The card with what is to be done, by due time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.i18n import _
from app.services.desk import DeskView
from ui.cases.fitting_table import FittingTable
from ui.desk.todo_delegate import TodoDelegate
from ui.desk.todo_table_model import Column, TodoTableModel
from ui.widgets.buttons import secondary_button
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.wording import label

_DUE_PICTURE = 22
_HEAD_HEIGHT = 32
_ROOM_FOR_HEADS = 200
_SAMPLES: dict[int, str] = {
    Column.NUMBER: "TS-20262222-002",
    Column.CUSTOMER: "欧阳建  3-2-1802",
}
_ARROWS = frozenset(
    {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Home}
)


class TodoTable(FittingTable):
    """A table whose heads span it; the first arrow chooses the first case."""

    def __init__(self, model: TodoTableModel) -> None:
        super().__init__(
            accessible_name=_("To do, by due time"),
            name="todoTable",
            flexible=Column.MATTER,
            droppable=(Column.STATE, Column.NEXT_STEP, Column.CUSTOMER),
            # Marks stand before the words.
            least_flexible=150,
        )
        self._todo = model
        self.setModel(model)
        self.setItemDelegate(TodoDelegate(self))

    def span_heads(self) -> None:
        """Let each head stand across the table."""
        self.clearSpans()
        for row in self._todo.heads:
            self.setSpan(row, 0, 1, len(Column))
            self.setRowHeight(row, _HEAD_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the heads of the columns out where they would take the place of a case."""
        super().resizeEvent(event)
        self.horizontalHeader().setVisible(self.height() >= _ROOM_FOR_HEADS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the first case by the first arrow: Qt would stop at the head above it."""
        if event.key() in _ARROWS and not self.currentIndex().isValid() and self._todo.items:
            first = self._todo.row_of(self._todo.items[0].case_id)
            self.setCurrentIndex(self._todo.index(first or 0, Column.NUMBER))
            self.scrollToTop()
            return
        super().keyPressEvent(event)


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
        self.table = TodoTable(self.model)
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
        item = self.model.item(here.row()) if here.isValid() else None
        scrolled = self.table.verticalScrollBar().value()
        self.model.show_items(view.to_do, view.counts, view.read_at)
        self._size_columns()
        row = None if item is None else self.model.row_of(item.case_id)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, Column.NUMBER))
        self.table.verticalScrollBar().setValue(scrolled)
        self._stack.setCurrentWidget(self.table if view.to_do else self.empty)

    def set_note(self, text: str) -> None:
        """Show a muted remark beside the title."""
        self.note.setText(text)

    def _size_columns(self) -> None:
        self.table.measure(_SAMPLES, {Column.DUE: _DUE_PICTURE})
        self.table.span_heads()

    def _on_row_activated(self, index: QModelIndex) -> None:
        item = self.model.item(index.row())
        if item is not None:
            self.case_opened.emit(item.case_id)
