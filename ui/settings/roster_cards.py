"""Owner rosters in the settings: the way into the import, and the export of the archive."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMessageBox, QVBoxLayout, QWidget

from app.domain.errors import UserFacingError
from app.domain.permissions import Action
from app.i18n import _, ngettext
from app.messages import sentence
from app.roster_files import export_roster_file
from app.workspace import Workspace
from ui.context import DeskContext
from ui.settings.section import Notice, refusal
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import secondary_button
from ui.widgets.card import Card
from ui.widgets.wording import label

_XLSX, _CSV = ".xlsx", ".csv"


class RosterCards(QWidget):
    """``roster_requested()``: the import of a roster is wished for.

    ``done(str)`` and ``problem_met(str)`` carry a sentence for the message bar.
    """

    roster_requested = Signal()
    done = Signal(str)
    problem_met = Signal(str)

    def __init__(
        self, context: DeskContext, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._workspace = context, workspace
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._import_card())
        column.addWidget(self._export_card())

    # ---- building --------------------------------------------------------------------------

    def _import_card(self) -> Card:
        card = Card(_("Import an owner roster"))
        card.add(
            label(
                _(
                    "Take rooms and people in from an Excel workbook or a CSV file. Numbers of "
                    "identity documents are never taken in."
                ),
                wrap=True,
            )
        )
        may = self._context.actor.may(Action.IMPORT_CUSTOMERS)
        notice = Notice(refusal(Action.IMPORT_CUSTOMERS), "info", name="rosterRefusal")
        notice.setVisible(not may)
        self.import_button = secondary_button(
            _("Import a roster…"), icon="folder-open", name="importRoster"
        )
        self.import_button.setEnabled(may)
        self.import_button.clicked.connect(self.roster_requested)
        row = QHBoxLayout()
        row.addWidget(notice, 1)
        row.addStretch(0 if not may else 1)
        row.addWidget(self.import_button)
        card.add(row)
        return card

    def _export_card(self) -> Card:
        card = Card(_("Export the customer archive"))
        card.add(
            label(
                _(
                    "The file holds names and phones of everybody in full. Each export is written "
                    "down for every customer in it; keep the file safe and delete it when it has "
                    "done its work."
                ),
                wrap=True,
            )
        )
        may = self._context.actor.may(Action.EXPORT_CUSTOMERS)
        notice = Notice(refusal(Action.EXPORT_CUSTOMERS), "info", name="rosterExportRefusal")
        notice.setVisible(not may)
        card.add(notice)
        self.busy_line = BusyLine(cancellable=False)
        self.export_button = secondary_button(
            _("Export the archive…"), icon="download", name="exportRoster"
        )
        self.export_button.setEnabled(may)
        self.export_button.clicked.connect(self._on_export_clicked)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.busy_line, 1)
        foot.addWidget(self.export_button)
        card.add(foot)
        return card

    # ---- the export ------------------------------------------------------------------------

    def _on_export_clicked(self) -> None:
        """Ask once more before everybody's data leave the store."""
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            _("Export the customer archive"),
            _("Write names and phones of all customers of this project into a file?"),
            parent=self,
        )
        box.setObjectName("exportRosterQuestion")
        box.setInformativeText(
            _("It is written down in your name for each of them. Whoever has the file can read it.")
        )
        go_on = box.addButton(_("Export"), QMessageBox.ButtonRole.AcceptRole)
        go_on.setObjectName("exportRosterYes")
        cancel = box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(lambda button: self._ask_where() if button is go_on else None)
        box.open()

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, _("Export the archive…"))
        dialog.setObjectName("exportRosterDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        workbook, csv = _("Excel workbook (*.xlsx)"), _("CSV file (*.csv)")
        dialog.setNameFilters([workbook, csv])
        dialog.setDefaultSuffix(_XLSX[1:])
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix((_CSV if chosen == csv else _XLSX)[1:])
        )
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(documents))
        today = self._context.now().astimezone(self._context.zone).date()
        stem = _("customers-{project}-{day}").format(
            project=self._context.project.code, day=today.isoformat()
        )
        dialog.selectFile(f"{stem}{_XLSX}")
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export_to(self, path: Path) -> None:
        """Write the archive into a file."""
        self.export_button.setEnabled(False)
        self.busy_line.start(_("Writing the customers…"))
        self._context.runner.run(
            export_roster_file,
            self._workspace,
            project_code=self._context.project.code,
            path=path,
            now=self._context.now(),
            owner=self,
            on_done=lambda count: self._on_exported(count, path),
            on_error=self._on_problem,
            on_end=self._on_ended,
        )

    def _on_exported(self, count: int, path: Path) -> None:
        words = ngettext(
            "{count} customer written to {path}.", "{count} customers written to {path}.", count
        )
        self.done.emit(words.format(count=count, path=path))

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))

    def _on_ended(self) -> None:
        self.busy_line.finish()
        self.export_button.setEnabled(self._context.actor.may(Action.EXPORT_CUSTOMERS))
