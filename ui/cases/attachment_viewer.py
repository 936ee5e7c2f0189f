"""Photos and files of a case looked at inside the program: nothing of them touches the disk.

Each file shown is read from the store anew, which is written into the audit log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.attachments import FileKind, text_of
from app.domain.errors import Problem, UserFacingError
from app.i18n import _
from app.messages import sentence
from app.services.attachments import AttachmentData, AttachmentView, read_attachment
from ui.cases.picture_viewer import PictureViewer
from ui.context import DeskContext
from ui.papers.paper_view import PaperView
from ui.papers.pdf_pages import PageSizes, readable_sizes
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import IconButton, quiet_button, secondary_button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.wording import label

_MARGIN = 32
_MOST_CHARACTERS = 200_000


class AttachmentViewer(QDialog):
    """Shows one of ``files`` and leads to the others; ``copy_wanted`` carries the one shown."""

    copy_wanted = Signal(object)

    def __init__(
        self,
        context: DeskContext,
        files: Sequence[AttachmentView],
        start: AttachmentView,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("attachmentViewer")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Photos and files"))
        self.setProperty("manualPage", "cases")
        self._context = context
        self._files = tuple(files)
        self._index = self._files.index(start)
        self._build()
        window = parent.window()
        self.resize(window.width() - 2 * _MARGIN, window.height() - 2 * _MARGIN)
        self._show_file()

    @property
    def file(self) -> AttachmentView:
        """The file shown."""
        return self._files[self._index]

    # ---- building --------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(12)
        column.addLayout(self._head())
        self.places = QStackedWidget()
        self.places.setObjectName("viewerPlaces")
        self.nothing = label("", "muted", wrap=True, name="viewerProblem")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture = PictureViewer()
        self.picture.zoom_changed.connect(self._on_zoom_changed)
        self.paper = PaperView(self._context.runner)
        self.paper.zoom_changed.connect(self._on_zoom_changed)
        self.text = QPlainTextEdit()
        self.text.setObjectName("viewerText")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        for place in (self.nothing, self.picture, self.paper, self.text):
            self.places.addWidget(place)
        column.addWidget(self.places, 1)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        self.close_button = secondary_button(_("Close"), key_hint="Esc", name="viewerClose")
        self.close_button.clicked.connect(self.reject)
        self._busy = BusyLine(cancellable=False)
        self.copy_button = secondary_button(_("Save a copy…"), icon="download", name="viewerCopy")
        self.copy_button.clicked.connect(lambda: self.copy_wanted.emit(self.file))
        foot.addWidget(self.close_button)
        foot.addWidget(self._busy, 1)
        foot.addWidget(self.copy_button)
        column.addLayout(foot)
        for keys, by in (("Left", -1), ("Right", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda by=by: self._step(by))

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(4)
        self.name_label = ElidedLabel("", Qt.TextElideMode.ElideMiddle)
        self.name_label.setObjectName("viewerName")
        self.name_label.setProperty("look", "subtitle")
        self.place_label = label("", "muted", name="viewerPlace")
        self.previous_button = IconButton("chevron-left", _("File before"), name="viewerPrevious")
        self.next_button = IconButton("chevron-right", _("Next file"), name="viewerNext")
        self.smaller_button = quiet_button("−", name="viewerSmaller")
        self.smaller_button.setAccessibleName(_("Smaller"))
        self.smaller_button.setToolTip(_("Smaller"))
        self.zoom_label = label("", "muted", name="viewerZoom")
        self.zoom_label.setMinimumWidth(46)
        self.zoom_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.larger_button = quiet_button("+", name="viewerLarger")
        self.larger_button.setAccessibleName(_("Larger"))
        self.larger_button.setToolTip(_("Larger"))
        head.addWidget(self.name_label, 1)
        for part in (
            self.previous_button,
            self.place_label,
            self.next_button,
            self.smaller_button,
            self.zoom_label,
            self.larger_button,
        ):
            head.addWidget(part)
        self.previous_button.clicked.connect(lambda: self._step(-1))
        self.next_button.clicked.connect(lambda: self._step(1))
        self.smaller_button.clicked.connect(lambda: self._zoom(-1))
        self.larger_button.clicked.connect(lambda: self._zoom(1))
        return head

    # ---- showing ---------------------------------------------------------------------------

    def _step(self, by: int) -> None:
        index = self._index + by
        if 0 <= index < len(self._files):
            self._index = index
            self._show_file()

    def _show_file(self) -> None:
        file = self.file
        self.name_label.setText(file.name)
        count = len(self._files)
        self.place_label.setText(
            _("{number} of {total}").format(number=self._index + 1, total=count)
        )
        for button in (self.previous_button, self.place_label, self.next_button):
            button.setVisible(count > 1)
        self.previous_button.setEnabled(self._index > 0)
        self.next_button.setEnabled(self._index < count - 1)
        self._show_place(self.nothing)
        self.nothing.setText("")
        self._busy.start(_("Reading…"))
        self._context.runner.write(
            read_attachment,
            actor=self._context.actor,
            attachment_id=file.attachment_id,
            now=self._context.now(),
            owner=self,
            on_done=self._on_read,
            on_error=self._on_problem,
        )

    def _on_read(self, read: AttachmentData) -> None:
        if read.attachment_id != self.file.attachment_id:
            # Somebody stepped on while it was read; the next answer is on its way.
            return
        work: Callable[[bytes], Any]
        shown: Callable[[AttachmentData, Any], None]
        if read.kind is FileKind.PDF:
            work, shown = readable_sizes, self._on_paper
        elif read.kind is FileKind.TEXT:
            work, shown = text_of, self._on_text
        else:
            work, shown = picture_of, self._on_picture
        self._context.runner.run(
            work,
            read.data,
            owner=self,
            supersedes="shown",
            on_done=lambda result: shown(read, result),
            on_error=self._on_problem,
            on_end=self._busy.finish,
        )

    def _on_picture(self, _read: AttachmentData, image: QImage) -> None:
        self._show_place(self.picture)
        self.picture.setAccessibleName(self.file.name)
        self.picture.show_image(image)

    def _on_paper(self, read: AttachmentData, sizes: PageSizes) -> None:
        self._show_place(self.paper)
        self.paper.set_title(self.file.name)
        self.paper.show_data(read.data, sizes)

    def _on_text(self, _read: AttachmentData, text: str) -> None:
        self._show_place(self.text)
        self.text.setAccessibleName(self.file.name)
        shown = text[:_MOST_CHARACTERS]
        if len(text) > len(shown):
            shown += "\n\n" + _("[only the beginning is shown; save a copy to read the rest]")
        self.text.setPlainText(shown)

    def _on_problem(self, error: Exception) -> None:
        self._busy.finish()
        if isinstance(error, UserFacingError):
            self._show_place(self.nothing)
            self.nothing.setText(sentence(error))

    def _show_place(self, place: QWidget) -> None:
        self.places.setCurrentWidget(place)
        can_zoom = place in (self.picture, self.paper)
        for part in (self.smaller_button, self.zoom_label, self.larger_button):
            part.setVisible(can_zoom)
        if place is self.nothing:
            self.close_button.setFocus()
        else:
            place.setFocus()

    def _zoom(self, way: int) -> None:
        view: PictureViewer | PaperView = self.paper
        if self.places.currentWidget() is self.picture:
            view = self.picture
        if way > 0:
            view.zoom_in()
        else:
            view.zoom_out()

    def _on_zoom_changed(self, zoom: float) -> None:
        self.zoom_label.setText(f"{zoom:.0%}")


def picture_of(data: bytes) -> QImage:
    """Decode a picture; runs on a worker.

    Raises:
        UserFacingError: it cannot be decoded.
    """
    image = QImage.fromData(data)
    if image.isNull():
        raise UserFacingError(Problem.CANNOT_SHOW_FILE)
    return image
