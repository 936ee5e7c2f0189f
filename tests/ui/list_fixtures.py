"""Fixtures for tests that sit before the list of cases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app import i18n
from app.services.reporting import list_projects
from db.folder import StoreFolder
from tests.conftest import STORE_FILES, open_copy
from tests.integration.many_cases import Put, put_cases
from tests.integration.receptions import ENQUIRY, Desk
from tests.ui.at_the_list import LATER, register_many
from ui import theme
from ui.context import DeskContext
from ui.tasks import TaskRunner


@pytest.fixture
def list_context(qapp: QApplication, desk: Desk) -> Iterator[DeskContext]:
    """Return what the screen is handed, in English, an hour after the receptions."""
    i18n.set_language("en")
    theme.apply_theme(qapp, "light")
    runner = TaskRunner(desk.workspace)
    bugs: list[str] = []
    runner.bug_found.connect(bugs.append)
    yield DeskContext(runner, desk.actor, desk.project, "鸿园物业", lambda: LATER)
    assert runner.shutdown()
    assert not bugs


@pytest.fixture(scope="session")
def year_store(template_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a store that holds a year's work: 450 enquiries."""
    folder = tmp_path_factory.mktemp("year")
    workspace = open_copy(template_store, folder)
    assert workspace.actor is not None
    (project,) = workspace.read(list_projects)
    desk = Desk(workspace, project, workspace.actor)
    desk.write(register_many, project_id=project.project_id, need=ENQUIRY)
    workspace.close()
    StoreFolder(folder).ballast.unlink(missing_ok=True)
    return folder


@pytest.fixture
def year(store_folder: Path, year_store: Path) -> None:
    """Put the store of a year's work in the place of the empty one, before it is unlocked."""
    for name in STORE_FILES:
        shutil.copy(year_store / name, store_folder)


@pytest.fixture
def mixed(desk: Desk) -> list[Put]:
    """Return 60 cases of every state, type and department."""
    made = desk.write(put_cases, project_id=desk.project.project_id, count=60)
    assert isinstance(made, list)
    return made
