"""Many rows at once are the same rows as one by one, with every constraint checked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.services.reporting import ProjectView
from app.workspace import Workspace
from db.bulk_insert import insert_rows
from db.models import Customer, CustomerKey, new_id

NOW = datetime(2026, 10, 12, tzinfo=UTC)


def customers(project: ProjectView, *names: str) -> list[dict[str, object]]:
    return [
        {
            "id": new_id(),
            "project_id": project.project_id,
            "name": name,
            "phone": "",
            "title": "",
            "kind": "other",
            "created_at": NOW,
            "changed_at": NOW,
        }
        for name in names
    ]


def names(session: Session) -> list[tuple[str, datetime]]:
    order = text("customers.rowid")
    found = session.execute(select(Customer.name, Customer.created_at).order_by(order))
    return [(name, created_at) for name, created_at in found]


@pytest.mark.parametrize("given", [(), ("王",), ("b", "a", "c", "𠮷", "O'Brien <b>&"), ("x", "x")])
def test_rows_are_kept_in_their_order(
    workspace: Workspace, project: ProjectView, given: tuple[str, ...]
) -> None:
    workspace.write(insert_rows, Customer, customers(project, *given))
    assert workspace.read(names) == [(name, NOW) for name in given]


def test_a_second_portion_follows_the_first(workspace: Workspace, project: ProjectView) -> None:
    def both(session: Session) -> None:
        insert_rows(session, Customer, customers(project, "a"))
        insert_rows(session, Customer, customers(project, "b"))

    workspace.write(both)
    assert [name for name, _at in workspace.read(names)] == ["a", "b"]


def test_a_row_that_refers_to_nobody_undoes_them_all(
    workspace: Workspace, project: ProjectView
) -> None:
    def work(session: Session) -> None:
        insert_rows(session, Customer, customers(project, "a"))
        stray = {"customer_id": new_id(), "key": "a", "project_id": project.project_id}
        insert_rows(session, CustomerKey, [stray])

    with pytest.raises(IntegrityError):
        workspace.write(work)
    assert workspace.read(names) == []
    # The store goes on as if nothing had been tried.
    workspace.write(insert_rows, CustomerKey, [])
    workspace.write(insert_rows, Customer, customers(project, "b"))
    assert [name for name, _at in workspace.read(names)] == ["b"]
