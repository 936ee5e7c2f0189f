"""The case list, read page by page as a person scrolls; the GUI thread never waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app import people_time
from app.i18n import _
from app.labels import case_state_label, case_type_label, severity_label
from app.services.case_views import (
    PAGE_SIZE,
    CaseFilter,
    CaseListPage,
    CaseRow,
    PageKey,
    list_cases,
)
from ui import theme
from ui.cases.state_looks import severity_kind, state_kind
from ui.context import DeskContext
from ui.icons import icon
from ui.tasks import Task

Index = QModelIndex | QPersistentModelIndex
PILL_ROLE = Qt.ItemDataRole.UserRole + 1
# How many rows a refresh reads again at most, so that a person who scrolled keeps the place.
_MOST_REREAD = 2_000
_SOON = timedelta(hours=1)


class Column(IntEnum):
    """The columns, from left to right."""

    NUMBER = 0
    TYPE = 1
    MATTER = 2
    CUSTOMER = 3
    CATEGORY = 4
    SEVERITY = 5
    STATE = 6
    REGISTERED = 7
    DUE = 8


def column_title(column: Column) -> str:
    """Return the head of a column."""
    return {
        Column.NUMBER: _("Number"),
        Column.TYPE: _("Type"),
        Column.MATTER: _("Matter"),
        Column.CUSTOMER: _("Customer / room"),
        Column.CATEGORY: _("Category"),
        Column.SEVERITY: _("Severity"),
        Column.STATE: _("State"),
        Column.REGISTERED: _("Registered at"),
        Column.DUE: _("Due"),
    }[column]


def _short_time(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return today's times as people say them, others as figures: the column is narrow."""
    local = instant.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return people_time.when(instant, now, zone)
    if local.year == now.astimezone(zone).year:
        return f"{local:%m-%d %H:%M}"
    return f"{local:%Y-%m-%d}"


class CaseTableModel(QAbstractTableModel):
    """Rows of :class:`CaseRow`, newest first.

    ``page_read`` is emitted after every page, ``problem_met`` with the error of a reading that
    failed.
    """

    page_read = Signal()
    problem_met = Signal(object)

    def __init__(self, context: DeskContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: list[CaseRow] = []
        self._next_key: PageKey | None = None
        self._wanted = CaseFilter()
        self._reading: Task | None = None
        self._categories: dict[str, str] = {}
        self.read_at: datetime | None = None
        theme.notifier().theme_changed.connect(self._on_changed_looks)

    # ---- reading ---------------------------------------------------------------------------

    @property
    def wanted(self) -> CaseFilter:
        """What the list shows, or is being read to show."""
        return self._wanted

    @property
    def is_complete(self) -> bool:
        """Whether there are no rows beyond those already read."""
        return self.read_at is not None and self._next_key is None

    def show_cases(self, wanted: CaseFilter) -> None:
        """Read the first page of what is wanted; until it comes the old rows stay."""
        self._wanted = wanted
        self._read(None, PAGE_SIZE)

    def reload(self) -> None:
        """Read again what is shown now."""
        self._read(None, min(max(PAGE_SIZE, len(self._rows)), _MOST_REREAD))

    def set_categories(self, names: dict[str, str]) -> None:
        """Give the names of the categories by code."""
        self._categories = names
        self._on_changed_looks()

    def canFetchMore(self, parent: Index) -> bool:
        """Return whether another page can be asked for now."""
        return not parent.isValid() and self._next_key is not None and self._reading is None

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page; its rows come later."""
        if self.canFetchMore(parent):
            self._read(self._next_key, PAGE_SIZE)

    def _read(self, after: PageKey | None, limit: int) -> None:
        context = self._context
        if after is None:
            # Should this reading fail, the old rows must not go on with pages of another filter.
            self._next_key = None
        self._reading = context.runner.read(
            list_cases,
            actor=context.actor,
            project_id=context.project.project_id,
            wanted=self._wanted,
            after=after,
            limit=limit,
            owner=self,
            supersedes="cases",
            on_done=self._on_next_page if after else self._on_first_page,
            on_error=self.problem_met.emit,
            on_end=self._on_end,
        )

    def _on_first_page(self, page: CaseListPage) -> None:
        self.beginResetModel()
        self._rows = list(page.rows)
        self._next_key = page.next_key
        self.read_at = self._context.now()
        self.endResetModel()
        self._reading = None
        self.page_read.emit()

    def _on_next_page(self, page: CaseListPage) -> None:
        first = len(self._rows)
        if page.rows:
            self.beginInsertRows(QModelIndex(), first, first + len(page.rows) - 1)
            self._rows += page.rows
            self.endInsertRows()
        self._next_key = page.next_key
        self._reading = None
        self.page_read.emit()

    def _on_end(self) -> None:
        self._reading = None

    # ---- rows ------------------------------------------------------------------------------

    def row(self, number: int) -> CaseRow:
        """Return what a row shows."""
        return self._rows[number]

    def row_of(self, case_id: str) -> int | None:
        """Return the row of a case, None while it is not read."""
        return next((n for n, row in enumerate(self._rows) if row.case_id == case_id), None)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows read so far."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the head of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return column_title(Column(section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return words, colours, picture, tooltip or kind of pill of a cell."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tooltip(row, column)
        if role == PILL_ROLE:
            if column == Column.STATE:
                return state_kind(row.state)
            return severity_kind(row.severity) if column == Column.SEVERITY else None
        if column == Column.DUE and (urgency := self._urgency(row)):
            if role == Qt.ItemDataRole.ForegroundRole:
                return theme.colour(f"{urgency}_text")
            if role == Qt.ItemDataRole.DecorationRole:
                picture = "circle-alert" if urgency == "danger" else "clock"
                return icon(picture, f"{urgency}_text", 16)
        return None

    def _words(self, row: CaseRow, column: Column) -> str:
        now, zone = self.read_at or row.registered_at, self._context.zone
        if column == Column.DUE:
            return people_time.due_words(row.due_at, now, zone) if row.due_at else "—"
        if column == Column.REGISTERED:
            return _short_time(row.registered_at, now, zone)
        return {
            Column.NUMBER: row.number,
            Column.TYPE: case_type_label(row.type),
            Column.MATTER: row.subject,
            Column.CUSTOMER: "  ".join(part for part in (row.customer, row.room_label) if part)
            or _("Not named"),
            Column.CATEGORY: self._categories.get(row.category, row.category),
            Column.SEVERITY: severity_label(row.severity),
            Column.STATE: case_state_label(row.state),
        }[column]

    def _tooltip(self, row: CaseRow, column: Column) -> str | None:
        zone = self._context.zone
        if column == Column.DUE:
            return people_time.exact(row.due_at, zone) if row.due_at else None
        if column == Column.REGISTERED:
            return people_time.exact(row.registered_at, zone)
        wide = (Column.MATTER, Column.CUSTOMER, Column.CATEGORY, Column.TYPE)
        return self._words(row, column) if column in wide else None

    def _urgency(self, row: CaseRow) -> str:
        if row.due_at is None or self.read_at is None:
            return ""
        left = row.due_at - self.read_at
        if left < timedelta():
            return "danger"
        return "warning" if left <= _SOON else ""

    def _on_changed_looks(self) -> None:
        if self._rows:
            last = self.index(len(self._rows) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
