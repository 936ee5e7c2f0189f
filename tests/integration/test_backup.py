"""Backups: verified before they count, made beside running work, never thinned to nothing."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, key_envelope
from db.backup import BackupManifest, list_backups, make_backup, verify_backup
from db.backup_retention import Retention, prune, superfluous
from db.engine import connect
from db.errors import BackupFailed
from db.folder import StoreFolder
from db.integrity import check_pages
from db.key_envelope import UnlockedKeys
from db.key_file import KdfParameters
from db.models import Counter, Setting
from db.store import Store

FLOOR = KdfParameters(m=19456, t=1, p=1)
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    return StoreFolder(tmp_path / "q?x")


@pytest.fixture
def unlocked(folder: StoreFolder) -> UnlockedKeys:
    unlocked, _ = key_envelope.create(
        folder.keys, staff_id="a1", role="admin", label="王", password="horse 88888", kdf=FLOOR
    )
    return unlocked


@pytest.fixture
def store(folder: StoreFolder, unlocked: UnlockedKeys) -> Iterator[Store]:
    store = Store.create(folder, unlocked)
    with store.writing() as session:
        session.add(Setting(name="company", value="某物业"))
        session.add(Counter(series="receipts", last=41))
        audit.append(session, action="set_up", object="store:1", now=NOW)
    yield store
    store.close()


def test_a_backup_is_a_whole_store_that_opens_with_the_same_password(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    manifest = make_backup(folder, unlocked, folder.backups, reason="daily", program_version="1")
    bundle = StoreFolder(folder.backups / manifest.name)
    assert verify_backup(bundle.path, unlocked) == manifest
    assert (manifest.counters, manifest.counts["settings"]) == ({"receipts": 41}, 1)
    with store.reading() as session:
        assert (manifest.audit_seq, manifest.audit_head) == (1, audit.head(session).hash)
    opened = key_envelope.unlock(bundle.keys, "a1", "horse 88888")
    with closing(connect(bundle.database, opened.keyspec, write=False)) as copy:
        assert copy.execute("SELECT count(*) FROM settings").fetchone() == (1,)
    assert not bundle.database.read_bytes().startswith(b"SQLite format 3")
    for file in bundle.path.iterdir():
        assert file.stat().st_mode & 0o077 == 0


def test_a_copy_is_one_moment_of_a_store_in_use_and_does_not_stop_it(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    stop = threading.Event()

    def count(session: Session) -> None:
        session.get_one(Counter, "receipts").last += 1
        session.add(Setting(name=f"n{session.get_one(Counter, 'receipts').last}", value=1))

    def work() -> None:
        while not stop.is_set():
            store.write(count)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        manifests = [
            make_backup(folder, unlocked, folder.backups, reason="daily") for _ in range(3)
        ]
    finally:
        stop.set()
        worker.join()
    for manifest in manifests:
        assert manifest.counts["settings"] == 1 + manifest.counters["receipts"] - 41
    assert manifests[2].counters["receipts"] > manifests[0].counters["receipts"]


@pytest.mark.parametrize("name", ["store.db", "keys.json", "manifest.json"])
def test_a_backup_changed_in_any_file_does_not_verify(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys, name: str
) -> None:
    manifest = make_backup(folder, unlocked, folder.backups, reason="daily")
    bundle = folder.backups / manifest.name
    whole = (bundle / name).read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 40)):
        broken = bytearray(whole)
        broken[place] ^= 1
        (bundle / name).write_bytes(broken)
        with pytest.raises(BackupFailed):
            verify_backup(bundle, unlocked)
    (bundle / name).unlink()
    with pytest.raises(BackupFailed):
        verify_backup(bundle, unlocked)
    (bundle / name).write_bytes(whole)
    assert verify_backup(bundle, unlocked) == manifest


def test_a_damaged_source_gives_no_backup_and_leaves_no_remains(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    with store.writing() as session:
        session.add_all([Setting(name=f"n{n}", value="x" * 3000) for n in range(50)])
    store.close()
    content = bytearray(folder.database.read_bytes())
    content[-2000] ^= 1
    folder.database.write_bytes(content)
    with pytest.raises(BackupFailed):
        make_backup(folder, unlocked, folder.backups, reason="daily")
    assert list(folder.backups.iterdir()) == []


def test_a_target_that_is_no_folder_is_said(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupFailed, match="disk"):
        make_backup(folder, unlocked, tmp_path / "file", reason="daily")


def test_what_a_killed_backup_left_is_swept_and_its_number_not_confused(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    part = folder.backups / "backup-000007.part"
    part.mkdir(parents=True)
    (part / "store.db").write_bytes(b"half")
    (folder.backups / "holiday photos").mkdir()
    manifest = make_backup(folder, unlocked, folder.backups, reason="daily")
    left = {entry.name for entry in folder.backups.iterdir()}
    assert left == {manifest.name, "holiday photos"}


def test_only_backups_of_this_store_are_listed(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    made = [make_backup(folder, unlocked, folder.backups, reason="daily") for _ in range(2)]
    assert [manifest.seq for manifest in made] == [1, 2]
    (folder.backups / "backup-000009").mkdir()
    assert list_backups(folder.backups, unlocked) == made
    assert list_backups(folder.backups, replace(unlocked, db_id="0" * 32)) == []


def test_pruning_deletes_the_superfluous_and_touches_nothing_foreign(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    for _ in range(5):
        make_backup(folder, unlocked, folder.backups, reason="daily", made_at=NOW)
    (folder.backups / "backup-000000").mkdir()
    rule = Retention(most_recent=3)
    deleted = prune(folder.backups, unlocked, rule)
    assert [manifest.seq for manifest in deleted] == [1, 2]
    left = sorted(entry.name for entry in folder.backups.iterdir())
    assert left == ["backup-000000", "backup-000003", "backup-000004", "backup-000005"]


def manifest_of(seq: int, made: datetime, size: int = 1) -> BackupManifest:
    return BackupManifest(
        db_id="", seq=seq, gen=1, schema="", program_version="", reason="", pages=1, bytes=size,
        made_at=int(made.timestamp()), sha256="", keys_sha256="", counts={}, counters={},
        audit_seq=0, audit_head="",
    )  # fmt: skip


def test_a_year_of_daily_backups_thins_out_as_the_rule_says() -> None:
    backups = [manifest_of(n, NOW + timedelta(days=n)) for n in range(365)]
    kept = sorted({m.seq for m in backups} - superfluous(backups))
    assert kept[-14:] == list(range(351, 365))
    assert len(kept) == 14 + 6 + 10
    months = {(backups[seq].made.year, backups[seq].made.month) for seq in kept}
    assert len(months) == 12


def test_a_quota_takes_the_oldest_first_and_never_the_newest_two() -> None:
    backups = [manifest_of(n, NOW + timedelta(days=n), size=10) for n in range(10)]
    assert superfluous(backups, Retention(quota=35)) == set(range(7))
    assert superfluous(backups, Retention(quota=0)) == set(range(8))


@settings(max_examples=200, deadline=None)
@given(
    moments=st.lists(
        st.integers(0, 129 * 365 * 86400).map(lambda s: EPOCH + timedelta(seconds=s)), max_size=60
    ),
    quota=st.integers(0, 100),
)
def test_whatever_the_clock_said_the_newest_two_stay_and_pruning_twice_is_once(
    moments: list[datetime], quota: int
) -> None:
    backups = [manifest_of(n, made, size=3) for n, made in enumerate(moments)]
    rule = Retention(quota=quota)
    gone = superfluous(backups, rule)
    assert not gone & {manifest.seq for manifest in backups[-2:]}
    assert len(backups) - len(gone) <= 12 + 14 + 8 + 12
    kept = [manifest for manifest in backups if manifest.seq not in gone]
    assert superfluous(kept, rule) == set()


def test_a_healthy_store_in_mid_work_has_no_findings(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    with store.reading() as session:
        assert session.scalars(select(Setting.name)).all() == ["company"]
    assert check_pages(folder, unlocked) == []


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DROP TRIGGER audit_log_no_delete", "schema_missing"),
        ("CREATE TABLE extra (x)", "schema_unknown"),
        ("ALTER TABLE settings ADD COLUMN extra TEXT", "schema_altered"),
        ("DROP INDEX ix_audit_log_actor", "schema_missing"),
    ],
)
def test_a_schema_changed_by_hand_is_a_finding(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys, statement: str, code: str
) -> None:
    with closing(connect(folder.database, unlocked.keyspec, write=True)) as direct:
        direct.execute(statement)
    assert [finding.code for finding in check_pages(folder, unlocked)] == [code]


def test_a_row_without_its_parent_is_a_finding(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    with closing(connect(folder.database, unlocked.keyspec, write=True, migrate=True)) as direct:
        direct.execute(
            "INSERT INTO categories (code, parent_code, name_zh, name_en, position) "
            "VALUES ('a', 'nowhere', '', '', 0)"
        )
    assert [finding.code for finding in check_pages(folder, unlocked)] == ["foreign_keys"]


def test_a_folder_that_was_there_keeps_its_mode(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys, tmp_path: Path
) -> None:
    documents = tmp_path / "Documents"
    documents.mkdir()
    documents.chmod(0o755)
    manifest = make_backup(folder, unlocked, documents, reason="manual")
    assert documents.stat().st_mode & 0o777 == 0o755
    assert (documents / manifest.name).stat().st_mode & 0o777 == 0o700


def test_a_folder_that_is_made_is_its_owners_alone(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys, tmp_path: Path
) -> None:
    make_backup(folder, unlocked, tmp_path / "stick" / "copies", reason="manual")
    assert (tmp_path / "stick" / "copies").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("backup-20251231.old", "photo.jpg"),
        ("backup-000003.part", "store.db.old"),
        ("backup-000003.final.part", "store.db"),
        ("backup-000003-mine.old", "keys.json"),
        ("backup-000003.older", "store.db"),
    ],
)
def test_what_is_not_a_cut_off_backup_is_never_swept(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys, name: str, file: str
) -> None:
    theirs = folder.backups / name
    theirs.mkdir(parents=True)
    (theirs / file).write_bytes(b"theirs")
    make_backup(folder, unlocked, folder.backups, reason="manual")
    assert (theirs / file).read_bytes() == b"theirs"


def test_a_backup_that_another_store_is_making_here_is_left_alone(
    store: Store, folder: StoreFolder, unlocked: UnlockedKeys, tmp_path: Path
) -> None:
    other = StoreFolder(tmp_path / "another")
    key_envelope.create(
        other.keys, staff_id="b2", role="admin", label="李", password="horse 88888", kdf=FLOOR
    )
    bundle = StoreFolder(folder.backups / "backup-000001.part")
    bundle.path.mkdir(parents=True)
    bundle.keys.write_bytes(other.keys.read_bytes())
    bundle.database.write_bytes(b"half")
    ours = StoreFolder(folder.backups / "backup-000002.part")
    ours.path.mkdir()
    ours.keys.write_bytes(folder.keys.read_bytes())
    make_backup(folder, unlocked, folder.backups, reason="daily")
    left = sorted(entry.name for entry in folder.backups.iterdir())
    assert left == ["backup-000001.part", "backup-000002"]
