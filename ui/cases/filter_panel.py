"""Everything else that can narrow the list, in a panel that opens above it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from app.domain.case_filter import MOST_HOURS, STATE_ORDER, CaseFilter, DueLimit
from app.domain.terms import CaseState, Severity, Source
from app.i18n import _
from app.labels import case_state_label, severity_label, source_label
from app.services.case_list import FilterChoices
from app.services.case_views import CategoryView
from ui.cases.category_words import category_names
from ui.cases.filter_words import building_words, due_words, escalated_words
from ui.widgets.card import Card
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.number_box import NumberBox
from ui.widgets.wording import label

_PAUSE_MS = 350
_WRITTEN = re.compile(r"([0-9]{4})\D?([0-9]{1,2})\D?([0-9]{1,2})\D?")
_ANY, _NOBODY = "", "\0"


def written_day(text: str) -> date | None:
    """Read a day written as ``2026-10-01``, ``2026/10/1`` or ``20261001``; None if it is none."""
    match = _WRITTEN.fullmatch(text.strip())
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


class FilterPanel(Card):
    """``filter_chosen`` carries the whole filter after every change; ``closed`` by Esc."""

    filter_chosen = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("filterPanel")
        self.setAccessibleName(_("More filters"))
        self._wanted = CaseFilter()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._take_typed)
        self._build_chips()
        self._build_fields()
        self.add(self._grid())
        self.add(self._fields_row())

    # ---- building --------------------------------------------------------------------------

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for number, (words, parts) in enumerate(
            (
                (_("Severity"), (self.severities, None, self.reopened, self.mine)),
                (_("Due"), (self.due, self.hours, None, self.escalated)),
                (_("State"), (self.states,)),
                (_("Source"), (self.sources,)),
            )
        ):
            caption = label(words, "label")
            caption.setFixedHeight(40)
            grid.addWidget(caption, number, 0, Qt.AlignmentFlag.AlignTop)
            row = QHBoxLayout()
            row.setSpacing(12)
            for part in parts:
                if part is None:
                    row.addStretch(1)
                else:
                    row.addWidget(part, int(len(parts) == 1))
            grid.addLayout(row, number, 1)
        return grid

    def _build_chips(self) -> None:
        self.severities = _several(
            ((int(level), severity_label(level)) for level in Severity),
            _("Severity"),
            "filterSeverity",
        )
        self.due = _several(
            (
                (DueLimit.OVERDUE, due_words(DueLimit.OVERDUE, 0)),
                (DueLimit.TODAY, due_words(DueLimit.TODAY, 0)),
                (DueLimit.HOURS, _("Due within hours:")),
            ),
            _("Due"),
            "filterDue",
        )
        self.escalated = _several(
            ((level, escalated_words(level)) for level in (1, 2)), _("Escalated"), "filterEscalated"
        )
        self.states = _several(
            ((state, case_state_label(state)) for state in STATE_ORDER), _("State"), "filterStates"
        )
        self.sources = _several(
            ((source, source_label(source)) for source in Source), _("Source"), "filterSources"
        )
        self.severities.chosen.connect(
            lambda keys: self._choose(severities=tuple(Severity(key) for key in keys))
        )
        self.due.chosen.connect(self._on_due_chosen)
        self.escalated.chosen.connect(self._on_escalated_chosen)
        self.states.chosen.connect(
            lambda keys: self._choose(states=tuple(CaseState(key) for key in keys))
        )
        self.sources.chosen.connect(
            lambda keys: self._choose(sources=tuple(Source(key) for key in keys))
        )
        self.hours = NumberBox(1, MOST_HOURS, CaseFilter.due_hours, name="filterHours")
        self.hours.setAccessibleName(_("Hours"))
        self.hours.setMinimumWidth(90)
        self.hours.valueChanged.connect(self._on_hours_changed)
        self.reopened = _tick(_("Reopened at least once"), "filterReopened")
        self.reopened.clicked.connect(lambda on: self._choose(reopened=on))
        self.mine = _tick(_("Registered by me"), "filterMine")
        self.mine.clicked.connect(lambda on: self._choose(mine=on))

    def _build_fields(self) -> None:
        self.category = _list("filterCategory", lambda key: self._choose(category=key))
        self.department = _list("filterDepartment", self._on_department_chosen)
        self.building = _list("filterBuilding", lambda key: self._choose(building=key))
        self.imported = _list("filterImported", self._on_imported_chosen)
        for key, words in ((_ANY, _("Any")), ("yes", _("Imported")), ("no", _("Not imported"))):
            self.imported.addItem(words, key)
        self.room = _line("filterRoom", "3-2-1802")
        self.begin = _line("filterFrom", "2026-10-01")
        self.end = _line("filterUntil", "2026-10-31")
        for editor in (self.room, self.begin, self.end):
            editor.textEdited.connect(self._on_typed)
            editor.editingFinished.connect(self._on_typing_finished)
        self.show_choices((), FilterChoices((), ()))

    def _fields_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self._begin_field = FormField(_("Registered from"), self.begin)
        self._end_field = FormField(_("Registered until"), self.end)
        for field, stretch in (
            (FormField(_("Category"), self.category), 3),
            (FormField(_("Department"), self.department), 3),
            (FormField(_("Building"), self.building), 2),
            (FormField(_("Room"), self.room), 2),
            (self._begin_field, 2),
            (self._end_field, 2),
            (FormField(_("History"), self.imported), 2),
        ):
            row.addWidget(field, stretch)
        return row

    # ---- showing ---------------------------------------------------------------------------

    def show_choices(self, categories: Iterable[CategoryView], choices: FilterChoices) -> None:
        """Offer the categories, departments and buildings of the project."""
        views = tuple(categories)
        names = category_names(views)
        _fill(self.category, ((code, name) for code, name in _as_tree(views, names)))
        _fill(
            self.department,
            ((_NOBODY, _("Without department")), *((d, d) for d in choices.departments)),
        )
        _fill(self.building, ((key, building_words(name)) for key, name in choices.buildings))
        self.show_filter(self._wanted)

    def show_filter(self, wanted: CaseFilter) -> None:
        """Show what is chosen; what is being typed is left alone."""
        self._wanted = wanted
        self.severities.set_values([int(severity) for severity in wanted.severities])
        self.due.set_values(wanted.due)
        blocked = self.hours.blockSignals(True)
        self.hours.setValue(wanted.due_hours)
        self.hours.blockSignals(blocked)
        self.hours.setEnabled(DueLimit.HOURS in wanted.due)
        self.escalated.set_value(wanted.escalated or None)
        self.states.set_values(wanted.states)
        self.sources.set_values(wanted.sources)
        self.reopened.setChecked(wanted.reopened)
        self.mine.setChecked(wanted.mine)
        _select(self.category, wanted.category)
        department = _ANY if wanted.department is None else wanted.department or _NOBODY
        _select(self.department, department)
        _select(self.building, wanted.building)
        _select(self.imported, {None: _ANY, True: "yes", False: "no"}[wanted.imported])
        if not self._pause.isActive():
            _write(self.room, wanted.room)
            for editor, day in (
                (self.begin, wanted.registered_from),
                (self.end, wanted.registered_until),
            ):
                if written_day(editor.text()) != day:
                    _write(editor, "" if day is None else day.isoformat())

    def begin_here(self) -> None:
        """Put the focus where a person begins."""
        self.severities.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the panel; Enter in a field takes what was typed."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take_typed()
        else:
            super().keyPressEvent(event)

    # ---- choices ---------------------------------------------------------------------------

    def _choose(self, **changes: object) -> None:
        self._wanted = replace(self._wanted, **changes)  # type: ignore[arg-type]  # by field name
        self.filter_chosen.emit(self._wanted)

    def _on_due_chosen(self, keys: tuple[object, ...]) -> None:
        limits = tuple(DueLimit(str(key)) for key in keys)
        self.hours.setEnabled(DueLimit.HOURS in limits)
        hours = self.hours.value() if DueLimit.HOURS in limits else CaseFilter.due_hours
        self._choose(due=limits, due_hours=hours)

    def _on_hours_changed(self, hours: int) -> None:
        self._choose(due_hours=hours)

    def _on_escalated_chosen(self, keys: tuple[object, ...]) -> None:
        """Take one of the two levels, or none: the second press on a chip takes it back."""
        pressed = [key for key in keys if key != self._wanted.escalated]
        level = int(str(pressed[0])) if pressed else 0
        self.escalated.set_value(level or None)
        self._choose(escalated=level)

    def _on_department_chosen(self, key: str) -> None:
        self._choose(department={_ANY: None, _NOBODY: ""}.get(key, key))

    def _on_imported_chosen(self, key: str) -> None:
        self._choose(imported={"yes": True, "no": False}.get(key))

    def _on_typed(self) -> None:
        self._pause.start()

    def _on_typing_finished(self) -> None:
        if self._pause.isActive():
            self._take_typed()
        for field, editor in ((self._begin_field, self.begin), (self._end_field, self.end)):
            wrong = bool(editor.text().strip()) and written_day(editor.text()) is None
            field.set_error(_("Write a day as 2026-10-01.") if wrong else "")

    def _take_typed(self) -> None:
        self._pause.stop()
        for field in (self._begin_field, self._end_field):
            field.set_error("")
        typed = replace(
            self._wanted,
            room=self.room.text().strip(),
            registered_from=written_day(self.begin.text()),
            registered_until=written_day(self.end.text()),
        )
        if typed != self._wanted:
            self._wanted = typed
            self.filter_chosen.emit(typed)


def _several(choices: Iterable[tuple[object, str]], words: str, name: str) -> ChipGroup:
    return ChipGroup(
        [Choice(key, text) for key, text in choices],
        exclusive=False,
        accessible_name=words,
        name=name,
    )


def _tick(words: str, name: str) -> QCheckBox:
    box = QCheckBox(words)
    box.setObjectName(name)
    box.setAccessibleName(words)
    return box


def _list(name: str, chosen: Callable[[str], None]) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setMinimumContentsLength(5)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.activated.connect(lambda index: chosen(str(combo.itemData(index))))
    return combo


def _line(name: str, placeholder: str) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setPlaceholderText(placeholder)
    line.setMaxLength(40)
    line.setMinimumWidth(96)
    return line


def _as_tree(views: Iterable[CategoryView], names: dict[str, str]) -> Iterable[tuple[str, str]]:
    views = tuple(views)
    for top in views:
        if top.parent is None:
            yield top.code, names[top.code]
            for child in views:
                if child.parent == top.code:
                    yield child.code, f"    {names[child.code]}"


def _fill(combo: QComboBox, choices: Iterable[tuple[str, str]]) -> None:
    combo.clear()
    combo.addItem(_("Any"), _ANY)
    for key, words in choices:
        combo.addItem(words, key)


def _select(combo: QComboBox, key: str) -> None:
    index = combo.findData(key)
    if index < 0:
        # A department that has no open case any more.
        combo.addItem(key, key)
        index = combo.count() - 1
    combo.setCurrentIndex(index)


def _write(editor: QLineEdit, text: str) -> None:
    if editor.text() != text:
        editor.setText(text)
