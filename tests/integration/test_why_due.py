"""'Why this time?': every due time of a case can say how it came about."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import i18n
from app.domain.calendars import DayException, DayKind
from app.domain.clocks import DueStepKind
from app.domain.errors import Problem, UserFacingError
from app.domain.terms import Channel, ClockKind, Severity, Validity
from app.due_words import explanation_lines, explanation_notes
from app.services import calendars, case_work
from app.services.due_times import DueExplanation, why_due
from db.models import CaseClock
from tests.integration.receptions import COMPLAINT, NOW, SHANGHAI, Desk, local, promised

HOUR = timedelta(hours=1)


@pytest.fixture
def case_id(desk: Desk) -> str:
    """Register a complaint on Monday 12 October 10:40, owed by Thursday at the same time."""
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + HOUR))
    return case.case_id


def clock_of(desk: Desk, case_id: str, kind: ClockKind) -> CaseClock:
    found = desk.workspace.read(
        lambda s: s.scalars(
            select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.kind == kind)
        ).first()
    )
    assert isinstance(found, CaseClock)
    return found


def why(desk: Desk, case_id: str, kind: ClockKind = ClockKind.RESOLUTION) -> DueExplanation:
    clock_id = clock_of(desk, case_id, kind).id
    explanation = desk.read(why_due, case_id=case_id, clock_id=clock_id)
    assert isinstance(explanation, DueExplanation)
    return explanation


def words(explanation: DueExplanation) -> list[str]:
    i18n.set_language("en")
    return [f"{line.when}: {line.words}" for line in explanation_lines(explanation, SHANGHAI)]


def begin_work(desk: Desk, case_id: str, now: datetime) -> None:
    desk.write(case_work.begin_work, case_id=case_id, now=now)


def wait(desk: Desk, case_id: str, now: datetime) -> None:
    desk.write(
        case_work.assess,
        case_id=case_id,
        validity=Validity.VALID,
        cause="process",
        now=now - HOUR,
    )
    begin_work(desk, case_id, now - HOUR / 2)
    desk.write(
        case_work.wait,
        case_id=case_id,
        words="等业主开门",
        wake_at=local(16),
        told="已告知业主",
        channel=Channel.PHONE,
        now=now,
    )


@pytest.mark.clause("4.2-3")
def test_a_due_time_is_explained_line_by_line(desk: Desk, case_id: str) -> None:
    assert words(why(desk, case_id))[:4] == [
        "Monday 12 October 10:40: starts; the limit is 3 working days",
        "Monday 12 October 10:40: counts 1 h 20 min until 12:00, 22 h 40 min left",
        "Monday 12 October 12:00: closed until 13:30, not counted",
        "Monday 12 October 13:30: counts 4 h 30 min until 18:00, 18 h 10 min left",
    ]
    assert words(why(desk, case_id))[-1] == "Thursday 15 October 10:40: due"


def test_the_explanation_ends_at_the_due_time_that_holds(desk: Desk, case_id: str) -> None:
    explanation = why(desk, case_id)
    assert explanation.is_as_computed
    assert explanation.due.at == clock_of(desk, case_id, ClockKind.RESOLUTION).due_at
    assert explanation_notes(explanation, SHANGHAI) == []


def test_a_wait_stands_in_the_explanation_with_its_reason(desk: Desk, case_id: str) -> None:
    wait(desk, case_id, local(13, 9))
    begin_work(desk, case_id, local(14, 9))
    lines = words(why(desk, case_id))
    assert (
        "Tuesday 13 October 09:00: stands still until Wednesday 14 October 09:00: 等业主开门"
        in lines
    )
    assert lines[-1] == "Friday 16 October 10:40: due"


def test_a_wait_moves_the_result_only(desk: Desk, case_id: str) -> None:
    wait(desk, case_id, local(12, 14))
    begin_work(desk, case_id, local(12, 16))
    explanation = why(desk, case_id, ClockKind.TELL_CUSTOMER)
    assert DueStepKind.PAUSED not in [step.kind for step in explanation.due.steps]
    assert explanation.is_as_computed


def test_a_clock_that_stands_still_says_since_when(desk: Desk, case_id: str) -> None:
    wait(desk, case_id, local(13, 9))
    i18n.set_language("en")
    (note,) = explanation_notes(why(desk, case_id), SHANGHAI)
    assert note.startswith("Since Tuesday 13 October 09:00 the case has been waiting")


def test_a_holiday_is_named(desk: Desk, case_id: str) -> None:
    desk.write(
        calendars.change_day,
        project_id=desk.project.project_id,
        day=date(2026, 10, 14),
        exception=DayException(DayKind.HOLIDAY, "停电检修"),
        now=NOW,
    )
    assert any(
        "closed until Thursday 15 October 08:30 (停电检修)" in line
        for line in words(why(desk, case_id))
    )


def test_a_due_time_kept_from_before_a_change_of_the_calendar_is_told(
    desk: Desk, case_id: str
) -> None:
    desk.write(
        calendars.change_day,
        project_id=desk.project.project_id,
        day=date(2026, 10, 14),
        exception=DayException(DayKind.HOLIDAY),
        now=local(15, 11),
    )
    explanation = why(desk, case_id)
    assert not explanation.is_as_computed
    i18n.set_language("en")
    (note,) = explanation_notes(explanation, SHANGHAI)
    assert note.startswith("What holds is Thursday 15 October 10:40")


def test_a_raised_severity_is_explained_from_when_it_was_known(desk: Desk, case_id: str) -> None:
    desk.write(
        case_work.change_severity,
        case_id=case_id,
        severity=Severity.CRITICAL,
        words="有人被困",
        now=local(13, 9),
    )
    explanation = why(desk, case_id)
    assert explanation.was_tightened
    assert words(explanation)[0] == (
        "Tuesday 13 October 09:00: from here on a stricter limit holds: 24 hours around the clock"
    )
    assert explanation.is_as_computed


def test_a_clock_of_the_first_version_explains_itself(desk: Desk, case_id: str) -> None:
    def forget(session: Any) -> None:
        for row in session.scalars(select(CaseClock)):
            row.target = row.counts_from_at = None

    desk.workspace.write(forget)
    assert why(desk, case_id).is_as_computed


def test_a_clock_of_another_case_is_not_found(desk: Desk, case_id: str) -> None:
    _visit, (other,) = desk.receive(promised(COMPLAINT, NOW + HOUR))
    clock_id = clock_of(desk, other.case_id, ClockKind.RESOLUTION).id
    with pytest.raises(UserFacingError) as caught:
        desk.read(why_due, case_id=case_id, clock_id=clock_id)
    assert caught.value.problem is Problem.NOT_FOUND
