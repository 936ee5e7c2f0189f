"""The settings: policy by role, staff, backup, recovery key, on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QSpinBox,
    QTableView,
)
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.policy import (
    IDLE_LOCK_SECONDS,
    PAPER_SIZE,
    RATING_SECONDS,
    REMINDER_SOUND,
)
from app.domain.terms import Role
from app.services.policy import read_setting
from app.services.reporting import ProjectView
from app.version import VERSION
from app.workspace import Workspace
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen
from ui.settings.backup_section import size_words
from ui.settings.policy_values import recovery_is_confirmed
from ui.settings.recovery_paper import recovery_paper
from ui.settings.settings_screen import SettingsScreen
from ui.tasks import TaskRunner
from ui.widgets.new_password import NewPassword

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "This plugin does not support", extend=True
)
PASSWORD = "violet tractor 71 lagoon"
NEW_PASSWORD = "marble 38 harbour kettle"


@pytest.fixture(autouse=True)
def _english(_default_language: None) -> None:
    i18n.set_language("en")


@pytest.fixture
def context(
    qtbot: QtBot, workspace: Workspace, project: ProjectView, actor: Actor
) -> Iterator[DeskContext]:
    runner = TaskRunner(workspace)
    bugs: list[str] = []
    runner.bug_found.connect(bugs.append)
    yield DeskContext(runner, actor, project, "Cuihu")
    assert runner.shutdown()
    assert bugs == []


def shown(qtbot: QtBot, context: DeskContext, workspace: Workspace, key: str) -> SettingsScreen:
    """Show a section and wait until it was read."""
    screen = SettingsScreen(context, workspace)
    qtbot.addWidget(screen)
    screen.resize(1274, 708)
    with qtbot.waitActive(screen):
        screen.show()
    screen.show_section(key)
    qtbot.waitUntil(lambda: not context.runner.busy, timeout=10_000)
    return screen


def as_receptionist(context: DeskContext) -> DeskContext:
    return replace(context, actor=replace(context.actor, role=Role.RECEPTIONIST))


def type_password(qtbot: QtBot, fields: NewPassword, password: str) -> None:
    """Type a new password twice and wait until it was measured."""
    qtbot.keyClicks(fields.first.line, password)
    qtbot.keyClicks(fields.second.line, password)
    qtbot.waitUntil(lambda: fields.valid, timeout=10_000)


def test_language_and_look_are_wishes(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "look")
    assert screen.look.languages.value == "en"
    with qtbot.waitSignal(screen.language_chosen) as language:
        qtbot.mouseClick(screen.look.languages.chip("zh_CN"), Qt.MouseButton.LeftButton)
    assert language.args == ["zh_CN"]
    with qtbot.waitSignal(screen.theme_chosen) as theme:
        qtbot.mouseClick(screen.look.themes.chip("dark"), Qt.MouseButton.LeftButton)
    assert theme.args == ["dark"]


def test_the_policy_is_saved(qtbot: QtBot, context: DeskContext, workspace: Workspace) -> None:
    screen = shown(qtbot, context, workspace, "desk")
    desk = screen.desk
    assert desk.idle_box.value() == IDLE_LOCK_SECONDS.default
    assert not desk.save_button.isEnabled()
    desk.idle_box.setValue(300)
    desk.rating_box.setValue(45)
    qtbot.mouseClick(desk.paper_chips.chip("80mm"), Qt.MouseButton.LeftButton)
    assert not desk.sound_box.isChecked()
    desk.sound_box.setFocus()
    qtbot.keyClick(desk.sound_box, Qt.Key.Key_Space)
    with qtbot.waitSignals([screen.idle_seconds_changed, screen.done], timeout=10_000):
        qtbot.mouseClick(desk.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not context.runner.busy)
    assert not desk.save_button.isEnabled()
    assert workspace.read(read_setting, IDLE_LOCK_SECONDS) == 300
    assert workspace.read(read_setting, RATING_SECONDS) == 45
    assert workspace.read(read_setting, PAPER_SIZE) == "80mm"
    assert workspace.read(read_setting, REMINDER_SOUND)


def test_only_what_changed_is_told(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "desk")
    screen.desk.rating_box.setValue(50)
    with (
        qtbot.assertNotEmitted(screen.idle_seconds_changed),
        qtbot.waitSignal(screen.done, timeout=10_000),
    ):
        qtbot.mouseClick(screen.desk.save_button, Qt.MouseButton.LeftButton)


def test_what_was_typed_survives_a_refresh(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "desk")
    screen.desk.idle_box.setValue(500)
    screen.show_section("look")
    screen.show_section("desk")
    screen.refresh()
    qtbot.waitUntil(lambda: not context.runner.busy, timeout=10_000)
    assert screen.desk.idle_box.value() == 500


def test_a_receptionist_reads_and_is_told_why(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, as_receptionist(context), workspace, "desk")
    assert not screen.desk.idle_box.isEnabled()
    assert not screen.desk.save_button.isVisible()
    assert screen.desk.refusal_notice.isVisible()
    assert "change settings" in screen.desk.refusal_notice.words.text()
    screen.show_section("staff")
    assert not screen.staff.name_line.isVisible()
    assert screen.staff.refusal_notice.isVisible()
    assert screen.staff.change_button.isVisible()
    screen.show_section("backup")
    assert not screen.backup.now_button.isEnabled()
    screen.show_section("recovery")
    assert not screen.recovery.new_button.isEnabled()


def test_a_new_member_can_unlock(qtbot: QtBot, context: DeskContext, workspace: Workspace) -> None:
    screen = shown(qtbot, context, workspace, "staff")
    staff = screen.staff
    assert staff.table.model().rowCount() == 1
    qtbot.keyClicks(staff.name_line, "Anna Berg")
    staff.role_box.setCurrentIndex(staff.role_box.findData(Role.SUPERVISOR.value))
    type_password(qtbot, staff.passwords, NEW_PASSWORD)
    with qtbot.waitSignal(screen.done, timeout=20_000) as done:
        qtbot.mouseClick(staff.add_button, Qt.MouseButton.LeftButton)
    assert done.args == [
        "Anna Berg can unlock the desk now, and signs the confidentiality agreement first."
    ]
    qtbot.waitUntil(lambda: staff.table.model().rowCount() == 2, timeout=10_000)
    assert staff.name_line.text() == staff.passwords.text == ""
    qtbot.waitUntil(lambda: not context.runner.busy, timeout=10_000)
    workspace.lock()
    assert workspace.unlock_by_name("Anna Berg", NEW_PASSWORD).role is Role.SUPERVISOR


@pytest.mark.clause("5-3")
def test_a_signed_paper_recorded_by_an_administrator_opens_the_account(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    staff_id = workspace.add_staff("Anna Berg", Role.RECEPTIONIST, NEW_PASSWORD)
    screen = shown(qtbot, context, workspace, "staff")
    staff = screen.staff
    qtbot.waitUntil(lambda: staff.table.model().rowCount() == 2, timeout=10_000)
    row = next(i for i in range(2) if _name_in(staff.table, i) == "Anna Berg")
    assert staff.table.model().index(row, 3).data() == "not signed: account closed until then"
    staff.table.selectRow(row)
    staff.agreement.day.setDate(QDate(2026, 10, 1))
    with qtbot.waitSignal(screen.done, timeout=20_000) as done:
        qtbot.mouseClick(staff.agreement.record_button, Qt.MouseButton.LeftButton)
    assert done.args == ["The agreement of Anna Berg is on record."]
    qtbot.waitUntil(lambda: not context.runner.busy, timeout=10_000)
    assert staff.table.model().index(row, 3).data() == "signed on 2026-10-01"
    workspace.lock()
    assert workspace.unlock(staff_id, NEW_PASSWORD).has_signed


def test_the_agreement_of_a_marked_person_is_shown_as_a_paper(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "staff")
    staff = screen.staff
    qtbot.waitUntil(lambda: staff.table.model().rowCount() == 1, timeout=10_000)
    staff.table.selectRow(0)
    assert not staff.agreement.record_button.isVisible()
    with qtbot.waitSignal(screen.paper_requested, timeout=20_000) as asked:
        qtbot.mouseClick(staff.agreement.sheet_button, Qt.MouseButton.LeftButton)
    assert asked.args is not None
    paper = asked.args[0]
    qtbot.addWidget(paper)
    qtbot.waitUntil(lambda: paper.ready, timeout=20_000)


def test_a_closed_account_opens_nothing_any_more(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    staff_id = workspace.add_staff("Anna Berg", Role.RECEPTIONIST, NEW_PASSWORD)
    screen = shown(qtbot, context, workspace, "staff")
    staff = screen.staff
    qtbot.waitUntil(lambda: staff.table.model().rowCount() == 2, timeout=10_000)
    staff.table.selectRow(next(i for i in range(2) if _name_in(staff.table, i) == "Anna Berg"))
    qtbot.mouseClick(staff.close_button, Qt.MouseButton.LeftButton)
    question = staff.findChild(QMessageBox, "closeAccountQuestion")
    assert question is not None
    with qtbot.waitSignal(screen.done, timeout=20_000):
        qtbot.mouseClick(question.button(QMessageBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert staff_id not in {choice.staff_id for choice in workspace.staff()}


def test_an_account_closed_by_half_is_offered_again(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    staff_id = workspace.add_staff("Anna Berg", Role.RECEPTIONIST, NEW_PASSWORD)
    obstacle = workspace.folder / "keys.json.tmp"
    obstacle.mkdir()
    with pytest.raises(UserFacingError):
        workspace.close_account(staff_id)
    obstacle.rmdir()
    screen = shown(qtbot, context, workspace, "staff")
    staff = screen.staff
    qtbot.waitUntil(lambda: staff.table.model().rowCount() == 2, timeout=10_000)
    row = next(i for i in range(2) if _name_in(staff.table, i) == "Anna Berg")
    assert staff.table.model().index(row, 2).data() == "left, password not taken back"
    staff.table.selectRow(row)
    assert staff.close_button.isVisible()
    qtbot.mouseClick(staff.close_button, Qt.MouseButton.LeftButton)
    question = staff.findChild(QMessageBox, "closeAccountQuestion")
    assert question is not None
    with qtbot.waitSignal(screen.done, timeout=20_000):
        qtbot.mouseClick(question.button(QMessageBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert staff_id not in {choice.staff_id for choice in workspace.staff()}
    qtbot.waitUntil(lambda: not context.runner.busy, timeout=10_000)
    staff.table.selectRow(row)
    assert not staff.close_button.isVisible()


def test_nobody_closes_their_own_account(workspace: Workspace) -> None:
    assert workspace.actor is not None
    with pytest.raises(UserFacingError) as refused:
        workspace.close_account(workspace.actor.staff_id)
    assert refused.value.problem is Problem.OWN_ACCOUNT
    assert len(workspace.staff()) == 1


def _name_in(table: QTableView, row: int) -> str:
    return str(table.model().index(row, 0).data())


def test_a_name_that_is_taken_is_a_sentence_and_nothing_is_lost(
    qtbot: QtBot, context: DeskContext, workspace: Workspace, actor: Actor
) -> None:
    screen = shown(qtbot, context, workspace, "staff")
    staff = screen.staff
    staff.name_line.setText(actor.name)
    type_password(qtbot, staff.passwords, NEW_PASSWORD)
    with qtbot.waitSignal(screen.problem_met, timeout=20_000) as met:
        qtbot.mouseClick(staff.add_button, Qt.MouseButton.LeftButton)
    assert met.args is not None
    assert "is taken already" in met.args[0]
    assert staff.name_line.text() == actor.name
    assert staff.add_button.isEnabled()


def test_an_empty_name_and_a_weak_password_are_said_beside_the_field(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "staff")
    staff = screen.staff
    qtbot.mouseClick(staff.add_button, Qt.MouseButton.LeftButton)
    assert staff.name_field.error == "Please fill this in."
    qtbot.keyClicks(staff.name_line, "Anna")
    assert staff.name_field.error == ""
    qtbot.mouseClick(staff.add_button, Qt.MouseButton.LeftButton)
    assert staff.passwords.first_field.error


def test_the_own_password_is_changed(
    qtbot: QtBot, context: DeskContext, workspace: Workspace, actor: Actor
) -> None:
    screen = shown(qtbot, context, workspace, "staff")
    staff = screen.staff
    type_password(qtbot, staff.own_passwords, NEW_PASSWORD)
    qtbot.keyClicks(staff.old_password.line, "not the password")
    with qtbot.waitSignal(screen.problem_met, timeout=20_000):
        qtbot.mouseClick(staff.change_button, Qt.MouseButton.LeftButton)
    assert staff.old_password.text == ""
    assert staff.own_passwords.text == NEW_PASSWORD
    qtbot.waitUntil(staff.change_button.isEnabled)
    qtbot.keyClicks(staff.old_password.line, PASSWORD)
    with qtbot.waitSignal(screen.done, timeout=20_000):
        qtbot.mouseClick(staff.change_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not context.runner.busy, timeout=10_000)
    workspace.lock()
    assert workspace.unlock(actor.staff_id, NEW_PASSWORD) == actor


def test_a_backup_is_made(
    qtbot: QtBot, context: DeskContext, workspace: Workspace, tmp_path: Path
) -> None:
    screen = shown(qtbot, context, workspace, "backup")
    assert screen.backup.last_label.text() == "No backup yet"
    with qtbot.waitSignal(screen.done, timeout=20_000):
        qtbot.mouseClick(screen.backup.now_button, Qt.MouseButton.LeftButton)
    made = workspace.last_backup()
    assert made is not None
    assert str(made.folder) in screen.backup.place_label.text()
    assert screen.backup.last_label.text().startswith("today")
    qtbot.waitUntil(screen.backup.now_button.isEnabled)
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    with qtbot.waitSignal(screen.done, timeout=20_000):
        screen.backup.back_up_to(elsewhere)
    assert list(elsewhere.iterdir())


def test_a_backup_that_fails_is_a_sentence(
    qtbot: QtBot, context: DeskContext, workspace: Workspace, tmp_path: Path
) -> None:
    screen = shown(qtbot, context, workspace, "backup")
    place = tmp_path / "a file"
    place.write_bytes(b"")
    with qtbot.waitSignal(screen.problem_met, timeout=20_000):
        screen.backup.back_up_to(place)
    qtbot.waitUntil(screen.backup.now_button.isEnabled)


def test_an_old_backup_is_warned_of(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    workspace.back_up()
    later = replace(context, now=lambda: datetime.now(UTC) + timedelta(days=9))
    screen = shown(qtbot, later, workspace, "backup")
    assert screen.backup.stale_notice.isVisible()


def test_a_new_recovery_key_asks_first(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "recovery")
    recovery = screen.recovery
    assert recovery.unconfirmed_notice.isVisible() is not workspace.read(recovery_is_confirmed)
    qtbot.mouseClick(recovery.new_button, Qt.MouseButton.LeftButton)
    assert recovery.confirm_panel.isVisible()
    qtbot.mouseClick(recovery.cancel_button, Qt.MouseButton.LeftButton)
    assert not recovery.confirm_panel.isVisible()
    qtbot.mouseClick(recovery.new_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(screen.recovery_sheet_requested, timeout=20_000) as asked:
        qtbot.mouseClick(recovery.confirm_button, Qt.MouseButton.LeftButton)
    assert asked.args is not None
    key = asked.args[0]
    qtbot.waitUntil(lambda: not context.runner.busy, timeout=10_000)
    paper = recovery_paper(context, key, "store 1")
    qtbot.addWidget(paper)
    qtbot.waitUntil(lambda: paper.ready, timeout=20_000)
    assert paper.view.page_count >= 1
    workspace.lock()
    admitted, _newer = workspace.recover(context.actor.staff_id, key, NEW_PASSWORD)
    assert admitted.role is Role.ADMINISTRATOR


@pytest.mark.parametrize("paper", ["A5", "80mm"])
def test_a_sample_receipt_is_shown(
    qtbot: QtBot, context: DeskContext, workspace: Workspace, paper: str
) -> None:
    screen = shown(qtbot, context, workspace, "desk")
    qtbot.mouseClick(screen.desk.paper_chips.chip(paper), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(screen.paper_requested) as asked:
        qtbot.mouseClick(screen.desk.sample_button, Qt.MouseButton.LeftButton)
    assert asked.args is not None
    sample = asked.args[0]
    assert isinstance(sample, PaperScreen)
    qtbot.addWidget(sample)
    qtbot.waitUntil(lambda: sample.ready, timeout=20_000)
    width, _height = sample.view._canvas.sizes[0]
    assert width == pytest.approx(419.53 if paper == "A5" else 226.8, abs=1)


def test_about_says_version_and_folder(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "about")
    words = [label.accessibleName() for label in screen.about.findChildren(QAbstractButton)]
    assert words == []
    version, folder = (
        screen.findChild(QLabel, "aboutVersion"),
        screen.findChild(QLabel, "aboutFolder"),
    )
    assert version is not None
    assert folder is not None
    assert (version.text(), folder.text()) == (VERSION, str(workspace.folder))


def test_the_list_goes_by_keyboard(
    qtbot: QtBot, context: DeskContext, workspace: Workspace
) -> None:
    screen = shown(qtbot, context, workspace, "look")
    qtbot.keyClick(screen.list, Qt.Key.Key_Down)
    assert screen.desk.isVisible()
    qtbot.waitUntil(lambda: not context.runner.busy, timeout=10_000)


def test_every_control_has_a_name(qtbot: QtBot, context: DeskContext, workspace: Workspace) -> None:
    screen = shown(qtbot, context, workspace, "look")
    controls = [
        *screen.findChildren(QAbstractButton),
        *screen.findChildren(QComboBox),
        *screen.findChildren(QSpinBox),
        *screen.findChildren(QLineEdit),
    ]
    for control in controls:
        # Buttons inside a line and the corner of a table are Qt's own.
        if isinstance(control.parent(), QLineEdit) or control.objectName().startswith("qt_"):
            continue
        assert control.objectName(), control
        assert control.accessibleName(), control.objectName()


@pytest.mark.parametrize(
    ("count", "words"),
    [(999, "999 B"), (1500, "1.5 KB"), (3_200_000, "3.2 MB"), (5 * 10**9, "5.0 GB")],
)
def test_sizes_are_read_by_people(count: int, words: str) -> None:
    assert size_words(count) == words
