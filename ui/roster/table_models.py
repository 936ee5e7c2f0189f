"""The first rows of a roster as they are understood, and the verdict on every row, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.masking import mask_name, mask_phone, mask_plate
from app.domain.roster_rows import JudgedRow, RosterRefusal, RosterRow, RosterVerdict
from app.i18n import _, ngettext, pgettext
from app.labels import customer_kind_label
from app.roster_words import names_words, remark_words, roster_sentence, roster_verdict_label
from app.services.roster_import import UnnamedResident
from ui.cases.case_table_model import PILL_ROLE

Index = QModelIndex | QPersistentModelIndex
_KINDS = {
    RosterVerdict.ADDED: "good",
    RosterVerdict.JOINS: "good",
    RosterVerdict.CHANGED: "warning",
    RosterVerdict.SAME: "neutral",
    RosterVerdict.LEFT_OUT: "neutral",
    RosterVerdict.REFUSED: "danger",
}


class _Rows(QAbstractTableModel):
    """Rows of words under a header."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: Sequence[tuple[str, ...]] = ()

    def header(self) -> tuple[str, ...]:
        """Return the words above the columns."""
        raise NotImplementedError

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.header())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the words above a column."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return self.header()[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return self._shown[index.row()][index.column()]


class UnderstoodModel(_Rows):
    """The first rows as they would be read, masked."""

    def header(self) -> tuple[str, ...]:
        """Return the words above the columns."""
        return (
            _("Line"),
            _("Room"),
            pgettext("roster", "Name"),
            _("Phone"),
            _("Kind in the room"),
            _("Further"),
        )

    def show_rows(self, rows: Sequence[tuple[int, RosterRow | RosterRefusal | None]]) -> None:
        """Show rows as they were read."""
        self.beginResetModel()
        self._shown = [(str(line), *_understood(row)) for line, row in rows]
        self.endResetModel()


def _understood(row: RosterRow | RosterRefusal | None) -> tuple[str, str, str, str, str]:
    if row is None:
        return "", "", "", "", roster_verdict_label(RosterVerdict.LEFT_OUT)
    if isinstance(row, RosterRefusal):
        return "", "", "", "", roster_sentence(row)
    phones = [mask_phone(phone) for person in row.people for phone in person.phones]
    more = []
    if row.moved_in is not None:
        more.append(_("since {day}").format(day=row.moved_in.isoformat()))
    if row.moved_out is not None:
        more.append(_("until {day}").format(day=row.moved_out.isoformat()))
    more += [mask_plate(vehicle.plate) for vehicle in row.vehicles]
    if row.notes:
        count = len(row.notes)
        more.append(ngettext("{count} note", "{count} notes", count).format(count=count))
    return (
        row.room.words if row.room is not None else "",
        names_words([mask_name(person.name) for person in row.people]),
        names_words(phones),
        customer_kind_label(row.kind) if row.kind is not None else "",
        " · ".join(more),
    )


class RosterColumn(IntEnum):
    """Columns of the verdicts."""

    LINE = 0
    ROOM = 1
    NAMES = 2
    VERDICT = 3
    REMARK = 4


class RosterVerdictModel(_Rows):
    """What becomes of each row, or who is not named; names masked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pills: tuple[str, ...] = ()

    def header(self) -> tuple[str, ...]:
        """Return the words above the columns."""
        return (
            _("Line"),
            _("Room"),
            pgettext("roster", "Name"),
            _("Verdict"),
            pgettext("roster", "Remark"),
        )

    def show_verdicts(self, rows: Sequence[JudgedRow], *, kept: bool) -> None:
        """Show these verdicts, of a trial unless they were ``kept``."""
        self.beginResetModel()
        self._shown = [
            (
                str(row.line),
                row.room,
                names_words(row.names),
                roster_verdict_label(row.verdict, kept=kept),
                remark_words(row),
            )
            for row in rows
        ]
        self._pills = tuple(_KINDS[row.verdict] for row in rows)
        self.endResetModel()

    def show_unnamed(self, residents: Sequence[UnnamedResident]) -> None:
        """Show who lives there and is not named."""
        self.beginResetModel()
        words = pgettext("verdict", "Not named")
        self._shown = [
            ("", one.room, one.name_masked, words, customer_kind_label(one.kind))
            for one in residents
        ]
        self._pills = ("warning",) * len(residents)
        self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell, and for the verdict the kind of its pill."""
        if role == PILL_ROLE and index.column() == RosterColumn.VERDICT:
            return self._pills[index.row()]
        return super().data(index, role)
