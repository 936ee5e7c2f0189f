"""'Why this time?' opens from every clock of a case, is read by keys, and closes again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.calendars import BusinessCalendar
from app.domain.clocks import Clock, Target, TimeUnit, due_after
from app.domain.terms import ClockKind
from app.services.due_times import DueExplanation, Wait
from tests.ui.at_the_case import click, settle
from tests.ui.at_the_case import shown as shown_case
from ui.cases.why_dialog import WhyDialog
from ui.context import DeskContext

pytest_plugins = ("tests.ui.case_fixtures",)
pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "This plugin does not support", extend=True
)
SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 10, 12, 2, 40, tzinfo=UTC)
WORKING_DAYS = Target(7, TimeUnit.DAY, Clock.BUSINESS)


@pytest.fixture(autouse=True)
def _english(_default_language: None) -> None:
    i18n.set_language("en")


def explained(*waits: Wait, moved: timedelta = timedelta()) -> DueExplanation:
    pauses = [(wait.begins_at, wait.ends_at) for wait in waits if wait.ends_at is not None]
    due = due_after(START, WORKING_DAYS, BusinessCalendar(SHANGHAI), pauses)
    return DueExplanation(
        kind=ClockKind.RESOLUTION,
        due=due,
        due_at=due.at + moved,
        was_tightened=False,
        waits=waits,
        met_at=None,
        cancelled_at=None,
    )


def shown(qtbot: QtBot, explanation: DueExplanation) -> WhyDialog:
    dialog = WhyDialog(explanation, SHANGHAI)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
    return dialog


def notes(dialog: WhyDialog) -> list[str]:
    return [note.text() for note in dialog.findChildren(QLabel, "whyNote")]


@pytest.mark.clause("4.2-3")
def test_every_step_is_a_line(qtbot: QtBot) -> None:
    explanation = explained()
    dialog = shown(qtbot, explanation)
    lines = [
        dialog.findChild(QLabel, f"whyLine_{number}").text()  # type: ignore[union-attr]
        for number in range(len(explanation.due.steps))
    ]
    assert lines[0] == "starts; the limit is 7 working days"
    assert lines[-1] == "due"
    assert notes(dialog) == []


def test_a_long_computation_is_scrolled_by_keys(qtbot: QtBot) -> None:
    dialog = shown(qtbot, explained())
    bar = dialog.area.verticalScrollBar()
    assert bar.value() == 0
    qtbot.keyClick(dialog.close_button, Qt.Key.Key_End)
    assert bar.value() == bar.maximum() > 0
    qtbot.keyClick(dialog.close_button, Qt.Key.Key_PageUp)
    assert bar.value() < bar.maximum()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_escape_close_it(qtbot: QtBot, key: Qt.Key) -> None:
    dialog = shown(qtbot, explained())
    qtbot.keyClick(dialog.close_button, key)
    assert not dialog.isVisible()


def test_a_wait_is_told_with_its_reason(qtbot: QtBot) -> None:
    begins = START + timedelta(days=1)
    dialog = shown(qtbot, explained(Wait(begins, begins + timedelta(hours=2), "等业主开门")))
    texts = [line.words for line in dialog.lines]
    assert "stands still until 12:40: 等业主开门" in texts


def test_a_wait_that_lasts_is_a_note(qtbot: QtBot) -> None:
    dialog = shown(qtbot, explained(Wait(START + timedelta(days=1), None, "等业主开门")))
    (note,) = notes(dialog)
    assert "stands still" in note


def test_a_due_time_that_was_kept_is_a_note(qtbot: QtBot) -> None:
    dialog = shown(qtbot, explained(moved=timedelta(days=-1)))
    (note,) = notes(dialog)
    assert "What holds is" in note


@pytest.mark.clause("4.2-3")
@pytest.mark.parametrize("kind", list(ClockKind))
def test_each_clock_of_a_case_explains_itself(
    qtbot: QtBot, context: DeskContext, case_id: str, kind: ClockKind
) -> None:
    page = shown_case(qtbot, context, case_id)
    click(qtbot, page, f"why_{kind}")
    settle(qtbot, context)
    qtbot.waitUntil(lambda: bool(page.findChildren(WhyDialog)))
    (dialog,) = page.findChildren(WhyDialog)
    assert dialog.lines[-1].words == "due"
    assert notes(dialog) == []
    dialog.accept()
