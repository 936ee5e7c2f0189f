"""Bringing a case before somebody above the desk, until they have seen it (clause 4.3-3)."""

from __future__ import annotations

import pytest

from app.domain.errors import Problem, UserFacingError
from app.domain.terms import Channel, EscalationCause, EventKind, Role
from app.services import case_ends, case_work
from app.services.escalations import (
    acknowledge_escalations,
    case_escalations,
    highest_level,
    waiting_escalations,
)
from app.services.reminders import Brought, brought_before
from tests.integration.at_the_sweep import (
    HOUR,
    MINUTE,
    answered,
    as_role,
    case_of,
    escalations,
    events,
    levels_told,
    minutes,
    opened_case,
    swept,
)
from tests.integration.receptions import NOW, Desk

pytestmark = pytest.mark.clause("4.3-3")


def see(desk: Desk, case_id: str, role: Role, words: str = "", minute: float = 60) -> None:
    """Acknowledge what waits in a case, as somebody in ``role``."""
    desk.workspace.write(
        acknowledge_escalations,
        actor=as_role(desk, role),
        case_id=case_id,
        words=words,
        now=minutes(minute),
    )


def brought(desk: Desk, role: Role) -> tuple[Brought, ...]:
    """Return what waits for somebody in ``role``."""
    found = desk.workspace.read(
        brought_before, actor=as_role(desk, role), project_id=desk.project.project_id
    )
    assert isinstance(found, tuple)
    return found


def ask_for_help(desk: Desk, case_id: str, level: int, words: str, minute: float) -> None:
    """Escalate by hand."""
    desk.write(case_work.escalate, case_id=case_id, level=level, words=words, now=minutes(minute))


@pytest.mark.parametrize(
    ("role", "level"),
    [
        (Role.RECEPTIONIST, 0),
        (Role.SUPERVISOR, 1),
        (Role.MANAGER, 2),
        (Role.ADMINISTRATOR, 2),
    ],
)
def test_roles_answer_for_levels(desk: Desk, role: Role, level: int) -> None:
    assert highest_level(as_role(desk, role)) == level


def test_what_waits_is_brought_before_those_who_answer_for_it(desk: Desk) -> None:
    opened_case(desk)
    swept(desk, minutes(20))
    assert brought(desk, Role.RECEPTIONIST) == ()
    (item,) = brought(desk, Role.SUPERVISOR)
    assert (item.level, item.cause, item.due_at) == (1, EscalationCause.CLOCK, minutes(20))
    assert len(brought(desk, Role.MANAGER)) == 1


def test_a_case_stands_once_with_its_highest_level(desk: Desk) -> None:
    opened_case(desk, due_at=minutes(25))
    swept(desk, minutes(60))
    (item,) = brought(desk, Role.MANAGER)
    assert (item.level, item.due_at) == (2, minutes(20))
    (item,) = brought(desk, Role.SUPERVISOR)
    assert item.level == 1


def test_the_highest_and_oldest_comes_first(desk: Desk) -> None:
    ids = [opened_case(desk) for _ in range(3)]
    ask_for_help(desk, ids[0], 1, "一", 2)
    ask_for_help(desk, ids[1], 1, "二", 1)
    ask_for_help(desk, ids[2], 2, "三", 3)
    assert [item.case_id for item in brought(desk, Role.MANAGER)] == [ids[2], ids[1], ids[0]]
    assert [item.words for item in brought(desk, Role.SUPERVISOR)] == ["二", "一"]


def test_seen_is_written_on_the_timeline_with_its_words(desk: Desk) -> None:
    case_id = opened_case(desk)
    swept(desk, minutes(20))
    see(desk, case_id, Role.SUPERVISOR, "已联系工程部", 25)
    (event,) = events(desk, case_id, EventKind.ESCALATION_SEEN)
    assert (event.words, event.facts["level"]) == ("已联系工程部", 1)
    (row,) = escalations(desk, case_id)
    assert (row.acknowledged_at, row.acknowledged_by) == (minutes(25), desk.actor.staff_id)
    assert brought(desk, Role.SUPERVISOR) == ()


def test_a_supervisor_sees_own_levels_and_leaves_the_managers(desk: Desk) -> None:
    case_id = opened_case(desk)
    swept(desk, minutes(30))
    see(desk, case_id, Role.SUPERVISOR)
    assert brought(desk, Role.SUPERVISOR) == ()
    (item,) = brought(desk, Role.MANAGER)
    assert item.level == 2


