"""One kept photo or file as a row: press it to look, '…' to save a copy or to remove it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QImage, QKeyEvent, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app import people_time
from app.domain.attachments import FileKind, size_words
from app.i18n import _
from app.services.attachments import AttachmentView
from ui.icons import set_icon
from ui.widgets.buttons import IconButton, press_on_enter
from ui.widgets.elided_label import ElidedLabel

THUMB_SIDE = 40
THUMB_POINTS = 120
"""Length of a small copy: sharp at three times the usual scaling."""

SHOWN_INSIDE = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.PDF, FileKind.TEXT})
PICTURE_ICON = "image"
_SOUNDS = frozenset({FileKind.M4A, FileKind.MP3, FileKind.WAV})
_ROUND = 6


class FileRow(QWidget):
    """``opened``, ``copy_wanted`` and ``removal_wanted`` carry the :class:`AttachmentView`."""

    opened = Signal(object)
    copy_wanted = Signal(object)
    removal_wanted = Signal(object)

    def __init__(
        self, file: AttachmentView, now: datetime, zone: ZoneInfo, *, may_remove: bool
    ) -> None:
        super().__init__()
        self.file = file
        self.setObjectName(f"file_{file.attachment_id}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.button = _FileButton(file, now, zone)
        self.button.clicked.connect(lambda: self.opened.emit(self.file))
        row.addWidget(self.button, 1)
        words = _("More for {name}").format(name=file.name)
        self.more_button = IconButton("ellipsis", words, name="moreForFile")
        self.more_button.clicked.connect(self._on_more_clicked)
        row.addWidget(self.more_button)
        self.menu = QMenu(self)
        self.menu.setObjectName("fileMenu")
        self._add(_("&Open"), self.opened).setVisible(file.kind in SHOWN_INSIDE)
        self._add(_("&Save a copy…"), self.copy_wanted)
        self._add(_("&Remove…"), self.removal_wanted).setVisible(may_remove)

    def _add(self, words: str, signal: SignalInstance) -> QAction:
        action = self.menu.addAction(words)
        action.triggered.connect(lambda: signal.emit(self.file))
        return action

    def _on_more_clicked(self) -> None:
        corner = self.more_button.mapToGlobal(self.more_button.rect().bottomRight())
        self.menu.popup(corner - QPoint(self.menu.sizeHint().width(), -4))

    def show_thumbnail(self, data: bytes) -> None:
        """Show the picture's small copy in place of the icon."""
        self.button.show_thumbnail(data)


class _FileButton(QPushButton):
    """Small picture or icon, name, and beneath it size, time and who added it."""

    def __init__(self, file: AttachmentView, now: datetime, zone: ZoneInfo) -> None:
        super().__init__()
        self.setObjectName("openFile")
        self.setProperty("look", "file")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(7, 6, 8, 6)
        row.setSpacing(9)
        self._picture = QLabel()
        self._picture.setFixedSize(THUMB_SIDE, THUMB_SIDE)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_icon(self._picture, _icon(file.kind), "muted", 22)
        row.addWidget(self._picture)
        words = QVBoxLayout()
        words.setSpacing(0)
        name = ElidedLabel(file.name, Qt.TextElideMode.ElideMiddle)
        size = size_words(file.size)
        details = ElidedLabel(
            f"{size} · {people_time.when(file.added_at, now, zone)} · {file.added_by}"
        )
        details.setProperty("look", "muted")
        words.addWidget(name)
        words.addWidget(details)
        row.addLayout(words, 1)
        for part in (self._picture, name, details):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(
            _("{name}, {size}, added by {person}").format(
                name=file.name, size=size, person=file.added_by
            )
        )
        what = _("Show") if file.kind in SHOWN_INSIDE else _("Save a copy")
        added = _("{name}\n{size}, added {time} by {person}").format(
            name=file.name,
            size=size,
            time=people_time.exact(file.added_at, zone),
            person=file.added_by,
        )
        self.setToolTip(f"{what}: {added}")

    def show_thumbnail(self, data: bytes) -> None:
        """Show a small copy, cut to a square."""
        image = QImage.fromData(data)
        if image.isNull():
            return
        # Else a change of the theme would put the icon back.
        self._picture.setProperty("iconName", None)
        self._picture.setPixmap(_square(image, self.devicePixelRatioF()))

    def sizeHint(self) -> QSize:
        """Return the height of picture and two lines."""
        return QSize(160, THUMB_SIDE + 16)

    def minimumSizeHint(self) -> QSize:
        """Allow the row to be narrow: names end in '…'."""
        return QSize(120, THUMB_SIDE + 16)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the file that has the focus."""
        if press_on_enter(self, event):
            return
        super().keyPressEvent(event)


def _icon(kind: FileKind) -> str:
    if kind in _SOUNDS:
        return "volume-2"
    return PICTURE_ICON if kind.is_picture else "file-text"


def _square(image: QImage, ratio: float) -> QPixmap:
    side = round(THUMB_SIDE * ratio)
    scaled = image.scaled(
        side,
        side,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, side, side), _ROUND * ratio, _ROUND * ratio)
    painter.setClipPath(path)
    painter.drawImage((side - scaled.width()) // 2, (side - scaled.height()) // 2, scaled)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
