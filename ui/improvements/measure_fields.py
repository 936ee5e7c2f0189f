"""The fields of a measure, from the finding to the day by which it is to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import FieldError
from app.domain.figure_filter import FigureFilter
from app.domain.improvements import BETTER, NEW, USUAL_TIME, WORDS_LIMIT, MeasureDraft
from app.domain.periods import Period, PeriodKind
from app.domain.terms import Cause
from app.domain.typed_text import NAME_LIMIT
from app.figure_words import figure_name, period_words
from app.i18n import _, pgettext
from app.labels import cause_label
from app.messages import field_sentence
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label

_MONTHS_OFFERED = 13
_NO_BUILDING, _EVERYWHERE = "none", "all"


class MeasureFields(QWidget):
    """Finding, cause, measure, owner and day, in the order in which they are found out.

    ``figure_asked`` when another figure is meant, so that it is counted anew; ``submitted`` on
    Ctrl+Enter in a box of several lines.
    """

    figure_asked = Signal()
    submitted = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._section = ""
        self._narrowed = FigureFilter()
        self._today = today
        self.finding = self._box("measureFinding", 2)
        self.found_in = self._combo("measurePeriod")
        self.figure = self._combo("measureFigure")
        for name in BETTER:
            self.figure.addItem(figure_name(name), name)
        self.category = self._combo("measureCategory")
        self.building = self._combo("measureBuilding")
        self.counted = label("", "muted", wrap=True, name="measureCounted")
        self.cause_kind = ChipGroup(
            [Choice(cause, cause_label(cause)) for cause in Cause],
            accessible_name=_("Cause"),
            name="measureCauseKind",
        )
        self.cause = self._box("measureCause", 1)
        self.cause.setPlaceholderText(_("What exactly led to it"))
        self.measure = self._box("measureWords", 2)
        self.measure.setPlaceholderText(_("What is done from now on, so that it stays better"))
        self.owner = self._combo("measureOwner")
        self.owner.setEditable(True)
        self.owner.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.owner.lineEdit()
        if line is not None:
            line.setMaxLength(NAME_LIMIT)
            line.setPlaceholderText(_("department or person"))
        self.due_on = QDateEdit()
        self.due_on.setObjectName("measureDue")
        self.due_on.setDisplayFormat("yyyy-MM-dd")
        self.due_on.setCalendarPopup(True)
        self.fields = {
            "finding": FormField(_("1 · Finding (&F)"), self.finding),
            "found_in": FormField(_("Found in (&I)"), self.found_in),
            "figure": FormField(_("Figure to move (&G)"), self.figure),
            "category": FormField(_("Category (&C)"), self.category),
            "building": FormField(_("Building (&B)"), self.building),
            "cause_kind": FormField(_("2 · Cause (&U)"), self.cause_kind),
            "cause": FormField(_("Cause in words (&W)"), self.cause, optional=True),
            "measure": FormField(_("3 · Measure (&M)"), self.measure),
            "owner": FormField(_("4 · Responsible (&O)"), self.owner),
            "due_on": FormField(_("To be done by (&Y)"), self.due_on),
        }
        self._build()

    def _box(self, name: str, lines: int) -> PlainTextBox:
        box = PlainTextBox(lines=lines, most_lines=6, limit=WORDS_LIMIT, name=name)
        box.submitted.connect(self.submitted)
        return box

    def _combo(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        # As wide as its half of the form, however long the names in it are.
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(6)
        box.setMaxVisibleItems(14)
        return box

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for name in ("finding", "cause", "measure"):
            box = self.fields[name].editor
            if isinstance(box, PlainTextBox):
                self.fields[name].add_to_label(box.counter)
        column.addWidget(self.fields["finding"])
        column.addLayout(self._pair("found_in", "figure"))
        column.addLayout(self._pair("category", "building"))
        column.addWidget(self.counted)
        for name in ("cause_kind", "cause", "measure"):
            column.addWidget(self.fields[name])
        column.addLayout(self._pair("owner", "due_on"))
        for box in (self.found_in, self.figure, self.category, self.building):
            box.activated.connect(self.figure_asked)

    def _pair(self, *names: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for name in names:
            row.addWidget(self.fields[name], 1)
        return row

    # ---- what can be chosen ----------------------------------------------------------------

    def offer(
        self,
        categories: Mapping[str, str],
        buildings: Mapping[str, str],
        owners: Sequence[str],
        today: date,
    ) -> None:
        """Offer what there is to choose from; what stands in the form stays."""
        kept = self.draft()
        self._today = today
        self.category.clear()
        self.category.addItem(_("All categories"), "")
        for code, name in categories.items():
            self.category.addItem(name, code)
        self.building.clear()
        self.building.addItem(_("All buildings"), _EVERYWHERE)
        for building_id, name in buildings.items():
            self.building.addItem(_("building {name}").format(name=name), building_id)
        self.building.addItem(_("no room given"), _NO_BUILDING)
        self.owner.clear()
        self.owner.addItems(list(owners))
        self.show_draft(kept)

    def show_draft(self, draft: MeasureDraft) -> None:
        """Fill the fields."""
        self.show_error(None)
        only = draft.only
        self._section, self._narrowed = draft.section, replace(only, category=None, building=None)
        self.finding.set_text(draft.finding)
        self._offer_periods(draft.found_in)
        self.figure.setCurrentIndex(max(0, self.figure.findData(draft.figure)))
        _choose(self.category, only.category or "")
        building = _EVERYWHERE if only.building is None else only.building or _NO_BUILDING
        _choose(self.building, building)
        self.cause_kind.set_value(draft.cause_kind)
        self.cause.set_text(draft.cause)
        self.measure.set_text(draft.measure)
        self.owner.setCurrentIndex(self.owner.findText(draft.owner))
        self.owner.setEditText(draft.owner)
        due = draft.due_on or self._today + USUAL_TIME
        self.due_on.setDate(QDate(due.year, due.month, due.day))

    def _offer_periods(self, chosen: Period | None) -> None:
        month = Period.containing(PeriodKind.MONTH, self._today)
        periods = [month.plus(-back) for back in range(_MONTHS_OFFERED)]
        if chosen is not None and chosen not in periods:
            periods.insert(0, chosen)
        self.found_in.clear()
        for period in periods:
            self.found_in.addItem(period_words(period), str(period))
        self.found_in.setCurrentIndex(max(0, self.found_in.findData(str(chosen or month))))

    def draft(self) -> MeasureDraft:
        """Return what stands in the fields."""
        period, building = self.found_in.currentData(), self.building.currentData()
        kind = self.cause_kind.value
        day = self.due_on.date()
        return MeasureDraft(
            finding=self.finding.text,
            section=self._section,
            found_in=Period.parse(str(period)) if period else None,
            figure=str(self.figure.currentData() or NEW),
            only=replace(
                self._narrowed,
                category=self.category.currentData() or None,
                building=_building_id(building),
            ),
            cause_kind=kind if isinstance(kind, Cause) else None,
            cause=self.cause.text,
            measure=self.measure.text,
            owner=self.owner.currentText().strip(),
            due_on=date(day.year(), day.month(), day.day()),
        )

    def set_editable(self, *, editable: bool, figure: bool) -> None:
        """Allow changes, or only looking; ``figure`` of what the measure is to move as well."""
        for box in (self.finding, self.cause, self.measure):
            box.setReadOnly(not editable)
        for choice in (self.cause_kind, self.owner, self.due_on):
            choice.setEnabled(editable)
        for choice in (self.found_in, self.figure, self.category, self.building):
            choice.setEnabled(editable and figure)

    def show_counted(self, words: str) -> None:
        """Say what the figure was in the period of the finding."""
        self.counted.setText(pgettext("measure", "Counted: {words}").format(words=words))

    def show_error(self, error: FieldError | None) -> FormField | None:
        """Mark the field of ``error``, and no other; return it."""
        meant = None
        for name, field in self.fields.items():
            is_meant = error is not None and error.field == name
            field.set_error(field_sentence(error) if error is not None and is_meant else "")
            if is_meant:
                meant = field
        if meant is not None:
            meant.editor.setFocus()
        return meant


def _choose(box: QComboBox, chosen: str) -> None:
    """Choose what is meant, even where it is not offered yet or no more."""
    if box.findData(chosen) < 0:
        box.addItem(chosen, chosen)
    box.setCurrentIndex(box.findData(chosen))


def _building_id(chosen: object) -> str | None:
    if chosen in (None, _EVERYWHERE):
        return None
    return "" if chosen == _NO_BUILDING else str(chosen)
