"""What a file, or a notice that came with the program, would change in the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.calendar_words import date_words, exception_words
from app.domain.calendar_file import read_calendar_file
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Actor
from app.i18n import _, ngettext, pgettext
from app.services.calendars import DayChange, Days, changes_by
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.table import ROW_HEIGHT, DeskTable
from ui.widgets.wording import label, spoken

_MEGABYTE = 1 << 20
_ROWS_SHOWN = 8


@dataclass(frozen=True)
class DaysPreview:
    """Days from a file, and what they would change: as whole years, or as single days."""

    days: Days
    whole_years: tuple[DayChange, ...]
    single_days: tuple[DayChange, ...]


def read_days(path: Path) -> Days:
    """Return the days of a file; runs on a thread of its own.

    Raises:
        UserFacingError: the file cannot be read, or holds no calendar.
    """
    try:
        if path.stat().st_size > _MEGABYTE:
            raise UserFacingError(Problem.FILE_TOO_LARGE, limit=1)
        return read_calendar_file(path.read_bytes())
    except OSError as error:
        raise UserFacingError(Problem.FILE_UNREADABLE) from error


def preview_days(session: Any, *, actor: Actor, project_id: str, days: Days) -> DaysPreview:
    """Return what taking ``days`` would change, in both ways.

    Raises:
        UserFacingError: the actor may not change settings.
    """
    whole, single = (
        changes_by(session, actor=actor, project_id=project_id, days=days, whole_years=way)
        for way in (True, False)
    )
    return DaysPreview(days, whole, single)


class ImportDaysDialog(QDialog):
    """``taken(bool)``: take the days over, as whole years or as single days."""

    taken = Signal(bool)

    def __init__(self, preview: DaysPreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("importDaysDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Import days"))
        self.resize(760, 0)
        self._preview = preview
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        years = sorted({day.year for day in preview.days})
        title = _("Import days of {years}").format(
            years=pgettext("list", ", ").join(str(year) for year in years)
        )
        column.addWidget(label(title, "title", name="importTitle"))
        self.count_label = label("", "lead", wrap=True, name="importCount")
        self.table = DeskTable(accessible_name=_("What changes"), name="importChanges")
        self._model = QStandardItemModel(0, 3, self)
        self._model.setHorizontalHeaderLabels([_("Day"), _("Now"), _("Then")])
        self.table.setModel(self._model)
        self.table.stretch_column(0)
        self.whole_box = QCheckBox(_("The file is the &whole calendar of its years"))
        self.whole_box.setObjectName("importWholeYears")
        self.whole_box.setAccessibleName(spoken(self.whole_box.text()))
        self.whole_box.setChecked(True)
        hint = _("Days that are not in it become ordinary ones, and the years count as complete.")
        self.whole_box.setAccessibleDescription(hint)
        self.back_button = secondary_button(_("Cancel"), name="importBack")
        self.take_button = primary_button(_("Take over"), icon="check", name="takeDays")
        row = QHBoxLayout()
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.take_button)
        for part in (self.count_label, self.table, self.whole_box, label(hint, "muted", wrap=True)):
            column.addWidget(part)
        column.addLayout(row)
        self.whole_box.toggled.connect(self._show)
        self.back_button.clicked.connect(self.reject)
        self.take_button.clicked.connect(self._on_take_clicked)
        self._show()
        self.take_button.setFocus()

    def _show(self) -> None:
        whole = self.whole_box.isChecked()
        changes = self._preview.whole_years if whole else self._preview.single_days
        count = len(changes)
        self.count_label.setText(
            ngettext("{count} day changes.", "{count} days change.", count).format(count=count)
            if changes
            else _("The calendar has these days already; nothing changes.")
        )
        self._fill(changes)
        # A year that is complete now is news even where no day changes.
        self.take_button.setEnabled(bool(changes) or whole)

    def _fill(self, changes: Sequence[DayChange]) -> None:
        self._model.removeRows(0, self._model.rowCount())
        is_one_year = len({day.year for day in self._preview.days}) == 1
        for change in changes:
            words = (
                date_words(change.day) if is_one_year else change.day.isoformat(),
                exception_words(change.before),
                exception_words(change.after),
            )
            self._model.appendRow([QStandardItem(text) for text in words])
        for column in range(1, self._model.columnCount()):
            self.table.resizeColumnToContents(column)
        head = self.table.horizontalHeader().sizeHint().height()
        rows = min(max(len(changes), 1), _ROWS_SHOWN)
        self.table.setFixedHeight(head + rows * ROW_HEIGHT + 6)

    def _on_take_clicked(self) -> None:
        self.taken.emit(self.whole_box.isChecked())
        self.accept()
