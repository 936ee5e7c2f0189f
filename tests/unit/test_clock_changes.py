"""A limit that changes while it runs is fair: a stricter one never reaches back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.calendars import BusinessCalendar, Span
from app.domain.clocks import (
    Clock,
    Due,
    DueStepKind,
    Target,
    TimeUnit,
    due_after,
    due_after_change,
)
from tests.unit.drawn_calendars import SHANGHAI, calendars, started_with_pauses, targets

OFFICE = BusinessCalendar(SHANGHAI)
shares = st.floats(0, 0.99)
Started = tuple[datetime, tuple[Span, ...]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def changed(
    calendar: BusinessCalendar, started: Started, old: Target, new: Target, share: float
) -> tuple[Due, datetime, datetime, Due]:
    """Change a limit when ``share`` of it has passed; return old due, moment, beginning and due."""
    start, pauses = started
    before = due_after(start, old, calendar, pauses)
    moment = start + (before.at - start) * share
    assume(moment < before.at)
    counts_from, due = due_after_change(
        started_at=start,
        changed_at=moment,
        old_due_at=before.at,
        target=new,
        calendar=calendar,
        pauses=pauses,
        old_counts_from=start,
        old_target=old,
    )
    return before, moment, counts_from, due


@given(calendars, started_with_pauses(), targets, targets, shares)
@pytest.mark.clause("4.3-3")
def test_a_milder_limit_counts_from_the_start_and_is_never_due_earlier(
    calendar: BusinessCalendar, started: Started, old: Target, new: Target, share: float
) -> None:
    start, pauses = started
    assume(due_after(start, new, calendar, pauses).at >= due_after(start, old, calendar, pauses).at)
    before, _moment, counts_from, due = changed(calendar, started, old, new, share)
    assert counts_from == start
    assert due.at >= before.at


@given(calendars, started_with_pauses(), targets, targets, shares)
@pytest.mark.clause("4.3-3")
def test_a_stricter_limit_is_never_due_later(
    calendar: BusinessCalendar, started: Started, old: Target, new: Target, share: float
) -> None:
    start, pauses = started
    assume(due_after(start, new, calendar, pauses).at < due_after(start, old, calendar, pauses).at)
    before, _moment, _counts_from, due = changed(calendar, started, old, new, share)
    assert due.at <= before.at


@given(calendars, started_with_pauses(), targets, targets, shares)
def test_a_stricter_limit_asks_for_nothing_before_it_was_known(
    calendar: BusinessCalendar, started: Started, old: Target, new: Target, share: float
) -> None:
    _before, moment, _counts_from, due = changed(calendar, started, old, new, share)
    assert due.at > moment


@given(calendars, started_with_pauses(), targets, targets, shares)
def test_the_target_and_beginning_that_are_kept_give_the_due_time_again(
    calendar: BusinessCalendar, started: Started, old: Target, new: Target, share: float
) -> None:
    _before, _moment, counts_from, due = changed(calendar, started, old, new, share)
    assert due_after(counts_from, due.target, calendar, started[1]).at == due.at


def test_a_case_raised_to_critical_has_a_day_from_then_on() -> None:
    counts_from, due = due_after_change(
        started_at=at("2026-11-23 10:40"),
        changed_at=at("2026-11-23 16:00"),
        old_due_at=at("2026-11-26 10:40"),
        target=Target(24, TimeUnit.HOUR, Clock.ELAPSED),
        calendar=OFFICE,
    )
    assert (counts_from, due.at) == (at("2026-11-23 16:00"), at("2026-11-24 16:00"))


def test_where_the_old_target_is_not_known_the_explanation_says_that_the_due_time_stands() -> None:
    old_due_at = at("2026-11-24 12:00")
    _counts_from, due = due_after_change(
        started_at=at("2026-11-20 10:40"),
        changed_at=at("2026-11-24 11:00"),
        old_due_at=old_due_at,
        target=Target(24, TimeUnit.HOUR, Clock.ELAPSED),
        calendar=OFFICE,
    )
    assert due.at == old_due_at
    assert [step.kind for step in due.steps] == [
        DueStepKind.STARTED,
        DueStepKind.KEPT,
        DueStepKind.DUE,
    ]


def test_a_case_lowered_again_has_its_first_time_back() -> None:
    start, raised_at = at("2026-11-23 10:40"), at("2026-11-23 16:00")
    normal, critical = (
        Target(3, TimeUnit.DAY, Clock.BUSINESS),
        Target(24, TimeUnit.HOUR, Clock.ELAPSED),
    )
    counts_from, raised = due_after_change(
        started_at=start,
        changed_at=raised_at,
        old_due_at=due_after(start, normal, OFFICE).at,
        target=critical,
        calendar=OFFICE,
    )
    _from, lowered = due_after_change(
        started_at=start,
        changed_at=raised_at + timedelta(hours=1),
        old_due_at=raised.at,
        target=normal,
        calendar=OFFICE,
        old_counts_from=counts_from,
        old_target=raised.target,
    )
    assert lowered.at == due_after(start, normal, OFFICE).at
