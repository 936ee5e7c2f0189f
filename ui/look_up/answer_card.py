"""The answer to 'how is my case?': large enough to be read across the desk, nothing internal."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.answer_words import AnswerWords, answer_words
from app.domain.case_answers import CaseAnswer
from app.i18n import _
from app.labels import case_type_label
from app.people_time import when
from ui.cases.wrapped_text import WrappedText
from ui.context import DeskContext
from ui.icons import set_icon
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.wording import announce, label

_PROMISED = ("handshake", "primary_text")
_STATUS_PIXELS, _LINE_PIXELS, _SMALL_PIXELS = 27, 20, 16


class AnswerCard(Card):
    """Shows one :class:`CaseAnswer`; its buttons are wishes."""

    told_requested = Signal()
    case_requested = Signal()
    complaint_requested = Signal()
    receipt_requested = Signal()

    def __init__(
        self, context: DeskContext, categories: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.setObjectName("answerCard")
        self._context, self._categories = context, categories
        self.words: AnswerWords | None = None
        self.body.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(14)
        self.number = label("", "title", name="answerNumber")
        self.about = ElidedLabel()
        self.about.setObjectName("answerAbout")
        self.about.setProperty("look", "lead")
        head.addWidget(self.number)
        head.addWidget(self.about, 1)
        self.add(head)
        self.status = _Line("answerStatus", _STATUS_PIXELS)
        self.promise = _Line("answerPromise", _LINE_PIXELS)
        self.following = _Line("answerNext", _LINE_PIXELS)
        self.told = _Line("answerTold", _SMALL_PIXELS)
        self.who = _Line("answerWho", _SMALL_PIXELS)
        ground = QWidget()
        ground.setObjectName("scrollGround")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 4, 4, 4)
        column.setSpacing(16)
        for line in (self.status, self.promise, self.following, self.told, self.who):
            column.addWidget(line)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("answerScroll")
        scroll.setAccessibleName(_("What may be said"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(ground)
        self.add(scroll, 1)
        self.add(self._buttons())
        # What is wanted most comes first for Tab, though it stands last.
        QWidget.setTabOrder(self.tell, self.receipt)
        QWidget.setTabOrder(self.receipt, self.open)
        QWidget.setTabOrder(self.open, self.complain)

    def _buttons(self) -> QHBoxLayout:
        place = QWidget()
        policy = place.sizePolicy()
        policy.setHeightForWidth(True)
        place.setSizePolicy(policy)
        others = FlowLayout(place, spacing=12)
        self.receipt = secondary_button(
            _("Print receipt again (&P)"), icon="printer", name="answerReceipt"
        )
        self.open = secondary_button(_("Open the case (&O)"), icon="folder-open", name="answerOpen")
        self.complain = secondary_button(
            _("New complaint about it (&N)"), icon="plus", name="answerComplain"
        )
        self.tell = primary_button(_("Told the customer"), key_hint="Enter", name="answerTell")
        self.receipt.clicked.connect(self.receipt_requested)
        self.open.clicked.connect(self.case_requested)
        self.complain.clicked.connect(self.complaint_requested)
        self.tell.clicked.connect(self.told_requested)
        for button in (self.receipt, self.open, self.complain):
            others.addWidget(button)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(place, 1)
        row.addWidget(self.tell, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def show_answer(self, answer: CaseAnswer, visit_id: str | None) -> None:
        """Show what may be said now; ``visit_id`` is the visit whose receipt can be printed."""
        now, zone = self._context.now(), self._context.zone
        words = self.words = answer_words(answer, now, zone)
        self.number.setText(answer.number)
        registered = _("registered {time}").format(time=when(answer.registered_at, now, zone))
        category = self._categories.get(answer.category, answer.category)
        about = (case_type_label(answer.type), category, registered)
        self.about.setText("  ·  ".join(part for part in about if part))
        self.status.show_words(words.status, *_look(answer))
        promise = ("triangle-alert", "warning_text") if words.is_sorry else _PROMISED
        self.promise.show_words(words.promise, *promise)
        self.following.show_words(words.next, "arrow-right", "primary_text")
        self.told.show_words(words.told, "message-circle", "muted")
        self.who.show_words(words.who, "users", "muted")
        self.receipt.setVisible(visit_id is not None)
        announce(self, words.to_say())


def _look(answer: CaseAnswer) -> tuple[str, str]:
    return ("clock", "primary_text") if answer.is_open else ("circle-check", "good_text")


class _Line(QWidget):
    """A picture and a sentence of any length; hidden while there is nothing to say."""

    def __init__(self, name: str, pixels: int) -> None:
        super().__init__()
        self._side = round(pixels * 1.2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        self._picture = QLabel()
        self._picture.setFixedWidth(34)
        self.text = WrappedText(name=name)
        font = QFont(self.text.font())
        font.setPixelSize(pixels)
        font.setBold(pixels == _STATUS_PIXELS)
        self.text.setFont(font)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)

    def show_words(self, words: str, picture: str, token: str) -> None:
        """Show ``words`` with a picture in the colour of ``token``."""
        self.setVisible(bool(words))
        self.text.set_text(words)
        set_icon(self._picture, picture, token, self._side)
