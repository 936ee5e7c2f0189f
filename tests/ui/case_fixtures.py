"""Fixtures for tests that sit before the page of one case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from app import i18n
from tests.integration.receptions import COMPLAINT, NOW, Desk, promised
from tests.ui.at_the_case import LATER, WANG
from ui import theme
from ui.context import DeskContext
from ui.tasks import TaskRunner


@pytest.fixture
def context(qapp: QApplication, desk: Desk) -> Iterator[DeskContext]:
    """Return what a screen is handed, in English, at a quarter to eleven and some minutes."""
    i18n.set_language("en")
    theme.apply_theme(qapp, "light")
    runner = TaskRunner(desk.workspace)
    bugs: list[str] = []
    runner.bug_found.connect(bugs.append)
    yield DeskContext(runner, desk.actor, desk.project, "鸿园物业", lambda: LATER)
    assert runner.shutdown()
    assert not bugs


@pytest.fixture
def case_id(desk: Desk) -> str:
    """Return a complaint with an open promise, due in an hour."""
    need = promised(COMPLAINT, NOW + timedelta(hours=1))
    _visit, (case,) = desk.receive(need, customer=WANG)
    return case.case_id
