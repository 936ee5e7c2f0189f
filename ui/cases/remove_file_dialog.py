"""Taking a photo or file of a case away for good, with the reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import FieldError, FieldProblem
from app.i18n import _
from app.messages import field_sentence
from ui.cases.wrapped_text import WrappedText
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.form_field import FormField
from ui.widgets.wording import label


class RemoveFileDialog(QDialog):
    """``reason_given`` with the reason; opened with ``open()``, closed by whoever removed it."""

    reason_given = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("removeFileDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Remove a file"))
        self.resize(540, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(label(_("Remove this file?"), "title"))
        column.addWidget(WrappedText(name, name="removedName"))
        column.addWidget(
            label(
                _("Its content is deleted for good. Its name and the reason stay on record."),
                "muted",
                wrap=True,
            )
        )
        self.reason = QLineEdit()
        self.reason.setObjectName("removeReason")
        self.reason.setMaxLength(300)
        self._field = FormField(_("Reason (&R)"), self.reason)
        column.addWidget(self._field)
        row = QHBoxLayout()
        self.back = secondary_button(_("Back"), name="removeBack")
        self.remove = primary_button(_("Remove"), icon="trash-2", name="removeNow")
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.remove)
        column.addLayout(row)
        self.back.clicked.connect(self.reject)
        self.remove.clicked.connect(self._on_remove_clicked)
        self.reason.returnPressed.connect(self._on_remove_clicked)
        self.reason.setFocus()

    def show_error(self, words: str) -> None:
        """Say beside the reason why the file is still there."""
        self.remove.setEnabled(True)
        self._field.set_error(words)
        self.reason.setFocus()

    def _on_remove_clicked(self) -> None:
        if not self.remove.isEnabled():
            return
        if not self.reason.text().strip():
            self.show_error(field_sentence(FieldError("reason", FieldProblem.REQUIRED)))
            return
        self.remove.setEnabled(False)
        self.reason_given.emit(self.reason.text())