def test_a_manager_sees_every_level_at_once(desk: Desk) -> None:
    case_id = opened_case(desk)
    swept(desk, minutes(30))
    see(desk, case_id, Role.MANAGER)
    assert brought(desk, Role.MANAGER) == brought(desk, Role.SUPERVISOR) == ()
    (event,) = events(desk, case_id, EventKind.ESCALATION_SEEN)
    assert event.facts["level"] == 2


def test_a_receptionist_acknowledges_nothing(desk: Desk) -> None:
    case_id = opened_case(desk)
    swept(desk, minutes(20))
    with pytest.raises(UserFacingError) as refused:
        see(desk, case_id, Role.RECEPTIONIST)
    assert refused.value.problem is Problem.NOT_PERMITTED
    assert len(brought(desk, Role.SUPERVISOR)) == 1


def test_a_supervisor_does_not_acknowledge_for_the_manager(desk: Desk) -> None:
    case_id = opened_case(desk)
    ask_for_help(desk, case_id, 2, "请项目经理出面", 5)
    with pytest.raises(UserFacingError) as refused:
        see(desk, case_id, Role.SUPERVISOR)
    assert refused.value.problem is Problem.NOT_PERMITTED


def test_what_somebody_has_seen_already_says_so(desk: Desk) -> None:
    case_id = opened_case(desk)
    swept(desk, minutes(20))
    see(desk, case_id, Role.SUPERVISOR)
    with pytest.raises(UserFacingError) as refused:
        see(desk, case_id, Role.SUPERVISOR)
    assert refused.value.problem is Problem.ALREADY_SEEN


def test_asking_for_help_while_the_clock_has_already_is_no_second_entry(desk: Desk) -> None:
    case_id = opened_case(desk)
    swept(desk, minutes(20))
    ask_for_help(desk, case_id, 1, "请主管协调", 21)
    assert levels_told(desk, case_id) == [1]
    (item,) = brought(desk, Role.SUPERVISOR)
    assert (item.words, item.cause) == ("请主管协调", EscalationCause.PERSON)


def test_an_ended_case_is_still_brought_until_it_was_seen(desk: Desk) -> None:
    case_id = opened_case(desk)
    swept(desk, minutes(20))
    desk.write(case_ends.withdraw, case_id=case_id, words="不投诉了", now=minutes(22))
    assert len(brought(desk, Role.SUPERVISOR)) == 1
    see(desk, case_id, Role.SUPERVISOR)
    assert brought(desk, Role.SUPERVISOR) == ()


def test_a_low_score_on_the_telephone_is_brought_before_the_supervisor(desk: Desk) -> None:
    case_id = answered(desk)
    desk.write(
        case_work.call_back,
        case_id=case_id,
        reached=True,
        rating=case_work.phone_rating(1, ("speed",)),
        now=NOW + HOUR,
    )
    (item,) = brought(desk, Role.SUPERVISOR)
    assert (item.case_id, item.cause) == (case_id, EscalationCause.RATING)


def test_the_case_knows_its_highest_level_after_it_was_seen(desk: Desk) -> None:
    case_id = opened_case(desk)
    swept(desk, minutes(30))
    see(desk, case_id, Role.MANAGER)
    assert case_of(desk, case_id).escalation_level == 2


def test_lists_of_escalations_say_who_what_and_when(desk: Desk) -> None:
    case_id = opened_case(desk)
    swept(desk, minutes(20))
    project_id = desk.project.project_id
    (waiting,) = desk.read(waiting_escalations, project_id=project_id)
    assert (waiting.case_id, waiting.subject) == (case_id, "电梯从周六开始异响")
    assert (waiting.raised_by, waiting.raised_at) == (desk.actor.name, minutes(20))
    see(desk, case_id, Role.MANAGER)
    assert desk.read(waiting_escalations, project_id=project_id) == ()
    (kept,) = desk.read(case_escalations, case_id=case_id)
    assert kept.acknowledged_at == minutes(60)


def test_telling_the_customer_does_not_acknowledge(desk: Desk) -> None:
    case_id = opened_case(desk, due_at=minutes(20))
    swept(desk, minutes(20))
    desk.write(
        case_work.tell_customer,
        case_id=case_id,
        words="马上到",
        channel=Channel.PHONE,
        now=minutes(20) + MINUTE,
    )
    assert len(brought(desk, Role.SUPERVISOR)) == 1
