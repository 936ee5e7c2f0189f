"""One entry for many cases: the same verb for each that permits it, and word of each that does not.

Nothing here is all or nothing: every case has its own events, and one that refuses leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.case_rules import CasePast, NewEvent, check_event
from app.domain.errors import FieldError, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import CaseState, CaseType, EventKind, Severity
from app.services import case_work
from db.models import Case

BATCH = 50
"""How many cases a caller hands over at a time, so that others can write in between."""


class BulkVerb(StrEnum):
    """What can be done to many cases at once."""

    HAND_OVER = "hand_over"
    TELL_CUSTOMER = "tell_customer"
    NOTE = "note"
    ESCALATE = "escalate"


_SERVICES: Mapping[BulkVerb, Callable[..., None]] = {
    BulkVerb.HAND_OVER: case_work.hand_over,
    BulkVerb.TELL_CUSTOMER: case_work.tell_customer,
    BulkVerb.NOTE: case_work.note,
    BulkVerb.ESCALATE: case_work.escalate,
}
_EVENTS: Mapping[BulkVerb, EventKind] = {
    BulkVerb.HAND_OVER: EventKind.HANDED_OVER,
    BulkVerb.TELL_CUSTOMER: EventKind.CUSTOMER_TOLD,
    BulkVerb.NOTE: EventKind.NOTED,
    BulkVerb.ESCALATE: EventKind.ESCALATED,
}


@dataclass(frozen=True)
class Refusal:
    """A case that is left out, and why."""

    number: str
    reason: UserFacingError


@dataclass(frozen=True)
class BulkPreview:
    """Which cases a verb would be done to, by id, and which it would leave out."""

    permitted: tuple[str, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True)
class BulkResult:
    """The numbers of the cases that got their entry, and what was left out."""

    done: tuple[str, ...]
    refused: tuple[Refusal, ...]


def bulk_preview(
    session: Session, *, actor: Actor, case_ids: Sequence[str], verb: BulkVerb, now: datetime
) -> BulkPreview:
    """Return which of the cases permit ``verb`` as they stand now.

    Raises:
        UserFacingError: the actor may not carry cases on.
    """
    actor.require(Action.CARRY_CASES)
    permitted: list[str] = []
    refused: list[Refusal] = []
    for case in _cases(session, case_ids):
        reason = _reason_against(case, verb, now)
        if reason is None:
            permitted.append(case.id)
        else:
            refused.append(Refusal(case.number, reason))
    return BulkPreview(tuple(permitted), tuple(refused))


def bulk(
    session: Session,
    *,
    actor: Actor,
    case_ids: Sequence[str],
    verb: BulkVerb,
    arguments: Mapping[str, Any],
    now: datetime,
) -> BulkResult:
    """Do ``verb`` with ``arguments`` to each case that permits it.

    Raises:
        UserFacingError: the actor may not carry cases on.
        FieldError: one of the arguments is missing or wrong; nothing was written.
    """
    actor.require(Action.CARRY_CASES)
    done: list[str] = []
    refused: list[Refusal] = []
    for case in _cases(session, case_ids):
        number = case.number
        try:
            reason = _reason_against(case, verb, now)
            if reason is not None:
                raise reason
            _do(session, actor, case.id, verb, arguments, now)
        except UserFacingError as error:
            refused.append(Refusal(number, error))
        else:
            done.append(number)
    return BulkResult(tuple(done), tuple(refused))


def _do(
    session: Session,
    actor: Actor,
    case_id: str,
    verb: BulkVerb,
    arguments: Mapping[str, Any],
    now: datetime,
) -> None:
    # What the session knows of the end of the audit log must not outlive a case taken back.
    known = dict(session.info)
    try:
        with session.begin_nested():
            _SERVICES[verb](session, actor=actor, case_id=case_id, now=now, **arguments)
    except UserFacingError:
        session.info.clear()
        session.info.update(known)
        raise


def _cases(session: Session, case_ids: Sequence[str]) -> list[Case]:
    found = {case.id: case for case in session.scalars(select(Case).where(Case.id.in_(case_ids)))}
    return [found[case_id] for case_id in dict.fromkeys(case_ids) if case_id in found]


def _reason_against(case: Case, verb: BulkVerb, now: datetime) -> UserFacingError | None:
    """Return why the rules do not allow ``verb`` in this case now, None if they do."""
    past = CasePast(
        number=case.number,
        type=CaseType(case.type),
        state=CaseState(case.state),
        severity=Severity(case.severity),
        ended_at=case.ended_at,
    )
    try:
        check_event(past, NewEvent(_EVENTS[verb], now, words="-"))
    except UserFacingError as error:
        return error
    except FieldError:
        # What the form asks for is not there yet; it stands in nobody's way.
        return None
    return None
