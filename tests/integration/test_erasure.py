"""An erasure takes every word about a person and leaves every figure (PIPL art. 47)."""

from __future__ import annotations

import random
import shutil
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.erasing import EMPTIED, LEFT
from app.domain.errors import Problem, UserFacingError
from app.domain.months import Month
from app.domain.permissions import Actor
from app.domain.terms import Channel, CloseReason, CustomerKind, RatingAnswer, Role, Source
from app.domain.visit_flow import CustomerDraft, RatingDraft, VisitDraft
from app.services import case_ends, case_work, reporting, visits
from app.services.customer_merge import merge_customers, undo_merge
from app.services.customers import find_customers, find_room, keep_customer
from app.services.erasure import erase_customer, preview_erasure
from app.verification import verify_store
from app.workspace import Workspace
from db.folder import StoreFolder
from db.models import (
    Case,
    CaseEvent,
    Customer,
    Erasing,
    Erasure,
    LegalHold,
    Rating,
    Visit,
    new_id,
)
from tests.conftest import ADMINISTRATOR, PASSWORD
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, local, promised
from tests.integration.told_lives import (
    CANARY,
    NAME,
    PHONE,
    PLATE,
    WORDS,
    places_with,
    tell_everything,
    wordy_columns,
)

NEEDLES = (CANARY, WORDS, NAME, PHONE, PLATE)
LATER = NOW + timedelta(days=3)


def erase(desk: Desk, customer_id: str) -> None:
    desk.write(erase_customer, customer_id=customer_id, now=LATER)


def figures(desk: Desk) -> list[dict[str, object]]:
    """Return every month's figures, to the digit."""
    return [
        asdict(
            desk.workspace.read(
                reporting.monthly_summary,
                actor=desk.actor,
                project_code=desk.project.code,
                month=Month(2026, month),
                lang="en",
                now=local(28, month=12),
            ).figures
        )
        for month in range(9, 13)
    ]


def test_every_column_that_can_hold_words_is_known_to_go_or_to_stay() -> None:
    assert not EMPTIED & LEFT.keys()
    assert wordy_columns() <= EMPTIED | LEFT.keys()


