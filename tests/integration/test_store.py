"""The store as the services hold it: one transaction per gesture, and locked means gone."""

import gc
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db import audit, key_envelope
from db.engine import connect
from db.errors import (
    DiskFull,
    StoreBusy,
    StoreClosed,
    StoreDamaged,
    StoreExists,
    StoreInUse,
    StoreMissing,
    StoreNewer,
)
from db.folder import StoreFolder
from db.instance_lock import InstanceLock
from db.key_envelope import UnlockedKeys
from db.key_file import KdfParameters
from db.models import Counter, Setting
from db.store import Store

FLOOR = KdfParameters(m=19456, t=1, p=1)
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(params=["前台#1"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> StoreFolder:
    return StoreFolder(tmp_path / request.param)


@pytest.fixture
def unlocked(folder: StoreFolder) -> UnlockedKeys:
    unlocked, _ = key_envelope.create(
        folder.keys, staff_id="a1", role="admin", label="王", password="horse 88888", kdf=FLOOR
    )
    return unlocked


@pytest.fixture
def store(folder: StoreFolder, unlocked: UnlockedKeys) -> Iterator[Store]:
    store = Store.create(folder, unlocked)
    yield store
    store.close()


def save(session: Session, name: str, value: object) -> None:
    session.add(Setting(name=name, value=value))
    session.flush()


def names(store: Store) -> list[str]:
    with store.reading() as session:
        return sorted(session.scalars(select(Setting.name)))


def test_what_was_committed_is_there_after_reopening(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    store.write(save, "company", "某物业𠮷")
    store.close()
    again = Store.open(folder, unlocked)
    with again.reading() as session:
        assert session.get_one(Setting, "company").value == "某物业𠮷"
    again.close()


def test_any_error_rolls_the_whole_gesture_back(store: Store) -> None:
    def half(session: Session) -> None:
        save(session, "first", 1)
        raise RuntimeError("form is wrong")

    with pytest.raises(RuntimeError, match="form is wrong"):
        store.write(half)
    assert names(store) == []


def test_objects_stay_readable_after_the_transaction(store: Store) -> None:
    with store.writing() as session:
        setting = Setting(name="a", value=[1])
        session.add(setting)
    assert setting.value == [1]


def test_a_reading_session_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError), store.reading() as session:
        save(session, "a", 1)


def test_a_reader_sees_one_state_while_others_write(store: Store) -> None:
    with store.reading() as session:
        assert session.scalars(select(Setting)).all() == []
        store.write(save, "meanwhile", 1)
        assert session.scalars(select(Setting)).all() == []
    assert names(store) == ["meanwhile"]


def test_threads_and_a_second_process_count_without_loss(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    code = """
import sys
from contextlib import closing
from pathlib import Path
from db.engine import connect
with closing(connect(Path(sys.argv[1]), sys.stdin.read(), write=True)) as c:
    for _ in range(50):
        c.execute("BEGIN IMMEDIATE")
        c.execute("UPDATE counters SET last = last + 1")
        c.execute("COMMIT")
"""
    with store.writing() as session:
        session.add(Counter(series="receipts", last=0))

    def count_one(session: Session) -> None:
        session.get_one(Counter, "receipts").last += 1

    def count() -> None:
        for _ in range(25):
            store.write(count_one)

    command = [sys.executable, "-c", code, str(folder.database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as other:
        threads = [threading.Thread(target=count) for _ in range(8)]
        for thread in threads:
            thread.start()
        other.communicate(unlocked.keyspec, timeout=60)
        for thread in threads:
            thread.join()
    assert other.returncode == 0
    with store.reading() as session:
        assert session.get_one(Counter, "receipts").last == 8 * 25 + 50


def test_busy_at_begin_is_tried_a_second_time(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    holder = connect(folder.database, unlocked.keyspec, write=True)
    holder.execute("BEGIN IMMEDIATE")
    # Longer than SQLite's own patience of five seconds, shorter than twice that.
    release = threading.Timer(6.0, lambda: holder.execute("ROLLBACK"))
    release.start()
    store.write(save, "late", 1)
    release.join()
    holder.close()
    assert names(store) == ["late"]


def test_after_closing_nothing_is_left_open_and_nothing_can_be_done(
    store: Store, folder: StoreFolder
) -> None:
    store.write(save, "a", 1)
    names(store)
    store.close()
    store.close()
    left = {file.name for file in folder.path.iterdir()}
    assert not {name for name in left if name.endswith(("-wal", "-shm"))}
    if sys.platform == "linux":
        opened = [str(p.readlink()) for p in Path("/proc/self/fd").iterdir() if p.is_symlink()]
        assert not [name for name in opened if name.startswith(str(folder.path))]
    for refused in (
        lambda: store.write(save, "b", 1),
        lambda: names(store),
        lambda: store.unlocked,
    ):
        with pytest.raises(StoreClosed):
            refused()


def test_closing_empties_the_log_even_beside_another_connection(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    other = connect(folder.database, unlocked.keyspec, write=False)
    store.write(save, "a", 1)
    log = folder.database.with_name("store.db-wal")
    assert log.stat().st_size > 0
    store.close()
    assert log.stat().st_size == 0
    other.close()


def test_closing_lets_go_of_the_keys(folder: StoreFolder) -> None:
    unlocked, _ = key_envelope.create(
        folder.keys, staff_id="a1", role="admin", label="王", password="horse 88888", kdf=FLOOR
    )
    store = Store.create(folder, unlocked)
    store.write(save, "a", 1)
    store.close()
    keyspec = unlocked.keyspec
    del unlocked
    gc.collect()
    holders = [
        found
        for found in gc.get_objects()
        if isinstance(found, UnlockedKeys) and found.keyspec == keyspec
    ]
    assert holders == []


def test_closing_waits_for_work_under_way(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    inside = threading.Event()

    def slow(session: Session) -> None:
        save(session, "slow", 1)
        inside.set()
        threading.Event().wait(0.3)

    worker = threading.Thread(target=store.write, args=(slow,))
    worker.start()
    inside.wait()
    store.close()
    worker.join()
    again = Store.open(folder, unlocked)
    assert names(again) == ["slow"]
    again.close()


def test_work_that_never_ends_does_not_keep_the_keys(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.store._PATIENCE_SECONDS", 0.05)
    with store.reading():
        with pytest.raises(StoreBusy):
            store.close()
        with pytest.raises(StoreClosed):
            _ = store.unlocked


def test_creating_refuses_a_folder_with_a_store(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    with pytest.raises(StoreExists):
        Store.create(folder, unlocked)


def test_a_creation_cut_short_leaves_no_store_and_can_be_repeated(
    folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    (folder.path / "store.db.new").write_bytes(b"half")
    with pytest.raises(StoreMissing):
        Store.open(folder, unlocked)
    Store.create(folder, unlocked).close()
    assert not (folder.path / "store.db.new").exists()


def test_a_lost_database_is_missing_and_never_made_anew(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    store.close()
    folder.database.unlink()
    with pytest.raises(StoreMissing):
        Store.open(folder, unlocked)
    assert not folder.database.exists()
    assert not folder.is_empty


def test_a_store_of_a_later_program_is_left_alone(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    store.close()
    connection = connect(folder.database, unlocked.keyspec, write=True)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = folder.database.read_bytes()
    with pytest.raises(StoreNewer):
        Store.open(folder, unlocked)
    assert folder.database.read_bytes() == before


def test_a_bad_page_stops_writing_and_does_not_keep_the_desk_from_locking(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    for number in range(100):
        store.write(save, f"n{number}", "x" * 3000)
    store.close()
    content = bytearray(folder.database.read_bytes())
    for page in range(len(content) // 4096 - 20, len(content) // 4096):
        content[page * 4096 + 100] ^= 1
    folder.database.write_bytes(content)
    damaged = Store.open(folder, unlocked)
    with pytest.raises(StoreDamaged), damaged.reading() as session:
        session.scalars(select(Setting.value)).all()
    assert damaged.damaged
    with pytest.raises(StoreDamaged):
        damaged.write(save, "more", 1)
    damaged.close()
    with pytest.raises(StoreClosed):
        _ = damaged.unlocked


def limit_pages(store: Store, full: Callable[[], bool]) -> list[bool]:
    """Let SQLite itself report a full drive whenever ``full`` says so; return what was said."""
    said: list[bool] = []

    @event.listens_for(store.write_engine, "begin")
    def _limit(connection: Connection) -> None:
        said.append(full())
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={used if said[-1] else 1_000_000}")

    return said


def test_a_full_drive_costs_the_ballast_and_saves_the_form(store: Store) -> None:
    ballast = store.folder.ballast
    assert ballast.stat().st_size == 64 * 1024**2
    said = limit_pages(store, ballast.exists)
    store.write(save, "long", "x" * 100_000)
    assert said == [True, False]
    assert names(store) == ["long"]
    assert not ballast.exists()


def test_without_ballast_a_full_drive_is_said_and_nothing_is_half_saved(store: Store) -> None:
    store.folder.ballast.unlink()
    room = threading.Event()
    limit_pages(store, lambda: not room.is_set())
    with pytest.raises(DiskFull):
        store.write(save, "long", "x" * 100_000)
    assert names(store) == []
    room.set()
    store.write(save, "long", "x" * 100_000)
    assert names(store) == ["long"]


def test_a_second_copy_is_refused_and_leftovers_of_a_crash_are_not_a_copy(
    folder: StoreFolder,
) -> None:
    folder.path.mkdir()
    folder.lock.write_bytes(b"\0garbage")
    code = "import sys; from pathlib import Path; from db.instance_lock import InstanceLock\n"
    code += "lock = InstanceLock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(folder.path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreInUse):
            InstanceLock(folder.path)
        other.kill()
        other.wait()
    with InstanceLock(folder.path), pytest.raises(StoreInUse):
        InstanceLock(folder.path)
    InstanceLock(folder.path).release()


def test_an_older_state_put_back_is_noticed_until_it_is_answered_for(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    def act(session: Session) -> None:
        audit.append(session, action="opened", object="case:1", now=NOW)

    store.write(act)
    store.close()
    older = folder.database.read_bytes()
    store = Store.open(folder, unlocked)
    store.write(act)
    store.close()
    folder.database.write_bytes(older)
    for _ in range(2):
        store = Store.open(folder, unlocked)
        assert store.went_back
        store.close()
    store = Store.open(folder, unlocked)
    store.accept_older_state()
    store.close()
    store = Store.open(folder, unlocked)
    assert store.anchor_state is audit.AnchorState.AGREES
    store.close()


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'{"seq":1}'])
def test_a_lost_or_garbled_anchor_proves_nothing(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys, content: bytes | None
) -> None:
    store.close()
    folder.anchor.unlink()
    if content is not None:
        folder.anchor.write_bytes(content)
    store = Store.open(folder, unlocked)
    assert store.anchor_state is audit.AnchorState.ABSENT
    store.close()


def test_opening_a_current_store_does_not_load_the_migration_library(
    store: Store, folder: StoreFolder
) -> None:
    store.close()
    code = """
import sys
from pathlib import Path
from db import key_envelope
from db.folder import StoreFolder
from db.store import Store
folder = StoreFolder(Path(sys.argv[1]))
Store.open(folder, key_envelope.unlock(folder.keys, "a1", "horse 88888")).close()
sys.exit(3 if "alembic" in sys.modules else 0)
"""
    command = [sys.executable, "-c", code, str(folder.path)]
    assert subprocess.run(command, check=False, timeout=60).returncode == 0


def test_the_process_leaves_no_core_and_no_readable_files(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from db.process_guard import guard_process
guard_process()
Path(sys.argv[1]).write_text("x")
if sys.platform != "win32":
    import resource
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
if sys.platform == "linux":
    import ctypes
    assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "f")], check=True, timeout=60)
    if sys.platform != "win32":
        assert (tmp_path / "f").stat().st_mode & 0o777 == 0o600
