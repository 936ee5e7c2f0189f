"""Making somebody anonymous in place: what names them goes, what is counted stays (PIPL art. 47).

No row is deleted that a figure, a number series or a link stands on; words, names, numbers,
pictures and files are emptied.  The timeline and the ratings let that happen only while an erasure
is on record (``db.audit.INSERT_ONLY_TRIGGERS``); the audit chain holds hashes and stays whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from app.domain.case_states import OPEN_STATES
from app.domain.draft_codec import to_plain
from app.domain.erasing import facts_after, mentions, without, words_after
from app.domain.errors import Problem, UserFacingError
from app.domain.masking import mask_name
from app.domain.permissions import Action, Actor
from app.domain.terms import (
    CaseType,
    ErasureGround,
    EventKind,
    Source,
    VisitState,
    VisitStep,
)
from app.domain.visit_flow import CustomerDraft, VisitDraft
from app.services.caller_words import empty_call
from app.services.customer_merge import part_from_others
from app.services.signed_words import empty_signed_reports
from db import audit
from db.erasure_list import ERASED
from db.models import (
    AccessEntry,
    Attachment,
    AttachmentContent,
    Base,
    Case,
    CaseCaller,
    CaseEvent,
    Consent,
    ConsentEvidence,
    Customer,
    CustomerKey,
    CustomerMerge,
    CustomerNote,
    Disclosure,
    Erasing,
    Erasure,
    Escalation,
    LegalHold,
    Promise,
    Rating,
    RetentionRun,
    SavedFilter,
    Vehicle,
    Visit,
    new_id,
)

CUSTOMERS, CASES, VISITS = "customers", "cases", "visits"
_UNFINISHED = (VisitState.IN_PROGRESS, VisitState.PARKED)
_LEAST_NUMBER = 5


@dataclass(frozen=True)
class ErasurePreview:
    """What an erasure would take and what stands in its way.

    ``goes`` counts records by table; ``mentioned`` are numbers of other cases whose words hold the
    name or a number of this person: those are read and mended by a person.
    """

    customer_id: str
    name_masked: str
    erased: bool
    held: bool
    open_cases: tuple[str, ...]
    open_visits: tuple[str, ...]
    goes: tuple[tuple[str, int], ...]
    mentioned: tuple[str, ...]

    @property
    def permitted(self) -> bool:
        """Whether nothing stands in the way."""
        return not (self.erased or self.held or self.open_cases or self.open_visits)


def preview_erasure(
    session: Session, *, actor: Actor, customer_id: str, case_id: str | None = None
) -> ErasurePreview:
    """Return what :func:`erase_customer` would take; nothing is changed.

    Raises:
        UserFacingError: not permitted, or the customer is gone.
    """
    actor.require(Action.ERASE_CUSTOMERS)
    person = _Person(session, customer_id)
    return ErasurePreview(
        customer_id,
        mask_name(person.customer.name),
        person.customer.erased_at is not None,
        person.is_held(),
        person.open_cases(case_id),
        person.open_visits(),
        person.counts(),
        person.mentioned_in(),
    )


def erase_customer(
    session: Session,
    *,
    actor: Actor,
    customer_id: str,
    case_id: str | None = None,
    now: datetime,
) -> None:
    """Make a customer, with every record brought together with theirs, anonymous for good.

    ``case_id`` is the information request by which they asked for it; it may still be open.

    Raises:
        UserFacingError: not permitted, erased already, under a legal hold, or something of theirs
            is still going on.
    """
    actor.require(Action.ERASE_CUSTOMERS)
    person = _Person(session, customer_id)
    if person.customer.erased_at is not None:
        raise UserFacingError(Problem.ERASED_ALREADY)
    if person.is_held():
        raise UserFacingError(Problem.RECORDS_HELD)
    still_open = (*person.open_cases(case_id), *person.open_visits())
    if still_open:
        raise UserFacingError(Problem.STILL_OPEN, numbers=", ".join(still_open))
    # Each record of the person: an older store may know them before they were brought together.
    rows = [
        Erasure(
            id=new_id(),
            subject=CUSTOMERS,
            subject_id=record_id,
            ground=ErasureGround.REQUEST,
            case_id=case_id,
            erased_at=now,
            erased_by=actor.staff_id,
        )
        for record_id in person.ids
    ]
    with erasing(session, *rows):
        empty_person(session, person.customer.id, now, actor.staff_id)


@contextmanager
def erasing(session: Session, *rows: Erasure, run: RetentionRun | None = None) -> Iterator[None]:
    """Put erasures on record and open the way past the guards of timeline and ratings.

    Those of a retention run stand in the audit log as one entry.
    """
    session.add_all(rows)
    session.flush()
    opened = [Erasing(erasure_id=row.id) for row in rows[:1]]
    session.add_all(opened)
    session.flush()
    yield
    session.flush()
    for row in opened:
        session.delete(row)
    session.flush()
    if run is not None:
        audit.append(
            session,
            action="run_retention",
            object=f"retention_run:{run.id}",
            after={"number": run.number, "counts": run.counts, "found": run.found},
            now=run.approved_at or run.previewed_at,
        )
    else:
        for erasure in rows:
            audit.append(
                session,
                action=f"erase_{ErasureGround(erasure.ground).value}",
                object=f"{erasure.subject}:{erasure.subject_id}",
                after={"ground": erasure.ground, "case": erasure.case_id},
                now=erasure.erased_at,
            )
    # The store writes its list of erasures, and empties the write-ahead log, before it returns.
    session.info[ERASED] = True


def erase_again(
    session: Session, *, actor: Actor, entries: Sequence[tuple[str, str, str]], now: datetime
) -> int:
    """Erase once more what a restored older store brought back; return how much that was.

    ``entries`` are subject, id and ground of the list kept outside the store.  Nobody is asked for
    a permission: it was given when the erasure was decided.
    """
    done = 0
    listed = {subject_id for subject, subject_id, _ground in entries if subject == CUSTOMERS}
    for subject, subject_id, ground in entries:
        known = session.scalar(
            select(Erasure.id).where(Erasure.subject == subject, Erasure.subject_id == subject_id)
        )
        table = {CUSTOMERS: Customer, CASES: Case, VISITS: Visit}.get(subject)
        if known is not None or table is None or session.get(table, subject_id) is None:
            continue
        if subject == CUSTOMERS and _Person(session, subject_id).customer.id not in listed:
            part_from_others(session, customer_id=subject_id, staff_id=actor.staff_id, now=now)
        row = Erasure(
            id=new_id(),
            subject=subject,
            subject_id=subject_id,
            ground=ErasureGround(ground),
            erased_at=now,
            erased_by=actor.staff_id,
        )
        with erasing(session, row):
            if subject == CUSTOMERS:
                empty_person(session, subject_id, now, actor.staff_id)
            elif subject == CASES:
                empty_cases(session, (subject_id,), now, actor.staff_id)
            else:
                empty_visits(session, (subject_id,), unlink=True)
        done += 1
    return done


def person_records(
    session: Session, customer_id: str
) -> tuple[list[str], Sequence[str], Sequence[str]]:
    """Return the ids of a person's customer records, the kept one first, cases and visits.

    Raises:
        UserFacingError: the customer is gone.
    """
    person = _Person(session, customer_id)
    return person.ids, person.case_ids, person.visit_ids


class _Person:
    """All records of one person: a customer and those brought together with it."""

    def __init__(self, session: Session, customer_id: str) -> None:
        self._session = session
        customer = session.get(Customer, customer_id)
        while customer is not None and customer.merged_into_id is not None:
            customer = session.get(Customer, customer.merged_into_id)
        if customer is None:
            raise UserFacingError(Problem.NOT_FOUND)
        self.customer = customer
        self.ids: list[str] = [customer.id]
        level = [customer.id]
        while level:
            level = list(
                session.scalars(select(Customer.id).where(Customer.merged_into_id.in_(level)))
            )
            self.ids += level
        self.records = session.scalars(select(Customer).where(Customer.id.in_(self.ids))).all()
        self.case_ids = session.scalars(select(Case.id).where(Case.customer_id.in_(self.ids))).all()
        self.visit_ids = session.scalars(
            select(Visit.id).where(Visit.customer_id.in_(self.ids))
        ).all()

    def is_held(self) -> bool:
        """Whether a hold stands on them, or on somebody whose words would go with their cases."""
        called = select(CaseCaller.customer_id).where(
            CaseCaller.case_id.in_(self.case_ids), CaseCaller.customer_id.is_not(None)
        )
        return bool(
            self._session.scalar(
                select(func.count())
                .select_from(LegalHold)
                .where(
                    LegalHold.released_at.is_(None),
                    or_(
                        LegalHold.customer_id.in_(self.ids),
                        LegalHold.customer_id.in_(called),
                        LegalHold.case_id.in_(self.case_ids),
                    ),
                )
            )
        )

    def open_cases(self, but: str | None) -> tuple[str, ...]:
        called = select(CaseCaller.case_id).where(CaseCaller.customer_id.in_(self.ids))
        rows = self._session.execute(
            select(Case.id, Case.number, Case.type)
            .where(
                or_(Case.customer_id.in_(self.ids), Case.id.in_(called)),
                Case.state.in_(OPEN_STATES),
            )
            .order_by(Case.number)
        )
        return tuple(
            number
            for case_id, number, kind in rows
            if not (case_id == but and kind == CaseType.INFORMATION_REQUEST)
        )

    def open_visits(self) -> tuple[str, ...]:
        return tuple(
            self._session.scalars(
                select(Visit.number)
                .where(Visit.customer_id.in_(self.ids), Visit.state.in_(_UNFINISHED))
                .order_by(Visit.number)
            )
        )

    def counts(self) -> tuple[tuple[str, int], ...]:
        """Return how many records of each table hold something that goes."""
        ids, case_ids, visit_ids = self.ids, self.case_ids, self.visit_ids
        asked: tuple[tuple[type[Base], object], ...] = (
            (Vehicle, Vehicle.customer_id.in_(ids)),
            (CustomerNote, CustomerNote.customer_id.in_(ids)),
            (ConsentEvidence, ConsentEvidence.customer_id.in_(ids)),
            (Case, Case.id.in_(case_ids)),
            (
                Attachment,
                Attachment.case_id.in_(case_ids) & Attachment.removed_at.is_(None),
            ),
            (Visit, Visit.id.in_(visit_ids)),
            (
                Rating,
                (Rating.words != "")
                & (Rating.case_id.in_(case_ids) | Rating.visit_id.in_(visit_ids)),
            ),
            (Disclosure, Disclosure.customer_id.in_(ids)),
            (AccessEntry, AccessEntry.customer_id.in_(ids) & (AccessEntry.words != "")),
        )
        found = [(CUSTOMERS, len(ids))]
        for table, condition in asked:
            count = self._session.scalar(
                select(func.count()).select_from(table).where(condition)  # type: ignore[arg-type]
            )
            found.append((table.__tablename__, count or 0))
        return tuple((name, count) for name, count in found if count)

    def needles(self, *, with_names: bool) -> frozenset[str]:
        """Return what names this person and nobody else; names only where they are wanted."""
        plates = self._session.scalars(
            select(Vehicle.plate).where(Vehicle.customer_id.in_(self.ids))
        ).all()
        numbers = {
            text
            for record in self.records
            for text in (record.phone, record.wechat, *record.more_phones)
        }
        found = {text for text in (*numbers, *plates) if len(text) >= _LEAST_NUMBER}
        if with_names:
            found |= {record.name for record in self.records if len(record.name) > 1}
        return frozenset(found)

    def mentioned_in(self) -> tuple[str, ...]:
        needles = self.needles(with_names=True)
        if not needles:
            return ()
        hit = or_(
            *(
                column.contains(needle, autoescape=True)
                for needle in needles
                for column in (Case.own_words, Case.remedy_wanted, Case.remedy_given)
            )
        )
        return tuple(
            self._session.scalars(
                select(Case.number)
                .where(
                    Case.project_id == self.customer.project_id,
                    Case.customer_id.is_(None) | Case.customer_id.not_in(self.ids),
                    hit,
                )
                .order_by(Case.number.desc())
                .limit(20)
            )
        )


def empty_person(session: Session, customer_id: str, now: datetime, staff_id: str) -> None:
    """Empty everything that names a person; called inside :func:`erasing`."""
    person = _Person(session, customer_id)
    ids = person.ids
    _forget_typed(session, person)
    _empty_archive(session, ids)
    _empty_consents(session, ids)
    for entry in session.scalars(select(AccessEntry).where(AccessEntry.customer_id.in_(ids))):
        entry.words = ""
    for disclosure in session.scalars(select(Disclosure).where(Disclosure.customer_id.in_(ids))):
        disclosure.to_whom, disclosure.why = "", ""
    _release_reasons(session, LegalHold.customer_id.in_(ids))
    needles = person.needles(with_names=True)
    for call in session.scalars(select(CaseCaller).where(CaseCaller.customer_id.in_(ids))).all():
        empty_call(session, call, needles)
    empty_cases(session, person.case_ids, now, staff_id)
    empty_visits(session, person.visit_ids)
    session.execute(delete(CustomerKey).where(CustomerKey.customer_id.in_(ids)))
    for record in person.records:
        record.name = record.phone = record.title = record.wechat = record.contact_hours = ""
        record.more_phones, record.contact_channel, record.reviewed_at = [], None, None
        record.is_minor = False
        record.erased_at, record.changed_at = now, now


def _forget_typed(session: Session, person: _Person) -> None:
    """Drafts of other visits and saved filters may hold a number that was typed or looked for."""
    numbers = person.needles(with_names=False)
    if numbers:
        # A draft is emptied when its visit ends.
        for visit in session.scalars(select(Visit).where(Visit.state.in_(_UNFINISHED))):
            if mentions(visit.draft, numbers):
                visit.draft = without(visit.draft, numbers)
    words = person.needles(with_names=True)
    for kept in session.scalars(select(SavedFilter)):
        if mentions([kept.name, kept.wanted], words):
            session.delete(kept)


def _empty_archive(session: Session, ids: Sequence[str]) -> None:
    for vehicle in session.scalars(select(Vehicle).where(Vehicle.customer_id.in_(ids))):
        vehicle.plate = vehicle.description = vehicle.parking_space = ""
    for note in session.scalars(select(CustomerNote).where(CustomerNote.customer_id.in_(ids))):
        note.words = ""
    merges = select(CustomerMerge).where(
        CustomerMerge.kept_id.in_(ids) | CustomerMerge.gone_id.in_(ids)
    )
    for merge in session.scalars(merges):
        merge.before = {}


def _empty_consents(session: Session, ids: Sequence[str]) -> None:
    shown = select(ConsentEvidence).where(ConsentEvidence.customer_id.in_(ids))
    for evidence in session.scalars(shown):
        evidence.strokes = evidence.data = None
        evidence.words = evidence.sha256 = ""
    for consent in session.scalars(select(Consent).where(Consent.customer_id.in_(ids))):
        consent.evidence = {}


def _release_reasons(session: Session, whose: object) -> None:
    """Holds that were let go keep their dates; their reasons tell of a person."""
    for hold in session.scalars(select(LegalHold).where(whose)):  # type: ignore[arg-type]
        hold.reason = ""


def empty_cases(session: Session, case_ids: Sequence[str], now: datetime, staff_id: str) -> None:
    """Empty the words, facts and files of cases; called inside :func:`erasing`."""
    for case in session.scalars(select(Case).where(Case.id.in_(case_ids))):
        case.own_words = case.remedy_wanted = case.remedy_given = case.place = ""
    for event in session.scalars(select(CaseEvent).where(CaseEvent.case_id.in_(case_ids))):
        kind = EventKind(event.kind)
        event.words, event.facts = words_after(kind, event.words), facts_after(kind, event.facts)
    for promise in session.scalars(select(Promise).where(Promise.case_id.in_(case_ids))):
        promise.what = promise.to_whom = ""
    for escalation in session.scalars(select(Escalation).where(Escalation.case_id.in_(case_ids))):
        escalation.words = ""
    for call in session.scalars(select(CaseCaller).where(CaseCaller.case_id.in_(case_ids))):
        call.words = ""
    for rating in session.scalars(select(Rating).where(Rating.case_id.in_(case_ids))):
        rating.words = ""
    for entry in session.scalars(select(AccessEntry).where(AccessEntry.case_id.in_(case_ids))):
        entry.words = ""
    _release_reasons(session, LegalHold.case_id.in_(case_ids))
    empty_signed_reports(session, case_ids=case_ids)
    _empty_files(session, case_ids, now, staff_id)


def _empty_files(session: Session, case_ids: Sequence[str], now: datetime, staff_id: str) -> None:
    files = session.scalars(select(Attachment).where(Attachment.case_id.in_(case_ids))).all()
    for file in files:
        file.name = file.note = file.removal_reason = file.sha256 = ""
        if file.removed_at is None:
            file.removed_at, file.removed_by = now, staff_id
    session.execute(
        delete(AttachmentContent).where(
            AttachmentContent.attachment_id.in_([file.id for file in files])
        )
    )


def empty_visits(session: Session, visit_ids: Sequence[str], *, unlink: bool = False) -> None:
    """Empty drafts and words of visits; ``unlink`` also takes away whose they were."""
    for visit in session.scalars(select(Visit).where(Visit.id.in_(visit_ids))):
        visit.left_reason = ""
        if visit.draft is not None:
            visit.draft = _empty_draft(visit)
        if unlink:
            visit.customer_id = None
    for rating in session.scalars(select(Rating).where(Rating.visit_id.in_(visit_ids))):
        rating.words = ""
    empty_signed_reports(session, visit_ids=visit_ids)


def _empty_draft(visit: Visit) -> dict[str, object]:
    known = visit.draft or {}
    draft = VisitDraft(
        source=Source(visit.source),
        step=VisitStep(visit.step),
        greeted=visit.greeted_at is not None,
        customer=CustomerDraft(anonymous=True),
        case_numbers=tuple(known.get("case_numbers", ())),
    )
    plain: dict[str, object] = to_plain(draft)
    return plain
