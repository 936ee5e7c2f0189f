"""Names of what the clocks and the calendar are made of, in the current language."""

from __future__ import annotations

from datetime import date

from app.domain.calendars import DayException, DayKind
from app.domain.clock_policy import PresetName, YearState
from app.domain.clocks import Clock, TimeUnit
from app.i18n import _, ngettext, pgettext
from app.people_time import month_name, weekday_name


def unit_label(unit: TimeUnit) -> str:
    """Return the name of a unit of time."""
    return {
        TimeUnit.MINUTE: _("minutes"),
        TimeUnit.HOUR: _("hours"),
        TimeUnit.DAY: _("days"),
    }[unit]


def hours_label(clock: Clock) -> str:
    """Return which hours a clock counts, in a word or two."""
    return {
        Clock.ELAPSED: _("24 × 7, nights too"),
        Clock.CALENDAR: _("calendar time"),
        Clock.BUSINESS: _("office hours"),
    }[clock]


def preset_label(name: PresetName) -> str:
    """Return the name of a preset that comes with the program."""
    return {
        PresetName.STANDARD: pgettext("preset", "Standard"),
        PresetName.STRICT: pgettext("preset", "Strict"),
    }[name]


def year_state_label(state: YearState) -> str:
    """Return what is known of a year's calendar."""
    return {
        YearState.UNKNOWN: _("nothing known yet"),
        YearState.STATUTORY: _("statutory days only"),
        YearState.OFFICIAL: _("official notice"),
        YearState.EDITED: _("complete, edited"),
    }[state]


def day_kind_label(kind: DayKind | None) -> str:
    """Return the name of a kind of day; None is one like every other of its week."""
    if kind is None:
        return _("Ordinary day")
    return {
        DayKind.HOLIDAY: _("Holiday"),
        DayKind.WORKDAY: _("Make-up working day"),
    }[kind]


def day_kind_mark(kind: DayKind) -> str:
    """Return the sign of a kind of day on a small calendar, one character."""
    return {
        DayKind.HOLIDAY: pgettext("calendar mark", "H"),
        DayKind.WORKDAY: pgettext("calendar mark", "W"),
    }[kind]


def exception_words(exception: DayException | None) -> str:
    """Return what a day is, with its name: ``Holiday · 国庆节``."""
    kind = day_kind_label(None if exception is None else exception.kind)
    return f"{kind} · {exception.name}" if exception is not None and exception.name else kind


def short_weekday(weekday: int) -> str:
    """Return the head of a day's column on a small calendar, 0 for Monday."""
    return (
        pgettext("short weekday", "Mo"),
        pgettext("short weekday", "Tu"),
        pgettext("short weekday", "We"),
        pgettext("short weekday", "Th"),
        pgettext("short weekday", "Fr"),
        pgettext("short weekday", "Sa"),
        pgettext("short weekday", "Su"),
    )[weekday]


def date_words(day: date) -> str:
    """Return a date with its day of the week: ``10 月 1 日 星期四``."""
    return _("{weekday} {day}").format(
        weekday=weekday_name(day.weekday()),
        day=_("{day} {month}").format(day=day.day, month=month_name(day.month)),
    )


def moved_words(count: int) -> str:
    """Return the sentence on how many running due times a change has moved."""
    if not count:
        return _("No running due time moved.")
    return ngettext(
        "{count} running due time moved.", "{count} running due times moved.", count
    ).format(count=count)
