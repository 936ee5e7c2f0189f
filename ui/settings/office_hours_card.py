"""The office hours of a week: any number of windows a day, typed as times of day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.calendars import Window
from app.domain.clock_policy import Week, check_week, time_from_plain, time_to_plain
from app.domain.errors import FieldError, FieldProblem
from app.i18n import _
from app.messages import field_sentence
from app.people_time import weekday_name
from ui.widgets.buttons import IconButton, primary_button, quiet_button
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.wording import announce, label, restyle

_TIME_WIDTH, _DAY_WIDTH = 76, 112
_OTHER_WORKING_DAYS = range(1, 5)


class WindowEditor(QWidget):
    """One window: opening and closing time; ``remove_requested`` is a wish."""

    edited = Signal()
    remove_requested = Signal()

    def __init__(self, where: str, name: str, opens: str = "", closes: str = "") -> None:
        super().__init__()
        self.opens = _time_line(opens, f"{name}_opens", _("{where}: opens").format(where=where))
        self.closes = _time_line(closes, f"{name}_closes", _("{where}: closes").format(where=where))
        self.remove_button = IconButton(
            "x", _("{where}: take these hours away").format(where=where), name=f"{name}_remove"
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(4)
        for part in (self.opens, label("–"), self.closes, self.remove_button):
            row.addWidget(part)
        for line in (self.opens, self.closes):
            line.textEdited.connect(self.edited)
        self.remove_button.clicked.connect(self.remove_requested)

    @property
    def texts(self) -> tuple[str, str]:
        """Opening and closing time as typed."""
        return self.opens.text().strip(), self.closes.text().strip()

    def read(self) -> Window:
        """Return the window that is typed here; what cannot be read is marked.

        Raises:
            FieldError: a time cannot be read, or it closes before it opens.
        """
        times = []
        for line in (self.opens, self.closes):
            try:
                times.append(time_from_plain(line.text()))
            except ValueError as error:
                self._mark(line)
                raise FieldError(line.objectName(), FieldProblem.NOT_A_TIME) from error
        if times[0] >= times[1]:
            self._mark(self.closes)
            raise FieldError(self.closes.objectName(), FieldProblem.CLOSES_TOO_EARLY)
        return Window(*times)

    def clear_marks(self) -> None:
        """Take the marks of a mistake away."""
        for line in (self.opens, self.closes):
            restyle(line, "invalid", "false")

    @staticmethod
    def _mark(line: QLineEdit) -> None:
        restyle(line, "invalid", "true")
        line.setFocus()


class DayHours(QWidget):
    """The windows of one day of the week, and what is wrong with them."""

    edited = Signal()

    def __init__(self, weekday: int) -> None:
        super().__init__()
        self._weekday = weekday
        self._editable = True
        self._name = weekday_name(weekday)
        self._editors: list[WindowEditor] = []
        self.closed_label = label(_("closed"), "muted")
        self.add_button = IconButton(
            "plus",
            _("{where}: add opening hours").format(where=self._name),
            name=f"addHours_{weekday}",
        )
        self.error_label = label("", "error", wrap=True, name=f"hoursError_{weekday}")
        self.error_label.setVisible(False)
        day = label(self._name, "label")
        day.setFixedSize(_DAY_WIDTH, 40)
        self._flow = FlowLayout(spacing=4)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addLayout(self._flow)
        column.addWidget(self.error_label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(day)
        row.addLayout(column, 1)
        self.closed_label.setFixedHeight(40)
        self.add_button.clicked.connect(self._on_add_clicked)
        self._lay_out()

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """The windows as typed."""
        return tuple(editor.texts for editor in self._editors)

    @property
    def editors(self) -> tuple[WindowEditor, ...]:
        """The windows of the day, in the order in which they stand."""
        return tuple(self._editors)

    def show_texts(self, texts: Sequence[tuple[str, str]]) -> None:
        """Show windows as they would be typed."""
        for editor in list(self._editors):
            self._drop(editor)
        for opens, closes in texts:
            self._take(opens, closes)
        self.set_error("")
        self._lay_out()

    def read(self) -> tuple[Window, ...]:
        """Return the windows of the day.

        Raises:
            FieldError: one of them cannot be read; the mistake is shown already.
        """
        self.set_error("")
        try:
            return tuple(editor.read() for editor in self._editors)
        except FieldError as error:
            self.set_error(field_sentence(error))
            raise

    def set_error(self, text: str) -> None:
        """Say beneath the windows what is wrong with them."""
        if not text:
            for editor in self._editors:
                editor.clear_marks()
        self.error_label.setText(text)
        self.error_label.setVisible(bool(text))
        announce(self, text, urgent=True)

    def set_editable(self, *, editable: bool) -> None:
        """Let the hours be changed, or only be read."""
        self._editable = editable
        self.add_button.setVisible(editable)
        for editor in self._editors:
            self._apply(editor)

    def _apply(self, editor: WindowEditor) -> None:
        editor.opens.setReadOnly(not self._editable)
        editor.closes.setReadOnly(not self._editable)
        editor.remove_button.setVisible(self._editable)

    def _take(self, opens: str, closes: str) -> WindowEditor:
        name = f"hours_{self._weekday}_{len(self._editors)}"
        editor = WindowEditor(self._name, name, opens, closes)
        editor.edited.connect(self._on_edited)
        editor.remove_requested.connect(lambda: self._on_remove_requested(editor))
        self._editors.append(editor)
        self._apply(editor)
        return editor

    def _drop(self, editor: WindowEditor) -> None:
        self._editors.remove(editor)
        editor.hide()
        editor.deleteLater()

    def _lay_out(self) -> None:
        while self._flow.takeAt(0) is not None:
            pass
        for part in (*self._editors, self.closed_label, self.add_button):
            self._flow.addWidget(part)
        for editor in self._editors:
            editor.show()
        self.closed_label.setVisible(not self._editors)
        self._flow.invalidate()
        self.updateGeometry()

    def _on_add_clicked(self) -> None:
        editor = self._take("", "")
        self._lay_out()
        editor.opens.setFocus()
        self.edited.emit()

    def _on_remove_requested(self, editor: WindowEditor) -> None:
        self._drop(editor)
        self._lay_out()
        self.add_button.setFocus()
        self.set_error("")
        self.edited.emit()

    def _on_edited(self) -> None:
        self.set_error("")
        self.edited.emit()


class OfficeHoursCard(Card):
    """``save_requested(Week)`` with hours that can be used."""

    save_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Office hours"), parent=parent)
        self.setObjectName("officeHours")
        self._saved: Week | None = None
        self._editable = False
        self.days = tuple(DayHours(weekday) for weekday in range(7))
        self.copy_button = quiet_button(
            _("Monday for Tuesday to Friday"), icon="copy", name="copyMonday"
        )
        self.add_to_title(self.copy_button)
        for day in self.days:
            self.add(day)
            day.edited.connect(self._enable)
        self.hint_label = label(
            _(
                "Lunch is the gap between two openings. A desk that is open at night has one "
                "opening until 24:00 and one from 0:00. Make-up working days go by the hours of "
                "the first day of the week on which anybody works."
            ),
            "muted",
            wrap=True,
        )
        self.save_button = primary_button(_("Save office hours"), icon="save", name="saveHours")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.hint_label, 1)
        row.addWidget(self.save_button)
        self.add(row)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.save_button.clicked.connect(self._on_save_clicked)

    @property
    def changed(self) -> bool:
        """Whether something typed here is not saved yet."""
        return self._saved is not None and self._texts() != _as_texts(self._saved)

    def show_week(self, week: Week, *, editable: bool) -> None:
        """Show the hours that hold, unless something typed would be lost."""
        if self.changed and week == self._saved:
            return
        self._saved, self._editable = week, editable
        for day, texts in zip(self.days, _as_texts(week), strict=True):
            day.show_texts(texts)
            day.set_editable(editable=editable)
        self._enable()

    def show_error(self, error: FieldError) -> None:
        """Show what the service found at the day that it names."""
        self.days[int(error.field)].set_error(field_sentence(error))

    def _texts(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        return tuple(day.texts for day in self.days)

    def _enable(self) -> None:
        self.copy_button.setVisible(self._editable)
        self.save_button.setVisible(self._editable)
        self.save_button.setEnabled(self.changed)

    def _on_copy_clicked(self) -> None:
        for weekday in _OTHER_WORKING_DAYS:
            self.days[weekday].show_texts(self.days[0].texts)
        self._enable()

    def _on_save_clicked(self) -> None:
        try:
            self.save_requested.emit(check_week(tuple(day.read() for day in self.days)))
        except FieldError as error:
            # A day that cannot be read has said so itself.
            if error.field.isdecimal():
                self.show_error(error)


def _as_texts(week: Week) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(
        tuple((time_to_plain(window.opens), time_to_plain(window.closes)) for window in day)
        for day in week
    )


def _time_line(text: str, name: str, accessible_name: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setObjectName(name)
    line.setAccessibleName(accessible_name)
    line.setPlaceholderText("8:30")
    line.setMaxLength(5)
    line.setFixedWidth(_TIME_WIDTH)
    return line
