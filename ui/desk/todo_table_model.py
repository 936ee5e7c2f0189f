"""What the desk has to do, one row a case, most urgent first."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app import people_time
from app.i18n import _
from app.labels import case_state_label, case_type_label
from app.services.desk import SOON, NextStep, ToDo
from ui import theme
from ui.icons import icon

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns, from left to right."""

    NUMBER = 0
    MATTER = 1
    CUSTOMER = 2
    STATE = 3
    NEXT_STEP = 4
    DUE = 5


def next_step_label(step: NextStep) -> str:
    """Return what the desk does next, as the to-do list says it."""
    return {
        NextStep.HAND_OVER: _("Hand over"),
        NextStep.KEEP_PROMISE: _("Keep promise"),
        NextStep.ANSWER_FIRST: _("First answer"),
        NextStep.RESOLVE: _("Give result"),
        NextStep.FOLLOW_UP: _("Call back"),
    }[step]


def customer_words(name: str, room_label: str) -> str:
    """Return customer and room on one line; a customer may have given neither."""
    return "  ".join(part for part in (name, room_label) if part) or _("Not named")


class TodoTableModel(QAbstractTableModel):
    """Shows :class:`ToDo` items; how urgent one is depends on the time of the last reading."""

    def __init__(self, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._items: tuple[ToDo, ...] = ()
        self._now: datetime | None = None
        theme.notifier().theme_changed.connect(self._on_theme_changed)

    def show_items(self, items: tuple[ToDo, ...], now: datetime) -> None:
        """Replace the rows by ``items`` as they stand at ``now``."""
        self.beginResetModel()
        self._items, self._now = items, now
        self.endResetModel()

    def item(self, row: int) -> ToDo:
        """Return what a row shows."""
        return self._items[row]

    def row_of(self, case_id: str) -> int | None:
        """Return the row of a case, None if it is not in the list."""
        return next((row for row, item in enumerate(self._items) if item.case_id == case_id), None)

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
            Column.NUMBER: _("Number"),
            Column.MATTER: _("Matter"),
            Column.CUSTOMER: _("Customer / room"),
            Column.STATE: _("State"),
            Column.NEXT_STEP: _("Next step"),
            Column.DUE: _("Due"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return words, colour, picture or tooltip of a cell."""
        if not index.isValid() or self._now is None:
            return None
        item, column = self._items[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(item, column, self._now)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tooltip(item, column)
        urgency = self._urgency(item, self._now) if column == Column.DUE else ""
        if role == Qt.ItemDataRole.ForegroundRole and urgency:
            return theme.colour(f"{urgency}_text")
        if role == Qt.ItemDataRole.DecorationRole and urgency:
            picture = "circle-alert" if urgency == "danger" else "clock"
            return icon(picture, f"{urgency}_text", 16)
        return None

    def _words(self, item: ToDo, column: Column, now: datetime) -> str:
        if column == Column.DUE:
            return people_time.due_words(item.due_at, now, self._zone)
        return {
            Column.NUMBER: item.number,
            Column.MATTER: item.subject,
            Column.CUSTOMER: customer_words(item.customer, item.room_label),
            Column.STATE: case_state_label(item.state),
            Column.NEXT_STEP: next_step_label(item.next_step),
        }[column]

    def _tooltip(self, item: ToDo, column: Column) -> str | None:
        if column == Column.DUE:
            return people_time.exact(item.due_at, self._zone)
        return {
            Column.NUMBER: case_type_label(item.type),
            Column.MATTER: item.subject,
            Column.CUSTOMER: customer_words(item.customer, item.room_label),
            Column.NEXT_STEP: next_step_label(item.next_step),
        }.get(column)

    @staticmethod
    def _urgency(item: ToDo, now: datetime) -> str:
        left = item.due_at - now
        if left < timedelta():
            return "danger"
        return "warning" if left <= SOON else ""

    def _on_theme_changed(self) -> None:
        if self._items:
            roles = [Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.DecorationRole]
            last = self.index(len(self._items) - 1, Column.DUE)
            self.dataChanged.emit(self.index(0, Column.DUE), last, roles)
