"""What the desk is reminded of: warned in time, due, and brought before somebody (4.3-2, 4.3-3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.reminding import Reminder, Stage
from app.domain.terms import EscalationCause, NextStep, Role
from app.services import case_ends, case_work
from app.services.escalations import acknowledge_escalations
from app.services.reminders import MOST, reminders
from app.services.setup import NewProject, add_project
from tests.integration.at_the_sweep import (
    CRITICAL,
    DAY,
    FAR,
    HOUR,
    MINUTE,
    answered,
    case_of,
    closed,
    handed_over,
    in_work,
    minutes,
    opened_case,
    reminded,
    swept,
    told,
    waits,
)
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, local, promised

pytestmark = pytest.mark.clause("4.3-2")


def seen(desk: Desk, now: datetime, role: Role = Role.RECEPTIONIST) -> list[tuple[object, ...]]:
    """Return step and stage of each reminder, in order."""
    return [(item.what, item.stage) for item in reminded(desk, now, role).items]


def test_nothing_is_said_while_there_is_time(desk: Desk) -> None:
    opened_case(desk)
    assert reminded(desk, minutes(4.9)).items == ()


def test_a_quarter_of_an_hour_before_it_warns_and_then_it_is_due(desk: Desk) -> None:
    case_id = opened_case(desk)
    (item,) = reminded(desk, minutes(5)).items
    assert item.number == case_of(desk, case_id).number
    assert (item.what, item.stage, item.due_at) == (NextStep.HAND_OVER, Stage.WARN, minutes(20))
    assert item.subject == "电梯从周六开始异响"
    assert seen(desk, minutes(19.9)) == [(NextStep.HAND_OVER, Stage.WARN)]
    assert seen(desk, minutes(20)) == [(NextStep.HAND_OVER, Stage.DUE)]


def test_a_long_time_warns_when_four_fifths_are_gone(desk: Desk) -> None:
    handed_over(desk, due_at=NOW + 10 * HOUR)
    assert seen(desk, NOW + 8 * HOUR - MINUTE) == []
    assert seen(desk, NOW + 8 * HOUR) == [(NextStep.KEEP_PROMISE, Stage.WARN)]
    assert seen(desk, NOW + 10 * HOUR) == [(NextStep.KEEP_PROMISE, Stage.DUE)]


def test_each_timer_of_a_case_reminds_by_itself(desk: Desk) -> None:
    opened_case(desk, due_at=minutes(30))
    assert seen(desk, minutes(25)) == [
        (NextStep.HAND_OVER, Stage.DUE),
        (NextStep.KEEP_PROMISE, Stage.WARN),
    ]


def test_what_is_done_reminds_no_more(desk: Desk) -> None:
    case_id = opened_case(desk, due_at=minutes(30))
    desk.write(case_work.hand_over, case_id=case_id, department="工程部", now=minutes(6))
    assert seen(desk, minutes(25)) == [(NextStep.KEEP_PROMISE, Stage.WARN)]
    told(desk, case_id, minutes(26))
    assert seen(desk, minutes(31)) == []


def test_the_end_of_a_wait_is_called_to_mind_shortly_before(desk: Desk) -> None:
    case_id = in_work(desk)
    waits(desk, case_id, minutes(5), NOW + 5 * HOUR)
    assert seen(desk, NOW + 5 * HOUR - 16 * MINUTE) == []
    assert seen(desk, NOW + 5 * HOUR - 15 * MINUTE) == [(NextStep.WAKE, Stage.WARN)]
    assert seen(desk, NOW + 5 * HOUR) == [(NextStep.WAKE, Stage.DUE)]


def test_the_result_of_a_waiting_case_reminds_nobody(desk: Desk) -> None:
    case_id = in_work(desk)
    waits(desk, case_id, NOW + HOUR, FAR)
    steps = [step for step, _stage in seen(desk, local(19, 10))]
    assert NextStep.RESOLVE not in steps


def test_a_call_back_reminds_in_time(desk: Desk) -> None:
    answered(desk)
    due_at = minutes(10) + 48 * HOUR
    assert seen(desk, due_at - 10 * HOUR) == []
    assert seen(desk, due_at - 9 * HOUR) == [(NextStep.FOLLOW_UP, Stage.WARN)]
    assert seen(desk, due_at + MINUTE) == [(NextStep.FOLLOW_UP, Stage.DUE)]


def test_only_the_clocks_of_the_present_round_remind(desk: Desk) -> None:
    case_id = closed(desk)
    desk.write(case_ends.reopen, case_id=case_id, words="又响了", now=NOW + DAY)
    assert seen(desk, NOW + DAY + 6 * MINUTE) == [(NextStep.HAND_OVER, Stage.WARN)]


def test_the_desks_own_answers_remind_of_no_hand_over(desk: Desk) -> None:
    opened_case(desk, ENQUIRY)
    assert seen(desk, minutes(30)) == []


def test_ended_cases_remind_nobody(desk: Desk) -> None:
    closed(desk)
    assert reminded(desk, NOW + 10 * DAY).items == ()


@pytest.mark.clause("4.3-3")
def test_what_was_brought_before_the_reader_leads_and_stands_once(desk: Desk) -> None:
    late = opened_case(desk)
    swept(desk, minutes(20))
    opened_case(desk, CRITICAL, now=minutes(1))
    (first, *others) = reminded(desk, minutes(22), Role.SUPERVISOR).items
    assert (first.case_id, first.stage, first.level) == (late, Stage.ESCALATED, 1)
    assert first.cause is EscalationCause.CLOCK
    assert all(item.case_id != late for item in others)
    assert seen(desk, minutes(22))[0] == (NextStep.HAND_OVER, Stage.DUE)


@pytest.mark.clause("4.3-3")
def test_what_was_seen_is_owed_again_like_everything_else(desk: Desk) -> None:
    case_id = opened_case(desk)
    swept(desk, minutes(20))
    desk.write(acknowledge_escalations, case_id=case_id, now=minutes(21))
    assert seen(desk, minutes(22), Role.SUPERVISOR) == [(NextStep.HAND_OVER, Stage.DUE)]


def test_after_a_weekend_off_everything_that_fell_due_is_there_at_once(desk: Desk) -> None:
    friday = local(16, 17)
    opened_case(desk, now=friday, due_at=local(16, 17, 45))
    assert seen(desk, local(19, 8, 31)) == [
        (NextStep.HAND_OVER, Stage.DUE),
        (NextStep.KEEP_PROMISE, Stage.DUE),
        (NextStep.ANSWER_FIRST, Stage.DUE),
        (NextStep.TELL_CUSTOMER, Stage.DUE),
    ]


def test_the_next_change_and_the_due_times_ahead_are_told_without_names(desk: Desk) -> None:
    opened_case(desk, due_at=NOW + 10 * HOUR)
    early = reminded(desk, NOW)
    assert early.changes_at == minutes(5)
    assert early.upcoming == (minutes(20), NOW + 10 * HOUR, NOW + 24 * HOUR, NOW + 24 * HOUR)
    later = reminded(desk, minutes(6))
    assert later.changes_at == minutes(20)


def test_an_empty_desk_changes_at_no_time(desk: Desk) -> None:
    found = reminded(desk, NOW)
    assert (found.items, found.upcoming, found.changes_at) == ((), (), None)


def test_the_newest_entry_is_that_of_the_log(desk: Desk) -> None:
    # The store of the tests was made under the true clock.
    tomorrow = datetime.now(UTC) + DAY
    opened_case(desk, now=tomorrow, due_at=tomorrow + DAY)
    newest = reminded(desk, NOW).newest_entry_at
    assert newest is not None
    assert timedelta() <= newest - tomorrow < MINUTE


def test_another_project_is_not_reminded_of(desk: Desk) -> None:
    opened_case(desk)
    other = desk.write(add_project, project=NewProject("YD", "云顶华府"), now=NOW)
    assert desk.read(reminders, project_id=other, now=minutes(30)).items == ()


def test_more_than_can_be_listed_is_counted(desk: Desk) -> None:
    needs = [promised(ENQUIRY, minutes(30 + n)) for n in range(MOST + 3)]
    desk.register(*needs)
    found = reminded(desk, NOW + 6 * HOUR)
    assert (len(found.items), found.more) == (MOST, 3)
    assert found.items[0].due_at == minutes(30)


def test_a_reminder_is_named_by_its_timer_and_stage(desk: Desk) -> None:
    opened_case(desk)

    def key(now: datetime) -> str:
        item = reminded(desk, now).items[0]
        assert isinstance(item, Reminder)
        return item.key

    assert key(minutes(5)) == key(minutes(6))
    assert key(minutes(6)) != key(minutes(20))


def test_the_first_words_stand_for_the_case(desk: Desk) -> None:
    opened_case(desk, replace(COMPLAINT, own_words="电梯异响" * 30 + "\n第二行"))
    (item,) = reminded(desk, minutes(5)).items
    assert item.subject == ("电梯异响" * 30)[:80]
