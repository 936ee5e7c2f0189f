"""Setting a desk up makes all of a store or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from app.domain.errors import Problem, UserFacingError
from app.domain.policy import COMPANY_NAME
from app.services.policy import business_calendar, read_setting
from app.services.reporting import ProjectView, list_projects
from app.services.setup import FreshStore, NewProject, create_store
from app.verification import verify_store
from app.workspace import Workspace
from db.models import Building, CalendarDay, Category, Notice, Project, Room, Unit
from tests.conftest import ADMINISTRATOR, COMPANY, ON_PAPER, PASSWORD, PROJECT

SET_UP = """
import sys
from pathlib import Path
from app.services.setup import NewProject, create_store
from app.workspace import Workspace
folder = Path(sys.argv[1])
workspace = Workspace(folder)
create_store(
    folder,
    company="鸿园物业",
    project=NewProject("CH", "翠湖花园"),
    administrator="李静",
    password="violet tractor 71 lagoon",
    agreement=None,
)
"""


def make(
    folder: Path,
    project: NewProject = PROJECT,
    company: str = COMPANY,
    administrator: str = ADMINISTRATOR,
    password: str = PASSWORD,
) -> FreshStore:
    return create_store(
        folder,
        company=company,
        project=project,
        administrator=administrator,
        password=password,
        agreement=ON_PAPER,
    )


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "lock")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "前台"
    made.mkdir()
    return made


@pytest.mark.clause("2")
def test_the_project_stands_with_its_rooms(workspace: Workspace, project: ProjectView) -> None:
    counts = [
        workspace.read(lambda s, m=model: s.scalar(select(func.count()).select_from(m)))
        for model in (Project, Building, Unit, Room)
    ]
    assert counts == [1, 3, 6, 24]
    assert (project.code, project.name, project.timezone) == ("CH", "翠湖花园", "Asia/Shanghai")


def test_the_store_begins_with_company_categories_notices_and_calendar(
    workspace: Workspace, project: ProjectView
) -> None:
    assert workspace.read(read_setting, COMPANY_NAME) == COMPANY
    for model in (Category, Notice, CalendarDay):
        assert workspace.read(lambda s, m=model: s.scalar(select(func.count()).select_from(m)))
    calendar = workspace.read(
        lambda s: business_calendar(s, s.get_one(Project, project.project_id))
    )
    assert {str(day) for day in calendar.exceptions} >= {"2026-10-01", "2026-10-10"}


def test_a_fresh_store_is_whole(workspace: Workspace) -> None:
    assert verify_store(workspace) == []


def test_a_folder_that_holds_a_store_is_refused_and_left_alone(workspace: Workspace) -> None:
    before = (workspace.folder / "keys.json").read_bytes()
    with pytest.raises(UserFacingError) as caught:
        make(workspace.folder)
    assert caught.value.problem is Problem.STORE_EXISTS
    assert (workspace.folder / "keys.json").read_bytes() == before
    assert len(workspace.read(list_projects)) == 1


@pytest.mark.parametrize("name", ["store.db", "keys.json", "keys.json.prev"])
def test_half_a_store_is_not_overwritten(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"half")
    with pytest.raises(UserFacingError) as caught:
        make(folder)
    assert caught.value.problem is Problem.STORE_EXISTS
    assert (folder / name).read_bytes() == b"half"


@pytest.mark.parametrize(
    ("project", "company", "administrator", "password", "problem"),
    [
        (PROJECT, " ", ADMINISTRATOR, PASSWORD, Problem.EMPTY_NAME),
        (PROJECT, COMPANY, "\u200e", PASSWORD, Problem.EMPTY_NAME),
        (PROJECT, COMPANY, ADMINISTRATOR, "1234567890", Problem.WEAK_PASSWORD),
        (NewProject("C/H", "x"), COMPANY, ADMINISTRATOR, PASSWORD, Problem.BAD_PROJECT_CODE),
        (
            NewProject("CH", "x", "Mars/Base"),
            COMPANY,
            ADMINISTRATOR,
            PASSWORD,
            Problem.BAD_TIMEZONE,
        ),
        (NewProject("CH", ""), COMPANY, ADMINISTRATOR, PASSWORD, Problem.EMPTY_NAME),
    ],
)
def test_what_cannot_be_taken_is_refused_before_anything_is_made(
    folder: Path,
    project: NewProject,
    company: str,
    administrator: str,
    password: str,
    problem: Problem,
) -> None:
    with pytest.raises(UserFacingError) as caught:
        make(folder, project, company, administrator, password)
    assert caught.value.problem is problem
    assert left_in(folder) == []


def test_a_write_that_fails_leaves_nothing(folder: Path) -> None:
    twice = NewProject("CH", "翠湖花园", rooms=(("1", "1", "101"), ("1", "1", "101")))
    with pytest.raises(DBAPIError):
        make(folder, twice)
    assert left_in(folder) == []


@pytest.mark.parametrize("appears", ["keys.json", "store.db.new", "store.db"])
def test_a_set_up_that_was_killed_can_be_done_again(folder: Path, appears: str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", SET_UP, str(folder)],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    deadline = time.monotonic() + 60
    while not (folder / appears).exists() and child.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    child.kill()
    child.wait()
    workspace = Workspace(folder)
    try:
        fresh = make(folder)
        workspace.adopt(fresh.store, fresh.actor)
        assert verify_store(workspace) == []
        assert not (folder / "setup-unfinished").exists()
    finally:
        workspace.close()


def test_the_recovery_key_is_nowhere_in_the_folder(folder: Path) -> None:
    workspace = Workspace(folder)
    fresh = make(folder)
    workspace.adopt(fresh.store, fresh.actor)
    workspace.close()
    for path in folder.iterdir():
        if path.name != "ballast":
            assert fresh.recovery_key.encode() not in path.read_bytes()
