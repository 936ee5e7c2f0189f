"""The words that the screen of the feedback analysis and its paper's title use."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.feedback import FeedbackStep, Tally
from app.feedback_words import category_words, step_label
from app.i18n import _, ngettext
from ui.reports.figure_words import with_counts
from ui.reports.ratio_chart import Share


def share_of(key: str, name: str, counted: Tally, before: Tally | None = None) -> Share:
    """Return a row with a satisfaction; few ratings are said to be few.

    The note, for a tooltip and a screen reader, has the period before if it is known.
    """
    label = _("{name} (few)").format(name=name) if counted.is_small else name
    note = ratings_words(counted.ratings)
    if before is not None:
        earlier = with_counts(before.satisfaction)
        note += "; " + _("period before: {count}").format(count=earlier)
    return Share(key, label, counted.satisfaction, note=note)


def ratings_words(count: int) -> str:
    """Return how many ratings there are."""
    return ngettext("{count} rating", "{count} ratings", count).format(count=count)


def tally_words(counted: Tally) -> str:
    """Return everything of a tally in one line, for a tooltip and a screen reader."""
    return _("{satisfaction}, declined {declined}, no answer {no_answer}").format(
        satisfaction=with_counts(counted.satisfaction),
        declined=counted.declined,
        no_answer=counted.no_answer,
    )


def step_shares(
    steps: Mapping[FeedbackStep, Tally], before: Mapping[FeedbackStep, Tally]
) -> list[Share]:
    """Return a row for each step."""
    return [
        share_of(step, step_label(step), counted, before.get(step))
        for step, counted in steps.items()
    ]


def category_shares(found: Mapping[str, Tally], names: Mapping[str, str]) -> list[Share]:
    """Return a row for each category that was rated, those with most ratings first."""
    rated = sorted(
        ((code, counted) for code, counted in found.items() if counted.ratings),
        key=lambda pair: (-pair[1].ratings, pair[0]),
    )
    return [share_of(code, category_words(names, code), counted) for code, counted in rated]
