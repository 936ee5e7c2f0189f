"""The reminders one under the other, the most urgent first."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app import people_time
from app.domain.reminding import Reminder, Stage
from app.i18n import _
from ui import theme
from ui.icons import icon
from ui.shell.reminder_words import due_words, what_words

Index = QModelIndex | QPersistentModelIndex
_KINDS = {Stage.WARN: "warning", Stage.DUE: "danger", Stage.ESCALATED: "danger"}
_PICTURES = {Stage.WARN: "clock", Stage.DUE: "circle-alert", Stage.ESCALATED: "flag"}


class Column(IntEnum):
    """The columns, from left to right."""

    DUE = 0
    NUMBER = 1
    WHAT = 2
    MATTER = 3


class ReminderTableModel(QAbstractTableModel):
    """Shows :class:`Reminder` items as they stood at the last reading."""

    def __init__(self, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._items: tuple[Reminder, ...] = ()
        self._now: datetime | None = None

    def show_items(self, items: tuple[Reminder, ...], now: datetime) -> None:
        """Replace the rows."""
        self.beginResetModel()
        self._items, self._now = items, now
        self.endResetModel()

    def item(self, row: int) -> Reminder:
        """Return what a row shows."""
        return self._items[row]

    def row_of(self, key: str) -> int | None:
        """Return the row of a reminder, None if it is not in the list."""
        return next((row for row, item in enumerate(self._items) if item.key == key), None)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the head of a column."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.DUE: _("Due"),
            Column.NUMBER: _("Number"),
            Column.WHAT: _("Next step"),
            Column.MATTER: _("Matter"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return words, colour, picture or tooltip of a cell."""
        if not index.isValid() or self._now is None:
            return None
        item, column = self._items[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(item, column, self._now)
        if role == Qt.ItemDataRole.ToolTipRole:
            if column == Column.DUE and item.due_at is not None:
                return people_time.exact(item.due_at, self._zone)
            return self._words(item, column, self._now)
        if column == Column.DUE:
            if role == Qt.ItemDataRole.ForegroundRole:
                return theme.colour(f"{_KINDS[item.stage]}_text")
            if role == Qt.ItemDataRole.DecorationRole:
                return icon(_PICTURES[item.stage], f"{_KINDS[item.stage]}_text", 16)
        return None

    def _words(self, item: Reminder, column: Column, now: datetime) -> str:
        if column == Column.DUE:
            return due_words(item, now, self._zone) or _("brought before you")
        return {
            Column.NUMBER: item.number,
            Column.WHAT: what_words(item),
            Column.MATTER: item.subject,
        }[column]
