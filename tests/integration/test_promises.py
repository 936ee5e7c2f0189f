"""Each promise to a customer is a timer: kept, late, broken, or put off with a word (4.2-3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.months import Month
from app.domain.permissions import Actor
from app.domain.terms import Channel, EventKind, NextStep, PromiseState
from app.services import case_ends, case_work
from app.services.case_views import CasePageView, PromiseView, case_page
from app.services.promises import promise_customer, renew_promise
from app.services.reporting import monthly_summary
from tests.integration.receptions import COMPLAINT, NOW, Desk, promised

DUE = NOW + timedelta(hours=2)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.clause("4.2-3")


@pytest.fixture
def case_id(desk: Desk) -> str:
    """Register a complaint with a promise due in two hours."""
    _visit, (case,) = desk.receive(promised(COMPLAINT, DUE))
    return case.case_id


def stored(desk: Desk, case_id: str) -> CasePageView:
    view = desk.read(case_page, case_id=case_id)
    assert isinstance(view, CasePageView)
    return view


def promises(desk: Desk, case_id: str) -> tuple[PromiseView, ...]:
    return stored(desk, case_id).promises


def promise(desk: Desk, case_id: str, **changed: Any) -> str:
    """Promise one thing more."""
    facts: dict[str, Any] = {
        "what": "电话告知维修时间",
        "who": "工程部",
        "channel": Channel.PHONE,
        "due_at": NOW + timedelta(hours=5),
        "now": NOW + timedelta(hours=1),
    }
    promise_id = desk.write(promise_customer, case_id=case_id, **{**facts, **changed})
    assert isinstance(promise_id, str)
    return promise_id


def renew(desk: Desk, promise_id: str, **changed: Any) -> str:
    facts: dict[str, Any] = {
        "told": "配件明天才到",
        "channel": Channel.WECHAT,
        "due_at": NOW + timedelta(hours=24),
        "now": NOW + timedelta(hours=1),
    }
    renewed = desk.write(renew_promise, promise_id=promise_id, **{**facts, **changed})
    assert isinstance(renewed, str)
    return renewed


def tell(desk: Desk, case_id: str, hours: float) -> None:
    words = {"words": "已到场", "channel": Channel.PHONE}
    desk.write(case_work.tell_customer, case_id=case_id, now=NOW + timedelta(hours=hours), **words)


def kept_ratio(desk: Desk) -> tuple[int, int]:
    """Promises kept and due in the month."""
    summary = desk.read(
        monthly_summary,
        project_code="CH",
        month=Month(2026, 10),
        lang="en",
        now=NOW + timedelta(days=40),
    )
    ratio = summary.figures.ratios["promises_kept"]
    return ratio.n, ratio.d


def test_a_promise_keeps_to_whom_by_whom_and_when_it_was_made(desk: Desk, case_id: str) -> None:
    promise(desk, case_id, to_whom="王秀兰")
    made = promises(desk, case_id)[-1]
    assert (made.to_whom, made.who) == ("王**", "工程部")
    assert (made.made_at, made.due_at) == (NOW + timedelta(hours=1), NOW + timedelta(hours=5))


def test_one_telling_makes_every_open_promise_good(desk: Desk, case_id: str) -> None:
    promise(desk, case_id)
    tell(desk, case_id, 3)
    assert [p.state for p in promises(desk, case_id)] == [PromiseState.LATE, PromiseState.KEPT]
    assert kept_ratio(desk) == (1, 2)


def test_a_lapsed_promise_is_broken_by_promising_anew(desk: Desk, case_id: str) -> None:
    promise(desk, case_id, now=DUE + MINUTE)
    assert [p.state for p in promises(desk, case_id)] == [PromiseState.BROKEN, PromiseState.OPEN]
    tell(desk, case_id, 3)
    assert kept_ratio(desk) == (1, 2)


def test_one_that_has_not_lapsed_stays_open_beside_a_new_one(desk: Desk, case_id: str) -> None:
    promise(desk, case_id, now=DUE)
    assert [p.state for p in promises(desk, case_id)] == [PromiseState.OPEN, PromiseState.OPEN]


def test_what_lapsed_before_the_case_ended_was_broken(desk: Desk, case_id: str) -> None:
    promise(desk, case_id)
    at = DUE + MINUTE
    desk.write(case_ends.withdraw, case_id=case_id, words="自己解决了", now=at)
    states = [p.state for p in promises(desk, case_id)]
    assert states == [PromiseState.BROKEN, PromiseState.CANCELLED]
    assert kept_ratio(desk) == (0, 1)


def test_a_renewed_promise_counts_neither_as_kept_nor_as_broken(desk: Desk, case_id: str) -> None:
    (old,) = promises(desk, case_id)
    renew(desk, old.promise_id)
    tell(desk, case_id, 20)
    old, new = promises(desk, case_id)
    assert (old.state, new.state) == (PromiseState.RENEWED, PromiseState.KEPT)
    assert (new.what, new.who, new.to_whom) == (old.what, old.who, old.to_whom)
    assert kept_ratio(desk) == (1, 1)


def test_renewing_is_written_with_what_the_customer_was_told(desk: Desk, case_id: str) -> None:
    (old,) = promises(desk, case_id)
    renew(desk, old.promise_id)
    *_, told, new = stored(desk, case_id).timeline
    assert (told.kind, told.words) == (EventKind.PROMISE_RENEWED, "配件明天才到")
    assert told.facts["channel"] == Channel.WECHAT
    assert new.kind is EventKind.PROMISED
    assert stored(desk, case_id).next_step is not NextStep.KEEP_PROMISE


@pytest.mark.parametrize(("late", "renewable"), [(timedelta(), True), (MINUTE, False)])
def test_a_promise_can_be_renewed_up_to_the_moment_it_lapses(
    desk: Desk, case_id: str, late: timedelta, renewable: bool
) -> None:
    (old,) = promises(desk, case_id)
    assert old.is_renewable(DUE + late) is renewable
    if renewable:
        renew(desk, old.promise_id, now=DUE + late)
        return
    with pytest.raises(UserFacingError) as caught:
        renew(desk, old.promise_id, now=DUE + late)
    assert caught.value.problem is Problem.PROMISE_LAPSED
    assert promises(desk, case_id)[0].state is PromiseState.OPEN


def test_what_is_settled_cannot_be_renewed(desk: Desk, case_id: str) -> None:
    (old,) = promises(desk, case_id)
    tell(desk, case_id, 0.5)
    with pytest.raises(UserFacingError) as caught:
        renew(desk, old.promise_id)
    assert caught.value.problem is Problem.PROMISE_SETTLED


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"told": " "}, "told", FieldProblem.REQUIRED),
        ({"due_at": None}, "due_at", FieldProblem.REQUIRED),
        ({"due_at": NOW}, "due_at", FieldProblem.NOT_IN_FUTURE),
    ],
)
def test_renewing_needs_a_word_to_the_customer_and_a_time_to_come(
    desk: Desk, case_id: str, changed: dict[str, Any], field: str, problem: FieldProblem
) -> None:
    (old,) = promises(desk, case_id)
    with pytest.raises(FieldError) as caught:
        renew(desk, old.promise_id, **changed)
    assert (caught.value.field, caught.value.problem) == (field, problem)
    assert promises(desk, case_id) == (old,)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"what": ""}, "what"), ({"who": " "}, "who"), ({"due_at": None}, "due_at")],
)
def test_a_promise_says_what_by_whom_and_by_when(
    desk: Desk, case_id: str, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldError) as caught:
        promise(desk, case_id, **changed)
    assert caught.value.field == field


def test_nothing_is_promised_in_a_case_that_has_ended(desk: Desk, case_id: str) -> None:
    desk.write(case_ends.withdraw, case_id=case_id, words="自己解决了", now=NOW + MINUTE)
    with pytest.raises(UserFacingError) as caught:
        promise(desk, case_id)
    assert caught.value.problem is Problem.CASE_ENDED


def test_a_promise_is_owed_next_until_it_is_made_good(
    desk: Desk, case_id: str, actor: Actor
) -> None:
    desk.write(case_work.hand_over, case_id=case_id, department="工程部", now=NOW + MINUTE)
    view = stored(desk, case_id)
    assert (view.next_step, view.next_due_at) == (NextStep.KEEP_PROMISE, DUE)
    tell(desk, case_id, 1)
    assert stored(desk, case_id).next_step is not NextStep.KEEP_PROMISE
    assert actor.name == stored(desk, case_id).registered_by
