"""Photos and files of a case: added by dialog, by dropping or by pasting; looked at inside."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QVBoxLayout, QWidget

from app.domain.attachments import EXTENSIONS
from app.domain.errors import FieldError, UserFacingError
from app.domain.permissions import Action
from app.i18n import _, ngettext
from app.messages import field_sentence, sentence
from app.services.attachments import (
    AttachmentData,
    AttachmentView,
    copy_attachment,
    list_attachments,
    remove_attachment,
    thumbnails,
)
from ui.cases.attachment_viewer import AttachmentViewer
from ui.cases.file_intake import ComingFile, FileIntake, files_at, files_of, holds_files
from ui.cases.file_rows import SHOWN_INSIDE, THUMB_POINTS, FileRow
from ui.cases.remove_file_dialog import RemoveFileDialog
from ui.cases.wrapped_text import WrappedText
from ui.context import DeskContext
from ui.papers.paper_saving import save_copy
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import quiet_button
from ui.widgets.card import Card
from ui.widgets.wording import announce, label, restyle

_SHOWN_AT_FIRST = 4
_MOST_PROBLEMS = 3


class AttachmentsCard(Card):
    """Lists what is kept with a case, the newest first.

    ``changed`` follows what was added or removed; ``problem_met`` carries sentences.
    """

    changed = Signal()
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Photos and files"), parent=parent)
        self.setObjectName("attachmentsCard")
        self._context = context
        self._case_id = case_id
        self._rows: dict[str, FileRow] = {}
        self._thumbnails: dict[str, bytes] = {}
        self._shows_all = False
        self._has_added = False
        self._removal: RemoveFileDialog | None = None
        self.intake = FileIntake(context, case_id, self)
        self.intake.progressed.connect(self._on_progressed)
        self.intake.file_added.connect(self._on_file_added)
        self.intake.ended.connect(self._on_intake_ended)
        # A click on the card makes it the place that Ctrl+V goes to.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAcceptDrops(True)
        self._build()

    def _build(self) -> None:
        self.add_button = quiet_button(_("Add…"), icon="plus", name="addFiles")
        self.add_button.setAccessibleName(_("Add photos or files"))
        self.add_button.clicked.connect(self._on_add_clicked)
        self.add_to_title(self.add_button)
        # Only now: a button without a parent would be shown as a window of its own.
        self.add_button.setVisible(self._context.actor.may(Action.CARRY_CASES))
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.add(self._list)
        self.more_button = quiet_button("", name="moreFiles")
        self.more_button.clicked.connect(self._on_more_clicked)
        self.more_button.setVisible(False)
        self.add(self.more_button)
        self._busy = BusyLine()
        policy = self._busy.sizePolicy()
        policy.setRetainSizeWhenHidden(False)
        self._busy.setSizePolicy(policy)
        self._busy.cancel_requested.connect(self.intake.cancel)
        self.add(self._busy)
        self.saved_label = WrappedText("", "muted", name="fileSaved")
        self.saved_label.setVisible(False)
        self.add(self.saved_label)
        self.hint = label(_hint(), "muted", wrap=True, name="filesHint")
        self.add(self.hint)

    # ---- what the page asks ----------------------------------------------------------------

    @property
    def files(self) -> tuple[AttachmentView, ...]:
        """What is kept, the newest first."""
        return tuple(row.file for row in self._in_order())

    def refresh(self) -> None:
        """Read the list anew."""
        self._context.runner.read(
            list_attachments,
            actor=self._context.actor,
            case_id=self._case_id,
            owner=self,
            supersedes="files",
            on_done=self._on_read,
            on_error=self._on_problem,
        )

    def take_drops_of(self, page: QWidget) -> None:
        """Take what is dropped anywhere on ``page``, which this card is a part of."""
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def take_pastes_of(self, box: QWidget) -> None:
        """Take files and pictures that are pasted into ``box``, where words are written."""
        box.installEventFilter(self)

    # ---- the list --------------------------------------------------------------------------

    def _in_order(self) -> list[FileRow]:
        return sorted(
            self._rows.values(),
            key=lambda row: (row.file.added_at, row.file.attachment_id),
            reverse=True,
        )

    def _on_read(self, files: tuple[AttachmentView, ...]) -> None:
        here = {file.attachment_id for file in files}
        for gone in set(self._rows) - here:
            self._take_away(self._rows.pop(gone))
        for file in files:
            if file.attachment_id not in self._rows:
                self._rows[file.attachment_id] = self._row(file)
        for index, row in enumerate(self._in_order()):
            if self._list.indexOf(row) != index:
                self._list.insertWidget(index, row)
        self.set_title(
            _("Photos and files ({count})").format(count=len(files))
            if files
            else _("Photos and files")
        )
        self._show_some()
        self._ask_for_thumbnails()

    def _row(self, file: AttachmentView) -> FileRow:
        context = self._context
        may_remove = context.actor.may(Action.REMOVE_ATTACHMENTS)
        row = FileRow(file, context.now(), context.zone, may_remove=may_remove)
        row.opened.connect(self._on_opened)
        row.copy_wanted.connect(self._on_copy_wanted)
        row.removal_wanted.connect(self._on_removal_wanted)
        return row

    def _take_away(self, row: FileRow) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and row.isAncestorOf(focus):
            self.add_button.setFocus()
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _show_some(self) -> None:
        """Show the newest few; the rest takes a press on the button."""
        rows = self._in_order()
        for index, row in enumerate(rows):
            row.setVisible(self._shows_all or index < _SHOWN_AT_FIRST)
        hidden = len(rows) - _SHOWN_AT_FIRST
        self.more_button.setVisible(hidden > 0 and not self._shows_all)
        words = ngettext("Show {count} more", "Show {count} more", max(hidden, 0))
        self.more_button.set_words(words.format(count=hidden))

    def _on_more_clicked(self) -> None:
        self._shows_all = True
        first_hidden = self._in_order()[_SHOWN_AT_FIRST]
        self._show_some()
        first_hidden.button.setFocus()
        self._ask_for_thumbnails()

    def _ask_for_thumbnails(self) -> None:
        wanted = [
            row.file.attachment_id
            for row in self._in_order()
            if row.file.kind.is_picture
            and not row.isHidden()
            and row.file.attachment_id not in self._thumbnails
        ]
        if wanted:
            self._context.runner.read(
                thumbnails,
                actor=self._context.actor,
                case_id=self._case_id,
                attachment_ids=wanted,
                side=THUMB_POINTS,
                owner=self,
                supersedes="thumbnails",
                on_done=self._on_thumbnails,
                on_error=self._on_problem,
            )

    def _on_thumbnails(self, found: dict[str, bytes]) -> None:
        self._thumbnails.update(found)
        for attachment_id, data in found.items():
            if attachment_id in self._rows:
                self._rows[attachment_id].show_thumbnail(data)

    # ---- adding ----------------------------------------------------------------------------

    def _on_add_clicked(self) -> None:
        dialog = QFileDialog(self, _("Add photos or files"))
        dialog.setObjectName("addFilesDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*.{extension}" for extension in EXTENSIONS)
        dialog.setNameFilters([_("Photos and files ({patterns})").format(patterns=patterns)])
        pictures = QStandardPaths.StandardLocation.PicturesLocation
        dialog.setDirectory(QStandardPaths.writableLocation(pictures))
        dialog.filesSelected.connect(self._on_files_selected)
        dialog.open()

    def _on_files_selected(self, paths: list[str]) -> None:
        self.take(files_at([Path(path) for path in paths]))

    def take(self, files: list[ComingFile]) -> None:
        """Add files one after the other."""
        self.saved_label.setVisible(False)
        self.intake.take(files)

    def _on_progressed(self, done: int, total: int) -> None:
        if done == 0:
            self._busy.start(_("Adding…"))
        if total > 1:
            self._busy.progress(done, total)
            self.hint.setText(_("File {number} of {total}").format(number=done + 1, total=total))

    def _on_file_added(self) -> None:
        self._has_added = True
        self.refresh()

    def _on_intake_ended(self, problems: list[str]) -> None:
        self._busy.finish()
        self.hint.setText(_hint())
        if self._has_added:
            self._has_added = False
            self.changed.emit()
        if problems:
            shown = problems[:_MOST_PROBLEMS]
            more = len(problems) - len(shown)
            if more:
                words = ngettext("{count} more was refused.", "{count} more were refused.", more)
                shown.append(words.format(count=more))
            self.problem_met.emit("\n".join(shown))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V adds what was copied: a picture, or files."""
        if event.matches(QKeySequence.StandardKey.Paste):
            files = files_of(QGuiApplication.clipboard().mimeData(), self._context)
            if files:
                self.take(files)
            else:
                self.problem_met.emit(
                    _("There is no picture and no file to paste. Copy one, then press Ctrl+V.")
                )
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the page take drops, and the box for notes pastes, for this card."""
        if isinstance(event, QKeyEvent):
            if event.type() != QEvent.Type.KeyPress or not _pastes_no_words(event):
                return super().eventFilter(watched, event)
            self.keyPressEvent(event)
        elif isinstance(event, QDragEnterEvent):
            self.dragEnterEvent(event)
        elif isinstance(event, QDragLeaveEvent):
            self.dragLeaveEvent(event)
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.dropEvent(event)
        else:
            return super().eventFilter(watched, event)
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures; the card shows where they will go."""
        if holds_files(event.mimeData()) and not self.add_button.isHidden():
            restyle(self, "dropping", "true")
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Show the card as it was."""
        restyle(self, "dropping", "false")

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped; the original stays where it is."""
        restyle(self, "dropping", "false")
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.take(files_of(event.mimeData(), self._context))

    # ---- looking and copying ---------------------------------------------------------------

    def _on_opened(self, file: AttachmentView) -> None:
        if file.kind not in SHOWN_INSIDE:
            self._on_copy_wanted(file)
            return
        shown = [each for each in self.files if each.kind in SHOWN_INSIDE]
        viewer = AttachmentViewer(self._context, shown, file, self)
        viewer.copy_wanted.connect(self._on_copy_wanted)
        viewer.open()

    def _on_copy_wanted(self, file: AttachmentView) -> None:
        dialog = QFileDialog(self, _("Save a copy (not encrypted)"))
        dialog.setObjectName("copyFileDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        extension = file.name.rpartition(".")[2]
        dialog.setNameFilters([f"*.{extension}"])
        dialog.setDefaultSuffix(extension)
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(documents))
        dialog.selectFile(file.name)
        dialog.fileSelected.connect(lambda path: self._save_copy(file, Path(path)))
        dialog.open()

    def _save_copy(self, file: AttachmentView, target: Path) -> None:
        def on_read(read: AttachmentData) -> None:
            self._context.runner.run(
                save_copy,
                read.data,
                target,
                owner=self,
                on_done=self._on_saved,
                on_error=self._on_problem,
            )

        self._context.runner.write(
            copy_attachment,
            actor=self._context.actor,
            attachment_id=file.attachment_id,
            now=self._context.now(),
            owner=self,
            on_done=on_read,
            on_error=self._on_problem,
        )

    def _on_saved(self, target: Path) -> None:
        words = _("Saved as {path}. This copy is not encrypted.").format(path=target)
        self.saved_label.set_text(words)
        self.saved_label.setVisible(True)
        announce(self, words)

    # ---- removing --------------------------------------------------------------------------

    def _on_removal_wanted(self, file: AttachmentView) -> None:
        dialog = RemoveFileDialog(file.name, self)
        dialog.reason_given.connect(lambda reason: self._remove(file, reason))
        dialog.finished.connect(self._on_removal_over)
        self._removal = dialog
        dialog.open()

    def _on_removal_over(self, _result: int) -> None:
        self._removal = None

    def _remove(self, file: AttachmentView, reason: str) -> None:
        self._context.runner.write(
            remove_attachment,
            actor=self._context.actor,
            attachment_id=file.attachment_id,
            reason=reason,
            now=self._context.now(),
            owner=self,
            on_done=self._on_removed,
            on_error=self._on_not_removed,
        )

    def _on_removed(self, _result: object) -> None:
        if self._removal is not None:
            self._removal.accept()
        self.refresh()
        self.changed.emit()

    def _on_not_removed(self, error: Exception) -> None:
        if self._removal is None:
            self._on_problem(error)
        elif isinstance(error, FieldError):
            self._removal.show_error(field_sentence(error))
        elif isinstance(error, UserFacingError):
            self._removal.show_error(sentence(error))

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))


def _hint() -> str:
    return _("Drop files here, or paste a picture with Ctrl+V.")


def _pastes_no_words(event: QKeyEvent) -> bool:
    """Return whether Ctrl+V was pressed on files or a picture; a copied table is words as well."""
    if not event.matches(QKeySequence.StandardKey.Paste):
        return False
    mime = QGuiApplication.clipboard().mimeData()
    is_file = any(url.isLocalFile() for url in mime.urls())
    return is_file or (mime.hasImage() and not mime.hasText())
