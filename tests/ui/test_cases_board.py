"""The board of cases: columns, cards, arrows between them, and that this computer remembers it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.domain.case_filter import CaseFilter
from app.domain.terms import CaseType
from app.services.case_board import COLUMN_PAGE, COLUMN_STATES, BoardColumn
from tests.integration.many_cases import Put, put_cases
from tests.integration.receptions import COMPLAINT, NO_ANSWER, NOW, Desk, promised
from tests.ui.at_the_desk import Person
from tests.ui.at_the_list import click, settle, shown
from ui.cases.board_model import BoardModel
from ui.cases.board_view import CardList
from ui.cases.case_list_screen import BOARD, LIST, CaseListScreen
from ui.context import DeskContext

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
pytest_plugins = ("tests.ui.list_fixtures", "tests.ui.desk_fixtures")


def board(qtbot: QtBot, context: DeskContext) -> CaseListScreen:
    screen = shown(qtbot, context)
    click(qtbot, screen.layouts.chip(BOARD))
    settle(qtbot, context)
    assert screen.board.isVisible()
    return screen


def cards(screen: CaseListScreen, column: BoardColumn) -> CardList:
    return screen.board.list_of(column).view


def current(screen: CaseListScreen) -> tuple[BoardColumn, int]:
    """The column and the card that have the focus."""
    (column,) = (one for one in screen.board.columns if one.view.hasFocus())
    return column.column, column.view.currentIndex().row()


def test_each_column_says_how_many_it_has(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = board(qtbot, list_context)
    for column in list(BoardColumn)[:-1]:
        expected = sum(case.state in COLUMN_STATES[column] for case in mixed)
        assert screen.board.list_of(column).count_label.text() == str(expected)
        assert cards(screen, column).model().rowCount() == expected
    assert screen.orders.isHidden()
    assert screen.count_label.text().startswith(f"{screen.board.count} cases")


def test_arrows_go_from_card_to_card_and_column_to_column(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = board(qtbot, list_context)
    screen.search.setFocus()
    qtbot.keyClick(screen.search, Qt.Key.Key_Down)
    assert current(screen) == (BoardColumn.NEW, 0)
    qtbot.keyClick(cards(screen, BoardColumn.NEW), Qt.Key.Key_Down)
    assert current(screen) == (BoardColumn.NEW, 1)
    qtbot.keyClick(cards(screen, BoardColumn.NEW), Qt.Key.Key_Right)
    assert current(screen)[0] is BoardColumn.ASSESSED
    qtbot.keyClick(cards(screen, BoardColumn.ASSESSED), Qt.Key.Key_Left)
    assert current(screen)[0] is BoardColumn.NEW
    qtbot.keyClick(cards(screen, BoardColumn.NEW), Qt.Key.Key_Left)
    assert current(screen)[0] is BoardColumn.NEW


def test_an_empty_column_is_passed_over(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    desk.receive(promised(COMPLAINT, NOW + timedelta(hours=2)))
    desk.receive(COMPLAINT, rating=NO_ANSWER)
    screen = board(qtbot, list_context)
    full = [column.column for column in screen.board.columns if column.view.model().rowCount()]
    assert len(full) == 2
    screen.board.begin_here()
    assert current(screen)[0] is full[0]
    qtbot.keyClick(cards(screen, full[0]), Qt.Key.Key_Right)
    assert current(screen)[0] is full[1]


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
def test_enter_opens_a_card_and_the_menu_offers_the_same(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = board(qtbot, list_context)
    screen.board.begin_here()
    view = cards(screen, BoardColumn.NEW)
    case_id = view.model().case(0).case_id
    with qtbot.waitSignal(screen.case_opened) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [case_id]
    qtbot.keyClick(view, Qt.Key.Key_Menu)
    menu = view.findChild(QMenu, "cardMenu")
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Open"]
    with qtbot.waitSignal(screen.case_opened) as opened:
        qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert opened.args == [case_id]
    place = view.visualRect(view.model().index(1, 0)).center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, view.viewport().mapToGlobal(place)
    )
    QApplication.sendEvent(view.viewport(), event)
    opened_menu = [m for m in view.findChildren(QMenu, "cardMenu") if m.isVisible()]
    assert len(opened_menu) == 1
    opened_menu[0].close()


def test_a_column_reads_on_as_one_scrolls(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    made = desk.write(put_cases, project_id=desk.project.project_id, count=800, seed=3)
    screen = board(qtbot, list_context)
    expected = sum(case.state in COLUMN_STATES[BoardColumn.NEW] for case in made)
    view = cards(screen, BoardColumn.NEW)
    assert expected > COLUMN_PAGE
    assert view.model().rowCount() == COLUMN_PAGE
    view.scrollToBottom()
    qtbot.waitUntil(lambda: view.model().rowCount() > COLUMN_PAGE)
    while view.model().canFetchMore(QModelIndex()):
        view.scrollToBottom()
        settle(qtbot, list_context)
    assert view.model().rowCount() == expected


def test_filters_hold_for_the_board_and_a_refresh_keeps_the_card(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = board(qtbot, list_context)
    click(qtbot, screen.bar.types.chip("complaint"))
    settle(qtbot, list_context)
    models = [column.view.model() for column in screen.board.columns]
    rows = [model.case(row) for model in models for row in range(model.rowCount())]
    assert rows
    assert all(row.type is CaseType.COMPLAINT for row in rows)
    screen.board.begin_here()
    column, _row = current(screen)
    view = cards(screen, column)
    chosen = view.model().case(view.currentIndex().row()).case_id
    screen.refresh()
    settle(qtbot, list_context)
    assert view.model().case(view.currentIndex().row()).case_id == chosen


def test_the_list_and_the_board_show_the_same_filter(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = board(qtbot, list_context)
    with qtbot.waitSignal(screen.layout_chosen) as chosen:
        qtbot.keyClick(screen.layouts.chip(BOARD), Qt.Key.Key_Left)
    assert chosen.args == [LIST]
    settle(qtbot, list_context)
    assert screen.table.isVisible()
    assert screen.orders.isVisible()
    assert screen.model.rowCount() == len(mixed)


def test_the_model_of_a_column_keeps_the_rules(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = board(qtbot, list_context)
    model = BoardModel(list_context, BoardColumn.NEW)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    shown_model = cards(screen, BoardColumn.NEW).model()
    assert tester.model() is model
    assert shown_model.data(shown_model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert model.canFetchMore(QModelIndex()) is False
    assert shown_model.case(0).place.group == BoardColumn.NEW
    assert CaseFilter() == screen.model.wanted


def test_this_computer_remembers_the_board(person: Person) -> None:
    person.click(person.find("nav_cases"))
    person.settle()
    person.click(person.chip("caseLayout", BOARD))
    person.settle()
    assert person.sees("caseBoard")
    person.lock()
    person.unlock()
    person.click(person.find("nav_cases"), QPoint(10, 10))
    person.settle()
    assert person.sees("caseBoard")
    assert not person.sees("caseTable")
