"""What goes on a reception receipt (clause 4.2-3)."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain.case_answers import department_of
from app.domain.errors import Problem, UserFacingError
from app.domain.masking import address_as
from app.domain.papers import Receipt, ReceiptCase
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME
from app.domain.terms import CaseType, Channel
from app.services.look_up import promise_said, resolve_by
from app.services.policy import read_setting
from app.services.visits import visit_customer
from db.models import Case, CaseCaller, Customer, Project, Promise, Staff, Visit

_SUBJECT_LENGTH = 120


def visit_receipt(session: Session, *, actor: Actor, visit_id: str) -> Receipt:
    """Return the receipt of a visit whose needs are registered.

    Raises:
        UserFacingError: the visit is gone or has no case yet.
    """
    actor.require(Action.RECEIVE)
    visit = session.get(Visit, visit_id)
    cases = session.scalars(select(Case).where(Case.visit_id == visit_id).order_by(Case.id)).all()
    called = session.execute(
        select(Case, CaseCaller)
        .join(CaseCaller, CaseCaller.case_id == Case.id)
        .where(CaseCaller.visit_id == visit_id)
        .order_by(CaseCaller.id)
    ).all()
    if visit is None or not (cases or called):
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
        customer=customer_address(customer),
        cases=(
            *(_receipt_case(session, case) for case in cases),
            *(_callers_case(session, case, caller) for case, caller in called),
        ),
    )


def latest_visit_with_case(session: Session, *, project_id: str) -> str | None:
    """Return the newest visit of a project that registered a case, None if there is none."""
    return session.scalar(
        select(Case.visit_id)
        .where(Case.project_id == project_id, Case.visit_id.is_not(None))
        .order_by(Case.registered_at.desc())
        .limit(1)
    )


def customer_address(customer: Customer | None) -> str:
    """Return how the paper addresses the customer: surname and title, or the masked name."""
    return address_as(customer.name, customer.title) if customer is not None else ""


def _receipt_case(session: Session, case: Case) -> ReceiptCase:
    """Return a case as whoever brought it first is shown it: with no promise to a later caller."""
    at_calls = _made_at_calls(case)
    to_callers = select(Promise.to_whom).where(at_calls, Promise.to_whom != "")
    promise = session.scalar(
        select(Promise)
        .where(Promise.case_id == case.id, ~at_calls, Promise.to_whom.not_in(to_callers))
        .order_by(Promise.made_at.desc())
        .limit(1)
    )
    return ReceiptCase(
        number=case.number,
        check_code=case.check_code,
        type=CaseType(case.type),
        subject=_subject(case.own_words),
        answer=case.remedy_given,
        promise_what=promise.what if promise else "",
        promise_who=promise.who if promise else "",
        promise_due_at=promise.due_at if promise else None,
        promise_channel=Channel(promise.channel) if promise else None,
    )


def _callers_case(session: Session, case: Case, caller: CaseCaller) -> ReceiptCase:
    """Return a case as a later caller is shown it: their own words, and what they may be told.

    The promise is the one made to them, else what the case's first customer was promised, without
    the name of who sees to it, else the time limit for the result.
    """
    bare = ReceiptCase(
        number=case.number,
        check_code=case.check_code,
        type=CaseType(case.type),
        subject=_subject(caller.words),
        answer=case.remedy_given,
        promise_what="",
        promise_who=department_of(case.responsible),
        promise_due_at=resolve_by(session, case),
        promise_channel=None,
    )
    own = _promise_to(session, case, caller)
    if own is not None:
        return replace(
            bare,
            promise_what=own.what,
            promise_who=own.who,
            promise_due_at=own.due_at,
            promise_channel=Channel(own.channel),
        )
    said = promise_said(session, case)
    if said is None:
        return bare
    return replace(
        bare, promise_what=said.what, promise_who=said.department, promise_due_at=said.due_at
    )


def _made_at_calls(case: Case) -> ColumnElement[bool]:
    """Promises of a case that were made to a later caller when they called."""
    called_at = select(CaseCaller.called_at).where(CaseCaller.case_id == case.id)
    return (Promise.case_id == case.id) & Promise.made_at.in_(called_at)


def _promise_to(session: Session, case: Case, caller: CaseCaller) -> Promise | None:
    """Return what a caller was promised, as it holds now."""
    first = session.scalars(
        select(Promise).where(Promise.case_id == case.id, Promise.made_at == caller.called_at)
    ).first()
    if first is None or not first.to_whom:
        return first
    return session.scalars(
        select(Promise)
        .where(Promise.case_id == case.id, Promise.to_whom == first.to_whom)
        .order_by(Promise.made_at.desc())
        .limit(1)
    ).first()


def _subject(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SUBJECT_LENGTH else line[: _SUBJECT_LENGTH - 1] + "…"
