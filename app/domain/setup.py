"""What the first run asks for, checked before anything is made."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.domain.errors import Problem, UserFacingError
from app.domain.typed_text import clean_line

ROOM_LIMIT = 50_000
PASSWORD_LEAST = 10
PASSWORD_MOST = 128
DEFAULT_TIMEZONE = "Asia/Shanghai"

_CODE = re.compile(r"[A-Za-z0-9]{1,12}")
_RANGE = re.compile(r"(\d{1,4})(?:\s*[-~\u2010-\u2015\u2212至到]\s*(\d{1,4}))?")
# A room number is floor × 100 + household, so a floor has 99 households at most.
_HOUSEHOLDS_MOST = 99
_FLOORS_MOST = 200


class RoomAddress(NamedTuple):
    """One room of a pattern, e.g. building '6', unit '2', room '1804'."""

    building: str
    unit: str
    room: str


@dataclass(frozen=True)
class RoomPattern:
    """Buildings, units, floors and households a floor, each range with both its ends."""

    buildings: tuple[int, int]
    units: tuple[int, int]
    floors: tuple[int, int]
    households_per_floor: int

    @property
    def count(self) -> int:
        """How many rooms the pattern makes."""
        spans = (self.buildings, self.units, self.floors)
        product = self.households_per_floor
        for low, high in spans:
            product *= max(high - low + 1, 0)
        return product

    def check(self) -> None:
        """Make sure that the pattern makes between 1 and 50,000 rooms.

        Raises:
            UserFacingError: a range runs backwards or begins below 1, or there are too many rooms.
        """
        spans = (self.buildings, self.units, self.floors)
        backwards = any(low < 1 or high < low for low, high in spans)
        households_fit = 1 <= self.households_per_floor <= _HOUSEHOLDS_MOST
        if backwards or not households_fit or self.floors[1] > _FLOORS_MOST:
            raise UserFacingError(Problem.BAD_ROOM_PATTERN)
        if self.count > ROOM_LIMIT:
            raise UserFacingError(Problem.TOO_MANY_ROOMS, count=self.count, limit=ROOM_LIMIT)

    def rooms(self) -> Iterator[RoomAddress]:
        """Yield every room, building by building, from the lowest floor up."""
        for building in range(self.buildings[0], self.buildings[1] + 1):
            for unit in range(self.units[0], self.units[1] + 1):
                for floor in range(self.floors[0], self.floors[1] + 1):
                    for household in range(1, self.households_per_floor + 1):
                        yield RoomAddress(str(building), str(unit), str(floor * 100 + household))

    @property
    def first(self) -> RoomAddress:
        """The first room, to show what the pattern means."""
        return self._room(self.buildings[0], self.units[0], self.floors[0], 1)

    @property
    def last(self) -> RoomAddress:
        """The last room, to show what the pattern means."""
        return self._room(
            self.buildings[1], self.units[1], self.floors[1], self.households_per_floor
        )

    @staticmethod
    def _room(building: int, unit: int, floor: int, household: int) -> RoomAddress:
        return RoomAddress(str(building), str(unit), str(floor * 100 + household))


def parse_room_pattern(buildings: str, units: str, floors: str, households: str) -> RoomPattern:
    """Read a pattern as people write it: '1-6', '1–2', '3 至 18', or one number.

    Raises:
        UserFacingError: not such a range, or too many rooms.
    """
    pattern = RoomPattern(_span(buildings), _span(units), _span(floors), _number(households))
    pattern.check()
    return pattern


@dataclass(frozen=True)
class SetupRequest:
    """Everything that the service needs to make the store; the password is kept out of ``repr``."""

    language: str
    company: str
    desk_phone: str
    project_code: str
    project_name: str
    timezone: str
    rooms: RoomPattern | None
    administrator: str
    password: str = field(repr=False)


def check_company(company: str) -> str:
    """Return the company's name cleaned.

    Raises:
        UserFacingError: nothing is left of it.
    """
    return check_name(company)


def check_project_code(code: str) -> str:
    """Return a project's code in capitals.

    Raises:
        UserFacingError: it is not 1 to 12 letters and digits.
    """
    plain = unicodedata.normalize("NFKC", code).strip()
    if not _CODE.fullmatch(plain):
        raise UserFacingError(Problem.BAD_PROJECT_CODE, code=clean_line(code))
    return plain.upper()


def check_timezone(name: str) -> str:
    """Return the name of a time zone as it is.

    Raises:
        UserFacingError: the time-zone data have no such zone.
    """
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UserFacingError(Problem.BAD_TIMEZONE, timezone=name) from error
    return name


def check_password_length(password: str) -> str:
    """Return a password of fitting length, as typed; the first part of ``check_password``.

    Raises:
        UserFacingError: it has fewer than 10 or more than 128 characters.
    """
    plain = unicodedata.normalize("NFKC", password)
    if not PASSWORD_LEAST <= len(plain) <= PASSWORD_MOST:
        raise UserFacingError(Problem.WEAK_PASSWORD)
    return password


def check_request(request: SetupRequest) -> SetupRequest:
    """Return the request with its names cleaned.

    Raises:
        UserFacingError: the first thing that cannot be taken as it is.
    """
    if request.rooms is not None:
        request.rooms.check()
    return SetupRequest(
        language=request.language,
        company=check_company(request.company),
        desk_phone=clean_line(request.desk_phone),
        project_code=check_project_code(request.project_code),
        project_name=check_name(request.project_name),
        timezone=check_timezone(request.timezone),
        rooms=request.rooms,
        administrator=check_name(request.administrator),
        password=check_password_length(request.password),
    )


def check_name(text: str) -> str:
    """Return a name cleaned.

    Raises:
        UserFacingError: nothing is left of it.
    """
    plain = clean_line(text)
    if not plain:
        raise UserFacingError(Problem.EMPTY_NAME)
    return plain


def _span(text: str) -> tuple[int, int]:
    match = _RANGE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        raise UserFacingError(Problem.BAD_ROOM_PATTERN)
    low = int(match[1])
    return low, int(match[2]) if match[2] else low


def _number(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"\d{1,4}", plain):
        raise UserFacingError(Problem.BAD_ROOM_PATTERN)
    return int(plain)
