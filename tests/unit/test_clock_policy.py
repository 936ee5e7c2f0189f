"""Clocks and office hours are kept as plain values and read back the same."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendars import DEFAULT_WEEK, END_OF_DAY, BusinessCalendar, Window
from app.domain.clock_policy import (
    PRESETS,
    PresetName,
    check_preset,
    check_week,
    preset_from_plain,
    preset_named,
    preset_to_plain,
    target_from_plain,
    target_to_plain,
    time_from_plain,
    time_to_plain,
    week_from_plain,
    week_to_plain,
)
from app.domain.clocks import DEFAULT_PRESET, STRICT_PRESET, Clock, Preset, Target, TimeUnit
from app.domain.errors import FieldError, FieldProblem
from app.domain.terms import ClockKind, Severity
from tests.unit.drawn_calendars import calendars, targets


@given(targets)
def test_a_target_comes_back_as_it_was(target: Target) -> None:
    assert target_from_plain(target_to_plain(target)) == target


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"amount": 3, "unit": "week", "clock": "business"},
        {"amount": -3, "unit": "day", "clock": "business"},
        {"amount": None, "unit": "day", "clock": "business"},
    ],
)
def test_what_is_no_target_is_refused(plain: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a target"):
        target_from_plain(plain)


@pytest.mark.parametrize("preset", PRESETS.values())
def test_a_preset_comes_back_as_it_was(preset: Preset) -> None:
    assert preset_from_plain(preset_to_plain(preset)) == preset


def test_a_preset_is_known_by_its_name_until_it_is_edited() -> None:
    assert preset_named(STRICT_PRESET) is PresetName.STRICT
    edited = {
        **STRICT_PRESET,
        Severity.MINOR: {
            **STRICT_PRESET[Severity.MINOR],
            ClockKind.RESOLUTION: Target(6, TimeUnit.DAY, Clock.BUSINESS),
        },
    }
    assert preset_named(edited) is None


@pytest.mark.parametrize("name", list(PresetName))
def test_every_shipped_preset_can_be_used(name: PresetName) -> None:
    assert check_preset(PRESETS[name]) == PRESETS[name]


def edited(severity: Severity, kind: ClockKind, amount: int) -> Preset:
    target = Target(amount, TimeUnit.HOUR, Clock.ELAPSED)
    return {**DEFAULT_PRESET, severity: {**DEFAULT_PRESET[severity], kind: target}}


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        (ClockKind.HAND_OVER, -1),
        (ClockKind.FIRST_ANSWER, 0),
        (ClockKind.TELL_CUSTOMER, 0),
        (ClockKind.RESOLUTION, 0),
        (ClockKind.RESOLUTION, 1000),
    ],
)
def test_a_limit_out_of_range_is_refused_at_its_cell(kind: ClockKind, amount: int) -> None:
    with pytest.raises(FieldError) as caught:
        check_preset(edited(Severity.MAJOR, kind, amount))
    assert (caught.value.field, caught.value.problem) == (f"2.{kind}", FieldProblem.OUT_OF_RANGE)


def test_only_the_hand_over_may_be_due_at_once() -> None:
    preset = edited(Severity.MAJOR, ClockKind.HAND_OVER, 0)
    assert check_preset(preset) == preset


def test_only_telling_the_customer_may_have_no_limit() -> None:
    without = dict(DEFAULT_PRESET[Severity.NORMAL])
    del without[ClockKind.RESOLUTION]
    with pytest.raises(FieldError) as caught:
        check_preset({**DEFAULT_PRESET, Severity.NORMAL: without})
    assert caught.value.problem is FieldProblem.REQUIRED
    assert ClockKind.TELL_CUSTOMER not in DEFAULT_PRESET[Severity.MINOR]


@given(calendars)
def test_office_hours_come_back_as_they_were(calendar: BusinessCalendar) -> None:
    assert week_from_plain(week_to_plain(calendar.week)) == calendar.week


@given(st.times().map(lambda moment: moment.replace(second=0, microsecond=0)))
def test_a_time_of_day_comes_back_as_it_was(moment: time) -> None:
    assert time_from_plain(time_to_plain(moment)) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [("8:30", time(8, 30)), (" 08：30 ", time(8, 30)), ("24:00", END_OF_DAY), ("0:00", time())],
)
def test_a_time_of_day_is_read_as_people_write_it(text: str, moment: time) -> None:
    assert time_from_plain(text) == moment


@pytest.mark.parametrize("text", ["", "8", "8.30", "24:30", "25:00", "12:60", "²:00", "ab:cd"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a time"):
        time_from_plain(text)


def test_windows_are_put_in_order() -> None:
    evening, morning = Window(time(14), time(18)), Window(time(8), time(12))
    assert check_week(((evening, morning), *((),) * 6))[0] == (morning, evening)


def test_overlapping_windows_are_refused_at_their_day() -> None:
    overlapping = (Window(time(8), time(12)), Window(time(11), time(18)))
    with pytest.raises(FieldError) as caught:
        check_week((*DEFAULT_WEEK[:2], overlapping, *DEFAULT_WEEK[3:]))
    assert (caught.value.field, caught.value.problem) == ("2", FieldProblem.WINDOWS_OVERLAP)


def test_a_week_on_which_nobody_works_is_refused() -> None:
    with pytest.raises(FieldError) as caught:
        check_week(((),) * 7)
    assert caught.value.problem is FieldProblem.NOBODY_WORKS
