"""Group complaints: more callers, one case, and no figure that rises by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.months import Month
from app.domain.papers import Receipt
from app.domain.terms import Channel, EventKind, Severity, Source, VisitState, VisitStep
from app.domain.visit_flow import AnswerDraft, CustomerDraft, NeedDraft, VisitDraft
from app.services import case_ends, visits
from app.services.callers import CallerAdded, CallerView, add_caller, list_callers
from app.services.customers import find_room
from app.services.receipts import visit_receipt
from app.services.reporting import monthly_summary
from app.services.visits import RegisteredCase
from db.models import Case, CaseCaller, CaseEvent, Promise, Rating, Visit
from tests.integration.receptions import (
    COMPLAINT,
    NOW,
    SHANGHAI,
    VERY_SATISFIED,
    Desk,
    promised,
)

DUE = NOW + timedelta(hours=4)
LATER = NOW + timedelta(hours=1)
OPEN_COMPLAINT = promised(COMPLAINT, DUE)


def room(desk: Desk, label: str) -> str:
    found = desk.workspace.read(find_room, project_id=desk.project.project_id, text=label)
    assert found is not None
    return str(found[0])


def neighbour(desk: Desk, label: str, name: str = "", title: str = "") -> CustomerDraft:
    return CustomerDraft(room_id=room(desk, label), room_label=label, name=name, title=title)


def complain(
    desk: Desk, label: str = "3-2-1801", need: NeedDraft = OPEN_COMPLAINT
) -> RegisteredCase:
    customer = neighbour(desk, label, "王秀兰", "女士")
    _visit, (case,) = desk.register(need, customer=customer)
    return case


def attached(case: RegisteredCase, words: str = "我家也听得到") -> NeedDraft:
    return NeedDraft(
        own_words=words, read_back=True, attach_to=case.case_id, attach_number=case.number
    )


def add(desk: Desk, case: RegisteredCase, label: str) -> CallerAdded:
    added = desk.write(
        add_caller,
        case_id=case.case_id,
        customer_id=None,
        room_id=room(desk, label),
        visit_id=None,
        words="我家也听得到",
        now=LATER,
    )
    assert isinstance(added, CallerAdded)
    return added


def callers(desk: Desk, case: RegisteredCase) -> tuple[CallerView, ...]:
    found = desk.read(list_callers, case_id=case.case_id)
    assert isinstance(found, tuple)
    return found


def count(desk: Desk, model: type) -> int:
    return int(desk.workspace.read(lambda s: s.scalar(select(func.count()).select_from(model))))


def end(desk: Desk, case: RegisteredCase) -> None:
    desk.write(case_ends.void, case_id=case.case_id, reason="重复登记", now=LATER)


@pytest.mark.clause("4.3-1")
def test_a_caller_is_written_down_with_their_own_words_and_an_event(desk: Desk) -> None:
    case = complain(desk)
    add(desk, case, "3-2-1802")
    (caller,) = callers(desk, case)
    assert (caller.room_label, caller.words, caller.called_at, caller.added_by) == (
        "3-2-1802",
        "我家也听得到",
        LATER,
        desk.actor.name,
    )
    event = desk.workspace.read(
        lambda s: s.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.CALLER_ADDED)).one()
    )
    assert (event.words, event.facts) == (
        "我家也听得到",
        {"caller": caller.caller_id, "households": 2},
    )


@pytest.mark.parametrize(
    ("labels", "households", "major"),
    [
        (("3-2-1802",), 2, False),
        (("3-2-1802", "3-2-1702"), 3, True),
        (("3-2-1802", "3-2-1802", "3-2-1801"), 2, False),
    ],
)
def test_three_households_propose_a_major_complaint(
    desk: Desk, labels: tuple[str, ...], households: int, major: bool
) -> None:
    case = complain(desk)
    added = [add(desk, case, label) for label in labels][-1]
    assert (added.households, added.proposes_major) == (households, major)


def test_what_is_major_already_is_not_proposed_again(desk: Desk) -> None:
    case = complain(desk, need=replace(OPEN_COMPLAINT, severity_chosen=Severity.MAJOR))
    assert [add(desk, case, label).proposes_major for label in ("3-2-1802", "3-2-1702")] == [
        False,
        False,
    ]


def test_an_ended_case_takes_no_caller(desk: Desk) -> None:
    case = complain(desk)
    end(desk, case)
    with pytest.raises(UserFacingError) as refused:
        add(desk, case, "3-2-1802")
    assert refused.value.problem is Problem.CASE_ENDED
    assert callers(desk, case) == ()


def test_a_caller_whose_words_are_too_long_is_refused(desk: Desk) -> None:
    case = complain(desk)
    with pytest.raises(FieldError) as refused:
        desk.write(
            add_caller,
            case_id=case.case_id,
            customer_id=None,
            room_id=None,
            visit_id=None,
            words="响" * 10_001,
            now=LATER,
        )
    assert refused.value.problem is FieldProblem.TOO_LONG


# --- Attached in a reception ------------------------------------------------------------------


def test_an_attached_need_opens_no_case_and_takes_no_number(desk: Desk) -> None:
    case = complain(desk)
    visit, (again,) = desk.register(
        attached(case), customer=neighbour(desk, "3-2-1802", "陈志远", "先生"), now=LATER
    )
    assert (again.case_id, again.number) == (case.case_id, case.number)
    assert again.attached is not None
    assert again.attached.households == 2
    assert count(desk, Case) == 1
    (caller,) = callers(desk, case)
    assert (caller.customer, caller.visit_id) == ("陈**", visit.visit_id)


def test_a_visit_with_only_attached_needs_is_rated_and_finished(desk: Desk) -> None:
    case = complain(desk)
    visit, _cases = desk.receive(attached(case), customer=neighbour(desk, "3-2-1802"), now=LATER)
    row = desk.workspace.read(lambda s: s.get_one(Visit, visit.visit_id))
    rating = desk.workspace.read(
        lambda s: s.scalars(select(Rating).where(Rating.visit_id == visit.visit_id)).one()
    )
    assert row.state == VisitState.FINISHED
    assert (rating.score, rating.case_id) == (VERY_SATISFIED.score, None)


def test_what_was_read_back_is_asked_of_a_caller_as_well(desk: Desk) -> None:
    case = complain(desk)
    with pytest.raises(FieldError) as refused:
        desk.register(replace(attached(case), read_back=False), now=LATER)
    assert refused.value.field == "read_back"


def test_a_caller_of_a_case_that_ended_meanwhile_is_refused_and_nothing_is_kept(
    desk: Desk,
) -> None:
    case = complain(desk)
    visit = desk.start(LATER)
    end(desk, case)
    with pytest.raises(UserFacingError) as refused:
        desk.register(attached(case), COMPLAINT, visit=visit, now=LATER)
    assert refused.value.problem is Problem.CASE_ENDED
    assert count(desk, Case) == 1
    assert count(desk, CaseCaller) == 0


def test_a_room_that_is_in_no_list_is_kept_with_the_callers_words(desk: Desk) -> None:
    case = complain(desk)
    desk.register(attached(case), customer=CustomerDraft(room_label="地下商铺 3"), now=LATER)
    (caller,) = callers(desk, case)
    assert caller.words == "我家也听得到\n地下商铺 3"


def test_a_caller_can_be_promised_something_of_their_own(desk: Desk) -> None:
    case = complain(desk)
    answer = AnswerDraft(
        answered_now=False,
        promise_what="修好后电话告知",
        promise_who="工程部 周师傅",
        promise_due_at=DUE + timedelta(hours=1),
        promise_channel=Channel.WECHAT,
    )
    desk.register(
        replace(attached(case), answer=answer),
        customer=neighbour(desk, "3-2-1802", "陈志远"),
        now=LATER,
    )
    promises = desk.workspace.read(
        lambda s: s.scalars(
            select(Promise).where(Promise.case_id == case.case_id).order_by(Promise.made_at)
        ).all()
    )
    assert [(p.what, p.to_whom) for p in promises] == [
        ("电话告知检修结果", ""),
        ("修好后电话告知", "陈志远 3-2-1802"),
    ]


def test_a_promise_to_a_caller_lacks_nothing(desk: Desk) -> None:
    case = complain(desk)
    answer = AnswerDraft(answered_now=False, promise_what="修好后电话告知")
    with pytest.raises(FieldError) as refused:
        desk.register(replace(attached(case), answer=answer), now=LATER)
    assert refused.value.field == "promise_who"


@pytest.mark.clause("4.3-4")
def test_callers_raise_no_figure_of_the_month(desk: Desk) -> None:
    case = complain(desk)

    def new() -> tuple[int, int]:
        summary = desk.read(
            monthly_summary,
            project_code=desk.project.code,
            month=Month.of(NOW, SHANGHAI),
            lang="zh_CN",
            now=NOW + timedelta(days=1),
        )
        flow = summary.figures.flow
        return flow.new, flow.carried_over

    before = new()
    for label in ("3-2-1802", "3-2-1702", "3-1-1801"):
        desk.receive(attached(case), customer=neighbour(desk, label), now=LATER)
    assert new() == before == (1, 1)


# --- The caller's receipt ---------------------------------------------------------------------


def receipt(desk: Desk, visit_id: str) -> Receipt:
    found = desk.read(visit_receipt, visit_id=visit_id)
    assert isinstance(found, Receipt)
    return found


@pytest.mark.clause("4.2-3")
def test_the_callers_receipt_names_the_case_the_caller_and_the_standing_promise(
    desk: Desk,
) -> None:
    case = complain(desk)
    visit, _cases = desk.register(
        attached(case), customer=neighbour(desk, "3-2-1802", "陈志远", "先生"), now=LATER
    )
    paper = receipt(desk, visit.visit_id)
    (line,) = paper.cases
    assert paper.customer == "陈先生"
    assert (line.number, line.subject) == (case.number, "我家也听得到")
    assert (line.promise_what, line.promise_who, line.promise_due_at) == (
        "电话告知检修结果",
        "工程部",
        DUE,
    )


def test_without_any_promise_the_callers_receipt_has_the_time_limit(desk: Desk) -> None:
    case = complain(desk, need=replace(COMPLAINT, answer=promised(COMPLAINT, DUE).answer))
    desk.workspace.write(
        lambda s: s.execute(Promise.__table__.delete())  # type: ignore[attr-defined]
    )
    visit, _cases = desk.register(attached(case), now=LATER)
    (line,) = receipt(desk, visit.visit_id).cases
    assert line.promise_what == ""
    assert line.promise_due_at is not None
    assert line.promise_due_at > LATER


def test_the_first_customers_receipt_never_shows_what_a_caller_was_promised(desk: Desk) -> None:
    customer = neighbour(desk, "3-2-1801", "王秀兰", "女士")
    first, (case,) = desk.register(OPEN_COMPLAINT, customer=customer)
    theirs = promised(attached(case), DUE + timedelta(days=1))
    desk.register(theirs, customer=neighbour(desk, "3-2-1802", "陈志远"), now=LATER)
    (line,) = receipt(desk, first.visit_id).cases
    assert (line.promise_due_at, line.subject) == (DUE, COMPLAINT.own_words)


# --- A complaint about a case -----------------------------------------------------------------


def test_a_complaint_about_a_case_begins_with_its_customer_and_category(desk: Desk) -> None:
    case = complain(desk)
    view = desk.write(
        visits.start_visit,
        project_id=desk.project.project_id,
        source=Source.DESK,
        about_case_id=case.case_id,
        now=LATER,
    )
    draft = view.draft
    assert isinstance(draft, VisitDraft)
    assert draft.step is VisitStep.GREETING
    assert (draft.customer.name, draft.customer.title) == ("王**", "女士")
    assert draft.customer.room_label == "3-2-1801"
    assert (draft.need.type, draft.need.category) == (COMPLAINT.type, COMPLAINT.category)
    assert draft.need.own_words == ""
