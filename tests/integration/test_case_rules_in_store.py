"""The rules of a case hold in the store, whichever service writes: refused steps leave nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import FieldError, Problem, UserFacingError
from app.domain.terms import (
    CaseState,
    Cause,
    Channel,
    ClockKind,
    CloseReason,
    EventKind,
    RatingAnswer,
    RatingReason,
    Severity,
    Validity,
)
from app.services import case_ends, case_work
from app.services.callers import add_caller
from app.services.case_views import CasePageView, case_page
from app.services.escalations import acknowledge_escalations
from app.services.promises import promise_customer
from app.services.sweep import sweep
from db.models import CaseEvent, Rating
from tests.integration.receptions import COMPLAINT, NOW, Desk, promised

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.clause("4.3-3")


@pytest.fixture
def case_id(desk: Desk) -> str:
    """Register a complaint with a promise due in two hours."""
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + 2 * HOUR))
    return case.case_id


def stored(desk: Desk, case_id: str) -> CasePageView:
    view = desk.read(case_page, case_id=case_id)
    assert isinstance(view, CasePageView)
    return view


class Steps:
    """Carries one case on, a minute a step."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        self.desk, self.case_id = desk, case_id
        self.now = NOW + 5 * MINUTE

    def do(self, verb: Callable[..., Any], **facts: Any) -> Any:
        self.now += MINUTE
        return self.desk.write(verb, case_id=self.case_id, now=self.now, **facts)

    def walk(self, *steps: str) -> None:
        """Take several of the steps below, one after the other."""
        for step in steps:
            getattr(self, step)()

    def assess(self) -> None:
        self.do(case_work.assess, validity=Validity.VALID, cause=Cause.EQUIPMENT)

    def begin(self) -> None:
        self.do(case_work.begin_work)

    def wait(self) -> None:
        self.do(
            case_work.wait,
            words="等配件",
            wake_at=self.now + 24 * HOUR,
            told="配件明天到",
            channel=Channel.PHONE,
        )

    def resolve(self, *, accepted: bool = True, final: bool = False) -> None:
        self.do(
            case_work.resolve,
            remedy="更换导轨靴",
            channel=Channel.PHONE,
            accepted=accepted,
            final=final,
            recourse_told="" if accepted else "可向街道反映",
        )

    def close(self, reason: CloseReason = CloseReason.SATISFIED) -> None:
        self.do(case_ends.close, reason=reason)


@pytest.fixture
def steps(desk: Desk, case_id: str) -> Steps:
    """Return the steps of the one case."""
    return Steps(desk, case_id)


