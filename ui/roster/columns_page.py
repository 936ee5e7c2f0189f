"""The second page of the roster import: which column is what, and how the rows are then read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice

from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from app.domain.errors import UserFacingError
from app.domain.import_mapping import plain_word
from app.domain.roster_fields import CODED, CONSTANT, RosterField
from app.domain.roster_guess import unknown_words
from app.domain.roster_mapping import RosterMapping
from app.domain.roster_rows import RosterReader
from app.domain.tables import Table
from app.i18n import _
from app.roster_words import code_label, roster_field_label
from ui.context import DeskContext
from ui.imports.import_page import ImportPage, scrolled
from ui.roster.table_models import UnderstoodModel
from ui.settings.target_cell import CalmComboBox
from ui.widgets.table import DeskTable
from ui.widgets.wording import label

_NOWHERE, _COLUMN, _CONSTANT = "nowhere", "column", "constant"
_ROWS_READ = 12
_LEAST_TABLE = 200
_WORDS_ASKED = 12
_FIRST = (
    RosterField.ROOM,
    RosterField.BUILDING,
    RosterField.UNIT,
    RosterField.NAME,
    RosterField.PHONE,
    RosterField.KIND,
)
_PLAIN_UNIT = "1"


class RosterColumnsPage(ImportPage):
    """A box for each field, one for each word that means nothing yet, and the rows as read."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(
            _("Say what the columns are"),
            _("Beneath you see the first rows as they would be read, with names starred."),
        )
        self._context = context
        self._table: Table | None = None
        self._mapping = RosterMapping()
        self.boxes: dict[RosterField, CalmComboBox] = {}
        self.word_boxes: dict[tuple[RosterField, str], CalmComboBox] = {}
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        self._words_place = QGridLayout()
        self._words_place.setHorizontalSpacing(16)
        column.addLayout(self._words_place)
        self.fill_box = QCheckBox(_("An empty address is that of the row above"))
        self.fill_box.setObjectName("rosterFillDown")
        self.fill_box.setAccessibleName(self.fill_box.text())
        self.fill_box.toggled.connect(self._on_chosen)
        column.addWidget(self.fill_box)
        column.addLayout(self._fields())
        column.addStretch(1)
        self.column.addWidget(scrolled(holder), 3)
        self._model = UnderstoodModel(self)
        self.preview = DeskTable(
            accessible_name=_("First rows as they would be read"), name="rosterUnderstood"
        )
        self.preview.setModel(self._model)
        for place, width in enumerate((60, 110, 140, 220, 120)):
            self.preview.setColumnWidth(place, width)
        self.preview.setMinimumHeight(_LEAST_TABLE)
        self.column.addWidget(self.preview, 2)
        self.setFocusProxy(self.boxes[RosterField.ROOM])

    def show_mapping(self, table: Table, mapping: RosterMapping) -> None:
        """Show where a mapping takes each field from."""
        self._table, self._mapping = table, mapping
        for wanted, box in self.boxes.items():
            box.clear()
            box.addItem(_("not in the file"), (_NOWHERE, ""))
            for name in table.header:
                box.addItem(name, (_COLUMN, name))
            for code, words in self._constants_of(wanted):
                box.addItem(_("for all: {value}").format(value=words), (_CONSTANT, code))
            here = mapping.columns.get(wanted)
            if here is not None:
                names = {plain_word(name): name for name in reversed(table.header)}
                self._choose(box, (_COLUMN, names.get(plain_word(here), here)))
            elif wanted in mapping.constants:
                self._choose(box, (_CONSTANT, mapping.constants[wanted]))
        self.fill_box.blockSignals(True)
        self.fill_box.setChecked(mapping.fill_down)
        self.fill_box.blockSignals(False)
        self._show_words()
        self._read_first_rows()

    def mapping(self) -> RosterMapping:
        """Return the mapping as it is chosen now."""
        columns: dict[RosterField, str] = {}
        constants: dict[RosterField, str] = {}
        for wanted, box in self.boxes.items():
            kind, value = box.currentData()
            if kind == _COLUMN:
                columns[wanted] = value
                if wanted in self._mapping.constants and wanted in self._mapping.columns:
                    # It fills the empty cells, which no box shows.
                    constants[wanted] = self._mapping.constants[wanted]
            elif kind == _CONSTANT:
                constants[wanted] = value
        values = {wanted: dict(table) for wanted, table in self._mapping.values.items()}
        for (wanted, word), box in self.word_boxes.items():
            values.setdefault(wanted, {}).pop(word, None)
            if box.currentData():
                values[wanted][word] = box.currentData()
        return replace(
            self._mapping,
            fill_down=self.fill_box.isChecked(),
            columns={wanted: columns[wanted] for wanted in RosterField if wanted in columns},
            constants={w: constants[w] for w in RosterField if w in constants},
            values={wanted: table for wanted, table in values.items() if table},
        )

    # ---- building --------------------------------------------------------------------------

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        ordered = (*_FIRST, *(wanted for wanted in RosterField if wanted not in _FIRST))
        for number, wanted in enumerate(ordered):
            words = roster_field_label(wanted)
            box = CalmComboBox(f"roster_{wanted.value}", words)
            box.setMinimumWidth(200)
            box.setMaxVisibleItems(16)
            box.addItem("", (_NOWHERE, ""))
            box.activated.connect(self._on_chosen)
            caption = label(words, "label" if wanted in _FIRST else "")
            caption.setBuddy(box)
            self.boxes[wanted] = box
            row, half = divmod(number, 2)
            grid.addWidget(caption, row, half * 2)
            grid.addWidget(box, row, half * 2 + 1)
            grid.setColumnStretch(half * 2 + 1, 1)
        return grid

    @staticmethod
    def _constants_of(wanted: RosterField) -> list[tuple[str, str]]:
        if wanted is RosterField.UNIT:
            return [(_PLAIN_UNIT, _PLAIN_UNIT)]
        if wanted not in CONSTANT or wanted not in CODED:
            return []
        return [(code, code_label(wanted, code)) for code in CODED[wanted]]

    @staticmethod
    def _choose(box: CalmComboBox, value: tuple[str, str]) -> None:
        for index in range(box.count()):
            if tuple(box.itemData(index)) == value:
                box.setCurrentIndex(index)
                return
        kind, words = value
        if kind == _CONSTANT:
            box.addItem(_("for all: {value}").format(value=words), value)
            box.setCurrentIndex(box.count() - 1)

    def _show_words(self) -> None:
        """Show a box for each word of a field of codes that means nothing yet."""
        while (item := self._words_place.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.word_boxes = {}
        if self._table is None:
            return
        asked = [
            (wanted, word, count)
            for wanted in CODED
            for word, count in unknown_words(self._table, self._mapping, wanted)
        ]
        for row, (wanted, word, count) in enumerate(asked[:_WORDS_ASKED]):
            words = _("“{word}” under “{field}” ({count}) means").format(
                word=word, field=roster_field_label(wanted), count=count
            )
            box = CalmComboBox(f"word_{wanted.value}_{row}", words)
            box.addItem(_("not known: its rows are refused"), "")
            for code in CODED[wanted]:
                box.addItem(code_label(wanted, code), code)
            box.activated.connect(self._on_word_chosen)
            caption = label(words, "warning")
            caption.setBuddy(box)
            self._words_place.addWidget(caption, row, 0)
            self._words_place.addWidget(box, row, 1)
            self.word_boxes[wanted, word] = box

    # ---- what a person chooses -------------------------------------------------------------

    def _on_chosen(self) -> None:
        self._mapping = self.mapping()
        self._show_words()
        self._read_first_rows()
        self.changed.emit()

    def _on_word_chosen(self) -> None:
        self._read_first_rows(self.mapping())
        self.changed.emit()

    def _read_first_rows(self, mapping: RosterMapping | None = None) -> None:
        table = self._table
        if table is None:
            return
        now: datetime = self._context.now()
        project = self._context.project
        try:
            reader = RosterReader(
                mapping or self._mapping,
                table,
                project_names=(project.name, project.code),
                today=now.astimezone(self._context.zone).date(),
            )
        except UserFacingError:
            self._model.show_rows(())
            return
        rows = islice(reader.rows(), _ROWS_READ)
        self._model.show_rows([(row.line, read) for row, read in rows])
