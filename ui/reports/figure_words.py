"""The month's figures as words of the screen; the paper has its own, of the same names."""

from __future__ import annotations

from app.domain.months import Month
from app.domain.period_summary import PeriodSummary, Ratio
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


def month_of(summary: PeriodSummary) -> Month:
    """Return the month of a summary."""
    return summary.period.month


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


def change_in_new(summary: PeriodSummary) -> float | None:
    """Return (N - N₋₁) / N₋₁, or None where the month before has no figure or counted none."""
    before = summary.previous.flow.new if summary.previous else 0
    return (summary.figures.flow.new - before) / before if before else None


def signed_percent(change: float) -> str:
    """Return a change with its sign, such as ``−9.4%``."""
    text = f"{change:+.1%}"
    return "±0%" if float(text[:-1]) == 0 else text.replace("-", MINUS)
