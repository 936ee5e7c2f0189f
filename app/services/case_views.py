"""Reading cases: the list in pages by key, and one case with its timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from app.domain.case_rules import CasePast, close_reasons
from app.domain.case_states import OPEN_STATES
from app.domain.errors import Problem, UserFacingError
from app.domain.masking import mask_phone
from app.domain.permissions import Action, Actor
from app.domain.terms import (
    CaseState,
    CaseType,
    Cause,
    Channel,
    ClockKind,
    CloseReason,
    CustomerKind,
    EventKind,
    Mood,
    NextStep,
    PromiseState,
    Severity,
    Source,
    Validity,
)
from app.domain.typed_text import clean_line
from app.services.callers import CallerView, count_households, list_callers
from app.services.departments import departments
from app.services.escalations import EscalationView, case_escalations
from db import audit
from db.models import Case, CaseClock, CaseEvent, Category, Customer, Promise, Room, Staff

PAGE_SIZE = 200


@dataclass(frozen=True)
class CaseFilter:
    """What the list shows; None and empty mean all.

    ``category`` takes its children in; ``registered`` is a half-open period.
    """

    type: CaseType | None = None
    only_open: bool = False
    text: str = ""
    category: str = ""
    registered: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class CaseRow:
    """One line of the case list."""

    case_id: str
    number: str
    type: CaseType
    state: CaseState
    severity: Severity
    category: str
    subject: str
    customer: str
    room_label: str
    registered_at: datetime
    due_at: datetime | None


PageKey = tuple[datetime, str]


@dataclass(frozen=True)
class CaseListPage:
    """One page of the list; ``next_key`` is where the next one begins, None at the end."""

    rows: tuple[CaseRow, ...]
    next_key: PageKey | None


@dataclass(frozen=True)
class TimelineEntry:
    """One event as the case page shows it."""

    kind: EventKind
    at: datetime
    by: str
    words: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class ClockView:
    """One clock; ``lap`` counts how often the customer was told in its round.

    While ``paused_at`` is set the due time stands still.
    """

    kind: ClockKind
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    cancelled_at: datetime | None
    paused_at: datetime | None = None
    round: int = 1
    lap: int = 0
    clock_id: str = ""

    @property
    def is_running(self) -> bool:
        """Whether it is neither met nor cancelled; a paused one runs too."""
        return self.met_at is None and self.cancelled_at is None


@dataclass(frozen=True)
class PromiseView:
    """One promise."""

    promise_id: str
    what: str
    who: str
    to_whom: str
    channel: Channel
    made_at: datetime
    due_at: datetime
    state: PromiseState
    fulfilled_at: datetime | None

    def is_renewable(self, now: datetime) -> bool:
        """Return whether a later promise may take its place: it must not have lapsed (4.3-2)."""
        return self.state is PromiseState.OPEN and now <= self.due_at


@dataclass(frozen=True)
class CaseLink:
    """Another case that this one is bound to."""

    case_id: str
    number: str
    state: CaseState


@dataclass(frozen=True)
class CasePageView:
    """One case, whole; the phone is masked.

    ``clocks`` are those of the present round, the latest lap of each; ``earlier_clocks`` are the
    ones before.  ``next_step`` is what the desk owes next, by ``next_due_at``.  ``departments`` are
    those of the project, to which the case can be handed.
    """

    case_id: str
    number: str
    type: CaseType
    state: CaseState
    severity: Severity
    source: Source
    mood: Mood | None
    category: str
    own_words: str
    remedy_wanted: str
    remedy_given: str
    place: str
    responsible: str
    visit_id: str | None
    customer: str
    customer_kind: CustomerKind | None
    phone_masked: str
    room_label: str
    registered_at: datetime
    registered_by: str
    timeline: tuple[TimelineEntry, ...]
    clocks: tuple[ClockView, ...]
    promises: tuple[PromiseView, ...]
    earlier_clocks: tuple[ClockView, ...]
    validity: Validity | None
    cause: Cause | None
    wake_at: datetime | None
    ended_at: datetime | None
    next_step: NextStep | None
    next_due_at: datetime | None
    escalation_level: int
    escalations: tuple[EscalationView, ...]
    external_number: str
    callers: tuple[CallerView, ...]
    households: int
    follows: CaseLink | None
    followed_by: tuple[CaseLink, ...]
    merged_into: CaseLink | None
    took_in: tuple[CaseLink, ...]
    departments: tuple[str, ...]

    @property
    def unseen_escalations(self) -> tuple[EscalationView, ...]:
        """What was brought before somebody who has not seen it yet."""
        return tuple(e for e in self.escalations if e.acknowledged_at is None)

    @property
    def last_answer(self) -> TimelineEntry | None:
        """The last answer given to the customer, None before the first."""
        latest_first = reversed(self.timeline)
        return next((entry for entry in latest_first if entry.kind is EventKind.RESOLVED), None)

    @property
    def call_backs(self) -> tuple[TimelineEntry, ...]:
        """The call-back attempts of the present round."""
        begun = 0
        for number, entry in enumerate(self.timeline):
            if entry.kind in (EventKind.REGISTERED, EventKind.REOPENED):
                begun = number
        present = self.timeline[begun:]
        return tuple(entry for entry in present if entry.kind is EventKind.CALLED_BACK)

    @property
    def close_reasons(self) -> tuple[CloseReason, ...]:
        """The reasons with which the case can be closed as things stand."""
        answer = self.last_answer
        in_vain = sum(not attempt.facts.get("reached") for attempt in self.call_backs)
        return close_reasons(
            CasePast(
                number=self.number,
                type=self.type,
                state=self.state,
                accepted=None if answer is None else bool(answer.facts.get("accepted")),
                attempts_in_vain=in_vain,
            )
        )


def list_cases(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    wanted: CaseFilter,
    after: PageKey | None = None,
    limit: int = PAGE_SIZE,
) -> CaseListPage:
    """Return one page of cases, newest first; pages are cut by key, so that depth costs nothing."""
    actor.require(Action.READ_CASES)
    query = _filtered(select(Case.id), project_id, wanted)
    if after is not None:
        # Bare values would be bound by their Python types, not as the columns keep them.
        here = tuple_(literal(after[0], Case.registered_at.type), literal(after[1], Case.id.type))
        query = query.where(tuple_(Case.registered_at, Case.id) < here)
    ids = session.scalars(
        query.order_by(Case.registered_at.desc(), Case.id.desc()).limit(limit + 1)
    ).all()
    due = (
        select(func.min(CaseClock.due_at))
        .where(
            CaseClock.case_id == Case.id,
            CaseClock.round == Case.round,
            CaseClock.met_at.is_(None),
            CaseClock.cancelled_at.is_(None),
            CaseClock.kind.in_((ClockKind.FIRST_ANSWER, ClockKind.RESOLUTION)),
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(Case, Customer.name, Room.label, due)
        .outerjoin(Customer, Customer.id == Case.customer_id)
        .outerjoin(Room, Room.id == Case.room_id)
        .where(Case.id.in_(ids[:limit]))
        .order_by(Case.registered_at.desc(), Case.id.desc())
    )
    page = tuple(_row(case, name, label, due_at) for case, name, label, due_at in rows)
    more = len(ids) > limit
    return CaseListPage(page, (page[-1].registered_at, page[-1].case_id) if more else None)


def _filtered(query: Select[tuple[str]], project_id: str, wanted: CaseFilter) -> Select[tuple[str]]:
    query = query.where(Case.project_id == project_id)
    if wanted.type is not None:
        query = query.where(Case.type == wanted.type)
    if wanted.only_open:
        query = query.where(Case.state.in_(OPEN_STATES))
    if wanted.category:
        query = query.where(
            (Case.category == wanted.category)
            | Case.category.startswith(f"{wanted.category}.", autoescape=True)
        )
    if wanted.registered is not None:
        begin, end = wanted.registered
        query = query.where(Case.registered_at >= begin, Case.registered_at < end)
    text = clean_line(wanted.text)
    if text:
        pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        query = query.outerjoin(Room, Room.id == Case.room_id).outerjoin(
            Customer, Customer.id == Case.customer_id
        )
        query = query.where(
            Case.number.like(pattern, escape="\\")
            | Case.own_words.like(pattern, escape="\\")
            | Room.label.like(pattern, escape="\\")
            | Customer.name.like(pattern, escape="\\")
        )
    return query


def _row(case: Case, name: str | None, label: str | None, due_at: datetime | None) -> CaseRow:
    return CaseRow(
        case.id,
        case.number,
        CaseType(case.type),
        CaseState(case.state),
        Severity(case.severity),
        case.category,
        case.own_words.split("\n", 1)[0][:120],
        name or "",
        label or "",
        case.registered_at,
        due_at if CaseState(case.state) in OPEN_STATES else None,
    )


def case_page(session: Session, *, actor: Actor, case_id: str) -> CasePageView:
    """Return one case with timeline, clocks, promises and everybody concerned.

    Raises:
        UserFacingError: the case is gone, or the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    case = session.get(Case, case_id)
    if case is None:
        raise UserFacingError(Problem.NOT_FOUND)
    customer = session.get(Customer, case.customer_id) if case.customer_id else None
    room = session.get(Room, case.room_id) if case.room_id else None
    present, earlier = _clocks(session, case)
    return CasePageView(
        case_id=case.id,
        number=case.number,
        type=CaseType(case.type),
        state=CaseState(case.state),
        severity=Severity(case.severity),
        source=Source(case.source),
        mood=Mood(case.mood) if case.mood else None,
        category=case.category,
        own_words=case.own_words,
        remedy_wanted=case.remedy_wanted,
        remedy_given=case.remedy_given,
        place=case.place,
        responsible=case.responsible,
        visit_id=case.visit_id,
        customer=customer.name if customer else "",
        customer_kind=CustomerKind(customer.kind) if customer else None,
        phone_masked=mask_phone(customer.phone) if customer else "",
        room_label=room.label if room else "",
        registered_at=case.registered_at,
        registered_by=session.get_one(Staff, case.registered_by).name,
        timeline=_timeline(session, case_id),
        clocks=present,
        earlier_clocks=earlier,
        promises=_promises(session, case_id),
        validity=Validity(case.validity) if case.validity else None,
        # Older versions kept causes of their own.
        cause=Cause(case.cause) if case.cause in set(Cause) else None,
        wake_at=case.wake_at,
        ended_at=case.ended_at,
        next_step=NextStep(case.next_step) if case.next_step else None,
        next_due_at=case.next_due_at,
        escalation_level=case.escalation_level,
        escalations=case_escalations(session, actor=actor, case_id=case_id),
        external_number=case.external_number or "",
        callers=list_callers(session, actor=actor, case_id=case_id),
        households=count_households(session, case),
        follows=_link(session, case.follows_id),
        followed_by=_links(session, Case.follows_id == case.id),
        merged_into=_link(session, case.merged_into_id),
        took_in=_links(session, Case.merged_into_id == case.id),
        departments=departments(session, actor=actor, project_id=case.project_id),
    )