@pytest.mark.clause("5-3")
def test_nothing_that_names_the_person_is_left_anywhere(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    before = desk.workspace.read(places_with, NEEDLES)
    assert len(before) > 25
    erase(desk, customer_id)
    assert desk.workspace.read(places_with, NEEDLES) == []


def test_every_column_that_goes_held_words_before(desk: Desk) -> None:
    tell_everything(desk)
    before = set(desk.workspace.read(places_with, NEEDLES))
    never_typed = {
        "attachments.removal_reason",
        "attachments.sha256",
        "consent_evidence.sha256",
        "consent_evidence.strokes",
        "customers.contact_channel",
        "customers.more_phones",
        "saved_filters.name",
        "visits.draft",
        "visits.left_reason",
    }
    assert EMPTIED - never_typed - before == set()


def test_the_store_still_agrees_after_an_erasure(desk: Desk) -> None:
    erase(desk, tell_everything(desk))
    assert verify_store(desk.workspace) == []


@pytest.mark.clause("4.3-3")
@pytest.mark.parametrize("seed", range(4))
def test_no_figure_of_any_month_moves_by_an_erasure(desk: Desk, seed: int) -> None:
    rng = random.Random(seed)
    tell_everything(desk)
    for number in range(12):
        _live(desk, rng, number)
    people = desk.workspace.read(_finished_people)
    before = figures(desk)
    for customer_id in people:
        if rng.random() < 0.7:
            erase(desk, customer_id)
    assert figures(desk) == before
    assert verify_store(desk.workspace) == []


def _live(desk: Desk, rng: random.Random, number: int) -> None:
    """Let one customer complain at some time of the autumn and end it somehow."""
    at = local(rng.randint(1, 28), rng.randint(8, 17), month=rng.choice((9, 10)))
    customer = CustomerDraft(name=f"客{number}", phone=f"1390000{number:04d}")
    need = replace(COMPLAINT, own_words=f"第{number}件", category=rng.choice(("fees", "other")))
    if rng.random() < 0.6:
        need = promised(need, at + timedelta(hours=rng.randint(1, 30)))
    score = RatingDraft(RatingAnswer.SCORED, rng.randint(3, 5), words="还行")
    _visit, (case,) = desk.receive(need, customer=customer, now=at, rating=score)
    on: dict[str, Any] = {"case_id": case.case_id, "now": at + timedelta(hours=rng.randint(1, 60))}
    if need.answer.answered_now:
        return
    if rng.random() < 0.5:
        desk.write(case_work.hand_over, department="工程部", words="请处理", **on)
    if rng.random() < 0.3:
        desk.write(case_ends.withdraw, words="不用了", **on)
        return
    desk.write(case_work.assess, validity=rng.choice(("valid", "invalid")), cause="people", **on)
    desk.write(case_work.begin_work, **on)
    desk.write(case_work.resolve, remedy="已处理", channel=Channel.PHONE, accepted=True, **on)
    desk.write(case_work.call_back, reached=rng.random() < 0.7, **on)
    desk.write(case_ends.close, reason=CloseReason.ACCEPTED, **on)
    if rng.random() < 0.3:
        on["now"] += timedelta(days=2)
        desk.write(case_ends.reopen, words="又坏了", **on)
        desk.write(case_work.begin_work, **on)
        desk.write(case_ends.withdraw, words="好了", **on)


def _finished_people(session: Session) -> list[str]:
    return [
        customer_id
        for customer_id in session.scalars(
            select(Customer.id).where(Customer.merged_into_id.is_(None))
        )
        if all(
            case.state in ("closed", "withdrawn")
            for case in session.scalars(select(Case).where(Case.customer_id == customer_id))
        )
    ]


def erasure_of(customer_id: str, staff_id: str) -> Erasure:
    """Return an erasure on record, of whomever."""
    return Erasure(
        id=new_id(),
        subject="customers",
        subject_id=customer_id,
        ground="request",
        erased_at=NOW,
        erased_by=staff_id,
    )


@pytest.mark.parametrize(
    "change",
    [
        update(CaseEvent).values(kind="closed"),
        update(CaseEvent).values(at=NOW),
        update(Rating).values(score=5),
        update(CaseEvent).values(words="客户没有道理"),
        update(CaseEvent).values(facts={"severity": 1}),
        update(CaseEvent).values(facts={}),
        update(Rating).values(words="很满意"),
        delete(CaseEvent),
        delete(Rating),
        delete(Erasure),
    ],
)
def test_an_erasure_can_only_empty_words_and_facts(desk: Desk, change: object) -> None:
    tell_everything(desk)

    def try_it(session: Session) -> None:
        row = erasure_of(new_id(), desk.actor.staff_id)
        session.add(row)
        session.flush()
        session.add(Erasing(erasure_id=row.id))
        session.flush()
        session.execute(change)  # type: ignore[call-overload]

    with pytest.raises(IntegrityError):
        desk.workspace.write(try_it)


def test_words_of_the_timeline_stay_outside_an_erasure(desk: Desk) -> None:
    tell_everything(desk)
    with pytest.raises(IntegrityError):
        desk.workspace.write(lambda session: session.execute(update(CaseEvent).values(words="")))


def test_the_way_past_the_guards_opens_only_for_an_erasure_on_record(desk: Desk) -> None:
    with pytest.raises(IntegrityError):
        desk.workspace.write(
            lambda session: session.execute(insert(Erasing).values(erasure_id=new_id()))
        )


def test_the_way_past_the_guards_is_closed_afterwards(desk: Desk) -> None:
    erase(desk, tell_everything(desk))
    left = desk.workspace.read(lambda session: session.scalars(select(Erasing)).all())
    assert left == []


def test_only_the_erasure_opens_the_way_past_the_guards() -> None:
    app = Path(__file__).resolve().parents[2] / "app"
    users = [path.name for path in app.rglob("*.py") if "Erasing(" in path.read_text("utf-8")]
    assert users == ["erasure.py"]


def hold(session: Session, customer_id: str, staff_id: str) -> None:
    session.add(
        LegalHold(customer_id=customer_id, reason="诉讼", placed_at=NOW, placed_by=staff_id)
    )


def test_a_legal_hold_refuses_the_erasure(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    desk.workspace.write(hold, customer_id, desk.actor.staff_id)
    with pytest.raises(UserFacingError) as refused:
        erase(desk, customer_id)
    assert refused.value.problem is Problem.RECORDS_HELD


def test_an_open_case_refuses_the_erasure_and_is_named(desk: Desk) -> None:
    customer = CustomerDraft(name="王芳", phone="13812345678", kind=CustomerKind.OWNER)
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + timedelta(hours=2)), customer=customer)
    row = desk.workspace.read(lambda session: session.get_one(Case, case.case_id).customer_id)
    with pytest.raises(UserFacingError) as refused:
        erase(desk, row)
    assert refused.value.facts["numbers"] == case.number


