"""What customers answered when they were asked how it was, and what they wrote (3-3, 6-3)."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Text, func, or_, select
from sqlalchemy.orm import Session

from app.domain.feedback import (
    Answer,
    FeedbackAnalysis,
    FeedbackFigures,
    FeedbackStep,
    Said,
    count_feedback,
    month_trend,
)
from app.domain.hidden_names import HiddenNames
from app.domain.masking import mask_name
from app.domain.months import Month
from app.domain.period_summary import CustomerWords, Ratio
from app.domain.periods import Period
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME, LEAST_ANSWERS, STAFF_NAMES_ON_REPORTS
from app.domain.terms import (
    CaseType,
    EnteredBy,
    EventKind,
    RatingAnswer,
    RatingReason,
    VisitState,
)
from app.services.policy import read_setting
from app.services.reporting import project_by_code
from db.models import Case, CaseEvent, Category, Customer, Rating, Staff, Visit
from db.period_rows import events_of

MONTHS_SHOWN = 12
MOST_SAID = 200

Progress = Callable[[int, int], None]
_STAGES = 5


@dataclass(frozen=True)
class _Span:
    """The answers that are asked for: of one project, given in [begin, end)."""

    project_id: str
    begin: datetime
    end: datetime

    def ratings(self, *columns: Any) -> Select[Any]:
        """Return the query of these answers, each with its reception and its case."""
        return (
            select(*columns)
            .outerjoin_from(Rating, Visit, Visit.id == Rating.visit_id)
            .outerjoin(Case, Case.id == Rating.case_id)
            .where(*self._met())
        )

    def _met(self) -> tuple[ColumnElement[bool], ...]:
        return (
            Rating.given_at >= self.begin,
            Rating.given_at < self.end,
            or_(Visit.project_id == self.project_id, Case.project_id == self.project_id),
        )


def feedback_analysis(
    session: Session,
    *,
    actor: Actor,
    project_code: str,
    period: Period,
    lang: str,
    now: datetime,
    progress: Progress | None = None,
) -> FeedbackAnalysis:
    """Return what customers answered in a period, counted and in their own words (masked).

    Raises:
        UserFacingError: the actor may not read the analysis, or there is no such project.
    """
    actor.require(Action.READ_FEEDBACK)
    told = _stages(progress)
    project = project_by_code(session, project_code)
    zone = ZoneInfo(project.timezone)
    begin, end = period.bounds(zone)
    months = _months(period, now, zone)
    first = period.plus(-1).bounds(zone)[0]
    told()
    answers = _answers(session, _Span(project.id, first, end))
    told()
    # The trend goes to the end of its last month, whatever day of it the period is.
    since, until = Month(*months[0]).bounds(zone)[0], Month(*months[-1]).bounds(zone)[1]
    others = [
        one
        for span in (_Span(project.id, since, first), _Span(project.id, end, until))
        for one in _bare_answers(session, span)
    ]
    least = read_setting(session, LEAST_ANSWERS)

    def figures_of(wanted: Period) -> FeedbackFigures:
        after, before = wanted.bounds(zone)
        found = [one for one in answers if after <= one.given_at < before]
        return count_feedback(found, zone=zone, least_answers=least)

    figures, before = figures_of(period), figures_of(period.plus(-1))
    told()
    span = _Span(project.id, begin, end)
    coverage = _coverage(session, span, figures)
    said, said_total = _said(session, span)
    told()
    show_names = read_setting(session, STAFF_NAMES_ON_REPORTS)
    analysis = FeedbackAnalysis(
        company=read_setting(session, COMPANY_NAME),
        project_code=project.code,
        project_name=project.name,
        timezone=project.timezone,
        period=period,
        is_complete=end <= now,
        read_at=now,
        figures=figures,
        before=before if before.total.asked else None,
        coverage=coverage,
        trend=month_trend([*answers, *others], months, zone),
        category_names=_category_names(session, lang),
        staff_names={
            row.id: row.name if show_names else mask_name(row.name)
            for row in session.scalars(select(Staff))
        },
        least_answers=least,
        said=said,
        said_total=said_total,
    )
    told()
    return analysis


def names_on_record(session: Session) -> HiddenNames:
    """Return the names of every customer and of the whole staff, of all projects."""
    customers = session.scalars(select(Customer.name).where(Customer.name != "").distinct())
    return HiddenNames(itertools.chain(customers, session.scalars(select(Staff.name))))


def _stages(progress: Progress | None) -> Callable[[], None]:
    """Return what is called after each stage of the work; it stops the work nobody wants."""
    done = itertools.count(1)

    def told() -> None:
        if progress is not None:
            progress(next(done), _STAGES)

    return told


def _months(period: Period, now: datetime, zone: ZoneInfo) -> list[tuple[int, int]]:
    """Return the twelve months up to the end of the period, or up to the one that runs."""
    last = min(Month(period.last_on.year, period.last_on.month), Month.of(now, zone))
    last = max(last, period.month)
    found = [last.plus(-back) for back in range(MONTHS_SHOWN - 1, -1, -1)]
    return [(month.year, month.number) for month in found]


# ---- answers -----------------------------------------------------------------------------------


def _answers(session: Session, span: _Span) -> list[Answer]:
    by_case, by_visit = _categories(session, span)
    resolvers = _resolvers(session, span)
    rows = session.execute(
        span.ratings(
            Rating.given_at,
            Rating.answer,
            Rating.score,
            Rating.entered_by,
            Rating.reasons,
            Rating.visit_id,
            Rating.case_id,
            Visit.staff_id,
            Visit.arrived_at,
            Case.type,
        )
    )
    return [
        Answer(
            given_at=given_at,
            answer=RatingAnswer(answer),
            score=score,
            entered_by=EnteredBy(entered_by),
            step=_step(visit_id, case_id),
            reasons=tuple(RatingReason(reason) for reason in reasons),
            staff_id=receiver or _resolver(resolvers[case_id], given_at),
            category=by_case.get(case_id) or by_visit.get(visit_id, ""),
            arrived_at=arrived_at,
            is_complaint=case_type == CaseType.COMPLAINT,
        )
        for (
            given_at,
            answer,
            score,
            entered_by,
            reasons,
            visit_id,
            case_id,
            receiver,
            arrived_at,
            case_type,
        ) in rows
    ]


def _bare_answers(session: Session, span: _Span) -> list[Answer]:
    """Return answers with what the trend asks, and nothing else of them."""
    if span.begin >= span.end:
        return []
    rows = session.execute(
        span.ratings(
            Rating.given_at,
            Rating.answer,
            Rating.score,
            Rating.entered_by,
            Rating.visit_id,
            Rating.case_id,
        )
    )
    return [
        Answer(
            given_at=given_at,
            answer=RatingAnswer(answer),
            score=score,
            entered_by=EnteredBy(entered_by),
            step=_step(visit_id, case_id),
        )
        for given_at, answer, score, entered_by, visit_id, case_id in rows
    ]


def _step(visit_id: str | None, case_id: str | None) -> FeedbackStep:
    if visit_id is None:
        return FeedbackStep.HANDLING
    return FeedbackStep.RECEPTION if case_id is None else FeedbackStep.ON_THE_SPOT


def _resolver(resolutions: Sequence[tuple[datetime, str]], given_at: datetime) -> str:
    """Return who gave the last answer to the case before it was rated."""
    earlier = [staff_id for at, staff_id in resolutions if at <= given_at]
    return earlier[-1] if earlier else ""


def _resolvers(
    session: Session, span: _Span
) -> defaultdict[str | None, list[tuple[datetime, str]]]:
    rated = session.scalars(span.ratings(Rating.case_id).where(Rating.visit_id.is_(None)))
    ids = {case_id for case_id in rated if case_id is not None}
    rows = events_of(session, ids, (EventKind.RESOLVED,))
    found: defaultdict[str | None, list[tuple[datetime, str]]] = defaultdict(list)
    for case_id, _kind, at, staff_id, _words, _facts in rows:
        found[case_id].append((at, staff_id))
    return found


def _categories(
    session: Session, span: _Span
) -> tuple[dict[str | None, str], dict[str | None, str]]:
    """Return the top category by case, and by reception that of the first case it opened.

    It is the category at registration, so that a later change moves no past figure.
    """
    parents = {row.code: row.parent_code for row in session.scalars(select(Category))}

    category = func.json_extract(CaseEvent.facts, "$.category", type_=Text)
    registered = (
        select(Case.id, Case.visit_id, category)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(CaseEvent.kind == EventKind.REGISTERED)
    )
    rated = span.ratings(Rating.case_id).where(Rating.case_id.is_not(None))
    received = span.ratings(Rating.visit_id).where(
        Rating.visit_id.is_not(None), Rating.case_id.is_(None)
    )
    by_case: dict[str | None, str] = {
        case_id: parents.get(code) or code or ""
        for case_id, _visit_id, code in session.execute(registered.where(Case.id.in_(rated)))
    }
    first: dict[str | None, tuple[str, str]] = {}
    for case_id, visit_id, code in session.execute(registered.where(Case.visit_id.in_(received))):
        # Ids grow with time.
        if visit_id not in first or case_id < first[visit_id][0]:
            first[visit_id] = (case_id, parents.get(code) or code or "")
    return by_case, {visit_id: code for visit_id, (_case_id, code) in first.items()}


def _coverage(session: Session, span: _Span, figures: FeedbackFigures) -> dict[FeedbackStep, Ratio]:
    """Return ratings / receptions finished, and ratings / complaints closed, as reports have it."""
    finished = session.scalar(
        select(func.count())
        .select_from(Visit)
        .where(
            Visit.project_id == span.project_id,
            Visit.state == VisitState.FINISHED,
            Visit.ended_at >= span.begin,
            Visit.ended_at < span.end,
        )
    )
    closings = (
        select(func.count())
        .select_from(CaseEvent)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            CaseEvent.kind == EventKind.CLOSED,
            CaseEvent.at >= span.begin,
            CaseEvent.at < span.end,
            Case.project_id == span.project_id,
            Case.type == CaseType.COMPLAINT,
        )
    )
    # What the source of an import does not know is unknown, never missed.
    from_elsewhere = closings.where(
        func.json_extract(CaseEvent.facts, "$.imported").is_not(None),
    )
    closed = (session.scalar(closings) or 0) - (session.scalar(from_elsewhere) or 0)
    steps = figures.steps
    received = steps[FeedbackStep.RECEPTION].ratings + steps[FeedbackStep.ON_THE_SPOT].ratings
    return {
        FeedbackStep.RECEPTION: Ratio(received, finished or 0),
        FeedbackStep.HANDLING: Ratio(figures.complaints_rated, closed),
    }


def _category_names(session: Session, lang: str) -> dict[str, str]:
    rows = session.scalars(select(Category))
    return {row.code: row.name_zh if lang == "zh_CN" else row.name_en for row in rows}


# ---- words left with a rating ------------------------------------------------------------------


def _said(session: Session, span: _Span) -> tuple[tuple[Said, ...], int]:
    wanted = (Rating.words != "", Rating.answer == RatingAnswer.SCORED)
    total = session.scalar(span.ratings(func.count()).where(*wanted)) or 0
    if not total:
        return (), 0
    rows = session.execute(
        span.ratings(Rating, Case.number, Visit.number, Case.customer_id, Visit.customer_id)
        .where(*wanted)
        .order_by(Rating.given_at.desc(), Rating.id.desc())
        .limit(MOST_SAID)
    ).all()
    names = names_on_record(session)
    opened = _first_cases(session, [rating.visit_id for rating, *_rest in rows])
    of_whom = _customer_names(session, {c for row in rows for c in row[3:] if c})
    found = []
    for rating, case_number, visit_number, *customers in rows:
        case_id, number = opened.get(rating.visit_id, ("", ""))
        found.append(
            Said(
                CustomerWords(
                    number=case_number or number or visit_number or "",
                    score=rating.score or 0,
                    reasons=tuple(RatingReason(reason) for reason in rating.reasons),
                    words=names.masked(rating.words, [of_whom[c] for c in customers if c]),
                    given_at=rating.given_at,
                ),
                _step(rating.visit_id, rating.case_id),
                rating.case_id or case_id,
                rating.entered_by == EnteredBy.STAFF_RELAY,
            )
        )
    return tuple(found), total


def _first_cases(session: Session, visit_ids: Sequence[str | None]) -> dict[str, tuple[str, str]]:
    """Return id and number of the first case that each reception opened."""
    wanted = [visit_id for visit_id in visit_ids if visit_id]
    rows = session.execute(
        select(Case.visit_id, Case.id, Case.number)
        .where(Case.visit_id.in_(wanted))
        .order_by(Case.id.desc())
    )
    return {visit_id: (case_id, number) for visit_id, case_id, number in rows if visit_id}


def _customer_names(session: Session, ids: set[str]) -> dict[str, str]:
    rows = session.execute(select(Customer.id, Customer.name).where(Customer.id.in_(ids)))
    return {row.id: row.name for row in rows}
