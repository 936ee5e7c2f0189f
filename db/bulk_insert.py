"""Many rows at once: laid out in a temporary table, then moved by one statement.

Each run of an INSERT opens the table, its indexes and the tables it refers to, and every piece of
memory that this takes is locked against swapping; thousands of runs spend most of their time on
that.  Moved by one statement, all is opened once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, MetaData, Table, insert, literal, literal_column, select
from sqlalchemy.orm import Session

from db.models.base import Base


def insert_rows(session: Session, kind: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of one kind in this order; each names the same columns, with nothing left out.

    Every constraint is checked as ever.  The session knows nothing of the rows afterwards.
    """
    if not rows:
        return
    target = Base.metadata.tables[kind.__tablename__]
    first = rows[0]
    names = list(first)
    # What is the same in every row is said once.
    varying = [name for name in names if any(row[name] != first[name] for row in rows)]
    varying = varying or names[:1]
    laid_out = Table(
        f"laid_out_{target.name}",
        MetaData(),
        *(Column(name, target.c[name].type) for name in varying),
        prefixes=["TEMPORARY"],
    )
    session.flush()
    connection = session.connection()
    laid_out.create(connection)
    connection.execute(insert(laid_out), [{name: row[name] for name in varying} for row in rows])
    moved = select(
        *(
            laid_out.c[name] if name in varying else literal(first[name], target.c[name].type)
            for name in names
        )
    ).order_by(literal_column("rowid"))
    connection.execute(insert(target).from_select(names, moved, include_defaults=False))
    laid_out.drop(connection)
