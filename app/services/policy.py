"""Reading and changing the policy of the company."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendars import DEFAULT_WEEK, BusinessCalendar, DayException, DayKind
from app.domain.clock_policy import Week, check_week, week_from_plain
from app.domain.errors import FieldError
from app.domain.permissions import Action, Actor
from app.domain.policy import PolicySetting
from db import audit
from db.models import CalendarDay, Project, ProjectPolicy, Setting

T = TypeVar("T", int, str, bool)
WEEK, CLOCKS, DEPARTMENTS, CALENDAR_YEARS = "week", "clocks", "departments", "calendar_years"


def read_setting(session: Session, setting: PolicySetting[T]) -> T:
    """Return the value of ``setting``, its default while nobody set it."""
    row = session.get(Setting, setting.name)
    return setting.default if row is None else setting.accept(row.value)


def change_setting(
    session: Session, *, actor: Actor, setting: PolicySetting[T], value: T, now: datetime
) -> None:
    """Set ``setting``; a value of the wrong type or out of bounds becomes the default.

    Raises:
        UserFacingError: the actor may not change settings.
    """
    actor.require(Action.CHANGE_POLICY)
    put_setting(session, setting=setting, value=value, now=now)


def put_setting(session: Session, *, setting: PolicySetting[T], value: T, now: datetime) -> None:
    """Set ``setting`` as part of something that whoever does it was permitted to do."""
    row = session.get(Setting, setting.name)
    before = None if row is None else {"value": row.value}
    accepted = setting.accept(value)
    if row is None:
        session.add(Setting(name=setting.name, value=accepted))
    else:
        row.value = accepted
    audit.append(
        session,
        action="change_setting",
        object=f"setting:{setting.name}",
        before=before,
        after={"value": accepted},
        now=now,
    )


def project_policy(session: Session, project_id: str, name: str) -> Any | None:
    """Return one plain policy value of a project, None while nobody set it."""
    row = session.get(ProjectPolicy, (project_id, name))
    return None if row is None else row.value


def put_project_policy(
    session: Session, *, project_id: str, name: str, value: Any, now: datetime
) -> None:
    """Set a policy value of a project as part of something that is permitted already."""
    row = session.get(ProjectPolicy, (project_id, name))
    before = None if row is None else {"value": row.value}
    if row is None:
        session.add(ProjectPolicy(project_id=project_id, name=name, value=value))
    else:
        row.value = value
    session.flush()
    audit.append(
        session,
        action="change_project_policy",
        object=f"project_policy:{project_id}:{name}",
        before=before,
        after={"value": value},
        now=now,
    )


def office_hours(session: Session, project_id: str) -> Week:
    """Return the windows of Monday to Sunday of a project, the usual ones while nobody set them."""
    plain = project_policy(session, project_id, WEEK)
    if plain is None:
        return DEFAULT_WEEK
    try:
        return check_week(week_from_plain(plain))
    except (ValueError, FieldError):
        return DEFAULT_WEEK


def business_calendar(session: Session, project: Project) -> BusinessCalendar:
    """Return the business calendar of ``project`` with its office hours and dated exceptions."""
    days = session.execute(
        select(CalendarDay.day_on, CalendarDay.kind, CalendarDay.name).where(
            CalendarDay.project_id == project.id
        )
    )
    return BusinessCalendar(
        ZoneInfo(project.timezone),
        week=office_hours(session, project.id),
        exceptions={day: DayException(DayKind(kind), name) for day, kind, name in days},
    )
