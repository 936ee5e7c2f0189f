"""The import of cases by keys and clicks, from the settings to the case list and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFileDialog,
    QLabel,
    QTableView,
    QWidget,
)

from app.domain.import_mapping import CaseField
from app.domain.terms import CaseState, Role
from app.mapping_files import read_mapping
from app.table_files import read_table
from db.models import AuditEntry, Case
from tests.integration.imported_cases import Row, csv_text, open_row, row
from tests.ui.at_the_desk import Person
from ui.imports.import_screen import CHECK, COLUMNS, FILE, VALUES, ImportScreen
from ui.settings.exchange_section import ExchangeSection

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = [
    pytest.mark.clause("4.3-1"),
    pytest.mark.qt_log_ignore("propagateSizeHints", "This plugin does not support", extend=True),
]
KEY = Qt.Key


def file_of(tmp_path: Path, *rows: Row, encoding: str = "gb18030") -> Path:
    """Return a file whose rows lie in the past of any computer's clock."""
    path = tmp_path / "案件.csv"
    path.write_bytes(csv_text(*rows).replace("2026/", "2024/").encode(encoding))
    return path


def go_to_exchange(person: Person) -> ExchangeSection:
    person.session.show_area("settings")
    settings = person.session.settings
    settings.show_section("exchange")
    person.settle()
    return settings.exchange


def open_import(person: Person) -> ImportScreen:
    person.click(go_to_exchange(person).import_button)
    screen = person.program.window.current_screen
    assert isinstance(screen, ImportScreen)
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


def choose(person: Person, screen: ImportScreen, path: Path) -> None:
    """Press the button that has the focus, and choose a file."""
    person.press(KEY.Key_Return)
    hand_over(person, screen, "importFileDialog", path)


def pick(box: QComboBox, words: str) -> None:
    """Choose an entry of a box by its words, as a click on it does."""
    index = box.findText(words)
    assert index >= 0, [box.itemText(i) for i in range(box.count())]
    box.setCurrentIndex(index)
    box.activated.emit(index)


def verdicts(screen: ImportScreen) -> list[tuple[str, str]]:
    """Return line and verdict of each row that is shown."""
    table = screen.findChild(QTableView, "verdicts")
    assert table is not None
    model = table.model()
    return [
        (model.index(place, 0).data(), model.index(place, 2).data())
        for place in range(model.rowCount())
    ]


def words(screen: ImportScreen, name: str) -> str:
    found = screen.findChild(QLabel, name)
    assert found is not None
    return found.text()


def imported(person: Person) -> list[dict[str, object]]:
    return [case for case in person.rows(Case) if case["external_number"]]


def test_a_file_that_explains_itself_is_imported_by_enter_alone(
    person: Person, tmp_path: Path
) -> None:
    screen = open_import(person)
    choose(person, screen, file_of(tmp_path, row("A-1", 姓名="𠮷"), open_row("A-2")))
    assert "2 rows" in words(screen, "importFileFacts")
    assert "GB18030" in words(screen, "importFileFacts")
    for step in (FILE, COLUMNS, VALUES):
        assert screen.step == step
        person.enter()
    assert screen.step == CHECK
    assert verdicts(screen) == [("2", "To add"), ("3", "To add")]
    assert imported(person) == []
    person.enter()
    assert person.message == "2 cases were added."
    assert verdicts(screen) == [("2", "Added"), ("3", "Added")]
    assert {case["state"] for case in imported(person)} == {
        CaseState.CLOSED,
        CaseState.REGISTERED,
    }
    person.enter()
    assert person.program.window.current_key == "settings"


def test_refused_rows_are_shown_by_themselves_and_can_be_left_out(
    person: Person, tmp_path: Path
) -> None:
    screen = open_import(person)
    choose(person, screen, file_of(tmp_path, row("A-1"), row("A-2", 状态="搁置")))
    person.enter()
    person.enter()
    assert "Status (1)" in words(screen, "openWords")
    person.enter()
    assert verdicts(screen) == [("3", "Refused")]
    assert "1 of 2 rows are refused" in words(screen, "importSummary")
    assert not screen.next_button.isEnabled()
    person.click(person.find("skipBadRows"))
    person.settle()
    person.click(person.chip("verdictFilter", "all"))
    assert verdicts(screen) == [("2", "To add"), ("3", "Refused")]
    person.click(screen.next_button)
    person.settle()
    assert [case["external_number"] for case in imported(person)] == ["A-1"]


