"""Signing a month and looking at its versions by the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.services.reporting import list_projects
from app.workspace import Workspace
from tests.conftest import ADMINISTRATOR, PASSWORD
from tests.e2e.test_command_line import Finished, pages_of, refused, report, run
from tests.integration.receptions import COMPLAINT, Desk, local, promised
from tests.integration.signed_months import live_october

pytestmark = pytest.mark.clause("4.3-4")


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    """Sit down at the desk for a while."""
    workspace = Workspace(folder)
    actor = workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
    try:
        yield Desk(workspace, workspace.read(list_projects)[0], actor)
    finally:
        workspace.close()


@pytest.fixture
def october(store_folder: Path) -> Path:
    """Return the folder of a store with three complaints of October."""
    with opened(store_folder) as desk:
        live_october(desk)
    return store_folder


def signing(verb: str, folder: Path, *more: str, period: str = "2026-10") -> Finished:
    return run("report", verb, "--data-dir", folder, "--project", "CH", "--period", period, *more)


def versions(folder: Path) -> dict[str, Any]:
    listed = signing("versions", folder, "--json")
    assert (listed.returncode, listed.stderr) == (0, "")
    found = json.loads(listed.stdout)
    assert isinstance(found, dict)
    return found


def test_a_month_is_signed_and_reprinted_to_the_byte(october: Path, tmp_path: Path) -> None:
    live, first, again = (tmp_path / name for name in ("live.pdf", "1.pdf", "2.pdf"))
    assert signing("versions", october).stdout == "Not signed yet\n"
    signed = signing("sign", october)
    assert signed.stdout.startswith("2026-10 is signed, version 1.")
    (one,) = versions(october)["versions"]
    assert str(one["data_hash"]) in signed.stdout
    assert str(one["data_hash"])[:12] in pages_of_report(october, first)
    report(october, "--out", again)
    report(october, "--out", live, "--live")
    assert again.read_bytes() == first.read_bytes() != live.read_bytes()


def pages_of_report(folder: Path, path: Path) -> str:
    made = report(folder, "--out", path)
    assert (made.returncode, made.stderr) == (0, "")
    return pages_of(path)


def test_a_correction_says_why_and_what_and_keeps_the_first_version(
    october: Path, tmp_path: Path
) -> None:
    first, kept = tmp_path / "1.pdf", tmp_path / "kept.pdf"
    signing("sign", october)
    report(october, "--out", first)
    assert "give --reason" in refused(signing("sign", october))
    assert "nothing to sign again" in refused(signing("sign", october, "--reason", "x"))
    with opened(october) as desk:
        desk.receive(promised(COMPLAINT, local(22)), now=local(21))
    assert ["flow", "new", "3", "4"] in versions(october)["changed_since"]
    again = signing("sign", october, "--reason", "one came late")
    assert again.stdout.startswith("2026-10 is signed, version 2.")
    told = signing("versions", october).stdout
    assert "\tone came late\n" in told
    assert "\tNew this month N: 3 → 4\n" in told
    report(october, "--out", kept, "--version", "1")
    assert kept.read_bytes() == first.read_bytes()
    wrong = report(october, "--out", kept, "--version", "3")
    assert "no signed version 3" in refused(wrong)


def test_only_figures_of_the_fingerprint_given_are_signed(october: Path) -> None:
    assert "have changed since" in refused(signing("sign", october, "--hash", "0" * 12))
    assert versions(october)["versions"] == []


def test_a_year_that_still_runs_or_a_day_is_not_signed(october: Path) -> None:
    this_year = str(datetime.now(UTC).year)
    assert "is not over" in refused(signing("sign", october, period=this_year))
    assert "day sheet" in refused(signing("sign", october, period="2026-10-05"))
