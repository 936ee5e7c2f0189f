"""The complaint summary of a period: histories from the store, figures by the domain (4.3-4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendar_words import preset_label
from app.domain.clock_policy import preset_named
from app.domain.errors import Problem, UserFacingError
from app.domain.figure_filter import FigureFilter
from app.domain.months import Month
from app.domain.period_summary import PeriodFigures, PeriodSummary
from app.domain.periods import Period, PeriodKind
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME, LEAST_ANSWERS, TARGETS
from app.domain.summary_hash import data_hash
from app.i18n import language, pgettext
from app.services.clock_policy import clock_preset
from app.services.policy import read_setting
from app.services.report_figures import PeriodCounting, Progress, Steps
from app.services.report_lines import report_lists
from app.services.report_people import ReportPeople
from app.services.report_places import building_names, repeat_addresses
from app.services.report_span import ReportSpan
from app.services.report_staff import staff_table
from app.services.report_words import customers_said
from app.version import VERSION
from db import period_rows
from db.models import Category, Project

_TOLERATED_LEAD = timedelta(days=1)
_WRONG_CLOCK_EVENTS = 20
_STEPS = 5
_WITH_ALL = (PeriodKind.DAY, PeriodKind.MONTH)
"""The kinds of period whose report lists every complaint."""


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
    progress: Progress | None = None,
) -> PeriodSummary:
    """Return the summary of one project and period, figures and masked lists (clause 4.3-4).

    A period that is over never changes; one that still runs is counted up to ``now``.  ``only``
    narrows figures and lists to some of the complaints.  A quarter and a year have no list of all
    complaints.  ``progress`` is told how many of all steps are done; it raises to stop.

    Raises:
        UserFacingError: unknown project, or the period has not begun.
    """
    actor.require(Action.READ_REPORTS)
    project = project_by_code(session, project_code)
    zone = ZoneInfo(project.timezone)
    begin, end = period.bounds(zone)
    present = _present(session, project, now)
    if begin > present:
        raise UserFacingError(Problem.PERIOD_NOT_BEGUN, period=str(period))
    until = min(end, present + timedelta(microseconds=1))
    steps = Steps(progress, _STEPS)
    counting = PeriodCounting(session, project, until, only or FigureFilter(), steps)
    histories = counting.histories(period.plus(-1), period)
    steps.finish_one()
    figures = counting.figures(period, histories)
    has_previous = counting.had_complaints(period.plus(-1))
    previous = counting.figures(period.plus(-1), histories) if has_previous else None
    steps.finish_one()
    year_before = _year_before(counting, period, previous)
    months = counting.twelve_months(period) if has_previous or figures.flow.new else ()
    steps.finish_one()
    people = ReportPeople(session)
    span = ReportSpan(project, begin, until, histories)
    tomorrow_ends = period.plus(1).bounds(zone)[1] if period.kind is PeriodKind.DAY else None
    lists = report_lists(
        session,
        span,
        counting.calendar,
        people,
        with_all=period.kind in _WITH_ALL,
        soon=tomorrow_ends,
    )
    steps.finish_one()
    summary = PeriodSummary(
        company=read_setting(session, COMPANY_NAME),
        project_code=project.code,
        project_name=project.name,
        timezone=project.timezone,
        period=period,
        is_complete=end <= present,
        until=until,
        figures=figures,
        previous=previous,
        category_names=_category_names(session, lang),
        complaints=lists.complaints,
        twelve_months=months,
        data_hash="",
        program_version=VERSION,
        year_before=year_before,
        targets={name: read_setting(session, setting) / 100 for name, setting in TARGETS},
        building_names=building_names(session, project.id),
        grave=lists.grave,
        overdue=lists.overdue,
        repeats=repeat_addresses(session, span),
        staff=staff_table(session, span, people),
        said=customers_said(session, span, people),
        preset=_preset_words(session, project, lang),
        due_soon=lists.due_soon,
        least_answers=read_setting(session, LEAST_ANSWERS),
    )
    steps.finish_one()
    return replace(summary, data_hash=data_hash(summary))


def _year_before(
    counting: PeriodCounting, period: Period, previous: PeriodFigures | None
) -> PeriodFigures | None:
    """Return the figures of the same period a year earlier, if there were any."""
    wanted = period.year_before()
    if wanted is None or not counting.had_complaints(wanted):
        return None
    if wanted == period.plus(-1):
        return previous
    return counting.figures(wanted, counting.histories(wanted, wanted))


def _preset_words(session: Session, project: Project, lang: str) -> str:
    """Return the name of the limits that the project's clocks run by now."""
    named = preset_named(clock_preset(session, project))
    with language(lang):
        return pgettext("preset", "Own limits") if named is None else preset_label(named)


def _present(session: Session, project: Project, now: datetime) -> datetime:
    """Return the instant up to which the project's complaints are known.

    A store whose many events lie ahead of this computer's clock lives at its latest event; a few
    that were written under a wrong clock do not make the running month complete.
    """
    ahead = period_rows.latest_events(session, project.id, now, _WRONG_CLOCK_EVENTS + 1)
    if len(ahead) > _WRONG_CLOCK_EVENTS:
        return ahead[0]
    return max((at for at in ahead if at - now <= _TOLERATED_LEAD), default=now)


def _category_names(session: Session, lang: str) -> dict[str, str]:
    rows = session.scalars(select(Category))
    return {row.code: row.name_zh if lang == "zh_CN" else row.name_en for row in rows}
