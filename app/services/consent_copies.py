"""The customer's copy of a consent, at once after signing or later (clause 5-1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.consent_paper import AnswerOnPaper, ConsentCopy
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME
from app.domain.terms import AccessKind, ConsentChannel, ConsentPurpose
from app.services.access_log import record_access
from app.services.policy import read_setting
from db.models import (
    Consent,
    ConsentEvidence,
    Customer,
    Notice,
    Occupancy,
    Project,
    Room,
    Staff,
)


def consent_copy(session: Session, *, actor: Actor, evidence_id: str, now: datetime) -> ConsentCopy:
    """Return what the copy is printed from, with the customer's full name; that is written down.

    Raises:
        UserFacingError: the actor may not take consents, or the consent is gone.
    """
    actor.require(Action.TAKE_CONSENTS)
    evidence = session.get(ConsentEvidence, evidence_id)
    rows = session.scalars(
        select(Consent).where(Consent.evidence_id == evidence_id).order_by(Consent.id)
    ).all()
    if evidence is None or not rows:
        raise UserFacingError(Problem.NOT_FOUND)
    customer = session.get_one(Customer, evidence.customer_id)
    project = session.get_one(Project, customer.project_id)
    notice = session.get_one(Notice, rows[0].notice_id)
    record_access(session, actor=actor, customer_id=customer.id, kind=AccessKind.PRINT, now=now)
    return ConsentCopy(
        company=read_setting(session, COMPANY_NAME),
        project_name=project.name,
        desk_phone=project.desk_phone,
        timezone=project.timezone,
        customer=f"{customer.name}{customer.title}".strip(),
        room_label=_room_label(session, customer.id),
        notice_text=notice.text,
        notice_version=notice.version,
        notice_hash=notice.text_hash,
        effective_at=notice.effective_at,
        language=notice.language,
        answers=tuple(
            AnswerOnPaper(ConsentPurpose(row.purpose), row.agreed, row.expires_at, row.withdrawn_at)
            for row in rows
        ),
        channel=ConsentChannel(evidence.kind),
        strokes=evidence.strokes,
        has_scan=evidence.data is not None,
        words=evidence.words,
        witness=_name(session, evidence.witness_id),
        taken_at=evidence.taken_at,
        taken_by=_name(session, evidence.taken_by),
        printed_at=now,
        printed_by=actor.name,
    )


def _name(session: Session, staff_id: str | None) -> str:
    return session.get_one(Staff, staff_id).name if staff_id is not None else ""


def _room_label(session: Session, customer_id: str) -> str:
    return (
        session.scalar(
            select(Room.label)
            .join(Occupancy, Occupancy.room_id == Room.id)
            .where(Occupancy.customer_id == customer_id, Occupancy.until_on.is_(None))
            .limit(1)
        )
        or ""
    )
