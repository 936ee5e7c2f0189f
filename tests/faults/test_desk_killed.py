"""The desk killed while somebody is being received: the visit is offered again, complete."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.draft_codec import to_plain
from app.domain.terms import VisitState, VisitStep
from db.folder import StoreFolder
from db.models import Case, Rating
from tests.ui.at_the_desk import Person, running

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

ROOT = Path(__file__).parents[2]
DRIVER = """
import json, sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from app.domain.draft_codec import to_plain
from tests.ui.at_the_desk import Person, running
app = QApplication([])
with running(app, Path(sys.argv[1])) as program:
    person = Person(program)
    person.unlock()
    person.begin()
    {act}
    person.until(lambda: not person.reception.keeper.unsaved)
    person.settle()
    print(json.dumps(to_plain(person.draft)), flush=True)
    app.exec()
"""
IN_STEP_1 = """
    person.alt(Qt.Key.Key_N)
    person.type("欧阳明月")
    person.go_to("newPhone")
    person.type("1381234")
"""
IN_STEP_2 = """
    person.type("wxl")
    person.enter()
    person.enter()
    person.type("3")
    person.type("the lift ratt")
    person.press(Qt.Key.Key_Tab)
    person.type("re")
"""
IN_STEP_3 = """
    person.click(person.find("withoutName"))
    person.enter()
    person.need("keys lost")
    person.submit()
    person.type("2")
    person.settle()
    person.type("we shall ca")
"""
BEFORE_THE_RATING = """
    person.click(person.find("withoutName"))
    person.enter()
    person.need("keys lost")
    person.submit()
    person.answer()
    person.ask()
"""
TYPING = """
    person.click(person.find("withoutName"))
    person.enter()
    person.type("1")
    keeper = person.reception.keeper
    keeper._pause.setInterval(20)
    keeper.saved.connect(lambda _at: print(saved_length[0], flush=True))
    saved_length = [0]
    for number in range(100_000):
        person.type(str(number % 10))
        if number % 7 == 0:
            saved_length[0] = len(person.draft.need.own_words)
            person.until(lambda: not keeper.unsaved)
            person.settle()
"""


@contextmanager
def desk_process(folder: Path, act: str) -> Iterator[subprocess.Popen[str]]:
    """Start the desk as a program of its own; it is killed at the end, whatever it does."""
    with subprocess.Popen(
        [sys.executable, "-c", DRIVER.format(act=act.strip()), str(folder)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def killed_after(folder: Path, act: str) -> object:
    """Do something at the desk and kill it; return the draft it had saved."""
    with desk_process(folder, act) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        if not said:
            assert child.stderr is not None
            raise AssertionError(child.stderr.read())
        assert child.poll() is None
        child.kill()
    return json.loads(said)


@contextmanager
def restarted(qapp: QApplication, folder: Path) -> Iterator[Person]:
    """Start the desk again, unlock it, and take the visit up that it offers."""
    with running(qapp, folder) as program:
        person = Person(program)
        person.unlock()
        (visit,) = person.visits()
        assert visit.state is VisitState.IN_PROGRESS
        button = f"resume_{visit.visit_id}"
        person.until(lambda: person.sees(button))
        person.click(person.find(button))
        person.until(lambda: person.session.reception is not None)
        person.settle()
        yield person
    StoreFolder(folder).ballast.unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("act", "step"),
    [
        pytest.param(IN_STEP_1, VisitStep.GREETING, id="in mid name"),
        pytest.param(IN_STEP_2, VisitStep.NEEDS, id="in mid complaint"),
        pytest.param(IN_STEP_3, VisitStep.SERVICE, id="in mid promise"),
        pytest.param(BEFORE_THE_RATING, VisitStep.SATISFACTION, id="before the rating"),
    ],
)
def test_a_visit_cut_off_by_a_kill_is_offered_again_complete(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path, act: str, step: VisitStep
) -> None:
    typed = killed_after(desk_folder, act)
    with restarted(qapp, desk_folder) as person:
        assert to_plain(person.draft) == typed
        assert person.draft.step is step


def test_a_visit_killed_after_registering_is_finished_with_its_one_case(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    killed_after(desk_folder, BEFORE_THE_RATING)
    with restarted(qapp, desk_folder) as person:
        person.click(person.find("ratingDeclined"))
        person.go_to("stepNext")
        person.enter()
        assert person.session.reception is None
        assert person.visits() == ()
        assert (len(person.rows(Case)), len(person.rows(Rating))) == (1, 1)


def test_a_kill_in_mid_typing_loses_nothing_that_was_said_to_be_saved(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    with desk_process(desk_folder, TYPING) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(random.Random(7).random())
        assert child.poll() is None
        child.kill()
        lines = [first, *child.stdout.read().split("\n")[:-1]]
    acknowledged = int(lines[-1])
    assert acknowledged > 0
    with restarted(qapp, desk_folder) as person:
        words = person.draft.need.own_words
        assert len(words) >= acknowledged
        assert words == "".join(str(number % 10) for number in range(len(words)))
