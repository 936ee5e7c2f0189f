"""What the first run does behind its pages: the recovery sheet in files, the demonstration once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.errors import Problem, UserFacingError
from app.domain.setup import RoomPattern, SetupRequest
from db.folder import StoreFolder
from db.models import Case, Customer
from tests.conftest import ADMINISTRATOR, COMPANY, ON_PAPER, PASSWORD
from tests.ui.at_the_desk import Person, running
from ui.first_run import first_run_screen as pages
from ui.first_run_control import FirstRunControl

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
REQUEST = SetupRequest(
    language="en",
    company=COMPANY,
    desk_phone="",
    project_code="CH",
    project_name="翠湖花园",
    timezone="Asia/Shanghai",
    rooms=RoomPattern((1, 1), (1, 1), (1, 6), 2),
    administrator=ADMINISTRATOR,
    password=PASSWORD,
)


@pytest.fixture
def person(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Person]:
    """Return somebody before the recovery key of a desk just made; a bug fails the test."""
    folder = tmp_path / "前台"
    with running(qapp, folder) as program:
        person = Person(program)
        control_of(person).screen.setup_requested.emit(REQUEST, ON_PAPER)
        person.until(lambda: control_of(person).screen.page_number == pages.RECOVERY, 60_000)
        yield person
    StoreFolder(folder).ballast.unlink(missing_ok=True)


def control_of(person: Person) -> FirstRunControl:
    control = person.program.first_run
    assert control is not None
    return control


def said(person: Person) -> str:
    person.settle()
    return control_of(person).screen.recovery.said_label.text()


def test_a_sheet_that_cannot_be_saved_is_a_sentence(person: Person, tmp_path: Path) -> None:
    control_of(person).screen.save_sheet_requested.emit(tmp_path / "missing" / "key.pdf")
    assert said(person).startswith(f"The file {tmp_path / 'missing' / 'key.pdf'} could not be")
    control_of(person).screen.save_sheet_requested.emit(tmp_path / "key.pdf")
    assert said(person) == f"Saved as {tmp_path / 'key.pdf'}."
    assert (tmp_path / "key.pdf").read_bytes().startswith(b"%PDF")


def test_a_sheet_that_cannot_be_laid_out_for_printing_is_a_sentence(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    control_of(person).screen.print_sheet_requested.emit()
    assert said(person).startswith("The file recovery-key.pdf could not be written.")


def test_a_demonstration_cut_off_is_not_begun_twice(person: Person) -> None:
    control = control_of(person)

    def full_disk(_done: int, _total: int) -> None:
        raise UserFacingError(Problem.DISK_FULL)

    with pytest.raises(UserFacingError):
        control._finish(with_demonstration=True, progress=full_disk)
    before = len(person.rows(Customer)), len(person.rows(Case))
    assert before[0]
    control._finish(with_demonstration=True, progress=lambda _done, _total: None)
    assert (len(person.rows(Customer)), len(person.rows(Case))) == before
