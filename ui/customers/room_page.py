"""One room: who lives there now, who lived there, its vehicles, notes and whole history."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.services import customer_records, households
from app.services.archive_tree import PlaceKind
from app.services.customer_history import HistoryEntry, room_history
from app.services.households import RoomView
from ui.context import DeskContext
from ui.customers import archive_forms as forms
from ui.customers.archive_cards import HouseholdCard, NotesCard, VehiclesCard
from ui.customers.archive_words import place_words
from ui.customers.history_panel import HistoryPanel
from ui.customers.place_verbs import PlaceVerbs
from ui.customers.resident_page import ResidentPage
from ui.customers.side_column import SideColumn
from ui.widgets.buttons import primary_button
from ui.widgets.card import Card
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.wording import label


class RoomPage(ResidentPage):
    """Shows one room; people lead to their own pages."""

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "roomPage", parent)
        self.room_id = ""
        self.view: RoomView | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        middle = QVBoxLayout()
        middle.setSpacing(16)
        self.head = self._head_card()
        middle.addWidget(self.head)
        self.history = HistoryPanel(context.zone, with_scopes=False)
        self.history.case_requested.connect(self.case_requested)
        self.place.addWidget(self.history)
        middle.addWidget(self.place, 1)
        row.addLayout(middle, 1)
        self.side = SideColumn(_("Beside the room"), "roomSide")
        row.addWidget(self.side)
        self._make_cards()
        # A form needs the room, and one primary button is enough.
        self.place.currentChanged.connect(lambda _index: self.head.setVisible(self.form is None))
        self.setFocusProxy(self.add_button if self.may_keep else self.history.table)

    def _head_card(self) -> Card:
        card = Card()
        card.setObjectName("roomCard")
        head = QHBoxLayout()
        head.setSpacing(12)
        self.title = label("", "title", name="roomTitle")
        self.counted = ElidedLabel()
        self.counted.setObjectName("roomCounted")
        self.counted.setProperty("look", "muted")
        head.addWidget(self.title)
        head.addWidget(self.counted, 1)
        self.verbs = PlaceVerbs(self, self._context)
        head.addWidget(self.verbs)
        self.add_button = primary_button(_("Add a person (&P)"), icon="user-plus", name="addPerson")
        if not self.may_keep:
            self.add_button.hide()
        self.add_button.clicked.connect(self._on_add_person)
        head.addWidget(self.add_button)
        card.add(head)
        return card

    def _make_cards(self) -> None:
        self.living = HouseholdCard(_("Lives here"), "livingCard", "", may_add=self.may_keep)
        self.former = HouseholdCard(_("Lived here"), "formerCard", "", may_add=self.may_keep)
        for card in (self.living, self.former):
            card.add_button.hide()
            card.person_requested.connect(self.person_requested)
            card.move_out_requested.connect(self._on_move_out)
            card.correction_requested.connect(self._on_correct_stay)
        self.vehicles = VehiclesCard(_("Vehicles"), "roomVehicles", "", may_add=False)
        self.notes = NotesCard(self._context.zone, may_add=self.may_keep)
        self.notes.add_requested.connect(self._on_add_note)
        self.notes.strike_requested.connect(self._on_strike_note)
        for side_card in (self.living, self.former, self.vehicles, self.notes):
            self.side.add(side_card)

    # ---- what the screen asks --------------------------------------------------------------

    def show_room(self, room_id: str) -> None:
        """Show this room."""
        self.room_id = room_id
        self.refresh()

    def refresh(self) -> None:
        """Read the room anew; what is being typed stays."""
        if not self.room_id:
            return
        self._context.runner.read(
            households.room_view,
            actor=self._context.actor,
            room_id=self.room_id,
            now=self._context.now(),
            owner=self,
            supersedes="room",
            on_done=self._on_read,
            on_error=self.show_problem,
        )
        self._context.runner.read(
            room_history,
            actor=self._context.actor,
            room_id=self.room_id,
            owner=self,
            supersedes="history",
            on_done=self._on_history_read,
            on_error=self.show_problem,
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Read anew when the page comes up again."""
        super().showEvent(event)
        if self.view is not None:
            self.refresh()

    # ---- showing ---------------------------------------------------------------------------

    def _on_read(self, view: RoomView) -> None:
        if view.room_id != self.room_id:
            return
        self.view = view
        self.title.setText(view.label)
        where = " · ".join(
            (
                place_words(PlaceKind.BUILDING, view.building),
                place_words(PlaceKind.UNIT, view.unit),
                _people(len({person.customer_id for person in view.living})),
            )
        )
        self.counted.setText(where)
        self.verbs.show_place(PlaceKind.ROOM, view.room_id, view.number)
        living = [("", "", view.living)] if view.living else []
        self.living.show_people(living, _("Nobody is on record here."))
        self.former.setVisible(bool(view.former))
        self.former.show_people([("", "", view.former)], "")
        self.vehicles.setVisible(bool(view.vehicles))
        self.vehicles.show_vehicles(view.vehicles)
        self.notes.show_notes(view.notes, self._context.now())

    def _on_history_read(self, entries: tuple[HistoryEntry, ...]) -> None:
        self.history.show_entries(entries, self._context.now(), with_others=True)

    # ---- changing --------------------------------------------------------------------------

    def _on_add_person(self) -> None:
        if self.view is None:
            return
        self.ask(
            forms.new_person_form(self.view.label, self.today),
            customer_records.add_customer,
            _("The person is on record."),
            lambda values: {
                "project_id": self._context.project.project_id,
                **forms.new_person_arguments(values),
            },
            on_saved=self.person_requested.emit,
        )

    def note_subject(self) -> dict[str, str]:
        """Return that a note written here is about this room."""
        return {"room_id": self.room_id}


def _people(count: int) -> str:
    return ngettext("{count} person", "{count} people", count).format(count=count)
