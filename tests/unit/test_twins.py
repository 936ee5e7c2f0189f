"""Who looks like the same person kept twice."""

from __future__ import annotations

import pytest

from app import pinyin
from app.domain.twins import (
    MOST_SHARING,
    Likelihood,
    TwinPair,
    TwinPerson,
    TwinSign,
    compare,
    find_pairs,
    phone_digits,
)

MOBILE = "13800006027"
ROOM = "room 3-2-1802"


def person(
    number: int,
    name: str = "",
    *phones: str,
    rooms: tuple[str, ...] = (),
    is_minor: bool = False,
) -> TwinPerson:
    return TwinPerson(f"{number:04}", name, frozenset(phones), frozenset(rooms), is_minor)


def pair_of(one: TwinPerson, other: TwinPerson) -> TwinPair | None:
    found = find_pairs((one, other), pinyin.sounds)
    assert (found[0] if found else None) == compare(one, other, pinyin.sounds)
    return found[0] if found else None


def signs(one: TwinPerson, other: TwinPerson) -> tuple[TwinSign, ...]:
    pair = pair_of(one, other)
    return pair.signs if pair else ()


@pytest.mark.parametrize(
    "written", ["+8613800006027", "0086 138 0000 6027", "138-0000-6027", "8613800006027"]
)
def test_a_mobile_is_the_same_however_it_is_written(written: str) -> None:
    assert phone_digits(written) == MOBILE


def test_a_landline_that_begins_with_86_keeps_its_digits() -> None:
    assert phone_digits("8688 0001") == "86880001"


def test_one_phone_and_one_name_are_very_likely_one_person() -> None:
    pair = pair_of(person(1, "王秀兰", MOBILE), person(2, "王秀兰", MOBILE))
    assert pair is not None
    assert pair.signs == (TwinSign.SAME_PHONE_AND_NAME,)
    assert pair.likelihood is Likelihood.VERY_LIKELY


def test_a_phone_counts_whichever_of_the_numbers_it_is() -> None:
    one = person(1, "王秀兰", "13700002222", MOBILE)
    assert signs(one, person(2, "", "13900003333", MOBILE)) == (TwinSign.SAME_PHONE,)


def test_a_surname_written_in_a_hurry_may_be_the_whole_name() -> None:
    assert signs(person(1, "王秀兰", MOBILE), person(2, "王", MOBILE)) == (TwinSign.SAME_PHONE,)


def test_two_names_on_one_phone_are_perhaps_a_couple() -> None:
    pair = pair_of(person(1, "王秀兰", MOBILE), person(2, "张伟", MOBILE))
    assert pair is not None
    assert (pair.signs, pair.likelihood) == ((TwinSign.SHARED_PHONE,), Likelihood.PERHAPS)


def test_a_child_with_the_number_of_a_parent_is_not_the_parent() -> None:
    parent, child = person(1, "王秀兰", MOBILE), person(2, "张小宝", MOBILE, is_minor=True)
    assert pair_of(parent, child) is None


def test_one_name_in_one_room_is_likely_one_person() -> None:
    pair = pair_of(person(1, "王秀兰", rooms=(ROOM,)), person(2, "王秀兰", rooms=("x", ROOM)))
    assert pair is not None
    assert (pair.signs, pair.likelihood) == ((TwinSign.SAME_NAME_AND_ROOM,), Likelihood.LIKELY)


def test_one_name_in_two_rooms_says_nothing() -> None:
    assert pair_of(person(1, "王伟", rooms=("a",)), person(2, "王伟", rooms=("b",))) is None


def test_two_without_a_name_in_one_room_say_nothing() -> None:
    assert pair_of(person(1, rooms=(ROOM,)), person(2, rooms=(ROOM,))) is None


def test_one_name_and_a_number_one_digit_off_is_weaker() -> None:
    one, other = person(1, "王秀兰", MOBILE), person(2, "王秀兰", "13800006028")
    pair = pair_of(one, other)
    assert pair is not None
    assert (pair.signs, pair.likelihood) == ((TwinSign.NEAR_PHONE,), Likelihood.PERHAPS)


@pytest.mark.parametrize("phone", ["13800006038", "1380000602", "13800060270"])
def test_two_digits_off_or_one_too_few_is_another_number(phone: str) -> None:
    assert pair_of(person(1, "王秀兰", MOBILE), person(2, "王秀兰", phone)) is None


def test_names_that_sound_alike_in_one_room_are_weakest() -> None:
    one, other = person(1, "王秀兰", rooms=(ROOM,)), person(2, "王秀岚", rooms=(ROOM,))
    pair = pair_of(one, other)
    assert pair is not None
    assert pair.signs == (TwinSign.SAME_SOUND_AND_ROOM,)
    stronger = pair_of(person(1, "王秀兰", MOBILE), person(2, "王秀兰", "13800006028"))
    assert stronger is not None
    assert pair.score < stronger.score


def test_a_surname_is_heard_as_surnames_are() -> None:
    assert signs(person(1, "单雄", rooms=(ROOM,)), person(2, "善雄", rooms=(ROOM,)))


def test_signs_strengthen_one_another_and_never_pass_a_hundred() -> None:
    alike = pair_of(
        person(1, "王秀兰", MOBILE, rooms=(ROOM,)), person(2, "王秀兰", MOBILE, rooms=(ROOM,))
    )
    assert alike is not None
    assert len(alike.signs) == 2
    assert 80 < alike.score <= 100


def test_a_pair_said_to_be_two_people_stays_quiet() -> None:
    people = (person(2, "王秀兰", MOBILE), person(1, "王秀兰", MOBILE))
    assert find_pairs(people, pinyin.sounds, {("0001", "0002")}) == []


def test_the_likeliest_pair_comes_first() -> None:
    people = (
        person(1, "王秀兰", MOBILE, rooms=(ROOM,)),
        person(2, "王秀岚", rooms=(ROOM,)),
        person(3, "王秀兰", MOBILE),
    )
    found = find_pairs(people, pinyin.sounds)
    assert [(pair.first_id, pair.second_id) for pair in found] == [
        ("0001", "0003"),
        ("0001", "0002"),
    ]


def test_the_phone_of_a_company_says_nothing() -> None:
    people = [person(n, f"员工{chr(0x4E00 + n * 7)}", MOBILE) for n in range(MOST_SHARING + 1)]
    assert find_pairs(people, pinyin.sounds) == []


def test_a_crowd_of_one_name_is_never_compared_pair_by_pair() -> None:
    people = [person(n, "业主", rooms=(ROOM,)) for n in range(3_000)]
    assert len(find_pairs(people, pinyin.sounds)) == 2_999