_TO: dict[CaseState, Callable[[Steps], object]] = {
    CaseState.REGISTERED: lambda _steps: None,
    CaseState.ASSESSED: lambda steps: steps.assess(),
    CaseState.IN_PROGRESS: lambda steps: steps.walk("assess", "begin"),
    CaseState.WAITING: lambda steps: steps.walk("assess", "begin", "wait"),
    CaseState.FOLLOW_UP: lambda steps: steps.walk("assess", "begin", "resolve"),
    CaseState.CLOSED: lambda steps: steps.walk("resolve", "close"),
    CaseState.WITHDRAWN: lambda steps: steps.do(case_ends.withdraw, words="自己解决了"),
}
_SAID: dict[str, Any] = {"words": "一句话"}
_PHONE = {"channel": Channel.PHONE}
_VERBS: dict[str, tuple[Callable[..., Any], dict[str, Any], set[CaseState]]] = {
    "assess": (
        case_work.assess,
        {"validity": Validity.VALID, "cause": Cause.PEOPLE},
        {CaseState.REGISTERED},
    ),
    "begin_work": (case_work.begin_work, {}, {CaseState.ASSESSED, CaseState.WAITING}),
    "wait": (
        case_work.wait,
        {**_SAID, **_PHONE, "wake_at": NOW + 48 * HOUR, "told": "一句话"},
        {CaseState.IN_PROGRESS},
    ),
    "resolve": (
        case_work.resolve,
        {**_PHONE, "remedy": "修好", "accepted": True},
        {CaseState.REGISTERED, CaseState.IN_PROGRESS},
    ),
    "call_back": (
        case_work.call_back,
        {"reached": True},
        {CaseState.FOLLOW_UP, CaseState.CLOSED},
    ),
    "close": (case_ends.close, {"reason": CloseReason.ACCEPTED}, {CaseState.FOLLOW_UP}),
    "reopen": (case_ends.reopen, _SAID, {CaseState.FOLLOW_UP, CaseState.CLOSED}),
    "pass_outside": (
        case_ends.pass_outside,
        _SAID,
        {CaseState.ASSESSED, CaseState.IN_PROGRESS},
    ),
    "withdraw": (case_ends.withdraw, _SAID, {CaseState.REGISTERED, CaseState.IN_PROGRESS}),
    "void": (case_ends.void, {"reason": "重复登记"}, set(_TO)),
    "hand_over": (
        case_work.hand_over,
        {"department": "工程部"},
        set(_TO) - {CaseState.CLOSED, CaseState.WITHDRAWN},
    ),
    "department_answer": (
        case_work.record_department_answer,
        _SAID,
        set(_TO) - {CaseState.CLOSED, CaseState.WITHDRAWN},
    ),
    "change_severity": (
        case_work.change_severity,
        {**_SAID, "severity": Severity.MAJOR},
        set(_TO) - {CaseState.CLOSED, CaseState.WITHDRAWN},
    ),
    "escalate": (
        case_work.escalate,
        {**_SAID, "level": 1},
        set(_TO) - {CaseState.CLOSED, CaseState.WITHDRAWN},
    ),
    "promise": (
        promise_customer,
        {**_PHONE, "what": "回电", "who": "工程部", "due_at": NOW + 48 * HOUR},
        set(_TO) - {CaseState.CLOSED, CaseState.WITHDRAWN},
    ),
    "add_caller": (
        add_caller,
        {**_SAID, "customer_id": None, "room_id": None, "visit_id": None},
        set(_TO) - {CaseState.CLOSED, CaseState.WITHDRAWN},
    ),
    "note": (case_work.note, _SAID, set(_TO)),
    "tell_customer": (case_work.tell_customer, {**_SAID, **_PHONE}, set(_TO)),
}


def count_events(desk: Desk) -> int:
    return int(desk.workspace.read(lambda s: s.scalar(select(func.count(CaseEvent.seq)))))


class _TakenError(Exception):
    """Raised once a verb was taken, so that its transaction is rolled back."""


@pytest.mark.parametrize("state", _TO)
def test_every_verb_is_taken_in_its_states_and_refused_in_words_in_all_others(
    desk: Desk, steps: Steps, state: CaseState
) -> None:
    _TO[state](steps)
    before = stored(desk, steps.case_id)
    assert before.state is state
    for name, (service, facts, allowed) in _VERBS.items():

        def attempt(session: Session, service: Any = service, **given: Any) -> None:
            service(session, **given)
            raise _TakenError

        if state in allowed:
            with pytest.raises(_TakenError):
                steps.do(attempt, **facts)
            continue
        with pytest.raises(UserFacingError) as caught:
            steps.do(attempt, **facts)
        assert caught.value.problem in _REFUSALS, name
    assert stored(desk, steps.case_id) == before


_REFUSALS = {Problem.TRANSITION_REFUSED, Problem.CASE_ENDED, Problem.NOTHING_TO_CALL_BACK}


