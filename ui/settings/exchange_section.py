"""Cases between this desk and other systems: the way into the import, and the export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, QStandardPaths, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QFileDialog, QHBoxLayout, QWidget

from app.case_files import export_file
from app.domain.permissions import Action
from app.i18n import _, ngettext
from app.workspace import Workspace
from ui.context import DeskContext
from ui.settings.roster_cards import RosterCards
from ui.settings.section import Notice, SettingsSection, refusal
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.wording import label

_XLSX, _CSV = ".xlsx", ".csv"


class ExchangeSection(SettingsSection):
    """``import_requested()``, ``roster_requested()``: the import screen is wished for."""

    import_requested = Signal()
    roster_requested = Signal()

    def __init__(
        self, context: DeskContext, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _("Import and export"),
            _("History from other systems and spreadsheets, and the cases of this project."),
            parent,
        )
        self._context, self._workspace = context, workspace
        self._add_import()
        self._add_export()
        self.rosters = RosterCards(context, workspace)
        self.rosters.roster_requested.connect(self.roster_requested)
        self.rosters.done.connect(self.done)
        self.rosters.problem_met.connect(self.problem_met)
        self.column.addWidget(self.rosters)
        self.column.addStretch(1)
        self._set_busy(busy=False)

    def export_to(self, path: Path) -> None:
        """Write the cases that are chosen, and their mapping beside them if that is wished for."""
        chosen = self.period_box.isChecked()
        mapping_path = path.with_suffix(".toml") if self.mapping_box.isChecked() else None
        self._set_busy(busy=True)
        self._context.runner.run(
            export_file,
            self._workspace,
            project_code=self._context.project.code,
            first=_day(self.first_day) if chosen else None,
            last=_day(self.last_day) if chosen else None,
            path=path,
            mapping_path=mapping_path,
            now=self._context.now(),
            owner=self,
            on_done=lambda count: self._on_exported(count, path),
            on_error=self._on_problem,
            on_end=lambda: self._set_busy(busy=False),
        )

    # ---- building --------------------------------------------------------------------------

    def _add_import(self) -> None:
        card = self.add_card(_("Import cases"))
        card.add(
            label(
                _(
                    "Take cases in from a CSV file or an Excel workbook. They keep their own "
                    "times and count in the months in which they happened."
                ),
                wrap=True,
            )
        )
        may = self._context.actor.may(Action.IMPORT_CASES)
        self.import_refusal = Notice(refusal(Action.IMPORT_CASES), "info", name="importRefusal")
        self.import_refusal.setVisible(not may)
        self.import_button = primary_button(
            _("Import cases…"), icon="folder-open", name="importCases"
        )
        self.import_button.setEnabled(may)
        self.import_button.clicked.connect(self.import_requested)
        row = QHBoxLayout()
        row.addWidget(self.import_refusal, 1)
        row.addStretch(0 if not may else 1)
        row.addWidget(self.import_button)
        card.add(row)

    def _add_export(self) -> None:
        card = self.add_card(_("Export cases"))
        card.add(
            label(
                _(
                    "The file holds names and phones in full. Each export is written down; "
                    "keep the file safe and delete it when it has done its work."
                ),
                wrap=True,
            )
        )
        self.export_refusal = Notice(refusal(Action.EXPORT_CASES), "info", name="exportRefusal")
        self.export_refusal.setVisible(not self._may_export)
        card.add(self.export_refusal)
        today = self._context.now().astimezone(self._context.zone).date()
        self.period_box = QCheckBox(_("Only cases registered from"))
        self.period_box.setObjectName("exportPeriod")
        self.period_box.setAccessibleName(self.period_box.text())
        self.first_day = _day_box("exportFirst", _("First day"), date(today.year, 1, 1))
        self.last_day = _day_box("exportLast", _("Last day"), today)
        self.period_box.toggled.connect(self._on_period_toggled)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.period_box)
        row.addWidget(self.first_day)
        row.addWidget(label(_("to")))
        row.addWidget(self.last_day)
        row.addStretch(1)
        card.add(row)
        self.mapping_box = QCheckBox(_("Write the mapping beside it, to import it elsewhere"))
        self.mapping_box.setObjectName("exportMapping")
        self.mapping_box.setAccessibleName(self.mapping_box.text())
        card.add(self.mapping_box)
        self.busy_line = BusyLine(cancellable=False)
        self.export_button = secondary_button(
            _("Export cases…"), icon="download", name="exportCases"
        )
        self.export_button.clicked.connect(self._on_export_clicked)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.busy_line, 1)
        foot.addWidget(self.export_button)
        card.add(foot)

    @property
    def _may_export(self) -> bool:
        return self._context.actor.may(Action.EXPORT_CASES)

    # ---- events ----------------------------------------------------------------------------

    def _on_period_toggled(self) -> None:
        for box in (self.first_day, self.last_day):
            box.setEnabled(self.period_box.isChecked() and self.period_box.isEnabled())

    def _on_export_clicked(self) -> None:
        dialog = QFileDialog(self, _("Export cases…"))
        dialog.setObjectName("exportCasesDialog")
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
        dialog.selectFile(f"{self._context.project.code}-{today.isoformat()}{_XLSX}")
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_exported(self, count: int, path: Path) -> None:
        words = ngettext(
            "{count} case written to {path}.", "{count} cases written to {path}.", count
        )
        self.done.emit(words.format(count=count, path=path))

    def _set_busy(self, *, busy: bool) -> None:
        for part in (self.export_button, self.period_box, self.mapping_box):
            part.setEnabled(self._may_export and not busy)
        self._on_period_toggled()
        if busy:
            self.busy_line.start(_("Writing the cases…"))
        else:
            self.busy_line.finish()


def _day_box(name: str, words: str, day: date) -> QDateEdit:
    box = QDateEdit(QDate(day.year, day.month, day.day))
    box.setObjectName(name)
    box.setAccessibleName(words)
    box.setCalendarPopup(True)
    box.setDisplayFormat("yyyy-MM-dd")
    box.setFixedWidth(160)
    return box


def _day(box: QDateEdit) -> date:
    chosen = box.date()
    return date(chosen.year(), chosen.month(), chosen.day())
