"""Customers who live in no room here: visitors, contractors, and those who moved away."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app import people_time
from app.domain.archive import local_day
from app.domain.terms import CustomerKind
from app.i18n import _, pgettext
from app.labels import customer_kind_label
from app.services import customer_records
from app.services.archive_tree import RoomlessCustomer, roomless_customers
from ui.context import DeskContext
from ui.customers import archive_forms as forms
from ui.customers.archive_page import ArchivePage
from ui.customers.archive_words import named
from ui.widgets.buttons import primary_button
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.table import DeskTable


class RoomlessPage(ArchivePage):
    """A list, the newest first; Enter opens a person."""

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "roomlessPage", parent)
        self._people: tuple[RoomlessCustomer, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        card = self._card = Card(_("Without a room"))
        self.kinds = QComboBox()
        self.kinds.setObjectName("roomlessKinds")
        self.kinds.setAccessibleName(_("Kind of customer"))
        self.kinds.addItem(_("All kinds"), None)
        for kind in CustomerKind:
            self.kinds.addItem(customer_kind_label(kind), kind)
        self.kinds.currentIndexChanged.connect(self.refresh)
        card.add_to_title(self.kinds)
        self.add_button = primary_button(
            _("Add a person (&P)"), icon="user-plus", name="addRoomless"
        )
        self.add_button.clicked.connect(self._on_add_person)
        card.add_to_title(self.add_button)
        self.add_button.setVisible(self.may_keep)
        self.table = DeskTable(accessible_name=_("Without a room"), name="roomlessTable")
        self._model = QStandardItemModel(0, 4, self)
        self.table.setModel(self._model)
        self.table.row_activated.connect(self._on_row_activated)
        self.empty = EmptyState(
            _("Nobody is without a room"),
            _("Visitors, contractors and those who moved away stand here."),
            icon="users",
            action=_("Add a person") if self.may_keep else "",
            name="roomlessEmpty",
        )
        self.empty.action_chosen.connect(self._on_add_person)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        card.add(self._stack, 1)
        self.place.addWidget(card)
        row = QHBoxLayout()
        row.addWidget(self.place)
        column.addLayout(row)
        self.setFocusProxy(self.table)

    def refresh(self) -> None:
        """Read the list anew."""
        self._context.runner.read(
            roomless_customers,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            kind=self.kinds.currentData(),
            now=self._context.now(),
            owner=self,
            supersedes="roomless",
            on_done=self._on_read,
            on_error=self.show_problem,
        )

    def _on_read(self, people: tuple[RoomlessCustomer, ...]) -> None:
        self._people = people
        now, zone = self._context.now(), self._context.zone
        self._model.clear()
        self._model.setHorizontalHeaderLabels(
            [pgettext("person", "Name"), _("Kind of customer"), _("Phone"), _("On record since")]
        )
        for person in people:
            words = (
                named(person.name_masked, person.title),
                customer_kind_label(person.kind),
                person.phone_masked,
                people_time.when(person.created_at, now, zone),
            )
            self._model.appendRow([QStandardItem(text) for text in words])
        self.table.resizeColumnsToContents()
        self.table.stretch_column(0)
        self._stack.setCurrentWidget(self.table if people else self.empty)

    def _on_row_activated(self, index: QModelIndex) -> None:
        self.person_requested.emit(self._people[index.row()].customer_id)

    def _on_add_person(self) -> None:
        today = local_day(self._context.now(), self._context.project.timezone)
        self.ask(
            forms.new_person_form("", today),
            customer_records.add_customer,
            _("The person is on record."),
            lambda values: {
                "project_id": self._context.project.project_id,
                **forms.new_person_arguments(values),
            },
            on_saved=self.person_requested.emit,
        )
