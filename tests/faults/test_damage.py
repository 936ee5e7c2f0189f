"""Damaged files: always told, never a wrong unlock, never an empty store in place of a lost one."""

import random
import shutil
from pathlib import Path

import pytest

from db import key_envelope, key_file
from db.errors import KeyFileDamaged, StoreDamaged, StoreError, WrongPassword
from db.folder import StoreFolder
from db.integrity import check_pages
from db.key_envelope import UnlockedKeys
from db.key_file import KdfParameters
from db.models import Setting
from db.store import Store

FLOOR = KdfParameters(m=19456, t=1, p=1)
PASSWORD = "first horse 1"
PAGE = 4096
# The first 16 bytes are the salt, which the key file keeps: their loss costs nothing.
SALT = 16


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[StoreFolder, UnlockedKeys]:
    folder = StoreFolder(tmp_path_factory.mktemp("whole") / "q?x")
    unlocked, _ = key_envelope.create(
        folder.keys, staff_id="a1", role="admin", label="王", password=PASSWORD, kdf=FLOOR
    )
    store = Store.create(folder, unlocked)
    with store.writing() as session:
        session.add_all([Setting(name=f"n{n}", value="x" * 500) for n in range(300)])
    store.close()
    return folder, unlocked


@pytest.fixture
def copy(whole: tuple[StoreFolder, UnlockedKeys], tmp_path: Path) -> StoreFolder:
    folder = StoreFolder(tmp_path / "100%25")
    folder.path.mkdir()
    for file in (whole[0].database, whole[0].keys):
        shutil.copy(file, folder.path)
    return folder


def test_every_flipped_bit_is_reported(
    whole: tuple[StoreFolder, UnlockedKeys], copy: StoreFolder
) -> None:
    chance = random.Random(4)
    content = copy.database.read_bytes()
    unnoticed = []
    for _ in range(100):
        place = chance.randrange(SALT, len(content))
        broken = bytearray(content)
        broken[place] ^= 1 << chance.randrange(8)
        copy.database.write_bytes(broken)
        if not check_pages(copy, whole[1]):
            unnoticed.append(place)
    assert unnoticed == []


def test_every_truncation_is_reported_and_never_made_good_by_an_empty_store(
    whole: tuple[StoreFolder, UnlockedKeys], copy: StoreFolder
) -> None:
    content = copy.database.read_bytes()
    pages = len(content) // PAGE
    lengths = [0, 1, 15, 16, 100, PAGE - 1, PAGE + 1, len(content) - 1]
    lengths += [page * PAGE for page in range(1, pages, max(1, pages // 30))]
    lengths += [(pages - 1) * PAGE]
    for length in lengths:
        copy.database.write_bytes(content[:length])
        findings = check_pages(copy, whole[1])
        assert findings, length
        assert copy.database.stat().st_size == length
    for length in (0, 1, PAGE - 1):
        copy.database.write_bytes(content[:length])
        with pytest.raises(StoreDamaged):
            Store.open(copy, whole[1])


def test_exchanged_zeroed_and_added_pages_are_reported(
    whole: tuple[StoreFolder, UnlockedKeys], copy: StoreFolder
) -> None:
    content = copy.database.read_bytes()
    pages = [content[start : start + PAGE] for start in range(0, len(content), PAGE)]
    exchanged = [*pages[:5], pages[6], pages[5], *pages[7:]]
    zeroed = [*pages[:5], bytes(PAGE), *pages[6:]]
    for broken in (exchanged, zeroed, [bytes(PAGE), *pages[1:]]):
        copy.database.write_bytes(b"".join(broken))
        assert check_pages(copy, whole[1])


def test_a_lost_salt_costs_nothing(
    whole: tuple[StoreFolder, UnlockedKeys], copy: StoreFolder
) -> None:
    content = copy.database.read_bytes()
    copy.database.write_bytes(bytes(SALT) + content[SALT:])
    store = Store.open(copy, whole[1])
    with store.reading() as session:
        assert session.get(Setting, "n299") is not None
    store.close()


def test_a_flipped_key_file_never_opens_wrongly_and_never_crashes(
    whole: tuple[StoreFolder, UnlockedKeys], copy: StoreFolder
) -> None:
    content = copy.keys.read_bytes()
    outcomes = {"refused": 0, "same": 0}
    for place in range(0, len(content), 97):
        for bit in (0, 5, 7):
            broken = bytearray(content)
            broken[place] ^= 1 << bit
            copy.keys.write_bytes(broken)
            try:
                unlocked = key_envelope.unlock(copy.keys, "a1", PASSWORD)
            except (WrongPassword, KeyFileDamaged):
                outcomes["refused"] += 1
                continue
            # A blank turned into another blank, or a digit into its capital, changes nothing.
            assert (unlocked.keyspec, unlocked.role) == (whole[1].keyspec, "admin")
            outcomes["same"] += 1
    assert outcomes["refused"] > outcomes["same"]


def test_a_truncated_key_file_is_damage_at_every_length(
    whole: tuple[StoreFolder, UnlockedKeys], copy: StoreFolder
) -> None:
    content = copy.keys.read_bytes()
    # The last byte is only the line end.
    for length in [*range(0, len(content) - 1, 97), len(content) - 2]:
        copy.keys.write_bytes(content[:length])
        with pytest.raises(KeyFileDamaged):
            key_envelope.unlock(copy.keys, "a1", PASSWORD)


@pytest.mark.parametrize(
    "content",
    [b"null", b"[]", b"{}", b"[" * 100_000, b'{"fmt": 1e999}', b"\x00" * 5000, b" " * (2 << 20)],
)
def test_anything_else_in_place_of_the_key_file_is_damage(
    copy: StoreFolder, content: bytes
) -> None:
    copy.keys.write_bytes(content)
    with pytest.raises(KeyFileDamaged):
        key_file.load(copy.keys)


@pytest.mark.parametrize("content", [b"PK\x03\x04" * 5000, b"hello\n" * 5000, bytes(8192)])
def test_a_foreign_file_in_place_of_the_store_is_refused_and_kept(
    whole: tuple[StoreFolder, UnlockedKeys], copy: StoreFolder, content: bytes
) -> None:
    copy.database.write_bytes(content)
    with pytest.raises(StoreError):
        Store.open(copy, whole[1])
    assert copy.database.read_bytes() == content
