"""From a bar of the reports to its cases in the real desk, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.services.reporting import list_projects
from tests.integration.receptions import COMPLAINT, Desk, promised
from tests.ui.at_the_desk import Person, opened
from tests.ui.at_the_reports import part_of

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.clause("4.3-4"),
]


@pytest.fixture
def three_complaints(desk_folder: Path) -> Path:
    """Register three complaints of today before anybody unlocks."""
    with opened(desk_folder) as workspace:
        assert workspace.actor is not None
        desk = Desk(workspace, workspace.read(list_projects)[0], workspace.actor)
        now = datetime.now(UTC)
        for _number in range(3):
            desk.receive(promised(COMPLAINT, now + timedelta(hours=4)), now=now)
    return desk_folder


def at_the_reports(person: Person) -> None:
    person.unlock()
    person.session.show_area("reports")
    person.until(lambda: person.session.reports.summary is not None)
    person.settle()


def test_a_bar_leads_to_its_cases_and_the_area_leads_back(
    three_complaints: Path, locked_desk: Person
) -> None:
    person = locked_desk
    at_the_reports(person)
    chart = person.session.reports.charts.by_category
    key = chart.parts()[0].key
    person.click(chart, part_of(chart, key).area.center().toPoint())
    person.until(lambda: person.session.window.current_key == "cases")
    person.settle()
    cases = person.session.cases
    assert cases.model.total == 3
    assert len(cases.model.wanted.cases) == 3
    assert cases.sentence.words.endswith(chart.parts()[0].words.partition(":")[0])
    person.session.show_area("reports")
    person.settle()
    assert person.session.reports.summary is not None


def test_a_card_leads_to_its_cases_by_enter(three_complaints: Path, locked_desk: Person) -> None:
    person = locked_desk
    at_the_reports(person)
    person.session.reports.cards.new.setFocus()
    person.press(Qt.Key.Key_Return)
    person.until(lambda: person.session.window.current_key == "cases")
    person.settle()
    assert person.session.cases.model.total == 3
