"""The first run: seven pages, by keyboard, from the welcome to the open desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.agreements import AgreementKind
from app.domain.setup import RoomPattern, SetupRequest
from tests.ui.signing import read_to_end, sign
from ui.first_run import first_run_screen as pages
from ui.first_run.first_run_screen import FirstRunScreen
from ui.tasks import TaskRunner

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

KEY = "7K3M-Q9TZ-4HWD-X2RB-8NPC-V5JA-E1YG-0SFT-6MKQ"
PASSWORD = "violet tractor 71 lagoon"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    i18n.set_language("en")
    yield
    i18n.set_language(i18n.DEFAULT_LANGUAGE)


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    assert made.shutdown()


@pytest.fixture
def screen(qtbot: QtBot, runner: TaskRunner) -> FirstRunScreen:
    made = FirstRunScreen(runner)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
    return made


def enter(qtbot: QtBot) -> None:
    """Press Enter where the focus is."""
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def fill_to_administrator(qtbot: QtBot, screen: FirstRunScreen) -> None:
    """Walk to the fourth page, typing as a person does."""
    enter(qtbot)
    qtbot.keyClicks(QApplication.focusWidget(), "Cuihu")
    enter(qtbot)
    assert screen.page_number == pages.PROJECT
    qtbot.keyClicks(QApplication.focusWidget(), "ch")
    qtbot.keyClicks(screen.project.name, "Garden")
    enter(qtbot)
    assert screen.page_number == pages.ADMINISTRATOR


def fill_administrator(qtbot: QtBot, screen: FirstRunScreen) -> None:
    """Type name and password and wait for the meter."""
    page = screen.administrator
    qtbot.keyClicks(page.name, "Li Jing")
    qtbot.keyClicks(page.passwords.first.line, PASSWORD)
    qtbot.keyClicks(page.passwords.second.line, PASSWORD)
    qtbot.waitUntil(lambda: page.passwords.valid, timeout=10_000)


def go_to_agreement(qtbot: QtBot, screen: FirstRunScreen) -> None:
    """Fill in everything before the agreement."""
    fill_to_administrator(qtbot, screen)
    fill_administrator(qtbot, screen)
    screen.administrator.passwords.second.line.setFocus()
    enter(qtbot)
    assert screen.page_number == pages.AGREEMENT


def test_the_whole_way_by_keyboard(qtbot: QtBot, screen: FirstRunScreen) -> None:
    assert screen.page_number == pages.WELCOME
    go_to_agreement(qtbot, screen)
    assert screen.agreement.form.name_label.text() == "Li Jing"
    read_to_end(screen.agreement.form.browser)
    sign(screen.agreement.form.pad)
    with qtbot.waitSignal(screen.setup_requested) as asked:
        enter(qtbot)
    assert asked.args is not None
    request, agreement = asked.args
    assert agreement.kind is AgreementKind.SCREEN
    assert agreement.strokes
    assert [request] == [
        SetupRequest(
            language="en",
            company="Cuihu",
            desk_phone="",
            project_code="CH",
            project_name="Garden",
            timezone="Asia/Shanghai",
            rooms=RoomPattern((1, 6), (1, 2), (1, 18), 4),
            administrator="Li Jing",
            password=PASSWORD,
        )
    ]
    assert screen.busy
    screen.store_created(KEY)
    assert screen.page_number == pages.RECOVERY
    assert screen.administrator.passwords.text == ""
    qtbot.mouseClick(screen.next_button, Qt.MouseButton.LeftButton)
    groups = KEY.split("-")
    first, second = screen.recovery.asked
    qtbot.keyClicks(QApplication.focusWidget(), groups[first].lower())
    enter(qtbot)
    qtbot.keyClicks(QApplication.focusWidget(), groups[second].replace("0", "o"))
    with qtbot.waitSignal(screen.recovery_confirmed):
        enter(qtbot)
    assert screen.page_number == pages.FINISH
    assert screen.recovery._groups == []
    with qtbot.waitSignal(screen.finished) as done:
        enter(qtbot)
    assert done.args == [False]


def test_missing_fields_are_marked_and_nothing_moves(qtbot: QtBot, screen: FirstRunScreen) -> None:
    enter(qtbot)
    enter(qtbot)
    assert screen.page_number == pages.COMPANY
    assert screen.company.company_field.error
    qtbot.keyClicks(screen.company.company, "Cuihu")
    enter(qtbot)
    qtbot.keyClicks(screen.project.code, "c!")
    enter(qtbot)
    assert screen.page_number == pages.PROJECT
    assert screen.project.code_field.error
    assert screen.project.name_field.error


def test_escape_goes_back_and_keeps_what_was_typed(qtbot: QtBot, screen: FirstRunScreen) -> None:
    fill_to_administrator(qtbot, screen)
    for expected in (pages.PROJECT, pages.COMPANY, pages.WELCOME, pages.WELCOME):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        assert screen.page_number == expected
    assert screen.company.company.text() == "Cuihu"
    assert screen.project.name.text() == "Garden"


def test_enter_on_back_goes_back(qtbot: QtBot, screen: FirstRunScreen) -> None:
    enter(qtbot)
    assert screen.page_number == pages.COMPANY
    screen.back_button.setFocus()
    enter(qtbot)
    assert screen.page_number == pages.WELCOME


def test_rooms_are_counted_while_typing(qtbot: QtBot, screen: FirstRunScreen) -> None:
    page = screen.project
    assert page.sample_label.text() == "1-1-101 … 6-2-1804: 864 rooms"
    box = page.spin("households")
    box.selectAll()
    qtbot.keyClicks(box, "2")
    assert page.sample_label.text() == "1-1-101 … 6-2-1802: 432 rooms"
    page.spin("buildingTo").setValue(999)
    page.spin("households").setValue(9)
    assert "50000" in page.sample_error.text()
    assert not page.check()
    page.with_rooms.click()
    assert page.pattern is None


def test_another_language_keeps_what_was_typed(qtbot: QtBot, screen: FirstRunScreen) -> None:
    enter(qtbot)
    qtbot.keyClicks(screen.company.company, "Cuihu")
    screen.project.spin("floorTo").setValue(7)
    # Back to English from English: the pages are made anew all the same.
    screen.language_chosen.connect(lambda _code: i18n.set_language("en"))
    screen._on_language_chosen("en")
    assert screen.page_number == pages.COMPANY
    assert screen.company.company.text() == "Cuihu"
    assert screen.project.spin("floorTo").value() == 7


def test_a_weak_password_makes_no_store(qtbot: QtBot, screen: FirstRunScreen) -> None:
    fill_to_administrator(qtbot, screen)
    page = screen.administrator
    qtbot.keyClicks(page.name, "Li Jing")
    qtbot.keyClicks(page.passwords.first.line, "password12")
    qtbot.keyClicks(page.passwords.second.line, "password12")
    qtbot.waitUntil(lambda: page.passwords._score is not None, timeout=10_000)
    with qtbot.assertNotEmitted(screen.setup_requested):
        enter(qtbot)
    assert page.passwords.first_field.error
    assert page.passwords.meter_words.text() in {"Very weak", "Weak"}


@pytest.mark.clause("5-3")
def test_without_a_signature_no_desk_is_made(qtbot: QtBot, screen: FirstRunScreen) -> None:
    go_to_agreement(qtbot, screen)
    with qtbot.assertNotEmitted(screen.setup_requested):
        enter(qtbot)
        read_to_end(screen.agreement.form.browser)
        enter(qtbot)
    assert screen.agreement.form.state_label.property("look") == "error"
    assert not screen.busy


def test_a_refusal_keeps_the_form(qtbot: QtBot, screen: FirstRunScreen) -> None:
    go_to_agreement(qtbot, screen)
    read_to_end(screen.agreement.form.browser)
    sign(screen.agreement.form.pad)
    qtbot.mouseClick(screen.next_button, Qt.MouseButton.LeftButton)
    screen.show_error("The disk is full.")
    assert screen.message_bar.text == "The disk is full."
    assert screen.page_number == pages.AGREEMENT
    assert screen.administrator.passwords.valid
    assert screen.agreement.form.complete
    assert not screen.busy


def test_wrong_groups_do_not_pass(qtbot: QtBot, screen: FirstRunScreen) -> None:
    screen.store_created(KEY)
    screen.recovery.begin_proof()
    qtbot.keyClicks(screen.recovery.first_line, "ZZZZ")
    with qtbot.assertNotEmitted(screen.recovery_confirmed):
        qtbot.mouseClick(screen.next_button, Qt.MouseButton.LeftButton)
    assert screen.recovery.first_field.error
    assert not screen.recovery.print_button.isVisible()
    qtbot.keyClick(screen.recovery.first_line, Qt.Key.Key_Escape)
    assert screen.recovery.print_button.isVisible()
    assert screen.page_number == pages.RECOVERY


def test_the_sheet_is_printed_and_saved_on_request(
    qtbot: QtBot, screen: FirstRunScreen, tmp_path: Path
) -> None:
    screen.store_created(KEY)
    with qtbot.waitSignal(screen.print_sheet_requested):
        qtbot.mouseClick(screen.recovery.print_button, Qt.MouseButton.LeftButton)
    screen.sheet_failed("No printer.")
    assert screen.recovery.said_label.text() == "No printer."
    qtbot.mouseClick(screen.recovery.save_button, Qt.MouseButton.LeftButton)
    dialog = screen.findChild(QFileDialog)
    assert dialog is not None
    with qtbot.waitSignal(screen.save_sheet_requested) as asked:
        dialog.fileSelected.emit(str(tmp_path / "key.pdf"))
    dialog.close()
    assert asked.args == [tmp_path / "key.pdf"]


@pytest.mark.parametrize("with_rooms", [True, False])
def test_demonstration_data_are_offered_where_there_are_rooms(
    qtbot: QtBot, screen: FirstRunScreen, with_rooms: bool
) -> None:
    screen.project.with_rooms.setChecked(with_rooms)
    screen.finish.demo.setChecked(True)
    screen.store_created(KEY)
    screen._show(pages.FINISH)
    assert screen.finish.demo.isVisible() is with_rooms
    assert screen.finish.wants_demo is with_rooms
    said = screen.findChild(QLabel, "setupNoDemo")
    assert said is not None
    assert said.isVisible() is not with_rooms
