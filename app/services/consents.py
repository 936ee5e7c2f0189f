"""Consent per purpose: taken, declined, withdrawn; never deleted, never in the way (clause 5-1).

Every answer is a row of its own and the latest one counts.  A withdrawal is written into the row
that it ends; nothing else of a row ever changes (PIPL art. 14 to 16).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.attachments import FileKind, check_kind, check_room, holds_points_only
from app.domain.consents import (
    ASKED,
    FIELDS,
    ConsentDraft,
    ConsentState,
    ScanKept,
    check_draft,
    expiry,
    state_of,
    still_to_ask,
)
from app.domain.errors import Problem, UserFacingError
from app.domain.masking import mask_name, surname
from app.domain.notices import NoticeVersion
from app.domain.permissions import Action, Actor
from app.domain.strokes import Strokes, clean_strokes, strokes_hash
from app.domain.terms import AccessKind, Channel, ConsentChannel, ConsentPurpose
from app.domain.typed_text import NAME_LIMIT, TEXT_LIMIT, clean_line, clean_text
from app.i18n import _
from app.services.access_log import record_access
from app.services.merged import kept_one
from app.services.notices import notice_in_force
from app.services.re_notification import must_be_told, record_told, told_version
from db import audit
from db.models import Consent, ConsentEvidence, Customer, Notice, Staff, new_id


@dataclass(frozen=True)
class LiveConsent:
    """A consent that holds now."""

    consent_id: str
    purpose: ConsentPurpose
    fields: tuple[str, ...]
    given_at: datetime
    expires_at: datetime | None
    notice_version: int


@dataclass(frozen=True)
class ConsentLine:
    """How one purpose stands; ``at`` is when that came about, None if it was never asked.

    ``has_scan`` says that the signed paper is kept and can be looked at.
    """

    purpose: ConsentPurpose
    state: ConsentState
    at: datetime | None = None
    channel: ConsentChannel | None = None
    by: str = ""
    notice_version: int = 0
    evidence_id: str | None = None
    has_scan: bool = False


@dataclass(frozen=True)
class ConsentCardView:
    """What the card of one customer shows; the name is masked.

    ``told`` is the version of the notice that the customer knows, 0 for none.  ``more_than_needed``
    says that a WeChat name is kept without a consent to write there.
    """

    customer_id: str
    name_masked: str
    is_minor: bool
    lines: tuple[ConsentLine, ...]
    told: int
    in_force: int
    what_changed: str
    must_tell: bool
    more_than_needed: bool

    @property
    def live(self) -> tuple[ConsentLine, ...]:
        """The purposes that are agreed to."""
        return tuple(line for line in self.lines if line.state is ConsentState.GIVEN)


@dataclass(frozen=True)
class ConsentRequest:
    """What the customer's screen or the desk's form needs to ask; ``address`` holds no full name.

    ``purposes`` are those to ask; an empty tuple means that everything is agreed to already.
    """

    customer_id: str
    address: str
    name_masked: str
    is_minor: bool
    notice: NoticeVersion
    purposes: tuple[ConsentPurpose, ...]


@dataclass(frozen=True)
class Witness:
    """Somebody of the staff who can have heard it."""

    staff_id: str
    name: str


@dataclass(frozen=True)
class TakenConsent:
    """What was kept: ``evidence_id`` is what the customer's copy is printed from."""

    customer_id: str
    evidence_id: str
    agreed: tuple[ConsentPurpose, ...]
    declined: tuple[ConsentPurpose, ...]


def live_consents(
    session: Session, customer_id: str, now: datetime | None = None
) -> tuple[LiveConsent, ...]:
    """Return what the customer agrees to now; without ``now`` the computer's clock is asked.

    Only the latest answer to a purpose counts; somebody who was made anonymous agrees to nothing.
    """
    at = now or datetime.now(UTC)
    customer = session.get(Customer, customer_id)
    if customer is None or customer.erased_at is not None:
        return ()
    return tuple(
        LiveConsent(
            row.id,
            ConsentPurpose(row.purpose),
            tuple(row.fields),
            row.given_at,
            row.expires_at,
            session.get_one(Notice, row.notice_id).version,
        )
        for row in _latest(session, customer_id).values()
        if _state(row, at) is ConsentState.GIVEN
    )


