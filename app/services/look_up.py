"""The look-up desk: finding a case by what a customer brings, and what may be said of it (4.3-2).

Looking leaves no trace; what the customer asked and was told does, once it is confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.domain.case_answers import CaseAnswer, LastTold, SaidPromise, department_of
from app.domain.case_numbers import LookUpQuestion, ScannedCode, read_question
from app.domain.case_states import OPEN_STATES
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.masking import mask_name
from app.domain.outages import OutageView
from app.domain.permissions import Action, Actor
from app.domain.terms import (
    CaseState,
    CaseType,
    Channel,
    ClockKind,
    EventKind,
    PromiseState,
    Severity,
)
from app.domain.typed_text import clean_text
from app.domain.visit_flow import AnswerDraft, check_answer
from app.pinyin import fold
from app.services.case_work import tell_customer
from app.services.due_times import PromiseTimes, promise_times
from app.services.outages import outage_of, outages_of_case
from app.services.promises import make_promise
from app.services.timeline import append_event
from db.models import (
    Case,
    CaseCaller,
    CaseClock,
    CaseEvent,
    Customer,
    CustomerKey,
    Project,
    Promise,
    Room,
    Visit,
)

MOST_FOUND = 12
STILL_ASKED = timedelta(days=90)
"""How long after its end a case is still found by phone or room."""
_AFTER_ALL_TEXT = "\U0010ffff"
_MOST_MERGES = 10
_TELLS = (EventKind.CUSTOMER_TOLD, EventKind.ANSWERED, EventKind.RESOLVED)


class FoundBy(StrEnum):
    """By what a case was found."""

    SCAN = "scan"
    NUMBER = "number"
    ROOM = "room"
    PHONE = "phone"

    @property
    def proves_identity(self) -> bool:
        """Whether only somebody who holds the receipt, or knows the number, can ask so."""
        return self in (FoundBy.SCAN, FoundBy.NUMBER)


@dataclass(frozen=True)
class LookUpHit:
    """One case found.  ``visit_id`` is the visit whose receipt the asking customer holds."""

    case_id: str
    number: str
    type: CaseType
    state: CaseState
    category: str
    registered_at: datetime
    found_by: FoundBy
    customer: str
    room_label: str
    visit_id: str | None


@dataclass(frozen=True)
class LookUpFound:
    """What was found for a text; ``wrong_code`` when a scanned check code is not the case's."""

    text: str
    hits: tuple[LookUpHit, ...] = ()
    wrong_code: bool = False


def find_cases(
    session: Session, *, actor: Actor, project_id: str, text: str, now: datetime
) -> LookUpFound:
    """Return the cases that ``text`` may mean: by number or code first, then by room and phone."""
    actor.require(Action.READ_CASES)
    project = session.get_one(Project, project_id)
    question = read_question(text, now.astimezone(ZoneInfo(project.timezone)).date())
    if not question.text:
        return LookUpFound(text)
    if question.scan is not None:
        return _scanned(session, project_id, text, question.scan)
    hits: dict[str, LookUpHit] = {}
    for hit in (
        *_by_number(session, project_id, question),
        *_by_room(session, project_id, question, now),
        *_by_phone(session, project_id, question, now),
    ):
        hits.setdefault(hit.case_id, hit)
    return LookUpFound(text, tuple(hits.values())[:MOST_FOUND])


def _scanned(session: Session, project_id: str, text: str, scan: ScannedCode) -> LookUpFound:
    case = session.scalars(
        select(Case).where(Case.project_id == project_id, Case.number == scan.number)
    ).one_or_none()
    if case is None:
        return LookUpFound(text)
    if not scan.matches(case.check_code):
        return LookUpFound(text, wrong_code=True)
    return LookUpFound(text, (_hit(session, case, FoundBy.SCAN),))


def _by_number(session: Session, project_id: str, question: LookUpQuestion) -> list[LookUpHit]:
    of_visits = (
        select(Case.id)
        .join(Visit, Visit.id == Case.visit_id)
        .where(Visit.project_id == project_id, Visit.number.in_(question.visits))
    )
    meant = [
        Case.number.in_(question.numbers),
        Case.external_number == question.text,
        Case.id.in_(of_visits),
    ]
    if question.begins:
        meant.append(Case.number.between(question.begins, question.begins + _AFTER_ALL_TEXT))
    query = select(Case).where(Case.project_id == project_id, or_(*meant))
    cases = session.scalars(
        query.order_by(
            Case.number.not_in(question.numbers), Case.registered_at.desc(), Case.id.desc()
        ).limit(MOST_FOUND)
    ).all()
    return [_hit(session, case, FoundBy.NUMBER) for case in cases]


