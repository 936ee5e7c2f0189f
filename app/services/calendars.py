"""The calendar of a project: office hours, holidays and make-up working days of each year."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.calendars import DayException, DayKind
from app.domain.clock_policy import (
    Week,
    YearState,
    check_reach,
    check_week,
    week_to_plain,
)
from app.domain.permissions import Action, Actor
from app.domain.typed_text import NAME_LIMIT, clean_line
from app.services.clock_policy import clock_preset
from app.services.clock_recalculation import recalculate_open_clocks
from app.services.policy import (
    CALENDAR_YEARS,
    WEEK,
    business_calendar,
    office_hours,
    project_policy,
    put_project_policy,
)
from db import audit
from db.models import CalendarDay, Project, ProjectPolicy
from resources import BUILT

Days = Mapping[date, DayException]
# What the first version gave each project without writing down what was known of it.
_FIRST_YEARS = {
    "2024": "official",
    "2025": "official",
    "2026": "official",
    "2027": "statutory",
    "2028": "statutory",
}


@dataclass(frozen=True)
class CalendarYear:
    """One year of a project's calendar.

    ``notice_is_here``: the program knows the notice of make-up days, this project does not yet.
    """

    year: int
    state: YearState
    days: Days
    week: Week
    notice_is_here: bool


@dataclass(frozen=True)
class DayChange:
    """What would become of one day; None is an ordinary day of the week."""

    day: date
    before: DayException | None
    after: DayException | None


@dataclass(frozen=True)
class ChinaCalendar:
    """The calendar of China that comes with the program, and the years whose notice it knows."""

    days: Days
    official: frozenset[int]


@cache
def china_calendar() -> ChinaCalendar:
    """Return the calendar that comes with the program; it is read once."""
    seed = json.loads((BUILT / "calendar_cn.json").read_text(encoding="utf-8"))
    return ChinaCalendar(
        {
            date.fromisoformat(day["date"]): DayException(DayKind(day["kind"]), day["name_zh"])
            for day in seed["days"]
        },
        frozenset(int(year) for year, known in seed["years"].items() if known["official"]),
    )


def add_china_calendar(session: Session, project_id: str) -> None:
    """Give a new project the calendar that comes with the program."""
    known = china_calendar()
    _put_days(session, project_id, known.days)
    years = {
        str(year): (YearState.OFFICIAL if year in known.official else YearState.STATUTORY).value
        for year in sorted({day.year for day in known.days})
    }
    session.add(ProjectPolicy(project_id=project_id, name=CALENDAR_YEARS, value=years))
    session.flush()


def calendar_year(session: Session, *, actor: Actor, project_id: str, year: int) -> CalendarYear:
    """Return one year of a project's calendar.

    Raises:
        UserFacingError: the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    state = _year_state(session, project_id, year)
    return CalendarYear(
        year,
        state,
        _days_of(session, project_id, year),
        office_hours(session, project_id),
        notice_is_here=not state.complete and year in china_calendar().official,
    )


def change_day(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    day: date,
    exception: DayException | None,
    now: datetime,
) -> int:
    """Make one day a holiday, a make-up working day, or an ordinary day again (None).

    Returns how many running due times moved by it.

    Raises:
        UserFacingError: not permitted, or a limit gets out of the calendar's reach.
    """
    actor.require(Action.CHANGE_POLICY)
    changed = _apply(session, project_id, {day: exception}, now)
    if _year_state(session, project_id, day.year) is YearState.OFFICIAL and changed:
        _put_year_state(session, project_id, day.year, YearState.EDITED, now)
    return _follow(session, actor, project_id, now) if changed else 0


def complete_year(
    session: Session, *, actor: Actor, project_id: str, year: int, now: datetime
) -> None:
    """Say that a year's calendar is complete as it stands.

    Raises:
        UserFacingError: the actor may not change settings.
    """
    actor.require(Action.CHANGE_POLICY)
    _put_year_state(session, project_id, year, YearState.EDITED, now)


def changes_by(
    session: Session, *, actor: Actor, project_id: str, days: Days, whole_years: bool
) -> tuple[DayChange, ...]:
    """Return what taking ``days`` would change, in the order of the dates.

    With ``whole_years`` they are all there is of their years: other days become ordinary ones.

    Raises:
        UserFacingError: the actor may not change settings.
    """
    actor.require(Action.CHANGE_POLICY)
    wanted: dict[date, DayException | None] = dict(days)
    present: dict[date, DayException] = {}
    for year in {day.year for day in days}:
        present.update(_days_of(session, project_id, year))
    if whole_years:
        wanted.update(dict.fromkeys(present.keys() - days.keys()))
    return tuple(
        DayChange(day, present.get(day), after)
        for day, after in sorted(wanted.items())
        if present.get(day) != after
    )


