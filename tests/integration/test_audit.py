"""The audit chain: what no colleague can change, forge, cut off or post-date unnoticed."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import audit, key_envelope
from db.audit import ChainFault, ChainFinding
from db.engine import connect
from db.folder import StoreFolder
from db.key_envelope import UnlockedKeys
from db.key_file import KdfParameters
from db.models import AuditEntry
from db.store import Store

FLOOR = KdfParameters(m=19456, t=1, p=1)
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    return StoreFolder(tmp_path / "data")


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
        for number in range(5):
            add(session, number)
    yield store
    store.close()


def add(session: Session, number: int, now: datetime | None = None) -> AuditEntry:
    return audit.append(
        session,
        action="register",
        object=f"case:{number}",
        before=None,
        after={"phone": "13800005678"},
        now=now or NOW + timedelta(seconds=number),
    )


def faults(store: Store) -> list[ChainFinding]:
    unlocked = store.unlocked
    keys = key_envelope.signing_public_keys(store.folder.keys, unlocked)
    with store.reading() as session:
        return audit.verify_chain(session, unlocked.audit_key, keys)


def tamper(store: Store, *statements: str) -> None:
    """Do what a colleague with the data key and time could do: drop the triggers first."""
    with closing(connect(store.folder.database, store.unlocked.keyspec, write=True)) as direct:
        direct.execute("DROP TRIGGER audit_log_no_update")
        direct.execute("DROP TRIGGER audit_log_no_delete")
        for statement in statements:
            direct.execute(statement)


def test_an_untouched_chain_has_no_faults_and_no_values(store: Store) -> None:
    assert faults(store) == []
    with store.reading() as session:
        rows = session.scalars(select(AuditEntry)).all()
        assert [row.seq for row in rows] == [1, 2, 3, 4, 5]
        assert "13800005678" not in str([vars(row) for row in rows])
        assert rows[0].before_hash is None
        assert rows[0].after_hash == rows[1].after_hash


def test_the_audit_row_falls_with_the_change_it_tells_of(store: Store) -> None:
    def change_and_fail(session: Session) -> None:
        add(session, 6)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.write(change_and_fail)
    with store.reading() as session:
        assert audit.head(session).seq == 5
    with store.writing() as session:
        assert add(session, 6).seq == 6
    assert faults(store) == []


@pytest.mark.parametrize("table", ["audit_log", "case_events", "ratings"])
def test_the_logs_refuse_change_and_removal(store: Store, table: str) -> None:
    with store.reading() as session:
        rows = session.execute(
            text("SELECT name FROM sqlite_schema WHERE type='trigger' AND tbl_name=:t"),
            {"t": table},
        )
        assert {f"{table}_no_update", f"{table}_no_delete"} <= set(rows.scalars())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET action = 'x' WHERE seq = 2",
        "DELETE FROM audit_log WHERE seq = 5",
        "INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log WHERE seq = 2",
    ],
)
def test_a_row_cannot_be_changed_through_the_program(store: Store, statement: str) -> None:
    with pytest.raises(IntegrityError, match="insert-only"), store.writing() as session:
        session.execute(text(statement))
    assert faults(store) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_log SET action = 'x' WHERE seq = 3",
        "UPDATE audit_log SET actor = 'b2' WHERE seq = 3",
        "UPDATE audit_log SET at = at + 1 WHERE seq = 3",
        "UPDATE audit_log SET object = 'case:9' WHERE seq = 3",
        "UPDATE audit_log SET after_hash = NULL WHERE seq = 3",
        "UPDATE audit_log SET hash = '00' WHERE seq = 3",
        "UPDATE audit_log SET sig = x'00' WHERE seq = 3",
    ],
)
def test_an_altered_row_is_found(store: Store, change: str) -> None:
    tamper(store, change)
    assert {finding.seq for finding in faults(store)} & {3}


def test_a_removed_row_and_a_removed_tail_are_found(store: Store) -> None:
    tamper(store, "DELETE FROM audit_log WHERE seq = 2", "DELETE FROM audit_log WHERE seq = 5")
    assert {finding.code for finding in faults(store)} == {
        ChainFault.GAP,
        ChainFault.BROKEN_LINK,
        ChainFault.TAIL_REMOVED,
    }


def test_a_colleague_cannot_sign_as_another(store: Store, unlocked: UnlockedKeys) -> None:
    key_envelope.add_staff(
        store.folder.keys, unlocked, "b2", "desk", "second horse 8", label="李", kdf=FLOOR
    )
    second = key_envelope.unlock(store.folder.keys, "b2", "second horse 8")
    posing = Store(store.folder, replace(second, staff_id="a1"))
    with posing.writing() as session:
        add(session, 7)
    assert faults(store) == [ChainFinding(ChainFault.FORGED, 6)]
    posing.close()


def test_an_actor_nobody_knows_is_found(store: Store, unlocked: UnlockedKeys) -> None:
    stranger = replace(unlocked, staff_id="zz", signing_key=Ed25519PrivateKey.generate())
    other = Store(store.folder, stranger)
    with other.writing() as session:
        add(session, 7)
    assert faults(store) == [ChainFinding(ChainFault.UNKNOWN_ACTOR, 6)]
    other.close()


def test_rows_of_people_who_left_still_verify(store: Store, unlocked: UnlockedKeys) -> None:
    keys = store.folder.keys
    key_envelope.add_staff(keys, unlocked, "b2", "desk", "second horse 8", label="李", kdf=FLOOR)
    leaving = Store(store.folder, key_envelope.unlock(keys, "b2", "second horse 8"))
    with leaving.writing() as session:
        add(session, 7)
    leaving.close()
    key_envelope.remove_staff(keys, unlocked, "b2")
    assert faults(store) == []


@pytest.mark.parametrize("back", [timedelta(hours=25), timedelta(days=365 * 50)])
def test_a_clock_put_back_never_reorders_the_log(store: Store, back: timedelta) -> None:
    with store.writing() as session:
        last = add(session, 8, NOW + timedelta(days=1)).at
        assert add(session, 9, NOW - back).at == last + timedelta(microseconds=1)
    assert faults(store) == []
