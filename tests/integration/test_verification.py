"""``verify`` finds what was altered behind the program's back, by somebody who has the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlcipher3.dbapi2 as dbapi

from app import i18n
from app.verification import verify_store
from app.workspace import Workspace
from db.engine import connect
from db.folder import StoreFolder
from tests.conftest import ADMINISTRATOR, PASSWORD
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, promised

Tamper = Callable[[dbapi.Connection], object]


@contextmanager
def without_triggers(connection: dbapi.Connection) -> Iterator[None]:
    """Take the guards of the logs away for a moment and put the very same back."""
    query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
    guards = connection.execute(query).fetchall()
    for name, _sql in guards:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in guards:
        connection.execute(sql)


def findings_after(workspace: Workspace, tamper: Tamper) -> list[str]:
    """Alter the locked store with its own keys, and verify it as the program does."""
    i18n.set_language("en")
    assert verify_store(workspace) == []
    assert workspace._store is not None
    keyspec = workspace._store.unlocked.keyspec
    workspace.lock()
    connection = connect(StoreFolder(workspace.folder).database, keyspec, write=True)
    try:
        with without_triggers(connection):
            tamper(connection)
    finally:
        connection.close()
    workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
    return verify_store(workspace)


@pytest.fixture
def lived_in(desk: Desk) -> Workspace:
    """Return a store with a few receptions."""
    desk.receive(ENQUIRY, promised(COMPLAINT, NOW + timedelta(hours=2)))
    desk.receive(ENQUIRY)
    return desk.workspace


@pytest.mark.clause("5-2")
def test_a_store_nobody_touched_is_whole(lived_in: Workspace) -> None:
    assert verify_store(lived_in) == []


def test_a_case_state_that_its_events_do_not_say_is_found(lived_in: Workspace) -> None:
    sql = "UPDATE cases SET state = 'closed' WHERE number = 'TS-20261012-001'"
    assert findings_after(lived_in, lambda c: c.execute(sql)) == [
        "Case TS-20261012-001 stands as “Closed”, but its events say “Registered”."
    ]


def test_an_event_that_was_taken_out_is_found(lived_in: Workspace) -> None:
    sql = (
        "DELETE FROM case_events WHERE kind = 'closed' AND case_id ="
        " (SELECT id FROM cases WHERE number = 'ZX-20261012-002')"
    )
    assert findings_after(lived_in, lambda c: c.execute(sql)) == [
        "Case ZX-20261012-002 stands as “Closed”, but its events say “To follow up”."
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE open_stretches SET opened_at = opened_at + 1",
        "UPDATE open_stretches SET closed_at = opened_at + 1",
        "UPDATE open_stretches SET reopened = 1",
        "DELETE FROM open_stretches",
        (
            "INSERT INTO open_stretches (case_id, project_id, opened_at, closed_at, reopened)"
            " SELECT case_id, project_id, opened_at, closed_at, reopened FROM open_stretches"
        ),
    ],
)
def test_a_stretch_that_the_events_do_not_tell_is_found(lived_in: Workspace, sql: str) -> None:
    assert findings_after(lived_in, lambda c: c.execute(sql)) == [
        "When case TS-20261012-001 was open is kept otherwise than its events say."
    ]


def test_a_step_that_the_rules_forbid_is_found(lived_in: Workspace) -> None:
    def close_at_once(connection: dbapi.Connection) -> None:
        connection.execute("UPDATE case_events SET kind = 'closed' WHERE kind = 'promised'")
        connection.execute("UPDATE cases SET state = 'closed'")

    (finding,) = findings_after(lived_in, close_at_once)
    assert "TS-20261012-001" in finding


@pytest.mark.parametrize("seq", [1, 5])
def test_an_audit_entry_that_was_taken_out_is_found(lived_in: Workspace, seq: int) -> None:
    found = findings_after(
        lived_in, lambda c: c.execute("DELETE FROM audit_log WHERE seq = ?", (seq,))
    )
    assert found == [
        f"The audit log is not whole at entry {seq + 1}: an entry is missing before it.",
        f"The audit log is not whole at entry {seq + 1}: it does not follow the entry before it.",
    ]


def test_an_audit_entry_that_was_altered_is_found(lived_in: Workspace) -> None:
    sql = "UPDATE audit_log SET action = 'read' WHERE seq = 4"
    assert findings_after(lived_in, lambda c: c.execute(sql)) == [
        "The audit log is not whole at entry 4: it was altered."
    ]


def test_the_last_audit_entries_taken_out_are_found(lived_in: Workspace) -> None:
    sql = "DELETE FROM audit_log WHERE seq >= (SELECT max(seq) - 1 FROM audit_log)"
    found = findings_after(lived_in, lambda c: c.execute(sql))
    assert len(found) == 2
    assert found[0].startswith("The store is older than when this computer last used it")
    assert found[1].endswith("entries after it were removed.")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE counters SET last = last + 1 WHERE series LIKE '%:ZX:%'",
        "UPDATE counters SET last = last - 1 WHERE series LIKE '%:ZX:%'",
        "DELETE FROM counters WHERE series LIKE '%:ZX:%'",
        "UPDATE cases SET number = 'ZX-20261012-007' WHERE number = 'ZX-20261012-002'",
    ],
)
def test_a_gap_in_the_numbers_is_found(lived_in: Workspace, sql: str) -> None:
    assert findings_after(lived_in, lambda c: c.execute(sql)) == [
        "The numbers of series ZX:20261012 have a gap or a twin."
    ]


def test_a_visit_that_was_taken_out_is_found(lived_in: Workspace) -> None:
    def take_out(connection: dbapi.Connection) -> None:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DELETE FROM visits WHERE number = 'JD-20261012-002'")

    (finding, *_more) = findings_after(lived_in, take_out)
    assert finding.startswith("A record refers to one that is not there")


def test_a_guard_that_was_taken_away_is_found(lived_in: Workspace) -> None:
    i18n.set_language("en")
    assert lived_in._store is not None
    keyspec = lived_in._store.unlocked.keyspec
    lived_in.lock()
    connection = connect(StoreFolder(lived_in.folder).database, keyspec, write=True)
    connection.execute("DROP TRIGGER ratings_no_update")
    connection.close()
    lived_in.unlock_by_name(ADMINISTRATOR, PASSWORD)
    assert verify_store(lived_in) == [
        "The store lacks a part of its structure: trigger ratings_no_update."
    ]
