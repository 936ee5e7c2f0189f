"""Words of the feedback analysis that its screen and its paper share."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.feedback import FEW, FeedbackStep
from app.domain.word_list import LEAST_COMPLAINTS
from app.i18n import _


def step_label(step: FeedbackStep) -> str:
    """Return what was rated."""
    return {
        FeedbackStep.RECEPTION: _("Reception"),
        FeedbackStep.ON_THE_SPOT: _("Answered on the spot"),
        FeedbackStep.HANDLING: _("Handling of a case"),
    }[step]


def category_words(names: Mapping[str, str], code: str) -> str:
    """Return the name of a category; what was rated without one says so."""
    return names.get(code) or (_("a category no longer used") if code else _("No category"))


def few_words() -> str:
    """Return what the mark of few ratings means."""
    return _("(few): fewer than {count} ratings, so the share says little.").format(count=FEW)


def relayed_words() -> str:
    """Return how relayed answers are counted."""
    return _(
        "What staff passed on counts in the total, as in the monthly summary, and never for a "
        "member of staff."
    )


def staff_rule_words(least: int) -> str:
    """Return who is named among the staff, and whose work an answer is put to."""
    return _(
        "Named only from {count} ratings given by customers themselves: receptions for whoever "
        "received, handling for whoever gave the answer."
    ).format(count=least)


def word_rule_words() -> str:
    """Return how words are counted, and what is left out."""
    return _(
        "Counted once a complaint, from {count} complaints on. Names, numbers, plates and words "
        "without meaning of their own are left out."
    ).format(count=LEAST_COMPLAINTS)
