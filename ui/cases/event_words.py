"""How an entry of the timeline looks on the screen; its sentence is in ``app.event_words``."""

from __future__ import annotations

from enum import StrEnum

from app.domain.terms import EventKind
from app.i18n import _

_TOKENS = {
    EventKind.PROMISED: "warning",
    EventKind.PROMISE_RENEWED: "warning",
    EventKind.WAITING: "warning",
    EventKind.ESCALATED: "warning",
    EventKind.REOPENED: "warning",
    EventKind.SEVERITY_CHANGED: "warning",
    EventKind.CALLER_ADDED: "warning",
    EventKind.CUSTOMER_TOLD: "good",
    EventKind.ANSWERED: "good",
    EventKind.RESOLVED: "good",
    EventKind.CLOSED: "good",
    EventKind.VOIDED: "danger",
    EventKind.NOTED: "field_line",
    EventKind.FILE_ADDED: "field_line",
    EventKind.FILE_REMOVED: "field_line",
    EventKind.ARCHIVED: "field_line",
}


class TimelineFilter(StrEnum):
    """Which entries of a timeline are shown."""

    ALL = "all"
    TOLD = "told"
    DEPARTMENT = "department"
    FILES = "files"


_SHOWN = {
    TimelineFilter.TOLD: frozenset(
        {
            EventKind.ANSWERED,
            EventKind.CUSTOMER_TOLD,
            EventKind.PROMISED,
            EventKind.PROMISE_RENEWED,
            EventKind.RESOLVED,
            EventKind.CALLED_BACK,
            EventKind.PROGRESS_ASKED,
        }
    ),
    TimelineFilter.DEPARTMENT: frozenset({EventKind.HANDED_OVER, EventKind.DEPARTMENT_ANSWERED}),
    TimelineFilter.FILES: frozenset({EventKind.FILE_ADDED, EventKind.FILE_REMOVED}),
}


def is_shown(kind: EventKind, wanted: TimelineFilter) -> bool:
    """Return whether an entry of ``kind`` is among the wanted ones."""
    return kind in _SHOWN.get(wanted, EventKind)


def filter_words(wanted: TimelineFilter) -> str:
    """Return the word on the chip of a filter."""
    return {
        TimelineFilter.ALL: _("All"),
        TimelineFilter.TOLD: _("Told"),
        TimelineFilter.DEPARTMENT: _("Department"),
        TimelineFilter.FILES: _("Files"),
    }[wanted]


def nothing_words(wanted: TimelineFilter) -> str:
    """Return what stands where a filter shows nothing."""
    return {
        TimelineFilter.ALL: _("Nothing has happened yet."),
        TimelineFilter.TOLD: _(
            "The customer has not been told anything yet. Write it beneath, as “Told the customer”."
        ),
        TimelineFilter.DEPARTMENT: _(
            "No department has the case yet. Press “Hand over” at the top right."
        ),
        TimelineFilter.FILES: _("No photo or file was added yet."),
    }[wanted]


def dot_token(kind: EventKind) -> str:
    """Return the token of the dot before an entry; the word beside it says the same."""
    return _TOKENS.get(kind, "primary")
