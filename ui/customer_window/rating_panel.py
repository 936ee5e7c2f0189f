"""Five faces, reasons for a low score, words, and the right to decline (clause 4.2-4)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.terms import RatingAnswer, RatingReason
from app.domain.visit_flow import RatingDraft
from app.i18n import _, pgettext
from app.labels import rating_reason_label, score_label
from app.services.ratings import LOW_SCORE
from ui import theme
from ui.icons import icon
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label

_FACES = {5: "laugh", 4: "smile", 3: "meh", 2: "frown", 1: "angry"}
_WORDS_LIMIT = 500
# Targets of the customer's screen are 64 px high, with larger words than the desk's.
_LARGE = "min-height: 62px; min-width: 120px; font-size: 19px; padding: 0px 20px;"


class RatingPanel(QWidget):
    """``rated`` with the customer's answer; keys are ignored, so that nobody presses unseen."""

    rated = Signal(object)
    touched = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score: int | None = None
        self._pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 24, 48, 16)
        column.addWidget(self._pages)
        self.faces: dict[int, QToolButton] = {}
        self._pages.addWidget(self._faces_page())
        self._pages.addWidget(self._reasons_page())

    def _faces_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(12)
        self.title = label("", "display", wrap=True, name="ratingTitle")
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        note = label(_("Your rating only serves to improve our service"), "lead")
        note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addStretch(2)
        column.addWidget(self.title)
        column.addWidget(note)
        column.addStretch(2)
        row = QHBoxLayout()
        row.setSpacing(20)
        for score, face in _FACES.items():
            button = self._face(score, face)
            self.faces[score] = button
            row.addWidget(button)
        column.addLayout(row)
        column.addStretch(2)
        self.decline = secondary_button(_("No, thank you"), name="declineRating")
        self.decline.setStyleSheet(_LARGE)
        self.decline.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.decline.clicked.connect(self._on_decline_clicked)
        column.addWidget(self.decline, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        return page

    def _face(self, score: int, face: str) -> QToolButton:
        words = score_label(score)
        button = QToolButton()
        button.setObjectName(f"face{score}")
        button.setText(words)
        button.setAccessibleName(words)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIcon(icon(face, f"level_{score}", 96))
        button.setIconSize(QSize(96, 96))
        button.setMinimumSize(140, 236)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = button.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        button.setSizePolicy(policy)
        tint, ink = theme.colour(f"level_{score}_tint"), theme.colour(f"level_{score}_text")
        button.setStyleSheet(
            f"QToolButton {{ background: {tint.name()}; color: {ink.name()}; "
            f"border: 2px solid transparent; border-radius: 20px; padding: 16px; "
            f"font-size: 24px; font-weight: bold; }}"
            f"QToolButton:hover, QToolButton:pressed {{ border-color: {ink.name()}; }}"
        )
        button.clicked.connect(self._on_face_clicked)
        return button

    def _reasons_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(20)
        title = label(_("We are sorry. What was it about?"), "display", wrap=True)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.reasons = ChipGroup(
            [Choice(reason, rating_reason_label(reason)) for reason in RatingReason],
            exclusive=False,
            accessible_name=_("What it was about"),
            name="lowReasons",
        )
        for reason in RatingReason:
            self.reasons.chip(reason).setStyleSheet(_LARGE)
        self.reasons.chosen.connect(self._on_reason_chosen)
        self.words = PlainTextBox(lines=3, most_lines=5, limit=_WORDS_LIMIT, name="ratingWords")
        self.words.setPlaceholderText(_("In your own words, if you like"))
        self.words.setAccessibleName(_("In your own words, if you like"))
        self.words.edited.connect(self._on_reason_chosen)
        self.done = primary_button(pgettext("customer screen", "Done"), name="ratingDone")
        self.done.setStyleSheet(_LARGE)
        self.done.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.done.clicked.connect(self._on_done_clicked)
        column.addStretch(1)
        column.addWidget(title)
        chips = QHBoxLayout()
        chips.addStretch(1)
        chips.addWidget(self.reasons, 8)
        chips.addStretch(1)
        column.addLayout(chips)
        words = QHBoxLayout()
        words.addStretch(1)
        words.addWidget(self.words, 8)
        words.addStretch(1)
        column.addLayout(words)
        column.addWidget(self.done, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        return page

    def begin(self, address: str) -> None:
        """Ask anew; ``address`` is how the customer is addressed, empty if not known."""
        self._score = None
        self.reasons.set_values(())
        self.words.set_text("")
        self.title.setText(
            _("{customer}, please rate our service").format(customer=address)
            if address
            else _("Please rate our service")
        )
        self._pages.setCurrentIndex(0)

    def answer_so_far(self) -> RatingDraft:
        """Return what stands when the time is up: a low score already pressed still counts."""
        if self._score is None:
            return RatingDraft(RatingAnswer.NO_ANSWER)
        return replace(self._scored(self._score), cut_short=True)

    def _scored(self, score: int) -> RatingDraft:
        reasons = tuple(r for r in self.reasons.values if isinstance(r, RatingReason))
        return RatingDraft(RatingAnswer.SCORED, score, reasons, self.words.text)

    def _on_face_clicked(self) -> None:
        pressed = self.sender()
        score = next((s for s, button in self.faces.items() if button is pressed), None)
        if score is None:
            return
        self._score = score
        self.touched.emit()
        if score <= LOW_SCORE:
            self._show_done()
            self._pages.setCurrentIndex(1)
        else:
            self.rated.emit(self._scored(score))

    def _on_reason_chosen(self) -> None:
        self.touched.emit()
        self._show_done()

    def _show_done(self) -> None:
        self.done.setEnabled(bool(self.reasons.values or self.words.text))

    def _on_done_clicked(self) -> None:
        if self._score is not None:
            self.rated.emit(self._scored(self._score))

    def _on_decline_clicked(self) -> None:
        self.rated.emit(RatingDraft(RatingAnswer.DECLINED))


def centred(text: str, look: str) -> QLabel:
    """Return a centred label that wraps."""
    made = label(text, look, wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
