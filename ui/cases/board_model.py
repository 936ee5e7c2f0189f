"""The cards of one column of the board, read page by page as a person scrolls."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app import people_time
from app.domain.case_filter import CaseFilter
from app.i18n import _
from app.labels import case_state_label, severity_label
from app.services.case_board import COLUMN_PAGE, BoardColumn, BoardPage, board_page
from app.services.case_list import CaseRow, PageKey
from ui.cases.case_columns import customer_words, escalation_words, urgency
from ui.context import DeskContext
from ui.tasks import Task

Index = QModelIndex | QPersistentModelIndex
CARD_ROLE = Qt.ItemDataRole.UserRole + 1
DUE_ROLE = Qt.ItemDataRole.UserRole + 2
URGENCY_ROLE = Qt.ItemDataRole.UserRole + 3


class BoardModel(QAbstractListModel):
    """One column; ``problem_met`` carries the error of a reading that failed."""

    problem_met = Signal(object)

    def __init__(
        self, context: DeskContext, column: BoardColumn, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.column = column
        self._rows: list[CaseRow] = []
        self._next_key: PageKey | None = None
        self._wanted = CaseFilter()
        self._read_at: datetime | None = None
        self._reading: Task | None = None

    def show_page(self, page: BoardPage, wanted: CaseFilter, read_at: datetime) -> None:
        """Show the first page of what is wanted."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self.beginResetModel()
        self._rows, self._next_key = list(page.rows), page.next_key
        self._wanted, self._read_at = wanted, read_at
        self.endResetModel()

    def case(self, row: int) -> CaseRow:
        """Return the case of a card."""
        return self._rows[row]

    def row_of(self, case_id: str) -> int | None:
        """Return the card of a case, None while it is not read."""
        return next((n for n, row in enumerate(self._rows) if row.case_id == case_id), None)

    def canFetchMore(self, parent: Index) -> bool:
        """Return whether another page can be asked for now."""
        return not parent.isValid() and self._next_key is not None and self._reading is None

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page; its cards come later."""
        if not self.canFetchMore(parent):
            return
        context = self._context
        self._reading = context.runner.read(
            board_page,
            actor=context.actor,
            project_id=context.project.project_id,
            wanted=self._wanted,
            column=self.column,
            now=self._read_at,
            after=self._next_key,
            limit=COLUMN_PAGE,
            owner=self,
            on_done=self._on_page,
            on_error=self.problem_met.emit,
            on_end=self._on_end,
        )

    def _on_page(self, page: BoardPage) -> None:
        self._reading = None
        self._next_key = page.next_key
        if page.rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(page.rows) - 1)
            self._rows += page.rows
            self.endInsertRows()

    def _on_end(self) -> None:
        self._reading = None

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of cards read so far."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a card shows; as text the whole of it, for screen readers."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == CARD_ROLE:
            return row
        if role == DUE_ROLE:
            return self._due(row)
        if role == URGENCY_ROLE:
            return urgency(row, self._read_at)
        if role == Qt.ItemDataRole.DisplayRole:
            return row.subject
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in self._said(row) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in self._said(row) if part)
        return None

    def _said(self, row: CaseRow) -> tuple[str, ...]:
        return (
            f"{row.number}  {severity_label(row.severity)}  {case_state_label(row.state)}",
            row.subject,
            customer_words(row),
            row.department,
            escalation_words(row.escalation_level) if row.escalation_level else "",
            self._exact(row),
        )

    def _due(self, row: CaseRow) -> str:
        now, zone = self._read_at or row.registered_at, self._context.zone
        if row.ended_at is not None:
            return people_time.when(row.ended_at, now, zone)
        return people_time.due_words(row.due_at, now, zone) if row.due_at else _("No due time")

    def _exact(self, row: CaseRow) -> str:
        zone = self._context.zone
        if row.ended_at is not None:
            return _("Ended {time}").format(time=people_time.exact(row.ended_at, zone))
        if row.due_at is None:
            return ""
        return _("Due {time}").format(time=people_time.exact(row.due_at, zone))
