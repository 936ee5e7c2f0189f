"""Writes the next migration from the difference between the models and the steps so far.

Usage: python packaging/new_migration.py "what changes"
"""

from __future__ import annotations

import re
import sys
from typing import Any

import sqlcipher3.dbapi2 as dbapi
from alembic import command
from alembic.operations import ops
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.pool import StaticPool

from db.audit import INSERT_ONLY_TRIGGERS
from db.migrate import configuration, run_steps
from db.schema_version import VERSIONS, revisions


def _missing_triggers(connection: Connection) -> list[str]:
    rows = connection.execute(text("SELECT sql FROM sqlite_schema WHERE type = 'trigger'"))
    present = set(rows.scalars())
    return [statement for statement in INSERT_ONLY_TRIGGERS if statement not in present]


def main(arguments: list[str]) -> int:
    """Write one migration; return 0, or 2 for wrong usage."""
    if len(arguments) != 1 or not arguments[0].strip():
        print(__doc__, file=sys.stderr)
        return 2
    message = arguments[0].strip()
    number = f"{len(revisions()) + 1:04d}"
    slug = re.sub(r"\W+", "_", message.lower()).strip("_")
    pool = create_engine(
        "sqlite://",
        module=dbapi,
        poolclass=StaticPool,
        creator=lambda: dbapi.connect(":memory:", isolation_level=None, check_same_thread=False),
    )
    event.listen(pool, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with pool.begin() as connection:
        if revisions():
            run_steps(connection)
        triggers = _missing_triggers(connection)

        def add_triggers(_: Any, __: Any, directives: list[Any]) -> None:
            steps = directives[0].upgrade_ops.ops
            steps += [ops.ExecuteSQLOp(statement) for statement in triggers]

        config = configuration()
        config.set_main_option("file_template", f"{number}_{slug}".replace("%", "%%"))
        for name, value in (
            ("hooks", "ruff"),
            ("ruff.type", "module"),
            ("ruff.module", "ruff"),
            ("ruff.options", "format REVISION_SCRIPT_FILENAME"),
        ):
            config.set_section_option("post_write_hooks", name, value)
        config.attributes["connection"] = connection
        config.attributes["revision_directives"] = add_triggers
        command.revision(config, message, autogenerate=True, rev_id=number)
    print(VERSIONS / f"{number}_{slug}.py")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
