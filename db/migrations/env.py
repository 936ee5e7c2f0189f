"""Run by alembic: binds it to the connection, already inside a transaction, that it was handed."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from db.models import Base
from db.search_index import is_of_the_index


def _render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our own column types as what they are in the store: history must not change with us."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def _is_mapped(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave the tables of the full-text index alone, which no class maps."""
    return kind != "table" or name is None or not is_of_the_index(name)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_render,
    include_name=_is_mapped,
    process_revision_directives=context.config.attributes.get("revision_directives"),
)
context.run_migrations()
