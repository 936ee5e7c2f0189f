"""The look-up desk by real keys: F4, a number, a scan, and what the customer was told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget
from pytestqt.qtbot import QtBot

from app.domain.terms import CaseType, Channel, EventKind, PromiseState
from db.models import AuditEntry, CaseEvent, Promise
from tests.ui.at_the_desk import WANG_PHONE, WANG_ROOM, Person, running
from tests.ui.enquiries import HOUR, announce, complain
from ui.cases.wrapped_text import WrappedText
from ui.look_up.look_up_screen import LookUpScreen
from ui.look_up.question_box import QuestionBox
from ui.papers.paper_screen import PaperScreen

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def lift(desk_folder: Path) -> tuple[str, str]:
    """Return number and check code of Mrs Wang's open complaint."""
    return complain(desk_folder)


@pytest.fixture
def asking(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path, lift: tuple[str, str]
) -> Iterator[Person]:
    """Return the receptionist at the look-up desk."""
    with running(qapp, desk_folder) as program:
        person = Person(program)
        person.unlock()
        open_look_up(person)
        yield person


def open_look_up(person: Person) -> None:
    person.press(Qt.Key.Key_F4)
    person.settle()


def ask(person: Person, text: str) -> None:
    """Type into the box and wait for the finds, without Enter."""
    box = person.find("lookUpBox")
    assert isinstance(box, QuestionBox)
    person.type(text)
    person.until(lambda: not box._pause.isActive())
    person.settle()


def screen(person: Person) -> LookUpScreen:
    shown = person.program.window.current_screen
    assert isinstance(shown, LookUpScreen)
    return shown


def said(person: Person, name: str) -> str:
    line = person.find(name)
    assert isinstance(line, WrappedText)
    return line.text


def hits(person: Person) -> list[str]:
    found = person.find("lookUpHits")
    assert isinstance(found, QListWidget)
    return [found.item(row).text() for row in range(found.count())]


def note(person: Person) -> str:
    shown = person.find("lookUpNote")
    assert isinstance(shown, QLabel)
    return shown.text()


def scan(person: Person, code: str) -> None:
    """Type as a keyboard wedge scanner does, where the focus is."""
    target = person.focus
    for character in code:
        QTest.keyClicks(target, character, SHIFT if character.isupper() else Qt.KeyboardModifier(0))
    QTest.keyClick(target, Qt.Key.Key_Return)
    person.settle()


def kinds(person: Person) -> list[object]:
    return [row["kind"] for row in person.rows(CaseEvent)]


# --- Asking -----------------------------------------------------------------------------------


def test_f4_opens_the_look_up_desk_with_the_cursor_in_its_box(asking: Person) -> None:
    assert asking.program.window.current_key == "look_up"
    assert asking.focus.objectName() == "lookUpBox"


def test_finds_come_while_one_types_and_enter_takes_the_first(
    asking: Person, lift: tuple[str, str]
) -> None:
    ask(asking, lift[0][-12:])
    assert lift[0] in hits(asking)[0]
    assert not asking.sees("answerStatus")
    asking.enter()
    assert said(asking, "answerStatus") == "工程部 has it and is arranging the work."
    assert "We promised to call you by" in said(asking, "answerPromise")


def test_enter_in_haste_takes_what_is_found_when_it_comes(
    asking: Person, lift: tuple[str, str]
) -> None:
    asking.type(lift[0])
    asking.enter()
    assert asking.sees("answerStatus")


def test_by_room_or_phone_somebody_has_to_choose_and_is_reminded_to_ask(asking: Person) -> None:
    for text in (WANG_ROOM, WANG_PHONE[-4:]):
        ask(asking, text)
        assert "王**" in hits(asking)[0]
        assert "Ask for the number or the name first" in note(asking)
        assert not asking.sees("answerStatus")
        asking.escape()


def test_a_new_question_takes_the_old_answer_away(asking: Person, lift: tuple[str, str]) -> None:
    ask(asking, lift[0])
    asking.enter()
    asking.find("lookUpBox").setFocus()
    ask(asking, "9")
    assert not asking.sees("answerStatus")


