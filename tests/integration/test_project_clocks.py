"""The limits of a project can be changed, and running clocks follow as is fair."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.clock_policy import target_to_plain
from app.domain.clocks import DEFAULT_PRESET, STRICT_PRESET, Clock, Preset, Target, TimeUnit
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import CaseType, Channel, ClockKind, Role, Severity, Validity
from app.services import case_work
from app.services.clock_policy import change_clocks, clock_preset, read_clocks
from app.services.departments import DEFAULT_DEPARTMENTS, change_departments, departments
from app.services.due_times import PromiseTimes, promise_times
from app.services.setup import NewProject, add_project
from db.models import AuditEntry, CaseClock, Project, ProjectPolicy
from tests.integration.receptions import COMPLAINT, NOW, Desk, local, promised

HOUR = timedelta(hours=1)


def limits(severity: Severity, kind: ClockKind, target: Target) -> Preset:
    """Return the usual limits with one of them changed."""
    return {**DEFAULT_PRESET, severity: {**DEFAULT_PRESET[severity], kind: target}}


def resolution(target: Target) -> Preset:
    return limits(Severity.NORMAL, ClockKind.RESOLUTION, target)


FIVE_DAYS = Target(5, TimeUnit.DAY, Clock.BUSINESS)
ONE_DAY = Target(1, TimeUnit.DAY, Clock.BUSINESS)


def change(desk: Desk, preset: Preset, now: datetime = NOW) -> int:
    moved = desk.write(change_clocks, project_id=desk.project.project_id, preset=preset, now=now)
    assert isinstance(moved, int)
    return moved


def clock(desk: Desk, case_id: str, kind: ClockKind = ClockKind.RESOLUTION) -> CaseClock:
    found = desk.workspace.read(
        lambda s: s.scalars(
            select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.kind == kind)
        ).one()
    )
    assert isinstance(found, CaseClock)
    return found


@pytest.fixture
def case_id(desk: Desk) -> str:
    """Register a complaint on Monday 12 October 10:40, owed by Thursday at the same time."""
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + HOUR))
    return case.case_id


def test_a_project_has_the_usual_limits_until_somebody_sets_them(desk: Desk) -> None:
    preset = desk.read(read_clocks, project_id=desk.project.project_id)
    assert preset == DEFAULT_PRESET


def test_limits_hold_for_the_project_that_set_them(desk: Desk) -> None:
    other = desk.write(add_project, project=NewProject("LY", "绿园"), now=NOW)
    change(desk, STRICT_PRESET)

    def presets(session: Any) -> list[Preset]:
        return [
            clock_preset(session, session.get_one(Project, project_id))
            for project_id in (desk.project.project_id, other)
        ]

    assert desk.workspace.read(presets) == [STRICT_PRESET, DEFAULT_PRESET]


def test_limits_spoilt_in_the_store_read_as_the_usual_ones(desk: Desk) -> None:
    desk.workspace.write(
        lambda s: s.add(
            ProjectPolicy(project_id=desk.project.project_id, name="clocks", value={"3": "?"})
        )
    )
    preset = desk.read(read_clocks, project_id=desk.project.project_id)
    assert preset == DEFAULT_PRESET


def test_new_cases_run_by_the_new_limits(desk: Desk) -> None:
    change(desk, resolution(FIVE_DAYS))
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + HOUR))
    assert clock(desk, case.case_id).due_at == local(19, 10, 40)


def test_the_promise_form_offers_the_new_limits(desk: Desk) -> None:
    two_hours = Target(2, TimeUnit.HOUR, Clock.CALENDAR)
    change(desk, limits(Severity.NORMAL, ClockKind.FIRST_ANSWER, two_hours))
    times = desk.read(
        promise_times,
        project_id=desk.project.project_id,
        severity=Severity.NORMAL,
        now=NOW,
    )
    assert isinstance(times, PromiseTimes)
    assert times.limits[ClockKind.FIRST_ANSWER].at == NOW + 2 * HOUR


def test_a_milder_limit_counts_from_the_start(desk: Desk, case_id: str) -> None:
    assert change(desk, resolution(FIVE_DAYS), NOW + 5 * HOUR) == 1
    kept = clock(desk, case_id)
    assert (kept.due_at, kept.target) == (local(19, 10, 40), target_to_plain(FIVE_DAYS))


def test_a_stricter_limit_counts_from_the_change(desk: Desk, case_id: str) -> None:
    changed_at = local(13, 14)
    assert change(desk, resolution(ONE_DAY), changed_at) == 1
    kept = clock(desk, case_id)
    assert (kept.due_at, kept.counts_from_at) == (local(14, 14), changed_at)


def test_a_stricter_limit_never_makes_the_due_time_later(desk: Desk, case_id: str) -> None:
    assert change(desk, resolution(ONE_DAY), local(15, 9)) == 0
    kept = clock(desk, case_id)
    assert kept.due_at == local(15, 10, 40)
    # The limit that runs out first stays the one that is counted.
    assert kept.target == target_to_plain(DEFAULT_PRESET[Severity.NORMAL][ClockKind.RESOLUTION])


@pytest.mark.clause("4.3-3")
def test_what_was_met_stays_met_in_time(desk: Desk, case_id: str) -> None:
    desk.write(
        case_work.hand_over, case_id=case_id, department="工程部", now=NOW + timedelta(minutes=5)
    )
    before = clock(desk, case_id, ClockKind.HAND_OVER)
    later = Target(2, TimeUnit.DAY, Clock.BUSINESS)
    change(desk, limits(Severity.NORMAL, ClockKind.HAND_OVER, later), NOW + HOUR)
    after = clock(desk, case_id, ClockKind.HAND_OVER)
    assert (after.met_at, after.due_at) == (before.met_at, before.due_at)


@pytest.mark.clause("4.3-3")
def test_what_was_missed_stays_missed(desk: Desk, case_id: str) -> None:
    missed = clock(desk, case_id, ClockKind.HAND_OVER).due_at
    later = Target(2, TimeUnit.DAY, Clock.BUSINESS)
    change(desk, limits(Severity.NORMAL, ClockKind.HAND_OVER, later), NOW + HOUR)
    assert clock(desk, case_id, ClockKind.HAND_OVER).due_at == missed


def test_a_clock_that_stands_still_is_left_alone(desk: Desk, case_id: str) -> None:
    wait(desk, case_id)
    before = clock(desk, case_id)
    assert before.paused_at is not None
    change(desk, resolution(FIVE_DAYS), NOW + 5 * HOUR)
    assert clock(desk, case_id).due_at == before.due_at


def test_pauses_still_count_when_the_limit_changes(desk: Desk, case_id: str) -> None:
    wait(desk, case_id)  # on Monday from 13:40
    desk.write(case_work.begin_work, case_id=case_id, now=local(13, 13, 40))
    assert clock(desk, case_id).due_at == local(16, 10, 40)
    change(desk, resolution(FIVE_DAYS), local(13, 14))
    assert clock(desk, case_id).due_at == local(20, 10, 40)


def wait(desk: Desk, case_id: str) -> None:
    """Let the case wait for the customer from Monday 13:40 on."""
    desk.write(
        case_work.assess,
        case_id=case_id,
        validity=Validity.VALID,
        cause="process",
        now=NOW + HOUR,
    )
    desk.write(case_work.begin_work, case_id=case_id, now=NOW + 2 * HOUR)
    desk.write(
        case_work.wait,
        case_id=case_id,
        words="等业主开门",
        wake_at=local(16),
        told="已告知业主",
        channel=Channel.PHONE,
        now=NOW + 3 * HOUR,
    )


def test_a_clock_of_the_first_version_follows_the_limits_it_had(desk: Desk, case_id: str) -> None:
    def forget(session: Any) -> None:
        for row in session.scalars(select(CaseClock)):
            row.target = row.counts_from_at = None

    desk.workspace.write(forget)
    change(desk, resolution(FIVE_DAYS), NOW + HOUR)
    kept = clock(desk, case_id)
    assert (kept.due_at, kept.target) == (local(19, 10, 40), target_to_plain(FIVE_DAYS))


def test_ended_cases_are_left_alone(desk: Desk) -> None:
    enquiry = replace(COMPLAINT, type=CaseType.ENQUIRY, category="")
    _visit, (case,) = desk.receive(enquiry)
    before = clock(desk, case.case_id).due_at
    change(desk, resolution(FIVE_DAYS), NOW + HOUR)
    assert clock(desk, case.case_id).due_at == before


def test_the_same_limits_change_nothing(desk: Desk, case_id: str) -> None:
    def count(session: Any) -> int:
        return len(session.scalars(select(AuditEntry)).all())

    before = desk.workspace.read(count)
    assert change(desk, DEFAULT_PRESET) == 0
    assert desk.workspace.read(count) == before


@pytest.mark.clause("6-3")
def test_the_change_and_what_it_moved_are_in_the_audit_log(desk: Desk, case_id: str) -> None:
    change(desk, resolution(FIVE_DAYS))
    actions = desk.workspace.read(
        lambda s: s.scalars(
            select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(2)
        ).all()
    )
    assert actions == ["recalculate_clocks", "change_project_policy"]


def test_a_limit_out_of_reach_is_refused(desk: Desk) -> None:
    endless = Target(999, TimeUnit.DAY, Clock.BUSINESS)
    with pytest.raises(UserFacingError) as caught:
        change(desk, resolution(endless))
    assert caught.value.problem is Problem.LIMITS_OUT_OF_REACH


def test_a_limit_of_no_time_is_refused_beside_its_field(desk: Desk) -> None:
    with pytest.raises(FieldError) as caught:
        change(desk, resolution(Target(0, TimeUnit.DAY, Clock.BUSINESS)))
    assert caught.value.field == "3.resolution"


def test_a_receptionist_changes_no_limit(desk: Desk) -> None:
    receptionist = Actor(desk.actor.staff_id, "张伟", Role.RECEPTIONIST)
    with pytest.raises(UserFacingError) as caught:
        desk.workspace.write(
            change_clocks,
            actor=receptionist,
            project_id=desk.project.project_id,
            preset=STRICT_PRESET,
            now=NOW,
        )
    assert caught.value.problem is Problem.NOT_PERMITTED


def test_a_project_begins_with_the_usual_departments(desk: Desk) -> None:
    assert desk.read(departments, project_id=desk.project.project_id) == DEFAULT_DEPARTMENTS


def test_departments_are_kept_in_the_order_given(desk: Desk) -> None:
    names = ["秩序部", " 工程部 ", "", "电梯维保"]
    desk.write(change_departments, project_id=desk.project.project_id, names=names, now=NOW)
    assert desk.read(departments, project_id=desk.project.project_id) == (
        "秩序部",
        "工程部",
        "电梯维保",
    )


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        ([""], FieldProblem.REQUIRED),
        (["工程部", "工程部"], FieldProblem.NAMED_TWICE),
        (["工" * 101], FieldProblem.TOO_LONG),
    ],
)
def test_departments_that_cannot_be_used_are_refused(
    desk: Desk, names: list[str], problem: FieldProblem
) -> None:
    with pytest.raises(FieldError) as caught:
        desk.write(change_departments, project_id=desk.project.project_id, names=names, now=NOW)
    assert caught.value.problem is problem
