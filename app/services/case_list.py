"""The case list in pages by key: sorted, grouped, counted, at any depth at the same price.

A page walks through segments, each of which some index holds in its order: by severity, say, the
critical cases with a due time, those without one, the major ones, and so on.  No segment ever sorts
what can be NULL, so a key is one value with the id behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.case_filter import (
    STATE_ORDER,
    CaseFilter,
    CaseGroup,
    CaseOrder,
    CaseSort,
    Scope,
)
from app.domain.masking import mask_name
from app.domain.permissions import Action, Actor
from app.domain.terms import CaseState, CaseType, Severity
from app.services.case_query import (
    Asked,
    Condition,
    GroupCount,
    buildings_in_order,
    conditions,
    count_groups,
    in_group,
    rooms_in_order,
)
from app.services.departments import departments
from db.models import Case, Customer, Room

PAGE_SIZE = 200
_SUBJECT = 120
_FIRST_ROOMS = 16


@dataclass(frozen=True)
class PageKey:
    """The place of one row: its group, its segment in there, what that is sorted by, and its id.

    Without an id it is the place before the first row of the group.
    """

    group: str
    segment: int
    value: Any
    case_id: str

    @classmethod
    def before(cls, group: str) -> PageKey:
        """Return the place before the first row of a group."""
        return cls(group, 0, None, "")


@dataclass(frozen=True)
class CaseRow:
    """One line of the case list, or one card of the board; ``customer`` is masked."""

    case_id: str
    number: str
    type: CaseType
    state: CaseState
    severity: Severity
    category: str
    subject: str
    customer: str
    room_label: str
    department: str
    escalation_level: int
    registered_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    place: PageKey


@dataclass(frozen=True)
class CaseListPage:
    """One page of the list; ``next_key`` is where the next one begins, None at the end.

    ``groups`` are those of the whole list, counted with the first page only.
    """

    rows: tuple[CaseRow, ...]
    next_key: PageKey | None
    groups: tuple[GroupCount, ...] = ()


@dataclass(frozen=True)
class Segment:
    """A part of the list that is sorted by one column and the id; the column is never NULL there.

    ``column`` None stands for the rooms in the order in which people count them.
    """

    conditions: tuple[Condition, ...]
    column: InstrumentedAttribute[Any] | None
    descending: bool


def list_cases(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    wanted: CaseFilter,
    order: CaseOrder | None = None,
    now: datetime,
    after: PageKey | None = None,
    groups: Sequence[str] = (),
    skip: frozenset[str] = frozenset(),
    limit: int = PAGE_SIZE,
) -> CaseListPage:
    """Return one page of cases; pages are cut by key, so that depth costs nothing.

    The first page of a grouped list counts the groups; the next ones are handed their keys as
    ``groups``.  Rows of the groups in ``skip`` are left out: a list shows their heads only.

    Raises:
        UserFacingError: the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    order = order or CaseOrder()
    asked = Asked.of(session, actor, project_id, now)
    counted: tuple[GroupCount, ...] = ()
    if order.group is CaseGroup.NONE:
        groups = ("",)
    elif not groups:
        counted = count_groups(session, wanted, order.group, asked)
        groups = [group.key for group in counted]
    segments = sort_segments(order)
    begin = groups.index(after.group) if after is not None and after.group in groups else 0
    met = conditions(wanted, asked)
    found: list[PageKey] = []
    for key in groups[begin:]:
        if key in skip:
            continue
        narrowed = [*met, *in_group(order.group, key, asked)]
        here = after if after is not None and after.group == key else None
        found += walk(session, narrowed, segments, key, here, limit + 1 - len(found), asked)
        if len(found) > limit:
            break
    rows = read_rows(session, found[:limit])
    return CaseListPage(rows, found[limit - 1] if len(found) > limit else None, counted)


