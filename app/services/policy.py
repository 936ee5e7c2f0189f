"""Reading and changing the policy of the company."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendars import BusinessCalendar, DayException, DayKind
from app.domain.permissions import Action, Actor
from app.domain.policy import PolicySetting
from db import audit
from db.models import CalendarDay, Project, Setting

T = TypeVar("T", int, str, bool)


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


def business_calendar(session: Session, project: Project) -> BusinessCalendar:
    """Return the business calendar of ``project`` with its dated exceptions."""
    days = session.execute(
        select(CalendarDay.day_on, CalendarDay.kind, CalendarDay.name).where(
            CalendarDay.project_id == project.id
        )
    )
    return BusinessCalendar(
        ZoneInfo(project.timezone),
        exceptions={day: DayException(DayKind(kind), name) for day, kind, name in days},
    )
