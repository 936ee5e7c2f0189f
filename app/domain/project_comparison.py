"""The same figures of several projects side by side, and what they are together (clause 4.3-4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from app.domain.period_summary import (
    AGE_LIMITS,
    RATIO_NAMES,
    Flow,
    OverdueOpen,
    PeriodFigures,
    Ratio,
)
from app.domain.periods import Period

FAIR_COUNT = 10
"""Below so many counted, a share says more about chance than about a project: it is not ranked."""

BETTER_HIGH = frozenset(
    {
        "completion",
        "first_answer_in_time",
        "resolved_in_time",
        "promises_kept",
        "called_back",
        "satisfaction",
    }
)
BETTER_LOW = frozenset({"reopening", "repeat", "escalated", "per_thousand"})
RANKED = BETTER_HIGH | BETTER_LOW
"""What projects are ranked by.

How many complaints there were, found valid, or rated says nothing about who worked better.
"""

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class ProjectFigures:
    """One project's figures; ``until`` is the instant up to which they were counted."""

    code: str
    name: str
    is_complete: bool
    until: datetime
    figures: PeriodFigures
    previous: PeriodFigures | None


@dataclass(frozen=True)
class ProjectComparison:
    """Several projects in one period, in the order of their codes.

    ``total`` is what the projects are together, ``total_before`` the same for the period before,
    None where one of them has no figures of it.  ``targets`` maps names of ratios to shares from 0
    to 1; ``category_names`` are in the language of the paper.  ``timezone`` is that of the first.
    """

    company: str
    period: Period
    timezone: str
    projects: tuple[ProjectFigures, ...]
    total: PeriodFigures
    total_before: PeriodFigures | None
    targets: Mapping[str, float]
    category_names: Mapping[str, str]
    data_hash: str
    program_version: str
    until: datetime = field(kw_only=True)

    @property
    def is_complete(self) -> bool:
        """Whether the period is over in every project."""
        return all(project.is_complete for project in self.projects)


def pooled(parts: Sequence[PeriodFigures]) -> PeriodFigures:
    """Return the figures of several projects together.

    Counts are added, and shares are made from the added counts, never from shares.  A median of
    medians means nothing, so there are no handling times; households are known only where every
    project knows its own.
    """
    households = [part.households for part in parts]
    known = [count for count in households if count is not None]
    return PeriodFigures(
        flow=Flow(
            brought_forward=sum(part.flow.brought_forward for part in parts),
            new=sum(part.flow.new for part in parts),
            reopened=sum(part.flow.reopened for part in parts),
            done=sum(part.flow.done for part in parts),
            carried_over=sum(part.flow.carried_over for part in parts),
        ),
        ratios={
            name: pooled_ratio(part.ratios.get(name) for part in parts) for name in RATIO_NAMES
        },
        handling_hours=None,
        overdue_open=OverdueOpen(
            sum(part.overdue_open.total for part in parts),
            sum(part.overdue_open.over_a_month for part in parts),
        ),
        by_category=_added(part.by_category for part in parts),
        by_severity=_added(part.by_severity for part in parts),
        by_source=_added(part.by_source for part in parts),
        ratings=_added(part.ratings for part in parts),
        no_answer=sum(part.no_answer for part in parts),
        declined=sum(part.declined for part in parts),
        relayed=sum(part.relayed for part in parts),
        by_cause=_added(part.by_cause for part in parts),
        ageing=tuple(
            sum(part.ageing[group] for part in parts) for group in range(len(AGE_LIMITS) + 1)
        ),
        reasons=_added(part.reasons for part in parts),
        households=sum(known) if parts and len(known) == len(households) else None,
    )


def pooled_ratio(ratios: Iterable[Ratio | None]) -> Ratio | None:
    """Return the share of all together; None where no project has the figure."""
    known = [ratio for ratio in ratios if ratio is not None]
    return Ratio(sum(r.n for r in known), sum(r.d for r in known)) if known else None


def ranks(comparison: ProjectComparison, figure: str) -> dict[str, int]:
    """Return the places of the projects in a figure by code, 1 for the best; equals share one.

    Left out are projects of which too few were counted; there is no ranking at all of a figure that
    says nothing about work, of a period that is not over, or of fewer than two projects.
    """
    if figure not in RANKED or not comparison.is_complete:
        return {}
    values = {
        project.code: value
        for project in comparison.projects
        if (value := _fair_value(project.figures, figure)) is not None
    }
    if len(values) < 2:
        return {}
    sign = -1 if figure in BETTER_HIGH else 1
    order = sorted(sign * value for value in values.values())
    return {code: order.index(sign * value) + 1 for code, value in values.items()}


def _fair_value(figures: PeriodFigures, figure: str) -> float | None:
    """Return a figure as a number that can be compared, None where it cannot fairly be."""
    if figure == "per_thousand":
        enough = (figures.households or 0) >= FAIR_COUNT
        return figures.per_thousand if enough else None
    ratio = figures.ratios.get(figure)
    return ratio.share if ratio is not None and ratio.d >= FAIR_COUNT else None


def _added(counts: Iterable[Mapping[K, int]]) -> dict[K, int]:
    total: Counter[K] = Counter()
    for part in counts:
        total.update(part)
    return dict(total)
