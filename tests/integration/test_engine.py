"""Opening the encrypted file: never a new one by accident, never an unencrypted one, one order."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.engine import APPLICATION_ID, connect, engine, explain
from db.errors import (
    FolderReadOnly,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreExists,
    StoreForeign,
    StoreMissing,
)

KEYSPEC = "5a" * 48


@pytest.fixture(params=["前台#1", "q?x", "100%25", "plain name"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / request.param
    folder.mkdir()
    return make(folder / "store.db")


def make(path: Path) -> Path:
    with closing(connect(path, KEYSPEC, write=True, create=True)) as connection:
        connection.execute("CREATE TABLE note (body TEXT)")
        connection.execute("INSERT INTO note VALUES ('13800005678')")
    return path


@pytest.fixture
def plain_path(tmp_path: Path) -> Path:
    return make(tmp_path / "store.db")


def test_odd_folder_names_name_the_file_that_was_meant(path: Path) -> None:
    with closing(connect(path, KEYSPEC, write=False)) as connection:
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (1,)
    assert [p.name for p in path.parent.iterdir()] == ["store.db"]
    assert len(list(path.parent.parent.iterdir())) == 1


def test_every_connection_has_the_pragmas_of_the_design(plain_path: Path) -> None:
    expected = {
        "cipher_memory_security": "1",
        "application_id": APPLICATION_ID,
        "journal_mode": "wal",
        "synchronous": 2,
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
        "foreign_keys": 1,
        "temp_store": 2,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "cache_size": -32000,
        "journal_size_limit": 67108864,
        "query_only": 0,
    }
    for write in (True, False):
        with closing(connect(plain_path, KEYSPEC, write=write)) as connection:
            found = {p: connection.execute(f"PRAGMA {p}").fetchone()[0] for p in expected}
        assert found == {**expected, "query_only": 0 if write else 1}


def test_a_migrating_connection_has_foreign_keys_off(plain_path: Path) -> None:
    with closing(connect(plain_path, KEYSPEC, write=True, migrate=True)) as connection:
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (0,)


def test_the_file_and_its_log_are_noise_and_private(plain_path: Path) -> None:
    with closing(connect(plain_path, KEYSPEC, write=True)) as connection:
        connection.execute("INSERT INTO note VALUES ('13800005678')")
        log = plain_path.with_name("store.db-wal").read_bytes()
        assert b"13800005678" not in plain_path.read_bytes() + log
    assert not plain_path.read_bytes().startswith(b"SQLite format 3")
    assert plain_path.stat().st_mode & 0o777 == 0o600


def test_a_missing_file_is_never_made_by_opening(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        connect(tmp_path / "store.db", KEYSPEC, write=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [0, 1, 4095])
def test_an_emptied_file_is_damage_and_not_an_empty_store(plain_path: Path, size: int) -> None:
    os.truncate(plain_path, size)
    with pytest.raises(StoreDamaged):
        connect(plain_path, KEYSPEC, write=True)
    assert plain_path.stat().st_size == size


def test_creating_never_replaces(plain_path: Path) -> None:
    before = plain_path.read_bytes()
    with pytest.raises(StoreExists):
        connect(plain_path, KEYSPEC, write=True, create=True)
    assert plain_path.read_bytes() == before


def test_an_unencrypted_database_is_foreign(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(StoreForeign):
        connect(path, KEYSPEC, write=True)


def test_an_encrypted_file_of_another_program_is_foreign(plain_path: Path) -> None:
    with closing(connect(plain_path, KEYSPEC, write=True)) as connection:
        connection.execute("PRAGMA application_id=7")
    with pytest.raises(StoreForeign):
        connect(plain_path, KEYSPEC, write=True)


def test_unreadable_under_a_vouched_key_is_damage(plain_path: Path) -> None:
    with pytest.raises(StoreDamaged):
        connect(plain_path, "5b" * 48, write=True)


@pytest.mark.parametrize("keyspec", ["", "5a" * 32, "5A" * 48, "5a" * 47 + "5'", "zz" * 48])
def test_a_malformed_key_is_refused_and_never_echoed(plain_path: Path, keyspec: str) -> None:
    with pytest.raises(ValueError, match="bad key specification") as caught:
        connect(plain_path, keyspec, write=True)
    assert not keyspec or keyspec not in str(caught.value)


def test_a_directory_in_its_place_is_a_sentence_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "store.db").mkdir()
    with pytest.raises(StoreError):
        connect(tmp_path / "store.db", KEYSPEC, write=True)


def test_errors_carry_no_bound_values(plain_path: Path) -> None:
    pool = engine(plain_path, KEYSPEC, write=True)
    with pytest.raises(DBAPIError) as caught, pool.begin() as connection:
        connection.execute(text("INSERT INTO nothing VALUES (:x)"), {"x": "13900001111"})
    pool.dispose()
    assert "13900001111" not in str(caught.value)
    assert explain(caught.value) is None, "a bug is not a failure of the store"


def test_the_key_is_not_in_the_engines_url(plain_path: Path) -> None:
    pool = engine(plain_path, KEYSPEC, write=True)
    assert KEYSPEC not in repr(pool) + str(pool.url)


def test_a_readers_connection_cannot_write(plain_path: Path) -> None:
    pool = engine(plain_path, KEYSPEC, write=False)
    with pytest.raises(DBAPIError) as caught, pool.begin() as connection:
        connection.execute(text("DELETE FROM note"))
    pool.dispose()
    assert isinstance(explain(caught.value), FolderReadOnly)


def test_transactions_roll_back_whole_with_schema_and_savepoints(plain_path: Path) -> None:
    pool = engine(plain_path, KEYSPEC, write=True)
    with pool.connect() as connection, connection.begin() as transaction:
        connection.execute(text("CREATE TABLE extra (x)"))
        with connection.begin_nested():
            connection.execute(text("INSERT INTO note VALUES ('second')"))
        transaction.rollback()
    with pool.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM note")).scalar() == 1
        found = connection.execute(text("SELECT 1 FROM sqlite_schema WHERE name='extra'"))
        assert found.first() is None
    pool.dispose()


def test_a_held_write_lock_is_busy_and_not_damage(plain_path: Path) -> None:
    with (
        closing(connect(plain_path, KEYSPEC, write=True)) as holder,
        closing(connect(plain_path, KEYSPEC, write=True)) as other,
    ):
        holder.execute("BEGIN IMMEDIATE")
        other.execute("PRAGMA busy_timeout=50")
        with pytest.raises(Exception, match="locked") as caught:
            other.execute("BEGIN IMMEDIATE")
        assert isinstance(explain(caught.value), StoreBusy)
