"""What was signed on paper, or said before a witness, is put on record (clause 5-1)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.consent_words import purpose_label
from app.domain.attachments import FileKind, PreparedFile, size_words
from app.domain.consents import Answer, ConsentDraft, ScanKept
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.terms import ConsentChannel, ConsentPurpose
from app.domain.typed_text import NAME_LIMIT
from app.i18n import _, current_language, pgettext
from app.incoming_files import prepare_file
from app.messages import field_sentence, sentence
from app.services.consents import ConsentRequest, TakenConsent, Witness, take_consent
from ui.context import DeskContext
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label

_WORDS_LIMIT = 1000


class ConsentDialog(QDialog):
    """``taken`` with what was kept; ``failed`` with an error no field shows."""

    taken = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        context: DeskContext,
        request: ConsentRequest,
        witnesses: Sequence[Witness],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("consentDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Consent on paper or in words"))
        self.resize(640, 0)
        self._context, self._request = context, request
        self._scan: PreparedFile | None = None
        self.fields: dict[str, FormField] = {}
        self.answers: dict[ConsentPurpose, ChipGroup] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(_("Consent on paper or in words"), "title"))
        told = _("{name} has read or heard version {version} of the notice.")
        column.addWidget(
            label(
                told.format(name=request.name_masked, version=request.notice.version),
                "muted",
                wrap=True,
            )
        )
        for purpose in request.purposes:
            column.addLayout(self._purpose_row(purpose))
        self.answers_error = label("", "error", wrap=True, name="consentAnswersError")
        column.addWidget(self.answers_error)
        self.answers_error.hide()
        self.channel = ChipGroup(
            [
                Choice(ConsentChannel.PAPER, _("Signed on paper")),
                Choice(ConsentChannel.VERBAL, _("Said before a witness")),
            ],
            accessible_name=_("How it was answered"),
            name="consentChannel",
        )
        self.channel.set_value(ConsentChannel.PAPER)
        column.addWidget(FormField(_("How it was answered"), self.channel))
        self._add_evidence(column, witnesses)
        column.addLayout(self._foot())
        self.channel.chosen.connect(lambda _key: self._show_channel())
        self._show_channel()

    # ---- building --------------------------------------------------------------------------

    def _purpose_row(self, purpose: ConsentPurpose) -> QHBoxLayout:
        row = QHBoxLayout()
        words = label(purpose_label(purpose), "subtitle")
        chips = ChipGroup(
            [
                Choice(True, pgettext("consent", "agreed")),
                Choice(False, pgettext("consent", "declined")),
            ],
            accessible_name=purpose_label(purpose),
            name=f"answer_{purpose}",
        )
        self.answers[purpose] = chips
        row.addWidget(words, 1)
        row.addWidget(chips)
        return row

    def _add_evidence(self, column: QVBoxLayout, witnesses: Sequence[Witness]) -> None:
        self.choose = secondary_button(_("Choose the scan…"), icon="paperclip", name="consentScan")
        self.choose.clicked.connect(self._on_choose_clicked)
        self._add(column, "scan", _("Photo or PDF of the signed paper"), self.choose)
        self.witness = QComboBox()
        self.witness.setObjectName("consentWitness")
        self.witness.addItem(_("Please choose"), None)
        for witness in witnesses:
            self.witness.addItem(witness.name, witness.staff_id)
        self._add(column, "witness", _("Who of the staff heard it (&I)"), self.witness)
        self.words = PlainTextBox(lines=2, most_lines=4, limit=_WORDS_LIMIT, name="consentWords")
        self._add(column, "words", _("What was said (&W)"), self.words)
        self.guardian = QLineEdit()
        self.guardian.setObjectName("consentGuardian")
        self.guardian.setMaxLength(NAME_LIMIT)
        self._add(column, "guardian", _("Name of the guardian (&G)"), self.guardian)
        self.fields["guardian"].setVisible(self._request.is_minor)

    def _add(self, column: QVBoxLayout, key: str, caption: str, editor: QWidget) -> None:
        self.fields[key] = FormField(caption, editor)
        column.addWidget(self.fields[key])

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.back = secondary_button(_("Back"), name="consentBack")
        self.save = primary_button(_("Put on record"), icon="save", name="consentSave")
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.save)
        self.back.clicked.connect(self.reject)
        self.save.clicked.connect(self._on_save_clicked)
        return row

    def _show_channel(self) -> None:
        verbal = self.channel.value is ConsentChannel.VERBAL
        self.fields["scan"].setVisible(not verbal)
        for key in ("witness", "words"):
            self.fields[key].setVisible(verbal)

    # ---- the scan --------------------------------------------------------------------------

    def _on_choose_clicked(self) -> None:
        dialog = QFileDialog(self, _("Photo or PDF of the signed paper"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(
            _("Pictures and PDF ({patterns})").format(
                patterns="*.jpg *.jpeg *.png *.webp *.heic *.pdf"
            )
        )
        dialog.fileSelected.connect(lambda path: self.take_file(Path(path)))
        dialog.open()

    def take_file(self, path: Path) -> None:
        """Read a file, have it made safe, and keep it for the record."""
        self.choose.setEnabled(False)
        self._context.runner.run(
            prepare_file,
            path,
            owner=self,
            on_done=self._on_prepared,
            on_error=self._on_refused,
            on_end=lambda: self.choose.setEnabled(True),
        )

    def _on_prepared(self, file: PreparedFile) -> None:
        if not (file.kind.is_picture or file.kind is FileKind.PDF):
            self._on_refused(UserFacingError(Problem.FILE_KIND_REFUSED))
            return
        self._scan = file
        self.fields["scan"].set_error("")
        self.choose.set_words(f"{file.name} · {size_words(len(file.data))}")

    # ---- saving ----------------------------------------------------------------------------

    def _draft(self) -> ConsentDraft:
        verbal = self.channel.value is ConsentChannel.VERBAL
        scan = self._scan if not verbal else None
        return ConsentDraft(
            self._request.notice.text_in(current_language()).notice_id,
            ConsentChannel.VERBAL if verbal else ConsentChannel.PAPER,
            tuple(
                Answer(purpose, bool(chips.value))
                for purpose, chips in self.answers.items()
                if chips.value is not None
            ),
            scan=ScanKept(scan.kind, scan.data) if scan else None,
            witness_id=self.witness.currentData() if verbal else None,
            words=self.words.text if verbal else "",
            guardian=self.guardian.text(),
        )

    def _on_save_clicked(self) -> None:
        for field in self.fields.values():
            field.set_error("")
        self.answers_error.hide()
        self.save.setEnabled(False)
        self._context.runner.write(
            take_consent,
            actor=self._context.actor,
            customer_id=self._request.customer_id,
            draft=self._draft(),
            now=self._context.now(),
            owner=self,
            on_done=self._on_taken,
            on_error=self._on_refused,
            on_end=lambda: self.save.setEnabled(True),
        )

    def _on_taken(self, taken: TakenConsent) -> None:
        self.accept()
        self.taken.emit(taken)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError):
            if error.field == "answers":
                self.answers_error.setText(
                    field_sentence(FieldError("answers", FieldProblem.NOT_CHOSEN))
                )
                self.answers_error.show()
                return
            self.fields[error.field].set_error(field_sentence(error))
            self.fields[error.field].editor.setFocus()
        elif isinstance(error, UserFacingError):
            self.fields["scan" if self.fields["scan"].isVisible() else "words"].set_error(
                sentence(error)
            )
        else:
            self.failed.emit(error)
