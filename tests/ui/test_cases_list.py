"""The case list: pages as a person scrolls, filters, search, and rows opened by keys."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.domain.case_filter import CaseFilter, CaseGroup, CaseOrder, CaseSort, Scope
from tests.integration.many_cases import Put
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, promised
from tests.ui.at_the_list import (
    CONTROL,
    MANY,
    click,
    click_cell,
    heads,
    numbers,
    settle,
    shown,
)
from ui.cases.case_columns import Column
from ui.cases.case_list_screen import CaseListScreen
from ui.cases.case_table_model import CaseTableModel, GroupHead
from ui.context import DeskContext

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
pytest_plugins = ("tests.ui.list_fixtures",)


def wait_for_rows(qtbot: QtBot, screen: CaseListScreen, count: int) -> None:
    qtbot.waitUntil(lambda: screen.model.rowCount() == count)


@pytest.mark.usefixtures("year")
def test_pages_come_as_one_scrolls(qtbot: QtBot, list_context: DeskContext) -> None:
    screen = shown(qtbot, list_context)
    assert screen.model.rowCount() == 200
    assert screen.count_label.text().startswith("450 cases")
    for expected in (400, MANY):
        screen.table.scrollToBottom()
        wait_for_rows(qtbot, screen, expected)
    settle(qtbot, list_context)
    assert len(set(numbers(screen))) == MANY
    assert not screen.model.canFetchMore(QModelIndex())
    assert screen.count_label.text().startswith("450 cases")


@pytest.mark.usefixtures("year")
def test_a_refresh_keeps_place_and_row(qtbot: QtBot, list_context: DeskContext) -> None:
    screen = shown(qtbot, list_context)
    screen.table.scrollToBottom()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 400)
    screen.table.setCurrentIndex(screen.model.index(300, Column.NUMBER))
    chosen = screen.model.case(300)
    scrolled = screen.table.verticalScrollBar().value()
    screen.refresh()
    settle(qtbot, list_context)
    assert screen.model.rowCount() == 400
    assert chosen is not None
    here = screen.model.case(screen.table.currentIndex().row())
    assert here is not None
    assert here.case_id == chosen.case_id
    assert screen.table.verticalScrollBar().value() == scrolled


@pytest.mark.usefixtures("year")
def test_a_new_filter_drops_the_page_on_its_way(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    desk.receive(promised(COMPLAINT, NOW + timedelta(minutes=30)))
    screen = shown(qtbot, list_context)
    screen.model.fetchMore(QModelIndex())
    qtbot.mouseClick(screen.bar.types.chip("complaint"), Qt.MouseButton.LeftButton)
    settle(qtbot, list_context)
    assert [number[:2] for number in numbers(screen)] == ["TS"]


def test_filters_by_type_and_openness(qtbot: QtBot, desk: Desk, list_context: DeskContext) -> None:
    desk.receive(ENQUIRY)
    desk.receive(promised(COMPLAINT, NOW + timedelta(minutes=30)))
    desk.receive(COMPLAINT)
    screen = shown(qtbot, list_context)
    assert screen.model.rowCount() == 3
    click(qtbot, screen.bar.types.chip("complaint"))
    settle(qtbot, list_context)
    assert screen.model.rowCount() == 2
    screen.bar.scopes.setFocus()
    qtbot.keyClick(screen.bar.scopes.chip(Scope.ALL), Qt.Key.Key_Left)
    settle(qtbot, list_context)
    assert screen.model.rowCount() == 1
    qtbot.keyClick(screen.bar.scopes.chip(Scope.ENDED), Qt.Key.Key_Left)
    settle(qtbot, list_context)
    assert screen.model.rowCount() == 1
    assert screen.model.index(0, Column.STATE).data() == "Registered"
    assert screen.model.index(0, Column.CATEGORY).data() == "Lift"
    click(qtbot, screen.bar.types.chip("praise"))
    click(qtbot, screen.bar.types.chip("complaint"))
    settle(qtbot, list_context)
    assert screen.empty.isVisible()
    click(qtbot, screen.empty.button)
    settle(qtbot, list_context)
    assert screen.model.rowCount() == 3
    assert screen.model.wanted == CaseFilter()


def test_several_types_are_shown_together(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = shown(qtbot, list_context)
    for kind in ("complaint", "praise"):
        click(qtbot, screen.bar.types.chip(kind))
        settle(qtbot, list_context)
    assert {number[:2] for number in numbers(screen)} == {"TS", "BY"}
    assert screen.sentence.words == "Shown: Complaint or Praise"


def test_search_by_typing_enter_and_escape(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    desk.receive(ENQUIRY)
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + timedelta(minutes=30)))
    screen = shown(qtbot, list_context)
    screen.focus_search()
    qtbot.keyClicks(screen.search, case.number.lower())
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    settle(qtbot, list_context)
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    assert screen.table.hasFocus()
    with qtbot.waitSignal(screen.case_opened) as opened:
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert opened.args == [case.case_id]
    screen.focus_search()
    qtbot.keyClick(screen.search, Qt.Key.Key_Escape)
    settle(qtbot, list_context)
    assert screen.search.text() == ""
    assert screen.model.rowCount() == 2


def test_enter_before_the_pause_searches_and_goes_to_the_list(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    desk.receive(ENQUIRY)
    desk.receive(COMPLAINT)
    screen = shown(qtbot, list_context)
    screen.focus_search()
    qtbot.keyClicks(screen.search, "BX-nothing")
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    settle(qtbot, list_context)
    assert screen.empty.isVisible()
    screen.focus_search()
    qtbot.keyClicks(screen.search, "TS-")
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    settle(qtbot, list_context)
    assert screen.table.hasFocus()
    assert screen.table.currentIndex().row() == 0


def test_show_number_looks_among_all_cases(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    _visit, (case,) = desk.receive(ENQUIRY)
    screen = shown(qtbot, list_context)
    qtbot.mouseClick(screen.bar.types.chip("complaint"), Qt.MouseButton.LeftButton)
    screen.show_number(case.number)
    settle(qtbot, list_context)
    assert numbers(screen) == [case.number]
    assert screen.search.text() == case.number


def test_narrow_tables_leave_columns_out(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    desk.receive(promised(COMPLAINT, NOW + timedelta(minutes=30)))
    screen = shown(qtbot, list_context)
    screen.resize(840, 500)
    qtbot.waitUntil(lambda: screen.table.isColumnHidden(Column.CATEGORY))
    qtbot.waitUntil(lambda: screen.table.horizontalScrollBar().maximum() == 0)
    assert not screen.table.isColumnHidden(Column.DUE)


@pytest.mark.usefixtures("year")
def test_the_model_keeps_the_rules(qtbot: QtBot, list_context: DeskContext) -> None:
    model = CaseTableModel(list_context)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_cases(CaseFilter())
    settle(qtbot, list_context)
    model.fetchMore(QModelIndex())
    settle(qtbot, list_context)
    assert tester.model() is model
    assert model.rowCount() >= 400


# ---- order -------------------------------------------------------------------------------------


def test_a_press_on_a_head_sorts_and_a_second_one_turns_round(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = shown(qtbot, list_context)
    head = screen.table.horizontalHeader()

    def press(column: Column) -> list[str]:
        place = head.sectionViewportPosition(column) + 20
        pos = head.rect().center()
        pos.setX(place)
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=pos)
        settle(qtbot, list_context)
        return numbers(screen)

    upwards = press(Column.NUMBER)
    assert upwards == sorted(case.number for case in mixed)
    assert press(Column.NUMBER) == upwards[::-1]
    assert str(screen.model.headerData(Column.NUMBER, Qt.Orientation.Horizontal)).endswith("↓")
    press(Column.DUE)
    assert screen.model.order == CaseOrder(CaseSort.DUE)
    assert screen.orders.sort.currentText() == "Due"
    press(Column.MATTER)
    assert screen.model.order == CaseOrder(CaseSort.DUE)


def test_sorting_and_grouping_by_keys_alone(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = shown(qtbot, list_context)
    screen.orders.sort.setFocus()
    qtbot.keyClicks(screen.orders.sort, "N")
    settle(qtbot, list_context)
    assert screen.model.order.sort is CaseSort.NUMBER
    screen.orders.turn.setFocus()
    qtbot.keyClick(screen.orders.turn, Qt.Key.Key_Return)
    settle(qtbot, list_context)
    assert numbers(screen) == sorted((case.number for case in mixed), reverse=True)
    screen.orders.group.setFocus()
    qtbot.keyClicks(screen.orders.group, "Sev")
    settle(qtbot, list_context)
    assert screen.model.order == CaseOrder(CaseSort.NUMBER, reverse=True, group=CaseGroup.SEVERITY)
    assert [words for words, _count in heads(screen)] == ["Critical", "Major", "Normal", "Minor"]


# ---- groups ------------------------------------------------------------------------------------


def group_by(qtbot: QtBot, context: DeskContext, screen: CaseListScreen, group: CaseGroup) -> None:
    box = screen.orders.group
    box.setCurrentIndex(box.findData(str(group)))
    box.activated.emit(box.currentIndex())
    settle(qtbot, context)


def test_heads_carry_counts_that_add_up(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = shown(qtbot, list_context)
    for group in list(CaseGroup)[1:]:
        group_by(qtbot, list_context, screen, group)
        assert sum(count for _words, count in heads(screen)) == len(mixed)
        assert len(numbers(screen)) == len(mixed)
        assert all(words for words, _count in heads(screen))


def test_a_group_is_closed_and_opened_by_keys_and_by_a_press(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext
) -> None:
    screen = shown(qtbot, list_context)
    group_by(qtbot, list_context, screen, CaseGroup.STATE)
    table, model = screen.table, screen.model
    first = model.line(0)
    assert isinstance(first, GroupHead)
    table.setFocus()
    table.setCurrentIndex(model.index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert len(numbers(screen)) == len(mixed) - first.count
    assert isinstance(model.line(1), GroupHead)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert len(numbers(screen)) == len(mixed)
    click_cell(qtbot, screen, 0, Column.MARK)
    assert len(numbers(screen)) == len(mixed) - first.count
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert len(numbers(screen)) == len(mixed)
    qtbot.keyClick(table, Qt.Key.Key_Left, CONTROL)
    settle(qtbot, list_context)
    assert numbers(screen) == []
    assert len(heads(screen)) == model.rowCount()
    table.setCurrentIndex(model.index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    settle(qtbot, list_context)
    second = heads(screen)[1]
    assert len(numbers(screen)) == second[1]
    qtbot.keyClick(table, Qt.Key.Key_Right, CONTROL)
    settle(qtbot, list_context)
    assert len(numbers(screen)) == len(mixed)


@pytest.mark.usefixtures("year")
def test_a_group_opened_in_the_middle_is_read_on_from_there(
    qtbot: QtBot, desk: Desk, list_context: DeskContext
) -> None:
    desk.receive(promised(COMPLAINT, NOW + timedelta(minutes=30)))
    screen = shown(qtbot, list_context)
    group_by(qtbot, list_context, screen, CaseGroup.SEVERITY)
    model, table = screen.model, screen.table
    assert heads(screen) == [("Normal", 451)]
    table.setFocus()
    table.setCurrentIndex(model.index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Left)
    settle(qtbot, list_context)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    settle(qtbot, list_context)
    while model.canFetchMore(QModelIndex()):
        table.scrollToBottom()
        settle(qtbot, list_context)
    assert len(set(numbers(screen))) == len(numbers(screen)) == MANY + 1


@pytest.mark.parametrize("group", [CaseGroup.STATE, CaseGroup.DUE_DAY])
def test_a_grouped_model_keeps_the_rules(
    qtbot: QtBot, mixed: list[Put], list_context: DeskContext, group: CaseGroup
) -> None:
    model = CaseTableModel(list_context)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_cases(CaseFilter(), CaseOrder(group=group))
    settle(qtbot, list_context)
    for is_open in (False, True):
        for line in reversed(range(model.rowCount())):
            model.set_open(line, is_open=is_open)
        settle(qtbot, list_context)
    assert tester.model() is model
    assert sum(model.case(row) is not None for row in range(model.rowCount())) == len(mixed)
