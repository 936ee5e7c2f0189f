"""Saved filters: whose they are, who may share, and what a name stands for."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.case_filter import CaseFilter, CaseOrder, CaseSort, ListView, Scope
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import CaseType, Role
from app.services.saved_filters import (
    SavedView,
    change_filter,
    delete_filter,
    rename_filter,
    save_filter,
    saved_filters,
    share_filter,
)
from app.services.staff import record_staff
from app.verification import verify_store
from db.models import new_id
from tests.integration.receptions import NOW, Desk

VIEW = ListView(
    CaseFilter(types=(CaseType.COMPLAINT,), scope=Scope.OPEN, department=""),
    CaseOrder(CaseSort.DUE),
)


Attempts = tuple[tuple[Any, dict[str, Any]], ...]


@pytest.fixture
def receptionist(desk: Desk) -> Actor:
    staff_id = new_id()
    desk.write(record_staff, staff_id=staff_id, name="赵敏", role=Role.RECEPTIONIST, now=NOW)
    return Actor(staff_id, "赵敏", Role.RECEPTIONIST)


def write(desk: Desk, work: Any, actor: Actor | None = None, **arguments: Any) -> SavedView:
    found = desk.workspace.write(work, actor=actor or desk.actor, now=NOW, **arguments)
    assert isinstance(found, SavedView)
    return found


def save(desk: Desk, name: str, actor: Actor | None = None, *, shared: bool = False) -> SavedView:
    return write(
        desk,
        save_filter,
        actor,
        project_id=desk.project.project_id,
        name=name,
        view=VIEW,
        shared=shared,
    )


def names(desk: Desk, actor: Actor | None = None) -> list[str]:
    found = desk.workspace.read(
        saved_filters, actor=actor or desk.actor, project_id=desk.project.project_id
    )
    return [saved.name for saved in found]


def test_a_filter_comes_back_as_it_was_saved(desk: Desk) -> None:
    saved = save(desk, "  No  department ")
    assert (saved.name, saved.is_shared, saved.view) == ("No department", False, VIEW)
    found = desk.read(saved_filters, project_id=desk.project.project_id)
    assert found == (saved,)
    assert verify_store(desk.workspace) == []


def test_ones_own_filters_are_seen_by_nobody_else(desk: Desk, receptionist: Actor) -> None:
    save(desk, "mine")
    save(desk, "theirs", receptionist)
    save(desk, "everybody's", shared=True)
    assert names(desk) == ["mine", "everybody's"]
    assert names(desk, receptionist) == ["theirs", "everybody's"]


def test_sharing_and_changing_what_is_shared_is_for_who_sets_the_policy(
    desk: Desk, receptionist: Actor
) -> None:
    shared = save(desk, "everybody's", shared=True)
    own = save(desk, "theirs", receptionist)
    to_share: Attempts = (
        (save_filter, {"project_id": desk.project.project_id, "name": "x", "view": VIEW}),
        (share_filter, {"filter_id": own.filter_id}),
    )
    for work, arguments in to_share:
        with pytest.raises(UserFacingError) as caught:
            write(desk, work, receptionist, shared=True, **arguments)
        assert caught.value.problem is Problem.NOT_PERMITTED
    to_change: Attempts = (
        (rename_filter, {"name": "x"}),
        (change_filter, {"view": ListView()}),
        (delete_filter, {}),
    )
    for work, arguments in to_change:
        with pytest.raises(UserFacingError) as caught:
            write(desk, work, receptionist, filter_id=shared.filter_id, **arguments)
        assert caught.value.problem is Problem.NOT_PERMITTED


def test_nobody_reaches_into_the_filters_of_another(desk: Desk, receptionist: Actor) -> None:
    theirs = save(desk, "theirs", receptionist)
    with pytest.raises(UserFacingError) as caught:
        write(desk, delete_filter, filter_id=theirs.filter_id)
    assert caught.value.problem is Problem.NOT_FOUND


@pytest.mark.parametrize("shared", [False, True])
def test_a_name_stands_for_one_filter_only(desk: Desk, *, shared: bool) -> None:
    save(desk, "Night", shared=shared)
    save(desk, "Night", shared=not shared)
    with pytest.raises(UserFacingError) as caught:
        save(desk, " night ", shared=shared)
    assert caught.value.problem is Problem.NAME_TAKEN
    other = save(desk, "Day", shared=shared)
    with pytest.raises(UserFacingError) as caught:
        write(desk, rename_filter, filter_id=other.filter_id, name="NIGHT")
    assert caught.value.problem is Problem.NAME_TAKEN


def test_a_filter_may_keep_its_own_name(desk: Desk) -> None:
    saved = save(desk, "night")
    assert write(desk, rename_filter, filter_id=saved.filter_id, name="Night").name == "Night"


@pytest.mark.parametrize(
    ("name", "problem"), [("  ", FieldProblem.REQUIRED), ("x" * 101, FieldProblem.TOO_LONG)]
)
def test_a_name_is_neither_empty_nor_endless(desk: Desk, name: str, problem: FieldProblem) -> None:
    with pytest.raises(FieldError) as caught:
        save(desk, name)
    assert caught.value.problem is problem


def test_one_that_was_deleted_can_be_saved_again(desk: Desk) -> None:
    saved = save(desk, "night", shared=True)
    gone = write(desk, delete_filter, filter_id=saved.filter_id)
    assert names(desk) == []
    write(
        desk,
        save_filter,
        project_id=desk.project.project_id,
        name=gone.name,
        view=gone.view,
        shared=gone.is_shared,
    )
    assert names(desk) == ["night"]


def test_a_shared_filter_can_be_taken_back(desk: Desk, receptionist: Actor) -> None:
    saved = save(desk, "night")
    assert write(desk, share_filter, filter_id=saved.filter_id, shared=True).is_shared
    assert names(desk, receptionist) == ["night"]
    assert not write(desk, share_filter, filter_id=saved.filter_id, shared=False).is_shared
    assert names(desk, receptionist) == []


def test_another_filter_can_be_kept_under_the_same_name(desk: Desk) -> None:
    saved = save(desk, "night")
    other = ListView(CaseFilter(text="lift"))
    assert write(desk, change_filter, filter_id=saved.filter_id, view=other).view == other
