"""Which revision a store has and which ones this program knows, without loading the migrations.

Revision identifiers are the four digits that begin the file names of ``db/migrations/versions``;
their order is the order of the numbers. Invariant: nothing here imports alembic, which costs more
than the rest of unlocking.
"""

from __future__ import annotations

import re
from pathlib import Path

import sqlcipher3.dbapi2 as dbapi

VERSIONS = Path(__file__).parent / "migrations" / "versions"
_FILE_NAME = re.compile(r"(\d{4})_\w+\.py")


def revisions(versions: Path = VERSIONS) -> tuple[str, ...]:
    """Return the known revisions, oldest first."""
    names = (_FILE_NAME.fullmatch(file.name) for file in versions.iterdir())
    return tuple(sorted(name[1] for name in names if name))


def current_revision(connection: dbapi.Connection) -> str | None:
    """Return the store's revision, or None of a database without tables.

    Raises:
        sqlcipher3.dbapi2.Error: the store cannot be read; see ``db.engine.explain``.
    """
    known = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'")
    if known.fetchone() is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])
