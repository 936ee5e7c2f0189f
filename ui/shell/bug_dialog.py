"""A fault of the program: what to do, and a report to copy that holds nobody's data."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.i18n import _
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.wording import label


class BugDialog(QDialog):
    """Shows a report made by ``ui.tasks.bug_report``; open it with ``open()``, never ``exec()``."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bugDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("A fault in the program"))
        self.resize(640, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(_("Something went wrong in the program"), "title"))
        column.addWidget(
            label(
                _(
                    "Nothing that was already saved is lost. You can go on; if it happens again, "
                    "copy the report and send it to whoever looks after this program. "
                    "It names places in the program only, no customer and no staff member."
                ),
                wrap=True,
            )
        )
        self.report = QPlainTextEdit(report)
        self.report.setObjectName("bugReport")
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName(_("Report"))
        column.addWidget(self.report, 1)
        row = QHBoxLayout()
        self.copy_button = secondary_button(_("Copy report"), icon="copy", name="bugCopy")
        self.close_button = primary_button(_("Go on"), name="bugClose")
        row.addWidget(self.copy_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        column.addLayout(row)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.close_button.clicked.connect(self.accept)
        self.close_button.setFocus()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy_button.set_words(_("Copied"))
