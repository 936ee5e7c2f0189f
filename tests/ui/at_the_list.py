"""A person before the list of cases: short ways to it and what can be seen there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.permissions import Actor
from app.domain.terms import Source
from app.domain.visit_flow import NeedDraft
from app.services.registration import register_case
from db.models import Project
from tests.integration.receptions import NOW
from ui.cases.case_list_screen import CaseListScreen
from ui.cases.case_table_model import GroupHead
from ui.context import DeskContext

LATER = NOW + timedelta(hours=1)
MANY = 450
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def register_many(session: Any, *, actor: Actor, project_id: str, need: NeedDraft) -> None:
    """Register a year's work in one go; the older halves are seconds apart."""
    project = session.get_one(Project, project_id)
    for number in range(MANY):
        register_case(
            session,
            actor=actor,
            project=project,
            need=need,
            source=Source.DESK,
            now=NOW - timedelta(seconds=number // 2),
        )


def settle(qtbot: QtBot, context: DeskContext) -> None:
    """Wait until everything asked for has come."""
    qtbot.waitUntil(lambda: not context.runner.busy)


def shown(qtbot: QtBot, context: DeskContext) -> CaseListScreen:
    """Show the screen with its first page."""
    screen = CaseListScreen(context)
    qtbot.addWidget(screen)
    screen.resize(1274, 708)
    with qtbot.waitActive(screen):
        screen.show()
    settle(qtbot, context)
    return screen


def click(qtbot: QtBot, widget: QWidget) -> None:
    """Click on something that can be seen."""
    qtbot.waitUntil(widget.isVisible)
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def click_cell(
    qtbot: QtBot,
    screen: CaseListScreen,
    row: int,
    column: int,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Click on a cell of the list."""
    place: QPoint = screen.table.visualRect(screen.model.index(row, column)).center()
    qtbot.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def numbers(screen: CaseListScreen) -> list[str]:
    """The numbers of the cases shown so far."""
    cases = (screen.model.case(row) for row in range(screen.model.rowCount()))
    return [case.number for case in cases if case is not None]


def heads(screen: CaseListScreen) -> list[tuple[str, int]]:
    """The heads of the groups shown so far, with their counts."""
    lines = (screen.model.line(row) for row in range(screen.model.rowCount()))
    return [(line.words, line.count) for line in lines if isinstance(line, GroupHead)]


def chosen(screen: CaseListScreen) -> list[str]:
    """The numbers of the cases that are chosen, from top to bottom."""
    cases = (screen.model.case(row) for row in range(screen.model.rowCount()))
    return [case.number for case in cases if case and case.case_id in screen.model.marks]