def _by_room(
    session: Session, project_id: str, question: LookUpQuestion, now: datetime
) -> list[LookUpHit]:
    wanted = fold(question.text)
    rooms = session.scalars(
        select(Room.id)
        .where(
            Room.project_id == project_id,
            or_(
                Room.label == question.text,
                Room.compact == wanted,
                Room.number == wanted,
            ),
        )
        .limit(MOST_FOUND)
    ).all()
    if not rooms:
        return []
    return _of(
        session,
        _asked_for(project_id, now).where(Case.room_id.in_(rooms)),
        _called(project_id, now).where(CaseCaller.room_id.in_(rooms)),
        FoundBy.ROOM,
    )


def _by_phone(
    session: Session, project_id: str, question: LookUpQuestion, now: datetime
) -> list[LookUpHit]:
    if not question.phone:
        return []
    # Every ending of a phone is a key, so the same key is the same last digits.
    people = session.scalars(
        select(CustomerKey.customer_id)
        .where(CustomerKey.project_id == project_id, CustomerKey.key == question.phone)
        .limit(MOST_FOUND)
    ).all()
    if not people:
        return []
    return _of(
        session,
        _asked_for(project_id, now).where(Case.customer_id.in_(people)),
        _called(project_id, now).where(CaseCaller.customer_id.in_(people)),
        FoundBy.PHONE,
    )


def _asked_for(project_id: str, now: datetime) -> Select[Case]:
    """Select the cases that a customer may ask for: open, or ended not long ago."""
    return (
        select(Case)
        .where(
            Case.project_id == project_id,
            or_(Case.ended_at.is_(None), Case.ended_at >= now - STILL_ASKED),
        )
        .order_by(Case.ended_at.is_not(None), Case.registered_at.desc(), Case.id.desc())
        .limit(MOST_FOUND)
    )


def _called(project_id: str, now: datetime) -> Select[Case, CaseCaller]:
    return (
        _asked_for(project_id, now)
        .join(CaseCaller, CaseCaller.case_id == Case.id)
        .add_columns(CaseCaller)
    )


def _of(
    session: Session,
    own: Select[Case],
    called: Select[Case, CaseCaller],
    found_by: FoundBy,
) -> list[LookUpHit]:
    hits = [_hit(session, case, found_by) for case in session.scalars(own)]
    hits += [_hit(session, case, found_by, caller) for case, caller in session.execute(called)]
    return sorted(hits, key=lambda hit: hit.state not in OPEN_STATES)


def _hit(
    session: Session, case: Case, found_by: FoundBy, caller: CaseCaller | None = None
) -> LookUpHit:
    """Return a hit as the customer who asks knows it; a caller is shown, not who came first."""
    customer_id = caller.customer_id if caller is not None else case.customer_id
    room_id = caller.room_id if caller is not None else case.room_id
    customer = session.get(Customer, customer_id) if customer_id else None
    room = session.get(Room, room_id) if room_id else None
    return LookUpHit(
        case.id,
        case.number,
        CaseType(case.type),
        CaseState(case.state),
        case.category,
        case.registered_at,
        found_by,
        mask_name(customer.name) if customer else "",
        room.label if room else "",
        caller.visit_id if caller is not None else case.visit_id,
    )


# --- What may be said -------------------------------------------------------------------------


