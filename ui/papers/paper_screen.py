"""One paper on the screen: made in the background, looked at, printed, saved as PDF.

The paper in clear lives in a private folder that goes when the screen goes, be it by Back, by
another screen or by the lock.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.domain.errors import UserFacingError
from app.i18n import _
from app.messages import sentence
from ui.context import DeskContext
from ui.papers.paper_folder import PaperFolder
from ui.papers.paper_saving import Make, make_private_paper, save_copy
from ui.papers.paper_view import PaperView
from ui.papers.pdf_pages import PageSizes, page_sizes
from ui.papers.printing import FilePrinting, PicturePrinting, prints_files
from ui.tasks import Progress, TaskCancelledError
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import IconButton, primary_button, quiet_button, secondary_button
from ui.widgets.wording import label


class PaperScreen(QWidget):
    """Makes a paper with ``make`` and shows it.

    ``problem_met(str)`` carries a sentence for the message bar, also when the paper could not be
    made; ``saved(path)`` and ``printed()`` say what was done; ``back_requested()`` is a wish.
    """

    back_requested = Signal()
    saved = Signal(object)
    printed = Signal()
    problem_met = Signal(str)

    def __init__(
        self,
        context: DeskContext,
        title: str,
        make: Make,
        suggested_name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("paperScreen")
        self.setProperty("manualPage", "papers")
        self._runner = context.runner
        self._title = title
        self._suggested_name = suggested_name
        self._sizes: PageSizes = ()
        self._path: Path | None = None
        self._printing = False
        self._folder = PaperFolder()
        # The slot holds the folder, not the screen, which is gone when it is called.
        self.destroyed.connect(partial(_wipe, self._folder))
        self.view = PaperView(self._runner)
        self.view.set_title(title)
        self._file_printing = FilePrinting(self)
        self._picture_printing = PicturePrinting(self._runner, self)
        self._menu = QMenu(self)
        self._menu.setObjectName("printerMenu")
        self._build()
        self._connect()
        self._busy_line.start(_("Making the paper…"))
        self._making = self._runner.run(
            _make_paper,
            make,
            self._folder,
            owner=self,
            on_done=self._on_made,
            on_error=self._on_problem,
            on_end=self._busy_line.finish,
            on_progress=self._busy_line.progress,
        )

    @property
    def ready(self) -> bool:
        """Whether the paper was made and can be looked at."""
        return self._path is not None

    @property
    def folder(self) -> Path | None:
        """Where the paper lies in clear, while it does."""
        return self._folder.path

    def wipe(self) -> None:
        """Take the paper away; the screen's end does so by itself."""
        self._folder.wipe()

    def save_to(self, target: Path) -> None:
        """Save the paper as ``target``, replacing an older file in one step."""
        self._runner.run(
            save_copy,
            self.view.data,
            target,
            owner=self,
            on_done=self.saved.emit,
            on_error=self._on_problem,
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Give the reading keys to the paper."""
        super().showEvent(event)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- building --------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 14, 24, 16)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(label(self._title, "title", name="paperTitle"))
        head.addStretch(1)
        self.position_label = label("", "muted", name="paperPosition")
        self.previous_button = IconButton("chevron-up", _("Page before"), name="paperPrevious")
        self.next_button = IconButton("chevron-down", _("Next page"), name="paperNext")
        self.smaller_button = quiet_button("−", name="paperSmaller")
        self.smaller_button.setAccessibleName(_("Smaller"))
        self.smaller_button.setToolTip(_("Smaller"))
        self.zoom_label = label("", "muted", name="paperZoom")
        self.zoom_label.setMinimumWidth(46)
        self.zoom_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.larger_button = quiet_button("+", name="paperLarger")
        self.larger_button.setAccessibleName(_("Larger"))
        self.larger_button.setToolTip(_("Larger"))
        self.fit_button = quiet_button(_("Fit width"), name="paperFit")
        for part in (
            self.previous_button,
            self.position_label,
            self.next_button,
            self.smaller_button,
            self.zoom_label,
            self.larger_button,
            self.fit_button,
        ):
            head.addWidget(part)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addLayout(self._foot())
        self._enable()

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.back_button = secondary_button(
            _("Back"), icon="arrow-left", key_hint="Esc", name="paperBack"
        )
        self._busy_line = BusyLine()
        self.save_button = secondary_button(
            _("Save as PDF…"), icon="download", key_hint="Ctrl+S", name="paperSave"
        )
        self.print_button = primary_button(
            _("Print"), icon="printer", key_hint="Ctrl+P", name="paperPrint"
        )
        row.addWidget(self.back_button)
        row.addWidget(self._busy_line, 1)
        row.addWidget(self.save_button)
        row.addWidget(self.print_button)
        return row

    def _connect(self) -> None:
        self.back_button.clicked.connect(self._on_back_clicked)
        self._busy_line.cancel_requested.connect(self._on_cancel_requested)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.print_button.clicked.connect(self._on_print_clicked)
        self.previous_button.clicked.connect(lambda: self.view.go_to(self.view.page - 1))
        self.next_button.clicked.connect(lambda: self.view.go_to(self.view.page + 1))
        self.smaller_button.clicked.connect(self.view.zoom_out)
        self.larger_button.clicked.connect(self.view.zoom_in)
        self.fit_button.clicked.connect(self.view.fit_width)
        self.view.position_changed.connect(self._on_position_changed)
        self.view.zoom_changed.connect(self._on_zoom_changed)
        self._file_printing.printers_found.connect(self._on_printers_found)
        self._picture_printing.cancelled.connect(self._end_printing)
        for printing in (self._file_printing, self._picture_printing):
            printing.printed.connect(self._on_printed)
            printing.failed.connect(self._on_print_failed)
        self._menu.triggered.connect(self._on_printer_chosen)
        for keys, slot in (
            ("Esc", self._on_back_clicked),
            ("Ctrl+S", self._on_save_clicked),
            ("Ctrl+P", self._on_print_clicked),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _enable(self) -> None:
        for button in (
            self.previous_button,
            self.next_button,
            self.smaller_button,
            self.larger_button,
            self.fit_button,
            self.save_button,
        ):
            button.setEnabled(self.ready)
        self.print_button.setEnabled(self.ready and not self._printing)
        self.back_button.setEnabled(not self._printing)

    # ---- events ----------------------------------------------------------------------------

    def _on_made(self, made: tuple[Path, bytes, PageSizes]) -> None:
        self._path, data, self._sizes = made
        self.view.show_data(data, self._sizes)
        self._enable()

    def _on_position_changed(self, page: int, count: int) -> None:
        self.position_label.setText(_("Page {number} of {total}").format(number=page, total=count))

    def _on_zoom_changed(self, zoom: float) -> None:
        self.zoom_label.setText(f"{zoom:.0%}")

    def _on_cancel_requested(self) -> None:
        self._making.cancel()
        self.back_requested.emit()

    def _on_back_clicked(self) -> None:
        # What is on its way to the printer must not be cut off.
        if not self._printing:
            self._making.cancel()
            self.back_requested.emit()

    def _on_save_clicked(self) -> None:
        if not self.ready:
            return
        dialog = QFileDialog(self, _("Save as PDF…"))
        dialog.setObjectName("savePaperDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("PDF file (*.pdf)")])
        dialog.setDefaultSuffix("pdf")
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(documents))
        dialog.selectFile(self._suggested_name)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    def _on_file_selected(self, path: str) -> None:
        self.save_to(Path(path))

    def _on_print_clicked(self) -> None:
        if not self.ready or self._printing:
            return
        self._printing = True
        self._busy_line.start(_("Printing…"), cancellable=False)
        self._enable()
        if prints_files():
            self._file_printing.find_printers()
        else:
            self._picture_printing.choose_and_print(self.view.data, self._sizes, self._title)

    def _on_printers_found(self, names: list[str], default: str) -> None:
        if len(names) == 1:
            self._print_on(names[0])
            return
        self._menu.clear()
        for name in sorted(names, key=lambda name: (name != default, name)):
            words = _("{printer} (default)").format(printer=name) if name == default else name
            # '&' in a printer's name is no access key.
            self._menu.addAction(words.replace("&", "&&")).setData(name)
        # While the list is open nothing prints yet, so a click elsewhere just closes it.
        self._end_printing()
        top = self.print_button.mapToGlobal(self.print_button.rect().topLeft())
        top.setY(top.y() - self._menu.sizeHint().height() - 4)
        self._menu.popup(top)

    def _on_printer_chosen(self, action: QAction) -> None:
        self._printing = True
        self._busy_line.start(_("Printing…"), cancellable=False)
        self._enable()
        self._print_on(str(action.data()))

    def _print_on(self, printer: str) -> None:
        if self._path is not None:
            self._file_printing.print_file(self._path, printer)

    def _on_printed(self) -> None:
        self._end_printing()
        self.printed.emit()

    def _on_print_failed(self, words: str) -> None:
        self._end_printing()
        self.problem_met.emit(words)

    def _end_printing(self) -> None:
        self._printing = False
        self._busy_line.finish()
        self._enable()

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))


def _make_paper(
    make: Make, folder: PaperFolder, progress: Progress
) -> tuple[Path, bytes, PageSizes]:
    """Make the paper and read it back; runs on a worker.

    Raises:
        UserFacingError: the private folder cannot be written.
        TaskCancelledError: nobody wants it any more; nothing is left of it.
    """
    # Brings reportlab with it, which nobody needs before the first paper.
    from app.reports.page import watched  # noqa: PLC0415

    try:
        with watched(progress):
            path, data = make_private_paper(make, folder, "paper.pdf")
    except TaskCancelledError:
        folder.wipe()
        raise
    return path, data, page_sizes(data)


def _wipe(folder: PaperFolder, *_args: object) -> None:
    folder.wipe()
