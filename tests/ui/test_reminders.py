"""Reminders at the unlocked desk: they cannot be missed, and they stop nobody from typing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.policy import REMINDER_SOUND
from app.domain.terms import CaseState, EventKind, Role
from app.services import case_work
from app.services.opening import desk_opening
from app.services.policy import put_setting
from tests.integration.at_the_sweep import (
    CRITICAL,
    DAY,
    HOUR,
    MINUTE,
    case_of,
    closed,
    events,
    handed_over,
    opened_case,
)
from tests.integration.receptions import Desk
from tests.ui.at_the_desk import forget_deleted
from ui import theme
from ui.cases.case_page import CasePage
from ui.context import DeskContext
from ui.desk_session import DeskSession
from ui.shell.main_window import MainWindow
from ui.shell.reminder_bar import ReminderBar
from ui.shell.reminder_memory import ReminderMemory
from ui.shell.reminder_panel import ReminderPanel
from ui.shell.tray import Tray
from ui.tasks import TaskRunner

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.clause("4.3-2"),
]
# The store of the tests is made under the true clock, and its desk used on the day after.
START = (datetime.now(UTC) + DAY).replace(hour=3, minute=0, second=0, microsecond=0)
FAR = START + 20 * DAY
LOOK = timedelta(seconds=20)
ALT = Qt.KeyboardModifier.AltModifier
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class Clocks:
    """The wall clock and the steady one, both turned by a test."""

    def __init__(self) -> None:
        self.wall = START
        self.seconds = 1000.0

    def now(self) -> datetime:
        return self.wall

    def steady(self) -> float:
        return self.seconds

    def go_on(self, length: timedelta) -> None:
        self.wall += length
        self.seconds += length.total_seconds()


class AtDesk:
    """One unlocked desk under clocks of the test's own."""

    def __init__(self, qtbot: QtBot, desk: Desk, role: Role) -> None:
        self.qtbot, self.desk, self.clocks = qtbot, desk, Clocks()
        self.runner = TaskRunner(desk.workspace)
        self.bugs: list[str] = []
        self.runner.bug_found.connect(self.bugs.append)
        self.memory = ReminderMemory()
        self.tray = Tray(available=False, now=self.clocks.now)
        self.notices: list[str] = []
        self.tray.told.connect(self.notices.append)
        self.window = MainWindow()
        self.window.show()
        self.unlock(role)
        self.look_here()

    def look_here(self) -> None:
        """Bring the window to the front."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        self.settle()

    def unlock(self, role: Role) -> None:
        actor = replace(self.desk.actor, role=role)
        context = DeskContext(
            self.runner,
            actor,
            self.desk.project,
            "鸿园物业",
            self.clocks.now,
            self.clocks.steady,
        )
        opening = self.desk.workspace.read(desk_opening, actor=actor)
        self.session = DeskSession(
            self.window,
            self.desk.workspace,
            context,
            opening,
            memory=self.memory,
            tray=self.tray,
        )
        self.settle()

    def lock(self) -> None:
        self.session.end(self.window, lambda _visit, _draft: None)
        self.window.clear()
        self.session.deleteLater()
        self.settle()
        forget_deleted()

    def end(self) -> None:
        self.lock()
        self.tray.close()
        assert self.runner.shutdown()
        self.window.close()
        # What only Python's collector took away could go in a worker thread of the next test.
        for left in (self.window, self.tray, self.runner):
            left.deleteLater()
        forget_deleted()
        assert not self.bugs

    def settle(self) -> None:
        for _turn in range(3):
            QCoreApplication.processEvents()
            self.qtbot.waitUntil(lambda: not self.runner.busy, timeout=15_000)

    def look(self, length: timedelta = LOOK) -> None:
        """Let time pass, and the desk look at the clocks."""
        self.clocks.go_on(length)
        self.session.reminding.watch.look()
        self.settle()

    def wait(self, minutes: float) -> None:
        """Let minutes pass as they do: look by look."""
        for _look in range(round(minutes * 3)):
            self.clocks.go_on(LOOK)
            self.session.reminding.watch.look()
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.qtbot.waitUntil(
            lambda: not any(b.isDown() for b in self.window.findChildren(QAbstractButton))
        )
        self.settle()

    @property
    def bar(self) -> ReminderBar:
        return self.session.reminding.bar

    @property
    def panel(self) -> ReminderPanel:
        return self.session.reminding.panel

    @property
    def said(self) -> str:
        """What the bar says, nothing while it is hidden."""
        return self.bar.text if self.bar.line.isVisible() else ""

    @property
    def focus(self) -> str:
        widget = QApplication.focusWidget()
        return "" if widget is None else widget.objectName()

    def page(self) -> CasePage:
        page = self.window.current_screen
        assert isinstance(page, CasePage)
        return page


Sit = Callable[..., AtDesk]


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> None:
    i18n.set_language("en")
    theme.apply_theme(qapp, "light")


@pytest.fixture
def sit(qtbot: QtBot, desk: Desk) -> Iterator[Sit]:
    """Return what unlocks the desk, once a test has put cases into it."""
    made: list[AtDesk] = []

    def unlock(role: Role = Role.RECEPTIONIST) -> AtDesk:
        made.append(AtDesk(qtbot, desk, role))
        return made[0]

    yield unlock
    for one in made:
        one.end()


def number(desk: Desk, case_id: str) -> str:
    return case_of(desk, case_id).number


# ---- the bar -----------------------------------------------------------------------------------


def test_an_empty_desk_has_no_bar(sit: Sit) -> None:
    at = sit()
    assert not at.bar.isVisible()
    assert at.window.windowTitle() == "Reception console"


def test_a_warning_becomes_due_and_stays_until_it_is_settled(sit: Sit, desk: Desk) -> None:
    case_id = opened_case(desk, now=START, due_at=FAR)
    name = number(desk, case_id)
    at = sit()
    assert at.said == ""
    at.wait(6)
    assert at.said == f"{name} · Hand over · due in 14 minutes"
    assert at.bar.line.property("kind") == "warning"
    at.wait(14)
    assert at.said == f"{name} · Hand over · due now"
    assert at.bar.line.property("kind") == "danger"
    at.wait(3)
    assert at.said == f"{name} · Hand over · overdue by 3 minutes"
    desk.write(case_work.hand_over, case_id=case_id, department="工程部", now=at.clocks.wall)
    at.wait(1)
    assert at.said == ""


def test_what_falls_due_between_two_minutes_is_said_within_seconds(sit: Sit, desk: Desk) -> None:
    handed_over(desk, now=START, due_at=START + 30 * MINUTE + timedelta(seconds=15))
    at = sit()
    at.wait(30)
    assert at.bar.line.property("kind") == "warning"
    at.look()
    assert at.bar.line.property("kind") == "danger"


def test_several_are_one_bar_with_the_most_urgent_first(sit: Sit, desk: Desk) -> None:
    for minutes in (30, 10, 20):
        handed_over(desk, now=START - HOUR, due_at=START - minutes * MINUTE)
    at = sit()
    assert "overdue by 30 minutes" in at.said
    assert at.bar.more_button.accessibleName() == "+2 more"
    assert at.window.windowTitle() == "(3) Reception console"


def test_opening_goes_to_the_case_and_back_to_where_one_was(sit: Sit, desk: Desk) -> None:
    case_id = handed_over(desk, now=START - HOUR, due_at=START - MINUTE)
    at = sit()
    at.session.show_area("cases")
    at.settle()
    at.press(Qt.Key.Key_J, ALT)
    assert at.page().case_id == case_id
    at.page().back_requested.emit()
    assert at.window.current_key == "cases"


def test_what_was_opened_and_is_still_owed_comes_back_after_an_hour(sit: Sit, desk: Desk) -> None:
    handed_over(desk, now=START - HOUR, due_at=START - MINUTE)
    at = sit()
    at.press(Qt.Key.Key_J, ALT)
    assert at.said == ""
    at.look(59 * MINUTE)
    assert at.said == ""
    at.look(MINUTE)
    assert "Keep promise" in at.said


def test_later_is_ten_minutes(sit: Sit, desk: Desk) -> None:
    handed_over(desk, now=START - HOUR, due_at=START - MINUTE)
    at = sit()
    at.press(Qt.Key.Key_Z, ALT)
    assert at.said == ""
    assert at.window.windowTitle() == "Reception console"
    at.wait(9)
    assert at.said == ""
    at.wait(1)
    assert "Keep promise" in at.said


def test_a_warning_put_off_speaks_again_when_it_is_due(sit: Sit, desk: Desk) -> None:
    handed_over(desk, now=START - HOUR, due_at=START + 5 * MINUTE)
    at = sit()
    at.press(Qt.Key.Key_Z, ALT)
    assert at.said == ""
    at.wait(5)
    assert "due now" in at.said


def test_what_was_put_off_stays_so_over_a_lock_but_only_for_whoever_did(
    sit: Sit, desk: Desk
) -> None:
    handed_over(desk, now=START - HOUR, due_at=START - MINUTE)
    at = sit()
    at.press(Qt.Key.Key_Z, ALT)
    at.lock()
    assert at.window.windowTitle() == "Reception console"
    at.unlock(Role.RECEPTIONIST)
    assert at.said == ""
    at.memory.quiet(desk.actor.staff_id).clear()
    at.look(MINUTE)
    assert "Keep promise" in at.said


def test_words_typed_in_another_case_are_not_lost_to_a_reminder(sit: Sit, desk: Desk) -> None:
    first = opened_case(desk, now=START, due_at=FAR)
    handed_over(desk, now=START - HOUR, due_at=START - MINUTE)
    at = sit()
    at.session.open_case(first)
    at.look_here()
    at.page().composer.box.setFocus()
    QTest.keyClicks(at.page().composer.box, "half a note")
    at.press(Qt.Key.Key_J, ALT)
    assert at.page().case_id == first
    assert "first" in at.window.message_bar.text
    assert "Keep promise" in at.said


# ---- a reception in progress -------------------------------------------------------------------


def receive(at: AtDesk) -> QWidget:
    """Begin a reception and type into it; return the field that has the focus."""
    at.press(Qt.Key.Key_F2)
    at.qtbot.waitUntil(lambda: at.session.reception is not None)
    at.settle()
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "1-1")
    at.settle()
    return field


def test_a_reminder_leaves_the_keys_with_whoever_types(sit: Sit, desk: Desk) -> None:
    at = sit()
    field = receive(at)
    handed_over(desk, now=START - HOUR, due_at=START - MINUTE)
    at.wait(1)
    assert "Keep promise" in at.said
    assert QApplication.focusWidget() is field
    assert QApplication.activeModalWidget() is None
    assert at.bar.height() <= 52
    QTest.mouseClick(at.bar.later_button, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is field


def test_opening_parks_nothing_and_back_returns_to_the_reception(sit: Sit, desk: Desk) -> None:
    case_id = handed_over(desk, now=START - HOUR, due_at=START - MINUTE)
    at = sit()
    field = receive(at)
    visit = at.session.reception
    at.press(Qt.Key.Key_J, ALT)
    assert at.page().case_id == case_id
    assert at.session.reception is visit
    at.page().back_requested.emit()
    at.settle()
    assert at.window.current_key == "reception"
    assert QApplication.focusWidget() is field


# ---- the list ----------------------------------------------------------------------------------


def test_f8_lists_all_and_esc_gives_the_keys_back(sit: Sit, desk: Desk) -> None:
    for minutes in (30, 10, 20):
        handed_over(desk, now=START - HOUR, due_at=START - minutes * MINUTE)
    at = sit()
    field = receive(at)
    at.press(Qt.Key.Key_F8)
    assert at.panel.isVisible()
    assert at.focus == "reminderTable"
    assert at.panel.model.rowCount() == 3
    at.press(Qt.Key.Key_Escape)
    assert not at.panel.isVisible()
    assert QApplication.focusWidget() is field


def test_a_row_of_the_list_is_opened_or_put_off_by_a_key(sit: Sit, desk: Desk) -> None:
    ids = [
        handed_over(desk, now=START - HOUR, due_at=START - minutes * MINUTE)
        for minutes in (30, 20, 10)
    ]
    at = sit()
    at.press(Qt.Key.Key_F8)
    at.press(Qt.Key.Key_Down)
    at.press(Qt.Key.Key_L)
    assert [at.panel.model.item(row).case_id for row in range(2)] == [ids[0], ids[2]]
    assert at.panel.note.text() == "1 put off"
    at.press(Qt.Key.Key_Return)
    assert not at.panel.isVisible()
    assert at.page().case_id == ids[2]


def test_all_can_be_put_off_at_once(sit: Sit, desk: Desk) -> None:
    for minutes in (30, 10):
        handed_over(desk, now=START - HOUR, due_at=START - minutes * MINUTE)
    at = sit()
    at.press(Qt.Key.Key_F8)
    at.panel.all_button.setFocus()
    at.press(Qt.Key.Key_Return)
    assert at.said == ""
    assert not at.panel.isVisible()
    at.press(Qt.Key.Key_F8)
    assert at.panel.empty.isVisible()
    assert at.panel.note.text() == "2 put off"


def test_the_list_gives_way_to_whoever_goes_on_working(sit: Sit, desk: Desk) -> None:
    handed_over(desk, now=START - HOUR, due_at=START - MINUTE)
    at = sit()
    at.press(Qt.Key.Key_F8)
    at.session.home.start_button.setFocus()
    assert not at.panel.isVisible()
    assert at.focus == "startReceptionButton"


def test_without_reminders_the_list_says_so(sit: Sit) -> None:
    at = sit()
    at.press(Qt.Key.Key_F8)
    assert at.panel.empty.isVisible()
    assert at.focus == "reminderClose"
    at.press(Qt.Key.Key_Escape)
    assert not at.panel.isVisible()


# ---- escalations -------------------------------------------------------------------------------


@pytest.mark.clause("4.3-3")
def test_a_supervisor_sees_what_was_brought_and_says_so_by_one_key(sit: Sit, desk: Desk) -> None:
    case_id = opened_case(desk, CRITICAL, now=START, due_at=FAR)
    name = number(desk, case_id)
    at = sit(Role.SUPERVISOR)
    assert at.said.startswith(f"{name} · brought before you · A time limit ran out")
    assert at.session.home.brought.isVisible()
    at.press(Qt.Key.Key_Q, ALT)
    assert len(events(desk, case_id, EventKind.ESCALATION_SEEN)) == 1
    assert "brought before you" not in at.said
    assert not at.session.home.brought.isVisible()
    assert at.window.message_bar.text == "Noted on the timeline that you have seen it."


@pytest.mark.clause("4.3-3")
def test_the_card_on_the_home_screen_has_its_own_buttons(sit: Sit, desk: Desk) -> None:
    case_id = opened_case(desk, CRITICAL, now=START, due_at=FAR)
    at = sit(Role.SUPERVISOR)
    seen = at.session.home.findChild(QAbstractButton, f"seen_{number(desk, case_id)}")
    assert seen is not None
    seen.setFocus()
    at.press(Qt.Key.Key_Return)
    assert len(events(desk, case_id, EventKind.ESCALATION_SEEN)) == 1
    assert not at.session.home.brought.isVisible()


@pytest.mark.clause("4.3-3")
def test_a_receptionist_is_reminded_but_sees_no_escalations(sit: Sit, desk: Desk) -> None:
    opened_case(desk, CRITICAL, now=START, due_at=FAR)
    at = sit()
    assert "Hand over" in at.said
    assert not at.bar.seen_button.isVisible()
    assert not at.session.home.brought.isVisible()
    assert at.session.home.todo.model.items[0].escalation_level == 1


# ---- time --------------------------------------------------------------------------------------


def test_the_desk_sweeps_as_soon_as_it_is_unlocked(sit: Sit, desk: Desk) -> None:
    case_id = closed(desk, START - 40 * DAY)
    sit()
    assert case_of(desk, case_id).state == CaseState.ARCHIVED


def test_after_sleep_everything_is_put_right_at_once(sit: Sit, desk: Desk) -> None:
    opened_case(desk, CRITICAL, now=START + HOUR, due_at=FAR)
    at = sit(Role.SUPERVISOR)
    assert at.said == ""
    at.look(3 * DAY)
    assert "brought before you" in at.said
    assert at.session.home.todo.model.items[0].escalation_level == 2


def test_a_clock_set_forward_is_noticed_and_said(sit: Sit, desk: Desk) -> None:
    handed_over(desk, now=START, due_at=START + 2 * HOUR)
    at = sit()
    at.clocks.wall += 2 * HOUR
    at.look()
    assert "Keep promise" in at.said
    assert at.window.message_bar.text.startswith("The computer's clock was set.")


def test_a_clock_set_back_forgets_what_was_put_off(sit: Sit, desk: Desk) -> None:
    handed_over(desk, now=START - 5 * HOUR, due_at=START - 3 * HOUR)
    at = sit()
    at.press(Qt.Key.Key_Z, ALT)
    assert at.said == ""
    at.clocks.wall -= 2 * HOUR
    at.look()
    assert "Keep promise" in at.said


def test_a_year_set_by_mistake_and_mended_leaves_no_trace(sit: Sit, desk: Desk) -> None:
    closed_id = closed(desk, START - 10 * DAY)
    open_id = opened_case(desk, now=START, due_at=FAR)
    at = sit()
    at.clocks.wall += 365 * DAY
    at.look()
    at.wait(2)
    at.clocks.wall -= 365 * DAY
    at.look()
    at.wait(2)
    assert case_of(desk, closed_id).state == CaseState.CLOSED
    assert events(desk, open_id, EventKind.ESCALATED) == []
    assert not at.bar.clock_line.isVisible()


def test_a_clock_that_stays_far_ahead_is_believed(sit: Sit, desk: Desk) -> None:
    closed_id = closed(desk, START - 10 * DAY)
    at = sit()
    at.clocks.wall += 40 * DAY
    at.look()
    at.wait(6)
    assert case_of(desk, closed_id).state == CaseState.ARCHIVED


def test_a_clock_behind_the_records_warns_until_it_is_set_right(sit: Sit, desk: Desk) -> None:
    handed_over(desk, now=START, due_at=FAR)
    at = sit()
    assert not at.bar.clock_line.isVisible()
    at.clocks.wall -= HOUR
    at.look()
    assert at.bar.clock_line.isVisible()
    words = at.bar.clock_words.text()
    assert words.startswith("The computer's clock is behind the records")
    assert "new entries keep their order" in words
    at.wait(10)
    assert at.bar.clock_line.isVisible()
    at.clocks.wall += HOUR
    at.look()
    assert not at.bar.clock_line.isVisible()


def test_today_changes_at_midnight(sit: Sit, desk: Desk) -> None:
    # 11:00 in Shanghai; the promise is for half past midnight.
    handed_over(desk, now=START, due_at=START + 13.5 * HOUR)
    at = sit()
    model = at.session.home.todo.model
    assert model.index(0, 0).data() == "Tomorrow · 1"
    at.clocks.go_on(12 * HOUR)
    at.session.reminding.watch.start()
    at.settle()
    at.session.home.refresh()
    at.settle()
    assert model.index(0, 0).data() == "Tomorrow · 1"
    at.look(HOUR + LOOK)
    assert model.index(0, 0).data() == "Within the hour · 1"


# ---- who looks elsewhere -----------------------------------------------------------------------


@pytest.fixture
def elsewhere(qtbot: QtBot) -> QWidget:
    """Return another window, for the person to look at."""
    other = QWidget()
    qtbot.addWidget(other)
    return other


def look_at(at: AtDesk, other: QWidget) -> None:
    other.show()
    other.activateWindow()
    at.qtbot.waitUntil(lambda: not at.window.isActiveWindow())


def test_a_notice_calls_whoever_looks_elsewhere_once(
    sit: Sit, desk: Desk, elsewhere: QWidget
) -> None:
    case_id = handed_over(desk, now=START, due_at=START + 10 * MINUTE)
    at = sit()
    look_at(at, elsewhere)
    at.wait(12)
    assert at.notices == [f"{number(desk, case_id)} is due at 11:10"]


def test_who_sits_at_the_desk_gets_no_notice_besides_the_bar(sit: Sit, desk: Desk) -> None:
    handed_over(desk, now=START, due_at=START + 10 * MINUTE)
    at = sit()
    at.wait(12)
    assert at.notices == []


def test_pressing_the_notice_opens_the_case(sit: Sit, desk: Desk, elsewhere: QWidget) -> None:
    case_id = handed_over(desk, now=START, due_at=START + 10 * MINUTE)
    at = sit()
    look_at(at, elsewhere)
    at.wait(12)
    at.tray._on_pressed()
    at.settle()
    assert at.page().case_id == case_id


def test_a_locked_desk_tells_that_something_fell_due_and_no_more(sit: Sit, desk: Desk) -> None:
    for minutes in (10, 20):
        handed_over(desk, now=START, due_at=START + minutes * MINUTE)
    at = sit()
    at.lock()
    at.clocks.go_on(9 * MINUTE)
    at.tray.look()
    assert at.notices == []
    at.clocks.go_on(MINUTE)
    at.tray.look()
    at.tray.look()
    assert at.notices == ["1 item fell due; unlock to see it."]
    at.clocks.go_on(10 * MINUTE)
    at.tray.look()
    assert at.notices[1:] == ["2 items fell due; unlock to see them."]
    at.unlock(Role.RECEPTIONIST)
    at.clocks.go_on(DAY)
    at.tray.look()
    assert not any("fell due" in words for words in at.notices[2:])


def test_the_sound_follows_the_setting(sit: Sit, desk: Desk) -> None:
    at = sit()
    assert not at.session.reminding.sound
    desk.workspace.write(put_setting, setting=REMINDER_SOUND, value=True, now=START)
    at.session._on_settings_done("saved")
    at.settle()
    assert at.session.reminding.sound


def test_every_control_of_the_reminders_has_a_name(sit: Sit, desk: Desk) -> None:
    opened_case(desk, CRITICAL, now=START, due_at=FAR)
    at = sit(Role.SUPERVISOR)
    at.press(Qt.Key.Key_F8)
    for place in (at.bar, at.panel, at.session.home.brought):
        for button in place.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.objectName(), button.text()
                assert button.accessibleName(), button.objectName()
                assert button.height() >= 40, button.objectName()
