"""From the reports to the comparison, and from there to the report of another project."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.services.setup import NewProject, add_project
from tests.ui.at_the_desk import Person, opened

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.clause("4.3-4"),
]


@pytest.fixture
def two_projects(desk_folder: Path) -> Path:
    """Add a second project before anybody unlocks."""
    with opened(desk_folder) as workspace:
        now = datetime.now(UTC)
        project = NewProject("YD", "云顶")
        workspace.write(add_project, actor=workspace.actor, project=project, now=now)
    return desk_folder


def compare_button(person: Person) -> QWidget | None:
    found = person.session.window.findChild(QWidget, "compareProjects")
    assert found is None or isinstance(found, QWidget)
    return found


def test_with_one_project_there_is_nothing_to_compare(person: Person) -> None:
    person.session.show_area("reports")
    person.settle()
    assert compare_button(person) is None
    assert person.sees("exportExcel")


def test_a_project_of_the_comparison_opens_its_own_report(
    two_projects: Path, locked_desk: Person
) -> None:
    person = locked_desk
    person.unlock()
    person.session.show_area("reports")
    person.settle()
    reports = person.session.reports
    reports.picker.go_back()
    person.settle()
    wanted = reports.period
    button = compare_button(person)
    assert button is not None
    person.click(button)
    screen = person.session.report_screens.comparisons.screen
    assert screen is not None
    person.until(lambda: screen.comparison is not None)
    assert screen.picker.period == wanted
    assert person.session.window.current_screen is screen
    screen.table.setFocus()
    screen.table.selectRow(1)
    person.press(Qt.Key.Key_Return)
    person.until(lambda: person.session.context.project.code == "YD")
    person.settle()
    assert person.session.window.current_key == "reports"
    assert person.session.reports.period == wanted


def test_escape_leads_back_to_the_reports(two_projects: Path, locked_desk: Person) -> None:
    person = locked_desk
    person.unlock()
    person.session.show_area("reports")
    person.settle()
    button = compare_button(person)
    assert button is not None
    person.click(button)
    person.settle()
    person.escape()
    assert person.session.window.current_key == "reports"
