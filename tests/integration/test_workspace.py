"""Who gets in, who is kept waiting, and that locked means gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.attempts import AttemptDelay
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import Role
from app.messages import sentence
from app.services.staff import StaffView, list_staff
from app.store_faults import worded_for_people
from app.verification import verify_store
from app.workspace import Workspace
from db import errors, key_envelope
from db.folder import StoreFolder
from tests.conftest import ADMINISTRATOR, CHEAP, PASSWORD

HERS = "copper lantern 58 wharf"
pytestmark = pytest.mark.clause("5-3")


def problem_of(work: Callable[..., Any], *args: Any) -> Problem:
    with pytest.raises(UserFacingError) as caught:
        work(*args)
    return caught.value.problem


def staff_names(workspace: Workspace) -> list[str]:
    views: tuple[StaffView, ...] = workspace.read(list_staff)
    return sorted(view.name for view in views)


def test_the_right_name_and_password_open_the_desk(store_folder: Path) -> None:
    workspace = Workspace(store_folder)
    actor = workspace.unlock_by_name(f" {ADMINISTRATOR} ", PASSWORD)
    assert (actor.name, actor.role, workspace.is_unlocked) == (
        ADMINISTRATOR,
        Role.ADMINISTRATOR,
        True,
    )
    workspace.close()


def test_an_unknown_name_is_told_who_is_known(workspace: Workspace) -> None:
    with pytest.raises(UserFacingError) as caught:
        workspace.unlock_by_name("王五", PASSWORD)
    assert caught.value.problem is Problem.UNKNOWN_STAFF
    assert caught.value.facts == {"name": "王五", "known": ADMINISTRATOR}


@pytest.mark.parametrize("password", ["", PASSWORD.upper(), PASSWORD + " ", "\ud83d", "0" * 5000])
def test_a_wrong_password_opens_nothing(store_folder: Path, password: str) -> None:
    workspace = Workspace(store_folder)
    assert problem_of(workspace.unlock_by_name, ADMINISTRATOR, password) is Problem.WRONG_PASSWORD
    assert not workspace.is_unlocked
    workspace.close()


def test_five_wrong_passwords_make_everybody_wait(store_folder: Path) -> None:
    workspace = Workspace(store_folder)
    for _ in range(5):
        assert problem_of(workspace.unlock_by_name, ADMINISTRATOR, "no") is Problem.WRONG_PASSWORD
    assert problem_of(workspace.unlock_by_name, ADMINISTRATOR, PASSWORD) is (
        Problem.TOO_MANY_ATTEMPTS
    )
    assert 0 < workspace.seconds_to_wait() <= 30
    workspace.close()


def test_the_right_password_after_the_wait_opens_the_desk(store_folder: Path) -> None:
    workspace = Workspace(store_folder)
    # As after five wrong passwords long ago on the monotonic clock.
    workspace._delay = AttemptDelay(failures=5, free_at=0.0)
    workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
    assert workspace.seconds_to_wait() == 0
    workspace.close()


def test_locked_means_gone(workspace: Workspace) -> None:
    workspace.lock()
    assert (workspace.is_unlocked, workspace.actor) == (False, None)
    assert problem_of(workspace.read, staff_names) is Problem.LOCKED
    assert problem_of(workspace.signing_keys) is Problem.LOCKED
    assert problem_of(workspace.add_staff, "张伟", Role.RECEPTIONIST, HERS) is Problem.LOCKED


def test_a_folder_serves_one_program_at_a_time(workspace: Workspace, store_folder: Path) -> None:
    assert problem_of(Workspace, store_folder) is Problem.STORE_IN_USE


def test_a_closed_folder_is_free_again(store_folder: Path) -> None:
    Workspace(store_folder).close()
    Workspace(store_folder).close()


@pytest.mark.clause("5-3")
def test_new_staff_can_unlock_with_their_own_role(workspace: Workspace) -> None:
    staff_id = workspace.add_staff(" 张伟 ", Role.RECEPTIONIST, HERS)
    workspace.lock()
    assert workspace.unlock(staff_id, HERS) == Actor(staff_id, "张伟", Role.RECEPTIONIST)


@pytest.mark.parametrize("name", [ADMINISTRATOR, f" {ADMINISTRATOR} ", f"{ADMINISTRATOR}\u200e"])
def test_a_name_is_given_once(workspace: Workspace, name: str) -> None:
    assert problem_of(workspace.add_staff, name, Role.MANAGER, HERS) is Problem.NAME_TAKEN
    assert staff_names(workspace) == [ADMINISTRATOR]


@pytest.mark.parametrize("name", ["", "  ", "\u200e\n"])
def test_staff_have_a_name(workspace: Workspace, name: str) -> None:
    assert problem_of(workspace.add_staff, name, Role.MANAGER, HERS) is Problem.EMPTY_NAME


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "1234567890", "x" * 129])
def test_a_password_that_is_guessed_first_is_refused(workspace: Workspace, password: str) -> None:
    assert problem_of(workspace.add_staff, "张伟", Role.MANAGER, password) is Problem.WEAK_PASSWORD
    assert staff_names(workspace) == [ADMINISTRATOR]


def test_a_name_of_any_length_never_shuts_the_store(workspace: Workspace) -> None:
    workspace.add_staff("张" * 5000, Role.RECEPTIONIST, HERS)
    workspace.lock()
    assert [len(choice.name) for choice in workspace.staff()] == [len(ADMINISTRATOR), 100]
    workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)


def test_only_administrators_give_accounts(workspace: Workspace) -> None:
    staff_id = workspace.add_staff("张伟", Role.SUPERVISOR, HERS)
    workspace.lock()
    workspace.unlock(staff_id, HERS)
    assert problem_of(workspace.add_staff, "何丽娟", Role.RECEPTIONIST, HERS) is (
        Problem.NOT_PERMITTED
    )
    assert problem_of(workspace.replace_recovery_key) is Problem.NOT_PERMITTED


def test_a_changed_password_opens_and_the_old_one_does_not(workspace: Workspace) -> None:
    workspace.change_password(PASSWORD, HERS)
    workspace.lock()
    assert problem_of(workspace.unlock_by_name, ADMINISTRATOR, PASSWORD) is Problem.WRONG_PASSWORD
    assert workspace.unlock_by_name(ADMINISTRATOR, HERS).name == ADMINISTRATOR


def test_a_password_is_changed_only_by_who_knows_the_old_one(workspace: Workspace) -> None:
    assert problem_of(workspace.change_password, "wrong", HERS) is Problem.WRONG_PASSWORD
    workspace.lock()
    workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)


@pytest.fixture
def recovery_key(workspace: Workspace) -> str:
    """Return a recovery key of the store, cheap to check, and lock the desk."""
    assert workspace._store is not None
    files = StoreFolder(workspace.folder)
    key = key_envelope.replace_recovery(files.keys, workspace._store.unlocked, kdf=CHEAP)
    workspace.lock()
    return key


def test_the_printed_key_gives_a_new_password(workspace: Workspace, recovery_key: str) -> None:
    (person,) = workspace.staff()
    actor, _next_key = workspace.recover(person.staff_id, recovery_key, HERS)
    assert actor == Actor(person.staff_id, ADMINISTRATOR, Role.ADMINISTRATOR)
    workspace.lock()
    assert problem_of(workspace.unlock_by_name, ADMINISTRATOR, PASSWORD) is Problem.WRONG_PASSWORD


def test_the_printed_key_works_once_and_gives_the_next_one(
    workspace: Workspace, recovery_key: str
) -> None:
    (person,) = workspace.staff()
    _actor, next_key = workspace.recover(person.staff_id, recovery_key, HERS)
    workspace.lock()
    assert problem_of(workspace.recover, person.staff_id, recovery_key, HERS) is (
        Problem.WRONG_RECOVERY_KEY
    )
    workspace.recover(person.staff_id, next_key, PASSWORD)
    assert workspace.is_unlocked


def test_a_recovered_store_is_whole(workspace: Workspace, recovery_key: str) -> None:
    (person,) = workspace.staff()
    workspace.recover(person.staff_id, recovery_key, HERS)
    assert verify_store(workspace) == []


@pytest.mark.parametrize("key", ["", "nonsense", "0000-0000-0000-0000-0000-0000-0000-0000-0000"])
def test_a_wrong_recovery_key_changes_nothing(
    workspace: Workspace, recovery_key: str, key: str
) -> None:
    (person,) = workspace.staff()
    assert problem_of(workspace.recover, person.staff_id, key, HERS) is (Problem.WRONG_RECOVERY_KEY)
    workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)


def test_the_wait_after_wrong_passwords_does_not_hold_up_the_printed_key(
    workspace: Workspace, recovery_key: str
) -> None:
    for _ in range(5):
        problem_of(workspace.unlock_by_name, ADMINISTRATOR, "no")
    (person,) = workspace.staff()
    workspace.recover(person.staff_id, recovery_key, HERS)
    assert workspace.is_unlocked


def every(kind: type[errors.StoreError]) -> list[type[errors.StoreError]]:
    return [sub for direct in kind.__subclasses__() for sub in (direct, *every(direct))]


@pytest.mark.parametrize("kind", every(errors.StoreError), ids=lambda kind: kind.__name__)
def test_whatever_the_store_refuses_has_a_sentence(
    kind: type[errors.StoreError], tmp_path: Path
) -> None:
    with pytest.raises(UserFacingError) as caught, worded_for_people(tmp_path):
        raise kind("space")
    assert sentence(caught.value)
