"""Banners at intake: known outages, the same matter once more, hot spots; calm, at most three.

They are asked for at every pause of typing and never hold anything up; the newest question alone
is answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.domain.intake_hints import Hint, HintKind, HintQuestion, question_of, shown
from app.domain.terms import VisitStep
from app.domain.visit_flow import VisitDraft
from app.hint_words import hint_sentence
from app.i18n import _
from app.services.intake_hints import intake_hints
from ui.context import DeskContext
from ui.icons import set_icon
from ui.widgets.buttons import ActionButton, IconButton, quiet_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.wording import announce, label

PAUSE_MS = 200
ATTACH_KEY = "Alt+T"
_LOOKS = {
    HintKind.OUTAGE: ("bell", "primary_text"),
    HintKind.SAME_MATTER: ("copy", "warning_text"),
    HintKind.SAME_PLACE: ("history", "warning_text"),
    HintKind.HOT_SPOT: ("map-pin", "warning_text"),
    HintKind.OTHER_OPEN: ("clipboard-list", "muted"),
}
_DOWN = 10
_STEPS = (VisitStep.GREETING, VisitStep.NEEDS)


class HintBanners(QWidget):
    """Wishes: attach the caller, answer with the announcement, open the case, put a banner away."""

    attach_requested = Signal(object)
    answer_requested = Signal(object)
    case_requested = Signal(str)
    dismissed = Signal(str)

    def __init__(
        self, context: DeskContext, categories: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("hintBanners")
        self._context = context
        self._categories = categories
        self._asked: HintQuestion | None = None
        self._found: tuple[Hint, ...] = ()
        self._put_away: tuple[str, ...] = ()
        self._shown: tuple[Hint, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.setVisible(False)

    def show_draft(self, draft: VisitDraft) -> None:
        """Ask what is known to the need in hand; a need that is settled already has no banner."""
        need = draft.need
        is_settled = need.is_attached or need.outage_id is not None
        if draft.is_registered or draft.step not in _STEPS or is_settled:
            self._pause.stop()
            self._asked, self._found = None, ()
        else:
            question = question_of(draft)
            if question != self._asked:
                self._asked = question
                self._pause.start()
        self._put_away = draft.hints_dismissed
        self._show()

    def rest(self) -> None:
        """Ask nothing while the reception is out of sight: the desk may be about to lock."""
        self._pause.stop()

    def go_on(self) -> None:
        """Ask anew: much may have become known while the reception was out of sight."""
        if self._asked is not None:
            self._pause.start()

    def _ask(self) -> None:
        question = self._asked
        if question is None:
            return
        self._context.runner.read(
            intake_hints,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            question=question,
            now=self._context.now(),
            owner=self,
            supersedes="hints",
            on_done=lambda hints: self._on_found(question, hints),
        )

    def _on_found(self, question: HintQuestion, hints: tuple[Hint, ...]) -> None:
        if question == self._asked:
            self._found = hints
            self._show()

    def _show(self) -> None:
        hints = shown(self._found, self._put_away)
        self.setVisible(bool(hints))
        if hints == self._shown:
            # The same banners are left alone, so that the focus stays where it is.
            return
        new = [hint for hint in hints if hint not in self._shown]
        self._shown = hints
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, hint in enumerate(hints):
            banner = HintBanner(self._sentence(hint), hint, number, self)
            banner.attach_requested.connect(self.attach_requested)
            banner.answer_requested.connect(self.answer_requested)
            banner.case_requested.connect(self.case_requested)
            banner.dismissed.connect(self.dismissed)
            self._column.addWidget(banner)
        if new:
            announce(self, self._sentence(new[0]))

    def _sentence(self, hint: Hint) -> str:
        category = self._categories.get(hint.category, hint.category)
        return hint_sentence(hint, category, self._context.now(), self._context.zone)


class HintBanner(Card):
    """One banner: picture, sentence, and what can be done about it."""

    attach_requested = Signal(object)
    answer_requested = Signal(object)
    case_requested = Signal(str)
    dismissed = Signal(str)

    def __init__(
        self, sentence: str, hint: Hint, number: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.setObjectName(f"hint{number}")
        self.setProperty("hintKind", hint.kind.value)
        self.setAccessibleName(sentence)
        self._hint = hint
        self.body.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(10)
        picture = QLabel()
        set_icon(picture, *_LOOKS[hint.kind], 20)
        # Picture and first line stand in the middle of the cross beside them.
        picture.setContentsMargins(0, _DOWN, 0, 0)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        self.words = label(sentence, wrap=True, name=f"hintWords{number}")
        self.words.setContentsMargins(0, _DOWN - 1, 0, 0)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        if hint.outage is not None:
            self.words.setToolTip(hint.outage.wording)
        row.addWidget(self.words, 1)
        close = IconButton("x", _("Put away for this visit"), name=f"hintDismiss{number}")
        close.clicked.connect(lambda: self.dismissed.emit(hint.key))
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.add(row)
        self._buttons = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._buttons.setSizePolicy(policy)
        self._flow = FlowLayout(self._buttons, spacing=8)
        self._wordings: list[_Wording] = []
        self._keyed: ActionButton | None = None
        self._add_buttons(number)
        self.add(self._buttons)
        self._buttons.setVisible(self._flow.count() > 0)

    def set_sides(self, width: int) -> None:
        """Stay narrow at the sides: the cross brings its own room."""
        self._outer.setContentsMargins(min(width, 14), 8, 8, 14)

    def _add_buttons(self, number: int) -> None:
        hint = self._hint
        if hint.can_attach:
            attach = secondary_button("", name=f"hintAttach{number}")
            attach.clicked.connect(lambda: self.attach_requested.emit(hint))
            self._add(
                _Wording(
                    attach,
                    _("Attach to {number}").format(number=hint.number),
                    _("Attach the caller"),
                    _("Attach the caller to {number}").format(number=hint.number),
                )
            )
        if hint.outage is not None:
            answer = secondary_button("", name=f"hintAnswer{number}")
            answer.clicked.connect(lambda: self.answer_requested.emit(hint))
            self._add(
                _Wording(
                    answer,
                    _("Answered by announcement"),
                    _("Answered by it"),
                    _("Answered with the announcement"),
                )
            )
        if hint.case_id is not None:
            see = quiet_button(_("Open"), name=f"hintOpen{number}")
            see.setAccessibleName(_("Open {number}").format(number=hint.number))
            see.setToolTip(
                _("Shows {number}; this visit stays as it is.").format(number=hint.number)
            )
            see.clicked.connect(lambda: self.case_requested.emit(hint.case_id))
            self._flow.addWidget(see)
        if number == 0 and self._wordings:
            self._keyed = self._wordings[0].button
            self._keyed.setToolTip(ATTACH_KEY)
        self._say(is_wide=True)

    def _add(self, wording: _Wording) -> None:
        self._wordings.append(wording)
        self._flow.addWidget(wording.button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less on the buttons where the whole would be cut."""
        super().resizeEvent(event)
        self._say(is_wide=True)
        room = self._buttons.width()
        if any(each.button.sizeHint().width() > room for each in self._wordings):
            self._say(is_wide=False)

    def minimumSizeHint(self) -> QSize:
        """Allow the banner to be as narrow as the side panel."""
        return QSize(120, super().minimumSizeHint().height())

    def _say(self, *, is_wide: bool) -> None:
        for each in self._wordings:
            each.button.set_words(each.words if is_wide else each.short)
            each.button.setAccessibleName(each.spoken)
        if self._keyed is not None:
            # New words take the key away from a button.
            self._keyed.setShortcut(ATTACH_KEY)


@dataclass(frozen=True)
class _Wording:
    """What a button says where there is room, where there is little, and to be heard."""

    button: ActionButton
    words: str
    short: str
    spoken: str
