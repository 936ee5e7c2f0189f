"""The import of an owner roster: file, columns, check; nothing is written before the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.errors import UserFacingError
from app.domain.import_mapping import plain_word
from app.domain.roster_mapping import RosterMapping, check_roster_mapping
from app.domain.roster_table import RosterTable
from app.i18n import _, ngettext
from app.roster_files import (
    guess_roster,
    import_roster_file,
    read_roster,
    read_roster_mapping,
    write_roster_mapping,
)
from app.roster_words import write_roster_report
from app.services.roster_import import RosterResult
from app.workspace import Workspace
from ui.context import DeskContext
from ui.imports.import_flow import ImportFlow
from ui.roster.check_page import RosterCheckPage
from ui.roster.columns_page import RosterColumnsPage
from ui.roster.file_page import RosterFilePage
from ui.widgets.step_rail import DONE

FILE, COLUMNS, CHECK = range(3)


class RosterScreen(ImportFlow):
    """Leads through one import of a roster."""

    def __init__(
        self, context: DeskContext, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self.setObjectName("rosterScreen")
        self.setProperty("manualPage", "roster")
        self._workspace = workspace
        self._roster: RosterTable | None = None
        self._path: Path | None = None
        self._mapping = RosterMapping()
        self._is_importing = False
        self._was_cancelled = False
        self._following: Callable[[], None] | None = None
        self.file = RosterFilePage()
        self.columns = RosterColumnsPage(context)
        self.check = RosterCheckPage()
        pages = (self.file, self.columns, self.check)
        self._build(_("Import a roster"), (_("File"), _("Columns"), _("Check")), pages)
        self.file.file_chosen.connect(self.open_file)
        self.file.encoding_chosen.connect(self._on_encoding_chosen)
        self.file.header_chosen.connect(self._on_header_chosen)
        self.columns.changed.connect(self._enable)
        self.check.options_chosen.connect(self._check_rows)
        self.check.report_wanted.connect(self._on_report_wanted)
        self.load_button.clicked.connect(self._on_load_clicked)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.back_button.clicked.connect(self.go_back)
        self.next_button.clicked.connect(self.go_on)
        self.busy_line.cancel_requested.connect(self._on_cancelled)
        self.rail.step_chosen.connect(lambda key: self._go_to(int(key)))
        self._show(FILE)

    @property
    def mapping(self) -> RosterMapping:
        """The mapping as it is chosen so far."""
        return self._mapping

    # ---- the way ---------------------------------------------------------------------------

    def go_on(self) -> None:
        """Take what the page says and show the next one; on the last one, import."""
        QGuiApplication.inputMethod().commit()
        roster = self._roster
        if self.busy or roster is None:
            return
        if self.step == FILE:
            self.columns.show_mapping(roster.table, self._mapping)
            self._show(COLUMNS)
        elif self.step == COLUMNS:
            self._mapping = self.columns.mapping()
            try:
                check_roster_mapping(self._mapping)
            except UserFacingError as error:
                self._on_problem(error)
                return
            self._show(CHECK)
        else:
            self._finish_or_import()

    def go_back(self) -> None:
        """Show the page before, or leave."""
        if self.busy:
            return
        if self.step == FILE or self._is_done:
            self.back_requested.emit()
        else:
            self._go_to(self.step - 1)

    @property
    def _is_done(self) -> bool:
        return self.check.result is not None and self.check.result.kept

    def _go_to(self, step: int) -> None:
        if self.busy or step >= self.step:
            return
        if self.step == COLUMNS:
            self._mapping = self.columns.mapping()
        self._show(step)

    def _show(self, step: int) -> None:
        self._show_step(step)
        self._enable()
        if step == CHECK:
            self._check_rows()
        self._focus()

    def _focus(self) -> None:
        if self.step == COLUMNS:
            target: QWidget = self.columns
        elif self._roster is None:
            target = self.file.empty.button
        else:
            target = self.next_button if self.next_button.isEnabled() else self.back_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enable(self) -> None:
        result = self.check.result
        words = _("Next")
        can_go_on = self._roster is not None
        if self.step == CHECK:
            count = result.changes if result is not None else 0
            words = ngettext("Import {count} row", "Import {count} rows", count)
            words = _("Finish") if self._is_done else words.format(count=count)
            is_ready = bool(count and result is not None and result.is_possible)
            can_go_on = self._is_done or is_ready
        self.next_button.set_words(words)
        self.next_button.setEnabled(can_go_on and not self.busy)
        self.back_button.setEnabled(not self.busy)
        self._stack.setEnabled(not self.busy)
        self.load_button.setEnabled(not self.busy and self.step != CHECK)
        self.save_button.setEnabled(not self.busy and self._roster is not None)
        for number in range(self.step):
            self.rail.set_step(str(number), DONE, enabled=not self.busy and not self._is_done)

    # ---- work ------------------------------------------------------------------------------

    def _on_ended(self) -> None:
        self._task = None
        self.busy_line.finish()
        self._enable()
        following, self._following = self._following, None
        if following is not None:
            following()
        elif self.step == CHECK and self._was_cancelled:
            # Whether the last of it was still kept is seen by looking at the rows anew.
            self._check_rows()
        elif self.step in (FILE, CHECK):
            # What had the focus was disabled while it worked: Qt would have sent it elsewhere.
            rest = self.check.table if self.step == CHECK else self.back_button
            target = self.next_button if self.next_button.isEnabled() else rest
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_cancelled(self) -> None:
        if self._task is None:
            return
        self._was_cancelled = self.step == CHECK and self._is_importing
        self._task.cancel()
        if self.step == CHECK and not self._is_importing:
            self._show_step(COLUMNS)
            self._enable()

    # ---- the file and its mapping ----------------------------------------------------------

    def open_file(self, path: Path) -> None:
        """Read a file and show its first rows."""
        self._path = path
        self._read_file(replace(self._mapping, header_row=0, header_lines=0))

    def _on_encoding_chosen(self, encoding: str) -> None:
        self._read_file(replace(self._mapping, encoding=encoding))

    def _on_header_chosen(self, row: int, lines: int) -> None:
        changed = replace(self._mapping, header_row=row, header_lines=lines)
        self._read_file(changed)

    def _read_file(self, wanted: RosterMapping) -> None:
        if self._path is None or self.busy:
            return
        self._run(
            _("Reading the file…"),
            read_roster,
            self._path,
            wanted.encoding,
            header_row=wanted.header_row,
            header_lines=wanted.header_lines,
            on_done=lambda roster: self._on_read(roster, wanted),
        )

    def _on_read(self, roster: RosterTable, wanted: RosterMapping) -> None:
        self._roster = roster
        there = {plain_word(name) for name in roster.table.header}
        named = {plain_word(name) for name in wanted.columns.values()}
        fits = bool(named) and named <= there
        if not fits:
            wanted = replace(
                guess_roster(roster),
                encoding=wanted.encoding,
                header_row=wanted.header_row,
                header_lines=wanted.header_lines,
            )
        self._mapping = wanted
        self.file.show_roster(roster, wanted)

    def _on_load_clicked(self) -> None:
        dialog = self._dialog(_("Load a mapping…"), "loadRosterMapping")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.load_mapping(Path(name)))
        dialog.open()

    def load_mapping(self, path: Path) -> None:
        """Take a mapping out of a file; the roster is read anew by it."""
        if not self.busy:
            words = _("Reading the mapping…")
            self._run(words, read_roster_mapping, path, on_done=self._on_mapping_read)

    def _on_mapping_read(self, mapping: RosterMapping) -> None:
        self._mapping = mapping
        self.done.emit(_("The mapping was loaded."))
        if self._path is not None:
            self._show_step(FILE)
            self._following = lambda: self._read_file(mapping)

    def _on_save_clicked(self) -> None:
        if self.step == COLUMNS:
            self._mapping = self.columns.mapping()
        dialog = self._dialog(_("Save the mapping…"), "saveRosterMapping")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.selectFile(f"{self._path.stem if self._path is not None else 'roster'}.toml")
        dialog.fileSelected.connect(lambda name: self.save_mapping(Path(name)))
        dialog.open()

    def save_mapping(self, path: Path) -> None:
        """Write the mapping as it is chosen so far."""
        if not self.busy:
            words = _("The mapping was saved as {path}.").format(path=path)
            self._run(
                _("Writing the mapping…"),
                write_roster_mapping,
                path,
                self._mapping,
                on_done=lambda _nothing: self.done.emit(words),
            )

    # ---- rows ------------------------------------------------------------------------------

    def _check_rows(self) -> None:
        """Do everything and keep nothing, to see what would become of each row."""
        if self._is_done:
            return
        self.check.forget()
        self._begin(_("Looking at every row…"), dry_run=True)

    def _finish_or_import(self) -> None:
        if self._is_done:
            self.back_requested.emit()
        elif self.check.result is not None:
            self._begin(_("Writing the roster…"), dry_run=False)

    def _begin(self, words: str, *, dry_run: bool) -> None:
        if self.busy or self._roster is None:
            return
        self._is_importing = not dry_run
        self._was_cancelled = False
        self._run(
            words,
            import_roster_file,
            self._workspace,
            project_code=self._context.project.code,
            table=self._roster.table,
            mapping=self._mapping,
            skip_bad_rows=self.check.skips,
            create_rooms=self.check.creates_rooms,
            dry_run=dry_run,
            now=self._context.now(),
            on_done=self._on_result,
            on_progress=self.busy_line.progress,
        )

    def _on_result(self, result: RosterResult) -> None:
        self.check.show_result(result)
        if result.kept:
            words = ngettext(
                "The roster was taken in: {count} new customer.",
                "The roster was taken in: {count} new customers.",
                result.new_people,
            )
            self.done.emit(words.format(count=result.new_people))
            self.imported.emit()

    def _on_report_wanted(self, path: Path) -> None:
        result = self.check.result
        if result is None or self.busy:
            return
        words = _("The report was saved as {path}.").format(path=path)
        self._run(
            _("Writing the report…"),
            write_roster_report,
            path,
            result.rows,
            result.unnamed,
            is_possible=result.is_possible,
            on_done=lambda _nothing: self.done.emit(words),
        )
