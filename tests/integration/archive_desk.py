"""The archive as the tests use it: short ways to rooms, persons and moves."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.archive import CustomerFields
from app.domain.terms import CustomerKind
from app.services.archive_tree import PlaceKind, TreePlace, tree_level
from app.services.customer_records import PersonView, add_customer, person_view
from app.services.customers import find_room
from app.services.households import RoomView, room_view
from db.models import Base
from tests.integration.receptions import NOW, Desk

ROOM, OTHER_ROOM = "3-2-1802", "1-1-1701"
MAY = date(2024, 5, 1)


def rows(desk: Desk, table: type[Base]) -> list[dict[str, object]]:
    """Return every row of a table, the oldest first."""

    def read(session: Session) -> list[dict[str, object]]:
        columns = table.__table__.columns.keys()
        found = session.scalars(select(table).order_by(*table.__table__.primary_key))
        return [{name: getattr(row, name) for name in columns} for row in found]

    got = desk.workspace.read(read)
    assert isinstance(got, list)
    return got


def room_id(desk: Desk, label: str = ROOM) -> str:
    found = desk.workspace.read(find_room, project_id=desk.project.project_id, text=label)
    assert found is not None
    return str(found[0])


def add(
    desk: Desk,
    name: str = "王秀兰",
    phone: str = "13812346027",
    room: str = ROOM,
    kind: CustomerKind = CustomerKind.OWNER,
    from_on: date | None = MAY,
    now: datetime = NOW,
) -> str:
    """Add somebody to the archive; return the id."""
    customer_id = desk.write(
        add_customer,
        project_id=desk.project.project_id,
        fields=CustomerFields(name, phone=phone, kind=kind),
        room=room,
        from_on=from_on if room else None,
        now=now,
    )
    assert isinstance(customer_id, str)
    return customer_id


def person(desk: Desk, customer_id: str, now: datetime = NOW) -> PersonView:
    view = desk.read(person_view, customer_id=customer_id, now=now)
    assert isinstance(view, PersonView)
    return view


def room(desk: Desk, label: str = ROOM, now: datetime = NOW) -> RoomView:
    view = desk.read(room_view, room_id=room_id(desk, label), now=now)
    assert isinstance(view, RoomView)
    return view


def level(desk: Desk, kind: PlaceKind, place_id: str) -> tuple[TreePlace, ...]:
    found = desk.read(
        tree_level,
        project_id=desk.project.project_id,
        kind=kind,
        place_id=place_id,
        now=NOW,
    )
    assert isinstance(found, tuple)
    return found


def buildings(desk: Desk) -> tuple[TreePlace, ...]:
    return level(desk, PlaceKind.PROJECT, desk.project.project_id)
