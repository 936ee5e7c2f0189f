"""What is asked, how long an answer holds, and how a notice is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.consent_words import (
    consent_channel_label,
    consent_state_label,
    purpose_label,
    purpose_question,
    what_stops,
)
from app.domain.consents import (
    ASKED,
    FIELDS,
    ConsentState,
    NoticeText,
    expiry,
    state_of,
    still_to_ask,
)
from app.domain.notices import NoticeVersion, in_force, least_told, paragraphs
from app.domain.terms import ConsentChannel, ConsentPurpose

NOW = datetime(2026, 3, 8, 2, 0, tzinfo=UTC)


def version(number: int, days: int, *, tell_again: bool = False) -> NoticeVersion:
    text = NoticeText(str(number), "zh_CN", "告知", "hash")
    return NoticeVersion("n", number, (text,), "", tell_again, NOW + timedelta(days=days))


@pytest.mark.clause("5-1")
def test_everything_but_service_is_asked() -> None:
    assert set(ASKED) == set(ConsentPurpose) - {ConsentPurpose.SERVICE}


@pytest.mark.parametrize("purpose", ConsentPurpose)
def test_every_purpose_says_what_it_uses_and_what_stops(purpose: ConsentPurpose) -> None:
    assert FIELDS[purpose]
    assert purpose_label(purpose)
    assert purpose_question(purpose)
    assert what_stops(purpose)


def test_every_state_and_channel_has_a_word() -> None:
    assert all(consent_state_label(state) for state in ConsentState)
    assert all(consent_channel_label(channel) for channel in ConsentChannel)


def test_a_consent_of_a_leap_day_runs_out_on_the_day_before_march() -> None:
    assert expiry(datetime(2028, 2, 29, 5, tzinfo=UTC)) == datetime(2031, 2, 28, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("agreed", "ends", "withdrawn", "state"),
    [
        (False, None, None, ConsentState.DECLINED),
        (True, None, None, ConsentState.GIVEN),
        (True, 1, None, ConsentState.GIVEN),
        (True, 0, None, ConsentState.EXPIRED),
        (True, 1, 0, ConsentState.WITHDRAWN),
        (True, 0, 0, ConsentState.WITHDRAWN),
    ],
)
def test_the_state_of_an_answer(
    agreed: bool, ends: int | None, withdrawn: int | None, state: ConsentState
) -> None:
    found = state_of(
        agreed=agreed,
        expires_at=None if ends is None else NOW + timedelta(days=ends),
        withdrawn_at=None if withdrawn is None else NOW + timedelta(days=withdrawn),
        now=NOW,
    )
    assert found is state


def test_a_changed_notice_asks_for_everything_again() -> None:
    states = dict.fromkeys(ASKED, ConsentState.GIVEN)
    assert still_to_ask(states, must_be_told=False) == []
    assert still_to_ask(states, must_be_told=True) == list(ASKED)


def test_the_highest_version_whose_day_has_come_is_in_force() -> None:
    versions = (version(1, -10), version(2, -1), version(3, 5))
    assert in_force(versions, NOW) is versions[1]


def test_with_a_clock_set_back_the_first_version_is_shown() -> None:
    versions = (version(1, 10), version(2, 20))
    assert in_force(versions, NOW) is versions[0]
    assert in_force((), NOW) is None


def test_only_a_version_that_asks_for_it_is_told_again() -> None:
    versions = (version(1, -9), version(2, -5, tell_again=True), version(3, -1))
    assert least_told(versions, NOW) == 2
    assert least_told((version(1, -9), version(2, 5, tell_again=True)), NOW) == 0


def test_a_notice_is_read_as_titles_paragraphs_and_bold_words() -> None:
    title, first, second = paragraphs("# Title\n\n**Who**: us,\nall of us\n\n<b>2 * 3</b>")
    assert (title.words, title.heading) == ("Title", True)
    assert [(run.words, run.bold) for run in first.runs] == [
        ("Who", True),
        (": us, all of us", False),
    ]
    assert second.words == "<b>2 * 3</b>"
