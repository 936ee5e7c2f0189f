"""A table as the desk reads it: tall rows, no grid, Enter opens a row."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

ROW_HEIGHT = 44


class DeskTable(QTableView):
    """A read-only table that selects whole rows.

    ``row_activated`` is emitted on Enter and on a double click; with ``open_on_click`` on a single
    click or touch.  Tab leaves the table.
    """

    row_activated = Signal(QModelIndex)

    def __init__(
        self,
        *,
        accessible_name: str,
        open_on_click: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if name:
            self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(56)
        head.setStretchLastSection(True)
        self.doubleClicked.connect(self._on_double_clicked)
        self._open_on_click = open_on_click
        if open_on_click:
            self.clicked.connect(self.row_activated)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model, with the columns as wide as their words."""
        super().setModel(model)
        if model is not None:
            self.resizeColumnsToContents()

    def stretch_column(self, column: int) -> None:
        """Let one column take the room that is left."""
        head = self.horizontalHeader()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current row."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.row_activated.emit(index)
            return
        super().keyPressEvent(event)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if not self._open_on_click:
            self.row_activated.emit(index)
