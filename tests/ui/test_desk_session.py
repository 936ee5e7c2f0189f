"""The unlocked desk: what leads from one screen to the other, and what its keys do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy.orm import Session

from app.domain.terms import Source, VisitState
from db.models import Case, Rating, Visit
from tests.ui.at_the_desk import CONTROL, Person
from ui.papers.paper_screen import PaperScreen

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def key(person: Person) -> str:
    """Return the screen that is shown."""
    return person.program.window.current_key


def test_the_desk_opens_on_the_home_screen(person: Person) -> None:
    assert key(person) == "desk"
    assert person.program.window.staff_label.text() == "李静"


def test_f2_begins_a_visit_at_the_desk_and_f3_one_on_the_phone(person: Person) -> None:
    person.begin(Qt.Key.Key_F2)
    person.begin(Qt.Key.Key_F3)
    assert [row["source"] for row in person.rows(Visit)] == [Source.DESK, Source.PHONE]


def test_f2_pressed_twice_in_haste_begins_one_visit(person: Person) -> None:
    person.press(Qt.Key.Key_F2)
    person.press(Qt.Key.Key_F2)
    person.until(lambda: person.session.reception is not None)
    person.settle()
    assert len(person.rows(Visit)) == 1


def test_f2_in_haste_while_a_visit_is_registered_begins_nothing_later(person: Person) -> None:
    person.begin_without_name()
    person.need()
    person.submit()
    person.type("1")
    person.type("explained")
    person.press(Qt.Key.Key_Return, CONTROL)
    person.press(Qt.Key.Key_F2)
    person.settle()
    assert person.draft.is_registered
    person.alt(Qt.Key.Key_D)
    person.go_to("stepNext")
    person.enter()
    person.settle()
    assert person.session.reception is None
    assert len(person.rows(Visit)) == 1


def test_f5_reads_the_screen_anew(person: Person) -> None:
    read_at = person.session.home._read_at
    person.press(Qt.Key.Key_F5)
    person.settle()
    assert person.session.home._read_at is not None
    assert person.session.home._read_at != read_at


def test_the_rail_leads_to_every_area(person: Person) -> None:
    for area in ("cases", "reports", "settings", "desk"):
        person.click(person.find(f"nav_{area}"))
        person.settle()
        assert key(person) == area


def test_the_desk_area_shows_the_reception_while_one_is_under_way(person: Person) -> None:
    person.begin()
    person.click(person.find("nav_reports"))
    assert key(person) == "reports"
    person.click(person.find("nav_desk"))
    assert key(person) == "reception"


def test_a_reception_that_ends_in_the_background_leaves_the_screen_that_is_shown(
    person: Person,
) -> None:
    person.begin()
    park = person.reception.park
    person.click(person.find("nav_cases"))
    park.click()
    person.until(lambda: person.session.reception is None)
    assert key(person) == "cases"


def test_a_visit_that_ended_cannot_be_taken_up_again(person: Person) -> None:
    person.register()
    visit_id = person.reception.keeper.visit_id
    person.alt(Qt.Key.Key_D)
    person.go_to("stepNext")
    person.enter()
    assert person.session.reception is None
    person.session.receptions.resume(visit_id)
    person.settle()
    assert person.message == "This visit has already ended and can no longer be changed."
    assert person.session.reception is None


def test_the_home_screen_knows_the_visit_that_was_just_finished(person: Person) -> None:
    person.register()
    person.alt(Qt.Key.Key_D)
    person.go_to("stepNext")
    person.enter()
    person.until(lambda: person.session.home.figures.visits.figure == "1")
    assert "is finished" in person.message


def test_the_receipt_comes_back_to_the_reception(person: Person) -> None:
    person.register()
    person.alt(Qt.Key.Key_P)
    person.until(lambda: isinstance(person.program.window.current_screen, PaperScreen))
    paper = person.program.window.current_screen
    assert isinstance(paper, PaperScreen)
    person.until(lambda: paper.ready)
    folder = paper.folder
    assert folder is not None
    person.press(Qt.Key.Key_Escape)
    person.until(lambda: key(person) == "reception")
    person.until(lambda: not folder.exists())
    assert person.draft.is_registered


def test_the_lock_takes_the_paper_in_clear_away(person: Person) -> None:
    person.register()
    person.alt(Qt.Key.Key_P)
    person.until(lambda: isinstance(person.program.window.current_screen, PaperScreen))
    paper = person.program.window.current_screen
    assert isinstance(paper, PaperScreen)
    person.until(lambda: paper.ready)
    folder = paper.folder
    assert folder is not None
    person.lock()
    person.until(lambda: not folder.exists())


@pytest.mark.clause("4.2-4")
def test_a_rating_that_comes_late_is_never_given_to_the_next_customer(person: Person) -> None:
    person.register()
    person.ask()
    # On a second screen the question would stay while the receptionist goes on.
    person.customer.turn_around = False
    person.program.window.activateWindow()
    person.until(person.program.window.isActiveWindow)
    person.begin()
    assert not person.customer.asking
    assert person.reception.satisfaction.rating is None
    assert person.rows(Rating) == []


def test_what_cannot_be_saved_is_said_and_stays_on_the_screen(
    person: Person,
) -> None:
    person.begin_without_name()
    person.need("half a wo")
    person.until(lambda: not person.reception.keeper.unsaved)
    person.settle()
    other = person.reception.keeper.visit_id
    person.program.workspace().write(_end_visit, visit_id=other)
    person.type("rd")
    person.reception.keeper.flush()
    person.settle()
    assert person.message == "This visit has already ended and can no longer be changed."
    assert person.find("ownWords").property("plainText") == "half a word"


def _end_visit(session: Session, *, visit_id: str) -> None:
    visit = session.get_one(Visit, visit_id)
    visit.state = VisitState.CUSTOMER_LEFT


def test_the_idle_limit_is_the_stores(person: Person) -> None:
    assert person.program.idle.limit == person.session._opening.idle_lock_seconds == 120
    assert person.program.idle.running


def test_a_customer_who_answers_keeps_the_desk_from_locking(person: Person) -> None:
    person.register()
    person.ask()
    person.program.idle._touched_at -= 100
    person.customer._tick.timeout.emit()
    assert person.program.idle.idle_seconds < 50


def test_the_title_of_the_window_names_nobody(person: Person) -> None:
    person.begin()
    person.type("wxl")
    person.enter()
    titles = {w.windowTitle() for w in QApplication.topLevelWidgets() if w.isVisible()}
    assert titles == {"Reception console"}


def test_the_locked_desk_answers_no_key_of_the_open_one(person: Person) -> None:
    person.lock()
    for pressed in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5):
        person.press(pressed)
    person.settle()
    person.unlock()
    assert person.rows(Visit) == []


def test_a_case_page_goes_back_to_where_it_was_opened(person: Person) -> None:
    person.register()
    (case,) = person.rows(Case)
    person.click(person.find("nav_cases"))
    person.settle()
    person.session.open_case(str(case["id"]))
    person.settle()
    assert key(person) == "case"
    person.press(Qt.Key.Key_Escape)
    person.until(lambda: key(person) == "cases")
