"""Every part of the figures that a bar, cell or card shows can be counted alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.figure_parts import FigurePart, Part, part_count, ratio_part
from app.domain.period_summary import (
    RATIO_NAMES,
    Flow,
    HeatCell,
    OverdueOpen,
    PeriodFigures,
    Ratio,
)
from app.domain.terms import Cause, Severity, Source

FIGURES = PeriodFigures(
    flow=Flow(3, 20, 2, 18, 7),
    ratios=dict.fromkeys(RATIO_NAMES)
    | {"resolved_in_time": Ratio(15, 18), "escalated": Ratio(4, 20)},
    handling_hours=None,
    overdue_open=OverdueOpen(2, 1),
    by_category={"repairs": 12, "fees": 8},
    by_severity={Severity.NORMAL: 20},
    by_source={Source.PHONE: 20},
    ratings={5: 6, 1: 1},
    no_answer=0,
    declined=0,
    relayed=0,
    by_building={"b1": 13, "": 7},
    by_cause={Cause.PEOPLE: 5},
    heat=(HeatCell("b1", "repairs", 9), HeatCell("", "fees", 7)),
    ageing=(1, 2, 0, 3, 1),
)


@pytest.mark.parametrize(
    ("part", "count"),
    [
        (FigurePart(Part.BROUGHT_FORWARD), 3),
        (FigurePart(Part.NEW), 20),
        (FigurePart(Part.REOPENED), 2),
        (FigurePart(Part.DONE), 18),
        (FigurePart(Part.CARRIED_OVER), 7),
        (FigurePart(Part.OVERDUE), 2),
        (FigurePart(Part.CATEGORY, "fees"), 8),
        (FigurePart(Part.BUILDING, ""), 7),
        (FigurePart(Part.HEAT, ("b1", "repairs")), 9),
        (FigurePart(Part.HEAT, ("b1", "fees")), 0),
        (FigurePart(Part.SEVERITY, Severity.NORMAL), 20),
        (FigurePart(Part.SOURCE, Source.PHONE), 20),
        (FigurePart(Part.CAUSE, Cause.PEOPLE), 5),
        (FigurePart(Part.AGE, 3), 3),
        (FigurePart(Part.AGE, 9), 0),
        (FigurePart(Part.SCORE, 1), 1),
        (FigurePart(Part.SCORE, 2), 0),
    ],
)
def test_a_part_is_counted_from_the_figures(part: FigurePart, count: int) -> None:
    assert part_count(FIGURES, part) == count


def test_a_ratio_in_time_opens_what_was_missed() -> None:
    assert part_count(FIGURES, ratio_part("resolved_in_time")) == 3


def test_a_rate_of_trouble_opens_what_was_counted() -> None:
    assert part_count(FIGURES, ratio_part("escalated")) == 4


def test_a_ratio_without_figure_opens_nothing() -> None:
    assert part_count(FIGURES, ratio_part("promises_kept")) == 0


def test_figures_of_nothing_count_nothing() -> None:
    empty = replace(FIGURES, flow=Flow(0, 0, 0, 0, 0), by_category={}, heat=())
    assert part_count(empty, FigurePart(Part.NEW)) == 0
    assert part_count(empty, FigurePart(Part.CATEGORY, "fees")) == 0
