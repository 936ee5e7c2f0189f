"""Days, years and office hours are set by keys and clicks, and hold at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QTableView,
)
from pytestqt.qtbot import QtBot

from app.domain.calendars import DEFAULT_WEEK, END_OF_DAY, DayException, DayKind
from app.domain.clock_policy import YearState
from app.workspace import Workspace
from tests.integration.receptions import Desk
from tests.ui.at_the_settings import (
    as_receptionist,
    at_rest,
    commit,
    dialog,
    handed,
    press,
    shown,
    year_kept,
)
from ui.context import DeskContext

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "This plugin does not support", extend=True
)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def context(qtbot: QtBot, desk: Desk) -> Iterator[DeskContext]:
    with handed(desk) as context:
        yield context


def test_the_year_is_walked_by_arrows_and_a_day_opened_by_enter(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    view = calendar.view
    view.setFocus()
    assert view.day == date(2026, 10, 12)
    for key, day in (
        (Qt.Key.Key_Right, date(2026, 10, 13)),
        (Qt.Key.Key_Down, date(2026, 10, 20)),
        (Qt.Key.Key_PageDown, date(2026, 11, 20)),
        (Qt.Key.Key_End, date(2026, 12, 31)),
        (Qt.Key.Key_Right, date(2026, 12, 31)),
        (Qt.Key.Key_Home, date(2026, 1, 1)),
    ):
        qtbot.keyClick(view, key)
        assert view.day == day
    assert "Holiday · 元旦" in view.accessibleDescription()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    opened = dialog(qtbot, calendar, "dayDialog")
    qtbot.keyClick(opened, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: screen.focusWidget() is view)


def test_a_click_on_a_day_makes_it_a_holiday(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    day = date(2026, 11, 18)
    where = calendar.view.area_of(day).center()
    qtbot.mouseClick(calendar.view, LEFT, pos=QPoint(int(where.x()), int(where.y())))
    opened = dialog(qtbot, calendar, "dayDialog")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    name = opened.findChild(QLineEdit, "dayName")
    assert name is not None
    name.setFocus()
    commit(name, "停电检修")
    with qtbot.waitSignal(calendar.done, timeout=10_000):
        qtbot.keyClick(name, Qt.Key.Key_Return)
    at_rest(qtbot, context)
    holiday = DayException(DayKind.HOLIDAY, "停电检修")
    assert year_kept(context, workspace).days[day] == holiday
    assert "停电检修" in calendar.view.words_of(day)


def test_a_holiday_becomes_an_ordinary_day_again(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    calendar.view.go_to(date(2026, 10, 7))
    qtbot.keyClick(calendar.view, Qt.Key.Key_Space)
    opened = dialog(qtbot, calendar, "dayDialog")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
    with qtbot.waitSignal(calendar.done, timeout=10_000):
        press(qtbot, opened, "saveDay")
    assert date(2026, 10, 7) not in year_kept(context, workspace).days


def test_a_year_without_the_notice_says_so_and_can_be_called_complete(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    assert not calendar.notice.isVisible()
    qtbot.mouseClick(calendar.after_button, LEFT)
    at_rest(qtbot, context)
    assert calendar.view.year == 2027
    assert "notice of make-up working days is not in yet" in calendar.notice.words.text()
    with qtbot.waitSignal(calendar.done, timeout=10_000):
        qtbot.mouseClick(calendar.complete_button, LEFT)
    at_rest(qtbot, context)
    assert not calendar.notice.isVisible()
    assert not calendar.complete_button.isVisible()
    assert year_kept(context, workspace, 2027).state is YearState.EDITED


def test_the_list_of_days_leads_to_the_day(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    calendar.list.setFocus()
    qtbot.keyClick(calendar.list, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(calendar.list, Qt.Key.Key_Return)
    assert calendar.view.day == date(2026, 1, 1)
    assert calendar.view.hasFocus()


@pytest.fixture
def notice_file(tmp_path: Path) -> Path:
    """Write a small notice as a Chinese spreadsheet would."""
    path = tmp_path / "2027.csv"
    rows = "日期,类型,名称\n2027-02-06,休,春节\n2027-02-07,班,春节\n"
    path.write_bytes(rows.encode("gb18030"))
    return path


def test_an_import_shows_what_changes_before_it_is_taken(
    qtbot: QtBot, context: DeskContext, workspace: Workspace, notice_file: Path
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    before = year_kept(context, workspace, 2027)
    calendar.import_from(notice_file)
    opened = dialog(qtbot, calendar, "importDaysDialog")
    table = opened.findChild(QTableView, "importChanges")
    assert table is not None
    rows = [
        [table.model().index(row, column).data() for column in range(3)]
        for row in range(table.model().rowCount())
    ]
    assert ["Sunday 7 February", "Holiday · 春节", "Make-up working day · 春节"] in rows
    assert year_kept(context, workspace, 2027) == before
    with qtbot.waitSignal(calendar.done, timeout=10_000):
        press(qtbot, opened, "takeDays")
    at_rest(qtbot, context)
    after = year_kept(context, workspace, 2027)
    assert set(after.days) == {date(2027, 2, 6), date(2027, 2, 7)}
    assert after.state is YearState.EDITED
    assert calendar.year == 2027


def test_an_import_can_add_single_days_only(
    qtbot: QtBot, context: DeskContext, workspace: Workspace, notice_file: Path
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    before = year_kept(context, workspace, 2027)
    calendar.import_from(notice_file)
    opened = dialog(qtbot, calendar, "importDaysDialog")
    box = opened.findChild(QCheckBox, "importWholeYears")
    assert box is not None
    qtbot.keyClick(box, Qt.Key.Key_Space)
    count = opened.findChild(QLabel, "importCount")
    assert count is not None
    assert count.text() == "1 day changes."
    with qtbot.waitSignal(calendar.done, timeout=10_000):
        press(qtbot, opened, "takeDays")
    after = year_kept(context, workspace, 2027)
    assert set(after.days) == set(before.days)
    assert after.state is YearState.STATUTORY


def test_an_import_that_is_cancelled_changes_nothing(
    qtbot: QtBot, context: DeskContext, workspace: Workspace, notice_file: Path
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    before = year_kept(context, workspace, 2027)
    calendar.import_from(notice_file)
    opened = dialog(qtbot, calendar, "importDaysDialog")
    qtbot.keyClick(opened, Qt.Key.Key_Escape)
    at_rest(qtbot, context)
    assert year_kept(context, workspace, 2027) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"2027-02-30,holiday\n", "Line 1"),
        (b"", "no calendar day"),
        (None, "could not be read"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(
    qtbot: QtBot,
    context: DeskContext,
    workspace: Workspace,
    tmp_path: Path,
    content: bytes | None,
    said: str,
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    path = tmp_path / "bad.csv"
    if content is not None:
        path.write_bytes(b"date,kind\n" * (content != b"") + content)
    with qtbot.waitSignal(calendar.problem_met, timeout=10_000) as met:
        calendar.import_from(path)
    assert said.replace("Line 1", "Line 2") in met.args[0]


def test_a_second_opening_is_added_and_saved(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    saturday = calendar.hours.days[5]
    qtbot.mouseClick(saturday.add_button, LEFT)
    (window,) = saturday.editors
    assert window.opens.hasFocus()
    qtbot.keyClicks(window.opens, "9:00")
    qtbot.keyClicks(window.closes, "24:00")
    with qtbot.waitSignal(calendar.done, timeout=10_000):
        qtbot.mouseClick(calendar.hours.save_button, LEFT)
    at_rest(qtbot, context)
    week = year_kept(context, workspace).week
    assert [w.closes for w in week[5]] == [END_OF_DAY]
    assert week[:5] == DEFAULT_WEEK[:5]
    assert saturday.texts == (("09:00", "24:00"),)
    assert not calendar.hours.save_button.isEnabled()


def test_an_opening_is_taken_away(qtbot: QtBot, context: DeskContext, workspace: Workspace) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    friday = calendar.hours.days[4]
    qtbot.mouseClick(friday.editors[1].remove_button, LEFT)
    with qtbot.waitSignal(calendar.done, timeout=10_000):
        qtbot.mouseClick(calendar.hours.save_button, LEFT)
    assert year_kept(context, workspace).week[4] == DEFAULT_WEEK[4][:1]


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        ("25:00", "12:00", "Write a time of day"),
        ("", "12:00", "Write a time of day"),
        ("13:00", "12:00", "It must close later"),
        ("8:30", "14:00", "Two opening times overlap"),
    ],
)
def test_hours_that_cannot_be_are_refused_beside_their_day(
    qtbot: QtBot, context: DeskContext, workspace: Workspace, opens: str, closes: str, said: str
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    tuesday = calendar.hours.days[1]
    for line, text in ((tuesday.editors[0].opens, opens), (tuesday.editors[0].closes, closes)):
        line.clear()
        qtbot.keyClicks(line, text)
    tuesday.edited.emit()
    qtbot.mouseClick(calendar.hours.save_button, LEFT)
    assert said in tuesday.error_label.text()
    assert year_kept(context, workspace).week == DEFAULT_WEEK


def test_monday_is_copied_to_the_other_working_days(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    qtbot.mouseClick(calendar.hours.days[0].editors[1].remove_button, LEFT)
    qtbot.mouseClick(calendar.hours.copy_button, LEFT)
    assert [day.texts for day in calendar.hours.days[:5]] == [(("08:30", "12:00"),)] * 5
    assert calendar.hours.days[5].texts == ()


def test_hours_that_are_being_typed_survive_a_change_of_a_day(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    calendar = screen.calendar
    line = calendar.hours.days[0].editors[0].opens
    line.clear()
    qtbot.keyClicks(line, "7:45")
    qtbot.mouseClick(calendar.after_button, LEFT)
    at_rest(qtbot, context)
    assert calendar.hours.days[0].texts[0][0] == "7:45"


def test_a_receptionist_reads_the_calendar_only(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, as_receptionist(context), workspace, "calendar")
    calendar = screen.calendar
    assert calendar.refusal_notice.isVisible()
    for button in (calendar.import_button, calendar.complete_button, calendar.hours.save_button):
        assert not button.isVisible()
    assert calendar.hours.days[0].editors[0].opens.isReadOnly()
    calendar.view.setFocus()
    qtbot.keyClick(calendar.view, Qt.Key.Key_Return)
    assert not calendar.findChildren(QDialog, "dayDialog")


@pytest.mark.parametrize("width", [1274, 1001, 819])
def test_the_months_never_leave_the_page(
    qtbot: QtBot, context: DeskContext, workspace: Workspace, width: int
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    screen.resize(width, 708)
    view = screen.calendar.view
    qtbot.waitUntil(lambda: view.area_of(date(2026, 12, 31)).bottom() <= view.height())
    for month in range(1, 13):
        assert view.area_of(date(2026, month, 28)).right() <= view.width() + 1


def test_the_page_fits_a_screen_of_large_type(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "calendar")
    # 1366 x 768 at 150 % leaves this much beside the navigation and the list of sections.
    assert screen.calendar.minimumSizeHint().width() <= 529
