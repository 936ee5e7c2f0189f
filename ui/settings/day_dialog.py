"""One day of the calendar: ordinary, holiday or make-up working day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.calendar_words import date_words, day_kind_label
from app.domain.calendars import DayException, DayKind
from app.domain.typed_text import NAME_LIMIT
from app.i18n import _
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.wording import label

_ORDINARY = "ordinary"


class DayDialog(QDialog):
    """``day_decided(date, exception)``; the exception is None for an ordinary day."""

    day_decided = Signal(object, object)

    def __init__(
        self, day: date, known: DayException | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dayDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Day of the calendar"))
        self.resize(520, 0)
        self._day = day
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(label(date_words(day), "title", name="dayTitle"))
        self.kinds = ChipGroup(
            [
                Choice(_ORDINARY, day_kind_label(None)),
                *(Choice(kind.value, day_kind_label(kind)) for kind in DayKind),
            ],
            digits=True,
            accessible_name=_("Kind of day"),
            name="dayKind",
        )
        self.kinds.set_value(_ORDINARY if known is None else known.kind.value)
        self.name_line = QLineEdit(known.name if known else "")
        self.name_line.setObjectName("dayName")
        self.name_line.setMaxLength(NAME_LIMIT)
        self._name_field = FormField(
            _("Name (&N)"),
            self.name_line,
            hint=_("Stands in the explanation of due times."),
            optional=True,
        )
        column.addWidget(self.kinds)
        column.addWidget(self._name_field)
        row = QHBoxLayout()
        self.back_button = secondary_button(_("Cancel"), name="dayBack")
        self.save_button = primary_button(_("Save"), icon="save", name="saveDay")
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.save_button)
        column.addLayout(row)
        self.kinds.chosen.connect(self._on_kind_chosen)
        self.name_line.returnPressed.connect(self._on_save_clicked)
        self.back_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self._on_save_clicked)
        self._on_kind_chosen()
        self.kinds.setFocus()

    def _on_kind_chosen(self) -> None:
        self._name_field.setEnabled(self.kinds.value != _ORDINARY)

    def _on_save_clicked(self) -> None:
        kind = str(self.kinds.value)
        exception = (
            None if kind == _ORDINARY else DayException(DayKind(kind), self.name_line.text())
        )
        self.day_decided.emit(self._day, exception)
        self.accept()
