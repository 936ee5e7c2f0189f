"""The signed confidentiality agreements of the staff; an account opens only with one (5-3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.agreement_texts import text_in_force, text_of, version_in_force
from app.domain.agreements import (
    AgreementKind,
    AgreementSheet,
    AgreementView,
    SignedAgreement,
    check_signed,
)
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME
from app.services.policy import read_setting
from db import audit
from db.models import ConfidentialityAgreement, Staff, new_id

_LATEST_DAY = timezone(timedelta(hours=14))


def record_agreement(
    session: Session, *, actor: Actor, staff_id: str, agreement: SignedAgreement, now: datetime
) -> str:
    """Record that somebody has signed the agreement in force; return the record's id.

    On the screen people sign for themselves, and that is all they may do before. A paper is
    recorded by whoever manages the staff (clause 5-3).

    Raises:
        UserFacingError: somebody else's signature, not permitted, nobody at work is known so,
            another version is in force, the day lies ahead, no signature on the pad, or an
            agreement is on record already.
        ValueError: the strokes are none at all.
    """
    if agreement.kind is AgreementKind.PAPER:
        actor.require(Action.MANAGE_STAFF)
    elif staff_id != actor.staff_id:
        raise UserFacingError(Problem.AGREEMENT_OWN_HAND)
    staff = session.get(Staff, staff_id)
    if staff is None or not staff.active:
        raise UserFacingError(Problem.NOT_FOUND)
    agreement = check_signed(agreement, in_force=version_in_force(), today=_today(now))
    if text_of(agreement.version, agreement.text_hash) is None:
        raise UserFacingError(Problem.AGREEMENT_OUTDATED)
    if has_signed(session, staff_id):
        raise UserFacingError(Problem.AGREEMENT_KNOWN)
    row = ConfidentialityAgreement(
        id=new_id(),
        staff_id=staff_id,
        version=agreement.version,
        kind=agreement.kind,
        strokes=agreement.strokes,
        text_hash=agreement.text_hash,
        signed_on=agreement.signed_on,
        recorded_at=now,
        recorded_by=actor.staff_id,
    )
    session.add(row)
    session.flush()
    audit.append(
        session,
        action="record_agreement",
        object=f"staff:{staff_id}",
        after={
            "agreement": row.id,
            "version": row.version,
            "kind": row.kind,
            "text": row.text_hash,
            "signed_on": row.signed_on.isoformat(),
        },
        now=now,
    )
    return row.id


def has_signed(session: Session, staff_id: str) -> bool:
    """Return whether a live agreement of the version in force is on record for this person."""
    return _live_row(session, staff_id) is not None


def signing_days(session: Session) -> dict[str, date]:
    """Return the day on which each person signed the version in force; others are left out."""
    rows = session.execute(
        select(ConfidentialityAgreement.staff_id, ConfidentialityAgreement.signed_on).where(
            ConfidentialityAgreement.version == version_in_force(),
            ConfidentialityAgreement.ended_at.is_(None),
        )
    )
    return {row.staff_id: row.signed_on for row in rows}


def live_agreement(session: Session, *, staff_id: str) -> AgreementView | None:
    """Return the agreement that keeps this person's account open, None if there is none."""
    row = _live_row(session, staff_id)
    if row is None:
        return None
    return next(view for view in _views(session, staff_id) if view.agreement_id == row.id)


def list_agreements(session: Session, *, actor: Actor) -> tuple[AgreementView, ...]:
    """Return every agreement ever recorded, of those who have left too, the newest first.

    Raises:
        UserFacingError: the actor may not read what the staff did.
    """
    actor.require(Action.READ_ACCESS_LOG)
    return _views(session)


def end_agreements(session: Session, *, staff_id: str, now: datetime) -> None:
    """End what keeps an account open, since it is being closed; the duties themselves go on."""
    rows = session.scalars(
        select(ConfidentialityAgreement).where(
            ConfidentialityAgreement.staff_id == staff_id,
            ConfidentialityAgreement.ended_at.is_(None),
        )
    )
    for row in rows:
        row.ended_at = now


def agreement_sheet(session: Session, *, actor: Actor, staff_id: str, lang: str) -> AgreementSheet:
    """Return the copy of a person's signed agreement, or the sheet to sign if there is none.

    Everybody may have their own; the supervisor has everybody's.

    Raises:
        UserFacingError: nobody is known so, or it is somebody else's and the actor may not.
    """
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if staff_id != actor.staff_id or not actor.has_signed:
        actor.require(Action.READ_ACCESS_LOG)
    company = read_setting(session, COMPANY_NAME)
    row = _live_row(session, staff_id) or session.scalar(
        select(ConfidentialityAgreement)
        .where(ConfidentialityAgreement.staff_id == staff_id)
        .order_by(ConfidentialityAgreement.recorded_at.desc())
        .limit(1)
    )
    text = None if row is None else text_of(row.version, row.text_hash)
    outdated = row is not None and row.ended_at is None and row.version != version_in_force()
    if row is None or text is None or outdated:
        return AgreementSheet(company, staff.name, text_in_force(lang))
    recorder = session.get_one(Staff, row.recorded_by)
    return AgreementSheet(
        company,
        staff.name,
        text,
        AgreementKind(row.kind),
        row.signed_on,
        row.strokes,
        recorder.name,
        ended=row.ended_at is not None,
    )


def _live_row(session: Session, staff_id: str) -> ConfidentialityAgreement | None:
    return session.scalar(
        select(ConfidentialityAgreement)
        .where(
            ConfidentialityAgreement.staff_id == staff_id,
            ConfidentialityAgreement.version == version_in_force(),
            ConfidentialityAgreement.ended_at.is_(None),
        )
        .order_by(ConfidentialityAgreement.recorded_at)
        .limit(1)
    )


def _views(session: Session, staff_id: str | None = None) -> tuple[AgreementView, ...]:
    signer, recorder = aliased(Staff), aliased(Staff)
    query = (
        select(ConfidentialityAgreement, signer.name, recorder.name)
        .join(signer, signer.id == ConfidentialityAgreement.staff_id)
        .join(recorder, recorder.id == ConfidentialityAgreement.recorded_by)
        .order_by(ConfidentialityAgreement.recorded_at.desc(), ConfidentialityAgreement.id)
    )
    if staff_id is not None:
        query = query.where(ConfidentialityAgreement.staff_id == staff_id)
    return tuple(
        AgreementView(
            row.id,
            row.staff_id,
            name,
            row.version,
            AgreementKind(row.kind),
            row.signed_on,
            row.recorded_at,
            by,
            row.ended_at,
        )
        for row, name, by in session.execute(query)
    )


def _today(now: datetime) -> date:
    """Return the day where it is latest: a paper's date is that of its own place."""
    return now.astimezone(_LATEST_DAY).date()
