"""Unusual reading of customers, brought before a supervisor until they have seen it (5-3)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.calendars import BusinessCalendar
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.policy import REVEALS_AN_HOUR
from app.domain.terms import AccessKind
from app.domain.unusual_reading import Reading, UnusualKind, UnusualReading, find_unusual
from app.services.policy import business_calendar, read_setting
from db import audit
from db.models import AccessEntry, Customer, Project, ReadingSeen, Staff, new_id

LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True)
class UnusualView:
    """Something unusual, with the name of whoever did it."""

    what: UnusualReading
    staff: str


def unusual_readings(
    session: Session, *, actor: Actor, project_id: str, now: datetime
) -> tuple[UnusualView, ...]:
    """Return what was unusual in the last seven days and was not seen yet, the newest first.

    Raises:
        UserFacingError: the actor may not see who looked at customers.
    """
    actor.require(Action.READ_ACCESS_LOG)
    project = session.get_one(Project, project_id)
    zone = ZoneInfo(project.timezone)
    # Whole days only: a day that is cut would be judged otherwise than when it was whole.
    first = (now - LOOK_BACK).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    calendar = business_calendar(session, project)
    found = find_unusual(
        _readings(session, project_id, first, zone),
        most_in_an_hour=read_setting(session, REVEALS_AN_HOUR),
        is_open=lambda at: _is_open(calendar, zone, at),
    )
    seen = _seen(session)
    names = {one.id: one.name for one in session.scalars(select(Staff))}
    return tuple(
        UnusualView(one, names[one.staff_id])
        for one in found
        if one.last_seq > seen[one.staff_id, one.kind]
    )


def note_seen(
    session: Session,
    *,
    actor: Actor,
    staff_id: str,
    kind: UnusualKind,
    last_seq: int,
    now: datetime,
) -> None:
    """Write down that the actor has seen what was unusual of a kind up to an entry of the log.

    Raises:
        UserFacingError: not permitted, the staff member is gone, or somebody has seen it already.
    """
    actor.require(Action.READ_ACCESS_LOG)
    if session.get(Staff, staff_id) is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if _seen(session)[staff_id, kind] >= last_seq:
        raise UserFacingError(Problem.ALREADY_SEEN)
    session.add(
        ReadingSeen(
            id=new_id(),
            staff_id=staff_id,
            kind=kind,
            up_to_seq=last_seq,
            seen_at=now,
            seen_by=actor.staff_id,
        )
    )
    audit.append(
        session,
        action="unusual_reading_seen",
        object=f"staff:{staff_id}",
        after={"kind": kind, "up_to": last_seq},
        now=now,
    )


def _readings(session: Session, project_id: str, since: datetime, zone: ZoneInfo) -> list[Reading]:
    # By the index on staff and time: whatever is older is not read.
    staff = session.scalars(select(Staff.id)).all()
    rows = session.execute(
        select(AccessEntry.seq, AccessEntry.staff_id, AccessEntry.kind, AccessEntry.at)
        .join(Customer, Customer.id == AccessEntry.customer_id)
        .where(
            AccessEntry.staff_id.in_(staff),
            AccessEntry.at >= since,
            AccessEntry.kind != AccessKind.OPEN_CARD,
            Customer.project_id == project_id,
        )
    )
    return [
        Reading(seq, staff_id, AccessKind(kind), at, at.astimezone(zone).date())
        for seq, staff_id, kind, at in rows
    ]


def _is_open(calendar: BusinessCalendar, zone: ZoneInfo, at: datetime) -> bool:
    return any(
        opens <= at < closes for opens, closes in calendar.spans_on(at.astimezone(zone).date())
    )


def _seen(session: Session) -> defaultdict[tuple[str, str], int]:
    """Return up to which entry somebody has seen each kind of each staff member."""
    rows = session.execute(
        select(ReadingSeen.staff_id, ReadingSeen.kind, func.max(ReadingSeen.up_to_seq)).group_by(
            ReadingSeen.staff_id, ReadingSeen.kind
        )
    )
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for staff_id, kind, up_to in rows:
        found[staff_id, kind] = up_to
    return found
