"""Times and lengths as people say them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app import i18n
from app.people_time import due_words, duration, short_duration, when

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 10, 40, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("2026-11-23 15:00", "today 15:00"),
        ("2026-11-24 00:00", "tomorrow 00:00"),
        ("2026-11-22 23:59", "yesterday 23:59"),
        ("2026-11-30 09:00", "11-30 09:00"),
        ("2027-01-02 09:00", "2027-01-02 09:00"),
    ],
)
def test_a_time_is_said_from_today(time: str, words: str) -> None:
    i18n.set_language("en")
    assert when(datetime.fromisoformat(time).replace(tzinfo=SHANGHAI), NOW, SHANGHAI) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-120, "overdue by 2 hours"),
        (35, "35 minutes"),
        (1, "1 minute"),
        (60, "today 11:40"),
        (24 * 60, "tomorrow 10:40"),
    ],
)
def test_a_due_time_is_said_as_what_is_left_or_past(minutes: int, words: str) -> None:
    i18n.set_language("en")
    assert due_words(NOW + timedelta(minutes=minutes), NOW, SHANGHAI) == words


@pytest.mark.parametrize(
    ("seconds", "face"), [(0, "0:00"), (161, "2:41"), (3600, "1:00:00"), (-5, "0:00")]
)
def test_a_running_time_is_shown_as_on_a_clock(seconds: int, face: str) -> None:
    assert short_duration(timedelta(seconds=seconds)) == face


def test_a_length_has_no_sign() -> None:
    i18n.set_language("en")
    assert duration(timedelta(hours=-2)) == duration(timedelta(hours=2)) == "2 hours"
