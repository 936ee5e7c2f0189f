"""The board: cases by where they stand, each column in pages by key, nearest due time first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.domain.case_filter import CaseFilter
from app.domain.permissions import Action, Actor
from app.domain.terms import CaseState
from app.services.case_list import CaseRow, PageKey, Segment, by_due, count, read_rows, walk
from app.services.case_query import Asked, Condition, conditions
from db.models import Case

COLUMN_PAGE = 50


class BoardColumn(StrEnum):
    """The columns, from left to right."""

    NEW = "new"
    ASSESSED = "assessed"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED_THIS_WEEK = "closed_this_week"


COLUMN_STATES: Mapping[BoardColumn, tuple[CaseState, ...]] = {
    BoardColumn.NEW: (CaseState.REGISTERED, CaseState.REOPENED),
    BoardColumn.ASSESSED: (CaseState.ASSESSED,),
    BoardColumn.IN_PROGRESS: (CaseState.IN_PROGRESS,),
    BoardColumn.WAITING: (CaseState.WAITING,),
    BoardColumn.ANSWERED: (CaseState.RESOLVED, CaseState.FOLLOW_UP),
    BoardColumn.CLOSED_THIS_WEEK: (CaseState.CLOSED,),
}
"""What stands in each column; what left the desk in any other way is in the list only."""


@dataclass(frozen=True)
class BoardPage:
    """Cards of one column; ``count`` is that of the whole column, given with the first page."""

    column: BoardColumn
    rows: tuple[CaseRow, ...]
    next_key: PageKey | None
    count: int | None = None


def board(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    wanted: CaseFilter,
    now: datetime,
    limit: int = COLUMN_PAGE,
) -> tuple[BoardPage, ...]:
    """Return the first page of every column, with its count.

    Raises:
        UserFacingError: the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    asked = Asked.of(session, actor, project_id, now)
    return tuple(
        _page(session, column, wanted, asked, None, limit, with_count=True)
        for column in BoardColumn
    )


def board_page(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    wanted: CaseFilter,
    column: BoardColumn,
    now: datetime,
    after: PageKey | None = None,
    limit: int = COLUMN_PAGE,
) -> BoardPage:
    """Return the next page of one column.

    Raises:
        UserFacingError: the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    asked = Asked.of(session, actor, project_id, now)
    return _page(session, column, wanted, asked, after, limit, with_count=False)


def _page(
    session: Session,
    column: BoardColumn,
    wanted: CaseFilter,
    asked: Asked,
    after: PageKey | None,
    limit: int,
    *,
    with_count: bool,
) -> BoardPage:
    met = [*conditions(wanted, asked), *_in_column(column, asked)]
    if column is BoardColumn.CLOSED_THIS_WEEK:
        segments = [Segment((), Case.ended_at, descending=True)]
    else:
        segments = by_due()
    found = walk(session, met, segments, column, after, limit + 1, asked)
    rows = read_rows(session, found[:limit])
    more = found[limit - 1] if len(found) > limit else None
    return BoardPage(column, rows, more, count(session, met) if with_count else None)


def _in_column(column: BoardColumn, asked: Asked) -> list[Condition]:
    found: list[Condition] = [Case.state.in_(COLUMN_STATES[column])]
    if column is BoardColumn.CLOSED_THIS_WEEK:
        monday = asked.today - timedelta(days=asked.today.weekday())
        found.append(Case.ended_at >= asked.midnight(monday))
    return found
