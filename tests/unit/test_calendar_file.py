"""A file of holidays is read whatever spreadsheet wrote it, and each bad line is named."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.calendar_file import read_calendar_file
from app.domain.calendars import DayException, DayKind
from app.domain.errors import Problem, UserFacingError

FIRST = {date(2027, 10, 1): DayException(DayKind.HOLIDAY, "国庆节")}


@pytest.mark.parametrize(
    "content",
    [
        "date,kind,name\n2027-10-01,holiday,国庆节\n".encode(),
        "\ufeff日期,类型,名称\r\n2027/10/1,休,国庆节\r\n".encode(),
        "日期,类型,名称\n2027年10月1日,休,国庆节".encode("gb18030"),
        "20271001,HOLIDAY,国庆节".encode(),
        "2027-10-01\t休\t国庆节\n\n".encode(),
        "2027-10-01;放假;国庆节".encode(),
        "2027-10-01,休,国庆节\n2027-10-01,休,国庆节\n".encode(),
    ],
)
def test_a_day_is_read_as_people_write_it(content: bytes) -> None:
    assert read_calendar_file(content) == FIRST


def test_a_name_may_be_missing() -> None:
    days = read_calendar_file(b"2027-09-26,workday\n")
    assert days == {date(2027, 9, 26): DayException(DayKind.WORKDAY)}


def test_days_come_in_the_order_of_the_dates() -> None:
    days = read_calendar_file("2027-10-02,休\n2027-10-01,休\n".encode())
    assert list(days) == [date(2027, 10, 1), date(2027, 10, 2)]


@pytest.mark.parametrize(
    ("content", "problem", "line"),
    [
        ("2027-10-01,休\n2027-13-01,休", Problem.CALENDAR_FILE_DATE, 2),
        ("2027-10-01,休\n国庆节,休", Problem.CALENDAR_FILE_DATE, 2),
        ("日期,类型\n2027-10-01,半天", Problem.CALENDAR_FILE_KIND, 2),
        ("2027-10-01", Problem.CALENDAR_FILE_KIND, 1),
        ("2027-10-01,休\n\n2027-10-01,班", Problem.CALENDAR_FILE_TWICE, 3),
    ],
)
def test_a_line_that_cannot_be_read_is_named(content: str, problem: Problem, line: int) -> None:
    with pytest.raises(UserFacingError) as caught:
        read_calendar_file(content.encode())
    assert (caught.value.problem, caught.value.facts["line"]) == (problem, line)


@pytest.mark.parametrize("content", [b"", b"\n\n", "日期,类型,名称\n".encode(), b"\xff\xfe\x00"])
def test_a_file_without_days_is_refused(content: bytes) -> None:
    with pytest.raises(UserFacingError) as caught:
        read_calendar_file(content)
    assert caught.value.problem is Problem.CALENDAR_FILE_EMPTY