def test_a_scan_with_a_wrong_check_code_says_so(asking: Person, lift: tuple[str, str]) -> None:
    number, code = lift
    scan(asking, f"{number} {'0000' if code != '0000' else '1111'}")
    assert "The check code does not belong to this number." in note(asking)
    assert not asking.sees("answerStatus")


def test_a_scan_through_a_chinese_input_method_is_read_as_meant(
    asking: Person, lift: tuple[str, str]
) -> None:
    wide = "".join("　" if c == " " else chr(ord(c) + 0xFEE0) for c in f"{lift[0]} {lift[1]}")
    asking.type(wide)
    asking.enter()
    assert asking.sees("answerStatus")


def test_nothing_found_says_what_to_ask(asking: Person) -> None:
    ask(asking, "999")
    assert note(asking) == "Nothing found. Ask for the number, the phone or the room once more."


def test_esc_goes_from_the_answer_to_the_box_and_from_the_empty_box_back(
    asking: Person, lift: tuple[str, str]
) -> None:
    ask(asking, lift[0])
    asking.enter()
    asking.escape()
    assert asking.focus.objectName() == "lookUpBox"
    asking.escape()
    asking.escape()
    assert asking.program.window.current_key == "desk"


def test_looking_is_written_nowhere(asking: Person, lift: tuple[str, str]) -> None:
    before = len(asking.rows(AuditEntry))
    ask(asking, lift[0])
    asking.enter()
    assert len(asking.rows(AuditEntry)) == before


# --- What was told ----------------------------------------------------------------------------


@pytest.mark.clause("4.3-2")
def test_what_was_told_is_prefilled_and_written_down_by_keys_alone(
    asking: Person, lift: tuple[str, str]
) -> None:
    asking.type(lift[0])
    asking.enter()
    asking.enter()
    assert asking.focus.objectName() == "toldWords"
    asking.submit()
    told = asking.rows(CaseEvent)
    assert [row["kind"] for row in told][-3:] == [
        EventKind.PROGRESS_ASKED,
        EventKind.CUSTOMER_TOLD,
        EventKind.PROMISED,
    ]
    assert "工程部 has it" in str(told[-2]["words"])
    assert told[-2]["facts"] == {"channel": Channel.IN_PERSON}
    assert asking.message == f"{lift[0]}: written down what the customer was told."
    assert asking.focus.objectName() == "lookUpBox"


def test_esc_in_the_words_goes_back_and_writes_nothing(
    asking: Person, lift: tuple[str, str]
) -> None:
    asking.type(lift[0])
    asking.enter()
    before = kinds(asking)
    asking.enter()
    asking.escape()
    assert asking.sees("answerStatus")
    assert kinds(asking) == before


def test_empty_words_are_refused_beside_their_field(asking: Person, lift: tuple[str, str]) -> None:
    asking.type(lift[0])
    asking.enter()
    asking.enter()
    asking.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    asking.press(Qt.Key.Key_Delete)
    asking.submit()
    assert screen(asking).form.words_field.error == "Please fill this in."


def test_a_promise_that_was_kept_by_it_is_ticked(asking: Person, lift: tuple[str, str]) -> None:
    asking.type(lift[0])
    asking.enter()
    asking.enter()
    asking.click(
        asking.find("toldKeeps"), asking.find("toldKeeps").rect().topLeft().__class__(10, 20)
    )
    asking.find("toldWords").setFocus()
    asking.submit()
    assert [row["state"] for row in asking.rows(Promise)] == [PromiseState.KEPT]


