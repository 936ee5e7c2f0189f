"""Case histories as the figures read them: a few queries, whatever the number of complaints."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.domain.case_states import STATE_EVENTS
from app.domain.figures import (
    REPEAT_WINDOW,
    CaseHistory,
    HistoryClock,
    HistoryEvent,
    HistoryPromise,
    HistoryRating,
)
from app.domain.terms import (
    CaseType,
    ClockKind,
    EnteredBy,
    EventKind,
    RatingAnswer,
    RatingReason,
    Severity,
    Source,
)
from db.models import Case, CaseClock, CaseEvent, Category, Promise, Rating, Room, Unit

_EVENT_FACTS = {EventKind.ASSESSED: "validity", EventKind.CALLED_BACK: "reached"}


def complaint_histories(
    session: Session, *, project_id: str, begin: datetime, end: datetime
) -> list[CaseHistory]:
    """Return the complaints of a project that matter to a period [begin, end).

    Those are all registered before ``end`` that had not ended for good before ``begin``; a case
    that ended earlier and was touched again (reopened, voided, rated) comes too.
    """
    wanted = _wanted(project_id, begin, end)
    parents = {row.code: row.parent_code for row in session.scalars(select(Category))}
    events = _grouped(
        session.execute(
            select(CaseEvent.case_id, CaseEvent.kind, CaseEvent.at, CaseEvent.facts)
            .where(CaseEvent.case_id.in_(wanted))
            .order_by(CaseEvent.seq)
        )
    )
    clocks = _grouped(
        session.execute(
            select(
                CaseClock.case_id,
                CaseClock.kind,
                CaseClock.round,
                CaseClock.due_at,
                CaseClock.met_at,
                CaseClock.cancelled_at,
                CaseClock.paused_at,
            ).where(CaseClock.case_id.in_(wanted))
        )
    )
    promises = _grouped(
        session.execute(
            select(
                Promise.case_id, Promise.due_at, Promise.fulfilled_at, Promise.cancelled_at
            ).where(Promise.case_id.in_(wanted))
        )
    )
    ratings = _grouped(
        session.execute(
            select(
                Rating.case_id,
                Rating.given_at,
                Rating.answer,
                Rating.score,
                Rating.entered_by,
                Rating.reasons,
            ).where(Rating.case_id.in_(wanted))
        )
    )
    seen = _seen_before(session, project_id, parents, begin - REPEAT_WINDOW, end)
    buildings = _buildings(session, project_id)
    found = []
    rows = session.execute(
        select(Case.id, Case.room_id)
        .where(Case.id.in_(wanted))
        .order_by(Case.registered_at, Case.id)
    )
    for case_id, room_id in rows:
        first = events[case_id][0][2]
        found.append(
            CaseHistory(
                case_id=case_id,
                category=parents.get(first["category"]) or first["category"],
                severity=Severity(first["severity"]),
                source=Source(first["source"]),
                events=tuple(_event(*row) for row in events[case_id]),
                clocks=tuple(
                    HistoryClock(ClockKind(kind), *rest) for kind, *rest in clocks[case_id]
                ),
                promises=tuple(HistoryPromise(*row) for row in promises[case_id]),
                ratings=tuple(
                    HistoryRating(
                        at,
                        RatingAnswer(answer),
                        score,
                        EnteredBy(by),
                        tuple(RatingReason(reason) for reason in reasons),
                    )
                    for at, answer, score, by, reasons in ratings[case_id]
                ),
                seen_before=seen.get(case_id),
                building=buildings.get(room_id, ""),
            )
        )
    return found


def state_histories(
    session: Session, *, project_id: str, begin: datetime, end: datetime
) -> Iterator[CaseHistory]:
    """Yield the complaints that matter to a period's flow, with their state events only."""
    wanted = select(Case.id).where(
        Case.project_id == project_id,
        Case.type == CaseType.COMPLAINT,
        Case.registered_at < end,
        or_(Case.ended_at.is_(None), Case.ended_at >= begin, Case.id.in_(_touched(begin))),
    )
    rows = session.execute(
        select(CaseEvent.case_id, CaseEvent.kind, CaseEvent.at)
        .where(CaseEvent.case_id.in_(wanted), CaseEvent.kind.in_(STATE_EVENTS))
        .order_by(CaseEvent.case_id, CaseEvent.seq)
    )
    for case_id, events in itertools.groupby(rows, key=lambda row: row.case_id):
        yield CaseHistory(
            case_id=case_id,
            category="",
            severity=Severity.NORMAL,
            source=Source.OTHER,
            events=tuple(HistoryEvent(EventKind(kind), at) for _id, kind, at in events),
        )


def _touched(begin: datetime) -> Select[str]:
    """Return the cases that something happened to; going to the archive moves no figure."""
    return select(CaseEvent.case_id).where(
        CaseEvent.at >= begin, CaseEvent.kind != EventKind.ARCHIVED
    )


def _wanted(project_id: str, begin: datetime, end: datetime) -> Select[str]:
    return select(Case.id).where(
        Case.project_id == project_id,
        Case.type == CaseType.COMPLAINT,
        Case.registered_at < end,
        or_(
            Case.ended_at.is_(None),
            Case.ended_at >= begin,
            Case.id.in_(_touched(begin)),
            # Met ahead of time in an earlier month, but due, promised or rated in this one.
            Case.id.in_(select(CaseClock.case_id).where(CaseClock.due_at >= begin)),
            Case.id.in_(select(Promise.case_id).where(Promise.due_at >= begin)),
            Case.id.in_(select(Rating.case_id).where(Rating.given_at >= begin)),
        ),
    )


def _grouped(rows: Any) -> defaultdict[str, list[tuple[Any, ...]]]:
    groups: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for case_id, *rest in rows:
        groups[case_id].append(tuple(rest))
    return groups


def _event(kind: str, at: datetime, facts: dict[str, Any]) -> HistoryEvent:
    known = EventKind(kind)
    fact = facts.get(_EVENT_FACTS.get(known, ""))
    cause = facts.get("cause") if known is EventKind.ASSESSED else None
    return HistoryEvent(known, at, fact, bool(facts.get("imported")), cause)


def _buildings(session: Session, project_id: str) -> dict[str | None, str]:
    """Return the building's id of every room of a project."""
    rows = session.execute(
        select(Room.id, Unit.building_id)
        .join(Unit, Unit.id == Room.unit_id)
        .where(Room.project_id == project_id)
    )
    return {row.id: row.building_id for row in rows}


def _seen_before(
    session: Session,
    project_id: str,
    parents: dict[str, str | None],
    begin: datetime,
    end: datetime,
) -> dict[str, datetime]:
    """Return, for each complaint, when the same room last complained of the same top category."""
    rows = session.execute(
        select(Case.id, Case.room_id, Case.category, Case.registered_at)
        .where(
            Case.project_id == project_id,
            Case.type == CaseType.COMPLAINT,
            Case.room_id.is_not(None),
            Case.registered_at >= begin,
            Case.registered_at < end,
        )
        .order_by(Case.registered_at, Case.id)
    )
    return dict(_repeats(rows, parents))


def _repeats(rows: Any, parents: dict[str, str | None]) -> Iterator[tuple[str, datetime]]:
    latest: dict[tuple[str, str], datetime] = {}
    for case_id, room_id, category, at in rows:
        place = (room_id, parents.get(category) or category)
        before = latest.get(place)
        if before is not None and at - before <= REPEAT_WINDOW:
            yield case_id, before
        latest[place] = at
