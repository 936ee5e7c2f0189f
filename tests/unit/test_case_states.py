"""The state machine of a case allows what the domain page draws, and nothing else."""

from __future__ import annotations

import itertools

import pytest

from app.domain.case_states import (
    EXIT_STATES,
    OPEN_STATES,
    STATE_EVENTS,
    TRANSITIONS,
    state_after,
)
from app.domain.errors import Problem, UserFacingError
from app.domain.terms import CaseState, EventKind

# Written out again from the drawing, on purpose.
DRAWN = """
draft       > registered discarded
registered  > assessed resolved withdrawn voided
assessed    > in_progress external merged voided
in_progress > waiting resolved external withdrawn merged voided
waiting     > in_progress voided
resolved    > follow_up in_progress voided
follow_up   > closed reopened voided
closed      > reopened archived voided
reopened    > in_progress voided
merged      > reopened voided
external    > voided
withdrawn   > voided
"""
ALLOWED = {
    (CaseState(before.strip()), CaseState(after))
    for before, afters in (line.split(">") for line in DRAWN.strip().splitlines())
    for after in afters.split()
}
MOVES = [(state, kind) for state, kind in itertools.product(CaseState, sorted(STATE_EVENTS))]


@pytest.mark.clause("4.3-3")
@pytest.mark.parametrize(
    ("state", "kind"), [m for m in MOVES if (m[0], CaseState(m[1].value)) in ALLOWED]
)
def test_every_drawn_step_is_allowed(state: CaseState, kind: EventKind) -> None:
    assert state_after(state, kind) is CaseState(kind.value)


@pytest.mark.parametrize(
    ("state", "kind"), [m for m in MOVES if (m[0], CaseState(m[1].value)) not in ALLOWED]
)
def test_every_other_step_is_refused_with_both_states(state: CaseState, kind: EventKind) -> None:
    with pytest.raises(UserFacingError) as caught:
        state_after(state, kind)
    assert caught.value.problem is Problem.TRANSITION_REFUSED
    assert caught.value.facts == {"state": state, "wanted": CaseState(kind.value)}


@pytest.mark.parametrize("kind", sorted(set(EventKind) - STATE_EVENTS))
@pytest.mark.parametrize("state", CaseState)
def test_an_event_that_moves_nothing_leaves_the_state(state: CaseState, kind: EventKind) -> None:
    assert state_after(state, kind) is state


def test_every_state_can_be_reached_from_the_draft() -> None:
    reached = {CaseState.DRAFT}
    for _ in CaseState:
        reached |= {after for state in reached for after in TRANSITIONS[state]}
    assert reached == set(CaseState)


def test_open_and_ended_states_share_nothing_and_leave_out_only_drafts() -> None:
    assert not OPEN_STATES & EXIT_STATES
    assert set(CaseState) - OPEN_STATES - EXIT_STATES == {CaseState.DRAFT, CaseState.DISCARDED}


@pytest.mark.clause("4.2-3")
def test_the_fast_path_ends_in_one_sitting() -> None:
    state = CaseState.DRAFT
    for kind in (EventKind.REGISTERED, EventKind.RESOLVED, EventKind.FOLLOW_UP, EventKind.CLOSED):
        state = state_after(state, kind)
    assert state is CaseState.CLOSED


@pytest.mark.parametrize(
    "state",
    sorted(
        set(CaseState)
        - {CaseState.DRAFT, CaseState.DISCARDED, CaseState.ARCHIVED, CaseState.VOIDED}
    ),
)
def test_anything_registered_can_be_voided_until_it_is_archived(state: CaseState) -> None:
    assert state_after(state, EventKind.VOIDED) is CaseState.VOIDED
