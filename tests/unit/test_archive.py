"""Who lives where when, when a profile is to be confirmed, and what people type of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.archive import (
    PHONES_MOST,
    CustomerFields,
    Stay,
    by_number,
    check_stay,
    checked_fields,
    clean_plate,
    months_unconfirmed,
    read_day,
    review_due,
    split_phones,
)
from app.domain.errors import FieldError, FieldProblem

TODAY = date(2026, 10, 12)
NOW = datetime(2026, 10, 12, 2, 40, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), TODAY)
STAYS = st.tuples(st.none() | DAYS, st.none() | DAYS).map(
    lambda days: Stay(*sorted(days)) if None not in days else Stay(*days)  # type: ignore[type-var]
)


def problem(error: pytest.ExceptionInfo[FieldError]) -> tuple[str, FieldProblem]:
    return error.value.field, error.value.problem


@given(STAYS, STAYS, DAYS)
def test_stays_that_share_a_day_overlap(one: Stay, other: Stay, day: date) -> None:
    if one.holds_on(day) and other.holds_on(day):
        assert one.overlaps(other)


@given(STAYS, STAYS)
def test_overlapping_is_mutual(one: Stay, other: Stay) -> None:
    assert one.overlaps(other) == other.overlaps(one)


@given(st.lists(STAYS, max_size=8), DAYS)
def test_nobody_lives_twice_in_a_room_in_one_way(typed: list[Stay], day: date) -> None:
    written: list[Stay] = []
    for stay in typed:
        try:
            check_stay(stay, written, TODAY)
        except FieldError:
            continue
        written.append(stay)
    assert sum(stay.holds_on(day) for stay in written) <= 1


def test_the_day_of_moving_out_belongs_to_whoever_comes_next() -> None:
    before, after = Stay(date(2024, 1, 1), date(2026, 5, 1)), Stay(date(2026, 5, 1), None)
    assert not before.holds_on(date(2026, 5, 1))
    assert after.holds_on(date(2026, 5, 1))
    assert not before.overlaps(after)


def test_nobody_moves_out_before_moving_in() -> None:
    with pytest.raises(FieldError) as error:
        check_stay(Stay(date(2026, 5, 2), date(2026, 5, 1)), (), TODAY)
    assert problem(error) == ("until_on", FieldProblem.BEFORE_MOVING_IN)


@pytest.mark.parametrize("field", ["from_on", "until_on"])
def test_a_move_still_to_come_is_not_written_down(field: str) -> None:
    days = {"from_on": None, "until_on": None, field: TODAY + timedelta(days=1)}
    with pytest.raises(FieldError) as error:
        check_stay(Stay(**days), (), TODAY)
    assert problem(error) == (field, FieldProblem.DAY_AHEAD)


@pytest.mark.parametrize(
    ("reviewed", "is_due"),
    [
        (datetime(2025, 10, 12, 2, 40, tzinfo=UTC), True),
        (datetime(2025, 10, 12, 2, 41, tzinfo=UTC), False),
        (datetime(2026, 10, 1, tzinfo=UTC), False),
        (datetime(2027, 1, 1, tzinfo=UTC), False),
    ],
)
def test_a_profile_is_to_be_confirmed_after_twelve_months(reviewed: datetime, is_due: bool) -> None:
    assert review_due(reviewed, datetime(2019, 1, 1, tzinfo=UTC), NOW) is is_due


def test_a_profile_never_confirmed_counts_from_when_it_was_made() -> None:
    assert months_unconfirmed(None, datetime(2026, 3, 31, tzinfo=UTC), NOW) == 6
    assert review_due(None, datetime(2025, 3, 31, tzinfo=UTC), NOW)


def test_a_phone_alone_or_a_name_alone_is_enough() -> None:
    assert checked_fields(CustomerFields(phone="138 0000 6027")).phone == "13800006027"
    assert checked_fields(CustomerFields(name=" 王 ")).name == "王"
    with pytest.raises(FieldError) as error:
        checked_fields(CustomerFields(wechat="wang"))
    assert problem(error) == ("name", FieldProblem.REQUIRED)


def test_further_phones_are_kept_once_each() -> None:
    typed = CustomerFields("王", phone="13800006027", more_phones=("138-0000-6027", "13900001111"))
    assert checked_fields(typed).more_phones == ("13900001111",)
    many = tuple(f"1390000{n:04d}" for n in range(PHONES_MOST + 1))
    with pytest.raises(FieldError) as error:
        checked_fields(CustomerFields("王", more_phones=many))
    assert problem(error) == ("more_phones", FieldProblem.TOO_MANY)


def test_several_phones_can_stand_on_one_line() -> None:
    assert split_phones("13800006027，0571-88886666 / 13900001111;") == (
        "13800006027",
        "0571-88886666",
        "13900001111",
    )


@pytest.mark.parametrize(
    "typed",
    [
        "2026-10-02",
        "2026/10/2",
        "20261002",
        "２０２６－１０－０２",
        "2026年10月2日",
        " 2026.10.02 ",
    ],
)
def test_a_day_can_be_typed_as_people_write_it(typed: str) -> None:
    assert read_day("from_on", typed) == date(2026, 10, 2)


@pytest.mark.parametrize(
    "typed", ["yesterday", "2026-13-01", "2026-02-30", "12", "0001-01-01", "0206-05-01"]
)
def test_what_is_no_day_is_refused_beside_its_field(typed: str) -> None:
    with pytest.raises(FieldError) as error:
        read_day("until_on", typed)
    assert problem(error) == ("until_on", FieldProblem.NOT_A_DAY)


def test_an_empty_day_is_a_day_not_known() -> None:
    assert read_day("from_on", "  ") is None


def test_a_plate_is_kept_without_dot_and_spaces() -> None:
    assert clean_plate(" 浙a·8k 762 ") == "浙A8K762"
    with pytest.raises(FieldError):
        clean_plate(" · ")


def test_numbers_are_in_the_order_of_counting_and_before_words() -> None:
    names = ["商铺", "10", "2", "B1", "1"]
    assert sorted(names, key=by_number) == ["1", "2", "10", "B1", "商铺"]
