"""The word list of complaints: what is a word, how it is counted, whose name never is one."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.hidden_names import HiddenNames
from app.domain.word_list import SaidWords, WordRules, count_words, words_of
from app.segmenting import segmented, stop_words, trade_words

WORDS = ("电梯", "漏水", "装修", "噪音")
_SAID = st.lists(st.sets(st.sampled_from(WORDS)), max_size=12)


def said(*texts: str, names: HiddenNames | None = None) -> list[SaidWords]:
    """Return the words of each text as the service reads them."""
    known = names or HiddenNames(())
    rules = WordRules(stop_words(), trade_words(), known.given | known.words)
    return [
        words_of(str(place), segmented(known.without(text)), rules)
        for place, text in enumerate(texts)
    ]


def listed(*texts: str, names: HiddenNames | None = None) -> dict[str, int]:
    """Return the list made of these texts, whatever was said before."""
    found = count_words(said(*texts, names=names), None)
    return {word.word: word.complaints for word in found.words}


@given(_SAID, _SAID)
def test_a_word_counts_once_a_complaint_against_plain_loops(
    now: list[set[str]], before: list[set[str]]
) -> None:
    def made(sets: list[set[str]]) -> list[SaidWords]:
        return [SaidWords(str(place), frozenset(words)) for place, words in enumerate(sets)]

    found = count_words(made(now), made(before))
    counts = Counter(word for words in now for word in words)
    assert {word.word for word in found.words} == {w for w in counts if counts[w] >= 2}
    for word in found.words:
        assert word.complaints == counts[word.word]
        assert word.before == sum(word.word in words for words in before)
        assert word.cases == tuple(str(i) for i, words in enumerate(now) if word.word in words)
    assert [w.complaints for w in found.words] == sorted(
        (w.complaints for w in found.words), reverse=True
    )


@pytest.mark.clause("3-3")
def test_a_word_said_twice_in_one_complaint_counts_once() -> None:
    assert listed("电梯又坏，电梯困人，电梯", "电梯异响")["电梯"] == 2


def test_words_of_the_trade_stay_whole() -> None:
    found = listed("飞线充电没人管，高空抛物", "又有人飞线充电，还有高空抛物")
    assert found == {"飞线充电": 2, "高空抛物": 2}


def test_words_without_meaning_of_their_own_are_left_out() -> None:
    assert listed("希望物业尽快处理这个问题", "请物业尽快处理，这个问题很久了") == {}


def test_numbers_rooms_plates_and_accounts_are_no_words() -> None:
    texts = ["3幢2单元1802室漏水，电话13912345678，浙A8K762，微信wang_xl88，一百二十三号"] * 2
    assert listed(*texts) == {"漏水": 2}


@pytest.mark.clause("5-3")
def test_what_only_one_complaint_says_is_not_listed() -> None:
    assert listed("欧阳喆说电梯坏了", "电梯坏了") == {"坏了": 2, "电梯": 2}


@pytest.mark.clause("5-3")
@pytest.mark.parametrize("name", ["王秀兰", "欧阳喆喆", "司马缸", "党爱国", "Kowalski", "李安全"])
def test_a_name_on_record_is_no_word_however_often_it_is_said(name: str) -> None:
    names = HiddenNames([name])
    found = listed(*[f"{name}家漏水，{name} 又来了"] * 5, names=names)
    assert found == {"漏水": 5}


@pytest.mark.clause("5-3")
def test_a_given_name_alone_is_no_word_unless_it_is_one_of_the_trade() -> None:
    names = HiddenNames(["王春生", "李安全"])
    found = listed(*["春生说楼道不安全", "找春生也没用，安全第一"], names=names)
    assert "春生" not in found
    assert found["安全"] == 2


@pytest.mark.clause("5-3")
def test_a_name_that_is_on_no_record_is_not_made_a_word() -> None:
    found = listed(*["诸葛钢铁锤家漏水，张冠玉也投诉"] * 4)
    assert found == {"漏水": 4}


def test_english_words_are_counted_without_their_capitals() -> None:
    found = listed("The lift is noisy. Noisy lift!", "Lift broken, very noisy", "noisy pump")
    assert found == {"noisy": 3, "lift": 2}


@pytest.mark.clause("5-3")
def test_a_latin_word_that_is_always_written_with_a_capital_may_be_a_name() -> None:
    assert listed("Told Brzezinski about the leak", "Brzezinski saw the leak") == {"leak": 2}


def test_names_on_record_are_starred_in_what_customers_wrote() -> None:
    names = HiddenNames(["王秀兰", "王秀", "John Smith"])
    masked = names.masked("王秀兰和 john smith 打了13912345678")
    assert masked == "王**和 j*** 打了139****5678"


def test_the_dictionary_is_loaded_with_the_first_word_list_only() -> None:
    program = "import sys, ui.feedback_screens; sys.exit('rjieba' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
