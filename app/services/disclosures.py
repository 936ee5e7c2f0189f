"""The log of what was given to somebody outside the company (clause 5-3, PIPL art. 23)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.disclosures import (
    DisclosedField,
    DisclosureDraft,
    DisclosureList,
    DisclosureView,
    beyond_consent,
    check_draft,
)
from app.domain.errors import Problem, UserFacingError
from app.domain.masking import mask_name
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME
from app.domain.terms import AccessKind, Channel, DisclosureBasis
from app.services.access_log import record_access
from app.services.archive_people import present_customer
from app.services.consents import live_consents
from app.services.merged import kept_one
from app.services.policy import read_setting
from db import audit
from db.models import Customer, Disclosure, Project, Staff, new_id


def record_disclosure(
    session: Session, *, actor: Actor, customer_id: str, draft: DisclosureDraft, now: datetime
) -> str:
    """Record that something of a customer is given to somebody outside; return the entry's id.

    Raises:
        FieldError: to whom, why, what, on which ground or how is missing.
        UserFacingError: the actor may not disclose, the customer is gone, or the consent is not in
            force or covers less than what is handed out.
    """
    actor.require(Action.DISCLOSE)
    draft = check_draft(draft, now)
    if draft.basis is None or draft.channel is None:
        raise UserFacingError(Problem.INCOMPLETE)
    customer = present_customer(session, customer_id)
    if draft.basis is DisclosureBasis.CONSENT:
        _check_consent(session, customer, draft, now)
    row = Disclosure(
        id=new_id(),
        customer_id=customer.id,
        to_whom=draft.to_whom,
        why="\n".join(words for words in (draft.why, draft.ground_words) if words),
        fields=[field.value for field in draft.fields],
        basis=draft.basis,
        consent_id=draft.consent_id,
        channel=draft.channel,
        disclosed_at=draft.disclosed_at or now,
        disclosed_by=actor.staff_id,
    )
    session.add(row)
    session.flush()
    record_access(session, actor=actor, customer_id=customer.id, kind=AccessKind.EXPORT, now=now)
    audit.append(
        session,
        action="disclose",
        object=f"customer:{customer.id}",
        after={
            "disclosure": row.id,
            "fields": row.fields,
            "basis": row.basis,
            "consent": row.consent_id,
            "channel": row.channel,
        },
        now=now,
    )
    return row.id


def customer_disclosures(
    session: Session, *, actor: Actor, customer_id: str
) -> tuple[DisclosureView, ...]:
    """Return what was given out of one customer, the newest first.

    Raises:
        UserFacingError: the actor may not read the archive, or the customer is gone.
    """
    actor.require(Action.READ_CUSTOMERS)
    ids = _records(session, _kept(session, customer_id).id)
    return _views(session, _entries().where(Disclosure.customer_id.in_(ids)))


def project_disclosures(
    session: Session, *, actor: Actor, project_id: str
) -> tuple[DisclosureView, ...]:
    """Return what was given out of all customers of a project, the newest first.

    Raises:
        UserFacingError: the actor may not disclose.
    """
    actor.require(Action.DISCLOSE)
    return _views(session, _entries().where(Customer.project_id == project_id))


def disclosures_on_paper(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    customer_id: str | None = None,
    now: datetime,
) -> DisclosureList:
    """Return the log to be printed: of one customer, or of the whole project.

    Raises:
        UserFacingError: the actor may not disclose, or customer or project is gone.
    """
    actor.require(Action.DISCLOSE)
    project = session.get(Project, project_id)
    if project is None:
        raise UserFacingError(Problem.NOT_FOUND)
    name = ""
    if customer_id is None:
        entries = project_disclosures(session, actor=actor, project_id=project_id)
    else:
        name = mask_name(_kept(session, customer_id).name)
        entries = customer_disclosures(session, actor=actor, customer_id=customer_id)
    return DisclosureList(
        read_setting(session, COMPANY_NAME),
        project.name,
        project.timezone,
        name,
        entries,
        now,
        actor.name,
    )


def _check_consent(
    session: Session, customer: Customer, draft: DisclosureDraft, now: datetime
) -> None:
    live = live_consents(session, customer.id, now)
    consent = next((found for found in live if found.consent_id == draft.consent_id), None)
    if consent is None or consent.given_at > (draft.disclosed_at or now):
        raise UserFacingError(Problem.DISCLOSURE_CONSENT)
    if beyond_consent(draft.fields, consent.fields):
        raise UserFacingError(Problem.DISCLOSURE_BEYOND)


def _kept(session: Session, customer_id: str) -> Customer:
    customer = kept_one(session, customer_id)
    if customer is None:
        raise UserFacingError(Problem.NOT_FOUND)
    return customer


def _records(session: Session, customer_id: str) -> list[str]:
    """Return the customer with all records that were brought together with it."""
    found = [customer_id]
    for known in found:
        found.extend(session.scalars(select(Customer.id).where(Customer.merged_into_id == known)))
    return found


def _entries() -> Select[Disclosure, str, str]:
    return (
        select(Disclosure, Customer.name, Staff.name)
        .join(Customer, Customer.id == Disclosure.customer_id)
        .join(Staff, Staff.id == Disclosure.disclosed_by)
        .order_by(Disclosure.disclosed_at.desc(), Disclosure.id.desc())
    )


def _views(session: Session, query: Select[Disclosure, str, str]) -> tuple[DisclosureView, ...]:
    views = []
    for row, customer_name, staff_name in session.execute(query):
        why, _line, ground = row.why.partition("\n")
        views.append(
            DisclosureView(
                disclosure_id=row.id,
                customer_id=row.customer_id,
                name_masked=mask_name(customer_name),
                to_whom=row.to_whom,
                why=why,
                fields=tuple(DisclosedField(field) for field in row.fields),
                basis=DisclosureBasis(row.basis),
                ground_words=ground,
                channel=Channel(row.channel),
                disclosed_at=row.disclosed_at,
                disclosed_by=staff_name,
            )
        )
    return tuple(views)
