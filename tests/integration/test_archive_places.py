"""Buildings, units and rooms: added, renamed, removed; what has a history stays."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import NoteCategory, Role
from app.domain.visit_flow import CustomerDraft
from app.services import places
from app.services.archive_tree import PlaceKind, place_sums
from app.services.customer_notes import add_note
from app.services.customers import find_customers, find_room
from tests.integration.archive_desk import ROOM, add, buildings, level, person, room_id
from tests.integration.receptions import COMPLAINT, NOW, Desk


def pattern(desk: Desk, **typed: str) -> places.RoomsAdded:
    asked = {"buildings": "1-4", "units": "1-2", "floors": "17-18", "households": "2"} | typed
    added = desk.write(places.add_typed_rooms, project_id=desk.project.project_id, now=NOW, **asked)
    assert isinstance(added, places.RoomsAdded)
    return added


def problem_of(desk: Desk, verb: Any, **arguments: Any) -> Problem:
    with pytest.raises(UserFacingError) as error:
        desk.write(verb, now=NOW, **arguments)
    return error.value.problem


def test_a_pattern_adds_only_what_is_not_there(desk: Desk) -> None:
    assert pattern(desk) == places.RoomsAdded(added=8, known=24)
    assert pattern(desk) == places.RoomsAdded(added=0, known=32)
    assert [place.name for place in buildings(desk)][:4] == ["1", "2", "3", "4"]
    assert desk.workspace.read(find_room, project_id=desk.project.project_id, text="4-2-1802")


def test_a_pattern_that_runs_backwards_adds_nothing(desk: Desk) -> None:
    with pytest.raises(UserFacingError):
        pattern(desk, floors="18-17")
    assert len(buildings(desk)) == 4


def test_places_are_added_one_by_one(desk: Desk) -> None:
    shops = desk.write(
        places.add_building, project_id=desk.project.project_id, name="商铺", now=NOW
    )
    unit = desk.write(places.add_unit, building_id=shops, name="东", now=NOW)
    desk.write(places.add_room, unit_id=unit, name="101", now=NOW)
    found = desk.workspace.read(find_room, project_id=desk.project.project_id, text="商铺-东-101")
    assert found is not None
    assert problem_of(desk, places.add_room, unit_id=unit, name="101") is Problem.NAME_TAKEN


def test_rooms_follow_the_new_name_of_their_building(desk: Desk) -> None:
    wang = add(desk)
    third = buildings(desk)[2]
    desk.write(
        places.rename_place,
        kind=PlaceKind.BUILDING,
        place_id=third.place_id,
        name="13",
        now=NOW,
    )
    (stay,) = person(desk, wang).stays
    assert stay.room_label == "13-2-1802"
    hits = desk.read(find_customers, project_id=desk.project.project_id, text="1321802")
    assert [hit.customer_id for hit in hits] == [wang]


def test_a_name_that_is_taken_or_the_same_is_refused(desk: Desk) -> None:
    first = buildings(desk)[0]
    same = {"kind": PlaceKind.BUILDING, "place_id": first.place_id}
    assert problem_of(desk, places.rename_place, name="2", **same) is Problem.NAME_TAKEN
    with pytest.raises(FieldError) as error:
        desk.write(places.rename_place, name=" 1 ", now=NOW, **same)
    assert error.value.problem is FieldProblem.UNCHANGED


def test_what_nothing_belongs_to_is_removed_with_what_lies_beneath(desk: Desk) -> None:
    pattern(desk)
    fourth = buildings(desk)[3]
    desk.write(places.remove_place, kind=PlaceKind.BUILDING, place_id=fourth.place_id, now=NOW)
    assert [place.name for place in buildings(desk)][:-1] == ["1", "2", "3"]
    assert pattern(desk).added == 8


def _lived_in(desk: Desk) -> None:
    add(desk)


def _complained_of(desk: Desk) -> None:
    desk.receive(COMPLAINT, customer=CustomerDraft(room_id=room_id(desk), room_label=ROOM))


def _noted(desk: Desk) -> None:
    desk.write(add_note, room_id=room_id(desk), category=NoteCategory.OTHER, words="漏水", now=NOW)


@pytest.mark.parametrize("belong", [_lived_in, _complained_of, _noted])
@pytest.mark.parametrize("kind", [PlaceKind.ROOM, PlaceKind.UNIT, PlaceKind.BUILDING])
def test_a_place_with_a_history_stays(desk: Desk, belong: Any, kind: PlaceKind) -> None:
    belong(desk)
    third = buildings(desk)[2]
    unit = level(desk, PlaceKind.BUILDING, third.place_id)[1]
    place_id = {
        PlaceKind.ROOM: room_id(desk),
        PlaceKind.UNIT: unit.place_id,
        PlaceKind.BUILDING: third.place_id,
    }[kind]
    assert problem_of(desk, places.remove_place, kind=kind, place_id=place_id) is (
        Problem.PLACE_HAS_HISTORY
    )
    assert room_id(desk)


def test_the_sums_of_a_building_are_of_its_rooms_only(desk: Desk) -> None:
    add(desk)
    add(desk, "陈国栋", "13900002222", "1-1-1701")
    third = buildings(desk)[2]
    sums = desk.read(place_sums, kind=PlaceKind.BUILDING, place_id=third.place_id, now=NOW)
    assert (sums.rooms, sums.occupied, sums.people, sums.open_cases) == (8, 1, 1, 0)


def test_a_receptionist_changes_no_places(desk: Desk) -> None:
    receptionist = Actor(desk.actor.staff_id, "何丽娟", Role.RECEPTIONIST)
    with pytest.raises(UserFacingError) as error:
        desk.workspace.write(
            places.add_building,
            actor=receptionist,
            project_id=desk.project.project_id,
            name="9",
            now=NOW,
        )
    assert error.value.problem is Problem.NOT_PERMITTED
