"""A form in place: captions above their boxes, two in a row, saved by Ctrl+Enter, left by Esc."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from app.domain.archive import read_day
from app.domain.errors import FieldError
from app.domain.typed_text import NAME_LIMIT
from app.i18n import _
from app.messages import field_sentence
from ui.widgets.buttons import primary_button, quiet_button
from ui.widgets.card import Card
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label


class Kind(Enum):
    """What a field is filled in with."""

    LINE = auto()
    TEXT = auto()
    CHIPS = auto()
    DAY = auto()
    CHECK = auto()


@dataclass(frozen=True)
class Asked:
    """One field; ``name`` is the name that the service's errors use, ``value`` what stands there.

    A ``wide`` field has a line of its own.
    """

    name: str
    caption: str
    kind: Kind = Kind.LINE
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    hint: str = ""
    value: object = None
    wide: bool = False


class RecordForm(Card):
    """``submitted`` carries the values by the names of the fields, ``left`` is a wish."""

    submitted = Signal(dict)
    left = Signal()

    def __init__(
        self,
        name: str,
        title: str,
        asked: Sequence[Asked],
        *,
        explanation: str = "",
        save: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self.setObjectName(f"form_{name}")
        self._values: dict[str, Callable[[], object]] = {}
        self._fields: dict[str, FormField] = {}
        if explanation:
            self.add(label(explanation, "muted", wrap=True, name=f"{name}Explanation"))
        self.add(self._scrolled(name, asked), 1)
        row = QHBoxLayout()
        self.cancel_button = quiet_button(_("Cancel"), key_hint="Esc", name=f"cancel_{name}")
        self.save_button = primary_button(
            save or _("Save"), key_hint="Ctrl+Enter", name=f"save_{name}"
        )
        self.cancel_button.clicked.connect(self.left)
        self.save_button.clicked.connect(self._submit)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        row.addWidget(self.save_button)
        self.add(row)
        self._at_first = self._typed()

    # ---- what a page asks ------------------------------------------------------------------

    @property
    def is_touched(self) -> bool:
        """Whether something was typed or chosen."""
        return self._typed() != self._at_first

    def field(self, name: str) -> FormField:
        """Return the field of that name."""
        return self._fields[name]

    def begin(self) -> None:
        """Put the focus where a person begins."""
        first = next(iter(self._fields.values()), None)
        target = self.save_button if first is None else first.editor
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, error: FieldError | None) -> None:
        """Show an error beside its field, or beside the first one if it names none of ours."""
        for field in self._fields.values():
            field.set_error("")
        if error is None or not self._fields:
            return
        found = self._fields.get(error.field, next(iter(self._fields.values())))
        found.set_error(field_sentence(error))
        found.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(found)

    def set_busy(self, *, busy: bool) -> None:
        """Take no second submission while the first is being saved."""
        self.save_button.setEnabled(not busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves, Esc goes back; Enter in a line goes no further."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not event.isAutoRepeat():
                self._submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif not is_enter:
            super().keyPressEvent(event)

    # ---- building --------------------------------------------------------------------------

    def _scrolled(self, form: str, asked: Sequence[Asked]) -> QScrollArea:
        ground = QWidget()
        ground.setObjectName("scrollGround")
        grid = QGridLayout(ground)
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        row, column = 0, 0
        for ask in asked:
            if ask.wide and column:
                row, column = row + 1, 0
            span = 2 if ask.wide else 1
            grid.addWidget(self._field(form, ask), row, column, 1, span)
            column += span
            if column > 1:
                row, column = row + 1, 0
        grid.setRowStretch(row + 1, 1)
        for number in (0, 1):
            grid.setColumnStretch(number, 1)
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(ground)
        return scroll

    def _field(self, form: str, ask: Asked) -> FormField:
        editor, value = _made(f"{form}_{ask.name}", ask, self._submit)
        self._values[ask.name] = value
        caption = "" if ask.kind is Kind.CHECK else ask.caption
        field = FormField(caption, editor, hint=ask.hint, optional=ask.optional)
        self._fields[ask.name] = field
        return field

    def _typed(self) -> dict[str, object]:
        return {name: value() for name, value in self._values.items()}

    def _submit(self) -> None:
        if not self.save_button.isEnabled():
            return
        self.show_error(None)
        values = self._typed()
        try:
            for name, value in values.items():
                if isinstance(value, _TypedDay):
                    values[name] = read_day(name, value.text)
        except FieldError as error:
            self.show_error(error)
            return
        self.submitted.emit(values)


@dataclass(frozen=True)
class _TypedDay:
    """A day as it was typed, still to be read."""

    text: str


def _made(
    name: str, ask: Asked, on_submitted: Callable[[], None]
) -> tuple[QWidget, Callable[[], object]]:
    """Return what a field is filled in with, and how its value is read."""
    if ask.kind is Kind.TEXT:
        box = PlainTextBox(lines=4, most_lines=8, name=name)
        box.set_text(str(ask.value or ""))
        box.submitted.connect(on_submitted)
        return box, lambda: box.text
    if ask.kind is Kind.CHIPS:
        chips = ChipGroup(ask.choices, digits=True, accessible_name=ask.caption, name=name)
        chips.set_value(ask.value)
        return chips, lambda: chips.value
    if ask.kind is Kind.CHECK:
        check = QCheckBox(ask.caption)
        check.setObjectName(name)
        check.setChecked(bool(ask.value))
        return check, check.isChecked
    line = QLineEdit(str(ask.value or ""))
    line.setObjectName(name)
    line.setMaxLength(NAME_LIMIT)
    if ask.kind is Kind.DAY:
        line.setPlaceholderText("2026-11-23")
        return line, lambda: _TypedDay(line.text())
    return line, lambda: line.text().strip()
