"""Choices as chips: one of a few, or several, by mouse, digits or arrows."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.i18n import _
from ui.icons import set_icon
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.wording import spoken

_FORWARD = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)
_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


@dataclass(frozen=True)
class Choice:
    """What one chip stands for."""

    key: Hashable
    text: str
    tooltip: str = ""
    icon: str = ""


class ChipGroup(QWidget):
    """A row of chips that breaks into lines.

    ``chosen`` is emitted when a person changes the choice: with the key when exclusive, else with
    the tuple of all chosen keys.  With ``digits`` the chips carry 1–9 and answer to these keys
    while the focus is inside; a page may pass its own key events to :meth:`answer_digit`.
    The group is one stop for Tab; arrows move inside.
    """

    chosen = Signal(object)

    def __init__(
        self,
        choices: Sequence[Choice] = (),
        *,
        exclusive: bool = True,
        digits: bool = False,
        accessible_name: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._exclusive = exclusive
        self._digits = digits
        self._chips: dict[Hashable, QPushButton] = {}
        self._flow = FlowLayout(self)
        if name:
            self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Replace the chips; a chosen key that is still there stays chosen."""
        kept = self.values
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._chips.clear()
        for number, choice in enumerate(choices, start=1):
            digit = str(number) if self._digits and number <= 9 else ""
            self._chips[choice.key] = self._chip(choice, digit)
            self._flow.addWidget(self._chips[choice.key])
        self.set_values(tuple(key for key in kept if key in self._chips))
        self.updateGeometry()

    @property
    def value(self) -> Hashable | None:
        """The chosen key of an exclusive group, or None."""
        return next(iter(self.values), None)

    @property
    def values(self) -> tuple[Hashable, ...]:
        """All chosen keys, in the order of the chips."""
        return tuple(key for key, chip in self._chips.items() if chip.isChecked())

    def set_value(self, key: Hashable | None) -> None:
        """Choose one chip, or none; emits nothing."""
        self.set_values(() if key is None else (key,))

    def set_values(self, keys: Sequence[Hashable]) -> None:
        """Choose exactly these chips; emits nothing."""
        for key, chip in self._chips.items():
            chip.setChecked(key in keys)
        self._move_tab_stop()

    def chip(self, key: Hashable) -> QPushButton:
        """Return the button of a key."""
        return self._chips[key]

    def answer_digit(self, event: QKeyEvent) -> bool:
        """Choose by a digit key; say whether the event was one of ours."""
        if not self._digits or event.modifiers() & _MODIFIERS:
            return False
        text = event.text()
        if len(text) == 1 and text in "123456789" and int(text) <= len(self._chips):
            chip = list(self._chips.values())[int(text) - 1]
            if chip.isEnabled():
                chip.setFocus(Qt.FocusReason.OtherFocusReason)
                chip.click()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer digits and arrows."""
        if self.answer_digit(event):
            return
        key = Qt.Key(event.key())
        if key in _FORWARD or key in _BACK:
            self._step(1 if key in _FORWARD else -1)
            return
        super().keyPressEvent(event)

    def _chip(self, choice: Choice, digit: str) -> QPushButton:
        chip = _Chip(self, f"{choice.text}  {digit}" if digit else choice.text)
        chip.setProperty("look", "chip")
        chip.setObjectName(f"{self.objectName()}_{choice.key}")
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.setAccessibleName(spoken(choice.text))
        chip.setAccessibleDescription(_("Key {digit}").format(digit=digit) if digit else "")
        chip.setToolTip(choice.tooltip)
        if choice.icon:
            set_icon(chip, choice.icon, "ink", 18)
        chip.clicked.connect(self._on_chip_clicked)
        return chip

    def _on_chip_clicked(self) -> None:
        clicked = self.sender()
        key = next((key for key, chip in self._chips.items() if chip is clicked), None)
        if key is None:
            return
        if self._exclusive:
            # A second click on the chosen chip changes nothing: one of them must stay chosen.
            self.set_values((key,))
            self.chosen.emit(key)
        else:
            self._move_tab_stop()
            self.chosen.emit(self.values)

    def _step(self, by: int) -> None:
        chips = [chip for chip in self._chips.values() if chip.isEnabled()]
        here = next((i for i, chip in enumerate(chips) if chip.hasFocus()), None)
        if not chips or here is None:
            return
        target = chips[(here + by) % len(chips)]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if self._exclusive:
            target.click()

    def _tab_stop(self) -> QPushButton:
        chips = list(self._chips.values())
        return next((chip for chip in chips if chip.isChecked()), chips[0])

    def _move_tab_stop(self) -> None:
        if not self._chips:
            return
        stop = self._tab_stop() if self._exclusive else None
        for chip in self._chips.values():
            is_stop = stop is None or chip is stop
            chip.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus
            )
        self.setFocusProxy(stop or next(iter(self._chips.values())))


class _Chip(QPushButton):
    """A button whose digits and arrows belong to its group."""

    def __init__(self, group: ChipGroup, text: str) -> None:
        super().__init__(text, group)
        self._group = group

    def sizeHint(self) -> QSize:
        """Leave room for the bold words of a chosen chip, so that none is cut or moves."""
        hint = super().sizeHint()
        font = QFont(self.font())
        font.setBold(True)
        plain = self.fontMetrics().horizontalAdvance(self.text())
        more = QFontMetrics(font).horizontalAdvance(self.text()) - plain
        return QSize(hint.width() + max(more, 0), hint.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave digits and arrows to the group: Qt would move the focus on arrows by itself."""
        key = Qt.Key(event.key())
        if key in _FORWARD or key in _BACK or event.text() in tuple("123456789"):
            self._group.keyPressEvent(event)
            return
        super().keyPressEvent(event)
