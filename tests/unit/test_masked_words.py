"""What was said is told without names, phones and plates of anybody (clause 5-3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.masked_words import mask_staff, mask_words

NAMES = ("王秀兰", "Li Jing", "王")
NUMBERS = ("13812346027", "")
pytestmark = pytest.mark.clause("5-3")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("请找王秀兰", "请找王**"),
        ("我是秀兰,请回电", "我是**,请回电"),
        ("ask LI JING again", "ask L*** again"),
        ("打13812346027", "打138****6027"),
        ("打0571-8888 0001", "打057****0001"),
        ("打+86 138 1234 5678", "打+86****5678"),
        ("证件33010219800101123X", "证件330****123X"),
        ("浙A8K762 占了车位", "浙A·8**62 占了车位"),
        ("浙a-d12345占了车位", "浙A·D***45占了车位"),
        ("打138–1234–6027", "打138****6027"),
    ],
)
def test_people_and_their_numbers_are_masked(said: str, told: str) -> None:
    assert mask_words(said, NAMES, NUMBERS) == told


@pytest.mark.parametrize(
    "said",
    ["", "3-2-1802 漏水", "11-2-1101 漏水", "2026-10-12 上午", "押金20000元", "TS-20261012-001"],
)
def test_rooms_days_amounts_and_case_numbers_stay(said: str) -> None:
    assert mask_words(said, NAMES, NUMBERS) == said


@given(st.text("王秀兰LiJng 0123456789-+X浙A", max_size=40))
def test_masking_twice_changes_nothing(said: str) -> None:
    once = mask_words(said, NAMES, NUMBERS)
    assert mask_words(once, NAMES, NUMBERS) == once


@given(st.text("王秀兰 0123456789-", max_size=12), st.text("修好了 -", max_size=6))
def test_a_known_name_or_phone_is_never_left(before: str, after: str) -> None:
    told = mask_words(f"{before}王秀兰{after}13812346027", NAMES, NUMBERS)
    assert "王秀兰" not in told
    assert "13812346027" not in told


@pytest.mark.parametrize(
    ("said", "told"), [("工程部 赵敏", "工程部 赵*"), ("工程部 周师傅", "工程部 周师傅")]
)
def test_only_the_staffs_full_names_are_masked_in_who_answers(said: str, told: str) -> None:
    assert mask_staff(said, ("赵敏", "周")) == told
