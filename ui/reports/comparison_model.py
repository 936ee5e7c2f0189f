"""The projects of a comparison as a table that can be sorted; all together stay at its foot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from app.comparison_words import (
    change_words,
    figure_label,
    is_met,
    judged_target,
    points_words,
    rate_words,
)
from app.domain.period_summary import PeriodFigures, Ratio
from app.domain.project_comparison import ProjectComparison, ranks
from app.figure_words import DASH, verdict_words
from app.i18n import _, pgettext
from app.labels import ratio_label
from ui import theme
from ui.icons import icon
from ui.reports.figure_words import counts, percent

Index = QModelIndex | QPersistentModelIndex
SHARES = (
    "completion",
    "first_answer_in_time",
    "resolved_in_time",
    "promises_kept",
    "satisfaction",
)
"""The shares with a column of their own: those that have a target."""
PROJECT, NEW, CARRIED, OVERDUE, PER_THOUSAND = "project", "new", "carried", "overdue", "rate"
COLUMNS = (PROJECT, NEW, CARRIED, OVERDUE, *SHARES, PER_THOUSAND)
_ICON = 18


@dataclass(frozen=True)
class Row:
    """One project, or all of them together, which has no code."""

    code: str
    name: str
    figures: PeriodFigures
    before: PeriodFigures | None


class ComparisonModel(QAbstractTableModel):
    """Sorted by the column that a person chose; what is unknown comes last either way."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comparison: ProjectComparison | None = None
        self._rows: list[Row] = []
        self._places: dict[str, dict[str, int]] = {}
        self._sorted_by = (0, Qt.SortOrder.AscendingOrder)

    def show_comparison(self, comparison: ProjectComparison) -> None:
        """Show these projects in the order that was chosen before."""
        self.beginResetModel()
        self._comparison = comparison
        self._rows = [
            Row(project.code, project.name, project.figures, project.previous)
            for project in comparison.projects
        ]
        self._places = {name: ranks(comparison, name) for name in (*SHARES, "per_thousand")}
        self._order()
        self.endResetModel()

    def row(self, number: int) -> Row | None:
        """Return a row, None where there is none."""
        rows = self._all
        return rows[number] if 0 <= number < len(rows) else None

    # ---- what Qt asks ----------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many rows there are, all together included."""
        return 0 if parent.isValid() else len(self._all)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column_title(COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            # The flag to break lines has no place in an alignment, but a head understands it.
            return int(_alignment(COLUMNS[section])) | int(Qt.TextFlag.TextWordWrap)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says, how it looks, and the whole of it as a sentence."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        column = COLUMNS[index.column()]
        answers: dict[int, Callable[[], Any]] = {
            Qt.ItemDataRole.DisplayRole: lambda: self._text(row, column),
            Qt.ItemDataRole.ToolTipRole: lambda: self.words(row, column),
            Qt.ItemDataRole.AccessibleTextRole: lambda: self.words(row, column),
            Qt.ItemDataRole.TextAlignmentRole: lambda: _alignment(column),
            Qt.ItemDataRole.DecorationRole: lambda: self._mark(row, column),
            Qt.ItemDataRole.FontRole: lambda: _font(is_bold=not row.code or column == PROJECT),
            Qt.ItemDataRole.ForegroundRole: lambda: self._colour(row, column),
        }
        answer = answers.get(role)
        return answer() if answer else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the projects by a column."""
        self.layoutAboutToBeChanged.emit()
        self._sorted_by = (column, order)
        self._order()
        self.layoutChanged.emit()

    # ---- words -----------------------------------------------------------------------------

    def words(self, row: Row, column: str) -> str:
        """Return everything that is known of one figure of a project, in one line."""
        title, comma = column_title(column), pgettext("list", ", ")
        if column not in SHARES:
            return f"{row.name}{comma}{title}: {self._text(row, column)}"
        ratio, before = _ratio(row.figures, column), _ratio(row.before, column)
        parts = [f"{percent(ratio)} ({counts(ratio)})" if ratio else DASH]
        met = self._met(row, column)
        if met is not None and self._comparison is not None:
            target = self._comparison.targets[column]
            words = _("target {target}: {verdict}")
            parts.append(words.format(target=f"{target:.0%}", verdict=verdict_words(met=met)))
        points = points_words(ratio, before)
        if points != DASH:
            parts.append(_("{change} points against the period before").format(change=points))
        place = self._places[column].get(row.code)
        if place is not None:
            parts.append(_("place {place}").format(place=place))
        return f"{row.name}{comma}{title}: {comma.join(parts)}"

    def _text(self, row: Row, column: str) -> str:
        figures = row.figures
        if column == PROJECT:
            return f"{row.name} · {row.code}" if row.code else row.name
        if column == NEW:
            change = change_words(figures.flow.new, row.before.flow.new if row.before else None)
            return str(figures.flow.new) if change == DASH else f"{figures.flow.new} ({change})"
        if column == CARRIED:
            return str(figures.flow.carried_over)
        if column == OVERDUE:
            return str(figures.overdue_open.total)
        if column == PER_THOUSAND:
            return rate_words(figures)
        ratio = _ratio(figures, column)
        return f"{percent(ratio)}\n{counts(ratio)}" if ratio and ratio.d else DASH

    def _met(self, row: Row, column: str) -> bool | None:
        if self._comparison is None or column not in SHARES:
            return None
        return is_met(_ratio(row.figures, column), judged_target(self._comparison, column))

    def _mark(self, row: Row, column: str) -> Any:
        met = self._met(row, column)
        if met is None:
            return None
        return (
            icon("circle-check", "good_text", _ICON)
            if met
            else icon("circle-alert", "danger_text", _ICON)
        )

    def _colour(self, row: Row, column: str) -> Any:
        late = column == OVERDUE and row.figures.overdue_open.total
        missed = self._met(row, column) is False
        return theme.colour("danger_text") if late or missed else None

    # ---- order -----------------------------------------------------------------------------

    @property
    def _all(self) -> list[Row]:
        if self._comparison is None:
            return []
        total = self._comparison
        last = Row("", _("All together"), total.total, total.total_before)
        return [*self._rows, last]

    def _order(self) -> None:
        number, order = self._sorted_by
        column = COLUMNS[number]
        self._rows.sort(key=lambda row: row.code)
        if column == PROJECT:
            self._rows.sort(key=lambda row: row.code, reverse=order is Qt.SortOrder.DescendingOrder)
            return
        sign = 1 if order is Qt.SortOrder.AscendingOrder else -1

        def key(row: Row) -> tuple[bool, float]:
            value = value_of(row.figures, column)
            return value is None, 0.0 if value is None else sign * value

        self._rows.sort(key=key)


def value_of(figures: PeriodFigures, figure: str) -> float | None:
    """Return a figure as a number, None where there is none."""
    counted = {
        NEW: figures.flow.new,
        CARRIED: figures.flow.carried_over,
        OVERDUE: figures.overdue_open.total,
    }
    if figure in counted:
        return counted[figure]
    if figure in (PER_THOUSAND, "per_thousand"):
        return figures.per_thousand
    ratio = _ratio(figures, figure)
    return ratio.share if ratio else None


def column_title(column: str) -> str:
    """Return the title of a column."""
    titles = {
        PROJECT: _("Project"),
        NEW: _("New N"),
        CARRIED: f"{_('Carried over')} E",
        OVERDUE: _("Overdue and open"),
        PER_THOUSAND: figure_label("per_thousand"),
    }
    return titles.get(column) or ratio_label(column)


def _ratio(figures: PeriodFigures | None, name: str) -> Ratio | None:
    return figures.ratios.get(name) if figures else None


def _alignment(column: str) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == PROJECT else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _font(*, is_bold: bool) -> QFont | None:
    if not is_bold:
        return None
    font = QFont()
    font.setBold(True)
    return font
