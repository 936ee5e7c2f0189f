"""Personal information is kept no longer than the rules say, and goes only when approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import FieldError, Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.retention import (
    DEFAULT_RULES,
    RetentionClass,
    RetentionPreview,
    rules_from_plain,
    rules_to_plain,
)
from app.domain.terms import CustomerKind, Role
from app.domain.visit_flow import CustomerDraft
from app.reports import retention_certificate
from app.services import case_ends, case_work, retention
from app.services.customers import find_room, keep_customer
from app.services.erasure import erase_customer
from app.services.rights import place_hold
from app.services.setup import NewProject, add_project
from app.verification import verify_store
from db.models import AccessEntry, Case, Customer, LegalHold, Occupancy, Rating, Visit
from tests.integration.case_on_paper import pages
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk
from tests.integration.test_erasure import figures, put_back, shared_case
from tests.integration.told_lives import CANARY, NAME, places_with, tell_everything

DAY = timedelta(days=1)


def somebody(
    desk: Desk, kind: CustomerKind = CustomerKind.VISITOR, need: object = ENQUIRY, name: str = "客"
) -> str:
    """Let somebody come once and be answered; return the customer's id."""
    draft = CustomerDraft(name=name, phone="13812340000", kind=kind)
    desk.receive(need, customer=draft)  # type: ignore[arg-type]
    found = desk.workspace.read(
        lambda session: session.scalars(select(Customer.id).where(Customer.name == name)).one()
    )
    assert isinstance(found, str)
    return found


def preview(desk: Desk, days: int) -> RetentionPreview:
    """Look at what is due so many days after the reception."""
    seen = desk.write(
        retention.preview_run, project_id=desk.project.project_id, now=NOW + days * DAY
    )
    assert isinstance(seen, RetentionPreview)
    return seen


def run(desk: Desk, days: int) -> RetentionPreview:
    seen = preview(desk, days)
    desk.write(retention.approve_run, run_id=seen.run_id, now=NOW + days * DAY + timedelta(hours=1))
    return seen


def due(desk: Desk, days: int) -> dict[RetentionClass, int]:
    return {each: count for each, count in preview(desk, days).counts.items() if count}


@pytest.mark.parametrize(("days", "count"), [(80, 0), (91, 1)])
def test_a_visitor_is_due_ninety_days_after_the_last_contact(
    desk: Desk, days: int, count: int
) -> None:
    somebody(desk)
    rules = {**DEFAULT_RULES, RetentionClass.ENQUIRIES: 30}
    desk.write(retention.change_rules, project_id=desk.project.project_id, rules=rules, now=NOW)
    assert due(desk, days).get(RetentionClass.VISITORS, 0) == count


def test_a_visitor_whose_case_is_still_kept_stays(desk: Desk) -> None:
    somebody(desk, need=COMPLAINT)
    assert RetentionClass.VISITORS not in due(desk, 400)


@pytest.mark.parametrize(
    ("need", "each", "days"),
    [(ENQUIRY, RetentionClass.ENQUIRIES, 365), (COMPLAINT, RetentionClass.CASES, 1095)],
)
def test_words_of_a_case_are_kept_as_long_as_its_class(
    desk: Desk, need: object, each: RetentionClass, days: int
) -> None:
    desk.receive(need)  # type: ignore[arg-type]
    assert each not in due(desk, days - 1)
    assert due(desk, days + 1)[each] == 1


def test_an_open_case_is_never_due(desk: Desk) -> None:
    desk.register(COMPLAINT)
    assert due(desk, 5000) == {}


def test_whoever_lives_here_is_never_erased_only_old_words_are(desk: Desk) -> None:
    room = desk.workspace.read(find_room, project_id=desk.project.project_id, text="1-1-1701")
    draft = CustomerDraft(
        name=NAME, phone="13812340000", kind=CustomerKind.OWNER, room_id=room[0], room_label=room[1]
    )
    desk.receive(replace(COMPLAINT, own_words=f"漏水{CANARY}"), customer=draft)
    run(desk, 3000)
    places = desk.workspace.read(places_with, (CANARY,))
    assert [place for place in places if not place.startswith(("customer", "search"))] == []
    assert "customers.name" in places


