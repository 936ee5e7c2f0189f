"""Cases in files, by the command line: import, export, categories, on real folders."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from app.mapping_files import write_mapping
from tests.e2e.test_command_line import Finished, report, run
from tests.integration.imported_cases import MAPPING, Row, csv_text, open_row, row
from tests.unit.test_import_mapping import EXAMPLE

pytestmark = pytest.mark.clause("4.3-1")


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """Return the file of a mapping with every column."""
    path = tmp_path / "map.toml"
    write_mapping(path, MAPPING)
    return path


def file_of(tmp_path: Path, *rows: Row, encoding: str = "utf-8") -> Path:
    """Return a file whose rows lie in the past of any computer's clock."""
    path = tmp_path / "案件 #1.csv"
    path.write_bytes(csv_text(*rows).replace("2026/", "2024/").encode(encoding))
    return path


def take_in(folder: Path, file: Path, mapping: Path, *more: str | Path) -> Finished:
    return run(
        "import",
        "cases",
        file,
        "--data-dir",
        folder,
        "--project",
        "ch",
        "--mapping",
        mapping,
        *more,
    )


def verdicts(report_file: Path) -> list[dict[str, str]]:
    with report_file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_cases_are_imported_counted_and_verified(
    store_folder: Path, tmp_path: Path, mapping: Path
) -> None:
    file = file_of(tmp_path, row("A-1"), open_row("A-2"), encoding="gb18030")
    done = take_in(store_folder, file, mapping)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "2 rows: 2 added, 0 already there, 0 refused.\n"
    figures = tmp_path / "figures.json"
    out = tmp_path / "report.pdf"
    made = report(store_folder, "--out", out, "--json", figures, month="2024-10")
    assert made.returncode == 0, made.stderr
    counted = json.loads(figures.read_text(encoding="utf-8"))
    assert counted["flow"] == {"B": 0, "N": 2, "R": 0, "D": 2, "C": 1, "E": 1}
    assert counted["ratios"]["first_answer_in_time"] == {"n": 0, "d": 0}
    assert counted["ratios"]["resolved_in_time"] == {"n": 0, "d": 0}
    assert run("verify", "--data-dir", store_folder).returncode == 0


def test_the_documented_mapping_works_as_it_stands(store_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    done = take_in(store_folder, file_of(tmp_path, row("A-1")), path)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_same_file_again_adds_nothing(
    store_folder: Path, tmp_path: Path, mapping: Path
) -> None:
    file = file_of(tmp_path, row("A-1"))
    take_in(store_folder, file, mapping)
    again = take_in(store_folder, file, mapping)
    assert (again.returncode, again.stdout) == (
        0,
        "1 row: 0 added, 1 already there, 0 refused.\n",
    )


def test_a_refused_row_keeps_all_out_and_is_named_with_its_line_and_reason(
    store_folder: Path, tmp_path: Path, mapping: Path
) -> None:
    file = file_of(tmp_path, row("A-1", 内容="两\n行"), row("A-2", 完成时间="2026/10/01 08:00"))
    report_file = tmp_path / "report.csv"
    done = take_in(store_folder, file, mapping, "--report", report_file)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        (
            "Nothing was added: 1 of 2 rows were refused. Mend them, or import the others with "
            "--skip-bad-rows."
        ),
        "Line 4: It ended before it was registered.",
    ]
    first, second = verdicts(report_file)
    assert (first["line"], first["verdict"], first["number"]) == ("2", "not_added", "")
    assert (second["line"], second["verdict"]) == ("4", "refused")
    listed = take_in(store_folder, file, mapping, "--dry-run", "--skip-bad-rows")
    assert "1 added, 0 already there, 1 refused" in listed.stdout


def test_bad_rows_can_be_skipped(store_folder: Path, tmp_path: Path, mapping: Path) -> None:
    file = file_of(tmp_path, row("A-1"), row("A-2", 状态="?"))
    report_file = tmp_path / "report.csv"
    done = take_in(store_folder, file, mapping, "--skip-bad-rows", "--report", report_file)
    assert done.returncode == 0
    assert done.stdout == "2 rows: 1 added, 0 already there, 1 refused.\n"
    assert done.stderr.startswith("Line 3: “Status” is “?”")
    assert [line["number"] for line in verdicts(report_file)] == ["TS-20241005-001", ""]


@pytest.mark.parametrize(("changed", "code"), [({}, 0), ({"登记时间": "?"}, 1)])
def test_a_trial_says_what_would_come_and_keeps_nothing(
    store_folder: Path, tmp_path: Path, mapping: Path, changed: dict[str, str], code: int
) -> None:
    file = file_of(tmp_path, row("A-1", **changed))
    assert take_in(store_folder, file, mapping, "--dry-run").returncode == code
    out = tmp_path / "out.csv"
    listed = run("export", "cases", out, "--data-dir", store_folder, "--project", "CH")
    assert listed.stdout == f"0 cases written to {out}.\n"


def test_a_column_that_is_missing_is_one_sentence(
    store_folder: Path, tmp_path: Path, mapping: Path
) -> None:
    file = tmp_path / "x.csv"
    file.write_text("单号,登记时间\n1,2024/10/01 09:00\n", encoding="utf-8")
    done = take_in(store_folder, file, mapping)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The file has no column “完成时间”. It has: 单号, 登记时间.\n"


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx"])
def test_an_exported_file_is_imported_into_another_store(
    store_folder: Path, tmp_path: Path, mapping: Path, name: str
) -> None:
    take_in(store_folder, file_of(tmp_path, row("A-1", 内容="=1+1"), open_row("A-2")), mapping)
    out, written = tmp_path / name, tmp_path / "out.toml"
    done = run(
        "export",
        "cases",
        "--out",
        out,
        "--data-dir",
        store_folder,
        "--project",
        "CH",
        "--from",
        "2024-10-01",
        "--until",
        "2024-10-31",
        "--mapping-out",
        written,
    )
    assert (done.returncode, done.stdout) == (0, f"2 cases written to {out}.\n")
    again = take_in(store_folder, out, written)
    assert again.stdout == "2 rows: 0 added, 2 already there, 0 refused.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "cases", "--project", "CH"),
        ("export", "cases", "a.csv", "--out", "b.csv", "--project", "CH"),
        ("export", "cases", "a.csv", "--project", "CH", "--from", "soon"),
        ("import", "cases", "a.csv", "--project", "CH"),
        ("import",),
    ],
)
def test_wrong_usage_ends_with_code_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).returncode == 2


def test_a_file_of_another_kind_is_not_written(store_folder: Path, tmp_path: Path) -> None:
    done = run("export", "cases", tmp_path / "x.pdf", "--data-dir", store_folder, "--project", "CH")
    assert done.returncode == 1
    assert "neither a CSV file nor an Excel workbook" in done.stderr


def test_categories_are_listed_with_code_and_name(store_folder: Path) -> None:
    listed = run("categories", "--data-dir", store_folder)
    lines = listed.stdout.splitlines()
    assert "cleaning\tCleaning" in lines
    assert "repairs.lift\tLift" in lines
    chinese = run("categories", "--data-dir", store_folder, lang="zh_CN.UTF-8")
    assert "cleaning\t环境卫生" in chinese.stdout.splitlines()
    rows = json.loads(run("categories", "--data-dir", store_folder, "--json").stdout)
    assert {
        "code": "repairs.lift",
        "parent": "repairs",
        "name_zh": "电梯",
        "name_en": "Lift",
    } in rows
