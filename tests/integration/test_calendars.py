"""The calendar of a project: its years, its days, its office hours, and what follows a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.calendar_file import read_calendar_file
from app.domain.calendars import DEFAULT_WEEK, DayException, DayKind, Window
from app.domain.clock_policy import YearState
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import ClockKind, NextStep, Role, Severity
from app.services import calendars
from app.services.calendars import CalendarYear, DayChange
from app.services.policy import CALENDAR_YEARS, business_calendar, project_policy
from app.services.setup import NewProject, add_project
from db.models import AuditEntry, Case, CaseClock, Project, ProjectPolicy
from tests.integration.receptions import COMPLAINT, NOW, Desk, local, promised

HOLIDAY = DayException(DayKind.HOLIDAY, "停电检修")
MAKE_UP = DayException(DayKind.WORKDAY, "调休")
THURSDAY = date(2026, 10, 15)
NEXT_YEAR = {
    date(2027, 2, 7): DayException(DayKind.WORKDAY, "春节"),
    date(2027, 2, 8): DayException(DayKind.HOLIDAY, "春节"),
}


def year_of(desk: Desk, year: int) -> CalendarYear:
    found = desk.read(calendars.calendar_year, project_id=desk.project.project_id, year=year)
    assert isinstance(found, CalendarYear)
    return found


def change(desk: Desk, verb: Any, now: datetime = NOW, **arguments: Any) -> Any:
    return desk.write(verb, project_id=desk.project.project_id, now=now, **arguments)


def preview(desk: Desk, days: Any, *, whole_years: bool) -> tuple[DayChange, ...]:
    return desk.read(  # type: ignore[no-any-return]
        calendars.changes_by,
        project_id=desk.project.project_id,
        days=days,
        whole_years=whole_years,
    )


def resolution_due(desk: Desk, case_id: str) -> datetime:
    found = desk.workspace.read(
        lambda s: s.scalar(
            select(CaseClock.due_at).where(
                CaseClock.case_id == case_id, CaseClock.kind == ClockKind.RESOLUTION
            )
        )
    )
    assert isinstance(found, datetime)
    return found


@pytest.fixture
def case_id(desk: Desk) -> str:
    """Register a complaint on Monday 12 October, owed by Thursday 10:40."""
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + timedelta(hours=1)))
    assert resolution_due(desk, case.case_id) == local(15, 10, 40)
    return case.case_id


@pytest.mark.parametrize(
    ("year", "state"),
    [
        (2026, YearState.OFFICIAL),
        (2027, YearState.STATUTORY),
        (2031, YearState.UNKNOWN),
    ],
)
def test_a_year_says_what_is_known_of_it(desk: Desk, year: int, state: YearState) -> None:
    assert year_of(desk, year).state is state


def test_a_store_of_the_first_version_knows_what_it_was_given(desk: Desk) -> None:
    desk.workspace.write(
        lambda s: s.delete(s.get_one(ProjectPolicy, (desk.project.project_id, CALENDAR_YEARS)))
    )
    assert year_of(desk, 2026).state is YearState.OFFICIAL
    assert year_of(desk, 2027).state is YearState.STATUTORY


def test_a_year_has_its_holidays_and_make_up_days(desk: Desk) -> None:
    year = year_of(desk, 2026)
    assert year.days[date(2026, 10, 1)] == DayException(DayKind.HOLIDAY, "国庆节")
    assert year.days[date(2026, 10, 10)].kind is DayKind.WORKDAY
    assert {day.year for day in year.days} == {2026}
    assert year.week == DEFAULT_WEEK


@pytest.mark.clause("4.2-3")
def test_a_new_holiday_moves_the_running_due_times(desk: Desk, case_id: str) -> None:
    moved = change(desk, calendars.change_day, day=date(2026, 10, 14), exception=HOLIDAY)
    assert moved == 1
    assert resolution_due(desk, case_id) == local(16, 10, 40)


def test_a_make_up_saturday_shortens_the_wait(desk: Desk) -> None:
    friday = local(16, 16, 0)
    _visit, (case,) = desk.receive(promised(COMPLAINT, friday + timedelta(hours=1)), now=friday)
    assert resolution_due(desk, case.case_id) == local(21, 16, 0)
    change(desk, calendars.change_day, friday, day=date(2026, 10, 17), exception=MAKE_UP)
    assert resolution_due(desk, case.case_id) == local(20, 16, 0)


def test_an_ordinary_day_again_moves_them_back(desk: Desk, case_id: str) -> None:
    change(desk, calendars.change_day, day=date(2026, 10, 14), exception=HOLIDAY)
    change(desk, calendars.change_day, day=date(2026, 10, 14), exception=None)
    assert resolution_due(desk, case_id) == local(15, 10, 40)


def test_a_moved_due_time_is_the_next_due_time_of_its_case(desk: Desk) -> None:
    need = replace(COMPLAINT, severity_chosen=Severity.MINOR)
    _visit, (case,) = desk.receive(promised(need, NOW + timedelta(days=20)))
    change(desk, calendars.change_day, day=date(2026, 10, 13), exception=HOLIDAY)
    kept = desk.workspace.read(lambda s: s.get_one(Case, case.case_id))
    assert (kept.next_step, kept.next_due_at) == (NextStep.HAND_OVER, local(14, 10, 40))


def test_a_change_makes_nothing_overdue_in_hindsight(desk: Desk) -> None:
    change(desk, calendars.change_day, day=date(2026, 10, 13), exception=HOLIDAY)
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + timedelta(hours=1)))
    due_at = resolution_due(desk, case.case_id)
    later = local(16, 9, 0)
    assert due_at == local(16, 10, 40)
    moved = change(desk, calendars.change_day, later, day=date(2026, 10, 13), exception=None)
    assert moved == 0
    assert resolution_due(desk, case.case_id) == due_at


def test_what_ran_out_stays_as_it_was(desk: Desk, case_id: str) -> None:
    change(desk, calendars.change_day, local(15, 11), day=date(2026, 10, 14), exception=HOLIDAY)
    assert resolution_due(desk, case_id) == local(15, 10, 40)


def test_an_edited_official_year_is_edited(desk: Desk) -> None:
    change(desk, calendars.change_day, day=THURSDAY, exception=HOLIDAY)
    assert year_of(desk, 2026).state is YearState.EDITED
    assert year_of(desk, 2026).days[THURSDAY] == HOLIDAY


def test_an_edited_statutory_year_is_not_complete(desk: Desk) -> None:
    change(desk, calendars.change_day, day=date(2027, 2, 7), exception=MAKE_UP)
    assert year_of(desk, 2027).state is YearState.STATUTORY


def test_somebody_can_say_that_a_year_is_complete(desk: Desk) -> None:
    change(desk, calendars.complete_year, year=2027)
    assert year_of(desk, 2027).state is YearState.EDITED


def test_a_whole_year_takes_the_place_of_the_statutory_days(desk: Desk) -> None:
    change(desk, calendars.take_days, days=NEXT_YEAR, whole_years=True)
    year = year_of(desk, 2027)
    assert (dict(year.days), year.state) == (NEXT_YEAR, YearState.EDITED)


def test_single_days_are_added_to_the_year(desk: Desk) -> None:
    before = dict(year_of(desk, 2027).days)
    change(desk, calendars.take_days, days=NEXT_YEAR, whole_years=False)
    year = year_of(desk, 2027)
    assert (dict(year.days), year.state) == ({**before, **NEXT_YEAR}, YearState.STATUTORY)


def test_the_preview_is_what_then_happens(desk: Desk) -> None:
    before = dict(year_of(desk, 2027).days)
    changes = preview(desk, NEXT_YEAR, whole_years=True)
    change(desk, calendars.take_days, days=NEXT_YEAR, whole_years=True)
    after = dict(year_of(desk, 2027).days)
    assert changes == tuple(
        DayChange(day, before.get(day), after.get(day))
        for day in sorted(before.keys() | after.keys())
        if before.get(day) != after.get(day)
    )


def test_the_preview_changes_nothing(desk: Desk) -> None:
    before = year_of(desk, 2027)
    preview(desk, NEXT_YEAR, whole_years=True)
    assert year_of(desk, 2027) == before


def test_a_notice_that_came_with_the_program_is_offered_and_taken(desk: Desk) -> None:
    official = dict(year_of(desk, 2026).days)
    change(desk, calendars.take_days, days={THURSDAY: HOLIDAY}, whole_years=True)

    def as_statutory(session: Any) -> None:
        row = session.get_one(ProjectPolicy, (desk.project.project_id, CALENDAR_YEARS))
        row.value = {**row.value, "2026": "statutory"}

    desk.workspace.write(as_statutory)
    assert year_of(desk, 2026).notice_is_here
    change(desk, calendars.take_notice, year=2026)
    year = year_of(desk, 2026)
    assert (dict(year.days), year.state, year.notice_is_here) == (
        official,
        YearState.OFFICIAL,
        False,
    )


def test_office_hours_hold_for_the_project_that_set_them(desk: Desk) -> None:
    week = ((Window(time(9), time(17)),),) * 7
    other = desk.write(add_project, project=NewProject("LY", "绿园"), now=NOW)
    change(desk, calendars.change_week, week=week)

    def weeks(session: Any) -> list[Any]:
        return [
            business_calendar(session, session.get_one(Project, project_id)).week
            for project_id in (desk.project.project_id, other)
        ]

    assert desk.workspace.read(weeks) == [week, DEFAULT_WEEK]


def test_changed_office_hours_move_the_running_due_times(desk: Desk, case_id: str) -> None:
    whole, half = (Window(time(9), time(17)),), (Window(time(9), time(13)),)
    assert change(desk, calendars.change_week, week=(whole, half, *(whole,) * 5)) == 1
    assert resolution_due(desk, case_id) == local(15, 14, 40)


def test_the_same_office_hours_change_nothing(desk: Desk, case_id: str) -> None:
    assert change(desk, calendars.change_week, week=DEFAULT_WEEK) == 0
    name = desk.workspace.read(project_policy, desk.project.project_id, "week")
    assert name is None


def test_overlapping_office_hours_are_refused(desk: Desk) -> None:
    overlapping = (Window(time(8), time(12)), Window(time(11), time(18)))
    with pytest.raises(FieldError) as caught:
        change(desk, calendars.change_week, week=(overlapping, *DEFAULT_WEEK[1:]))
    assert caught.value.problem is FieldProblem.WINDOWS_OVERLAP


def test_office_hours_in_which_a_limit_never_ends_are_refused(desk: Desk) -> None:
    years = {date(2026, 10, 13) + timedelta(days=n): HOLIDAY for n in range(366 * 4)}
    with pytest.raises(UserFacingError) as caught:
        change(desk, calendars.take_days, days=years, whole_years=False)
    assert caught.value.problem is Problem.LIMITS_OUT_OF_REACH
    assert year_of(desk, 2026).state is YearState.OFFICIAL


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        (calendars.change_day, {"day": THURSDAY, "exception": HOLIDAY}),
        (calendars.complete_year, {"year": 2027}),
        (calendars.take_days, {"days": NEXT_YEAR, "whole_years": True}),
        (calendars.take_notice, {"year": 2026}),
        (calendars.change_week, {"week": ((Window(time(9), time(17)),),) * 7}),
    ],
)
def test_a_receptionist_changes_no_calendar(desk: Desk, verb: Any, arguments: Any) -> None:
    receptionist = Actor(desk.actor.staff_id, "张伟", Role.RECEPTIONIST)
    with pytest.raises(UserFacingError) as caught:
        desk.workspace.write(
            verb,
            actor=receptionist,
            project_id=desk.project.project_id,
            now=NOW,
            **arguments,
        )
    assert caught.value.problem is Problem.NOT_PERMITTED


@pytest.mark.clause("6-3")
def test_a_changed_day_and_what_it_moved_are_in_the_audit_log(desk: Desk, case_id: str) -> None:
    change(desk, calendars.change_day, day=date(2026, 10, 14), exception=HOLIDAY)
    actions = desk.workspace.read(
        lambda s: s.scalars(
            select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(3)
        ).all()
    )
    assert actions == ["recalculate_clocks", "change_project_policy", "change_calendar"]


def test_a_file_of_the_notice_becomes_the_year(desk: Desk) -> None:
    rows = "日期,类型,名称\n2027-02-07,班,春节\n2027年2月8日,休,春节\n"
    days = read_calendar_file(rows.encode("gb18030"))
    change(desk, calendars.take_days, days=days, whole_years=True)
    assert dict(year_of(desk, 2027).days) == NEXT_YEAR
