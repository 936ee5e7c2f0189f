"""The consent page of the customer's screen: notice, one tick a purpose, signature (clause 5-1).

Nothing is ticked beforehand, both languages are one press away, and saying no is as easy as
saying yes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QScroller,
    QVBoxLayout,
    QWidget,
)

from app.consent_words import declining_is_fine, holds_for, purpose_label, purpose_question
from app.domain.consents import ASKED, Answer
from app.domain.notices import NoticeVersion, Paragraph, paragraphs
from app.domain.terms import ConsentPurpose
from app.i18n import _, current_language, language, pgettext
from app.services.consents import ConsentRequest
from ui.widgets.buttons import primary_button, quiet_button, secondary_button
from ui.widgets.signature_pad import SignaturePad
from ui.widgets.wording import announce, label

# Targets of the customer's screen are 64 px high, with larger words than the desk's.
_LARGE = "min-height: 62px; min-width: 110px; font-size: 18px; padding: 0px 16px;"
_RIGHT_WIDTH = 560
_OTHER = {"zh_CN": "en", "en": "zh_CN"}


@dataclass(frozen=True)
class ConsentGiven:
    """What the customer ticked and signed; ``strokes`` are empty where nothing was agreed to."""

    notice_id: str
    answers: tuple[Answer, ...]
    strokes: object = None

    @property
    def agreed(self) -> bool:
        """Whether anything was agreed to."""
        return any(answer.agreed for answer in self.answers)


class TickRow(QFrame):
    """A box to tick with its purpose beside it; the whole row is the target."""

    ticked = Signal()

    def __init__(self, purpose: ConsentPurpose, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.purpose = purpose
        self.setProperty("look", "tint")
        self.setMinimumHeight(68)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 14, 4)
        row.setSpacing(14)
        self.box = QCheckBox()
        self.box.setObjectName(f"consent_{purpose}")
        self.box.toggled.connect(lambda _on: self.ticked.emit())
        words = QVBoxLayout()
        words.setSpacing(0)
        self._name = label("", "subtitle")
        self._question = label("", wrap=True)
        words.addWidget(self._name)
        words.addWidget(self._question)
        row.addWidget(self.box)
        row.addLayout(words, 1)

    def show_words(self) -> None:
        """Speak the present language."""
        self._name.setText(purpose_label(self.purpose))
        self._question.setText(purpose_question(self.purpose))
        self.box.setAccessibleName(purpose_label(self.purpose))
        self.box.setAccessibleDescription(purpose_question(self.purpose))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick wherever the row is pressed."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.box.toggle()


class ConsentPanel(QWidget):
    """``answered`` with a ``ConsentGiven``; ``left`` when the customer would rather not now."""

    answered = Signal(object)
    left = Signal()
    touched = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("consentPanel")
        self._notice: NoticeVersion | None = None
        self._language = current_language()
        self._address = ""
        self.rows = {purpose: TickRow(purpose) for purpose in ASKED}
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 4, 24, 4)
        column.setSpacing(12)
        column.addLayout(self._head())
        middle = QHBoxLayout()
        middle.setSpacing(24)
        middle.addWidget(self._notice_area(), 1)
        middle.addWidget(self._answer_side())
        column.addLayout(middle, 1)
        for row in self.rows.values():
            row.ticked.connect(self._on_edited)
        self.pad.changed.connect(self._on_edited)
        self.pad.touched.connect(self.touched)

    # ---- building --------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.title = label("", "title", wrap=True, name="consentTitle")
        self.switch = secondary_button("", icon="languages", name="consentLanguage")
        self.not_now = quiet_button("", name="consentNotNow")
        for button in (self.switch, self.not_now):
            button.setStyleSheet(_LARGE)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.switch.clicked.connect(self._on_switch_clicked)
        self.not_now.clicked.connect(self.left)
        row.addWidget(self.title, 1)
        row.addWidget(self.switch)
        row.addWidget(self.not_now)
        return row

    def _notice_area(self) -> QScrollArea:
        self.notice = QLabel()
        self.notice.setObjectName("consentNotice")
        self.notice.setTextFormat(Qt.TextFormat.RichText)
        self.notice.setWordWrap(True)
        self.notice.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.notice.setContentsMargins(20, 12, 20, 16)
        # Nothing in a notice can be followed from here.
        self.notice.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        area = QScrollArea()
        area.setObjectName("consentNoticeArea")
        area.setProperty("look", "card")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.notice)
        area.verticalScrollBar().valueChanged.connect(lambda _value: self.touched.emit())
        QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._area = area
        return area

    def _answer_side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_RIGHT_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._fine = label("", wrap=True, name="consentFine")
        column.addWidget(self._fine)
        for row in self.rows.values():
            column.addWidget(row)
        self.pad = SignaturePad("", name="consentPad")
        column.addWidget(self.pad, 1)
        self.hint = label("", "error", wrap=True, name="consentHint")
        column.addWidget(self.hint)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        self.clear = quiet_button("", icon="undo-2", name="consentClear")
        self.decline = secondary_button("", name="consentDecline")
        self.agree = primary_button("", name="consentAgree")
        for button in (self.clear, self.decline, self.agree):
            button.setStyleSheet(_LARGE)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons.addWidget(self.clear)
        buttons.addStretch(1)
        buttons.addWidget(self.decline)
        buttons.addWidget(self.agree)
        column.addLayout(buttons)
        self.clear.clicked.connect(self.pad.clear)
        self.decline.clicked.connect(self._on_decline_clicked)
        self.agree.clicked.connect(self._on_agree_clicked)
        return side

    # ---- showing ---------------------------------------------------------------------------

    def begin(self, request: ConsentRequest) -> None:
        """Ask anew: nothing ticked, a white sheet, in the language of the desk."""
        self._notice = request.notice
        self._address = request.address
        self._language = current_language()
        for purpose, row in self.rows.items():
            row.setVisible(purpose in request.purposes)
        self.wipe()
        self._show_words()
        self._area.verticalScrollBar().setValue(0)

    def wipe(self) -> None:
        """Take back every tick and the signature."""
        for row in self.rows.values():
            row.box.setChecked(False)
        self.pad.clear()
        self.hint.setText("")

    @property
    def asked(self) -> Sequence[ConsentPurpose]:
        """The purposes that are asked this time."""
        return [purpose for purpose, row in self.rows.items() if not row.isHidden()]

    def _show_words(self) -> None:
        with language(self._language):
            self.title.setText(
                _("{customer}, how may we use your information?").format(customer=self._address)
                if self._address
                else _("How may we use your information?")
            )
            # The other language, in its own words.
            self.switch.set_words("English" if self._language == "zh_CN" else "中文")
            self.not_now.set_words(pgettext("customer screen", "Not now"))
            between = "" if self._language == "zh_CN" else " "
            told = (_("Tick only what you like."), declining_is_fine(), holds_for())
            self._fine.setText(between.join(told))
            self.clear.set_words(_("Sign again"))
            self.decline.set_words(pgettext("consent", "No, thank you"))
            self.agree.set_words(_("I agree"))
            self.pad.setAccessibleName(_("Signature"))
            self.pad.set_hint(_("Please sign here with your finger, a pen or the mouse"))
            for row in self.rows.values():
                row.show_words()
        if self._notice is not None:
            text = self._notice.text_in(self._language).text
            self.notice.setText(_as_html(paragraphs(text)))

    # ---- answering -------------------------------------------------------------------------

    def _on_switch_clicked(self) -> None:
        self._language = _OTHER[self._language]
        self.hint.setText("")
        self._show_words()
        self.touched.emit()

    def _on_edited(self) -> None:
        self.hint.setText("")
        self.touched.emit()

    def _on_decline_clicked(self) -> None:
        self._answer(dict.fromkeys(self.asked, False))

    def _on_agree_clicked(self) -> None:
        ticks = {purpose: self.rows[purpose].box.isChecked() for purpose in self.asked}
        with language(self._language):
            if not any(ticks.values()):
                self._say(_("Tick what you agree to, or press “No, thank you”."))
                return
            if not self.pad.signed:
                self._say(_("Please sign on the white field."))
                return
        self._answer(ticks)

    def _say(self, words: str) -> None:
        self.hint.setText(words)
        announce(self.hint, words, urgent=True)
        self.touched.emit()

    def _answer(self, ticks: dict[ConsentPurpose, bool]) -> None:
        if self._notice is None:
            return
        given = ConsentGiven(
            self._notice.text_in(self._language).notice_id,
            tuple(Answer(purpose, agreed) for purpose, agreed in ticks.items()),
            self.pad.strokes if any(ticks.values()) else None,
        )
        self.wipe()
        self.answered.emit(given)


def _as_html(text: Sequence[Paragraph]) -> str:
    """Return a notice as rich text; every word of it is escaped."""
    blocks = []
    for paragraph in text:
        words = "".join(
            f"<b>{escape(run.words)}</b>" if run.bold else escape(run.words)
            for run in paragraph.runs
        )
        size = "font-size: 21px; font-weight: bold;" if paragraph.heading else "font-size: 18px;"
        blocks.append(f'<p style="{size} line-height: 140%; margin: 10px 0px;">{words}</p>')
    return "".join(blocks)
