"""Policy lives in the store and is changed by those who may."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.policy import COMPANY_NAME, IDLE_LOCK_SECONDS
from app.domain.terms import Role
from app.services.policy import change_setting, read_setting
from app.workspace import Workspace
from db.models import AuditEntry, Setting
from tests.conftest import ADMINISTRATOR, COMPANY, PASSWORD
from tests.integration.receptions import NOW, Desk


def test_a_setting_nobody_set_has_its_default(desk: Desk) -> None:
    assert desk.workspace.read(read_setting, IDLE_LOCK_SECONDS) == 120


def test_the_company_is_that_of_the_set_up(desk: Desk) -> None:
    assert desk.workspace.read(read_setting, COMPANY_NAME) == COMPANY


def test_a_change_outlasts_the_lock(desk: Desk) -> None:
    desk.write(change_setting, setting=IDLE_LOCK_SECONDS, value=600, now=NOW)
    desk.workspace.lock()
    desk.workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
    assert desk.workspace.read(read_setting, IDLE_LOCK_SECONDS) == 600


@pytest.mark.parametrize("value", [0, -1, 10**9])
def test_a_value_out_of_bounds_becomes_the_default(desk: Desk, value: int) -> None:
    desk.write(change_setting, setting=IDLE_LOCK_SECONDS, value=value, now=NOW)
    assert desk.workspace.read(read_setting, IDLE_LOCK_SECONDS) == 120


def test_a_value_spoilt_in_the_store_reads_as_the_default(workspace: Workspace) -> None:
    workspace.write(lambda s: s.add(Setting(name=IDLE_LOCK_SECONDS.name, value=["?"])))
    assert workspace.read(read_setting, IDLE_LOCK_SECONDS) == 120


def test_a_receptionist_changes_no_policy(workspace: Workspace, actor: Actor) -> None:
    receptionist = Actor(actor.staff_id, "张伟", Role.RECEPTIONIST)
    with pytest.raises(UserFacingError) as caught:
        workspace.write(
            change_setting, actor=receptionist, setting=IDLE_LOCK_SECONDS, value=600, now=NOW
        )
    assert caught.value.problem is Problem.NOT_PERMITTED
    assert workspace.read(read_setting, IDLE_LOCK_SECONDS) == 120


@pytest.mark.clause("6-3")
def test_a_change_is_in_the_audit_log(desk: Desk) -> None:
    desk.write(change_setting, setting=IDLE_LOCK_SECONDS, value=600, now=NOW)
    last = desk.workspace.read(
        lambda s: s.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    )
    assert (last.action, last.object, last.actor) == (
        "change_setting",
        "setting:idle_lock_seconds",
        desk.actor.staff_id,
    )
