"""Figures, dates and changes as words, in the language that is being spoken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.period_summary import PeriodSummary, Ratio
from app.domain.periods import Period, PeriodKind
from app.i18n import _, current_language, pgettext
from app.labels import ratio_label
from app.people_time import clock_time, day_words, month_name, weekday_name
from app.reports import style
from app.reports.style import Colour
from app.reports.text import prepare

DASH = "—"

_WORTH_NAMING = 5.0
"""Percentage points of worsening from which the summary's sentence names a ratio."""

# Whether more is better (1), worse (-1) or neither (0).
DIRECTION = {
    "completion": 1,
    "first_answer_in_time": 1,
    "resolved_in_time": 1,
    "promises_kept": 1,
    "valid": 0,
    "called_back": 1,
    "reached": 1,
    "satisfaction": 1,
    "coverage": 1,
    "reopening": -1,
    "repeat": -1,
    "escalated": -1,
}


@dataclass(frozen=True)
class PeriodWords:
    """What the papers call a period and the one before.

    ``against`` and ``last_year`` name the periods of comparison inside a sentence.
    """

    this: str
    before: str
    last_year: str
    new: str
    none_new: str
    against: str
    list_title: str


def period_words(kind: PeriodKind) -> PeriodWords:
    """Return the words for the periods of one kind."""
    if kind is PeriodKind.DAY:
        return PeriodWords(
            _("This day"),
            _("Day before"),
            _("the same day last year"),
            _("New this day"),
            _("No complaint was registered on this day."),
            _("the day before"),
            _("The day's complaints"),
        )
    if kind is PeriodKind.MONTH:
        return PeriodWords(
            _("This month"),
            _("Month before"),
            _("the same month last year"),
            _("New this month"),
            _("No complaint was registered this month."),
            _("the month before"),
            _("The month's complaints"),
        )
    if kind is PeriodKind.QUARTER:
        return PeriodWords(
            _("This quarter"),
            _("Quarter before"),
            _("the same quarter last year"),
            _("New this quarter"),
            _("No complaint was registered this quarter."),
            _("the quarter before"),
            _("The quarter's complaints"),
        )
    return PeriodWords(
        _("This year"),
        pgettext("report", "Year before"),
        _("the year before"),
        _("New this year"),
        _("No complaint was registered this year."),
        _("the year before"),
        _("The year's complaints"),
    )


def year_differs(summary: PeriodSummary) -> bool:
    """Return whether last year is another period than the one before, and known."""
    return summary.year_before is not None and summary.period.kind is not PeriodKind.YEAR


_DIGITS = "零一二三四五六七八九"


def numbered(number: int, title: str) -> str:
    """Return a section's heading with its number, from 1 to 99, as the language writes it."""
    if current_language() != "zh_CN":
        return f"{number}. {title}"
    tens, ones = divmod(number, 10)
    before = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return f"{before}{_DIGITS[ones] if ones or not tens else ''}、{title}"


def category_name(names: Mapping[str, str], code: str) -> str:
    """Return the name of a category, or of the one above it; a code is never printed."""
    if not code:
        return DASH
    name = names.get(code) or names.get(code.partition(".")[0])
    return prepare(name) if name else _("a category no longer used")


def period_title(period: Period) -> str:
    """Return a period as a heading shows it, such as 'October 2026' or 'Quarter 4, 2026'."""
    first = period.first_on
    if period.kind is PeriodKind.DAY:
        return first.isoformat()
    if period.kind is PeriodKind.MONTH:
        return _("{month} {year}").format(month=month_name(first.month), year=first.year)
    if period.kind is PeriodKind.QUARTER:
        return _("Quarter {quarter}, {year}").format(quarter=period.quarter, year=first.year)
    return _("Year {year}").format(year=first.year)


def local(at: datetime, timezone: str) -> datetime:
    """Return the instant in the project's zone; an instant without a zone is UTC, as in the store.

    Raises:
        zoneinfo.ZoneInfoNotFoundError: there is no such zone.
    """
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(ZoneInfo(timezone))


