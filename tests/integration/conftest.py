"""A desk that lived through the October of which every figure is known by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.period_summary import PeriodSummary
from app.services.reporting import list_projects
from tests.conftest import open_copy
from tests.integration.october import October, summary_of
from tests.integration.receptions import Desk


@pytest.fixture
def october(desk: Desk) -> October:
    return October(desk)


@pytest.fixture(scope="module")
def lasting_desk(template_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Return a desk that lived through that October; only for reading."""
    workspace = open_copy(template_store, tmp_path_factory.mktemp("october"))
    (project,) = workspace.read(list_projects)
    assert workspace.actor is not None
    desk = Desk(workspace, project, workspace.actor)
    October(desk)
    yield desk
    workspace.close()


@pytest.fixture(scope="module")
def summary(lasting_desk: Desk) -> PeriodSummary:
    return summary_of(lasting_desk)
