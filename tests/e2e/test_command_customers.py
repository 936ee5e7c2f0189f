"""Owner rosters by the command line: import, report, export, on real folders."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.e2e.test_command_line import Finished, run
from tests.integration.rosters import HEADER, csv_roster, messy_workbook

pytestmark = pytest.mark.clause("4.2-2")


def take_in(folder: Path, file: Path, *more: str | Path) -> Finished:
    return run("import", "customers", file, "--data-dir", folder, "--project", "ch", *more)


def test_a_roster_is_taken_in_and_exported(store_folder: Path, tmp_path: Path) -> None:
    done = take_in(store_folder, messy_workbook(tmp_path / "业主.xlsx"))
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("Not taken in: 业主信息 身份证号码.")
    assert done.stdout == (
        "4 rows: 3 added, 0 joined, 0 changed, 0 the same, 1 no record, 0 refused.\n"
    )
    out = tmp_path / "out.csv"
    listed = run("export", "customers", out, "--data-dir", store_folder, "--project", "CH")
    assert listed.stdout == f"4 customers written to {out}.\n"


def test_refused_rows_are_named_and_reported(store_folder: Path, tmp_path: Path) -> None:
    rows = [("3-2-1802", "陈国栋", "13800003333"), ("9-1-101", "林芳", "")]
    file, report = csv_roster(tmp_path / "r.csv", HEADER, rows), tmp_path / "report.csv"
    done = take_in(store_folder, file, "--dry-run", "--report", report)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Line 3: The project has no room 9-1-101." in done.stderr
    with report.open(encoding="utf-8-sig", newline="") as stream:
        found = [(row["line"], row["names"], row["verdict"]) for row in csv.DictReader(stream)]
    assert found == [("2", "陈**", "not_written"), ("3", "林*", "refused")]
    made = take_in(store_folder, file, "--create-rooms")
    assert made.returncode == 0, made.stderr
