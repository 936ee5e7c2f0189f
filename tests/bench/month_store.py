"""A store of many cases for the bench of the month, made by a few large statements.

How it is composed: ten years of one project, the cases spread evenly over them and over 5,000
rooms.  Every third to fourth case (30 %) is a complaint with a whole life: of a hundred, 25 are
answered on the spot, 58 go through assessment, work, call-back and closing, 8 wait in between, 5
are reopened once, 3 are withdrawn and 1 is voided; each has its clocks, most a promise and a
rating.  The other cases are enquiries that are answered and closed.  Of the last month's cases
those stand open whose lives reach beyond its end.

The triggers stay out while the rows go in, and the stretches are filled from the events
afterwards; nothing is in the index of search, nobody's name, and nothing in the audit log.
"""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as dbapi

from app.agreement_texts import signed_on_paper
from app.domain.terms import CaseState
from app.services.reporting import list_projects
from app.services.setup import NewProject, create_store
from app.workspace import Workspace
from db.folder import StoreFolder
from db.open_stretches import FILL

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
YEARS = 10
_MOMENT = (NOW - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
_HOUR = 3_600_000_000
_PASSWORD = "lake lantern seven"
_ROOMS_A_UNIT, _UNITS, _BUILDINGS = 50, 5, 20
_CATEGORIES = ("repairs", "fees", "parking", "conduct", "other")

_Step = tuple[str, float, str]
_TAKEN: tuple[_Step, ...] = (
    ("registered", 0, ""),
    ("answered", 0.1, "{}"),
    ("promised", 0.15, '{"who":"工程部","what":"电话告知"}'),
    ("handed_over", 0.2, "{}"),
)
_WORKED: tuple[_Step, ...] = (
    ("assessed", 3, '{"cause":"equipment","validity":"valid"}'),
    ("in_progress", 4, "{}"),
    ("customer_told", 20, "{}"),
)
_ANSWERED: tuple[_Step, ...] = (
    ("resolved", 30, '{"accepted":true,"channel":"phone"}'),
    ("follow_up", 30.01, "{}"),
    ("called_back", 54, '{"reached":true}'),
    ("rated", 54.1, '{"score":5}'),
    ("closed", 54.2, '{"reason":"satisfied"}'),
)


def _later(steps: tuple[_Step, ...], hours: float) -> tuple[_Step, ...]:
    return tuple((kind, at + hours, facts) for kind, at, facts in steps)


_AT_ONCE: tuple[_Step, ...] = (*_TAKEN[:2], *_later(_ANSWERED, -29.8))
_WHOLE: tuple[_Step, ...] = (*_TAKEN, *_WORKED, *_ANSWERED)
_WAITING: tuple[_Step, ...] = (
    *_TAKEN,
    *_WORKED,
    ("waiting", 21, '{"told":"yes","wake_at":"2026-11-23T01:00:00+00:00"}'),
    ("in_progress", 93, "{}"),
    *_later(_ANSWERED, 72),
)
_REOPENED: tuple[_Step, ...] = (
    *_WHOLE,
    ("reopened", 100, "{}"),
    ("in_progress", 101, "{}"),
    *_later(_ANSWERED, 90),
)
_WITHDRAWN: tuple[_Step, ...] = (*_TAKEN, ("withdrawn", 6, "{}"))
_VOIDED: tuple[_Step, ...] = (*_TAKEN, ("voided", 6, "{}"))
_ENQUIRY: tuple[_Step, ...] = (*_TAKEN[:2], *_ANSWERED[:2], _ANSWERED[-1])
_LIVES = (
    *(25 * [_AT_ONCE]),
    *(58 * [_WHOLE]),
    *(8 * [_WAITING]),
    *(5 * [_REOPENED]),
    *(3 * [_WITHDRAWN]),
    _VOIDED,
)
"""The life of a complaint by its number modulo a hundred."""


@dataclass(frozen=True)
class BenchStore:
    """The store, who asks, and what there is in it."""

    workspace: Workspace
    actor: Any
    project_id: str
    cases: int


def make_store(folder: Path, cases: int, *, complaints: int = 30) -> BenchStore:
    """Make a store of ``cases`` cases, ``complaints`` per cent of them complaints."""
    fresh = create_store(
        folder,
        company="Bench",
        project=NewProject("CH", "Bench"),
        administrator="Bench",
        password=_PASSWORD,
        agreement=signed_on_paper(date(2016, 1, 1)),
    )
    keyspec, staff_id = fresh.store.unlocked.keyspec, fresh.actor.staff_id
    with fresh.store.reading() as session:
        project_id = list_projects(session)[0].project_id
    fresh.store.close()
    # In a process of its own: memory locked against swapping, once asked for, costs three times
    # the time, and these rows are nobody's.
    subprocess.run(
        [sys.executable, __file__],
        input=json.dumps(
            [str(StoreFolder(folder).database), keyspec, cases, complaints, project_id, staff_id]
        ),
        check=True,
        text=True,
    )
    workspace = Workspace(folder)
    actor = workspace.unlock_by_name("Bench", _PASSWORD)
    return BenchStore(workspace, actor, project_id, cases)


def _fill(path: str, keyspec: str, cases: int, complaints: int, *ids: str) -> None:
    connection = dbapi.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA key=\"x'{keyspec}'\"")
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("PRAGMA cache_size=-400000")
    project, staff = map(bytes.fromhex, ids)
    kept = connection.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND (type = 'trigger'"
        " OR type = 'index' AND tbl_name IN"
        " ('cases', 'case_events', 'case_clocks', 'promises', 'ratings', 'open_stretches'))"
        " ORDER BY type"
    ).fetchall()
    for kind, name, _sql in kept:
        connection.execute(f"DROP {kind} {name}")
    connection.execute("BEGIN")
    _lay_out_lives(connection)
    rooms = _make_rooms(connection, project)
    names = {"project": project, "staff": staff, "now": _MOMENT}
    a_month = max(cases // (12 * YEARS), 1)
    rows = _cases(cases, complaints, rooms)
    while portion := list(itertools.islice(rows, a_month)):
        connection.execute("DELETE FROM portion")
        connection.executemany(_LAY_OUT, portion)
        for statement in _MOVE:
            connection.execute(statement, names)
    connection.execute(FILL)
    for _kind, _name, sql in kept:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL").fetchall()
    connection.close()


def _lay_out_lives(connection: Any) -> None:
    """Keep the lives as rows: how far each step is from the registration, and what it says."""
    connection.execute(
        "CREATE TEMPORARY TABLE life (slot INTEGER, step INTEGER, kind TEXT, after INTEGER,"
        " facts TEXT, round INTEGER, PRIMARY KEY (slot, step)) WITHOUT ROWID"
    )
    for slot, life in enumerate((*_LIVES, _ENQUIRY)):
        current = 1
        for step, (kind, hours, facts) in enumerate(life):
            current += kind == "reopened"
            row = (slot, step, kind, int(hours * _HOUR), facts, current)
            connection.execute("INSERT INTO life VALUES (?, ?, ?, ?, ?, ?)", row)
    connection.execute(
        "CREATE TEMPORARY TABLE portion (id BLOB, n INTEGER, type TEXT, number TEXT, slot INTEGER,"
        " slow REAL, at INTEGER, category TEXT, severity INTEGER, source TEXT, room BLOB,"
        " state TEXT, ended INTEGER, facts TEXT)"
    )


_LAY_OUT = "INSERT INTO portion VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_HAPPENED = (
    " FROM portion AS p JOIN life AS l ON l.slot = p.slot WHERE"
    " CAST(p.at + l.after * p.slow AS INTEGER) <= :now"
)
_MOVE = (
    (
        "INSERT INTO cases (id, project_id, number, type, state, source, room_id, category,"
        " severity, own_words, remedy_wanted, remedy_given, place, responsible,"
        " escalation_level, round, check_code, registered_by, registered_at, last_event_at,"
        " ended_at, next_step)"
        " SELECT id, :project, number, type, state, source, room, category, severity,"
        " '电梯从周六开始异响，晚上十点以后特别明显，老人睡不着。', '', '', '', '工程部', 0, 1,"
        " 'ABCD', :staff, at, at, ended, '' FROM portion ORDER BY n"
    ),
    # In the order of time, as a desk writes them: those of one case lie apart.
    (
        "INSERT INTO case_events (case_id, kind, at, staff_id, words, facts)"
        " SELECT p.id, l.kind, CAST(p.at + l.after * p.slow AS INTEGER) AS moment, :staff, '',"
        f" CASE l.step WHEN 0 THEN p.facts ELSE l.facts END{_HAPPENED} ORDER BY moment, p.n, l.step"
    ),
    *(
        "INSERT INTO case_clocks (id, case_id, round, kind, lap, started_at, due_at, met_at)"  # noqa: S608
        f" SELECT unhex(substr(hex(p.id), 1, 29) || '{number}' || printf('%02d', l.round)),"
        f" p.id, l.round, '{kind}', 0, p.at, p.at + {due * _HOUR} * l.round,"
        " (SELECT CAST(p.at + m.after * p.slow AS INTEGER) FROM life AS m WHERE m.slot = p.slot"
        f" AND m.round = l.round AND m.kind = '{met}' AND p.at + m.after * p.slow <= :now)"
        f"{_HAPPENED} AND l.kind IN ('registered', 'reopened') AND p.type = 'complaint'"
        for number, (kind, due, met) in enumerate(
            (
                ("first_answer", 2, "answered"),
                ("hand_over", 1, "handed_over"),
                ("resolution", 72, "resolved"),
                ("tell_customer", 24, "customer_told"),
            )
        )
    ),
    (
        "INSERT INTO promises (id, case_id, what, who, to_whom, channel, made_at, due_at, state,"
        " fulfilled_at, made_by) SELECT p.id, p.id, '电话告知', '工程部', '', 'phone', p.at,"
        f" p.at + {30 * _HOUR}, 'kept', CAST(p.at + {20 * _HOUR} * p.slow AS INTEGER), :staff"
        f"{_HAPPENED} AND l.kind = 'promised' AND p.type = 'complaint'"
    ),
    (
        "INSERT INTO ratings (id, case_id, answer, score, reasons, words, entered_by, staff_id,"
        " given_at) SELECT unhex(substr(hex(p.id), 1, 30) || printf('%02d', l.round)), p.id,"
        " 'scored', 1 + p.n % 5, CASE WHEN p.n % 5 < 2 THEN '[\"speed\"]' ELSE '[]' END, '',"
        " 'customer_screen', :staff,"
        f" CAST(p.at + l.after * p.slow AS INTEGER){_HAPPENED} AND l.kind = 'rated'"
        " AND p.type = 'complaint'"
    ),
)