def _link(session: Session, case_id: str | None) -> CaseLink | None:
    case = session.get(Case, case_id) if case_id is not None else None
    return None if case is None else CaseLink(case.id, case.number, CaseState(case.state))


def _links(session: Session, which: ColumnElement[bool]) -> tuple[CaseLink, ...]:
    cases = session.scalars(select(Case).where(which).order_by(Case.registered_at, Case.id))
    return tuple(CaseLink(case.id, case.number, CaseState(case.state)) for case in cases)


def _timeline(session: Session, case_id: str) -> tuple[TimelineEntry, ...]:
    rows = session.execute(
        select(CaseEvent, Staff.name)
        .join(Staff, Staff.id == CaseEvent.staff_id)
        .where(CaseEvent.case_id == case_id)
        .order_by(CaseEvent.seq)
    )
    return tuple(
        TimelineEntry(EventKind(event.kind), event.at, name, event.words, event.facts)
        for event, name in rows
    )


def _clocks(session: Session, case: Case) -> tuple[tuple[ClockView, ...], tuple[ClockView, ...]]:
    """Return the clocks that count now, one of each kind, and those before them."""
    order = list(ClockKind)
    clocks = session.scalars(select(CaseClock).where(CaseClock.case_id == case.id))
    views = sorted(
        (
            ClockView(
                kind=ClockKind(c.kind),
                started_at=c.started_at,
                due_at=c.due_at,
                met_at=c.met_at,
                cancelled_at=c.cancelled_at,
                paused_at=c.paused_at,
                round=c.round,
                lap=c.lap,
                clock_id=c.id,
            )
            for c in clocks
        ),
        key=lambda view: (view.round, order.index(view.kind), view.lap),
    )
    latest = {view.kind: view for view in views if view.round == case.round}
    return tuple(latest.values()), tuple(v for v in views if v is not latest.get(v.kind))


