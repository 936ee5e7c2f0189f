"""Printing a PDF: by the print system where it takes PDF, else as pictures of 300 dpi.

On Linux and other systems with CUPS the file goes to ``lp`` as it is: text stays text, and the
printer's own settings hold.  ``lpstat`` is asked for the printers rather than Qt, whose list needs
a library of the system and blocks while a print server sleeps.  ``lp`` has copied the file when it
ends, so the paper can be wiped then.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import (
    QObject,
    QProcess,
    QProcessEnvironment,
    QRectF,
    QSizeF,
    QStandardPaths,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from app.domain.errors import Problem, UserFacingError
from app.i18n import _
from app.messages import sentence
from ui.papers.pdf_pages import POINTS_PER_INCH, PageSizes, page_picture
from ui.tasks import TaskRunner

RASTER_DPI = 300
_PATIENCE_MS = 20_000


def prints_files() -> bool:
    """Whether this system's print system takes PDF files."""
    return not sys.platform.startswith("win")


class FilePrinting(QObject):
    """Finds the printers of the print system and hands it a PDF; nothing passes through a shell.

    ``printers_found(names, default)`` answers :meth:`find_printers`; ``printed`` and
    ``failed(sentence)`` answer :meth:`print_file`.  No printer is a failure of both.
    """

    printers_found = Signal(list, str)
    printed = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: list[str] = []

    def find_printers(self) -> None:
        """Ask for the printers and for the one that is used by default."""
        if not QStandardPaths.findExecutable("lp"):
            # Without CUPS there may still be the older print system, with one printer.
            if QStandardPaths.findExecutable("lpr"):
                self.printers_found.emit([""], "")
            else:
                self.failed.emit(_no_printer())
            return
        self._run("lpstat", ["-e"], self._on_names)

    def print_file(self, path: Path, printer: str = "") -> None:
        """Print a PDF on a printer by name, or on the default one."""
        name = "lp" if QStandardPaths.findExecutable("lp") else "lpr"
        chosen = [] if not printer else (["-d", printer] if name == "lp" else ["-P", printer])
        self._run(name, [*chosen, str(path)], self._on_printed)

    def _on_names(self, good: bool, output: str) -> None:
        self._names = output.split() if good else []
        if not self._names:
            self.failed.emit(_no_printer())
            return
        self._run("lpstat", ["-d"], self._on_default)

    def _on_default(self, good: bool, output: str) -> None:
        default = output.rpartition(":")[2].strip() if good else ""
        self.printers_found.emit(self._names, default if default in self._names else "")

    def _on_printed(self, good: bool, _output: str) -> None:
        if good:
            self.printed.emit()
        else:
            self.failed.emit(_refused())

    def _run(self, program: str, arguments: list[str], then: Callable[[bool, str], None]) -> None:
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        # lpstat's answers are read, so they must not be in the desk's language.
        environment.insert("LC_ALL", "C")
        process.setProcessEnvironment(environment)
        ended = False

        def end(good: bool) -> None:
            nonlocal ended
            if not ended:
                ended = True
                output = bytes(process.readAllStandardOutput().data()).decode(errors="replace")
                process.deleteLater()
                then(good, output)

        process.finished.connect(lambda code, _status: end(code == 0))
        process.errorOccurred.connect(lambda _error: end(good=False))
        QTimer.singleShot(_PATIENCE_MS, process, process.kill)
        process.start(program, arguments)


class PicturePrinting(QObject):
    """Asks for the printer in the system's own dialog and prints the pages as pictures."""

    printed = Signal()
    cancelled = Signal()
    failed = Signal(str)

    def __init__(self, runner: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._runner = runner
        self._data = b""
        self._pages: list[int] = []
        self._painter: QPainter | None = None
        self._printer: QPrinter | None = None

    def choose_and_print(self, data: bytes, sizes: PageSizes, title: str) -> None:
        """Open the dialog; print once a printer was chosen."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if not printer.isValid():
            self.failed.emit(_no_printer())
            return
        printer.setDocName(title)
        printer.setFromTo(1, len(sizes))
        parent = self.parent()
        dialog = QPrintDialog(printer, parent if isinstance(parent, QWidget) else None)
        dialog.setMinMax(1, len(sizes))
        dialog.accepted.connect(lambda: self.print_on(printer, data, sizes))
        dialog.rejected.connect(self.cancelled)
        dialog.finished.connect(dialog.deleteLater)
        # QPrintDialog's own open() wants a slot by name.
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter, data: bytes, sizes: PageSizes) -> None:
        """Print the pages on a printer that was chosen."""
        first = max(printer.fromPage(), 1)
        last = min(printer.toPage() or len(sizes), len(sizes))
        self._data, self._pages = data, list(range(first - 1, last))
        printer.setResolution(RASTER_DPI)
        printer.setFullPage(True)
        printer.setPageSize(
            QPageSize(
                QSizeF(*sizes[0]), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch
            )
        )
        self._printer, self._painter = printer, QPainter()
        if not self._painter.begin(printer):
            self._fail()
            return
        self._next(is_first=True)

    def _next(self, *, is_first: bool = False) -> None:
        painter, printer = self._painter, self._printer
        if painter is None or printer is None:
            return
        if not self._pages:
            painter.end()
            self._painter = self._printer = None
            self.printed.emit()
            return
        if not is_first and not printer.newPage():
            painter.end()
            self._fail()
            return
        self._runner.run(
            page_picture,
            self._data,
            self._pages.pop(0),
            RASTER_DPI / POINTS_PER_INCH,
            owner=self,
            on_done=self._on_drawn,
        )

    def _on_drawn(self, picture: QImage) -> None:
        if self._painter is None:
            return
        room = QRectF(self._painter.viewport())
        size = QSizeF(picture.size()).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        self._painter.drawImage(QRectF(room.topLeft(), size), picture)
        self._next()

    def _fail(self) -> None:
        self._painter = self._printer = None
        self.failed.emit(_refused())


def _no_printer() -> str:
    return sentence(UserFacingError(Problem.NO_PRINTER))


def _refused() -> str:
    return _(
        "The printer did not take the paper. Check that it is switched on and connected, "
        "or save the PDF instead."
    )
