"""A small form made from a list of fields: the same for every way to carry a case on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import FieldError, FieldProblem
from app.i18n import _
from app.messages import field_sentence
from ui.cases.form_fields import FieldEditor, FieldKind, FormFieldSpec, make_editor
from ui.context import DeskContext
from ui.widgets.buttons import primary_button, quiet_button
from ui.widgets.form_field import FormField
from ui.widgets.wording import label

_EMPTY: Mapping[FieldKind, object] = {
    FieldKind.TEXT: "",
    FieldKind.LINE: "",
    FieldKind.DEPARTMENT: "",
    FieldKind.CASE_NUMBER: "",
    FieldKind.MANY_CHIPS: (),
}
"""What a field gives that is not asked for; the others give None."""


class VerbForm(QWidget):
    """``submitted`` by Ctrl+Enter or the button, ``cancelled`` by Esc; both keep what was typed."""

    submitted = Signal()
    cancelled = Signal()

    def __init__(
        self,
        context: DeskContext,
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
        self._specs = {spec.name: spec for spec in fields}
        self._fields: dict[str, FormField] = {}
        self._editors: dict[str, FieldEditor] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(title, "label", wrap=True))
        self.explanation = label("", "muted", wrap=True, name=f"{name}Explanation")
        column.addWidget(self.explanation)
        self.explain(explanation)
        for spec in fields:
            column.addWidget(self._field(context, name, spec))
        row = QHBoxLayout()
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
        self._at_first = self._typed()

    def _field(self, context: DeskContext, form: str, spec: FormFieldSpec) -> FormField:
        editor = make_editor(
            spec,
            f"{form}_{spec.name}",
            context,
            on_edited=self._show_asked,
            on_submitted=self._submit,
        )
        self._editors[spec.name] = editor
        field = FormField(spec.caption, editor.widget, hint=spec.hint, optional=spec.optional)
        self._fields[spec.name] = field
        return field

    def explain(self, words: str) -> None:
        """Say beneath the title what goes with this step as things stand now."""
        self.explanation.setText(words)
        self.explanation.setVisible(bool(words))

    def field(self, name: str) -> FormField:
        """Return the field of that name."""
        return self._fields[name]

    def editor(self, name: str) -> QWidget:
        """Return what the field of that name is filled in with."""
        return self._editors[name].widget

    def values(self) -> dict[str, object]:
        """Return what is filled in, by the names of the fields; what is not asked for is empty."""
        return {
            name: self._value(name) if self._is_asked(spec) else _EMPTY.get(spec.kind)
            for name, spec in self._specs.items()
        }

    @property
    def is_touched(self) -> bool:
        """Whether something was typed or chosen."""
        return self._typed() != self._at_first or any(
            editor.is_half_done() for editor in self._editors.values()
        )

    def _typed(self) -> dict[str, object]:
        return {name: self._value(name) for name in self._specs}

    def show_error(self, error: FieldError) -> None:
        """Show an error beside its field, or beside the first one if it names none of ours."""
        name = error.field if error.field in self._fields else next(iter(self._fields), None)
        if name is not None:
            self._fields[name].set_error(field_sentence(error))
            self.editor(name).setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Put the focus where a person begins."""
        first = next((editor.widget for editor in self._editors.values()), self.save_button)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, *, busy: bool) -> None:
        """Take no second submission while the first is being saved."""
        self.save_button.setEnabled(not busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves, Esc goes back."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # A key held down must not submit what opens next as well.
            if not event.isAutoRepeat():
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
        for spec in self._specs.values():
            problem = self._problem(spec)
            if problem is not None and self._is_asked(spec):
                self.show_error(FieldError(spec.name, problem))
                return
        self.submitted.emit()

    def _problem(self, spec: FormFieldSpec) -> FieldProblem | None:
        value = self._value(spec.name)
        if spec.kind is FieldKind.CHIPS and value is None and not spec.optional:
            return FieldProblem.NOT_CHOSEN
        if self._editors[spec.name].is_half_done():
            return FieldProblem.NOT_CHOSEN
        return FieldProblem.REQUIRED if spec.must_fill and not value else None

    def _value(self, name: str) -> object:
        return self._editors[name].value()

    def _is_asked(self, spec: FormFieldSpec) -> bool:
        if spec.only_if is None:
            return True
        name, choices = spec.only_if
        return self._is_asked(self._specs[name]) and self._value(name) in choices

    def _show_asked(self) -> None:
        for spec in self._specs.values():
            self._fields[spec.name].setVisible(self._is_asked(spec))
