"""A paper that takes long shows how far it is and is stopped by its button or by going back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.permissions import Actor
from app.domain.terms import Role
from app.reports.page import A4, Frame, new_paper
from app.reports.style import BODY, Ink
from app.reports.table import Column, Table
from app.services.reporting import ProjectView
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen
from ui.tasks import TaskRunner
from ui.widgets.busy import BusyLine


@pytest.fixture
def context(qtbot: QtBot) -> Iterator[DeskContext]:
    runner = TaskRunner()
    project = ProjectView("p", "CH", "Cuihu Garden", "Asia/Shanghai", "")
    actor = Actor("s", "李静", Role.RECEPTIONIST)
    yield DeskContext(
        runner, actor, project, "Cuihu", lambda: datetime(2026, 11, 23, 8, tzinfo=UTC)
    )
    assert runner.shutdown()


class EndlessPaper:
    """A paper whose table goes on until it is stopped."""

    def __init__(self) -> None:
        self.begun, self.ended = threading.Event(), threading.Event()
        self.path: Path | None = None

    def __call__(self, path: Path) -> None:
        self.path = path
        try:
            with new_paper(path, lambda: Frame(A4, "Paper", "Cuihu"), "en") as sheet:
                Table(sheet, [Column(("Words",), 200.0)]).draw(self._rows())
        finally:
            self.ended.set()

    def _rows(self) -> Iterator[list[list[tuple[str, Ink]]]]:
        while True:
            self.begun.set()
            yield [[("row", BODY)]]


@pytest.mark.parametrize("button", ["busyCancel", "paperBack"])
def test_stopping_a_paper_leaves_nothing_and_goes_back(
    qtbot: QtBot, context: DeskContext, monkeypatch: pytest.MonkeyPatch, button: str
) -> None:
    i18n.set_language("en")
    monkeypatch.setattr("ui.widgets.busy.CANCEL_AFTER_MS", 50)
    monkeypatch.setattr("ui.widgets.busy.SHOW_AFTER_MS", 10)
    paper = EndlessPaper()
    screen = PaperScreen(context, "A paper", paper, "paper.pdf")
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(paper.begun.is_set, timeout=10_000)
    line = screen.findChild(BusyLine)
    assert line is not None
    bar = line.findChild(QProgressBar)
    assert bar is not None
    qtbot.waitUntil(lambda: bar.value() > 0, timeout=10_000)
    pressed = screen.findChild(QPushButton, button)
    assert pressed is not None
    qtbot.waitUntil(pressed.isVisible, timeout=10_000)
    with qtbot.waitSignal(screen.back_requested, timeout=10_000):
        qtbot.mouseClick(pressed, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(paper.ended.is_set, timeout=10_000)
    qtbot.waitUntil(lambda: not context.runner.busy, timeout=10_000)
    assert not screen.ready
    assert paper.path is not None
    assert not paper.path.exists()
