"""Targets, names on reports and the least number of answers: changed by those who may, audited."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.policy import TARGETS
from app.services.report_policy import read_report_policy
from db.models import AuditEntry
from tests.integration.receptions import Desk
from tests.ui.at_the_desk import rows
from tests.ui.at_the_settings import as_receptionist, at_rest, handed, shown


def test_what_is_saved_holds_and_is_written_down(qtbot: QtBot, desk: Desk) -> None:
    with handed(desk) as context:
        screen = shown(qtbot, context, desk.workspace, "targets")
        section = screen.targets
        assert not section.save_button.isEnabled()
        section.boxes["completion"].setValue(85)
        section.least_box.setValue(8)
        section.names_box.setChecked(True)
        qtbot.mouseClick(section.save_button, Qt.MouseButton.LeftButton)
        at_rest(qtbot, context)
        policy = desk.workspace.read(read_report_policy)
        assert policy.targets["completion"] == 85
        assert (policy.least_answers, policy.staff_names) == (8, True)
        assert not section.changed
    changed = [
        row["object"]
        for row in rows(desk.workspace, AuditEntry)
        if row["action"] == "change_setting"
    ]
    names = ("target_completion", "staff_names_on_reports", "least_answers")
    assert changed[-3:] == [f"setting:{name}" for name in names]


def test_every_target_keeps_its_bounds(qtbot: QtBot, desk: Desk) -> None:
    with handed(desk) as context:
        screen = shown(qtbot, context, desk.workspace, "targets")
        section = screen.targets
        for name, setting in TARGETS:
            box = section.boxes[name]
            assert (box.minimum(), box.maximum()) == (setting.least, setting.most)
            assert box.value() == setting.default


def test_a_receptionist_reads_them_and_changes_nothing(qtbot: QtBot, desk: Desk) -> None:
    with handed(desk) as context:
        screen = shown(qtbot, as_receptionist(context), desk.workspace, "targets")
        section = screen.targets
        assert not section.boxes["completion"].isEnabled()
        assert not section.save_button.isVisible()
