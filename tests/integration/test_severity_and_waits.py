"""A severity that changes around a wait: only the result is paused, and nothing is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.domain.terms import Channel, ClockKind, Severity, Validity
from app.services import case_work
from app.services.due_times import DueExplanation, why_due
from db.models import CaseClock
from tests.integration.receptions import COMPLAINT, NOW, Desk, local, promised

HOUR = timedelta(hours=1)


@pytest.fixture
def case_id(desk: Desk) -> str:
    """Register a complaint on Monday 12 October 10:40, owed by Thursday at the same time."""
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + HOUR))
    desk.write(
        case_work.assess,
        case_id=case.case_id,
        validity=Validity.VALID,
        cause="process",
        now=NOW + HOUR,
    )
    desk.write(case_work.begin_work, case_id=case.case_id, now=NOW + HOUR)
    return case.case_id


def wait(desk: Desk, case_id: str, now: datetime) -> None:
    desk.write(
        case_work.wait,
        case_id=case_id,
        words="等业主开门",
        wake_at=local(26),
        told="已告知业主",
        channel=Channel.PHONE,
        now=now,
    )


def weigh(desk: Desk, case_id: str, severity: Severity, now: datetime) -> None:
    desk.write(
        case_work.change_severity, case_id=case_id, severity=severity, words="情况有变", now=now
    )


def go_on(desk: Desk, case_id: str, now: datetime) -> None:
    desk.write(case_work.begin_work, case_id=case_id, now=now)


def clocks(desk: Desk, case_id: str) -> dict[str, CaseClock]:
    """Return the latest lap of each clock."""
    found = desk.workspace.read(
        lambda s: s.scalars(
            select(CaseClock).where(CaseClock.case_id == case_id).order_by(CaseClock.lap)
        ).all()
    )
    return {clock.kind: clock for clock in found}


def why(desk: Desk, case_id: str, kind: ClockKind) -> DueExplanation:
    found = desk.read(why_due, case_id=case_id, clock_id=clocks(desk, case_id)[kind].id)
    assert isinstance(found, DueExplanation)
    return found


@pytest.mark.clause("4.3-3")
def test_a_wait_before_the_change_moves_the_result_only(desk: Desk, case_id: str) -> None:
    wait(desk, case_id, local(12, 14))
    go_on(desk, case_id, local(13, 14))
    weigh(desk, case_id, Severity.MAJOR, local(13, 15))
    for kind in ClockKind:
        assert why(desk, case_id, kind).is_as_computed


def test_a_milder_case_has_its_wait_on_top(desk: Desk, case_id: str) -> None:
    wait(desk, case_id, local(12, 14))
    weigh(desk, case_id, Severity.MINOR, local(13, 14))
    go_on(desk, case_id, local(14, 14))
    # Seven working days from Monday 10:40, and two working days of waiting.
    assert clocks(desk, case_id)[ClockKind.RESOLUTION].due_at == local(23, 10, 40)


def test_a_case_weighed_after_its_frozen_due_time_is_not_missed(desk: Desk, case_id: str) -> None:
    wait(desk, case_id, local(12, 14))
    weigh(desk, case_id, Severity.CRITICAL, local(19, 9))
    go_on(desk, case_id, local(19, 10))
    kept = clocks(desk, case_id)[ClockKind.RESOLUTION]
    # Twenty-four hours from when it was known, and the hour that it still waited.
    assert kept.due_at == local(20, 10)
    assert why(desk, case_id, ClockKind.RESOLUTION).is_as_computed


def test_two_changes_in_one_wait_count_the_whole_wait(desk: Desk, case_id: str) -> None:
    wait(desk, case_id, local(12, 14))
    weigh(desk, case_id, Severity.MAJOR, local(13, 9))
    weigh(desk, case_id, Severity.NORMAL, local(13, 14))
    go_on(desk, case_id, local(14, 14))
    assert clocks(desk, case_id)[ClockKind.RESOLUTION].due_at == local(19, 10, 40)
    assert why(desk, case_id, ClockKind.RESOLUTION).is_as_computed
