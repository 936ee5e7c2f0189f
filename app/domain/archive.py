"""Rules of the customer archive: who lives where when, and when a profile is to be confirmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

from app.domain.errors import FieldError, FieldProblem
from app.domain.masking import mask_phone
from app.domain.terms import Channel, CustomerKind
from app.domain.typed_text import NAME_LIMIT, TEXT_LIMIT, clean_line, clean_phone, is_phone

REVIEW_AFTER_MONTHS = 12
"""How long the customer's word that all of it is still right holds good."""
PHONES_MOST = 5
NOTE_LIMIT = min(2_000, TEXT_LIMIT)
_PLATE_LIMIT = 12
_EARLIEST_YEAR = 1900
_DAY = re.compile(r"(\d{4})(?:[-/.年]?)(\d{1,2})(?:[-/.月]?)(\d{1,2})日?")


@dataclass(frozen=True)
class CustomerFields:
    """What is kept of a customer by themselves; the rooms they live in are kept apart."""

    name: str = ""
    title: str = ""
    phone: str = ""
    more_phones: tuple[str, ...] = ()
    kind: CustomerKind = CustomerKind.OWNER
    wechat: str = ""
    contact_channel: Channel | None = None
    contact_hours: str = ""
    is_minor: bool = False


@dataclass(frozen=True)
class Stay:
    """From when until when somebody lives somewhere; None is 'not known' and 'still'."""

    from_on: date | None
    until_on: date | None

    def holds_on(self, day: date) -> bool:
        """Return whether it holds on ``day``; the day of moving out is the next one's."""
        begun = self.from_on is None or self.from_on <= day
        return begun and (self.until_on is None or day < self.until_on)

    def overlaps(self, other: Stay) -> bool:
        """Return whether the two have a day in common, or begin on the same one."""
        return self.from_on == other.from_on or (
            self._begins_before_end_of(other) and other._begins_before_end_of(self)
        )

    def _begins_before_end_of(self, other: Stay) -> bool:
        return self.from_on is None or other.until_on is None or self.from_on < other.until_on


def check_stay(stay: Stay, others: Iterable[Stay], today: date) -> None:
    """Make sure that a stay can be written beside ``others`` of the same person, room and kind.

    Raises:
        FieldError: a day lies ahead, the end lies before the beginning, or it is known already.
    """
    for field, day in (("from_on", stay.from_on), ("until_on", stay.until_on)):
        if day is not None and day > today:
            raise FieldError(field, FieldProblem.DAY_AHEAD)
    if stay.from_on is not None and stay.until_on is not None and stay.until_on < stay.from_on:
        raise FieldError("until_on", FieldProblem.BEFORE_MOVING_IN)
    if any(stay.overlaps(other) for other in others):
        raise FieldError("from_on", FieldProblem.LIVES_THERE_ALREADY)


def checked_fields(fields: CustomerFields) -> CustomerFields:
    """Return the fields cleaned: lines on one line, phones as digits, none of them twice.

    Raises:
        FieldError: neither a name nor a phone is left, or something is no phone or too long.
    """
    name = _line("name", fields.name)
    phone = _phone("phone", fields.phone)
    further: list[str] = []
    for typed in fields.more_phones:
        number = _phone("more_phones", typed)
        if number and number != phone and number not in further:
            further.append(number)
    if len(further) > PHONES_MOST:
        raise FieldError("more_phones", FieldProblem.TOO_MANY, limit=PHONES_MOST)
    if not name and not phone:
        raise FieldError("name", FieldProblem.REQUIRED)
    return CustomerFields(
        name,
        _line("title", fields.title),
        phone,
        tuple(further),
        fields.kind,
        _line("wechat", fields.wechat),
        fields.contact_channel,
        _line("contact_hours", fields.contact_hours),
        fields.is_minor,
    )


def _line(field: str, typed: str) -> str:
    line = clean_line(typed)
    if len(line) > NAME_LIMIT:
        raise FieldError(field, FieldProblem.TOO_LONG, limit=NAME_LIMIT)
    return line


def _phone(field: str, typed: str) -> str:
    if typed.strip() and not is_phone(typed):
        raise FieldError(field, FieldProblem.NOT_A_PHONE)
    return clean_phone(typed)


def split_phones(typed: str) -> tuple[str, ...]:
    """Return the phones that a line names, divided by commas, semicolons or slashes."""
    return tuple(part for part in (p.strip() for p in re.split(r"[,;/，；、]", typed)) if part)


def review_due(reviewed_at: datetime | None, created_at: datetime, now: datetime) -> bool:
    """Return whether the customer is to be asked 'is all of it still right?'."""
    return months_unconfirmed(reviewed_at, created_at, now) >= REVIEW_AFTER_MONTHS


def months_unconfirmed(reviewed_at: datetime | None, created_at: datetime, now: datetime) -> int:
    """Return for how many whole months nobody has said that the profile is right."""
    since = reviewed_at or created_at
    if since >= now:
        return 0
    since = since.astimezone(now.tzinfo)
    months = (now.year - since.year) * 12 + now.month - since.month
    is_short = (now.day, now.timetz()) < (since.day, since.timetz())
    return max(0, months - is_short)


def local_day(instant: datetime, timezone: str) -> date:
    """Return the day of an instant where the project lies."""
    return instant.astimezone(ZoneInfo(timezone)).date()


def read_day(field: str, typed: str) -> date | None:
    """Return the day that somebody typed, None if nothing was: 2026-11-23, 2026/11/23, 20261123.

    Raises:
        FieldError: it is no day, or one before anybody's time, which is a slip of the keys.
    """
    plain = unicodedata.normalize("NFKC", typed).strip()
    if not plain:
        return None
    found = _DAY.fullmatch(plain)
    try:
        day = date(*(int(part) for part in found.groups())) if found else _no_day(field)
    except ValueError:
        return _no_day(field)
    return day if day.year >= _EARLIEST_YEAR else _no_day(field)


def _no_day(field: str) -> NoReturn:
    raise FieldError(field, FieldProblem.NOT_A_DAY)


def clean_plate(typed: str) -> str:
    """Return a number plate in capitals, without the dot and spaces that people write.

    Raises:
        FieldError: nothing is left of it, or it is too long for a plate.
    """
    plain = unicodedata.normalize("NFKC", clean_line(typed)).upper()
    plate = "".join(c for c in plain if c.isalnum())
    if not plate:
        raise FieldError("plate", FieldProblem.REQUIRED)
    if len(plate) > _PLATE_LIMIT:
        raise FieldError("plate", FieldProblem.TOO_LONG, limit=_PLATE_LIMIT)
    return plate


def mask_phones(phones: Iterable[str]) -> tuple[str, ...]:
    """Return every phone with its middle starred."""
    return tuple(mask_phone(phone) for phone in phones)


def by_number(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that puts 2 before 10, and numbers before words."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.findall(r"[0-9]+|[^0-9]+", name)
    )
