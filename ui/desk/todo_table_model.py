"""What the desk has to do, one row a case under the head of its part of the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app import people_time
from app.domain.due_groups import DueGroup
from app.domain.terms import Role, Severity
from app.i18n import _
from app.labels import (
    case_state_label,
    case_type_label,
    next_step_label,
    role_label,
    severity_label,
)
from app.services.desk import ToDo
from app.services.escalations import MANAGER_LEVEL
from ui import theme
from ui.icons import icon

Index = QModelIndex | QPersistentModelIndex
GROUP_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The :class:`DueGroup` of a head; nothing for a case."""
MARKS_ROLE = GROUP_ROLE + 1
"""The marks that stand before the matter of a case: words, short words, kind of colour."""
_MARKED = {Severity.CRITICAL: "danger", Severity.MAJOR: "warning"}


class Column(IntEnum):
    """The columns, from left to right."""

    NUMBER = 0
    MATTER = 1
    CUSTOMER = 2
    STATE = 3
    NEXT_STEP = 4
    DUE = 5


def customer_words(name: str, room_label: str) -> str:
    """Return customer and room on one line; a customer may have given neither."""
    return "  ".join(part for part in (name, room_label) if part) or _("Not named")


def group_words(group: DueGroup) -> str:
    """Return the words of a head."""
    return {
        DueGroup.OVERDUE: _("Overdue"),
        DueGroup.NEXT_HOUR: _("Within the hour"),
        DueGroup.TODAY: _("Today"),
        DueGroup.TOMORROW: _("Tomorrow"),
        DueGroup.LATER: _("Later than tomorrow"),
        DueGroup.WAITING: _("Waiting for somebody"),
        DueGroup.NO_LIMIT: _("No time limit"),
    }[group]


def urgency(group: DueGroup) -> str:
    """Return the kind of colour that goes with a group, nothing for most."""
    return {DueGroup.OVERDUE: "danger", DueGroup.NEXT_HOUR: "warning"}.get(group, "")


def marks(item: ToDo) -> tuple[tuple[str, str, str], ...]:
    """Return what stands before the matter: a high severity, and before whom the case is."""
    found = []
    if item.severity in _MARKED:
        words = severity_label(item.severity)
        found.append((words, words, _MARKED[item.severity]))
    if item.escalation_level:
        is_high = item.escalation_level >= MANAGER_LEVEL
        whom = role_label(Role.MANAGER if is_high else Role.SUPERVISOR)
        found.append((f"↑ {whom}", "↑", "danger" if is_high else "warning"))
    return tuple(found)


class TodoTableModel(QAbstractTableModel):
    """Shows :class:`ToDo` items under heads that count the whole group; a head cannot be chosen."""

    def __init__(self, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._rows: tuple[ToDo | DueGroup, ...] = ()
        self._counts: Mapping[DueGroup, int] = {}
        self._now: datetime | None = None
        theme.notifier().theme_changed.connect(self._on_theme_changed)

    def show_items(
        self, items: tuple[ToDo, ...], counts: Mapping[DueGroup, int], now: datetime
    ) -> None:
        """Replace the rows by ``items``, which are in the order of their groups, as of ``now``."""
        self.beginResetModel()
        rows: list[ToDo | DueGroup] = []
        for group, members in groupby(items, key=lambda item: item.group):
            rows += [group, *members]
        self._rows, self._counts, self._now = tuple(rows), counts, now
        self.endResetModel()

    def item(self, row: int) -> ToDo | None:
        """Return the case of a row, None for a head."""
        found = self._rows[row]
        return found if isinstance(found, ToDo) else None

    @property
    def items(self) -> tuple[ToDo, ...]:
        """The cases, from top to bottom."""
        return tuple(row for row in self._rows if isinstance(row, ToDo))

    @property
    def heads(self) -> tuple[int, ...]:
        """The rows that are heads."""
        return tuple(n for n, row in enumerate(self._rows) if isinstance(row, DueGroup))

    def row_of(self, case_id: str) -> int | None:
        """Return the row of a case, None if it is not in the list."""
        return next(
            (
                number
                for number, row in enumerate(self._rows)
                if isinstance(row, ToDo) and row.case_id == case_id
            ),
            None,
        )

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows, heads included."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the arrows pass over a head."""
        if index.isValid() and self.item(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

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
        """Return words, marks, colour, picture or tooltip of a cell."""
        if not index.isValid() or self._now is None:
            return None
        row, column = self._rows[index.row()], Column(index.column())
        if isinstance(row, DueGroup):
            return self._head_data(row, column, role)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, column, self._now)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._full_words(row, column, self._now)
        if role == MARKS_ROLE and column == Column.MATTER:
            return marks(row)
        kind = urgency(row.group) if column == Column.DUE else ""
        if role == Qt.ItemDataRole.ForegroundRole and kind:
            return theme.colour(f"{kind}_text")
        if role == Qt.ItemDataRole.DecorationRole and kind:
            picture = "circle-alert" if kind == "danger" else "clock"
            return icon(picture, f"{kind}_text", 16)
        return None

    def _head_data(self, group: DueGroup, column: Column, role: int) -> object:
        if role == GROUP_ROLE:
            return group
        if column != Column.NUMBER or role != Qt.ItemDataRole.DisplayRole:
            return None
        return f"{group_words(group)} · {self._counts.get(group, 0)}"

    def _words(self, item: ToDo, column: Column, now: datetime) -> str:
        if column == Column.DUE:
            return (
                "—" if item.due_at is None else people_time.due_words(item.due_at, now, self._zone)
            )
        return {
            Column.NUMBER: item.number,
            Column.MATTER: item.subject,
            Column.CUSTOMER: customer_words(item.customer, item.room_label),
            Column.STATE: case_state_label(item.state),
            Column.NEXT_STEP: next_step_label(item.next_step),
        }[column]

    def _full_words(self, item: ToDo, column: Column, now: datetime) -> str:
        if column == Column.DUE:
            if item.due_at is None:
                return _("No time limit")
            return people_time.exact(item.due_at, self._zone)
        if column == Column.MATTER:
            return " · ".join([*(words for words, _short, _kind in marks(item)), item.subject])
        if column == Column.NUMBER:
            return f"{item.number} {case_type_label(item.type)}"
        return self._words(item, column, now)

    def _on_theme_changed(self) -> None:
        if self._rows:
            roles = [Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.DecorationRole]
            last = self.index(len(self._rows) - 1, Column.DUE)
            self.dataChanged.emit(self.index(0, Column.NUMBER), last, roles)
