"""The fields of a small form: what each is filled in with, and how its value is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.typed_text import NAME_LIMIT
from ui.cases.caller_field import CallerField
from ui.cases.case_number_field import CaseNumberField
from ui.cases.moment_field import MomentField, QuickTime
from ui.context import DeskContext
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.plain_text_box import PlainTextBox


class FieldKind(Enum):
    """What a field is filled in with."""

    TEXT = auto()
    LINE = auto()
    CHIPS = auto()
    MANY_CHIPS = auto()
    LIST = auto()
    DEPARTMENT = auto()
    MOMENT = auto()
    CASE_NUMBER = auto()
    CALLER = auto()


@dataclass(frozen=True)
class FormFieldSpec:
    """One field; ``name`` is the name that the service's errors use.

    ``must_fill`` is for words that the service itself would do without.
    ``only_if`` is (field, choices): the field is asked for only while one of them is chosen.
    ``begins_with`` is what a line holds at first; ``own_number`` the case that cannot be named.
    """

    name: str
    caption: str
    kind: FieldKind
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    must_fill: bool = False
    hint: str = ""
    only_if: tuple[str, tuple[object, ...]] | None = None
    begins_with: str = ""
    own_number: str = ""
    times: tuple[QuickTime, ...] = ()


@dataclass(frozen=True)
class FieldEditor:
    """A widget with its value; ``is_half_done`` while something is typed that means nothing yet."""

    widget: QWidget
    value: Callable[[], object]
    is_half_done: Callable[[], bool] = lambda: False


def make_editor(
    spec: FormFieldSpec,
    name: str,
    context: DeskContext,
    *,
    on_edited: Callable[[], None],
    on_submitted: Callable[[], None],
) -> FieldEditor:
    """Return what ``spec`` is filled in with; ``name`` becomes its object name."""
    if spec.kind is FieldKind.TEXT:
        box = PlainTextBox(lines=2, most_lines=6, name=name)
        box.submitted.connect(on_submitted)
        return FieldEditor(box, lambda: box.text)
    if spec.kind is FieldKind.LINE:
        return _line(spec, name)
    if spec.kind in (FieldKind.CHIPS, FieldKind.MANY_CHIPS):
        return _chips(spec, name, on_edited)
    if spec.kind is FieldKind.LIST:
        return _list(spec, name)
    if spec.kind is FieldKind.DEPARTMENT:
        return _department(spec, name)
    if spec.kind is FieldKind.MOMENT:
        moment = MomentField(context, spec.times, accessible_name=spec.caption, name=name)
        return FieldEditor(moment, lambda: moment.value)
    if spec.kind is FieldKind.CASE_NUMBER:
        number = CaseNumberField(context, spec.own_number, name=name)
        return FieldEditor(number, lambda: number.value)
    caller = CallerField(context, name=name)
    return FieldEditor(
        caller, lambda: caller.value, lambda: caller.value is None and bool(caller.pick.text)
    )


def _line(spec: FormFieldSpec, name: str) -> FieldEditor:
    line = QLineEdit(spec.begins_with)
    line.setObjectName(name)
    line.setMaxLength(NAME_LIMIT)
    return FieldEditor(line, lambda: line.text().strip())


def _chips(spec: FormFieldSpec, name: str, on_edited: Callable[[], None]) -> FieldEditor:
    is_exclusive = spec.kind is FieldKind.CHIPS
    chips = ChipGroup(
        spec.choices,
        exclusive=is_exclusive,
        digits=True,
        accessible_name=spec.caption,
        name=name,
    )
    chips.chosen.connect(on_edited)
    return FieldEditor(chips, lambda: chips.value if is_exclusive else chips.values)


def _list(spec: FormFieldSpec, name: str) -> FieldEditor:
    combo = QComboBox()
    combo.setObjectName(name)
    for choice in spec.choices:
        combo.addItem(choice.text, choice.key)
    return FieldEditor(combo, combo.currentData)


def _department(spec: FormFieldSpec, name: str) -> FieldEditor:
    """Return a list in which a person's name can be written too."""
    line = QLineEdit()
    line.setObjectName(f"{name}Line")
    line.setAccessibleName(spec.caption)
    line.setMaxLength(NAME_LIMIT)
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setEditable(True)
    combo.setLineEdit(line)
    combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    # Words completed by themselves would be taken for what was meant.
    combo.setCompleter(None)  # type: ignore[arg-type]
    for choice in spec.choices:
        combo.addItem(choice.text)
    combo.setEditText(spec.begins_with)
    return FieldEditor(combo, lambda: combo.currentText().strip())
