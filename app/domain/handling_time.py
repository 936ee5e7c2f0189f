"""How long the rounds of complaints took that were closed in a period: office hours, no waits."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.calendars import BusinessCalendar
from app.domain.case_history import CaseHistory
from app.domain.case_states import STATE_EVENTS
from app.domain.period_summary import HandlingHours
from app.domain.terms import EventKind
from app.domain.working_time import WorkingTimeTable


@dataclass(frozen=True)
class ClosedRound:
    """One round from its start to its last resolution, with the waits in between."""

    started_at: datetime
    resolved_at: datetime
    waits: tuple[tuple[datetime, datetime], ...]


def handling_hours(
    histories: Iterable[CaseHistory], begin: datetime, end: datetime, calendar: BusinessCalendar
) -> HandlingHours | None:
    """Return median and 90th percentile of business hours; None if nothing was closed."""
    rounds = [
        found
        for history in histories
        if history.events_of(EventKind.CLOSED, begin, end)
        for found in closed_rounds(history, begin, end)
    ]
    if not rounds:
        return None
    table = WorkingTimeTable(
        calendar,
        min(found.started_at for found in rounds),
        max(found.resolved_at for found in rounds),
    )
    hours = sorted(_hours(found, table) for found in rounds)
    return HandlingHours(statistics.median(hours), hours[math.ceil(0.9 * len(hours)) - 1])


def closed_rounds(history: CaseHistory, begin: datetime, end: datetime) -> Iterator[ClosedRound]:
    """Yield the rounds of a complaint that were closed in the period, whenever they began."""
    started_at = waits_from = resolved_at = None
    waits: list[tuple[datetime, datetime]] = []
    resolved_after = 0
    for event in history.events:
        if event.kind not in STATE_EVENTS:
            continue
        if event.kind in (EventKind.REGISTERED, EventKind.REOPENED):
            started_at, waits_from, resolved_at, waits = event.at, None, None, []
        elif event.kind is EventKind.WAITING:
            waits_from = event.at
        elif waits_from is not None:
            waits.append((waits_from, event.at))
            waits_from = None
        if event.kind is EventKind.RESOLVED:
            resolved_at, resolved_after = event.at, len(waits)
        is_counted = event.kind is EventKind.CLOSED and begin <= event.at < end
        if is_counted and started_at is not None and resolved_at is not None:
            yield ClosedRound(started_at, resolved_at, tuple(waits[:resolved_after]))


def _hours(found: ClosedRound, table: WorkingTimeTable) -> float:
    worked = table.between(found.started_at, found.resolved_at)
    for began, ended in found.waits:
        worked -= table.between(began, ended)
    return worked / timedelta(hours=1)
