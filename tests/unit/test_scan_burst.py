"""A scanner is told from a person by its pace and by what it types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scan_burst import GAP_SECONDS, ScanBurst, Taken

CODE = "TS-20261123-002 7K3M"
FAST, SLOW = GAP_SECONDS * 0.9, GAP_SECONDS * 1.1


def typed(text: str, gap: float, burst: ScanBurst | None = None) -> list[Taken]:
    reader = burst or ScanBurst()
    return [reader.take(character, number * gap) for number, character in enumerate(text)]


def test_a_burst_that_is_a_code_and_ends_with_enter_is_a_scan() -> None:
    burst = ScanBurst()
    taken = typed(CODE + "\r", FAST, burst)
    assert taken[0] is Taken.PASSED
    assert set(taken[1:-1]) == {Taken.HELD}
    assert taken[-1] is Taken.COMPLETE
    assert burst.text == CODE


def test_the_same_at_a_persons_pace_is_typing() -> None:
    assert set(typed(CODE + "\r", SLOW)) == {Taken.PASSED}


def test_a_pause_in_the_middle_ends_the_burst() -> None:
    burst = ScanBurst()
    typed(CODE[:9], FAST, burst)
    assert burst.take(CODE[9], 9 * FAST + SLOW) is Taken.PASSED
    assert burst.text == ""


@pytest.mark.parametrize("text", ["TS-20261123-002", "TS-20261123-002 7K3", "TS-2026", "3"])
def test_enter_after_anything_but_a_whole_code_passes(text: str) -> None:
    assert typed(text + "\r", FAST)[-1] is Taken.PASSED


def test_a_fast_typist_of_other_words_is_never_held_back() -> None:
    assert set(typed("13800006027\r", FAST)) == {Taken.PASSED}


def test_two_scans_one_after_the_other_are_two() -> None:
    burst = ScanBurst()
    taken = typed(CODE + "\r", FAST, burst)
    burst.forget()
    again = [burst.take(c, 10 + n * FAST) for n, c in enumerate("BX-20261123-011 00ZZ\r")]
    assert taken[-1] is again[-1] is Taken.COMPLETE


def test_a_code_that_follows_on_other_keys_is_heard_from_its_first_letter() -> None:
    burst = ScanBurst()
    taken = typed("T" + CODE + "\r", FAST, burst)
    assert taken[-1] is Taken.COMPLETE
    assert burst.text == CODE


@given(st.text(max_size=30), st.floats(0, 0.2))
def test_nothing_is_ever_complete_but_a_code(text: str, gap: float) -> None:
    assert Taken.COMPLETE not in typed(text.replace("\r", "") + "x\r", gap)
