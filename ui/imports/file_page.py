"""The first page of the import: which file, and what its first rows look like."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.mapping_document import AUTO
from app.domain.tables import Cell, Table
from app.i18n import _, ngettext
from ui.imports.import_page import ImportPage
from ui.imports.table_models import PreviewModel, cell_words
from ui.settings.target_cell import CalmComboBox
from ui.widgets.buttons import secondary_button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.table import DeskTable
from ui.widgets.wording import label

_WIDEST_COLUMN = 240
_ENCODINGS = (AUTO, "utf-8", "gb18030")


class FilePage(ImportPage):
    """``file_chosen(Path)`` and ``encoding_chosen(str)`` are wishes; the screen reads the file."""

    file_chosen = Signal(object)
    encoding_chosen = Signal(str)

    def __init__(self, lead: str = "", each_row: str = "") -> None:
        """Make the page; ``lead`` and ``each_row`` say what is in the file unless it is cases."""
        super().__init__(
            _("Choose the file"),
            lead or _("A CSV file or an Excel workbook (.xlsx); its first row names the columns."),
        )
        self._stack = QStackedWidget()
        self.empty = EmptyState(
            _("No file yet"),
            each_row
            or _("Each row is one case. Nothing is added before you have seen what becomes of it."),
            icon="file-text",
            action=_("Choose a file…"),
            name="importEmpty",
        )
        self.empty.action_chosen.connect(self.choose)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._shown_file())
        self.column.addWidget(self._stack, 1)

    def choose(self) -> None:
        """Ask for the file."""
        dialog = QFileDialog(self, _("Choose a file…"))
        dialog.setObjectName("importFileDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Tables (*.csv *.xlsx)"), _("All files (*)")])
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(documents))
        dialog.fileSelected.connect(lambda name: self.file_chosen.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_table(self, table: Table, encoding: str) -> None:
        """Show the first rows of a table that was read by ``encoding``."""
        self.name_label.setText(table.name)
        parts = [
            ngettext("{count} row", "{count} rows", len(table.rows)).format(count=len(table.rows)),
            ngettext("{count} column", "{count} columns", len(table.header)).format(
                count=len(table.header)
            ),
        ]
        if table.encoding:
            parts.append(_("read as {encoding}").format(encoding=table.encoding.upper()))
        self.facts_label.setText(" · ".join(parts))
        for widget in (self._encoding_label, self.encoding_box):
            widget.setVisible(bool(table.encoding))
        if self.encoding_box.findData(encoding) < 0:
            self.encoding_box.addItem(encoding.upper(), encoding)
        self.encoding_box.setCurrentIndex(self.encoding_box.findData(encoding))
        self._model.show_table(table, self.cell_shown)
        self.preview.resizeColumnsToContents()
        for column in range(self._model.columnCount()):
            if self.preview.columnWidth(column) > _WIDEST_COLUMN:
                self.preview.setColumnWidth(column, _WIDEST_COLUMN)
        self._stack.setCurrentIndex(1)

    def add_facts(self, column: QVBoxLayout) -> None:
        """Add what else is to be said of the file, above its first rows."""

    def cell_shown(self, name: str, cell: Cell) -> str:
        """Return a cell of the column ``name`` as it is shown."""
        return cell_words(cell)

    def _shown_file(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.name_label = ElidedLabel()
        self.name_label.setObjectName("importFileName")
        self.name_label.setProperty("look", "subtitle")
        self.facts_label = label("", "muted", name="importFileFacts")
        self._encoding_label = label(_("Text"), "muted")
        self.encoding_box = CalmComboBox("importEncoding", _("Encoding of the text"))
        self.encoding_box.setMinimumWidth(190)
        for code in _ENCODINGS:
            words = _("found by itself") if code == AUTO else code.upper()
            self.encoding_box.addItem(words, code)
        self.encoding_box.activated.connect(
            lambda index: self.encoding_chosen.emit(self.encoding_box.itemData(index))
        )
        self.other_button = secondary_button(
            _("Another file…"), icon="folder-open", name="importOther"
        )
        self.other_button.clicked.connect(self.choose)
        row.addWidget(self.name_label, 1)
        row.addWidget(self._encoding_label)
        row.addWidget(self.encoding_box)
        row.addWidget(self.other_button)
        column.addLayout(row)
        column.addWidget(self.facts_label)
        self.add_facts(column)
        self._model = PreviewModel(self)
        self.preview = DeskTable(accessible_name=_("First rows of the file"), name="importPreview")
        self.preview.setModel(self._model)
        column.addWidget(self.preview, 1)
        return holder