def take_days(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    days: Days,
    whole_years: bool,
    now: datetime,
) -> int:
    """Take days from a file into the calendar; return how many running due times moved.

    A year that is taken whole is complete from then on.

    Raises:
        UserFacingError: not permitted, or a limit gets out of the calendar's reach.
    """
    changes = changes_by(
        session, actor=actor, project_id=project_id, days=days, whole_years=whole_years
    )
    _apply(session, project_id, {change.day: change.after for change in changes}, now)
    for year in sorted({day.year for day in days}):
        state = _year_state(session, project_id, year)
        if whole_years or state is YearState.OFFICIAL:
            _put_year_state(session, project_id, year, YearState.EDITED, now)
    return _follow(session, actor, project_id, now) if changes else 0


def take_notice(
    session: Session, *, actor: Actor, project_id: str, year: int, now: datetime
) -> int:
    """Take a year's official calendar as the program knows it; return how many due times moved.

    Raises:
        UserFacingError: not permitted, or a limit gets out of the calendar's reach.
    """
    days = notice_of(year)
    moved = take_days(
        session, actor=actor, project_id=project_id, days=days, whole_years=True, now=now
    )
    _put_year_state(session, project_id, year, YearState.OFFICIAL, now)
    return moved


def notice_of(year: int) -> Days:
    """Return the days of one year in the calendar that comes with the program."""
    return {day: known for day, known in china_calendar().days.items() if day.year == year}


def change_week(
    session: Session, *, actor: Actor, project_id: str, week: Week, now: datetime
) -> int:
    """Set the office hours of a project; return how many running due times moved.

    Raises:
        UserFacingError: not permitted, or a limit gets out of the calendar's reach.
        FieldError: windows of a day overlap, or nobody works all week.
    """
    actor.require(Action.CHANGE_POLICY)
    week = check_week(week)
    if week == office_hours(session, project_id):
        return 0
    put_project_policy(
        session, project_id=project_id, name=WEEK, value=week_to_plain(week), now=now
    )
    return _follow(session, actor, project_id, now)


def _follow(session: Session, actor: Actor, project_id: str, now: datetime) -> int:
    """Let the running clocks follow the calendar as it is now."""
    session.flush()
    project = session.get_one(Project, project_id)
    check_reach(clock_preset(session, project), business_calendar(session, project), now)
    return recalculate_open_clocks(session, actor=actor, project_id=project_id, now=now)


def _days_of(session: Session, project_id: str, year: int) -> dict[date, DayException]:
    rows = session.execute(
        select(CalendarDay.day_on, CalendarDay.kind, CalendarDay.name)
        .where(
            CalendarDay.project_id == project_id,
            CalendarDay.day_on >= date(year, 1, 1),
            CalendarDay.day_on <= date(year, 12, 31),
        )
        .order_by(CalendarDay.day_on)
    )
    return {day: DayException(DayKind(kind), name) for day, kind, name in rows}


def _put_days(session: Session, project_id: str, days: Mapping[date, DayException | None]) -> None:
    session.execute(
        delete(CalendarDay).where(
            CalendarDay.project_id == project_id, CalendarDay.day_on.in_(list(days))
        )
    )
    session.add_all(
        CalendarDay(project_id=project_id, day_on=day, kind=wanted.kind.value, name=wanted.name)
        for day, wanted in days.items()
        if wanted is not None
    )
    session.flush()


def _apply(
    session: Session, project_id: str, days: Mapping[date, DayException | None], now: datetime
) -> bool:
    """Write days and the audit row, if anything differs; say whether it did."""
    before: dict[date, DayException] = {}
    for year in {day.year for day in days}:
        before.update(_days_of(session, project_id, year))
    wanted = {day: _cleaned(exception) for day, exception in days.items()}
    changed = {day: after for day, after in wanted.items() if before.get(day) != after}
    if not changed:
        return False
    _put_days(session, project_id, changed)
    audit.append(
        session,
        action="change_calendar",
        object=f"project:{project_id}",
        before=_plain({day: before.get(day) for day in changed}),
        after=_plain(changed),
        now=now,
    )
    return True


def _cleaned(exception: DayException | None) -> DayException | None:
    if exception is None:
        return None
    return DayException(exception.kind, clean_line(exception.name)[:NAME_LIMIT])


def _plain(days: Mapping[date, DayException | None]) -> dict[str, list[str] | None]:
    return {
        day.isoformat(): None if known is None else [known.kind.value, known.name]
        for day, known in days.items()
    }


def _year_states(session: Session, project_id: str) -> dict[str, str]:
    states = project_policy(session, project_id, CALENDAR_YEARS)
    return dict(states) if isinstance(states, dict) else dict(_FIRST_YEARS)


def _year_state(session: Session, project_id: str, year: int) -> YearState:
    state = _year_states(session, project_id).get(str(year))
    return YearState(state) if state in set(YearState) else YearState.UNKNOWN


def _put_year_state(
    session: Session, project_id: str, year: int, state: YearState, now: datetime
) -> None:
    states = _year_states(session, project_id)
    if states.get(str(year)) == state.value:
        return
    states[str(year)] = state.value
    put_project_policy(session, project_id=project_id, name=CALENDAR_YEARS, value=states, now=now)
