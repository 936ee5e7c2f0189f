"""Taking a request about personal information, and placing a legal hold."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.rights import IdentityCheck, RightAsked
from app.i18n import _
from app.rights_words import asked_label, identity_label
from app.services.rights import place_hold, take_request
from ui.context import DeskContext
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_dialog import FormDialog
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label


class RequestDialog(FormDialog):
    """``taken`` with the number of the case that was opened."""

    taken = Signal(str)

    def __init__(self, context: DeskContext, customer_id: str, parent: QWidget) -> None:
        super().__init__(
            _("Request about personal information"),
            _("Take the request"),
            name="rightsRequest",
            icon="check",
            parent=parent,
        )
        self._context = context
        self._customer_id = customer_id
        self.column.addWidget(
            label(_("It becomes a case with fifteen working days to serve it."), "muted", wrap=True)
        )
        self.asked = ChipGroup(
            [Choice(asked, asked_label(asked)) for asked in RightAsked], name="rightsAsked"
        )
        self.add_field("asked", FormField(_("What is &asked"), self.asked))
        self.identity = ChipGroup(
            [Choice(check, identity_label(check)) for check in IdentityCheck],
            name="rightsIdentity",
        )
        self.add_field(
            "identity",
            FormField(
                _("How you made &sure who asks"),
                self.identity,
                hint=_("Look at a document if need be; never copy it."),
            ),
        )
        self.words = PlainTextBox(lines=2, most_lines=5, name="rightsWords")
        self.words.submitted.connect(self.submit)
        self.add_field("words", FormField(_("In their own &words"), self.words))
        self.words.setFocus()

    def _do(self) -> None:
        self._context.runner.write(
            take_request,
            actor=self._context.actor,
            customer_id=self._customer_id,
            asked=self.asked.value,
            identity=self.identity.value,
            words=self.words.text,
            now=self._context.now(),
            owner=self,
            on_done=self._on_taken,
            on_error=self.show_error,
        )

    def _on_taken(self, number: str) -> None:
        self.taken.emit(number)
        self.accept()


class HoldDialog(FormDialog):
    """``placed`` when the hold stands."""

    placed = Signal()

    def __init__(self, context: DeskContext, customer_id: str, parent: QWidget) -> None:
        super().__init__(
            _("Legal hold"),
            _("Place the hold"),
            name="legalHold",
            icon="lock",
            parent=parent,
        )
        self._context = context
        self._customer_id = customer_id
        self.column.addWidget(
            label(
                _("While it stands nothing of this person is erased, by nobody and by no rule."),
                "muted",
                wrap=True,
            )
        )
        self.reason = PlainTextBox(lines=2, most_lines=4, name="holdReason")
        self.reason.submitted.connect(self.submit)
        self.add_field("reason", FormField(_("&Reason, such as the court's number"), self.reason))
        self.reason.setFocus()

    def _do(self) -> None:
        self._context.runner.write(
            place_hold,
            actor=self._context.actor,
            customer_id=self._customer_id,
            reason=self.reason.text,
            now=self._context.now(),
            owner=self,
            on_done=self._on_placed,
            on_error=self.show_error,
        )

    def _on_placed(self, _result: object) -> None:
        self.placed.emit()
        self.accept()
