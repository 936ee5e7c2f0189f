"""One person of the archive: card and history in the middle, the cards of one matter beside it."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.permissions import Action
from app.domain.terms import CustomerKind
from app.i18n import _, ngettext, pgettext
from app.labels import customer_kind_label
from app.services import customer_records, households, vehicles
from app.services.archive_people import Resident
from app.services.customer_history import HistoryEntry, HistoryScope, customer_history
from app.services.customer_records import PersonView, RecordInFull
from ui.cases.wrapped_text import WrappedText
from ui.confidentiality.access_card import AccessCard
from ui.confidentiality.reveal import RevealControl
from ui.consents.consent_card import ConsentCard
from ui.context import DeskContext
from ui.customers import archive_forms as forms
from ui.customers.archive_cards import ContactCard, HouseholdCard, NotesCard, VehiclesCard
from ui.customers.history_panel import HistoryPanel
from ui.customers.resident_page import ResidentPage
from ui.customers.side_column import SideColumn
from ui.disclosures.disclosure_card import DisclosureCard
from ui.rights.rights_card import RightsCard
from ui.shell import keys
from ui.twins.twins_card import TwinsCard
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.pill import Pill


class CustomerCard(Protocol):
    """A card beside the person: consents, who looked, rights and the like."""

    def show_customer(self, customer_id: str) -> None:
        """Show what the card knows of this customer."""


class PersonPage(ResidentPage):
    """Shows one customer; opening one is written down, reading them anew is not.

    ``reception_requested`` carries the customer with whom a reception is to begin,
    ``paper_requested`` a paper that is ready to be shown, ``home_known`` the room of somebody who
    was just opened.
    """

    reception_requested = Signal(str)
    twins_requested = Signal(str, str)
    paper_requested = Signal(object)
    home_known = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "personPage", parent)
        self.customer_id = ""
        self.view: PersonView | None = None
        self._cards: list[CustomerCard] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        middle = QVBoxLayout()
        middle.setSpacing(16)
        self.head = self._head_card()
        middle.addWidget(self.head)
        self.history = HistoryPanel(context.zone, with_scopes=True)
        self.history.scope_chosen.connect(self._read_history)
        self.history.case_requested.connect(self.case_requested)
        self.place.addWidget(self.history)
        middle.addWidget(self.place, 1)
        row.addLayout(middle, 1)
        self.side = SideColumn(_("Beside the person"), "personSide")
        row.addWidget(self.side)
        self._make_cards()
        # A form needs the room; whose it is stands in its title or fields.
        self.place.currentChanged.connect(lambda _index: self.head.setVisible(self.form is None))
        self.setFocusProxy(self.history.table)

    def _head_card(self) -> Card:
        card = Card()
        card.setObjectName("personCard")
        self.reveal = RevealControl(self._context, self, look="title")
        self.reveal.problem_met.connect(self.problem_met)
        self.kind_pill = Pill("", "good", name="personKind")
        self.minor_pill = Pill(pgettext("person", "Minor"), "warning", name="personMinor")
        self.anonymous_pill = Pill(_("Made anonymous"), "neutral", name="personAnonymous")
        for pill in (self.kind_pill, self.minor_pill, self.anonymous_pill):
            self.reveal.beside_name.addWidget(pill)
            pill.hide()
        card.add(self.reveal)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.facts = WrappedText("", "muted", name="personFacts")
        line.addWidget(self.facts, 1)
        self.review_pill = Pill("", "warning", with_icon=True, name="personReview")
        line.addWidget(self.review_pill)
        card.add(line)
        verbs = QWidget()
        foot = QHBoxLayout(verbs)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        self.confirm_button = secondary_button(
            _("Still right (&K)"), icon="check", name="confirmProfile"
        )
        self.confirm_button.setToolTip(_("The customer says that all of it is still right"))
        self.correct_button = secondary_button(_("&Edit"), icon="pencil", name="correctCustomer")
        self.begin_button = primary_button(
            _("Start reception"), key_hint=keys.key_of(keys.NEW_VISIT), name="receivePerson"
        )
        foot.addStretch(1)
        for button in (self.confirm_button, self.correct_button, self.begin_button):
            foot.addWidget(button)
        card.add(verbs)
        # One question at a time; the history keeps its room.
        self.reveal.asking.connect(lambda is_asking: verbs.setVisible(not is_asking))
        self.confirm_button.clicked.connect(self._on_confirm_clicked)
        self.correct_button.clicked.connect(self._on_correct_clicked)
        self.begin_button.clicked.connect(lambda: self.reception_requested.emit(self.customer_id))
        return card

    def _make_cards(self) -> None:
        self.household = HouseholdCard(
            _("Household"), "householdCard", _("Moved in…"), may_add=self.may_keep
        )
        self.household.person_requested.connect(self.person_requested)
        self.household.room_requested.connect(self.room_requested)
        self.household.add_requested.connect(self._on_move_in)
        self.household.move_out_requested.connect(self._on_move_out)
        self.household.correction_requested.connect(self._on_correct_stay)
        self.contact = ContactCard()
        self.vehicles = VehiclesCard(_("Vehicles"), "vehiclesCard", _("Add"), may_add=self.may_keep)
        self.vehicles.add_requested.connect(self._on_add_vehicle)
        self.vehicles.end_requested.connect(self._on_end_vehicle)
        self.notes = NotesCard(self._context.zone, may_add=self.may_keep)
        self.notes.add_requested.connect(self._on_add_note)
        self.notes.strike_requested.connect(self._on_strike_note)
        self.twins = TwinsCard(self._context)
        self.twins.compare_requested.connect(self.twins_requested)
        self.twins.said.connect(self.said)
        self.twins.problem_met.connect(self.problem_met)
        self.twins.changed.connect(self.refresh)
        self.twins.changed.connect(self.changed)
        self.add_side_card(self.twins)
        self.consents = ConsentCard(self._context)
        self.consents.said.connect(self.said)
        self.consents.problem_met.connect(self.problem_met)
        self.add_side_card(self.consents)
        for card in (self.household, self.contact, self.vehicles, self.notes):
            self.side.add(card)
        self.disclosures = DisclosureCard(self._context)
        self.disclosures.said.connect(self.said)
        self.disclosures.problem_met.connect(self.problem_met)
        self.disclosures.paper_requested.connect(self.paper_requested)
        self.add_side_card(self.disclosures)
        self.rights = RightsCard(self._context)
        self.rights.said.connect(self.said)
        self.rights.problem_met.connect(self.problem_met)
        self.rights.case_requested.connect(self.case_requested)
        self.rights.changed.connect(self.refresh)
        self.rights.changed.connect(self.changed)
        self.add_side_card(self.rights)

        self.access = AccessCard(self._context)
        self.access.paper_requested.connect(self.paper_requested)
        self.access.problem_met.connect(self.problem_met)
        self.add_side_card(self.access)

    # ---- what the screen asks --------------------------------------------------------------

    def add_side_card(self, card: QWidget) -> None:
        """Put a card into the side column; it is told of every customer that is shown."""
        shown = cast(CustomerCard, card)
        self._cards.append(shown)
        self.side.add(card)
        if self.customer_id:
            shown.show_customer(self.customer_id)

    def show_customer(self, customer_id: str) -> None:
        """Open the page of this customer, here and on every card beside; it is written down."""
        if customer_id != self.customer_id:
            self.view = None
            self.history.scopes.set_value(HistoryScope.PERSON)
        self.customer_id = customer_id
        self._context.runner.write(
            customer_records.open_card,
            actor=self._context.actor,
            customer_id=customer_id,
            now=self._context.now(),
            owner=self,
            on_done=self._on_read,
            on_error=self.show_problem,
        )
        for card in self._cards:
            card.show_customer(customer_id)

    def refresh(self) -> None:
        """Read the page anew; what is being typed stays."""
        if not self.customer_id:
            return
        self._context.runner.read(
            customer_records.person_view,
            actor=self._context.actor,
            customer_id=self.customer_id,
            now=self._context.now(),
            owner=self,
            supersedes="person",
            on_done=self._on_read,
            on_error=self.show_problem,
        )
        for card in self._cards:
            card.show_customer(self.customer_id)

    def showEvent(self, event: QShowEvent) -> None:
        """Read anew when the page comes up again."""
        super().showEvent(event)
        if self.view is not None:
            self.refresh()

    # ---- showing ---------------------------------------------------------------------------

    def _on_read(self, view: PersonView) -> None:
        if view.customer_id != self.customer_id:
            return
        if view.merged_into_id is not None:
            self.said.emit(_("The record you opened was merged into this one."))
            self.show_customer(view.merged_into_id)
            return
        if self.view is None and view.living:
            self.home_known.emit(view.living[0].room_id)
        self.view = view
        now = self._context.now()
        self.reveal.show_masked(
            "" if view.is_anonymous else view.customer_id,
            view.name_masked,
            (view.phone_masked, *view.more_phones_masked),
            view.wechat_masked,
        )
        self._show_head(view)
        self._show_household(view)
        self.contact.show_person(view)
        self.vehicles.show_vehicles(view.vehicles)
        self.notes.show_notes(view.notes, now)
        for card in (self.household, self.vehicles, self.notes):
            card.allow(allowed=view.is_kept)
        self.history.show_people(max([1, *(len(home.people) for home in view.households)]))
        self._read_history()

    def _show_head(self, view: PersonView) -> None:
        kinds = dict.fromkeys(stay.kind for stay in view.living) or {view.kind: None}
        self.kind_pill.show_as(" · ".join(customer_kind_label(kind) for kind in kinds), "good")
        self.kind_pill.setVisible(not view.is_anonymous)
        self.minor_pill.setVisible(view.is_minor)
        self.anonymous_pill.setVisible(view.is_anonymous)
        rooms = dict.fromkeys(stay.room_label for stay in view.living)
        plates = [v.plate_masked for v in view.vehicles if v.stay.until_on is None]
        parts = [view.title, "、".join(rooms) or _("lives in no room here"), *plates]
        self.facts.set_text("  ·  ".join(part for part in parts if part))
        self.review_pill.setVisible(view.is_kept)
        self.review_pill.show_as(*_review_words(view))
        self.confirm_button.setVisible(view.is_kept and self.may_keep)
        may_see = self._context.actor.may(Action.REVEAL_PHONES)
        self.correct_button.setVisible(view.is_kept and self.may_keep and may_see)
        self.begin_button.setVisible(view.is_kept and self._context.actor.may(Action.RECEIVE))

    def _show_household(self, view: PersonView) -> None:
        groups: list[tuple[str, str, tuple[Resident, ...]]] = [
            (home.room_id, home.room_label, home.people) for home in view.households
        ]
        former = tuple(stay for stay in view.stays if not stay.stay.holds_on(view.today))
        groups += [(stay.room_id, stay.room_label, (stay,)) for stay in former]
        self.household.show_people(
            groups,
            _("Lives in no room here, as visitors and contractors do."),
            but=view.customer_id,
            changeable=view.is_kept,
        )

    def _read_history(self) -> None:
        scope = self.history.scope
        self._context.runner.read(
            customer_history,
            actor=self._context.actor,
            customer_id=self.customer_id,
            scope=scope,
            now=self._context.now(),
            owner=self,
            supersedes="history",
            on_done=lambda entries: self._on_history_read(entries, scope),
            on_error=self.show_problem,
        )

    def _on_history_read(self, entries: tuple[HistoryEntry, ...], scope: HistoryScope) -> None:
        with_others = scope is not HistoryScope.PERSON
        self.history.show_entries(entries, self._context.now(), with_others=with_others)

    # ---- changing --------------------------------------------------------------------------

    def _on_confirm_clicked(self) -> None:
        self.write(
            customer_records.confirm_profile,
            _("Written down: all of it is still right."),
            customer_id=self.customer_id,
        )

    def _on_correct_clicked(self) -> None:
        self._context.runner.write(
            customer_records.record_for_correction,
            actor=self._context.actor,
            customer_id=self.customer_id,
            now=self._context.now(),
            owner=self,
            on_done=self._open_correction,
            on_error=self.show_problem,
        )

    def _open_correction(self, record: RecordInFull) -> None:
        if record.customer_id != self.customer_id or not self.isVisible():
            return
        self.ask(
            forms.correction_form(record.fields),
            customer_records.correct_customer,
            _("The record is corrected."),
            lambda values: {
                "customer_id": record.customer_id,
                "fields": forms.fields_of(values),
            },
        )

    def _on_move_in(self) -> None:
        customer_id = self.customer_id
        kind = self.view.kind if self.view is not None else CustomerKind.OWNER
        self.ask(
            forms.move_in_form(kind, self.today),
            households.move_in,
            _("The move is written down."),
            lambda values: {"customer_id": customer_id, **values},
        )

    def _on_add_vehicle(self) -> None:
        customer_id = self.customer_id
        self.ask(
            forms.vehicle_form(),
            vehicles.add_vehicle,
            _("The vehicle is on record."),
            lambda values: {"customer_id": customer_id, **values},
        )

    def _on_end_vehicle(self, vehicle_id: str) -> None:
        self.write(
            vehicles.end_vehicle,
            _("The vehicle is no longer theirs as of today."),
            vehicle_id=vehicle_id,
        )

    def note_subject(self) -> dict[str, str]:
        """Return that a note written here is about this person."""
        return {"customer_id": self.customer_id}


def _review_words(view: PersonView) -> tuple[str, str]:
    """Return what is said of the last confirmation, and in what colour."""
    months = view.months_unconfirmed
    if view.is_review_due:
        words = ngettext(
            "Not confirmed for {count} month; please ask",
            "Not confirmed for {count} months; please ask",
            months,
        )
        return words.format(count=months), "warning"
    if view.reviewed_at is None:
        return _("Not confirmed yet"), "neutral"
    words = ngettext("Confirmed {count} month ago", "Confirmed {count} months ago", months)
    return (words.format(count=months) if months else _("Confirmed this month")), "good"
