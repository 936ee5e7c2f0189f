"""A year's holidays out of a file: one line a day with date, kind and name.

The State Council's notice is a text; whoever types it into a spreadsheet saves it as CSV, in UTF-8
or in GB18030 as Chinese spreadsheets do.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date

from app.domain.calendars import DayException, DayKind
from app.domain.errors import Problem, UserFacingError
from app.domain.typed_text import NAME_LIMIT, clean_line

_KINDS = {
    "holiday": DayKind.HOLIDAY,
    "workday": DayKind.WORKDAY,
    "休": DayKind.HOLIDAY,
    "班": DayKind.WORKDAY,
    "放假": DayKind.HOLIDAY,
    "上班": DayKind.WORKDAY,
}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d\d)(\d\d)")


def read_calendar_file(content: bytes) -> Mapping[date, DayException]:
    """Return the days that a file names, in the order of the dates.

    A first line without a date is taken for the heading.

    Raises:
        UserFacingError: there is no day in it, or a line cannot be read; the sentence names it.
    """
    days: dict[date, DayException] = {}
    for line, cells in _lines(content):
        day = _date(cells[0])
        if day is None:
            if line == 1:
                continue
            raise UserFacingError(Problem.CALENDAR_FILE_DATE, line=line, value=cells[0][:40])
        kind = _KINDS.get(cells[1].casefold()) if len(cells) > 1 else None
        if kind is None:
            value = cells[1][:40] if len(cells) > 1 else ""
            raise UserFacingError(Problem.CALENDAR_FILE_KIND, line=line, value=value)
        exception = DayException(kind, cells[2][:NAME_LIMIT] if len(cells) > 2 else "")
        if day in days and days[day].kind is not kind:
            raise UserFacingError(Problem.CALENDAR_FILE_TWICE, line=line, value=day.isoformat())
        days[day] = exception
    if not days:
        raise UserFacingError(Problem.CALENDAR_FILE_EMPTY)
    return dict(sorted(days.items()))


def _lines(content: bytes) -> list[tuple[int, list[str]]]:
    """Return the lines that are not empty with their numbers, cells without outer blanks."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    separator = next((sign for sign in "\t;，" if sign in text and "," not in text), ",")
    reader = csv.reader(text.splitlines(), delimiter=separator)
    rows = []
    try:
        for cells in reader:
            cleaned = [clean_line(cell) for cell in cells]
            if any(cleaned):
                rows.append((reader.line_num, cleaned))
    except csv.Error as error:
        raise UserFacingError(Problem.CALENDAR_FILE_EMPTY) from error
    return rows


def _date(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None
