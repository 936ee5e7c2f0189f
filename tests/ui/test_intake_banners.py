"""Banners in the reception by real keys: attach and undo, answered by announcement, put away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from app.domain.outages import OutageDraft
from app.domain.terms import CaseType, VisitStep
from db.models import Case, CaseCaller, Promise, Rating
from tests.integration.receptions import COMPLAINT
from tests.ui.at_the_desk import WANG_PHONE, Person, finished, running
from tests.ui.enquiries import WORDING, announce, complain
from ui.papers.paper_screen import PaperScreen
from ui.reception.hint_banners import HintBanners

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

ZHANG_PHONE = "13700002222"


@pytest.fixture
def number(desk_folder: Path) -> str:
    """Return the number of Mrs Wang's open complaint about the lift."""
    return complain(desk_folder)[0]


@pytest.fixture
def receiving(qtbot: QtBot, qapp: QApplication, desk_folder: Path, number: str) -> Iterator[Person]:
    """Return the receptionist with Mrs Wang at the desk, in the first step."""
    with running(qapp, desk_folder) as program:
        person = Person(program)
        person.unlock()
        receive(person, WANG_PHONE)
        yield person


def receive(person: Person, phone: str) -> None:
    person.begin()
    person.type(phone)
    person.enter()
    hear(person)


def hear(person: Person) -> None:
    """Wait until the desk has asked what is known already."""
    banners = person.reception.findChild(HintBanners)
    assert banners is not None
    person.until(lambda: not banners._pause.isActive())
    person.settle()


def words(person: Person, name: str) -> str:
    shown = person.find(name)
    assert isinstance(shown, QLabel)
    return shown.text()


def choose_category(person: Person, code: str) -> None:
    """Choose a category as arrows in the box do."""
    box = person.find("category")
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(code))
    box.activated.emit(box.currentIndex())
    hear(person)


@pytest.mark.clause("3-4")
def test_what_the_customer_has_open_is_said_in_the_first_step(
    receiving: Person, number: str
) -> None:
    assert words(receiving, "hintWords0").startswith("The customer has another case open: Lift")
    assert receiving.find("hintAttach0").accessibleName() == f"Attach the caller to {number}"


def test_with_the_same_category_it_is_the_same_matter(receiving: Person) -> None:
    receiving.enter()
    receiving.need("the lift again", "3")
    choose_category(receiving, "repairs.lift")
    assert words(receiving, "hintWords0").startswith("The customer has this open already: Lift")


def test_typing_goes_on_while_the_banner_comes(receiving: Person) -> None:
    receiving.enter()
    receiving.need("the lift", "3")
    focus = receiving.focus
    choose_category(receiving, "repairs.lift")
    receiving.type(" once more")
    assert receiving.focus is focus
    assert receiving.draft.need.own_words == "the lift once more"


@pytest.mark.clause("4.3-1")
def test_a_caller_is_attached_by_one_key_and_the_visit_walked_to_its_end(
    receiving: Person, number: str
) -> None:
    receiving.enter()
    receiving.alt(Qt.Key.Key_T)
    assert receiving.draft.need.attach_number == number
    assert not receiving.sees("caseType")
    assert not receiving.sees("remedyWanted")
    assert receiving.focus.objectName() == "ownWords"
    receiving.type("still rattling")
    receiving.go_to("readBack")
    receiving.press(Qt.Key.Key_Space)
    receiving.enter()
    assert receiving.step() is VisitStep.SERVICE
    assert receiving.sees("toldCase")
    receiving.enter()
    assert receiving.step() is VisitStep.SATISFACTION
    assert words(receiving, "caseNumbers") == f"{number} · the caller is attached to it"
    assert receiving.message == f"Attached to {number}, 1 household by now."
    receiving.alt(Qt.Key.Key_D)
    receiving.go_to("stepNext")
    receiving.enter()
    receiving.settle()
    assert receiving.session.reception is None
    assert finished(receiving) == 1
    assert len(receiving.rows(Case)) == len(receiving.rows(CaseCaller)) == 1
    assert [row["case_id"] for row in receiving.rows(Rating)] == [None]


def test_attaching_is_undone_before_it_is_registered(receiving: Person) -> None:
    receiving.enter()
    receiving.alt(Qt.Key.Key_T)
    receiving.type("still rattling")
    receiving.alt(Qt.Key.Key_D)
    assert not receiving.draft.need.is_attached
    assert receiving.draft.need.own_words == "still rattling"
    assert receiving.sees("caseType")
    hear(receiving)
    assert receiving.sees("hint0")


def test_attached_in_the_first_step_it_is_shown_there_and_in_the_next(
    receiving: Person, number: str
) -> None:
    receiving.click(receiving.find("hintAttach0"))
    assert words(receiving, "attachedWords") == (
        f"The caller is attached to {number}; no new case is opened."
    )
    receiving.enter()
    assert words(receiving, "attachedWords").startswith("The caller is attached")


