"""The customer archive: find or choose at the left, the page of a person or place beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import UserFacingError
from app.domain.permissions import Action
from app.i18n import _
from app.messages import sentence
from app.services.archive_tree import PlaceKind
from app.services.customers import CustomerHit
from ui.context import DeskContext
from ui.customers.archive_page import ArchivePage
from ui.customers.person_page import PersonPage
from ui.customers.place_page import PlacePage
from ui.customers.room_page import RoomPage
from ui.customers.roomless_page import RoomlessPage
from ui.customers.tree_panel import TreePanel
from ui.reception.customer_pick import CustomerPick
from ui.widgets.buttons import quiet_button

_TREE_WIDTH = 250


class CustomersScreen(QWidget):
    """``reception_requested`` carries the customer with whom a reception is to begin.

    ``twins_requested`` carries the pair that is to be compared, or nobody for the whole list;
    ``roster_requested`` asks for the import of an owner roster.
    """

    case_requested = Signal(str)
    reception_requested = Signal(str)
    twins_requested = Signal(str, str)
    roster_requested = Signal()
    paper_requested = Signal(object)
    problem_met = Signal(str)
    said = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("customersScreen")
        self.setProperty("manualPage", "customers")
        self._context = context
        self._is_begun = False
        self.tree = TreePanel(context)
        self.pick = CustomerPick(context, nobody=_("Nobody found; add them on a room's page."))
        self.pick.box.setPlaceholderText(_("Room, name, phone"))
        self.person = PersonPage(context)
        self.room = RoomPage(context)
        self.place = PlacePage(context)
        self.roomless = RoomlessPage(context)
        self.pages = QStackedWidget()
        self._build()
        self._connect()
        self.setFocusProxy(self.tree)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 20, 24, 20)
        row.setSpacing(16)
        left = QWidget()
        left.setFixedWidth(_TREE_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.pick)
        column.addWidget(self.tree, 1)
        self.twins_button = quiet_button(
            _("Possible duplicates (&D)"), icon="users", name="possibleTwins"
        )
        self.twins_button.clicked.connect(lambda: self.twins_requested.emit("", ""))
        column.addWidget(self.twins_button)
        self.roster_button = quiet_button(
            _("Import a roster…"), icon="folder-open", name="openRoster"
        )
        if not self._context.actor.may(Action.IMPORT_CUSTOMERS):
            self.roster_button.hide()
        self.roster_button.clicked.connect(self.roster_requested)
        column.addWidget(self.roster_button)
        row.addWidget(left)
        for page in self._all_pages():
            self.pages.addWidget(page)
        self.pages.setCurrentWidget(self.place)
        row.addWidget(self.pages, 1)

    def _all_pages(self) -> tuple[ArchivePage, ...]:
        return (self.place, self.room, self.person, self.roomless)

    def _connect(self) -> None:
        self.tree.place_chosen.connect(self._on_place_chosen)
        self.tree.problem_met.connect(self.problem_met)
        self.pick.hit_chosen.connect(self._on_hit_chosen)
        self.pick.problem_met.connect(self._on_problem)
        self.person.reception_requested.connect(self.reception_requested)
        self.person.paper_requested.connect(self.paper_requested)
        self.person.twins_requested.connect(self.twins_requested)
        self.person.home_known.connect(self.tree.choose_room)
        for page in self._all_pages():
            page.case_requested.connect(self.case_requested)
            page.person_requested.connect(self.show_person)
            page.room_requested.connect(self.show_room)
            page.problem_met.connect(self.problem_met)
            page.said.connect(self.said)
            page.changed.connect(self.tree.refresh)
            page.left.connect(self._on_page_left)

    # ---- what the program asks -------------------------------------------------------------

    @property
    def customer_id(self) -> str | None:
        """The customer whose page is shown."""
        is_shown = self.pages.currentWidget() is self.person
        return self.person.customer_id or None if is_shown else None

    @property
    def has_unsaved_words(self) -> bool:
        """Whether a form holds something that is not saved yet."""
        return any(page.has_unsaved_words for page in self._all_pages())

    def show_person(self, customer_id: str) -> None:
        """Open the page of a customer."""
        if self._may_turn():
            self._turn_to(self.person)
            self.person.show_customer(customer_id)

    def show_room(self, room_id: str) -> None:
        """Open the page of a room, and the tree down to it."""
        if self._may_turn():
            self._turn_to(self.room)
            self.room.show_room(room_id)
            self.tree.choose_room(room_id)

    def refresh(self) -> None:
        """Read tree and page anew; what is being typed stays."""
        self.tree.refresh()
        page = self.pages.currentWidget()
        if isinstance(page, ArchivePage):
            page.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the tree when the screen comes up; at first show the project."""
        super().showEvent(event)
        self.tree.refresh()
        if not self._is_begun:
            self._is_begun = True
            self.place.show_place(PlaceKind.PROJECT, self._context.project.project_id)

    # ---- turning the pages -----------------------------------------------------------------

    def _may_turn(self) -> bool:
        here = self.pages.currentWidget()
        return not isinstance(here, ArchivePage) or here.may_leave()

    def _turn_to(self, page: ArchivePage) -> None:
        self.pages.setCurrentWidget(page)

    def _on_place_chosen(self, kind: PlaceKind, place_id: str) -> None:
        page = {PlaceKind.ROOM: self.room, PlaceKind.ROOMLESS: self.roomless}.get(kind, self.place)
        if not self._may_turn():
            return
        self._turn_to(page)
        if kind is PlaceKind.ROOM:
            self.room.show_room(place_id)
        elif kind is PlaceKind.ROOMLESS:
            self.roomless.refresh()
        else:
            self.place.show_place(kind, place_id)

    def _on_hit_chosen(self, hit: CustomerHit) -> None:
        self.pick.clear()
        if hit.customer_id is not None:
            self.show_person(hit.customer_id)
            self.person.setFocus(Qt.FocusReason.OtherFocusReason)
        elif hit.room_id is not None:
            self.show_room(hit.room_id)
            self.room.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_page_left(self) -> None:
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))
