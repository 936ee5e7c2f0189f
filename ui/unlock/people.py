"""Who may unlock the desk: a few people as buttons, many as a list that can be filtered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.wording import label

MOST_BUTTONS = 8
_COLUMNS = 2
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class StaffChoice:
    """One person to pick.  ``search`` is more text to find them by, such as pinyin initials."""

    staff_id: str
    name: str
    role: str = ""
    search: str = ""

    @property
    def initials(self) -> str:
        """One or two letters for the round picture: 李 of 李静, AB of Anna Berg."""
        words = self.name.split()
        if not words:
            return "?"
        if words[0][0].isascii():
            return "".join(word[0] for word in words[:2]).upper()
        return words[0][0]


class PeoplePicker(QWidget):
    """Emits ``person_chosen`` with the id, and ``settled`` on Enter: the password comes next."""

    person_chosen = Signal(str)
    settled = Signal()

    def __init__(self, people: Sequence[StaffChoice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("people")
        self.setAccessibleName(_("Who is at the desk"))
        self._people = tuple(people)
        self._chosen: str | None = None
        self._buttons: list[_PersonButton] = []
        self.filter_line: QLineEdit | None = None
        self.list: QListWidget | None = None
        if len(self._people) > MOST_BUTTONS:
            self._build_list()
        else:
            self._build_buttons()
        if self._people:
            self.choose(self._people[0].staff_id)

    @property
    def chosen(self) -> str | None:
        """The id of the person chosen, or None."""
        return self._chosen

    def choose(self, staff_id: str) -> None:
        """Choose a person; emits nothing."""
        self._chosen = staff_id
        for button in self._buttons:
            button.setChecked(button.person.staff_id == staff_id)
            is_stop = button.isChecked()
            button.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus
            )
            if is_stop:
                self.setFocusProxy(button)
        if self.list is not None:
            for row in range(self.list.count()):
                item = self.list.item(row)
                if item.data(Qt.ItemDataRole.UserRole) == staff_id:
                    self.list.setCurrentItem(item)

    def button(self, staff_id: str) -> QPushButton:
        """Return the button of a person (few people only)."""
        return next(b for b in self._buttons if b.person.staff_id == staff_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the list, let the filter line move the choice and Enter settle it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _ENTER:
                self.settled.emit()
                return True
            is_filter = watched is self.filter_line and self.list is not None
            if is_filter and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step_in_list(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Among the buttons, arrows choose and Enter settles."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -_COLUMNS,
            Qt.Key.Key_Down: _COLUMNS,
        }
        key = Qt.Key(event.key())
        if key in _ENTER:
            self.settled.emit()
        elif key in steps and self._buttons:
            here = next((i for i, b in enumerate(self._buttons) if b.hasFocus()), 0)
            there = here + steps[key]
            if 0 <= there < len(self._buttons):
                self._buttons[there].click()
                self._buttons[there].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _build_buttons(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for number, person in enumerate(self._people):
            button = _PersonButton(person, self)
            button.clicked.connect(self._on_button_clicked)
            grid.addWidget(button, number // _COLUMNS, number % _COLUMNS)
            self._buttons.append(button)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)

    def _build_list(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.filter_line = QLineEdit()
        self.filter_line.setObjectName("peopleFilter")
        self.filter_line.setPlaceholderText(_("Type part of your name"))
        self.filter_line.setAccessibleName(_("Find your name"))
        self.filter_line.setClearButtonEnabled(True)
        self.filter_line.textChanged.connect(self._on_filter_changed)
        self.filter_line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setObjectName("peopleList")
        self.list.setAccessibleName(_("Who is at the desk"))
        self.list.setFixedHeight(224)
        self.list.installEventFilter(self)
        for person in self._people:
            words = f"{person.name}    {person.role}" if person.role else person.name
            item = QListWidgetItem(words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, person.staff_id)
        self.list.currentItemChanged.connect(self._on_item_changed)
        self.list.itemClicked.connect(self.settled)
        column.addWidget(self.filter_line)
        column.addWidget(self.list)
        self.setFocusProxy(self.filter_line)

    def _on_button_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _PersonButton):
            self.choose(button.person.staff_id)
            self.person_chosen.emit(button.person.staff_id)

    def _on_item_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._chosen = item.data(Qt.ItemDataRole.UserRole)
            self.person_chosen.emit(self._chosen)

    def _on_filter_changed(self, text: str) -> None:
        if self.list is None:
            return
        wanted = text.strip().casefold()
        for row, person in enumerate(self._people):
            found = wanted in f"{person.name} {person.search}".casefold()
            self.list.item(row).setHidden(not found)
        shown = self._shown_rows()
        if shown and self.list.currentRow() not in shown:
            self.list.setCurrentRow(shown[0])

    def _step_in_list(self, by: int) -> None:
        shown = self._shown_rows()
        if self.list is not None and shown:
            here = self.list.currentRow()
            place = shown.index(here) + by if here in shown else 0
            self.list.setCurrentRow(shown[max(0, min(place, len(shown) - 1))])

    def _shown_rows(self) -> list[int]:
        if self.list is None:
            return []
        return [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]


class _PersonButton(QPushButton):
    """Round picture with initials, name, role."""

    def __init__(self, person: StaffChoice, picker: PeoplePicker) -> None:
        super().__init__(picker)
        self.person = person
        self._picker = picker
        self.setObjectName(f"person_{person.staff_id}")
        self.setProperty("look", "person")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(person.name)
        self.setAccessibleDescription(person.role)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(12)
        picture = label(person.initials, "avatar")
        picture.setFixedSize(40, 40)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        role = label(person.role, "muted")
        parts: list[QLabel] = [picture, ElidedLabel(person.name), role]
        for part in parts:
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words.addWidget(parts[1])
        if person.role:
            words.addWidget(role)
        words.addStretch(1)
        row.addWidget(picture)
        row.addLayout(words, 1)

    def sizeHint(self) -> QSize:
        """Return room for picture and two lines."""
        return QSize(200, 64)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave arrows and Enter to the picker; Space presses."""
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            self._picker.keyPressEvent(event)
