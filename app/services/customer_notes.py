"""Notes on customers and rooms: written once, struck out when they no longer hold, never lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.domain.archive import NOTE_LIMIT
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import NoteCategory
from app.domain.typed_text import clean_text
from app.services.archive_people import known_room, present_customer
from db import audit
from db.models import CustomerNote, Staff, new_id


@dataclass(frozen=True)
class NoteView:
    """One note; ``struck_at`` says since when it no longer holds."""

    note_id: str
    category: NoteCategory
    words: str
    written_at: datetime
    written_by: str
    struck_at: datetime | None
    struck_by: str


def add_note(
    session: Session,
    *,
    actor: Actor,
    customer_id: str | None = None,
    room_id: str | None = None,
    category: NoteCategory,
    words: str,
    now: datetime,
) -> str:
    """Write a note on a customer or on a room; return its id.

    Raises:
        FieldError: nothing is written, or too much.
        UserFacingError: customer or room are gone, or the actor may not keep customers.
    """
    actor.require(Action.KEEP_CUSTOMERS)
    if (customer_id is None) == (room_id is None):
        raise ValueError("a note is on a customer or on a room")
    if customer_id is not None:
        present_customer(session, customer_id)
    if room_id is not None:
        known_room(session, room_id)
    plain = clean_text(words)
    if not plain:
        raise FieldError("words", FieldProblem.REQUIRED)
    if len(plain) > NOTE_LIMIT:
        raise FieldError("words", FieldProblem.TOO_LONG, limit=NOTE_LIMIT)
    note = CustomerNote(
        id=new_id(),
        customer_id=customer_id,
        room_id=room_id,
        category=category,
        words=plain,
        written_at=now,
        written_by=actor.staff_id,
    )
    session.add(note)
    audit.append(
        session,
        action="add_note",
        object=f"note:{note.id}",
        after={"category": str(category), "words": plain},
        now=now,
    )
    return note.id


def strike_note(session: Session, *, actor: Actor, note_id: str, now: datetime) -> None:
    """Strike a note out: it no longer holds, and can still be read.

    Raises:
        UserFacingError: the note is gone or struck out already, or the actor may not do this.
    """
    actor.require(Action.KEEP_CUSTOMERS)
    note = session.get(CustomerNote, note_id)
    if note is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if note.struck_at is not None:
        raise UserFacingError(Problem.CHANGED_MEANWHILE)
    note.struck_at, note.struck_by = now, actor.staff_id
    audit.append(session, action="strike_note", object=f"note:{note_id}", now=now)


def notes_of(
    session: Session, *, customer_id: str | None = None, room_id: str | None = None
) -> tuple[NoteView, ...]:
    """Return the notes on a customer or a room: those that hold first, then the newest first."""
    writer, striker = aliased(Staff), aliased(Staff)
    which = (
        CustomerNote.customer_id == customer_id
        if customer_id is not None
        else CustomerNote.room_id == room_id
    )
    rows = session.execute(
        select(CustomerNote, writer.name, striker.name)
        .join(writer, writer.id == CustomerNote.written_by)
        .outerjoin(striker, striker.id == CustomerNote.struck_by)
        .where(which)
        .order_by(
            CustomerNote.struck_at.is_not(None), CustomerNote.written_at.desc(), CustomerNote.id
        )
    )
    return tuple(
        NoteView(
            note.id,
            NoteCategory(note.category),
            note.words,
            note.written_at,
            by,
            note.struck_at,
            struck_by or "",
        )
        for note, by, struck_by in rows
    )
