"""A policy value of the wrong kind or size counts as not set."""

from __future__ import annotations

import pytest

from app.domain.policy import (
    COMPANY_NAME,
    IDLE_LOCK_SECONDS,
    RECOVERY_CONFIRMED,
    SETTINGS,
    PolicySetting,
)


@pytest.mark.parametrize("value", [30, 31, 120, 3600])
def test_a_number_within_bounds_is_taken(value: int) -> None:
    assert IDLE_LOCK_SECONDS.accept(value) == value


@pytest.mark.parametrize("value", [29, 3601, 0, -1, True, "120", 120.0, None, [], {}])
def test_anything_else_gives_the_default(value: object) -> None:
    assert IDLE_LOCK_SECONDS.accept(value) == 120


@pytest.mark.parametrize("value", [1, 0, "true", None])
def test_a_yes_or_no_is_no_number(value: object) -> None:
    assert RECOVERY_CONFIRMED.accept(value) is False


def test_a_name_is_taken_as_it_is() -> None:
    assert COMPANY_NAME.accept("𠮷<b>") == "𠮷<b>"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_says_what_it_means_and_accepts_its_own_default(
    setting: PolicySetting[int] | PolicySetting[str] | PolicySetting[bool],
) -> None:
    assert setting.meaning
    assert setting.accept(setting.default) == setting.default


def test_no_setting_is_declared_twice() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(names) == len(set(names))
