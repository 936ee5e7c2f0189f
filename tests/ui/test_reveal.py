"""A masked customer is shown in full for a reason, for half a minute, and never to passers-by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.domain.terms import AccessReason, Role
from app.domain.visit_flow import CustomerDraft
from app.services.customers import keep_customer
from db.models import AccessEntry
from tests.integration.receptions import NOW, Desk
from ui.confidentiality.private_clipboard import private_clipboard
from ui.confidentiality.reveal import RevealControl
from ui.context import DeskContext

pytest_plugins = ("tests.ui.case_fixtures",)
pytestmark = [
    pytest.mark.clause("5-3"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]
NAME, PHONE = "王秀兰", "13812346027"
MASKED = ("王**", "138****6027")
Key = Qt.Key


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Reader:
    """Somebody before a screen that shows one masked customer."""

    def __init__(self, qtbot: QtBot, context: DeskContext, customer_id: str, clock: Clock) -> None:
        self.qtbot, self.context, self.clock = qtbot, context, clock
        self.customer_id = customer_id
        self.screen = QWidget()
        self.control = RevealControl(context, self.screen)
        QVBoxLayout(self.screen).addWidget(self.control)
        self.problems: list[str] = []
        self.control.problem_met.connect(self.problems.append)
        self.control.show_masked(customer_id, MASKED[0], (MASKED[1],))
        qtbot.addWidget(self.screen)
        with qtbot.waitActive(self.screen):
            self.screen.show()

    def sees_all(self) -> bool:
        """Return whether the full values stand on the screen."""
        return self.control.is_revealed

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.context.runner.busy)
        QCoreApplication.processEvents()

    def press(self, key: Qt.Key) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)
        self.settle()

    def click(self, name: str) -> None:
        button = self.screen.findChild(QWidget, name)
        assert button is not None, name
        self.qtbot.waitUntil(button.isVisible)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def reveal(self) -> None:
        self.click("revealShow")
        self.press(Key.Key_1)
        assert self.control.is_revealed

    def pass_time(self, seconds: float) -> None:
        self.clock.seconds += seconds
        self.control.check()
        private_clipboard().check()

    @property
    def words(self) -> str:
        """Everything that stands there."""
        labels = [one for one in self.screen.findChildren(QLabel) if not one.isHidden()]
        return "\n".join([one.text() + one.toolTip() + one.accessibleName() for one in labels])

    @property
    def is_masked(self) -> bool:
        return NAME not in self.words and PHONE not in self.words


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reader(qtbot: QtBot, desk: Desk, context: DeskContext, clock: Clock) -> Iterator[Reader]:
    draft = CustomerDraft(name=NAME, phone=PHONE)
    kept = desk.write(keep_customer, project_id=desk.project.project_id, draft=draft, now=NOW)
    yield Reader(qtbot, replace(context, steady=clock), kept, clock)
    private_clipboard().clear()


def kept(desk: Desk) -> list[tuple[str, str, str]]:
    found = desk.workspace.read(
        lambda s: [
            (one.kind, one.reason, one.words)
            for one in s.scalars(select(AccessEntry).order_by(AccessEntry.seq))
        ]
    )
    assert isinstance(found, list)
    return found


def test_a_digit_says_what_for_and_the_customer_is_shown(reader: Reader, desk: Desk) -> None:
    assert reader.is_masked
    assert MASKED[0] in reader.words
    reader.reveal()
    assert NAME in reader.words
    assert PHONE in reader.words
    assert kept(desk) == [("reveal", AccessReason.CALL_BACK, "")]


def test_something_else_needs_words(reader: Reader, desk: Desk) -> None:
    reader.click("revealShow")
    reader.press(Key.Key_6)
    reader.press(Key.Key_Return)
    assert not reader.sees_all()
    assert reader.control.chooser.field.error == "Please fill this in."
    QTest.keyClicks(reader.control.chooser.words, "parcel")
    reader.press(Key.Key_Return)
    assert reader.sees_all()
    assert kept(desk) == [("reveal", AccessReason.OTHER, "parcel")]


def test_esc_leaves_the_question_unanswered(reader: Reader, desk: Desk) -> None:
    reader.click("revealShow")
    reader.press(Key.Key_Escape)
    assert reader.control.chooser.isHidden()
    assert reader.control.show_button.hasFocus()
    assert not kept(desk)


def test_after_half_a_minute_it_is_masked_again(reader: Reader) -> None:
    reader.reveal()
    reader.pass_time(29.5)
    assert reader.control.time_label.text() == "hides in 1 second"
    reader.pass_time(0.5)
    assert reader.is_masked


def test_leaving_the_screen_masks_at_once(reader: Reader) -> None:
    reader.reveal()
    reader.screen.hide()
    assert not reader.sees_all()
    assert reader.is_masked


def test_a_window_without_the_keyboard_shows_nothing(reader: Reader) -> None:
    reader.reveal()
    QCoreApplication.sendEvent(reader.screen, QEvent(QEvent.Type.WindowDeactivate))
    assert reader.is_masked


def test_another_customer_begins_masked(reader: Reader) -> None:
    reader.reveal()
    reader.control.show_masked(reader.customer_id, "张*", ())
    assert reader.is_masked


def test_the_same_customer_read_anew_stays_shown(reader: Reader) -> None:
    reader.reveal()
    reader.control.show_masked(reader.customer_id, MASKED[0], (MASKED[1],))
    assert reader.sees_all()


def test_a_customer_who_is_gone_is_said_to_be_gone(reader: Reader) -> None:
    reader.control.show_masked("0" * 32, "张*", ())
    reader.click("revealShow")
    reader.press(Key.Key_1)
    assert not reader.sees_all()
    assert len(reader.problems) == 1


def test_whoever_may_not_reveal_is_offered_nothing(
    qtbot: QtBot, context: DeskContext, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    permitted = {Role.RECEPTIONIST: frozenset[object]()}
    monkeypatch.setattr("app.domain.permissions.PERMITTED", permitted)
    actor = replace(context.actor, role=Role.RECEPTIONIST)
    reader = Reader(qtbot, replace(context, actor=actor), "0" * 32, clock)
    assert reader.control.show_button.isHidden()


def test_a_copied_phone_is_kept_out_of_histories_and_goes_after_twenty_seconds(
    reader: Reader, desk: Desk
) -> None:
    reader.reveal()
    reader.click("revealCopy1")
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == PHONE
    formats = clipboard.mimeData().formats()
    assert "x-kde-passwordManagerHint" in formats
    assert "ExcludeClipboardContentFromMonitorProcessing" in formats
    assert [kind for kind, *_rest in kept(desk)] == ["reveal", "copy"]
    reader.pass_time(19.5)
    assert clipboard.text() == PHONE
    reader.pass_time(0.5)
    assert clipboard.text() == ""


def test_what_was_copied_since_is_left_alone(reader: Reader) -> None:
    reader.reveal()
    reader.click("revealCopy1")
    QGuiApplication.clipboard().setText("TS-20261012-001")
    reader.pass_time(25)
    assert QGuiApplication.clipboard().text() == "TS-20261012-001"


def test_what_was_copied_goes_when_the_program_ends(reader: Reader, qapp: QApplication) -> None:
    reader.reveal()
    reader.click("revealCopy1")
    qapp.aboutToQuit.emit()
    assert QGuiApplication.clipboard().text() == ""