def count_cases(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    filters: Sequence[CaseFilter],
    now: datetime,
) -> tuple[int, ...]:
    """Return how many cases each filter lets through.

    Raises:
        UserFacingError: the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    asked = Asked.of(session, actor, project_id, now)
    return tuple(count(session, conditions(wanted, asked)) for wanted in filters)


def count(session: Session, met: Sequence[Condition]) -> int:
    """Return how many cases meet the conditions."""
    return session.scalar(select(func.count()).select_from(Case).where(*met)) or 0


# ---- walking -----------------------------------------------------------------------------------


def sort_segments(order: CaseOrder) -> list[Segment]:
    """Return the segments of a sort order, one after the other."""
    reverse = order.reverse
    if order.sort is CaseSort.REGISTERED:
        return [Segment((), Case.registered_at, not reverse)]
    if order.sort is CaseSort.NUMBER:
        return [Segment((), Case.number, reverse)]
    if order.sort is CaseSort.ROOM:
        return [
            Segment((Case.room_id.is_not(None),), None, reverse),
            Segment((Case.room_id.is_(None),), Case.id, descending=True),
        ]
    if order.sort is CaseSort.DUE:
        return by_due(descending=reverse)
    values: list[Condition]
    if order.sort is CaseSort.SEVERITY:
        values = [Case.severity == int(severity) for severity in Severity]
    else:
        values = [Case.state == state for state in STATE_ORDER]
    if reverse:
        values.reverse()
    return [segment for value in values for segment in by_due(value)]


def by_due(*also: Condition, descending: bool = False) -> list[Segment]:
    """Return the segments by due time; what has none comes last either way, the newest first."""
    return [
        Segment((*also, Case.next_due_at.is_not(None)), Case.next_due_at, descending),
        Segment((*also, Case.next_due_at.is_(None)), Case.id, descending=True),
    ]


def walk(
    session: Session,
    met: Sequence[Condition],
    segments: Sequence[Segment],
    group: str,
    after: PageKey | None,
    limit: int,
    asked: Asked,
) -> list[PageKey]:
    """Return the places of the next ``limit`` rows of one group, from segment to segment."""
    found: list[PageKey] = []
    begin = after.segment if after is not None else 0
    for number, segment in enumerate(segments[begin:], start=begin):
        here = after if after is not None and after.case_id and after.segment == number else None
        pairs = _pairs(session, met, segment, here, limit - len(found), asked)
        found += [PageKey(group, number, value, case_id) for value, case_id in pairs]
        if len(found) >= limit:
            break
    return found


def _pairs(
    session: Session,
    met: Sequence[Condition],
    segment: Segment,
    after: PageKey | None,
    limit: int,
    asked: Asked,
) -> list[tuple[Any, str]]:
    """Return value and id of the next rows of one segment."""
    if segment.column is None:
        pairs = _by_room(session, [*met, *segment.conditions], segment, after, asked)
        return [pair for pair, _ in zip(pairs, range(limit), strict=False)]
    column = segment.column
    query = select(column, Case.id).where(*met, *segment.conditions)
    if after is not None:
        # Bare values would be bound by their Python types, not as the columns keep them.
        here = tuple_(literal(after.value, column.type), literal(after.case_id, Case.id.type))
        place = tuple_(column, Case.id)
        query = query.where(place < here if segment.descending else place > here)
    ways = (column.desc(), Case.id.desc()) if segment.descending else (column, Case.id)
    rows = session.execute(query.order_by(*ways).limit(limit))
    return [(value, case_id) for value, case_id in rows]


def _by_room(
    session: Session,
    met: Sequence[Condition],
    segment: Segment,
    after: PageKey | None,
    asked: Asked,
) -> Iterator[tuple[str, str]]:
    """Yield room and case by the rooms' own order, which no index of the cases can hold.

    A few rooms are read at a time, and twice as many whenever they brought little.
    """
    rooms = list(rooms_in_order(session, asked.project_id))
    if segment.descending:
        rooms.reverse()
    places = {room_id: number for number, room_id in enumerate(rooms)}
    here = places.get(after.value, 0) if after is not None else 0
    width = _FIRST_ROOMS
    while here < len(rooms):
        chunk = rooms[here : here + width]
        rows = session.execute(select(Case.room_id, Case.id).where(*met, Case.room_id.in_(chunk)))
        pairs = sorted((places[room_id], case_id) for room_id, case_id in rows if room_id)
        for number, case_id in pairs:
            room_id = rooms[number]
            if after is None or room_id != after.value or case_id > after.case_id:
                yield room_id, case_id
        here += width
        width *= 2 if len(pairs) < PAGE_SIZE else 1


def read_rows(session: Session, places: Sequence[PageKey]) -> tuple[CaseRow, ...]:
    """Return what the list shows of these cases, in this order."""
    if not places:
        return ()
    rows = session.execute(
        select(
            Case.id,
            Case.number,
            Case.type,
            Case.state,
            Case.severity,
            Case.category,
            func.substr(Case.own_words, 1, 4 * _SUBJECT),
            Customer.name,
            Room.label,
            Case.responsible,
            Case.escalation_level,
            Case.registered_at,
            Case.next_due_at,
            Case.ended_at,
        )
        .outerjoin(Customer, Customer.id == Case.customer_id)
        .outerjoin(Room, Room.id == Case.room_id)
        .where(Case.id.in_([place.case_id for place in places]))
    )
    found = {row[0]: row for row in rows}
    return tuple(_row(found[place.case_id], place) for place in places if place.case_id in found)


def _row(row: Any, place: PageKey) -> CaseRow:
    (
        case_id,
        number,
        case_type,
        state,
        severity,
        category,
        words,
        customer,
        room_label,
        department,
        escalation_level,
        registered_at,
        due_at,
        ended_at,
    ) = row
    return CaseRow(
        case_id,
        number,
        CaseType(case_type),
        CaseState(state),
        Severity(severity),
        category,
        words.split("\n", 1)[0][:_SUBJECT],
        mask_name(customer or ""),
        room_label or "",
        department,
        escalation_level,
        registered_at,
        due_at,
        ended_at,
        place,
    )


# ---- what can be chosen ------------------------------------------------------------------------


@dataclass(frozen=True)
class FilterChoices:
    """What there is to choose from: departments by name, buildings by id and name."""

    departments: tuple[str, ...]
    buildings: tuple[tuple[str, str], ...]


def filter_choices(session: Session, *, actor: Actor, project_id: str) -> FilterChoices:
    """Return what the filters of a project can be set to.

    Beside the departments of the project stand the names under which cases are open.

    Raises:
        UserFacingError: the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    open_states = CaseFilter(scope=Scope.OPEN).wanted_states()
    named = session.scalars(
        select(Case.responsible)
        .where(Case.project_id == project_id, Case.state.in_(sorted(open_states)))
        .distinct()
    )
    known = departments(session, actor=actor, project_id=project_id)
    others = sorted(name for name in set(named) if name and name not in known)
    buildings = buildings_in_order(session, project_id)
    return FilterChoices(
        (*known, *others), tuple((building.id, building.name) for building in buildings)
    )
