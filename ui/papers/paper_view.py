"""A PDF's pages one below the other, drawn when they come into view."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from ui import theme
from ui.papers.pdf_pages import PageSizes, page_picture, page_sizes
from ui.tasks import TaskRunner

_GAP, _MARGIN = 16, 24
_LEAST_ZOOM, _MOST_ZOOM, _STEP = 0.5, 4.0, 1.25
# On a wide screen, A4 as wide as the window would show a third of a page.
_COMFORTABLE = 1.5
_KEPT_PAGES = 8


class PaperView(QWidget):
    """Shows a paper.

    ``position_changed(page, count)`` counts from 1; ``zoom_changed(zoom)`` carries screen pixels to
    a point; ``ready()`` when the pages of :meth:`show_file` are known.
    """

    ready = Signal()
    position_changed = Signal(int, int)
    zoom_changed = Signal(float)

    def __init__(self, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paperView")
        self._area = _Area(self)
        self._canvas = _Pages(runner)
        self._area.setWidget(self._canvas)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self._runner = runner
        self._fits = True
        self._limit: float | None = _COMFORTABLE
        self._position = 0
        self.setFocusProxy(self._area)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._area.verticalScrollBar().valueChanged.connect(self._tell_position)
        self._area.resized.connect(self._fit)
        self.set_title(_("Paper"))

    @property
    def page_count(self) -> int:
        """How many pages the paper has; 0 until they are known."""
        return len(self._canvas.sizes)

    @property
    def page(self) -> int:
        """The page in view, counted from 1."""
        return self._position

    @property
    def zoom(self) -> float:
        """Screen pixels to a point of the paper; 1.0 is what the view calls 100 %."""
        return self._canvas.zoom

    @property
    def data(self) -> bytes:
        """The PDF shown."""
        return self._canvas.data

    def set_title(self, title: str) -> None:
        """Say what the paper is."""
        self._area.setAccessibleName(title)

    def show_file(self, path: Path) -> None:
        """Read a PDF and show it from its first page."""
        self._runner.run(_read, path, owner=self, supersedes="file", on_done=self._on_read)

    def show_data(self, data: bytes, sizes: PageSizes) -> None:
        """Show a PDF that was read already."""
        self._canvas.show_data(data, sizes)
        self._position = 0
        self._fit()
        self._area.verticalScrollBar().setValue(0)
        self._tell_position()
        self.ready.emit()

    def fit_width(self) -> None:
        """Make the pages as wide as the view, now and whenever it changes its size."""
        self._fits, self._limit = True, None
        self._fit()

    def zoom_in(self) -> None:
        """Show the paper larger."""
        self._zoom_by(_STEP)

    def zoom_out(self) -> None:
        """Show the paper smaller."""
        self._zoom_by(1 / _STEP)

    def go_to(self, page: int) -> None:
        """Show a page, counted from 1, from its top."""
        if self.page_count:
            wanted = min(max(page, 1), self.page_count)
            top = self._canvas.page_box(wanted - 1).top() - _GAP // 2
            self._area.verticalScrollBar().setValue(top if wanted > 1 else 0)
            self._tell_position()

    def _on_read(self, read: tuple[bytes, PageSizes]) -> None:
        self.show_data(*read)

    def _zoom_by(self, factor: float) -> None:
        self._fits = False
        self._set_zoom(min(max(self.zoom * factor, _LEAST_ZOOM), _MOST_ZOOM))

    def _fit(self) -> None:
        if not self._fits or not self.page_count:
            return
        widest = max(width for width, _height in self._canvas.sizes)
        zoom = (self._area.viewport().width() - 2 * _MARGIN) / widest
        zoom = min(zoom, _MOST_ZOOM if self._limit is None else self._limit)
        self._set_zoom(max(zoom, _LEAST_ZOOM))

    def _set_zoom(self, zoom: float) -> None:
        bar = self._area.verticalScrollBar()
        # What is in the middle of the view stays there.
        height = max(self._canvas.height(), 1)
        middle = (bar.value() + self._area.viewport().height() / 2) / height
        was_at_top = bar.value() == 0
        self._canvas.set_zoom(zoom, self._area.viewport().width())
        if was_at_top:
            bar.setValue(0)
        else:
            bar.setValue(round(middle * self._canvas.height() - self._area.viewport().height() / 2))
        self.zoom_changed.emit(zoom)
        self._tell_position()

    def _tell_position(self) -> None:
        if not self.page_count:
            return
        middle = self._area.verticalScrollBar().value() + self._area.viewport().height() // 3
        page = self._canvas.page_at(middle) + 1
        if page != self._position:
            self._position = page
            self._area.setAccessibleDescription(
                _("Page {number} of {total}").format(number=page, total=self.page_count)
            )
            self.position_changed.emit(page, self.page_count)


class _Area(QScrollArea):
    """Keeps the keys of a reader: a screenful, a step, first and last page."""

    resized = Signal()

    def __init__(self, view: PaperView) -> None:
        super().__init__(view)
        self._view = view
        self.setObjectName("paperArea")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidgetResizable(False)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the pages fit again."""
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer PgUp, PgDn, Home, End, + and −; leave the rest (Esc) to the screen."""
        bar = self.verticalScrollBar()
        key = event.key()
        if key == Qt.Key.Key_PageDown:
            bar.setValue(bar.value() + bar.pageStep() - 48)
        elif key == Qt.Key.Key_PageUp:
            bar.setValue(bar.value() - bar.pageStep() + 48)
        elif key == Qt.Key.Key_Home:
            self._view.go_to(1)
        elif key == Qt.Key.Key_End:
            self._view.go_to(self._view.page_count)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._view.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self._view.zoom_out()
        else:
            super().keyPressEvent(event)


class _Pages(QWidget):
    """Draws the pages that are in sight and asks for the pictures that it lacks."""

    def __init__(self, runner: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("paperPages")
        self._runner = runner
        self.data = b""
        self.sizes: PageSizes = ()
        self.zoom = 1.0
        self._boxes: list[QRect] = []
        self._pictures: dict[tuple[int, float], QImage] = {}
        self._asked: dict[int, float] = {}

    def show_data(self, data: bytes, sizes: PageSizes) -> None:
        """Take another paper."""
        self.data, self.sizes = data, sizes
        self._pictures.clear()
        self._asked.clear()

    def set_zoom(self, zoom: float, least_width: int) -> None:
        """Lay the pages out with ``zoom`` pixels to a point."""
        self.zoom = zoom
        sizes = [(round(width * zoom), round(height * zoom)) for width, height in self.sizes]
        whole = max(max(width for width, _height in sizes) + 2 * _MARGIN, least_width)
        self._boxes, y = [], _GAP
        for width, height in sizes:
            self._boxes.append(QRect((whole - width) // 2, y, width, height))
            y += height + _GAP
        self.resize(whole, y)
        self.update()

    def page_box(self, page: int) -> QRect:
        """Return where a page is, counted from 0."""
        return self._boxes[page]

    def page_at(self, y: int) -> int:
        """Return the page at a height, or the nearest above it, counted from 0."""
        return max(sum(box.top() <= y for box in self._boxes) - 1, 0)

    def changeEvent(self, event: QEvent) -> None:
        """Draw sharp pictures for the other screen the window was moved to."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the pages within the region."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), theme.colour("disabled_ground"))
        scale = round(self.zoom * self.devicePixelRatioF(), 4)
        for page, box in enumerate(self._boxes):
            if not box.adjusted(-2, -2, 2, 2).intersects(event.rect()):
                continue
            painter.fillRect(box.adjusted(-1, -1, 1, 1), theme.colour("line"))
            # Paper is white in every theme.
            painter.fillRect(box, Qt.GlobalColor.white)
            picture = self._pictures.get((page, scale))
            if picture is None:
                self._ask(page, scale)
                picture = self._other_scale(page)
            if picture is not None:
                painter.drawImage(QRectF(box), picture)
        painter.end()

    def _other_scale(self, page: int) -> QImage | None:
        """Return a picture of the page to show until the sharp one is there."""
        return next((image for (kept, _s), image in self._pictures.items() if kept == page), None)

    def _ask(self, page: int, scale: float) -> None:
        if self._asked.get(page) == scale:
            return
        self._asked[page] = scale
        # Only the last of several zooms is worth drawing.
        self._runner.run(
            page_picture,
            self.data,
            page,
            scale,
            owner=self,
            supersedes=f"page{page}",
            on_done=partial(self._on_drawn, (page, scale), self.data),
        )

    def _on_drawn(self, key: tuple[int, float], data: bytes, picture: QImage) -> None:
        if data is not self.data:
            return
        self._asked.pop(key[0], None)
        self._pictures[key] = picture
        for old in list(self._pictures)[:-_KEPT_PAGES]:
            del self._pictures[old]
        # A picture that came too late for its zoom is not drawn at all.
        for old in [kept for kept in self._pictures if kept[0] == key[0] and kept != key]:
            del self._pictures[old]
        self.update(self._boxes[key[0]].adjusted(-2, -2, 2, 2))


def _read(path: Path) -> tuple[bytes, PageSizes]:
    """Read a PDF; runs on a worker."""
    data = path.read_bytes()
    return data, page_sizes(data)
