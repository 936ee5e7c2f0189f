"""Words that every sheet and table of figures shares; no paper and no screen is needed for them."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.periods import Period, PeriodKind
from app.domain.terms import MeasureEffect, MeasureState
from app.i18n import _, pgettext
from app.labels import measure_effect_label, measure_state_label, ratio_label
from app.people_time import month_name

DASH = "—"
GOOD, BAD = "✓", "✗"


def period_words(period: Period) -> str:
    """Return a period as a heading shows it, such as ``October 2026``."""
    first = period.first_on
    if period.kind is PeriodKind.MONTH:
        return _("{month} {year}").format(month=month_name(first.month), year=first.year)
    if period.kind is PeriodKind.QUARTER:
        return _("Quarter {quarter}, {year}").format(quarter=period.quarter, year=first.year)
    if period.kind is PeriodKind.YEAR:
        return _("Year {year}").format(year=first.year)
    return first.isoformat()


def verdict_words(*, met: bool) -> str:
    """Return whether a target was met, with a mark before the words."""
    return f"{GOOD} {_('met')}" if met else f"{BAD} {_('missed')}"


def balance_words(*, balances: bool) -> str:
    """Return whether both sides of the flow agree, with a mark before the words."""
    words = _("it balances") if balances else _("it does not balance")
    return f"{GOOD if balances else BAD} {words}"


def name_of(names: Mapping[str, str], code: str) -> str:
    """Return the name of a category, or of the one above it; a code is never shown."""
    if not code:
        return DASH
    found = names.get(code) or names.get(code.partition(".")[0])
    return found or _("a category no longer used")


def building_name(names: Mapping[str, str], building: str) -> str:
    """Return the name of a building; complaints without a place have none."""
    if not building:
        return pgettext("building", "no building")
    return names.get(building) or DASH


def measure_state_words(state: str) -> str:
    """Return where an improvement measure stands, what is written there if it is no state."""
    return measure_state_label(MeasureState(state)) if state in set(MeasureState) else state


def measure_effect_words(effect: str) -> str:
    """Return what the effect check of a measure found, what is written there if it is none."""
    return measure_effect_label(MeasureEffect(effect)) if effect in set(MeasureEffect) else effect


def figure_name(figure: str) -> str:
    """Return what the figure is called that a measure was to move."""
    if figure == "new":
        return _("New complaints N")
    try:
        return ratio_label(figure)
    except KeyError:
        return figure
