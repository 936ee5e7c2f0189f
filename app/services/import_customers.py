"""The customers of imported cases: those the project knows already, and those it learns of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.import_rows import ImportedCase
from app.domain.terms import CustomerKind
from app.pinyin import fold
from app.services.customers import search_keys
from db.bulk_insert import insert_rows
from db.models import Customer, CustomerKey, Occupancy, Project, new_id

_AT_ONCE = 500
_Key = tuple[str, str, str]
T = TypeVar("T")


def in_portions(wanted: Collection[T], size: int = _AT_ONCE) -> Iterator[Sequence[T]]:
    """Yield what is asked of the store in portions that a statement can take."""
    items = list(wanted)
    for begin in range(0, len(items), size):
        yield items[begin : begin + size]


@dataclass
class CustomerBook:
    """Who is meant by a name, a phone and a room.

    Somebody is known when phone and name agree, or without a phone when name and room do.  A phone
    without a name is that of the one customer who has it.  A name alone proves nothing: such rows
    of one file share a new record, and nobody's old one.
    """

    project: Project
    known: dict[_Key, str] = field(default_factory=dict)
    added: list[dict[str, Any]] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)

    def customer_of(self, case: ImportedCase, room_id: str | None, now: datetime) -> str | None:
        """Return the id of the customer of a case, None if the source names nobody."""
        if not case.customer_name and not case.phone:
            return None
        key = _key(case.customer_name, case.phone, room_id)
        if key not in self.known:
            self.known[key] = self._add(case.customer_name, case.phone, now)
        return self.known[key]

    def _add(self, name: str, phone: str, now: datetime) -> str:
        customer_id = new_id()
        self.added.append(
            {
                "id": customer_id,
                "project_id": self.project.id,
                "name": name,
                "phone": phone,
                "title": "",
                "kind": CustomerKind.OTHER,
                "created_at": now,
                "changed_at": now,
            }
        )
        self.keys += [
            {"customer_id": customer_id, "key": key, "project_id": self.project.id}
            for key in sorted(search_keys(name, phone))
        ]
        return customer_id

    def write(self, session: Session) -> None:
        """Write the customers that were not known, with the keys they are found by."""
        insert_rows(session, Customer, self.added)
        insert_rows(session, CustomerKey, self.keys)


def _key(name: str, phone: str, room_id: str | None) -> _Key:
    return (fold(name), phone, "" if phone else room_id or "")


def open_book(
    session: Session, project: Project, cases: Sequence[ImportedCase], rooms: Collection[str]
) -> CustomerBook:
    """Return the book of everybody known by a phone of the cases, or living in their rooms."""
    book = CustomerBook(project)
    having: dict[str, list[str]] = {}
    for phones in in_portions(sorted({case.phone for case in cases if case.phone})):
        rows = session.execute(
            select(Customer.id, Customer.name, Customer.phone)
            .where(Customer.project_id == project.id, Customer.phone.in_(phones))
            .order_by(Customer.id)
        )
        for customer_id, name, phone in rows:
            book.known.setdefault(_key(name, phone, None), customer_id)
            having.setdefault(phone, []).append(customer_id)
    for phone, customers in having.items():
        if len(customers) == 1:
            book.known.setdefault(_key("", phone, None), customers[0])
    for room_ids in in_portions(sorted(rooms)):
        rows = session.execute(
            select(Customer.id, Customer.name, Occupancy.room_id)
            .join(Occupancy, Occupancy.customer_id == Customer.id)
            .where(
                Customer.project_id == project.id,
                Customer.name != "",
                Occupancy.room_id.in_(room_ids),
                Occupancy.until_on.is_(None),
            )
            .order_by(Customer.id)
        )
        for customer_id, name, room_id in rows:
            book.known.setdefault(_key(name, "", room_id), customer_id)
    return book
