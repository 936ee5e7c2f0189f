"""The customer's window: five faces, reasons for low scores, and nobody else's hand on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from app.domain.terms import EnteredBy, RatingAnswer, RatingReason, VisitState
from app.domain.visit_flow import RatingDraft
from db.models import Rating, Visit
from tests.ui.at_the_desk import Person

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.clause("4.2-4"),
]

TWO_SCREENS = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
from ui import theme
from ui.customer_window.customer_window import CustomerWindow
theme.load_fonts(app)
theme.apply_theme(app, "light")
desk = QWidget()
screens = {screen.name(): screen for screen in app.screens()}
desk.setScreen(screens[sys.argv[1]])
desk.setGeometry(screens[sys.argv[1]].geometry())
desk.show()
window = CustomerWindow("Cuihu", "Garden")
window.place_on(desk.screen())
app.processEvents()
print(window.screen().name(), window.isVisible(), window.isFullScreen(), window.turn_around)
window.ask("", "Li")
window.close()
app.processEvents()
window.ask("", "Li")
app.processEvents()
print(window.isVisible(), window.screen().name())
"""


@pytest.fixture
def asked(person: Person) -> Person:
    """Return the receptionist, whose customer is being asked."""
    person.register()
    person.ask()
    person.until(person.customer.isActiveWindow)
    return person


def answer(person: Person) -> RatingDraft:
    """Return the answer that the desk has."""
    rating = person.reception.satisfaction.rating
    assert rating is not None
    return rating


def time_is_up(person: Person) -> None:
    """Let the time of the question run out."""
    person.customer._left = 1
    person.customer._tick.timeout.emit()


@pytest.mark.parametrize("score", [5, 4, 3])
def test_a_face_that_is_not_low_is_the_whole_answer(asked: Person, score: int) -> None:
    asked.click(asked.customer.rating.faces[score])
    assert answer(asked) == RatingDraft(RatingAnswer.SCORED, score)
    assert not asked.customer.asking


@pytest.mark.parametrize("score", [2, 1])
def test_a_low_face_asks_for_a_reason(asked: Person, score: int) -> None:
    asked.click(asked.customer.rating.faces[score])
    assert asked.customer.asking
    asked.click(asked.chip("lowReasons", RatingReason.SPEED))
    asked.click(asked.find("ratingDone"))
    assert answer(asked) == RatingDraft(RatingAnswer.SCORED, score, (RatingReason.SPEED,))


def test_done_waits_for_a_reason_or_for_words(asked: Person) -> None:
    asked.click(asked.customer.rating.faces[1])
    done = asked.find("ratingDone")
    assert not done.isEnabled()
    asked.click(asked.chip("lowReasons", RatingReason.RESULT))
    assert done.isEnabled()
    asked.click(asked.chip("lowReasons", RatingReason.RESULT))
    assert not done.isEnabled()
    QTest.keyClicks(asked.find("ratingWords"), "rude")
    assert done.isEnabled()
    asked.click(done)
    assert answer(asked).words == "rude"


def test_a_customer_may_decline(asked: Person) -> None:
    asked.click(asked.find("declineRating"))
    assert answer(asked) == RatingDraft(RatingAnswer.DECLINED)


def test_time_run_out_is_no_answer_and_no_score(asked: Person) -> None:
    time_is_up(asked)
    assert answer(asked) == RatingDraft(RatingAnswer.NO_ANSWER)


def test_a_low_face_stays_a_score_when_the_time_for_reasons_runs_out(asked: Person) -> None:
    asked.click(asked.customer.rating.faces[1])
    time_is_up(asked)
    assert answer(asked).score == 1
    asked.click_next()
    (rating,), (visit,) = asked.rows(Rating), asked.rows(Visit)
    assert (rating["answer"], rating["score"]) == (RatingAnswer.SCORED, 1)
    assert visit["state"] == VisitState.FINISHED


def test_every_press_gives_the_customer_the_full_time_again(asked: Person) -> None:
    asked.customer._left = 3
    asked.click(asked.customer.rating.faces[2])
    assert asked.customer._left == asked.customer.seconds


def test_keys_press_no_face(asked: Person) -> None:
    for key in (
        Qt.Key.Key_Return,
        Qt.Key.Key_Space,
        Qt.Key.Key_5,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Escape,
    ):
        QTest.keyClick(asked.customer, key)
    assert asked.customer.asking
    assert asked.reception.satisfaction.rating is None


def test_no_button_of_the_question_takes_the_focus(asked: Person) -> None:
    buttons = [asked.customer.rating.decline, *asked.customer.rating.faces.values()]
    assert {button.focusPolicy() for button in buttons} == {Qt.FocusPolicy.NoFocus}


