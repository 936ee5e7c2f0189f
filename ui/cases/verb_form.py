"""A small form made from a list of fields: the same for every way to carry a case on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import FieldError, FieldProblem
from app.domain.typed_text import NAME_LIMIT
from app.i18n import _
from app.messages import field_sentence
from ui.widgets.buttons import primary_button, quiet_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label


class FieldKind(Enum):
    """What a field is filled in with."""

    TEXT = auto()
    LINE = auto()
    CHIPS = auto()
    LIST = auto()


@dataclass(frozen=True)
class FormFieldSpec:
    """One field; ``name`` is the name that the service's errors use.

    ``must_fill`` is for words that the service itself would do without.
    ``only_if`` is (field, choices): the field is asked for only while one of them is chosen.
    """

    name: str
    caption: str
    kind: FieldKind
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    must_fill: bool = False
    hint: str = ""
    only_if: tuple[str, tuple[object, ...]] | None = None


Editor = PlainTextBox | QLineEdit | ChipGroup | QComboBox


class VerbForm(QWidget):
    """``submitted`` by Ctrl+Enter or the button, ``cancelled`` by Esc; both keep what was typed."""

    submitted = Signal()
    cancelled = Signal()

    def __init__(
        self,
        name: str,
        title: str,
        fields: Sequence[FormFieldSpec],
        *,
        explanation: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"form_{name}")
        self.setAccessibleName(title)
        self._specs = tuple(fields)
        self._fields: dict[str, FormField] = {}
        self._editors: dict[str, Editor] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(title, "label"))
        if explanation:
            column.addWidget(label(explanation, "muted", wrap=True))
        for spec in self._specs:
            editor = self._editor(name, spec)
            field = FormField(spec.caption, editor, hint=spec.hint, optional=spec.optional)
            self._editors[spec.name], self._fields[spec.name] = editor, field
            column.addWidget(field)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.cancel_button = quiet_button(_("Cancel"), key_hint="Esc", name=f"cancel_{name}")
        self.save_button = primary_button(
            _("Save"), key_hint="Ctrl+Enter" if fields else "", name=f"save_{name}"
        )
        self.cancel_button.clicked.connect(self.cancelled)
        self.save_button.clicked.connect(self._submit)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        row.addWidget(self.save_button)
        column.addLayout(row)
        self._show_asked()

    def values(self) -> dict[str, object]:
        """Return what is filled in, by the names of the fields."""
        return {spec.name: self._value(spec.name) for spec in self._specs}

    @property
    def is_touched(self) -> bool:
        """Whether something was typed or chosen; a list always has a choice."""
        return any(
            self._value(spec.name) not in {None, ""}
            for spec in self._specs
            if spec.kind is not FieldKind.LIST
        )

    def show_error(self, error: FieldError) -> None:
        """Show an error beside its field, or beside the first one if it names none of ours."""
        name = error.field if error.field in self._fields else next(iter(self._fields), None)
        if name is not None:
            self._fields[name].set_error(field_sentence(error))
            self._editors[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Put the focus where a person begins."""
        first = next(iter(self._editors.values()), self.save_button)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, *, busy: bool) -> None:
        """Take no second submission while the first is being saved."""
        self.save_button.setEnabled(not busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves, Esc goes back."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif not is_enter:
            super().keyPressEvent(event)

    def _submit(self) -> None:
        if not self.save_button.isEnabled():
            return
        for field in self._fields.values():
            field.set_error("")
        for spec in self._specs:
            problem = self._problem(spec)
            if problem is not None and self._is_asked(spec):
                self.show_error(FieldError(spec.name, problem))
                return
        self.submitted.emit()

    def _problem(self, spec: FormFieldSpec) -> FieldProblem | None:
        value = self._value(spec.name)
        if spec.kind is FieldKind.CHIPS and value is None:
            return FieldProblem.NOT_CHOSEN
        return FieldProblem.REQUIRED if spec.must_fill and not value else None

    def _editor(self, form: str, spec: FormFieldSpec) -> Editor:
        name = f"{form}_{spec.name}"
        if spec.kind is FieldKind.TEXT:
            box = PlainTextBox(lines=2, most_lines=6, name=name)
            box.submitted.connect(self._submit)
            return box
        if spec.kind is FieldKind.LINE:
            line = QLineEdit()
            line.setObjectName(name)
            line.setMaxLength(NAME_LIMIT)
            return line
        if spec.kind is FieldKind.CHIPS:
            chips = ChipGroup(spec.choices, digits=True, accessible_name=spec.caption, name=name)
            chips.chosen.connect(self._show_asked)
            return chips
        combo = QComboBox()
        combo.setObjectName(name)
        for choice in spec.choices:
            combo.addItem(choice.text, choice.key)
        return combo

    def _value(self, name: str) -> object:
        editor = self._editors[name]
        if isinstance(editor, PlainTextBox):
            return editor.text
        if isinstance(editor, QLineEdit):
            return editor.text().strip()
        if isinstance(editor, ChipGroup):
            return editor.value
        return editor.currentData()

    def _is_asked(self, spec: FormFieldSpec) -> bool:
        return spec.only_if is None or self._value(spec.only_if[0]) in spec.only_if[1]

    def _show_asked(self) -> None:
        for spec in self._specs:
            self._fields[spec.name].setVisible(self._is_asked(spec))
