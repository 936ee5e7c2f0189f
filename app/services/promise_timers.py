"""What becomes of a case's promises as its timeline goes on: kept, late, broken (clause 4.3-2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.terms import PromiseState
from db.models import Case, Promise


def meet_promises(session: Session, case: Case, at: datetime) -> None:
    """Make good the open promises of a case: kept when in time, late otherwise (clause 4.3-2)."""
    for promise in _open_promises(session, case):
        promise.fulfilled_at = at
        promise.state = PromiseState.KEPT if at <= promise.due_at else PromiseState.LATE


def end_promises(session: Session, case: Case, at: datetime) -> None:
    """An ended case is owed nothing more; what had lapsed by then was broken."""
    for promise in _open_promises(session, case):
        promise.cancelled_at = at
        lapsed = promise.due_at < at
        promise.state = PromiseState.BROKEN if lapsed else PromiseState.CANCELLED


def _open_promises(session: Session, case: Case) -> Sequence[Promise]:
    return session.scalars(
        select(Promise).where(Promise.case_id == case.id, Promise.state == PromiseState.OPEN)
    ).all()


def break_lapsed(session: Session, case: Case, at: datetime) -> None:
    """Call broken what had lapsed when the customer was promised something new instead."""
    for promise in _open_promises(session, case):
        if promise.due_at < at:
            promise.state, promise.cancelled_at = PromiseState.BROKEN, at
