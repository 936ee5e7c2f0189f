"""Nothing of the desk opens before the confidentiality agreement is signed (clause 5-3)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.domain.agreements import AgreementKind
from app.domain.terms import Role
from db.folder import StoreFolder
from db.models import ConfidentialityAgreement
from tests.conftest import ADMINISTRATOR
from tests.ui.at_the_desk import Person, copy_store, opened, running
from tests.ui.signing import read_to_end, sign
from ui.agreements.agreement_screen import AgreementScreen
from ui.unlock.unlock_screen import UnlockScreen

pytestmark = [
    pytest.mark.clause("5-3"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]
NEW, NEW_PASSWORD = "何丽娟", "amber kettle 58 meadow"


@pytest.fixture(scope="session")
def unsigned_store(template_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a store in which a receptionist has not signed; for copying."""
    folder = copy_store(template_store, tmp_path_factory.mktemp("unsigned") / "前台")
    with opened(folder) as workspace:
        workspace.add_staff(NEW, Role.RECEPTIONIST, NEW_PASSWORD)
    return folder


@pytest.fixture
def person(
    qtbot: QtBot, qapp: QApplication, unsigned_store: Path, tmp_path: Path
) -> Iterator[Person]:
    """Return the receptionist, who has typed her password and reads the agreement."""
    folder = copy_store(unsigned_store, tmp_path / "前台")
    with running(qapp, folder) as program:
        made = Person(program)
        unlock(made)
        yield made
    StoreFolder(folder).ballast.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def unlock(person: Person) -> None:
    """Choose the receptionist, type her password, and wait for what comes."""
    window = person.program.window
    window.activateWindow()
    person.until(window.isActiveWindow)
    screen = window.current_screen
    assert isinstance(screen, UnlockScreen)
    chosen = next(p.staff_id for p in screen.people._people if p.name == NEW)
    person.click(person.find(f"person_{chosen}"))
    screen.password.setFocus()
    person.type(NEW_PASSWORD)
    person.press(Qt.Key.Key_Return)
    person.until(lambda: not isinstance(window.current_screen, UnlockScreen))
    person.settle()


def shown(person: Person) -> AgreementScreen:
    screen = person.program.window.current_screen
    assert isinstance(screen, AgreementScreen)
    return screen


def test_the_agreement_stands_before_the_desk_and_names_who_signs(person: Person) -> None:
    assert shown(person).form.name_label.text() == NEW
    assert person.program.session is None
    assert person.program.window.locked


def test_it_is_signed_only_after_its_end_was_read(person: Person) -> None:
    screen = shown(person)
    sign(screen.form.pad)
    assert not screen.sign_button.isEnabled()
    person.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert person.program.session is None
    read_to_end(screen.form.browser)
    assert screen.sign_button.isEnabled()


def test_a_dot_is_no_signature(person: Person) -> None:
    screen = shown(person)
    read_to_end(screen.form.browser)
    person.click(screen.form.pad)
    assert not screen.sign_button.isEnabled()


def test_signing_opens_the_desk_and_the_next_unlock_does_not_ask_again(person: Person) -> None:
    screen = shown(person)
    read_to_end(screen.form.browser)
    sign(screen.form.pad)
    person.click(screen.sign_button)
    person.until(lambda: person.program.session is not None)
    person.settle()
    signed = [row for row in person.rows(ConfidentialityAgreement) if row["strokes"]]
    assert [row["kind"] for row in signed] == [AgreementKind.SCREEN]
    person.lock()
    unlock(person)
    assert person.program.session is not None


def test_whoever_does_not_sign_locks_the_desk(person: Person) -> None:
    person.escape()
    person.until(lambda: isinstance(person.program.window.current_screen, UnlockScreen))
    person.settle()
    assert not person.program.workspace().is_unlocked
    unlock(person)
    assert shown(person).isVisible()


def test_idleness_locks_the_agreement_as_it_locks_the_desk(person: Person) -> None:
    person.program.idle.limit = 0.0
    person.program.idle.check()
    person.until(lambda: isinstance(person.program.window.current_screen, UnlockScreen))
    person.settle()
    assert not person.program.workspace().is_unlocked


def test_another_language_shows_its_own_text_unsigned(person: Person) -> None:
    sign(shown(person).form.pad)
    person.program.choose_language("zh_CN")
    assert "客户信息保密协议" in shown(person).form.browser.toPlainText()
    assert shown(person).form.pad.empty


def test_no_other_name_is_on_the_screen(person: Person) -> None:
    words = [label.text() for label in shown(person).findChildren(QLabel)]
    assert not [text for text in words if ADMINISTRATOR in text]