def case_answer(session: Session, *, actor: Actor, case_id: str) -> CaseAnswer:
    """Return what may be said of a case; of a merged one, what holds for the case it went into.

    Raises:
        UserFacingError: the case is gone, or the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    asked = session.get(Case, case_id)
    if asked is None:
        raise UserFacingError(Problem.NOT_FOUND)
    case = _goes_on_in(session, asked)
    return CaseAnswer(
        case_id=asked.id,
        number=asked.number,
        type=CaseType(asked.type),
        category=asked.category,
        state=CaseState(case.state),
        registered_at=asked.registered_at,
        department=department_of(case.responsible),
        promise=promise_said(session, case),
        resolve_by=resolve_by(session, case),
        waits_until=case.wake_at,
        last_told=_last_told(session, case.id),
        remedy_given=case.remedy_given,
        ended_at=case.ended_at,
        merged_into=case.number if case.id != asked.id else "",
        desk_phone=session.get_one(Project, case.project_id).desk_phone,
        visit_id=asked.visit_id,
    )


@dataclass(frozen=True)
class CallerAnswer:
    """What one more caller of a case is told; an announcement goes before everything else."""

    answer: CaseAnswer
    outage: OutageView | None


def caller_answer(
    session: Session, *, actor: Actor, case_id: str, outage_id: str | None, now: datetime
) -> CallerAnswer:
    """Return what a caller is told who is attached to a case, perhaps because of an outage.

    Raises:
        UserFacingError: the case is gone, or the actor may not read cases.
    """
    answer = case_answer(session, actor=actor, case_id=case_id)
    outage = outage_of(session, outage_id) if outage_id is not None else None
    if outage is None:
        outage = next(iter(outages_of_case(session, case_id, now)), None)
    return CallerAnswer(answer, outage)


def _goes_on_in(session: Session, case: Case) -> Case:
    for _step in range(_MOST_MERGES):
        if case.state != CaseState.MERGED or case.merged_into_id is None:
            break
        case = session.get_one(Case, case.merged_into_id)
    return case


def promise_said(session: Session, case: Case) -> SaidPromise | None:
    """Return the open promise of a case that is due first, without the name of who keeps it."""
    for promise in _open_promises(session, case.id)[:1]:
        return SaidPromise(
            promise.what, promise.due_at, Channel(promise.channel), department_of(promise.who)
        )
    return None


def _open_promises(session: Session, case_id: str) -> list[Promise]:
    return list(
        session.scalars(
            select(Promise)
            .where(Promise.case_id == case_id, Promise.state == PromiseState.OPEN)
            .order_by(Promise.due_at, Promise.id)
        )
    )


def resolve_by(session: Session, case: Case) -> datetime | None:
    """Return the time limit for the result of a case, None while it waits or is resolved."""
    return session.scalar(
        select(CaseClock.due_at).where(
            CaseClock.case_id == case.id,
            CaseClock.round == case.round,
            CaseClock.kind == ClockKind.RESOLUTION,
            CaseClock.met_at.is_(None),
            CaseClock.cancelled_at.is_(None),
            CaseClock.paused_at.is_(None),
        )
    )


def _last_told(session: Session, case_id: str) -> LastTold | None:
    event = session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == case_id, CaseEvent.kind.in_(_TELLS), CaseEvent.words != "")
        .order_by(CaseEvent.seq.desc())
        .limit(1)
    ).first()
    if event is None:
        return None
    channel = event.facts.get("channel")
    return LastTold(event.words, event.at, Channel(channel) if channel else None)


def new_promise_times(
    session: Session, *, actor: Actor, case_id: str, now: datetime
) -> PromiseTimes:
    """Return the times that can be promised anew for a case.

    Raises:
        UserFacingError: the case is gone.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise UserFacingError(Problem.NOT_FOUND)
    return promise_times(
        session,
        actor=actor,
        project_id=case.project_id,
        severity=Severity(case.severity),
        now=now,
    )


# --- What was said ----------------------------------------------------------------------------


def record_told(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    words: str,
    channel: Channel,
    keeps_promise: bool = False,
    new_promise: AnswerDraft | None = None,
    now: datetime,
) -> None:
    """Record that a customer asked how the case stands, and what they were told.

    A promise that has not lapsed stands, unless this was what was promised; asking early must not
    take the answer away that was promised for later.  ``new_promise`` takes the place of the next
    one due.

    Raises:
        FieldError: the words, or a part of the new promise, are missing.
        UserFacingError: the case is gone, or has ended and can take no new promise.
    """
    actor.require(Action.CARRY_CASES)
    asked = session.get(Case, case_id)
    if asked is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if not clean_text(words):
        raise FieldError("words", FieldProblem.REQUIRED)
    if new_promise is not None:
        for problem in check_answer(new_promise, now):
            raise problem
    append_event(
        session,
        asked,
        EventKind.PROGRESS_ASKED,
        actor=actor,
        now=now,
        facts={"channel": channel},
    )
    case = _goes_on_in(session, asked)
    standing = [] if keeps_promise else _set_aside(session, case, now)
    tell_customer(session, actor=actor, case_id=case.id, words=words, channel=channel, now=now)
    if new_promise is not None and new_promise.promise_due_at is not None:
        make_promise(
            session,
            case,
            what=new_promise.promise_what,
            who=new_promise.promise_who,
            channel=new_promise.promise_channel,
            due_at=new_promise.promise_due_at,
            to_whom=standing[0].to_whom if standing else "",
            renews_id=standing[0].id if standing else None,
            actor=actor,
            now=now,
        )
        standing = standing[1:]
    _put_back(session, case, standing, actor, now)


def _set_aside(session: Session, case: Case, now: datetime) -> list[Promise]:
    """Renew the promises that have not lapsed, so that being told now does not settle them."""
    standing = [promise for promise in _open_promises(session, case.id) if promise.due_at > now]
    for promise in standing:
        promise.state, promise.cancelled_at = PromiseState.RENEWED, now
    session.flush()
    return standing


def _put_back(
    session: Session, case: Case, standing: Iterable[Promise], actor: Actor, now: datetime
) -> None:
    for promise in standing:
        make_promise(
            session,
            case,
            what=promise.what,
            who=promise.who,
            to_whom=promise.to_whom,
            channel=Channel(promise.channel),
            due_at=promise.due_at,
            renews_id=promise.id,
            actor=actor,
            now=now,
        )
