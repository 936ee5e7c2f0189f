"""The order of reminders, and for how long one may be put off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.reminding import Reminder, Stage, in_order, loud, quiet_until, stage_at
from app.domain.terms import EscalationCause, NextStep

NOW = datetime(2026, 10, 12, 2, 40, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DUE = Reminder("t1", "c1", "TS-001", "电梯", Stage.DUE, NOW - MINUTE, NextStep.KEEP_PROMISE)
WARN = replace(DUE, subject_id="t2", stage=Stage.WARN, due_at=NOW + 10 * MINUTE)
BROUGHT = Reminder(
    "c2/brought", "c2", "TS-002", "电梯", Stage.ESCALATED, None, None, EscalationCause.CLOCK, 1
)


def test_stages_follow_the_time() -> None:
    warns_at, due_at = NOW, NOW + MINUTE
    assert stage_at(NOW - MINUTE, warns_at, due_at) is None
    assert stage_at(NOW, warns_at, due_at) is Stage.WARN
    assert stage_at(NOW + MINUTE, warns_at, due_at) is Stage.DUE


def test_what_was_brought_leads_then_what_is_due_then_what_warns() -> None:
    higher = replace(BROUGHT, subject_id="c3/brought", level=2)
    older = replace(DUE, subject_id="t3", due_at=NOW - 60 * MINUTE)
    assert in_order([WARN, DUE, BROUGHT, older, higher]) == (higher, BROUGHT, older, DUE, WARN)


def test_later_is_ten_minutes() -> None:
    assert quiet_until(DUE, NOW, opened=False) == NOW + 10 * MINUTE
    assert quiet_until(BROUGHT, NOW, opened=False) == NOW + 10 * MINUTE


def test_what_was_opened_and_is_still_owed_comes_back_after_an_hour() -> None:
    assert quiet_until(DUE, NOW, opened=True) == NOW + 60 * MINUTE


@pytest.mark.parametrize("opened", [True, False])
def test_an_early_warning_comes_back_a_quarter_of_an_hour_before(opened: bool) -> None:
    early = replace(WARN, due_at=NOW + 600 * MINUTE)
    assert quiet_until(early, NOW, opened=opened) == NOW + 585 * MINUTE
    assert quiet_until(WARN, NOW, opened=opened) == NOW + 10 * MINUTE


def test_what_was_put_off_keeps_quiet_until_its_time() -> None:
    quiet = {DUE.key: NOW + MINUTE}
    assert loud([DUE, WARN], quiet, NOW) == (WARN,)
    assert loud([DUE, WARN], quiet, NOW + MINUTE) == (DUE, WARN)


def test_a_new_stage_or_another_time_is_not_put_off_with_the_old_one() -> None:
    quiet = {WARN.key: NOW + 60 * MINUTE}
    due = replace(WARN, stage=Stage.DUE)
    moved = replace(WARN, due_at=NOW + 5 * MINUTE)
    higher = replace(BROUGHT, level=2)
    assert loud([due, moved], quiet, NOW) == (due, moved)
    assert loud([higher], {BROUGHT.key: NOW + 60 * MINUTE}, NOW) == (higher,)
