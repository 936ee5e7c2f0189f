"""The monthly complaint summary: histories from the store, figures by the domain (clause 4.3-4)."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.case_states import EXIT_STATES, STATE_EVENTS
from app.domain.errors import Problem, UserFacingError
from app.domain.figure_filter import FigureFilter
from app.domain.figures import CaseHistory, month_flows, period_figures
from app.domain.masking import mask_name
from app.domain.months import Month
from app.domain.period_summary import ComplaintLine, MonthPoint, PeriodFigures, PeriodSummary, Ratio
from app.domain.periods import Period, PeriodKind
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME, TARGETS
from app.domain.terms import (
    CaseState,
    CaseType,
    ClockKind,
    EventKind,
    RatingAnswer,
    Severity,
)
from app.services.histories import complaint_histories, state_histories
from app.services.policy import business_calendar, read_setting
from app.version import VERSION
from db.models import Case, CaseClock, CaseEvent, Category, Customer, Project, Rating, Room

MONTHS_SHOWN = 12
_TOLERATED_LEAD = timedelta(days=1)
_WRONG_CLOCK_EVENTS = 20


@dataclass(frozen=True)
class ProjectView:
    """A project as lists and pickers show it."""

    project_id: str
    code: str
    name: str
    timezone: str
    desk_phone: str


def list_projects(session: Session) -> tuple[ProjectView, ...]:
    """Return all projects by code."""
    rows = session.scalars(select(Project).order_by(Project.code))
    return tuple(ProjectView(p.id, p.code, p.name, p.timezone, p.desk_phone) for p in rows)


def project_by_code(session: Session, code: str) -> Project:
    """Return the project with ``code``, upper or lower case.

    Raises:
        UserFacingError: there is none; the sentence lists those there are.
    """
    projects = session.scalars(select(Project).order_by(Project.code)).all()
    for project in projects:
        if project.code.casefold() == code.strip().casefold():
            return project
    known = ", ".join(project.code for project in projects)
    raise UserFacingError(Problem.UNKNOWN_PROJECT, project=code, known=known)


def monthly_summary(
    session: Session, *, actor: Actor, project_code: str, month: Month, lang: str, now: datetime
) -> PeriodSummary:
    """Return the summary of one project and calendar month, figures and masked list.

    Raises:
        UserFacingError: unknown project, or the month has not begun.
    """
    return period_summary(
        session,
        actor=actor,
        project_code=project_code,
        period=Period.of_month(month),
        lang=lang,
        now=now,
    )


def period_summary(
    session: Session,
    *,
    actor: Actor,
    project_code: str,
    period: Period,
    lang: str,
    now: datetime,
    only: FigureFilter | None = None,
) -> PeriodSummary:
    """Return the summary of one project and period, figures and masked lists (clause 4.3-4).

    A period that is over never changes; one that still runs is counted up to ``now``.  ``only``
    narrows figures and lists to some of the complaints.

    Raises:
        UserFacingError: unknown project, or the period has not begun.
    """
    actor.require(Action.READ_REPORTS)
    project = project_by_code(session, project_code)
    zone = ZoneInfo(project.timezone)
    present = _present(session, project, now)
    begin, end = period.bounds(zone)
    if begin > present:
        raise UserFacingError(Problem.PERIOD_NOT_BEGUN, period=str(period))
    until = min(end, present + timedelta(microseconds=1))
    histories = complaint_histories(
        session, project_id=project.id, begin=period.plus(-1).bounds(zone)[0], end=until
    )
    if only is not None:
        histories = [h for h in histories if _is_meant(h, only)]
    calendar = business_calendar(session, project)
    codes = _top_categories(session)

    def figures_of(wanted: Period) -> PeriodFigures:
        first, last = wanted.bounds(zone)
        return period_figures(histories, first, min(last, until), calendar, codes)

    figures = figures_of(period)
    has_previous = _has_complaints_before(session, project, begin)
    lines = _complaint_lines(session, project, begin, until)
    return PeriodSummary(
        company=read_setting(session, COMPANY_NAME),
        project_code=project.code,
        project_name=project.name,
        timezone=project.timezone,
        period=period,
        is_complete=end <= present,
        until=until,
        figures=figures,
        previous=figures_of(period.plus(-1)) if has_previous else None,
        category_names=_category_names(session, lang),
        complaints=lines,
        twelve_months=_twelve_months(session, project, _last_month(period, until, zone), until)
        if has_previous or figures.flow.new
        else (),
        data_hash=_data_hash(project, period, figures, lines),
        program_version=VERSION,
        targets={name: read_setting(session, setting) / 100 for name, setting in TARGETS},
    )


def _is_meant(history: CaseHistory, only: FigureFilter) -> bool:
    return only.takes(
        building=history.building,
        category=history.category,
        severity=history.severity,
        source=history.source,
    )


def _present(session: Session, project: Project, now: datetime) -> datetime:
    """Return the instant up to which the project's complaints are known.

    A store whose many events lie ahead of this computer's clock lives at its latest event; a few
    that were written under a wrong clock do not make the running month complete.
    """
    ahead = session.scalars(
        select(CaseEvent.at)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            Case.project_id == project.id,
            Case.type == CaseType.COMPLAINT,
            CaseEvent.at > now,
        )
        .order_by(CaseEvent.at.desc())
        .limit(_WRONG_CLOCK_EVENTS + 1)
    ).all()
    if len(ahead) > _WRONG_CLOCK_EVENTS:
        return ahead[0]
    return max((at for at in ahead if at - now <= _TOLERATED_LEAD), default=now)


def _has_complaints_before(session: Session, project: Project, instant: datetime) -> bool:
    found = session.scalar(
        select(Case.id)
        .where(
            Case.project_id == project.id,
            Case.type == CaseType.COMPLAINT,
            Case.registered_at < instant,
        )
        .limit(1)
    )
    return found is not None


def _twelve_months(
    session: Session, project: Project, month: Month, until: datetime
) -> tuple[MonthPoint, ...]:
    zone = ZoneInfo(project.timezone)
    months = [month.plus(-back) for back in range(MONTHS_SHOWN - 1, -1, -1)]
    bounds = [(begin, min(end, until)) for begin, end in (m.bounds(zone) for m in months)]
    histories = state_histories(session, project_id=project.id, begin=bounds[0][0], end=until)
    flows = month_flows(histories, bounds)
    return tuple(
        MonthPoint(m.year, m.number, flow.new, Ratio(flow.done, flow.to_handle))
        for m, flow in zip(months, flows, strict=True)
    )


def _last_month(period: Period, until: datetime, zone: ZoneInfo) -> Month:
    """Return the last month of a period, or the one that runs."""
    return min(Period(PeriodKind.MONTH, period.last_on.replace(day=1)).month, Month.of(until, zone))


def _top_categories(session: Session) -> list[str]:
    return list(
        session.scalars(
            select(Category.code)
            .where(Category.parent_code.is_(None))
            .order_by(Category.position, Category.code)
        )
    )


def _category_names(session: Session, lang: str) -> dict[str, str]:
    rows = session.scalars(select(Category))
    return {row.code: row.name_zh if lang == "zh_CN" else row.name_en for row in rows}


def _complaint_lines(
    session: Session, project: Project, begin: datetime, until: datetime
) -> tuple[ComplaintLine, ...]:
    """Return the complaints registered in the period, as they stood at its end."""
    rows = session.execute(
        select(Case, Customer.name, Room.label)
        .outerjoin(Customer, Customer.id == Case.customer_id)
        .outerjoin(Room, Room.id == Case.room_id)
        .where(
            Case.project_id == project.id,
            Case.type == CaseType.COMPLAINT,
            Case.registered_at >= begin,
            Case.registered_at < until,
        )
        .order_by(Case.registered_at, Case.number)
    ).all()
    standing = _standing_at(session, project, begin, until)
    return tuple(_line(case, name, label, standing[case.id], until) for case, name, label in rows)


@dataclass
class _Standing:
    """How one complaint stood at the end of the period."""

    state: CaseState = CaseState.REGISTERED
    round: int = 1
    responsible: str = ""
    score: int | None = None
    facts: dict[str, Any] | None = None
    due_at: datetime | None = None
    met_at: datetime | None = None


def _standing_at(
    session: Session, project: Project, begin: datetime, until: datetime
) -> dict[str, _Standing]:
    ids = select(Case.id).where(
        Case.project_id == project.id,
        Case.type == CaseType.COMPLAINT,
        Case.registered_at >= begin,
        Case.registered_at < until,
    )
    standing: defaultdict[str, _Standing] = defaultdict(_Standing)
    for event in session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id.in_(ids), CaseEvent.at < until)
        .order_by(CaseEvent.seq)
    ):
        _apply(standing[event.case_id], event)
    for case_id, score in session.execute(
        select(Rating.case_id, Rating.score).where(
            Rating.case_id.in_(ids),
            Rating.given_at < until,
            Rating.answer == RatingAnswer.SCORED,
        )
    ):
        if case_id is not None:
            standing[case_id].score = score
    for clock in session.scalars(
        select(CaseClock).where(CaseClock.case_id.in_(ids), CaseClock.kind == ClockKind.RESOLUTION)
    ):
        one = standing[clock.case_id]
        if clock.round == one.round:
            one.due_at, one.met_at = clock.due_at, clock.met_at
    return dict(standing)


def _apply(standing: _Standing, event: CaseEvent) -> None:
    kind = EventKind(event.kind)
    if kind in STATE_EVENTS:
        standing.state = CaseState(kind.value)
    if kind is EventKind.REGISTERED:
        standing.facts = event.facts
    elif kind is EventKind.REOPENED:
        standing.round += 1
    elif kind is EventKind.PROMISED:
        standing.responsible = event.facts["who"]
    elif kind is EventKind.HANDED_OVER:
        standing.responsible = event.words


def _line(
    case: Case, name: str | None, label: str | None, standing: _Standing, until: datetime
) -> ComplaintLine:
    facts = standing.facts or {}
    is_late = (
        standing.due_at is not None
        and standing.due_at < until
        and standing.state not in EXIT_STATES
        and (standing.met_at is None or standing.met_at >= until)
    )
    return ComplaintLine(
        number=case.number,
        registered_at=case.registered_at,
        place=label or case.place,
        customer=mask_name(name or ""),
        category=facts.get("category", case.category),
        own_words=case.own_words,
        severity=Severity(facts.get("severity", case.severity)),
        responsible=standing.responsible,
        due_at=standing.due_at,
        overdue=is_late,
        state=standing.state,
        score=standing.score,
    )


def _data_hash(
    project: Project, period: Period, figures: PeriodFigures, lines: Sequence[ComplaintLine]
) -> str:
    content = {
        "project": project.code,
        "period": str(period),
        "figures": asdict(figures),
        "lines": [asdict(line) for line in lines],
    }
    canonical = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
