"""The first rows of a file, and the verdict on every row, as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.import_rows import RowVerdict, Verdict
from app.domain.tables import Cell, Table, TableRow
from app.i18n import _, pgettext
from app.import_words import row_sentence, verdict_label
from ui.cases.case_table_model import PILL_ROLE

Index = QModelIndex | QPersistentModelIndex
_ROWS_SHOWN = 50
_LONGEST_CELL = 200
_KINDS = {
    Verdict.ADDED: "good",
    Verdict.ALREADY_THERE: "neutral",
    Verdict.REFUSED: "danger",
}


class PreviewModel(QAbstractTableModel):
    """The first rows of a table as they stand in the file, each with its line."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._header: tuple[str, ...] = ()
        self._rows: tuple[TableRow, ...] = ()
        self._words: Callable[[str, Cell], str] = lambda _name, cell: cell_words(cell)

    def show_table(self, table: Table | None, words: Callable[[str, Cell], str]) -> None:
        """Show a table, or nothing; ``words`` says how a cell of a column is shown."""
        self.beginResetModel()
        self._words = words
        self._header = table.header if table is not None else ()
        self._rows = table.rows[:_ROWS_SHOWN] if table is not None else ()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the columns of the file and one for the line."""
        return 0 if parent is not None and parent.isValid() else len(self._header) + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the header of the file."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return _("Line") if section == 0 else self._header[section - 1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell on one line."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self._rows[index.row()]
        if index.column() == 0:
            return str(row.line)
        place = index.column() - 1
        cell = row.cells[place] if place < len(row.cells) else ""
        name = self._header[place] if place < len(self._header) else ""
        return self._words(name, cell)


def cell_words(cell: object) -> str:
    """Return a cell on one line, not too long to be shown."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return " ".join(str(cell).split())[:_LONGEST_CELL]


class VerdictColumn(IntEnum):
    """Columns of the verdicts."""

    LINE = 0
    THEIR_NUMBER = 1
    VERDICT = 2
    NUMBER = 3
    REASON = 4


class VerdictModel(QAbstractTableModel):
    """What becomes of each row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: Sequence[RowVerdict] = ()
        self._kept = False

    def show_verdicts(
        self, verdicts: Sequence[RowVerdict], *, only_refused: bool, kept: bool = False
    ) -> None:
        """Show these verdicts, of a trial unless they were ``kept``."""
        self.beginResetModel()
        self._kept = kept
        self._shown = (
            [row for row in verdicts if row.verdict is Verdict.REFUSED]
            if only_refused
            else verdicts
        )
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(VerdictColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the words above a column."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return {
            VerdictColumn.LINE: _("Line"),
            VerdictColumn.THEIR_NUMBER: _("Their number"),
            VerdictColumn.VERDICT: _("Verdict"),
            VerdictColumn.NUMBER: _("Our number"),
            VerdictColumn.REASON: pgettext("verdict", "Reason"),
        }[VerdictColumn(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell, and for the verdict the kind of its pill."""
        row = self._shown[index.row()]
        column = VerdictColumn(index.column())
        if role == PILL_ROLE and column is VerdictColumn.VERDICT:
            return _KINDS[row.verdict]
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return {
            VerdictColumn.LINE: str(row.line),
            VerdictColumn.THEIR_NUMBER: row.external_number,
            VerdictColumn.VERDICT: verdict_label(row.verdict, kept=self._kept),
            VerdictColumn.NUMBER: row.number,
            VerdictColumn.REASON: row_sentence(row.refusal) if row.refusal is not None else "",
        }[column]
