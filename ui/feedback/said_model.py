"""What customers wrote with their ratings, as the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.feedback import Said
from app.feedback_words import step_label
from app.i18n import _, pgettext
from app.labels import rating_reason_label, score_label
from app.people_time import exact

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """What a row shows."""

    GIVEN = 0
    NUMBER = 1
    SCORE = 2
    REASONS = 3
    WORDS = 4


class SaidModel(QAbstractTableModel):
    """The newest words first, masked already."""

    def __init__(self, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._said: tuple[Said, ...] = ()

    def show_said(self, said: Sequence[Said]) -> None:
        """Show these."""
        self.beginResetModel()
        self._said = tuple(said)
        self.endResetModel()

    def said(self, row: int) -> Said | None:
        """Return what stands in a row."""
        return self._said[row] if 0 <= row < len(self._said) else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self._said)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return {
            Column.GIVEN: _("When"),
            Column.NUMBER: _("Number"),
            Column.SCORE: _("Score"),
            Column.REASONS: _("Reasons"),
            Column.WORDS: _("What they wrote"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows or says."""
        one = self.said(index.row())
        if one is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(one, Column(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return step_label(one.step) if index.column() != Column.WORDS else one.words.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (self._shown(one, column) for column in Column)))
        return None

    def _shown(self, one: Said, column: Column) -> str:
        words = one.words
        if column is Column.GIVEN:
            return exact(words.given_at, self._zone)
        if column is Column.NUMBER:
            return words.number
        if column is Column.SCORE:
            score = f"{words.score} {score_label(words.score)}"
            return _("{score} (relayed)").format(score=score) if one.is_relayed else score
        if column is Column.REASONS:
            return pgettext("list", ", ").join(rating_reason_label(r) for r in words.reasons)
        return " ".join(words.words.split())