def _promises(session: Session, case_id: str) -> tuple[PromiseView, ...]:
    promises = session.scalars(
        select(Promise).where(Promise.case_id == case_id).order_by(Promise.made_at, Promise.id)
    )
    return tuple(
        PromiseView(
            p.id,
            p.what,
            p.who,
            p.to_whom,
            Channel(p.channel),
            p.made_at,
            p.due_at,
            PromiseState(p.state),
            p.fulfilled_at,
        )
        for p in promises
    )


def reveal_phone(session: Session, *, actor: Actor, case_id: str, now: datetime) -> str:
    """Return the customer's full phone number; who asked for it is written down (clause 5-3).

    Raises:
        UserFacingError: not permitted, or the case or its customer is gone.
    """
    actor.require(Action.REVEAL_PHONES)
    case = session.get(Case, case_id)
    customer = session.get(Customer, case.customer_id) if case and case.customer_id else None
    if customer is None:
        raise UserFacingError(Problem.NOT_FOUND)
    audit.append(session, action="reveal_phone", object=f"customer:{customer.id}", now=now)
    return customer.phone


@dataclass(frozen=True)
class CategoryView:
    """One category; ``parent`` is None at the top level."""

    code: str
    parent: str | None
    name_zh: str
    name_en: str


def categories(session: Session) -> tuple[CategoryView, ...]:
    """Return all categories in their order."""
    rows = session.scalars(select(Category).order_by(Category.position, Category.code))
    return tuple(CategoryView(c.code, c.parent_code, c.name_zh, c.name_en) for c in rows)
