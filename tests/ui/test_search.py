"""Ctrl+K: the palette over the desk, by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QListWidget

from db.models import Customer, Visit
from tests.ui.at_the_desk import CONTROL, WANG, WANG_PHONE, WANG_ROOM, Person
from ui.cases.case_page import CasePage
from ui.customers.customers_screen import CustomersScreen
from ui.search.search_palette import SearchPalette

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def palette(person: Person) -> SearchPalette:
    return person.session.search.palette


def search(person: Person, text: str) -> SearchPalette:
    """Open the palette and type; wait until the answer is shown."""
    person.press(Qt.Key.Key_K, CONTROL)
    person.type(text)
    opened = palette(person)
    person.until(lambda: opened._answered == text)
    person.settle()
    return opened


def lines(opened: SearchPalette) -> list[str]:
    """Return what the list says, heads and records."""
    shown = opened.list
    assert isinstance(shown, QListWidget)
    return [shown.item(row).text() for row in range(shown.count())]


def test_ctrl_k_opens_it_over_the_screen_and_esc_gives_the_keys_back(person: Person) -> None:
    before = person.focus
    person.press(Qt.Key.Key_K, CONTROL)
    assert person.focus.objectName() == "searchBox"
    assert person.program.window.current_key == "desk"
    person.escape()
    assert not palette(person).isVisible()
    assert person.focus is before


def test_the_box_in_the_top_bar_opens_it(person: Person) -> None:
    person.click(person.find("searchButton"))
    assert person.focus.objectName() == "searchBox"


@pytest.mark.clause("5-3")
@pytest.mark.parametrize("text", [WANG, "秀兰", "wxl", "wangxiu", "6027", WANG_PHONE])
def test_a_customer_is_found_and_shown_masked(person: Person, text: str) -> None:
    shown = " ".join(lines(search(person, text)))
    assert "王**" in shown
    assert WANG not in shown
    assert WANG_PHONE not in shown


def test_enter_opens_the_customer(person: Person) -> None:
    search(person, "wangxiul")
    person.enter()
    screen = person.program.window.current_screen
    assert isinstance(screen, CustomersScreen)
    wang = next(row["id"] for row in person.rows(Customer) if row["name"] == WANG)
    assert screen.customer_id == wang
    assert not palette(person).isVisible()


@pytest.mark.parametrize("text", [WANG_ROOM, "321802", "3幢2单元1802"])
def test_enter_opens_the_room(person: Person, text: str) -> None:
    search(person, text)
    person.enter()
    assert person.program.window.current_key == "customers"


def test_enter_that_comes_before_the_answer_waits_for_it(person: Person) -> None:
    person.press(Qt.Key.Key_K, CONTROL)
    person.type("wxl")
    person.enter()
    person.until(lambda: person.program.window.current_key == "customers")


def test_the_arrows_pass_over_the_heads(person: Person) -> None:
    opened = search(person, "1802")
    first = opened.list.currentRow()
    assert first == 1
    seen = set()
    for _step in range(opened.list.count()):
        seen.add(opened.list.currentRow())
        person.press(Qt.Key.Key_Down)
    heads = {
        row
        for row in range(opened.list.count())
        if not opened.list.item(row).flags() & Qt.ItemFlag.ItemIsSelectable
    }
    assert len(heads) >= 1
    assert not seen & heads


def test_words_being_composed_keep_their_enter(person: Person) -> None:
    search(person, "wxl")
    composing = QInputMethodEvent("wang", [])
    QCoreApplication.sendEvent(person.focus, composing)
    person.press(Qt.Key.Key_Return)
    assert palette(person).isVisible()
    committed = QInputMethodEvent()
    committed.setCommitString("")
    QCoreApplication.sendEvent(person.focus, committed)
    person.enter()
    assert not palette(person).isVisible()


def test_a_case_opens_while_a_reception_goes_on(person: Person) -> None:
    person.register("parking permit")
    reception = person.reception
    search(person, "park")
    person.enter()
    assert isinstance(person.program.window.current_screen, CasePage)
    assert person.session.reception is reception
    assert len(person.rows(Visit)) == 1


def test_a_reception_gets_its_keys_back(person: Person) -> None:
    person.begin_without_name()
    person.need("parking")
    typed_into = person.focus
    search(person, "wxl")
    person.escape()
    assert person.focus is typed_into
    person.type(" permit")
    assert "parking permit" in str(person.draft)


def test_what_was_typed_is_forgotten(person: Person) -> None:
    search(person, "wxl")
    person.escape()
    person.press(Qt.Key.Key_K, CONTROL)
    assert palette(person).box.text() == ""
    assert palette(person).list.count() == 0


def test_nothing_found_is_said(person: Person) -> None:
    opened = search(person, "zzzz")
    assert opened.list.count() == 0
    assert "Nothing found" in opened.note.text()


def test_another_key_closes_it_first(person: Person) -> None:
    search(person, "wxl")
    person.press(Qt.Key.Key_F4)
    person.settle()
    assert not palette(person).isVisible()
    assert person.program.window.current_key == "look_up"


def test_f1_opens_the_page_of_search(person: Person) -> None:
    asked: list[str] = []
    person.program.window.manual_requested.connect(asked.append)
    search(person, "wxl")
    person.press(Qt.Key.Key_F1)
    assert asked == ["search"]


def test_locking_takes_it_away(person: Person) -> None:
    search(person, "wxl")
    person.lock()
    assert not person.sees("searchPalette")
    assert not person.sees("searchButton")


def test_ctrl_f_goes_to_the_search_of_the_cases(person: Person) -> None:
    person.press(Qt.Key.Key_F, CONTROL)
    person.settle()
    assert person.program.window.current_key == "cases"
    assert person.focus.objectName() == "caseSearch"
