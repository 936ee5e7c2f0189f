"""Fixtures for tests that sit before the real desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.terms import CustomerKind
from app.domain.visit_flow import CustomerDraft
from app.services.customers import find_room, keep_customer
from app.services.reporting import list_projects
from app.services.setup import confirm_recovery
from db.folder import StoreFolder
from tests.ui.at_the_desk import (
    WANG,
    WANG_PHONE,
    WANG_ROOM,
    Person,
    copy_store,
    opened,
    running,
)


@pytest.fixture(scope="session")
def peopled_store(template_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a store that knows three households; for copying."""
    folder = copy_store(template_store, tmp_path_factory.mktemp("peopled") / "前台")
    with opened(folder) as workspace:
        assert workspace.actor is not None
        project = workspace.read(list_projects)[0]
        workspace.write(confirm_recovery, actor=workspace.actor, now=datetime.now(UTC))
        for name, title, phone, label in (
            (WANG, "女士", WANG_PHONE, WANG_ROOM),
            ("王小龙", "先生", "13900001111", "1-1-1701"),
            ("张伟", "先生", "13700002222", "2-1-1802"),
        ):
            room = workspace.read(find_room, project_id=project.project_id, text=label)
            assert room is not None
            draft = CustomerDraft(
                room_id=room[0],
                room_label=room[1],
                name=name,
                title=title,
                phone=phone,
                kind=CustomerKind.OWNER,
            )
            workspace.write(
                keep_customer,
                actor=workspace.actor,
                project_id=project.project_id,
                draft=draft,
                now=datetime.now(UTC),
            )
    return folder


@pytest.fixture
def desk_folder(peopled_store: Path, tmp_path: Path) -> Iterator[Path]:
    """Return the data folder of a desk of the test's own, locked."""
    folder = copy_store(peopled_store, tmp_path / "前台 1")
    yield folder
    StoreFolder(folder).ballast.unlink(missing_ok=True)


@pytest.fixture
def locked_desk(qtbot: QtBot, qapp: QApplication, desk_folder: Path) -> Iterator[Person]:
    """Return somebody before the locked desk."""
    with running(qapp, desk_folder) as program:
        yield Person(program)


@pytest.fixture
def person(locked_desk: Person) -> Person:
    """Return the receptionist, who has unlocked the desk."""
    locked_desk.unlock()
    return locked_desk
