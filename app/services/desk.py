"""The home screen: today's figures and what is to be done, by due time (clauses 3-1 and 4.3-2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, case, func, select, type_coerce
from sqlalchemy.orm import Session

from app.domain.case_states import OPEN_STATES
from app.domain.due_groups import SOON, DueBounds, DueGroup, due_group
from app.domain.masking import mask_name
from app.domain.period_summary import Ratio
from app.domain.permissions import Action, Actor
from app.domain.terms import CaseState, CaseType, NextStep, RatingAnswer, Severity
from app.services.reminders import Brought, brought_before
from db.models import Case, Customer, Project, Rating, Room, Visit

_OWED = (Case.state.in_(OPEN_STATES), Case.next_step != "")
_GROUPS = tuple(DueGroup)


@dataclass(frozen=True)
class ToDo:
    """One line of the to-do list; ``customer`` is masked.

    ``subject`` is the first line of the customer's own words.

    ``due_at`` is None where nothing runs, as with open cases from another system.
    """

    case_id: str
    number: str
    type: CaseType
    subject: str
    customer: str
    room_label: str
    state: CaseState
    next_step: NextStep
    due_at: datetime | None
    severity: Severity = Severity.NORMAL
    escalation_level: int = 0
    group: DueGroup = DueGroup.LATER


@dataclass(frozen=True)
class DeskFigures:
    """Today's figures; ``average_visit`` is None while nobody was received."""

    visits_today: int
    average_visit: timedelta | None
    complaints_today: int
    complaints_week_before: int
    to_answer: int
    due_soon: int
    overdue: int
    satisfaction: Ratio


@dataclass(frozen=True)
class DeskView:
    """Everything the home screen shows, read at one instant.

    ``to_do`` is cut at the limit, ``counts`` say how many cases each group has; ``brought`` waits
    for the reader to see it.
    """

    read_at: datetime
    figures: DeskFigures
    to_do: tuple[ToDo, ...]
    counts: Mapping[DueGroup, int]
    brought: tuple[Brought, ...] = ()


def desk_view(
    session: Session, *, actor: Actor, project_id: str, now: datetime, limit: int = 100
) -> DeskView:
    """Return today's figures and the to-do list of a project, most urgent first.

    ``limit`` holds for the cases with a due time and once more for those without.
    """
    actor.require(Action.READ_CASES)
    project = session.get_one(Project, project_id)
    zone = ZoneInfo(project.timezone)
    today = datetime.combine(now.astimezone(zone).date(), time(), zone)
    bounds = DueBounds.at(now, zone)
    return DeskView(
        now,
        _figures(session, project_id, today, now),
        _to_do(session, project_id, bounds, limit),
        _counts(session, project_id, bounds),
        brought_before(session, actor=actor, project_id=project_id),
    )


def _figures(session: Session, project_id: str, today: datetime, now: datetime) -> DeskFigures:
    visits, microseconds = session.execute(
        select(
            func.count(),
            func.avg(
                type_coerce(Visit.ended_at, BigInteger) - type_coerce(Visit.arrived_at, BigInteger)
            ),
        ).where(Visit.project_id == project_id, Visit.arrived_at >= today)
    ).one()
    month = today.replace(day=1)
    scores = session.scalars(
        select(Rating.score)
        .join(Visit, Visit.id == Rating.visit_id)
        .where(
            Visit.project_id == project_id,
            Rating.given_at >= month,
            Rating.answer == RatingAnswer.SCORED,
        )
    ).all()
    return DeskFigures(
        visits_today=visits,
        average_visit=None if microseconds is None else timedelta(microseconds=float(microseconds)),
        complaints_today=_complaints(session, project_id, today, today + timedelta(days=1)),
        complaints_week_before=_complaints(
            session, project_id, today - timedelta(days=7), now - timedelta(days=7)
        ),
        to_answer=_owed(session, project_id),
        due_soon=_owed(
            session, project_id, Case.next_due_at >= now, Case.next_due_at <= now + SOON
        ),
        overdue=_owed(session, project_id, Case.next_due_at < now),
        satisfaction=Ratio(sum((score or 0) >= 4 for score in scores), len(scores)),
    )


def _complaints(session: Session, project_id: str, begin: datetime, end: datetime) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Case)
            .where(
                Case.project_id == project_id,
                Case.type == CaseType.COMPLAINT,
                Case.registered_at >= begin,
                Case.registered_at < end,
            )
        )
        or 0
    )


def _owed(session: Session, project_id: str, *when: ColumnElement[bool]) -> int:
    """Count the cases that the desk owes something, due at a certain time."""
    query = select(func.count()).select_from(Case)
    return session.scalar(query.where(Case.project_id == project_id, *_OWED, *when)) or 0


def _counts(session: Session, project_id: str, bounds: DueBounds) -> Mapping[DueGroup, int]:
    """Count the cases of each group, as ``due_group`` sorts them."""
    due = Case.next_due_at
    waits = Case.state == CaseState.WAITING
    group = case(
        (due.is_(None), DueGroup.NO_LIMIT),
        (due < bounds.now, DueGroup.OVERDUE),
        (due <= bounds.hour_ends, DueGroup.NEXT_HOUR),
        (due < bounds.today_ends, DueGroup.TODAY),
        (waits, DueGroup.WAITING),
        (due < bounds.tomorrow_ends, DueGroup.TOMORROW),
        else_=DueGroup.LATER,
    )
    rows = session.execute(
        select(group, func.count()).where(Case.project_id == project_id, *_OWED).group_by(group)
    )
    found = {DueGroup(name): count for name, count in rows}
    return {name: found[name] for name in _GROUPS if name in found}


def _to_do(session: Session, project_id: str, bounds: DueBounds, limit: int) -> tuple[ToDo, ...]:
    """Return one line a case that waits for somebody, by group and nearest due time."""
    rows = [
        row
        for has_time in (True, False)
        for row in _owed_rows(session, project_id, limit, has_time=has_time)
    ]
    lines = (_line(found, name, label, bounds) for found, name, label in rows)
    return tuple(sorted(lines, key=lambda line: _GROUPS.index(line.group)))


def _owed_rows(
    session: Session, project_id: str, limit: int, *, has_time: bool
) -> Sequence[tuple[Case, str | None, str | None]]:
    due = Case.next_due_at
    rows = session.execute(
        select(Case, Customer.name, Room.label)
        .outerjoin(Customer, Customer.id == Case.customer_id)
        .outerjoin(Room, Room.id == Case.room_id)
        .where(
            Case.project_id == project_id,
            *_OWED,
            due.is_not(None) if has_time else due.is_(None),
        )
        .order_by(due.is_(None), due, Case.number)
        .limit(limit)
    )
    return [(found, name, label) for found, name, label in rows]


def _line(found: Case, name: str | None, label: str | None, bounds: DueBounds) -> ToDo:
    state = CaseState(found.state)
    return ToDo(
        found.id,
        found.number,
        CaseType(found.type),
        found.own_words.split("\n", 1)[0][:80],
        mask_name(name or ""),
        label or "",
        state,
        NextStep(found.next_step),
        found.next_due_at,
        Severity(found.severity),
        found.escalation_level,
        due_group(found.next_due_at, bounds, waits=state is CaseState.WAITING),
    )
