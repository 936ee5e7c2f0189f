"""The case list: pages as a person scrolls, filters, search, and rows opened by keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.permissions import Actor
from app.domain.terms import Source
from app.domain.visit_flow import NeedDraft
from app.services.case_views import CaseFilter
from app.services.registration import register_case
from db.models import Project
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, promised
from ui import theme
from ui.cases.case_list_screen import CaseListScreen
from ui.cases.case_table_model import CaseTableModel, Column
from ui.context import DeskContext
from ui.tasks import TaskRunner

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
LATER = NOW + timedelta(hours=1)
MANY = 450


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> None:
    i18n.set_language("en")
    theme.apply_theme(qapp, "light")


@pytest.fixture
def context(desk: Desk) -> Iterator[DeskContext]:
    runner = TaskRunner(desk.workspace)
    bugs: list[str] = []
    runner.bug_found.connect(bugs.append)
    yield DeskContext(runner, desk.actor, desk.project, "鸿园物业", lambda: LATER)
    assert runner.shutdown()
    assert not bugs


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


@pytest.fixture
def many(desk: Desk) -> None:
    desk.write(register_many, project_id=desk.project.project_id, need=ENQUIRY)


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


def numbers(screen: CaseListScreen) -> list[str]:
    """The numbers of the rows read so far."""
    return [screen.model.row(row).number for row in range(screen.model.rowCount())]


def wait_for_rows(qtbot: QtBot, screen: CaseListScreen, count: int) -> None:
    qtbot.waitUntil(lambda: screen.model.rowCount() == count)


@pytest.mark.usefixtures("many")
def test_pages_come_as_one_scrolls(qtbot: QtBot, context: DeskContext) -> None:
    screen = shown(qtbot, context)
    assert screen.model.rowCount() == 200
    assert "200" in screen.count_label.text()
    for expected in (400, MANY):
        screen.table.scrollToBottom()
        wait_for_rows(qtbot, screen, expected)
    settle(qtbot, context)
    assert len(set(numbers(screen))) == MANY
    assert not screen.model.canFetchMore(QModelIndex())
    assert screen.count_label.text().startswith("450 cases")


@pytest.mark.usefixtures("many")
def test_a_refresh_keeps_place_and_row(qtbot: QtBot, context: DeskContext) -> None:
    screen = shown(qtbot, context)
    screen.table.scrollToBottom()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 400)
    screen.table.setCurrentIndex(screen.model.index(300, Column.NUMBER))
    chosen = screen.model.row(300).case_id
    scrolled = screen.table.verticalScrollBar().value()
    screen.refresh()
    settle(qtbot, context)
    assert screen.model.rowCount() == 400
    assert screen.model.row(screen.table.currentIndex().row()).case_id == chosen
    assert screen.table.verticalScrollBar().value() == scrolled


@pytest.mark.usefixtures("many")
def test_a_new_filter_drops_the_page_on_its_way(
    qtbot: QtBot, desk: Desk, context: DeskContext
) -> None:
    desk.receive(promised(COMPLAINT, NOW + timedelta(minutes=30)))
    screen = shown(qtbot, context)
    screen.model.fetchMore(QModelIndex())
    qtbot.mouseClick(screen.types.chip("complaint"), Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    assert [number[:2] for number in numbers(screen)] == ["TS"]


def test_filters_by_type_and_openness(qtbot: QtBot, desk: Desk, context: DeskContext) -> None:
    desk.receive(ENQUIRY)
    desk.receive(promised(COMPLAINT, NOW + timedelta(minutes=30)))
    desk.receive(COMPLAINT)
    screen = shown(qtbot, context)
    assert screen.model.rowCount() == 3
    qtbot.mouseClick(screen.types.chip("complaint"), Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    assert screen.model.rowCount() == 2
    screen.only_open.setFocus()
    qtbot.keyClick(screen.only_open, Qt.Key.Key_Space)
    settle(qtbot, context)
    assert screen.model.rowCount() == 1
    assert screen.model.index(0, Column.STATE).data() == "Registered"
    assert screen.model.index(0, Column.CATEGORY).data() == "Lift"
    qtbot.mouseClick(screen.types.chip("praise"), Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    assert screen.empty.isVisible()
    qtbot.mouseClick(screen.empty.button, Qt.MouseButton.LeftButton)
    settle(qtbot, context)
    assert screen.model.rowCount() == 3
    assert screen.model.wanted == CaseFilter()


def test_search_by_typing_enter_and_escape(qtbot: QtBot, desk: Desk, context: DeskContext) -> None:
    desk.receive(ENQUIRY)
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + timedelta(minutes=30)))
    screen = shown(qtbot, context)
    screen.focus_search()
    qtbot.keyClicks(screen.search, case.number.lower())
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    settle(qtbot, context)
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    assert screen.table.hasFocus()
    with qtbot.waitSignal(screen.case_opened) as opened:
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert opened.args == [case.case_id]
    screen.focus_search()
    qtbot.keyClick(screen.search, Qt.Key.Key_Escape)
    settle(qtbot, context)
    assert screen.search.text() == ""
    assert screen.model.rowCount() == 2


def test_enter_before_the_pause_searches_and_goes_to_the_list(
    qtbot: QtBot, desk: Desk, context: DeskContext
) -> None:
    desk.receive(ENQUIRY)
    desk.receive(COMPLAINT)
    screen = shown(qtbot, context)
    screen.focus_search()
    qtbot.keyClicks(screen.search, "BX-nothing")
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    settle(qtbot, context)
    assert screen.empty.isVisible()
    screen.focus_search()
    qtbot.keyClicks(screen.search, "TS-")
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    settle(qtbot, context)
    assert screen.table.hasFocus()
    assert screen.table.currentIndex().row() == 0


def test_show_number_looks_among_all_cases(qtbot: QtBot, desk: Desk, context: DeskContext) -> None:
    _visit, (case,) = desk.receive(ENQUIRY)
    screen = shown(qtbot, context)
    qtbot.mouseClick(screen.types.chip("complaint"), Qt.MouseButton.LeftButton)
    screen.show_number(case.number)
    settle(qtbot, context)
    assert numbers(screen) == [case.number]
    assert screen.search.text() == case.number


def test_narrow_tables_leave_columns_out(qtbot: QtBot, desk: Desk, context: DeskContext) -> None:
    desk.receive(promised(COMPLAINT, NOW + timedelta(minutes=30)))
    screen = shown(qtbot, context)
    screen.resize(840, 500)
    qtbot.waitUntil(lambda: screen.table.isColumnHidden(Column.CATEGORY))
    qtbot.waitUntil(lambda: screen.table.horizontalScrollBar().maximum() == 0)
    assert not screen.table.isColumnHidden(Column.DUE)


@pytest.mark.usefixtures("many")
def test_the_model_keeps_the_rules(qtbot: QtBot, context: DeskContext) -> None:
    model = CaseTableModel(context)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_cases(CaseFilter())
    settle(qtbot, context)
    model.fetchMore(QModelIndex())
    settle(qtbot, context)
    assert tester.model() is model
    assert model.rowCount() >= 400
