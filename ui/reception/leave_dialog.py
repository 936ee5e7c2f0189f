"""'Customer left': a visit is ended honestly, with the reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import FieldError, FieldProblem
from app.i18n import _
from app.messages import field_sentence
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.wording import label


class LeaveDialog(QDialog):
    """``reason_given`` with the reason; opened with ``open()``."""

    reason_given = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, registered: bool) -> None:
        super().__init__(parent)
        self.setObjectName("leaveDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Customer left"))
        self.resize(560, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(label(_("The customer left"), "title"))
        column.addWidget(
            label(
                _("The visit ends here. Its registered cases go on.")
                if registered
                else _("The visit ends here and stays in the records; no case was registered."),
                "muted",
                wrap=True,
            )
        )
        reasons = (
            _("No time to wait"),
            _("Will come again"),
            _("Matter settled itself"),
            _("Opened by mistake"),
        )
        self.chips = ChipGroup(
            [Choice(reason, reason) for reason in reasons],
            accessible_name=_("Reason"),
            name="leaveReasons",
        )
        self.reason = QLineEdit()
        self.reason.setObjectName("leaveReason")
        self.reason.setMaxLength(300)
        self._field = FormField(_("Reason (&R)"), self.reason)
        column.addWidget(self.chips)
        column.addWidget(self._field)
        row = QHBoxLayout()
        self.back = secondary_button(_("Back"), name="leaveBack")
        self.end = primary_button(_("End the visit"), name="leaveEnd")
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.end)
        column.addLayout(row)
        self.chips.chosen.connect(self._on_chip_chosen)
        self.back.clicked.connect(self.reject)
        self.end.clicked.connect(self._on_end_clicked)
        self.reason.returnPressed.connect(self._on_end_clicked)
        self.chips.setFocus()

    def _on_chip_chosen(self, reason: object) -> None:
        self.reason.setText(str(reason))
        self.end.setFocus()

    def _on_end_clicked(self) -> None:
        if not self.reason.text().strip():
            self._field.set_error(field_sentence(FieldError("reason", FieldProblem.REQUIRED)))
            self.reason.setFocus()
            return
        self.reason_given.emit(self.reason.text())
        self.accept()
