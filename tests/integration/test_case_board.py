"""The board: what stands in which column, in which order, and how its pages follow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.case_filter import CaseFilter, Scope
from app.domain.terms import CaseState, CaseType
from app.services.case_board import (
    COLUMN_STATES,
    BoardColumn,
    BoardPage,
    board,
    board_page,
)
from tests.integration.many_cases import Put, put_cases
from tests.integration.receptions import NOW, SHANGHAI, Desk


@pytest.fixture
def many(desk: Desk) -> list[Put]:
    made = desk.write(put_cases, project_id=desk.project.project_id, count=160)
    assert isinstance(made, list)
    return made


def columns(
    desk: Desk, wanted: CaseFilter | None = None, limit: int = 200
) -> dict[BoardColumn, BoardPage]:
    pages = desk.read(
        board,
        project_id=desk.project.project_id,
        wanted=wanted or CaseFilter(),
        now=NOW,
        limit=limit,
    )
    return {page.column: page for page in pages}


def test_every_open_case_stands_in_one_column_by_its_state(desk: Desk, many: list[Put]) -> None:
    shown = columns(desk)
    assert tuple(shown) == tuple(BoardColumn)
    for column, page in shown.items():
        if column is BoardColumn.CLOSED_THIS_WEEK:
            continue
        expected = {case.number for case in many if case.state in COLUMN_STATES[column]}
        assert {row.number for row in page.rows} == expected
        assert page.count == len(expected)


def test_cards_run_by_due_time_and_those_without_come_last(desk: Desk, many: list[Put]) -> None:
    for column, page in columns(desk).items():
        if column is not BoardColumn.CLOSED_THIS_WEEK:
            dues = [row.due_at for row in page.rows]
            dated = [due for due in dues if due is not None]
            assert dated == sorted(dated)
            assert dues[: len(dated)] == dated


def test_what_was_closed_since_monday_stands_there_the_latest_first(
    desk: Desk, many: list[Put]
) -> None:
    local = NOW.astimezone(SHANGHAI)
    monday = local.replace(hour=0, minute=0) - timedelta(days=local.weekday())
    rows = columns(desk)[BoardColumn.CLOSED_THIS_WEEK].rows
    ended = [row.ended_at for row in rows if row.ended_at is not None]
    assert ended == sorted(ended, reverse=True)
    assert all(row.state is CaseState.CLOSED for row in rows)
    assert all(at >= monday for at in ended)


@pytest.mark.parametrize("limit", [1, 4])
def test_a_column_is_read_on_page_by_page(desk: Desk, many: list[Put], limit: int) -> None:
    whole = columns(desk)[BoardColumn.NEW].rows
    page = columns(desk, limit=limit)[BoardColumn.NEW]
    numbers = [row.number for row in page.rows]
    while page.next_key is not None:
        page = desk.read(
            board_page,
            project_id=desk.project.project_id,
            wanted=CaseFilter(),
            column=BoardColumn.NEW,
            now=NOW,
            after=page.next_key,
            limit=limit,
        )
        assert page.count is None
        numbers += [row.number for row in page.rows]
    assert numbers == [row.number for row in whole]


def test_the_filter_narrows_the_board_as_it_does_the_list(desk: Desk, many: list[Put]) -> None:
    shown = columns(desk, CaseFilter(scope=Scope.OPEN, types=(CaseType.COMPLAINT,)))
    assert shown[BoardColumn.CLOSED_THIS_WEEK].count == 0
    assert all(row.type is CaseType.COMPLAINT for page in shown.values() for row in page.rows)
