"""Step 1: the greeting, and who has come (clauses 4.2-1 and 4.2-2)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.domain.terms import CustomerKind, Source
from app.domain.visit_flow import CustomerDraft, VisitDraft
from app.i18n import _
from app.labels import customer_kind_label
from app.services.customers import CustomerHit
from app.wording import greeting
from ui.context import DeskContext
from ui.reception.attached_card import AttachedCard
from ui.reception.customer_pick import CustomerPick
from ui.reception.new_customer_form import NewCustomerForm
from ui.reception.step_page import StepPage
from ui.widgets.buttons import secondary_button
from ui.widgets.card import Card
from ui.widgets.form_field import FormField
from ui.widgets.pill import Pill
from ui.widgets.wording import label, spoken


class GreetingPage(StepPage):
    """Greeting words, one search box, a form for a new customer, and 'no name'."""

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._typing_new = False
        self._words = label("", "subtitle", wrap=True, name="greetingWords")
        spoken = Card(tint=True)
        spoken.add(self._words)
        self.greeted = QCheckBox(_("Customer &greeted"))
        self.greeted.setObjectName("greeted")
        self.greeted.toggled.connect(self._on_greeted)
        spoken.add(self.greeted)
        self.column.addWidget(spoken)
        self.pick = CustomerPick(context)
        self.pick.hit_chosen.connect(self._on_hit_chosen)
        self.pick.problem_met.connect(self.problem_met)
        self._pick_field = self.add_field("customer", FormField(_("Who has come? (&W)"), self.pick))
        self.column.addWidget(self._pick_field)
        self._chosen = self._chosen_card()
        self.column.addWidget(self._chosen)
        self.attached = AttachedCard()
        self.form = NewCustomerForm(context)
        self.form.customer_edited.connect(self._on_customer_edited)
        self.add_field("phone", self.form.phone_field)
        self.column.addWidget(self.form)
        self.column.addLayout(self._buttons())
        self.column.addWidget(self.attached)
        self.column.addStretch(1)

    def _chosen_card(self) -> Card:
        card = Card()
        card.setObjectName("chosenCustomer")
        row = QHBoxLayout()
        row.setSpacing(12)
        self._chosen_name = label("", "subtitle", name="chosenName")
        self._chosen_kind = Pill("", name="chosenKind")
        self._chosen_room = label("", "muted", name="chosenRoom")
        self.change = secondary_button(_("Change (&C)"), icon="undo-2", name="changeCustomer")
        self.change.clicked.connect(self._on_change_clicked)
        row.addWidget(self._chosen_name)
        row.addWidget(self._chosen_kind)
        row.addWidget(self._chosen_room)
        row.addStretch(1)
        row.addWidget(self.change)
        card.add(row)
        return card

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.new = secondary_button(_("New customer (&N)"), icon="user-plus", name="newCustomer")
        self.new.clicked.connect(self._on_new_clicked)
        self.anonymous = secondary_button(
            _("Serve without a name (&A)"), icon="shield", name="withoutName"
        )
        self.anonymous.setCheckable(True)
        self.anonymous.clicked.connect(self._on_anonymous_clicked)
        row.addWidget(self.new)
        row.addWidget(self.anonymous)
        row.addStretch(1)
        return row

    def show_draft(self, draft: VisitDraft) -> None:
        """Show the greeting and whoever was chosen."""
        super().show_draft(draft)
        customer = draft.customer
        now = self.context.now()
        self._words.setText(
            _("“{words}”").format(words=greeting(now, self.context.zone, draft.source))
        )
        blocked = self.greeted.blockSignals(True)
        self.greeted.setChecked(draft.greeted)
        self.greeted.blockSignals(blocked)
        self.greeted.setText(
            _("Call answered politely (&G)")
            if draft.source is Source.PHONE
            else _("Customer greeted (&G)")
        )
        self.greeted.setAccessibleName(spoken(self.greeted.text()))
        is_chosen = customer.customer_id is not None or customer.anonymous
        is_new = not is_chosen and (self._typing_new or customer.is_known)
        self._pick_field.setVisible(not is_chosen and not is_new)
        self._show_chosen(customer)
        self.attached.show_need(draft.need)
        self.form.setVisible(is_new)
        if is_new:
            self.form.show_customer(customer)
        self.new.setVisible(not is_chosen and not is_new)
        self.change.setVisible(is_chosen)
        self._chosen.setVisible(is_chosen)
        self.anonymous.setChecked(customer.anonymous)
        self.anonymous.setVisible(not is_chosen)

    def _show_chosen(self, customer: CustomerDraft) -> None:
        if customer.anonymous:
            self._chosen_name.setText(_("Served without a name"))
            self._chosen_kind.setVisible(False)
            self._chosen_room.setText(_("nothing about the person is kept"))
            return
        self._chosen_name.setText(customer.name or _("no name"))
        self._chosen_kind.show_as(customer_kind_label(customer.kind), "good")
        self._chosen_kind.setVisible(True)
        self._chosen_room.setText(customer.room_label)

    def first_focus(self) -> None:
        """Begin in the search box, or in the form of a new customer."""
        if self.form.isVisibleTo(self):
            self.form.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._pick_field.isVisibleTo(self):
            self.pick.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            # Not a button: Enter has to go on from here.
            self.greeted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_and_edit(self, draft: VisitDraft) -> None:
        self.show_draft(draft)
        self.draft_edited.emit(draft)

    def _on_greeted(self, checked: bool) -> None:
        self._show_and_edit(replace(self.draft, greeted=checked))

    def _on_hit_chosen(self, hit: CustomerHit) -> None:
        customer = CustomerDraft(
            customer_id=hit.customer_id,
            room_id=hit.room_id,
            room_label=hit.room_label,
            name=hit.name,
            title=hit.title,
            kind=hit.kind or CustomerKind.OWNER,
        )
        self.pick.clear()
        self._typing_new = hit.customer_id is None
        self._show_and_edit(replace(self.draft, customer=customer))
        self.first_focus()

    def _on_customer_edited(self, customer: CustomerDraft) -> None:
        self.edit(replace(self.draft, customer=customer))

    def _on_change_clicked(self) -> None:
        self._typing_new = False
        self._show_and_edit(replace(self.draft, customer=CustomerDraft()))
        self.pick.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_new_clicked(self) -> None:
        self._typing_new = True
        typed = self.pick.text
        digits = typed.replace(" ", "").replace("-", "")
        room = typed if "-" in typed else ""
        phone = typed if digits.isdigit() and not room else ""
        customer = CustomerDraft(name="" if room or phone else typed, phone=phone, room_label=room)
        self.pick.clear()
        self._show_and_edit(replace(self.draft, customer=customer))
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_anonymous_clicked(self, checked: bool) -> None:
        self._typing_new = False
        self._show_and_edit(replace(self.draft, customer=CustomerDraft(anonymous=checked)))
        self.first_focus()
