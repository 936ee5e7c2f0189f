"""Figures of a comparison as words; screen, paper and sheet say the same."""

from __future__ import annotations

from app.domain.period_summary import PeriodFigures, Ratio
from app.domain.project_comparison import FAIR_COUNT, ProjectComparison
from app.figure_words import DASH
from app.i18n import _
from app.labels import ratio_label

MINUS = "\N{MINUS SIGN}"


def figure_label(figure: str) -> str:
    """Return what a ratio, or ``per_thousand``, is called."""
    return _("New per 1,000 households") if figure == "per_thousand" else ratio_label(figure)


def is_met(ratio: Ratio | None, target: float | None) -> bool | None:
    """Return whether a target was met, None without a target or where nothing was counted."""
    share = ratio.share if ratio else None
    if share is None or target is None:
        return None
    # Rounded, because a share of 90 % is a little less than 0.9 in binary.
    return round(share - target, 9) >= 0


def judged_target(comparison: ProjectComparison, name: str) -> float | None:
    """Return the target that a ratio is judged by, None without one.

    Nobody can have completed a period that still runs.
    """
    if name == "completion" and not comparison.is_complete:
        return None
    return comparison.targets.get(name)


def change_words(now: int, before: int | None) -> str:
    """Return by how many a count differs from the period before, such as ``+3``; or a dash."""
    if before is None:
        return DASH
    return "±0" if now == before else f"{now - before:+d}".replace("-", MINUS)


def points_words(now: Ratio | None, before: Ratio | None) -> str:
    """Return by how many percentage points a share differs from the period before, or a dash."""
    new, old = now.share if now else None, before.share if before else None
    if new is None or old is None:
        return DASH
    points = round((new - old) * 100, 1)
    return "±0" if not points else f"{points:+.1f}".replace("-", MINUS)


def rate_words(figures: PeriodFigures) -> str:
    """Return the new complaints per 1,000 households, or a dash where these are unknown."""
    rate = figures.per_thousand
    return DASH if rate is None else f"{rate:.1f}"


def ranking_words() -> str:
    """Return what is ranked and what is not."""
    return _(
        "Ranked are finished periods only, and only figures that say something about the work. A "
        "project of which fewer than {count} were counted has no place; equal figures share one."
    ).format(count=FAIR_COUNT)


def pooling_words() -> str:
    """Return how the total is made."""
    return _(
        "All together: counts are added, and shares are made from the added counts. Medians cannot "
        "be added, so there is none."
    )
