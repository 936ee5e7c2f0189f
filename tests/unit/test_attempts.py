"""Wrong passwords slow the next attempt down and never shut anybody out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.attempts import AttemptDelay


def delays(failures: int) -> list[float]:
    """Return the wait after each of so many wrong passwords, each typed as soon as one may."""
    delay, now, waits = AttemptDelay(), 1000.0, []
    for _ in range(failures):
        delay.failed(now)
        waits.append(delay.seconds_left(now))
        now += waits[-1]
    return waits


def test_four_slips_of_the_finger_cost_nothing() -> None:
    assert delays(4) == [0.0] * 4


def test_from_the_fifth_on_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    assert delays(12)[4:] == [30, 60, 120, 240, 480, 900, 900, 900]


@given(st.integers(1, 3000))
def test_nobody_is_ever_shut_out_for_longer_than_a_quarter_of_an_hour(failures: int) -> None:
    delay = AttemptDelay()
    delay.failures = failures - 1
    delay.failed(0.0)
    assert delay.seconds_left(0.0) <= 900
    assert delay.seconds_left(900.0) == 0


@given(st.integers(5, 50), st.floats(0, 2000), st.floats(0, 2000))
def test_the_wait_only_shrinks_while_time_passes(failures: int, a: float, b: float) -> None:
    delay = AttemptDelay()
    for _ in range(failures):
        delay.failed(0.0)
    first, second = sorted((a, b))
    assert delay.seconds_left(first) >= delay.seconds_left(second) >= 0


def test_the_right_password_forgets_the_wrong_ones() -> None:
    delay = AttemptDelay()
    for _ in range(9):
        delay.failed(0.0)
    delay.succeeded()
    assert delay.seconds_left(0.0) == 0
    delay.failed(0.0)
    assert delay.seconds_left(0.0) == 0
