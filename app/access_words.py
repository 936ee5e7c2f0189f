"""Sentences for the access log: what was done, what for, and what was unusual (clause 5-3)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from app import people_time
from app.domain.access_paper import AccessLine
from app.domain.unusual_reading import UnusualKind, UnusualReading
from app.i18n import _, ngettext
from app.labels import access_kind_label, access_reason_label


def why_words(line: AccessLine) -> str:
    """Return what somebody looked for: the reason, their own words, and the case."""
    reason = access_reason_label(line.reason) if line.reason is not None else ""
    return " · ".join(part for part in (line.words or reason, line.case_number) if part)


def what_words(line: AccessLine) -> str:
    """Return who did what."""
    return _("{name} {act}").format(name=line.staff, act=access_kind_label(line.kind))


def unusual_words(what: UnusualReading, staff: str, now: datetime, zone: ZoneInfo) -> str:
    """Return one sentence on what was unusual in somebody's reading."""
    last = people_time.when(what.last_at, now, zone)
    if what.kind is UnusualKind.EXPORT:
        words = ngettext(
            "{name} exported {count} customer ({time})",
            "{name} exported {count} customers ({time})",
            what.count,
        )
    elif what.kind is UnusualKind.OUTSIDE_HOURS:
        words = ngettext(
            "{name} saw a customer in full outside office hours, {count} time ({time})",
            "{name} saw customers in full outside office hours, {count} times ({time})",
            what.count,
        )
    else:
        words = ngettext(
            "{name} showed name and phone {count} time within an hour ({time})",
            "{name} showed names and phones {count} times within an hour ({time})",
            what.count,
        )
    return words.format(name=staff, count=what.count, time=last)
