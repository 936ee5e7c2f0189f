"""Who answers for a minor: asked at the desk before the customer's screen opens."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import FieldError, FieldProblem
from app.domain.typed_text import NAME_LIMIT
from app.i18n import _
from app.messages import field_sentence
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.form_field import FormField
from ui.widgets.wording import label


class GuardianDialog(QDialog):
    """``guardian_given`` with the name; opened with ``open()``."""

    guardian_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guardianDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Guardian"))
        self.resize(520, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(label(_("A guardian answers for a minor"), "title"))
        column.addWidget(
            label(
                _("Ask the guardian to read the notice and to sign. The name is kept with it."),
                "muted",
                wrap=True,
            )
        )
        self.name = QLineEdit()
        self.name.setObjectName("guardianName")
        self.name.setMaxLength(NAME_LIMIT)
        self.field = FormField(_("Name of the guardian (&G)"), self.name)
        column.addWidget(self.field)
        row = QHBoxLayout()
        self.back = secondary_button(_("Back"), name="guardianBack")
        self.go_on = primary_button(_("Ask on the customer screen"), name="guardianGoOn")
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.go_on)
        column.addLayout(row)
        self.back.clicked.connect(self.reject)
        self.go_on.clicked.connect(self._on_go_on)
        self.name.returnPressed.connect(self._on_go_on)
        self.name.setFocus()

    def _on_go_on(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.field.set_error(field_sentence(FieldError("guardian", FieldProblem.REQUIRED)))
            self.name.setFocus()
            return
        self.accept()
        self.guardian_given.emit(name)
