"""The period's figures as words of the screen; the paper has its own, of the same names."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.months import Month
from app.domain.period_summary import PeriodSummary, Ratio
from app.domain.periods import PeriodKind
from app.i18n import _, pgettext
from app.people_time import month_name

DASH = "—"
MINUS = "\N{MINUS SIGN}"


def short_month_name(number: int) -> str:
    """Return the name of a month as it fits beneath a column."""
    return (
        pgettext("short month", "Jan"),
        pgettext("short month", "Feb"),
        pgettext("short month", "Mar"),
        pgettext("short month", "Apr"),
        pgettext("short month", "May"),
        pgettext("short month", "Jun"),
        pgettext("short month", "Jul"),
        pgettext("short month", "Aug"),
        pgettext("short month", "Sep"),
        pgettext("short month", "Oct"),
        pgettext("short month", "Nov"),
        pgettext("short month", "Dec"),
    )[number - 1]


def month_words(month: Month) -> str:
    """Return a month as a heading shows it: ``2026 年 10 月`` or ``October 2026``."""
    return _("{month} {year}").format(month=month_name(month.number), year=month.year)


@dataclass(frozen=True)
class KindWords:
    """What the periods of one kind are called on the screen."""

    name: str
    before: str
    following: str
    this: str
    last_year: str
    new: str
    none_new: str
    choose: str
    change: str


def kind_words(kind: PeriodKind) -> KindWords:
    """Return the words for days, months, quarters or years."""
    if kind is PeriodKind.DAY:
        return KindWords(
            pgettext("period", "Day"),
            _("Day before"),
            _("Next day"),
            _("Go to today"),
            _("Same day last year"),
            _("New this day"),
            _("No complaint was registered on this day."),
            _("Choose a day"),
            _("Day on day {change}"),
        )
    if kind is PeriodKind.MONTH:
        return KindWords(
            pgettext("period", "Month"),
            _("Month before"),
            _("Next month"),
            _("Go to this month"),
            _("Same month last year"),
            _("New this month"),
            _("No complaint was registered this month."),
            _("Choose a month"),
            _("Month on month {change}"),
        )
    if kind is PeriodKind.QUARTER:
        return KindWords(
            pgettext("period", "Quarter"),
            _("Quarter before"),
            _("Next quarter"),
            _("Go to this quarter"),
            _("Same quarter last year"),
            _("New this quarter"),
            _("No complaint was registered this quarter."),
            _("Choose a quarter"),
            _("Quarterly {change}"),
        )
    return KindWords(
        pgettext("period", "Year"),
        _("Year before"),
        _("Next year"),
        _("Go to this year"),
        _("Year before"),
        _("New this year"),
        _("No complaint was registered this year."),
        _("Choose a year"),
        _("Year on year {change}"),
    )


def percent(ratio: Ratio | None) -> str:
    """Return a share with one digit, or a dash where nothing was counted."""
    share = ratio.share if ratio else None
    return DASH if share is None else f"{share:.1%}"


def counts(ratio: Ratio | None) -> str:
    """Return the two counts that stand beside every percentage."""
    return f"{ratio.n}/{ratio.d}" if ratio else DASH


def with_counts(ratio: Ratio | None) -> str:
    """Return a share and its counts, or a dash."""
    if ratio is None or ratio.share is None:
        return DASH
    return f"{percent(ratio)} · {counts(ratio)}"


def is_empty(summary: PeriodSummary) -> bool:
    """Whether there was nothing to handle and nothing registered in the month."""
    return not summary.figures.flow.to_handle and not summary.complaints


def change(now: float, before: float | None) -> float | None:
    """Return (now - before) / before, or None where there is nothing to compare with."""
    return (now - before) / before if before else None


def signed_percent(share: float) -> str:
    """Return a change with its sign, such as ``−9.4%``."""
    text = f"{share:+.1%}"
    return "±0%" if float(text[:-1]) == 0 else text.replace("-", MINUS)


def signed_count(difference: int) -> str:
    """Return a difference of counts with its sign, such as ``−6``."""
    return "±0" if difference == 0 else f"{difference:+d}".replace("-", MINUS)


def point_change(now: Ratio | None, before: Ratio | None) -> str:
    """Return the difference of two shares in percentage points as a number, or a dash."""
    if now is None or before is None or now.share is None or before.share is None:
        return DASH
    points = round((now.share - before.share) * 100, 1)
    return "±0" if points == 0 else f"{points:+.1f}".replace("-", MINUS)


def signed_points(now: Ratio | None, before: Ratio | None) -> str:
    """Return the difference of two shares in percentage points in words, or a dash."""
    points = point_change(now, before)
    return DASH if points == DASH else _("{points} points").format(points=points)


def signed_hours(difference: float) -> str:
    """Return a difference of hours with its sign."""
    text = f"{difference:+.1f}"
    return "±0" if float(text) == 0 else text.replace("-", MINUS)


def is_met(ratio: Ratio | None, target: float | None) -> bool | None:
    """Return whether a ratio reaches its target, compared as printed; None where neither is."""
    if ratio is None or ratio.share is None or target is None:
        return None
    return round(ratio.share * 100, 1) >= round(target * 100, 1)


def target_words(target: float) -> str:
    """Return a target as it stands beside its figure."""
    return _("Target {percent}").format(percent=f"{target:.0%}")