@pytest.mark.parametrize(
    ("state", "verb", "facts", "field"),
    [
        (CaseState.REGISTERED, case_ends.withdraw, {"words": " "}, "words"),
        (CaseState.ASSESSED, case_ends.pass_outside, {"words": ""}, "words"),
        (CaseState.FOLLOW_UP, case_ends.reopen, {"words": ""}, "words"),
        (CaseState.REGISTERED, case_ends.void, {"reason": ""}, "reason"),
        (CaseState.REGISTERED, case_work.hand_over, {"department": " "}, "department"),
        (CaseState.ASSESSED, case_work.record_department_answer, {"words": ""}, "words"),
        (CaseState.FOLLOW_UP, case_work.call_back, {"reached": None}, "reached"),
        (CaseState.FOLLOW_UP, case_ends.close, {"reason": None}, "reason"),
    ],
)
def test_a_missing_fact_is_named_and_nothing_is_written(
    desk: Desk,
    steps: Steps,
    state: CaseState,
    verb: Callable[..., Any],
    facts: dict[str, Any],
    field: str,
) -> None:
    _TO[state](steps)
    before = count_events(desk)
    with pytest.raises(FieldError) as caught:
        steps.do(verb, **facts)
    assert caught.value.field == field
    assert count_events(desk) == before


def test_a_wait_that_was_not_told_leaves_the_case_in_progress(desk: Desk, steps: Steps) -> None:
    _TO[CaseState.IN_PROGRESS](steps)
    with pytest.raises(FieldError) as caught:
        steps.do(
            case_work.wait,
            words="等配件",
            wake_at=steps.now + HOUR,
            told="",
            channel=Channel.PHONE,
        )
    assert caught.value.field == "told"
    view = stored(desk, steps.case_id)
    assert (view.state, view.wake_at) == (CaseState.IN_PROGRESS, None)


def test_the_answer_decides_the_reasons_for_closing(desk: Desk, steps: Steps) -> None:
    steps.resolve(accepted=False, final=True)
    assert stored(desk, steps.case_id).close_reasons == (CloseReason.REFUSED_RECOURSE_TOLD,)
    with pytest.raises(UserFacingError) as caught:
        steps.close(CloseReason.SATISFIED)
    assert caught.value.problem is Problem.ANSWER_WAS_REFUSED
    steps.close(CloseReason.REFUSED_RECOURSE_TOLD)


def test_a_new_round_asks_for_three_new_attempts(desk: Desk, steps: Steps) -> None:
    _TO[CaseState.FOLLOW_UP](steps)
    for _attempt in range(3):
        steps.do(case_work.call_back, reached=False)
    assert CloseReason.UNREACHABLE in stored(desk, steps.case_id).close_reasons
    steps.do(case_ends.reopen, words="又响了")
    steps.begin()
    steps.resolve()
    view = stored(desk, steps.case_id)
    assert not view.call_backs
    assert CloseReason.UNREACHABLE not in view.close_reasons


@pytest.mark.clause("4.2-4")
def test_a_low_rating_by_phone_needs_a_reason_and_leaves_nothing_without(
    desk: Desk, steps: Steps
) -> None:
    _TO[CaseState.FOLLOW_UP](steps)
    before = count_events(desk)
    with pytest.raises(FieldError) as caught:
        steps.do(case_work.call_back, reached=True, rating=case_work.phone_rating(2))
    assert caught.value.field == "reasons"
    assert count_events(desk) == before
    rating = case_work.phone_rating(2, (RatingReason.SPEED,), "太慢")
    steps.do(case_work.call_back, reached=True, rating=rating)
    rated = stored(desk, steps.case_id).timeline[-2]
    assert (rated.kind, rated.words) == (EventKind.RATED, "太慢")
    assert rated.facts["reasons"] == ["speed"]


@pytest.mark.clause("4.2-4")
def test_who_declines_to_rate_by_phone_gives_no_score(desk: Desk, steps: Steps) -> None:
    _TO[CaseState.FOLLOW_UP](steps)
    steps.do(case_work.call_back, reached=True, rating=case_work.phone_rating(None))

    def answers(session: Session) -> list[tuple[str, int | None]]:
        rows = session.scalars(select(Rating).where(Rating.case_id == steps.case_id))
        return [(row.answer, row.score) for row in rows]

    assert desk.workspace.read(answers) == [(RatingAnswer.DECLINED, None)]


