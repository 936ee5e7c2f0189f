"""The home screen: figures, to-do list and unfinished visits, by real keys and clicks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.due_groups import DueGroup
from app.domain.terms import Severity, VisitStep
from app.domain.visit_flow import CustomerDraft, NeedDraft
from app.services import case_work, visits
from app.services.sweep import sweep
from app.services.visits import RegisteredCase
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, SHANGHAI, Desk, promised
from ui import theme
from ui.context import DeskContext
from ui.desk.home_screen import HomeScreen, greeting
from ui.desk.todo_table_model import Column, TodoTableModel, marks
from ui.tasks import TaskRunner

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
LATER = NOW + timedelta(minutes=50)


class Clock:
    """A clock that a test turns."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> None:
    i18n.set_language("en")
    theme.apply_theme(qapp, "light")


@pytest.fixture
def clock() -> Clock:
    return Clock(LATER)


@pytest.fixture
def context(desk: Desk, clock: Clock) -> Iterator[DeskContext]:
    runner = TaskRunner(desk.workspace)
    bugs: list[str] = []
    runner.bug_found.connect(bugs.append)
    yield DeskContext(runner, desk.actor, desk.project, "鸿园物业", clock)
    assert runner.shutdown()
    assert not bugs


def settle(qtbot: QtBot, context: DeskContext) -> None:
    """Wait until everything asked for has come."""
    qtbot.waitUntil(lambda: not context.runner.busy)


def shown(qtbot: QtBot, context: DeskContext) -> HomeScreen:
    """Show the screen with its first reading."""
    screen = HomeScreen(context)
    qtbot.addWidget(screen)
    screen.resize(1274, 708)
    with qtbot.waitActive(screen):
        screen.show()
    settle(qtbot, context)
    return screen


def test_an_empty_desk_says_what_goes_where(qtbot: QtBot, context: DeskContext) -> None:
    screen = shown(qtbot, context)
    assert screen.todo.empty.isVisible()
    assert screen.visits.empty.isVisible()
    assert screen.figures.visits.figure == "0"
    assert screen.figures.satisfaction.figure == "—"
    assert screen.figures.satisfaction.pill.text == "no ratings yet"


def receive_handed_over(desk: Desk, need: NeedDraft) -> RegisteredCase:
    """Receive a customer, and hand the one case to a department at once."""
    _visit, (case,) = desk.receive(need)
    desk.write(
        case_work.hand_over,
        case_id=case.case_id,
        department="工程部",
        now=NOW + timedelta(minutes=5),
    )
    return case


def test_figures_and_what_is_to_be_done(qtbot: QtBot, desk: Desk, context: DeskContext) -> None:
    desk.receive(ENQUIRY)
    receive_handed_over(desk, promised(COMPLAINT, NOW + timedelta(minutes=30)))
    receive_handed_over(desk, promised(COMPLAINT, NOW + timedelta(minutes=90)))
    screen = HomeScreen(context)
    pills: list[list[tuple[str, str]]] = []
    screen.pills_changed.connect(pills.append)
    qtbot.addWidget(screen)
    screen.show()
    settle(qtbot, context)
    assert screen.figures.visits.figure == "3"
    assert screen.figures.visits.pill.text == "4 minutes on average"
    assert screen.figures.complaints.figure == "2"
    assert screen.figures.complaints.pill.text == "+2 on last week"
    assert screen.figures.to_answer.figure == "2"
    assert screen.figures.overdue.figure == "1"
    assert screen.figures.satisfaction.figure == "100.0%"
    assert pills[-1] == [("1 due soon", "warning"), ("1 overdue", "danger")]
    model = screen.todo.model
    assert [model.index(row, Column.NUMBER).data() for row in model.heads] == [
        "Overdue · 1",
        "Within the hour · 1",
    ]
    assert [model.index(row, Column.DUE).data() for row in (1, 3)] == [
        "overdue by 20 minutes",
        "40 minutes",
    ]
    assert model.index(1, Column.NEXT_STEP).data() == "Keep promise"
    assert model.index(1, Column.DUE).data(Qt.ItemDataRole.ToolTipRole) == "2026-10-12 11:10"


