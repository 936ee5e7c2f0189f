"""The cards beside a person or a room: household, vehicles, how to reach them, notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import people_time
from app.domain.archive import Stay
from app.i18n import _
from app.labels import channel_label, note_category_label
from app.services.archive_people import Resident
from app.services.customer_notes import NoteView
from app.services.customer_records import PersonView
from app.services.vehicles import VehicleView
from ui.cases.side_cards import SideCard
from ui.cases.wrapped_text import WrappedText
from ui.customers.archive_words import named, resident_words, stay_words
from ui.widgets.buttons import ActionButton, IconButton, quiet_button
from ui.widgets.pill import Pill
from ui.widgets.wording import label


class ArchiveCard(SideCard):
    """A side card with one button that adds to it; ``add_requested`` when it is pressed."""

    add_requested = Signal()

    def __init__(self, title: str, name: str, add: str, *, may_add: bool) -> None:
        super().__init__(title, name)
        self.add_button: ActionButton = quiet_button(add, icon="plus", name=f"{name}Add")
        self.add_button.clicked.connect(self.add_requested)
        self.add_to_title(self.add_button)
        self.may = may_add
        self.add_button.setVisible(may_add)

    def allow(self, *, allowed: bool) -> None:
        """Let nothing be added to somebody of whom nothing is kept any more."""
        self.add_button.setVisible(self.may and allowed)


class HouseholdCard(ArchiveCard):
    """People of one room, each leading to their page; those who can move out have a button.

    ``person_requested`` and ``room_requested`` carry whom or what to show; ``move_out_requested``
    and ``correction_requested`` a :class:`Resident`.
    """

    person_requested = Signal(str)
    room_requested = Signal(str)
    move_out_requested = Signal(object)
    correction_requested = Signal(object)

    def show_people(
        self,
        groups: Sequence[tuple[str, str, Sequence[Resident]]],
        nobody: str,
        *,
        but: str = "",
        changeable: bool = True,
    ) -> None:
        """Show groups of people under a head with the room's id; ``but`` is the one on the page."""
        with self.rebuilt(4) as column:
            for room_id, head, people in groups:
                if head:
                    self._add_head(column, room_id, head)
                for person in people:
                    self._add_person(column, person, but=but, changeable=changeable)
            if not groups:
                column.addWidget(label(nobody, "muted", wrap=True))

    def _add_head(self, column: QVBoxLayout, room_id: str, head: str) -> None:
        if not room_id:
            column.addWidget(label(head, "muted"))
            return
        button = quiet_button(head, icon="house", name=f"room_{head}")
        button.setToolTip(_("Open room {room}").format(room=head))
        button.clicked.connect(lambda: self.room_requested.emit(room_id))
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_person(
        self, column: QVBoxLayout, person: Resident, *, but: str, changeable: bool
    ) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        words = named(person.name_masked, person.title)
        if person.customer_id == but:
            row.addWidget(label(words, "label"))
        else:
            button = quiet_button(words, icon="user", name=f"person_{person.customer_id}")
            button.setToolTip(_("Open this person"))
            button.clicked.connect(lambda: self.person_requested.emit(person.customer_id))
            row.addWidget(button)
        row.addStretch(1)
        if self.may and changeable:
            edit = IconButton(
                "pencil", _("Correct kind and days"), name=f"correct_{person.occupancy_id}"
            )
            edit.clicked.connect(lambda: self.correction_requested.emit(person))
            row.addWidget(edit)
            if person.stay.until_on is None:
                out = IconButton("log-out", _("Moved out…"), name=f"moveOut_{person.occupancy_id}")
                out.clicked.connect(lambda: self.move_out_requested.emit(person))
                row.addWidget(out)
        column.addLayout(row)
        column.addWidget(WrappedText(resident_words(person), "muted"))


