"""The form of one disclosure: to whom, why, what, on which ground, how, when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from app.consent_words import purpose_label
from app.disclosure_words import disclosed_field_label, disclosure_basis_label
from app.domain.disclosures import WORDS_LIMIT, DisclosedField, DisclosureDraft
from app.domain.errors import FieldError
from app.domain.terms import Channel, DisclosureBasis
from app.domain.typed_text import NAME_LIMIT
from app.i18n import _
from app.labels import channel_label
from app.messages import field_sentence
from app.services.consents import LiveConsent
from ui.widgets.buttons import secondary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField


class DisclosureForm(QWidget):
    """``submitted(DisclosureDraft)`` on Ctrl+Enter, ``left()`` on Esc; nothing is preset."""

    submitted = Signal(object)
    left = Signal()

    def __init__(self, consents: Sequence[LiveConsent], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("disclosureForm")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.to_whom = _line("disclosureToWhom", NAME_LIMIT)
        self.why = _line("disclosureWhy", WORDS_LIMIT)
        self.fields = ChipGroup(
            [Choice(field, disclosed_field_label(field)) for field in DisclosedField],
            exclusive=False,
            accessible_name=_("What is handed out"),
            name="disclosureFields",
        )
        self.basis = _box("disclosureBasis", _("Please choose"))
        for basis in DisclosureBasis:
            self.basis.addItem(disclosure_basis_label(basis), basis.value)
        self.consent = _box("disclosureConsent", _("Please choose"))
        for consent in consents:
            self.consent.addItem(purpose_label(consent.purpose), consent.consent_id)
        self.ground = _line("disclosureGround", WORDS_LIMIT)
        self.channel = _box("disclosureChannel", _("Please choose"))
        for channel in Channel:
            self.channel.addItem(channel_label(channel), channel.value)
        self.rows = {
            "to_whom": FormField(_("Given to whom"), self.to_whom),
            "why": FormField(_("Why"), self.why),
            "fields": FormField(_("What is handed out"), self.fields),
            "basis": FormField(_("On which ground"), self.basis),
            "consent_id": FormField(_("Which consent"), self.consent, hint=_consent_hint(consents)),
            "ground_words": FormField(
                _("Contract, law or emergency"), self.ground, hint=_("In a few words")
            ),
            "channel": FormField(_("How it is handed out"), self.channel),
        }
        for row in self.rows.values():
            column.addWidget(row)
        foot = QHBoxLayout()
        self.cancel_button = secondary_button(_("Cancel"), key_hint="Esc", name="disclosureCancel")
        self.save_button = secondary_button(_("Record"), icon="check", name="disclosureSave")
        self.save_button.setToolTip("Ctrl+Enter")
        foot.addWidget(self.cancel_button)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        column.addLayout(foot)
        self.basis.currentIndexChanged.connect(self._on_basis_chosen)
        self.cancel_button.clicked.connect(self.left)
        self.save_button.clicked.connect(self._submit)
        self.setFocusProxy(self.to_whom)
        self._on_basis_chosen()

    def draft(self) -> DisclosureDraft:
        """Return what was typed; when it was recorded counts as when it was handed out."""
        basis, channel = self.basis.currentData(), self.channel.currentData()
        return DisclosureDraft(
            to_whom=self.to_whom.text(),
            why=self.why.text(),
            fields=tuple(key for key in self.fields.values if isinstance(key, DisclosedField)),
            basis=None if basis is None else DisclosureBasis(basis),
            ground_words=self.ground.text(),
            consent_id=self.consent.currentData(),
            channel=None if channel is None else Channel(channel),
        )

    def show_field_error(self, error: FieldError) -> None:
        """Say beside the field what is missing, and go there."""
        for name, row in self.rows.items():
            wrong = name == error.field
            row.set_error(field_sentence(error) if wrong else "")
            if wrong:
                row.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, *, busy: bool) -> None:
        """Block the form while it is being saved."""
        self.setEnabled(not busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter records, Esc leaves."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif not enter:
            super().keyPressEvent(event)

    def _on_basis_chosen(self) -> None:
        basis = self.basis.currentData()
        self.rows["consent_id"].setVisible(basis == DisclosureBasis.CONSENT)
        self.rows["ground_words"].setVisible(basis not in (None, DisclosureBasis.CONSENT))

    def _submit(self) -> None:
        for row in self.rows.values():
            row.set_error("")
        self.submitted.emit(self.draft())


def _line(name: str, limit: int) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setMaxLength(limit)
    return line


def _box(name: str, first: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setView(QListView())
    box.addItem(first, None)
    # As wide as its place, not as its longest choice.
    box.setMinimumContentsLength(8)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _consent_hint(consents: Sequence[LiveConsent]) -> str:
    if consents:
        return _("Only what the consent covers may be handed out.")
    return _("This customer has given none: ask first, or choose another ground.")
