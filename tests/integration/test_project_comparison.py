"""Several projects side by side: each with its own figures, and what they are together."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook

from app.domain.errors import Problem, UserFacingError
from app.domain.periods import Period
from app.domain.project_comparison import ProjectComparison, pooled, ranks
from app.domain.terms import Role
from app.i18n import set_language
from app.reports import comparison_paper
from app.reports.comparison_json import comparison_json
from app.services.project_comparison import compare_projects
from app.services.reporting import period_summary
from app.workbooks.comparison_workbook import comparison_workbook
from app.workspace import Workspace

NOW = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.clause("4.3-4")


@pytest.fixture(autouse=True)
def _english(_default_language: None) -> None:
    set_language("en")


def compared(workspace: Workspace, period: str = "2026-10", **more: Any) -> ProjectComparison:
    made = workspace.read(
        compare_projects,
        **{
            "actor": workspace.actor,
            "period": Period.parse(period),
            "lang": "en",
            "now": NOW,
            **more,
        },
    )
    assert isinstance(made, ProjectComparison)
    return made


def refusal(workspace: Workspace, **more: Any) -> Problem:
    with pytest.raises(UserFacingError) as refused:
        compared(workspace, **more)
    return refused.value.problem


@pytest.mark.parametrize("period", ["2026-10-15", "2026-10", "2026-Q4", "2026"])
def test_every_project_has_the_figures_of_its_own_report(
    demo_store: Workspace, period: str
) -> None:
    comparison = compared(demo_store, period)
    assert [project.code for project in comparison.projects] == ["CH", "YD"]
    for project in comparison.projects:
        own = demo_store.read(
            period_summary,
            actor=demo_store.actor,
            project_code=project.code,
            period=Period.parse(period),
            lang="en",
            now=NOW,
        )
        assert project.figures == own.figures
        assert project.previous == own.previous
    assert comparison.total == pooled([project.figures for project in comparison.projects])


def test_the_total_before_is_left_out_where_one_project_has_none(demo_store: Workspace) -> None:
    begun = compared(demo_store, "2026-09")
    assert [project.previous for project in begun.projects] == [None, None]
    assert begun.total_before is None
    assert compared(demo_store).total_before is not None


def test_other_projects_are_shown_to_nobody_who_may_not_look_into_them(
    demo_store: Workspace,
) -> None:
    assert demo_store.actor is not None
    receptionist = replace(demo_store.actor, role=Role.RECEPTIONIST)
    assert refusal(demo_store, actor=receptionist) is Problem.NOT_PERMITTED


def test_projects_are_named_in_either_case_and_each_counts_once(demo_store: Workspace) -> None:
    both = compared(demo_store, codes=("yd", "CH", "ch"))
    assert [project.code for project in both.projects] == ["CH", "YD"]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"codes": ("CH",)}, Problem.NOTHING_TO_COMPARE),
        ({"codes": ("CH", "NO")}, Problem.UNKNOWN_PROJECT),
        ({"period": "2027-01"}, Problem.PERIOD_NOT_BEGUN),
    ],
)
def test_what_cannot_be_compared_is_refused(
    demo_store: Workspace, more: dict[str, Any], problem: Problem
) -> None:
    assert refusal(demo_store, **more) is problem


def test_one_project_alone_is_no_comparison(workspace: Workspace) -> None:
    assert refusal(workspace) is Problem.NOTHING_TO_COMPARE


def test_the_plain_values_are_those_of_the_comparison(demo_store: Workspace) -> None:
    comparison = compared(demo_store)
    plain = comparison_json(comparison)
    assert plain["total"]["flow"]["N"] == comparison.total.flow.new
    assert plain["total"]["handling_hours"] == {"median": None, "p90": None}
    for project, one in zip(comparison.projects, plain["projects"], strict=True):
        assert one["flow"]["E"] == project.figures.flow.carried_over
        place = ranks(comparison, "completion").get(project.code)
        assert one["ranks"].get("completion") == place


# ---- sheet -------------------------------------------------------------------------------------


def rows_of(content: bytes, name: str) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def test_the_sheet_has_the_figures_of_every_project(demo_store: Workspace) -> None:
    comparison = compared(demo_store)
    content = comparison_workbook(comparison, "en")
    rows = {row[1]: row for row in rows_of(content, "Flow")[4:7]}
    for project in comparison.projects:
        flow = project.figures.flow
        assert rows[project.code][2:8] == [
            flow.brought_forward,
            flow.new,
            flow.reopened,
            flow.to_handle,
            flow.done,
            flow.carried_over,
        ]
        assert rows[project.code][8] == "✓ it balances"
    assert rows[""][3] == comparison.total.flow.new
    assert rows[""][15] == "—"
    shares = rows_of(content, "Shares")
    begin = next(number for number, row in enumerate(shares) if row[0] == "Completion rate")
    total = comparison.total.ratios["completion"]
    assert total is not None
    assert shares[begin + 4][1:4] == [total.n, total.d, pytest.approx(total.share)]


def test_the_same_comparison_gives_the_same_sheet(demo_store: Workspace) -> None:
    comparison = compared(demo_store)
    for lang in ("en", "zh_CN"):
        assert comparison_workbook(comparison, lang) == comparison_workbook(comparison, lang)


# ---- paper -------------------------------------------------------------------------------------


def text_of(path: Path) -> str:
    document = PdfDocument(path)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_the_paper_lies_across_and_says_what_every_project_did(
    demo_store: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "paper.pdf"
    comparison = compared(demo_store)
    comparison_paper.render(comparison, path, "en")
    document = PdfDocument(path)
    width, height = document[0].get_size()
    document.close()
    assert width > height
    text = text_of(path)
    for words in ("Comparison of projects", "October 2026", "翠湖花园", "云顶华府", "All together"):
        assert words in text
    ratio = comparison.total.ratios["completion"]
    assert ratio is not None
    assert f"{ratio.n} / {ratio.d}" in text


def test_a_target_that_is_missed_says_so_in_words(demo_store: Workspace, tmp_path: Path) -> None:
    comparison = compared(demo_store)
    path = tmp_path / "paper.pdf"
    comparison_paper.render(replace(comparison, targets={"completion": 1.01}), path, "en")
    assert "missed" in text_of(path)
    comparison_paper.render(replace(comparison, targets={"completion": 0.0}), path, "en")
    assert "missed" not in text_of(path)


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_the_same_comparison_gives_the_same_paper(
    demo_store: Workspace, tmp_path: Path, lang: str
) -> None:
    comparison = compared(demo_store, "2026-Q4")
    paths = tmp_path / "one.pdf", tmp_path / "two.pdf"
    for path in paths:
        comparison_paper.render(comparison, path, lang)
    assert paths[0].read_bytes() == paths[1].read_bytes()
