"""What people type is kept to the letter but for what no one can see."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.typed_text import (
    TEXT_LIMIT,
    clean_line,
    clean_phone,
    clean_text,
    is_phone,
)

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = "".join(chr(c) for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\t\n\r")


@pytest.mark.parametrize(
    "text",
    [
        "O'Brien <b>&",
        "𠮷䶮",
        "👩\u200d👩\u200d👧 家",
        "100%_\\",
        "“引号” ‘内’",
        "a\tb\nc",
        "é",
        "ａ１",
    ],
)
def test_what_can_be_seen_stays_to_the_letter(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize("character", list(CONTROLS + BIDI_CONTROLS + "\ufeff\u200b\u2060"))
def test_controls_and_marks_that_turn_or_hide_text_go(character: str) -> None:
    assert clean_text(f"甲{character}乙") == "甲乙"


@pytest.mark.parametrize("half", [0xD800, 0xD83D, 0xDC00, 0xDFFF])
def test_half_characters_go(half: int) -> None:
    assert clean_text(f"甲{chr(half)}乙") == "甲乙"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029"])
def test_line_ends_of_every_system_become_one_kind(end: str) -> None:
    assert clean_text(f"甲{end}乙") == "甲\n乙"


@given(st.text(st.characters(exclude_categories=())))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


@given(st.text(st.characters(exclude_categories=())))
def test_cleaned_text_can_be_kept_and_has_no_controls(text: str) -> None:
    cleaned = clean_text(text)
    assert cleaned.encode().decode() == cleaned
    assert not [c for c in cleaned if unicodedata.category(c) == "Cc" and c not in "\t\n"]


@given(st.text(st.characters(exclude_categories=())))
def test_a_line_is_one_line(text: str) -> None:
    assert len(clean_line(text).splitlines()) <= 1


def test_ten_thousand_characters_are_kept() -> None:
    assert clean_text("电" * TEXT_LIMIT) == "电" * 10_000


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 1234 6027", "13812346027"),
        ("138-1234-6027", "13812346027"),
        ("１３８１２３４６０２７", "13812346027"),
        ("+86 138 1234 6027", "+8613812346027"),
        ("＋86 13812346027", "+8613812346027"),
        ("0571-8888 6666", "057188886666"),
        ("٣٤٥", ""),
        ("", ""),
    ],
)
def test_a_phone_is_kept_as_its_digits(typed: str, kept: str) -> None:
    assert clean_phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["13812346027", "０５７１-８８８８", "+86 138 1234 6027", "110110"]
)
def test_numbers_that_can_be_called_are_phones(typed: str) -> None:
    assert is_phone(typed)


@pytest.mark.parametrize("typed", ["", "12345", "王秀兰", "138x1234", "1" * 30, "+", "-12345678"])
def test_other_words_are_no_phones(typed: str) -> None:
    assert not is_phone(typed)
