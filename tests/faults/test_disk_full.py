"""A full or read-only drive: one clear error, nothing lost, and work goes on once there is room.

A drive of 4 MB is mounted for each test; where mounting is not allowed these tests say so and skip.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import key_envelope
from db.backup import make_backup
from db.errors import BackupFailed, DiskFull, FolderReadOnly, StoreClosed, WrongPassword
from db.folder import StoreFolder
from db.instance_lock import InstanceLock
from db.integrity import check_pages
from db.key_envelope import UnlockedKeys
from db.key_file import KdfParameters, previous_path
from db.models import Setting
from db.store import Store

FLOOR = KdfParameters(m=19456, t=1, p=1)
PASSWORD = "first horse 1"


def found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"this machine has no {program}")
    return path


def mount(*arguments: str) -> int:
    command = [found("mount"), *arguments]
    return subprocess.run(command, check=False, capture_output=True).returncode


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Path]:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small drive needs Linux and root")
    place = tmp_path / "drive"
    place.mkdir()
    if mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)) != 0:
        pytest.skip("this machine does not allow mounting a small drive")
    yield place
    subprocess.run([found("umount"), "--lazy", str(place)], check=True)


@pytest.fixture
def folder(drive: Path) -> StoreFolder:
    return StoreFolder(drive / "前台#1")


@pytest.fixture
def unlocked(folder: StoreFolder) -> UnlockedKeys:
    unlocked, _ = key_envelope.create(
        folder.keys, staff_id="a1", role="admin", label="王", password=PASSWORD, kdf=FLOOR
    )
    return unlocked


def save(session: Session, name: str) -> None:
    session.add(Setting(name=name, value="x" * 20_000))


def fill(folder: StoreFolder) -> Path:
    filler = folder.path / "filler"
    with filler.open("wb", buffering=0) as stream, suppress(OSError):
        while True:
            stream.write(bytes(4096))
    return filler


def test_a_save_on_a_full_drive_is_refused_whole_and_works_again_after(
    folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    store = Store.create(folder, unlocked)
    store.write(save, "before")
    filler = fill(folder)
    saved = 0
    with suppress(DiskFull):
        for number in range(1000):
            store.write(save, f"n{number}")
            saved += 1
    assert saved < 1000
    with pytest.raises(DiskFull):
        store.write(save, "refused")
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Setting)) == saved + 1
    filler.unlink()
    store.write(save, "after")
    store.close()
    assert check_pages(folder, unlocked) == []


def test_locking_on_a_full_drive_drops_the_keys_and_loses_nothing(
    folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    store = Store.create(folder, unlocked)
    store.write(save, "before")
    filler = fill(folder)
    with suppress(DiskFull):
        store.close()
    with pytest.raises(StoreClosed):
        _ = store.unlocked
    filler.unlink()
    store = Store.open(folder, unlocked)
    with store.reading() as session:
        assert session.get(Setting, "before") is not None
    store.close()


def test_a_backup_without_room_is_said_and_leaves_nothing(
    folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    store = Store.create(folder, unlocked)
    filler = fill(folder)
    with pytest.raises(BackupFailed) as caught:
        make_backup(folder, unlocked, folder.backups, reason="daily")
    assert caught.value.reason == "space"
    assert not list(folder.backups.glob("*"))
    filler.unlink()
    make_backup(folder, unlocked, folder.backups, reason="daily")
    store.close()


def test_room_that_runs_out_during_a_backup_leaves_nothing(
    folder: StoreFolder, unlocked: UnlockedKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.create(folder, unlocked)
    # The check before is passed over: another program may take the room right after it.
    monkeypatch.setattr("db.backup._refuse_little_space", lambda *_: None)
    folder.backups.mkdir()
    filler = fill(folder)
    with pytest.raises(BackupFailed) as caught:
        make_backup(folder, unlocked, folder.backups, reason="daily")
    assert caught.value.reason == "space"
    assert list(folder.backups.iterdir()) == []
    filler.unlink()
    store.close()


def test_a_password_change_without_room_leaves_the_old_password(
    folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    filler = fill(folder)
    with pytest.raises(DiskFull):
        key_envelope.change_password(folder.keys, "a1", PASSWORD, "second horse 2", kdf=FLOOR)
    assert key_envelope.unlock(folder.keys, "a1", PASSWORD).data_key == unlocked.data_key
    filler.unlink()
    assert [p.name for p in folder.path.iterdir()] == ["keys.json"]
    key_envelope.change_password(folder.keys, "a1", PASSWORD, "second horse 2", kdf=FLOOR)
    assert not previous_path(folder.keys).exists()
    with pytest.raises(WrongPassword):
        key_envelope.unlock(folder.keys, "a1", PASSWORD)


def test_set_up_without_room_leaves_no_store_behind(
    folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    filler = fill(folder)
    with pytest.raises(DiskFull):
        Store.create(folder, unlocked)
    assert not folder.database.exists()
    filler.unlink()
    Store.create(folder, unlocked).close()


def test_a_read_only_folder_is_said_everywhere(
    drive: Path, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    Store.create(folder, unlocked).close()
    assert mount("-o", "remount,ro", str(drive)) == 0
    before = folder.database.read_bytes()
    with pytest.raises(FolderReadOnly):
        InstanceLock(folder.path)
    with pytest.raises(FolderReadOnly):
        Store.open(folder, key_envelope.unlock(folder.keys, "a1", PASSWORD))
    with pytest.raises(FolderReadOnly):
        key_envelope.change_password(folder.keys, "a1", PASSWORD, "second horse 2", kdf=FLOOR)
    with pytest.raises(BackupFailed):
        make_backup(folder, unlocked, folder.backups, reason="daily")
    assert folder.database.read_bytes() == before
    assert mount("-o", "remount,rw", str(drive)) == 0
    Store.open(folder, unlocked).close()
