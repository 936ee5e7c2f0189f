"""Places in a report: buildings, occupied households, addresses that complain again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.figure_ratios import REPEAT_WINDOW, is_repeat
from app.domain.period_summary import RepeatAddress
from app.domain.terms import CaseType, CustomerKind
from app.services.archive_people import lives_on
from app.services.import_customers import in_portions
from app.services.report_span import ReportSpan
from db.models import Building, Case, Category, Occupancy, Room, Unit

_DO_NOT_LIVE_THERE = (CustomerKind.VISITOR, CustomerKind.CONTRACTOR)


def building_names(session: Session, project_id: str) -> dict[str, str]:
    """Return the names of a project's buildings by id, in their order."""
    rows = session.execute(
        select(Building.id, Building.name)
        .where(Building.project_id == project_id)
        .order_by(Building.position, Building.name)
    )
    return {row.id: row.name for row in rows}


def occupied_households(
    session: Session, project_id: str, day: date, building: str | None = None
) -> int | None:
    """Return in how many rooms somebody lived on ``day``, None where nobody is on record.

    ``building`` is the id of the only building that is meant, ``""`` for no building at all.
    """
    found = (
        select(func.count(Occupancy.room_id.distinct()))
        .join(Room, Room.id == Occupancy.room_id)
        .where(
            Room.project_id == project_id,
            Occupancy.kind.not_in(_DO_NOT_LIVE_THERE),
            lives_on(day),
        )
    )
    if building is not None:
        units = select(Unit.id).where(Unit.building_id == (building or None))
        found = found.where(Room.unit_id.in_(units))
    return session.scalar(found) or None


def repeat_addresses(session: Session, span: ReportSpan) -> tuple[RepeatAddress, ...]:
    """Return the rooms that complained of one category again in the period, most often first.

    The numbers are the complaints of the period that were repeats, and what came within the ninety
    days before each.
    """
    again = {history.case_id for history in span.new if is_repeat(history)}
    if not again:
        return ()
    parents = {
        row.code: row.parent_code
        for row in session.execute(select(Category.code, Category.parent_code))
    }
    rooms: set[str] = set()
    for portion in in_portions(again):
        rows = session.scalars(select(Case.room_id).where(Case.id.in_(portion)))
        rooms.update(room_id for room_id in rows if room_id is not None)
    told: dict[tuple[str, str], list[tuple[str, datetime, str]]] = defaultdict(list)
    labels: dict[str, str] = {}
    for portion in in_portions(sorted(rooms)):
        for row in session.execute(
            select(
                Case.id, Case.number, Case.registered_at, Case.category, Case.room_id, Room.label
            )
            .join(Room, Room.id == Case.room_id)
            .where(
                Case.room_id.in_(portion),
                Case.project_id == span.project.id,
                Case.type == CaseType.COMPLAINT,
                Case.registered_at >= span.begin - REPEAT_WINDOW,
                Case.registered_at < span.until,
            )
            .order_by(Case.registered_at, Case.id)
        ):
            labels[row.room_id] = row.label
            category = parents.get(row.category) or row.category
            told[row.room_id, category].append((row.id, row.registered_at, row.number))
    return _addresses(told, labels, again)


def _addresses(
    told: Mapping[tuple[str, str], list[tuple[str, datetime, str]]],
    labels: Mapping[str, str],
    again: set[str],
) -> tuple[RepeatAddress, ...]:
    found = []
    for (room_id, category), cases in told.items():
        repeats = [at for case_id, at, _number in cases if case_id in again]
        numbers = tuple(
            number
            for _id, at, number in cases
            if any(repeat - REPEAT_WINDOW <= at <= repeat for repeat in repeats)
        )
        if repeats:
            found.append(RepeatAddress(labels[room_id], category, numbers))
    return tuple(sorted(found, key=lambda a: (-len(a.numbers), a.place, a.category)))
