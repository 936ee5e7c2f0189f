"""A small dialog with fields, "back" and a button that does what it is for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import FieldError, UserFacingError
from app.i18n import _
from app.messages import field_sentence, sentence
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.form_field import FormField
from ui.widgets.wording import announce, label

_WIDTH = 560


class FormDialog(QDialog):
    """Opened with ``open()``; whoever does the work accepts it, or hands the error back."""

    def __init__(self, title: str, doing: str, *, name: str, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(_WIDTH, 0)
        self._fields: dict[str, FormField] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(14)
        outer.addWidget(label(title, "title"))
        self.column = QVBoxLayout()
        self.column.setSpacing(14)
        outer.addLayout(self.column)
        self.error_label = label("", "error", wrap=True, name=f"{name}Error")
        self.error_label.hide()
        outer.addWidget(self.error_label)
        row = QHBoxLayout()
        self.back_button = secondary_button(_("Back"), name=f"{name}Back")
        self.do_button = primary_button(doing, icon=icon, name=f"{name}Do")
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.do_button)
        outer.addLayout(row)
        self.back_button.clicked.connect(self.reject)
        self.do_button.clicked.connect(self.submit)

    def add_field(self, key: str, field: FormField) -> None:
        """Append a field; an error of the service that names ``key`` is shown there."""
        self._fields[key] = field
        self.column.addWidget(field)

    def showEvent(self, event: QShowEvent) -> None:
        """Come up as high as the words need."""
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """Grow to what is shown now, at the same width."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            wanted = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(wanted, self.minimumSizeHint().height()))

    def submit(self) -> None:
        """Do what the dialog is for, once."""
        if not self.do_button.isEnabled():
            return
        self.do_button.setEnabled(False)
        self.error_label.hide()
        for field in self._fields.values():
            field.set_error("")
        self._do()

    def _do(self) -> None:
        raise NotImplementedError

    def show_error(self, error: Exception) -> None:
        """Say why nothing was done, beside the field if it is one's."""
        self.do_button.setEnabled(True)
        if isinstance(error, FieldError) and error.field in self._fields:
            field = self._fields[error.field]
            field.set_error(field_sentence(error))
            field.editor.setFocus()
            self.fit()
        elif isinstance(error, UserFacingError):
            words = sentence(error)
            self.error_label.setText(words)
            self.error_label.show()
            announce(self, words, urgent=True)
            self.fit()