def test_enter_and_double_click_open_a_case(qtbot: QtBot, desk: Desk, context: DeskContext) -> None:
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + timedelta(minutes=30)))
    screen = shown(qtbot, context)
    table = screen.todo.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(screen.case_opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [case.case_id]
    place = table.visualRect(screen.todo.model.index(1, Column.MATTER)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(screen.case_opened):
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_chosen_row_survives_a_refresh(qtbot: QtBot, desk: Desk, context: DeskContext) -> None:
    case = receive_handed_over(desk, promised(COMPLAINT, NOW + timedelta(minutes=90)))
    screen = shown(qtbot, context)
    screen.todo.table.selectRow(1)
    receive_handed_over(desk, promised(COMPLAINT, NOW + timedelta(minutes=30)))
    screen.refresh()
    settle(qtbot, context)
    row = screen.todo.table.currentIndex().row()
    item = screen.todo.model.item(row)
    assert item is not None
    assert item.case_id == case.case_id
    assert screen.todo.model.items.index(item) == 1


@pytest.mark.clause("4.2-1")
def test_unfinished_visits_are_resumed(qtbot: QtBot, desk: Desk, context: DeskContext) -> None:
    first, second = desk.start(), desk.start(NOW + timedelta(minutes=5))
    customer = CustomerDraft(name="王秀兰", room_label="3-2-1802")
    draft = replace(first.draft, step=VisitStep.NEEDS, customer=customer)
    desk.write(visits.park_visit, visit_id=first.visit_id, draft=draft, now=NOW)
    screen = shown(qtbot, context)
    assert screen.visits.count.text == "2"
    button = screen.findChild(QPushButton, f"resume_{second.visit_id}")
    assert button is not None
    with qtbot.waitSignal(screen.visit_resumed) as resumed:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert resumed.args == [second.visit_id]
    button = screen.findChild(QPushButton, f"resume_{first.visit_id}")
    assert button is not None
    assert button.accessibleName() == f"Resume visit {first.number}"
    # The same visits read again leave the buttons, and so the focus, alone.
    screen.refresh()
    settle(qtbot, context)
    assert screen.findChild(QPushButton, f"resume_{first.visit_id}") is button


def test_the_buttons_say_their_wishes(qtbot: QtBot, context: DeskContext) -> None:
    screen = shown(qtbot, context)
    for button, signal in (
        (screen.start_button, screen.reception_requested),
        (screen.phone_button, screen.phone_requested),
        (screen.look_up_button, screen.look_up_requested),
        (screen.todo.all_button, screen.all_cases_requested),
    ):
        button.setFocus()
        with qtbot.waitSignal(signal):
            qtbot.keyClick(button, Qt.Key.Key_Return)


def test_an_old_reading_says_when_it_was_made(
    qtbot: QtBot, context: DeskContext, clock: Clock
) -> None:
    screen = shown(qtbot, context)
    assert screen.todo.note.text() == ""
    clock.now += timedelta(minutes=2)
    screen._timer.timeout.emit()
    assert screen.todo.note.text() == "read at 11:30"
    settle(qtbot, context)
    assert screen.todo.note.text() == ""
    screen.hide()
    assert not screen._timer.isActive()


def test_greetings_follow_the_project_time(qtbot: QtBot, context: DeskContext) -> None:
    at = datetime(2026, 10, 12, 8, 0, tzinfo=SHANGHAI)
    assert greeting(at, "Li") == "Good morning, Li"
    assert greeting(at.replace(hour=13), "Li") == "Good afternoon, Li"
    assert greeting(at.replace(hour=19), "Li") == "Good evening, Li"
    screen = shown(qtbot, context)
    assert screen.greeting_label.text() == "Good morning, 李静"
    assert screen.day_label.text() == "Monday, 12 October"


def test_the_model_keeps_the_rules(qtbot: QtBot, desk: Desk, context: DeskContext) -> None:
    desk.receive(promised(COMPLAINT, NOW + timedelta(minutes=30)))
    screen = shown(qtbot, context)
    model = TodoTableModel(context.zone)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_items(screen.todo.model.items, {DueGroup.OVERDUE: 1}, LATER)
    assert tester.model() is model
    assert model.rowCount() == 2
    model.show_items((), {}, LATER)
    assert model.rowCount() == 0


def heads(screen: HomeScreen) -> list[object]:
    """Return the words of the heads of the to-do list."""
    model = screen.todo.model
    return [model.index(row, Column.NUMBER).data() for row in model.heads]


@pytest.mark.clause("4.3-2")
def test_arrows_pass_over_the_heads(qtbot: QtBot, desk: Desk, context: DeskContext) -> None:
    for minutes in (30, 90, 300):
        receive_handed_over(desk, promised(COMPLAINT, NOW + timedelta(minutes=minutes)))
    screen = shown(qtbot, context)
    assert heads(screen) == ["Overdue · 1", "Within the hour · 1", "Today · 1"]
    table, model = screen.todo.table, screen.todo.model
    table.setFocus()
    found = []
    for _press in range(4):
        qtbot.keyClick(table, Qt.Key.Key_Down)
        item = model.item(table.currentIndex().row())
        assert item is not None
        found.append(item.number)
    assert found[:3] == [item.number for item in model.items]
    assert found[3] == found[2]
    for _press in range(2):
        qtbot.keyClick(table, Qt.Key.Key_Up)
    assert model.item(table.currentIndex().row()) == model.items[0]


def test_a_click_on_a_head_opens_nothing(qtbot: QtBot, desk: Desk, context: DeskContext) -> None:
    receive_handed_over(desk, promised(COMPLAINT, NOW + timedelta(minutes=30)))
    screen = shown(qtbot, context)
    table = screen.todo.table
    place = table.visualRect(screen.todo.model.index(0, Column.NUMBER)).center()
    with qtbot.assertNotEmitted(screen.case_opened):
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not table.currentIndex().isValid()


def test_marks_tell_a_high_severity_and_before_whom_the_case_is(
    qtbot: QtBot, desk: Desk, context: DeskContext
) -> None:
    critical = replace(COMPLAINT, severity_chosen=Severity.CRITICAL)
    desk.receive(promised(critical, NOW + timedelta(hours=9)))
    desk.receive(promised(COMPLAINT, NOW + timedelta(hours=9)))
    desk.write(sweep, project_id=desk.project.project_id, now=NOW + timedelta(minutes=1))
    screen = shown(qtbot, context)
    first, second = screen.todo.model.items
    assert [words for words, _short, _kind in marks(first)] == ["Critical", "↑ Service supervisor"]
    assert marks(second) == ()
    cell = screen.todo.model.index(1, Column.MATTER)
    spoken = cell.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Critical · ↑ Service supervisor · 电梯从周六开始异响"


@pytest.mark.clause("4.3-3")
def test_what_was_brought_stands_above_the_list_until_it_was_seen(
    qtbot: QtBot, desk: Desk, context: DeskContext
) -> None:
    _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + timedelta(hours=9)))
    assert not shown(qtbot, context).brought.isVisible()
    desk.write(sweep, project_id=desk.project.project_id, now=NOW + timedelta(minutes=25))
    screen = shown(qtbot, context)
    assert screen.brought.isVisible()
    assert screen.brought.mapTo(screen, screen.brought.rect().bottomLeft()).y() < (
        screen.todo.mapTo(screen, screen.todo.rect().topLeft()).y()
    )
    seen = screen.findChild(QPushButton, f"seen_{case.number}")
    assert seen is not None
    seen.setFocus()
    with qtbot.waitSignal(screen.acknowledged) as acknowledged:
        qtbot.keyClick(seen, Qt.Key.Key_Return)
    assert acknowledged.args == [case.case_id]
    number = screen.findChild(QPushButton, f"brought_{case.number}")
    assert number is not None
    with qtbot.waitSignal(screen.case_opened) as opened:
        qtbot.mouseClick(number, Qt.MouseButton.LeftButton)
    assert opened.args == [case.case_id]


def test_the_list_keeps_its_room_where_much_was_brought(
    qtbot: QtBot, desk: Desk, context: DeskContext
) -> None:
    for _case in range(5):
        desk.receive(promised(COMPLAINT, NOW + timedelta(hours=9)))
    desk.write(sweep, project_id=desk.project.project_id, now=NOW + timedelta(minutes=25))
    screen = shown(qtbot, context)
    assert screen.brought.count.text == "5"
    assert screen.todo.height() >= 220
    screen.resize(1828, 1000)
    settle(qtbot, context)
    assert screen.todo.height() >= 300
