"""What the case list shows and in which order; both as plain values for the store and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from app.domain.case_states import EXIT_STATES, OPEN_STATES
from app.domain.terms import CaseState, CaseType, Severity, Source

T = TypeVar("T")


class Scope(StrEnum):
    """Whether cases that have ended are wanted."""

    ALL = "all"
    OPEN = "open"
    ENDED = "ended"


class DueLimit(StrEnum):
    """How near the next due time of a case is; what is overdue is not due today as well."""

    OVERDUE = "overdue"
    TODAY = "today"
    HOURS = "hours"


class CaseSort(StrEnum):
    """What the rows are sorted by."""

    REGISTERED = "registered"
    DUE = "due"
    SEVERITY = "severity"
    NUMBER = "number"
    ROOM = "room"
    STATE = "state"


class CaseGroup(StrEnum):
    """What the rows are grouped by, before they are sorted."""

    NONE = "none"
    STATE = "state"
    SEVERITY = "severity"
    DEPARTMENT = "department"
    CATEGORY = "category"
    DUE_DAY = "due_day"
    BUILDING = "building"


STATE_ORDER: tuple[CaseState, ...] = (
    CaseState.REGISTERED,
    CaseState.REOPENED,
    CaseState.ASSESSED,
    CaseState.IN_PROGRESS,
    CaseState.WAITING,
    CaseState.RESOLVED,
    CaseState.FOLLOW_UP,
    CaseState.CLOSED,
    CaseState.EXTERNAL,
    CaseState.MERGED,
    CaseState.WITHDRAWN,
    CaseState.VOIDED,
    CaseState.ARCHIVED,
)
"""The states in the order in which a case passes through them; unregistered ones are not listed."""
TYPE_ORDER: tuple[CaseType, ...] = (
    CaseType.COMPLAINT,
    CaseType.SERVICE_REQUEST,
    CaseType.ENQUIRY,
    CaseType.SUGGESTION,
    CaseType.PRAISE,
    CaseType.INFORMATION_REQUEST,
)
"""The types, those that a department sees to first."""
MOST_HOURS = 24 * 31


@dataclass(frozen=True)
class CaseFilter:
    """What the list shows; whatever is left at its default narrows nothing.

    Several values of one field mean any of them, several fields all of them.  ``category`` takes
    its children in, ``department`` whoever is named after it, and an empty ``department`` means
    cases that nobody has.  ``room`` is the beginning of a room's name, ``building`` an id.
    ``registered_from`` and ``registered_until`` are days of the project's calendar, both included.
    ``mine`` means registered by whoever asks.  ``cases`` are ids, of what ``cases_words`` say: the
    complaints behind one bar of the reports.
    """

    types: tuple[CaseType, ...] = ()
    scope: Scope = Scope.ALL
    states: tuple[CaseState, ...] = ()
    severities: tuple[Severity, ...] = ()
    category: str = ""
    sources: tuple[Source, ...] = ()
    department: str | None = None
    due: tuple[DueLimit, ...] = ()
    due_hours: int = 24
    escalated: int = 0
    reopened: bool = False
    building: str = ""
    room: str = ""
    registered_from: date | None = None
    registered_until: date | None = None
    imported: bool | None = None
    mine: bool = False
    text: str = ""
    cases: tuple[str, ...] = ()
    cases_words: str = ""

    def wanted_states(self) -> frozenset[CaseState]:
        """Return the states that scope and states let through together."""
        allowed = {
            Scope.ALL: frozenset(STATE_ORDER),
            Scope.OPEN: OPEN_STATES,
            Scope.ENDED: EXIT_STATES,
        }[self.scope]
        return allowed & frozenset(self.states) if self.states else allowed

    @property
    def narrows_states(self) -> bool:
        """Whether some states are left out."""
        return self.scope is not Scope.ALL or bool(self.states)


@dataclass(frozen=True)
class CaseOrder:
    """How the rows follow each other.

    Newest, nearest, gravest and lowest come first; ``reverse`` turns the order of the rows round,
    not that of the groups.
    """

    sort: CaseSort = CaseSort.REGISTERED
    reverse: bool = False
    group: CaseGroup = CaseGroup.NONE


@dataclass(frozen=True)
class ListView:
    """A filter with the order it is read in: what a saved filter keeps."""

    wanted: CaseFilter = field(default_factory=CaseFilter)
    order: CaseOrder = field(default_factory=CaseOrder)


class BuiltIn(StrEnum):
    """The filters that every desk has."""

    OPEN_COMPLAINTS = "open_complaints"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    WAITING = "waiting"
    TO_CALL_BACK = "to_call_back"
    ESCALATED = "escalated"
    MINE = "mine"
    NO_DEPARTMENT = "no_department"


_BY_DUE = CaseOrder(CaseSort.DUE)
BUILT_IN_VIEWS: Mapping[BuiltIn, ListView] = {
    BuiltIn.OPEN_COMPLAINTS: ListView(
        CaseFilter(types=(CaseType.COMPLAINT,), scope=Scope.OPEN), _BY_DUE
    ),
    BuiltIn.OVERDUE: ListView(CaseFilter(due=(DueLimit.OVERDUE,)), _BY_DUE),
    BuiltIn.DUE_TODAY: ListView(CaseFilter(due=(DueLimit.TODAY,)), _BY_DUE),
    BuiltIn.WAITING: ListView(CaseFilter(states=(CaseState.WAITING,)), _BY_DUE),
    BuiltIn.TO_CALL_BACK: ListView(CaseFilter(states=(CaseState.FOLLOW_UP,)), _BY_DUE),
    BuiltIn.ESCALATED: ListView(CaseFilter(scope=Scope.OPEN, escalated=1), _BY_DUE),
    BuiltIn.MINE: ListView(CaseFilter(mine=True)),
    BuiltIn.NO_DEPARTMENT: ListView(
        CaseFilter(
            types=(CaseType.COMPLAINT, CaseType.SERVICE_REQUEST), scope=Scope.OPEN, department=""
        ),
        _BY_DUE,
    ),
}


# ---- plain values ------------------------------------------------------------------------------


def view_to_plain(view: ListView) -> dict[str, Any]:
    """Return a view as dictionaries, lists, text and numbers; what is at its default is left out.

    Leaving it out keeps a saved filter readable by a program that knows fewer fields.
    """
    return {"wanted": _to_plain(view.wanted), "order": _to_plain(view.order)}


def view_from_plain(plain: Mapping[str, Any]) -> ListView:
    """Return the view that :func:`view_to_plain` wrote down.

    A field or a value that this program does not know narrows nothing.
    """
    wanted, order = _part(plain, "wanted"), _part(plain, "order")
    return ListView(
        CaseFilter(
            types=_several(wanted, "types", CaseType),
            scope=_one(wanted, "scope", Scope, Scope.ALL),
            states=_several(wanted, "states", CaseState),
            severities=_several(wanted, "severities", Severity),
            category=_text(wanted, "category") or "",
            sources=_several(wanted, "sources", Source),
            department=_text(wanted, "department"),
            due=_several(wanted, "due", DueLimit),
            due_hours=_number(wanted, "due_hours", CaseFilter.due_hours, 1, MOST_HOURS),
            escalated=_number(wanted, "escalated", 0, 0, 2),
            reopened=wanted.get("reopened") is True,
            building=_text(wanted, "building") or "",
            room=_text(wanted, "room") or "",
            registered_from=_day(wanted, "registered_from"),
            registered_until=_day(wanted, "registered_until"),
            imported=_maybe(wanted, "imported"),
            mine=wanted.get("mine") is True,
            text=_text(wanted, "text") or "",
            cases=_several(wanted, "cases", str),
            cases_words=_text(wanted, "cases_words") or "",
        ),
        CaseOrder(
            sort=_one(order, "sort", CaseSort, CaseSort.REGISTERED),
            reverse=order.get("reverse") is True,
            group=_one(order, "group", CaseGroup, CaseGroup.NONE),
        ),
    )


def _to_plain(part: CaseFilter | CaseOrder) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for spec in fields(part):
        value = getattr(part, spec.name)
        if value == spec.default:
            continue
        if isinstance(value, tuple):
            plain[spec.name] = [getattr(item, "value", item) for item in value]
        else:
            plain[spec.name] = value.isoformat() if isinstance(value, date) else value
    return plain


def _part(plain: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = plain.get(name)
    return part if isinstance(part, Mapping) else {}


def _several(plain: Mapping[str, Any], name: str, kind: Callable[[Any], T]) -> tuple[T, ...]:
    values = plain.get(name)
    found = (_known(value, kind) for value in values) if isinstance(values, list) else ()
    return tuple(value for value in found if value is not None)


def _one(plain: Mapping[str, Any], name: str, kind: Callable[[Any], T], default: T) -> T:
    found = _known(plain.get(name), kind)
    return default if found is None else found


def _known(value: Any, kind: Callable[[Any], T]) -> T | None:
    try:
        return kind(value)
    except ValueError:
        return None


def _text(plain: Mapping[str, Any], name: str) -> str | None:
    value = plain.get(name)
    return value if isinstance(value, str) else None


def _number(plain: Mapping[str, Any], name: str, default: int, least: int, most: int) -> int:
    value = plain.get(name)
    return value if type(value) is int and least <= value <= most else default


def _maybe(plain: Mapping[str, Any], name: str) -> bool | None:
    value = plain.get(name)
    return value if isinstance(value, bool) else None


def _day(plain: Mapping[str, Any], name: str) -> date | None:
    value = _text(plain, name)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
