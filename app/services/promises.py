"""Promises to customers (告知承诺): each is a timer, kept, late or broken (clause 4.2-3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import Channel, EventKind, PromiseState
from app.domain.typed_text import clean_line, clean_text
from app.services.promise_timers import break_lapsed
from app.services.timeline import append_event
from db.models import Case, Promise, new_id


def make_promise(
    session: Session,
    case: Case,
    *,
    what: str,
    who: str,
    channel: Channel,
    due_at: datetime,
    actor: Actor,
    now: datetime,
    to_whom: str = "",
    renews_id: str | None = None,
) -> Promise:
    """Promise the customer news by a time; the promise is a timer from now on (clause 4.2-3).

    Raises:
        UserFacingError: the case has ended.
    """
    promise = Promise(
        id=new_id(),
        case_id=case.id,
        what=clean_text(what),
        who=clean_line(who),
        to_whom=clean_line(to_whom),
        channel=channel,
        made_at=now,
        due_at=due_at,
        state=PromiseState.OPEN,
        made_by=actor.staff_id,
        renews_id=renews_id,
    )
    session.add(promise)
    append_event(
        session,
        case,
        EventKind.PROMISED,
        actor=actor,
        now=now,
        words=promise.what,
        facts={
            "promise": promise.id,
            "who": promise.who,
            "channel": channel,
            "due_at": due_at.isoformat(),
        },
    )
    return promise


def promise_customer(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    what: str,
    who: str,
    channel: Channel,
    due_at: datetime | None,
    now: datetime,
    to_whom: str = "",
) -> str:
    """Make one more promise in an open case; what had lapsed is broken by it. Return its id.

    Raises:
        FieldError: what, who or a time in the future is missing.
        UserFacingError: the case has ended, or the actor may not carry cases on.
    """
    actor.require(Action.CARRY_CASES)
    due_at = _checked(what, who, due_at, now)
    case = session.get(Case, case_id)
    if case is None:
        raise UserFacingError(Problem.NOT_FOUND)
    break_lapsed(session, case, now)
    promise = make_promise(
        session,
        case,
        what=what,
        who=who,
        to_whom=to_whom,
        channel=channel,
        due_at=due_at,
        actor=actor,
        now=now,
    )
    return promise.id


def renew_promise(
    session: Session,
    *,
    actor: Actor,
    promise_id: str,
    told: str,
    channel: Channel,
    due_at: datetime | None,
    now: datetime,
) -> str:
    """Put a later promise in the place of one that has not lapsed; return the new one.

    The customer has to be told before the old one lapses: ``told`` is what they were told.  The
    old promise then counts neither as kept nor as broken.

    Raises:
        FieldError: what the customer was told, or a later time, is missing.
        UserFacingError: the promise is settled or has lapsed.
    """
    actor.require(Action.CARRY_CASES)
    old = session.get(Promise, promise_id)
    if old is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if old.state != PromiseState.OPEN:
        raise UserFacingError(Problem.PROMISE_SETTLED)
    if now > old.due_at:
        raise UserFacingError(Problem.PROMISE_LAPSED)
    if not clean_text(told):
        raise FieldError("told", FieldProblem.REQUIRED)
    later = _checked(old.what, old.who, due_at, now)
    old.state, old.cancelled_at = PromiseState.RENEWED, now
    case = session.get_one(Case, old.case_id)
    append_event(
        session,
        case,
        EventKind.PROMISE_RENEWED,
        actor=actor,
        now=now,
        words=clean_text(told),
        facts={"promise": old.id, "channel": channel, "due_at": later.isoformat()},
    )
    renewed = make_promise(
        session,
        case,
        what=old.what,
        who=old.who,
        to_whom=old.to_whom,
        channel=channel,
        due_at=later,
        actor=actor,
        now=now,
        renews_id=old.id,
    )
    return renewed.id


def _checked(what: str, who: str, due_at: datetime | None, now: datetime) -> datetime:
    if not clean_text(what):
        raise FieldError("what", FieldProblem.REQUIRED)
    if not clean_line(who):
        raise FieldError("who", FieldProblem.REQUIRED)
    if due_at is None:
        raise FieldError("due_at", FieldProblem.REQUIRED)
    if due_at <= now:
        raise FieldError("due_at", FieldProblem.NOT_IN_FUTURE)
    return due_at
