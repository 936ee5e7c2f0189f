"""The sign in the tray: it calls, and tells nobody's business."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app import i18n
from ui.shell.tray import Tray

# The offscreen platform has no tray to ask about.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)
NOW = datetime(2026, 10, 12, 2, 40, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> None:
    i18n.set_language("en")


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_without_a_tray_nothing_is_shown_and_nothing_breaks(qtbot: QtBot) -> None:
    tray = Tray(available=False)
    tray.tell("TS-20261012-001 is due at 11:00", "case")
    assert tray.sign is None
    tray.close()


def test_the_sign_and_its_menu_bring_the_desk_to_the_front(qtbot: QtBot) -> None:
    tray = Tray(available=True)
    sign = tray.sign
    assert sign is not None
    assert sign.toolTip() == "Reception console"
    menu = sign.contextMenu()
    assert menu is not None
    (show,) = menu.actions()
    assert show.text() == "Show the desk"
    with qtbot.waitSignal(tray.front_requested):
        show.trigger()
    with qtbot.waitSignal(tray.front_requested):
        sign.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(tray.front_requested):
        sign.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    tray.close()


def test_the_sign_speaks_the_language_that_is_chosen(qtbot: QtBot) -> None:
    tray = Tray(available=True)
    i18n.set_language("zh_CN")
    tray.speak()
    assert tray.sign is not None
    assert tray.sign.toolTip() != "Reception console"
    tray.close()


def test_a_pressed_notice_opens_its_case_once(qtbot: QtBot) -> None:
    tray = Tray(available=True)
    opened: list[str] = []

    def open_case(case_id: str) -> bool:
        opened.append(case_id)
        return True

    tray.unlocked(open_case)
    tray.tell("TS-20261012-001 is due at 11:00", "case")
    assert tray.sign is not None
    tray.sign.messageClicked.emit()
    tray.sign.messageClicked.emit()
    assert opened == ["case"]
    tray.close()


def test_once_locked_a_notice_from_before_opens_nothing(qtbot: QtBot) -> None:
    tray = Tray(available=True)
    opened: list[str] = []

    def remember(case_id: str) -> bool:
        opened.append(case_id)
        return True

    tray.unlocked(remember)
    tray.tell("TS-20261012-001 is due at 11:00", "case")
    tray.locked(())
    assert tray.sign is not None
    with qtbot.waitSignal(tray.front_requested):
        tray.sign.messageClicked.emit()
    assert opened == []
    tray.close()


def test_a_locked_desk_counts_what_fell_due_since(qtbot: QtBot) -> None:
    clock = Clock()
    tray = Tray(available=False, now=clock)
    told: list[str] = []
    tray.told.connect(told.append)
    tray.locked((NOW - MINUTE, NOW + MINUTE, NOW + 2 * MINUTE, NOW + 9 * MINUTE))
    tray.look()
    assert told == []
    # The computer slept: two fell due before anybody looked.
    clock.now = NOW + 3 * MINUTE
    tray.look()
    tray.look()
    assert told == ["2 items fell due; unlock to see them."]
    clock.now = NOW + 9 * MINUTE
    tray.look()
    assert told[1:] == ["3 items fell due; unlock to see them."]
    tray.close()
