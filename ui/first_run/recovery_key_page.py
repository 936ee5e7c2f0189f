"""The recovery key: print it or save it, then prove by two of its groups that the sheet exists."""

from __future__ import annotations

import secrets
import unicodedata

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from ui.first_run.page import SetupPage
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.form_field import FormField
from ui.widgets.wording import announce, label

_COLUMNS = 3
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


class RecoveryKeyPage(SetupPage):
    """Shows the key; hides it again as soon as the person says that the sheet is at hand."""

    print_requested = Signal()
    save_requested = Signal()

    def __init__(self) -> None:
        super().__init__(
            _("Recovery key"),
            _(
                "If every password is lost, only this key opens the desk: without it the data are "
                "gone for good. Print two sheets and lock them away, not beside this computer."
            ),
        )
        self._groups: list[str] = []
        self._asked: tuple[int, int] = (0, 1)
        self.setObjectName("recoveryKeyPage")
        self._steps = QStackedWidget()
        self._steps.addWidget(self._key_step())
        self._steps.addWidget(self._proof_step())
        self.add(self._steps)
        self.setFocusProxy(self.print_button)

    def show_key(self, key: str) -> None:
        """Show a key of groups parted by dashes; asks for two of them, chosen anew each time."""
        self._groups = key.split("-")
        for row, group in enumerate(self._groups):
            shown = label(group, "key")
            shown.setObjectName(f"keyGroup{row + 1}")
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            shown.setAccessibleName(
                _("Group {number}: {group}").format(number=row + 1, group=" ".join(group))
            )
            number = label(f"{row + 1}", "muted")
            cell = QHBoxLayout()
            cell.setSpacing(8)
            cell.addWidget(number)
            cell.addWidget(shown, 1)
            self._grid.addLayout(cell, row // _COLUMNS, row % _COLUMNS)
        chosen = sorted(secrets.SystemRandom().sample(range(len(self._groups)), 2))
        self._asked = (chosen[0], chosen[1])
        for field, place in zip((self.first_field, self.second_field), self._asked, strict=True):
            words = _("Group {number}").format(number=place + 1)
            field.label.setText(words)
            field.editor.setAccessibleName(words)
        self._steps.setCurrentIndex(0)

    @property
    def asked(self) -> tuple[int, int]:
        """Which two groups are asked for, counted from 0."""
        return self._asked

    @property
    def proving(self) -> bool:
        """Whether the key is hidden and the two groups are asked for."""
        return self._steps.currentIndex() == 1

    def begin_proof(self) -> None:
        """Hide the key and ask for two groups."""
        self._steps.setCurrentIndex(1)
        self.first_line.setFocus()
        self.changed.emit()

    def show_key_again(self) -> None:
        """Go back to the key, e.g. to print it once more."""
        self._steps.setCurrentIndex(0)
        self.print_button.setFocus()
        self.changed.emit()

    def say(self, text: str, *, failed: bool = False) -> None:
        """Say beneath the buttons that the sheet was printed or saved, or why not."""
        self.said_label.setText(text)
        self.said_label.setProperty("look", "error" if failed else "muted")
        self.said_label.style().polish(self.said_label)
        announce(self.said_label, text, urgent=failed)

    def check(self) -> bool:
        """Both groups must be right."""
        if not self.proving:
            return False
        right = True
        lines = ((self.first_field, self.first_line), (self.second_field, self.second_line))
        for (field, line), place in zip(lines, self._asked, strict=True):
            matches = _plain(line.text()) == _plain(self._groups[place])
            field.set_error("" if matches else _("Not what the sheet says. Compare once more."))
            right = right and matches
        return right

    def forget(self) -> None:
        """Drop the key from the screen's memory."""
        self._groups = []
        while (item := self._grid.takeAt(0)) is not None:
            cell = item.layout()
            while cell is not None and (part := cell.takeAt(0)) is not None:
                if (widget := part.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()
        self.first_line.clear()
        self.second_line.clear()

    def _key_step(self) -> QWidget:
        step = QWidget()
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        card = Card()
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        card.add(self._grid)
        column.addWidget(card)
        row = QHBoxLayout()
        self.print_button = secondary_button(_("Print"), icon="printer", name="printSheet")
        self.save_button = secondary_button(_("Save as PDF"), icon="save", name="saveSheet")
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        column.addLayout(row)
        self.said_label = label("", "muted", wrap=True, name="sheetSaid")
        column.addWidget(self.said_label)
        column.addStretch(1)
        self.print_button.clicked.connect(self.print_requested)
        self.save_button.clicked.connect(self.save_requested)
        return step

    def _proof_step(self) -> QWidget:
        step = QWidget()
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        card = Card(_("Read from the sheet"))
        card.add(
            label(_("Type these two groups, so that we know the sheet can be read."), wrap=True)
        )
        self.first_line, self.second_line = _GroupLine("proof1"), _GroupLine("proof2")
        self.first_field = FormField(_("Group {number}").format(number=1), self.first_line)
        self.second_field = FormField(_("Group {number}").format(number=2), self.second_line)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.first_field)
        row.addWidget(self.second_field)
        card.add(row)
        self.again_button = quiet_button(_("Show the key again"), icon="eye", name="showKeyAgain")
        card.add(self.again_button)
        card.body.setAlignment(self.again_button, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(card)
        column.addStretch(1)
        self.again_button.clicked.connect(self.show_key_again)
        return step


class _GroupLine(QLineEdit):
    """A line for one group of the key, in capitals."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setMaxLength(8)
        self.setMaximumWidth(200)
        self.textEdited.connect(self._on_text_edited)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the first group goes to the second; in the second it reaches the screen."""
        if self.objectName() == "proof1" and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            self.focusNextChild()
            return
        super().keyPressEvent(event)

    def _on_text_edited(self, text: str) -> None:
        place = self.cursorPosition()
        self.setText(text.upper())
        self.setCursorPosition(place)


def _plain(text: str) -> str:
    """Read a group as the store reads keys: any case, O for 0, I and L for 1."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_LOOKALIKES)
    return "".join(c for c in plain if c.isalnum())
