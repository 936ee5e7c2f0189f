"""Beside the form: what to say, the clause it follows from, and who is being served."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.masking import address_as
from app.domain.terms import CaseType, VisitStep
from app.domain.visit_flow import CustomerDraft, VisitDraft
from app.i18n import _, ngettext
from app.labels import customer_kind_label
from app.people_time import when
from app.services.customers import CustomerCard, customer_card
from app.wording import step_wording
from ui.consents.consent_strip import ConsentStrip
from ui.context import DeskContext
from ui.reception.hint_banners import HintBanners
from ui.reception.review_box import ReviewBox
from ui.reception.twin_banners import TwinBanners
from ui.widgets.buttons import secondary_button
from ui.widgets.card import Card
from ui.widgets.pill import Pill
from ui.widgets.wording import label


class SidePanel(QWidget):
    """Two cards, and between them what is known already; read from the store as the draft changes.

    ``case_requested`` when somebody wants to see the open complaint, or a case of a banner.
    """

    case_requested = Signal(str)

    def __init__(
        self,
        context: DeskContext,
        categories: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._customer_id: str | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self._say = Card(_("You might say"), tint=True)
        self._clause = label("", "muted", name="clause")
        self._say.add_to_title(self._clause)
        self._words = label("", wrap=True, name="sayWords")
        self._points = label("", wrap=True, name="sayPoints")
        self._say.add(self._words)
        self._say.add(self._points)
        self._person = Card("")
        self._person.setObjectName("customerCard")
        self._kind = Pill("", "good", name="customerKind")
        self._person.add_to_title(self._kind)
        self._contact = label("", wrap=True, name="customerContact")
        self._recent = label("", "muted", wrap=True, name="customerRecent")
        self._open_case = ""
        self._open = secondary_button("", name="customerOpenCases")
        self._open.clicked.connect(lambda: self.case_requested.emit(self._open_case))
        self.review = ReviewBox(context)
        self.review.said.connect(self._on_reviewed)
        self.consent = ConsentStrip(context)
        for part in (self._contact, self._recent, self._open, self.review, self.consent):
            self._person.add(part)
        self.hints = HintBanners(context, categories)
        self.hints.case_requested.connect(self.case_requested)
        self.twins = TwinBanners(context)
        column.addWidget(self._say)
        column.addWidget(self.twins)
        column.addWidget(self.hints)
        column.addWidget(self._person)
        column.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask anew what is known whenever the panel comes up."""
        super().showEvent(event)
        self.hints.go_on()
        self.twins.go_on()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nothing that nobody sees."""
        super().hideEvent(event)
        self.hints.rest()
        self.twins.rest()

    def show_draft(self, draft: VisitDraft) -> None:
        """Show words for the step and the card of the customer."""
        kind = CaseType.COMPLAINT if draft.need.type is CaseType.COMPLAINT else None
        wording = step_wording(draft.step, kind)
        answer = draft.need.answer
        now, zone = self._context.now(), self._context.zone
        due = when(answer.promise_due_at, now, zone) if answer.promise_due_at else "…"
        self._words.setText(
            _("“{words}”").format(
                words=wording.say.format(who=answer.promise_who.strip() or "…", when=due)
                if draft.step is VisitStep.SERVICE
                else wording.say
            )
        )
        self._clause.setText(_("Clause {clause}").format(clause=wording.clause))
        self._points.setText("\n".join(f"·  {point}" for point in wording.points))
        self._show_customer(draft.customer)
        self.hints.show_draft(draft)
        self.twins.show_draft(draft)
        self.review.show_customer(draft.customer.customer_id)
        self.consent.show_customer(draft.customer.customer_id or "")

    def _show_customer(self, customer: CustomerDraft) -> None:
        self._person.setVisible(customer.is_known)
        if customer.customer_id is not None:
            if customer.customer_id != self._customer_id:
                self._read_card(customer.customer_id)
            self._customer_id = customer.customer_id
            return
        self._customer_id = None
        self._open.setVisible(False)
        self._recent.setText("")
        self._kind.setVisible(not customer.anonymous)
        if customer.anonymous:
            self._person.set_title(_("No name"))
            self._contact.setText(_("Nothing about the person is kept."))
            return
        self._person.set_title(address_as(customer.name, customer.title) or _("New customer"))
        self._kind.show_as(customer_kind_label(customer.kind), "neutral")
        self._contact.setText(customer.room_label)
        self._recent.setText(_("First time on record"))

    def _read_card(self, customer_id: str) -> None:
        self._context.runner.read(
            customer_card,
            actor=self._context.actor,
            customer_id=customer_id,
            now=self._context.now(),
            owner=self,
            supersedes="customer-card",
            on_done=lambda card: self._on_card(customer_id, card),
        )

    def _on_reviewed(self, _words: str) -> None:
        if self._customer_id is not None:
            self._read_card(self._customer_id)

    def _on_card(self, asked: str, card: CustomerCard) -> None:
        # A record that was merged meanwhile answers with the one that is kept.
        if asked != self._customer_id:
            return
        self._person.set_title(card.address or _("no name"))
        self._kind.show_as(customer_kind_label(card.kind), "good")
        self._kind.setVisible(True)
        contact = (card.room_label, card.phone_masked)
        self._contact.setText("  ·  ".join(part for part in contact if part))
        self._recent.setText(
            ngettext(
                "{count} visit in 90 days", "{count} visits in 90 days", card.recent_visits
            ).format(count=card.recent_visits)
        )
        self._open.setVisible(bool(card.open_cases))
        if card.open_cases:
            self._open_case, number = card.open_cases[0]
            self._open.set_words(_("Open: {number}").format(number=number))
            self._open.setToolTip(_("Shows the open complaint; this visit stays as it is."))