def test_an_attached_caller_is_promised_an_answer_if_wished(receiving: Person) -> None:
    receiving.enter()
    receiving.alt(Qt.Key.Key_T)
    receiving.type("still rattling")
    receiving.go_to("readBack")
    receiving.press(Qt.Key.Key_Space)
    receiving.enter()
    receiving.press(Qt.Key.Key_Space)
    receiving.settle()
    assert receiving.focus.objectName() == "promiseWhat"
    receiving.type("call when it is mended")
    receiving.go_to("promiseWho")
    receiving.type("repairs team")
    receiving.enter()
    assert receiving.step() is VisitStep.SATISFACTION
    made = receiving.rows(Promise)[-1]
    assert (made["what"], made["to_whom"]) == ("call when it is mended", "王秀兰 3-2-1802")


def test_attached_and_another_matter_are_both_registered(receiving: Person, number: str) -> None:
    receiving.enter()
    receiving.alt(Qt.Key.Key_T)
    receiving.type("still rattling")
    receiving.go_to("readBack")
    receiving.press(Qt.Key.Key_Space)
    receiving.click(receiving.find("anotherBeside"))
    receiving.need("parking permit")
    receiving.submit()
    receiving.enter()
    assert receiving.draft.current_need == 1
    receiving.answer()
    assert receiving.draft.case_numbers[0] == number
    assert len(receiving.draft.case_numbers) == 2
    assert len(receiving.rows(Case)) == 2


def test_an_attached_need_survives_the_lock(receiving: Person, number: str) -> None:
    receiving.enter()
    receiving.alt(Qt.Key.Key_T)
    receiving.type("still rattling")
    receiving.lock()
    receiving.unlock()
    receiving.until(lambda: receiving.session.reception is not None)
    receiving.settle()
    assert receiving.draft.need.attach_number == number
    assert receiving.sees("attachedCard")


def test_a_banner_put_away_stays_away_for_this_visit(receiving: Person) -> None:
    receiving.click(receiving.find("hintDismiss0"))
    hear(receiving)
    assert not receiving.sees("hint0")
    receiving.enter()
    hear(receiving)
    assert not receiving.sees("hint0")


def test_the_case_of_a_banner_opens_and_the_reception_stays(receiving: Person) -> None:
    receiving.click(receiving.find("hintOpen0"))
    receiving.settle()
    assert receiving.program.window.current_key == "case"
    assert receiving.session.reception is not None


def test_the_receipt_of_an_attached_caller_can_be_printed(receiving: Person) -> None:
    receiving.enter()
    receiving.alt(Qt.Key.Key_T)
    receiving.type("still rattling")
    receiving.go_to("readBack")
    receiving.press(Qt.Key.Key_Space)
    receiving.enter()
    receiving.enter()
    receiving.alt(Qt.Key.Key_P)
    assert isinstance(receiving.program.window.current_screen, PaperScreen)


@pytest.mark.clause("4.3-1")
def test_the_third_household_proposes_a_major_complaint(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    number, _code = complain(desk_folder)
    announce(desk_folder, OutageDraft("Lift", WORDING, case_number=number))
    with running(qapp, desk_folder) as program:
        person = Person(program)
        person.unlock()
        for phone in (ZHANG_PHONE, "13900001111"):
            receive(person, phone)
            person.enter()
            person.alt(Qt.Key.Key_T)
            person.type("here too")
            person.go_to("readBack")
            person.press(Qt.Key.Key_Space)
            person.enter()
            person.enter()
            if phone == ZHANG_PHONE:
                assert person.message == f"Attached to {number}, 2 households by now."
        assert person.message.startswith(f"{number}: 3 households by now.")
        person.click(person.find("messageAction"))
        person.settle()
        assert program.window.current_key == "case"


def test_known_outages_answer_an_enquiry_by_one_click(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    announce(desk_folder)
    with running(qapp, desk_folder) as program:
        person = Person(program)
        person.unlock()
        person.begin_without_name()
        hear(person)
        assert words(person, "hintWords0").startswith("Known: Water off")
        person.click(person.find("hintAnswer0"))
        need = person.draft.need
        assert (need.type, need.own_words, need.answer.answer) == (
            CaseType.ENQUIRY,
            "Asks about: Water off",
            WORDING,
        )
        person.submit()
        person.submit()
        assert person.step() is VisitStep.SATISFACTION
        (case,) = person.rows(Case)
        assert (case["type"], case["remedy_given"]) == (CaseType.ENQUIRY, WORDING)


def test_another_kind_of_matter_takes_the_announcement_back(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    announce(desk_folder)
    with running(qapp, desk_folder) as program:
        person = Person(program)
        person.unlock()
        person.begin_without_name()
        hear(person)
        person.click(person.find("hintAnswer0"))
        person.click(person.chip("caseType", CaseType.COMPLAINT))
        assert person.draft.need.outage_id is None
        assert not person.draft.need.answer.answered_now


def test_no_more_than_three_banners_are_shown(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    for category in ("parking", "fees", "conduct", "repairs.lift"):
        complain(desk_folder, need=replace(COMPLAINT, category=category))
    with running(qapp, desk_folder) as program:
        person = Person(program)
        person.unlock()
        receive(person, WANG_PHONE)
        assert [person.sees(f"hint{n}") for n in range(4)] == [True, True, True, False]


def test_a_lock_while_one_types_asks_nothing_more(receiving: Person) -> None:
    receiving.enter()
    receiving.need("the lift")
    receiving.lock()
    receiving.unlock()
    receiving.until(lambda: receiving.session.reception is not None)
    assert receiving.draft.need.own_words == "the lift"
