"""What the first run asks for is checked before anything is made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Problem, UserFacingError
from app.domain.setup import (
    ROOM_LIMIT,
    RoomAddress,
    RoomPattern,
    SetupRequest,
    check_request,
    parse_room_pattern,
)

REQUEST = SetupRequest(
    language="zh_CN",
    company="  翠湖物业 ",
    desk_phone="0571-8888 6666",
    project_code="ch",
    project_name="翠湖花园",
    timezone="Asia/Shanghai",
    rooms=RoomPattern((1, 6), (1, 2), (1, 18), 4),
    administrator="李静",
    password="correct horse",
)


def problem_of(request: SetupRequest) -> Problem:
    with pytest.raises(UserFacingError) as caught:
        check_request(request)
    return caught.value.problem


@pytest.mark.parametrize("dash", ["-", " - ", "–", "—", "~", "～", "至", " 到 "])
def test_ranges_are_read_as_people_write_them(dash: str) -> None:
    pattern = parse_room_pattern(f"1{dash}6", f"１{dash}２", f"1{dash}18", "4")
    assert pattern == RoomPattern((1, 6), (1, 2), (1, 18), 4)
    assert pattern.count == 864


def test_one_number_is_a_range_of_one() -> None:
    assert parse_room_pattern("3", "1", "5", "2").count == 2


def test_rooms_are_numbered_by_floor() -> None:
    rooms = list(RoomPattern((1, 2), (1, 1), (17, 18), 2).rooms())
    assert rooms[:4] == [
        RoomAddress("1", "1", "1701"),
        RoomAddress("1", "1", "1702"),
        RoomAddress("1", "1", "1801"),
        RoomAddress("1", "1", "1802"),
    ]
    assert len(rooms) == 8


spans = st.tuples(st.integers(1, 8), st.integers(0, 6)).map(lambda p: (p[0], p[0] + p[1]))


@given(spans, spans, spans, st.integers(1, 9))
def test_count_first_and_last_agree_with_the_rooms(
    buildings: tuple[int, int], units: tuple[int, int], floors: tuple[int, int], households: int
) -> None:
    pattern = RoomPattern(buildings, units, floors, households)
    pattern.check()
    rooms = list(pattern.rooms())
    assert len(rooms) == len(set(rooms)) == pattern.count
    assert (rooms[0], rooms[-1]) == (pattern.first, pattern.last)


@pytest.mark.parametrize(
    "parts",
    [
        ("6-1", "1", "1", "1"),
        ("0-3", "1", "1", "1"),
        ("1-", "1", "1", "1"),
        ("", "1", "1", "1"),
        ("1", "1", "1-201", "1"),
        ("1", "1", "1", "0"),
        ("1", "1", "1", "100"),
        ("1", "1", "1", "four"),
        ("1", "1", "1-2-3", "1"),
        ("12345", "1", "1", "1"),
        ("1;DROP", "1", "1", "1"),
    ],
)
def test_bad_patterns_are_refused(parts: tuple[str, str, str, str]) -> None:
    with pytest.raises(UserFacingError) as caught:
        parse_room_pattern(*parts)
    assert caught.value.problem is Problem.BAD_ROOM_PATTERN


def test_too_many_rooms_are_refused_with_the_figures() -> None:
    with pytest.raises(UserFacingError) as caught:
        parse_room_pattern("1-100", "1-5", "1-51", "2")
    assert caught.value.problem is Problem.TOO_MANY_ROOMS
    assert caught.value.facts == {"count": 51_000, "limit": ROOM_LIMIT}
    assert parse_room_pattern("1-100", "1-5", "1-50", "2").count == ROOM_LIMIT


def test_a_good_request_comes_back_clean() -> None:
    checked = check_request(REQUEST)
    assert (checked.company, checked.project_code) == ("翠湖物业", "CH")
    assert checked.password == REQUEST.password


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"company": " \u200e\t"}, Problem.EMPTY_NAME),
        ({"project_name": ""}, Problem.EMPTY_NAME),
        ({"administrator": "\n"}, Problem.EMPTY_NAME),
        ({"project_code": "翠湖"}, Problem.BAD_PROJECT_CODE),
        ({"project_code": "A" * 13}, Problem.BAD_PROJECT_CODE),
        ({"project_code": "../x"}, Problem.BAD_PROJECT_CODE),
        ({"timezone": "Asia/Beijing"}, Problem.BAD_TIMEZONE),
        ({"timezone": ""}, Problem.BAD_TIMEZONE),
        ({"timezone": "../etc/passwd"}, Problem.BAD_TIMEZONE),
        ({"password": "123456789"}, Problem.WEAK_PASSWORD),
        ({"password": "a" * 129}, Problem.WEAK_PASSWORD),
        ({"rooms": RoomPattern((2, 1), (1, 1), (1, 1), 1)}, Problem.BAD_ROOM_PATTERN),
    ],
)
def test_what_cannot_be_taken_is_named(change: dict[str, object], problem: Problem) -> None:
    assert problem_of(replace(REQUEST, **change)) is problem  # type: ignore[arg-type]


def test_the_password_is_kept_out_of_the_representation() -> None:
    assert "correct horse" not in repr(REQUEST)
