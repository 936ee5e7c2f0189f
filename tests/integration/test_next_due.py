"""What the desk owes a case next, kept beside the case as its timeline goes on (clause 4.3-2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from app.domain.terms import Channel, NextStep, Severity
from app.services import case_ends, case_work
from app.services.promises import renew_promise
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
    promises,
    told,
    waits,
)
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, local

pytestmark = pytest.mark.clause("4.3-2")


def owed(desk: Desk, case_id: str) -> tuple[str, datetime | None]:
    """Return next step and due time of a case."""
    case = case_of(desk, case_id)
    return case.next_step, case.next_due_at


def test_a_new_complaint_is_handed_over_first(desk: Desk) -> None:
    assert owed(desk, opened_case(desk)) == (NextStep.HAND_OVER, minutes(20))


def test_a_promise_before_the_limit_comes_first(desk: Desk) -> None:
    case_id = opened_case(desk, due_at=minutes(10))
    assert owed(desk, case_id) == (NextStep.KEEP_PROMISE, minutes(10))


def test_what_the_desk_answers_itself_needs_no_hand_over(desk: Desk) -> None:
    case_id = opened_case(desk, ENQUIRY)
    assert owed(desk, case_id) == (NextStep.ANSWER_FIRST, NOW + 24 * HOUR)


def test_after_a_telling_the_next_one_is_owed(desk: Desk) -> None:
    case_id = handed_over(desk)
    told(desk, case_id, NOW + HOUR)
    assert owed(desk, case_id) == (NextStep.TELL_CUSTOMER, NOW + 25 * HOUR)


def test_a_minor_complaint_owes_its_result_once_the_customer_was_told(desk: Desk) -> None:
    minor = replace(COMPLAINT, severity_chosen=Severity.MINOR)
    case_id = handed_over(desk, minor)
    told(desk, case_id, NOW + HOUR)
    assert owed(desk, case_id) == (NextStep.RESOLVE, local(21, 10, 40))


def test_a_waiting_case_is_owed_the_next_telling_and_then_its_waking(desk: Desk) -> None:
    minor = replace(COMPLAINT, severity_chosen=Severity.MINOR)
    case_id = in_work(desk, minor)
    waits(desk, case_id, NOW + HOUR, NOW + 30 * DAY)
    assert owed(desk, case_id) == (NextStep.WAKE, NOW + 30 * DAY)
    normal = in_work(desk)
    waits(desk, normal, NOW + HOUR, NOW + 30 * DAY)
    step, due_at = owed(desk, normal)
    assert step == NextStep.TELL_CUSTOMER
    # The telling is dated just after the wait that it explains.
    assert due_at is not None
    assert due_at - (NOW + 25 * HOUR) < MINUTE


def test_after_the_wait_the_result_is_owed_later_by_what_was_paused(desk: Desk) -> None:
    minor = replace(COMPLAINT, severity_chosen=Severity.MINOR)
    case_id = in_work(desk, minor)
    waits(desk, case_id, local(12, 14), FAR)
    desk.write(case_work.begin_work, case_id=case_id, now=local(14, 14))
    assert owed(desk, case_id) == (NextStep.RESOLVE, local(23, 10, 40))


def test_an_answered_case_is_called_back_within_two_days(desk: Desk) -> None:
    assert owed(desk, answered(desk)) == (NextStep.FOLLOW_UP, minutes(10) + 48 * HOUR)


def test_an_ended_case_owes_nothing(desk: Desk) -> None:
    assert owed(desk, closed(desk)) == ("", None)
    case_id = opened_case(desk)
    desk.write(case_ends.withdraw, case_id=case_id, words="不投诉了", now=minutes(5))
    assert owed(desk, case_id) == ("", None)


def test_a_reopened_case_begins_anew(desk: Desk) -> None:
    case_id = closed(desk)
    at = NOW + 3 * DAY
    desk.write(case_ends.reopen, case_id=case_id, words="又响了", now=at)
    assert owed(desk, case_id) == (NextStep.HAND_OVER, at + 20 * MINUTE)


def test_a_higher_severity_is_owed_sooner(desk: Desk) -> None:
    case_id = handed_over(desk)
    desk.write(
        case_work.change_severity,
        case_id=case_id,
        severity=Severity.CRITICAL,
        words="有人被困",
        now=minutes(5),
    )
    assert owed(desk, case_id) == (NextStep.ANSWER_FIRST, minutes(20))


def test_a_critical_complaint_is_owed_at_once(desk: Desk) -> None:
    assert owed(desk, opened_case(desk, CRITICAL)) == (NextStep.HAND_OVER, NOW)


def test_a_renewed_promise_moves_what_is_owed(desk: Desk) -> None:
    case_id = handed_over(desk, due_at=NOW + HOUR)
    (promise,) = promises(desk, case_id)
    desk.write(
        renew_promise,
        promise_id=promise.id,
        told="维保改到下午",
        channel=Channel.PHONE,
        due_at=NOW + 5 * HOUR,
        now=minutes(30),
    )
    assert owed(desk, case_id) == (NextStep.KEEP_PROMISE, NOW + 5 * HOUR)
