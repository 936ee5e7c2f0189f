"""One reception from arrival to goodbye, saved at each pause of typing (clauses 4.2-1 to 4.2-4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.draft_codec import draft_from_plain, to_plain
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.masking import mask_name, mask_phone
from app.domain.permissions import Action, Actor
from app.domain.terms import (
    CaseState,
    CaseType,
    CloseReason,
    CustomerKind,
    EnteredBy,
    EscalationCause,
    EventKind,
    RatingAnswer,
    Source,
    VisitState,
    VisitStep,
)
from app.domain.typed_text import TEXT_LIMIT, clean_text
from app.domain.visit_flow import (
    CustomerDraft,
    NeedDraft,
    RatingDraft,
    VisitDraft,
    problems_of,
)
from app.services.callers import CallerAdded, add_caller
from app.services.customers import keep_customer
from app.services.escalations import raise_escalation
from app.services.merged import kept_one
from app.services.numbering import next_visit_number
from app.services.promises import make_promise
from app.services.ratings import LOW_SCORE, record_rating
from app.services.registration import record_answer, register_case
from app.services.timeline import append_event
from db import audit
from db.models import Case, Customer, Project, Room, Visit, new_id

_OPEN_VISITS = (VisitState.IN_PROGRESS, VisitState.PARKED)


@dataclass(frozen=True)
class VisitView:
    """A visit that is not ended, with everything typed so far; who is on record is masked."""

    visit_id: str
    number: str
    state: VisitState
    arrived_at: datetime
    draft: VisitDraft
    revision: int


@dataclass(frozen=True)
class RegisteredCase:
    """A case that a visit opened, or a known one to which its caller was attached.

    ``attached`` says what became of a known one, None for a new case.
    """

    case_id: str
    number: str
    type: CaseType
    on_the_spot: bool
    attached: CallerAdded | None = None


def start_visit(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    source: Source,
    about_case_id: str | None = None,
    now: datetime,
) -> VisitView:
    """Open a visit; the arrival time is now (clauses 3-1 and 4.2-1).

    ``about_case_id`` is a case that the customer complains about: its customer, category and place
    are filled in.

    Raises:
        UserFacingError: the actor may not receive customers, or the project is gone.
    """
    actor.require(Action.RECEIVE)
    project = session.get(Project, project_id)
    if project is None:
        raise UserFacingError(Problem.NOT_FOUND)
    draft = VisitDraft(source=source)
    if about_case_id is not None:
        draft = _about(session, draft, project_id, about_case_id)
    visit = Visit(
        id=new_id(),
        project_id=project_id,
        number=next_visit_number(session, project, now),
        source=source,
        state=VisitState.IN_PROGRESS,
        step=draft.step,
        staff_id=actor.staff_id,
        arrived_at=now,
        draft=to_plain(draft),
    )
    session.add(visit)
    session.flush()
    audit.append(session, action="start_visit", object=f"visit:{visit.id}", now=now)
    return _view(visit)


def _about(session: Session, draft: VisitDraft, project_id: str, case_id: str) -> VisitDraft:
    """Return the draft with what is known from a case that the customer complains about."""
    case = session.get(Case, case_id)
    if case is None or case.project_id != project_id:
        raise UserFacingError(Problem.NOT_FOUND)
    need = NeedDraft(type=CaseType.COMPLAINT, category=case.category, place=case.place)
    customer = kept_one(session, case.customer_id) if case.customer_id else None
    if customer is not None and customer.erased_at is not None:
        customer = None
    room = session.get(Room, case.room_id) if case.room_id else None
    known = CustomerDraft(
        customer_id=customer.id if customer else None,
        room_id=case.room_id,
        room_label=room.label if room else "",
        name=mask_name(customer.name) if customer else "",
        title=customer.title if customer else "",
        kind=CustomerKind(customer.kind) if customer else CustomerKind.OWNER,
    )
    return replace(draft, customer=known, needs=(need,))


def save_draft(
    session: Session, *, actor: Actor, visit_id: str, draft: VisitDraft, now: datetime
) -> int:
    """Keep what was typed so far; return the number of times this visit was saved.

    Raises:
        UserFacingError: the visit has ended.
    """
    visit = _open_visit(session, visit_id, actor)
    _keep_draft(visit, draft, now)
    return visit.draft_revision


def park_visit(
    session: Session, *, actor: Actor, visit_id: str, draft: VisitDraft, now: datetime
) -> None:
    """Set a visit aside; it is offered again on the home screen."""
    visit = _open_visit(session, visit_id, actor)
    _keep_draft(visit, draft, now)
    visit.state = VisitState.PARKED
    audit.append(session, action="park_visit", object=f"visit:{visit.id}", now=now)


def resume_visit(session: Session, *, actor: Actor, visit_id: str, now: datetime) -> VisitView:
    """Take up a parked or interrupted visit where it was left."""
    visit = _open_visit(session, visit_id, actor)
    visit.state = VisitState.IN_PROGRESS
    audit.append(session, action="resume_visit", object=f"visit:{visit.id}", now=now)
    return _view(visit)


def leave_visit(
    session: Session,
    *,
    actor: Actor,
    visit_id: str,
    draft: VisitDraft,
    reason: str,
    now: datetime,
) -> None:
    """End a visit honestly because the customer left; cases registered already go on.

    Raises:
        FieldError: the reason is missing.
    """
    visit = _open_visit(session, visit_id, actor)
    if not clean_text(reason):
        raise FieldError("reason", FieldProblem.REQUIRED)
    visit.left_reason = clean_text(reason)[:TEXT_LIMIT]
    if not draft_from_plain(visit.draft or {}).is_registered:
        visit.customer_id = keep_customer(
            session, actor=actor, project_id=visit.project_id, draft=draft.customer, now=now
        )
        visit.room_id = draft.customer.room_id
    else:
        nothing = RatingDraft(RatingAnswer.NO_ANSWER, entered_by=EnteredBy.STAFF_RELAY)
        _close_answered(session, visit, draft.rating or _pressed(visit) or nothing, actor, now)
    _end(session, visit, VisitState.CUSTOMER_LEFT, now)


def register_needs(
    session: Session, *, actor: Actor, visit_id: str, draft: VisitDraft, now: datetime
) -> tuple[VisitDraft, tuple[RegisteredCase, ...]]:
    """Turn the needs of a visit into cases and step on to satisfaction, all in one go.

    Raises:
        FieldError: something is still missing in the draft.
        UserFacingError: the visit has ended, or its needs are registered already.
    """
    visit = _open_visit(session, visit_id, actor)
    if visit.draft is not None and draft_from_plain(visit.draft).is_registered:
        raise UserFacingError(Problem.CHANGED_MEANWHILE)
    for step in (VisitStep.GREETING, VisitStep.NEEDS, VisitStep.SERVICE):
        for _index, problem in problems_of(replace(draft, step=step), now):
            raise problem
    project = session.get_one(Project, visit.project_id)
    visit.customer_id = keep_customer(
        session, actor=actor, project_id=project.id, draft=draft.customer, now=now
    )
    visit.room_id = draft.customer.room_id
    registered = [
        _attach(session, visit, need, draft.customer, actor, now)
        if need.is_attached
        else _register(session, visit, project, draft, need, actor, now)
        for need in draft.needs
    ]
    visit.answered_at = now
    draft = replace(
        draft, step=VisitStep.SATISFACTION, case_numbers=tuple(c.number for c in registered)
    )
    _keep_draft(visit, draft, now)
    return draft, tuple(registered)


def _register(
    session: Session,
    visit: Visit,
    project: Project,
    draft: VisitDraft,
    need: NeedDraft,
    actor: Actor,
    now: datetime,
) -> RegisteredCase:
    case = register_case(
        session,
        actor=actor,
        project=project,
        need=_placed(need, draft.customer),
        source=draft.source,
        now=now,
        visit_id=visit.id,
        customer_id=visit.customer_id,
        room_id=visit.room_id,
    )
    record_answer(session, case, need.answer, actor=actor, now=now)
    return RegisteredCase(case.id, case.number, CaseType(case.type), bool(need.answer.answered_now))


def _attach(
    session: Session,
    visit: Visit,
    need: NeedDraft,
    customer: CustomerDraft,
    actor: Actor,
    now: datetime,
) -> RegisteredCase:
    """Make the caller one more voice in a known case, with a promise of their own if wished."""
    case = session.get(Case, need.attach_to)
    if case is None or case.project_id != visit.project_id:
        raise UserFacingError(Problem.NOT_FOUND)
    added = add_caller(
        session,
        actor=actor,
        case_id=case.id,
        customer_id=visit.customer_id,
        room_id=visit.room_id,
        visit_id=visit.id,
        words=_caller_words(need, customer),
        now=now,
    )
    append_event(session, case, EventKind.READ_BACK, actor=actor, now=now)
    answer = need.answer
    if answer.answered_now is False and answer.promise_due_at is not None:
        make_promise(
            session,
            case,
            what=answer.promise_what,
            who=answer.promise_who,
            to_whom=_to_whom(session, visit, customer),
            channel=answer.promise_channel,
            due_at=answer.promise_due_at,
            actor=actor,
            now=now,
        )
    return RegisteredCase(case.id, case.number, CaseType(case.type), False, added)


def _to_whom(session: Session, visit: Visit, customer: CustomerDraft) -> str:
    """Return a caller as the promise keeps them: in full, though the draft knows them masked."""
    known, _room = visit_customer(session, visit)
    name = known.name if known is not None else customer.name
    return " ".join(part for part in (name, customer.room_label) if part)


def _caller_words(need: NeedDraft, customer: CustomerDraft) -> str:
    """Return what the caller said; a caller has no place of their own to keep an unknown room."""
    room = _placed(replace(need, place=""), customer).place
    return f"{need.own_words}\n{room}" if room else need.own_words


def _placed(need: NeedDraft, customer: CustomerDraft) -> NeedDraft:
    """Keep a room that is not in the list as part of the place, as the customer said it."""
    room = customer.room_label.strip()
    if customer.room_id is not None or customer.customer_id is not None or not room:
        return need
    return replace(need, place=f"{room} {need.place}".strip())


def finish_visit(
    session: Session, *, actor: Actor, visit_id: str, rating: RatingDraft, now: datetime
) -> None:
    """Record the answer to the satisfaction question and end the visit (clause 4.2-4).

    Cases answered on the spot are closed with it, except a complaint whose customer is
    dissatisfied: that one stays open for the supervisor.

    Raises:
        FieldError: a low score without a reason, though there was time to say one.
        UserFacingError: the visit has ended or its needs are not registered yet.
    """
    visit = _open_visit(session, visit_id, actor)
    if visit.draft is None or not draft_from_plain(visit.draft).is_registered:
        raise UserFacingError(Problem.INCOMPLETE)
    rating = _pressed(visit) or rating
    if (
        rating.score is not None
        and rating.score <= LOW_SCORE
        and not rating.cut_short
        and not (rating.reasons or clean_text(rating.words))
    ):
        raise FieldError("reasons", FieldProblem.NOT_CHOSEN)
    _close_answered(session, visit, rating, actor, now)
    _end(session, visit, VisitState.FINISHED, now)


def _pressed(visit: Visit) -> RatingDraft | None:
    """Return the score that the customer pressed; no later word of staff replaces it."""
    rating = draft_from_plain(visit.draft or {}).rating
    if rating is None or rating.score is None:
        return None
    return rating if rating.entered_by is EnteredBy.CUSTOMER_SCREEN else None


def _close_answered(
    session: Session, visit: Visit, rating: RatingDraft, actor: Actor, now: datetime
) -> None:
    """Write the rating down and close what was answered on the spot (现场即结)."""
    cases = session.scalars(select(Case).where(Case.visit_id == visit.id).order_by(Case.id)).all()
    answered = [case for case in cases if case.state == CaseState.FOLLOW_UP]
    complaint = next((c for c in answered if c.type == CaseType.COMPLAINT), None)
    record_rating(session, visit, complaint, rating, actor=actor, now=now)
    dissatisfied = rating.score is not None and rating.score <= LOW_SCORE
    for case in answered:
        if dissatisfied and case.type == CaseType.COMPLAINT:
            raise_escalation(
                session, case, level=1, cause=EscalationCause.RATING, actor=actor, now=now
            )
            continue
        satisfied = rating.score is not None and not dissatisfied
        reason = CloseReason.SATISFIED if satisfied else CloseReason.ACCEPTED
        append_event(
            session, case, EventKind.CLOSED, actor=actor, now=now, facts={"reason": reason}
        )


def unfinished_visits(session: Session, *, project_id: str) -> tuple[VisitView, ...]:
    """Return the visits that are parked or were interrupted, oldest first; all are masked."""
    visits = session.scalars(
        select(Visit)
        .where(Visit.project_id == project_id, Visit.state.in_(_OPEN_VISITS))
        .order_by(Visit.arrived_at)
    )
    views = [_view(visit) for visit in visits]
    return tuple(replace(view, draft=_masked(view.draft)) for view in views)


def _open_visit(session: Session, visit_id: str, actor: Actor) -> Visit:
    actor.require(Action.RECEIVE)
    visit = session.get(Visit, visit_id)
    if visit is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if visit.state not in _OPEN_VISITS:
        raise UserFacingError(Problem.VISIT_ENDED)
    return visit


def _keep_draft(visit: Visit, draft: VisitDraft, now: datetime) -> None:
    known = draft_from_plain(visit.draft or {})
    if known.is_registered and not draft.is_registered:
        # Saved while the needs were being registered: they stay cases, never registered twice.
        draft = replace(draft, step=known.step, case_numbers=known.case_numbers)
    visit.draft = to_plain(draft)
    visit.draft_revision += 1
    visit.step = draft.step
    if draft.greeted and visit.greeted_at is None:
        visit.greeted_at = now
    if not draft.is_registered:
        visit.customer_id = draft.customer.customer_id
        visit.room_id = draft.customer.room_id


def _end(session: Session, visit: Visit, state: VisitState, now: datetime) -> None:
    visit.state = state
    visit.ended_at = max(now, visit.arrived_at)
    visit.draft = None
    audit.append(session, action=f"visit_{state}", object=f"visit:{visit.id}", now=now)


def _view(visit: Visit) -> VisitView:
    """Return a visit to go on with: what was typed of a new customer stays as it was typed."""
    draft = draft_from_plain(visit.draft or {})
    return VisitView(
        visit.id,
        visit.number,
        VisitState(visit.state),
        visit.arrived_at,
        draft if draft.customer.customer_id is None else _masked(draft),
        visit.draft_revision,
    )


def _masked(draft: VisitDraft) -> VisitDraft:
    customer = draft.customer
    masked = replace(customer, name=mask_name(customer.name), phone=mask_phone(customer.phone))
    return replace(draft, customer=masked)


def visit_customer(session: Session, visit: Visit) -> tuple[Customer | None, Room | None]:
    """Return the customer and the room of a visit, each None when not known."""
    customer = session.get(Customer, visit.customer_id) if visit.customer_id else None
    room = session.get(Room, visit.room_id) if visit.room_id else None
    return customer, room
