"""The retention rules in the settings: days saved, what is due previewed and approved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.retention import RetentionClass
from db.models import Case, ProjectPolicy, RetentionRun
from tests.integration.receptions import ENQUIRY, Desk
from tests.ui.at_the_desk import Person
from ui.papers.paper_screen import PaperScreen
from ui.settings.retention_section import RetentionSection

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def section(person: Person) -> RetentionSection:
    """Return the section, after an enquiry that ended two years ago."""
    context, workspace = person.session.context, person.program.workspace()
    desk = Desk(workspace, context.project, context.actor)
    desk.receive(ENQUIRY, now=datetime.now(UTC) - timedelta(days=730))
    person.session.show_area("settings")
    person.session.settings.show_section("retention")
    shown = person.session.settings.retention
    person.until(shown.preview_button.isEnabled)
    return shown


def test_what_is_due_stands_beside_its_rule(section: RetentionSection) -> None:
    assert section.due_labels[RetentionClass.ENQUIRIES].text() == "1 due"
    assert section.due_labels[RetentionClass.CASES].text() == "0 due"


def test_days_are_saved(person: Person, section: RetentionSection) -> None:
    section.boxes[RetentionClass.VISITORS].setValue(60)
    person.click(section.save_button)
    person.until(lambda: saved_days(person) == [60])


def saved_days(person: Person) -> list[int]:
    """Return for how long visitors are kept, if the store says."""
    rules = [row["value"] for row in person.rows(ProjectPolicy) if row["name"] == "retention"]
    return [rule["visitors"] for rule in rules if isinstance(rule, dict)]


def test_nothing_is_approved_before_a_preview(section: RetentionSection) -> None:
    assert not section.approve_button.isEnabled()


def test_days_not_saved_yet_keep_the_run_shut(section: RetentionSection) -> None:
    section.boxes[RetentionClass.VISITORS].setValue(60)
    assert not section.preview_button.isEnabled()


def test_a_run_is_previewed_approved_and_certified(
    person: Person, section: RetentionSection
) -> None:
    person.click(section.preview_button)
    person.until(section.approve_button.isEnabled)
    assert [row["own_words"] for row in person.rows(Case)] != [""]
    person.click(section.approve_button)
    person.until(lambda: person.sees("approveRunDo"))
    person.click(person.find("approveRunDo"))
    person.until(lambda: [row["own_words"] for row in person.rows(Case)] == [""])
    (run,) = person.rows(RetentionRun)
    person.until(lambda: person.sees(f"run-{run['number']}"))
    person.click(person.find(f"run-{run['number']}"))
    person.until(lambda: isinstance(person.program.window.current_screen, PaperScreen))


def test_going_back_from_the_approval_erases_nothing(
    person: Person, section: RetentionSection
) -> None:
    person.click(section.preview_button)
    person.until(section.approve_button.isEnabled)
    person.click(section.approve_button)
    person.until(lambda: person.sees("approveRunBack"))
    person.click(person.find("approveRunBack"))
    person.settle()
    assert [row["own_words"] for row in person.rows(Case)] != [""]
