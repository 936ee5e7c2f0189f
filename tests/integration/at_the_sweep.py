"""What the tests of sweeps, escalations and reminders share: a desk on which time passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.terms import (
    CaseType,
    Channel,
    CloseReason,
    EventKind,
    Role,
    Severity,
    Validity,
)
from app.services import case_ends, case_work
from app.services.reminders import Reminders, reminders
from app.services.sweep import SweepResult, sweep
from db.models import Case, CaseEvent, Escalation, Promise
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, promised

CRITICAL = replace(COMPLAINT, severity_chosen=Severity.CRITICAL)
SUGGESTION = replace(ENQUIRY, type=CaseType.SUGGESTION)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
FAR = NOW + 20 * DAY


def minutes(count: float) -> datetime:
    """Return an instant after the beginning of the tests."""
    return NOW + count * MINUTE


def as_role(desk: Desk, role: Role) -> Actor:
    """Return whoever unlocked the store, in another role."""
    return replace(desk.actor, role=role)


def opened_case(
    desk: Desk, need: Any = COMPLAINT, now: datetime = NOW, due_at: datetime | None = None
) -> str:
    """Register one case with a promise far away; return its id."""
    _visit, (case,) = desk.register(promised(need, due_at or now + 20 * DAY), now=now)
    return case.case_id


def handed_over(
    desk: Desk, need: Any = COMPLAINT, now: datetime = NOW, due_at: datetime | None = None
) -> str:
    """Register one case and hand it over at once; return its id."""
    case_id = opened_case(desk, need, now, due_at)
    desk.write(case_work.hand_over, case_id=case_id, department="工程部", now=now + MINUTE)
    return case_id


def in_work(desk: Desk, need: Any = COMPLAINT, now: datetime = NOW) -> str:
    """Register a complaint, hand it over, assess it and begin; return its id."""
    case_id = handed_over(desk, need, now)
    desk.write(
        case_work.assess,
        case_id=case_id,
        validity=Validity.VALID,
        cause="equipment",
        now=now + 2 * MINUTE,
    )
    desk.write(case_work.begin_work, case_id=case_id, now=now + 3 * MINUTE)
    return case_id


def answered(desk: Desk, now: datetime = NOW) -> str:
    """Carry a complaint to its follow-up, answered ten minutes after ``now``; return its id."""
    case_id = in_work(desk, now=now)
    desk.write(
        case_work.resolve,
        case_id=case_id,
        remedy="更换导轨靴",
        channel=Channel.PHONE,
        accepted=True,
        now=now + 10 * MINUTE,
    )
    return case_id


def closed(desk: Desk, now: datetime = NOW) -> str:
    """Carry a complaint to its end, an hour after ``now``; return its id."""
    case_id = answered(desk, now)
    desk.write(case_ends.close, case_id=case_id, reason=CloseReason.SATISFIED, now=now + HOUR)
    return case_id


def told(desk: Desk, case_id: str, now: datetime) -> None:
    """Tell the customer how it stands."""
    desk.write(
        case_work.tell_customer,
        case_id=case_id,
        words="维保下午到场",
        channel=Channel.PHONE,
        now=now,
    )


def waits(desk: Desk, case_id: str, now: datetime, wake_at: datetime) -> None:
    """Let a case wait for the customer."""
    desk.write(
        case_work.wait,
        case_id=case_id,
        words="等客户在家",
        wake_at=wake_at,
        told="约好周末上门",
        channel=Channel.PHONE,
        now=now,
    )


def swept(desk: Desk, now: datetime, **more: Any) -> SweepResult:
    """Sweep the project as of ``now``."""
    result = desk.write(sweep, project_id=desk.project.project_id, now=now, **more)
    assert isinstance(result, SweepResult)
    return result


def reminded(desk: Desk, now: datetime, role: Role = Role.RECEPTIONIST) -> Reminders:
    """Return what somebody in ``role`` is reminded of at ``now``."""
    found = desk.workspace.read(
        reminders, actor=as_role(desk, role), project_id=desk.project.project_id, now=now
    )
    assert isinstance(found, Reminders)
    return found


def escalations(desk: Desk, case_id: str) -> list[Escalation]:
    """Return the escalations of a case, the oldest first."""

    def read(session: Session) -> list[Escalation]:
        query = select(Escalation).where(Escalation.case_id == case_id)
        found = session.scalars(query.order_by(Escalation.level, Escalation.due_at)).all()
        session.expunge_all()
        return list(found)

    got = desk.workspace.read(read)
    assert isinstance(got, list)
    return got


def levels_told(desk: Desk, case_id: str) -> list[int]:
    """Return the levels that the timeline tells of, in order."""
    return [event.facts["level"] for event in events(desk, case_id, EventKind.ESCALATED)]


def events(desk: Desk, case_id: str, kind: EventKind | None = None) -> list[CaseEvent]:
    """Return the timeline of a case, or its entries of one kind."""

    def read(session: Session) -> list[CaseEvent]:
        query = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
        found = session.scalars(query).all()
        session.expunge_all()
        return [event for event in found if kind is None or event.kind == kind]

    got = desk.workspace.read(read)
    assert isinstance(got, list)
    return got


def case_of(desk: Desk, case_id: str) -> Case:
    """Return the record of a case as the store has it."""

    def read(session: Session) -> Case:
        found = session.get_one(Case, case_id)
        session.expunge_all()
        return found

    got = desk.workspace.read(read)
    assert isinstance(got, Case)
    return got


def promises(desk: Desk, case_id: str) -> list[Promise]:
    """Return the promises of a case, the oldest first."""

    def read(session: Session) -> list[Promise]:
        query = select(Promise).where(Promise.case_id == case_id).order_by(Promise.made_at)
        found = session.scalars(query).all()
        session.expunge_all()
        return list(found)

    got = desk.workspace.read(read)
    assert isinstance(got, list)
    return got
