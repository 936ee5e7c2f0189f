"""The sentence of each banner at intake, for the receptionist's own eyes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from app.answer_words import outage_words
from app.domain.intake_hints import Hint, HintKind, HotSpotScope
from app.i18n import _, ngettext
from app.labels import case_state_label
from app.people_time import when


def hint_sentence(hint: Hint, category: str, now: datetime, zone: ZoneInfo) -> str:
    """Return what a hint says; ``category`` is the name of its category."""
    if hint.kind is HintKind.OUTAGE and hint.outage is not None:
        return _("Known: {outage}").format(outage=outage_words(hint.outage, now, zone))
    state = case_state_label(hint.state) if hint.state else ""
    time = when(hint.registered_at, now, zone) if hint.registered_at else ""
    if hint.kind is HintKind.SAME_MATTER:
        return _("The customer has this open already: {category}, {time}, {state}").format(
            category=category, time=time, state=state
        )
    if hint.kind is HintKind.SAME_PLACE:
        return _same_place(hint, category, time, state)
    if hint.kind is HintKind.HOT_SPOT:
        if hint.scope is HotSpotScope.UNIT:
            words = _("{category} in this unit: no. {count} within 30 days")
        else:
            words = _("{category} in this building: no. {count} within 30 days")
        return words.format(category=category, count=hint.count)
    return _("The customer has another case open: {category}, {time}, {state}").format(
        category=category, time=time, state=state
    )


def _same_place(hint: Hint, category: str, time: str, state: str) -> str:
    if hint.count > 1:
        words = ngettext(
            "{count} time in 90 days from this room: {category}, last {time}, {state}",
            "{count} times in 90 days from this room: {category}, last {time}, {state}",
            hint.count,
        )
        return words.format(count=hint.count, category=category, time=time, state=state)
    return _("From this room before: {category}, {time}, {state}").format(
        category=category, time=time, state=state
    )
