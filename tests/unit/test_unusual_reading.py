"""Unusual reading is found by a rule that nothing read later can change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.terms import AccessKind
from app.domain.unusual_reading import Reading, UnusualKind, UnusualReading, find_unusual

pytestmark = pytest.mark.clause("5-3")
DAY = datetime(2026, 10, 12, tzinfo=UTC)
OPENS, CLOSES = DAY.replace(hour=9), DAY.replace(hour=18)
MOST = 3

minutes = st.lists(st.integers(0, 24 * 60 - 1), max_size=40).map(sorted)


def reading(
    seq: int, minute: int, kind: AccessKind = AccessKind.REVEAL, staff: str = "li"
) -> Reading:
    return Reading(seq, staff, kind, DAY + timedelta(minutes=minute), date(2026, 10, 12))


def found(*readings: Reading) -> tuple[UnusualReading, ...]:
    return find_unusual(readings, most_in_an_hour=MOST, is_open=lambda at: OPENS <= at < CLOSES)


def many(*readings: Reading) -> list[UnusualReading]:
    return [one for one in found(*readings) if one.kind is UnusualKind.MANY_REVEALS]


def at_minutes(times: list[int]) -> list[Reading]:
    return [reading(seq, minute) for seq, minute in enumerate(times, start=1)]


def test_as_many_as_the_policy_allows_are_usual() -> None:
    assert not found(*at_minutes([600, 601, 602]))


def test_one_more_within_an_hour_is_unusual() -> None:
    (one,) = found(*at_minutes([600, 601, 602, 659]))
    assert (one.kind, one.staff_id, one.count, one.last_seq) == (
        UnusualKind.MANY_REVEALS,
        "li",
        4,
        4,
    )


def test_after_a_whole_hour_a_reveal_counts_no_more() -> None:
    assert not found(*at_minutes([600, 601, 602, 660]))


def test_only_reveals_make_many() -> None:
    opened = [reading(seq, 600 + seq, AccessKind.OPEN_CARD) for seq in range(1, 30)]
    assert not found(*opened)


def test_two_people_are_two_people() -> None:
    half = [reading(seq, 600, staff="li") for seq in (1, 2)]
    assert not found(*half, *(reading(seq, 600, staff="zhou") for seq in (3, 4)))


@pytest.mark.parametrize("kind", [AccessKind.REVEAL, AccessKind.COPY, AccessKind.PRINT])
def test_names_seen_outside_office_hours_are_unusual(kind: AccessKind) -> None:
    (one,) = found(reading(1, 8 * 60, kind), reading(2, 23 * 60, kind))
    assert (one.kind, one.count) == (UnusualKind.OUTSIDE_HOURS, 2)


def test_an_opened_page_outside_office_hours_is_usual() -> None:
    assert not found(reading(1, 0, AccessKind.OPEN_CARD))


def test_each_export_is_unusual_by_itself() -> None:
    first = [reading(seq, 600, AccessKind.EXPORT) for seq in (1, 2, 3)]
    (late, early) = found(*first, reading(4, 700, AccessKind.EXPORT))
    assert (early.kind, early.count, late.count) == (UnusualKind.EXPORT, 3, 1)


@given(minutes)
def test_many_is_found_exactly_where_some_hour_has_too_many(times: list[int]) -> None:
    too_many = any(sum(start <= one < start + 60 for one in times) > MOST for start in times)
    assert bool(many(*at_minutes(times))) is too_many


@given(minutes, st.integers(0, 40))
def test_what_was_found_stays_found_whatever_is_read_later(times: list[int], cut: int) -> None:
    readings = at_minutes(times)
    assert set(many(*readings[:cut])) <= set(many(*readings))


@given(minutes, st.randoms(use_true_random=False))
def test_the_order_of_the_entries_does_not_matter(times: list[int], random: object) -> None:
    readings = at_minutes(times)
    shuffled = list(readings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert found(*readings) == found(*shuffled)


@given(minutes)
def test_no_reveal_is_counted_in_two_findings(times: list[int]) -> None:
    findings = many(*at_minutes(times))
    assert sum(one.count for one in findings) <= len(times)
    assert all(one.last_at - one.first_at < timedelta(hours=1) for one in findings)
