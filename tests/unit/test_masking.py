"""A masked name or phone shows no more than people need to recognise each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.masking import (
    address_as,
    mask_addressee,
    mask_name,
    mask_phone,
    mask_plate,
    mask_wechat,
    surname,
)

pytestmark = pytest.mark.clause("5-3")


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王秀兰", "王**"),
        ("王敏", "王*"),
        ("王", "王*"),
        ("欧阳修远", "欧阳**"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("𠮷祥", "𠮷*"),
        ("王秀兰 (3-2-1802)", "王***"),
        ("O'Brien", "O***"),
        ("Li Jing", "L***"),
        ("José García", "J***"),
        ("Иван", "И***"),
        ("约翰·史密斯", "约***"),
        ("13812346027", "1***"),
        ("  王秀兰 ", "王**"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_all_but_the_surname_is_starred(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("杭州宏远装饰有限公司", "杭州****公司"),
        ("小李便利商店", "小李****商店"),
        ("翠湖律师事务所", "翠湖****事务所"),
        ("公司", "公*"),
        ("Acme Trading Ltd", "A*** Ltd"),
        ("Acme Trading Co.", "A*** Co."),
    ],
)
def test_a_company_is_known_by_its_beginning_and_its_kind(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize("name", ["王女士", "欧阳先生", "周师傅"])
def test_a_surname_with_a_courtesy_is_no_more_than_a_surname(name: str) -> None:
    assert mask_name(name) == name


@given(st.text(max_size=30))
def test_masking_a_name_twice_changes_nothing(name: str) -> None:
    assert mask_name(mask_name(name)) == mask_name(name)


@given(st.text("秀兰国栋小雨建华志强", min_size=1, max_size=12))
def test_nothing_of_a_given_name_is_left(given_name: str) -> None:
    assert not set(mask_name("王" + given_name)) & set(given_name)


@pytest.mark.parametrize(
    ("name", "title", "address"),
    [
        ("王秀兰", "女士", "王女士"),
        ("王**", "女士", "王女士"),
        ("欧阳修", "先生", "欧阳先生"),
        ("王秀兰", "", "王**"),
        ("", "女士", ""),
    ],
)
def test_the_desk_speaks_to_somebody_by_surname_and_title(
    name: str, title: str, address: str
) -> None:
    assert address_as(name, title) == address


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("王秀兰 3-2-1802", "王** 3-2-1802"),
        ("Li Jing 1-1-101", "L*** 1-1-101"),
        ("王秀兰 13812346027", "王** 138****6027"),
        ("王女士", "王女士"),
        ("", ""),
    ],
)
def test_whom_something_was_said_to_is_masked_but_the_room_is_not(text: str, masked: str) -> None:
    assert mask_addressee(text) == masked


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("王秀兰", "王"),
        ("司马懿", "司马"),
        ("单于", "单"),
        ("𠮷祥", "𠮷"),
        ("Smith John", "Smith"),
        ("", ""),
    ],
)
def test_the_surname_is_one_character_or_a_compound_or_a_word(name: str, family: str) -> None:
    assert surname(name) == family


def test_a_mobile_number_shows_three_and_four_digits() -> None:
    assert mask_phone("13812346027") == "138****6027"


@given(st.text("0123456789", min_size=7, max_size=20))
def test_at_least_four_digits_of_a_phone_stay_hidden(phone: str) -> None:
    shown = mask_phone(phone)
    assert sum(c.isdigit() for c in shown) <= len(phone) - 4
    assert "****" in shown


@given(st.text("0123456789", max_size=6))
def test_a_short_number_is_hidden_whole(phone: str) -> None:
    assert mask_phone(phone) == "*" * len(phone)


@pytest.mark.parametrize(
    ("plate", "masked"),
    [
        ("浙A8K762", "浙A·8**62"),
        ("浙A·8K762", "浙A·8**62"),
        ("浙a d12345", "浙A·D***45"),
        ("粤Z1234港", "粤Z·1**4港"),
        ("ABC 123", "A***"),
        ("", ""),
    ],
)
def test_a_plate_shows_its_area_and_three_signs(plate: str, masked: str) -> None:
    assert mask_plate(plate) == masked


@pytest.mark.parametrize(
    ("account", "masked"),
    [("wang_xiulan", "w***"), ("w", "w***"), ("13812346027", "138****6027"), ("", "")],
)
def test_an_account_shows_one_character_unless_it_is_a_phone(account: str, masked: str) -> None:
    assert mask_wechat(account) == masked
