"""The filter of the case list as plain values and back, and which states it lets through."""

from __future__ import annotations

import json
from datetime import date
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case_filter import (
    BUILT_IN_VIEWS,
    MOST_HOURS,
    STATE_ORDER,
    BuiltIn,
    CaseFilter,
    CaseGroup,
    CaseOrder,
    CaseSort,
    DueLimit,
    ListView,
    Scope,
    view_from_plain,
    view_to_plain,
)
from app.domain.case_states import EXIT_STATES, OPEN_STATES
from app.domain.terms import CaseState, CaseType, Severity, Source


def several(kind: type[Enum]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(list(kind)), unique=True, max_size=3).map(tuple)


TEXTS = st.text(max_size=12)
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))
FILTERS = st.builds(
    CaseFilter,
    types=several(CaseType),
    scope=st.sampled_from(Scope),
    states=several(CaseState),
    severities=several(Severity),
    category=TEXTS,
    sources=several(Source),
    department=st.none() | TEXTS,
    due=several(DueLimit),
    due_hours=st.integers(1, MOST_HOURS),
    escalated=st.integers(0, 2),
    reopened=st.booleans(),
    building=TEXTS,
    room=TEXTS,
    registered_from=DAYS,
    registered_until=DAYS,
    imported=st.none() | st.booleans(),
    mine=st.booleans(),
    text=TEXTS,
    cases=st.lists(TEXTS, max_size=3).map(tuple),
    cases_words=TEXTS,
)
VIEWS = st.builds(
    ListView,
    wanted=FILTERS,
    order=st.builds(
        CaseOrder,
        sort=st.sampled_from(CaseSort),
        reverse=st.booleans(),
        group=st.sampled_from(CaseGroup),
    ),
)


@given(VIEWS)
def test_a_view_comes_back_from_its_plain_form_as_it_was(view: ListView) -> None:
    plain = json.loads(json.dumps(view_to_plain(view)))
    assert view_from_plain(plain) == view


def test_what_is_at_its_default_is_not_written_down() -> None:
    assert view_to_plain(ListView()) == {"wanted": {}, "order": {}}


@pytest.mark.parametrize(
    "wanted",
    [
        {"types": ["complaint", "riddle"], "severities": [3, 9, "x"]},
        {"types": "complaint", "severities": 3},
        {"due_hours": 0, "escalated": 7, "mine": "yes", "imported": 1},
        {"registered_from": "yesterday", "registered_until": 20261012},
        {"scope": "some", "department": 4, "text": None, "colour": "green"},
    ],
)
def test_what_this_program_does_not_know_narrows_nothing(wanted: dict[str, object]) -> None:
    got = view_from_plain({"wanted": wanted, "order": {"sort": "colour", "group": 1}})
    known = {"types": (CaseType.COMPLAINT,), "severities": (Severity.NORMAL,)}
    expected = CaseFilter(**known) if "riddle" in str(wanted) else CaseFilter()  # type: ignore[arg-type]
    assert got == ListView(expected)


@pytest.mark.parametrize("plain", [{}, {"wanted": None}, {"wanted": [], "order": "x"}])
def test_a_plain_form_without_parts_is_the_whole_list(plain: dict[str, object]) -> None:
    assert view_from_plain(plain) == ListView()


def test_the_states_of_a_scope_are_those_of_the_rules() -> None:
    assert CaseFilter(scope=Scope.OPEN).wanted_states() == OPEN_STATES
    assert CaseFilter(scope=Scope.ENDED).wanted_states() == EXIT_STATES
    assert CaseFilter().wanted_states() == frozenset(STATE_ORDER) == OPEN_STATES | EXIT_STATES


def test_scope_and_states_narrow_together() -> None:
    states = (CaseState.WAITING, CaseState.CLOSED)
    assert CaseFilter(scope=Scope.OPEN, states=states).wanted_states() == {CaseState.WAITING}
    assert CaseFilter(states=states).wanted_states() == set(states)


def test_every_desk_has_each_built_in_filter_and_none_shows_everything() -> None:
    assert set(BUILT_IN_VIEWS) == set(BuiltIn)
    assert all(view.wanted != CaseFilter() for view in BUILT_IN_VIEWS.values())
