"""Text on paper: cleaned, broken into lines, nothing dropped unseen."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.papers import ReceiptCase
from app.domain.period_summary import Ratio
from app.domain.terms import CaseType
from app.i18n import language
from app.reports import fonts, qr_code, style, wording
from app.reports.style import Ink
from app.reports.text import LIMIT, clean, prepare, width, wrap

INK = Ink(8.0)
CLOSERS = "，。、；：？！）》」』”’%"
OPENERS = "（《「『“‘"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("a\x00b\x1bc", "abc"),
        ("left\u202eright\u2066x\u2069", "leftrightx"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("many\n\n \n\nlines", "many\nlines"),
        ("\u3000\u3000indented", "\u3000\u3000indented"),
        ("tab\there", "tab    here"),
        ("<b>&\"'</para><客户>", "<b>&\"'</para><客户>"),
        ("", ""),
    ],
)
def test_cleaning(typed: str, printed: str) -> None:
    assert clean(typed) == printed


def test_a_text_beyond_the_limit_says_what_is_missing() -> None:
    with language("en"):
        text = clean("字" * 100_000)
    assert text.startswith("字" * LIMIT + "…")
    assert "90,000" in text


def test_ten_thousand_characters_are_kept_whole() -> None:
    assert clean("字" * LIMIT) == "字" * LIMIT


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("\U00020bb7\u4dae", "\U00020bb7\u4dae"),
        ("\U0001f600", "〓(U+1F600)"),
        ("a\ud800b", "a〓(U+D800)b"),
        ("\uffff", "〓(U+FFFF)"),
    ],
)
def test_a_character_without_a_glyph_is_named(typed: str, printed: str) -> None:
    assert prepare(typed) == printed


TEXTS = st.text(
    st.sampled_from(
        "三号电梯从周六开始有异响请尽快" + CLOSERS + OPENERS + " abcXYZ0189-\n\U00020bb7"
    ),
    max_size=200,
)


@given(TEXTS, st.floats(30, 300))
def test_lines_fit_and_lose_nothing(text: str, available: float) -> None:
    prepared = prepare(text)
    lines = wrap(prepared, INK, available)
    assert "".join(lines).replace(" ", "") == prepared.replace(" ", "").replace("\n", "")
    assert all(width(line, INK) <= available + 0.01 for line in lines)


@given(st.text(st.sampled_from("三号电梯从周六" + CLOSERS + OPENERS), max_size=120))
def test_punctuation_keeps_to_its_line(text: str) -> None:
    # Runs of punctuation longer than a line have to be broken; such lines are left out.
    lines = wrap(text, INK, 100.0)
    for before, after in pairwise(lines):
        if all(c in CLOSERS + OPENERS for c in before) or all(
            c in CLOSERS + OPENERS for c in after
        ):
            continue
        clusters_fit = len(before) < 12
        if clusters_fit:
            assert after[0] not in CLOSERS
            assert before[-1] not in OPENERS


def test_latin_words_stay_whole() -> None:
    words = ["the", "lift", "rattles", "since", "Saturday,", "again"]
    lines = wrap(" ".join(words), INK, 60.0)
    assert [word for line in lines for word in line.split()] == words


def test_an_unbroken_run_is_broken() -> None:
    lines = wrap("x" * 500, INK, 100.0)
    assert len(lines) > 10
    assert "".join(lines) == "x" * 500


def test_the_mark_of_a_missing_glyph_stays_whole() -> None:
    for size in range(60, 120):
        assert any("〓(U+1F600)" in line for line in wrap("字" * 9 + "〓(U+1F600)", INK, size))


@pytest.mark.parametrize("character", ["（", "，", "x", "—", "〓", "'", "("])
def test_breaking_is_quick_for_any_run(character: str) -> None:
    began = time.perf_counter()
    wrap(character * LIMIT, INK, 150.0)
    assert time.perf_counter() - began < 5  # a quadratic search would take minutes


def test_characters_beyond_the_basic_plane_become_surrogate_pairs() -> None:
    cmap = fonts.to_unicode_map("X", [0x20, 0x4E00, 0x20BB7])
    assert "<01> <4E00>" in cmap
    assert "<02> <D842DFB7>" in cmap


def test_large_subsets_are_mapped_in_blocks_of_a_hundred() -> None:
    cmap = fonts.to_unicode_map("X", list(range(0x4E00, 0x4E00 + 250)))
    assert [line for line in cmap.splitlines() if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "100 beginbfchar",
        "50 beginbfchar",
    ]


def test_the_qr_code_holds_number_and_check_code_only() -> None:
    case = ReceiptCase(
        "TS-20261123-002",
        "K7Q4",
        CaseType.COMPLAINT,
        "subject",
        "answer",
        "what",
        "who",
        None,
        None,
    )
    assert qr_code.payload(case) == "TS-20261123-002 K7Q4"


def test_a_share_of_nothing_is_a_dash() -> None:
    assert wording.percent(Ratio(0, 0)) == "—"
    assert wording.counts(Ratio(0, 0)) == "0 / 0"
    assert wording.percent(None) == wording.counts(None) == "—"


def test_changes_carry_sign_and_tone() -> None:
    with language("en"):
        assert wording.count_change(66, 60, 0)[0] == "+6 (+10.0 %)"
        assert wording.count_change(3, 0, 0)[0] == "+3"
        assert wording.count_change(5, 5, -1)[0] == "±0"
        better, tone = wording.share_change(Ratio(9, 10), Ratio(8, 10), 1)
    assert better == "+10.0 points"
    assert tone == style.GREEN