@pytest.mark.clause("4.2-4")
def test_a_low_rating_after_the_closing_is_brought_before_the_supervisor(
    desk: Desk, steps: Steps
) -> None:
    _TO[CaseState.CLOSED](steps)
    rating = case_work.phone_rating(1, (RatingReason.RESULT,))
    steps.do(case_work.call_back, reached=True, rating=rating)
    (escalation,) = stored(desk, steps.case_id).unseen_escalations
    assert (escalation.level, escalation.cause) == (1, "rating")
    steps.do(acknowledge_escalations)
    assert not stored(desk, steps.case_id).unseen_escalations


def test_a_merge_binds_both_cases_and_is_undone_with_a_reason(desk: Desk, steps: Steps) -> None:
    _visit, (other,) = desk.receive(promised(COMPLAINT, NOW + 2 * HOUR))
    steps.assess()
    number = stored(desk, steps.case_id).number
    steps.do(case_ends.merge, into=f" {other.number.lower()} ")
    merged = stored(desk, steps.case_id)
    assert merged.merged_into is not None
    assert merged.merged_into.case_id == other.case_id
    assert [link.number for link in stored(desk, other.case_id).took_in] == [number]
    assert stored(desk, other.case_id).timeline[-1].facts == {"case": number}
    with pytest.raises(FieldError):
        steps.do(case_ends.undo_merge, words="")
    steps.do(case_ends.undo_merge, words="不是一回事")
    assert stored(desk, steps.case_id).merged_into is None
    assert not stored(desk, other.case_id).took_in


def test_only_a_merged_case_is_taken_out(desk: Desk, steps: Steps) -> None:
    _TO[CaseState.CLOSED](steps)
    with pytest.raises(UserFacingError) as caught:
        steps.do(case_ends.undo_merge, words="不是一回事")
    assert caught.value.problem is Problem.TRANSITION_REFUSED
    assert stored(desk, steps.case_id).state is CaseState.CLOSED


def test_an_ended_case_takes_no_other_one_in(desk: Desk, steps: Steps) -> None:
    _visit, (other,) = desk.receive(COMPLAINT)
    steps.assess()
    with pytest.raises(UserFacingError) as caught:
        steps.do(case_ends.merge, into=other.number)
    assert caught.value.problem is Problem.CANNOT_MERGE


def test_what_can_still_be_reopened_is_not_taken_up_anew(desk: Desk, steps: Steps) -> None:
    for state in (CaseState.REGISTERED, CaseState.CLOSED):
        _TO[state](steps)
        with pytest.raises(UserFacingError) as caught:
            steps.do(case_ends.take_up_anew, words="又响了")
        assert caught.value.problem is Problem.STILL_REOPENABLE


def test_a_case_taken_up_anew_is_linked_both_ways_and_keeps_its_place(
    desk: Desk, steps: Steps
) -> None:
    _TO[CaseState.CLOSED](steps)
    steps.now += timedelta(days=31)
    desk.write(sweep, project_id=desk.project.project_id, now=steps.now)
    old = stored(desk, steps.case_id)
    assert old.state is CaseState.ARCHIVED
    new = stored(desk, steps.do(case_ends.take_up_anew, words="又响了"))
    assert new.follows is not None
    assert new.follows.number == old.number
    assert (new.category, new.place, new.own_words) == (old.category, old.place, "又响了")
    assert stored(desk, steps.case_id).followed_by[0].number == new.number
    assert new.timeline[0].facts["follows"] == old.number


def test_the_page_shows_the_latest_lap_of_each_clock_and_keeps_the_earlier_ones(
    desk: Desk, steps: Steps
) -> None:
    _TO[CaseState.IN_PROGRESS](steps)
    for _telling in range(2):
        steps.do(case_work.tell_customer, words="在修", channel=Channel.PHONE)
    view = stored(desk, steps.case_id)
    laps = {clock.kind: clock.lap for clock in view.clocks}
    assert laps[ClockKind.TELL_CUSTOMER] == 2
    assert [c.lap for c in view.earlier_clocks] == [0, 1]
    steps.wait()
    paused = [c.kind for c in stored(desk, steps.case_id).clocks if c.paused_at is not None]
    assert paused == ["resolution"]
