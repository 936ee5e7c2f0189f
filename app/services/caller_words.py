"""What one further caller of a case said and was promised, apart from the case's own customer."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.erasing import facts_after, mentions
from app.domain.terms import EventKind
from db.models import CaseCaller, CaseEvent, Promise


def promises_to(session: Session, call: CaseCaller) -> list[Promise]:
    """Return the promises made to a caller: with the call, and those that took their place."""
    promises = session.scalars(
        select(Promise).where(Promise.case_id == call.case_id).order_by(Promise.made_at, Promise.id)
    )
    found: dict[str, Promise] = {}
    for promise in promises:
        with_the_call = promise.to_whom != "" and promise.made_at == call.called_at
        if with_the_call or promise.renews_id in found:
            found[promise.id] = promise
    return list(found.values())


def events_of(session: Session, call: CaseCaller, promises: Sequence[Promise]) -> list[CaseEvent]:
    """Return the entries of the timeline that tell of a call and of the promises made to it."""
    promised = {promise.id for promise in promises}
    events = session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == call.case_id).order_by(CaseEvent.seq)
    )
    return [
        event
        for event in events
        if (event.kind == EventKind.CALLER_ADDED and event.facts.get("caller") == call.id)
        or event.facts.get("promise") in promised
    ]


def empty_call(session: Session, call: CaseCaller, needles: frozenset[str]) -> None:
    """Empty what a caller said and was told in another person's case; called in an erasure.

    ``needles`` name the caller: they also go from the fields that say who was told or promised.
    """
    promises = promises_to(session, call)
    for event in events_of(session, call, promises):
        event.words, event.facts = "", facts_after(EventKind(event.kind), event.facts)
    for promise in promises:
        promise.what = promise.to_whom = ""
    call.words = ""
    for event in session.scalars(select(CaseEvent).where(CaseEvent.case_id == call.case_id)):
        if mentions(event.facts.get("to_whom"), needles):
            event.facts = {**event.facts, "to_whom": ""}
    for promise in session.scalars(select(Promise).where(Promise.case_id == call.case_id)):
        if mentions(promise.to_whom, needles):
            promise.to_whom = ""