def test_with_one_screen_the_question_covers_the_desk(asked: Person) -> None:
    assert len(QGuiApplication.screens()) == 1
    assert asked.customer.turn_around
    assert asked.customer.geometry().contains(asked.program.window.geometry())
    assert asked.customer.isActiveWindow()


def test_thanks_give_the_desk_back_with_its_keys(asked: Person) -> None:
    asked.customer._back.setInterval(1)
    asked.click(asked.customer.rating.faces[5])
    asked.until(lambda: not asked.customer.isVisible())
    asked.until(asked.program.window.isActiveWindow)
    assert asked.focus.objectName() == "stepNext"


def test_no_name_stands_in_the_windows_title(person: Person) -> None:
    person.begin()
    person.type("wxl")
    person.enter()
    assert person.draft.customer.name == "王**"
    person.enter()
    person.need()
    person.submit()
    person.answer()
    person.ask()
    assert person.customer.windowTitle() == "Customer screen"
    title = person.find("ratingTitle")
    assert isinstance(title, QLabel)
    assert title.text() == "王女士, please rate our service"


def test_the_next_customer_finds_nothing_of_the_last(asked: Person) -> None:
    asked.click(asked.customer.rating.faces[1])
    QTest.keyClicks(asked.find("ratingWords"), "rude")
    asked.click(asked.find("ratingDone"))
    asked.customer.ask("", "Li", asked.program.window)
    assert asked.customer.rating.answer_so_far() == RatingDraft(RatingAnswer.NO_ANSWER)
    asked.click(asked.customer.rating.faces[2])
    assert asked.find("ratingWords").property("plainText") == ""
    assert not asked.find("ratingDone").isEnabled()


def test_a_score_pressed_by_the_customer_is_final(asked: Person) -> None:
    asked.click(asked.customer.rating.faces[4])
    page = asked.reception.satisfaction
    assert not any(b.isEnabled() for b in (page.ask, page.decline, page.relay))


def test_asking_again_takes_back_no_face_already_pressed(asked: Person) -> None:
    asked.click(asked.customer.rating.faces[1])
    asked.reception.rating_requested.emit("")
    asked.click(asked.chip("lowReasons", RatingReason.ATTITUDE))
    asked.click(asked.find("ratingDone"))
    assert answer(asked).score == 1


def test_a_question_that_is_open_ends_with_its_visit(asked: Person) -> None:
    asked.reception.park.click()
    asked.until(lambda: asked.session.reception is None)
    assert not asked.customer.asking
    assert not asked.customer.isVisible()


def test_a_closed_window_counts_as_no_answer(asked: Person) -> None:
    asked.customer.close()
    assert answer(asked) == RatingDraft(RatingAnswer.NO_ANSWER)


def test_the_lock_takes_the_question_back(asked: Person) -> None:
    asked.program.lock()
    asked.settle()
    assert not asked.sees("customerWindow")
    asked.unlock()
    asked.until(lambda: asked.session.reception is not None)
    assert asked.rows(Rating) == []
    assert asked.reception.satisfaction.rating is None


def test_the_customers_answer_is_marked_as_pressed_by_the_customer(asked: Person) -> None:
    asked.click(asked.customer.rating.faces[3])
    asked.click_next()
    (rating,) = asked.rows(Rating)
    assert rating["entered_by"] == EnteredBy.CUSTOMER_SCREEN


def test_faces_are_large_and_named(asked: Person) -> None:
    asked.settle()
    targets: list[QAbstractButton] = [*asked.customer.rating.faces.values()]
    targets.append(asked.customer.rating.decline)
    for target in targets:
        assert target.height() >= 64, target.objectName()
        assert target.accessibleName(), target.objectName()


@pytest.mark.parametrize(("desk", "other"), [("front", "lobby"), ("lobby", "front")])
def test_the_window_lives_on_the_screen_that_is_not_the_desks(
    tmp_path: Path, desk: str, other: str
) -> None:
    places = [("front", 0), ("lobby", 1366)]
    config = {
        "screens": [
            {"name": name, "x": x, "y": 0, "width": 1366, "height": 768} for name, x in places
        ]
    }
    (tmp_path / "screens.json").write_text(json.dumps(config))
    shown = subprocess.run(
        [sys.executable, "-c", TWO_SCREENS, desk],
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path}/screens.json"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    placed, again = shown.stdout.splitlines()
    assert placed == f"{other} True True False"
    assert again == f"True {other}"
