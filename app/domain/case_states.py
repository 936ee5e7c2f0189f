"""The state machine of a case: which event may follow which, and which states count as open."""

from __future__ import annotations

from app.domain.errors import Problem, UserFacingError
from app.domain.terms import CaseState, EventKind

S = CaseState
TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    S.DRAFT: frozenset({S.REGISTERED, S.DISCARDED}),
    S.REGISTERED: frozenset({S.ASSESSED, S.RESOLVED, S.WITHDRAWN, S.VOIDED}),
    S.ASSESSED: frozenset({S.IN_PROGRESS, S.EXTERNAL, S.MERGED, S.VOIDED}),
    S.IN_PROGRESS: frozenset({S.WAITING, S.RESOLVED, S.EXTERNAL, S.WITHDRAWN, S.MERGED, S.VOIDED}),
    S.WAITING: frozenset({S.IN_PROGRESS, S.VOIDED}),
    S.RESOLVED: frozenset({S.FOLLOW_UP, S.IN_PROGRESS, S.VOIDED}),
    S.FOLLOW_UP: frozenset({S.CLOSED, S.REOPENED, S.VOIDED}),
    S.CLOSED: frozenset({S.REOPENED, S.ARCHIVED, S.VOIDED}),
    S.REOPENED: frozenset({S.IN_PROGRESS, S.VOIDED}),
    S.MERGED: frozenset({S.REOPENED, S.VOIDED}),
    S.EXTERNAL: frozenset({S.VOIDED}),
    S.WITHDRAWN: frozenset({S.VOIDED}),
    S.VOIDED: frozenset(),
    S.DISCARDED: frozenset(),
    S.ARCHIVED: frozenset(),
}
EXIT_STATES = frozenset({S.CLOSED, S.WITHDRAWN, S.EXTERNAL, S.MERGED, S.VOIDED, S.ARCHIVED})
OPEN_STATES = frozenset(S) - EXIT_STATES - {S.DRAFT, S.DISCARDED}
STATE_EVENTS = frozenset(kind for kind in EventKind if kind.value in {state.value for state in S})


def state_after(state: CaseState, kind: EventKind) -> CaseState:
    """Return the state of a case in ``state`` after an event of ``kind``.

    Undoing a merge is an event ``reopened``: the case counts as work again.

    Raises:
        UserFacingError: the rules do not allow this event now.
    """
    if kind not in STATE_EVENTS:
        return state
    wanted = CaseState(kind.value)
    if wanted not in TRANSITIONS[state]:
        raise UserFacingError(Problem.TRANSITION_REFUSED, state=state, wanted=wanted)
    return wanted
