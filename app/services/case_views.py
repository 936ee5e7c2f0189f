"""Reading one case, whole: its timeline, clocks, promises and everybody concerned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain.case_rules import CasePast, close_reasons
from app.domain.errors import Problem, UserFacingError
from app.domain.masking import address_as, mask_addressee, mask_name, mask_phone
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
from app.services.callers import CallerView, callers_in_full, count_households
from app.services.consents import calls_refused
from app.services.departments import departments
from app.services.escalations import EscalationView, case_escalations
from db.models import Case, CaseClock, CaseEvent, Category, Customer, Promise, Room, Staff


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
    """One case, whole; customer, phone, callers and whom something was said to are masked.

    ``customer_address`` is how the desk speaks to the customer: surname and title.
    ``clocks`` are those of the present round, the latest lap of each; ``earlier_clocks`` are the
    ones before.  ``next_step`` is what the desk owes next, by ``next_due_at``.  ``departments`` are
    those of the project, to which the case can be handed.
    ``calls_refused`` says that the customer is not to be asked for a rating by telephone.
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
    customer_id: str | None
    customer: str
    customer_address: str
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
    calls_refused: bool = False

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


def case_page(session: Session, *, actor: Actor, case_id: str) -> CasePageView:
    """Return one case with timeline, clocks, promises and everybody concerned, all masked.

    Raises:
        UserFacingError: the case is gone, or the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    return _masked(_whole(session, actor, case_id))


def case_in_full(session: Session, *, actor: Actor, case_id: str) -> CasePageView:
    """Return one case with every name in it; whoever prints it writes that down.

    Raises:
        UserFacingError: the case is gone, or the actor may not see names in full.
    """
    actor.require(Action.READ_CASES)
    actor.require(Action.REVEAL_PHONES)
    return _whole(session, actor, case_id)


def _masked(view: CasePageView) -> CasePageView:
    return replace(
        view,
        customer=mask_name(view.customer),
        timeline=tuple(_masked_entry(entry) for entry in view.timeline),
        promises=tuple(
            replace(promise, to_whom=mask_addressee(promise.to_whom)) for promise in view.promises
        ),
        callers=tuple(
            replace(caller, customer=mask_name(caller.customer)) for caller in view.callers
        ),
    )


def _masked_entry(entry: TimelineEntry) -> TimelineEntry:
    to_whom = entry.facts.get("to_whom")
    if not to_whom:
        return entry
    return replace(entry, facts={**entry.facts, "to_whom": mask_addressee(str(to_whom))})


def _whole(session: Session, actor: Actor, case_id: str) -> CasePageView:
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
        customer_id=case.customer_id,
        customer=customer.name if customer else "",
        customer_address=address_as(customer.name, customer.title) if customer else "",
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
        callers=callers_in_full(session, case_id),
        households=count_households(session, case),
        follows=_link(session, case.follows_id),
        followed_by=_links(session, Case.follows_id == case.id),
        merged_into=_link(session, case.merged_into_id),
        took_in=_links(session, Case.merged_into_id == case.id),
        departments=departments(session, actor=actor, project_id=case.project_id),
        calls_refused=calls_refused(session, case.customer_id),
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
