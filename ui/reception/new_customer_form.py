"""A new customer at the desk: a surname, a phone or a room is enough (PIPL art. 6)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.domain.terms import CustomerKind
from app.domain.typed_text import NAME_LIMIT
from app.domain.visit_flow import CustomerDraft
from app.i18n import _
from app.labels import customer_kind_label
from app.services.customers import find_room
from ui.context import DeskContext
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField

_PAUSE_MS = 200


class NewCustomerForm(QWidget):
    """Name, title, phone, room and kind; ``customer_edited`` with the draft at every change."""

    customer_edited = Signal(object)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._customer = CustomerDraft()
        self.name = _line("newName", NAME_LIMIT)
        self.phone = _line("newPhone", 20)
        self.room = _line("newRoom", 30)
        self.titles = ChipGroup(
            [Choice(_("Mr"), _("Mr")), Choice(_("Ms"), _("Ms"))],
            accessible_name=_("Title"),
            name="newTitle",
        )
        self.kinds = ChipGroup(
            [Choice(kind, customer_kind_label(kind)) for kind in CustomerKind],
            accessible_name=_("Kind of customer"),
            name="newKind",
        )
        self.name_field = FormField(_("Name or surname (&M)"), self.name)
        self.phone_field = FormField(_("Phone (&H)"), self.phone)
        self.room_field = FormField(_("Room (&R)"), self.room, optional=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.addWidget(self.name_field, 0, 0)
        grid.addWidget(self.phone_field, 0, 1)
        grid.addWidget(self.room_field, 0, 2)
        grid.addWidget(FormField(_("Title"), self.titles), 1, 0)
        grid.addWidget(FormField(_("Kind of customer"), self.kinds), 1, 1, 1, 2)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        self.name.textEdited.connect(self._on_edited)
        self.phone.textEdited.connect(self._on_edited)
        self.room.textEdited.connect(self._on_room_edited)
        self.titles.chosen.connect(self._on_edited)
        self.kinds.chosen.connect(self._on_edited)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look_up_room)
        self.setFocusProxy(self.name)

    def show_customer(self, customer: CustomerDraft) -> None:
        """Show what is known; a box that says the same already is left alone."""
        self._customer = customer
        for box, text in (
            (self.name, customer.name),
            (self.phone, customer.phone),
            (self.room, customer.room_label),
        ):
            if box.text() != text:
                box.setText(text)
        self.titles.set_value(customer.title or None)
        self.kinds.set_value(customer.kind)

    def _on_edited(self) -> None:
        title, kind = self.titles.value, self.kinds.value
        self._customer = replace(
            self._customer,
            name=self.name.text(),
            phone=self.phone.text(),
            title=title if isinstance(title, str) else "",
            kind=kind if isinstance(kind, CustomerKind) else CustomerKind.OTHER,
        )
        self.customer_edited.emit(self._customer)

    def _on_room_edited(self) -> None:
        self._customer = replace(self._customer, room_id=None, room_label=self.room.text())
        self.customer_edited.emit(self._customer)
        self._pause.start()

    def _look_up_room(self) -> None:
        text = self.room.text()
        if text.strip():
            self._context.runner.read(
                find_room,
                project_id=self._context.project.project_id,
                text=text,
                owner=self,
                supersedes="room",
                on_done=lambda found: self._on_room_found(text, found),
            )
        else:
            self.room_field.set_hint("")

    def _on_room_found(self, text: str, found: tuple[str, str] | None) -> None:
        if text != self.room.text() or self.isHidden():
            return
        if found is None:
            self.room_field.set_hint(_("Not in the list of rooms; it is kept as you wrote it."))
            return
        self.room_field.set_hint(_("Room {room} is in the list.").format(room=found[1]))
        self._customer = replace(self._customer, room_id=found[0])
        self.customer_edited.emit(self._customer)


def _line(name: str, limit: int) -> QLineEdit:
    box = QLineEdit()
    box.setObjectName(name)
    box.setMaxLength(limit)
    return box
