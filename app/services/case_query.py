"""Filters and groups of the case list as conditions on the store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.case_filter import STATE_ORDER, CaseFilter, CaseGroup, DueLimit
from app.domain.permissions import Actor
from app.domain.terms import Severity
from app.domain.typed_text import clean_line
from db.models import Building, Case, Category, Customer, Project, Room, Unit

Condition = ColumnElement[bool]

OVERDUE, LATER, UNDATED = "overdue", "later", "undated"
"""Keys of the groups by due day that are no day."""
_DAYS_SHOWN = 7


@dataclass(frozen=True)
class Asked:
    """Who asks, of which project, and at which instant: what a filter's words are relative to."""

    actor: Actor
    project_id: str
    zone: ZoneInfo
    now: datetime

    @classmethod
    def of(cls, session: Session, actor: Actor, project_id: str, now: datetime) -> Asked:
        """Return it with the zone that the project lies in."""
        zone = ZoneInfo(session.get_one(Project, project_id).timezone)
        return cls(actor, project_id, zone, now)

    def midnight(self, day: date) -> datetime:
        """Return the instant at which a day of the project begins."""
        return datetime.combine(day, time(), self.zone)

    @property
    def today(self) -> date:
        """The day in the project's zone."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True)
class GroupCount:
    """One group of the list; ``name`` is given where the key alone says nothing to people."""

    key: str
    count: int
    name: str = ""


def conditions(wanted: CaseFilter, asked: Asked) -> list[Condition]:
    """Return what a case has to meet to be listed."""
    found: list[Condition] = [Case.project_id == asked.project_id]
    if wanted.narrows_states:
        states = [state for state in STATE_ORDER if state in wanted.wanted_states()]
        found.append(Case.state.in_(states) if states else false())
    if wanted.types:
        found.append(Case.type.in_(wanted.types))
    if wanted.severities:
        found.append(Case.severity.in_([int(severity) for severity in wanted.severities]))
    if wanted.sources:
        found.append(Case.source.in_(wanted.sources))
    if wanted.category:
        found.append(_in_category(wanted.category))
    if wanted.department is not None:
        found.append(_in_department(wanted.department))
    if wanted.due:
        found.append(or_(*(_is_due(limit, wanted, asked) for limit in wanted.due)))
    if wanted.escalated:
        found.append(Case.escalation_level >= wanted.escalated)
    if wanted.reopened:
        found.append(Case.round > 1)
    if wanted.imported is not None:
        is_imported = Case.import_id.is_not(None)
        found.append(is_imported if wanted.imported else ~is_imported)
    if wanted.mine:
        found.append(Case.registered_by == asked.actor.staff_id)
    if wanted.cases:
        found.append(_among(wanted.cases))
    return [*found, *_places(wanted, asked), *_period(wanted, asked), *_text(wanted, asked)]


def _among(case_ids: Sequence[str]) -> Condition:
    """Return the condition of being one of these; as one parameter, however many they are."""
    listed = func.json_each(json.dumps(case_ids)).table_valued("value")
    return Case.id.in_(select(func.unhex(listed.c.value)))


def _in_category(code: str) -> Condition:
    return or_(Case.category == code, Case.category.startswith(f"{code}.", autoescape=True))


def _in_department(department: str) -> Condition:
    named = Case.responsible == department
    if not department:
        return named
    # 'Engineering' has also what 'Engineering Zhou' has.
    return or_(named, Case.responsible.startswith(f"{department} ", autoescape=True))


def _is_due(limit: DueLimit, wanted: CaseFilter, asked: Asked) -> Condition:
    if limit is DueLimit.OVERDUE:
        return Case.next_due_at < asked.now
    if limit is DueLimit.TODAY:
        end = asked.midnight(asked.today + timedelta(days=1))
    else:
        end = asked.now + timedelta(hours=wanted.due_hours)
    return and_(Case.next_due_at >= asked.now, Case.next_due_at < end)


def _places(wanted: CaseFilter, asked: Asked) -> list[Condition]:
    found: list[Condition] = []
    if wanted.building:
        found.append(_in_building(wanted.building))
    room = clean_line(wanted.room)
    if room:
        begins = f"{_escaped(room)}%"
        found.append(
            Case.room_id.in_(
                select(Room.id).where(
                    Room.project_id == asked.project_id,
                    Room.label.like(begins, escape="\\") | Room.compact.like(begins, escape="\\"),
                )
            )
        )
    return found


def _in_building(building_id: str) -> Condition:
    if not building_id:
        return Case.room_id.is_(None)
    rooms = select(Room.id).join(Unit, Unit.id == Room.unit_id)
    return Case.room_id.in_(rooms.where(Unit.building_id == building_id))


def _period(wanted: CaseFilter, asked: Asked) -> list[Condition]:
    found: list[Condition] = []
    if wanted.registered_from is not None:
        found.append(Case.registered_at >= asked.midnight(wanted.registered_from))
    if wanted.registered_until is not None:
        end = asked.midnight(wanted.registered_until + timedelta(days=1))
        found.append(Case.registered_at < end)
    return found


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _text(wanted: CaseFilter, asked: Asked) -> list[Condition]:
    text = clean_line(wanted.text)
    if not text:
        return []
    pattern = f"%{_escaped(text)}%"
    # Rooms and customers are looked up once; joining them would be done for every case read.
    rooms = select(Room.id).where(
        Room.project_id == asked.project_id, Room.label.like(pattern, escape="\\")
    )
    customers = select(Customer.id).where(
        Customer.project_id == asked.project_id, Customer.name.like(pattern, escape="\\")
    )
    return [
        or_(
            Case.number.like(pattern, escape="\\"),
            Case.external_number.like(pattern, escape="\\"),
            Case.own_words.like(pattern, escape="\\"),
            Case.room_id.in_(rooms),
            Case.customer_id.in_(customers),
        )
    ]


# ---- groups ------------------------------------------------------------------------------------


def in_group(group: CaseGroup, key: str, asked: Asked) -> list[Condition]:
    """Return what makes a case belong to the group of ``key``."""
    if group is CaseGroup.STATE:
        return [Case.state == key]
    if group is CaseGroup.SEVERITY:
        return [Case.severity == int(key)]
    if group is CaseGroup.DEPARTMENT:
        return [Case.responsible == key]
    if group is CaseGroup.CATEGORY:
        return [_in_category(key)]
    if group is CaseGroup.BUILDING:
        return [_in_building(key)]
    return _on_due_day(key, asked) if group is CaseGroup.DUE_DAY else []


def _on_due_day(key: str, asked: Asked) -> list[Condition]:
    if key == UNDATED:
        return [Case.next_due_at.is_(None)]
    if key == OVERDUE:
        return [Case.next_due_at < asked.now]
    if key == LATER:
        return [Case.next_due_at >= asked.midnight(asked.today + timedelta(days=_DAYS_SHOWN))]
    day = date.fromisoformat(key)
    begin = max(asked.midnight(day), asked.now)
    end = asked.midnight(day + timedelta(days=1))
    return [Case.next_due_at >= begin, Case.next_due_at < end]


def count_groups(
    session: Session, wanted: CaseFilter, group: CaseGroup, asked: Asked
) -> tuple[GroupCount, ...]:
    """Return the groups that hold any case, in the order in which they are read."""
    if group is CaseGroup.NONE:
        return ()
    met = conditions(wanted, asked)
    if group is CaseGroup.DUE_DAY:
        return _due_days(session, met, asked)
    if group is CaseGroup.BUILDING:
        return _buildings(session, met, asked)
    column: ColumnElement[Any] | InstrumentedAttribute[Any] = {
        CaseGroup.STATE: Case.state,
        # Of few states the index by state knows the severity as well; the one by severity would
        # read every case for its state.
        CaseGroup.SEVERITY: Case.severity + 0 if wanted.narrows_states else Case.severity,
        CaseGroup.DEPARTMENT: Case.responsible,
        CaseGroup.CATEGORY: Case.category,
    }[group]
    counts: dict[str, int] = {}
    for value, count in session.execute(select(column, func.count()).where(*met).group_by(column)):
        key = str(value).split(".", 1)[0] if group is CaseGroup.CATEGORY else str(value)
        counts[key] = counts.get(key, 0) + count
    return tuple(GroupCount(key, counts[key]) for key in _ordered(session, group, counts))


def _ordered(session: Session, group: CaseGroup, keys: Sequence[str] | dict[str, int]) -> list[str]:
    if group is CaseGroup.STATE:
        order: Sequence[str] = STATE_ORDER
    elif group is CaseGroup.SEVERITY:
        order = [str(int(severity)) for severity in Severity]
    elif group is CaseGroup.CATEGORY:
        order = session.scalars(
            select(Category.code)
            .where(Category.parent_code.is_(None))
            .order_by(Category.position, Category.code)
        ).all()
    else:
        # What nobody has comes first: it is what the desk has to do something about.
        return sorted(keys)
    known = [str(key) for key in order if key in keys]
    return known + sorted(key for key in keys if key not in known)


def _due_days(session: Session, met: list[Condition], asked: Asked) -> tuple[GroupCount, ...]:
    days = [asked.today + timedelta(days=ahead) for ahead in range(_DAYS_SHOWN)]
    keys = (OVERDUE, *(day.isoformat() for day in days), LATER, UNDATED)
    found = []
    for key in keys:
        query = select(func.count()).select_from(Case).where(*met, *_on_due_day(key, asked))
        count = session.scalar(query) or 0
        if count:
            found.append(GroupCount(key, count))
    return tuple(found)


def _buildings(session: Session, met: list[Condition], asked: Asked) -> tuple[GroupCount, ...]:
    rows = session.execute(
        select(Unit.building_id, func.count())
        .select_from(Case)
        .outerjoin(Room, Room.id == Case.room_id)
        .outerjoin(Unit, Unit.id == Room.unit_id)
        .where(*met)
        .group_by(Unit.building_id)
    )
    counts = {building_id or "": count for building_id, count in rows}
    found = [
        GroupCount(building.id, counts[building.id], building.name)
        for building in buildings_in_order(session, asked.project_id)
        if building.id in counts
    ]
    if "" in counts:
        found.append(GroupCount("", counts[""]))
    return tuple(found)


def buildings_in_order(session: Session, project_id: str) -> Sequence[Building]:
    """Return the buildings of a project as people count them."""
    return session.scalars(
        select(Building)
        .where(Building.project_id == project_id)
        .order_by(Building.position, func.length(Building.name), Building.name)
    ).all()


def rooms_in_order(session: Session, project_id: str) -> Sequence[str]:
    """Return the ids of a project's rooms by building, stairway and number."""
    return session.scalars(
        select(Room.id)
        .join(Unit, Unit.id == Room.unit_id)
        .join(Building, Building.id == Unit.building_id)
        .where(Room.project_id == project_id)
        .order_by(
            Building.position,
            func.length(Building.name),
            Building.name,
            Unit.position,
            func.length(Unit.name),
            Unit.name,
            func.length(Room.number),
            Room.number,
        )
    ).all()
