"""The complete check of a store: pages, cipher, references, schema, and the index of search.

The audit chain is checked by ``db.audit.verify_chain``; whether cases agree with their events is
for the services to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import sqlcipher3.dbapi2 as dbapi
from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool

from db.engine import connect, explain
from db.errors import StoreDamaged
from db.folder import StoreFolder
from db.inspection import Finding, checkpoint, page_findings
from db.key_envelope import UnlockedKeys
from db.migrate import run_steps
from db.schema_version import VERSIONS
from db.search_index import index_findings

__all__ = ["Finding", "check_pages"]

_Schema = dict[tuple[str, str], str]


def _schema(connection: dbapi.Connection) -> _Schema:
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {(kind, name): _in_one_order(sql) for kind, name, sql in rows}


def _in_one_order(sql: str) -> str:
    """Return a statement with sorted lines: a rebuilt table has its constraints in any order."""
    return "\n".join(sorted(line.strip().rstrip(",") for line in sql.splitlines()))


def expected_schema(versions: Path = VERSIONS) -> _Schema:
    """Return what all migrations together make, run on an empty database in memory."""
    pool = create_engine(
        "sqlite://",
        module=dbapi,
        poolclass=StaticPool,
        creator=lambda: dbapi.connect(":memory:", isolation_level=None, check_same_thread=False),
    )
    event.listen(pool, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    try:
        with pool.begin() as connection:
            run_steps(connection, versions)
            return _schema(connection.connection.driver_connection)
    finally:
        pool.dispose()


def _differences(actual: _Schema, expected: _Schema) -> Iterable[Finding]:
    for kind, name in sorted(expected.keys() - actual.keys()):
        yield Finding("schema_missing", f"{kind} {name}")
    for kind, name in sorted(actual.keys() - expected.keys()):
        yield Finding("schema_unknown", f"{kind} {name}")
    for kind, name in sorted(actual.keys() & expected.keys()):
        if actual[kind, name] != expected[kind, name]:
            yield Finding("schema_altered", f"{kind} {name}")


def _of_the_index(finding: Finding) -> Finding:
    """Tell damage of the full-text index apart, which can be made anew, from that of records."""
    is_index = finding.code == "pages" and finding.detail.startswith("fts5:")
    return Finding("search_index", finding.detail) if is_index else finding


def check_pages(
    folder: StoreFolder, unlocked: UnlockedKeys, *, versions: Path = VERSIONS
) -> list[Finding]:
    """Check every page and the schema; empty means nothing was found.

    Damage that keeps the store from opening is a finding too, code ``unreadable``.

    Raises:
        StoreBusy: the store is in use, so the write-ahead log could not be emptied.
        StoreMissing, StoreForeign, FolderReadOnly, DiskFull, DiskFault: it cannot be asked.
    """
    try:
        with closing(connect(folder.database, unlocked.keyspec, write=True)) as connection:
            checkpoint(connection)
            findings = [_of_the_index(finding) for finding in page_findings(connection)]
            if not findings:
                findings += _differences(_schema(connection), expected_schema(versions))
            if not findings and versions == VERSIONS:
                findings += index_findings(connection)
    except (StoreDamaged, dbapi.Error) as error:
        meaning = error if isinstance(error, StoreDamaged) else explain(error)
        if meaning is None:
            raise
        if not isinstance(meaning, StoreDamaged):
            raise meaning from error
        return [Finding("unreadable", str(meaning))]
    return findings
