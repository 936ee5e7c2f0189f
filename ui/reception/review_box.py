"""'Is all of it still right?': asked of a known customer whose record nobody confirmed for long."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import FieldError
from app.domain.permissions import Action
from app.domain.terms import Channel
from app.domain.typed_text import NAME_LIMIT
from app.i18n import _, ngettext
from app.labels import channel_label
from app.messages import field_sentence
from app.services.customer_records import confirm_profile
from app.services.profile_review import (
    ContactCorrection,
    ProfileReview,
    correct_contact,
    profile_review,
)
from ui.context import DeskContext
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.form_field import FormField
from ui.widgets.wording import label


class ReviewBox(QWidget):
    """Hidden while nothing is due; ``problem_met`` with an error, ``said`` when it is settled."""

    problem_met = Signal(object)
    said = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reviewBox")
        self._context = context
        self._customer_id = ""
        self._review: ProfileReview | None = None
        self._is_writing = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        self._words = label("", wrap=True, name="reviewWords")
        self._contact = label("", "muted", wrap=True, name="reviewContact")
        self.right = secondary_button(_("Still right (&S)"), icon="check", name="reviewRight")
        self.wrong = quiet_button(_("Correct it (&Z)"), icon="pencil", name="reviewCorrect")
        self.right.clicked.connect(self._confirm)
        self.wrong.clicked.connect(self._open_form)
        column.addWidget(self._words)
        column.addWidget(self._contact)
        # Beside each other where there is room; English beside a scroll bar needs two lines.
        answers = FlowLayout(spacing=8)
        answers.addWidget(self.right)
        answers.addWidget(self.wrong)
        column.addLayout(answers)
        self._form = self._make_form()
        column.addWidget(self._form)
        self._form.setVisible(False)
        self.setVisible(False)

    def _make_form(self) -> QWidget:
        form = QWidget()
        self.phone = QLineEdit()
        self.phone.setObjectName("reviewPhone")
        self.phone.setMaxLength(20)
        self.wechat = QLineEdit()
        self.wechat.setObjectName("reviewWechat")
        self.wechat.setMaxLength(NAME_LIMIT)
        self.channel = QComboBox()
        self.channel.setObjectName("reviewChannel")
        self.channel.addItem(_("No wish"), None)
        for channel in Channel:
            self.channel.addItem(channel_label(channel), channel)
        self.hours = QLineEdit()
        self.hours.setObjectName("reviewHours")
        self.hours.setMaxLength(NAME_LIMIT)
        self.save = secondary_button(_("Save"), key_hint="Enter", name="reviewSave")
        self.cancel = quiet_button(_("Cancel"), key_hint="Esc", name="reviewCancel")
        self.save.clicked.connect(self._correct)
        self.cancel.clicked.connect(self._close_form)
        self.fields = {
            "phone": FormField(_("New phone"), self.phone),
            "wechat": FormField(_("New WeChat account"), self.wechat),
            "contact_channel": FormField(_("Wants to be reached"), self.channel),
            "contact_hours": FormField(_("At what times"), self.hours),
        }
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for field in self.fields.values():
            column.addWidget(field)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save, 1)
        column.addLayout(foot)
        return form

    # ---- what the side panel asks ----------------------------------------------------------

    def show_customer(self, customer_id: str | None) -> None:
        """Ask whether this customer is to be asked; nobody for a newcomer."""
        if (customer_id or "") == self._customer_id:
            return
        self._customer_id = customer_id or ""
        self._show(None)
        if customer_id is not None and self._context.actor.may(Action.KEEP_CUSTOMERS):
            self._context.runner.read(
                profile_review,
                actor=self._context.actor,
                customer_id=customer_id,
                now=self._context.now(),
                owner=self,
                supersedes="profile-review",
                on_done=lambda review: self._on_read(customer_id, review),
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves and Esc closes the form; neither moves the visit."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self._form.isHidden():
            super().keyPressEvent(event)
        elif is_enter:
            if not event.isAutoRepeat():
                self._correct()
        elif event.key() == Qt.Key.Key_Escape:
            self._close_form()
        else:
            super().keyPressEvent(event)

    # ---- showing ---------------------------------------------------------------------------

    def _on_read(self, customer_id: str, review: ProfileReview | None) -> None:
        if customer_id == self._customer_id:
            self._show(review)

    def _show(self, review: ProfileReview | None) -> None:
        self._review = review
        self._show_form(wanted=False)
        self.setVisible(review is not None)
        if review is None:
            return
        words = ngettext(
            "Nobody has checked this record for {count} month. Please ask: is it all still right?",
            "Nobody has checked this record for {count} months. Please ask: is it all still right?",
            review.months,
        )
        self._words.setText(words.format(count=review.months))
        channel = channel_label(review.contact_channel) if review.contact_channel else ""
        wechat = _("WeChat {account}").format(account=review.wechat_masked)
        parts = (
            wechat if review.wechat_masked else "",
            channel,
            review.contact_hours,
        )
        self._contact.setText("  ·  ".join(part for part in parts if part))
        self._contact.setVisible(bool(self._contact.text()))

    def _show_form(self, *, wanted: bool) -> None:
        self._form.setVisible(wanted)
        self.right.setVisible(not wanted)
        self.wrong.setVisible(not wanted)

    def _open_form(self) -> None:
        review = self._review
        if review is None:
            return
        for box, known in ((self.phone, review.phone_masked), (self.wechat, review.wechat_masked)):
            box.clear()
            box.setPlaceholderText(known)
        self.channel.setCurrentIndex(max(0, self.channel.findData(review.contact_channel)))
        self.hours.setText(review.contact_hours)
        self._show_problem(None)
        self._show_form(wanted=True)
        self.phone.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_form(self) -> None:
        self._show_form(wanted=False)
        self.wrong.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- writing ---------------------------------------------------------------------------

    def _confirm(self) -> None:
        self._write(confirm_profile, _("Noted: all of it is still right."))

    def _correct(self) -> None:
        correction = ContactCorrection(
            self.phone.text(), self.wechat.text(), self.channel.currentData(), self.hours.text()
        )
        self._write(correct_contact, _("The record is corrected."), correction=correction)

    def _write(self, verb: Any, words: str, **arguments: Any) -> None:
        review = self._review
        if review is None or self._is_writing:
            return
        self._is_writing = True
        self._context.runner.write(
            verb,
            actor=self._context.actor,
            customer_id=review.customer_id,
            now=self._context.now(),
            owner=self,
            on_done=lambda _nothing: self._on_written(review, words),
            on_error=self._on_refused,
            on_end=self._on_write_over,
            **arguments,
        )

    def _on_write_over(self) -> None:
        self._is_writing = False

    def _on_written(self, review: ProfileReview, words: str) -> None:
        if review is self._review:
            self._show(None)
        self.said.emit(words)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError) and not self._form.isHidden():
            self._show_problem(error)
        else:
            self.problem_met.emit(error)

    def _show_problem(self, error: FieldError | None) -> None:
        for name, field in self.fields.items():
            is_meant = error is not None and error.field == name
            field.set_error(field_sentence(error) if error is not None and is_meant else "")
            if is_meant:
                field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
