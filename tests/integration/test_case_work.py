"""Carrying a case on: every event keeps clocks, promises and rounds in step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.months import Month
from app.domain.permissions import Actor
from app.domain.terms import (
    CaseState,
    Channel,
    ClockKind,
    CloseReason,
    EventKind,
    PromiseState,
    Role,
    Severity,
    Validity,
)
from app.domain.typed_text import TEXT_LIMIT
from app.messages import sentence
from app.services import case_ends, case_work
from app.services.promises import make_promise
from app.services.reporting import list_projects, monthly_summary
from app.services.setup import NewProject, add_project
from db.models import Case, CaseClock, CaseEvent, Promise
from tests.integration.receptions import COMPLAINT, NOW, Desk, promised

DUE = NOW + timedelta(hours=2)


@pytest.fixture
def case_id(desk: Desk) -> str:
    """Register one complaint with a promise due in two hours."""
    _visit, (case,) = desk.receive(promised(COMPLAINT, DUE))
    return case.case_id


def carry(desk: Desk, verb: Callable[..., Any], case_id: str, hours: float, **facts: Any) -> None:
    desk.write(verb, case_id=case_id, now=NOW + timedelta(hours=hours), **facts)


def tell(desk: Desk, case_id: str, hours: float) -> None:
    carry(desk, case_work.tell_customer, case_id, hours, words="已到场", channel=Channel.PHONE)


def begin(desk: Desk, case_id: str, hours: float) -> None:
    carry(desk, case_work.assess, case_id, hours, validity=Validity.VALID, cause="process")
    carry(desk, case_work.begin_work, case_id, hours + 0.1)


def resolve(
    desk: Desk,
    case_id: str,
    hours: float,
    *,
    accepted: bool = True,
    final: bool = False,
    recourse: str = "",
) -> None:
    carry(
        desk,
        case_work.resolve,
        case_id,
        hours,
        remedy="更换导轨靴",
        channel=Channel.PHONE,
        accepted=accepted,
        final=final,
        recourse_told=recourse,
    )


def clock(desk: Desk, case_id: str, kind: ClockKind, round_number: int = 1) -> CaseClock:
    found = desk.workspace.read(
        lambda s: s.scalars(
            select(CaseClock).where(
                CaseClock.case_id == case_id,
                CaseClock.kind == kind,
                CaseClock.round == round_number,
            )
        ).one()
    )
    assert isinstance(found, CaseClock)
    return found


def promise(desk: Desk) -> Promise:
    found = desk.workspace.read(lambda s: s.scalars(select(Promise)).one())
    assert isinstance(found, Promise)
    return found


def case(desk: Desk, case_id: str) -> Case:
    found = desk.workspace.read(lambda s: s.get_one(Case, case_id))
    assert isinstance(found, Case)
    return found


def times(desk: Desk, case_id: str) -> list[datetime]:
    query = select(CaseEvent.at).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
    return list(desk.workspace.read(lambda s: s.scalars(query).all()))


@pytest.mark.clause("4.3-2")
@pytest.mark.parametrize(
    ("hours", "state"),
    [(1.0, PromiseState.KEPT), (2.0, PromiseState.KEPT), (2.1, PromiseState.LATE)],
)
def test_a_promise_told_in_time_is_kept_and_told_later_is_late(
    desk: Desk, case_id: str, hours: float, state: PromiseState
) -> None:
    tell(desk, case_id, hours)
    assert (promise(desk).state, promise(desk).fulfilled_at) == (
        state,
        NOW + timedelta(hours=hours),
    )


def test_a_promise_is_made_good_once(desk: Desk, case_id: str) -> None:
    tell(desk, case_id, 1)
    tell(desk, case_id, 5)
    assert promise(desk).fulfilled_at == NOW + timedelta(hours=1)


def test_a_case_that_ends_owes_nothing_more(desk: Desk, case_id: str) -> None:
    carry(desk, case_ends.withdraw, case_id, 1, words="自己解决了")
    ended = NOW + timedelta(hours=1)
    assert (promise(desk).state, promise(desk).cancelled_at) == (PromiseState.CANCELLED, ended)
    for kind in (ClockKind.FIRST_ANSWER, ClockKind.RESOLUTION):
        assert (clock(desk, case_id, kind).met_at, clock(desk, case_id, kind).cancelled_at) == (
            None,
            ended,
        )
    assert case(desk, case_id).ended_at == ended


@pytest.mark.clause("4.3-3")
def test_a_clock_stops_once(desk: Desk, case_id: str) -> None:
    tell(desk, case_id, 1)
    begin(desk, case_id, 2)
    resolve(desk, case_id, 3)
    assert clock(desk, case_id, ClockKind.FIRST_ANSWER).met_at == NOW + timedelta(hours=1)
    assert clock(desk, case_id, ClockKind.RESOLUTION).met_at == NOW + timedelta(hours=3)


@pytest.mark.clause("4.3-3")
def test_handing_over_stops_its_own_clock_and_names_who_is_responsible(
    desk: Desk, case_id: str
) -> None:
    carry(desk, case_work.hand_over, case_id, 0.2, department="工程部 周师傅")
    assert clock(desk, case_id, ClockKind.HAND_OVER).met_at == NOW + timedelta(hours=0.2)
    assert clock(desk, case_id, ClockKind.FIRST_ANSWER).met_at is None
    assert case(desk, case_id).responsible == "工程部 周师傅"


@pytest.mark.clause("4.3-3")
def test_a_refused_answer_goes_back_to_work_and_its_clock_runs_on(desk: Desk, case_id: str) -> None:
    begin(desk, case_id, 1)
    resolve(desk, case_id, 2, accepted=False, recourse="已告知可向街道反映")
    assert case(desk, case_id).state == CaseState.IN_PROGRESS
    assert clock(desk, case_id, ClockKind.RESOLUTION).met_at is None


@pytest.mark.clause("4.3-3")
@pytest.mark.parametrize(("hours", "ratio"), [(2, (0, 0)), (24 * 6, (0, 1))])
def test_what_is_refused_for_good_is_closed_and_a_miss_only_if_it_was_late(
    desk: Desk, case_id: str, hours: float, ratio: tuple[int, int]
) -> None:
    begin(desk, case_id, 1)
    resolve(desk, case_id, hours, accepted=False, final=True, recourse="已告知可向街道反映")
    assert case(desk, case_id).state == CaseState.FOLLOW_UP
    reason = CloseReason.REFUSED_RECOURSE_TOLD
    carry(desk, case_ends.close, case_id, hours + 0.1, reason=reason)
    assert case(desk, case_id).state == CaseState.CLOSED
    ended = clock(desk, case_id, ClockKind.RESOLUTION)
    assert (ended.met_at, ended.cancelled_at) == (None, NOW + timedelta(hours=hours + 0.1))
    summary = desk.read(
        monthly_summary,
        project_code="CH",
        month=Month(2026, 10),
        lang="en",
        now=NOW + timedelta(days=40),
    )
    found = summary.figures.ratios["resolved_in_time"]
    assert (found.n, found.d) == ratio
    assert (summary.figures.flow.new, summary.figures.flow.done) == (1, 1)
    assert summary.figures.overdue_open.total == 0


def test_who_refuses_for_good_is_told_of_the_recourse(desk: Desk, case_id: str) -> None:
    begin(desk, case_id, 1)
    with pytest.raises(FieldError) as caught:
        resolve(desk, case_id, 2, accepted=False, final=True)
    assert caught.value.field == "recourse_told"


@pytest.mark.parametrize(("days", "is_late"), [(30, False), (30.01, True)])
def test_a_case_can_be_reopened_for_thirty_days(
    desk: Desk, case_id: str, days: float, is_late: bool
) -> None:
    begin(desk, case_id, 1)
    resolve(desk, case_id, 3)
    carry(desk, case_ends.close, case_id, 4, reason=CloseReason.SATISFIED)
    if not is_late:
        carry(desk, case_ends.reopen, case_id, 4 + 24 * days, words="又响了")
        return
    with pytest.raises(UserFacingError) as caught:
        carry(desk, case_ends.reopen, case_id, 4 + 24 * days, words="又响了")
    assert caught.value.problem is Problem.REOPENED_TOO_LATE
    assert case(desk, case_id).number in sentence(caught.value)
    assert case(desk, case_id).state == CaseState.CLOSED


def test_nobody_is_out_of_reach_before_the_third_attempt_of_the_round(
    desk: Desk, case_id: str
) -> None:
    begin(desk, case_id, 1)
    resolve(desk, case_id, 3)
    for attempt in (4, 5, 6):
        carry(desk, case_work.call_back, case_id, attempt, reached=False, words="")
    carry(desk, case_ends.reopen, case_id, 7, words="又响了")
    carry(desk, case_work.begin_work, case_id, 8)
    resolve(desk, case_id, 9)
    for attempt in (10, 11, 12):
        with pytest.raises(UserFacingError) as caught:
            carry(desk, case_ends.close, case_id, attempt, reason=CloseReason.UNREACHABLE)
        assert caught.value.problem is Problem.TOO_FEW_ATTEMPTS
        assert caught.value.facts["attempts"] == attempt - 10
        carry(desk, case_work.call_back, case_id, attempt, reached=False, words="")
    carry(desk, case_ends.close, case_id, 13, reason=CloseReason.UNREACHABLE)
    assert case(desk, case_id).state == CaseState.CLOSED


def test_a_refused_answer_asks_which_recourse_was_told(desk: Desk, case_id: str) -> None:
    begin(desk, case_id, 1)
    with pytest.raises(FieldError) as caught:
        resolve(desk, case_id, 2, accepted=False)
    assert (caught.value.field, caught.value.problem) == ("recourse_told", FieldProblem.REQUIRED)
    assert case(desk, case_id).state == CaseState.IN_PROGRESS


@pytest.mark.clause("4.3-3")
def test_a_reopening_starts_new_clocks_and_keeps_the_old_results(desk: Desk, case_id: str) -> None:
    begin(desk, case_id, 1)
    resolve(desk, case_id, 3)
    carry(desk, case_ends.close, case_id, 4, reason=CloseReason.SATISFIED)
    carry(desk, case_ends.reopen, case_id, 30, words="又响了")
    reopened = NOW + timedelta(hours=30)
    assert (case(desk, case_id).round, case(desk, case_id).ended_at) == (2, None)
    assert clock(desk, case_id, ClockKind.RESOLUTION).met_at == NOW + timedelta(hours=3)
    second = clock(desk, case_id, ClockKind.RESOLUTION, 2)
    assert (second.started_at, second.met_at) == (reopened, None)


@pytest.mark.parametrize(
    ("severity", "clocks"),
    [
        (Severity.NORMAL, set(ClockKind)),
        (Severity.MINOR, set(ClockKind) - {ClockKind.TELL_CUSTOMER}),
    ],
)
def test_a_case_begins_with_the_clocks_of_its_severity(
    desk: Desk, severity: Severity, clocks: set[ClockKind]
) -> None:
    _visit, (registered,) = desk.receive(
        promised(replace(COMPLAINT, severity_chosen=severity), DUE)
    )
    found = desk.workspace.read(
        lambda s: s.scalars(
            select(CaseClock.kind).where(CaseClock.case_id == registered.case_id)
        ).all()
    )
    assert set(found) == clocks


@pytest.mark.clause("4.3-3")
def test_the_clocks_know_the_projects_holidays(desk: Desk) -> None:
    eve = NOW - timedelta(days=12)  # Wednesday 30 September, 10:40
    _visit, (registered,) = desk.receive(promised(COMPLAINT, NOW), now=eve)
    resolution = clock(desk, registered.case_id, ClockKind.RESOLUTION)
    assert resolution.due_at == NOW - timedelta(days=2)  # Saturday the 10th is worked


def test_events_stay_in_order_when_the_clock_was_set_back(desk: Desk, case_id: str) -> None:
    for hours in (3, -48, -48):
        tell(desk, case_id, hours)
    written = times(desk, case_id)
    assert written == sorted(set(written))


def test_escalation_never_sinks(desk: Desk, case_id: str) -> None:
    for level in (2, 1):
        carry(desk, case_work.escalate, case_id, 1, level=level)
    assert case(desk, case_id).escalation_level == 2


def test_a_merged_case_points_to_the_other_and_can_come_back(desk: Desk, case_id: str) -> None:
    _visit, (other,) = desk.receive(promised(COMPLAINT, DUE))
    begin(desk, case_id, 1)
    carry(desk, case_ends.merge, case_id, 2, into=other.number)
    assert case(desk, case_id).merged_into_id == other.case_id
    carry(desk, case_ends.undo_merge, case_id, 3, words="不是一回事")
    assert (case(desk, case_id).state, case(desk, case_id).merged_into_id) == (
        CaseState.REOPENED,
        None,
    )


def test_a_case_goes_on_only_in_another_one_of_its_project(desk: Desk, case_id: str) -> None:
    second = NewProject("YD", "云顶", rooms=(("1", "1", "101"),))
    desk.write(add_project, project=second, now=NOW)
    there = next(p for p in desk.workspace.read(list_projects) if p.code == "YD")
    _visit, (foreign,) = Desk(desk.workspace, there, desk.actor).receive(promised(COMPLAINT, DUE))
    begin(desk, case_id, 1)
    own = case(desk, case_id).number
    assert foreign.number == own, "each project counts its own"
    for into, problem in (
        (own, Problem.CANNOT_MERGE),
        (f"{foreign.number[:-3]}999", Problem.NO_SUCH_CASE),
    ):
        with pytest.raises(UserFacingError) as caught:
            carry(desk, case_ends.merge, case_id, 2, into=into)
        assert caught.value.problem is problem
    assert case(desk, case_id).merged_into_id is None


def test_a_step_the_rules_forbid_leaves_nothing_behind(desk: Desk, case_id: str) -> None:
    before = times(desk, case_id)
    with pytest.raises(UserFacingError) as caught:
        carry(desk, case_ends.close, case_id, 1, reason=CloseReason.SATISFIED)
    assert caught.value.problem is Problem.TRANSITION_REFUSED
    assert times(desk, case_id) == before


def test_a_receptionist_cannot_void(desk: Desk, case_id: str) -> None:
    receptionist = Actor(desk.actor.staff_id, "张伟", Role.RECEPTIONIST)
    with pytest.raises(UserFacingError) as caught:
        desk.workspace.write(
            case_ends.void, actor=receptionist, case_id=case_id, reason="重复", now=NOW
        )
    assert caught.value.problem is Problem.NOT_PERMITTED


def test_a_voided_case_stays_visible_with_its_reason(desk: Desk, case_id: str) -> None:
    carry(desk, case_ends.void, case_id, 1, reason="重复登记")
    query = select(CaseEvent.words).where(CaseEvent.kind == EventKind.VOIDED)
    assert desk.workspace.read(lambda s: s.scalars(query).one()) == "重复登记"
    assert case(desk, case_id).state == CaseState.VOIDED


@pytest.mark.parametrize(
    ("verb", "facts", "field"),
    [
        (case_work.note, {"words": " \u200b"}, "words"),
        (case_work.tell_customer, {"words": "", "channel": Channel.PHONE}, "words"),
        (case_ends.void, {"reason": "\n"}, "reason"),
        (
            case_work.resolve,
            {"remedy": "", "channel": Channel.PHONE, "accepted": True},
            "remedy",
        ),
    ],
)
def test_words_that_matter_cannot_be_left_out(
    desk: Desk, case_id: str, verb: Callable[..., Any], facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldError) as caught:
        carry(desk, verb, case_id, 1, **facts)
    assert (caught.value.field, caught.value.problem) == (field, FieldProblem.REQUIRED)


def test_more_words_than_can_be_kept_are_refused_and_not_cut(desk: Desk, case_id: str) -> None:
    with pytest.raises(FieldError) as caught:
        carry(desk, case_work.note, case_id, 1, words="电" * (TEXT_LIMIT + 1))
    assert caught.value.problem is FieldProblem.TOO_LONG


def test_a_promise_is_written_on_the_timeline(desk: Desk, case_id: str) -> None:
    def promise_again(session: Any, *, actor: Actor) -> None:
        make_promise(
            session,
            session.get_one(Case, case_id),
            what="明早回复",
            who="李静",
            channel=Channel.WECHAT,
            due_at=DUE + timedelta(hours=20),
            actor=actor,
            now=NOW + timedelta(hours=1),
        )

    desk.write(promise_again)
    query = select(CaseEvent).where(CaseEvent.kind == EventKind.PROMISED)
    last = desk.workspace.read(lambda s: s.scalars(query.order_by(CaseEvent.seq.desc())).first())
    assert last.words == "明早回复"
    assert datetime.fromisoformat(last.facts["due_at"]) == DUE + timedelta(hours=20)


def test_a_number_finds_its_case(desk: Desk, case_id: str) -> None:
    project_id = desk.project.project_id
    found = desk.workspace.read(case_work.case_by_number, project_id, "TS-20261012-001")
    assert found.id == case_id
    with pytest.raises(UserFacingError) as caught:
        desk.workspace.read(case_work.case_by_number, project_id, "TS-20261012-002")
    assert caught.value.problem is Problem.NO_SUCH_CASE
