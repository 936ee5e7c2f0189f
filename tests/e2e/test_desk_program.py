"""The desk as a program, from the first start to the month's paper, and what bars its door."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.workspace import Workspace
from db.folder import StoreFolder
from db.models import Case
from tests.conftest import ADMINISTRATOR, COMPANY
from tests.ui.at_the_desk import Person, running
from tests.ui.signing import read_to_end, sign
from ui.first_run import first_run_screen as pages
from ui.first_run.first_run_screen import FirstRunScreen
from ui.papers.paper_screen import PaperScreen
from ui.reports.reports_screen import ReportsScreen
from ui.unlock.unlock_screen import UnlockScreen

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

PASSWORD = "violet tractor 71 lagoon"
needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext reads the printed words back"
)


def paper_shown(person: Person) -> PaperScreen:
    """Wait for a paper and return its screen."""
    person.until(lambda: isinstance(person.program.window.current_screen, PaperScreen))
    paper = person.program.window.current_screen
    assert isinstance(paper, PaperScreen)
    person.until(lambda: paper.ready)
    return paper


def words_of(paper: PaperScreen) -> str:
    """Read a paper back, without white space and hyphens."""
    assert paper.folder is not None
    pdf = paper.folder / "paper.pdf"
    read = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True)  # noqa: S607
    # A hyphen at the end of a line is not read back.
    return "".join(read.stdout.decode().split()).replace("-", "")


def number_of(case: dict[str, object]) -> str:
    """Return the number of a case as ``words_of`` reads it."""
    return str(case["number"]).replace("-", "")


def door(person: Person) -> UnlockScreen:
    """Return the unlock screen."""
    screen = person.program.window.current_screen
    assert isinstance(screen, UnlockScreen)
    return screen


def try_password(person: Person, password: str) -> str:
    """Try to unlock; return what the door says."""
    screen = door(person)
    person.until(screen.password.line.hasFocus)
    person.type(password)
    person.press(Qt.Key.Key_Return)
    person.until(lambda: not screen.busy)
    return screen.password_field.error


def trouble(person: Person) -> str:
    """Return what the screen says that stands in place of a door."""
    screen = person.find("trouble")
    return " ".join(part.text() for part in screen.findChildren(QLabel))


# ---- the first start ---------------------------------------------------------------------------


@pytest.fixture
def new_desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Person]:
    """Return somebody before a desk that was never set up."""
    folder = tmp_path / "前台"
    with running(qapp, folder) as program:
        yield Person(program)
    StoreFolder(folder).ballast.unlink(missing_ok=True)


def set_up(person: Person) -> None:
    """Walk through the set-up by keys, but for the signature, up to the open desk."""
    screen = person.program.window.current_screen
    assert isinstance(screen, FirstRunScreen)
    person.until(person.program.window.isActiveWindow)
    person.press(Qt.Key.Key_Return)
    person.type(COMPANY)
    person.press(Qt.Key.Key_Return)
    person.type("CH")
    person.press(Qt.Key.Key_Tab)
    person.type("翠湖花园")
    person.press(Qt.Key.Key_Return)
    assert screen.page_number == pages.ADMINISTRATOR
    person.type(ADMINISTRATOR)
    for _ in range(2):
        person.press(Qt.Key.Key_Tab)
        person.type(PASSWORD)
    person.until(lambda: screen.administrator.passwords.valid)
    person.press(Qt.Key.Key_Return)
    assert screen.page_number == pages.AGREEMENT
    read_to_end(screen.agreement.form.browser)
    sign(screen.agreement.form.pad)
    person.press(Qt.Key.Key_Return)
    person.until(lambda: screen.page_number == pages.RECOVERY, timeout=60_000)
    groups = list(screen.recovery._groups)
    first, second = screen.recovery.asked
    person.go_to("setupNext")
    person.press(Qt.Key.Key_Return)
    person.type(groups[first])
    person.press(Qt.Key.Key_Return)
    person.type(groups[second])
    person.press(Qt.Key.Key_Return)
    assert screen.page_number == pages.FINISH
    person.settle()
    person.press(Qt.Key.Key_Return)
    person.until(lambda: person.program.session is not None, timeout=60_000)
    person.settle()


@needs_pdftotext
@pytest.mark.clause("4.3-4")
def test_from_the_first_start_to_the_receipt_and_the_months_paper(new_desk: Person) -> None:
    person = new_desk
    set_up(person)
    person.begin()
    person.alt(Qt.Key.Key_N)
    person.type("王秀兰")
    person.enter()
    person.type("3")
    person.type("电梯从周六开始异响")
    person.press(Qt.Key.Key_Tab)
    person.type("尽快修好")
    person.press(Qt.Key.Key_Tab)
    person.press(Qt.Key.Key_Down)
    person.go_to("mood_calm")
    person.press(Qt.Key.Key_Space)
    person.go_to("readBack")
    person.press(Qt.Key.Key_Space)
    person.enter()
    person.answer("已通知维保单位")
    (case,) = person.rows(Case)
    person.alt(Qt.Key.Key_P)
    receipt = words_of(paper_shown(person))
    assert number_of(case) in receipt
    assert "电梯从周六开始异响" in receipt
    person.press(Qt.Key.Key_Escape)
    person.until(lambda: person.program.window.current_key == "reception")
    person.alt(Qt.Key.Key_D)
    person.go_to("stepNext")
    person.enter()
    assert person.session.reception is None
    person.click(person.find("nav_reports"))
    reports = person.session.reports
    person.until(reports.preview_button.isEnabled)
    person.click(reports.preview_button)
    month = words_of(paper_shown(person))
    assert number_of(case) in month
    assert "翠湖花园" in month
    person.lock()
    assert isinstance(person.program.window.current_screen, UnlockScreen)


def test_the_set_up_desk_opens_with_its_password_at_the_next_start(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    folder = tmp_path / "前台"
    with running(qapp, folder) as program:
        set_up(Person(program))
    with running(qapp, folder) as program:
        person = Person(program)
        person.unlock(PASSWORD)
        assert person.session.context.project.name == "翠湖花园"
    StoreFolder(folder).ballast.unlink(missing_ok=True)


# ---- the door ----------------------------------------------------------------------------------


def test_wrong_passwords_wait_longer_and_longer_and_never_shut_anybody_out(
    locked_desk: Person,
) -> None:
    person = locked_desk
    person.until(person.program.window.isActiveWindow)
    screen = door(person)
    waits = []
    for attempt in range(6):
        if attempt >= 5:
            wait_is_over(person)
        said = try_password(person, f"wrong {attempt}")
        assert said.startswith("This password does not open the desk.")
        waits.append(screen._wait)
    assert waits[:4] == [0, 0, 0, 0]
    assert 25 <= waits[4] <= 30
    assert 55 <= waits[5] <= 60
    assert f"Next try in {waits[5]} seconds." in screen.password_field.error
    assert not screen.unlock_button.isEnabled()
    wait_is_over(person)
    person.unlock(PASSWORD)
    assert person.program.session is not None


def wait_is_over(person: Person) -> None:
    """Let the time that the door asks for have passed."""
    person.program.workspace()._delay.free_at = time.monotonic()
    door(person)._wait = 1
    door(person)._countdown.timeout.emit()


def test_the_lock_and_the_password_open_the_same_desk_again(person: Person) -> None:
    person.lock()
    assert not person.program.workspace().is_unlocked
    assert isinstance(person.program.window.current_screen, UnlockScreen)
    person.unlock()
    assert person.program.workspace().is_unlocked


def test_after_the_lock_the_keys_are_dropped(person: Person) -> None:
    person.program.lock()
    person.settle()
    workspace = person.program.workspace()
    assert workspace.actor is None
    assert not workspace.is_unlocked


def test_no_password_is_said_before_it_is_tried(locked_desk: Person) -> None:
    person = locked_desk
    person.until(lambda: QApplication.focusWidget() is not None)
    person.press(Qt.Key.Key_Return)
    assert door(person).password_field.error == "Type your password."


# ---- a second copy -----------------------------------------------------------------------------


def test_a_second_start_brings_the_first_to_the_front_and_ends(person: Person) -> None:
    person.program.window.showMinimized()
    second = subprocess.Popen(
        [sys.executable, "-m", "ui", "--data-dir", str(person.program.data_dir)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        person.until(lambda: second.poll() is not None, timeout=60_000)
    finally:
        second.kill()
        said, _nothing = second.communicate()
    assert second.returncode == 0, said
    person.until(lambda: not person.program.window.isMinimized())
    assert person.program.session is not None


def test_a_desk_that_another_program_holds_says_so_and_opens_once_it_is_free(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    other = Workspace(desk_folder)
    with running(qapp, desk_folder) as program:
        person = Person(program)
        person.until(lambda: person.sees("trouble"))
        assert "The desk is already open on this computer." in trouble(person)
        other.close()
        person.click(person.find("troubleAction"))
        person.unlock()


# ---- damage ------------------------------------------------------------------------------------


def test_a_damaged_store_is_told_and_left_untouched(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    store = StoreFolder(desk_folder).database
    broken = store.read_bytes()[:-4096]
    store.write_bytes(broken)
    with running(qapp, desk_folder) as program:
        said = told_at_the_door(Person(program))
    assert said.startswith("The store file is damaged and was left untouched.")
    assert store.read_bytes() == broken


def test_a_foreign_file_in_place_of_the_store_is_told_and_left_untouched(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    store = StoreFolder(desk_folder).database
    foreign = b"SQLite format 3\x00" + bytes(8176)
    store.write_bytes(foreign)
    with running(qapp, desk_folder) as program:
        said = told_at_the_door(Person(program))
    assert said == "The store file was not made by this program. Check the data folder."
    assert store.read_bytes() == foreign


def test_an_empty_store_file_is_never_taken_for_a_new_desk(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    store = StoreFolder(desk_folder).database
    store.write_bytes(b"")
    with running(qapp, desk_folder) as program:
        said = told_at_the_door(Person(program))
    assert said
    assert store.read_bytes() == b""


def told_at_the_door(person: Person) -> str:
    """Type the right password before a store that cannot be opened."""
    person.until(person.program.window.isActiveWindow)
    said = try_password(person, PASSWORD)
    assert person.program.session is None
    return said


def test_a_damaged_key_file_is_told_in_place_of_the_door(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    keys = StoreFolder(desk_folder).keys
    whole = keys.read_bytes()
    keys.write_bytes(b"{}")
    with running(qapp, desk_folder) as program:
        person = Person(program)
        person.until(lambda: person.sees("trouble"))
        assert "The key file is missing or damaged." in trouble(person)
        keys.write_bytes(whole)
        person.click(person.find("troubleAction"))
        person.unlock()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root"
)
def test_a_folder_that_cannot_be_written_is_told_in_place_of_the_door(
    qtbot: QtBot, qapp: QApplication, desk_folder: Path
) -> None:
    desk_folder.chmod(0o500)
    try:
        with running(qapp, desk_folder) as program:
            person = Person(program)
            person.until(lambda: person.sees("trouble"))
            assert "cannot be written to" in trouble(person)
    finally:
        desk_folder.chmod(0o700)


def test_a_file_in_place_of_the_folder_is_told_in_place_of_the_door(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    (tmp_path / "desk").write_text("a file")
    with running(qapp, tmp_path / "desk") as program:
        person = Person(program)
        person.until(lambda: person.sees("trouble"))
        assert trouble(person)


# ---- the reports -------------------------------------------------------------------------------


def test_no_paper_is_made_of_figures_that_are_just_counted_anew(person: Person) -> None:
    person.click(person.find("nav_reports"))
    person.settle()
    reports = person.session.reports
    assert reports.summary is not None
    person.click(person.find("nav_reports"))
    assert not reports.preview_button.isEnabled()
    person.settle()
    assert reports.preview_button.isEnabled()


def test_a_month_without_data_says_so(person: Person) -> None:
    person.click(person.find("nav_reports"))
    reports = person.program.window.current_screen
    assert isinstance(reports, ReportsScreen)
    person.settle()
    person.press(Qt.Key.Key_PageUp)
    person.settle()
    assert reports.empty.isVisible()
    words = " ".join(part.text() for part in reports.empty.findChildren(QLabel))
    assert "Nothing to handle" in words
