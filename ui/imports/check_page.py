"""The last page of the import: what becomes of every row, before and after it is added."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout

from app.domain.import_rows import Verdict
from app.i18n import _, ngettext
from app.services.case_import import ImportResult
from ui.cases.pill_delegate import PillDelegate
from ui.imports.import_page import ImportPage
from ui.imports.table_models import VerdictColumn, VerdictModel
from ui.widgets.buttons import secondary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.pill import Pill
from ui.widgets.table import DeskTable
from ui.widgets.wording import label

_ALL, _REFUSED = "all", "refused"


class CheckPage(ImportPage):
    """``skip_chosen(bool)``: leave refused rows out.  ``report_wanted(Path)``: write the report."""

    skip_chosen = Signal(bool)
    report_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Check and import"), "")
        self.lead_label.setObjectName("importSummary")
        self.result: ImportResult | None = None
        self._pills = QHBoxLayout()
        self._pills.setSpacing(8)
        self._shown_pills: list[Pill] = []
        self.filter_chips = ChipGroup(
            [Choice(_ALL, _("All rows")), Choice(_REFUSED, _("Refused only"))],
            accessible_name=_("Rows shown"),
            name="verdictFilter",
        )
        self.filter_chips.set_value(_ALL)
        self.filter_chips.chosen.connect(lambda _key: self._show_rows())
        self.skip_box = QCheckBox(_("Leave the refused rows out"))
        self.skip_box.setObjectName("skipBadRows")
        self.skip_box.setAccessibleName(self.skip_box.text())
        self.skip_box.toggled.connect(self.skip_chosen)
        self.report_button = secondary_button(
            _("Save the report…"), icon="download", name="importReport"
        )
        self.report_button.clicked.connect(self._on_report_clicked)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addLayout(self._pills)
        head.addStretch(1)
        head.addWidget(self.report_button)
        self.column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.filter_chips, 1)
        row.addWidget(self.skip_box)
        self.column.addLayout(row)
        self._model = VerdictModel(self)
        self.table = DeskTable(accessible_name=_("What becomes of each row"), name="verdicts")
        self.table.setModel(self._model)
        self._pill_delegate = PillDelegate(self.table)
        self.table.setItemDelegateForColumn(VerdictColumn.VERDICT, self._pill_delegate)
        for column, width in (
            (VerdictColumn.LINE, 80),
            (VerdictColumn.THEIR_NUMBER, 170),
            (VerdictColumn.VERDICT, 130),
            (VerdictColumn.NUMBER, 180),
        ):
            self.table.setColumnWidth(column, width)
        self.table.stretch_column(VerdictColumn.REASON)
        self.column.addWidget(self.table, 1)
        self.more_label = label("", "muted", name="importNote")
        self.column.addWidget(self.more_label)
        self.forget()

    @property
    def skips(self) -> bool:
        """Whether refused rows are left out."""
        return self.skip_box.isChecked()

    def forget(self) -> None:
        """Show nothing: the verdicts are being found."""
        self.result = None
        self.lead_label.setText(_("Looking at every row; nothing is added by that."))
        self.more_label.setText("")
        self._show_pills(())
        self.skip_box.setVisible(False)
        self.report_button.setEnabled(False)
        self._show_rows()

    def show_result(self, result: ImportResult) -> None:
        """Show the verdicts of a trial, or of the import itself."""
        self.result = result
        counts = {verdict: result.count(verdict) for verdict in Verdict}
        to_add = _("{count} added") if result.kept else _("{count} to add")
        self._show_pills(
            (
                (to_add, "good", counts[Verdict.ADDED]),
                (_("{count} already there"), "neutral", counts[Verdict.ALREADY_THERE]),
                (_("{count} refused"), "danger", counts[Verdict.REFUSED]),
            )
        )
        self.lead_label.setText(_summary(result))
        self.more_label.setText(
            _("A backup of the store is made first: what was imported cannot be taken out again.")
            if not result.kept and counts[Verdict.ADDED] and result.is_possible
            else ""
        )
        self.skip_box.setVisible(bool(counts[Verdict.REFUSED]) and not result.kept)
        self.report_button.setEnabled(True)
        if not result.is_possible:
            self.filter_chips.set_value(_REFUSED)
        self._show_rows()

    def _show_pills(self, wanted: tuple[tuple[str, str, int], ...]) -> None:
        for old in self._shown_pills:
            self._pills.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown_pills = [
            Pill(words.format(count=count), kind, name=f"verdictCount{place}")
            for place, (words, kind, count) in enumerate(wanted)
            if count
        ]
        for pill in self._shown_pills:
            self._pills.addWidget(pill)

    def _show_rows(self) -> None:
        verdicts = self.result.verdicts if self.result is not None else ()
        kept = self.result is not None and self.result.kept
        only_refused = self.filter_chips.value == _REFUSED
        self._model.show_verdicts(verdicts, only_refused=only_refused, kept=kept)
        # Our numbers are given when the cases are added; until then the reasons need the room.
        self.table.setColumnHidden(VerdictColumn.NUMBER, not kept)

    def _on_report_clicked(self) -> None:
        dialog = QFileDialog(self, _("Save the report…"))
        dialog.setObjectName("importReportDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("CSV file (*.csv)")])
        dialog.setDefaultSuffix("csv")
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(documents))
        dialog.selectFile(_("import-report.csv"))
        dialog.fileSelected.connect(lambda name: self.report_wanted.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _summary(result: ImportResult) -> str:
    """Return what the verdicts come to, and what can be done."""
    added = result.count(Verdict.ADDED)
    if result.kept:
        return ngettext(
            "{count} case was added with its own times.",
            "{count} cases were added with their own times.",
            added,
        ).format(count=added)
    if not result.is_possible:
        return ngettext(
            "{refused} of {count} row is refused, so nothing can be added. "
            "Mend it in the file, or leave it out.",
            "{refused} of {count} rows are refused, so nothing can be added. "
            "Mend them in the file, or leave them out.",
            len(result.verdicts),
        ).format(refused=len(result.refused), count=len(result.verdicts))
    if not added:
        return _("There is nothing to add: every case is here already or was refused.")
    return ngettext(
        "{count} case can be added. Nothing has been added yet.",
        "{count} cases can be added. Nothing has been added yet.",
        added,
    ).format(count=added)
