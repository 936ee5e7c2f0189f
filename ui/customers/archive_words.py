"""The archive's words: places as people call them, how long somebody lived there, entries."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from app import people_time
from app.domain.archive import Stay
from app.i18n import _, ngettext
from app.labels import (
    case_state_label,
    case_type_label,
    channel_label,
    customer_kind_label,
    score_label,
    visit_state_label,
)
from app.services.archive_people import Resident
from app.services.archive_tree import PlaceKind
from app.services.customer_history import EntryKind, HistoryEntry


def place_words(kind: PlaceKind, name: str) -> str:
    """Return a place as people call it: '3 幢', '2 单元', '1802'; a name in words stays."""
    if kind is PlaceKind.ROOMLESS:
        return _("Without a room")
    if not name.isdecimal():
        return name
    if kind is PlaceKind.BUILDING:
        return _("building {name}").format(name=name)
    if kind is PlaceKind.UNIT:
        return _("unit {name}").format(name=name)
    return name


def households(count: int) -> str:
    """Return a number of households."""
    return ngettext("{count} household", "{count} households", count).format(count=count)


def stay_words(stay: Stay) -> str:
    """Return from when until when somebody lives or lived there, as far as it is known."""
    begin = stay.from_on.isoformat() if stay.from_on else ""
    end = stay.until_on.isoformat() if stay.until_on else ""
    if begin and end:
        return f"{begin} – {end}"
    if end:
        return _("until {day}").format(day=end)
    return _("since {day}").format(day=begin) if begin else ""


def named(name_masked: str, title: str = "") -> str:
    """Return a masked name with its title, or that none is known."""
    if not name_masked:
        return _("no name")
    return f"{name_masked} {title}" if title else name_masked


def resident_words(person: Resident) -> str:
    """Return kind and dates of somebody of a household."""
    parts = [customer_kind_label(person.kind)]
    if person.is_minor:
        parts.append(_("minor"))
    if stay := stay_words(person.stay):
        parts.append(stay)
    return " · ".join(parts)


def entry_kind_words(entry: HistoryEntry) -> str:
    """Return what an entry tells of."""
    if entry.kind is EntryKind.CASE and entry.case_type is not None:
        return case_type_label(entry.case_type)
    return {
        EntryKind.CASE: _("Case"),
        EntryKind.CALLED_TOO: _("Called too"),
        EntryKind.VISIT: _("Visit"),
        EntryKind.TOLD: _("Told"),
        EntryKind.MOVED_IN: _("Moved in"),
        EntryKind.MOVED_OUT: _("Moved out"),
    }[entry.kind]


def entry_words(entry: HistoryEntry) -> str:
    """Return what an entry is about."""
    if entry.kind in (EntryKind.MOVED_IN, EntryKind.MOVED_OUT):
        kind = customer_kind_label(entry.stay_kind) if entry.stay_kind else ""
        return " · ".join(part for part in (entry.room_label, kind) if part)
    return " ".join(entry.words.split()) or "—"


def entry_outcome(entry: HistoryEntry) -> str:
    """Return what came of it: the score, the state, or by what way somebody was told."""
    if entry.score is not None:
        return score_label(entry.score)
    if entry.case_state is not None:
        return case_state_label(entry.case_state)
    if entry.visit_state is not None:
        return visit_state_label(entry.visit_state)
    return channel_label(entry.channel) if entry.channel is not None else ""


def entry_time(entry: HistoryEntry, now: datetime, zone: ZoneInfo) -> str:
    """Return when it was; of a move only the day is known."""
    if entry.kind in (EntryKind.MOVED_IN, EntryKind.MOVED_OUT):
        return f"{entry.at.astimezone(zone):%Y-%m-%d}"
    return people_time.when(entry.at, now, zone)
