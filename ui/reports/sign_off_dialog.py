"""Signing a period's report: what is frozen, what is to be known before, and the reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLineEdit, QWidget

from app.change_words import change_sentences
from app.domain.period_summary import PeriodSummary
from app.figure_words import period_words
from app.i18n import _
from app.services.report_comments import MOST_WORDS
from app.services.sign_off import REASON, ReportStanding
from ui.cases.wrapped_text import QuoteBox
from ui.context import DeskContext
from ui.reports.sign_off_words import brought_words, figure_lines, spaced_hash
from ui.reports.sign_off_work import Signing
from ui.widgets.busy import BusyLine
from ui.widgets.form_dialog import FormDialog
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label

_CHANGES_SEEN = 4


class SignOffDialog(FormDialog):
    """Shows the live figures of a period and freezes them; ``signed(version)`` when that is done.

    A correction also says what it changes, asks why, and lets the commentary be changed.
    """

    signed = Signal(int)

    def __init__(
        self,
        context: DeskContext,
        summary: PeriodSummary,
        standing: ReportStanding,
        parent: QWidget,
    ) -> None:
        version = standing.latest.version + 1 if standing.latest is not None else 1
        super().__init__(
            _("Sign {period}, version {version}").format(
                period=period_words(summary.period), version=version
            ),
            _("Sign version {version}").format(version=version),
            name="signOff",
            icon="circle-check",
            parent=parent,
        )
        self._summary, self._standing = summary, standing
        self._commentary: PlainTextBox | None = None
        self._reason: QLineEdit | None = None
        self._show_what_is_frozen()
        self._show_warnings()
        first: QWidget = self.do_button
        if standing.latest is not None:
            first = self._ask_for_correction()
        self.busy_line = BusyLine(cancellable=False)
        keep_no_room = self.busy_line.sizePolicy()
        keep_no_room.setRetainSizeWhenHidden(False)
        self.busy_line.setSizePolicy(keep_no_room)
        self.column.addWidget(self.busy_line)
        self._signing = Signing(context, self)
        self._signing.signed.connect(self._on_signed)
        self._signing.failed.connect(self._on_failed)
        self._signing.freezing.connect(lambda: self.back_button.setEnabled(False))
        first.setFocus()

    def reject(self) -> None:
        """Close, unless the signature is just being written."""
        if self.back_button.isEnabled():
            super().reject()

    # ---- what is seen ----------------------------------------------------------------------

    def _show_what_is_frozen(self) -> None:
        lines = figure_lines(self._summary)
        if self._standing.latest is None:
            words = _(
                "Your signature freezes the figures, the lists, the commentary and the papers in "
                "both languages. Whatever changes later, a reprint stays the same; a correction "
                "becomes a version of its own that says what changed."
            )
            self.column.addWidget(label(words, "muted", wrap=True, name="signOffMeaning"))
        self.column.addWidget(label(lines[0], "subtitle", name="signOffFlow"))
        # A correction shows what it changes, and needs the room for it.
        between = "\n" if self._standing.latest is None else "   "
        self.column.addWidget(label(between.join(lines[1:]), wrap=True, name="signOffFigures"))
        caption = label(_("Fingerprint of the data (SHA-256)"), "label")
        self.column.addWidget(caption)
        fingerprint = label(
            spaced_hash(self._summary.data_hash), "muted", wrap=True, name="signOffHash"
        )
        fingerprint.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        fingerprint.setAccessibleName(caption.text())
        self.column.addWidget(fingerprint)

    def _show_warnings(self) -> None:
        warnings = []
        if self._standing.unsigned_before:
            warnings.append(
                _("{period} is not signed yet. Sign it first if it is to be.").format(
                    period=period_words(self._summary.period.plus(-1))
                )
            )
        warnings.append(brought_words(self._standing))
        words = "\n".join(filter(None, warnings))
        if words:
            self.column.addWidget(label(words, "warning", wrap=True, name="signOffWarning"))

    def _ask_for_correction(self) -> QWidget:
        """Show what has changed and ask why; return the field that has to be filled in."""
        changes = change_sentences(self._standing.since, self._summary)
        words = "\n".join(changes) or _("No figure has changed since signing.")
        self.column.addWidget(label(_("What this version changes"), "label"))
        box = QuoteBox(_("What this version changes"), lines=_CHANGES_SEEN, name="signOffChanges")
        box.set_text(words)
        self.column.addWidget(box)
        self._commentary = PlainTextBox(
            lines=2, most_lines=3, limit=MOST_WORDS, name="signOffCommentary"
        )
        self._commentary.set_text(self._summary.commentary)
        self._commentary.submitted.connect(self.submit)
        self.add_field(
            "commentary", FormField(_("Commentary (&C)"), self._commentary, optional=True)
        )
        self._reason = QLineEdit()
        self._reason.setObjectName("signOffReason")
        self._reason.setMaxLength(300)
        self._reason.returnPressed.connect(self.submit)
        self.add_field(
            REASON,
            FormField(
                _("Why a new version (&R)"), self._reason, hint=_("It is printed on the paper.")
            ),
        )
        return self._reason

    # ---- signing ---------------------------------------------------------------------------

    def _do(self) -> None:
        self.busy_line.start(_("Counting once more and making the papers…"))
        self._signing.begin(
            self._summary,
            self._reason.text() if self._reason is not None else "",
            self._commentary.text if self._commentary is not None else None,
        )

    def _on_signed(self, version: int) -> None:
        self.busy_line.finish()
        self.back_button.setEnabled(True)
        self.signed.emit(version)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.busy_line.finish()
        self.back_button.setEnabled(True)
        self.show_error(error)
