"""The third page of the import: what their words mean to us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from app.domain.import_guess import distinct_values
from app.domain.import_mapping import CODED, REST, CaseField, ImportMapping
from app.domain.tables import Table
from app.i18n import _, ngettext
from app.import_words import field_label
from ui.imports.import_page import ImportPage, scrolled
from ui.settings.target_cell import CalmComboBox
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.wording import label

_BOX_WIDTH = 320
_WORD_WIDTH = 360
_MOST_WORDS = 100


class ValuesPage(ImportPage):
    """For each field of codes a box beside each word that the file has, and one for the rest."""

    def __init__(self, codes: Mapping[CaseField, Mapping[str, str]]) -> None:
        """Take the words of our codes, by field and code."""
        super().__init__(
            _("Say what their words mean"),
            _("A row with a word that means nothing here is refused, not guessed at."),
        )
        self._codes = codes
        self._mapping = ImportMapping()
        self.boxes: dict[tuple[CaseField, str], CalmComboBox] = {}
        self.chips = ChipGroup(accessible_name=_("Field"), name="valueFields")
        self.chips.chosen.connect(self._on_field_chosen)
        self.column.addWidget(self.chips)
        self.open_label = label("", "warning", wrap=True, name="openWords")
        self.column.addWidget(self.open_label)
        self._stack = QStackedWidget()
        self.column.addWidget(self._stack, 1)
        self._fields: tuple[CaseField, ...] = ()
        self.setFocusProxy(self.chips)

    def show_mapping(self, table: Table, mapping: ImportMapping) -> None:
        """Show the words of every column of codes with what they mean so far."""
        self._mapping = mapping
        self.boxes.clear()
        while (old := self._stack.widget(0)) is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        self._fields = tuple(wanted for wanted in CODED if wanted in mapping.columns)
        for wanted in self._fields:
            self._stack.addWidget(scrolled(self._words_of(table, wanted)))
        self.chips.set_choices(
            [Choice(wanted.value, field_label(wanted)) for wanted in self._fields]
        )
        if self._fields:
            self.chips.set_value(self._fields[0].value)
            self._stack.setCurrentIndex(0)
        self._show_open()

    @property
    def has_words(self) -> bool:
        """Whether the file has any column of codes."""
        return bool(self._fields)

    def mapping(self) -> ImportMapping:
        """Return the mapping as it is chosen now."""
        values = {
            wanted: dict(table)
            for wanted, table in self._mapping.values.items()
            if wanted in self._fields
        }
        for (wanted, word), box in self.boxes.items():
            table = values.setdefault(wanted, {})
            code = box.currentData()
            if code:
                table[word] = code
            else:
                table.pop(word, None)
        return replace(self._mapping, values=values)

    # ---- building --------------------------------------------------------------------------

    def _words_of(self, table: Table, wanted: CaseField) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, _WORD_WIDTH)
        grid.setColumnStretch(3, 1)
        counted = distinct_values(table, self._mapping.columns[wanted])
        shown = counted.most_common(_MOST_WORDS)
        row = 0
        for word, count in shown:
            times = ngettext("{count} row", "{count} rows", count).format(count=count)
            self._add_word(grid, row, wanted, word, word, times)
            row += 1
        more = len(counted) - len(shown)
        words = ngettext("{count} more word", "{count} more words", more).format(count=more)
        self._add_word(grid, row, wanted, REST, _("everything else"), words if more > 0 else "")
        grid.setRowStretch(row + 1, 1)
        return holder

    def _add_word(
        self, grid: QGridLayout, row: int, wanted: CaseField, word: str, shown: str, note: str
    ) -> None:
        name = ElidedLabel(shown)
        name.setMaximumWidth(_WORD_WIDTH)
        if word == REST:
            name.setProperty("look", "muted")
        box = CalmComboBox(f"value_{wanted.value}_{row}", f"{field_label(wanted)}: {shown}")
        box.setFixedWidth(_BOX_WIDTH)
        box.setMaxVisibleItems(16)
        box.addItem(_("refuse these rows"), "")
        for code, words in self._codes[wanted].items():
            box.addItem(words, code)
        meant = self._mapping.rest_of(wanted) if word == REST else self._code_of(wanted, word)
        if meant is not None:
            box.setCurrentIndex(max(box.findData(meant), 0))
        box.activated.connect(lambda _index: self._on_chosen())
        self.boxes[wanted, word] = box
        for place, part in enumerate((name, label(note, "muted"), box)):
            grid.addWidget(part, row, place)

    def _code_of(self, wanted: CaseField, word: str) -> str | None:
        """Return what a word means so far; without any table words are codes themselves."""
        code = self._mapping.code_of(wanted, word)
        return code if code in self._codes[wanted] else None

    # ---- what follows a choice -------------------------------------------------------------

    def _on_field_chosen(self, key: object) -> None:
        fields = [wanted.value for wanted in self._fields]
        self._stack.setCurrentIndex(fields.index(str(key)))

    def _on_chosen(self) -> None:
        self._show_open()
        self.changed.emit()

    def _show_open(self) -> None:
        words = Counter(
            wanted
            for (wanted, word), box in self.boxes.items()
            if word != REST and not box.currentData() and not self.boxes[wanted, REST].currentData()
        )
        fields = ", ".join(f"{field_label(wanted)} ({count})" for wanted, count in words.items())
        self.open_label.setText(
            _("No meaning yet: {fields}. Rows with these words are refused.").format(fields=fields)
        )
        self.open_label.setVisible(bool(words))
