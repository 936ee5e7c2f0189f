"""A person gets everything held of them, and a request about it has fifteen working days."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.erasing import EMPTIED
from app.domain.errors import FieldError, Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.rights import IdentityCheck, PersonalPackage, RightAsked
from app.domain.terms import AccessKind, CustomerKind, Role, Severity
from app.domain.visit_flow import CustomerDraft
from app.package_files import write_package
from app.services import case_work
from app.services.customer_merge import merge_customers, undo_merge
from app.services.erasure import erase_customer
from app.services.personal_package import NOT_HELD_APART, covered_tables, personal_package
from app.services.policy import business_calendar
from app.services.rights import RightsView, place_hold, release_hold, rights_of, take_request
from db.models import AccessEntry, Base, Case, CaseClock, Customer, Project
from tests.integration.case_on_paper import pages
from tests.integration.receptions import ENQUIRY, NOW, Desk
from tests.integration.test_erasure import OWNER, keep_both, shared_case
from tests.integration.told_lives import CANARY, NAME, PHONE, PLATE, tell_everything

LATER = NOW + timedelta(days=3)


def ask(desk: Desk, customer_id: str, asked: RightAsked = RightAsked.ERASURE) -> str:
    number = desk.write(
        take_request,
        customer_id=customer_id,
        asked=asked,
        identity=IdentityCheck.KNOWN_AT_DESK,
        words="请删除我的资料",
        now=LATER,
    )
    assert isinstance(number, str)
    return number


def rights(desk: Desk, customer_id: str) -> RightsView:
    view = desk.read(rights_of, customer_id=customer_id)
    assert isinstance(view, RightsView)
    return view


def somebody(desk: Desk) -> str:
    """Let somebody come with an enquiry that is answered; return the customer's id."""
    draft = CustomerDraft(name="王芳", phone="13812345678", kind=CustomerKind.OWNER)
    desk.receive(ENQUIRY, customer=draft)
    found = desk.workspace.read(lambda session: session.scalar(select(Customer.id)))
    assert isinstance(found, str)
    return found


def package(desk: Desk, customer_id: str) -> PersonalPackage:
    made = desk.write(personal_package, customer_id=customer_id, now=LATER)
    assert isinstance(made, PersonalPackage)
    return made


def test_every_table_that_knows_of_a_person_is_in_the_package() -> None:
    by_id = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.target_fullname == "customers.id" for key in table.foreign_keys)
    }
    by_words = {column.split(".")[0] for column in EMPTIED}
    assert (by_id | by_words) - covered_tables() <= NOT_HELD_APART.keys()


def test_a_package_holds_every_word_of_the_person(desk: Desk) -> None:
    made = package(desk, tell_everything(desk))
    text = json.dumps(made.plain(), ensure_ascii=False)
    for wanted in (NAME, PHONE, PLATE, f"电梯{CANARY}", f"怕狗{CANARY}", f"我家也是{CANARY}"):
        assert wanted in text


def test_a_package_holds_nothing_of_anybody_else(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    draft = CustomerDraft(name="李雷", phone="13900001111", kind=CustomerKind.OWNER)
    desk.receive(ENQUIRY, customer=draft)
    text = json.dumps(package(desk, customer_id).plain(), ensure_ascii=False)
    assert "13900001111" not in text


def test_taking_a_package_out_is_written_down(desk: Desk) -> None:
    customer_id = tell_everything(desk)
    package(desk, customer_id)
    kinds = desk.workspace.read(
        lambda session: session.scalars(
            select(AccessEntry.kind).where(AccessEntry.customer_id == customer_id)
        ).all()
    )
    assert AccessKind.EXPORT in kinds


def test_the_files_of_a_package_carry_no_name(desk: Desk, tmp_path: Path) -> None:
    target = write_package(package(desk, tell_everything(desk)), tmp_path, "en")
    names = sorted(path.name for path in target.iterdir())
    assert names == [
        "file-001.bin",
        "file-002.jpg",
        "personal-information.json",
        "personal-information.pdf",
    ]


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_the_paper_of_a_package_can_be_read(desk: Desk, tmp_path: Path, lang: str) -> None:
    target = write_package(package(desk, tell_everything(desk)), tmp_path, lang)
    text = "".join(pages(target / "personal-information.pdf"))
    assert PHONE in text
    assert "欧阳" in text


def test_a_receptionist_takes_no_package_out(desk: Desk) -> None:
    customer_id = somebody(desk)
    nobody = Actor(desk.actor.staff_id, "小陈", Role.RECEPTIONIST)
    with pytest.raises(UserFacingError) as refused:
        desk.workspace.write(personal_package, actor=nobody, customer_id=customer_id, now=LATER)
    assert refused.value.problem is Problem.NOT_PERMITTED


def _resolution(session: Session, number: str) -> tuple[CaseClock, Case, Project]:
    case = session.scalars(select(Case).where(Case.number == number)).one()
    clock = session.scalars(
        select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.kind == "resolution")
    ).one()
    return clock, case, session.get_one(Project, case.project_id)


