"""The screen of outages: announced, changed and ended by keys; read by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.outages import OutageDraft
from app.domain.permissions import Actor
from app.domain.terms import Role
from db.models import Outage
from tests.ui.at_the_desk import Person, forget_deleted, running
from tests.ui.enquiries import HOUR, WORDING, announce, complain, now
from ui.context import DeskContext
from ui.outages.outages_screen import OutagesScreen

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def open_outages(person: Person) -> OutagesScreen:
    person.click(person.find("outagesButton"))
    person.settle()
    shown = person.program.window.current_screen
    assert isinstance(shown, OutagesScreen)
    return shown


def states(screen: OutagesScreen) -> list[str]:
    model = screen.table.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


@pytest.fixture
def announced(qtbot: QtBot, qapp: QApplication, desk_folder: Path) -> Iterator[Person]:
    """Return the supervisor of a desk with one outage that should be over by now."""
    announce(
        desk_folder,
        OutageDraft("Water off", WORDING, begins_at=now() - 3 * HOUR, ends_at=now() - HOUR),
    )
    with running(qapp, desk_folder) as program:
        person = Person(program)
        person.unlock()
        yield person


def test_an_outage_is_announced_by_keys_and_told_on_the_home_screen(person: Person) -> None:
    screen = open_outages(person)
    assert person.focus.objectName() == "outageTitle"
    person.type("Water off")
    person.go_to("outageWording")
    person.type(WORDING)
    person.submit()
    assert person.message == "Announced: Water off"
    assert states(screen) == ["Now"]
    person.escape()
    assert person.program.window.current_key == "desk"
    assert person.sees("outageStrip")


def test_what_is_missing_is_marked_and_nothing_is_announced(person: Person) -> None:
    screen = open_outages(person)
    person.type("Water off")
    person.enter()
    assert screen.form.fields["wording"].error == "Please fill this in."
    assert person.rows(Outage) == []


def test_an_end_before_the_beginning_is_refused_beside_its_field(person: Person) -> None:
    screen = open_outages(person)
    person.type("Water off")
    person.go_to("outageWording")
    person.type(WORDING)
    screen.form.ends.setDateTime(screen.form.begins.dateTime().addSecs(-60))
    person.submit()
    assert screen.form.fields["ends_at"].error == (
        "This is before the beginning. Choose a later time."
    )


def test_what_should_be_over_is_marked_and_ended_now(announced: Person) -> None:
    screen = open_outages(announced)
    assert states(screen) == ["Overdue"]
    assert announced.focus.objectName() == "outagesTable"
    announced.press(Qt.Key.Key_Down)
    announced.press(Qt.Key.Key_Return)
    assert screen.form.title.text() == "Water off"
    announced.alt(Qt.Key.Key_E)
    assert announced.message == "Ended: Water off"
    assert states(screen) == ["Over"]
    assert not screen.form.save.isVisible()


def test_a_change_is_saved_and_the_same_outage_stays_shown(announced: Person) -> None:
    screen = open_outages(announced)
    announced.press(Qt.Key.Key_Down)
    announced.press(Qt.Key.Key_Return)
    announced.go_to("outageTitle")
    announced.press(Qt.Key.Key_End)
    announced.type(" again")
    announced.submit()
    assert announced.message == "Changed: Water off again"
    assert screen.form.outage is not None
    assert [row["title"] for row in announced.rows(Outage)] == ["Water off again"]


def test_what_is_being_written_is_kept_when_the_list_is_read_anew(announced: Person) -> None:
    screen = open_outages(announced)
    announced.alt(Qt.Key.Key_N)
    announced.type("Gate")
    announced.press(Qt.Key.Key_F5)
    announced.settle()
    assert screen.form.title.text() == "Gate"


def test_a_case_is_linked_by_the_end_of_its_number(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    number, _code = complain(desk_folder)
    with running(qapp, desk_folder) as program:
        person = Person(program)
        person.unlock()
        screen = open_outages(person)
        person.type("Lift")
        person.go_to("outageWording")
        person.type(WORDING)
        person.go_to("outageCase")
        person.type("999")
        person.enter()
        assert screen.form.fields["case_number"].error == "There is no case with this number here."
        screen.form.case_number.setText(number.removeprefix("TS-"))
        person.enter()
        assert person.message == "Announced: Lift"
        assert screen.form.case_number.text() == number


def test_esc_in_the_form_goes_to_the_list_and_then_back(announced: Person) -> None:
    open_outages(announced)
    announced.alt(Qt.Key.Key_N)
    announced.escape()
    assert announced.focus.objectName() == "outagesTable"
    announced.escape()
    assert announced.program.window.current_key == "desk"


def test_the_strip_says_what_and_leads_to_what_to_say(announced: Person) -> None:
    strip = announced.session.home.outages.strip
    assert strip.words.text().startswith("Water off · whole project · should have ended")
    announced.click(announced.find("outageStripSee"))
    announced.settle()
    assert announced.program.window.current_key == "outages"


def test_without_any_outage_there_is_no_strip(person: Person) -> None:
    assert not person.sees("outageStrip")


@pytest.mark.clause("5-3")
def test_a_receptionist_reads_and_cannot_announce(announced: Person) -> None:
    known = announced.session.context
    junior = DeskContext(
        known.runner,
        Actor(known.actor.staff_id, "小周", Role.RECEPTIONIST),
        known.project,
        known.company,
    )
    screen = OutagesScreen(junior, ())
    screen.resize(1200, 600)
    screen.show()
    announced.settle()
    assert states(screen) == ["Overdue"]
    assert not screen.new.isVisible()
    assert not screen.form.save.isVisible()
    assert screen.form.wording.isReadOnly()
    screen.close()
    screen.deleteLater()
    forget_deleted()


@pytest.mark.parametrize("size", [(1024, 560), (1274, 708)])
def test_every_control_has_a_name_to_be_heard(person: Person, size: tuple[int, int]) -> None:
    screen = open_outages(person)
    screen.resize(*size)
    for field in screen.form.fields.values():
        assert field.editor.accessibleName(), field.editor.objectName()
