"""A picture on the screen: as large as the room allows, larger on request, moved by the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.i18n import _
from ui import theme

_LEAST_ZOOM, _MOST_ZOOM, _STEP = 0.05, 8.0, 1.25
# A strip such as a chat's long screen shot is read from its top, not seen whole.
_STRIP_RATIO = 3


class PictureViewer(QScrollArea):
    """``zoom_changed`` carries screen pixels to a point of the picture."""

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pictureViewer")
        self.setAccessibleName(_("Picture"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._canvas = _Canvas()
        self.setWidget(self._canvas)
        self._zoom = 1.0
        self._fits = True
        self._grabbed: QPoint | None = None

    @property
    def zoom(self) -> float:
        """Screen pixels to a point of the picture."""
        return self._zoom

    @property
    def image(self) -> QImage:
        """The picture shown."""
        return self._canvas.image

    def show_image(self, image: QImage) -> None:
        """Show a picture, whole."""
        self._canvas.image = image
        self.fit()
        self.verticalScrollBar().setValue(0)

    def fit(self) -> None:
        """Show the whole picture, now and whenever the room changes."""
        self._fits = True
        image = self._canvas.image
        if image.isNull():
            return
        room = self.maximumViewportSize()
        across = room.width() / image.width()
        down = room.height() / image.height()
        is_strip = image.height() >= _STRIP_RATIO * image.width()
        self._set_zoom(min(across, 1.0) if is_strip else min(across, down, 1.0))

    def zoom_in(self) -> None:
        """Show it larger."""
        self._zoom_by(_STEP)

    def zoom_out(self) -> None:
        """Show it smaller."""
        self._zoom_by(1 / _STEP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the picture fit again."""
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer +, − and 0; leave Esc to the window."""
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_out()
        elif event.key() == Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl the wheel changes the size, else it scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            event.accept()
            return
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        self._grabbed = event.position().toPoint()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture with the hand."""
        if self._grabbed is None:
            return
        here = event.position().toPoint()
        moved = here - self._grabbed
        self._grabbed = here
        for bar, way in (
            (self.horizontalScrollBar(), moved.x()),
            (self.verticalScrollBar(), moved.y()),
        ):
            bar.setValue(bar.value() - way)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grabbed = None
        self.unsetCursor()

    def _zoom_by(self, factor: float) -> None:
        self._fits = False
        self._set_zoom(min(max(self._zoom * factor, _LEAST_ZOOM), _MOST_ZOOM))

    def _set_zoom(self, zoom: float) -> None:
        self._zoom = max(zoom, _LEAST_ZOOM)
        size = self._canvas.image.size()
        self._canvas.resize(
            QSize(
                max(round(size.width() * self._zoom), 1), max(round(size.height() * self._zoom), 1)
            )
        )
        self._canvas.update()
        self.zoom_changed.emit(self._zoom)


class _Canvas(QWidget):
    """The picture itself, drawn where it is to be seen."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pictureCanvas")
        self.image = QImage()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture on the ground that shows through it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self.image.isNull():
            painter.drawImage(QRectF(self.rect()), self.image)
        painter.end()
