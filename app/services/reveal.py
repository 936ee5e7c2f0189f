"""Showing a masked customer in full for a moment, with a reason and on record (clause 5-3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import AccessKind, AccessReason
from app.domain.typed_text import clean_line
from app.services.access_log import record_access
from app.services.merged import kept_one
from db.models import Case, Customer

WORDS_LIMIT = 100


@dataclass(frozen=True)
class RevealedCustomer:
    """A customer in full; its values stay out of every representation, and so out of logs."""

    customer_id: str
    name: str = field(repr=False)
    phones: tuple[str, ...] = field(repr=False)
    wechat: str = field(repr=False)


def reveal_customer(
    session: Session,
    *,
    actor: Actor,
    customer_id: str,
    reason: AccessReason,
    words: str = "",
    case_id: str | None = None,
    now: datetime,
) -> RevealedCustomer:
    """Return name, phones and WeChat of a customer in full, and write down who wanted them.

    ``words`` say what the reason ``other`` is; ``case_id`` is the case it is needed for.

    Raises:
        FieldError: ``words`` is missing for the reason ``other``, or too long.
        UserFacingError: not permitted, or the customer or case is gone, or the customer anonymous.
    """
    actor.require(Action.REVEAL_PHONES)
    given = clean_line(words)
    if reason is AccessReason.OTHER and not given:
        raise FieldError("words", FieldProblem.REQUIRED)
    if len(given) > WORDS_LIMIT:
        raise FieldError("words", FieldProblem.TOO_LONG, limit=WORDS_LIMIT)
    customer = _customer(session, customer_id, case_id)
    record_access(
        session,
        actor=actor,
        customer_id=customer.id,
        kind=AccessKind.REVEAL,
        reason=reason,
        words=given,
        case_id=case_id,
        now=now,
    )
    phones = tuple(phone for phone in (customer.phone, *customer.more_phones) if phone)
    return RevealedCustomer(customer.id, customer.name, phones, customer.wechat)


def record_copy(
    session: Session,
    *,
    actor: Actor,
    customer_id: str,
    case_id: str | None = None,
    now: datetime,
) -> None:
    """Write down that a phone which the actor was shown was put on the clipboard.

    Raises:
        UserFacingError: not permitted, or the customer or case is gone, or the customer anonymous.
    """
    actor.require(Action.REVEAL_PHONES)
    customer = _customer(session, customer_id, case_id)
    record_access(
        session,
        actor=actor,
        customer_id=customer.id,
        kind=AccessKind.COPY,
        case_id=case_id,
        now=now,
    )


def _customer(session: Session, customer_id: str, case_id: str | None) -> Customer:
    """Return the customer; the case named beside it must be there and of the same project."""
    customer = kept_one(session, customer_id)
    if customer is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if customer.erased_at is not None:
        # Nothing is left to be shown, and a typed reason would name them again.
        raise UserFacingError(Problem.PERSON_IS_ANONYMOUS)
    if case_id is not None:
        case = session.get(Case, case_id)
        if case is None or case.project_id != customer.project_id:
            raise UserFacingError(Problem.NOT_FOUND)
    return customer
