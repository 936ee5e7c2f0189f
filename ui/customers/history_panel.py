"""What passed between the desk and a person, their household or the room: one row an entry."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QWidget

from app import people_time
from app.i18n import _, pgettext
from app.services.customer_history import EntryKind, HistoryEntry, HistoryScope
from ui.cases.fitting_table import FittingTable
from ui.customers.archive_words import (
    entry_kind_words,
    entry_outcome,
    entry_time,
    entry_words,
)
from ui.widgets.card import Card
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.empty_state import EmptyState

Index = QModelIndex | QPersistentModelIndex
_LEAST_MATTER = 150
_THREE_NAMES = "王**、李**"


class Column(IntEnum):
    """The columns, from left to right."""

    TIME = 0
    NUMBER = 1
    KIND = 2
    MATTER = 3
    OUTCOME = 4
    WHO = 5
    LIVED_THERE = 6


_DROPPABLE = (Column.NUMBER, Column.LIVED_THERE, Column.WHO)


class HistoryModel(QAbstractTableModel):
    """Shows :class:`HistoryEntry` items, the newest first."""

    def __init__(self, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.entries: tuple[HistoryEntry, ...] = ()
        self._now: datetime | None = None

    def show_entries(self, entries: Sequence[HistoryEntry], now: datetime) -> None:
        """Replace the rows."""
        self.beginResetModel()
        self.entries, self._now = tuple(entries), now
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of entries."""
        return 0 if parent is not None and parent.isValid() else len(self.entries)

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
            Column.TIME: _("Time"),
            Column.NUMBER: _("Number"),
            Column.KIND: _("Kind"),
            Column.MATTER: _("Matter"),
            Column.OUTCOME: _("Outcome"),
            Column.WHO: pgettext("history", "Who"),
            Column.LIVED_THERE: _("Lived there then"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return words or tooltip of a cell."""
        if not index.isValid() or self._now is None:
            return None
        entry, column = self.entries[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(entry, column, self._now)
        if role == Qt.ItemDataRole.ToolTipRole:
            if column is Column.TIME:
                return people_time.exact(entry.at, self._zone)
            return self._words(entry, column, self._now)
        return None

    def _words(self, entry: HistoryEntry, column: Column, now: datetime) -> str:
        if column is Column.TIME:
            return entry_time(entry, now, self._zone)
        return {
            Column.NUMBER: entry.number,
            Column.KIND: entry_kind_words(entry),
            Column.MATTER: entry_words(entry),
            Column.OUTCOME: entry_outcome(entry),
            Column.WHO: entry.who,
            Column.LIVED_THERE: "、".join(entry.lived_there),
        }[column]


class _HistoryTable(FittingTable):
    """Leaves out for good what a history has nothing to say about."""

    def leave_out(self, hidden: Set[Column]) -> None:
        """Measure anew and show every column but ``hidden``, as far as the room goes."""
        self._droppable = tuple(column for column in _DROPPABLE if column not in hidden)
        self.measure({Column.LIVED_THERE: _THREE_NAMES}, {})
        for column in Column:
            self.setColumnHidden(column, column in hidden)
        for column in hidden:
            self._widths.pop(column, None)
        self._fit()


class HistoryPanel(Card):
    """``scope_chosen`` carries a :class:`HistoryScope`; ``case_requested`` the case of a row."""

    scope_chosen = QtSignal(object)
    case_requested = QtSignal(str)

    def __init__(self, zone: ZoneInfo, *, with_scopes: bool, parent: QWidget | None = None) -> None:
        super().__init__(_("Dealings"), parent=parent)
        self.setObjectName("historyCard")
        self._entries: tuple[HistoryEntry, ...] = ()
        self._now: datetime | None = None
        self.scopes = ChipGroup(
            (),
            accessible_name=_("Whose dealings"),
            name="historyScope",
        )
        self._with_others = not with_scopes
        self.kinds = QComboBox()
        self.kinds.setObjectName("historyKinds")
        self.kinds.setAccessibleName(_("Which entries"))
        for words, kinds in (
            (_("Everything"), tuple(EntryKind)),
            (pgettext("history", "Cases"), (EntryKind.CASE, EntryKind.CALLED_TOO)),
            (_("Visits"), (EntryKind.VISIT,)),
            (_("Tellings"), (EntryKind.TOLD,)),
            (_("Moves"), (EntryKind.MOVED_IN, EntryKind.MOVED_OUT)),
        ):
            self.kinds.addItem(words, kinds)
        self.model = HistoryModel(zone, self)
        self.table = _HistoryTable(
            accessible_name=_("Dealings"),
            name="historyTable",
            flexible=Column.MATTER,
            droppable=_DROPPABLE,
            least_flexible=_LEAST_MATTER,
        )
        self.table.setModel(self.model)
        self.empty = EmptyState(
            _("Nothing yet"),
            _("Cases, visits, what was told and moves stand here, the newest first."),
            icon="history",
            name="historyEmpty",
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        if with_scopes:
            row = QHBoxLayout()
            row.addWidget(self.scopes, 1)
            self.add(row)
            self.show_people(1)
            self.scopes.set_value(HistoryScope.PERSON)
        self.add_to_title(self.kinds)
        self.add(self._stack, 1)
        self.kinds.currentIndexChanged.connect(self._fill)
        self.scopes.chosen.connect(self.scope_chosen)
        self.table.row_activated.connect(self._on_row_activated)

    @property
    def scope(self) -> HistoryScope:
        """Whose history is wanted."""
        value = self.scopes.value
        return value if isinstance(value, HistoryScope) else HistoryScope.PERSON

    def show_people(self, household: int) -> None:
        """Say on the chips how many people belong to the household."""
        chosen = self.scopes.value
        words = _("Household ({count})").format(count=household)
        self.scopes.set_choices(
            (
                Choice(HistoryScope.PERSON, _("This person")),
                Choice(HistoryScope.HOUSEHOLD, words),
                Choice(HistoryScope.ROOM, _("Room, all who lived there")),
            )
        )
        self.scopes.set_value(chosen)

    def show_entries(
        self, entries: Sequence[HistoryEntry], now: datetime, *, with_others: bool
    ) -> None:
        """Show a history; ``with_others`` when it is not of one person alone."""
        self._entries, self._now = tuple(entries), now
        self._with_others = with_others
        self._fill()

    def _fill(self) -> None:
        if self._now is None:
            return
        wanted = self.kinds.currentData()
        shown = [entry for entry in self._entries if entry.kind in wanted]
        self.model.show_entries(shown, self._now)
        hidden = set() if self._with_others else {Column.WHO, Column.LIVED_THERE}
        if not any(entry.lived_there for entry in shown):
            hidden.add(Column.LIVED_THERE)
        self.table.leave_out(hidden)
        self._stack.setCurrentWidget(self.table if shown else self.empty)

    def _on_row_activated(self, index: QModelIndex) -> None:
        case_id = self.model.entries[index.row()].case_id
        if case_id is not None:
            self.case_requested.emit(case_id)
