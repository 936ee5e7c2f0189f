"""Unlocking: by keyboard, with wrong passwords, caps lock, and the recovery key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import i18n
from ui.tasks import TaskRunner
from ui.unlock.people import StaffChoice
from ui.unlock.unlock_screen import UnlockScreen

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

STAFF = (
    StaffChoice("s1", "李静", "Receptionist"),
    StaffChoice("s2", "张伟", "Receptionist"),
    StaffChoice("s3", "Anna Berg", "Administrator"),
)
MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    i18n.set_language("en")
    yield
    i18n.set_language(i18n.DEFAULT_LANGUAGE)


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    assert made.shutdown()


def shown(qtbot: QtBot, runner: TaskRunner, people: tuple[StaffChoice, ...]) -> UnlockScreen:
    """Show the screen and wait until it takes keys."""
    screen = UnlockScreen(runner, "Cuihu", people, now=MORNING)
    qtbot.addWidget(screen)
    screen.resize(1366, 768)
    with qtbot.waitActive(screen):
        screen.show()
    return screen


@pytest.fixture
def screen(qtbot: QtBot, runner: TaskRunner) -> UnlockScreen:
    return shown(qtbot, runner, STAFF)


def focused() -> str:
    """The object name of what takes the keys now."""
    widget = QApplication.focusWidget()
    return widget.objectName() if widget else ""


def press(qtbot: QtBot, key: Qt.Key) -> None:
    """Press a key where the focus is."""
    qtbot.keyClick(QApplication.focusWidget(), key)


def test_the_whole_way_by_keyboard(qtbot: QtBot, screen: UnlockScreen) -> None:
    assert focused() == "person_s1"
    press(qtbot, Qt.Key.Key_Right)
    assert focused() == "person_s2"
    press(qtbot, Qt.Key.Key_Return)
    assert focused() == "password"
    qtbot.keyClicks(screen.password.line, "correct horse")
    with qtbot.waitSignal(screen.unlock_requested) as asked:
        press(qtbot, Qt.Key.Key_Return)
    assert asked.args == ["s2", "correct horse"]
    assert screen.busy
    assert not screen.unlock_button.isEnabled()


def test_enter_asks_once(qtbot: QtBot, screen: UnlockScreen) -> None:
    asked: list[str] = []
    screen.unlock_requested.connect(lambda staff, _password: asked.append(staff))
    qtbot.keyClicks(screen.password.line, "correct horse")
    qtbot.keyClick(screen.password.line, Qt.Key.Key_Return)
    qtbot.keyClick(screen.password.line, Qt.Key.Key_Return)
    assert asked == ["s1"]


def test_an_empty_password_is_not_tried(qtbot: QtBot, screen: UnlockScreen) -> None:
    with qtbot.assertNotEmitted(screen.unlock_requested):
        qtbot.mouseClick(screen.unlock_button, Qt.MouseButton.LeftButton)
    assert screen.password_field.error == "Type your password."


def test_one_person_starts_at_the_password(qtbot: QtBot, runner: TaskRunner) -> None:
    screen = shown(qtbot, runner, STAFF[:1])
    assert focused() == screen.password.line.objectName() == "password"


def test_a_wrong_password_is_said_inline_and_can_be_tried_again(
    qtbot: QtBot, screen: UnlockScreen
) -> None:
    qtbot.keyClicks(screen.password.line, "wrong horse")
    qtbot.keyClick(screen.password.line, Qt.Key.Key_Return)
    screen.show_error("Wrong password.")
    assert screen.password_field.error == "Wrong password."
    assert screen.password.text == ""
    assert screen.password.line.isEnabled()
    assert focused() == "password"
    qtbot.keyClicks(screen.password.line, "c")
    assert screen.password_field.error == ""


def test_the_growing_delay_counts_down(qtbot: QtBot, screen: UnlockScreen) -> None:
    qtbot.keyClicks(screen.password.line, "wrong horse")
    qtbot.keyClick(screen.password.line, Qt.Key.Key_Return)
    screen.show_error("Wrong password.", wait_seconds=2)
    assert screen.password_field.error == "Wrong password. Next try in 2 seconds."
    assert not screen.password.line.isEnabled()
    screen._on_second_passed()
    assert screen.password_field.error == "Wrong password. Next try in 1 second."
    screen._on_second_passed()
    assert screen.password_field.error == "Wrong password."
    assert screen.password.line.isEnabled()


def test_many_people_can_be_filtered(qtbot: QtBot, runner: TaskRunner) -> None:
    people = tuple(StaffChoice(f"p{n}", f"Person {n}", search=f"zz{n}") for n in range(1, 13))
    screen = shown(qtbot, runner, people)
    assert focused() == "peopleFilter"
    assert screen.people.filter_line is not None
    qtbot.keyClicks(screen.people.filter_line, "zz1")
    assert screen.people.chosen == "p1"
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Down)
    assert screen.people.chosen == "p11"
    press(qtbot, Qt.Key.Key_Return)
    assert focused() == "password"


@pytest.mark.parametrize(
    ("key", "modifier", "hint"),
    [
        ("A", Qt.KeyboardModifier.NoModifier, True),
        ("a", Qt.KeyboardModifier.NoModifier, False),
        ("A", Qt.KeyboardModifier.ShiftModifier, False),
        ("a", Qt.KeyboardModifier.ShiftModifier, True),
        ("7", Qt.KeyboardModifier.NoModifier, False),
    ],
)
def test_caps_lock_is_read_off_the_letters(
    qtbot: QtBot, screen: UnlockScreen, key: str, modifier: Qt.KeyboardModifier, hint: bool
) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    event = QKeyEvent(QEvent.Type.KeyPress, ord(key.upper()), modifier, key)
    QApplication.sendEvent(screen.password.line, event)
    assert screen.password.caps_lock_shown is hint


def test_the_caps_lock_hint_goes_again(qtbot: QtBot, screen: UnlockScreen) -> None:
    screen.password._show_caps_lock(on=True)
    qtbot.keyClick(screen.password.line, Qt.Key.Key_CapsLock)
    assert not screen.password.caps_lock_shown


def test_the_eye_shows_and_hides(qtbot: QtBot, screen: UnlockScreen) -> None:
    line = screen.password.line
    qtbot.keyClicks(line, "open")
    screen.password._eye.trigger()
    assert line.displayText() == "open"
    screen.password._eye.trigger()
    assert line.displayText() != "open"


def test_the_recovery_key_sets_a_new_password(qtbot: QtBot, screen: UnlockScreen) -> None:
    qtbot.mouseClick(screen.recovery_button, Qt.MouseButton.LeftButton)
    assert focused() == "recoveryKey"
    page = screen.recovery
    qtbot.keyClicks(page.key_line, "ABCD-EFGH")
    qtbot.keyClicks(page.passwords.first.line, "violet tractor 71 lagoon")
    qtbot.keyClicks(page.passwords.second.line, "violet tractor 71 lagoon")
    qtbot.waitUntil(lambda: page.passwords.valid, timeout=10_000)
    with qtbot.waitSignal(screen.recovery_requested) as asked:
        qtbot.keyClick(page.passwords.second.line, Qt.Key.Key_Return)
    assert asked.args == ["s1", "ABCD-EFGH", "violet tractor 71 lagoon"]
    screen.show_error("Not the key.")
    assert page.key_field.error == "Not the key."
    assert page.key_line.isEnabled()


def test_a_weak_new_password_is_refused(qtbot: QtBot, screen: UnlockScreen) -> None:
    qtbot.mouseClick(screen.recovery_button, Qt.MouseButton.LeftButton)
    page = screen.recovery
    qtbot.keyClicks(page.key_line, "ABCD")
    qtbot.keyClicks(page.passwords.first.line, "password12")
    qtbot.keyClicks(page.passwords.second.line, "password12")
    qtbot.waitUntil(lambda: page.passwords._score is not None, timeout=10_000)
    with qtbot.assertNotEmitted(screen.recovery_requested):
        qtbot.mouseClick(page.go_button, Qt.MouseButton.LeftButton)
    assert page.passwords.first_field.error


def test_language_and_look_are_wishes(qtbot: QtBot, screen: UnlockScreen) -> None:
    from ui.widgets.look_switch import LookSwitch

    switch = screen.findChild(LookSwitch)
    assert switch is not None
    with qtbot.waitSignal(screen.language_chosen) as language:
        qtbot.mouseClick(switch.language_button, Qt.MouseButton.LeftButton)
    assert language.args == ["zh_CN"]
    with qtbot.waitSignal(screen.theme_chosen):
        qtbot.mouseClick(switch.theme_button, Qt.MouseButton.LeftButton)


def test_greeting_and_company_are_shown(screen: UnlockScreen) -> None:
    assert screen.company_label.text() == "Cuihu"
    assert screen.greeting_label.text() == "Good morning"