def test_whoever_moved_out_long_ago_is_erased(desk: Desk) -> None:
    customer_id = somebody(desk, CustomerKind.OWNER)
    desk.workspace.write(_moved_out, desk, customer_id)
    assert RetentionClass.FORMER_RESIDENTS not in due(desk, 1000)
    run(desk, 1100)
    assert desk.workspace.read(lambda s: s.get_one(Customer, customer_id).erased_at) is not None


def _moved_out(session: Session, desk: Desk, customer_id: str) -> None:
    room = find_room(session, project_id=desk.project.project_id, text="1-1-1701")
    assert room is not None
    session.add(
        Occupancy(
            customer_id=customer_id, room_id=room[0], kind=CustomerKind.OWNER, until_on=NOW.date()
        )
    )


def test_a_legal_hold_leaves_a_person_and_their_cases_out(desk: Desk) -> None:
    customer_id = somebody(desk)
    desk.write(place_hold, customer_id=customer_id, reason="诉讼", now=NOW)
    assert due(desk, 5000) == {}


def test_a_legal_hold_on_a_case_leaves_it_and_its_person_out(desk: Desk) -> None:
    somebody(desk)

    def hold(session: Session) -> None:
        case = session.scalars(select(Case)).one()
        staff = desk.actor.staff_id
        session.add(LegalHold(case_id=case.id, reason="x", placed_at=NOW, placed_by=staff))

    desk.workspace.write(hold)
    found = due(desk, 5000)
    assert RetentionClass.ENQUIRIES not in found
    assert RetentionClass.VISITORS not in found


