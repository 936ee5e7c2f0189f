"""A signature is strokes within the pad, and more than a dot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Problem, UserFacingError
from app.domain.strokes import (
    FULL_HEIGHT,
    FULL_WIDTH,
    LONGEST_MS,
    MOST_POINTS,
    MOST_STROKES,
    clean_strokes,
    looks_signed,
    strokes_hash,
)

NAME = [[[100, 100, 0], [300, 200, 120]], [[400, 100, 300], [500, 250, 400]]]


def test_a_signature_stays_as_it_was_written() -> None:
    assert clean_strokes(NAME) == NAME


def test_points_outside_the_pad_are_brought_to_its_edge() -> None:
    cleaned = clean_strokes([[[-50, -3, -1], [2000, 9999, 10**9]]])
    assert cleaned == [[[0, 0, 0], [FULL_WIDTH, FULL_HEIGHT, LONGEST_MS]]]


def test_a_pen_that_rests_adds_nothing() -> None:
    assert clean_strokes([[[0, 0, 0], [0, 0, 5], [200, 0, 9]]]) == [[[0, 0, 0], [200, 0, 9]]]


@pytest.mark.parametrize("raw", [[], [[]], [[[500, 100, 0]]], [[[500, 100, 0], [510, 104, 9]]]])
def test_nothing_and_a_dot_are_no_signature(raw: object) -> None:
    with pytest.raises(UserFacingError) as refused:
        clean_strokes(raw)
    assert refused.value.problem is Problem.SIGNATURE_MISSING


@pytest.mark.parametrize(
    "raw",
    [
        [[[x % 1000, x % 300, x] for x in range(MOST_POINTS + 1)]],
        [[[0, 0, 0], [500, 0, 1]]] * (MOST_STROKES + 1),
    ],
)
def test_more_than_any_signature_is_refused(raw: object) -> None:
    with pytest.raises(UserFacingError) as refused:
        clean_strokes(raw)
    assert refused.value.problem is Problem.SIGNATURE_TOO_LONG


@pytest.mark.parametrize(
    "raw",
    [None, "strokes", [1], [[1]], [[[1, 2]]], [[["1", 2, 3]]], [[[True, 2, 3]]], [[[1, 2, 3, 4]]]],
)
def test_what_is_no_list_of_strokes_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"strokes|point"):
        clean_strokes(raw)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_without_end_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="point"):
        clean_strokes([[[number, 2, 3]]])


numbers = st.integers(-5000, 5000) | st.floats(-5000, 5000)


@given(st.lists(st.lists(st.tuples(numbers, numbers, numbers), max_size=20), max_size=8))
def test_cleaning_twice_changes_nothing(raw: list[list[tuple[float, float, float]]]) -> None:
    try:
        cleaned = clean_strokes(raw)
    except UserFacingError:
        return
    assert looks_signed(cleaned)
    assert clean_strokes(cleaned) == cleaned


def test_one_moved_point_changes_the_hash() -> None:
    moved = [[list(point) for point in stroke] for stroke in NAME]
    moved[1][0][0] += 1
    assert strokes_hash(NAME) != strokes_hash(moved)
