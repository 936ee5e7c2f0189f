"""What was found, in words: heads of the groups and the lines below them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.search_terms import Found
from app.i18n import _, ngettext, pgettext
from app.labels import (
    case_state_label,
    case_type_label,
    customer_kind_label,
    visit_state_label,
)
from app.people_time import when
from app.services.search_everything import COUNTED, SearchGroup, SearchHit

ICONS = {
    Found.CUSTOMER: "user",
    Found.ROOM: "house",
    Found.CASE: "clipboard-list",
    Found.VISIT: "concierge-bell",
}


@dataclass(frozen=True)
class HitWords:
    """One line of the palette: ``below`` is its second line, ``mark`` where the hit lies in it."""

    title: str
    details: str
    at_right: str
    below: str = ""
    mark: tuple[int, int] = (0, 0)

    @property
    def spoken(self) -> str:
        """The whole line for a screen reader."""
        return ", ".join(
            part for part in (self.title, self.details, self.at_right, self.below) if part
        )


def placeholder() -> str:
    """Return what the box says while it is empty."""
    return _("Name, room, phone, number or words")


def group_words(group: SearchGroup) -> tuple[str, str]:
    """Return the head of a group and the count at its right end."""
    name = {
        Found.CUSTOMER: pgettext("search", "Customers"),
        Found.ROOM: _("Rooms"),
        Found.CASE: _("Cases"),
        Found.VISIT: _("Visits"),
    }[group.kind]
    return name, f"{COUNTED}+" if group.count > COUNTED else str(group.count)


def hit_words(hit: SearchHit, now: datetime, zone: ZoneInfo) -> HitWords:
    """Return one record found as it stands in the list."""
    kind = customer_kind_label(hit.customer_kind) if hit.customer_kind else ""
    case_type = case_type_label(hit.case_type) if hit.case_type else ""
    people = ""
    if hit.kind is Found.ROOM:
        people = (
            ngettext("{count} person on record", "{count} people on record", hit.people).format(
                count=hit.people
            )
            if hit.people
            else _("nobody on record yet")
        )
    visitor = hit.words if hit.kind is Found.VISIT else ""
    details = (kind, case_type, visitor, hit.room_label, hit.phone_masked, people, hit.project)
    state = ""
    if hit.case_state is not None:
        state = case_state_label(hit.case_state)
    elif hit.visit_state is not None:
        state = visit_state_label(hit.visit_state)
    time = when(hit.at, now, zone) if hit.at is not None else ""
    return HitWords(
        title=hit.title or _("no name"),
        details="  ·  ".join(part for part in details if part),
        at_right="  ·  ".join(part for part in (state, time) if part),
        below=hit.words if hit.kind is Found.CASE else "",
        mark=hit.mark,
    )
