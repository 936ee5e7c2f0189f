"""The customer archive: households, moves, corrections, notes and vehicles (clause 4.2-2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.archive import CustomerFields
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import AccessKind, AccessReason, Channel, CustomerKind, NoteCategory
from app.services.archive_tree import PlaceKind, roomless_customers
from app.services.customer_notes import add_note, strike_note
from app.services.customer_records import (
    confirm_profile,
    correct_customer,
    open_card,
    reception_draft,
    record_for_correction,
)
from app.services.customers import find_customers
from app.services.households import correct_stay, move_in, move_out, residents_on
from app.services.vehicles import add_vehicle, end_vehicle
from db.models import AccessEntry, AuditEntry, Customer
from tests.integration.archive_desk import (
    MAY,
    OTHER_ROOM,
    ROOM,
    add,
    buildings,
    level,
    person,
    room,
    room_id,
    rows,
)
from tests.integration.receptions import NOW, Desk

OCTOBER = date(2026, 10, 1)


def names_in(people: Any) -> list[str]:
    return [resident.name_masked for resident in people]


def move(desk: Desk, customer_id: str, label: str = OTHER_ROOM, **days: Any) -> str:
    occupancy = desk.write(
        move_in,
        customer_id=customer_id,
        room=label,
        kind=days.pop("kind", CustomerKind.OWNER),
        from_on=days.pop("from_on", MAY),
        now=NOW,
    )
    return str(occupancy)


def occupancy_of(desk: Desk, customer_id: str) -> str:
    return person(desk, customer_id).stays[0].occupancy_id


def refused(desk: Desk, verb: Any, **arguments: Any) -> FieldProblem:
    with pytest.raises(FieldError) as error:
        desk.write(verb, now=NOW, **arguments)
    return error.value.problem


# ---- households ----------------------------------------------------------------------------


@pytest.mark.clause("4.2-2")
def test_a_room_says_who_lives_there_and_who_did(desk: Desk) -> None:
    tenant = add(desk, "钱多多", "13900001111", kind=CustomerKind.TENANT, from_on=date(2021, 1, 1))
    desk.write(move_out, occupancy_id=occupancy_of(desk, tenant), until_on=MAY, now=NOW)
    add(desk)
    add(desk, "陈国栋", "13900002222", kind=CustomerKind.FAMILY)
    view = room(desk)
    assert names_in(view.living) == ["王**", "陈**"]
    assert names_in(view.former) == ["钱**"]


def test_a_room_says_who_lived_there_on_a_day(desk: Desk) -> None:
    tenant = add(desk, "钱多多", "13900001111", kind=CustomerKind.TENANT, from_on=date(2021, 1, 1))
    desk.write(move_out, occupancy_id=occupancy_of(desk, tenant), until_on=MAY, now=NOW)
    add(desk)

    def on(day: date) -> list[str]:
        return names_in(desk.read(residents_on, room_id=room_id(desk), day=day))

    assert on(date(2020, 12, 31)) == []
    assert on(MAY - timedelta(days=1)) == ["钱**"]
    assert on(MAY) == ["王**"]


def test_a_person_can_have_several_rooms_and_a_room_several_persons(desk: Desk) -> None:
    wang = add(desk)
    add(desk, "陈国栋", "", kind=CustomerKind.FAMILY)
    move(desk, wang)
    homes = person(desk, wang).households
    assert [home.room_label for home in homes] == [OTHER_ROOM, ROOM]
    assert [len(home.people) for home in homes] == [1, 2]


def test_nobody_is_put_twice_into_a_room_in_one_way(desk: Desk) -> None:
    wang = add(desk)
    same = {"customer_id": wang, "room": ROOM, "from_on": OCTOBER}
    assert refused(desk, move_in, kind=CustomerKind.OWNER, **same) is (
        FieldProblem.LIVES_THERE_ALREADY
    )
    assert move(desk, wang, ROOM, kind=CustomerKind.OTHER)


def test_somebody_can_come_back_after_moving_out(desk: Desk) -> None:
    wang = add(desk)
    desk.write(move_out, occupancy_id=occupancy_of(desk, wang), until_on=date(2025, 1, 1), now=NOW)
    move(desk, wang, ROOM, from_on=date(2025, 6, 1))
    assert len(person(desk, wang).stays) == 2
    assert len(room(desk).living) == 1


def test_a_move_out_needs_a_day_not_before_the_move_in(desk: Desk) -> None:
    occupancy_id = occupancy_of(desk, add(desk))
    for day, problem in (
        (None, FieldProblem.REQUIRED),
        (MAY - timedelta(days=1), FieldProblem.BEFORE_MOVING_IN),
        (date(2026, 10, 13), FieldProblem.DAY_AHEAD),
    ):
        assert refused(desk, move_out, occupancy_id=occupancy_id, until_on=day) is problem


def test_a_move_out_is_written_once(desk: Desk) -> None:
    occupancy_id = occupancy_of(desk, add(desk))
    desk.write(move_out, occupancy_id=occupancy_id, until_on=OCTOBER, now=NOW)
    with pytest.raises(UserFacingError) as error:
        desk.write(move_out, occupancy_id=occupancy_id, until_on=OCTOBER, now=NOW)
    assert error.value.problem is Problem.CHANGED_MEANWHILE


def test_an_unknown_room_is_refused_beside_its_field(desk: Desk) -> None:
    wang = add(desk)
    assert (
        refused(
            desk, move_in, customer_id=wang, room="9-9-999", kind=CustomerKind.OWNER, from_on=MAY
        )
        is FieldProblem.UNKNOWN_ROOM
    )


def test_kind_and_days_of_a_stay_can_be_put_right(desk: Desk) -> None:
    wang = add(desk)
    desk.write(
        correct_stay,
        occupancy_id=occupancy_of(desk, wang),
        kind=CustomerKind.TENANT,
        from_on=date(2023, 1, 1),
        until_on=None,
        now=NOW,
    )
    (stay,) = person(desk, wang).stays
    assert (stay.kind, stay.stay.from_on) == (CustomerKind.TENANT, date(2023, 1, 1))


DAYS = st.integers(0, 60).map(lambda n: date(2026, 8, 1) + timedelta(days=n))
MOVES = st.lists(st.tuples(st.booleans(), DAYS), max_size=10)


@given(MOVES)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_tried_nobody_lives_twice_in_a_room_at_once(
    desk: Desk, moves: list[tuple[bool, date]]
) -> None:
    wang = add(desk, room="")
    for is_in, day in moves:
        try:
            if is_in:
                move(desk, wang, ROOM, from_on=day)
            else:
                for stay in person(desk, wang).stays:
                    if stay.stay.until_on is None:
                        desk.write(move_out, occupancy_id=stay.occupancy_id, until_on=day, now=NOW)
        except FieldError:
            continue
    stays = [stay.stay for stay in person(desk, wang).stays]
    for number in range(61):
        day = date(2026, 8, 1) + timedelta(days=number)
        assert sum(stay.holds_on(day) for stay in stays) <= 1
    assert all(s.until_on is None or s.from_on is None or s.from_on <= s.until_on for s in stays)


# ---- one person ----------------------------------------------------------------------------


@pytest.mark.clause("5-3")
def test_the_page_of_a_person_is_masked_and_opening_it_is_written_down(desk: Desk) -> None:
    wang = add(desk)
    view = desk.write(open_card, customer_id=wang, now=NOW)
    assert (view.name_masked, view.phone_masked) == ("王**", "138****6027")
    assert "秀兰" not in repr(view)
    assert "2346" not in repr(view)
    (entry,) = rows(desk, AccessEntry)
    assert (entry["customer_id"], entry["kind"]) == (wang, AccessKind.OPEN_CARD)


def test_reading_a_page_anew_is_not_written_down(desk: Desk) -> None:
    person(desk, add(desk))
    assert rows(desk, AccessEntry) == []


@pytest.mark.clause("5-3")
def test_seeing_a_record_in_full_to_correct_it_is_written_down_with_its_reason(desk: Desk) -> None:
    wang = add(desk)
    record = desk.write(record_for_correction, customer_id=wang, now=NOW)
    assert record.fields.name == "王秀兰"
    assert "秀兰" not in repr(record)
    (entry,) = rows(desk, AccessEntry)
    assert (entry["kind"], entry["reason"]) == (AccessKind.REVEAL, AccessReason.CORRECTION)


@pytest.mark.clause("4.2-2")
def test_a_corrected_customer_is_found_by_what_is_right_and_by_nothing_else(desk: Desk) -> None:
    wang = add(desk)
    desk.write(
        correct_customer,
        customer_id=wang,
        fields=CustomerFields(
            "汪秀兰",
            phone="13700003333",
            more_phones=("0571-88886666",),
            contact_channel=Channel.WECHAT,
        ),
        now=NOW,
    )

    def found(text: str) -> list[str | None]:
        hits = desk.read(find_customers, project_id=desk.project.project_id, text=text)
        return [hit.customer_id for hit in hits]

    assert found("13812346027") == []
    assert found("王秀兰") == []
    assert found("13700003333") == found("汪秀兰") == found("88886666") == [wang]


def test_a_correction_is_audited_by_hashes_only(desk: Desk) -> None:
    wang = add(desk)
    desk.write(correct_customer, customer_id=wang, fields=CustomerFields("汪秀兰"), now=NOW)
    last = rows(desk, AuditEntry)[-1]
    assert last["action"] == "correct_customer"
    assert last["before_hash"] != last["after_hash"]
    assert "汪" not in repr(last)


def test_a_customer_needs_a_name_or_a_phone(desk: Desk) -> None:
    wang = add(desk)
    assert (
        refused(desk, correct_customer, customer_id=wang, fields=CustomerFields())
        is FieldProblem.REQUIRED
    )


@pytest.mark.parametrize(
    ("field", "problem"),
    [("erased_at", Problem.PERSON_IS_ANONYMOUS), ("merged_into_id", Problem.PERSON_IS_MERGED)],
)
def test_nothing_more_is_written_of_somebody_who_is_gone(
    desk: Desk, field: str, problem: Problem
) -> None:
    wang, kept = add(desk), add(desk, "王秀兰", "13812346028", OTHER_ROOM)

    def end(session: Any, *, actor: Actor) -> None:
        customer = session.get_one(Customer, wang)
        setattr(customer, field, NOW if field == "erased_at" else kept)

    desk.write(end)
    with pytest.raises(UserFacingError) as error:
        desk.write(confirm_profile, customer_id=wang, now=NOW)
    assert error.value.problem is problem


def test_a_profile_is_due_for_review_until_the_customer_confirms_it(desk: Desk) -> None:
    wang = add(desk, now=NOW - timedelta(days=400))
    assert person(desk, wang).is_review_due
    desk.write(confirm_profile, customer_id=wang, now=NOW)
    view = person(desk, wang)
    assert (view.is_review_due, view.reviewed_at) == (False, NOW)


def test_a_reception_begins_with_the_customer_and_their_room(desk: Desk) -> None:
    wang = add(desk)
    draft = desk.read(reception_draft, customer_id=wang, now=NOW)
    assert (draft.customer_id, draft.room_label, draft.name) == (wang, ROOM, "王**")


# ---- notes and vehicles --------------------------------------------------------------------


def test_a_note_is_struck_out_and_can_still_be_read(desk: Desk) -> None:
    wang = add(desk)
    note_id = desk.write(
        add_note, customer_id=wang, category=NoteCategory.CARE, words="老人行动不便", now=NOW
    )
    desk.write(strike_note, note_id=note_id, now=NOW)
    (note,) = person(desk, wang).notes
    assert (note.words, note.struck_at, note.struck_by) == ("老人行动不便", NOW, "李静")
    with pytest.raises(UserFacingError):
        desk.write(strike_note, note_id=note_id, now=NOW)


def test_a_note_can_be_on_a_room(desk: Desk) -> None:
    desk.write(
        add_note,
        room_id=room_id(desk),
        category=NoteCategory.SAFETY,
        words="阳台栏杆松动",
        now=NOW,
    )
    assert [note.words for note in room(desk).notes] == ["阳台栏杆松动"]


def test_an_empty_note_is_refused(desk: Desk) -> None:
    wang = add(desk)
    assert (
        refused(desk, add_note, customer_id=wang, category=NoteCategory.CARE, words=" \n")
        is FieldProblem.REQUIRED
    )


@pytest.mark.clause("5-3")
def test_a_plate_is_shown_masked_with_person_and_room(desk: Desk) -> None:
    wang = add(desk)
    vehicle_id = desk.write(
        add_vehicle, customer_id=wang, plate="浙A·88Q62", parking_space="B1-062", now=NOW
    )
    assert [v.plate_masked for v in person(desk, wang).vehicles] == ["浙A·8**62"]
    assert [v.plate_masked for v in room(desk).vehicles] == ["浙A·8**62"]
    desk.write(end_vehicle, vehicle_id=vehicle_id, now=NOW)
    assert room(desk).vehicles == ()
    assert person(desk, wang).vehicles[0].stay.until_on == date(2026, 10, 12)


# ---- the tree ------------------------------------------------------------------------------


def test_the_tree_counts_rooms_households_and_people(desk: Desk) -> None:
    add(desk)
    add(desk, "陈国栋", "", kind=CustomerKind.FAMILY)
    add(desk, "宏达装饰", "13900009999", room="", kind=CustomerKind.CONTRACTOR)
    first, _second, third, without = buildings(desk)
    assert (first.rooms, first.occupied) == (8, 0)
    assert (third.rooms, third.occupied) == (8, 1)
    assert (without.kind, without.people) == (PlaceKind.ROOMLESS, 1)
    units = level(desk, PlaceKind.BUILDING, third.place_id)
    assert [(unit.name, unit.occupied) for unit in units] == [("1", 0), ("2", 1)]
    rooms = level(desk, PlaceKind.UNIT, units[1].place_id)
    assert [(place.name, place.people) for place in rooms] == [
        ("1701", 0),
        ("1702", 0),
        ("1801", 0),
        ("1802", 2),
    ]


def test_those_without_a_room_are_found_by_kind_too(desk: Desk) -> None:
    add(desk, "宏达装饰", "13900009999", room="", kind=CustomerKind.CONTRACTOR)
    add(desk, "刘一", "13900008888", room="", kind=CustomerKind.VISITOR)
    add(desk)

    def without(kind: CustomerKind | None = None) -> list[CustomerKind]:
        found = desk.read(
            roomless_customers, project_id=desk.project.project_id, kind=kind, now=NOW
        )
        return sorted(customer.kind for customer in found)

    assert without() == [CustomerKind.CONTRACTOR, CustomerKind.VISITOR]
    assert without(CustomerKind.VISITOR) == [CustomerKind.VISITOR]
