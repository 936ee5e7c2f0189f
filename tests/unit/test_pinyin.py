"""How a name can be typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pinyin import fold, name_keys


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("王秀兰", {"王秀兰", "秀兰", "兰", "wangxiulan", "xiulan", "lan", "wxl"}),
        ("单雄信", {"shanxiongxin", "sxx"}),
        ("解永康", {"xieyongkang", "xyk"}),
        ("欧阳静", {"ouyangjing", "oyj"}),
        ("John Smith", {"johnsmith", "john", "smith"}),
    ],
)
@pytest.mark.clause("4.2-2")
def test_a_name_is_found_by_characters_pinyin_and_initials(name: str, keys: set[str]) -> None:
    assert keys <= name_keys(name)


@pytest.mark.parametrize(("name", "wrong"), [("单雄信", "danxiongxin"), ("解永康", "jieyongkang")])
def test_a_surname_is_read_as_a_surname(name: str, wrong: str) -> None:
    assert wrong not in name_keys(name)


@pytest.mark.parametrize("name", ["", "   ", "-", "·"])
def test_a_name_of_nothing_has_no_keys(name: str) -> None:
    assert name_keys(name) == set()


@given(st.text(max_size=100))
def test_any_name_has_few_keys_and_none_empty(name: str) -> None:
    keys = name_keys(name)
    assert "" not in keys
    assert len(keys) < 5000


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("３-2-1802", "321802"), ("ＷＸＬ", "wxl"), ("O'Brien", "obrien"), ("买买提·吐", "买买提吐")],
)
def test_search_compares_without_width_case_spaces_and_dashes(typed: str, folded: str) -> None:
    assert fold(typed) == folded