def state_for(
    session: Session, *, customer_id: str, purpose: ConsentPurpose, now: datetime
) -> ConsentState:
    """Return how one purpose stands with a customer."""
    row = _latest(session, customer_id).get(purpose)
    return ConsentState.NOT_ASKED if row is None else _state(row, now)


def calls_refused(session: Session, customer_id: str | None) -> bool:
    """Return whether the customer declined or withdrew satisfaction calls by telephone.

    Somebody who was never asked is called as the contract has it: to hear whether it is settled.
    """
    if customer_id is None:
        return False
    row = _latest(session, customer_id).get(ConsentPurpose.SATISFACTION_CALL)
    return row is not None and (not row.agreed or row.withdrawn_at is not None)


def consent_card(
    session: Session, *, actor: Actor, customer_id: str, now: datetime
) -> ConsentCardView:
    """Return how every purpose stands with a customer.

    Raises:
        UserFacingError: the actor may not receive customers, or the customer is gone.
    """
    actor.require(Action.RECEIVE)
    customer = _customer(session, customer_id)
    customer_id = customer.id
    latest = _latest(session, customer_id)
    current = notice_in_force(session, now=now)
    states = {purpose: _state(row, now) for purpose, row in latest.items()}
    must_tell = must_be_told(session, customer_id=customer_id, now=now)
    return ConsentCardView(
        customer_id=customer_id,
        name_masked=mask_name(customer.name),
        is_minor=customer.is_minor,
        lines=tuple(_line(session, purpose, latest.get(purpose), now) for purpose in ASKED),
        told=told_version(session, customer_id=customer_id, now=now),
        in_force=current.version,
        what_changed=current.what_changed if must_tell else "",
        must_tell=must_tell,
        more_than_needed=bool(customer.wechat)
        and states.get(ConsentPurpose.WECHAT) is not ConsentState.GIVEN,
    )


def consent_request(
    session: Session, *, actor: Actor, customer_id: str, now: datetime
) -> ConsentRequest:
    """Return the notice in force and what is to be asked of a customer.

    Raises:
        UserFacingError: the actor may not take consents, the customer is gone, or there is no
            notice in force.
    """
    actor.require(Action.TAKE_CONSENTS)
    customer = _customer(session, customer_id)
    customer_id = customer.id
    states = {p: _state(row, now) for p, row in _latest(session, customer_id).items()}
    again = must_be_told(session, customer_id=customer_id, now=now)
    name = surname(customer.name) + customer.title if customer.title and customer.name else ""
    return ConsentRequest(
        customer_id,
        name,
        mask_name(customer.name),
        customer.is_minor,
        notice_in_force(session, now=now),
        tuple(still_to_ask(states, must_be_told=again)),
    )


def witnesses(session: Session, *, actor: Actor) -> tuple[Witness, ...]:
    """Return who of the staff can be a witness to the actor: everybody at work but the actor."""
    actor.require(Action.TAKE_CONSENTS)
    rows = session.execute(
        select(Staff.id, Staff.name)
        .where(Staff.active, Staff.id != actor.staff_id)
        .order_by(Staff.name)
    )
    return tuple(Witness(staff_id, name) for staff_id, name in rows)


