"""A page of the case list behind 90,000 cases, against its first page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from app.agreement_texts import signed_on_paper
from app.domain.case_filter import CaseFilter
from app.domain.terms import CaseState
from app.services.case_list import PageKey, list_cases
from app.services.reporting import list_projects
from app.services.setup import NewProject, create_store
from app.workspace import Workspace
from db.engine import connect
from db.folder import StoreFolder

_CASES, _DEPTH, _STRIDE = 100_000, 90_000, 5_000
_NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_WORDS = "电梯从周六开始异响，晚上十点以后特别明显，老人睡不着。"
_INSERT = (
    "INSERT INTO cases (id, project_id, number, type, state, source, category, severity, own_words,"
    " remedy_wanted, remedy_given, place, responsible, escalation_level, round, check_code,"
    " registered_by, registered_at, next_due_at)"
    " VALUES (?, ?, ?, 'complaint', ?, 'desk', 'other', ?, ?, '', '', '', '', 0, 1, 'ABCD',"
    " ?, ?, ?)"
)


def list_sides(folder: Path) -> tuple[Callable[[], float], Callable[[], float]]:
    """Return both sides: 200 rows as the list shows them, deep down and at the top."""
    store = folder / "list"
    fresh = create_store(
        store,
        company="Bench",
        project=NewProject("CH", "Bench"),
        administrator="Bench",
        password="lake lantern seven",
        agreement=signed_on_paper(date(2026, 1, 1)),
    )
    workspace = Workspace(store)
    workspace.adopt(fresh.store, fresh.actor)
    project_id = workspace.read(list_projects)[0].project_id
    connection = connect(StoreFolder(store).database, fresh.store.unlocked.keyspec, write=True)
    with closing(connection):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_INSERT, _rows(project_id, fresh.actor.staff_id))
        connection.execute("COMMIT")

    def page(after: PageKey | None, limit: int = 200) -> Any:
        return workspace.read(
            list_cases,
            actor=fresh.actor,
            project_id=project_id,
            wanted=CaseFilter(),
            now=_NOW,
            after=after,
            limit=limit,
        )

    deep: PageKey | None = None
    for _step in range(_DEPTH // _STRIDE):
        deep = page(deep, _STRIDE).next_key

    def timed(after: PageKey | None) -> float:
        begun = time.perf_counter()
        page(after)
        return time.perf_counter() - begun

    return lambda: timed(deep), lambda: timed(None)


def _rows(project_id: str, staff_id: str) -> Iterator[tuple[object, ...]]:
    """Yield the cases: one of fifty is open and due, the rest are closed."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    newest = (_NOW - epoch) // _MICROSECOND
    hour = timedelta(hours=1) // _MICROSECOND
    for number in range(_CASES):
        is_open = number % 50 == 0
        yield (
            number.to_bytes(16, "big"),
            bytes.fromhex(project_id),
            f"TS-{number:06d}",
            CaseState.IN_PROGRESS if is_open else CaseState.CLOSED,
            number % 4 + 1,
            _WORDS,
            bytes.fromhex(staff_id),
            newest - number * hour // 4,
            newest + (number % 999 - 300) * hour if is_open else None,
        )
