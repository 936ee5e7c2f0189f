"""What goes on the papers of a case: job sheet, case file, receipt once more (clauses 4.3 and 5-3).

Making one is written into the audit log in the same transaction, with or without names in full.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.papers import (
    CaseFile,
    CaseOnPaper,
    JobSheet,
    PaperCaller,
    PaperClock,
    PaperEntry,
    PaperEscalation,
    PaperFile,
    PaperPicture,
    PaperPromise,
    Receipt,
)
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME
from app.domain.terms import AccessKind, PromiseState
from app.services.access_log import record_access
from app.services.attachments import AttachmentView, list_attachments
from app.services.case_views import CasePageView, ClockView, PromiseView, case_in_full, case_page
from app.services.policy import read_setting
from app.services.receipts import customer_address, visit_receipt
from db import audit
from db.models import AttachmentContent, Case, CaseCaller, Category, Customer, Project

MOST_PHOTOS = 4


def job_sheet(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    with_contact: bool,
    photo_ids: Sequence[str],
    lang: str,
    now: datetime,
) -> JobSheet:
    """Return the job sheet of a case, with up to four of its photos.

    Raises:
        UserFacingError: the case is gone, or the actor may not read it or see its phone.
    """
    if with_contact:
        actor.require(Action.REVEAL_PHONES)
    view = case_page(session, actor=actor, case_id=case_id)
    case = _on_paper(session, view, actor, lang, now)
    customer = _customer(session, case_id)
    if customer is not None:
        name, phone = customer_address(customer), ""
        if with_contact:
            name, phone = f"{customer.name} {customer.title}".strip(), customer.phone
        case = replace(case, customer=name, phone=phone)
    kept = list_attachments(session, actor=actor, case_id=case_id)
    photos = [file for file in kept if file.kind.is_picture and file.attachment_id in photo_ids]
    action = "print_job_sheet_with_contact" if with_contact else "print_job_sheet"
    audit.append(session, action=action, object=f"case:{case_id}", now=now)
    if with_contact and customer is not None:
        _record_print(session, {customer.id}, actor, case_id, now)
    return JobSheet(
        case=case,
        clocks=tuple(_clock(clock) for clock in view.clocks if clock.is_running),
        promises=tuple(
            _promise(promise) for promise in view.promises if promise.state is PromiseState.OPEN
        ),
        pictures=_pictures(session, photos[:MOST_PHOTOS]),
        with_contact=with_contact,
    )


def case_file(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    in_full: bool,
    with_pictures: bool,
    lang: str,
    now: datetime,
) -> CaseFile:
    """Return everything on record about a case; names and phones are masked unless ``in_full``.

    Raises:
        UserFacingError: the case is gone, or the actor may not read it or see its phone.
    """
    if in_full:
        actor.require(Action.REVEAL_PHONES)
    read = case_in_full if in_full else case_page
    view = read(session, actor=actor, case_id=case_id)
    case = _on_paper(session, view, actor, lang, now)
    customer = _customer(session, case_id)
    if customer is not None and in_full:
        full = f"{customer.name} {customer.title}".strip()
        case = replace(case, customer=full, phone=customer.phone)
    files = list_attachments(session, actor=actor, case_id=case_id, with_removed=True)
    printed = [
        file for file in files if with_pictures and file.kind.is_picture and not file.removed_by
    ]
    action = "print_case_file_in_full" if in_full else "print_case_file"
    audit.append(session, action=action, object=f"case:{case_id}", now=now)
    if in_full:
        _record_print(session, _everybody_in(session, case_id), actor, case_id, now)
    return CaseFile(
        case=case,
        validity=view.validity,
        cause=view.cause,
        ended_at=view.ended_at,
        follows=view.follows.number if view.follows else "",
        merged_into=view.merged_into.number if view.merged_into else "",
        took_in=tuple(link.number for link in view.took_in),
        clocks=tuple(_clock(clock) for clock in (*view.earlier_clocks, *view.clocks)),
        promises=tuple(_promise(promise) for promise in view.promises),
        callers=_callers(view),
        escalations=_escalations(view),
        files=tuple(_file(file, printed) for file in files),
        pictures=_pictures(session, printed),
        timeline=_timeline(view),
        in_full=in_full,
    )


def reprint_receipt(session: Session, *, actor: Actor, visit_id: str, now: datetime) -> Receipt:
    """Return the receipt of a visit, marked as printed once more.

    Raises:
        UserFacingError: the visit is gone or has no case.
    """
    receipt = visit_receipt(session, actor=actor, visit_id=visit_id)
    audit.append(session, action="reprint_receipt", object=f"visit:{visit_id}", now=now)
    return replace(receipt, reprinted_at=now)


def _on_paper(
    session: Session, view: CasePageView, actor: Actor, lang: str, now: datetime
) -> CaseOnPaper:
    """Return the head of a paper, the customer masked."""
    case = session.get_one(Case, view.case_id)
    project = session.get_one(Project, case.project_id)
    return CaseOnPaper(
        company=read_setting(session, COMPANY_NAME),
        project_name=project.name,
        timezone=project.timezone,
        number=view.number,
        check_code=case.check_code,
        external_number=view.external_number,
        type=view.type,
        state=view.state,
        severity=view.severity,
        category=_category_name(session, view.category, lang),
        source=view.source,
        place=view.place,
        room_label=view.room_label,
        customer=view.customer,
        phone=view.phone_masked,
        own_words=view.own_words,
        remedy_wanted=view.remedy_wanted,
        remedy_given=view.remedy_given,
        responsible=view.responsible,
        registered_at=view.registered_at,
        registered_by=view.registered_by,
        printed_at=now,
        printed_by=actor.name,
    )


def _category_name(session: Session, code: str, lang: str) -> str:
    """Return the name of a category after that of the one above it; a code is never printed."""
    category = session.get(Category, code)
    names: list[str] = []
    while category is not None:
        names.insert(0, category.name_zh if lang == "zh_CN" else category.name_en)
        category = session.get(Category, category.parent_code) if category.parent_code else None
    return " › ".join(names)


def _record_print(
    session: Session, customer_ids: Collection[str], actor: Actor, case_id: str, now: datetime
) -> None:
    """Write down for each of them that their name left the desk on paper."""
    for customer_id in sorted(customer_ids):
        record_access(
            session,
            actor=actor,
            customer_id=customer_id,
            kind=AccessKind.PRINT,
            case_id=case_id,
            now=now,
        )


def _everybody_in(session: Session, case_id: str) -> set[str]:
    """Return the customer of a case and its further callers, as far as they gave a name."""
    callers = select(CaseCaller.customer_id).where(CaseCaller.case_id == case_id)
    own = select(Case.customer_id).where(Case.id == case_id)
    return {found for found in session.scalars(own.union_all(callers)) if found is not None}


def _customer(session: Session, case_id: str) -> Customer | None:
    return session.scalar(
        select(Customer).join(Case, Case.customer_id == Customer.id).where(Case.id == case_id)
    )


def _clock(clock: ClockView) -> PaperClock:
    return PaperClock(
        clock.kind,
        clock.round,
        clock.started_at,
        clock.due_at,
        clock.met_at,
        clock.cancelled_at,
        clock.paused_at,
    )


def _promise(promise: PromiseView) -> PaperPromise:
    return PaperPromise(
        what=promise.what,
        who=promise.who,
        to_whom=promise.to_whom,
        channel=promise.channel,
        made_at=promise.made_at,
        due_at=promise.due_at,
        state=promise.state,
        fulfilled_at=promise.fulfilled_at,
    )


def _callers(view: CasePageView) -> tuple[PaperCaller, ...]:
    return tuple(
        PaperCaller(
            caller.called_at,
            caller.customer,
            caller.room_label,
            caller.words,
            caller.added_by,
        )
        for caller in view.callers
    )


def _escalations(view: CasePageView) -> tuple[PaperEscalation, ...]:
    return tuple(
        PaperEscalation(
            escalation.level,
            escalation.cause,
            escalation.words,
            escalation.raised_at,
            escalation.raised_by,
            escalation.acknowledged_at,
        )
        for escalation in view.escalations
    )


def _timeline(view: CasePageView) -> tuple[PaperEntry, ...]:
    return tuple(
        PaperEntry(entry.kind, entry.at, entry.by, entry.words, dict(entry.facts))
        for entry in view.timeline
    )


def _file(file: AttachmentView, printed: Sequence[AttachmentView]) -> PaperFile:
    return PaperFile(
        name=file.name,
        kind=file.kind,
        size=file.size,
        added_at=file.added_at,
        added_by=file.added_by,
        removed_at=file.removed_at,
        removed_by=file.removed_by,
        removal_reason=file.removal_reason,
        picture=printed.index(file) + 1 if file in printed else 0,
    )


def _pictures(session: Session, files: Sequence[AttachmentView]) -> tuple[PaperPicture, ...]:
    return tuple(
        PaperPicture(file.name, session.get_one(AttachmentContent, file.attachment_id).data)
        for file in files
    )
