"""Copies of the store: when the last was made, make one now, how to get back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.domain.permissions import Action
from app.i18n import _
from app.people_time import exact, when
from app.workspace import BackupMade, Workspace
from ui.context import DeskContext
from ui.settings.section import Notice, SettingsSection, may, refusal
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.wording import label

_STALE_DAYS = 7


class BackupSection(SettingsSection):
    """A backup is encrypted as the store is, and verified by opening it."""

    def __init__(
        self, context: DeskContext, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _("Backup"),
            _("A backup is encrypted like the store itself and is checked after it was made."),
            parent,
        )
        self._context, self._workspace = context, workspace
        self._may = may(context.actor, Action.BACK_UP)
        card = self.add_card(_("Last backup"))
        self.last_label = label("", name="lastBackup")
        self.place_label = label("", "muted", wrap=True, name="lastBackupPlace")
        self.stale_notice = Notice(
            _("The last backup is more than a week old. Make one today."), name="backupStale"
        )
        self.stale_notice.setVisible(False)
        self.refusal_notice = Notice(refusal(Action.BACK_UP), "info", name="backupRefusal")
        self.refusal_notice.setVisible(not self._may)
        for part in (self.last_label, self.place_label, self.stale_notice, self.refusal_notice):
            card.add(part)
        self.busy_line = BusyLine(cancellable=False)
        self.elsewhere_button = secondary_button(
            _("To another folder…"), icon="folder-open", name="backUpElsewhere"
        )
        self.now_button = primary_button(_("Back up now"), icon="save", name="backUpNow")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.busy_line, 1)
        row.addWidget(self.elsewhere_button)
        row.addWidget(self.now_button)
        card.add(row)
        restore = self.add_card(_("Getting a backup back"))
        restore.add(
            label(
                _(
                    "Close the desk and copy the files of the backup folder into an empty data "
                    "folder; then unlock as usual."
                ),
                wrap=True,
            )
        )
        restore.add(
            label(
                _("The manual (F1) goes through it step by step. Passwords are those of that day."),
                "muted",
                wrap=True,
            )
        )
        self.column.addStretch(1)
        self.now_button.clicked.connect(self._on_now_clicked)
        self.elsewhere_button.clicked.connect(self._on_elsewhere_clicked)
        self._set_busy(busy=False)

    def refresh(self) -> None:
        """Look for the newest backup."""
        self._context.runner.run(
            self._workspace.last_backup,
            owner=self,
            supersedes="last",
            on_done=self._show_last,
            on_error=self._on_problem,
        )

    def back_up_to(self, folder: Path | None) -> None:
        """Make a backup in ``folder``, or in the data folder's own place."""
        self._set_busy(busy=True)
        self._context.runner.run(
            self._workspace.back_up,
            folder,
            owner=self,
            on_done=self._on_backed_up,
            on_error=self._on_problem,
            on_end=self._on_ended,
        )

    def _show_last(self, made: BackupMade | None) -> None:
        if made is None:
            self.last_label.setText(_("No backup yet"))
            self.place_label.setText(
                _("Make one now, and one on a stick that is kept away from this computer.")
            )
            self.stale_notice.setVisible(False)
            return
        now, zone = self._context.now(), self._context.zone
        self.last_label.setText(when(made.made_at, now, zone))
        self.last_label.setToolTip(exact(made.made_at, zone))
        self.place_label.setText(f"{made.folder} · {size_words(made.bytes)}")
        self.stale_notice.setVisible((now - made.made_at).days >= _STALE_DAYS)

    def _on_now_clicked(self) -> None:
        self.back_up_to(None)

    def _on_elsewhere_clicked(self) -> None:
        dialog = QFileDialog(self, _("Folder for the backup"))
        dialog.setObjectName("backupFolderDialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(documents))
        dialog.fileSelected.connect(self._on_folder_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_folder_selected(self, folder: str) -> None:
        self.back_up_to(Path(folder))

    def _on_backed_up(self, made: BackupMade) -> None:
        self._show_last(made)
        self.done.emit(
            _("Backup made and checked: {folder} ({size}).").format(
                folder=made.folder, size=size_words(made.bytes)
            )
        )

    def _on_ended(self) -> None:
        self._set_busy(busy=False)

    def _set_busy(self, *, busy: bool) -> None:
        self.now_button.setEnabled(self._may and not busy)
        self.elsewhere_button.setEnabled(self._may and not busy)
        if busy:
            self.busy_line.start(_("Copying and checking…"))
        else:
            self.busy_line.finish()


def size_words(count: int) -> str:
    """Return a number of bytes as people read it."""
    size = float(count)
    for unit in ("B", "KB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
