"""The four-step reception: what each step asks for, and where it leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import FieldProblem
from app.domain.terms import CaseType, Mood, Severity, VisitStep
from app.domain.typed_text import TEXT_LIMIT
from app.domain.visit_flow import (
    AnswerDraft,
    CustomerDraft,
    NeedDraft,
    VisitDraft,
    check_answer,
    check_greeting,
    check_need,
    next_step,
    previous_step,
    problems_of,
)

NOW = datetime(2026, 11, 23, 2, 40, tzinfo=UTC)
UNSEEN = "\u200b\x00\u202e \n"
ENQUIRY = NeedDraft(type=CaseType.ENQUIRY, own_words="装修押金怎么退?")
COMPLAINT = NeedDraft(
    type=CaseType.COMPLAINT,
    own_words="电梯从周六开始异响",
    remedy_wanted="本周内修好",
    category="repairs.lift",
    mood=Mood.ANXIOUS,
    read_back=True,
)
ANSWERED = AnswerDraft(answered_now=True, answer="凭验收单到财务办理")
PROMISED = AnswerDraft(
    answered_now=False,
    promise_what="电话告知检修结果",
    promise_who="工程部 周师傅",
    promise_due_at=NOW + timedelta(hours=2),
)


def asked_of_customer(customer: CustomerDraft) -> dict[str, FieldProblem]:
    return {p.field: p.problem for p in check_greeting(VisitDraft(customer=customer))}


def asked_of_need(need: NeedDraft) -> dict[str, FieldProblem]:
    return {p.field: p.problem for p in check_need(need)}


def asked_of_answer(answer: AnswerDraft) -> dict[str, FieldProblem]:
    return {p.field: p.problem for p in check_answer(answer, NOW)}


@pytest.mark.clause("4.2-2")
@pytest.mark.parametrize(
    "customer",
    [
        CustomerDraft(anonymous=True),
        CustomerDraft(customer_id="0" * 32),
        CustomerDraft(room_id="0" * 32),
        CustomerDraft(name="王"),
        CustomerDraft(phone="13812346027"),
    ],
)
def test_a_name_a_phone_a_room_or_nothing_on_purpose_is_enough(customer: CustomerDraft) -> None:
    assert asked_of_customer(customer) == {}


@pytest.mark.parametrize("name", ["", "   ", UNSEEN])
def test_somebody_must_be_named_or_left_nameless_on_purpose(name: str) -> None:
    assert asked_of_customer(CustomerDraft(name=name)) == {"customer": FieldProblem.REQUIRED}


def test_a_new_customers_phone_must_be_one() -> None:
    customer = CustomerDraft(name="王", phone="123")
    assert asked_of_customer(customer) == {"phone": FieldProblem.NOT_A_PHONE}


def test_an_old_phone_never_keeps_a_known_customer_out() -> None:
    assert asked_of_customer(CustomerDraft(customer_id="0" * 32, phone="123")) == {}


@pytest.mark.clause("5-1")
def test_what_was_typed_before_never_keeps_a_nameless_customer_out() -> None:
    assert asked_of_customer(CustomerDraft(anonymous=True, phone="123")) == {}


def test_a_need_begins_with_its_kind() -> None:
    assert asked_of_need(NeedDraft()) == {"type": FieldProblem.NOT_CHOSEN}


@pytest.mark.clause("4.2-2")
@pytest.mark.parametrize("case_type", set(CaseType) - {CaseType.COMPLAINT})
def test_other_cases_need_the_customers_own_words_only(case_type: CaseType) -> None:
    assert asked_of_need(replace(ENQUIRY, type=case_type)) == {}
    assert asked_of_need(NeedDraft(type=case_type)) == {"own_words": FieldProblem.REQUIRED}


@pytest.mark.clause("4.3-1")
@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"own_words": ""}, FieldProblem.REQUIRED),
        ({"own_words": UNSEEN}, FieldProblem.REQUIRED),
        ({"remedy_wanted": " "}, FieldProblem.REQUIRED),
        ({"remedy_wanted": UNSEEN}, FieldProblem.REQUIRED),
        ({"category": ""}, FieldProblem.NOT_CHOSEN),
        ({"mood": None}, FieldProblem.NOT_CHOSEN),
        ({"read_back": False}, FieldProblem.READ_BACK_MISSING),
        ({"own_words": "电" * (TEXT_LIMIT + 1)}, FieldProblem.TOO_LONG),
        ({"remedy_wanted": "电" * (TEXT_LIMIT + 1)}, FieldProblem.TOO_LONG),
        ({"place": "电" * (TEXT_LIMIT + 1)}, FieldProblem.TOO_LONG),
    ],
)
def test_a_complaint_is_recorded_in_full(change: dict[str, object], problem: FieldProblem) -> None:
    (field,) = change
    assert asked_of_need(replace(COMPLAINT, **change)) == {field: problem}  # type: ignore[arg-type]


def test_a_complaint_of_ten_thousand_characters_is_taken() -> None:
    assert asked_of_need(replace(COMPLAINT, own_words="电" * TEXT_LIMIT)) == {}


@pytest.mark.clause("4.3-1")
def test_overruling_the_matrix_asks_for_a_reason() -> None:
    weighed = replace(COMPLAINT, impact=4, urgency=4, severity_chosen=Severity.MAJOR)
    assert asked_of_need(weighed) == {"severity_reason": FieldProblem.REASON_MISSING}
    assert asked_of_need(replace(weighed, severity_reason="老人独居")) == {}


def test_agreeing_with_the_matrix_asks_for_no_reason() -> None:
    assert (
        asked_of_need(replace(COMPLAINT, impact=4, urgency=4, severity_chosen=Severity.MINOR)) == {}
    )


def test_the_receptionists_own_severity_holds() -> None:
    need = replace(COMPLAINT, impact=4, urgency=4)
    assert need.severity is Severity.MINOR
    assert replace(need, severity_chosen=Severity.CRITICAL).severity is Severity.CRITICAL


@pytest.mark.clause("4.2-3")
@pytest.mark.parametrize("answer", [ANSWERED, PROMISED])
def test_an_answer_or_a_promise_is_enough(answer: AnswerDraft) -> None:
    assert asked_of_answer(answer) == {}


@pytest.mark.clause("4.2-3")
@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        (AnswerDraft(), {"answered_now": FieldProblem.NOT_CHOSEN}),
        (replace(ANSWERED, answer=UNSEEN), {"answer": FieldProblem.REQUIRED}),
        (
            replace(ANSWERED, answer="电" * (TEXT_LIMIT + 1)),
            {"answer": FieldProblem.TOO_LONG},
        ),
        (replace(PROMISED, promise_what=""), {"promise_what": FieldProblem.REQUIRED}),
        (replace(PROMISED, promise_who=UNSEEN), {"promise_who": FieldProblem.REQUIRED}),
        (
            replace(PROMISED, promise_who="电" * (TEXT_LIMIT + 1)),
            {"promise_who": FieldProblem.TOO_LONG},
        ),
        (
            replace(PROMISED, promise_due_at=None),
            {"promise_due_at": FieldProblem.REQUIRED},
        ),
        (
            replace(PROMISED, promise_due_at=NOW),
            {"promise_due_at": FieldProblem.NOT_IN_FUTURE},
        ),
    ],
)
def test_a_promise_says_who_what_and_when_and_an_answer_says_something(
    answer: AnswerDraft, asked: dict[str, FieldProblem]
) -> None:
    assert asked_of_answer(answer) == asked


def walk(draft: VisitDraft) -> list[VisitStep]:
    """Go on while nothing is missing; return the steps seen."""
    seen = [draft.step]
    while not problems_of(draft, NOW):
        step = next_step(draft)
        if step is None:
            return seen
        if step is VisitStep.SATISFACTION:
            draft = replace(draft, case_numbers=("TS-20261123-001",))
        draft = replace(draft, step=step)
        seen.append(step)
    return seen


def visit(*needs: NeedDraft, customer: CustomerDraft | None = None) -> VisitDraft:
    return VisitDraft(customer=customer or CustomerDraft(name="王"), needs=needs)


@pytest.mark.parametrize(
    "draft",
    [
        visit(replace(ENQUIRY, answer=ANSWERED)),
        visit(replace(ENQUIRY, answer=ANSWERED), customer=CustomerDraft(anonymous=True)),
        visit(replace(COMPLAINT, answer=PROMISED)),
        visit(replace(COMPLAINT, answer=PROMISED), replace(ENQUIRY, answer=ANSWERED)),
    ],
)
@pytest.mark.clause("4.2-1")
def test_a_complete_visit_walks_the_four_steps(draft: VisitDraft) -> None:
    assert walk(draft) == [
        VisitStep.GREETING,
        VisitStep.NEEDS,
        VisitStep.SERVICE,
        VisitStep.SATISFACTION,
    ]


@pytest.mark.parametrize(
    ("draft", "stops_at"),
    [
        (visit(ENQUIRY, customer=CustomerDraft()), VisitStep.GREETING),
        (visit(ENQUIRY, NeedDraft()), VisitStep.NEEDS),
        (visit(replace(ENQUIRY, answer=ANSWERED), COMPLAINT), VisitStep.SERVICE),
    ],
)
def test_a_visit_stops_where_something_is_missing(draft: VisitDraft, stops_at: VisitStep) -> None:
    assert walk(draft)[-1] is stops_at


def test_a_problem_says_which_need_it_is_in() -> None:
    draft = replace(visit(ENQUIRY, replace(COMPLAINT, mood=None)), step=VisitStep.NEEDS)
    ((index, problem),) = problems_of(draft, NOW)
    assert (index, problem.field) == (1, "mood")


def test_a_promise_that_ran_out_meanwhile_no_longer_holds_a_registered_visit() -> None:
    draft = replace(visit(replace(ENQUIRY, answer=PROMISED)), step=VisitStep.SERVICE)
    late = NOW + timedelta(days=1)
    assert problems_of(draft, late)
    assert not problems_of(replace(draft, case_numbers=("ZX-20261123-001",)), late)


@pytest.mark.parametrize(
    ("step", "before"),
    [
        (VisitStep.GREETING, None),
        (VisitStep.NEEDS, VisitStep.GREETING),
        (VisitStep.SERVICE, VisitStep.NEEDS),
        (VisitStep.SATISFACTION, VisitStep.SERVICE),
    ],
)
def test_one_can_go_back_step_by_step_before_registration(
    step: VisitStep, before: VisitStep | None
) -> None:
    assert previous_step(VisitDraft(step=step)) is before


@pytest.mark.parametrize("step", VisitStep)
def test_there_is_no_way_back_once_the_needs_are_cases(step: VisitStep) -> None:
    assert previous_step(VisitDraft(step=step, case_numbers=("TS-20261123-001",))) is None


def test_another_need_becomes_the_one_shown() -> None:
    draft = visit(ENQUIRY).with_another_need()
    assert (draft.current_need, draft.need) == (1, NeedDraft())


def test_a_change_reaches_the_need_shown_only() -> None:
    draft = replace(visit(ENQUIRY, ENQUIRY), current_need=1).with_need(COMPLAINT)
    assert draft.needs == (ENQUIRY, COMPLAINT)


@pytest.mark.parametrize(
    ("shown", "removed", "shown_after"),
    [(1, 0, "b"), (2, 0, "c"), (0, 2, "a"), (1, 1, "c"), (2, 2, "b"), (0, 0, "b")],
)
def test_removing_another_need_keeps_the_one_shown(
    shown: int, removed: int, shown_after: str
) -> None:
    needs = tuple(NeedDraft(own_words=words) for words in "abc")
    draft = VisitDraft(needs=needs, current_need=shown).without_need(removed)
    assert draft.need.own_words == shown_after


def test_removing_the_only_need_leaves_an_empty_one() -> None:
    draft = visit(ENQUIRY).without_need(0)
    assert (draft.needs, draft.current_need) == ((NeedDraft(),), 0)
