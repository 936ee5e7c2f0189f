"""What has passed between the desk and a person, a household or a room, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import Problem, UserFacingError
from app.domain.masking import mask_name
from app.domain.permissions import Action, Actor
from app.domain.terms import (
    CaseState,
    CaseType,
    Channel,
    CustomerKind,
    EventKind,
    RatingAnswer,
    VisitState,
)
from app.services.archive_people import Resident, known_room, residents, today_of
from app.services.households import households_of
from db.models import (
    Case,
    CaseCaller,
    CaseEvent,
    Customer,
    Occupancy,
    Project,
    Rating,
    Room,
    Visit,
)

MOST_ENTRIES = 300
_TELLS = (EventKind.CUSTOMER_TOLD, EventKind.RESOLVED)


class HistoryScope(StrEnum):
    """Whose history is asked for."""

    PERSON = "person"
    HOUSEHOLD = "household"
    ROOM = "room"


class EntryKind(StrEnum):
    """What an entry tells of."""

    CASE = "case"
    CALLED_TOO = "called_too"
    VISIT = "visit"
    TOLD = "told"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"


@dataclass(frozen=True)
class HistoryEntry:
    """One entry; of a move only the day is known, and ``at`` is the midnight at which it began.

    ``lived_there`` names, masked, who lived in the room then.
    """

    kind: EntryKind
    at: datetime
    number: str = ""
    case_id: str | None = None
    case_type: CaseType | None = None
    words: str = ""
    case_state: CaseState | None = None
    visit_state: VisitState | None = None
    score: int | None = None
    channel: Channel | None = None
    customer_id: str | None = None
    who: str = ""
    stay_kind: CustomerKind | None = None
    room_id: str | None = None
    room_label: str = ""
    lived_there: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Wanted:
    """The conditions on the rows of one history."""

    cases: ColumnElement[bool]
    callers: ColumnElement[bool]
    visits: ColumnElement[bool]
    moves: ColumnElement[bool]
    zone: ZoneInfo
    limit: int


def customer_history(
    session: Session,
    *,
    actor: Actor,
    customer_id: str,
    scope: HistoryScope,
    now: datetime,
    limit: int = MOST_ENTRIES,
) -> tuple[HistoryEntry, ...]:
    """Return the history of a customer, of everybody they live with today, or of their rooms.

    Of somebody who lives nowhere today, the rooms are those they lived in before.

    Raises:
        UserFacingError: the customer is gone, or the actor may not read the archive.
    """
    actor.require(Action.READ_CUSTOMERS)
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise UserFacingError(Problem.NOT_FOUND)
    people = [customer_id]
    households = households_of(session, customer_id, today_of(session, customer.project_id, now))
    if scope is HistoryScope.ROOM:
        rooms = [household.room_id for household in households] or list(
            session.scalars(
                select(Occupancy.room_id).where(Occupancy.customer_id == customer_id).distinct()
            )
        )
        return _rooms_history(session, rooms, customer.project_id, limit)
    if scope is HistoryScope.HOUSEHOLD:
        found = {person.customer_id for home in households for person in home.people}
        people = sorted(found | {customer_id})
    wanted = _Wanted(
        Case.customer_id.in_(people),
        CaseCaller.customer_id.in_(people),
        Visit.customer_id.in_(people),
        Occupancy.customer_id.in_(people),
        _zone(session, customer.project_id),
        limit,
    )
    return tuple(_entries(session, wanted))


def room_history(
    session: Session, *, actor: Actor, room_id: str, limit: int = MOST_ENTRIES
) -> tuple[HistoryEntry, ...]:
    """Return the history of a room, whoever lived there, and who did so at each entry.

    Raises:
        UserFacingError: the room is gone, or the actor may not read the archive.
    """
    actor.require(Action.READ_CUSTOMERS)
    room = known_room(session, room_id)
    return _rooms_history(session, (room_id,), room.project_id, limit)


def _rooms_history(
    session: Session, rooms: Sequence[str], project_id: str, limit: int
) -> tuple[HistoryEntry, ...]:
    zone = _zone(session, project_id)
    wanted = _Wanted(
        Case.room_id.in_(rooms),
        CaseCaller.room_id.in_(rooms),
        Visit.room_id.in_(rooms),
        Occupancy.room_id.in_(rooms),
        zone,
        limit,
    )
    lived = residents(session, Occupancy.room_id.in_(rooms))
    return tuple(
        replace(entry, lived_there=_lived_there(lived, entry, zone))
        for entry in _entries(session, wanted)
    )


def _lived_there(lived: Iterable[Resident], entry: HistoryEntry, zone: ZoneInfo) -> tuple[str, ...]:
    day = entry.at.astimezone(zone).date()
    here = [p for p in lived if p.room_id == entry.room_id and p.stay.holds_on(day)]
    return tuple(dict.fromkeys(person.name_masked for person in here if person.name_masked))


def _zone(session: Session, project_id: str) -> ZoneInfo:
    return ZoneInfo(session.get_one(Project, project_id).timezone)


def _entries(session: Session, wanted: _Wanted) -> list[HistoryEntry]:
    found = [
        *_cases(session, wanted),
        *_callers(session, wanted),
        *_visits(session, wanted),
        *_tells(session, wanted),
        *_moves(session, wanted),
    ]
    found.sort(key=lambda entry: entry.at, reverse=True)
    return found[: wanted.limit]


def _cases(session: Session, wanted: _Wanted) -> list[HistoryEntry]:
    rows = session.execute(
        select(Case, Customer.name, Room.label)
        .outerjoin(Customer, Customer.id == Case.customer_id)
        .outerjoin(Room, Room.id == Case.room_id)
        .where(wanted.cases)
        .order_by(Case.registered_at.desc())
        .limit(wanted.limit)
    ).all()
    scores = _scores(session, [case for case, _name, _label in rows])
    return [
        HistoryEntry(
            EntryKind.CASE,
            case.registered_at,
            case.number,
            case.id,
            CaseType(case.type),
            case.own_words,
            CaseState(case.state),
            score=scores.get(case.id),
            customer_id=case.customer_id,
            who=mask_name(name or ""),
            room_id=case.room_id,
            room_label=label or "",
        )
        for case, name, label in rows
    ]


def _scores(session: Session, cases: Sequence[Case]) -> dict[str, int]:
    """Return the last score given for each case, or for the visit in which it was answered."""
    visits = {case.visit_id: case.id for case in cases if case.visit_id is not None}
    rows = session.execute(
        select(Rating.case_id, Rating.visit_id, Rating.score)
        .where(
            Rating.answer == RatingAnswer.SCORED,
            or_(
                Rating.case_id.in_([case.id for case in cases]),
                and_(Rating.case_id.is_(None), Rating.visit_id.in_(list(visits))),
            ),
        )
        .order_by(Rating.case_id.is_not(None), Rating.given_at)
    )
    scores: dict[str, int] = {}
    for case_id, visit_id, score in rows:
        about = case_id or visits.get(visit_id or "")
        if about is not None and score is not None:
            scores[about] = score
    return scores


def _callers(session: Session, wanted: _Wanted) -> list[HistoryEntry]:
    rows = session.execute(
        select(CaseCaller, Case, Customer.name, Room.label)
        .join(Case, Case.id == CaseCaller.case_id)
        .outerjoin(Customer, Customer.id == CaseCaller.customer_id)
        .outerjoin(Room, Room.id == CaseCaller.room_id)
        .where(wanted.callers)
        .order_by(CaseCaller.called_at.desc())
        .limit(wanted.limit)
    )
    return [
        HistoryEntry(
            EntryKind.CALLED_TOO,
            caller.called_at,
            case.number,
            case.id,
            CaseType(case.type),
            caller.words or case.own_words,
            CaseState(case.state),
            customer_id=caller.customer_id,
            who=mask_name(name or ""),
            room_id=caller.room_id,
            room_label=label or "",
        )
        for caller, case, name, label in rows
    ]


def _visits(session: Session, wanted: _Wanted) -> list[HistoryEntry]:
    """Return the visits of which no case came; the others stand there as their cases."""
    of_case = select(Case.id).where(Case.visit_id == Visit.id).exists()
    of_caller = select(CaseCaller.id).where(CaseCaller.visit_id == Visit.id).exists()
    rows = session.execute(
        select(Visit, Customer.name, Room.label)
        .outerjoin(Customer, Customer.id == Visit.customer_id)
        .outerjoin(Room, Room.id == Visit.room_id)
        .where(wanted.visits, ~of_case, ~of_caller)
        .order_by(Visit.arrived_at.desc())
        .limit(wanted.limit)
    )
    return [
        HistoryEntry(
            EntryKind.VISIT,
            visit.arrived_at,
            visit.number,
            words=visit.left_reason,
            visit_state=VisitState(visit.state),
            customer_id=visit.customer_id,
            who=mask_name(name or ""),
            room_id=visit.room_id,
            room_label=label or "",
        )
        for visit, name, label in rows
    ]


def _tells(session: Session, wanted: _Wanted) -> list[HistoryEntry]:
    rows = session.execute(
        select(CaseEvent, Case, Customer.name, Room.label)
        .join(Case, Case.id == CaseEvent.case_id)
        .outerjoin(Customer, Customer.id == Case.customer_id)
        .outerjoin(Room, Room.id == Case.room_id)
        .where(wanted.cases, CaseEvent.kind.in_(_TELLS))
        .order_by(CaseEvent.seq.desc())
        .limit(wanted.limit)
    )
    return [
        HistoryEntry(
            EntryKind.TOLD,
            event.at,
            case.number,
            case.id,
            CaseType(case.type),
            event.words,
            channel=_channel(event.facts.get("channel")),
            customer_id=case.customer_id,
            who=mask_name(name or ""),
            room_id=case.room_id,
            room_label=label or "",
        )
        for event, case, name, label in rows
    ]


def _channel(code: object) -> Channel | None:
    return Channel(str(code)) if code in set(Channel) else None


def _moves(session: Session, wanted: _Wanted) -> list[HistoryEntry]:
    found = []
    for person in residents(session, wanted.moves):
        ends = (
            (EntryKind.MOVED_IN, person.stay.from_on),
            (EntryKind.MOVED_OUT, person.stay.until_on),
        )
        for kind, day in ends:
            if day is None:
                continue
            found.append(
                HistoryEntry(
                    kind,
                    datetime.combine(day, time(), wanted.zone),
                    customer_id=person.customer_id,
                    who=person.name_masked,
                    stay_kind=person.kind,
                    room_id=person.room_id,
                    room_label=person.room_label,
                )
            )
    return found
