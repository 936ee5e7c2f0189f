"""Policy of a project's clocks as plain JSON values, and back: targets, presets, office hours.

What is read back is checked, since a store may have been written by another version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from enum import StrEnum
from itertools import pairwise
from typing import Any

from app.domain.calendars import END_OF_DAY, BusinessCalendar, Window
from app.domain.clocks import (
    DEFAULT_PRESET,
    STRICT_PRESET,
    Clock,
    Preset,
    Target,
    TimeUnit,
    overrun_at,
)
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.terms import CaseType, ClockKind, Severity

Week = tuple[tuple[Window, ...], ...]
"""The windows of Monday to Sunday."""
MOST_OF_A_TARGET = 999
_LONGEST_OVERRUN = 1.5
_END_OF_DAY = "24:00"


class PresetName(StrEnum):
    """The presets that come with the program."""

    STANDARD = "standard"
    STRICT = "strict"


PRESETS: Mapping[PresetName, Preset] = {
    PresetName.STANDARD: DEFAULT_PRESET,
    PresetName.STRICT: STRICT_PRESET,
}

RIGHTS_TARGET = Target(15, TimeUnit.DAY, Clock.BUSINESS)
"""How long a request about personal information may take, however grave it is (PIPL art. 50)."""


class YearState(StrEnum):
    """What is known of a year's calendar: ``EDITED`` is complete by somebody's word."""

    UNKNOWN = "unknown"
    STATUTORY = "statutory"
    OFFICIAL = "official"
    EDITED = "edited"

    @property
    def complete(self) -> bool:
        """Whether the make-up working days are known."""
        return self in (YearState.OFFICIAL, YearState.EDITED)


def targets_of(
    preset: Preset, severity: Severity, case_type: CaseType | None = None
) -> Mapping[ClockKind, Target]:
    """Return the limits of a case: by severity, the resolution of some types by the law."""
    targets = preset[severity]
    if case_type is not CaseType.INFORMATION_REQUEST:
        return targets
    return {**targets, ClockKind.RESOLUTION: RIGHTS_TARGET}


def target_to_plain(target: Target) -> dict[str, Any]:
    """Return ``{"amount": 3, "unit": "day", "clock": "business"}``."""
    return {"amount": target.amount, "unit": target.unit.value, "clock": target.clock.value}


def target_from_plain(plain: Mapping[str, Any]) -> Target:
    """Return the target that :func:`target_to_plain` wrote.

    Raises:
        ValueError: it is none.
    """
    try:
        target = Target(int(plain["amount"]), TimeUnit(plain["unit"]), Clock(plain["clock"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("not a target") from error
    if target.amount < 0:
        raise ValueError("not a target: less than no time")
    return target


def preset_to_plain(preset: Preset) -> dict[str, Any]:
    """Return a preset by severity and clock, with nothing where a clock does not run."""
    return {
        str(severity.value): {
            kind.value: target_to_plain(target) for kind, target in preset[severity].items()
        }
        for severity in Severity
    }


def preset_from_plain(plain: Mapping[str, Any]) -> Preset:
    """Return the preset that :func:`preset_to_plain` wrote.

    Raises:
        ValueError: it is none.
    """
    try:
        return {
            severity: {
                ClockKind(kind): target_from_plain(target)
                for kind, target in plain[str(severity.value)].items()
            }
            for severity in Severity
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a preset") from error


def check_preset(preset: Preset) -> Preset:
    """Return ``preset`` if a desk can work by it.

    Only the hand-over may be owed at once, and only telling the customer need not be owed at all.

    Raises:
        FieldError: a limit is missing or out of range; the field is
            ``severity.clock``, as in ``3.resolution``.
    """
    for severity in Severity:
        for kind in ClockKind:
            target = preset[severity].get(kind)
            field = f"{severity.value}.{kind.value}"
            if target is None:
                if kind is not ClockKind.TELL_CUSTOMER:
                    raise FieldError(field, FieldProblem.REQUIRED)
                continue
            least = least_amount(kind)
            if not least <= target.amount <= MOST_OF_A_TARGET:
                raise FieldError(
                    field, FieldProblem.OUT_OF_RANGE, least=least, most=MOST_OF_A_TARGET
                )
    return preset


def least_amount(kind: ClockKind) -> int:
    """Return the smallest amount of a limit: a hand-over can be owed at once."""
    return 0 if kind is ClockKind.HAND_OVER else 1


def preset_named(preset: Preset) -> PresetName | None:
    """Return which shipped preset this is, None for one that was edited."""
    return next((name for name, shipped in PRESETS.items() if shipped == preset), None)


def time_to_plain(moment: time) -> str:
    """Return a time of day as ``08:30``, the end of the day as ``24:00``."""
    return _END_OF_DAY if moment == END_OF_DAY else moment.strftime("%H:%M")


def time_from_plain(text: str) -> time:
    """Return the time of day that ``text`` writes as ``8:30`` or ``24:00``.

    Raises:
        ValueError: it writes none.
    """
    hours, _separator, minutes = text.strip().replace("\uff1a", ":").partition(":")
    try:
        if (int(hours), int(minutes)) == (24, 0):
            return END_OF_DAY
        return time(int(hours), int(minutes))
    except ValueError as error:
        raise ValueError("not a time of day") from error


def check_reach(preset: Preset, calendar: BusinessCalendar, now: datetime) -> None:
    """Make sure that every limit, and half as much again, ends within the reach of the calendar.

    Raises:
        UserFacingError: one does not.
    """
    for targets in preset.values():
        for target in targets.values():
            try:
                overrun_at(now, target, calendar, _LONGEST_OVERRUN)
            except OverflowError as error:
                raise UserFacingError(Problem.LIMITS_OUT_OF_REACH) from error


def week_to_plain(week: Sequence[Sequence[Window]]) -> list[list[list[str]]]:
    """Return office hours as a list of days, each a list of ``["08:30", "12:00"]``."""
    return [
        [[time_to_plain(window.opens), time_to_plain(window.closes)] for window in day]
        for day in week
    ]


def week_from_plain(plain: Sequence[Sequence[Sequence[str]]]) -> Week:
    """Return the office hours that :func:`week_to_plain` wrote.

    Raises:
        ValueError: they are none.
    """
    try:
        return tuple(
            tuple(Window(time_from_plain(opens), time_from_plain(closes)) for opens, closes in day)
            for day in plain
        )
    except (TypeError, AttributeError) as error:
        raise ValueError("not a week of office hours") from error


def check_week(week: Sequence[Sequence[Window]]) -> Week:
    """Return office hours with the windows of each day in order.

    Raises:
        FieldError: two windows of a day overlap, or nobody works all week.  The field is the number
            of the day, 0 for Monday.
    """
    days = tuple(tuple(sorted(day, key=lambda window: window.opens)) for day in week)
    for number, day in enumerate(days):
        for before, after in pairwise(day):
            if after.opens < before.closes:
                raise FieldError(str(number), FieldProblem.WINDOWS_OVERLAP)
    if len(days) != 7 or not any(days):
        raise FieldError("0", FieldProblem.NOBODY_WORKS)
    return days
