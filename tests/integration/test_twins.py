"""Records of a store that may be one person, and the newcomer who may be on record already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import CustomerKind, Role
from app.domain.twins import Likelihood, TwinSign
from app.domain.visit_flow import CustomerDraft
from app.services.customer_merge import merge_customers
from app.services.customers import find_room, keep_customer
from app.services.reporting import list_projects
from app.services.twins import (
    TwinAtIntake,
    TwinsPage,
    find_twins,
    forget_distinct,
    say_distinct,
    twins_at_intake,
    twins_of,
)
from db.models import Customer, Occupancy, Project, new_id
from tests.integration.receptions import ENQUIRY, NOW, Desk

WANG, PHONE = "王秀兰", "13800006027"


def keep(desk: Desk, name: str = WANG, phone: str = PHONE, label: str = "") -> str:
    room = (None, "")
    if label:
        room = desk.workspace.read(find_room, project_id=desk.project.project_id, text=label)
    draft = CustomerDraft(room_id=room[0], room_label=room[1], name=name, phone=phone)
    kept = desk.write(keep_customer, project_id=desk.project.project_id, draft=draft, now=NOW)
    assert isinstance(kept, str)
    return kept


def pairs(desk: Desk, **arguments: Any) -> TwinsPage:
    page = desk.read(find_twins, project_id=desk.project.project_id, **arguments)
    assert isinstance(page, TwinsPage)
    return page


def at_intake(desk: Desk, **fields: Any) -> tuple[TwinAtIntake, ...]:
    found = desk.read(
        twins_at_intake, project_id=desk.project.project_id, draft=CustomerDraft(**fields)
    )
    assert isinstance(found, tuple)
    return found


# ---- the list ------------------------------------------------------------------------------


def test_a_phone_that_two_carry_makes_a_pair(desk: Desk) -> None:
    first, second = keep(desk), keep(desk, phone="+86 138 0000 6027")
    (twin,) = pairs(desk).twins
    assert {twin.first.customer_id, twin.second.customer_id} == {first, second}
    assert twin.pair.signs == (TwinSign.SAME_PHONE_AND_NAME,)
    assert twin.pair.likelihood is Likelihood.VERY_LIKELY


def test_a_further_phone_counts_like_the_first_one(desk: Desk) -> None:
    first, second = keep(desk), keep(desk, "", "13700002222")

    def add(session: Session, *, actor: Actor) -> None:
        session.get_one(Customer, second).more_phones = [PHONE]

    desk.write(add)
    (twin,) = desk.read(twins_of, customer_id=first)
    assert twin.pair.signs == (TwinSign.SAME_PHONE,)
    assert pairs(desk).twins == (twin,)


def test_the_list_and_the_page_of_a_person_agree(desk: Desk) -> None:
    ids = [
        keep(desk, label="3-2-1802"),
        keep(desk, "王秀岚", "13800006028", "3-2-1802"),
        keep(desk, "王", PHONE, "1-1-1701"),
        keep(desk, "张伟", "13700002222", "3-2-1802"),
        keep(desk, "张伟", "13700002223"),
    ]
    everything = {twin.pair for twin in pairs(desk).twins}
    assert len(everything) == 3
    by_person = {
        twin.pair for customer in ids for twin in desk.read(twins_of, customer_id=customer)
    }
    assert by_person == everything


def test_the_record_that_more_hangs_on_comes_first(desk: Desk) -> None:
    keep(desk)
    busy = keep(desk)
    desk.receive(ENQUIRY, customer=CustomerDraft(customer_id=busy))
    (twin,) = pairs(desk).twins
    assert twin.first.customer_id == busy


def test_the_list_goes_on_where_it_ended(desk: Desk) -> None:
    for number in range(3):
        keep(desk, f"客户{number}", f"1380000602{number}")
        keep(desk, f"客户{number}", f"1380000602{number}")
    first = pairs(desk, limit=2)
    assert (len(first.twins), first.total) == (2, 3)
    rest = pairs(desk, limit=2, after=first.after)
    assert (len(rest.twins), rest.after) == (1, None)
    assert not set(rest.twins) & set(first.twins)


def test_nothing_of_a_pair_is_shown_in_full(desk: Desk) -> None:
    for _ in range(2):
        keep(desk)
    shown = repr(pairs(desk)) + repr(at_intake(desk, phone=PHONE))
    assert WANG not in shown
    assert PHONE not in shown


def test_people_of_two_projects_are_never_a_pair(desk: Desk) -> None:
    keep(desk)

    def elsewhere(session: Session, *, actor: Actor) -> None:
        project = Project(
            id=new_id(), code="TS", name="听松苑", timezone="Asia/Shanghai", created_at=NOW
        )
        session.add(project)
        session.flush()
        session.add(
            Customer(
                project_id=project.id,
                name=WANG,
                phone=PHONE,
                kind=CustomerKind.OWNER,
                created_at=NOW,
                changed_at=NOW,
            )
        )

    desk.write(elsewhere)
    assert len(desk.workspace.read(list_projects)) == 2
    assert pairs(desk).twins == ()


def test_who_was_merged_or_made_anonymous_is_in_no_pair(desk: Desk) -> None:
    first, second, third = keep(desk), keep(desk), keep(desk)
    desk.write(merge_customers, kept_id=first, gone_id=second, choices={}, now=NOW)
    assert desk.read(twins_of, customer_id=second) == ()

    def erase(session: Session, *, actor: Actor) -> None:
        session.get_one(Customer, third).erased_at = NOW

    assert len(pairs(desk).twins) == 1
    desk.write(erase)
    assert pairs(desk).twins == ()


def test_thousands_of_records_take_as_many_questions_as_a_few(desk: Desk) -> None:
    def asked(count: int) -> int:
        def add(session: Session, *, actor: Actor) -> None:
            session.add_all(
                Customer(
                    project_id=desk.project.project_id,
                    name=f"客户{number}",
                    phone=f"139{number:08}",
                    kind=CustomerKind.OWNER,
                    created_at=NOW,
                    changed_at=NOW,
                )
                for number in range(count)
            )

        desk.write(add)
        statements: list[str] = []

        def count_statements(session: Session, *, actor: Actor) -> None:
            connection = session.connection()

            def note(*arguments: Any) -> None:
                statements.append(arguments[2])

            event.listen(connection, "before_cursor_execute", note)
            find_twins(session, actor=actor, project_id=desk.project.project_id)
            event.remove(connection, "before_cursor_execute", note)

        desk.read(count_statements)
        return len(statements)

    assert asked(10) == asked(2_000)


# ---- two people ----------------------------------------------------------------------------


def test_a_pair_said_to_be_two_people_is_not_shown_again(desk: Desk) -> None:
    first, second = keep(desk), keep(desk)
    desk.write(say_distinct, first_id=second, second_id=first, now=NOW)
    desk.write(say_distinct, first_id=first, second_id=second, now=NOW)
    assert pairs(desk).twins == ()
    assert desk.read(twins_of, customer_id=first) == ()
    desk.write(forget_distinct, first_id=first, second_id=second, now=NOW)
    assert len(pairs(desk).twins) == 1


def test_a_receptionist_does_not_say_that_they_are_two(desk: Desk, actor: Actor) -> None:
    first, second = keep(desk), keep(desk)
    receptionist = Desk(desk.workspace, desk.project, replace(actor, role=Role.RECEPTIONIST))
    with pytest.raises(UserFacingError) as refused:
        receptionist.write(say_distinct, first_id=first, second_id=second, now=NOW)
    assert refused.value.problem is Problem.NOT_PERMITTED


def test_nobody_is_somebody_else_than_themselves(desk: Desk) -> None:
    first = keep(desk)
    with pytest.raises(UserFacingError) as refused:
        desk.write(say_distinct, first_id=first, second_id=first, now=NOW)
    assert refused.value.problem is Problem.NOT_FOUND


# ---- at intake -----------------------------------------------------------------------------


@pytest.mark.clause("4.2-2")
def test_a_newcomer_with_a_known_phone_may_be_on_record(desk: Desk) -> None:
    known = keep(desk, label="3-2-1802")
    (twin,) = at_intake(desk, name="王", phone="138 0000 6027")
    assert (twin.customer_id, twin.room_label) == (known, "3-2-1802")
    assert twin.signs == (TwinSign.SAME_PHONE,)


@pytest.mark.clause("4.2-2")
def test_a_newcomer_with_a_known_name_and_room_may_be_on_record(desk: Desk) -> None:
    known = keep(desk, label="3-2-1802")
    room = desk.workspace.read(find_room, project_id=desk.project.project_id, text="3-2-1802")
    (twin,) = at_intake(desk, name=WANG, room_id=room[0], room_label="3-2-1802")
    assert twin.customer_id == known
    assert at_intake(desk, name=WANG) == ()


def test_half_a_phone_asks_nobody(desk: Desk) -> None:
    keep(desk)
    assert at_intake(desk, phone="138000") == ()
    assert at_intake(desk, phone=PHONE[:-1]) == ()


def test_a_known_and_a_nameless_customer_are_left_alone(desk: Desk) -> None:
    known = keep(desk)
    keep(desk)
    assert at_intake(desk, customer_id=known, phone=PHONE) == ()
    assert at_intake(desk, anonymous=True, phone=PHONE) == ()


def test_two_at_most_are_offered(desk: Desk) -> None:
    for _ in range(4):
        keep(desk)
    assert len(at_intake(desk, phone=PHONE)) == 2


def test_the_days_of_stays_do_not_matter_for_a_pair(desk: Desk) -> None:
    first = keep(desk, label="3-2-1802")
    keep(desk, phone="13700002222", label="3-2-1802")

    def move_out(session: Session, *, actor: Actor) -> None:
        for row in session.scalars(select(Occupancy).where(Occupancy.customer_id == first)):
            row.until_on = date(2026, 10, 1)

    desk.write(move_out)
    assert len(pairs(desk).twins) == 1
