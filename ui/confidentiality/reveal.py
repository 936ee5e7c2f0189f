"""A customer's masked name and phones, shown in full for a moment for a reason (clause 5-3)."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import FieldError, UserFacingError
from app.domain.permissions import Action
from app.domain.terms import AccessReason
from app.i18n import _, ngettext, pgettext
from app.labels import access_reason_label
from app.messages import field_sentence, sentence
from app.services.reveal import WORDS_LIMIT, RevealedCustomer, record_copy, reveal_customer
from ui.confidentiality.private_clipboard import private_clipboard
from ui.context import DeskContext
from ui.widgets.buttons import ActionButton, IconButton, quiet_button, secondary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.form_field import FormField
from ui.widgets.wording import announce, label

SHOWN_SECONDS = 30.0
_LOOK_MS = 250


class RevealControl(QWidget):
    """Shows a customer masked; 'Show' asks why and shows all of it until the time is up.

    It hides by itself after half a minute, when its screen is left, when the window loses the
    keyboard and when the desk locks.  A screen embeds it and hands it masked values only:

        control = RevealControl(context, self)
        control.show_masked(customer_id, name_masked, (phone_masked,), case_id=case_id)

    ``problem_met`` carries the sentence of what went wrong, ``revealed`` follows each showing,
    ``asking`` says whether the question why stands open.
    """

    problem_met = Signal(str)
    revealed = Signal()
    asking = Signal(bool)

    def __init__(
        self, context: DeskContext, parent: QWidget | None = None, *, look: str = "subtitle"
    ) -> None:
        super().__init__(parent)
        self.setObjectName("revealControl")
        self._context = context
        self._masked: tuple[str, str, tuple[str, ...], str] = ("", "", (), "")
        self._case_id: str | None = None
        self._shown: RevealedCustomer | None = None
        self._until = 0.0
        self._is_asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.check)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._head(look))
        self._phones = QVBoxLayout()
        self._phones.setSpacing(0)
        column.addLayout(self._phones)
        self.time_label = label("", "muted", name="revealTime")
        self.time_label.setVisible(False)
        column.addWidget(self.time_label)
        self.copied_label = label("", "muted", wrap=True, name="revealCopied")
        self.copied_label.setVisible(False)
        column.addWidget(self.copied_label)
        self.chooser = _ReasonChooser(self)
        self.chooser.chosen.connect(self._ask)
        self.chooser.left.connect(self._on_chooser_left)
        column.addWidget(self.chooser)
        self._show_values()

    def _head(self, look: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.name_label = ElidedLabel()
        self.name_label.setObjectName("revealName")
        self.name_label.setProperty("look", look)
        self.beside_name = QHBoxLayout()
        self.beside_name.setSpacing(8)
        self.show_button: ActionButton = quiet_button(
            pgettext("name and phone", "Show"), icon="eye", name="revealShow"
        )
        self.show_button.setToolTip(_("Show name and phone in full; it is written down"))
        self.show_button.clicked.connect(self._on_show_clicked)
        self.hide_button: ActionButton = quiet_button(_("Hide"), icon="eye-off", name="revealHide")
        self.hide_button.clicked.connect(self._on_hide_clicked)
        row.addWidget(self.name_label)
        row.addLayout(self.beside_name)
        row.addStretch(1)
        row.addWidget(self.show_button)
        row.addWidget(self.hide_button)
        self.hide_button.setVisible(False)
        return row

    # ---- what a screen asks ----------------------------------------------------------------

    def show_masked(
        self,
        customer_id: str,
        name_masked: str,
        phones_masked: Sequence[str] = (),
        wechat_masked: str = "",
        *,
        case_id: str | None = None,
    ) -> None:
        """Show a customer masked; the same one once more leaves alone what is being shown."""
        masked = (customer_id, name_masked, tuple(p for p in phones_masked if p), wechat_masked)
        self._case_id = case_id
        if masked == self._masked:
            return
        self._masked = masked
        self.hide_again()
        self._close_chooser()
        self._show_values()

    @property
    def is_revealed(self) -> bool:
        """Whether name and phone stand there in full."""
        return self._shown is not None

    def hide_again(self) -> None:
        """Mask now."""
        self._timer.stop()
        if self._shown is None:
            return
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self._shown = None
        self.copied_label.setVisible(False)
        self._show_values()
        if had_focus and self.isVisible():
            self.show_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def check(self) -> None:
        """Mask when the time is up, else say how long it still is."""
        left = self._until - self._context.steady()
        if left <= 0:
            self.hide_again()
        else:
            self._show_time(left)

    # ---- Qt --------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Mask when the window loses the keyboard: whoever walks up then must not read it."""
        if event.type() == QEvent.Type.WindowDeactivate:
            self.hide_again()
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Mask when the screen is left."""
        super().hideEvent(event)
        self.hide_again()
        self._close_chooser()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc masks, or closes the question why, before it leaves the screen."""
        if event.key() == Qt.Key.Key_Escape and not self.chooser.isHidden():
            self._on_chooser_left()
            return
        if event.key() == Qt.Key.Key_Escape and self.is_revealed:
            self.hide_again()
            return
        if not self.chooser.isHidden() and self.chooser.chips.answer_digit(event):
            return
        super().keyPressEvent(event)

    # ---- asking ----------------------------------------------------------------------------

    def _on_show_clicked(self) -> None:
        self.chooser.open()
        self.show_button.setVisible(False)
        self.asking.emit(True)

    def _on_hide_clicked(self) -> None:
        self.hide_again()

    def _on_chooser_left(self) -> None:
        self._close_chooser()
        self.show_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_chooser(self) -> None:
        self.chooser.close_and_forget()
        self._show_buttons()
        self.asking.emit(False)

    def _ask(self, reason: AccessReason, words: str) -> None:
        if self._is_asking:
            return
        self._is_asking = True
        self._context.runner.write(
            reveal_customer,
            actor=self._context.actor,
            customer_id=self._masked[0],
            reason=reason,
            words=words,
            case_id=self._case_id,
            now=self._context.now(),
            owner=self,
            on_done=self._on_revealed,
            on_error=self._on_refused,
            on_end=self._on_asked,
        )

    def _on_asked(self) -> None:
        self._is_asking = False

    def _on_revealed(self, customer: RevealedCustomer) -> None:
        is_seen = self.isVisible() and self.window().isActiveWindow()
        if customer.customer_id != self._masked[0] or not is_seen:
            # Somebody went on while the store answered: nothing is shown to whoever sits there now.
            self._close_chooser()
            return
        self._shown = customer
        self._until = self._context.steady() + SHOWN_SECONDS
        self._close_chooser()
        self._show_values()
        self._show_time(SHOWN_SECONDS)
        self._timer.start()
        self.hide_button.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, _("Shown in full for 30 seconds"))
        self.revealed.emit()

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError):
            self.chooser.show_error(field_sentence(error))
        elif isinstance(error, UserFacingError):
            self._close_chooser()
            self.problem_met.emit(sentence(error))

    # ---- showing ---------------------------------------------------------------------------

    def _show_values(self) -> None:
        customer_id, name, phones, wechat = self._masked
        if self._shown is not None:
            name, phones, wechat = self._shown.name, self._shown.phones, self._shown.wechat
        self.name_label.setText(name or (_("no name") if customer_id else _("Not named")))
        while (item := self._phones.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                # It lives until the event loop turns: by then nothing stands in it any more.
                for shown in old.findChildren(QLabel):
                    shown.clear()
                if isinstance(old, QLabel):
                    old.clear()
                old.hide()
                old.deleteLater()
        for number, phone in enumerate(phones, start=1):
            self._phones.addWidget(self._phone_row(phone, number))
        if wechat:
            words = _("WeChat {account}").format(account=wechat)
            self._phones.addWidget(label(words, "muted", wrap=True, name="revealWechat"))
        self.time_label.setVisible(self.is_revealed)
        self._show_buttons()

    def _phone_row(self, phone: str, number: int) -> QWidget:
        ground = QWidget()
        row = QHBoxLayout(ground)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        look = "" if self.is_revealed else "muted"
        row.addWidget(label(phone, look, name=f"revealPhone{number}"))
        if self.is_revealed:
            button = IconButton("copy", _("Copy this phone"), name=f"revealCopy{number}")
            button.clicked.connect(lambda: self._copy(phone))
            row.addWidget(button)
        row.addStretch(1)
        return ground

    def _show_buttons(self) -> None:
        may = self._context.actor.may(Action.REVEAL_PHONES) and bool(self._masked[0])
        self.show_button.setVisible(may and not self.is_revealed and self.chooser.isHidden())
        self.hide_button.setVisible(self.is_revealed)

    def _show_time(self, left: float) -> None:
        seconds = ceil(left)
        words = ngettext("hides in {count} second", "hides in {count} seconds", seconds)
        self.time_label.setText(words.format(count=seconds))

    def _copy(self, phone: str) -> None:
        """Copy once it is written down that it was copied."""
        self._context.runner.write(
            record_copy,
            actor=self._context.actor,
            customer_id=self._masked[0],
            case_id=self._case_id,
            now=self._context.now(),
            owner=self,
            on_done=lambda _nothing: self._put_on_clipboard(phone),
            on_error=self._on_refused,
        )

    def _put_on_clipboard(self, phone: str) -> None:
        if not self.is_revealed:
            return
        private_clipboard().put(phone, self._context.steady)
        words = _("Copied; gone from the clipboard in 20 seconds")
        self.copied_label.setText(words)
        self.copied_label.setVisible(True)
        announce(self, words)


class _ReasonChooser(QWidget):
    """Asks why in one press; only 'something else' needs words."""

    chosen = Signal(object, str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(_("What for? It is written down."), "label"))
        self.chips = ChipGroup(
            [Choice(reason, access_reason_label(reason)) for reason in AccessReason],
            digits=True,
            accessible_name=_("What for? It is written down."),
            name="revealReasons",
        )
        self.chips.chosen.connect(self._on_chosen)
        column.addWidget(self.chips)
        self.words = QLineEdit()
        self.words.setObjectName("revealWords")
        self.words.setMaxLength(WORDS_LIMIT)
        self.words.returnPressed.connect(self._submit)
        self.field: FormField = FormField(_("In a few words"), self.words)
        self.words.textEdited.connect(lambda _text: self.field.set_error(""))
        column.addWidget(self.field)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.submit_button = secondary_button(
            pgettext("name and phone", "Show"), icon="eye", name="revealSubmit"
        )
        self.submit_button.clicked.connect(self._submit)
        cancel = quiet_button(_("Cancel"), name="revealCancel")
        cancel.clicked.connect(self.left)
        row.addWidget(self.submit_button)
        row.addWidget(cancel)
        row.addStretch(1)
        column.addLayout(row)
        self.setVisible(False)

    def open(self) -> None:
        """Ask anew."""
        self.chips.set_value(None)
        self.words.clear()
        self._ask_for_words(wanted=False)
        self.setVisible(True)
        self.chips.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the chips the lines that they break into at this width."""
        super().resizeEvent(event)
        self._fit_chips()

    def event(self, event: QEvent) -> bool:
        """Fit the chips once more when they know the style in force, and so their width."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_chips()
        return super().event(event)

    def _fit_chips(self) -> None:
        self.chips.setMinimumHeight(self.chips.heightForWidth(self.width()))

    def close_and_forget(self) -> None:
        """Ask no more; what was typed is dropped."""
        self.words.clear()
        self.setVisible(False)

    def show_error(self, words: str) -> None:
        """Say beneath the words what is missing."""
        self.field.set_error(words)
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_chosen(self, reason: object) -> None:
        if reason is AccessReason.OTHER:
            self._ask_for_words(wanted=True)
            self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._ask_for_words(wanted=False)
            self.chosen.emit(reason, "")

    def _ask_for_words(self, *, wanted: bool) -> None:
        self.field.set_error("")
        self.field.setVisible(wanted)
        self.submit_button.setVisible(wanted)

    def _submit(self) -> None:
        self.chosen.emit(AccessReason.OTHER, self.words.text())
