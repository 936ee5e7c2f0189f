"""A reception from arrival to goodbye, in a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.terms import (
    CaseState,
    CloseReason,
    EnteredBy,
    EventKind,
    RatingAnswer,
    RatingReason,
    VisitState,
    VisitStep,
)
from app.domain.visit_flow import CustomerDraft, NeedDraft, RatingDraft, VisitDraft
from app.services import visits
from app.services.visits import VisitView
from app.workspace import Workspace
from db.models import AuditEntry, Case, CaseEvent, Counter, Customer, Promise, Rating, Visit
from tests.conftest import ADMINISTRATOR, PASSWORD
from tests.integration.receptions import (
    COMPLAINT,
    DISSATISFIED,
    ENQUIRY,
    NO_ANSWER,
    NOW,
    RELAYED,
    VERY_SATISFIED,
    Desk,
    promised,
)

NEW_CUSTOMER = CustomerDraft(name="王秀兰", phone="138 1234 6027", title="女士")
WELL_TYPED = VisitDraft(
    step=VisitStep.NEEDS,
    greeted=True,
    customer=NEW_CUSTOMER,
    needs=(replace(COMPLAINT, own_words="𠮷䶮 O'Brien <b>&"), NeedDraft()),
    current_need=1,
)


def stored(desk: Desk, visit: VisitView) -> Visit:
    found = desk.workspace.read(lambda session: session.get_one(Visit, visit.visit_id))
    assert isinstance(found, Visit)
    return found


def count(desk: Desk, model: type) -> int:
    return int(desk.workspace.read(lambda s: s.scalar(select(func.count()).select_from(model))))


def cases_of(desk: Desk) -> list[Case]:
    return list(desk.workspace.read(lambda s: s.scalars(select(Case).order_by(Case.id)).all()))


def kinds(desk: Desk, case: Case) -> list[str]:
    query = select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq)
    return list(desk.workspace.read(lambda s: s.scalars(query).all()))


def offered(desk: Desk) -> tuple[VisitView, ...]:
    views = desk.workspace.read(visits.unfinished_visits, project_id=desk.project.project_id)
    assert isinstance(views, tuple)
    return views


def save(desk: Desk, visit: VisitView, draft: VisitDraft) -> Any:
    return desk.write(visits.save_draft, visit_id=visit.visit_id, draft=draft, now=NOW)


@pytest.mark.clause("3-1")
def test_arrival_greeting_answer_and_leaving_are_recorded(desk: Desk) -> None:
    visit = desk.start(NOW)
    greeted = NOW + timedelta(seconds=20)
    desk.write(
        visits.save_draft, visit_id=visit.visit_id, draft=VisitDraft(greeted=True), now=greeted
    )
    answered = NOW + timedelta(minutes=3)
    desk.register(ENQUIRY, now=answered, visit=visit)
    left = NOW + timedelta(minutes=4)
    desk.write(visits.finish_visit, visit_id=visit.visit_id, rating=VERY_SATISFIED, now=left)
    row = stored(desk, visit)
    assert (row.arrived_at, row.greeted_at, row.answered_at, row.ended_at) == (
        NOW,
        greeted,
        answered,
        left,
    )


def test_what_was_typed_comes_back_whole_after_a_lock(desk: Desk) -> None:
    visit = desk.start()
    assert save(desk, visit, WELL_TYPED) == 1
    desk.workspace.lock()
    desk.workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
    view = desk.write(visits.resume_visit, visit_id=visit.visit_id, now=NOW)
    assert (view.draft, view.revision, view.state) == (WELL_TYPED, 1, VisitState.IN_PROGRESS)


@pytest.mark.clause("5-3")
def test_a_visit_that_waits_is_listed_without_the_name_that_was_typed(desk: Desk) -> None:
    visit = desk.start()
    save(desk, visit, WELL_TYPED)
    (view,) = offered(desk)
    assert (view.draft.customer.name, view.draft.customer.phone) == ("王**", "138****6027")


def test_each_pause_of_typing_counts(desk: Desk) -> None:
    visit = desk.start()
    assert [save(desk, visit, WELL_TYPED) for _ in range(3)] == [1, 2, 3]


def test_half_a_character_never_keeps_a_draft_from_being_saved(desk: Desk) -> None:
    visit = desk.start()
    save(desk, visit, VisitDraft(needs=(NeedDraft(own_words="电\ud83d梯"),)))
    assert offered(desk)[0].draft.need.own_words == "电梯"


def test_several_visits_can_be_parked_and_taken_up_again(desk: Desk) -> None:
    first, second = desk.start(NOW), desk.start(NOW + timedelta(minutes=1))
    for visit in (first, second):
        desk.write(visits.park_visit, visit_id=visit.visit_id, draft=WELL_TYPED, now=NOW)
    assert [(v.number, v.state) for v in offered(desk)] == [
        ("JD-20261012-001", VisitState.PARKED),
        ("JD-20261012-002", VisitState.PARKED),
    ]
    taken_up = desk.write(visits.resume_visit, visit_id=second.visit_id, now=NOW)
    assert (taken_up.state, taken_up.draft) == (VisitState.IN_PROGRESS, WELL_TYPED)


def test_a_finished_visit_is_offered_no_more_and_its_draft_is_gone(desk: Desk) -> None:
    visit, _cases = desk.receive(ENQUIRY)
    assert offered(desk) == ()
    assert (stored(desk, visit).draft, stored(desk, visit).state) == (None, VisitState.FINISHED)


@pytest.mark.clause("4.2-4")
def test_a_customer_who_leaves_ends_the_visit_honestly(desk: Desk) -> None:
    visit = desk.start()
    desk.write(
        visits.leave_visit, visit_id=visit.visit_id, draft=WELL_TYPED, reason="接电话先走", now=NOW
    )
    row = stored(desk, visit)
    assert (row.state, row.left_reason, row.draft) == (VisitState.CUSTOMER_LEFT, "接电话先走", None)
    assert count(desk, Case) == count(desk, Rating) == 0


def test_leaving_asks_for_a_reason(desk: Desk) -> None:
    visit = desk.start()
    with pytest.raises(FieldError) as caught:
        desk.write(
            visits.leave_visit, visit_id=visit.visit_id, draft=WELL_TYPED, reason=" \n", now=NOW
        )
    assert (caught.value.field, caught.value.problem) == ("reason", FieldProblem.REQUIRED)
    assert stored(desk, visit).state == VisitState.IN_PROGRESS


def test_a_customer_picked_by_mistake_is_not_kept_when_a_nameless_one_leaves(desk: Desk) -> None:
    _visit, _cases = desk.receive(ENQUIRY, customer=NEW_CUSTOMER)
    known = cases_of(desk)[0].customer_id
    visit = desk.start()
    save(desk, visit, VisitDraft(customer=CustomerDraft(customer_id=known)))
    nameless = VisitDraft(customer=CustomerDraft(anonymous=True))
    save(desk, visit, nameless)
    desk.write(visits.leave_visit, visit_id=visit.visit_id, draft=nameless, reason="先走", now=NOW)
    assert stored(desk, visit).customer_id is None


def test_the_last_picked_customer_is_the_one_who_left(desk: Desk) -> None:
    desk.receive(ENQUIRY, customer=NEW_CUSTOMER)
    desk.receive(ENQUIRY, customer=replace(NEW_CUSTOMER, name="赵敏"))
    wrong, right = (case.customer_id for case in cases_of(desk))
    visit = desk.start()
    for picked in (wrong, right):
        draft = VisitDraft(customer=CustomerDraft(customer_id=picked))
        save(desk, visit, draft)
    desk.write(visits.leave_visit, visit_id=visit.visit_id, draft=draft, reason="先走", now=NOW)
    assert stored(desk, visit).customer_id == right


@pytest.mark.clause("5-1")
def test_nothing_is_kept_of_somebody_who_gives_no_name(desk: Desk) -> None:
    visit, _cases = desk.receive(
        ENQUIRY, customer=CustomerDraft(anonymous=True, name="王秀兰", phone="13812346027")
    )
    assert count(desk, Customer) == 0
    assert (stored(desk, visit).customer_id, cases_of(desk)[0].customer_id) == (None, None)


@pytest.mark.clause("4.2-2")
def test_several_needs_become_as_many_cases_of_one_customer(desk: Desk) -> None:
    _visit, cases = desk.receive(ENQUIRY, COMPLAINT, ENQUIRY, customer=NEW_CUSTOMER)
    assert [case.number for case in cases] == [
        "ZX-20261012-001",
        "TS-20261012-001",
        "ZX-20261012-002",
    ]
    assert len({case.customer_id for case in cases_of(desk)}) == 1


@pytest.mark.clause("4.3-1")
def test_a_complaint_keeps_the_customers_own_words_to_the_letter(desk: Desk) -> None:
    words = "O'Brien <b>&\"'\n𠮷䶮 👩\u200d👧 100%_\\" + "电" * 9_960
    desk.receive(replace(COMPLAINT, own_words=words))
    assert cases_of(desk)[0].own_words == words


@pytest.mark.clause("3-4")
def test_the_read_back_is_an_event_of_its_own(desk: Desk) -> None:
    desk.register(promised(COMPLAINT, NOW + timedelta(hours=2)))
    assert kinds(desk, cases_of(desk)[0]) == [
        EventKind.REGISTERED,
        EventKind.READ_BACK,
        EventKind.PROMISED,
    ]


@pytest.mark.clause("4.2-3")
def test_an_answer_on_the_spot_still_writes_every_event(desk: Desk) -> None:
    desk.receive(ENQUIRY)
    (case,) = cases_of(desk)
    assert case.state == CaseState.CLOSED
    assert kinds(desk, case) == [
        EventKind.REGISTERED,
        EventKind.RESOLVED,
        EventKind.FOLLOW_UP,
        EventKind.CLOSED,
    ]


@pytest.mark.clause("4.2-3")
def test_a_promise_is_a_timer_with_who_what_and_when(desk: Desk) -> None:
    due_at = NOW + timedelta(hours=2)
    desk.receive(promised(COMPLAINT, due_at))
    promise = desk.workspace.read(lambda s: s.scalars(select(Promise)).one())
    assert (promise.what, promise.who, promise.due_at, promise.state) == (
        "电话告知检修结果",
        "工程部 周师傅",
        due_at,
        "open",
    )
    assert cases_of(desk)[0].state == CaseState.REGISTERED


def test_needs_are_registered_all_or_none(desk: Desk) -> None:
    visit = desk.start()
    before = {m: count(desk, m) for m in (Case, CaseEvent, Customer, Counter, AuditEntry)}
    # The second need names a category that the store does not know: a real refusal, late.
    broken = replace(COMPLAINT, category="no.such")
    with pytest.raises(DBAPIError):
        desk.register(ENQUIRY, broken, customer=NEW_CUSTOMER, visit=visit)
    assert {m: count(desk, m) for m in before} == before
    assert stored(desk, visit).state == VisitState.IN_PROGRESS


def test_an_incomplete_need_registers_nothing_and_says_what_is_missing(desk: Desk) -> None:
    with pytest.raises(FieldError) as caught:
        desk.register(ENQUIRY, replace(COMPLAINT, mood=None), customer=NEW_CUSTOMER)
    assert caught.value.field == "mood"
    assert count(desk, Case) == count(desk, Customer) == 0


def test_needs_are_not_registered_twice(desk: Desk) -> None:
    visit, _cases = desk.register(ENQUIRY)
    with pytest.raises(UserFacingError) as caught:
        desk.register(ENQUIRY, visit=visit)
    assert caught.value.problem is Problem.CHANGED_MEANWHILE
    assert count(desk, Case) == 1


def test_a_late_autosave_never_makes_cases_needs_again(desk: Desk) -> None:
    visit, cases = desk.register(ENQUIRY)
    save(desk, visit, VisitDraft(step=VisitStep.SERVICE, needs=(ENQUIRY,)))
    (view,) = offered(desk)
    assert view.draft.case_numbers == (cases[0].number,)
    assert view.draft.step is VisitStep.SATISFACTION


@pytest.mark.clause("4.2-4")
def test_an_answered_customer_who_leaves_unrated_gave_no_answer(desk: Desk) -> None:
    visit, _cases = desk.register(COMPLAINT)
    draft = offered(desk)[0].draft
    desk.write(visits.leave_visit, visit_id=visit.visit_id, draft=draft, reason="先走", now=NOW)
    rating = desk.workspace.read(lambda s: s.scalars(select(Rating)).one())
    assert (rating.answer, rating.score) == (RatingAnswer.NO_ANSWER, None)
    assert cases_of(desk)[0].state == CaseState.CLOSED


def test_a_registered_customer_who_leaves_stays_known(desk: Desk) -> None:
    visit, _cases = desk.register(ENQUIRY, customer=NEW_CUSTOMER)
    draft = offered(desk)[0].draft
    desk.write(visits.leave_visit, visit_id=visit.visit_id, draft=draft, reason="先走", now=NOW)
    assert stored(desk, visit).customer_id == cases_of(desk)[0].customer_id is not None
    assert count(desk, Customer) == 1


def test_an_interrupted_visit_comes_back_registered(desk: Desk) -> None:
    _visit, cases = desk.register(ENQUIRY)
    (view,) = offered(desk)
    assert view.draft.case_numbers == (cases[0].number,)
    assert view.draft.step is VisitStep.SATISFACTION


def test_a_visit_is_finished_only_after_its_needs_are_registered(desk: Desk) -> None:
    visit = desk.start()
    with pytest.raises(UserFacingError) as caught:
        desk.write(visits.finish_visit, visit_id=visit.visit_id, rating=NO_ANSWER, now=NOW)
    assert caught.value.problem is Problem.INCOMPLETE


@pytest.mark.clause("4.2-4")
def test_a_rating_is_given_once_and_never_changed(desk: Desk) -> None:
    visit, _cases = desk.receive(ENQUIRY, rating=VERY_SATISFIED)
    with pytest.raises(UserFacingError) as caught:
        desk.write(visits.finish_visit, visit_id=visit.visit_id, rating=DISSATISFIED, now=NOW)
    assert caught.value.problem is Problem.VISIT_ENDED

    def better(session: Session) -> None:
        session.scalars(select(Rating)).one().score = 4

    with pytest.raises(DBAPIError, match="insert-only"):
        desk.workspace.write(better)


@pytest.mark.clause("4.2-4")
@pytest.mark.parametrize("answer", [RatingAnswer.NO_ANSWER, RatingAnswer.DECLINED])
def test_no_answer_is_no_score(desk: Desk, answer: RatingAnswer) -> None:
    desk.receive(ENQUIRY, rating=RatingDraft(answer))
    rating = desk.workspace.read(lambda s: s.scalars(select(Rating)).one())
    assert (rating.answer, rating.score) == (answer, None)


@pytest.mark.clause("4.2-4")
def test_a_relayed_rating_is_marked_so(desk: Desk) -> None:
    desk.receive(ENQUIRY, rating=RELAYED)
    rating = desk.workspace.read(lambda s: s.scalars(select(Rating)).one())
    assert rating.entered_by == EnteredBy.STAFF_RELAY


@pytest.mark.clause("4.2-4")
@pytest.mark.parametrize("score", [1, 2])
def test_a_low_score_asks_for_a_reason(desk: Desk, score: int) -> None:
    with pytest.raises(FieldError) as caught:
        desk.receive(ENQUIRY, rating=RatingDraft(RatingAnswer.SCORED, score))
    assert caught.value.field == "reasons"
    assert count(desk, Rating) == 0


@pytest.mark.parametrize(
    "rating",
    [
        RatingDraft(RatingAnswer.SCORED, 2, (RatingReason.ATTITUDE,)),
        RatingDraft(RatingAnswer.SCORED, 1, words="等了一个小时"),
    ],
)
def test_a_reason_may_be_chosen_or_said(desk: Desk, rating: RatingDraft) -> None:
    desk.receive(ENQUIRY, rating=rating)
    assert count(desk, Rating) == 1


@pytest.mark.clause("4.3-3")
def test_a_complaint_answered_badly_stays_open_for_the_supervisor(desk: Desk) -> None:
    desk.receive(COMPLAINT, rating=DISSATISFIED)
    (case,) = cases_of(desk)
    assert (case.state, case.escalation_level) == (CaseState.FOLLOW_UP, 1)
    assert kinds(desk, case)[-1] == EventKind.ESCALATED


def test_an_enquiry_answered_badly_is_closed_all_the_same(desk: Desk) -> None:
    desk.receive(ENQUIRY, rating=DISSATISFIED)
    assert cases_of(desk)[0].state == CaseState.CLOSED


@pytest.mark.parametrize(
    ("rating", "reason"),
    [(VERY_SATISFIED, CloseReason.SATISFIED), (NO_ANSWER, CloseReason.ACCEPTED)],
)
def test_only_a_score_closes_as_satisfied(
    desk: Desk, rating: RatingDraft, reason: CloseReason
) -> None:
    desk.receive(COMPLAINT, rating=rating)
    query = select(CaseEvent.facts).where(CaseEvent.kind == EventKind.CLOSED)
    assert desk.workspace.read(lambda s: s.scalars(query).one())["reason"] == reason


@pytest.mark.parametrize(
    "verb",
    [
        lambda desk, v: save(desk, v, VisitDraft()),
        lambda desk, v: desk.write(
            visits.park_visit, visit_id=v.visit_id, draft=VisitDraft(), now=NOW
        ),
        lambda desk, v: desk.write(visits.resume_visit, visit_id=v.visit_id, now=NOW),
        lambda desk, v: desk.register(ENQUIRY, visit=v),
    ],
    ids=["save", "park", "resume", "register"],
)
def test_an_ended_visit_is_never_touched_again(desk: Desk, verb: Any) -> None:
    visit, _cases = desk.receive(ENQUIRY)
    with pytest.raises(UserFacingError) as caught:
        verb(desk, visit)
    assert caught.value.problem is Problem.VISIT_ENDED


def test_a_locked_desk_saves_nothing(workspace: Workspace, desk: Desk) -> None:
    workspace.lock()
    with pytest.raises(UserFacingError) as caught:
        desk.start()
    assert caught.value.problem is Problem.LOCKED


def test_nothing_typed_lies_readable_in_the_folder(desk: Desk, store_folder: Path) -> None:
    save(desk, desk.start(), WELL_TYPED)
    files = [path for path in store_folder.iterdir() if path.name not in ("ballast", "lock")]
    assert any(path.name == "store.db-wal" for path in files)
    for path in files:
        assert "王秀兰".encode() not in path.read_bytes()
