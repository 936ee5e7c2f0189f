"""What search compares; its grams find exactly what a slow look through all texts finds."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search_terms import (
    Found,
    grams,
    holds_hit,
    normal,
    read_search,
    runs,
    search_text,
    snippet,
)

WORDS = st.text(st.sampled_from("电梯漏水楼道门𠮷一二 ,.-·Aab12380Ééü３幢单元室"), max_size=24)
NUMBERS = st.lists(st.text(st.sampled_from("0123-A浙"), max_size=12), max_size=3)


def found(question: str, texts: list[str], numbers: tuple[str, ...] = ()) -> bool:
    return read_search(question).is_in(search_text(texts, numbers))


@given(
    st.lists(st.tuples(st.lists(WORDS, max_size=2), NUMBERS), min_size=1, max_size=12),
    st.lists(WORDS, min_size=1, max_size=6),
)
def test_the_index_finds_what_a_slow_look_finds(
    records: list[tuple[list[str], list[str]]], questions: list[str]
) -> None:
    texts = [search_text(*record) for record in records]
    asked = [*questions, *(words[1:6] for record in records for words in record[0])]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE f USING fts5(g, content='', detail=none, tokenize='ascii')"
        )
        connection.executemany(
            "INSERT INTO f(rowid, g) VALUES(?, ?)",
            [(place, grams(text, Found.CASE)) for place, text in enumerate(texts)],
        )
        for words in asked:
            question = read_search(words)
            if not question.terms:
                continue
            rows = connection.execute(
                "SELECT rowid FROM f WHERE f MATCH ?", (question.match(Found.CASE),)
            )
            by_index = {
                place
                for (place,) in rows
                if all(term.is_in(texts[place]) for term in question.unproved)
            }
            slowly = {place for place, text in enumerate(texts) if question.is_in(text)}
            assert by_index == slowly, words


@given(st.text(max_size=60))
def test_any_text_comes_to_one_form_and_stays_there(text: str) -> None:
    known = search_text([text], [text])
    assert search_text([known.words], [known.numbers]).words == known.words
    assert all(run for run in runs(normal(text)))


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=20))
def test_every_part_of_chinese_words_is_found(text: str) -> None:
    for first in range(len(text)):
        for last in range(first + 1, len(text) + 1):
            assert found(text[first:last], [f"前，{text}。"])


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("6027", "13800006027"),
        ("138 0000 6027", "13800006027"),
        ("138-0000-6027", "13800006027"),
        ("+86 13800006027", "13800006027"),
        ("+86-138-0000-6027", "13800006027"),
        ("+86 138 0000 6027", "13800006027"),
        ("１３８", "13800006027"),
        ("0571-8888", "0571-88880001"),
        ("004", "TS-20261121-004"),
        ("1121-004", "TS-20261121-004"),
        ("ts-20261121-004", "TS-20261121-004"),
        ("TS20261121", "TS-20261121-004"),
        ("1802", "3-2-1802"),
        ("3-2-1802", "3-2-1802"),
        ("321802", "3-2-1802"),
        ("3幢2单元1802", "3-2-1802"),
        ("3号楼2单元1802室", "3-2-1802"),
        ("3幢1802", "3-1802"),
        ("B262", "浙A8B262"),
    ],
)
def test_a_number_is_found_by_any_part_however_it_is_written(question: str, number: str) -> None:
    assert found(question, [], (number,))


@pytest.mark.parametrize("question", ["60271", "0060 28", "139"])
def test_another_number_is_not_found(question: str) -> None:
    assert not found(question, [], ("13800006027",))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("park", "parking permit"),
        ("PERMIT park", "parking permit"),
        ("ｌｉｆｔ", "Lift stuck"),
        ("漏水 地下", "地下室一直漏水"),
        ("漏水地下室", "漏水地下室"),
        ("1802漏水", "3-2-1802漏水"),
        ("lü", "lvbu"),
        ("𠮷", "𠮷野家"),
    ],
)
def test_words_are_found_by_their_beginning_and_chinese_anywhere(question: str, text: str) -> None:
    assert found(question, [text])


@pytest.mark.parametrize(
    ("question", "text"),
    [("arking", "parking"), ("水漏", "漏水"), ("漏地", "漏水地"), ("漏水", "漏,水")],
)
def test_what_is_not_written_is_not_found(question: str, text: str) -> None:
    assert not found(question, [text])


@pytest.mark.parametrize(("text", "asks"), [("", False), ("a", False), ("1", False), ("漏", True)])
def test_one_latin_letter_or_digit_alone_asks_nothing(text: str, asks: bool) -> None:
    assert read_search(text).asks_anything is asks


def test_a_whole_phone_is_told_apart_from_a_part_of_one() -> None:
    text = search_text([], ("13800006027", "057188880001"))
    assert read_search("138-0000-6027").is_number_of(text)
    assert not read_search("1380000").is_number_of(text)


def test_a_snippet_shows_the_hit_and_marks_it() -> None:
    text = "楼道" * 30 + "地下室漏水" + "门口" * 30
    words, begin, end = snippet(text, read_search("漏水"))
    assert words[begin:end] == "漏水"
    assert words.startswith("…")
    assert words.endswith("…")
    assert len(words) < 60


@pytest.mark.clause("5-3")
def test_a_phone_in_a_snippet_is_starred() -> None:
    words, _begin, _end = snippet("请回电 138 0000 6027 找王女士", read_search("回电"))
    assert "0000" not in words
    assert "138****6027" in words


def test_a_snippet_without_a_hit_is_the_beginning() -> None:
    assert snippet("电梯异响", read_search("漏水")) == ("电梯异响", 0, 0)
    assert not holds_hit("电梯异响", read_search("漏水"))
