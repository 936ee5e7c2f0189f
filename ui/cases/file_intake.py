"""Files on their way into a case: from a dialog, dropped, or pasted; one after the other.

Reading, checking and drawing anew happens on a worker; then the file is written.  Each file has its
own verdict: one that is refused does not hold back the others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QImage

from app import people_time
from app.domain.attachments import PreparedFile
from app.domain.errors import FieldError, Problem, UserFacingError
from app.i18n import _
from app.incoming_files import prepare, prepare_file
from app.messages import field_sentence, sentence
from app.services.attachments import add_attachment
from ui.context import DeskContext


@dataclass(frozen=True)
class ComingFile:
    """What a file is called, and how it is made ready on a worker."""

    name: str
    prepare: Callable[[], PreparedFile]


def files_at(paths: Sequence[Path]) -> list[ComingFile]:
    """Return files that lie on a disk."""
    return [ComingFile(path.name, partial(prepare_file, path)) for path in paths]


def files_of(mime: QMimeData, context: DeskContext) -> list[ComingFile]:
    """Return what was dropped or copied: files, else a picture; nothing if it is something else."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if paths:
        return files_at(paths)
    image = mime.imageData() if mime.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return []
    time = people_time.exact(context.now(), context.zone).replace(":", ".")
    name = _("Pasted picture {time}").format(time=time) + ".png"
    return [ComingFile(name, partial(_prepare_image, name, image))]


def holds_files(mime: QMimeData) -> bool:
    """Return whether :func:`files_of` would find anything, without decoding it."""
    return any(url.isLocalFile() for url in mime.urls()) or mime.hasImage()


class FileIntake(QObject):
    """Adds files to one case.

    ``progressed(done, total)`` as each is begun; ``file_added()`` after each that was kept;
    ``ended(sentences)`` when all are through, with one sentence for each that was refused.
    """

    progressed = Signal(int, int)
    file_added = Signal()
    ended = Signal(list)

    def __init__(self, context: DeskContext, case_id: str, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._case_id = case_id
        self._waiting: deque[ComingFile] = deque()
        self._now: ComingFile | None = None
        self._done = self._total = 0
        self._problems: list[str] = []

    @property
    def busy(self) -> bool:
        """Whether a file is on its way."""
        return self._now is not None

    def take(self, files: Sequence[ComingFile]) -> None:
        """Add these after those that are on their way."""
        self._waiting.extend(files)
        self._total += len(files)
        if not self.busy and self._waiting:
            self._next()

    def cancel(self) -> None:
        """Leave out the files that have not begun."""
        self._waiting.clear()

    def _next(self) -> None:
        if not self._waiting:
            problems, self._problems = self._problems, []
            self._now = None
            self._done = self._total = 0
            self.ended.emit(problems)
            return
        self._now = self._waiting.popleft()
        self.progressed.emit(self._done, self._total)
        self._done += 1
        self._context.runner.run(
            self._now.prepare, owner=self, on_done=self._on_prepared, on_error=self._on_refused
        )

    def _on_prepared(self, file: PreparedFile) -> None:
        self._context.runner.write(
            add_attachment,
            actor=self._context.actor,
            case_id=self._case_id,
            file=file,
            now=self._context.now(),
            owner=self,
            on_done=self._on_added,
            on_error=self._on_refused,
        )

    def _on_added(self, _attachment_id: str) -> None:
        self.file_added.emit()
        self._next()

    def _on_refused(self, error: Exception) -> None:
        name = self._now.name if self._now is not None else ""
        if isinstance(error, UserFacingError):
            self._problems.append(f"{name}: {sentence(error)}")
        elif isinstance(error, FieldError):
            self._problems.append(f"{name}: {field_sentence(error)}")
        if isinstance(error, UserFacingError) and error.problem in _END_OF_ALL:
            self.cancel()
        self._next()


_END_OF_ALL = frozenset(
    {
        Problem.NOT_PERMITTED,
        Problem.NOT_FOUND,
        Problem.TOO_MANY_FILES,
        Problem.DISK_FULL,
        Problem.DISK_FAULT,
        Problem.LOCKED,
    }
)
"""What the next file would meet as well."""


def _prepare_image(name: str, image: QImage) -> PreparedFile:
    """Make a picture without a file ready; runs on a worker."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", 80)  # type: ignore[call-overload]
    buffer.close()
    return prepare(name, bytes(data.data()))
