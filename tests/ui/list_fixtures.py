"""Fixtures for tests that sit before the list of cases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app import i18n
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


@pytest.fixture
def year(desk: Desk) -> None:
    """Register a year's work in one go: 450 enquiries."""
    desk.write(register_many, project_id=desk.project.project_id, need=ENQUIRY)


@pytest.fixture
def mixed(desk: Desk) -> list[Put]:
    """Return 60 cases of every state, type and department."""
    made = desk.write(put_cases, project_id=desk.project.project_id, count=60)
    assert isinstance(made, list)
    return made
