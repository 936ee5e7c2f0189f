"""Known outages (事件公告): announced, changed and ended by the supervisor, told by everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain.case_numbers import read_question
from app.domain.case_states import OPEN_STATES
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.outages import SHOWN_BEFORE, OutageDraft, OutageView, check_outage, in_order
from app.domain.permissions import Action, Actor
from app.domain.terms import CaseState
from app.domain.typed_text import clean_line, clean_text
from db import audit
from db.models import Building, Case, Category, Outage, Project, Staff, new_id

PAST_SHOWN = 50


@dataclass(frozen=True)
class OutagesView:
    """What the screen of outages shows; ``buildings`` are id and name, to choose from."""

    outages: tuple[OutageView, ...]
    buildings: tuple[tuple[str, str], ...]


def announce(
    session: Session, *, actor: Actor, project_id: str, draft: OutageDraft, now: datetime
) -> str:
    """Announce an outage; return its identifier.

    Raises:
        UserFacingError: not permitted, or the project is gone.
        FieldError: something is missing or wrong in the draft.
    """
    actor.require(Action.ANNOUNCE_OUTAGES)
    project = session.get(Project, project_id)
    if project is None:
        raise UserFacingError(Problem.NOT_FOUND)
    outage = Outage(
        id=new_id(), project_id=project_id, announced_at=now, announced_by=actor.staff_id
    )
    _fill(session, project, outage, draft, now)
    session.add(outage)
    session.flush()
    _audit(session, "announce_outage", outage, now)
    return outage.id


def change(
    session: Session, *, actor: Actor, outage_id: str, draft: OutageDraft, now: datetime
) -> None:
    """Change an outage that has not ended.

    Raises:
        UserFacingError: not permitted, gone, or ended meanwhile.
        FieldError: something is missing or wrong in the draft.
    """
    outage = _running(session, outage_id, actor)
    before = _values(outage)
    _fill(session, session.get_one(Project, outage.project_id), outage, draft, now)
    _audit(session, "change_outage", outage, now, before)


def end(session: Session, *, actor: Actor, outage_id: str, now: datetime) -> None:
    """End an outage now; a planned one is withdrawn by it.

    Raises:
        UserFacingError: not permitted, gone, or ended already.
    """
    outage = _running(session, outage_id, actor)
    before = _values(outage)
    outage.ended_at = now
    _audit(session, "end_outage", outage, now, before)


def _running(session: Session, outage_id: str, actor: Actor) -> Outage:
    actor.require(Action.ANNOUNCE_OUTAGES)
    outage = session.get(Outage, outage_id)
    if outage is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if outage.ended_at is not None:
        raise UserFacingError(Problem.CHANGED_MEANWHILE)
    return outage


def _fill(
    session: Session, project: Project, outage: Outage, draft: OutageDraft, now: datetime
) -> None:
    for problem in check_outage(draft):
        raise problem
    building = session.get(Building, draft.building_id) if draft.building_id else None
    if draft.building_id and (building is None or building.project_id != project.id):
        raise FieldError("building", FieldProblem.NOT_CHOSEN)
    if draft.category and session.get(Category, draft.category) is None:
        raise FieldError("category", FieldProblem.NOT_CHOSEN)
    if draft.begins_at is None:
        raise FieldError("begins_at", FieldProblem.REQUIRED)
    outage.title = clean_line(draft.title)
    outage.wording = clean_text(draft.wording)
    outage.category = draft.category or None
    outage.building_id = draft.building_id or None
    outage.begins_at = draft.begins_at
    outage.ends_at = draft.ends_at
    today = now.astimezone(ZoneInfo(project.timezone)).date()
    outage.case_id = _linked_case(session, project.id, draft.case_number, today)


def _linked_case(session: Session, project_id: str, number: str, today: date) -> str | None:
    """Return the case that ``number`` names, a whole one or the end of one."""
    if not clean_line(number):
        return None
    wanted = read_question(number, today).numbers
    found = session.scalars(
        select(Case.id).where(Case.project_id == project_id, Case.number.in_(wanted))
    ).all()
    if len(found) != 1:
        raise FieldError("case_number", FieldProblem.UNKNOWN_NUMBER)
    return found[0]


def list_outages(session: Session, *, actor: Actor, project_id: str, now: datetime) -> OutagesView:
    """Return what is, what comes and the newest of what was, with the buildings to choose from."""
    actor.require(Action.RECEIVE)
    running = _views(session, project_id, Outage.ended_at.is_(None))
    past = _views(session, project_id, Outage.ended_at.is_not(None), limit=PAST_SHOWN)
    buildings = session.execute(
        select(Building.id, Building.name)
        .where(Building.project_id == project_id)
        .order_by(Building.position, Building.name)
    )
    return OutagesView(
        in_order((*running, *past), now), tuple((row.id, row.name) for row in buildings)
    )


def current_outages(
    session: Session, *, actor: Actor, project_id: str, now: datetime
) -> tuple[OutageView, ...]:
    """Return what is out of order now, and what will be within a day."""
    actor.require(Action.RECEIVE)
    return in_order(known_outages(session, project_id, now), now)


def known_outages(session: Session, project_id: str, now: datetime) -> tuple[OutageView, ...]:
    """Return the outages that the desk tells of at ``now``."""
    return _views(
        session,
        project_id,
        Outage.ended_at.is_(None) & (Outage.begins_at <= now + SHOWN_BEFORE),
    )


def outage_of(session: Session, outage_id: str) -> OutageView | None:
    """Return one outage, None if there is no such one."""
    outage = session.get(Outage, outage_id)
    if outage is None:
        return None
    return next(iter(_views(session, outage.project_id, Outage.id == outage_id)), None)


def outages_of_case(session: Session, case_id: str, now: datetime) -> tuple[OutageView, ...]:
    """Return the outages that a case carries and that are told at ``now``."""
    case = session.get_one(Case, case_id)
    known = known_outages(session, case.project_id, now)
    return tuple(outage for outage in known if outage.case_id == case_id)


def _views(
    session: Session, project_id: str, wanted: ColumnElement[bool], limit: int | None = None
) -> tuple[OutageView, ...]:
    rows = session.execute(
        select(Outage, Building.name, Case.number, Case.state, Staff.name)
        .outerjoin(Building, Building.id == Outage.building_id)
        .outerjoin(Case, Case.id == Outage.case_id)
        .join(Staff, Staff.id == Outage.announced_by)
        .where(Outage.project_id == project_id, wanted)
        .order_by(Outage.begins_at.desc(), Outage.id.desc())
        .limit(limit)
    )
    return tuple(
        OutageView(
            outage.id,
            outage.title,
            outage.wording,
            outage.category,
            outage.building_id,
            building or "",
            outage.begins_at,
            outage.ends_at,
            outage.ended_at,
            outage.case_id,
            number or "",
            bool(number) and CaseState(state) in OPEN_STATES,
            staff,
        )
        for outage, building, number, state, staff in rows
    )


def _values(outage: Outage) -> dict[str, Any]:
    def written(at: datetime | None) -> str | None:
        return None if at is None else at.isoformat()

    return {
        "title": outage.title,
        "wording": outage.wording,
        "category": outage.category,
        "building": outage.building_id,
        "begins_at": written(outage.begins_at),
        "ends_at": written(outage.ends_at),
        "ended_at": written(outage.ended_at),
        "case": outage.case_id,
    }


def _audit(
    session: Session,
    action: str,
    outage: Outage,
    now: datetime,
    before: dict[str, Any] | None = None,
) -> None:
    audit.append(
        session,
        action=action,
        object=f"outage:{outage.id}",
        before=before,
        after=_values(outage),
        now=now,
    )
