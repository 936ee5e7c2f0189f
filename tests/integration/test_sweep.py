"""What time alone does to cases: escalations by the clock and the archive (clause 4.3-3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.errors import UserFacingError
from app.domain.terms import CaseState, EscalationCause, NextStep, Role
from app.services import case_ends, case_work
from app.services.escalations import acknowledge_escalations
from app.services.setup import NewProject, add_project
from app.services.sweep import sweep
from app.verification import verify_store
from db.models import Case, Escalation
from tests.integration.at_the_sweep import (
    CRITICAL,
    DAY,
    FAR,
    HOUR,
    MINUTE,
    answered,
    as_role,
    case_of,
    closed,
    escalations,
    events,
    handed_over,
    in_work,
    levels_told,
    minutes,
    opened_case,
    swept,
    told,
    waits,
)
from tests.integration.receptions import ENQUIRY, NOW, Desk, local

pytestmark = pytest.mark.clause("4.3-3")


def test_nothing_is_raised_while_time_is_left(desk: Desk) -> None:
    case_id = opened_case(desk)
    assert not swept(desk, minutes(19.9)).changed
    assert escalations(desk, case_id) == []


def test_at_the_whole_time_the_supervisor_hears_and_half_as_long_again_the_manager(
    desk: Desk,
) -> None:
    case_id = opened_case(desk)
    assert swept(desk, minutes(20)).escalated == 1
    assert levels_told(desk, case_id) == [1]
    assert not swept(desk, minutes(29.9)).changed
    assert swept(desk, minutes(30)).escalated == 1
    assert levels_told(desk, case_id) == [1, 2]
    assert case_of(desk, case_id).escalation_level == 2


def test_each_limit_reaches_each_level_once(desk: Desk) -> None:
    case_id = opened_case(desk)
    for count in (20, 21, 30, 31, 40):
        swept(desk, minutes(count))
    (first, second) = escalations(desk, case_id)
    assert (first.level, second.level) == (1, 2)
    assert first.cause == EscalationCause.CLOCK
    assert first.due_at == minutes(20)
    assert first.subject_id == second.subject_id


def test_more_that_runs_out_unseen_makes_no_flood(desk: Desk) -> None:
    case_id = opened_case(desk, due_at=minutes(25))
    swept(desk, minutes(20))
    swept(desk, minutes(26))
    assert [row.level for row in escalations(desk, case_id)] == [1, 1]
    assert levels_told(desk, case_id) == [1]


def test_what_runs_out_after_it_was_seen_is_raised_again(desk: Desk) -> None:
    case_id = opened_case(desk, due_at=minutes(70))
    swept(desk, minutes(20))
    desk.write(acknowledge_escalations, case_id=case_id, now=minutes(21))
    swept(desk, minutes(22))
    assert levels_told(desk, case_id) == [1]
    swept(desk, minutes(30))
    desk.write(acknowledge_escalations, case_id=case_id, now=minutes(31))
    swept(desk, minutes(70))
    assert levels_told(desk, case_id) == [1, 2, 1]


@pytest.mark.clause("4.3-2")
def test_a_customer_left_untold_again_is_raised_again(desk: Desk) -> None:
    case_id = handed_over(desk)
    told(desk, case_id, NOW + HOUR)
    swept(desk, NOW + 25 * HOUR)
    assert levels_told(desk, case_id) == [1]
    desk.write(acknowledge_escalations, case_id=case_id, now=NOW + 25 * HOUR)
    told(desk, case_id, NOW + 26 * HOUR)
    swept(desk, NOW + 52 * HOUR)
    assert levels_told(desk, case_id) == [1, 1]


def test_limits_of_the_office_wait_for_the_next_opening(desk: Desk) -> None:
    case_id = opened_case(desk, now=local(12, 17, 50))
    for at in (local(12, 18, 20), local(13, 8, 29)):
        assert not swept(desk, at).changed
    assert swept(desk, local(13, 8, 30)).escalated == 1
    assert levels_told(desk, case_id) == [1, 2]


def test_nothing_of_the_office_is_raised_over_lunch(desk: Desk) -> None:
    opened_case(desk, now=local(12, 11, 50))
    assert not swept(desk, local(12, 12, 30)).changed
    assert swept(desk, local(12, 13, 30)).escalated == 1


def test_limits_round_the_clock_are_raised_at_night(desk: Desk) -> None:
    case_id = opened_case(desk, CRITICAL, now=local(12, 22))
    assert swept(desk, local(12, 22, 0)).escalated == 1
    swept(desk, local(12, 22, 16))
    assert levels_told(desk, case_id) == [1, 2]
    assert {row.due_at for row in escalations(desk, case_id)} == {
        local(12, 22),
        local(12, 22, 15),
    }


@pytest.mark.clause("4.3-2")
def test_a_broken_promise_is_raised_and_at_night_waits_for_the_opening(desk: Desk) -> None:
    case_id = handed_over(desk, now=local(12, 17), due_at=local(12, 18, 30))
    assert not swept(desk, local(12, 23)).changed
    swept(desk, local(13, 8, 30))
    rows = escalations(desk, case_id)
    assert {(row.level, row.cause) for row in rows} == {
        (1, EscalationCause.PROMISE),
        (2, EscalationCause.PROMISE),
    }


def test_a_promise_half_as_late_again_reaches_the_manager(desk: Desk) -> None:
    case_id = handed_over(desk, due_at=minutes(40))
    swept(desk, minutes(40))
    swept(desk, minutes(59))
    assert levels_told(desk, case_id) == [1]
    swept(desk, minutes(60))
    assert levels_told(desk, case_id) == [1, 2]


def test_a_limit_of_no_time_reaches_the_manager_after_a_quarter_of_an_hour(desk: Desk) -> None:
    case_id = opened_case(desk, CRITICAL)
    swept(desk, NOW)
    assert levels_told(desk, case_id) == [1]
    swept(desk, minutes(15))
    assert levels_told(desk, case_id) == [1, 2]


def resolutions(desk: Desk, case_id: str) -> list[Escalation]:
    """Return the escalations by the resolution clock, due on Thursday."""
    return [row for row in escalations(desk, case_id) if row.due_at == local(15, 10, 40)]


def test_a_case_that_waits_is_not_raised_for_its_result(desk: Desk) -> None:
    case_id = in_work(desk)
    waits(desk, case_id, NOW + HOUR, FAR)
    swept(desk, local(16, 10))
    assert resolutions(desk, case_id) == []


def test_time_in_a_wait_brings_nobody_nearer_to_the_manager(desk: Desk) -> None:
    case_id = in_work(desk)
    swept(desk, local(15, 10, 40))
    waits(desk, case_id, local(15, 11), FAR)
    swept(desk, local(22, 10))
    assert [row.level for row in resolutions(desk, case_id)] == [1]
    desk.write(case_work.begin_work, case_id=case_id, now=local(22, 11))
    swept(desk, local(22, 12))
    assert [row.level for row in resolutions(desk, case_id)] == [1]
    swept(desk, local(26, 10))
    assert [row.level for row in resolutions(desk, case_id)] == [1, 2]


def test_one_sweep_after_a_weekend_off_puts_all_right(desk: Desk) -> None:
    friday = local(16, 17)
    case_id = opened_case(desk, now=friday, due_at=local(16, 17, 45))
    assert swept(desk, local(19, 8, 31)).escalated == 1
    assert levels_told(desk, case_id) == [1, 2]
    assert not swept(desk, local(19, 8, 32)).changed
    assert {row.level for row in escalations(desk, case_id)} == {1, 2}


def test_a_clock_set_back_raises_nothing_twice_and_dates_nothing_earlier(desk: Desk) -> None:
    case_id = opened_case(desk)
    swept(desk, minutes(40))
    assert not swept(desk, NOW - DAY).changed
    desk.write(case_work.note, case_id=case_id, words="钟被调回去了", now=NOW - DAY)
    times = [event.at for event in events(desk, case_id)]
    assert times == sorted(set(times))
    other = opened_case(desk, now=NOW - 2 * HOUR)
    swept(desk, NOW - HOUR)
    times = [event.at for event in events(desk, other)]
    assert times == sorted(set(times))


def test_what_is_met_or_answered_is_not_raised(desk: Desk) -> None:
    case_id = answered(desk)
    swept(desk, NOW + 47 * HOUR)
    assert escalations(desk, case_id) == []


def test_an_enquiry_is_raised_for_its_answer_but_not_for_a_hand_over(desk: Desk) -> None:
    case_id = opened_case(desk, ENQUIRY)
    swept(desk, NOW + 23 * HOUR)
    assert escalations(desk, case_id) == []
    swept(desk, NOW + 24 * HOUR)
    assert [row.due_at for row in escalations(desk, case_id)] == [NOW + 24 * HOUR]


def test_an_ended_case_is_left_alone(desk: Desk) -> None:
    case_id = opened_case(desk)
    desk.write(case_ends.withdraw, case_id=case_id, words="不投诉了", now=minutes(10))
    assert not swept(desk, minutes(60)).changed


def test_another_projects_cases_are_left_to_its_own_sweep(desk: Desk) -> None:
    case_id = opened_case(desk)
    other = desk.write(add_project, project=NewProject("YD", "云顶华府"), now=NOW)
    assert not desk.write(sweep, project_id=other, now=minutes(60)).changed
    assert escalations(desk, case_id) == []


def test_a_sweep_touches_so_many_at_once_and_the_next_goes_on(desk: Desk) -> None:
    ids = [opened_case(desk) for _ in range(3)]
    first = swept(desk, minutes(20), at_once=2)
    assert (first.escalated, first.more) == (2, True)
    second = swept(desk, minutes(20), at_once=2)
    assert (second.escalated, second.more) == (1, False)
    assert [levels_told(desk, case_id) for case_id in ids] == [[1], [1], [1]]


def test_what_has_not_run_far_enough_does_not_hide_what_has(desk: Desk) -> None:
    slow = handed_over(desk, due_at=minutes(50))
    quick = opened_case(desk, now=minutes(35))
    swept(desk, minutes(55))
    swept(desk, minutes(65), at_once=1)
    assert levels_told(desk, slow) == [1]
    assert levels_told(desk, quick) == [1, 2]


def test_every_role_may_sweep(desk: Desk) -> None:
    opened_case(desk)
    project_id = desk.project.project_id
    for role in Role:
        desk.workspace.write(
            sweep, actor=as_role(desk, role), project_id=project_id, now=minutes(20)
        )


def test_thirty_days_after_its_end_a_case_is_archived(desk: Desk) -> None:
    case_id = closed(desk)
    ended = NOW + HOUR
    assert not swept(desk, ended + 30 * DAY - MINUTE).changed
    assert swept(desk, ended + 30 * DAY).archived == 1
    assert case_of(desk, case_id).state == CaseState.ARCHIVED
    assert not swept(desk, ended + 31 * DAY).changed
    with pytest.raises(UserFacingError):
        desk.write(case_ends.reopen, case_id=case_id, words="又响了", now=ended + 31 * DAY)


def test_a_reopened_case_is_not_archived(desk: Desk) -> None:
    case_id = closed(desk)
    desk.write(case_ends.reopen, case_id=case_id, words="又响了", now=NOW + 29 * DAY)
    swept(desk, NOW + 40 * DAY)
    assert case_of(desk, case_id).state == CaseState.REOPENED


def test_many_ended_cases_are_archived_little_by_little(desk: Desk) -> None:
    for _ in range(3):
        closed(desk)
    at = NOW + 32 * DAY
    assert [swept(desk, at, at_once=2).archived for _ in range(3)] == [2, 1, 0]


def forget_next_steps(session: Session) -> None:
    session.execute(update(Case).values(next_step="", next_due_at=None))


def test_open_cases_of_older_versions_get_their_next_step(desk: Desk) -> None:
    open_id, ended_id = opened_case(desk), closed(desk)
    desk.workspace.write(forget_next_steps)
    result = swept(desk, minutes(10))
    assert (result.settled, result.changed) == (1, True)
    assert case_of(desk, open_id).next_step == NextStep.HAND_OVER
    assert case_of(desk, ended_id).next_step == ""
    assert swept(desk, minutes(10)).settled == 0


def test_what_older_versions_left_overdue_is_raised_by_the_same_sweep(desk: Desk) -> None:
    case_id = opened_case(desk)
    desk.workspace.write(forget_next_steps)
    swept(desk, minutes(30))
    assert levels_told(desk, case_id) == [1, 2]


def test_a_swept_store_verifies(desk: Desk) -> None:
    opened_case(desk)
    opened_case(desk, CRITICAL)
    closed(desk)
    for day in (0, 1, 40):
        swept(desk, minutes(40) + timedelta(days=day))
    assert not verify_store(desk.workspace)