@pytest.mark.parametrize("graver", [False, True])
def test_a_request_about_information_has_fifteen_working_days(desk: Desk, graver: bool) -> None:
    number = ask(desk, somebody(desk))
    assert number.startswith("XX-")
    clock, case, project = desk.workspace.read(_resolution, number)
    if graver:
        desk.write(
            case_work.change_severity,
            case_id=case.id,
            severity=Severity.MAJOR,
            words="要紧",
            now=LATER + timedelta(minutes=1),
        )
        clock, case, project = desk.workspace.read(_resolution, number)
    assert clock.target == {"amount": 15, "unit": "day", "clock": "business"}
    calendar = desk.workspace.read(business_calendar, project)
    days = {
        day
        for ahead in range(60)
        if calendar.is_working_day(day := (LATER + timedelta(days=ahead)).date())
    }
    assert len([day for day in days if LATER.date() < day <= clock.due_at.date()]) == 15


def test_the_card_shows_the_request_with_what_is_asked(desk: Desk) -> None:
    customer_id = somebody(desk)
    number = ask(desk, customer_id)
    (request,) = rights(desk, customer_id).requests
    assert (request.number, request.asked) == (number, RightAsked.ERASURE)


def test_an_erasure_is_served_while_its_own_request_is_open(desk: Desk) -> None:
    customer_id = somebody(desk)
    ask(desk, customer_id)
    (request,) = rights(desk, customer_id).requests
    desk.write(erase_customer, customer_id=customer_id, case_id=request.case_id, now=LATER)
    assert rights(desk, customer_id).erased_at == LATER


def test_a_request_needs_to_say_how_the_person_was_made_sure_of(desk: Desk) -> None:
    customer_id = somebody(desk)
    with pytest.raises(FieldError) as refused:
        desk.write(
            take_request,
            customer_id=customer_id,
            asked=RightAsked.COPY,
            identity=None,
            words="要一份",
            now=LATER,
        )
    assert refused.value.field == "identity"


def test_a_released_hold_lets_the_erasure_through(desk: Desk) -> None:
    customer_id = somebody(desk)
    desk.write(place_hold, customer_id=customer_id, reason="诉讼", now=LATER)
    with pytest.raises(UserFacingError):
        desk.write(erase_customer, customer_id=customer_id, now=LATER)
    (hold,) = rights(desk, customer_id).holds
    desk.write(release_hold, hold_id=hold.hold_id, now=LATER)
    desk.write(erase_customer, customer_id=customer_id, now=LATER)
    assert rights(desk, customer_id).erased_at == LATER


def test_a_package_tells_each_of_two_callers_only_what_is_theirs(desk: Desk) -> None:
    owner, caller = shared_case(desk)
    theirs = json.dumps(package(desk, owner).plain(), ensure_ascii=False)
    assert NAME not in theirs
    assert CANARY not in theirs
    mine = package(desk, caller)
    assert CANARY in json.dumps(mine.records["case_callers"], ensure_ascii=False)
    assert [row["to_whom"] for row in mine.records["promises"]] == [NAME]
    assert OWNER.name not in json.dumps(mine.plain(), ensure_ascii=False)


def test_a_package_tells_nothing_of_somebody_it_was_merged_with_by_mistake(desk: Desk) -> None:
    kept, gone = keep_both(desk)
    merge = desk.write(merge_customers, kept_id=kept, gone_id=gone, choices={}, now=NOW)
    desk.write(undo_merge, merge_id=merge, now=NOW)
    assert NAME not in json.dumps(package(desk, kept).plain(), ensure_ascii=False)