def test_a_run_empties_everything_that_is_due_and_the_store_agrees(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    before = figures(desk)
    run(desk, 3000)
    assert desk.workspace.read(places_with, (CANARY, NAME)) == []
    assert desk.workspace.read(lambda s: s.get_one(Customer, customer_id).erased_at) is not None
    assert figures(desk) == before
    assert verify_store(desk.workspace) == []


def test_a_visit_no_longer_says_whose_it_was_and_keeps_its_score(desk: Desk) -> None:
    somebody(desk, need=COMPLAINT)
    run(desk, 400)
    visit, score = desk.workspace.read(
        lambda s: (s.scalars(select(Visit)).one(), s.scalars(select(Rating.score)).first())
    )
    assert visit.customer_id is None
    assert score == 5


def test_what_was_done_is_not_due_again(desk: Desk) -> None:
    tell_everything(desk)
    run(desk, 3000)
    assert due(desk, 3001) == {}


def test_typed_reasons_of_the_access_log_go_and_who_looked_stays(desk: Desk) -> None:
    tell_everything(desk)
    desk.write(
        retention.change_rules,
        project_id=desk.project.project_id,
        rules={**DEFAULT_RULES, RetentionClass.ACCESS_LOG: 30},
        now=NOW,
    )
    run(desk, 40)
    entries = desk.workspace.read(lambda s: s.scalars(select(AccessEntry)).all())
    assert {entry.words for entry in entries} == {""}
    assert {entry.staff_id for entry in entries} == {desk.actor.staff_id}


def test_a_run_is_refused_when_the_store_changed_after_the_preview(desk: Desk) -> None:
    somebody(desk)
    seen = preview(desk, 400)
    desk.workspace.write(
        lambda s: s.execute(update(Case).values(ended_at=NOW + 399 * DAY)) and None
    )
    with pytest.raises(UserFacingError) as refused:
        desk.write(retention.approve_run, run_id=seen.run_id, now=NOW + 400 * DAY)
    assert refused.value.problem is Problem.RETENTION_CHANGED


def test_a_run_is_refused_when_the_rules_changed_after_the_preview(desk: Desk) -> None:
    seen = preview(desk, 400)
    rules = {**DEFAULT_RULES, RetentionClass.CASES: 400}
    desk.write(retention.change_rules, project_id=desk.project.project_id, rules=rules, now=NOW)
    with pytest.raises(UserFacingError) as refused:
        desk.write(retention.approve_run, run_id=seen.run_id, now=NOW + 400 * DAY)
    assert refused.value.problem is Problem.RETENTION_CHANGED


def test_a_run_is_approved_once(desk: Desk) -> None:
    seen = run(desk, 400)
    with pytest.raises(UserFacingError) as refused:
        desk.write(retention.approve_run, run_id=seen.run_id, now=NOW + 401 * DAY)
    assert refused.value.problem is Problem.RETENTION_DONE


def test_a_receptionist_runs_no_rule(desk: Desk) -> None:
    nobody = Actor(desk.actor.staff_id, "小陈", Role.RECEPTIONIST)
    with pytest.raises(UserFacingError) as refused:
        desk.workspace.write(
            retention.preview_run, actor=nobody, project_id=desk.project.project_id, now=NOW
        )
    assert refused.value.problem is Problem.NOT_PERMITTED


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_the_certificate_says_number_counts_and_check_sum(
    desk: Desk, tmp_path: Path, lang: str
) -> None:
    desk.receive(ENQUIRY)
    seen = run(desk, 400)
    made = desk.read(retention.certificate, run_id=seen.run_id)
    retention_certificate.render(made, tmp_path / "c.pdf", lang)
    text = "".join(pages(tmp_path / "c.pdf"))
    assert seen.number in text
    assert made.found_hash in text.replace("\n", "")
    assert made.counts[RetentionClass.ENQUIRIES] == 1


@pytest.mark.parametrize("days", [0, 29, 7301])
def test_a_length_out_of_range_is_refused(desk: Desk, days: int) -> None:
    with pytest.raises(FieldError) as refused:
        desk.write(
            retention.change_rules,
            project_id=desk.project.project_id,
            rules={**DEFAULT_RULES, RetentionClass.VISITS: days},
            now=NOW,
        )
    assert refused.value.field == "visits"


@pytest.mark.parametrize("plain", [None, [], {"cases": "x"}, {"cases": True}, {"cases": 1}])
def test_rules_that_are_none_are_the_shipped_ones(plain: object) -> None:
    assert rules_from_plain(plain) == DEFAULT_RULES


def test_rules_are_read_back_as_they_were_written() -> None:
    rules = {**DEFAULT_RULES, RetentionClass.VISITORS: 45}
    assert rules_from_plain(rules_to_plain(rules)) == rules


def test_what_a_run_emptied_is_emptied_again_in_a_restored_older_store(desk: Desk) -> None:
    tell_everything(desk)
    backup = desk.workspace.back_up().folder
    run(desk, 3000)
    put_back(desk.workspace, backup)
    assert desk.workspace.read(places_with, (CANARY, NAME)) == []


def test_a_legal_hold_on_a_further_caller_leaves_the_case_and_its_customer_out(desk: Desk) -> None:
    _owner, caller = shared_case(desk)
    assert RetentionClass.CASES in due(desk, 5000)
    desk.write(place_hold, customer_id=caller, reason="诉讼", now=NOW)
    assert due(desk, 5000).keys() <= {RetentionClass.VISITS}


def test_words_written_into_a_case_after_the_erasure_of_its_customer_go_in_time(
    desk: Desk,
) -> None:
    customer_id = somebody(desk)
    case_id = desk.workspace.read(lambda session: session.scalar(select(Case.id)))
    desk.write(erase_customer, customer_id=customer_id, now=NOW + timedelta(hours=1))
    assert RetentionClass.ENQUIRIES not in due(desk, 5000)
    later = {"case_id": case_id, "now": NOW + timedelta(hours=2)}
    desk.write(case_ends.reopen, words=CANARY, **later)
    desk.write(case_work.begin_work, **later)
    desk.write(case_ends.withdraw, words=CANARY, **later)
    run(desk, 5000)
    assert desk.workspace.read(places_with, (CANARY,)) == []
    assert due(desk, 5000) == {}


def test_the_certificate_counts_the_holds_of_its_own_project(desk: Desk) -> None:
    other = desk.write(add_project, project=NewProject("YD", "云顶华府"), now=NOW)
    draft = CustomerDraft(name="李雷", phone="13900001111", kind=CustomerKind.OWNER)
    elsewhere = desk.write(keep_customer, project_id=other, draft=draft, now=NOW)
    desk.write(place_hold, customer_id=elsewhere, reason="诉讼", now=NOW)
    made = desk.read(retention.certificate, run_id=run(desk, 400).run_id)
    assert made.held == 0
