"""What a demonstration desk has in hand at its last instant: a wait, callers, a known outage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.outages import OutageDraft
from app.domain.permissions import Actor
from app.domain.terms import CaseState, CaseType, Channel
from app.services import case_work, outages
from app.services.callers import add_caller
from app.services.escalations import acknowledge_escalations
from app.services.sweep import sweep
from db.models import Case, Escalation, Occupancy, Room

_CALLERS = 2
_WAITS_FOR = timedelta(days=3)
_SEEN_WITHIN = timedelta(days=2)


def settle_present(session: Session, *, actor: Actor, project_id: str, now: datetime) -> None:
    """Bring a demonstration project to how a working desk looks at ``now``.

    What ended long ago is archived, what has run out is escalated, one case waits, another has
    more than one caller, and one outage is announced.
    """
    while sweep(session, actor=actor, project_id=project_id, now=now).more:
        session.expunge_all()
    _see_to_old_escalations(session, actor, project_id, now)
    cases = _in_progress(session, project_id)
    waiting = next(cases, None)
    if waiting is not None:
        case_work.wait(
            session,
            actor=actor,
            case_id=waiting.id,
            words="等待厂家配件到货",
            wake_at=now + _WAITS_FOR,
            told="已电话告知配件三天内到货，到货当天安排更换",
            channel=Channel.PHONE,
            now=now,
        )
    shared = next(cases, None)
    if shared is not None:
        _add_callers(session, actor, shared, now)
    _announce(session, actor, project_id, now)


def _see_to_old_escalations(session: Session, actor: Actor, project_id: str, now: datetime) -> None:
    """Let the supervisor have seen what was brought before them in earlier days."""
    old = session.scalars(
        select(Escalation.case_id)
        .join(Case, Case.id == Escalation.case_id)
        .where(
            Case.project_id == project_id,
            Escalation.acknowledged_at.is_(None),
            Escalation.raised_at < now - _SEEN_WITHIN,
        )
        .distinct()
        .order_by(Escalation.case_id)
    ).all()
    for case_id in old:
        acknowledge_escalations(session, actor=actor, case_id=case_id, now=now)


def _in_progress(session: Session, project_id: str) -> Iterator[Case]:
    """Return the newest complaints under way, each of a known room."""
    found = session.scalars(
        select(Case)
        .where(
            Case.project_id == project_id,
            Case.type == CaseType.COMPLAINT,
            Case.state == CaseState.IN_PROGRESS,
            Case.room_id.is_not(None),
        )
        .order_by(Case.registered_at.desc())
        .limit(2)
    ).all()
    return iter(found)


def _add_callers(session: Session, actor: Actor, case: Case, now: datetime) -> None:
    """Let neighbours of the same unit call about the same thing."""
    unit_id = session.get_one(Room, case.room_id).unit_id
    neighbours = session.execute(
        select(Occupancy.customer_id, Room.id)
        .join(Room, Room.id == Occupancy.room_id)
        .where(Room.unit_id == unit_id, Room.id != case.room_id)
        .order_by(Room.label)
        .limit(_CALLERS)
    ).all()
    for customer_id, room_id in neighbours:
        add_caller(
            session,
            actor=actor,
            case_id=case.id,
            customer_id=customer_id,
            room_id=room_id,
            visit_id=None,
            words="我们家也一样，请一并处理",
            now=now,
        )


def _announce(session: Session, actor: Actor, project_id: str, now: datetime) -> None:
    draft = OutageDraft(
        title="生活水泵检修",
        wording="二次供水泵正在检修，高区水压偏低，预计今晚恢复，给您带来不便请谅解。",
        category="repairs.water",
        begins_at=now - timedelta(hours=2),
        ends_at=now + timedelta(hours=8),
    )
    outages.announce(session, actor=actor, project_id=project_id, draft=draft, now=now)
