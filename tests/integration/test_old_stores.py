"""Stores written by released versions open in this one, complete and in agreement."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.case_filter import CaseFilter
from app.services.case_list import list_cases
from app.services.reporting import list_projects
from app.verification import verify_store
from app.workspace import Workspace
from tests.integration.agreements import signed_on_the_screen

STORES = Path(__file__).parent / "stores"
USER, PASSWORD = "李静", "lake lantern seven"
CASES = {"0001": 4, "0002": 10, "0003": 10}
SIGNED = {"0003"}


@pytest.mark.parametrize("version", sorted(folder.name for folder in STORES.iterdir()))
def test_a_store_of_an_earlier_version_opens_whole(version: str, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    shutil.copytree(STORES / version, folder)
    workspace = Workspace(folder)
    try:
        actor = workspace.unlock_by_name(USER, PASSWORD)
        assert actor.has_signed == (version in SIGNED)
        assert verify_store(workspace) == []
        if not actor.has_signed:
            workspace.sign_agreement(signed_on_the_screen())
        project = workspace.read(list_projects)[0]
        page = workspace.read(
            list_cases,
            actor=workspace.actor,
            project_id=project.project_id,
            wanted=CaseFilter(),
            now=datetime.now(UTC),
            limit=1000,
        )
        assert len(page.rows) == CASES[version]
        assert verify_store(workspace) == []
    finally:
        workspace.close()
