"""The second page of the import: which column holds what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.import_guess import FORMATS
from app.domain.import_mapping import (
    CODED,
    REQUIRED,
    TIMES,
    CaseField,
    ImportMapping,
    is_time_format,
    plain_word,
    sample_time,
)
from app.domain.tables import Table
from app.domain.typed_text import clean_line
from app.i18n import _
from app.import_words import field_label
from ui.imports.import_page import ImportPage, scrolled
from ui.imports.table_models import cell_words
from ui.settings.target_cell import CalmComboBox
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.wording import label, restyle

_NOWHERE, _COLUMN, _CONSTANT = "nowhere", "column", "constant"
_BOX_WIDTH = 300
_SAMPLE_ROWS = 200
_SAMPLES = 3


class ColumnsPage(ImportPage):
    """A box for each of our fields: not in the file, one of its columns, or the same for all."""

    def __init__(self, codes: Mapping[CaseField, Mapping[str, str]], zone: str) -> None:
        """Take the words of our codes, by field and code, and the project's time zone."""
        super().__init__(
            _("Say what the columns are"),
            _("Fields that are not in the file stay unknown. The bold ones are needed."),
        )
        self._codes, self._zone = codes, zone
        self._table: Table | None = None
        self._mapping = ImportMapping()
        self.boxes: dict[CaseField, CalmComboBox] = {}
        self._samples: dict[CaseField, ElidedLabel] = {}
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        ordered = (*REQUIRED, *(wanted for wanted in CaseField if wanted not in REQUIRED))
        row = 0
        for wanted in ordered:
            self._add_field(grid, row, wanted)
            row += 1
            if wanted is CaseField.REGISTERED_AT:
                self._add_format(grid, row)
                row += 1
        grid.setRowStretch(row, 1)
        self.column.addWidget(scrolled(holder), 1)
        self.setFocusProxy(self.boxes[CaseField.EXTERNAL_NUMBER])

    def show_mapping(self, table: Table, mapping: ImportMapping) -> None:
        """Show where a mapping takes each field from."""
        self._table, self._mapping = table, mapping
        names = {plain_word(name): clean_line(name) for name in reversed(table.header) if name}
        for wanted, box in self.boxes.items():
            box.clear()
            box.addItem(_("not in the file"), (_NOWHERE, ""))
            for name in names.values():
                box.addItem(name, (_COLUMN, name))
            for code, words in self._constants_of(wanted).items():
                box.addItem(_("for all: {value}").format(value=words), (_CONSTANT, code))
            here = mapping.columns.get(wanted)
            if here is not None and plain_word(here) in names:
                self._choose(box, (_COLUMN, names[plain_word(here)]))
            elif wanted in mapping.constants:
                self._choose(box, (_CONSTANT, mapping.constants[wanted]))
            self._show_sample(wanted)
        self.format_box.setCurrentText(mapping.datetime)
        self._show_example()

    def mapping(self) -> ImportMapping:
        """Return the mapping as it is chosen now."""
        columns: dict[CaseField, str] = {}
        constants: dict[CaseField, str] = {}
        for wanted, box in self.boxes.items():
            kind, value = box.currentData()
            if kind == _COLUMN:
                columns[wanted] = value
                if wanted in self._mapping.constants and wanted in self._mapping.columns:
                    # It fills the empty cells, which no box shows.
                    constants[wanted] = self._mapping.constants[wanted]
            elif kind == _CONSTANT:
                constants[wanted] = value
        return replace(
            self._mapping,
            datetime=self.format_box.currentText().strip(),
            columns={wanted: columns[wanted] for wanted in CaseField if wanted in columns},
            constants={wanted: constants[wanted] for wanted in CaseField if wanted in constants},
        )

    def missing(self) -> CaseField | None:
        """Return the first field that is needed and comes from nowhere."""
        return next((f for f in REQUIRED if self.boxes[f].currentData()[0] == _NOWHERE), None)

    # ---- building --------------------------------------------------------------------------

    def _add_field(self, grid: QGridLayout, row: int, wanted: CaseField) -> None:
        words = field_label(wanted)
        box = CalmComboBox(f"column_{wanted.value}", words)
        box.setFixedWidth(_BOX_WIDTH)
        box.setMaxVisibleItems(16)
        box.addItem("", (_NOWHERE, ""))
        box.activated.connect(lambda _index: self._on_chosen(wanted))
        caption = label(words, "label" if wanted in REQUIRED else "")
        caption.setBuddy(box)
        sample = ElidedLabel()
        sample.setProperty("look", "muted")
        sample.setMinimumHeight(40)
        self.boxes[wanted], self._samples[wanted] = box, sample
        for place, part in enumerate((caption, box, sample)):
            grid.addWidget(part, row, place)

    def _add_format(self, grid: QGridLayout, row: int) -> None:
        self.format_box = CalmComboBox("timeFormat", _("Form of the times"))
        self.format_box.setEditable(True)
        self.format_box.setFixedWidth(_BOX_WIDTH)
        self.format_box.addItems(FORMATS)
        self.format_box.editTextChanged.connect(self._show_example)
        caption = label(_("Form of the times"))
        caption.setBuddy(self.format_box)
        self.example_label = label("", "muted", name="timeExample")
        for place, part in enumerate((caption, self.format_box, self.example_label)):
            grid.addWidget(part, row, place)

    def _constants_of(self, wanted: CaseField) -> dict[str, str]:
        """Return what a field can be for all rows, by code or word."""
        found = dict(self._codes.get(wanted, {})) if wanted in CODED else {}
        given = self._mapping.constants.get(wanted)
        if given is not None:
            found.setdefault(given, given)
        return found

    @staticmethod
    def _choose(box: CalmComboBox, data: tuple[str, str]) -> None:
        for index in range(box.count()):
            if tuple(box.itemData(index)) == data:
                box.setCurrentIndex(index)

    # ---- what follows a choice -------------------------------------------------------------

    def _on_chosen(self, wanted: CaseField) -> None:
        self._show_sample(wanted)
        self.changed.emit()

    def _show_sample(self, wanted: CaseField) -> None:
        kind, name = self.boxes[wanted].currentData()
        if kind != _COLUMN or self._table is None:
            self._samples[wanted].setText("")
            return
        place = [plain_word(there) for there in self._table.header].index(plain_word(name))
        rows = self._table.rows[:_SAMPLE_ROWS]
        cells = [row.cells[place] for row in rows if place < len(row.cells)]
        words = dict.fromkeys(cell_words(cell) for cell in cells if cell)
        self._samples[wanted].setText(" · ".join(list(words)[:_SAMPLES]))
        if wanted in TIMES:
            self._show_example()

    def _show_example(self) -> None:
        form = self.format_box.currentText().strip()
        is_right = is_time_format(form)
        words = (
            _("as in {example}, by the clock of {zone}").format(
                example=sample_time(form), zone=self._mapping.timezone or self._zone
            )
            if is_right
            else _("This is no form of a date; write it like %Y/%m/%d %H:%M.")
        )
        self.example_label.setText(words)
        restyle(self.example_label, "look", "muted" if is_right else "error")