def _make_rooms(connection: Any, project: bytes) -> list[bytes]:
    rooms = []
    for building in range(1, _BUILDINGS + 1):
        building_id = building.to_bytes(16, "big")
        connection.execute(
            "INSERT INTO buildings (id, project_id, name, position) VALUES (?, ?, ?, ?)",
            (building_id, project, f"{building} 栋", building),
        )
        for unit in range(1, _UNITS + 1):
            unit_id = (building * 100 + unit).to_bytes(16, "big")
            connection.execute(
                "INSERT INTO units (id, building_id, name, position) VALUES (?, ?, ?, ?)",
                (unit_id, building_id, f"{unit} 单元", unit),
            )
            for room in range(1, _ROOMS_A_UNIT + 1):
                rooms.append((building * 10_000 + unit * 1000 + room).to_bytes(16, "big"))
                label = f"{building}-{unit}-{room:03d}"
                connection.execute(
                    "INSERT INTO rooms (id, project_id, unit_id, number, label, compact)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (rooms[-1], project, unit_id, str(room), label, label.replace("-", "")),
                )
    return rooms


def _cases(cases: int, complaints: int, rooms: list[bytes]) -> Iterator[tuple[object, ...]]:
    """Yield the cases as they stand now, oldest first."""
    rng = random.Random(1)
    first = _MOMENT - YEARS * 365 * 24 * _HOUR
    step = (_MOMENT - first) // cases
    ends = {"closed", "withdrawn", "voided"}
    states = {state.value for state in CaseState}
    for n in range(cases):
        at = first + n * step
        is_complaint = rng.randrange(100) < complaints
        slot = rng.randrange(100) if is_complaint else len(_LIVES)
        slow = rng.choice((0.3, 0.6, 1.0, 1.0, 1.5, 4.0))
        moments = (
            (kind, int(at + int(hours * _HOUR) * slow))
            for kind, hours, _facts in (*_LIVES, _ENQUIRY)[slot]
            if kind in states
        )
        state, moment = [one for one in moments if one[1] <= _MOMENT][-1]
        category, severity = rng.choice(_CATEGORIES), rng.choice((1, 2, 3, 3, 3, 4))
        source = rng.choice(("desk", "phone", "hotline"))
        kind = "complaint" if is_complaint else "enquiry"
        yield (
            # Like UUIDv7 the identifiers grow with time.
            (at // 1000).to_bytes(6, "big") + n.to_bytes(8, "big") + b"\x70\x00",
            n,
            kind,
            f"{'TS' if is_complaint else 'ZX'}-20{n // 1000000:02d}-{n % 1000000:06d}",
            slot,
            slow,
            at,
            category,
            severity,
            source,
            rng.choice(rooms),
            state,
            moment if state in ends else None,
            (
                f'{{"category":"{category}","severity":{severity},"source":"{source}",'
                f'"type":"{kind}"}}'
            ),
        )


if __name__ == "__main__":
    _fill(*json.load(sys.stdin))
