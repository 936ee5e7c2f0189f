"""What a paper of a case is to hold: asked before it is made, with the careful choice at first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.permissions import Action
from app.i18n import _
from app.services.attachments import AttachmentView, thumbnails
from app.services.case_papers import MOST_PHOTOS
from ui.cases.file_rows import PICTURE_ICON
from ui.context import DeskContext
from ui.icons import set_icon
from ui.widgets.buttons import ActionButton, press_on_enter, primary_button, secondary_button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.wording import label, spoken

_THUMB = 84
_POINTS = 240
_PLACE_HEIGHT = 2 * (_THUMB + 12) + 12


class JobSheetOptions(QDialog):
    """``chosen(with_contact, photo_ids)``; opened with ``open()``."""

    chosen = Signal(bool, list)

    def __init__(
        self,
        context: DeskContext,
        case_id: str,
        pictures: Sequence[AttachmentView],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        _prepare(self, "jobSheetOptions", _("Job sheet"))
        column = QVBoxLayout(self)
        _head(
            column,
            _("Job sheet"),
            _("The customer is named by surname and title, without a phone."),
        )
        self.contact = _box(_("With name and &phone of the customer (it is recorded)"), "contact")
        self.contact.setVisible(context.actor.may(Action.REVEAL_PHONES))
        column.addWidget(self.contact)
        self.thumbs = [_Thumb(picture) for picture in pictures]
        self.count = label("", "muted", name="photoCount")
        if self.thumbs:
            column.addWidget(label(_("Photos to print along"), "label"))
            column.addWidget(self._place())
            column.addWidget(self.count)
            context.runner.read(
                thumbnails,
                actor=context.actor,
                case_id=case_id,
                attachment_ids=[picture.attachment_id for picture in pictures],
                side=_POINTS,
                owner=self,
                on_done=self._on_thumbnails,
            )
        self._show_count()
        make = _foot(self, column, _("Make the job sheet"))
        make.clicked.connect(self._on_make_clicked)
        make.setFocus()

    @property
    def photo_ids(self) -> list[str]:
        """The photos chosen."""
        return [thumb.picture.attachment_id for thumb in self.thumbs if thumb.isChecked()]

    def _place(self) -> QScrollArea:
        ground = QWidget()
        ground.setObjectName("scrollGround")
        flow = FlowLayout(ground)
        for thumb in self.thumbs:
            thumb.toggled.connect(self._show_count)
            flow.addWidget(thumb)
        place = QScrollArea()
        place.setObjectName("photoPlace")
        place.setFrameShape(QFrame.Shape.NoFrame)
        place.setWidgetResizable(True)
        place.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        place.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        place.setFixedHeight(min(_PLACE_HEIGHT, (len(self.thumbs) + 4) // 5 * (_THUMB + 10) + 8))
        place.setWidget(ground)
        return place

    def _show_count(self) -> None:
        count = len(self.photo_ids)
        self.count.setText(_("{count} of {most} chosen").format(count=count, most=MOST_PHOTOS))
        for thumb in self.thumbs:
            thumb.setEnabled(thumb.isChecked() or count < MOST_PHOTOS)

    def _on_thumbnails(self, found: dict[str, bytes]) -> None:
        for thumb in self.thumbs:
            data = found.get(thumb.picture.attachment_id)
            if data is not None:
                thumb.show_picture(data)

    def _on_make_clicked(self) -> None:
        self.chosen.emit(self.contact.isChecked(), self.photo_ids)
        self.accept()


class CaseFileOptions(QDialog):
    """``chosen(in_full, with_pictures)``; opened with ``open()``."""

    chosen = Signal(bool, bool)

    def __init__(self, context: DeskContext, *, has_pictures: bool, parent: QWidget) -> None:
        super().__init__(parent)
        _prepare(self, "caseFileOptions", _("Case file"))
        column = QVBoxLayout(self)
        _head(
            column,
            _("Case file"),
            _("Names and phones are masked. What was said is printed as it was said."),
        )
        self.in_full = _box(_("Names and &phones in full (it is recorded)"), "inFull")
        self.in_full.setVisible(context.actor.may(Action.REVEAL_PHONES))
        self.with_pictures = _box(_("P&ictures on pages of their own"), "withPictures")
        self.with_pictures.setVisible(has_pictures)
        self.with_pictures.setChecked(has_pictures)
        column.addWidget(self.in_full)
        column.addWidget(self.with_pictures)
        make = _foot(self, column, _("Make the case file"))
        make.clicked.connect(self._on_make_clicked)
        make.setFocus()

    def _on_make_clicked(self) -> None:
        self.chosen.emit(self.in_full.isChecked(), self.with_pictures.isChecked())
        self.accept()


class _Thumb(QToolButton):
    """A picture to be chosen or left out."""

    def __init__(self, picture: AttachmentView) -> None:
        super().__init__()
        self.picture = picture
        self.setObjectName(f"photo_{picture.attachment_id}")
        self.setProperty("look", "thumb")
        self.setCheckable(True)
        self.setFixedSize(_THUMB, _THUMB)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(picture.name)
        self.setAccessibleName(picture.name)
        set_icon(self, PICTURE_ICON, "muted", 28)

    def show_picture(self, data: bytes) -> None:
        """Show the picture in place of the icon."""
        image = QImage.fromData(data)
        if not image.isNull():
            self.setProperty("iconName", None)
            self.setIcon(QIcon(QPixmap.fromImage(image)))
            self.setIconSize(QSize(_THUMB - 14, _THUMB - 14))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses, as the space bar does."""
        if press_on_enter(self, event):
            return
        super().keyPressEvent(event)


def _prepare(dialog: QDialog, name: str, title: str) -> None:
    dialog.setObjectName(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setProperty("manualPage", "papers")
    dialog.setWindowTitle(title)
    dialog.resize(540, 0)


def _head(column: QVBoxLayout, title: str, words: str) -> None:
    column.setContentsMargins(24, 20, 24, 20)
    column.setSpacing(12)
    column.addWidget(label(title, "title"))
    column.addWidget(label(words, "muted", wrap=True))


def _box(words: str, name: str) -> QCheckBox:
    box = QCheckBox(words)
    box.setObjectName(name)
    box.setAccessibleName(spoken(words))
    return box


def _foot(dialog: QDialog, column: QVBoxLayout, words: str) -> ActionButton:
    """Add Back and the button that goes on; return the latter."""
    row = QHBoxLayout()
    back = secondary_button(_("Back"), key_hint="Esc", name="optionsBack")
    back.clicked.connect(dialog.reject)
    make = primary_button(words, name="makePaper")
    row.addWidget(back)
    row.addStretch(1)
    row.addWidget(make)
    column.addLayout(row)
    return make
