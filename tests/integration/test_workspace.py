"""Who gets in, who is kept waiting, and that locked means gone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.attempts import AttemptDelay
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.policy import RECOVERY_CONFIRMED
from app.domain.terms import Role
from app.messages import sentence
from app.services.policy import change_setting, read_setting
from app.services.staff import StaffView, list_staff
from app.store_faults import worded_for_people
from app.verification import verify_store
from app.workspace import BackupMade, Workspace
from db import errors, key_envelope
from db.folder import StoreFolder
from db.models import AuditEntry, Staff
from tests.conftest import ADMINISTRATOR, CHEAP, ON_PAPER, PASSWORD
from tests.integration.receptions import NOW

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
    staff_id = workspace.add_staff(" 张伟 ", Role.RECEPTIONIST, HERS, ON_PAPER)
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
    staff_id = workspace.add_staff("张伟", Role.SUPERVISOR, HERS, ON_PAPER)
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


# ---- what is cut off in the middle ---------------------------------------------------------------


def block_keys(workspace: Workspace) -> Path:
    """Put something in the way of every save of the key file; return it, to be taken away."""
    obstacle = workspace.folder / "keys.json.tmp"
    obstacle.mkdir()
    return obstacle


def actions(workspace: Workspace) -> list[str]:
    def read(session: Session) -> list[str]:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))

    found = workspace.read(read)
    assert isinstance(found, list)
    return found


def confirm(workspace: Workspace, actor: Actor) -> None:
    workspace.write(change_setting, actor=actor, setting=RECOVERY_CONFIRMED, value=True, now=NOW)


def depart(workspace: Workspace, staff_id: str) -> None:
    """Mark somebody as left in the records alone, as a cut-off closing does."""

    def mark(session: Session) -> None:
        session.get_one(Staff, staff_id).active = False

    workspace.write(mark)


def test_an_account_that_got_no_key_is_finished_by_doing_it_again(workspace: Workspace) -> None:
    obstacle = block_keys(workspace)
    assert problem_of(workspace.add_staff, "张伟", Role.RECEPTIONIST, HERS)
    obstacle.rmdir()
    staff_id = workspace.add_staff("张伟", Role.SUPERVISOR, HERS, ON_PAPER)
    views: tuple[StaffView, ...] = workspace.read(list_staff)
    assert [(v.staff_id, v.role) for v in views if v.name == "张伟"] == [
        (staff_id, Role.SUPERVISOR)
    ]
    workspace.lock()
    assert workspace.unlock(staff_id, HERS) == Actor(staff_id, "张伟", Role.SUPERVISOR)


def test_somebody_who_left_and_comes_back_gets_a_new_record(workspace: Workspace) -> None:
    first = workspace.add_staff("张伟", Role.RECEPTIONIST, HERS)
    workspace.close_account(first)
    assert workspace.add_staff("张伟", Role.RECEPTIONIST, HERS) != first
    assert staff_names(workspace).count("张伟") == 2


def test_an_account_is_closed_again_until_its_key_is_gone(workspace: Workspace) -> None:
    staff_id = workspace.add_staff("张伟", Role.RECEPTIONIST, HERS)
    obstacle = block_keys(workspace)
    assert problem_of(workspace.close_account, staff_id)
    assert staff_id in {choice.staff_id for choice in workspace.staff()}
    obstacle.rmdir()
    workspace.close_account(staff_id)
    assert staff_id not in {choice.staff_id for choice in workspace.staff()}


def test_what_is_done_to_keys_and_store_is_in_the_audit_log(workspace: Workspace) -> None:
    workspace.replace_recovery_key()
    workspace.change_password(PASSWORD, HERS)
    workspace.accept_older_state()
    assert actions(workspace)[-4:] == [
        "replace_recovery_key",
        "change_setting",
        "change_password",
        "accept_older_state",
    ]
    assert verify_store(workspace) == []


def test_a_wrong_old_password_is_no_change_in_the_audit_log(workspace: Workspace) -> None:
    problem_of(workspace.change_password, "wrong", HERS)
    assert "change_password" not in actions(workspace)


def test_a_new_recovery_key_is_on_no_paper_yet(workspace: Workspace, actor: Actor) -> None:
    confirm(workspace, actor)
    workspace.replace_recovery_key()
    assert workspace.read(read_setting, RECOVERY_CONFIRMED) is False


def test_the_key_after_a_recovery_is_on_no_paper_yet(
    workspace: Workspace, actor: Actor, recovery_key: str
) -> None:
    workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
    confirm(workspace, actor)
    workspace.lock()
    workspace.recover(actor.staff_id, recovery_key, HERS)
    assert workspace.read(read_setting, RECOVERY_CONFIRMED) is False


def test_a_recovery_that_cannot_open_the_desk_leaves_the_printed_key_good(
    workspace: Workspace, actor: Actor, recovery_key: str
) -> None:
    workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
    gone = workspace.add_staff("张伟", Role.RECEPTIONIST, HERS)
    depart(workspace, gone)
    workspace.lock()
    assert problem_of(workspace.recover, gone, recovery_key, PASSWORD) is Problem.NOT_FOUND
    recovered, _next_key = workspace.recover(actor.staff_id, recovery_key, HERS)
    assert recovered == actor


def test_a_key_file_that_takes_no_writing_leaves_password_and_printed_key_good(
    workspace: Workspace, actor: Actor, recovery_key: str
) -> None:
    obstacle = block_keys(workspace)
    assert problem_of(workspace.recover, actor.staff_id, recovery_key, HERS)
    assert not workspace.is_unlocked
    obstacle.rmdir()
    workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
    workspace.lock()
    workspace.recover(actor.staff_id, recovery_key, HERS)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Make the calls at the same time; return what each gave, be it an error."""
    gate = threading.Barrier(len(calls))
    given: list[Any] = [None] * len(calls)

    def call(place: int) -> None:
        gate.wait()
        try:
            given[place] = calls[place]()
        except UserFacingError as error:
            given[place] = error

    threads = [threading.Thread(target=call, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def test_the_days_first_copy_is_made_once_however_often_it_is_asked_for(
    workspace: Workspace,
) -> None:
    made = at_once(*[workspace.back_up_daily] * 3)
    assert [type(one) for one in made if one is not None] == [BackupMade]
    assert len(list((workspace.folder / "backups").iterdir())) == 1


def test_copies_made_at_once_wait_for_each_other(workspace: Workspace) -> None:
    made = at_once(workspace.back_up, workspace.back_up_daily, workspace.back_up)
    assert not [one for one in made if isinstance(one, UserFacingError)]
    copies = {one.folder for one in made if one is not None}
    assert set((workspace.folder / "backups").iterdir()) == copies
    assert len(copies) >= 2
