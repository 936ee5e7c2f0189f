"""The first page of the roster import: which file, where its header stands, what is left out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.roster_fields import RosterField
from app.domain.roster_mapping import HEADER_LINES_MOST, RosterMapping
from app.domain.roster_table import RosterTable
from app.domain.tables import Cell
from app.i18n import _
from app.roster_words import identity_words
from ui.imports.file_page import FilePage
from ui.roster.masking import masked_cell
from ui.settings.section import Notice
from ui.settings.target_cell import CalmComboBox
from ui.widgets.wording import label

_ROWS_OFFERED = 20


class RosterFilePage(FilePage):
    """As for cases; ``header_chosen(int, int)``: the row and lines of the header, 0 to find out."""

    header_chosen = Signal(int, int)

    def __init__(self) -> None:
        self._name_column = ""
        super().__init__(
            lead=_(
                "An owner roster as CSV file or Excel workbook (.xlsx). Title rows, merged cells "
                "and a header in two lines are understood."
            ),
            each_row=_(
                "Each row is one person, room or family. Nothing is written before you have seen "
                "what becomes of it."
            ),
        )

    def show_roster(self, roster: RosterTable, mapping: RosterMapping) -> None:
        """Show the first rows of a roster, masked."""
        self._name_column = mapping.columns.get(RosterField.NAME, "")
        self.show_table(roster.table, mapping.encoding)
        words = identity_words(roster.identity_columns, roster.identity_cells)
        self.identity_notice.words.setText(words)
        self.identity_notice.setVisible(bool(words))
        self.row_box.setItemText(0, _("found by itself: {line}").format(line=roster.header_row))
        self.lines_box.setItemText(0, _("found by itself: {line}").format(line=roster.header_lines))
        self.row_box.setCurrentIndex(min(mapping.header_row, _ROWS_OFFERED))
        self.lines_box.setCurrentIndex(mapping.header_lines)

    def cell_shown(self, name: str, cell: Cell) -> str:
        """Return a cell with names and long numbers starred."""
        return masked_cell(cell, is_name=bool(name) and name == self._name_column)

    def add_facts(self, column: QVBoxLayout) -> None:
        """Add where the header stands, and what is not taken in."""
        self.row_box = CalmComboBox("rosterHeaderRow", _("The header begins in row"))
        self.lines_box = CalmComboBox("rosterHeaderLines", _("Lines of the header"))
        for box, most in ((self.row_box, _ROWS_OFFERED), (self.lines_box, HEADER_LINES_MOST)):
            box.addItem("", 0)
            for number in range(1, most + 1):
                box.addItem(str(number), number)
            box.setMinimumWidth(230)
            box.activated.connect(self._on_header_chosen)
        row = QHBoxLayout()
        row.setSpacing(12)
        for words, box in (
            (_("The header begins in row"), self.row_box),
            (_("Lines of the header"), self.lines_box),
        ):
            caption = label(words, "muted")
            caption.setBuddy(box)
            row.addWidget(caption)
            row.addWidget(box)
        row.addStretch(1)
        column.addLayout(row)
        self.identity_notice = Notice("", "info", name="identityNotice")
        column.addWidget(self.identity_notice)

    def _on_header_chosen(self) -> None:
        self.header_chosen.emit(self.row_box.currentData(), self.lines_box.currentData())
