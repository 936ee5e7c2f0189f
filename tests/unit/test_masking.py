"""A masked name or phone shows no more than people need to recognise each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.masking import mask_name, mask_phone, surname

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
        ("O'Brien", "O***"),
        ("Li Jing", "L***"),
        ("  王秀兰 ", "王**"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_all_but_the_surname_is_starred(name: str, masked: str) -> None:
    assert mask_name(name) == masked


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
