"""The import of cases, step by step: file, columns, values, check; nothing is added before the end.

The screen reads and writes the same mapping files as the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.case_files import import_file
from app.domain.errors import UserFacingError
from app.domain.import_guess import guess_mapping
from app.domain.import_mapping import (
    CaseField,
    ImportMapping,
    check_mapping,
    plain_word,
)
from app.domain.import_rows import Verdict
from app.domain.mapping_document import AUTO
from app.domain.tables import Table
from app.i18n import _, ngettext, pgettext
from app.import_words import field_label, write_report
from app.mapping_files import read_mapping, write_mapping
from app.services.case_import import ImportResult
from app.services.case_views import CategoryView
from app.table_files import read_table
from app.workspace import Workspace
from ui.context import DeskContext
from ui.imports.check_page import CheckPage
from ui.imports.code_words import category_spellings, code_words
from ui.imports.columns_page import ColumnsPage
from ui.imports.file_page import FilePage
from ui.imports.import_flow import ImportFlow
from ui.imports.import_page import ImportPage
from ui.imports.values_page import ValuesPage
from ui.widgets.step_rail import DONE

FILE, COLUMNS, VALUES, CHECK = range(4)


class ImportScreen(ImportFlow):
    """Leads through one import of cases."""

    def __init__(
        self,
        context: DeskContext,
        workspace: Workspace,
        categories: Sequence[CategoryView],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent)
        self.setObjectName("importScreen")
        self.setProperty("manualPage", "import")
        self._workspace = workspace
        self._categories = tuple(categories)
        self._table: Table | None = None
        self._path: Path | None = None
        self._mapping: ImportMapping | None = None
        self._was_cancelled = False
        self._is_importing = False
        self._following: Callable[[], None] | None = None
        codes = code_words(categories)
        self.file = FilePage()
        self.columns = ColumnsPage(codes, context.project.timezone)
        self.values = ValuesPage(codes)
        self.check = CheckPage()
        self._pages: tuple[ImportPage, ...] = (self.file, self.columns, self.values, self.check)
        titles = (_("File"), _("Columns"), pgettext("import", "Words"), _("Check"))
        self._build(_("Import cases"), titles, self._pages)
        self._connect()
        self._show(FILE)

    @property
    def mapping(self) -> ImportMapping | None:
        """The mapping as it is chosen so far."""
        return self._mapping

    def _connect(self) -> None:
        self.file.file_chosen.connect(self.open_file)
        self.file.encoding_chosen.connect(self._on_encoding_chosen)
        self.columns.changed.connect(self._enable)
        self.check.skip_chosen.connect(lambda _skips: self._check_rows())
        self.check.report_wanted.connect(self._on_report_wanted)
        self.load_button.clicked.connect(self._on_load_clicked)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.back_button.clicked.connect(self.go_back)
        self.next_button.clicked.connect(self.go_on)
        self.busy_line.cancel_requested.connect(self._on_cancelled)
        self.rail.step_chosen.connect(lambda key: self._go_to(int(key)))

    # ---- the way ---------------------------------------------------------------------------

    def go_on(self) -> None:
        """Take what the page says and show the next one; on the last one, import."""
        QGuiApplication.inputMethod().commit()
        if self.busy or self._table is None or self._mapping is None:
            return
        if self.step == CHECK:
            self._finish_or_import()
            return
        if not self._take(self.step):
            return
        following = self.step + 1
        if following == COLUMNS:
            self.columns.show_mapping(self._table, self._mapping)
        elif following == VALUES:
            self.values.show_mapping(self._table, self._mapping)
            if not self.values.has_words:
                following = CHECK
        self._show(following)

    def go_back(self) -> None:
        """Show the page before, or leave."""
        if self.busy:
            return
        is_done = self.check.result is not None and self.check.result.kept
        if self.step == FILE or is_done:
            self.back_requested.emit()
        elif self.step == CHECK and not self.values.has_words:
            self._show(COLUMNS)
        else:
            self._go_to(self.step - 1)

    def _go_to(self, step: int) -> None:
        """Go back to a page that was shown already."""
        if not self.busy and step < self.step:
            if self.step != CHECK:
                self._take(self.step, silently=True)
            self._show(step)

    def _take(self, step: int, *, silently: bool = False) -> bool:
        """Take what was chosen on a page into the mapping; say whether it is right."""
        if step == COLUMNS:
            self._mapping = self.columns.mapping()
            missing = self.columns.missing()
            if missing is not None and not silently:
                self.problem_met.emit(
                    _("“{field}” is needed. Choose its column.").format(field=field_label(missing))
                )
                self.columns.boxes[missing].setFocus(Qt.FocusReason.OtherFocusReason)
                return False
        elif step == VALUES:
            self._mapping = self.values.mapping()
        if silently or step == FILE or self._mapping is None:
            return True
        try:
            check_mapping(self._mapping)
        except UserFacingError as error:
            self._on_problem(error)
            return False
        return True

    def _show(self, step: int) -> None:
        self._show_step(step)
        self._enable()
        if step == CHECK:
            self._check_rows()
        self._focus()

    def _focus(self) -> None:
        if self.step in (COLUMNS, VALUES):
            target: QWidget = self._pages[self.step]
        elif self._table is None:
            target = self.file.empty.button
        else:
            target = self.next_button if self.next_button.isEnabled() else self.back_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enable(self) -> None:
        result = self.check.result
        is_done = result is not None and result.kept
        words = _("Next")
        can_go_on = self._table is not None
        if self.step == CHECK:
            count = result.count(Verdict.ADDED) if result is not None else 0
            words = ngettext("Import {count} case", "Import {count} cases", count)
            words = _("Finish") if is_done else words.format(count=count)
            can_go_on = is_done or bool(count and result is not None and result.is_possible)
        self.next_button.set_words(words)
        self.next_button.setEnabled(can_go_on and not self.busy)
        self.back_button.setEnabled(not self.busy)
        self._stack.setEnabled(not self.busy)
        self.load_button.setEnabled(not self.busy and self.step != CHECK)
        self.save_button.setEnabled(not self.busy and self._mapping is not None)
        for number in range(self.step):
            self.rail.set_step(str(number), DONE, enabled=not self.busy and not is_done)

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
        elif self.next_button.isEnabled() and self.step in (FILE, CHECK):
            self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_cancelled(self) -> None:
        if self._task is not None:
            self._was_cancelled = self.step == CHECK and self._is_importing
            self._task.cancel()
            if self.step == CHECK and not self._is_importing:
                self._show(COLUMNS)

    # ---- the file and its mapping ----------------------------------------------------------

    def open_file(self, path: Path) -> None:
        """Read a file and show its first rows."""
        self._path = path
        encoding = self._mapping.encoding if self._mapping is not None else AUTO
        self._read_file(encoding, is_new=True)

    def _on_encoding_chosen(self, encoding: str) -> None:
        self._read_file(encoding, is_new=False)

    def _read_file(self, encoding: str, *, is_new: bool) -> None:
        path = self._path
        if path is None or self.busy:
            return
        self._run(
            _("Reading the file…"),
            read_table,
            path,
            encoding,
            on_done=lambda table: self._on_read(table, encoding, is_new=is_new),
        )

    def _on_read(self, table: Table, encoding: str, *, is_new: bool) -> None:
        self._table = table
        if self._mapping is None or (is_new and not self._fits(table, self._mapping)):
            self._mapping = self._guess(table)
        self._mapping = replace(self._mapping, encoding=encoding)
        self.file.show_table(table, encoding)

    @staticmethod
    def _fits(table: Table, mapping: ImportMapping) -> bool:
        there = {plain_word(name) for name in table.header}
        return {plain_word(name) for name in mapping.columns.values()} <= there

    def _guess(self, table: Table) -> ImportMapping:
        return guess_mapping(
            table,
            timezone=self._context.project.timezone,
            category_names=category_spellings(self._categories),
            labels={wanted: field_label(wanted) for wanted in CaseField},
        )

    def _on_load_clicked(self) -> None:
        dialog = self._dialog(_("Load a mapping…"), "loadMappingDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.load_mapping(Path(name)))
        dialog.open()

    def load_mapping(self, path: Path) -> None:
        """Take a mapping out of a file; the table is read anew if it names another encoding."""
        if not self.busy:
            words = _("Reading the mapping…")
            self._run(words, read_mapping, path, on_done=self._on_mapping_read)

    def _on_mapping_read(self, mapping: ImportMapping) -> None:
        before = self._mapping.encoding if self._mapping is not None else AUTO
        self._mapping = mapping
        self.done.emit(_("The mapping was loaded."))
        if self._table is None:
            return
        if mapping.encoding != before and self._table.encoding:
            self._show(FILE)
            self._following = lambda: self._read_file(mapping.encoding, is_new=False)
        elif self.step == COLUMNS:
            self.columns.show_mapping(self._table, mapping)
        elif self.step == VALUES:
            self.values.show_mapping(self._table, mapping)

    def _on_save_clicked(self) -> None:
        self._take(self.step, silently=True)
        dialog = self._dialog(_("Save the mapping…"), "saveMappingDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        stem = self._path.stem if self._path is not None else "mapping"
        dialog.selectFile(f"{stem}.toml")
        dialog.fileSelected.connect(lambda name: self.save_mapping(Path(name)))
        dialog.open()

    def save_mapping(self, path: Path) -> None:
        """Write the mapping as it is chosen so far."""
        if self._mapping is not None and not self.busy:
            self._run(
                _("Writing the mapping…"),
                write_mapping,
                path,
                self._mapping,
                on_done=lambda _nothing: self.done.emit(
                    _("The mapping was saved as {path}.").format(path=path)
                ),
            )

    # ---- rows ------------------------------------------------------------------------------

    def _check_rows(self) -> None:
        """Do everything and keep nothing, to see what would become of each row."""
        self.check.forget()
        self._is_importing = False
        self._begin(_("Looking at every row…"), dry_run=True)

    def _finish_or_import(self) -> None:
        result = self.check.result
        if result is None:
            return
        if result.kept:
            self.back_requested.emit()
            return
        self._is_importing = True
        self._begin(_("Adding the cases…"), dry_run=False)

    def _begin(self, words: str, *, dry_run: bool) -> None:
        if self.busy or self._table is None or self._mapping is None:
            return
        self._was_cancelled = False
        self._run(
            words,
            import_file,
            self._workspace,
            project_code=self._context.project.code,
            table=self._table,
            mapping=self._mapping,
            skip_bad_rows=self.check.skips,
            dry_run=dry_run,
            now=self._context.now(),
            on_done=self._on_result,
            on_progress=self.busy_line.progress,
        )

    def _on_result(self, result: ImportResult) -> None:
        self.check.show_result(result)
        if result.kept:
            count = result.count(Verdict.ADDED)
            words = ngettext("{count} case was added.", "{count} cases were added.", count)
            self.done.emit(words.format(count=count))
            self.imported.emit()

    def _on_report_wanted(self, path: Path) -> None:
        result = self.check.result
        if result is None or self.busy:
            return
        self._run(
            _("Writing the report…"),
            write_report,
            path,
            result.verdicts,
            is_possible=result.is_possible,
            on_done=lambda _nothing: self.done.emit(
                _("The report was saved as {path}.").format(path=path)
            ),
        )
