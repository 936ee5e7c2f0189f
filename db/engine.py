"""Opens the encrypted database: the one order of pragmas, on every connection.

Invariants: opening never creates; the key never appears in a URL, a message or a log; a connection
is handed out only if the file is encrypted, is ours, and writes ahead with full sync.
"""

from __future__ import annotations

import os
from pathlib import Path

import sqlcipher3.dbapi2 as dbapi
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import QueuePool

from db.durable_file import explain_os_error
from db.errors import (
    DiskFault,
    DiskFull,
    FolderReadOnly,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreExists,
    StoreForeign,
)

APPLICATION_ID = 0x52434F4E
_PAGE = 4096
_PLAIN_HEADER = b"SQLite format 3\0"
_KEYSPEC_DIGITS = 96
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "fullfsync=ON",
    "checkpoint_fullfsync=ON",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "cache_size=-32000",
    "journal_size_limit=67108864",
    # Otherwise INSERT OR REPLACE deletes a row past the triggers that keep the logs insert-only.
    "recursive_triggers=ON",
)
_MEANINGS: dict[int, type[StoreError]] = {
    dbapi.SQLITE_FULL: DiskFull,
    dbapi.SQLITE_IOERR: DiskFault,
    dbapi.SQLITE_CORRUPT: StoreDamaged,
    dbapi.SQLITE_NOTADB: StoreDamaged,
    dbapi.SQLITE_BUSY: StoreBusy,
    dbapi.SQLITE_LOCKED: StoreBusy,
    dbapi.SQLITE_READONLY: FolderReadOnly,
    dbapi.SQLITE_CANTOPEN: FolderReadOnly,
}
_CODES_BY_WORDS = {
    "database or disk is full": dbapi.SQLITE_FULL,
    "disk I/O error": dbapi.SQLITE_IOERR,
    "database disk image is malformed": dbapi.SQLITE_CORRUPT,
    "file is not a database": dbapi.SQLITE_NOTADB,
    "database is locked": dbapi.SQLITE_BUSY,
    "attempt to write a readonly database": dbapi.SQLITE_READONLY,
    "unable to open database file": dbapi.SQLITE_CANTOPEN,
}


def explain(error: BaseException) -> StoreError | None:
    """Return what a database error means to a person, or None if it is a bug of ours."""
    if isinstance(error, PoolTimeoutError):
        return StoreBusy("no connection free")
    if isinstance(error, DBAPIError):
        return explain(error.orig) if error.orig is not None else None
    if not isinstance(error, dbapi.Error):
        return None
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # The driver's backup call gives the words of the code only.
        code = _CODES_BY_WORDS.get(str(error), 0)
    meaning = _MEANINGS.get(code & 0xFF)
    return meaning(getattr(error, "sqlite_errorname", "")) if meaning else None


def _refuse_wrong_file(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            header = stream.read(len(_PLAIN_HEADER))
            size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise explain_os_error(error) from error
    if header == _PLAIN_HEADER:
        raise StoreForeign("not encrypted")
    # SQLite takes an empty file for a new database under any key: lost data would look like none.
    if size < _PAGE:
        raise StoreDamaged("empty or truncated")


def _prepare(connection: dbapi.Connection, keyspec: str, *, create: bool) -> None:
    connection.execute("PRAGMA cipher_memory_security=ON")
    connection.execute(f"PRAGMA key=\"x'{keyspec}'\"")
    if connection.execute("PRAGMA cipher_status").fetchone() != ("1",):
        raise StoreForeign("not encrypted")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if create:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    elif connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
        raise StoreForeign("application id")
    for pragma in _PRAGMAS:
        connection.execute("PRAGMA " + pragma)


def connect(
    path: Path, keyspec: str, *, write: bool, create: bool = False, migrate: bool = False
) -> dbapi.Connection:
    """Open one connection, or with ``create`` make a new database under a name not yet taken.

    ``migrate`` leaves foreign keys off: a table rebuilt with them on deletes its children, and the
    switch does nothing once a transaction has begun.

    Raises:
        ValueError: the key specification is malformed (a short one would be taken as a passphrase).
        StoreMissing: no file.
        StoreExists: ``create`` and the name is taken.
        StoreForeign: not encrypted, or not a store of this program.
        StoreDamaged: empty, truncated, or unreadable under a key that its envelope vouches for.
        FolderReadOnly, DiskFull, DiskFault, StoreBusy: as they say.
    """
    if len(keyspec) != _KEYSPEC_DIGITS or set(keyspec) - set("0123456789abcdef"):
        raise ValueError("bad key specification")
    if create:
        _claim(path)
    else:
        _refuse_wrong_file(path)
    try:
        connection = dbapi.connect(
            # as_uri quotes # ? % in folder names, which would otherwise name another file.
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=5.0,
        )
    except dbapi.Error as error:
        raise explain(error) or error from error
    try:
        _prepare(connection, keyspec, create=create)
        if migrate:
            connection.execute("PRAGMA foreign_keys=OFF")
        if not write:
            connection.execute("PRAGMA query_only=ON")
        _refuse_unsafe_settings(connection)
    except BaseException as error:
        connection.close()
        if isinstance(error, dbapi.Error):
            raise explain(error) or error from error
        raise
    return connection


def _refuse_unsafe_settings(connection: dbapi.Connection) -> None:
    """Make sure of what a file system without shared memory would silently turn down."""
    for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("temp_store", 2)):
        if connection.execute(f"PRAGMA {pragma}").fetchone() != (value,):
            raise DiskFault(pragma)


def _claim(path: Path) -> None:
    """Make the empty file ourselves: private from the start, and never over another."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise StoreExists from None
    except OSError as error:
        raise explain_os_error(error) from error


def engine(path: Path, keyspec: str, *, write: bool, migrate: bool = False) -> Engine:
    """Return a pool over ``connect``: one writer, which begins IMMEDIATE, or three readers."""
    pool = create_engine(
        "sqlite://",
        module=dbapi,
        poolclass=QueuePool,
        creator=lambda: connect(path, keyspec, write=write, migrate=migrate),
        pool_size=1 if write else 3,
        max_overflow=0,
        # Otherwise the bound values, a phone number among them, stand in every error text.
        hide_parameters=True,
    )
    begin = "BEGIN IMMEDIATE" if write else "BEGIN"

    @event.listens_for(pool, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return pool
