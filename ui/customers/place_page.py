"""A project, building or unit: its counts, and adding what lies beneath it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.permissions import Action
from app.i18n import _, ngettext
from app.services import places
from app.services.archive_tree import PlaceKind, PlaceSums, place_sums
from app.services.places import RoomsAdded
from ui.context import DeskContext
from ui.customers.archive_page import ArchivePage
from ui.customers.archive_words import place_words
from ui.customers.place_verbs import PlaceVerbs
from ui.customers.record_form import Asked, RecordForm
from ui.widgets.buttons import secondary_button
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.wording import label


class PlacePage(ArchivePage):
    """Shows the sums of a place; rooms are chosen in the tree."""

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "placePage", parent)
        self._shown: tuple[PlaceKind, str] | None = None
        self.sums: PlaceSums | None = None
        self._may = context.actor.may(Action.CHANGE_POLICY)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._head_card())
        self.usual = Card()
        self.empty = EmptyState(
            _("Choose a room in the tree"),
            _("Or a person without a room, such as visitors and contractors."),
            icon="house",
            action=_("Rooms by pattern"),
            name="placeEmpty",
        )
        self.empty.action_chosen.connect(self._on_pattern)
        self.empty.button.hide()
        self.usual.add(self.empty, 1)
        self.place.addWidget(self.usual)
        column.addWidget(self.place, 1)

    def _head_card(self) -> Card:
        card = Card()
        card.setObjectName("placeCard")
        head = QHBoxLayout()
        head.setSpacing(12)
        self.title = label("", "title", name="placeTitle")
        head.addWidget(self.title)
        head.addStretch(1)
        self.verbs = PlaceVerbs(self, self._context)
        head.addWidget(self.verbs)
        self.add_button = secondary_button("", icon="plus", name="addPlace")
        self.add_button.clicked.connect(self._on_add)
        self.pattern_button = secondary_button(
            _("Rooms by pattern (&T)"), icon="building-2", name="addRooms"
        )
        self.pattern_button.clicked.connect(self._on_pattern)
        for button in (self.add_button, self.pattern_button):
            button.hide()
            head.addWidget(button)
        card.add(head)
        self.figures = label("", "muted", wrap=True, name="placeFigures")
        self.figures.setAlignment(Qt.AlignmentFlag.AlignLeft)
        card.add(self.figures)
        return card

    # ---- what the screen asks --------------------------------------------------------------

    def show_place(self, kind: PlaceKind, place_id: str) -> None:
        """Show this project, building or unit."""
        self._shown = (kind, place_id)
        self.refresh()

    def refresh(self) -> None:
        """Read the sums anew."""
        if self._shown is None:
            return
        self._context.runner.read(
            place_sums,
            actor=self._context.actor,
            kind=self._shown[0],
            place_id=self._shown[1],
            now=self._context.now(),
            owner=self,
            supersedes="place",
            on_done=self._on_read,
            on_error=self.show_problem,
        )

    def _on_read(self, sums: PlaceSums | None) -> None:
        if sums is None or (sums.kind, sums.place_id) != self._shown:
            return
        self.sums = sums
        self.title.setText(self._title(sums))
        self.figures.setText(_figures(sums))
        self.verbs.show_place(sums.kind, sums.place_id, sums.name)
        words = {
            PlaceKind.PROJECT: _("Add a building (&U)"),
            PlaceKind.BUILDING: _("Add a unit (&U)"),
            PlaceKind.UNIT: _("Add a room (&U)"),
        }[sums.kind]
        self.add_button.set_words(words)
        self.add_button.setVisible(self._may)
        self.pattern_button.setVisible(self._may and sums.kind is PlaceKind.PROJECT)
        is_first = sums.kind is PlaceKind.PROJECT and not sums.rooms
        self.empty.button.setVisible(self._may and is_first)
        if sums.rooms:
            self.empty.set_words(
                _("Choose a room in the tree"),
                _("The arrow keys open buildings and units; Enter does so too."),
            )
        else:
            self.empty.set_words(
                _("No rooms yet"),
                _("Add them by pattern on the project's page, or one by one on a unit's page."),
            )

    @staticmethod
    def _title(sums: PlaceSums) -> str:
        above = [place_words(PlaceKind.BUILDING, name) for name in sums.path]
        return " ".join([*above, place_words(sums.kind, sums.name)])

    # ---- adding ----------------------------------------------------------------------------

    def _on_add(self) -> None:
        if self.sums is None:
            return
        place_id, kind = self.sums.place_id, self.sums.kind
        known: dict[PlaceKind, tuple[str, Callable[..., object], str]] = {
            PlaceKind.PROJECT: (_("Add a building"), places.add_building, "project_id"),
            PlaceKind.BUILDING: (_("Add a unit"), places.add_unit, "building_id"),
            PlaceKind.UNIT: (_("Add a room"), places.add_room, "unit_id"),
        }
        title, verb, above = known[kind]
        self.ask(
            RecordForm("addPlace", title, [Asked("name", _("Name or number"))]),
            verb,
            _("Added."),
            lambda values: {above: place_id, **values},
        )

    def _on_pattern(self) -> None:
        if self.sums is None:
            return
        project_id = self.sums.place_id
        self.ask(
            RecordForm(
                "addRooms",
                _("Rooms by pattern"),
                [
                    Asked("buildings", _("Buildings"), value="1-6"),
                    Asked("units", _("Units a building"), value="1-2"),
                    Asked("floors", _("Floors"), value="1-18"),
                    Asked("households", _("Households a floor"), value="4"),
                ],
                explanation=_(
                    "Room numbers are floor and household, such as 1802. "
                    "Rooms that are there already stay as they are."
                ),
            ),
            places.add_typed_rooms,
            _("Added."),
            lambda values: {"project_id": project_id, **values},
            on_saved=self._on_rooms_added,
        )

    def _on_rooms_added(self, added: RoomsAdded) -> None:
        words = ngettext("{count} room added.", "{count} rooms added.", added.added)
        self.said.emit(words.format(count=added.added))


def _figures(sums: PlaceSums) -> str:
    rooms = ngettext("{count} room", "{count} rooms", sums.rooms).format(count=sums.rooms)
    people = ngettext("{count} person", "{count} people", sums.people).format(count=sums.people)
    cases = ngettext("{count} open case", "{count} open cases", sums.open_cases)
    lived_in = _("{count} lived in").format(count=sums.occupied)
    return " · ".join((rooms, lived_in, people, cases.format(count=sums.open_cases)))
