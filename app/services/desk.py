"""The home screen: today's figures and what is to be done, by due time (clauses 3-1 and 4.3-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, func, select, type_coerce
from sqlalchemy.orm import Session

from app.domain.case_states import OPEN_STATES
from app.domain.month import Ratio
from app.domain.permissions import Action, Actor
from app.domain.terms import (
    CaseState,
    CaseType,
    ClockKind,
    PromiseState,
    RatingAnswer,
)
from db.models import Case, CaseClock, Customer, Project, Promise, Rating, Room, Visit

SOON = timedelta(hours=1)
CALL_BACK_WITHIN = timedelta(hours=48)
"""How long after the resolution the customer is called back at the latest."""


class NextStep(StrEnum):
    """What the desk has to do next for a case."""

    HAND_OVER = "hand_over"
    KEEP_PROMISE = "keep_promise"
    ANSWER_FIRST = "answer_first"
    RESOLVE = "resolve"
    FOLLOW_UP = "follow_up"


_FOR_DEPARTMENTS = (CaseType.COMPLAINT, CaseType.SERVICE_REQUEST)
"""Types that a department has to see to; the desk answers the others itself."""
_STEPS_OF_CLOCKS = {
    ClockKind.HAND_OVER: NextStep.HAND_OVER,
    ClockKind.FIRST_ANSWER: NextStep.ANSWER_FIRST,
    ClockKind.RESOLUTION: NextStep.RESOLVE,
}


@dataclass(frozen=True)
class ToDo:
    """One line of the to-do list; ``subject`` is the first line of the customer's own words."""

    case_id: str
    number: str
    type: CaseType
    subject: str
    customer: str
    room_label: str
    state: CaseState
    next_step: NextStep
    due_at: datetime


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
    """Everything the home screen shows, read at one instant."""

    read_at: datetime
    figures: DeskFigures
    to_do: tuple[ToDo, ...]


def desk_view(
    session: Session, *, actor: Actor, project_id: str, now: datetime, limit: int = 50
) -> DeskView:
    """Return today's figures and the to-do list of a project, most urgent first."""
    actor.require(Action.READ_CASES)
    project = session.get_one(Project, project_id)
    to_do = _to_do(session, project_id)
    zone = ZoneInfo(project.timezone)
    today = datetime.combine(now.astimezone(zone).date(), time(), zone)
    return DeskView(now, _figures(session, project_id, today, now, to_do), tuple(to_do[:limit]))


def _figures(
    session: Session, project_id: str, today: datetime, now: datetime, to_do: list[ToDo]
) -> DeskFigures:
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
        to_answer=len(to_do),
        due_soon=sum(now <= item.due_at <= now + SOON for item in to_do),
        overdue=sum(item.due_at < now for item in to_do),
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


def _to_do(session: Session, project_id: str) -> list[ToDo]:
    """Return one line a case that waits for somebody, by its nearest due time."""
    dues: dict[str, tuple[datetime, NextStep]] = {}

    def offer(case_id: str, due_at: datetime, step: NextStep) -> None:
        if case_id not in dues or due_at < dues[case_id][0]:
            dues[case_id] = (due_at, step)

    promises = session.execute(
        select(Promise.case_id, Promise.due_at)
        .join(Case, Case.id == Promise.case_id)
        .where(Case.project_id == project_id, Promise.state == PromiseState.OPEN)
    )
    for case_id, due_at in promises:
        offer(case_id, due_at, NextStep.KEEP_PROMISE)
    clocks = session.execute(
        select(CaseClock.case_id, CaseClock.due_at, CaseClock.kind, Case.type)
        .join(Case, (Case.id == CaseClock.case_id) & (Case.round == CaseClock.round))
        .where(
            Case.project_id == project_id,
            Case.state.in_(OPEN_STATES),
            CaseClock.kind.in_(_STEPS_OF_CLOCKS),
            CaseClock.met_at.is_(None),
            CaseClock.cancelled_at.is_(None),
        )
    )
    for case_id, due_at, kind, case_type in clocks:
        if kind != ClockKind.HAND_OVER or case_type in _FOR_DEPARTMENTS:
            offer(case_id, due_at, _STEPS_OF_CLOCKS[ClockKind(kind)])
    resolved = session.execute(
        select(CaseClock.case_id, CaseClock.met_at)
        .join(Case, (Case.id == CaseClock.case_id) & (Case.round == CaseClock.round))
        .where(
            Case.project_id == project_id,
            Case.state == CaseState.FOLLOW_UP,
            CaseClock.kind == ClockKind.RESOLUTION,
        )
    )
    for case_id, resolved_at in resolved:
        if resolved_at is not None:
            offer(case_id, resolved_at + CALL_BACK_WITHIN, NextStep.FOLLOW_UP)
    rows = session.execute(
        select(Case, Customer.name, Room.label)
        .outerjoin(Customer, Customer.id == Case.customer_id)
        .outerjoin(Room, Room.id == Case.room_id)
        .where(Case.project_id == project_id, Case.state.in_(OPEN_STATES))
    )
    items = [
        ToDo(
            case.id,
            case.number,
            CaseType(case.type),
            case.own_words.split("\n", 1)[0][:80],
            name or "",
            label or "",
            CaseState(case.state),
            dues[case.id][1],
            dues[case.id][0],
        )
        for case, name, label in rows
        if case.id in dues
    ]
    return sorted(items, key=lambda item: (item.due_at, item.number))