@pytest.mark.clause("4.3-2")
def test_what_is_overdue_begins_with_an_apology_and_a_new_promise(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    number, _code = complain(desk_folder, ago=5 * HOUR, due=-HOUR)
    with running(qapp, desk_folder) as program:
        person = Person(program)
        person.unlock()
        open_look_up(person)
        person.type(number)
        person.enter()
        assert "I am sorry." in said(person, "answerPromise")
        person.enter()
        assert "You will hear from us by" in screen(person).form.words.text
        person.submit()
        assert [row["state"] for row in person.rows(Promise)] == [
            PromiseState.LATE,
            PromiseState.OPEN,
        ]


# --- Where it leads ---------------------------------------------------------------------------


def test_the_case_opens_and_back_leads_to_the_answer(asking: Person, lift: tuple[str, str]) -> None:
    asking.type(lift[0])
    asking.enter()
    asking.click(asking.find("answerOpen"))
    asking.settle()
    assert asking.program.window.current_key == "case"
    asking.escape()
    assert asking.program.window.current_key == "look_up"
    assert asking.sees("answerStatus")


def test_a_complaint_about_it_begins_with_customer_and_category(
    asking: Person, lift: tuple[str, str]
) -> None:
    asking.type(lift[0])
    asking.enter()
    asking.click(asking.find("answerComplain"))
    asking.until(lambda: asking.session.reception is not None)
    asking.settle()
    need = asking.draft.need
    assert (asking.draft.customer.room_label, need.type, need.category) == (
        WANG_ROOM,
        CaseType.COMPLAINT,
        "repairs.lift",
    )


def test_the_receipt_is_printed_again(asking: Person, lift: tuple[str, str]) -> None:
    asking.type(lift[0])
    asking.enter()
    asking.click(asking.find("answerReceipt"))
    asking.settle()
    assert isinstance(asking.program.window.current_screen, PaperScreen)


def test_known_outages_stand_beside_the_question(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    announce(desk_folder)
    with running(qapp, desk_folder) as program:
        person = Person(program)
        person.unlock()
        open_look_up(person)
        assert person.sees("outageLine0")


# --- A scanner on any other screen ------------------------------------------------------------


def leave(person: Person) -> None:
    """Go back to the home screen, with the focus on its big button."""
    person.escape()
    assert person.program.window.current_key == "desk"


def test_a_receipt_scanned_on_the_home_screen_opens_its_answer(
    asking: Person, lift: tuple[str, str]
) -> None:
    leave(asking)
    scan(asking, " ".join(lift))
    assert asking.program.window.current_key == "look_up"
    assert asking.sees("answerStatus")
    assert asking.session.reception is None


def test_a_receipt_scanned_in_a_text_field_of_another_screen_is_left_alone(
    asking: Person, lift: tuple[str, str]
) -> None:
    leave(asking)
    asking.begin_without_name()
    asking.type("1")
    number = lift[0]
    for character in f"{number} {lift[1]}":
        QTest.keyClicks(asking.focus, character)
    asking.settle()
    assert asking.program.window.current_key == "reception"
    assert asking.draft.need.own_words == f"{number} {lift[1]}"


def test_a_reception_under_way_stays_as_it_is_when_a_receipt_is_scanned(
    asking: Person, lift: tuple[str, str]
) -> None:
    leave(asking)
    asking.begin_without_name()
    scan(asking, " ".join(lift))
    assert asking.program.window.current_key == "look_up"
    asking.escape()
    asking.escape()
    asking.escape()
    assert asking.program.window.current_key == "reception"
    assert asking.draft.customer.anonymous
    assert asking.draft.need.type is None


def test_what_only_begins_like_a_scan_is_given_back(asking: Person) -> None:
    leave(asking)
    watch = asking.session.enquiries._scans
    target = asking.focus
    for character in "TS":
        QTest.keyClicks(target, character)
    assert watch._held
    asking.until(lambda: not watch._held)
    assert asking.program.window.current_key == "desk"


def test_while_locked_no_scan_is_heard(asking: Person, lift: tuple[str, str]) -> None:
    watch = asking.session.enquiries._scans
    heard: list[str] = []
    watch.scanned.connect(heard.append)
    asking.lock()
    window = asking.program.window
    asking.program.window.setFocus()
    for character in " ".join(lift):
        QTest.keyClicks(window, character)
    QTest.keyClick(window, Qt.Key.Key_Return)
    asking.settle()
    assert heard == []
    assert asking.program.session is None


def test_a_scan_waits_while_words_are_to_be_written_down(
    asking: Person, lift: tuple[str, str]
) -> None:
    asking.type(lift[0])
    asking.enter()
    asking.enter()
    asking.find("toldConfirm").setFocus()
    scan(asking, " ".join(lift))
    assert asking.sees("toldWords")
    assert asking.focus.objectName() == "toldWords"
