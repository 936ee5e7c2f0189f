"""What search knows of each record, kept in step at the end of every writing transaction.

Triggers note what changed (``db.search_index``); here the noted records are read once more and
their documents written, whoever changed them and by whatever statement.  A customer who was erased
or merged into another has no document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.permissions import Action, Actor
from app.domain.search_terms import Found, SearchText, grams, search_text
from app.domain.terms import EventKind
from app.pinyin import name_keys
from db import audit, search_index
from db.errors import StoreError
from db.models import Building, Case, CaseEvent, Customer, Room, Unit, Vehicle, Visit
from db.search_index import Document, IndexWriter
from db.store import Store

TOLD = (EventKind.ANSWERED, EventKind.RESOLVED, EventKind.CUSTOMER_TOLD)
"""The events whose words are answers, by which a case is found as well."""
_LEAST_TAIL = 3
_Made = Iterator[Document]


def attach(store: Store) -> None:
    """Have the index follow every change of a store, and bring it in step with what is there.

    What cannot be written now, because the drive is full, is written with the next change.
    """
    store.before_commit(follow_changes)
    try:
        with store.reading() as session:
            is_behind = search_index.is_behind(session)
        if is_behind:
            store.write(lambda _session: None)
    except StoreError:
        return


def follow_changes(session: Session) -> None:
    """Write the documents of all records that changed in this transaction."""
    session.flush()
    writer: IndexWriter | None = None
    while (noted := search_index.pending(session)).records:
        writer = writer or IndexWriter(session)
        for kind, object_ids in noted.records.items():
            _follow(session, writer, Found(kind), object_ids)
        writer.put_down(noted)
        if noted.last is None:
            break
    if writer is not None:
        writer.finish()


def rebuild_index(session: Session, *, actor: Actor, now: datetime) -> None:
    """Make the whole index anew from the records.

    Raises:
        UserFacingError: the actor may not look after the store.
    """
    actor.require(Action.BACK_UP)
    search_index.empty(session)
    follow_changes(session)
    audit.append(session, action="rebuild_search", object="search", now=now)


def _follow(session: Session, writer: IndexWriter, kind: Found, object_ids: Sequence[str]) -> None:
    now_as = {document.object_id: document for document in _MADE[kind](session, object_ids)}
    was = {
        object_id: (old, grams(SearchText(old.words, old.numbers), kind))
        for object_id, old in search_index.stored(session, object_ids).items()
    }
    writer.follow(kind, object_ids, now_as, was)


def _document(
    kind: Found, object_id: str, project_id: str, at: datetime | None, text: SearchText
) -> Document:
    return Document(object_id, project_id, at, text.words, text.numbers, grams(text, kind))


def _customers(session: Session, ids: Sequence[str]) -> _Made:
    plates: dict[str, list[str]] = {}
    owned = select(Vehicle.customer_id, Vehicle.plate).where(Vehicle.customer_id.in_(ids))
    for customer_id, plate in session.execute(owned.order_by(Vehicle.id)):
        plates.setdefault(customer_id, []).append(plate)
    rows = session.execute(
        select(
            Customer.id,
            Customer.project_id,
            Customer.created_at,
            Customer.name,
            Customer.phone,
            Customer.more_phones,
            Customer.wechat,
        ).where(
            Customer.id.in_(ids), Customer.merged_into_id.is_(None), Customer.erased_at.is_(None)
        )
    )
    for customer_id, project_id, at, name, phone, more, wechat in rows:
        typed = sorted(key for key in name_keys(name) if key.isascii())
        cars = [part for plate in plates.get(customer_id, ()) for part in _parts_of_plate(plate)]
        text = search_text((name, *typed, wechat, *cars), (_digits(phone), *map(_digits, more)))
        yield _document(Found.CUSTOMER, customer_id, project_id, at, text)


def _digits(phone: str) -> str:
    """Return a phone as one number, however it is parted."""
    return "".join(c for c in phone if c.isdigit() or c == "+")


def _parts_of_plate(plate: str) -> Iterator[str]:
    """Yield a plate in one piece, and its ends, so that any part of it finds it."""
    whole = "".join(c for c in plate if c.isalnum())
    yield whole
    for first in range(1, len(whole) - _LEAST_TAIL + 1):
        yield whole[first:]


def _rooms(session: Session, ids: Sequence[str]) -> _Made:
    rows = session.execute(
        select(Room.id, Room.project_id, Room.label, Room.number, Building.name)
        .join(Unit, Unit.id == Room.unit_id)
        .join(Building, Building.id == Unit.building_id)
        .where(Room.id.in_(ids))
    )
    for room_id, project_id, label, number, building in rows:
        # People leave the unit out: 3 幢 1802.
        text = search_text((label, building), (f"{building}-{number}", number))
        yield _document(Found.ROOM, room_id, project_id, None, text)


def _cases(session: Session, ids: Sequence[str]) -> _Made:
    answers: dict[str, list[str]] = {}
    told = select(CaseEvent.case_id, CaseEvent.words).where(
        CaseEvent.case_id.in_(ids), CaseEvent.kind.in_(TOLD), CaseEvent.words != ""
    )
    for case_id, words in session.execute(told.order_by(CaseEvent.seq)):
        answers.setdefault(case_id, []).append(words)
    rows = session.execute(
        select(
            Case.id,
            Case.project_id,
            Case.registered_at,
            Case.number,
            Case.external_number,
            Case.own_words,
            Case.place,
            Case.remedy_wanted,
            Case.remedy_given,
        ).where(Case.id.in_(ids))
    )
    for case_id, project_id, at, number, external, own_words, place, wanted, given in rows:
        texts = (own_words, place, wanted, given, *answers.get(case_id, ()), external or "")
        text = search_text(texts, (number, external or ""))
        yield _document(Found.CASE, case_id, project_id, at, text)


def _visits(session: Session, ids: Sequence[str]) -> _Made:
    rows = session.execute(
        select(Visit.id, Visit.project_id, Visit.arrived_at, Visit.number).where(Visit.id.in_(ids))
    )
    for visit_id, project_id, at, number in rows:
        yield _document(Found.VISIT, visit_id, project_id, at, search_text((), (number,)))


_MADE: Mapping[Found, Callable[[Session, Sequence[str]], _Made]] = {
    Found.CUSTOMER: _customers,
    Found.ROOM: _rooms,
    Found.CASE: _cases,
    Found.VISIT: _visits,
}
