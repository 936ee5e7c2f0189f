"""A day of receptions in one process: nothing piles up, and nothing wears out.

PySide6 6.12.0 drops one reference to None at every call that returns nothing; the program aborts
after some fifty receptions, and short tests do not show it.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.terms import CaseType, RatingReason, VisitState
from db.models import Case, Rating, Visit
from tests.ui.at_the_desk import Person, finished, forget_deleted

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

RECEPTIONS = 120
WARM = 20
RUNS = 200


def hot_calls(parent: QWidget) -> dict[str, Callable[[], object]]:
    """Return the calls without a result that a reception makes most."""
    label, line, text = QLabel(parent), QLineEdit(parent), QPlainTextEdit(parent)
    holder, hits, stack = QWidget(parent), QListWidget(parent), QStackedWidget(parent)
    column, timer, source = QVBoxLayout(holder), QTimer(parent), QObject(parent)
    image = QImage(8, 8, QImage.Format.Format_ARGB32)

    def paint() -> None:
        painter = QPainter(image)
        painter.fillRect(0, 0, 8, 8, Qt.GlobalColor.white)
        painter.end()

    return {
        "setText": lambda: label.setText("x"),
        "setText of a line": lambda: line.setText("x"),
        "setPlainText": lambda: text.setPlainText("x"),
        "setVisible": lambda: label.setVisible(False),
        "setEnabled": lambda: line.setEnabled(True),
        "setFocus": line.setFocus,
        "setProperty": lambda: label.setObjectName("x"),
        "setAccessibleName": lambda: line.setAccessibleName("x"),
        "setFont": lambda: label.setFont(QFont()),
        "resize": lambda: holder.resize(10, 10),
        "addWidget": lambda: column.addWidget(label),
        "setCurrentIndex": lambda: stack.setCurrentIndex(0),
        "clear": hits.clear,
        "start": lambda: timer.start(1000),
        "stop": timer.stop,
        "update": label.update,
        "paint": paint,
        "postEvent": lambda: QApplication.postEvent(source, QEvent(QEvent.Type.User)),
        "processEvents": QApplication.processEvents,
    }


def test_no_call_wears_none_out(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    worn = {}
    for name, call in hot_calls(parent).items():
        call()
        before = sys.getrefcount(None)
        for _ in range(RUNS):
            call()
        lost = before - sys.getrefcount(None)
        # Other threads may hold some more or fewer at any moment.
        if lost > RUNS // 4:
            worn[name] = lost
    assert worn == {}


def receive(person: Person, number: int) -> None:
    """Receive one customer through the real screens, each in another way."""
    person.begin(Qt.Key.Key_F3 if number % 10 == 9 else Qt.Key.Key_F2)
    if number % 3 == 0:
        person.type("wxl")
        person.enter()
    else:
        person.click(person.find("withoutName"))
        person.settle()
    person.enter()
    if number % 4 == 2:
        person.type("3")
        person.type("lift")
        person.press(Qt.Key.Key_Tab)
        person.type("repair")
        person.press(Qt.Key.Key_Tab)
        person.press(Qt.Key.Key_Down)
        person.click(person.chip("mood", "calm"))
        person.click(person.find("readBack"))
        person.enter()
        person.type("2")
        person.settle()
        person.type("call")
        person.press(Qt.Key.Key_Tab)
        person.type("Zhou")
        person.enter()
    else:
        person.need("permit", digit=str(1 + number % 2))
        person.submit()
        person.answer("done")
    assert person.draft.is_registered
    rate(person, number)
    person.enter()
    assert person.session.reception is None


def rate(person: Person, number: int) -> None:
    """Let the customer answer, decline, or be relayed on the phone."""
    if number % 10 == 9:
        person.enter()
        person.press(Qt.Key.Key_Right)
        person.go_to("stepNext")
        return
    if number % 5 == 1:
        person.click(person.find("ratingDeclined"))
        person.go_to("stepNext")
        return
    person.ask()
    person.customer._back.setInterval(0)
    person.until(person.customer.isActiveWindow)
    if number % 7 == 0:
        person.click(person.customer.rating.faces[2])
        person.click(person.chip("lowReasons", RatingReason.SPEED))
        person.click(person.find("ratingDone"))
    else:
        person.click(person.customer.rating.faces[5])
    person.until(lambda: not person.customer.isVisible())
    person.until(person.program.window.isActiveWindow)


@pytest.mark.soak
def test_a_days_receptions_leave_nothing_behind(person: Person) -> None:
    widgets = nones = objects = 0
    for number in range(RECEPTIONS):
        receive(person, number)
        if number + 1 == WARM:
            widgets, objects, nones = counted()
    later_widgets, later_objects, later_nones = counted()
    assert later_widgets == widgets
    assert later_nones > nones - RECEPTIONS
    assert later_objects < objects + 50 * RECEPTIONS
    assert finished(person) == RECEPTIONS
    assert person.visits() == ()
    assert {row["state"] for row in person.rows(Visit)} == {VisitState.FINISHED}
    kinds = [row["type"] for row in person.rows(Case)]
    assert kinds.count(CaseType.COMPLAINT) == RECEPTIONS // 4
    assert len(person.rows(Rating)) == RECEPTIONS


def counted() -> tuple[int, int, int]:
    """Return how many widgets, tracked objects and references to None there are."""
    forget_deleted()
    gc.collect()
    return len(QApplication.allWidgets()), len(gc.get_objects()), sys.getrefcount(None)
