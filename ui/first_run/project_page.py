"""The first project: code, name, time zone, and its rooms by a pattern."""

from __future__ import annotations

from zoneinfo import available_timezones

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QListView,
    QWidget,
)

from app.domain.errors import UserFacingError
from app.domain.setup import DEFAULT_TIMEZONE, RoomAddress, RoomPattern, check_project_code
from app.i18n import _, ngettext, pgettext
from app.messages import sentence
from ui.first_run.page import SetupPage
from ui.first_run.simple_pages import name_line, require
from ui.widgets.card import Card
from ui.widgets.form_field import FormField
from ui.widgets.number_box import NumberBox
from ui.widgets.wording import label

# The zones of Chinese desks come first; the rest of the world follows in order.
_NEAR = (DEFAULT_TIMEZONE, "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei")


class ProjectPage(SetupPage):
    """Shows live how many rooms the pattern makes, and the first and last of them."""

    def __init__(self) -> None:
        super().__init__(
            _("First project"),
            _("A project is one estate or building."),
        )
        self.code = name_line("setupCode", "CH", 12)
        self.name = name_line("setupProject", _("e.g. Cuihu Garden"))
        self.zone = _zone_box()
        self.code_field = FormField(_("Code"), self.code, hint=_("Letters and digits"))
        self.name_field = FormField(_("Name"), self.name)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.code_field, 3)
        row.addWidget(self.name_field, 4)
        row.addWidget(FormField(_("Time zone"), self.zone), 4)
        self.add(row)
        self.with_rooms = QCheckBox(_("Make its rooms now"))
        self.with_rooms.setObjectName("setupWithRooms")
        self.with_rooms.setAccessibleName(self.with_rooms.text())
        self.with_rooms.setChecked(True)
        self.add(self.with_rooms)
        self._spins: dict[str, NumberBox] = {}
        self._rooms = self._room_card()
        self.add(self._rooms)
        self.code.textEdited.connect(self._on_code_edited)
        self.with_rooms.toggled.connect(self._on_with_rooms_toggled)
        self.setFocusProxy(self.code)
        self._show_sample()

    @property
    def pattern(self) -> RoomPattern | None:
        """The pattern as typed, or None if no rooms are to be made."""
        if not self.with_rooms.isChecked():
            return None
        value = {name: spin.value() for name, spin in self._spins.items()}
        return RoomPattern(
            (value["buildingFrom"], value["buildingTo"]),
            (value["unitFrom"], value["unitTo"]),
            (value["floorFrom"], value["floorTo"]),
            value["households"],
        )

    def check(self) -> bool:
        """Code and name are needed, and a pattern that makes rooms."""
        named = require(self.name_field, self.name)
        try:
            check_project_code(self.code.text())
            self.code_field.set_error("")
            coded = True
        except UserFacingError as error:
            self.code_field.set_error(sentence(error))
            coded = False
        return named and coded and not self._pattern_error()

    def typed(self) -> dict[str, object]:
        """Return every field."""
        return {
            "code": self.code.text(),
            "name": self.name.text(),
            "zone": self.zone.currentText(),
            "with_rooms": self.with_rooms.isChecked(),
            "spins": {name: spin.value() for name, spin in self._spins.items()},
        }

    def put_back(self, typed: dict[str, object]) -> None:
        """Fill every field in."""
        self.code.setText(str(typed["code"]))
        self.name.setText(str(typed["name"]))
        self.zone.setCurrentText(str(typed["zone"]))
        self.with_rooms.setChecked(bool(typed["with_rooms"]))
        spins = typed["spins"]
        if isinstance(spins, dict):
            for name, value in spins.items():
                self._spins[name].setValue(int(value))

    def spin(self, name: str) -> NumberBox:
        """Return one of the boxes: buildingFrom, buildingTo, unitFrom, …, households."""
        return self._spins[name]

    def _room_card(self) -> Card:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        rows = (
            (_("Buildings"), "building", (1, 6), 999),
            (_("Units in each building"), "unit", (1, 2), 99),
            (_("Floors"), "floor", (1, 18), 200),
        )
        for row, (words, name, (low, high), most) in enumerate(rows):
            grid.addWidget(label(words), row, 0)
            first = self._spin(f"{name}From", low, most, _("{what}, from").format(what=words))
            last = self._spin(f"{name}To", high, most, _("{what}, to").format(what=words))
            grid.addWidget(first, row, 1)
            grid.addWidget(label(pgettext("range", "to")), row, 2, Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(last, row, 3)
        households = _("Households on each floor")
        grid.addWidget(label(households), len(rows), 0)
        grid.addWidget(self._spin("households", 4, 99, households), len(rows), 1)
        grid.setColumnStretch(4, 1)
        card.add(grid)
        self.sample_label = label("", "subtitle", wrap=True, name="roomSample")
        self.sample_error = label("", "error", wrap=True, name="roomError")
        card.add(self.sample_label)
        card.add(self.sample_error)
        return card

    def _spin(self, name: str, value: int, most: int, accessible_name: str) -> NumberBox:
        spin = NumberBox(1, most, value, name=f"setup_{name}")
        spin.setFixedWidth(110)
        spin.setAccessibleName(accessible_name)
        spin.valueChanged.connect(self._show_sample)
        self._spins[name] = spin
        return spin

    def _on_code_edited(self) -> None:
        self.code_field.set_error("")

    def _on_with_rooms_toggled(self, checked: bool) -> None:
        self._rooms.setVisible(checked)
        self.changed.emit()

    def _pattern_error(self) -> str:
        pattern = self.pattern
        if pattern is None:
            return ""
        try:
            pattern.check()
        except UserFacingError as error:
            return sentence(error)
        return ""

    def _show_sample(self) -> None:
        error = self._pattern_error()
        pattern = self.pattern
        self.sample_error.setText(error)
        self.sample_error.setVisible(bool(error))
        self.sample_label.setVisible(not error)
        if pattern is not None and not error:
            words = ngettext(
                "{first} … {last}: {count} room", "{first} … {last}: {count} rooms", pattern.count
            )
            self.sample_label.setText(
                words.format(
                    first=_written(pattern.first),
                    last=_written(pattern.last),
                    count=f"{pattern.count:,}",
                )
            )
        self.changed.emit()


def _written(room: RoomAddress) -> str:
    return f"{room.building}-{room.unit}-{room.room}"


def _zone_box(parent: QWidget | None = None) -> QComboBox:
    box = QComboBox(parent)
    box.setObjectName("setupZone")
    view = QListView()
    view.setUniformItemSizes(True)
    box.setView(view)
    box.setMaxVisibleItems(10)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    known = available_timezones()
    box.addItems([zone for zone in _NEAR if zone in known])
    box.addItems(sorted(zone for zone in known - set(_NEAR) if "/" in zone or zone == "UTC"))
    box.setCurrentText(DEFAULT_TIMEZONE)
    return box
