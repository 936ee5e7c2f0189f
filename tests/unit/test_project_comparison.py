"""What projects are together, and who is ranked before whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.period_summary import (
    RATIO_NAMES,
    Flow,
    HandlingHours,
    OverdueOpen,
    PeriodFigures,
    Ratio,
)
from app.domain.periods import Period
from app.domain.project_comparison import (
    FAIR_COUNT,
    ProjectComparison,
    ProjectFigures,
    pooled,
    ranks,
)

UNTIL = datetime(2026, 11, 1, tzinfo=UTC)
pytestmark = pytest.mark.clause("4.3-4")


def figures(
    ratio: Ratio | None = None, *, new: int = 3, households: int | None = 100
) -> PeriodFigures:
    return PeriodFigures(
        flow=Flow(2, new, 1, 4, 2 + new + 1 - 4),
        ratios=dict.fromkeys(RATIO_NAMES, ratio),
        handling_hours=HandlingHours(5.0, 9.0),
        overdue_open=OverdueOpen(1, 0),
        by_category={"repairs": new, "fees": 0},
        by_severity={},
        by_source={},
        ratings={5: 2},
        no_answer=1,
        declined=0,
        relayed=0,
        households=households,
    )


def compared(*parts: PeriodFigures, complete: bool = True) -> ProjectComparison:
    projects = tuple(
        ProjectFigures(code, code, complete, UNTIL, part, None)
        for code, part in zip("ABCDEF", parts, strict=False)
    )
    return ProjectComparison(
        company="",
        period=Period.parse("2026-10"),
        timezone="Asia/Shanghai",
        projects=projects,
        total=pooled(parts),
        total_before=None,
        targets={},
        category_names={},
        data_hash="",
        program_version="",
        until=UNTIL,
    )


def test_shares_are_made_from_the_added_counts_and_not_from_shares() -> None:
    total = pooled([figures(Ratio(1, 2)), figures(Ratio(90, 100))])
    assert total.ratios["completion"] == Ratio(91, 102)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_the_flow_of_all_balances_when_every_one_does(new: list[int]) -> None:
    total = pooled([figures(new=count) for count in new])
    assert total.flow.new == sum(new)
    assert total.flow.balances
    assert total.by_category == {"repairs": sum(new), "fees": 0}


def test_there_is_no_median_of_several_projects() -> None:
    assert pooled([figures(), figures()]).handling_hours is None


def test_a_figure_that_one_project_lacks_is_that_of_the_others() -> None:
    assert pooled([figures(), figures(Ratio(3, 4))]).ratios["valid"] == Ratio(3, 4)
    assert pooled([figures(), figures()]).ratios["valid"] is None


def test_households_are_known_only_where_every_project_knows_them() -> None:
    assert pooled([figures(), figures()]).households == 200
    assert pooled([figures(), figures(households=None)]).per_thousand is None


def test_more_is_better_of_a_completion_and_worse_of_a_reopening() -> None:
    both = compared(figures(Ratio(9, 10)), figures(Ratio(5, 10)))
    assert ranks(both, "completion") == {"A": 1, "B": 2}
    assert ranks(both, "reopening") == {"A": 2, "B": 1}


def test_equal_figures_share_a_place_and_the_next_is_left_out() -> None:
    three = compared(figures(Ratio(9, 10)), figures(Ratio(18, 20)), figures(Ratio(1, 10)))
    assert ranks(three, "completion") == {"A": 1, "B": 1, "C": 3}


def test_a_project_of_which_too_few_were_counted_has_no_place() -> None:
    few = Ratio(FAIR_COUNT - 1, FAIR_COUNT - 1)
    three = compared(figures(few), figures(Ratio(9, 10)), figures(Ratio(1, 10)))
    assert ranks(three, "completion") == {"B": 1, "C": 2}


def test_one_project_that_could_be_ranked_is_no_ranking() -> None:
    assert ranks(compared(figures(Ratio(9, 10)), figures(Ratio(1, 1))), "completion") == {}


@pytest.mark.parametrize("figure", ["valid", "coverage", "reached", "new", "overdue"])
def test_what_says_nothing_about_the_work_is_not_ranked(figure: str) -> None:
    assert ranks(compared(figures(Ratio(9, 10)), figures(Ratio(1, 10))), figure) == {}


def test_a_period_that_is_not_over_has_no_places() -> None:
    both = compared(figures(Ratio(9, 10)), figures(Ratio(1, 10)), complete=False)
    assert ranks(both, "completion") == {}


def test_complaints_are_ranked_by_households_and_only_where_there_are_enough() -> None:
    both = compared(figures(new=10), figures(new=3))
    assert ranks(both, "per_thousand") == {"A": 2, "B": 1}
    assert ranks(compared(figures(), figures(households=9)), "per_thousand") == {}
    unknown = replace(figures(), households=None)
    assert ranks(compared(figures(), unknown), "per_thousand") == {}
