"""What lock, crash and a change of project leave in place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox

from app.services.reporting import list_projects
from app.services.setup import NewProject, add_project
from app.services.visits import unfinished_visits
from tests.integration.receptions import NOW
from tests.ui.at_the_desk import Person, opened, running
from ui.shell.fault_log import FAULT_LOG, write_fault

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.mark.clause("4.2-4")
def test_a_pressed_rating_is_there_again_after_the_lock(person: Person) -> None:
    person.register()
    person.ask()
    person.click(person.customer.rating.faces[4])
    person.settle()
    person.program.lock()
    person.settle()
    person.unlock()
    rating = person.reception.satisfaction.rating
    assert rating is not None
    assert rating.score == 4


@pytest.mark.clause("2")
def test_a_visit_stays_in_its_project_when_another_is_chosen(
    qapp: QApplication, store_folder: Path
) -> None:
    with opened(store_folder) as workspace:
        assert workspace.actor is not None
        workspace.write(
            add_project, actor=workspace.actor, project=NewProject("ZZ", "Second"), now=NOW
        )
    with running(qapp, store_folder) as program:
        person = Person(program)
        person.unlock()
        person.begin()
        person.type("typed before")
        box = person.find("projectBox")
        assert isinstance(box, QComboBox)
        box.activated.emit(1)
        person.settle()
        assert person.session.context.project.code == "ZZ"
        assert person.session.reception is None
    with opened(store_folder) as workspace:
        first, second = workspace.read(list_projects)
        assert workspace.read(unfinished_visits, project_id=first.project_id)
        assert not workspace.read(unfinished_visits, project_id=second.project_id)


def test_a_fault_is_written_down_for_its_owner_only(tmp_path: Path) -> None:
    write_fault(tmp_path, "ValueError\n  ui/x.py:1 f")
    log = tmp_path / FAULT_LOG
    assert "ui/x.py:1 f" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0
