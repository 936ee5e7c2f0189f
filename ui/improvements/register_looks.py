"""How measures look in lists: words and colour of where they stand."""

from __future__ import annotations

from datetime import date

from app.domain.improvements import MeasureView
from app.domain.terms import MeasureEffect, MeasureState
from app.i18n import pgettext
from app.labels import measure_effect_label, measure_state_label

EFFECT_KINDS = {
    MeasureEffect.NOT_CHECKED: "neutral",
    MeasureEffect.EFFECTIVE: "good",
    MeasureEffect.PARTLY: "warning",
    MeasureEffect.NO_EFFECT: "danger",
}
STATE_KINDS = {
    MeasureState.PLANNED: "neutral",
    MeasureState.IN_PROGRESS: "primary",
    MeasureState.DONE: "good",
    MeasureState.DROPPED: "neutral",
}


def standing(measure: MeasureView, today: date) -> tuple[str, str]:
    """Return the one word that matters most about a measure, and the kind of its pill."""
    if measure.is_overdue(today):
        return pgettext("measure", "Overdue"), "danger"
    if measure.is_to_check(today):
        return pgettext("measure", "To check"), "warning"
    if measure.state is MeasureState.DONE and measure.effect is not MeasureEffect.NOT_CHECKED:
        return measure_effect_label(measure.effect), EFFECT_KINDS[measure.effect]
    return measure_state_label(measure.state), STATE_KINDS[measure.state]
