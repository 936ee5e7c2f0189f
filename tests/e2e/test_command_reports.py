"""The reports of the command line: periods, workbooks, comparisons, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app.workspace import Workspace
from db.models import AuditEntry
from tests.conftest import ADMINISTRATOR, PASSWORD
from tests.e2e.test_command_line import Finished, demo_folder, pages_of, refused, run
from tests.ui.at_the_desk import rows

__all__ = ["demo_folder"]
pytestmark = pytest.mark.clause("4.3-4")


def period(folder: Path, written: str, *more: str | Path) -> Finished:
    where = ("report", "period", "--data-dir", folder, "--project", "CH")
    return run(*where, "--period", written, *more)


def compare(folder: Path, *more: str | Path, written: str = "2026-10") -> Finished:
    return run("report", "compare", "--data-dir", folder, "--period", written, *more)


def sheet(path: Path, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("2026-10-15", "2026-10-15"),
        ("2026-10", "October2026"),
        ("2026-q4", "Quarter4,2026"),
        ("2026", "Year2026"),
    ],
)
def test_a_period_of_any_length_is_a_paper_figures_and_a_workbook(
    demo_folder: Path, tmp_path: Path, written: str, title: str
) -> None:
    pdf, plain, xlsx = tmp_path / "a.pdf", tmp_path / "a.json", tmp_path / "a.xlsx"
    files = ("--out", pdf, "--json", plain, "--xlsx", xlsx)
    made = period(demo_folder, written, *files, "--lang", "en")
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    assert title in pages_of(pdf)
    figures = json.loads(plain.read_text(encoding="utf-8"))
    assert figures["period"] == written.upper()
    assert "month" not in figures
    flow = {row[0]: row[1] for row in sheet(xlsx, "Flow")[3:] if row[0]}
    assert flow["Carried over E"] == figures["flow"]["E"]
    assert flow["Do both sides agree?"] == "✓ it balances"


def test_the_month_by_either_verb_is_the_same_month(demo_folder: Path, tmp_path: Path) -> None:
    month, same = tmp_path / "month.json", tmp_path / "same.json"
    made = run(
        *("report", "monthly", "--data-dir", demo_folder, "--project", "CH"),
        *("--month", "2026-10", "--out", tmp_path / "m.pdf", "--json", month),
        *("--xlsx", tmp_path / "m.xlsx"),
    )
    assert made.returncode == 0, made.stderr
    assert period(demo_folder, "2026-10", "--out", tmp_path / "p.pdf", "--json", same).stderr == ""
    one, other = json.loads(month.read_text()), json.loads(same.read_text())
    assert one.pop("month") == other.pop("period") == "2026-10"
    # The month keeps the form it was given; the period says more.
    assert {**other, **one} == other
    assert (tmp_path / "m.xlsx").stat().st_size > 10_000


def test_a_workbook_that_leaves_is_written_down(demo_folder: Path, tmp_path: Path) -> None:
    def exports() -> list[dict[str, object]]:
        workspace = Workspace(demo_folder)
        try:
            workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
            entries = rows(workspace, AuditEntry)
        finally:
            workspace.close()
        return [row for row in entries if row["action"] == "report_exported"]

    before = len(exports())
    period(demo_folder, "2026-10", "--out", tmp_path / "a.pdf")
    assert len(exports()) == before
    period(demo_folder, "2026-10", "--out", tmp_path / "a.pdf", "--xlsx", tmp_path / "a.xlsx")
    assert len(exports()) == before + 1
    compare(demo_folder, "--out", tmp_path / "c.pdf", "--xlsx", tmp_path / "c.xlsx")
    assert len(exports()) == before + 3


def test_all_projects_are_compared_unless_some_are_named(demo_folder: Path, tmp_path: Path) -> None:
    pdf, plain, xlsx = tmp_path / "c.pdf", tmp_path / "c.json", tmp_path / "c.xlsx"
    files = ("--out", pdf, "--json", plain, "--xlsx", xlsx, "--lang", "en")
    made = compare(demo_folder, *files, written="2026-Q4")
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    figures = json.loads(plain.read_text(encoding="utf-8"))
    assert [one["project"] for one in figures["projects"]] == ["CH", "YD"]
    total = sum(one["flow"]["N"] for one in figures["projects"])
    assert figures["total"]["flow"]["N"] == total
    assert sheet(xlsx, "Flow")[-1][3] == total
    assert "Comparisonofprojects" in pages_of(pdf)
    assert compare(demo_folder, "--projects", "yd,ch", "--out", pdf).returncode == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--period", "2026-13"), "“2026-13” is not a period."),
        (("--period", "2030"), "2030 has not begun"),
        (("--project", "NO"), "There is no project “NO”"),
        (("--xlsx", "figures.csv"), "“figures.csv” is no name for a workbook."),
        (("--xlsx", "/no/such/folder/a.xlsx"), "could not be written"),
    ],
)
def test_what_cannot_be_made_is_one_sentence(
    demo_folder: Path, tmp_path: Path, words: tuple[str, str], sentence: str
) -> None:
    usual = {"--project": "CH", "--period": "2026-10", "--out": str(tmp_path / "a.pdf")}
    options = [word for pair in (usual | dict([words])).items() for word in pair]
    made = run("report", "period", "--data-dir", demo_folder, *options)
    assert sentence in refused(made)
    assert not (tmp_path / "a.pdf").exists()


def test_one_project_is_not_compared_with_itself(demo_folder: Path, tmp_path: Path) -> None:
    made = compare(demo_folder, "--projects", "CH", "--out", tmp_path / "c.pdf")
    assert refused(made).startswith("A comparison needs at least two projects.")
