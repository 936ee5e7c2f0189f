"""Writes the next migration from the difference between the models and the steps so far.

Usage: python packaging/new_migration.py "what changes"
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as dbapi
from alembic import command
from alembic.operations import ops
from alembic.script import write_hooks
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.pool import StaticPool

from db.audit import INSERT_ONLY_TRIGGERS
from db.migrate import configuration, run_steps
from db.open_stretches import TRIGGERS as STRETCH_TRIGGERS
from db.schema_version import VERSIONS, revisions

_LINE_LENGTH = 100
_ONE_TEXT = re.compile(r'( +)"((?:[^"\\]|\\.)+)"(,?)')


def broken(line: str) -> str:
    """Return a line that is one text, broken between words: ruff leaves long texts long."""
    found = _ONE_TEXT.fullmatch(line)
    if found is None or len(line) <= _LINE_LENGTH:
        return line
    indent, words, comma = found.groups()
    parts = textwrap.TextWrapper(
        width=_LINE_LENGTH - len(indent) - 3,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=False,
        expand_tabs=False,
        replace_whitespace=False,
    ).wrap(words)
    return "\n".join(f'{indent}"{part}"' for part in parts) + comma


@write_hooks.register("break_long_texts")
def _break_long_texts(path: str, _options: Any) -> None:
    file = Path(path)
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("".join(f"{broken(line)}\n" for line in lines), encoding="utf-8", newline="\n")


def _missing_triggers(connection: Connection) -> list[str]:
    rows = connection.execute(text("SELECT sql FROM sqlite_schema WHERE type = 'trigger'"))
    present = set(rows.scalars())
    wanted = (*INSERT_ONLY_TRIGGERS, *STRETCH_TRIGGERS)
    return [statement for statement in wanted if statement not in present]


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
            ("hooks", "ruff, break_long_texts"),
            ("ruff.type", "module"),
            ("ruff.module", "ruff"),
            ("ruff.options", "format REVISION_SCRIPT_FILENAME"),
            ("break_long_texts.type", "break_long_texts"),
        ):
            config.set_section_option("post_write_hooks", name, value)
        config.attributes["connection"] = connection
        config.attributes["revision_directives"] = add_triggers
        command.revision(config, message, autogenerate=True, rev_id=number)
    print(VERSIONS / f"{number}_{slug}.py")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
