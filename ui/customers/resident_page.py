"""What can be done from the page of a person and from that of a room alike: stays and notes."""

from __future__ import annotations

from datetime import date

from app.domain.archive import local_day
from app.i18n import _
from app.services import customer_notes, households
from app.services.archive_people import Resident
from ui.customers import archive_forms as forms
from ui.customers.archive_page import ArchivePage


class ResidentPage(ArchivePage):
    """A page that shows people with their stays, and notes."""

    @property
    def today(self) -> date:
        """The day in the project's time zone."""
        return local_day(self._context.now(), self._context.project.timezone)

    def note_subject(self) -> dict[str, str]:
        """Return what a note written here is about, as an argument of the service."""
        raise NotImplementedError

    def _on_move_out(self, person: Resident) -> None:
        self.ask(
            forms.move_out_form(person, self.today),
            households.move_out,
            _("The move is written down."),
            lambda values: {"occupancy_id": person.occupancy_id, **values},
        )

    def _on_correct_stay(self, person: Resident) -> None:
        self.ask(
            forms.stay_form(person),
            households.correct_stay,
            _("Kind and days are corrected."),
            lambda values: {"occupancy_id": person.occupancy_id, **values},
        )

    def _on_add_note(self) -> None:
        subject = self.note_subject()
        self.ask(
            forms.note_form(),
            customer_notes.add_note,
            _("The note is written."),
            lambda values: {**subject, **values},
        )

    def _on_strike_note(self, note_id: str) -> None:
        self.write(
            customer_notes.strike_note,
            _("The note is struck out; it can still be read."),
            note_id=note_id,
        )
