"""The key envelope: who gets in, who does not, and what an interrupted save leaves."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import key_envelope, key_file
from db.errors import (
    KeyFileDamaged,
    RecoveryKeyMistyped,
    StaffSlotExists,
    StaffSlotMissing,
    StoreExists,
    StoreMissing,
    WrongPassword,
    WrongRecoveryKey,
)
from db.key_envelope import UnlockedKeys
from db.key_file import KdfParameters, previous_path
from db.recovery_key import format_recovery_key, new_recovery_secret, parse_recovery_key

FLOOR = KdfParameters(m=19456, t=1, p=1)
PASSWORD = "correct horse 8"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "前台#1" / "keys.json"


@pytest.fixture
def made(path: Path) -> tuple[UnlockedKeys, str]:
    return key_envelope.create(
        path, staff_id="a1", role="admin", label="王主管", password=PASSWORD, kdf=FLOOR
    )


def edit(path: Path, change: object) -> None:
    document = json.loads(path.read_text())
    change(document)  # type: ignore[operator]
    path.write_text(json.dumps(document))


def test_right_password_opens_the_same_keys_each_time(
    path: Path, made: tuple[UnlockedKeys, str]
) -> None:
    again = key_envelope.unlock(path, "a1", PASSWORD)
    assert (again.keyspec, again.audit_key, again.role) == (
        made[0].keyspec,
        made[0].audit_key,
        "admin",
    )
    assert len(again.keyspec) == 96


@pytest.mark.parametrize(
    ("staff_id", "password"),
    [("a1", "correct horse 9"), ("a1", ""), ("a1", "\ud800"), ("nobody", PASSWORD)],
)
def test_wrong_password_and_unknown_person_are_refused_alike(
    path: Path, made: tuple[UnlockedKeys, str], staff_id: str, password: str
) -> None:
    with pytest.raises(WrongPassword):
        key_envelope.unlock(path, staff_id, password)


def test_full_width_typing_is_the_same_password(path: Path, made: tuple[UnlockedKeys, str]) -> None:
    assert key_envelope.unlock(path, "a1", "ｃorrect　horse ８").data_key == made[0].data_key


@pytest.mark.parametrize("member", ["role", "label", "user_id", "x_pub", "ed_pub", "salt", "id"])
def test_an_edited_slot_never_opens(
    path: Path, made: tuple[UnlockedKeys, str], member: str
) -> None:
    def change(document: dict[str, list[dict[str, str]]]) -> None:
        value = document["slots"][0][member]
        document["slots"][0][member] = ("0" if value[0] != "0" else "1") + value[1:]

    edit(path, change)
    with pytest.raises((WrongPassword, KeyFileDamaged)):
        key_envelope.unlock(path, "a1", PASSWORD)


def test_a_colleague_who_can_reseal_the_file_cannot_change_anothers_role(
    path: Path, made: tuple[UnlockedKeys, str]
) -> None:
    file = key_file.load(path)
    slots = tuple(replace(s, role="desk") if s.user_id == "a1" else s for s in file.slots)
    key_envelope._save(path, replace(file, slots=slots), made[0].data_key)
    with pytest.raises(WrongPassword):
        key_envelope.unlock(path, "a1", PASSWORD)


def test_a_slot_cut_out_of_the_file_is_noticed_by_everyone(
    path: Path, made: tuple[UnlockedKeys, str]
) -> None:
    key_envelope.add_staff(path, made[0], "b2", "desk", "second horse 8", label="李", kdf=FLOOR)
    edit(path, lambda document: document["slots"].pop())
    with pytest.raises(KeyFileDamaged):
        key_envelope.unlock(path, "a1", PASSWORD)


@pytest.mark.parametrize("m", [8, 19455, 1048577, 2**31, -1, 1.5, True, "131072"])
def test_costs_outside_the_limits_are_refused_before_they_run(
    path: Path, made: tuple[UnlockedKeys, str], m: object
) -> None:
    edit(path, lambda document: document["slots"][0]["kdf"].update(m=m))
    with pytest.raises(KeyFileDamaged):
        key_envelope.unlock(path, "a1", PASSWORD)


def test_recovery_key_opens_however_it_is_typed(path: Path, made: tuple[UnlockedKeys, str]) -> None:
    groups = made[1].split("-")
    assert [len(group) for group in groups] == [4] * 9
    sloppy = " ".join(groups).lower().replace("0", "o").replace("1", "l")
    for typed in (made[1], sloppy, "".join(groups).replace("1", "I"), made[1].replace("-", "—")):
        assert key_envelope.unlock_with_recovery(path, typed).data_key == made[0].data_key


def test_another_stores_recovery_key_is_wrong_not_mistyped(
    path: Path, made: tuple[UnlockedKeys, str]
) -> None:
    with pytest.raises(WrongRecoveryKey) as caught:
        key_envelope.unlock_with_recovery(path, format_recovery_key(new_recovery_secret()))
    assert not isinstance(caught.value, RecoveryKeyMistyped)


@settings(max_examples=200, deadline=None)
@given(
    secret=st.binary(min_size=20, max_size=20),
    place=st.integers(0, 35),
    other=st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"),
)
def test_one_mistyped_character_of_the_key_is_told(secret: bytes, place: int, other: str) -> None:
    text = format_recovery_key(secret).replace("-", "")
    assert parse_recovery_key(text) == secret
    if text[place] != other:
        with pytest.raises(RecoveryKeyMistyped):
            parse_recovery_key(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize("text", ["", "ABCD", "!" * 36, "U" * 36, "0" * 37, "王" * 36])
def test_what_is_no_recovery_key_is_called_mistyped(text: str) -> None:
    with pytest.raises(RecoveryKeyMistyped):
        parse_recovery_key(text)


def test_after_a_password_change_only_the_new_one_opens(
    path: Path, made: tuple[UnlockedKeys, str]
) -> None:
    changed = key_envelope.change_password(path, "a1", PASSWORD, "new horse 88", kdf=FLOOR)
    assert changed.data_key == made[0].data_key
    assert changed.signing_key.private_bytes_raw() == made[0].signing_key.private_bytes_raw()
    assert not previous_path(path).exists()
    with pytest.raises(WrongPassword):
        key_envelope.unlock(path, "a1", PASSWORD)


def test_a_wrong_old_password_changes_nothing(path: Path, made: tuple[UnlockedKeys, str]) -> None:
    before = path.read_bytes()
    with pytest.raises(WrongPassword):
        key_envelope.change_password(path, "a1", "wrong horse 1", "new horse 88", kdf=FLOOR)
    assert path.read_bytes() == before


def test_staff_come_and_go_and_their_signing_keys_stay(
    path: Path, made: tuple[UnlockedKeys, str]
) -> None:
    unlocked = made[0]
    key_envelope.add_staff(path, unlocked, "b2", "desk", "second horse 8", label="李", kdf=FLOOR)
    with pytest.raises(StaffSlotExists):
        key_envelope.add_staff(path, unlocked, "b2", "desk", "x" * 10, label="李", kdf=FLOOR)
    second = key_envelope.unlock(path, "b2", "second horse 8")
    assert second.data_key == unlocked.data_key
    people = [slot for slot in key_file.load(path).slots if slot.kind == "user"]
    assert [slot.label for slot in people] == ["王主管", "李"]
    first_key = second.signing_key.public_key().public_bytes_raw()

    key_envelope.reset_staff(path, unlocked, "b2", "lead", "third horse 8", label="李", kdf=FLOOR)
    assert key_envelope.unlock(path, "b2", "third horse 8").role == "lead"
    key_envelope.remove_staff(path, unlocked, "b2")
    with pytest.raises(WrongPassword):
        key_envelope.unlock(path, "b2", "third horse 8")
    with pytest.raises(StaffSlotMissing):
        key_envelope.remove_staff(path, unlocked, "b2")
    kept = key_envelope.signing_public_keys(path, unlocked)["b2"]
    assert first_key in kept
    assert len(kept) == 2


def test_a_new_recovery_key_makes_the_old_one_void(
    path: Path, made: tuple[UnlockedKeys, str]
) -> None:
    new = key_envelope.replace_recovery(path, made[0], kdf=FLOOR)
    assert key_envelope.unlock_with_recovery(path, new).data_key == made[0].data_key
    with pytest.raises(WrongRecoveryKey):
        key_envelope.unlock_with_recovery(path, made[1])


def test_set_up_never_overwrites_a_key_file(path: Path, made: tuple[UnlockedKeys, str]) -> None:
    with pytest.raises(StoreExists):
        key_envelope.create(path, staff_id="x", role="admin", label="x", password="y", kdf=FLOOR)
    assert key_envelope.unlock(path, "a1", PASSWORD).staff_id == "a1"


@pytest.mark.parametrize("left", [None, b"", b"{", b"\xff" * 50])
def test_an_interrupted_save_is_mended_from_the_copy(
    path: Path, made: tuple[UnlockedKeys, str], left: bytes | None
) -> None:
    previous_path(path).write_bytes(path.read_bytes())
    if left is None:
        path.unlink()
    else:
        path.write_bytes(left)
    unlocked = key_envelope.unlock(path, "a1", PASSWORD)
    assert previous_path(path).exists(), "the only good copy must stay"
    key_envelope.add_staff(path, unlocked, "b2", "desk", "second horse 8", label="李", kdf=FLOOR)
    assert not previous_path(path).exists()
    assert key_envelope.unlock(path, "b2", "second horse 8").staff_id == "b2"


def test_a_copy_left_beside_a_whole_file_goes_at_the_next_unlock(
    path: Path, made: tuple[UnlockedKeys, str]
) -> None:
    previous_path(path).write_bytes(path.read_bytes())
    key_envelope.unlock(path, "a1", PASSWORD)
    assert not previous_path(path).exists()


def test_no_file_is_missing_and_not_damage(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        key_file.load(tmp_path / "keys.json")


def test_the_key_file_is_its_owners_alone_and_tells_no_secret(
    path: Path, made: tuple[UnlockedKeys, str]
) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    text = path.read_text()
    unlocked = made[0]
    for secret in (PASSWORD, unlocked.data_key.hex(), unlocked.keyspec, made[1]):
        assert secret not in text
    for secret in (unlocked.data_key.hex(), unlocked.keyspec, unlocked.audit_key.hex()):
        assert secret not in repr(unlocked)


@pytest.mark.skipif(sys.platform == "win32", reason="no memory limit for one process there")
def test_too_little_memory_is_told_and_not_a_crash(
    path: Path, made: tuple[UnlockedKeys, str]
) -> None:
    code = """
import resource, sys
from pathlib import Path
from db import key_envelope, key_file
from db.errors import NotEnoughMemory
from db.key_file import KdfParameters
resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))
try:
    key_envelope.change_password(Path(sys.argv[1]), "a1", sys.argv[2], "new horse 88",
                                 kdf=KdfParameters(m=1048576, t=1, p=1))
except NotEnoughMemory:
    sys.exit(7)
"""
    command = [sys.executable, "-c", code, str(path), PASSWORD]
    assert subprocess.run(command, check=False, timeout=60).returncode == 7
    assert key_envelope.unlock(path, "a1", PASSWORD).staff_id == "a1"