class VehiclesCard(ArchiveCard):
    """Vehicles with masked plates; ``end_requested`` carries the id of one that is gone."""

    end_requested = Signal(str)

    def show_vehicles(self, vehicles: Sequence[VehicleView]) -> None:
        """Show the vehicles, those still there first."""
        with self.rebuilt(6) as column:
            for vehicle in vehicles:
                column.addLayout(self._vehicle(vehicle))
            if not vehicles:
                column.addWidget(label(_("No vehicle is on record."), "muted", wrap=True))

    def _vehicle(self, vehicle: VehicleView) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        words = QVBoxLayout()
        words.setSpacing(2)
        is_gone = vehicle.stay.until_on is not None
        words.addWidget(label(vehicle.plate_masked, "muted" if is_gone else "label"))
        parts = [vehicle.description]
        if vehicle.parking_space:
            parts.append(_("space {space}").format(space=vehicle.parking_space))
        if is_gone:
            parts.append(stay_words(Stay(None, vehicle.stay.until_on)))
        if any(parts):
            words.addWidget(WrappedText(" · ".join(part for part in parts if part), "muted"))
        row.addLayout(words, 1)
        if self.may and not is_gone:
            end = IconButton("x", _("No longer theirs"), name=f"endVehicle_{vehicle.vehicle_id}")
            end.clicked.connect(lambda: self.end_requested.emit(vehicle.vehicle_id))
            row.addWidget(end, 0, Qt.AlignmentFlag.AlignTop)
        return row


class ContactCard(SideCard):
    """How somebody wants to be reached; not seen while nothing is known."""

    def __init__(self) -> None:
        super().__init__(_("How to reach"), "contactCard")

    def show_person(self, view: PersonView) -> None:
        """Show channel and hours."""
        parts = []
        if view.contact_channel is not None:
            parts.append((_("Best by"), channel_label(view.contact_channel)))
        if view.contact_hours:
            parts.append((_("When"), view.contact_hours))
        self.setVisible(bool(parts))
        with self.rebuilt(6) as column:
            for caption, words in parts:
                row = QHBoxLayout()
                row.addWidget(label(caption, "muted"))
                row.addWidget(WrappedText(words), 1)
                column.addLayout(row)


class NotesCard(ArchiveCard):
    """Notes with their category; ``strike_requested`` carries the id of one to strike out.

    Those struck out lie behind one press.
    """

    strike_requested = Signal(str)

    def __init__(self, zone: ZoneInfo, *, may_add: bool) -> None:
        super().__init__(_("Notes"), "notesCard", _("Add"), may_add=may_add)
        self._zone = zone
        self._shows_struck = False
        self._struck: QWidget | None = None

    def show_notes(self, notes: Sequence[NoteView], now: datetime) -> None:
        """Show the notes that hold, the newest first, and those struck out on request."""
        holding = [note for note in notes if note.struck_at is None]
        struck = [note for note in notes if note.struck_at is not None]
        with self.rebuilt(10) as column:
            for note in holding:
                column.addLayout(self._note(note, now))
            if not holding:
                column.addWidget(label(_("Nothing is noted."), "muted", wrap=True))
            if struck:
                self._add_struck(column, struck, now)

    def _note(self, note: NoteView, now: datetime) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(Pill(note_category_label(note.category), "primary"))
        head.addStretch(1)
        if self.may:
            strike = IconButton("x", _("Strike out"), name=f"strike_{note.note_id}")
            strike.clicked.connect(lambda: self.strike_requested.emit(note.note_id))
            head.addWidget(strike)
        column.addLayout(head)
        column.addWidget(WrappedText(note.words))
        when = people_time.when(note.written_at, now, self._zone)
        column.addWidget(WrappedText(f"{note.written_by} · {when}", "muted"))
        return column

    def _add_struck(self, column: QVBoxLayout, struck: Sequence[NoteView], now: datetime) -> None:
        button = quiet_button(
            _("Struck out ({count})").format(count=len(struck)), icon="history", name="struckNotes"
        )
        button.setCheckable(True)
        button.setChecked(self._shows_struck)
        button.toggled.connect(self._on_struck_toggled)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._struck = QWidget()
        self._struck.setObjectName("struckList")
        lines = QVBoxLayout(self._struck)
        lines.setContentsMargins(0, 0, 0, 0)
        for note in struck:
            when = people_time.when(note.struck_at, now, self._zone) if note.struck_at else ""
            words = _("{words} · struck out by {name}, {time}").format(
                words=note.words, name=note.struck_by, time=when
            )
            lines.addWidget(WrappedText(words, "muted"))
        column.addWidget(self._struck)
        self._struck.setVisible(self._shows_struck)

    def _on_struck_toggled(self, shown: bool) -> None:
        self._shows_struck = shown
        if self._struck is not None:
            self._struck.setVisible(shown)
