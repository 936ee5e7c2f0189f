"""Cases by the dozen, put into the store as they are: of every state, with and without due time."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.domain.case_filter import STATE_ORDER
from app.domain.case_states import OPEN_STATES
from app.domain.permissions import Actor
from app.domain.terms import CaseState, CaseType, Severity, Source
from app.services.case_query import rooms_in_order
from db.models import Building, Case, Category, Room, Unit, new_id
from tests.integration.receptions import NOW

DEPARTMENTS = ("", "工程部", "工程部 周师傅", "秩序部")
WORDS = ("电梯异响", "楼道灯不亮", "车库漏水")


@dataclass(frozen=True)
class Put:
    """One case as it was put in; ``room_place`` is where its room stands among the rooms."""

    case_id: str
    number: str
    type: CaseType
    state: CaseState
    severity: Severity
    source: Source
    category: str
    department: str
    building: str
    room_place: int | None
    registered_at: datetime
    due_at: datetime | None
    escalation_level: int
    rounds: int


def put_cases(
    session: Session, *, actor: Actor, project_id: str, count: int, seed: int = 1
) -> list[Put]:
    """Put ``count`` cases in; many share a second, a due time or a room."""
    rng = random.Random(seed)
    rooms = list(rooms_in_order(session, project_id))[::5]
    places = {room_id: place for place, room_id in enumerate(rooms)}
    buildings = dict(
        session.execute(
            select(Room.id, Building.id)
            .join(Unit, Unit.id == Room.unit_id)
            .join(Building, Building.id == Unit.building_id)
        ).all()
    )
    categories = session.scalars(select(Category.code)).all()
    made, rows = [], []
    for number in range(count):
        state = rng.choice(STATE_ORDER)
        is_open = state in OPEN_STATES
        room_id = rng.choice([*rooms, None])
        kind = rng.choice(list(CaseType))
        one = Put(
            case_id=new_id(),
            number=f"{kind.number_prefix}-20261012-{number:03d}",
            type=kind,
            state=state,
            severity=rng.choice(list(Severity)),
            source=rng.choice(list(Source)),
            category=rng.choice(categories),
            department=rng.choice(DEPARTMENTS),
            building=buildings[room_id] if room_id else "",
            room_place=places[room_id] if room_id else None,
            registered_at=NOW - timedelta(minutes=10 * rng.randrange(count)),
            due_at=NOW + timedelta(hours=rng.randrange(-30, 300))
            if is_open and rng.random() < 0.8
            else None,
            escalation_level=rng.choice((0, 0, 1, 2)),
            rounds=rng.choice((1, 1, 2)),
        )
        made.append(one)
        rows.append(
            {
                "id": one.case_id,
                "project_id": project_id,
                "number": one.number,
                "type": one.type,
                "state": one.state,
                "source": one.source,
                "room_id": room_id,
                "category": one.category,
                "severity": int(one.severity),
                "own_words": rng.choice(WORDS),
                "responsible": one.department,
                "escalation_level": one.escalation_level,
                "round": one.rounds,
                "check_code": "ABCD",
                "registered_by": actor.staff_id,
                "registered_at": one.registered_at,
                "ended_at": None if is_open else NOW - timedelta(hours=rng.randrange(1, 400)),
                "next_due_at": one.due_at,
            }
        )
    session.execute(insert(Case), rows)
    return made
