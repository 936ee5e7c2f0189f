"""What a customer or a scanner gives to find a case: a number or its end, a code, a phone, a room.

What comes through a Chinese input method may be full-width, and a dash may be a long one; both are
read as what was meant.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from app.domain.terms import CaseType

PREFIXES = tuple(case_type.number_prefix for case_type in CaseType)
VISIT_PREFIX = "JD"
LEAST_PHONE = 4
"""Fewer digits than these of a phone find nobody."""
LEAST_SCAN = 8

_DASHES = re.compile("[\u2010-\u2015\u2212\u2500\u30fc]")
_PREFIX = "|".join((*PREFIXES, VISIT_PREFIX))
_SCAN = re.compile(rf"({'|'.join(PREFIXES)})-(\d{{8}})-(\d{{3,6}}) ([0-9A-Z]{{4}})")
_SCAN_BEGUN = re.compile(r"[A-Z]{2}(-(\d{0,8}|\d{8}-(\d{0,6}|\d{3,6} [0-9A-Z]{0,4})))?")
_WHOLE = re.compile(rf"(?:({_PREFIX})-?)?(20\d{{6}})-?(\d{{1,6}})(?: [0-9A-Z]{{1,3}})?")
_OF_A_DAY = re.compile(rf"(?:({_PREFIX})-?)?(\d{{2}})(\d{{2}})-(\d{{1,6}})")
_OF_TODAY = re.compile(rf"(?:({_PREFIX})-?)?(\d{{1,3}})")
_BEGUN = re.compile(rf"({'|'.join(PREFIXES)})-?(\d{{2,8}})(?:-(\d{{1,6}}))?-?")
_PHONE = re.compile(r"\+?[0-9][0-9 -]*")
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


@dataclass(frozen=True)
class ScannedCode:
    """What the QR code of a receipt holds."""

    number: str
    check_code: str

    def matches(self, check_code: str) -> bool:
        """Return whether the code is that of the case; letters never used stand for digits."""
        return self.check_code.translate(_LOOKS_LIKE) == check_code.upper()


@dataclass(frozen=True)
class LookUpQuestion:
    """What a text may mean; whatever is empty it cannot mean.

    ``numbers`` are whole case numbers, ``visits`` whole visit numbers; ``begins`` is the beginning
    of a number that is still being typed; ``phone`` the last digits of a phone.
    """

    text: str
    scan: ScannedCode | None = None
    numbers: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()
    begins: str = ""
    phone: str = ""


def plain(text: str) -> str:
    """Return ``text`` in half-width capitals, with plain dashes and single spaces."""
    folded = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).upper()
    return " ".join(folded.split())


def read_scan(text: str) -> ScannedCode | None:
    """Return number and check code if ``text`` is what a receipt's QR code holds."""
    found = _SCAN.fullmatch(plain(text))
    if found is None:
        return None
    prefix, day, sequence, code = found.groups()
    return ScannedCode(f"{prefix}-{day}-{sequence}", code)


def could_become_scan(text: str) -> bool:
    """Return whether ``text`` may be the beginning of what a receipt's QR code holds."""
    # Only the ends are trimmed by ``plain``, and a scan may just have come to its space.
    known = plain(text) + (" " if text[-1:].isspace() else "")
    if len(known) == 1:
        return any(prefix.startswith(known) for prefix in PREFIXES)
    return known[:2] in PREFIXES and _SCAN_BEGUN.fullmatch(known) is not None


def read_question(text: str, today: date) -> LookUpQuestion:
    """Return everything that ``text`` may mean on the day ``today`` at the desk."""
    asked = plain(text)
    scan = read_scan(asked)
    if scan is not None:
        return LookUpQuestion(asked, scan=scan)
    whole = _whole_numbers(asked, today)
    begun = _BEGUN.fullmatch(asked)
    return LookUpQuestion(
        asked,
        numbers=tuple(number for number in whole if not number.startswith(VISIT_PREFIX)),
        visits=tuple(number for number in whole if number.startswith(VISIT_PREFIX)),
        begins=_beginning(*begun.groups()) if begun else "",
        phone=_phone_end(asked),
    )


def _whole_numbers(asked: str, today: date) -> tuple[str, ...]:
    """Return the numbers meant by a whole one, by month, day and sequence, or by today's."""
    if found := _WHOLE.fullmatch(asked):
        prefix, day, sequence = found.groups()
        return _numbers(prefix, day, sequence)
    if found := _OF_A_DAY.fullmatch(asked):
        prefix, month, day_of_month, sequence = found.groups()
        on = _latest(today, int(month), int(day_of_month))
        return _numbers(prefix, f"{on:%Y%m%d}", sequence) if on is not None else ()
    if found := _OF_TODAY.fullmatch(asked):
        prefix, sequence = found.groups()
        return _numbers(prefix, f"{today:%Y%m%d}", sequence)
    return ()


def _latest(today: date, month: int, day: int) -> date | None:
    """Return the latest such day that is not after ``today``."""
    for year in (today.year, today.year - 1):
        try:
            on = date(year, month, day)
        except ValueError:
            continue
        if on <= today:
            return on
    return None


def _numbers(prefix: str | None, day: str, sequence: str) -> tuple[str, ...]:
    prefixes = (prefix,) if prefix else PREFIXES
    return tuple(f"{each}-{day}-{int(sequence):03d}" for each in prefixes)


def _beginning(prefix: str, day: str, sequence: str | None) -> str:
    if sequence is None:
        return f"{prefix}-{day}"
    return f"{prefix}-{day}-{sequence}" if len(day) == 8 else ""


def _phone_end(asked: str) -> str:
    if not _PHONE.fullmatch(asked):
        return ""
    digits = "".join(c for c in asked if c.isdigit())
    return digits if len(digits) >= LEAST_PHONE else ""
