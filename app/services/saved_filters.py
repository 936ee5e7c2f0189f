"""Filters of the case list under a name: one's own, and those that everybody sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.case_filter import ListView, view_from_plain, view_to_plain
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.typed_text import NAME_LIMIT, clean_line
from db import audit
from db.models import SavedFilter, new_id


@dataclass(frozen=True)
class SavedView:
    """One saved filter; a shared one is everybody's."""

    filter_id: str
    name: str
    is_shared: bool
    view: ListView


def saved_filters(session: Session, *, actor: Actor, project_id: str) -> tuple[SavedView, ...]:
    """Return the actor's own filters and the shared ones of a project, by name.

    Raises:
        UserFacingError: the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    rows = session.scalars(
        select(SavedFilter)
        .where(
            SavedFilter.project_id == project_id,
            or_(SavedFilter.staff_id == actor.staff_id, SavedFilter.staff_id.is_(None)),
        )
        .order_by(SavedFilter.staff_id.is_(None), SavedFilter.name, SavedFilter.id)
    )
    return tuple(_view(row) for row in rows)


def save_filter(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    name: str,
    view: ListView,
    shared: bool = False,
    now: datetime,
) -> SavedView:
    """Keep a filter under a name; also the way in which one taken away comes back.

    Raises:
        FieldError: the name is missing or too long.
        UserFacingError: the name is taken, or the actor may not share filters.
    """
    _require(actor, shared=shared)
    staff_id = None if shared else actor.staff_id
    name = _free_name(session, project_id, staff_id, name)
    row = SavedFilter(
        id=new_id(),
        project_id=project_id,
        staff_id=staff_id,
        name=name,
        wanted=view_to_plain(view),
        saved_at=now,
    )
    session.add(row)
    _write_down(session, "save_filter", row, now)
    return _view(row)


def change_filter(
    session: Session, *, actor: Actor, filter_id: str, view: ListView, now: datetime
) -> SavedView:
    """Keep another filter under the same name.

    Raises:
        UserFacingError: the filter is gone, or the actor may not change it.
    """
    row = _own(session, actor, filter_id)
    row.wanted, row.saved_at = view_to_plain(view), now
    _write_down(session, "change_filter", row, now)
    return _view(row)


def rename_filter(
    session: Session, *, actor: Actor, filter_id: str, name: str, now: datetime
) -> SavedView:
    """Give a filter another name.

    Raises:
        FieldError: the name is missing or too long.
        UserFacingError: the name is taken, the filter is gone, or the actor may not change it.
    """
    row = _own(session, actor, filter_id)
    row.name = _free_name(session, row.project_id, row.staff_id, name, but=row.id)
    _write_down(session, "rename_filter", row, now)
    return _view(row)


def share_filter(
    session: Session, *, actor: Actor, filter_id: str, shared: bool, now: datetime
) -> SavedView:
    """Show one's filter to everybody, or take a shared one back for oneself.

    Raises:
        UserFacingError: the name is taken there, the filter is gone, or the actor may not share.
    """
    _require(actor, shared=True)
    row = _own(session, actor, filter_id)
    staff_id = None if shared else actor.staff_id
    _free_name(session, row.project_id, staff_id, row.name, but=row.id)
    row.staff_id = staff_id
    _write_down(session, "share_filter", row, now)
    return _view(row)


def delete_filter(session: Session, *, actor: Actor, filter_id: str, now: datetime) -> SavedView:
    """Take a filter away; what is returned can be saved again.

    Raises:
        UserFacingError: the filter is gone already, or the actor may not change it.
    """
    row = _own(session, actor, filter_id)
    view = _view(row)
    _write_down(session, "delete_filter", row, now)
    session.delete(row)
    return view


def _require(actor: Actor, *, shared: bool) -> None:
    actor.require(Action.CHANGE_POLICY if shared else Action.READ_CASES)


def _own(session: Session, actor: Actor, filter_id: str) -> SavedFilter:
    row = session.get(SavedFilter, filter_id)
    if row is None or row.staff_id not in (None, actor.staff_id):
        raise UserFacingError(Problem.NOT_FOUND)
    _require(actor, shared=row.staff_id is None)
    return row


def _free_name(
    session: Session, project_id: str, staff_id: str | None, name: str, but: str = ""
) -> str:
    name = clean_line(name)
    if not name:
        raise FieldError("name", FieldProblem.REQUIRED)
    if len(name) > NAME_LIMIT:
        raise FieldError("name", FieldProblem.TOO_LONG, limit=NAME_LIMIT)
    # A unique constraint lets any number of rows with no staff member through.
    taken = session.scalars(
        select(SavedFilter).where(
            SavedFilter.project_id == project_id, SavedFilter.staff_id.is_(staff_id)
        )
    )
    if any(row.name.casefold() == name.casefold() and row.id != but for row in taken):
        raise UserFacingError(Problem.NAME_TAKEN, name=name)
    return name


def _write_down(session: Session, action: str, row: SavedFilter, now: datetime) -> None:
    after = {"name": row.name, "shared": row.staff_id is None, "wanted": row.wanted}
    audit.append(session, action=action, object=f"saved_filter:{row.id}", after=after, now=now)


def _view(row: SavedFilter) -> SavedView:
    return SavedView(row.id, row.name, row.staff_id is None, view_from_plain(row.wanted))
