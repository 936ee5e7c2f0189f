"""The clocks of a case as it waits, is told of, and is weighed anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.months import Month
from app.domain.period_summary import Ratio
from app.domain.terms import Channel, ClockKind, NextStep, Severity, Validity
from app.services import case_ends, case_work
from app.services.reporting import monthly_summary
from db.models import Case, CaseClock
from tests.integration.receptions import COMPLAINT, NOW, Desk, local, promised

HOUR = timedelta(hours=1)


@pytest.fixture
def case_id(desk: Desk) -> str:
    """Register a normal complaint on Monday 12 October at 10:40, and put it into progress."""
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + 2 * HOUR))
    desk.write(
        case_work.assess,
        case_id=case.case_id,
        validity=Validity.VALID,
        cause="equipment",
        now=NOW + HOUR,
    )
    desk.write(case_work.begin_work, case_id=case.case_id, now=NOW + HOUR)
    return case.case_id


def clocks(desk: Desk, case_id: str, kind: ClockKind) -> list[CaseClock]:
    def read(session: Any) -> list[CaseClock]:
        query = select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.kind == kind)
        return list(session.scalars(query.order_by(CaseClock.round, CaseClock.lap)))

    found = desk.workspace.read(read)
    assert isinstance(found, list)
    return found


def case(desk: Desk, case_id: str) -> Case:
    found = desk.workspace.read(lambda session: session.get_one(Case, case_id))
    assert isinstance(found, Case)
    return found


def wait(desk: Desk, case_id: str, at: datetime, until: datetime) -> None:
    desk.write(case_work.hand_over, case_id=case_id, department="工程部", now=at - HOUR)
    desk.write(
        case_work.wait,
        case_id=case_id,
        words="等配件到货",
        wake_at=until,
        told="已告知配件周四到",
        channel=Channel.PHONE,
        now=at,
    )


def resolution(desk: Desk, case_id: str) -> CaseClock:
    return clocks(desk, case_id, ClockKind.RESOLUTION)[-1]


def summary(desk: Desk, month: Month, now: datetime) -> Any:
    return desk.read(
        monthly_summary, project_code=desk.project.code, month=month, lang="en", now=now
    )


@pytest.mark.clause("4.3-3")
def test_a_wait_moves_the_resolution_by_the_working_time_it_took(desk: Desk, case_id: str) -> None:
    assert resolution(desk, case_id).due_at == local(15, 10, 40)
    wait(desk, case_id, local(13, 9), local(15, 9))
    desk.write(case_work.begin_work, case_id=case_id, now=local(14, 9))
    assert resolution(desk, case_id).due_at == local(16, 10, 40)


def test_a_waiting_case_is_due_when_it_wakes(desk: Desk, case_id: str) -> None:
    wait(desk, case_id, local(12, 15), local(13, 9))
    found = case(desk, case_id)
    assert (found.next_step, found.next_due_at) == (NextStep.WAKE, local(13, 9))


def test_telling_is_owed_while_a_case_waits(desk: Desk, case_id: str) -> None:
    wait(desk, case_id, local(12, 15), local(20, 9))
    found = case(desk, case_id)
    told_at = local(12, 15) + timedelta(microseconds=1)
    assert (found.next_step, found.next_due_at) == (
        NextStep.TELL_CUSTOMER,
        told_at + timedelta(hours=24),
    )


@pytest.mark.clause("4.3-4")
def test_a_clock_that_stands_still_never_falls_due(desk: Desk, case_id: str) -> None:
    wait(desk, case_id, local(13, 9), local(15, 9, month=11))
    figures = summary(desk, Month(2026, 10), local(3, month=11)).figures
    assert figures.ratios["resolved_in_time"] == Ratio(0, 0)
    assert figures.overdue_open.total == 0


def test_what_was_missed_before_the_wait_stays_missed(desk: Desk, case_id: str) -> None:
    due_at = resolution(desk, case_id).due_at
    wait(desk, case_id, local(16, 9), local(20, 9))
    desk.write(case_work.begin_work, case_id=case_id, now=local(19, 9))
    assert resolution(desk, case_id).due_at == due_at


@pytest.mark.clause("4.3-2")
def test_each_telling_begins_the_next_lap(desk: Desk, case_id: str) -> None:
    for hours in (3, 26):
        desk.write(
            case_work.tell_customer,
            case_id=case_id,
            words="正在等配件",
            channel=Channel.PHONE,
            now=NOW + hours * HOUR,
        )
    laps = clocks(desk, case_id, ClockKind.TELL_CUSTOMER)
    assert [(lap.lap, lap.due_at - NOW, lap.met_at) for lap in laps] == [
        (0, 24 * HOUR, NOW + 3 * HOUR),
        (1, 27 * HOUR, NOW + 26 * HOUR),
        (2, 50 * HOUR, None),
    ]


def test_an_answer_ends_the_telling(desk: Desk, case_id: str) -> None:
    desk.write(
        case_work.resolve,
        case_id=case_id,
        remedy="更换导轨靴",
        channel=Channel.PHONE,
        accepted=True,
        now=NOW + 5 * HOUR,
    )
    (lap,) = clocks(desk, case_id, ClockKind.TELL_CUSTOMER)
    assert (lap.met_at, lap.cancelled_at) == (None, NOW + 5 * HOUR)


def weigh(desk: Desk, case_id: str, severity: Severity, at: datetime) -> None:
    desk.write(
        case_work.change_severity, case_id=case_id, severity=severity, words="有人被困", now=at
    )


def test_a_graver_case_counts_from_when_that_was_known(desk: Desk, case_id: str) -> None:
    weigh(desk, case_id, Severity.CRITICAL, NOW + 2 * HOUR)
    (first,) = clocks(desk, case_id, ClockKind.FIRST_ANSWER)
    assert first.due_at == NOW + 2 * HOUR + timedelta(minutes=15)
    assert resolution(desk, case_id).due_at == NOW + 26 * HOUR


def test_what_was_missed_stays_missed_when_the_case_is_weighed_anew(
    desk: Desk, case_id: str
) -> None:
    (hand_over,) = clocks(desk, case_id, ClockKind.HAND_OVER)
    weigh(desk, case_id, Severity.MINOR, NOW + 2 * HOUR)
    (after,) = clocks(desk, case_id, ClockKind.HAND_OVER)
    assert (after.due_at, after.met_at) == (hand_over.due_at, None)


def test_a_severity_without_telling_ends_that_clock(desk: Desk, case_id: str) -> None:
    weigh(desk, case_id, Severity.MINOR, NOW + 2 * HOUR)
    (lap,) = clocks(desk, case_id, ClockKind.TELL_CUSTOMER)
    assert lap.cancelled_at == NOW + 2 * HOUR


def test_the_figures_keep_the_severity_of_the_registration(desk: Desk, case_id: str) -> None:
    weigh(desk, case_id, Severity.CRITICAL, NOW + 2 * HOUR)
    by_severity = summary(desk, Month(2026, 10), local(20)).figures.by_severity
    assert by_severity[Severity.NORMAL] == 1


@pytest.mark.parametrize(
    ("end", "words"),
    [(case_ends.withdraw, {"words": "自己解决了"}), (case_ends.void, {"reason": "重复登记"})],
)
def test_an_ended_case_owes_nothing(
    desk: Desk, case_id: str, end: Callable[..., Any], words: dict[str, str]
) -> None:
    desk.write(end, case_id=case_id, now=NOW + 3 * HOUR, **words)
    found = case(desk, case_id)
    assert (found.next_step, found.next_due_at) == ("", None)