def test_columns_and_words_are_chosen_by_hand_where_they_do_not_explain_themselves(
    person: Person, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a;b;c\n7;31.12.2024 08:00;zu\n", encoding="utf-8")
    screen = open_import(person)
    choose(person, screen, path)
    person.enter()
    person.enter()
    assert "“Their number” is needed" in person.message
    boxes = screen.columns.boxes
    pick(boxes[CaseField.EXTERNAL_NUMBER], "a")
    pick(boxes[CaseField.REGISTERED_AT], "b")
    pick(boxes[CaseField.STATUS], "c")
    screen.columns.format_box.setEditText("%d.%m.%Y %H:%M")
    assert words(screen, "timeExample").startswith("as in 25.10.2031 17:48")
    screen.columns.boxes[CaseField.STATUS].setFocus()
    person.enter()
    assert screen.step == VALUES
    pick(screen.values.boxes[CaseField.STATUS, "zu"], "Registered")
    person.enter()
    assert verdicts(screen) == [("2", "To add")]
    person.enter()
    (case,) = imported(person)
    assert (case["number"], case["category"]) == ("TS-20241231-001", "other")


def test_a_mapping_is_saved_and_loaded_in_the_form_of_the_command_line(
    person: Person, tmp_path: Path
) -> None:
    screen = open_import(person)
    choose(person, screen, file_of(tmp_path, row("A-1")))
    person.enter()
    pick(screen.columns.boxes[CaseField.SEVERITY], "for all: Major")
    person.click(screen.save_button)
    path = tmp_path / "map.toml"
    hand_over(person, screen, "saveMappingDialog", path)
    kept = read_mapping(path)
    assert kept.constants == {CaseField.TYPE: "complaint", CaseField.SEVERITY: "2"}
    assert kept.values[CaseField.STATUS] == {"已完成": "closed"}
    pick(screen.columns.boxes[CaseField.SEVERITY], "not in the file")
    screen.load_mapping(path)
    person.settle()
    assert screen.columns.mapping() == kept


def test_a_mapping_that_is_wrong_is_said_in_one_sentence(person: Person, tmp_path: Path) -> None:
    screen = open_import(person)
    path = tmp_path / "map.toml"
    path.write_text("[colums]\n", encoding="utf-8")
    screen.load_mapping(path)
    person.settle()
    assert "“colums”" in person.message
    assert not screen.busy


def test_escape_goes_back_step_by_step_and_out(person: Person, tmp_path: Path) -> None:
    screen = open_import(person)
    choose(person, screen, file_of(tmp_path, row("A-1")))
    for _step in range(3):
        person.enter()
    for step in (CHECK, VALUES, COLUMNS, FILE):
        assert screen.step == step
        person.escape()
    assert person.program.window.current_key == "settings"
    assert imported(person) == []


def test_the_report_is_saved_from_the_screen(person: Person, tmp_path: Path) -> None:
    screen = open_import(person)
    choose(person, screen, file_of(tmp_path, row("A-1")))
    for _step in range(3):
        person.enter()
    person.click(person.find("importReport"))
    hand_over(person, screen, "importReportDialog", tmp_path / "report.csv")
    assert read_table(tmp_path / "report.csv").rows[0].cells[1:3] == ("A-1", "added")


def test_a_file_that_cannot_be_read_leaves_the_first_page_as_it_was(
    person: Person, tmp_path: Path
) -> None:
    screen = open_import(person)
    choose(person, screen, tmp_path / "none.csv")
    assert "could not be read" in person.message
    assert not screen.next_button.isEnabled()
    assert not screen.busy


def test_an_import_left_by_the_rail_is_there_again(person: Person, tmp_path: Path) -> None:
    screen = open_import(person)
    choose(person, screen, file_of(tmp_path, row("A-1")))
    person.session.show_area("desk")
    person.settle()
    assert open_import(person) is screen


def test_locking_throws_the_import_away(person: Person, tmp_path: Path) -> None:
    screen = open_import(person)
    choose(person, screen, file_of(tmp_path, row("A-1", 姓名="王秀兰")))
    person.lock()
    person.unlock()
    assert open_import(person) is not screen


def test_every_control_of_the_import_says_its_name(person: Person, tmp_path: Path) -> None:
    screen = open_import(person)
    choose(person, screen, file_of(tmp_path, row("A-1")))
    for _step in range(3):
        controls = [*screen.findChildren(QAbstractButton), *screen.findChildren(QComboBox)]
        nameless = [c for c in controls if c.isVisible() and not c.accessibleName()]
        assert nameless == []
        assert all(c.height() >= 40 for c in controls if c.isVisible())
        person.enter()


@pytest.mark.clause("5-3")
def test_cases_are_exported_with_their_mapping_and_that_is_written_down(
    person: Person, tmp_path: Path
) -> None:
    screen = open_import(person)
    choose(person, screen, file_of(tmp_path, row("A-1")))
    for _step in range(5):
        person.enter()
    section = go_to_exchange(person)
    person.click(section.mapping_box)
    person.click(section.export_button)
    path = tmp_path / "out.xlsx"
    hand_over(person, section, "exportCasesDialog", path)
    assert person.message == f"1 case written to {path}."
    assert read_table(path).rows[0].cells[1] == "A-1"
    assert read_mapping(path.with_suffix(".toml")).timezone == "Asia/Shanghai"
    assert person.rows(AuditEntry)[-1]["action"] == "export_cases"


@pytest.mark.clause("5-3")
def test_a_receptionist_sees_why_neither_can_be_done(person: Person) -> None:
    context = person.session.context
    receptionist = replace(context.actor, role=Role.RECEPTIONIST)
    section = ExchangeSection(replace(context, actor=receptionist), person.program.workspace())
    try:
        assert not section.import_button.isEnabled()
        assert not section.export_button.isEnabled()
        assert "import cases" in section.import_refusal.words.text()
    finally:
        section.deleteLater()