def take_consent(
    session: Session, *, actor: Actor, customer_id: str, draft: ConsentDraft, now: datetime
) -> TakenConsent:
    """Keep what a customer agreed to and declined, with its evidence.

    The customer was shown the notice for it, so that is recorded as told as well.

    Raises:
        UserFacingError: the actor may not take consents, the customer is gone, another version of
            the notice is in force, the pad is not signed, or the scan is no picture or PDF.
        FieldError: purposes, paper, witness, words or guardian are missing.
        ValueError: a picture that was not drawn anew, or strokes that are none.
    """
    actor.require(Action.TAKE_CONSENTS)
    customer = _customer(session, customer_id)
    customer_id = customer.id
    check_draft(draft, is_minor=customer.is_minor, staff_id=actor.staff_id)
    notice = notice_in_force(session, now=now)
    if draft.notice_id not in {text.notice_id for text in notice.texts}:
        raise UserFacingError(Problem.NOTICE_CHANGED)
    evidence = _evidence(session, draft, actor=actor, customer_id=customer_id, now=now)
    for answer in draft.answers:
        session.add(
            Consent(
                id=new_id(),
                customer_id=customer_id,
                purpose=answer.purpose,
                notice_id=draft.notice_id,
                channel=draft.channel,
                evidence={"sha256": evidence.sha256},
                evidence_id=evidence.id,
                agreed=answer.agreed,
                fields=list(FIELDS[answer.purpose]) if answer.agreed else [],
                expires_at=expiry(now) if answer.agreed else None,
                given_at=now,
                taken_by=actor.staff_id,
            )
        )
        if answer.purpose is ConsentPurpose.WECHAT and not answer.agreed:
            _leave_wechat(customer, now)
    session.flush()
    agreed = tuple(answer.purpose for answer in draft.answers if answer.agreed)
    declined = tuple(answer.purpose for answer in draft.answers if not answer.agreed)
    audit.append(
        session,
        action="take_consent",
        object=f"customer:{customer_id}",
        after={
            "agreed": list(agreed),
            "declined": list(declined),
            "channel": draft.channel,
            "version": notice.version,
            "evidence": evidence.sha256,
        },
        now=now,
    )
    record_told(
        session,
        actor=actor,
        customer_id=customer_id,
        notice=notice,
        channel=Channel.IN_PERSON,
        now=now,
    )
    return TakenConsent(customer_id, evidence.id, agreed, declined)


def withdraw_consent(
    session: Session,
    *,
    actor: Actor,
    customer_id: str,
    purpose: ConsentPurpose,
    channel: ConsentChannel,
    now: datetime,
) -> None:
    """End a consent (PIPL art. 15); what was done under it before stays lawful.

    Raises:
        UserFacingError: the actor may not take consents, the customer is gone, or nothing holds.
    """
    actor.require(Action.TAKE_CONSENTS)
    customer = _customer(session, customer_id)
    customer_id = customer.id
    row = _latest(session, customer_id).get(purpose)
    if row is None or _state(row, now) is not ConsentState.GIVEN:
        raise UserFacingError(Problem.CONSENT_ENDED)
    row.withdrawn_at = now
    row.withdrawn_by = actor.staff_id
    row.withdrawn_channel = channel
    if purpose is ConsentPurpose.WECHAT:
        _leave_wechat(customer, now)
    session.flush()
    audit.append(
        session,
        action="withdraw_consent",
        object=f"customer:{customer_id}",
        before={"consent": row.id},
        after={"purpose": purpose, "channel": channel},
        now=now,
    )


def read_scan(session: Session, *, actor: Actor, evidence_id: str, now: datetime) -> ScanKept:
    """Return the signed paper of a consent to be looked at; who did is written down.

    Raises:
        UserFacingError: the actor may not take consents, or there is no paper.
    """
    actor.require(Action.TAKE_CONSENTS)
    evidence = session.get(ConsentEvidence, evidence_id)
    if evidence is None or evidence.data is None:
        raise UserFacingError(Problem.NOT_FOUND)
    record_access(
        session,
        actor=actor,
        customer_id=evidence.customer_id,
        kind=AccessKind.OPEN_CARD,
        now=now,
    )
    return ScanKept(check_kind(_name_of(evidence.media_type), evidence.data), evidence.data)


def _customer(session: Session, customer_id: str) -> Customer:
    customer = kept_one(session, customer_id)
    if customer is None or customer.erased_at is not None:
        raise UserFacingError(Problem.NOT_FOUND)
    return customer


def _latest(session: Session, customer_id: str) -> Mapping[ConsentPurpose, Consent]:
    """Return the last answer to each purpose that is asked.

    A withdrawal counts by its own day: after two records were brought together it may end the
    earlier of two consents, and is the last word all the same.
    """
    rows = session.scalars(
        select(Consent)
        .where(Consent.customer_id == customer_id, Consent.purpose.in_(ASKED))
        .order_by(func.coalesce(Consent.withdrawn_at, Consent.given_at), Consent.id)
    )
    return {ConsentPurpose(row.purpose): row for row in rows}


