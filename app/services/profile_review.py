"""'Is all of it still right?': what the desk asks a known customer now and then (clause 5-2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.archive import months_unconfirmed, review_due
from app.domain.errors import Problem, UserFacingError
from app.domain.masking import mask_phone, mask_wechat
from app.domain.permissions import Action, Actor
from app.domain.terms import Channel
from app.services.customer_fields import fields_of
from app.services.customer_records import confirm_profile, correct_customer
from app.services.merged import kept_one


@dataclass(frozen=True)
class ProfileReview:
    """What is to be confirmed, masked; ``months`` is for how long nobody did."""

    customer_id: str
    months: int
    phone_masked: str
    wechat_masked: str
    contact_channel: Channel | None
    contact_hours: str


@dataclass(frozen=True)
class ContactCorrection:
    """How the customer is reached by now; an empty phone or account leaves the known one."""

    phone: str = ""
    wechat: str = ""
    contact_channel: Channel | None = None
    contact_hours: str = ""


def profile_review(
    session: Session, *, actor: Actor, customer_id: str, now: datetime
) -> ProfileReview | None:
    """Return what to ask the customer at the desk, None while the last word holds good.

    Raises:
        UserFacingError: the customer is gone, or the actor may not receive.
    """
    actor.require(Action.RECEIVE)
    customer = kept_one(session, customer_id)
    if customer is None:
        raise UserFacingError(Problem.NOT_FOUND)
    is_due = review_due(customer.reviewed_at, customer.created_at, now)
    if customer.erased_at is not None or not is_due:
        return None
    return ProfileReview(
        customer.id,
        months_unconfirmed(customer.reviewed_at, customer.created_at, now),
        mask_phone(customer.phone),
        mask_wechat(customer.wechat),
        Channel(customer.contact_channel) if customer.contact_channel else None,
        customer.contact_hours,
    )


def correct_contact(
    session: Session,
    *,
    actor: Actor,
    customer_id: str,
    correction: ContactCorrection,
    now: datetime,
) -> None:
    """Write down how the customer is reached by now; with that the profile is confirmed.

    Raises:
        FieldError: something is no phone, or too long.
        UserFacingError: the customer is gone or anonymous, or the actor may not keep customers.
    """
    actor.require(Action.KEEP_CUSTOMERS)
    customer = kept_one(session, customer_id)
    if customer is None:
        raise UserFacingError(Problem.NOT_FOUND)
    known = fields_of(customer)
    corrected = replace(
        known,
        phone=correction.phone.strip() or known.phone,
        wechat=correction.wechat.strip() or known.wechat,
        contact_channel=correction.contact_channel,
        contact_hours=correction.contact_hours,
    )
    correct_customer(session, actor=actor, customer_id=customer.id, fields=corrected, now=now)
    confirm_profile(session, actor=actor, customer_id=customer.id, now=now)
