"""The password is lost: the printed recovery key opens the desk and sets a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from app.i18n import _
from ui.tasks import TaskRunner
from ui.unlock.people import StaffChoice
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.form_field import FormField
from ui.widgets.new_password import NewPassword
from ui.widgets.wording import label


class RecoveryPage(QWidget):
    """Asks for person, key and new password; ``recovery_requested(staff_id, key, password)``."""

    recovery_requested = Signal(str, str, str)
    back_requested = Signal()

    def __init__(
        self, runner: TaskRunner, people: Sequence[StaffChoice], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("recoveryPage")
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(label(_("Open with the recovery key"), "title"))
        column.addWidget(
            label(
                _(
                    "The key stands on the sheet that was printed when the desk was set up. "
                    "It gives one person a new password; the use is recorded."
                ),
                "lead",
                wrap=True,
            )
        )
        self.person = QComboBox()
        self.person.setObjectName("recoveryPerson")
        self.person.setView(QListView())
        for someone in people:
            self.person.addItem(someone.name, someone.staff_id)
        column.addWidget(FormField(_("Person"), self.person))
        self.key_line = QLineEdit()
        self.key_line.setObjectName("recoveryKey")
        self.key_line.setMaxLength(80)
        self.key_line.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        self.key_field = FormField(_("Recovery key"), self.key_line)
        column.addWidget(self.key_field)
        self.passwords = NewPassword(runner)
        column.addWidget(self.passwords)
        row = QHBoxLayout()
        self.back_button = secondary_button(_("Back"), icon="arrow-left", name="recoveryBack")
        self.go_button = primary_button(_("Set password and open"), name="recoveryGo")
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.go_button)
        column.addSpacing(8)
        column.addLayout(row)
        column.addStretch(2)
        self.key_line.textEdited.connect(self._on_key_edited)
        self.passwords.submitted.connect(self._on_go_clicked)
        self.go_button.clicked.connect(self._on_go_clicked)
        self.back_button.clicked.connect(self._on_back_clicked)
        self.setFocusProxy(self.key_line)

    def begin(self, staff_id: str | None) -> None:
        """Start empty, for the person chosen on the page before."""
        self.person.setCurrentIndex(max(self.person.findData(staff_id), 0))
        self._forget()

    def show_error(self, text: str) -> None:
        """Say beneath the key why it did not open."""
        self.key_field.set_error(text)
        self.key_line.setFocus()

    def set_busy(self, *, busy: bool) -> None:
        """Block the fields while the key is being tried."""
        for part in (self.person, self.key_line, self.passwords, self.go_button, self.back_button):
            part.setEnabled(not busy)

    def _on_key_edited(self) -> None:
        self.key_field.set_error("")

    def _on_go_clicked(self) -> None:
        key = self.key_line.text().strip()
        if not key:
            self.key_field.set_error(_("Type the recovery key from the printed sheet."))
        if not self.passwords.valid:
            self.passwords.show_errors()
        if key and self.passwords.valid:
            self.recovery_requested.emit(str(self.person.currentData()), key, self.passwords.text)

    def _on_back_clicked(self) -> None:
        self._forget()
        self.back_requested.emit()

    def _forget(self) -> None:
        self.key_line.clear()
        self.key_field.set_error("")
        self.passwords.clear()
