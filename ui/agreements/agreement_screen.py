"""Between password and desk: nothing opens before the confidentiality agreement is signed (5-3)."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.agreements.agreement_form import AgreementForm
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.look_switch import LookSwitch
from ui.widgets.message_bar import MessageBar
from ui.widgets.wording import label

_WIDEST = 1180


class AgreementScreen(QWidget):
    """Emits wishes only.  ``signed(SignedAgreement)`` → the desk, or :meth:`show_error`.

    ``lock_requested()``: whoever unlocked does not sign now.
    """

    signed = Signal(object)
    lock_requested = Signal()
    language_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreementScreen")
        self.setProperty("manualPage", "agreements")
        self.setAccessibleName(_("Confidentiality agreement"))
        self._busy = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        ground = QWidget()
        ground.setObjectName("ground")
        ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer.addWidget(ground)
        across = QHBoxLayout(ground)
        across.setContentsMargins(24, 16, 24, 24)
        middle = QWidget()
        middle.setMaximumWidth(_WIDEST)
        across.addStretch(1)
        across.addWidget(middle, 20)
        across.addStretch(1)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        switch = LookSwitch()
        switch.language_chosen.connect(self.language_chosen)
        switch.theme_chosen.connect(self.theme_chosen)
        column.addWidget(switch, 0, Qt.AlignmentFlag.AlignRight)
        column.addWidget(self._card(name), 1)

    def show_error(self, words: str) -> None:
        """Say why it could not be recorded; text and signature are still there."""
        self.end_busy()
        self.message_bar.show_message(words, "error")

    def end_busy(self) -> None:
        """Let the person go on."""
        self._set_busy(busy=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter signs, Esc locks; plain Enter does nothing, so that nobody signs by chance."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._on_sign_clicked()
        elif event.key() == Qt.Key.Key_Escape:
            self._on_lock_clicked()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with reading."""
        super().showEvent(event)
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- building --------------------------------------------------------------------------

    def _card(self, name: str) -> Card:
        card = Card()
        card.set_sides(24)
        self.message_bar = MessageBar()
        card.add(self.message_bar)
        card.add(label(_("Before the desk opens"), "title"))
        card.add(
            label(
                _(
                    "Everybody who works here signs the confidentiality agreement once, and again "
                    "when its wording changes. Until then nothing of the desk opens."
                ),
                "lead",
                wrap=True,
            )
        )
        self.form = AgreementForm(name)
        self.form.changed.connect(self._enable)
        card.add(self.form, 1)
        self._busy_line = BusyLine(cancellable=False)
        card.add(self._busy_line)
        row = QHBoxLayout()
        self.lock_button = secondary_button(
            _("Lock"), icon="lock", key_hint="Esc", name="agreementLock"
        )
        self.sign_button = primary_button(
            _("I sign"), icon="check", key_hint="Ctrl+Enter", name="agreementSign"
        )
        self.lock_button.clicked.connect(self._on_lock_clicked)
        self.sign_button.clicked.connect(self._on_sign_clicked)
        row.addWidget(self.lock_button)
        row.addStretch(1)
        row.addWidget(self.sign_button)
        card.add(row)
        self._enable()
        return card

    # ---- events ----------------------------------------------------------------------------

    def _on_sign_clicked(self) -> None:
        if self._busy:
            return
        if not self.form.complete:
            self.form.show_missing()
            return
        self._set_busy(busy=True)
        self.signed.emit(self.form.signed(datetime.now().astimezone().date()))

    def _on_lock_clicked(self) -> None:
        if not self._busy:
            self.lock_requested.emit()

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        if busy:
            self.message_bar.dismiss()
            self._busy_line.start(_("Opening the desk…"))
        else:
            self._busy_line.finish()
        self._enable()

    def _enable(self) -> None:
        self.sign_button.setEnabled(self.form.complete and not self._busy)
        self.lock_button.setEnabled(not self._busy)
        self.form.setEnabled(not self._busy)
