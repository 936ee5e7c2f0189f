"""The periods that reports are made for: a day, a month, a quarter, a year, in a project's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.errors import Problem, UserFacingError
from app.domain.months import Month

_WRITTEN = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?"
)


class PeriodKind(StrEnum):
    """How long a period is."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


@dataclass(frozen=True, order=True)
class Period:
    """One day, month, quarter or year; ``first_on`` is its first day.

    Written ``2026-10-05``, ``2026-10``, ``2026-Q4`` or ``2026``.
    """

    kind: PeriodKind
    first_on: date

    def __str__(self) -> str:
        first = self.first_on
        return {
            PeriodKind.DAY: f"{first:%Y-%m-%d}",
            PeriodKind.MONTH: f"{first:%Y-%m}",
            PeriodKind.QUARTER: f"{first:%Y}-Q{self.quarter}",
            PeriodKind.YEAR: f"{first:%Y}",
        }[self.kind]

    @classmethod
    def containing(cls, kind: PeriodKind, day: date) -> Period:
        """Return the period of ``kind`` that ``day`` belongs to."""
        if kind is PeriodKind.MONTH:
            day = day.replace(day=1)
        elif kind is PeriodKind.QUARTER:
            day = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        elif kind is PeriodKind.YEAR:
            day = day.replace(month=1, day=1)
        return cls(kind, day)

    @classmethod
    def of_month(cls, month: Month) -> Period:
        """Return a calendar month as a period."""
        return cls(PeriodKind.MONTH, date(month.year, month.number, 1))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as it is written.

        Raises:
            UserFacingError: it is none.
        """
        match = _WRITTEN.fullmatch(text.strip().upper())
        try:
            found = None if match is None else cls._written(match)
        except ValueError:
            found = None
        if found is None or not 1970 <= found.first_on.year <= 9998:
            raise UserFacingError(Problem.BAD_PERIOD, period=text)
        return found

    @classmethod
    def _written(cls, match: re.Match[str]) -> Period:
        year = int(match["year"])
        if match["day"]:
            return cls(PeriodKind.DAY, date(year, int(match["month"]), int(match["day"])))
        if match["month"]:
            return cls(PeriodKind.MONTH, date(year, int(match["month"]), 1))
        if match["quarter"]:
            return cls(PeriodKind.QUARTER, date(year, int(match["quarter"]) * 3 - 2, 1))
        return cls(PeriodKind.YEAR, date(year, 1, 1))

    @property
    def quarter(self) -> int:
        """Number of the quarter that the period begins in, 1 to 4."""
        return (self.first_on.month - 1) // 3 + 1

    @property
    def last_on(self) -> date:
        """The last day of the period."""
        return self.plus(1).first_on - timedelta(days=1)

    @property
    def month(self) -> Month:
        """The calendar month in which the period begins."""
        return Month(self.first_on.year, self.first_on.month)

    def plus(self, periods: int) -> Period:
        """Return the period so many periods later."""
        if self.kind is PeriodKind.DAY:
            return Period(self.kind, self.first_on + timedelta(days=periods))
        month = self.month.plus(periods * _MONTHS[self.kind])
        return Period(self.kind, date(month.year, month.number, 1))

    def year_before(self) -> Period | None:
        """Return the same period of the year before; there is none for 29 February."""
        try:
            return Period(self.kind, self.first_on.replace(year=self.first_on.year - 1))
        except ValueError:
            return None

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the half-open period [begin, end): local midnights as UTC."""
        begin, end = (
            datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
            for day in (self.first_on, self.plus(1).first_on)
        )
        return begin, end
