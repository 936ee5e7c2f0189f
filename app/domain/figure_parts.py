"""Parts of the period's figures that can be opened: a card, a bar, a cell, a segment.

One function reads a part's count, from the figures of all complaints and from those of a single one
alike, so that the cases opened behind a bar are those that the bar counted.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.period_summary import HeatCell, PeriodFigures


class Part(StrEnum):
    """What a part of the figures counts."""

    BROUGHT_FORWARD = "brought_forward"
    NEW = "new"
    REOPENED = "reopened"
    DONE = "done"
    CARRIED_OVER = "carried_over"
    OVERDUE = "overdue"
    CATEGORY = "category"
    BUILDING = "building"
    HEAT = "heat"
    SEVERITY = "severity"
    SOURCE = "source"
    CAUSE = "cause"
    AGE = "age"
    SCORE = "score"
    COUNTED = "counted"
    MISSED = "missed"


@dataclass(frozen=True)
class FigurePart:
    """One part; ``key`` says which of its kind.

    A code, id, severity, source, cause, age group, score or name of a ratio; of a heat cell
    building and category.
    """

    part: Part
    key: Hashable = ""


COUNTED_RATIOS = ("valid", "repeat", "escalated")
"""Ratios whose counted cases are worth a look; of all others it is the missed ones."""


def ratio_part(name: str) -> FigurePart:
    """Return the cases that a ratio's bar opens."""
    return FigurePart(Part.COUNTED if name in COUNTED_RATIOS else Part.MISSED, name)


def part_count(figures: PeriodFigures, wanted: FigurePart) -> int:
    """Return how many the part counts: complaints, or events where one can have several."""
    return _COUNTS[wanted.part](figures, wanted.key)


def _ratio(figures: PeriodFigures, name: Hashable, *, missed: bool) -> int:
    ratio = figures.ratios.get(str(name))
    if ratio is None:
        return 0
    return ratio.d - ratio.n if missed else ratio.n


def _cell(cells: tuple[HeatCell, ...], key: Hashable) -> int:
    return sum(cell.count for cell in cells if (cell.building, cell.category) == key)


def _age(ageing: tuple[int, ...], key: Hashable) -> int:
    return ageing[key] if isinstance(key, int) and 0 <= key < len(ageing) else 0


_COUNTS: Mapping[Part, Callable[[PeriodFigures, Hashable], int]] = {
    Part.BROUGHT_FORWARD: lambda f, _key: f.flow.brought_forward,
    Part.NEW: lambda f, _key: f.flow.new,
    Part.REOPENED: lambda f, _key: f.flow.reopened,
    Part.DONE: lambda f, _key: f.flow.done,
    Part.CARRIED_OVER: lambda f, _key: f.flow.carried_over,
    Part.OVERDUE: lambda f, _key: f.overdue_open.total,
    Part.CATEGORY: lambda f, key: f.by_category.get(key, 0),  # type: ignore[call-overload]
    Part.BUILDING: lambda f, key: f.by_building.get(key, 0),  # type: ignore[call-overload]
    Part.HEAT: lambda f, key: _cell(f.heat, key),
    Part.SEVERITY: lambda f, key: f.by_severity.get(key, 0),  # type: ignore[call-overload]
    Part.SOURCE: lambda f, key: f.by_source.get(key, 0),  # type: ignore[call-overload]
    Part.CAUSE: lambda f, key: f.by_cause.get(key, 0),  # type: ignore[call-overload]
    Part.AGE: lambda f, key: _age(f.ageing, key),
    Part.SCORE: lambda f, key: f.ratings.get(key, 0),  # type: ignore[call-overload]
    Part.COUNTED: lambda f, key: _ratio(f, key, missed=False),
    Part.MISSED: lambda f, key: _ratio(f, key, missed=True),
}
