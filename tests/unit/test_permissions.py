"""Who may do what."""

from __future__ import annotations

import itertools

import pytest

from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import Role

DESK = {
    Action.RECEIVE,
    Action.REVEAL_PHONES,
    Action.READ_CASES,
    Action.CARRY_CASES,
    Action.READ_REPORTS,
    Action.READ_CUSTOMERS,
    Action.KEEP_CUSTOMERS,
    Action.TAKE_CONSENTS,
}
ABOVE = DESK | {
    Action.SEARCH_EVERY_PROJECT,
    Action.VOID_CASES,
    Action.ACKNOWLEDGE_ESCALATIONS,
    Action.ANNOUNCE_OUTAGES,
    Action.REMOVE_ATTACHMENTS,
    Action.IMPORT_CASES,
    Action.EXPORT_CASES,
    Action.SIGN_REPORTS,
    Action.KEEP_IMPROVEMENTS,
    Action.READ_FEEDBACK,
    Action.MERGE_CUSTOMERS,
    Action.IMPORT_CUSTOMERS,
    Action.EXPORT_CUSTOMERS,
    Action.DISCLOSE,
    Action.READ_ACCESS_LOG,
    Action.SERVE_RIGHTS,
    Action.ERASE_CUSTOMERS,
    Action.HOLD_RECORDS,
    Action.RUN_RETENTION,
    Action.CHANGE_NOTICES,
    Action.BACK_UP,
    Action.CHANGE_POLICY,
}
HIGHEST = ABOVE | {Action.ACKNOWLEDGE_HIGH_ESCALATIONS}
TABLE = {
    Role.RECEPTIONIST: DESK,
    Role.SUPERVISOR: ABOVE,
    Role.MANAGER: HIGHEST,
    Role.ADMINISTRATOR: HIGHEST | {Action.MANAGE_STAFF},
}
pytestmark = pytest.mark.clause("5-3")


@pytest.mark.parametrize(
    ("role", "action"),
    [pair for pair in itertools.product(Role, Action) if pair[1] in TABLE[pair[0]]],
)
def test_a_role_may_do_what_the_table_gives_it(role: Role, action: Action) -> None:
    Actor("0" * 32, "李静", role).require(action)


@pytest.mark.parametrize(
    ("role", "action"),
    [pair for pair in itertools.product(Role, Action) if pair[1] not in TABLE[pair[0]]],
)
def test_a_role_is_refused_anything_else_by_name(role: Role, action: Action) -> None:
    with pytest.raises(UserFacingError) as caught:
        Actor("0" * 32, "李静", role).require(action)
    assert (caught.value.problem, caught.value.facts) == (
        Problem.NOT_PERMITTED,
        {"action": action},
    )
