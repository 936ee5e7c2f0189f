"""Calendar months in a project's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.errors import Problem, UserFacingError

_WRITTEN = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month; ``number`` runs from 1 to 12."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read a month written as ``2026-10``.

        Raises:
            UserFacingError: it is none.
        """
        match = _WRITTEN.fullmatch(text.strip())
        if match is None or not 1 <= int(match[2]) <= 12 or not 1970 <= int(match[1]) <= 9998:
            raise UserFacingError(Problem.BAD_MONTH, month=text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, instant: datetime, zone: ZoneInfo) -> Month:
        """Return the month that ``instant`` falls into."""
        local = instant.astimezone(zone)
        return cls(local.year, local.month)

    def plus(self, months: int) -> Month:
        """Return the month so many months later."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the half-open period [begin, end) of the month: local midnights as UTC."""
        after = self.plus(1)
        begin = datetime(self.year, self.number, 1, tzinfo=zone)
        end = datetime(after.year, after.number, 1, tzinfo=zone)
        return begin.astimezone(UTC), end.astimezone(UTC)
