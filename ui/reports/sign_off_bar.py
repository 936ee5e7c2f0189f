"""Under the head of the reports: is this period signed, by whom, and what has changed since."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import UserFacingError
from app.domain.period_summary import PeriodSummary
from app.domain.periods import PeriodKind
from app.domain.permissions import Action
from app.figure_words import period_words
from app.i18n import _, current_language
from app.messages import sentence
from app.services.sign_off import ReportStanding, present_summary, report_standing
from ui.context import DeskContext
from ui.reports.sign_off_dialog import SignOffDialog
from ui.reports.sign_off_versions import VersionsDialog
from ui.reports.sign_off_words import brought_words, pill_words, since_words
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.pill import Pill
from ui.widgets.wording import label


class SignOffBar(QWidget):
    """Seen for a period that is over.

    ``signing()`` before anything is proposed, so that words still being typed are saved;
    ``signed()`` when a version was signed, to read the period anew; ``paper_requested(summary,
    lang, replaced_by)`` for the paper of a version; ``said`` and ``problem_met`` carry sentences.
    """

    signing = Signal()
    signed = Signal()
    paper_requested = Signal(object, str, int)
    said = Signal(str)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signOffBar")
        self._context = context
        self._summary: PeriodSummary | None = None
        self._standing: ReportStanding | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.pill = Pill("", "neutral", with_icon=True, name="signOffPill")
        self.notes = label("", "warning", wrap=True, name="signOffNotes")
        self.versions_button = quiet_button(
            _("Versions (&V)"), icon="history", name="signedVersions"
        )
        self.sign_button = secondary_button("", icon="circle-check", name="signReport")
        row.addWidget(self.pill)
        row.addWidget(self.notes, 1)
        row.addWidget(self.versions_button)
        row.addWidget(self.sign_button)
        self.versions_button.clicked.connect(self._on_versions_clicked)
        self.sign_button.clicked.connect(self.sign)
        self.setVisible(False)

    @property
    def standing(self) -> ReportStanding | None:
        """Where the report stands, once it was read."""
        return self._standing

    def show_summary(self, summary: PeriodSummary) -> None:
        """Show where the report of this period stands."""
        if self._summary is None or summary.period != self._summary.period:
            # What is on the screen belongs to the period shown, or there is nothing on it.
            self.setVisible(False)
        self._summary, self._standing = summary, None
        self.sign_button.setEnabled(False)
        is_day = summary.period.kind is PeriodKind.DAY
        if is_day or not (summary.is_complete or summary.signed is not None):
            self.setVisible(False)
            return
        self._context.runner.read(
            report_standing,
            actor=self._context.actor,
            project_code=summary.project_code,
            period=summary.period,
            now=self._context.now(),
            owner=self,
            supersedes="standing",
            on_done=self._on_standing,
            on_error=self._on_problem,
        )

    def sign(self) -> None:
        """Open the dialog that signs what is shown, or a correction of what is signed."""
        summary, standing = self._summary, self._standing
        if summary is None or standing is None or not self._may_sign:
            return
        self.signing.emit()
        if summary.signed is None:
            self._open_signing(summary)
            return
        self._context.runner.read(
            present_summary,
            actor=self._context.actor,
            project_code=summary.project_code,
            period=summary.period,
            lang=current_language(),
            now=self._context.now(),
            live=True,
            owner=self,
            supersedes="live",
            on_done=self._open_signing,
            on_error=self._on_problem,
        )

    # ---- events ----------------------------------------------------------------------------

    @property
    def _may_sign(self) -> bool:
        standing = self._standing
        return (
            standing is not None
            and standing.can_be_signed
            and self._context.actor.may(Action.SIGN_REPORTS)
        )

    def _on_standing(self, standing: ReportStanding) -> None:
        self._standing = standing
        latest = standing.latest
        if latest is None:
            self.pill.show_as(_("Not signed yet"), "neutral")
        else:
            context = self._context
            self.pill.show_as(pill_words(latest, context.now(), context.zone), "good")
        notes = " ".join(filter(None, (since_words(standing), brought_words(standing))))
        self.notes.setText(notes)
        self.versions_button.setVisible(latest is not None)
        self.sign_button.set_words(_("Sign… (&G)") if latest is None else _("Correct… (&G)"))
        self.sign_button.setVisible(self._may_sign)
        self.sign_button.setEnabled(self._may_sign)
        self.setVisible(True)

    def _on_versions_clicked(self) -> None:
        if self._summary is None or self._standing is None:
            return
        dialog = VersionsDialog(
            self._context, self._summary, self._standing, self, may_correct=self._may_sign
        )
        dialog.version_chosen.connect(self._show_version)
        dialog.correction_wished.connect(self.sign)
        dialog.open()

    def _show_version(self, version: int) -> None:
        summary, standing = self._summary, self._standing
        if summary is None or standing is None:
            return
        latest = standing.versions[-1].version
        lang = current_language()
        self._context.runner.read(
            present_summary,
            actor=self._context.actor,
            project_code=summary.project_code,
            period=summary.period,
            lang=lang,
            now=self._context.now(),
            version=version,
            owner=self,
            supersedes="version",
            on_done=lambda found: self.paper_requested.emit(
                found, lang, latest if version != latest else 0
            ),
            on_error=self._on_problem,
        )

    def _open_signing(self, live: PeriodSummary) -> None:
        if self._standing is None:
            return
        dialog = SignOffDialog(self._context, live, self._standing, self)
        dialog.signed.connect(self._on_signed)
        dialog.open()

    def _on_signed(self, version: int) -> None:
        if self._summary is not None:
            words = _("{period} is signed, version {version}.")
            self.said.emit(words.format(period=period_words(self._summary.period), version=version))
        self.signed.emit()

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))
