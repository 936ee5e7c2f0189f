"""Rooms and people stay in their own project, and a room is only taken when it is the one meant."""

from __future__ import annotations

import pytest

from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.visit_flow import CustomerDraft
from app.services.customers import find_room, keep_customer
from app.services.reporting import ProjectView, list_projects
from app.services.setup import NewProject, add_project
from app.workspace import Workspace
from tests.integration.receptions import NOW

LARGE = NewProject("YD", "云顶", rooms=(("11", "1", "101"), ("1", "1", "1101"), ("2", "1", "201")))


@pytest.fixture
def large(workspace: Workspace, actor: Actor) -> ProjectView:
    """Return a second project, with two rooms that differ by their dashes only."""
    workspace.write(add_project, actor=actor, project=LARGE, now=NOW)
    found = [p for p in workspace.read(list_projects) if p.code == "YD"]
    (only,) = found
    assert isinstance(only, ProjectView)
    return only


@pytest.mark.parametrize("written", ["11-1-101", "1-1-1101"])
def test_a_room_written_with_dashes_is_that_room(
    workspace: Workspace, large: ProjectView, written: str
) -> None:
    found = workspace.read(find_room, project_id=large.project_id, text=written)
    assert found is not None
    assert found[1] == written


def test_a_room_that_could_be_two_is_none(workspace: Workspace, large: ProjectView) -> None:
    assert workspace.read(find_room, project_id=large.project_id, text="111101") is None


def test_a_room_without_dashes_is_found_when_it_can_only_be_one(
    workspace: Workspace, large: ProjectView
) -> None:
    found = workspace.read(find_room, project_id=large.project_id, text="21201")
    assert found is not None
    assert found[1] == "2-1-201"


def test_a_room_of_another_project_is_refused(
    workspace: Workspace, actor: Actor, project: ProjectView, large: ProjectView
) -> None:
    room = workspace.read(find_room, project_id=large.project_id, text="2-1-201")
    draft = CustomerDraft(name="王秀兰", room_id=room[0])
    with pytest.raises(UserFacingError) as refused:
        workspace.write(
            keep_customer, actor=actor, project_id=project.project_id, draft=draft, now=NOW
        )
    assert refused.value.problem is Problem.NOT_FOUND


def test_a_customer_of_another_project_is_refused(
    workspace: Workspace, actor: Actor, project: ProjectView, large: ProjectView
) -> None:
    known = workspace.write(
        keep_customer,
        actor=actor,
        project_id=large.project_id,
        draft=CustomerDraft(name="王秀兰"),
        now=NOW,
    )
    with pytest.raises(UserFacingError) as refused:
        workspace.write(
            keep_customer,
            actor=actor,
            project_id=project.project_id,
            draft=CustomerDraft(customer_id=known),
            now=NOW,
        )
    assert refused.value.problem is Problem.NOT_FOUND
