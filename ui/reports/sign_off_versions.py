"""The signed versions of a period's report, each to be looked at, and what changed since."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.change_words import change_sentences
from app.domain.period_summary import PeriodSummary
from app.domain.summary_changes import Change
from app.figure_words import period_words
from app.i18n import _
from app.services.sign_off import ReportStanding, SignedVersion
from ui.cases.wrapped_text import QuoteBox, WrappedText
from ui.context import DeskContext
from ui.reports.sign_off_words import since_words, spaced_hash, version_words
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.pill import Pill
from ui.widgets.wording import label

_WIDTH, _MOST_HEIGHT = 640, 620
_CHANGES_SEEN = 6


class VersionsDialog(QDialog):
    """``version_chosen(number)`` to be looked at; ``correction_wished()`` to sign the next one."""

    version_chosen = Signal(int)
    correction_wished = Signal()

    def __init__(
        self,
        context: DeskContext,
        summary: PeriodSummary,
        standing: ReportStanding,
        parent: QWidget,
        *,
        may_correct: bool,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("versionsDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = _("Signed versions of {period}").format(period=period_words(summary.period))
        self.setWindowTitle(title)
        self._context, self._summary = context, summary
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(label(title, "title"))
        column.addWidget(self._list(standing), 1)
        row = QHBoxLayout()
        self.back_button = secondary_button(_("Back"), name="versionsBack")
        self.back_button.clicked.connect(self.reject)
        row.addWidget(self.back_button)
        row.addStretch(1)
        self.correct_button = primary_button(
            _("Sign a correction"), icon="circle-check", name="versionsCorrect"
        )
        self.correct_button.setVisible(may_correct)
        self.correct_button.clicked.connect(self._on_correct_clicked)
        row.addWidget(self.correct_button)
        column.addLayout(row)

    def _list(self, standing: ReportStanding) -> QScrollArea:
        holder = QWidget()
        holder.setObjectName("scrollGround")
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        if standing.since:
            inside.addWidget(self._since_card(standing))
        for signed in reversed(standing.versions):
            inside.addWidget(self._version_card(signed, standing))
        inside.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        wanted = holder.sizeHint().height() + 150
        self.resize(_WIDTH, min(wanted, _MOST_HEIGHT))
        return area

    def _since_card(self, standing: ReportStanding) -> Card:
        card = Card(since_words(standing))
        card.setObjectName("sinceCard")
        card.add(self._changes(standing.since, "sinceChanges"))
        words = _("The signed report stays as it is until a correction is signed.")
        card.add(label(words, "muted", wrap=True))
        return card

    def _version_card(self, signed: SignedVersion, standing: ReportStanding) -> Card:
        card = Card(version_words(signed, self._context.zone))
        card.setObjectName(f"version{signed.version}")
        if signed.latest:
            card.add_to_title(Pill(_("in force"), "good"))
        else:
            latest = standing.versions[-1].version
            words = _("replaced by version {version}").format(version=latest)
            card.add_to_title(Pill(words, "neutral"))
        if signed.reason:
            card.add(WrappedText(_("Reason: {reason}").format(reason=signed.reason)))
        if signed.changes:
            card.add(self._changes(signed.changes, f"changesOfVersion{signed.version}"))
        if signed.erased:
            words = _("Personal words were erased after signing; the figures are as signed.")
            card.add(label(words, "warning", wrap=True))
        look = secondary_button(
            _("Look at the paper"), icon="file-text", name=f"lookAtVersion{signed.version}"
        )
        look.clicked.connect(lambda: self._on_look_clicked(signed.version))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(WrappedText(spaced_hash(signed.data_hash), "muted"), 1)
        row.addWidget(look)
        card.add(row)
        return card

    def _changes(self, changes: tuple[Change, ...], name: str) -> QuoteBox:
        box = QuoteBox(_("What changed"), lines=_CHANGES_SEEN, name=name)
        box.set_text("\n".join(change_sentences(changes, self._summary)))
        return box

    def _on_look_clicked(self, version: int) -> None:
        self.version_chosen.emit(version)
        self.accept()

    def _on_correct_clicked(self) -> None:
        self.accept()
        self.correction_wished.emit()
