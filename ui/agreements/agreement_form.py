"""The agreement to read and the field to sign on; whole once it was read to its end and signed."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from app.agreement_texts import text_in_force
from app.domain.agreements import AgreementKind, SignedAgreement
from app.i18n import _
from ui.widgets.buttons import quiet_button
from ui.widgets.long_text import show_long_text
from ui.widgets.signature_pad import SignaturePad
from ui.widgets.wording import label

_PAD_WIDTH = 400
_NEAR_END = 4


class AgreementForm(QWidget):
    """``changed`` when the text was read to its end, or the pad was written on or cleared."""

    changed = Signal()

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreementForm")
        self._text = text_in_force()
        self._read = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        self.browser = QTextBrowser()
        self.browser.setObjectName("agreementText")
        self.browser.setAccessibleName(self._text.title)
        self.browser.setOpenLinks(False)
        self.browser.document().setDocumentMargin(14)
        show_long_text(self.browser, self._text.text)
        self.browser.setMinimumHeight(260)
        paper = QFrame()
        paper.setProperty("look", "card")
        inside = QVBoxLayout(paper)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self.browser)
        row.addWidget(paper, 1)
        row.addWidget(self._signing_side(name))
        self.setFocusProxy(self.browser)
        bar = self.browser.verticalScrollBar()
        bar.valueChanged.connect(self._look_for_end)
        bar.rangeChanged.connect(self._look_for_end)
        self.pad.changed.connect(self._on_pad_changed)
        self._show_state()

    @property
    def read_to_end(self) -> bool:
        """Whether the last line has been on the screen."""
        return self._read

    @property
    def complete(self) -> bool:
        """Whether it was read to its end and signed."""
        return self._read and self.pad.signed

    def set_name(self, name: str) -> None:
        """Show who is about to sign."""
        self.name_label.setText(name)

    def show_missing(self) -> None:
        """Say what is still to be done, and go there."""
        self._show_state(missing=True)
        (self.pad if self._read else self.browser).setFocus(Qt.FocusReason.OtherFocusReason)

    def signed(self, day: date) -> SignedAgreement:
        """Return the agreement as signed on the pad on ``day``."""
        return SignedAgreement(
            self._text.version,
            self._text.text_hash,
            AgreementKind.SCREEN,
            day,
            self.pad.strokes,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A text that needs no scrolling has been seen to its end; the layout knows only later."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._look_for_end)

    def changeEvent(self, event: QEvent) -> None:
        """Look again once another font or style has laid the text out anew."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._look_for_end)

    # ---- building --------------------------------------------------------------------------

    def _signing_side(self, name: str) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_PAD_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(_("Full name"), "label"))
        self.name_label = label(name, "subtitle", wrap=True, name="agreementName")
        column.addWidget(self.name_label)
        column.addSpacing(8)
        column.addWidget(label(_("Signature"), "label"))
        self.pad = SignaturePad(_("Signature"), name="agreementPad")
        self.pad.set_hint(_("Sign here with mouse, finger or pen"))
        self.pad.setFixedHeight(self.pad.heightForWidth(_PAD_WIDTH))
        column.addWidget(self.pad)
        row = QHBoxLayout()
        self.clear_button = quiet_button(_("Clear"), icon="undo-2", name="agreementClear")
        self.clear_button.clicked.connect(self.pad.clear)
        row.addStretch(1)
        row.addWidget(self.clear_button)
        column.addLayout(row)
        self.state_label = label("", "muted", wrap=True, name="agreementState")
        column.addWidget(self.state_label)
        column.addStretch(1)
        return side

    # ---- events ----------------------------------------------------------------------------

    def _look_for_end(self) -> None:
        bar = self.browser.verticalScrollBar()
        if self._read or not self.browser.isVisible():
            return
        if bar.value() >= bar.maximum() - _NEAR_END:
            self._read = True
            self._show_state()
            self.changed.emit()

    def _on_pad_changed(self) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self, *, missing: bool = False) -> None:
        self.clear_button.setEnabled(not self.pad.empty)
        if not self._read:
            words = _("Read the text to its end: scroll down, or press the End key.")
        elif not self.pad.signed:
            words = _("Read to its end. Now sign in the white field.")
        else:
            words = _("Read and signed.")
        self.state_label.setText(words)
        look = "error" if missing and not self.complete else "muted"
        if self.state_label.property("look") != look:
            self.state_label.setProperty("look", look)
            self.state_label.style().unpolish(self.state_label)
            self.state_label.style().polish(self.state_label)