def full_time(at: datetime, timezone: str) -> str:
    """Return date and time to the minute, such as '2026-10-05 16:00'."""
    return f"{local(at, timezone):%Y-%m-%d %H:%M}"


def due_in_words(at: datetime, timezone: str) -> str:
    """Return a time to be kept as a customer reads it, such as 'Tuesday 24 November, by 17:18'."""
    instant, zone = local(at, timezone), ZoneInfo(timezone)
    return _("{weekday} {day}, by {time}").format(
        weekday=weekday_name(instant.weekday()),
        day=day_words(instant, zone),
        time=clock_time(instant, zone),
    )


def percent(ratio: Ratio | None) -> str:
    """Return the share as a percentage with one digit, or a dash where there is none."""
    share = ratio.share if ratio else None
    return DASH if share is None else in_percent(share)


def in_percent(share: float, digits: int = 1) -> str:
    """Return a share from 0 to 1 as a percentage, spaced as the language does."""
    return _("{number} %").format(number=f"{share * 100:.{digits}f}")


def share_of(count: int, total: int) -> str:
    """Return how much of a total a count is; its counts stand beside it or at the head."""
    return in_percent(count / total) if total else DASH


def target_text(target: float) -> str:
    """Return a target as it was set, such as '90 %'."""
    return in_percent(target, 0 if abs(target * 100 - round(target * 100)) < 1e-9 else 1)


def is_met(ratio: Ratio | None, target: float) -> bool | None:
    """Return whether a ratio reaches its target exactly; None where nothing was counted."""
    if ratio is None or not ratio.d:
        return None
    return ratio.n >= target * ratio.d - 1e-9


def counts(ratio: Ratio | None) -> str:
    """Return the two counts of a ratio, which stand beside every percentage."""
    return f"{ratio.n} / {ratio.d}" if ratio else DASH


def _signed(value: float, digits: int) -> str:
    text = f"{value:+.{digits}f}"
    if float(text) == 0:
        return "±0"
    return text.replace("-", "\N{MINUS SIGN}")


def _tone(difference: float, direction: int) -> Colour:
    if not direction or abs(difference) < 1e-9:
        return style.MUTED
    return style.GREEN if difference * direction > 0 else style.RED


def relative_change(now: int, before: int) -> str:
    """Return the change of a count against ``before``, which is not 0, such as '+11.5 %'."""
    return _("{number} %").format(number=_signed((now - before) / before * 100, 1))


def count_change(now: int, before: int, direction: int) -> tuple[str, Colour]:
    """Return the change of a count against the month before, with the colour of its tone."""
    text = _signed(now - before, 0)
    if before and now != before:
        text += f" ({relative_change(now, before)})"
    return text, _tone(now - before, direction)


def share_change(now: Ratio | None, before: Ratio | None, direction: int) -> tuple[str, Colour]:
    """Return the change of a share in percentage points, or a dash where one of the two lacks."""
    new = now.share if now else None
    old = before.share if before else None
    if new is None or old is None:
        return DASH, style.MUTED
    points = round((new - old) * 100, 1)
    text = _("{change} points").format(change=_signed(points, 1))
    return text, _tone(points, direction)


def largest_worsening(
    now: Mapping[str, Ratio | None], before: Mapping[str, Ratio | None]
) -> tuple[str, str] | None:
    """Return label and change of the ratio that got worst, if by more than five points."""
    worst: tuple[float, str] | None = None
    for name, direction in DIRECTION.items():
        new, old = now.get(name), before.get(name)
        if not direction or new is None or old is None:
            continue
        if new.share is None or old.share is None:
            continue
        points = round((new.share - old.share) * 100, 1) * direction
        if points < -_WORTH_NAMING and (worst is None or points < worst[0]):
            worst = points, name
    if worst is None:
        return None
    name = worst[1]
    change, _tone_of_it = share_change(now[name], before[name], DIRECTION[name])
    return ratio_label(name), change


def hours_change(now: float, before: float) -> tuple[str, Colour]:
    """Return the change of a time in hours; less is better."""
    difference = round(now - before, 1)
    text = _("{change} h").format(change=_signed(difference, 1))
    return text, _tone(difference, -1)
