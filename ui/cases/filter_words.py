"""The filter of the case list in words: one part for each thing that narrows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.domain.case_filter import (
    BuiltIn,
    CaseFilter,
    CaseGroup,
    CaseSort,
    DueLimit,
    Scope,
)
from app.i18n import _, ngettext, pgettext
from app.labels import case_state_label, case_type_label, severity_label, source_label


@dataclass(frozen=True)
class Names:
    """The names of what a filter knows by its code: categories and buildings."""

    categories: Mapping[str, str] = field(default_factory=dict)
    buildings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FilterPart:
    """One part of the sentence, and the filter that is left when it is taken away."""

    key: str
    words: str
    without: CaseFilter


def filter_parts(wanted: CaseFilter, names: Names) -> tuple[FilterPart, ...]:
    """Return what narrows the list, in the order in which people say it."""
    empty = CaseFilter()
    parts = []
    for key, fields, words in _PARTS:
        if any(getattr(wanted, name) != getattr(empty, name) for name in fields):
            left = replace(wanted, **{name: getattr(empty, name) for name in fields})
            parts.append(FilterPart(key, words(wanted, names), left))
    return tuple(parts)


def _either(words: Iterable[str]) -> str:
    return _(" or ").join(words)


def _types(wanted: CaseFilter, _names: Names) -> str:
    return _either(case_type_label(kind) for kind in wanted.types)


def _states(wanted: CaseFilter, _names: Names) -> str:
    return _either(case_state_label(state) for state in wanted.states)


def _severities(wanted: CaseFilter, _names: Names) -> str:
    return _either(severity_label(severity) for severity in wanted.severities)


def _sources(wanted: CaseFilter, _names: Names) -> str:
    return _either(source_label(source) for source in wanted.sources)


def _due(wanted: CaseFilter, _names: Names) -> str:
    return _either(due_words(limit, wanted.due_hours) for limit in wanted.due)


def due_words(limit: DueLimit, hours: int) -> str:
    """Return how near a due time is."""
    if limit is DueLimit.OVERDUE:
        return _("Overdue")
    if limit is DueLimit.TODAY:
        return _("Due today")
    return ngettext("Due within {count} hour", "Due within {count} hours", hours).format(
        count=hours
    )


def _category(wanted: CaseFilter, names: Names) -> str:
    return names.categories.get(wanted.category, wanted.category)


def _department(wanted: CaseFilter, _names: Names) -> str:
    return wanted.department or _("Without department")


def _building(wanted: CaseFilter, names: Names) -> str:
    return building_words(names.buildings.get(wanted.building, "?"))


def building_words(name: str) -> str:
    """Return how people call a building."""
    return _("Building {name}").format(name=name)


def _room(wanted: CaseFilter, _names: Names) -> str:
    return _("Room {room}").format(room=wanted.room)


def _period(wanted: CaseFilter, _names: Names) -> str:
    begin, end = wanted.registered_from, wanted.registered_until
    if begin is not None and end is not None:
        if begin == end:
            return _("Registered on {day}").format(day=begin.isoformat())
        if begin.day == 1 and end == _end_of_month(begin):
            return _("Registered in {month}").format(month=f"{begin:%Y-%m}")
        return _("Registered {begin} to {end}").format(begin=begin.isoformat(), end=end.isoformat())
    if begin is not None:
        return _("Registered since {day}").format(day=begin.isoformat())
    return _("Registered until {day}").format(day="" if end is None else end.isoformat())


def _end_of_month(day: date) -> date:
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following - timedelta(days=1)


def _escalated(wanted: CaseFilter, _names: Names) -> str:
    return escalated_words(wanted.escalated)


def escalated_words(level: int) -> str:
    """Return how far up a case was brought."""
    return _("Escalated") if level == 1 else _("Escalated to the project manager")


def _imported(wanted: CaseFilter, _names: Names) -> str:
    return _("Imported") if wanted.imported else _("Not imported")


_PARTS: tuple[tuple[str, tuple[str, ...], Callable[[CaseFilter, Names], str]], ...] = (
    ("cases", ("cases", "cases_words"), lambda wanted, _names: wanted.cases_words),
    ("scope", ("scope",), lambda wanted, _names: scope_label(wanted.scope)),
    ("types", ("types",), _types),
    ("states", ("states",), _states),
    ("due", ("due", "due_hours"), _due),
    ("severities", ("severities",), _severities),
    ("escalated", ("escalated",), _escalated),
    ("reopened", ("reopened",), lambda _wanted, _names: _("Reopened at least once")),
    ("category", ("category",), _category),
    ("department", ("department",), _department),
    ("sources", ("sources",), _sources),
    ("building", ("building",), _building),
    ("room", ("room",), _room),
    ("period", ("registered_from", "registered_until"), _period),
    ("mine", ("mine",), lambda _wanted, _names: _("Registered by me")),
    ("imported", ("imported",), _imported),
    ("text", ("text",), lambda wanted, _names: _("“{text}”").format(text=wanted.text)),
)


# ---- labels ------------------------------------------------------------------------------------


def scope_label(scope: Scope) -> str:
    """Return which cases a scope means."""
    return {
        Scope.ALL: _("All"),
        Scope.OPEN: pgettext("scope", "Open"),
        Scope.ENDED: pgettext("scope", "Ended"),
    }[scope]


def built_in_label(built_in: BuiltIn) -> str:
    """Return the name of a filter that every desk has."""
    return {
        BuiltIn.OPEN_COMPLAINTS: _("Open complaints"),
        BuiltIn.OVERDUE: _("Overdue"),
        BuiltIn.DUE_TODAY: _("Due today"),
        BuiltIn.WAITING: _("Waiting for customer"),
        BuiltIn.TO_CALL_BACK: _("To call back"),
        BuiltIn.ESCALATED: _("Escalated"),
        BuiltIn.MINE: _("My registrations"),
        BuiltIn.NO_DEPARTMENT: _("Without department"),
    }[built_in]


def sort_label(sort: CaseSort) -> str:
    """Return what rows are sorted by."""
    return {
        CaseSort.REGISTERED: _("Registered at"),
        CaseSort.DUE: _("Due"),
        CaseSort.SEVERITY: _("Severity"),
        CaseSort.NUMBER: _("Number"),
        CaseSort.ROOM: _("Room"),
        CaseSort.STATE: _("State"),
    }[sort]


def group_label(group: CaseGroup) -> str:
    """Return what rows are grouped by."""
    return {
        CaseGroup.NONE: _("Not grouped"),
        CaseGroup.STATE: _("State"),
        CaseGroup.SEVERITY: _("Severity"),
        CaseGroup.DEPARTMENT: _("Department"),
        CaseGroup.CATEGORY: _("Category"),
        CaseGroup.DUE_DAY: _("Due day"),
        CaseGroup.BUILDING: _("Building"),
    }[group]
