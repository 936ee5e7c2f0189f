"""What many tests stand on: a store made once and copied for each, and a demonstration store."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from app import i18n
from app.agreement_texts import signed_on_paper
from app.demonstration import make_demonstration
from app.domain.permissions import Actor
from app.domain.setup import RoomPattern
from app.services.reporting import ProjectView, list_projects
from app.services.setup import NewProject, create_store
from app.workspace import Workspace
from db import key_envelope
from db.folder import StoreFolder
from db.key_file import KdfParameters
from tests.integration.receptions import Desk

settings.register_profile("desk", max_examples=40, deadline=None)
settings.load_profile("desk")

CHEAP = KdfParameters(m=19456, t=1, p=1)
COMPANY = "鸿园物业服务有限公司"
ADMINISTRATOR = "李静"
PASSWORD = "violet tractor 71 lagoon"
PROJECT = NewProject(
    "CH",
    "翠湖花园",
    desk_phone="0571-8888 0001",
    rooms=tuple(RoomPattern((1, 3), (1, 2), (17, 18), 2).rooms()),
)
ON_PAPER = signed_on_paper(date(2026, 1, 5))
STORE_FILES = ("store.db", "keys.json", "anchor.json")


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    """No test inherits the language that another one set."""
    i18n.set_language(i18n.DEFAULT_LANGUAGE)
    yield
    i18n.set_language(i18n.DEFAULT_LANGUAGE)


@pytest.fixture(scope="session")
def template_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a store with one project and 24 rooms, its password cheap to check."""
    folder = tmp_path_factory.mktemp("template") / "前台"
    workspace = Workspace(folder)
    fresh = create_store(
        folder,
        company=COMPANY,
        project=PROJECT,
        administrator=ADMINISTRATOR,
        password=PASSWORD,
        agreement=ON_PAPER,
    )
    workspace.adopt(fresh.store, fresh.actor)
    workspace.close()
    key_envelope.change_password(
        StoreFolder(folder).keys, fresh.actor.staff_id, PASSWORD, PASSWORD, kdf=CHEAP
    )
    StoreFolder(folder).ballast.unlink(missing_ok=True)
    return folder


def open_copy(template: Path, folder: Path) -> Workspace:
    """Copy a store into an empty folder and unlock it."""
    for name in STORE_FILES:
        shutil.copy(template / name, folder)
    workspace = Workspace(folder)
    workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
    return workspace


@pytest.fixture
def store_folder(template_store: Path, tmp_path: Path) -> Iterator[Path]:
    """Return the folder of a store of the test's own, locked."""
    folder = tmp_path / "前台#1"
    folder.mkdir()
    for name in STORE_FILES:
        shutil.copy(template_store / name, folder)
    yield folder
    # Kept folders of former runs should not hold 64 MiB each.
    StoreFolder(folder).ballast.unlink(missing_ok=True)


@pytest.fixture
def workspace(store_folder: Path) -> Iterator[Workspace]:
    """Return an unlocked store with one project and its administrator, and nothing else."""
    made = Workspace(store_folder)
    made.unlock_by_name(ADMINISTRATOR, PASSWORD)
    yield made
    made.close()


@pytest.fixture
def project(workspace: Workspace) -> ProjectView:
    """Return the one project of ``workspace``."""
    (only,) = workspace.read(list_projects)
    assert isinstance(only, ProjectView)
    return only


@pytest.fixture
def actor(workspace: Workspace) -> Actor:
    """Return the administrator who unlocked ``workspace``."""
    assert workspace.actor is not None
    return workspace.actor


@pytest.fixture
def desk(workspace: Workspace, project: ProjectView, actor: Actor) -> Desk:
    """Return the desk of the one project, with the verbs of a reception."""
    return Desk(workspace, project, actor)


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Return an unlocked demonstration store of two months; only for reading."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    make_demonstration(
        folder,
        administrator=ADMINISTRATOR,
        password=PASSWORD,
        seed=7,
        months=2,
        complaints_per_month=6,
        until=date(2026, 10, 31),
    )
    made = Workspace(folder)
    made.unlock_by_name(ADMINISTRATOR, PASSWORD)
    yield made
    made.close()
    shutil.rmtree(folder)
