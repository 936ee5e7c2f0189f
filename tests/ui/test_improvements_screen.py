"""The improvement register before somebody: from a click in a report to the checked effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.improvements import MeasureView, Shown
from app.domain.periods import Period
from app.domain.permissions import Actor
from app.domain.terms import Cause, MeasureEffect, MeasureState, Role
from app.services.improvements import RegisterView, register
from tests.integration.receptions import COMPLAINT, Desk, local
from tests.ui.at_the_reports import counted, turned
from ui.context import DeskContext
from ui.improvement_screens import IMPROVEMENTS, ImprovementScreens
from ui.improvements.improvements_screen import ImprovementsScreen
from ui.reports.reports_screen import ReportsScreen
from ui.shell.main_window import MainWindow
from ui.tasks import TaskRunner

pytestmark = [
    pytest.mark.clause("4.3-4"),
    pytest.mark.qt_log_ignore("propagateSizeHints", "This plugin does not support", extend=True),
]
OCTOBER = Period.parse("2026-10")
NOVEMBER_2 = local(2, month=11)
JANUARY_4 = local(4, month=1).replace(year=2027)
PARKING = replace(COMPLAINT, category="parking", own_words="车位被占")
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _english(_default_language: None) -> None:
    i18n.set_language("en")


@dataclass
class Sitting:
    """Somebody at the reports and the register; ``now`` is the clock on the wall."""

    qtbot: QtBot
    desk: Desk
    role: Role = Role.SUPERVISOR
    now: datetime = NOVEMBER_2

    def begin(self) -> None:
        self.runner = TaskRunner(self.desk.workspace)
        actor = Actor(self.desk.actor.staff_id, self.desk.actor.name, self.role)
        self.context = DeskContext(self.runner, actor, self.desk.project, "Cuihu", lambda: self.now)
        self.window = MainWindow()
        self.qtbot.addWidget(self.window)
        self.reports = ReportsScreen(self.context)
        self.screens = ImprovementScreens(self.window, self.context, self.reports, self.window)
        self.left: list[str] = []
        self.problems: list[Any] = []
        self.screens.left.connect(self.left.append)
        self.screens.failed.connect(self.problems.append)
        self.window.add_screen("reports", self.reports)
        self.window.open_desk()
        self.window.show_screen("reports")
        with self.qtbot.waitActive(self.window):
            self.window.show()
        counted(self.qtbot, self.reports)

    @property
    def screen(self) -> ImprovementsScreen:
        assert self.screens.screen is not None
        return self.screens.screen

    def settle(self) -> None:
        for _turn in range(2):
            turned()
            self.qtbot.waitUntil(lambda: not self.runner.busy, timeout=20_000)
            turned()

    def show_month(self, period: Period) -> None:
        self.reports.picker.choose(period)
        counted(self.qtbot, self.reports)

    def find(self, name: str) -> QWidget:
        found = [w for w in self.window.findChildren(QWidget, name) if w.isVisible()]
        assert len(found) == 1, (name, found)
        return found[0]

    def sees(self, name: str) -> bool:
        return any(w.isVisible() for w in self.window.findChildren(QWidget, name))

    def words(self, name: str) -> str:
        found = self.find(name)
        assert isinstance(found, QLabel)
        return found.text()

    def click(self, name: str) -> None:
        button = self.find(name)
        assert button.isEnabled()
        self.qtbot.mouseClick(button, LEFT)
        self.settle()

    def press(self, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        self.qtbot.keyClick(focus, key, modifier)
        self.settle()

    def type(self, name: str, words: str) -> None:
        box = self.find(name)
        box.setFocus()
        self.qtbot.keyClicks(box, words)

    def alt(self, key: Qt.Key) -> None:
        self.press(key, ALT)
        self.qtbot.waitUntil(
            lambda: not any(b.isDown() for b in self.window.findChildren(QPushButton))
        )
        self.settle()

    def kept(self) -> tuple[MeasureView, ...]:
        view = self.desk.read(register, project_id=self.desk.project.project_id, now=self.now)
        assert isinstance(view, RegisterView)
        return view.measures


@pytest.fixture
def sitting(qtbot: QtBot, desk: Desk) -> Iterator[Sitting]:
    for day in range(7):
        desk.register(COMPLAINT, now=local(3 + day))
    desk.register(PARKING, now=local(20))
    for day in range(2):
        desk.register(COMPLAINT, now=local(3 + day, month=12))
    made = Sitting(qtbot, desk)
    yield made
    assert made.runner.shutdown()


def make_finding(sitting: Sitting) -> None:
    """Click the light bulb of the largest category of October."""
    sitting.begin()
    sitting.show_month(OCTOBER)
    sitting.click("finding_by_category")


def enter_whole(sitting: Sitting) -> None:
    """Fill in everything that is known, and enter it."""
    make_finding(sitting)
    chip = sitting.screen.form.fields.cause_kind.chip(Cause.CONTRACTOR)
    sitting.qtbot.mouseClick(chip, LEFT)
    sitting.type("measureWords", "The desk tells residents the same day")
    sitting.type("measureOwner", "Desk")
    sitting.press(Qt.Key.Key_Return, CONTROL)


def test_one_click_in_a_report_makes_the_finding(sitting: Sitting) -> None:
    make_finding(sitting)
    assert sitting.window.current_key == IMPROVEMENTS
    draft = sitting.screen.form.fields.draft()
    assert draft.finding == "October 2026: 7 new complaints, Repairs"
    assert (draft.found_in, draft.figure, draft.only.category) == (OCTOBER, "new", "repairs")
    assert sitting.find("measureFinding").hasFocus()
    sitting.press(Qt.Key.Key_Return, CONTROL)
    (one,) = sitting.kept()
    assert (one.before.n, one.state) == (7, MeasureState.PLANNED)


def test_from_the_click_to_the_checked_effect_by_keys(sitting: Sitting) -> None:
    enter_whole(sitting)
    sitting.alt(Qt.Key.Key_E)
    assert sitting.kept()[0].state is MeasureState.IN_PROGRESS
    sitting.alt(Qt.Key.Key_E)
    assert sitting.kept()[0].state is MeasureState.DONE
    assert "November" not in sitting.words("effectWaiting")
    sitting.now = JANUARY_4
    sitting.click("measuresBack")
    sitting.window.show_screen("reports")
    sitting.settle()
    sitting.screens.show_register()
    sitting.settle()
    sitting.qtbot.mouseClick(sitting.screen.filter.chip(Shown.TO_CHECK), LEFT)
    sitting.settle()
    sitting.screen.table.setFocus()
    sitting.screen.form.begin_new(sitting.screen.form.fields.draft(), composes=False)
    sitting.press(Qt.Key.Key_Return)
    assert sitting.words("effectFigures") == "7 → 2"
    assert sitting.words("effectWhy").startswith("Proposed: Effective.")
    sitting.alt(Qt.Key.Key_E)
    (one,) = sitting.kept()
    assert one.effect is MeasureEffect.EFFECTIVE
    assert (one.before.n, one.after.n if one.after else None) == (7, 2)


def test_a_step_says_what_is_missing_beside_the_field(sitting: Sitting) -> None:
    make_finding(sitting)
    sitting.press(Qt.Key.Key_Return, CONTROL)
    sitting.alt(Qt.Key.Key_E)
    assert sitting.kept()[0].state is MeasureState.PLANNED
    assert sitting.screen.form.fields.fields["cause_kind"].error == "Please choose one."


def test_what_is_typed_is_saved_with_the_step(sitting: Sitting) -> None:
    enter_whole(sitting)
    sitting.type("measureCause", "The contractor tells only Works")
    sitting.alt(Qt.Key.Key_E)
    (one,) = sitting.kept()
    assert (one.state, one.draft.cause) == (
        MeasureState.IN_PROGRESS,
        "The contractor tells only Works",
    )


def test_dropping_asks_why_and_keeps_it(sitting: Sitting) -> None:
    enter_whole(sitting)
    sitting.alt(Qt.Key.Key_D)
    assert sitting.kept()[0].state is MeasureState.PLANNED
    assert sitting.find("measureStepWords").hasFocus()
    sitting.type("measureStepWords", "The contract ends")
    sitting.alt(Qt.Key.Key_D)
    (one,) = sitting.kept()
    assert (one.state, one.note) == (MeasureState.DROPPED, "The contract ends")


def test_what_is_typed_stays_with_its_measure(sitting: Sitting) -> None:
    enter_whole(sitting)
    sitting.click("newFinding")
    sitting.press(Qt.Key.Key_Return, CONTROL)
    assert sitting.screen.form.fields.fields["finding"].error == "Please fill this in."
    sitting.type("measureFinding", "By hand")
    index = sitting.screen.table.model().index(0, 0)
    sitting.screen.table.setCurrentIndex(index)
    sitting.screen.table.setFocus()
    sitting.press(Qt.Key.Key_Return)
    assert sitting.screen.form.measure is not None
    sitting.click("newFinding")
    assert sitting.screen.form.fields.draft().finding == "By hand"


def test_the_lock_saves_what_is_typed(sitting: Sitting) -> None:
    make_finding(sitting)
    sitting.type("measureFinding", " and the lifts most of all")
    sitting.screens.flush()
    sitting.settle()
    (one,) = sitting.kept()
    assert one.draft.finding.endswith("and the lifts most of all")


def test_a_receptionist_reads_the_register_and_changes_nothing(sitting: Sitting) -> None:
    sitting.role = Role.RECEPTIONIST
    sitting.begin()
    sitting.show_month(OCTOBER)
    assert not sitting.sees("finding_by_category")
    sitting.screens.show_register()
    sitting.settle()
    assert not any(sitting.sees(name) for name in ("newFinding", "measureEnter", "measureSave"))
    assert sitting.sees("measureNote")


def test_the_reports_show_what_became_of_the_last_measures(sitting: Sitting) -> None:
    enter_whole(sitting)
    sitting.now = local(12, month=12)
    sitting.window.show_screen("reports")
    sitting.reports.refresh()
    sitting.show_month(Period.parse("2026-12"))
    told = [row.accessibleName() for row in sitting.screens.card.findChildren(QWidget)]
    assert "The desk tells residents the same day" in told
    sitting.click("registerButton")
    assert sitting.window.current_key == IMPROVEMENTS


def test_esc_leads_from_the_form_to_the_list_and_back(sitting: Sitting) -> None:
    enter_whole(sitting)
    sitting.find("measureFinding").setFocus()
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.find("measuresTable").hasFocus()
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.left == ["reports"]
