"""The open store, the one object through which everything is read and written.

Invariants: one transaction per gesture, rolled back on any error; what was committed is on the
medium; after ``close`` the keys are dropped, no connection is left and the write-ahead log is gone.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import sqlcipher3.dbapi2 as dbapi
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from db import audit, erasure_list
from db.durable_file import explain_os_error, make_private_folder, sync_folder
from db.engine import connect, engine, explain
from db.errors import (
    DiskFull,
    FolderReadOnly,
    StoreBusy,
    StoreClosed,
    StoreDamaged,
    StoreError,
    StoreExists,
    StoreNewer,
)
from db.folder import StoreFolder
from db.inspection import checkpoint
from db.key_envelope import UnlockedKeys
from db.schema_version import VERSIONS, current_revision, revisions

_BALLAST = 64 * 1024**2
_BALLAST_WANTS_FREE = 1024**3
_PATIENCE_SECONDS = 5.0

P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """An unlocked store; made by ``create`` or ``open``, ended by ``close``.

    ``anchor_state`` tells whether the audit log still holds the last row this computer has seen.
    ``damaged`` becomes true when a page proved unreadable: nothing is written any more.
    """

    def __init__(self, folder: StoreFolder, unlocked: UnlockedKeys) -> None:
        """Use ``create`` or ``open``, which check what this takes for granted."""
        self.folder = folder
        self.damaged = False
        self.anchor_state = audit.AnchorState.ABSENT
        self._unlocked: UnlockedKeys | None = unlocked
        writer = engine(folder.database, unlocked.keyspec, write=True)
        reader = engine(folder.database, unlocked.keyspec, write=False)
        self._engines: tuple[Engine, ...] = (writer, reader)
        info = {
            "audit_key": unlocked.audit_key,
            "signing_key": unlocked.signing_key,
            "staff_id": unlocked.staff_id,
        }
        self._write_sessions = sessionmaker(writer, expire_on_commit=False, info=info)
        self._read_sessions = sessionmaker(reader, expire_on_commit=False, info=info)
        self._works_before_commit: list[Callable[[Session], None]] = []

    @classmethod
    def create(
        cls, folder: StoreFolder, unlocked: UnlockedKeys, *, versions: Path = VERSIONS
    ) -> Store:
        """Make the database for keys just made, and open it.

        The database gets its name only when its schema is complete and on the medium.

        Raises:
            StoreExists: there is a database here.
            FolderReadOnly, DiskFull, DiskFault: it could not be written.
        """
        # Alembic costs more than the rest of unlocking; most starts never need it.
        from db.migrate import build_schema  # noqa: PLC0415

        if folder.database.exists():
            raise StoreExists
        make_private_folder(folder.path)
        unfinished = folder.database.with_name(folder.database.name + ".new")
        try:
            for suffix in ("", "-wal", "-shm"):
                unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
            connect(unfinished, unlocked.keyspec, write=True, create=True).close()
            build_schema(unfinished, unlocked.keyspec, versions)
            unfinished.rename(folder.database)
            sync_folder(folder.path)
        except OSError as error:
            raise explain_os_error(error) from error
        audit.write_anchor(
            folder.anchor, unlocked.audit_key, unlocked.db_id, audit.AuditHead(0, audit.GENESIS)
        )
        return cls.open(folder, unlocked, versions=versions)

    @classmethod
    def open(
        cls,
        folder: StoreFolder,
        unlocked: UnlockedKeys,
        *,
        versions: Path = VERSIONS,
        program_version: str = "",
    ) -> Store:
        """Open the store, upgrading an older one after a verified backup.

        Raises:
            StoreMissing: no database; never made here.
            StoreNewer: written by a later program.
            StoreDamaged, StoreForeign: see ``db.engine.connect``.
            BackupFailed, MigrationFailed: the upgrade was not done; the store is as before.
            FolderReadOnly, DiskFull, DiskFault, StoreBusy: as they say.
        """
        with closing(connect(folder.database, unlocked.keyspec, write=False)) as connection:
            try:
                current = current_revision(connection)
            except dbapi.Error as error:
                raise explain(error) or error from error
        known = revisions(versions)
        if current not in known:
            raise StoreNewer(current or "no revision")
        if current != known[-1]:
            from db.migrate import upgrade  # noqa: PLC0415 - as in create

            upgrade(folder, unlocked, versions=versions, program_version=program_version)
        store = cls(folder, unlocked)
        try:
            with store.reading() as session:
                store.anchor_state = audit.compare_anchor(
                    folder.anchor, unlocked.audit_key, unlocked.db_id, session
                )
            store._lay_ballast()
        except BaseException:
            store._drop()
            raise
        return store

    @property
    def went_back(self) -> bool:
        """Whether an older state of the store was put in place since it was last closed here."""
        return self.anchor_state is audit.AnchorState.WENT_BACK

    def accept_older_state(self) -> None:
        """Take the present audit head as good, once an administrator has answered for it.

        Until then the anchor is left alone, so that the warning comes back with every unlock.

        Raises:
            StoreClosed: the store was closed.
            FolderReadOnly, DiskFull, DiskFault: the anchor could not be written.
        """
        unlocked = self.unlocked
        with self.reading() as session:
            last = audit.head(session)
        audit.write_anchor(self.folder.anchor, unlocked.audit_key, unlocked.db_id, last)
        self.anchor_state = audit.AnchorState.AGREES

    @property
    def write_engine(self) -> Engine:
        """The pool of one connection that begins IMMEDIATE.

        Raises:
            StoreClosed: the store was closed.
        """
        return self._engine(0)

    @property
    def read_engine(self) -> Engine:
        """The pool of three connections that can only read.

        Raises:
            StoreClosed: the store was closed.
        """
        return self._engine(1)

    def _engine(self, place: int) -> Engine:
        if not self._engines:
            raise StoreClosed
        return self._engines[place]

    @property
    def unlocked(self) -> UnlockedKeys:
        """The keys, for the verbs that need them.

        Raises:
            StoreClosed: the store was closed.
        """
        if self._unlocked is None:
            raise StoreClosed
        return self._unlocked

    def before_commit(self, work: Callable[[Session], None]) -> None:
        """Have ``work`` done at the end of every writing transaction, inside it.

        Raises:
            StoreClosed: the store was closed.
        """
        if self._unlocked is None:
            raise StoreClosed
        # Noted here: the library knows listeners by the address of what they listen to, and takes
        # a store that was closed for a new one that came to lie in its place.
        if work not in self._works_before_commit:
            self._works_before_commit.append(work)
            event.listen(self._write_sessions, "before_commit", work)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session on one unchanging state of the store; writing in it is refused.

        Raises:
            StoreClosed: the store was closed.
            StoreDamaged, DiskFault, StoreBusy: as they say.
        """
        with self._transaction(self._read_sessions) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield the one writing session; committed at the end, rolled back on any error.

        On ``DiskFull`` nothing was saved but, if there was ballast, room has been made: do the
        gesture once more, or use ``write``, which does.

        Raises:
            StoreClosed: the store was closed.
            DiskFull, DiskFault, FolderReadOnly, StoreDamaged, StoreBusy: nothing was saved.
        """
        if self.damaged:
            raise StoreDamaged
        with self._transaction(self._write_sessions) as session:
            yield session

    def write(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``work`` in a writing session; on a full drive, once more after dropping ballast.

        Raises:
            As ``writing``, and whatever ``work`` raises.
        """
        had_ballast = self.folder.ballast.exists()
        try:
            with self.writing() as session:
                return work(session, *args, **kwargs)
        except DiskFull:
            if not had_ballast:
                raise
        with self.writing() as session:
            return work(session, *args, **kwargs)

    @contextmanager
    def _transaction(self, sessions: sessionmaker[Session]) -> Iterator[Session]:
        if self._unlocked is None:
            raise StoreClosed
        erased = False
        with sessions() as session:
            try:
                self._begin(session)
                yield session
                session.commit()
                erased = bool(session.info.pop(erasure_list.ERASED, False))
            except BaseException as error:
                # After SQLITE_FULL the transaction is already gone and this does nothing.
                session.rollback()
                meaning = error if isinstance(error, StoreError) else explain(error)
                if meaning is None:
                    raise
                self._react(meaning)
                if meaning is error:
                    raise
                if sessions is self._read_sessions and isinstance(meaning, FolderReadOnly):
                    # The connection opened, so this is a bug of ours: writing where one reads.
                    raise
                raise meaning from error
        if erased:
            self._forget_outside()

    def _forget_outside(self) -> None:
        """Keep the list of erasures, and empty the write-ahead log of what was just erased.

        The erasure itself is saved; what cannot be done now is done when the store is next opened
        or closed.
        """
        unlocked = self.unlocked
        with suppress(StoreError, dbapi.Error):
            with self.reading() as session:
                erased = erasure_list.erased_in(session)
            erasure_list.add_to_list(
                self.folder.erasures, unlocked.audit_key, unlocked.db_id, erased
            )
        with (
            suppress(StoreError, dbapi.Error),
            closing(connect(self.folder.database, unlocked.keyspec, write=True)) as last,
        ):
            checkpoint(last)

    def brought_back(self) -> tuple[erasure_list.Entry, ...]:
        """Return what was erased once and is here again, because an older store was put in place.

        Erasures that only the store knows are added to the list beside it.

        Raises:
            StoreClosed: the store was closed.
            FolderReadOnly, DiskFull, DiskFault: the list could not be written.
        """
        unlocked, path = self.unlocked, self.folder.erasures
        listed = erasure_list.read_list(path, unlocked.audit_key, unlocked.db_id)
        with self.reading() as session:
            known = erasure_list.erased_in(session)
        if known - listed:
            erasure_list.add_to_list(path, unlocked.audit_key, unlocked.db_id, known)
        done = {(subject, subject_id) for subject, subject_id, _ground in known}
        return tuple(sorted(entry for entry in listed if entry[:2] not in done))

    def _begin(self, session: Session) -> None:
        try:
            session.connection()
        except Exception as error:
            if not isinstance(explain(error), StoreBusy):
                raise
            session.rollback()
            session.connection()

    def _react(self, meaning: StoreError) -> None:
        if isinstance(meaning, DiskFull):
            with suppress(OSError):
                self.folder.ballast.unlink(missing_ok=True)
        if isinstance(meaning, StoreDamaged):
            self.damaged = True
            # A connection that met a bad page goes on failing; fresh ones still read the others.
            self._dispose()

    def _dispose(self) -> None:
        for pool in self._engines:
            pool.dispose()

    def _lay_ballast(self) -> None:
        ballast = self.folder.ballast
        try:
            whole = ballast.exists() and ballast.stat().st_size == _BALLAST
            if whole or shutil.disk_usage(self.folder.path).free < _BALLAST_WANTS_FREE:
                return
            handle = os.open(ballast, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as stream:
                if hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(stream.fileno(), 0, _BALLAST)
                else:
                    for _ in range(_BALLAST // 1024**2):
                        stream.write(bytes(1024**2))
        except OSError:
            # The desk works without it; a full drive is then told at once.
            with suppress(OSError):
                ballast.unlink(missing_ok=True)

    def _checked_out(self) -> int:
        pools = (engine.pool for engine in self._engines)
        return sum(pool.checkedout() for pool in pools if isinstance(pool, QueuePool))

    def _drop(self) -> None:
        self._unlocked = None
        self._dispose()
        # The pools know how to open the database, so they go as well.
        self._engines = ()
        for sessions in (self._write_sessions, self._read_sessions):
            sessions.configure(info={}, bind=None)

    def close(self) -> None:
        """Finish: wait briefly for work under way, empty the write-ahead log, drop the keys.

        The keys and pools are dropped whatever happens; a second call does nothing.

        Raises:
            StoreBusy: work was still under way after five seconds, so the log was not emptied.
            DiskFull, DiskFault, FolderReadOnly, StoreDamaged: the last step could not be written;
                everything saved before is safe.
        """
        unlocked = self._unlocked
        if unlocked is None:
            return
        # From here on no new work begins.
        self._unlocked = None
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self._checked_out() and time.monotonic() < deadline:
            time.sleep(0.01)
        busy = self._checked_out() > 0
        self._drop()
        if busy:
            raise StoreBusy("work under way")
        self._settle(unlocked)

    def _settle(self, unlocked: UnlockedKeys) -> None:
        try:
            with closing(connect(self.folder.database, unlocked.keyspec, write=True)) as last:
                if not self.went_back:
                    self._move_anchor(last, unlocked)
                checkpoint(last)
        except dbapi.Error as error:
            raise explain(error) or error from error

    def _move_anchor(self, connection: dbapi.Connection, unlocked: UnlockedKeys) -> None:
        query = "SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1"
        row = connection.execute(query).fetchone()
        head = audit.AuditHead(*row) if row else audit.AuditHead(0, audit.GENESIS)
        audit.write_anchor(self.folder.anchor, unlocked.audit_key, unlocked.db_id, head)
