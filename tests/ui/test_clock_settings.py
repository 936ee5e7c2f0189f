"""Limits and departments of a project are set by keys and clicks, and hold at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from app.domain.clocks import DEFAULT_PRESET, STRICT_PRESET, Clock, Target, TimeUnit
from app.domain.terms import ClockKind, Severity
from app.services.clock_policy import read_clocks
from app.services.departments import departments
from app.workspace import Workspace
from tests.integration.receptions import Desk
from tests.ui.at_the_settings import (
    as_receptionist,
    at_rest,
    commit,
    handed,
    kept,
    shown,
)
from ui.context import DeskContext

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "This plugin does not support", extend=True
)
LEFT = Qt.MouseButton.LeftButton
NORMAL_RESOLUTION = (Severity.NORMAL, ClockKind.RESOLUTION)


@pytest.fixture
def context(qtbot: QtBot, desk: Desk) -> Iterator[DeskContext]:
    with handed(desk) as context:
        yield context


def test_a_limit_is_changed_by_keys(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "clocks")
    clocks = screen.clocks
    assert not clocks.save_button.isEnabled()
    cell = clocks.cells[NORMAL_RESOLUTION]
    cell.amount.setFocus()
    cell.amount.selectAll()
    qtbot.keyClicks(cell.amount, "5")
    qtbot.keyClick(cell.amount, Qt.Key.Key_Tab)
    with qtbot.waitSignal(clocks.done, timeout=10_000):
        qtbot.mouseClick(clocks.save_button, LEFT)
    preset = kept(context, workspace, read_clocks)
    assert preset[Severity.NORMAL][ClockKind.RESOLUTION] == Target(5, TimeUnit.DAY, Clock.BUSINESS)
    assert not clocks.save_button.isEnabled()


def test_a_preset_fills_the_table_and_is_saved_on_save(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "clocks")
    clocks = screen.clocks
    assert clocks.presets.value == "standard"
    qtbot.mouseClick(clocks.presets.chip("strict"), LEFT)
    assert kept(context, workspace, read_clocks) == DEFAULT_PRESET
    with qtbot.waitSignal(clocks.done, timeout=10_000):
        qtbot.mouseClick(clocks.save_button, LEFT)
    assert kept(context, workspace, read_clocks) == STRICT_PRESET


def test_an_edited_table_belongs_to_no_preset(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "clocks")
    clocks = screen.clocks
    clocks.cells[NORMAL_RESOLUTION].amount.stepUp()
    assert clocks.presets.value is None
    assert clocks.edited_label.text()
    qtbot.mouseClick(clocks.undo_button, LEFT)
    assert clocks.presets.value == "standard"


def test_telling_the_customer_can_have_no_limit(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "clocks")
    clocks = screen.clocks
    cell = clocks.cells[Severity.NORMAL, ClockKind.TELL_CUSTOMER]
    qtbot.keyClick(cell.hours, Qt.Key.Key_End)
    assert not cell.amount.isEnabled()
    with qtbot.waitSignal(clocks.done, timeout=10_000):
        qtbot.mouseClick(clocks.save_button, LEFT)
    assert ClockKind.TELL_CUSTOMER not in kept(context, workspace, read_clocks)[Severity.NORMAL]


def test_only_telling_the_customer_offers_no_limit(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "clocks")
    clocks = screen.clocks
    offered = {kind: clocks.cells[Severity.MINOR, kind].hours.count() for kind in ClockKind}
    assert offered.pop(ClockKind.TELL_CUSTOMER) == len(Clock) + 1
    assert set(offered.values()) == {len(Clock)}


def test_what_was_chosen_survives_a_refresh(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "clocks")
    screen.clocks.cells[NORMAL_RESOLUTION].amount.stepUp()
    screen.show_section("look")
    screen.show_section("clocks")
    at_rest(qtbot, context)
    assert screen.clocks.cells[NORMAL_RESOLUTION].amount.value() == 4


def test_a_receptionist_reads_the_clocks_and_is_told_why(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, as_receptionist(context), workspace, "clocks")
    clocks = screen.clocks
    assert not clocks.cells[NORMAL_RESOLUTION].amount.isEnabled()
    assert not clocks.cells[NORMAL_RESOLUTION].hours.isEnabled()
    assert not clocks.save_button.isVisible()
    assert clocks.refusal_notice.isVisible()


def test_every_control_of_the_table_says_what_it_is(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "clocks")
    clocks = screen.clocks
    names = [
        part.accessibleName()
        for cell in clocks.cells.values()
        for part in (cell.amount, cell.unit, cell.hours)
    ]
    assert all(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("width", [1274, 1001, 819])
def test_no_limit_is_cut_on_a_narrow_screen(
    qtbot: QtBot, context: DeskContext, workspace: Workspace, width: int
) -> None:
    screen = shown(qtbot, context, workspace, "clocks")
    screen.resize(width, 708)
    qtbot.waitUntil(lambda: screen.clocks.width() < width - 200)
    page = screen.clocks.parentWidget()
    assert page is not None
    viewport = page.parentWidget()
    assert viewport is not None
    qtbot.waitUntil(lambda: page.width() == viewport.width())
    cells = screen.clocks.cells.values()
    qtbot.waitUntil(lambda: all(cell.width() >= cell.uncut_width for cell in cells))


def test_departments_are_typed_one_a_line(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "departments")
    section = screen.departments
    section.box.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClick(section.box, Qt.Key.Key_Return)
    commit(section.box, "电梯维保")
    with qtbot.waitSignal(section.done, timeout=10_000):
        qtbot.keyClick(section.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert kept(context, workspace, departments)[-1] == "电梯维保"


def test_a_department_that_stands_there_twice_is_refused(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "departments")
    section = screen.departments
    section.box.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClick(section.box, Qt.Key.Key_Return)
    commit(section.box, "工程部")
    qtbot.mouseClick(section.save_button, LEFT)
    qtbot.waitUntil(lambda: bool(section.field.error), timeout=10_000)
    assert "工程部" in section.field.error


def test_a_receptionist_only_reads_the_departments(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, as_receptionist(context), workspace, "departments")
    section = screen.departments
    assert section.box.isReadOnly()
    assert not section.save_button.isVisible()
