"""Consent in the reception's side panel: how it stands, and 'ask now' (clauses 4.2-2 and 5-1).

Nothing here is in the way: the reception goes on whatever is asked, answered or left.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.consent_words import consent_state_label, purpose_label
from app.domain.consents import ConsentState
from app.domain.permissions import Action
from app.domain.terms import Channel
from app.i18n import _, pgettext
from app.services.consents import ConsentCardView, ConsentLine, consent_card
from ui.consents.consent_desk import ConsentDesk, consent_desk_of
from ui.consents.tell_row import TellRow
from ui.context import DeskContext
from ui.widgets.buttons import secondary_button
from ui.widgets.wording import label


class ConsentStrip(QWidget):
    """A line about the consents of a known customer, and what could be asked now."""

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("consentStrip")
        self._context = context
        self._asked_for = self._customer_id = ""
        self._desk: ConsentDesk | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.words = label("", "muted", wrap=True, name="consentStripWords")
        self.ask = secondary_button(_("Ask now"), name="consentStripAsk")
        self.ask.setToolTip(_("Asks for consent on the customer screen; the reception goes on."))
        self.ask.clicked.connect(self._on_ask_clicked)
        row.addWidget(self.words, 1)
        row.addWidget(self.ask)
        column.addLayout(row)
        self.why = label("", "warning", wrap=True, name="consentStripWhy")
        column.addWidget(self.why)
        self.tell = TellRow("consentStripTell")
        self.tell.told.connect(self._on_told)
        column.addWidget(self.tell)
        self.hide()

    def show_customer(self, customer_id: str) -> None:
        """Show how consent stands with this customer; an empty id hides the line."""
        if customer_id == self._asked_for:
            return
        self._asked_for = self._customer_id = customer_id
        self.hide()
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """Follow what is asked in this window."""
        super().showEvent(event)
        self._follow()

    def _follow(self) -> ConsentDesk | None:
        if self._desk is None:
            self._desk = consent_desk_of(self)
            if self._desk is not None:
                self._desk.changed.connect(self._on_changed)
        return self._desk

    def _on_changed(self, customer_id: str) -> None:
        if customer_id == self._customer_id:
            self._read()

    def _read(self) -> None:
        if not self._customer_id or not self._context.actor.may(Action.TAKE_CONSENTS):
            return
        self._context.runner.read(
            consent_card,
            actor=self._context.actor,
            customer_id=self._customer_id,
            now=self._context.now(),
            owner=self,
            supersedes="consent-strip",
            on_done=self._show,
            # What cannot be read must not hold up a reception: the line stays away.
            on_error=lambda _error: self.hide(),
        )

    def _show(self, view: ConsentCardView) -> None:
        if not self._customer_id:
            return
        # Another one, where the record was merged meanwhile.
        self._customer_id = view.customer_id
        self.words.setText(_words(view))
        unasked = any(
            line.state in (ConsentState.NOT_ASKED, ConsentState.EXPIRED) for line in view.lines
        )
        self.ask.setVisible(unasked or view.more_than_needed or view.must_tell)
        why = ""
        if view.must_tell:
            why = _("The notice has changed, please tell it: {what}").format(what=view.what_changed)
        elif view.more_than_needed:
            why = _("A WeChat name is kept, which service does not need: ask for consent.")
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.tell.setVisible(view.must_tell)
        self.show()

    def _on_ask_clicked(self) -> None:
        desk = self._follow()
        if desk is not None:
            desk.ask(self._customer_id)

    def _on_told(self, channel: Channel) -> None:
        desk = self._follow()
        if desk is not None:
            desk.tell(self._customer_id, channel)


def _words(view: ConsentCardView) -> str:
    """Return what is agreed to, and what the customer does not want: no such message is sent."""
    refused = [
        line for line in view.lines if line.state in (ConsentState.DECLINED, ConsentState.WITHDRAWN)
    ]
    if not view.live and not refused:
        asked = consent_state_label(ConsentState.NOT_ASKED)
        return _("Consent: {purposes}").format(purposes=asked)
    words = [
        _("Consent: {purposes}").format(purposes=_names(view.live))
        if view.live
        else _("Consent: none; service goes on as usual")
    ]
    if refused:
        words.append(_("Not wanted: {purposes}").format(purposes=_names(refused)))
    return "\n".join(words)


def _names(lines: Sequence[ConsentLine]) -> str:
    return pgettext("list", ", ").join(purpose_label(line.purpose) for line in lines)
