"""What backup, upgrade and verification ask of an open connection: pages, references, row counts.

Invariant: ``quick_check`` and ``cipher_integrity_check`` are always asked together, because each
misses damage that the other finds; the second raises false alarms while the write-ahead log still
holds frames, so the log is checkpointed before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlcipher3.dbapi2 as dbapi

from db.errors import StoreBusy


@dataclass(frozen=True)
class Finding:
    """Something wrong with a store: a short code, and where, free of personal data."""

    code: str
    detail: str


def checkpoint(connection: dbapi.Connection) -> None:
    """Bring the write-ahead log into the database and empty it.

    Raises:
        StoreBusy: a reader or writer is still at work.
        sqlcipher3.dbapi2.Error: the store cannot be written.
    """
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreBusy("checkpoint")


def page_findings(connection: dbapi.Connection) -> list[Finding]:
    """Return what the page checks and the foreign-key check report; empty means whole."""
    findings: list[Finding] = []
    for pragma, code in (("quick_check", "pages"), ("cipher_integrity_check", "cipher")):
        try:
            rows = connection.execute(f"PRAGMA {pragma}").fetchall()
        except dbapi.DatabaseError as error:
            findings.append(Finding(code, getattr(error, "sqlite_errorname", "error")))
            continue
        findings += [Finding(code, str(row[0])) for row in rows if row[0] != "ok"]
    if not findings:
        for table, row_id, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            findings.append(Finding("foreign_keys", f"{table} {row_id} -> {parent}"))
    return findings


def table_counts(connection: dbapi.Connection) -> Mapping[str, int]:
    """Return the number of rows of every ordinary table of ours."""
    listed = connection.execute("PRAGMA table_list").fetchall()
    tables = sorted(
        name
        for schema, name, kind, *_ in listed
        if schema == "main" and kind == "table" and not name.startswith("sqlite_")
    )
    counts: dict[str, int] = {}
    for table in tables:
        # A name cannot be bound; these come from the schema itself and are quoted.
        quoted = table.replace('"', '""')
        counts[table] = connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0]  # noqa: S608
    return counts
