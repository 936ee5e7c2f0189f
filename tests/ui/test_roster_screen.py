"""The import of an owner roster by keys and clicks, from the customers and from the settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton, QTableView, QWidget

from app.domain.roster_fields import RosterField
from app.roster_files import read_roster_mapping
from db.models import AccessEntry, Customer, Occupancy
from tests.integration.rosters import csv_roster, messy_workbook
from tests.ui.at_the_desk import WANG, Person
from ui.roster.roster_screen import CHECK, COLUMNS, FILE, RosterScreen

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = [
    pytest.mark.clause("4.2-2"),
    pytest.mark.qt_log_ignore("propagateSizeHints", "This plugin does not support", extend=True),
]
KEY = Qt.Key


def open_import(person: Person) -> RosterScreen:
    person.session.show_area("customers")
    person.settle()
    person.click(person.find("openRoster"))
    screen = person.program.window.current_screen
    assert isinstance(screen, RosterScreen)
    return screen


def hand_over(person: Person, asking: QWidget, name: str, path: Path) -> None:
    """Choose a file as the file dialog hands it over, and close the dialog."""
    dialog = asking.findChild(QFileDialog, name)
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    # Without a window manager nobody gives the keys back when another window closes.
    person.program.window.activateWindow()
    person.until(person.program.window.isActiveWindow)
    person.settle()


def choose(person: Person, screen: RosterScreen, path: Path) -> None:
    person.press(KEY.Key_Return)
    hand_over(person, screen, "importFileDialog", path)


def shown(screen: RosterScreen, name: str) -> list[list[str]]:
    table = screen.findChild(QTableView, name)
    assert table is not None
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def words(screen: RosterScreen, name: str) -> str:
    found = screen.findChild(QLabel, name)
    assert found is not None
    return found.text()


def test_a_messy_workbook_is_taken_in_by_enter_alone(person: Person, tmp_path: Path) -> None:
    screen = open_import(person)
    choose(person, screen, messy_workbook(tmp_path / "业主.xlsx"))
    assert screen.step == FILE
    assert screen.file.identity_notice.isVisible()
    assert "身份证号码" in screen.file.identity_notice.words.text()
    person.enter()
    assert screen.step == COLUMNS
    first = shown(screen, "rosterUnderstood")[0]
    assert first[:5] == ["5", "3-2-1802", "陈**, 林*", "138****3333", "Owner"]
    person.enter()
    assert screen.step == CHECK
    assert [row[3] for row in shown(screen, "rosterVerdicts")] == [
        "To add",
        "To add",
        "To add",
        "No record",
    ]
    assert len(person.rows(Customer)) == 3
    person.enter()
    assert person.message == "The roster was taken in: 4 new customers."
    assert len(person.rows(Customer)) == 7
    person.enter()
    assert person.program.window.current_key == "customers"


def test_no_name_phone_or_identity_number_stands_on_any_page_in_full(
    person: Person, tmp_path: Path
) -> None:
    screen = open_import(person)
    choose(person, screen, messy_workbook(tmp_path / "业主.xlsx"))
    seen = str(shown(screen, "importPreview"))
    person.enter()
    seen += str(shown(screen, "rosterUnderstood"))
    person.enter()
    seen += str(shown(screen, "rosterVerdicts"))
    for secret in ("陈国栋", "13800003333", "330102", "李小四"):
        assert secret not in seen


def test_a_word_that_means_nothing_is_given_a_meaning_on_the_screen(
    person: Person, tmp_path: Path
) -> None:
    screen = open_import(person)
    rows = [("3-1-1701", "赵云", "13500001111", "代管")]
    choose(person, screen, csv_roster(tmp_path / "r.csv", ("房号", "姓名", "电话", "身份"), rows))
    person.enter()
    ((key, box),) = screen.columns.word_boxes.items()
    assert key == (RosterField.KIND, "代管")
    box.setCurrentIndex(box.findData("other"))
    box.activated.emit(box.currentIndex())
    person.click(screen.next_button)
    person.settle()
    assert shown(screen, "rosterVerdicts")[0][3] == "To add"


def test_an_unknown_room_is_refused_until_it_is_to_be_made(person: Person, tmp_path: Path) -> None:
    screen = open_import(person)
    rows = [("9-1-101", "赵云", "13500001111")]
    choose(person, screen, csv_roster(tmp_path / "r.csv", ("房号", "姓名", "电话"), rows))
    person.enter()
    person.enter()
    assert shown(screen, "rosterVerdicts")[0][4] == "The project has no room 9-1-101."
    assert not screen.next_button.isEnabled()
    person.click(screen.check.rooms_box)
    person.settle()
    assert screen.next_button.isEnabled()
    person.click(screen.next_button)
    person.settle()
    assert len(person.rows(Occupancy)) == 4


def test_residents_whom_the_roster_does_not_name_are_listed_and_stay(
    person: Person, tmp_path: Path
) -> None:
    screen = open_import(person)
    rows = [("3-1-1701", "赵云", "13500001111")]
    choose(person, screen, csv_roster(tmp_path / "r.csv", ("房号", "姓名", "电话"), rows))
    person.enter()
    person.enter()
    person.click(person.chip("rosterFilter", "unnamed"))
    assert shown(screen, "rosterVerdicts") == [["", "3-2-1802", "王**", "Not named", "Owner"]]
    person.click(screen.next_button)
    person.settle()
    assert all(stay["until_on"] is None for stay in person.rows(Occupancy))


def test_the_mapping_is_remembered_in_a_file(person: Person, tmp_path: Path) -> None:
    screen = open_import(person)
    rows = [("3-1-1701", "赵云", "13500001111")]
    choose(person, screen, csv_roster(tmp_path / "r.csv", ("房号", "姓名", "电话"), rows))
    path = tmp_path / "map.toml"
    screen.save_mapping(path)
    person.settle()
    assert read_roster_mapping(path) == screen.mapping
    screen.load_mapping(path)
    person.settle()
    assert screen.step == FILE


def test_the_export_asks_once_more_and_is_written_down_for_everybody(
    person: Person, tmp_path: Path
) -> None:
    person.session.show_area("settings")
    person.session.settings.show_section("exchange")
    person.settle()
    cards = person.session.settings.exchange.rosters
    cards.export_button.click()
    question = cards.findChild(QMessageBox, "exportRosterQuestion")
    assert question is not None
    yes = question.findChild(QPushButton, "exportRosterYes")
    assert yes is not None
    yes.click()
    dialog = cards.findChild(QFileDialog, "exportRosterDialog")
    assert dialog is not None
    hand_over(person, cards, "exportRosterDialog", tmp_path / "out.csv")
    assert WANG in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert {row["kind"] for row in person.rows(AccessEntry)} == {"export"}
    assert len(person.rows(AccessEntry)) == 3
