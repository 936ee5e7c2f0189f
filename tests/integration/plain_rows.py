"""The rows of a store's tables as plain values, and what one complaint says of an instant."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

Row = dict[str, Any]
Tables = dict[str, list[Row]]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = 3_600_000_000
DAY = 24 * HOUR
AHEAD = 8 * HOUR
OFFICE = ((8.5, 12.0), (13.5, 18.0))
MOVES = (
    "registered",
    "assessed",
    "in_progress",
    "waiting",
    "resolved",
    "follow_up",
    "closed",
    "reopened",
    "external",
    "merged",
    "withdrawn",
    "voided",
    "archived",
)
OVER = ("closed", "external", "merged", "withdrawn", "voided", "archived")
READ = (
    "buildings",
    "calendar_days",
    "case_clocks",
    "case_events",
    "cases",
    "categories",
    "customers",
    "occupancies",
    "projects",
    "promises",
    "ratings",
    "rooms",
    "staff",
    "units",
    "visits",
)


def read_tables(session: Session) -> Tables:
    """Return every row of the tables that a report is made of."""
    return {name: _read_table(session, name) for name in READ}


def _read_table(session: Session, name: str) -> list[Row]:
    rows = session.execute(text(f"SELECT * FROM {name}")).mappings()  # noqa: S608 - our own names
    found = []
    for row in rows:
        plain = {
            key: value.hex() if isinstance(value, bytes) else value for key, value in row.items()
        }
        for key in ("facts", "reasons"):
            if key in plain:
                plain[key] = json.loads(plain[key])
        found.append(plain)
    return found


def instant(at: datetime) -> int:
    """Return an instant as the store keeps it."""
    return (at - EPOCH) // timedelta(microseconds=1)


def midnight(year: int, month: int, day: int) -> int:
    """Return the beginning of a day in Shanghai."""
    return instant(datetime(year, month, day, tzinfo=UTC)) - AHEAD


def tally(values: Any) -> dict[Any, int]:
    """Return how often each value occurs."""
    found: dict[Any, int] = {}
    for value in values:
        found[value] = found.get(value, 0) + 1
    return found


def state(case: Row, at: int) -> str | None:
    """Return the state of a case before an instant, None before it was registered."""
    found = None
    for event in case["events"]:
        if event["at"] < at and event["kind"] in MOVES:
            found = event["kind"]
    return found


def is_open(case: Row, at: int) -> bool:
    """Return whether a case was open just before an instant."""
    found = state(case, at)
    return found is not None and found not in OVER


def round_of(case: Row, at: int) -> int:
    """Return the round of a case before an instant."""
    return 1 + len([e for e in case["events"] if e["kind"] == "reopened" and e["at"] < at])


def round_clock(case: Row, at: int) -> Row:
    """Return the resolution clock of the round of an instant, an empty one if there is none."""
    clocks: list[Row] = case["clocks"]
    for clock in clocks:
        if clock["kind"] == "resolution" and clock["round"] == round_of(case, at):
            return clock
    return {}


def is_late(case: Row, at: int) -> bool:
    """Return whether a case was open with its resolution time past."""
    clock = round_clock(case, at)
    if not clock or not is_open(case, at) or clock["paused_at"] is not None:
        return False
    unmet = clock["met_at"] is None or clock["met_at"] >= at
    return bool(clock["due_at"] < at and unmet)


def counts(owed: Row) -> bool:
    """Return whether a clock or promise counts as due: not cancelled before, not standing still."""
    cancelled = owed["cancelled_at"] is not None and owed["cancelled_at"] <= owed["due_at"]
    return not cancelled and owed.get("paused_at") is None


def is_kept(promise: Row) -> bool:
    """Return whether a promise was made good in time."""
    at = promise["fulfilled_at"]
    return at is not None and bool(at <= promise["due_at"])


def was_called(case: Row, closing: Row) -> bool:
    """Return whether somebody tried to call back in the round that a closing ended."""
    called = False
    for event in case["events"]:
        if event["seq"] >= closing["seq"]:
            break
        if event["kind"] == "reopened":
            called = False
        if event["kind"] == "called_back":
            called = True
    return called
