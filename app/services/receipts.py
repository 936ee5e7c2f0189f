"""What goes on a reception receipt (clause 4.2-3)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Problem, UserFacingError
from app.domain.masking import mask_name, surname
from app.domain.papers import Receipt, ReceiptCase
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME
from app.domain.terms import CaseType, Channel
from app.services.policy import read_setting
from app.services.visits import visit_customer
from db.models import Case, Customer, Project, Promise, Staff, Visit

_SUBJECT_LENGTH = 120


def visit_receipt(session: Session, *, actor: Actor, visit_id: str) -> Receipt:
    """Return the receipt of a visit whose needs are registered.

    Raises:
        UserFacingError: the visit is gone or has no case yet.
    """
    actor.require(Action.RECEIVE)
    visit = session.get(Visit, visit_id)
    cases = session.scalars(select(Case).where(Case.visit_id == visit_id).order_by(Case.id)).all()
    if visit is None or not cases:
        raise UserFacingError(Problem.NOT_FOUND)
    project = session.get_one(Project, visit.project_id)
    customer, _room = visit_customer(session, visit)
    return Receipt(
        company=read_setting(session, COMPANY_NAME),
        project_name=project.name,
        desk_phone=project.desk_phone,
        timezone=project.timezone,
        visit_number=visit.number,
        received_at=visit.arrived_at,
        received_by=session.get_one(Staff, visit.staff_id).name,
        customer=_address(customer),
        cases=tuple(_receipt_case(session, case) for case in cases),
    )


def latest_visit_with_case(session: Session, *, project_id: str) -> str | None:
    """Return the newest visit of a project that registered a case, None if there is none."""
    return session.scalar(
        select(Case.visit_id)
        .where(Case.project_id == project_id, Case.visit_id.is_not(None))
        .order_by(Case.registered_at.desc())
        .limit(1)
    )


def _address(customer: Customer | None) -> str:
    """Return how the paper addresses the customer: surname and title, or the masked name."""
    if customer is None:
        return ""
    if customer.title and customer.name:
        return surname(customer.name) + customer.title
    return mask_name(customer.name)


def _receipt_case(session: Session, case: Case) -> ReceiptCase:
    promise = session.scalar(
        select(Promise).where(Promise.case_id == case.id).order_by(Promise.made_at.desc()).limit(1)
    )
    words = " ".join(case.own_words.split())
    subject = words if len(words) <= _SUBJECT_LENGTH else words[: _SUBJECT_LENGTH - 1] + "…"
    return ReceiptCase(
        number=case.number,
        check_code=case.check_code,
        type=CaseType(case.type),
        subject=subject,
        answer=case.remedy_given,
        promise_what=promise.what if promise else "",
        promise_who=promise.who if promise else "",
        promise_due_at=promise.due_at if promise else None,
        promise_channel=Channel(promise.channel) if promise else None,
    )