def _state(row: Consent, now: datetime) -> ConsentState:
    return state_of(
        agreed=row.agreed, expires_at=row.expires_at, withdrawn_at=row.withdrawn_at, now=now
    )


def _line(
    session: Session, purpose: ConsentPurpose, row: Consent | None, now: datetime
) -> ConsentLine:
    if row is None:
        return ConsentLine(purpose, ConsentState.NOT_ASKED)
    state = _state(row, now)
    at, channel, by = row.given_at, row.channel, row.taken_by
    if state is ConsentState.WITHDRAWN and row.withdrawn_at is not None:
        at, by = row.withdrawn_at, row.withdrawn_by or row.taken_by
        channel = row.withdrawn_channel or row.channel
    elif state is ConsentState.EXPIRED and row.expires_at is not None:
        at = row.expires_at
    return ConsentLine(
        purpose,
        state,
        at,
        ConsentChannel(channel),
        session.get_one(Staff, by).name,
        session.get_one(Notice, row.notice_id).version,
        row.evidence_id,
        bool(
            session.scalar(
                select(ConsentEvidence.data.is_not(None)).where(
                    ConsentEvidence.id == row.evidence_id
                )
            )
        ),
    )


def _evidence(
    session: Session, draft: ConsentDraft, *, actor: Actor, customer_id: str, now: datetime
) -> ConsentEvidence:
    strokes: Strokes | None = None
    digest = ""
    words = _words(draft)
    if draft.strokes is not None and draft.agreed:
        strokes = clean_strokes(draft.strokes)
        digest = strokes_hash(strokes)
    elif draft.scan is not None:
        digest = _check_scan(draft.scan)
    elif words:
        digest = hashlib.sha256(words.encode()).hexdigest()
    evidence = ConsentEvidence(
        id=new_id(),
        customer_id=customer_id,
        kind=draft.channel,
        strokes=strokes,
        media_type=draft.scan.kind if draft.scan else "",
        data=draft.scan.data if draft.scan else None,
        sha256=digest,
        witness_id=_witness(session, draft.witness_id),
        words=words,
        taken_at=now,
        taken_by=actor.staff_id,
    )
    session.add(evidence)
    session.flush()
    return evidence


def _words(draft: ConsentDraft) -> str:
    """Return what was said, after the name of who answered for a minor."""
    guardian = clean_line(draft.guardian)[:NAME_LIMIT]
    said = clean_text(draft.words)[:TEXT_LIMIT]
    if not guardian:
        return said
    return "\n".join(line for line in (_("Guardian: {name}").format(name=guardian), said) if line)


def _check_scan(scan: ScanKept) -> str:
    if scan.kind.is_picture:
        if not holds_points_only(scan.kind, scan.data):
            # Where a photo was taken must not come in by any door.
            raise ValueError("the picture was not drawn anew")
    elif scan.kind is not FileKind.PDF:
        raise UserFacingError(Problem.FILE_KIND_REFUSED)
    elif check_kind(_name_of(scan.kind), scan.data) is not scan.kind:
        raise UserFacingError(Problem.FILE_DISGUISED)
    check_room([], len(scan.data))
    return hashlib.sha256(scan.data).hexdigest()


def _name_of(media_type: str) -> str:
    return {"image/jpeg": "scan.jpg", "image/png": "scan.png"}.get(media_type, "scan.pdf")


def _witness(session: Session, staff_id: str | None) -> str | None:
    if staff_id is None:
        return None
    found = session.scalar(select(Staff.id).where(Staff.id == staff_id, Staff.active))
    if found is None:
        raise UserFacingError(Problem.NOT_FOUND)
    return found


def _leave_wechat(customer: Customer, now: datetime) -> None:
    """Let the desk fall back to its usual way where WeChat was the preferred one."""
    if customer.contact_channel == Channel.WECHAT:
        customer.contact_channel = None
        customer.changed_at = now
