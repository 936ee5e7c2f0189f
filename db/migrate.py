"""Brings a store to the schema of this program: all steps in one transaction, or none.

Invariants: an encrypted, verified copy exists before anything changes; foreign keys are off before
the transaction begins, because a table rebuilt with them on silently deletes its children; no table
loses rows that the step did not declare.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import sqlcipher3.dbapi2 as dbapi
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from db import backup
from db.engine import connect, engine, explain
from db.errors import MigrationFailed, StoreDamaged, StoreError, StoreNewer
from db.folder import StoreFolder
from db.inspection import checkpoint, page_findings, table_counts
from db.key_envelope import UnlockedKeys
from db.schema_version import VERSIONS, current_revision, revisions

_SCRIPTS = Path(__file__).parent / "migrations"


def configuration(versions: Path = VERSIONS) -> Config:
    """Return alembic's settings, made here and not in a file."""
    config = Config()
    for name, value in (
        ("script_location", _SCRIPTS),
        ("version_locations", versions),
        ("path_separator", "newline"),
    ):
        # The settings know %-interpolation; a folder may be called 100%25.
        config.set_main_option(name, str(value).replace("%", "%%"))
    return config


def run_steps(connection: Connection, versions: Path = VERSIONS) -> None:
    """Run every step the connection's database lacks, inside the transaction already begun."""
    config = configuration(versions)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _driver(connection: Connection) -> dbapi.Connection:
    return connection.connection.driver_connection


def _allowed_losses(versions: Path, since: str | None) -> set[str]:
    allowed: set[str] = set()
    for script in ScriptDirectory.from_config(configuration(versions)).walk_revisions():
        if since is None or script.revision > since:
            allowed |= set(getattr(script.module, "may_lose_rows", ()))
    return allowed


def _refuse_losses(before: Mapping[str, int], after: Mapping[str, int], allowed: set[str]) -> None:
    lost = {table for table, rows in before.items() if after.get(table, 0) < rows}
    # Alembic's own table holds one row whatever happens.
    if lost - allowed - {"alembic_version"}:
        raise MigrationFailed("rows lost: " + ", ".join(sorted(lost - allowed)))


def build_schema(database: Path, keyspec: str, versions: Path = VERSIONS) -> None:
    """Run all steps on a database just made, and leave it without a write-ahead log.

    Raises:
        MigrationFailed: a step was refused.
        DiskFull, DiskFault, FolderReadOnly: as they say.
    """
    _run(database, keyspec, versions, since=None)


def _run(database: Path, keyspec: str, versions: Path, since: str | None) -> None:
    pool = engine(database, keyspec, write=True, migrate=True)
    try:
        with pool.begin() as connection:
            before = table_counts(_driver(connection))
            run_steps(connection, versions)
            _refuse_orphans(connection)
            after = table_counts(_driver(connection))
            _refuse_losses(before, after, _allowed_losses(versions, since))
    except StoreError:
        raise
    except Exception as error:
        raise explain(error) or MigrationFailed(type(error).__name__) from error
    finally:
        pool.dispose()
    _check_result(database, keyspec)


def _refuse_orphans(connection: Connection) -> None:
    if _driver(connection).execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise MigrationFailed("foreign keys")


def _check_result(database: Path, keyspec: str) -> None:
    connection = connect(database, keyspec, write=True)
    try:
        checkpoint(connection)
        findings = page_findings(connection)
    except dbapi.Error as error:
        raise explain(error) or error from error
    finally:
        connection.close()
    if findings:
        raise StoreDamaged(findings[0].code)


def upgrade(
    folder: StoreFolder,
    unlocked: UnlockedKeys,
    *,
    versions: Path = VERSIONS,
    program_version: str = "",
) -> bool:
    """Bring the store to the newest schema; return whether there was anything to do.

    Raises:
        StoreNewer: the store was written by a later program; it is left alone.
        BackupFailed: the copy before could not be made; nothing was changed.
        MigrationFailed: a step was refused; the store is as before.
        StoreError: it cannot be opened; see ``db.engine.connect``.
    """
    connection = connect(folder.database, unlocked.keyspec, write=False)
    try:
        current = current_revision(connection)
    finally:
        connection.close()
    known = revisions(versions)
    if current == known[-1]:
        return False
    if current not in known:
        raise StoreNewer(current or "no revision")
    backup.make_backup(
        folder, unlocked, folder.backups, reason="migration", program_version=program_version
    )
    _run(folder.database, unlocked.keyspec, versions, since=current)
    return True
