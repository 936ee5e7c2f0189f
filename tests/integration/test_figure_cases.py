"""The cases opened behind a bar are exactly those that the bar counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.domain.case_filter import CaseFilter
from app.domain.errors import UserFacingError
from app.domain.figure_filter import FigureFilter
from app.domain.figure_parts import FigurePart, Part, part_count, ratio_part
from app.domain.period_summary import RATIO_NAMES, PeriodFigures, PeriodSummary
from app.domain.periods import Period
from app.domain.permissions import Actor
from app.domain.terms import Severity
from app.services.case_list import count_cases
from app.services.figure_cases import PartCases, cases_of_part
from app.services.reporting import list_projects, period_summary
from app.workspace import Workspace

# The demonstration's last day; its last month still runs.
NOW = datetime(2026, 10, 31, 13, 0, tzinfo=UTC)
SEVERAL_TIMES = {Part.REOPENED, Part.DONE, Part.CAUSE, Part.SCORE, Part.MISSED, Part.COUNTED}


def actor_of(workspace: Workspace) -> Actor:
    assert workspace.actor is not None
    return workspace.actor


def counted(workspace: Workspace, period: str, only: FigureFilter | None = None) -> PeriodSummary:
    found = workspace.read(
        period_summary,
        actor=actor_of(workspace),
        project_code="CH",
        period=Period.parse(period),
        lang="en",
        now=NOW,
        only=only,
    )
    assert isinstance(found, PeriodSummary)
    return found


def opened(
    workspace: Workspace,
    summary: PeriodSummary,
    part: FigurePart,
    only: FigureFilter | None = None,
) -> PartCases:
    found = workspace.read(
        cases_of_part,
        actor=actor_of(workspace),
        project_code="CH",
        period=summary.period,
        until=summary.until,
        part=part,
        only=only,
    )
    assert isinstance(found, PartCases)
    return found


def parts_of(figures: PeriodFigures) -> Iterator[FigurePart]:
    """Yield everything that a person can press."""
    for part in (Part.BROUGHT_FORWARD, Part.NEW, Part.REOPENED, Part.DONE, Part.CARRIED_OVER):
        yield FigurePart(part)
    yield FigurePart(Part.OVERDUE)
    for part, keys in (
        (Part.CATEGORY, figures.by_category),
        (Part.BUILDING, figures.by_building),
        (Part.SEVERITY, figures.by_severity),
        (Part.SOURCE, figures.by_source),
        (Part.CAUSE, figures.by_cause),
        (Part.AGE, range(len(figures.ageing))),
        (Part.SCORE, figures.ratings),
    ):
        for key in keys:
            yield FigurePart(part, key)
    for cell in figures.heat:
        yield FigurePart(Part.HEAT, (cell.building, cell.category))
    for name in RATIO_NAMES:
        if name not in {"completion", "coverage", "reopening"}:
            yield ratio_part(name)


@pytest.mark.clause("4.3-4")
@pytest.mark.parametrize("period", ["2026-09", "2026-10", "2026-Q4", "2026-10-12"])
def test_every_bar_opens_as_many_as_it_counts(demo_store: Workspace, period: str) -> None:
    summary = counted(demo_store, period)
    for part in parts_of(summary.figures):
        found = opened(demo_store, summary, part)
        assert found.count == part_count(summary.figures, part), part
        assert len(set(found.case_ids)) == len(found.case_ids)
        if part.part not in SEVERAL_TIMES:
            assert len(found.case_ids) == found.count, part


@pytest.mark.parametrize(
    "only", [FigureFilter(category="repairs"), FigureFilter(severity=Severity.NORMAL)]
)
def test_a_filtered_bar_opens_as_many_as_it_counts(
    demo_store: Workspace, only: FigureFilter
) -> None:
    summary = counted(demo_store, "2026-09", only)
    assert summary.figures.flow.new
    for part in parts_of(summary.figures):
        found = opened(demo_store, summary, part, only)
        assert found.count == part_count(summary.figures, part), part


def test_the_case_list_shows_exactly_the_cases_of_a_bar(demo_store: Workspace) -> None:
    summary = counted(demo_store, "2026-09")
    found = opened(demo_store, summary, FigurePart(Part.NEW))
    project = demo_store.read(list_projects)[0]
    (listed,) = demo_store.read(
        count_cases,
        actor=actor_of(demo_store),
        project_id=project.project_id,
        filters=[CaseFilter(cases=found.case_ids, cases_words="New")],
        now=NOW,
    )
    assert listed == len(found.case_ids) == summary.figures.flow.new


def test_a_project_that_is_not_there_opens_nothing(demo_store: Workspace) -> None:
    summary = counted(demo_store, "2026-09")
    with pytest.raises(UserFacingError):
        demo_store.read(
            cases_of_part,
            actor=actor_of(demo_store),
            project_code="NO",
            period=summary.period,
            until=summary.until,
            part=FigurePart(Part.NEW),
        )
