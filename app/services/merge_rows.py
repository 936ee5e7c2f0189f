"""The rows that hang on a customer, moved to another record and back."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import Column, Table, func, select, update
from sqlalchemy.orm import Session

from app.domain.archive import Stay
from app.domain.customer_merge import joined, joins
from db.models import Base, CustomerMerge, Occupancy

_NOT_MOVED = ("customers", "customer_keys", "customer_merges", "distinct_pairs", "occupancies")
_AT_ONCE = 500


def _references() -> list[tuple[Table, Column[Any]]]:
    """Return every column that names a customer whose row simply moves over.

    Read from the schema, so that a table that comes later is never forgotten.
    """
    return [
        (table, key.parent)
        for table in Base.metadata.sorted_tables
        if table.name not in _NOT_MOVED
        for key in sorted(table.foreign_keys, key=lambda each: each.parent.name)
        if key.column.table.name == "customers" and not key.parent.primary_key
    ]


def count_moves(session: Session, gone_id: str) -> dict[str, int]:
    """Return how many rows of each table would move, where there are any."""
    counts: Counter[str] = Counter()
    for table, column in _references():
        asked = select(func.count()).select_from(table).where(column == gone_id)
        counts[table.name] += session.scalar(asked) or 0
    asked = select(func.count()).select_from(Occupancy).where(Occupancy.customer_id == gone_id)
    counts["occupancies"] = session.scalar(asked) or 0
    return {name: count for name, count in counts.items() if count}


def move_rows(session: Session, from_id: str, to_id: str) -> dict[str, list[Any]]:
    """Move every row over; return which, by table and column."""
    session.flush()
    moved: dict[str, list[Any]] = {}
    for table, column in _references():
        (key,) = table.primary_key.columns
        ids = list(session.scalars(select(key).where(column == from_id).order_by(key)))
        if ids:
            moved[f"{table.name}.{column.name}"] = ids
            session.execute(update(table).where(column == from_id).values({column: to_id}))
    session.expire_all()
    return moved


def join_stays(session: Session, kept_id: str, gone_id: str) -> dict[str, list[dict[str, Any]]]:
    """Move the stays over; two that tell of the same become one that covers both."""
    ours = _stays(session, kept_id)
    told: dict[str, list[dict[str, Any]]] = {"moved": [], "ended": [], "widened": []}
    for row in _stays(session, gone_id):
        like = [mine for mine in ours if (mine.room_id, mine.kind) == (row.room_id, row.kind)]
        at = joins([_stay(mine) for mine in like], _stay(row))
        if at is None:
            told["moved"].append({"id": row.id})
            row.customer_id = kept_id
            ours.append(row)
            continue
        mine, whole = like[at], joined(_stay(like[at]), _stay(row))
        if whole != _stay(mine):
            told["widened"].append(
                {"id": mine.id, "before": _dates(_stay(mine)), "after": _dates(whole)}
            )
        told["ended"].append(
            {"id": row.id, "room": row.room_id, "kind": row.kind, "dates": _dates(_stay(row))}
        )
        session.delete(row)
        session.flush()
        mine.from_on, mine.until_on = whole.from_on, whole.until_on
    session.flush()
    return told


def _stays(session: Session, customer_id: str) -> list[Occupancy]:
    return list(
        session.scalars(
            select(Occupancy).where(Occupancy.customer_id == customer_id).order_by(Occupancy.id)
        )
    )


def _stay(row: Occupancy) -> Stay:
    return Stay(row.from_on, row.until_on)


def _dates(stay: Stay) -> list[str | None]:
    return [day.isoformat() if day else None for day in (stay.from_on, stay.until_on)]


def _stay_of(dates: list[str | None]) -> Stay:
    begin, end = (date.fromisoformat(day) if day else None for day in dates)
    return Stay(begin, end)


def move_rows_back(session: Session, merge: CustomerMerge) -> None:
    """Only what moved with the merge, and what is still with the kept one, goes back."""
    session.flush()
    moved: dict[str, list[Any]] = merge.before["moved"]
    for table, column in _references():
        (key,) = table.primary_key.columns
        ids = moved.get(f"{table.name}.{column.name}", [])
        for start in range(0, len(ids), _AT_ONCE):
            session.execute(
                update(table)
                .where(key.in_(ids[start : start + _AT_ONCE]), column == merge.kept_id)
                .values({column: merge.gone_id})
            )
    session.expire_all()


def part_stays(session: Session, merge: CustomerMerge) -> None:
    """Give the stays back as they were, unless they were corrected since."""
    told = merge.before["stays"]
    for each in told["widened"]:
        row = session.get(Occupancy, each["id"])
        if row is not None and _stay(row) == _stay_of(each["after"]):
            stay = _stay_of(each["before"])
            row.from_on, row.until_on = stay.from_on, stay.until_on
    for each in told["moved"]:
        row = session.get(Occupancy, each["id"])
        if row is not None and row.customer_id == merge.kept_id:
            row.customer_id = merge.gone_id
    session.flush()
    for each in told["ended"]:
        stay = _stay_of(each["dates"])
        session.add(
            Occupancy(
                id=each["id"],
                customer_id=merge.gone_id,
                room_id=each["room"],
                kind=each["kind"],
                from_on=stay.from_on,
                until_on=stay.until_on,
            )
        )
    session.flush()
