"""Numbers have no gap and no twin, whatever happens to days, clocks and transactions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NoReturn

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.terms import CaseType
from app.services.numbering import next_case_number, next_visit_number
from app.services.setup import NewProject, add_project
from app.workspace import Workspace
from db.models import Project
from tests.integration.receptions import NOW, local


def draw(
    session: Session, *, code: str = "CH", kind: CaseType = CaseType.COMPLAINT, at: datetime = NOW
) -> str:
    project = session.scalars(select(Project).where(Project.code == code)).one()
    return next_case_number(session, project, kind, at)


def test_a_number_names_type_and_local_day_and_counts_from_one(workspace: Workspace) -> None:
    assert [workspace.write(draw) for _ in range(3)] == [
        "TS-20261012-001",
        "TS-20261012-002",
        "TS-20261012-003",
    ]


def test_the_day_is_that_of_the_project_and_not_of_the_store(workspace: Workspace) -> None:
    assert workspace.write(draw, at=local(13, 0, 30)) == "TS-20261013-001"


@pytest.mark.parametrize(
    ("kind", "prefix"),
    [
        (CaseType.ENQUIRY, "ZX"),
        (CaseType.SERVICE_REQUEST, "BX"),
        (CaseType.COMPLAINT, "TS"),
        (CaseType.SUGGESTION, "JY"),
        (CaseType.PRAISE, "BY"),
        (CaseType.INFORMATION_REQUEST, "XX"),
    ],
)
@pytest.mark.clause("2")
def test_each_kind_counts_by_itself(workspace: Workspace, kind: CaseType, prefix: str) -> None:
    workspace.write(draw, kind=CaseType.COMPLAINT)
    workspace.write(draw, kind=kind)
    number = workspace.write(draw, kind=kind)
    already = 3 if kind is CaseType.COMPLAINT else 2
    assert number == f"{prefix}-20261012-{already:03d}"


@pytest.mark.clause("2")
def test_each_project_counts_by_itself(workspace: Workspace, actor: Actor) -> None:
    workspace.write(add_project, actor=actor, project=NewProject("YD", "云顶华府"), now=NOW)
    workspace.write(draw)
    assert workspace.write(draw, code="YD") == "TS-20261012-001"


def test_a_new_day_begins_at_one(workspace: Workspace) -> None:
    workspace.write(draw)
    assert workspace.write(draw, at=NOW + timedelta(days=1)) == "TS-20261013-001"


def test_a_clock_set_back_goes_on_where_that_day_stopped(workspace: Workspace) -> None:
    workspace.write(draw)
    workspace.write(draw, at=NOW + timedelta(days=1))
    assert workspace.write(draw, at=NOW) == "TS-20261012-002"


def test_a_number_of_a_gesture_that_failed_is_given_again(workspace: Workspace) -> None:
    def fails(session: Session) -> NoReturn:
        draw(session)
        raise RuntimeError("the form was wrong")

    workspace.write(draw)
    with pytest.raises(RuntimeError):
        workspace.write(fails)
    assert workspace.write(draw) == "TS-20261012-002"


def test_visits_are_numbered_apart_from_cases(workspace: Workspace) -> None:
    def visit_number(session: Session) -> str:
        return next_visit_number(session, session.scalars(select(Project)).one(), NOW)

    workspace.write(draw)
    assert workspace.write(visit_number) == "JD-20261012-001"


def test_the_thousandth_case_of_a_day_has_a_number(workspace: Workspace) -> None:
    def many(session: Session) -> list[str]:
        return [draw(session) for _ in range(1001)]

    assert workspace.write(many)[-2:] == ["TS-20261012-1000", "TS-20261012-1001"]
