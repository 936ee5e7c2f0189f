"""The last page of the roster import: what becomes of every row, before and after it is written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout

from app.domain.roster_rows import RosterVerdict
from app.i18n import _, ngettext
from app.roster_words import unnamed_words
from app.services.roster_import import RosterResult
from ui.cases.pill_delegate import PillDelegate
from ui.imports.import_page import ImportPage
from ui.roster.table_models import RosterColumn, RosterVerdictModel
from ui.settings.section import Notice
from ui.widgets.buttons import secondary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.pill import Pill
from ui.widgets.table import DeskTable
from ui.widgets.wording import label

_ALL, _REFUSED, _UNNAMED = "all", "refused", "unnamed"


class RosterCheckPage(ImportPage):
    """``options_chosen()``: what to leave out or to make.  ``report_wanted(Path)``: write it."""

    options_chosen = Signal()
    report_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Check and import"), "")
        self.lead_label.setObjectName("rosterSummary")
        self.result: RosterResult | None = None
        self._pills = QHBoxLayout()
        self._pills.setSpacing(8)
        self._shown_pills: list[Pill] = []
        self.report_button = secondary_button(
            _("Save the report…"), icon="download", name="rosterReport"
        )
        self.report_button.clicked.connect(self._on_report_clicked)
        head = QHBoxLayout()
        head.addLayout(self._pills)
        head.addStretch(1)
        head.addWidget(self.report_button)
        self.column.addLayout(head)
        self.filter_chips = ChipGroup(
            [
                Choice(_ALL, _("All rows")),
                Choice(_REFUSED, _("Refused only")),
                Choice(_UNNAMED, _("Not named in the roster")),
            ],
            accessible_name=_("Rows shown"),
            name="rosterFilter",
        )
        self.filter_chips.set_value(_ALL)
        self.filter_chips.chosen.connect(lambda _key: self._show_rows())
        self.rooms_box = self._option("createRooms", _("Make the rooms that are missing"))
        self.skip_box = self._option("skipBadRows", _("Leave the refused rows out"))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.filter_chips, 1)
        row.addWidget(self.rooms_box)
        row.addWidget(self.skip_box)
        self.column.addLayout(row)
        self.unnamed_notice = Notice("", name="rosterUnnamed")
        self.column.addWidget(self.unnamed_notice)
        self._model = RosterVerdictModel(self)
        self.table = DeskTable(accessible_name=_("What becomes of each row"), name="rosterVerdicts")
        self.table.setModel(self._model)
        self._pill_delegate = PillDelegate(self.table)
        self.table.setItemDelegateForColumn(RosterColumn.VERDICT, self._pill_delegate)
        for column, width in (
            (RosterColumn.LINE, 72),
            (RosterColumn.ROOM, 130),
            (RosterColumn.NAMES, 140),
            (RosterColumn.VERDICT, 170),
        ):
            self.table.setColumnWidth(column, width)
        self.table.stretch_column(RosterColumn.REMARK)
        self.column.addWidget(self.table, 1)
        self.more_label = label("", "muted", name="rosterNote")
        self.column.addWidget(self.more_label)
        self.forget()

    @property
    def skips(self) -> bool:
        """Whether refused rows are left out."""
        return self.skip_box.isChecked()

    @property
    def creates_rooms(self) -> bool:
        """Whether rooms that the project does not know are made."""
        return self.rooms_box.isChecked()

    def forget(self) -> None:
        """Show nothing: the verdicts are being found."""
        self.result = None
        self.lead_label.setText(_("Looking at every row; nothing is written by that."))
        self.more_label.setText("")
        self.unnamed_notice.setVisible(False)
        self._show_pills(())
        self.report_button.setEnabled(False)
        self._show_rows()

    def show_result(self, result: RosterResult) -> None:
        """Show the verdicts of a trial, or of the import itself."""
        self.result = result
        count = result.count
        self._show_pills(
            (
                (_("{count} new"), "good", count(RosterVerdict.ADDED)),
                (_("{count} join a known one"), "good", count(RosterVerdict.JOINS)),
                (_("{count} changed"), "warning", count(RosterVerdict.CHANGED)),
                (_("{count} the same"), "neutral", count(RosterVerdict.SAME)),
                (_("{count} no record"), "neutral", count(RosterVerdict.LEFT_OUT)),
                (_("{count} refused"), "danger", count(RosterVerdict.REFUSED)),
            )
        )
        self.lead_label.setText(_summary(result))
        self.more_label.setText(
            _("A backup of the store is made first: an import is not taken out again by itself.")
            if not result.kept and result.changes and result.is_possible
            else ""
        )
        self.unnamed_notice.words.setText(unnamed_words(len(result.unnamed)))
        self.unnamed_notice.setVisible(bool(result.unnamed))
        for box in (self.skip_box, self.rooms_box):
            box.setEnabled(not result.kept)
        self.report_button.setEnabled(True)
        if not result.is_possible:
            self.filter_chips.set_value(_REFUSED)
        self._show_rows()

    def _option(self, name: str, words: str) -> QCheckBox:
        box = QCheckBox(words)
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.toggled.connect(self.options_chosen)
        return box

    def _show_pills(self, wanted: tuple[tuple[str, str, int], ...]) -> None:
        for old in self._shown_pills:
            self._pills.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown_pills = [
            Pill(words.format(count=count), kind, name=f"rosterCount{place}")
            for place, (words, kind, count) in enumerate(wanted)
            if count
        ]
        for pill in self._shown_pills:
            self._pills.addWidget(pill)

    def _show_rows(self) -> None:
        result, chosen = self.result, self.filter_chips.value
        if result is None:
            self._model.show_verdicts((), kept=False)
        elif chosen == _UNNAMED:
            self._model.show_unnamed(result.unnamed)
        else:
            rows = result.refused if chosen == _REFUSED else result.rows
            self._model.show_verdicts(rows, kept=result.kept)

    def _on_report_clicked(self) -> None:
        dialog = QFileDialog(self, _("Save the report…"))
        dialog.setObjectName("rosterReportDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("CSV file (*.csv)")])
        dialog.setDefaultSuffix("csv")
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(documents))
        dialog.selectFile(_("roster-report.csv"))
        dialog.fileSelected.connect(lambda name: self.report_wanted.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _summary(result: RosterResult) -> str:
    """Return what the verdicts come to, and what can be done."""
    if result.kept:
        return ngettext(
            "The roster was taken in: {count} new customer.",
            "The roster was taken in: {count} new customers.",
            result.new_people,
        ).format(count=result.new_people)
    if not result.is_possible:
        return ngettext(
            "{refused} of {count} row is refused, so nothing can be written. Mend it in the file "
            "or on the page before, or leave it out.",
            "{refused} of {count} rows are refused, so nothing can be written. Mend them in the "
            "file or on the page before, or leave them out.",
            len(result.rows),
        ).format(refused=len(result.refused), count=len(result.rows))
    if not result.changes:
        return _("There is nothing to write: everything is in the archive already.")
    words = ngettext(
        "{count} row adds or changes something. Nothing has been written yet.",
        "{count} rows add or change something. Nothing has been written yet.",
        result.changes,
    ).format(count=result.changes)
    if result.new_rooms:
        rooms = ngettext(
            "{count} room will be made.", "{count} rooms will be made.", result.new_rooms
        )
        words = f"{words} {rooms.format(count=result.new_rooms)}"
    return words