def test_a_receptionist_erases_nobody(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    nobody = Actor(desk.actor.staff_id, "小陈", Role.RECEPTIONIST)
    with pytest.raises(UserFacingError) as refused:
        desk.workspace.write(erase_customer, actor=nobody, customer_id=customer_id, now=LATER)
    assert refused.value.problem is Problem.NOT_PERMITTED


def test_the_preview_names_other_cases_that_mention_the_person(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    _visit, (case,) = desk.receive(replace(COMPLAINT, own_words=f"楼上{NAME}太吵"), now=LATER)
    preview = desk.read(preview_erasure, customer_id=customer_id)
    assert preview.mentioned == (case.number,)
    assert NAME not in preview.name_masked


def test_the_write_ahead_log_is_emptied_by_an_erasure(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    log = StoreFolder(desk.workspace.folder).database.with_name("store.db-wal")
    assert log.stat().st_size > 0
    erase(desk, customer_id)
    assert log.stat().st_size == 0
    desk.workspace.lock()
    assert not log.exists()


def test_the_list_beside_the_store_holds_ids_only(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    erase(desk, customer_id)
    listed = StoreFolder(desk.workspace.folder).erasures.read_text("utf-8")
    assert customer_id in listed
    assert not any(needle in listed for needle in NEEDLES)


def put_back(workspace: Workspace, backup: Path) -> None:
    """Put a backup in the place of the store, as the manual says, and unlock."""
    workspace.lock()
    shutil.copy(backup / "store.db", workspace.folder)
    shutil.copy(backup / "keys.json", workspace.folder)
    workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)


def test_whom_an_older_store_brings_back_is_erased_again_at_unlock(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    backup = desk.workspace.back_up().folder
    erase(desk, customer_id)
    put_back(desk.workspace, backup)
    assert desk.workspace.read(places_with, NEEDLES) == []
    desk.workspace.accept_older_state()
    assert verify_store(desk.workspace) == []


@pytest.mark.parametrize("content", ["", "{}", '{"db_id": 1, "erased": [["customers", "x", ""]]}'])
def test_a_list_that_was_tampered_with_erases_nobody(desk: Desk, content: str) -> None:
    customer_id = tell_everything(desk)
    desk.workspace.lock()
    StoreFolder(desk.workspace.folder).erasures.write_text(content)
    desk.workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
    name = desk.workspace.read(lambda session: session.get_one(Customer, customer_id).name)
    assert name == NAME


def test_a_lost_list_is_made_again_at_unlock(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    erase(desk, customer_id)
    desk.workspace.lock()
    StoreFolder(desk.workspace.folder).erasures.unlink()
    desk.workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
    assert customer_id in StoreFolder(desk.workspace.folder).erasures.read_text("utf-8")


def test_a_backup_made_afterwards_is_free_of_the_person(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    erase(desk, customer_id)
    backup = desk.workspace.back_up().folder
    put_back(desk.workspace, backup)
    assert desk.workspace.read(places_with, NEEDLES) == []


def test_a_case_that_goes_on_after_an_erasure_can_still_be_read(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    erase(desk, customer_id)
    count = desk.workspace.read(
        lambda session: session.scalar(text("SELECT count(*) FROM case_events WHERE words <> ''"))
    )
    assert count > 0


def test_nobody_is_offered_by_the_room_of_somebody_erased(desk: Desk) -> None:
    label = "1-1-1701"
    room = desk.workspace.read(find_room, project_id=desk.project.project_id, text=label)
    draft = CustomerDraft(
        name=NAME, phone=PHONE, room_id=room[0], room_label=label, kind=CustomerKind.OWNER
    )
    desk.receive(ENQUIRY, customer=draft)
    erase(desk, desk.workspace.read(lambda session: session.scalar(select(Customer.id))))
    (hit,) = desk.read(find_customers, project_id=desk.project.project_id, text=label)
    assert hit.customer_id is None


def test_a_number_typed_in_another_reception_goes_and_its_other_words_stay(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    visit = desk.start()
    draft = VisitDraft(
        customer=CustomerDraft(name="李雷", phone=PHONE),
        needs=(replace(ENQUIRY, own_words="停车证怎么办"),),
    )
    desk.write(visits.save_draft, visit_id=visit.visit_id, draft=draft, now=LATER)
    erase(desk, customer_id)
    kept = desk.workspace.read(lambda session: session.get_one(Visit, visit.visit_id).draft)
    assert kept["customer"] == {**kept["customer"], "name": "李雷", "phone": ""}
    assert kept["needs"][0]["own_words"] == "停车证怎么办"


def test_a_reception_under_way_refuses_the_erasure(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    visit = desk.start()
    draft = VisitDraft(customer=CustomerDraft(customer_id=customer_id))
    desk.write(visits.save_draft, visit_id=visit.visit_id, draft=draft, now=LATER)
    with pytest.raises(UserFacingError) as refused:
        erase(desk, customer_id)
    assert refused.value.facts["numbers"] == visit.number


def test_the_search_finds_nobody_who_was_erased(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    project_id = desk.project.project_id
    assert desk.read(find_customers, project_id=project_id, text=PHONE)
    erase(desk, customer_id)
    assert desk.read(find_customers, project_id=project_id, text=PHONE) == ()
    assert desk.read(find_customers, project_id=project_id, text=NAME) == ()


OWNER = CustomerDraft(name="赵钱孙", phone="13911112222", kind=CustomerKind.OWNER)
CALLER = CustomerDraft(name=NAME, phone=PHONE, kind=CustomerKind.OWNER)


def shared_case(desk: Desk) -> tuple[str, str]:
    """Let one complain and another call in the same matter; return the ids of both people."""
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + timedelta(hours=9)), customer=OWNER)
    too = promised(
        replace(COMPLAINT, own_words=CANARY, attach_to=case.case_id), NOW + timedelta(hours=8)
    )
    visit, _cases = desk.receive(too, customer=CALLER, now=NOW + timedelta(hours=1))
    desk.write(case_ends.withdraw, case_id=case.case_id, words="算了", now=NOW + timedelta(hours=2))
    owner = desk.workspace.read(lambda session: session.get_one(Case, case.case_id).customer_id)
    caller = desk.workspace.read(lambda session: session.get_one(Visit, visit.visit_id).customer_id)
    return owner, caller


def test_what_was_promised_to_a_further_caller_no_longer_names_them(desk: Desk) -> None:
    _owner, caller = shared_case(desk)
    assert "promises.to_whom" in desk.workspace.read(places_with, NEEDLES)
    erase(desk, caller)
    assert desk.workspace.read(places_with, NEEDLES) == []
    assert verify_store(desk.workspace) == []


def test_a_hold_on_a_further_caller_refuses_the_erasure_that_would_take_their_words(
    desk: Desk,
) -> None:
    owner, caller = shared_case(desk)
    desk.workspace.write(hold, caller, desk.actor.staff_id)
    with pytest.raises(UserFacingError) as refused:
        erase(desk, owner)
    assert refused.value.problem is Problem.RECORDS_HELD


def keep_both(desk: Desk) -> tuple[str, str]:
    """Keep two records; return their ids."""
    first, second = (
        desk.write(keep_customer, project_id=desk.project.project_id, draft=draft, now=NOW)
        for draft in (OWNER, CALLER)
    )
    return first, second


def test_both_records_of_a_person_are_erased_again_in_a_store_from_before_their_merge(
    desk: Desk,
) -> None:
    kept, gone = keep_both(desk)
    backup = desk.workspace.back_up().folder
    desk.write(merge_customers, kept_id=kept, gone_id=gone, choices={}, now=NOW)
    erase(desk, kept)
    put_back(desk.workspace, backup)
    assert desk.workspace.read(places_with, (*NEEDLES, OWNER.name)) == []


def test_an_older_store_in_which_two_people_were_one_forgets_only_the_erased_one(
    desk: Desk,
) -> None:
    kept, gone = keep_both(desk)
    merge = desk.write(merge_customers, kept_id=kept, gone_id=gone, choices={}, now=NOW)
    backup = desk.workspace.back_up().folder
    desk.write(undo_merge, merge_id=merge, now=NOW)
    erase(desk, gone)
    put_back(desk.workspace, backup)
    assert desk.workspace.read(places_with, NEEDLES) == []
    assert desk.workspace.read(lambda session: session.get_one(Customer, kept).name) == OWNER.name


def test_nobody_is_received_as_somebody_who_was_erased(desk: Desk) -> None:
    customer_id, _other = keep_both(desk)
    erase(desk, customer_id)
    with pytest.raises(UserFacingError) as refused:
        desk.register(ENQUIRY, customer=CustomerDraft(customer_id=customer_id))
    assert refused.value.problem is Problem.PERSON_IS_ANONYMOUS


def test_a_reception_about_an_erased_persons_case_begins_with_nobody(desk: Desk) -> None:
    _visit, (case,) = desk.receive(ENQUIRY, customer=OWNER)
    erase(desk, desk.workspace.read(lambda session: session.scalar(select(Customer.id))))
    visit = desk.write(
        visits.start_visit,
        project_id=desk.project.project_id,
        source=Source.DESK,
        about_case_id=case.case_id,
        now=LATER,
    )
    assert visit.draft.customer.customer_id is None


def test_guards_that_were_left_open_are_reported(desk: Desk) -> None:
    def leave_open(session: Session) -> None:
        row = erasure_of(new_id(), desk.actor.staff_id)
        session.add(row)
        session.flush()
        session.add(Erasing(erasure_id=row.id))

    desk.workspace.write(leave_open)
    assert len(verify_store(desk.workspace)) == 1


def test_a_case_taken_up_anew_is_not_one_of_somebody_erased(desk: Desk) -> None:
    _visit, (case,) = desk.receive(COMPLAINT, customer=OWNER)
    erase(desk, desk.workspace.read(lambda session: session.scalar(select(Customer.id))))
    anew = desk.write(
        case_ends.take_up_anew,
        case_id=case.case_id,
        words="又坏了",
        now=LATER + timedelta(days=60),
    )
    assert desk.workspace.read(lambda session: session.get_one(Case, anew).customer_id) is None
