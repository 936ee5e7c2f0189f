"""Case histories as the figures read them: a few queries, whatever the number of complaints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
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
from app.domain.period_summary import Flow
from app.domain.terms import (
    ClockKind,
    EnteredBy,
    EventKind,
    RatingAnswer,
    RatingReason,
    Severity,
    Source,
)
from db.models import Category
from db.period_rows import (
    Row,
    buildings_of_rooms,
    flow_counts,
    instant,
    period_rows,
    registrations,
)

COUNTED_EVENTS = STATE_EVENTS | {
    EventKind.CALLED_BACK,
    EventKind.ESCALATED,
    EventKind.SEVERITY_CHANGED,
}
"""The events that a history holds: no figure or list of a report asks it for any other."""

Progress = Callable[[int, int], None]
"""Called as ``progress(done, total)`` now and then; it raises to stop the work."""

_COUNTED_CLOCKS = (ClockKind.FIRST_ANSWER, ClockKind.RESOLUTION)
_AT_ONCE = 400

# A dictionary is several times faster than asking the enumeration.
_KINDS = {kind.value: kind for kind in EventKind}
_CLOCKS = {kind.value: kind for kind in ClockKind}
_SEVERITIES = {level.value: level for level in Severity}
_SOURCES = {source.value: source for source in Source}
_ANSWERS = {answer.value: answer for answer in RatingAnswer}
_ENTERED = {by.value: by for by in EnteredBy}
_WITH_FACTS = frozenset({EventKind.ASSESSED, EventKind.CALLED_BACK})
_IMPORTED = '"imported":true'


def complaint_histories(
    session: Session,
    *,
    project_id: str,
    begin: datetime,
    end: datetime,
    progress: Progress | None = None,
) -> list[CaseHistory]:
    """Return the complaints of a project that matter to a period [begin, end), by registration.

    Those are all that were open in it or have a call-back, a due time or a rating in it.  Their
    events are those of :data:`COUNTED_EVENTS`, their clocks first answer and resolution.
    """
    reader = period_rows(session, project_id, begin, end)
    places = reader.places()
    total = len(places)

    def report(done: int) -> None:
        if progress is not None:
            progress(done, total)

    report(0)
    making = _Making(
        parents=_top_categories(session),
        events=reader.details("events", COUNTED_EVENTS),
        clocks=reader.details("clocks", _COUNTED_CLOCKS),
        promises=reader.details("promises"),
        ratings=reader.details("ratings"),
    )
    buildings = buildings_of_rooms(session, project_id)
    seen = dict(_repeats(session, project_id, making.parents, begin, end))
    found: list[CaseHistory] = []
    for _at, case_id, room_id in places:
        found.append(making.history(case_id, buildings.get(room_id, ""), seen.get(case_id)))
        if len(found) % _AT_ONCE == 0:
            report(len(found))
    report(total)
    return found


def project_flows(
    session: Session, *, project_id: str, bounds: Sequence[tuple[datetime, datetime]]
) -> list[Flow]:
    """Return the flow of adjoining periods, counted from the stretches that the triggers keep.

    The same as :func:`app.domain.figures.month_flows` counts from the histories.
    """
    flows: list[Flow] = []
    counts = flow_counts(session, project_id, bounds)
    for before, new, reopened, done in counts:
        flows.append(Flow(before, new, reopened, done, before + new + reopened - done))
    return flows


@dataclass(frozen=True)
class _Making:
    """Makes histories of plain rows; texts of facts are parsed once, since most are alike."""

    parents: Mapping[str, str]
    events: Mapping[bytes, list[Row]]
    clocks: Mapping[bytes, list[Row]]
    promises: Mapping[bytes, list[Row]]
    ratings: Mapping[bytes, list[Row]]
    parsed: dict[str, Any] = field(default_factory=dict)

    def history(self, case_id: bytes, building: str, seen_before: datetime | None) -> CaseHistory:
        """Return the history of one complaint."""
        events = self.events[case_id]
        first = self._facts(events[0][4])
        category = first["category"]
        return CaseHistory(
            case_id=case_id.hex(),
            category=self.parents.get(category, category),
            severity=_SEVERITIES[first["severity"]],
            source=_SOURCES[first["source"]],
            events=tuple([self._event(kind, at, facts) for _, _, kind, at, facts in events]),
            clocks=tuple([_clock(*row) for row in self.clocks.get(case_id, ())]),
            promises=tuple([_promise(*row) for row in self.promises.get(case_id, ())]),
            ratings=tuple([_rating(*row) for row in self.ratings.get(case_id, ())]),
            seen_before=seen_before,
            building=building,
        )

    def _facts(self, text: str) -> Any:
        facts = self.parsed.get(text)
        if facts is None:
            facts = self.parsed[text] = json.loads(text)
        return facts

    def _event(self, kind: str, at: int, facts: str) -> HistoryEvent:
        known = _KINDS[kind]
        imported = _IMPORTED in facts
        if known not in _WITH_FACTS:
            return HistoryEvent(known, instant(at), None, imported)
        said = self._facts(facts)
        if known is EventKind.CALLED_BACK:
            return HistoryEvent(known, instant(at), said.get("reached"), imported)
        return HistoryEvent(known, instant(at), said.get("validity"), imported, said.get("cause"))


def _maybe(at: int | None) -> datetime | None:
    return None if at is None else instant(at)


def _clock(
    _from: int,
    _case: bytes,
    kind: str,
    number: int,
    due: int,
    met: int | None,
    cancelled: int | None,
    paused: int | None,
) -> HistoryClock:
    return HistoryClock(
        _CLOCKS[kind], number, instant(due), _maybe(met), _maybe(cancelled), _maybe(paused)
    )


def _promise(
    _from: int, _case: bytes, due: int, fulfilled: int | None, cancelled: int | None
) -> HistoryPromise:
    return HistoryPromise(instant(due), _maybe(fulfilled), _maybe(cancelled))


def _rating(
    _from: int, _case: bytes, at: int, answer: str, score: int | None, by: str, reasons: str
) -> HistoryRating:
    named = () if reasons == "[]" else tuple(map(RatingReason, json.loads(reasons)))
    return HistoryRating(instant(at), _ANSWERS[answer], score, _ENTERED[by], named)


def _top_categories(session: Session) -> dict[str, str]:
    """Return the top category of every category that has one above it."""
    rows = session.execute(select(Category.code, Category.parent_code))
    return {row.code: row.parent_code for row in rows if row.parent_code is not None}


def _repeats(
    session: Session, project_id: str, parents: Mapping[str, str], begin: datetime, end: datetime
) -> Iterator[tuple[bytes, datetime]]:
    """Yield the complaints whose room had complained of the same top category shortly before."""
    window = REPEAT_WINDOW // timedelta(microseconds=1)
    latest: dict[tuple[bytes, str], int] = {}
    rows = registrations(session, project_id, begin - REPEAT_WINDOW, end)
    for case_id, room_id, category, at in rows:
        top: str = parents.get(category, category)
        place: tuple[bytes, str] = (room_id, top)
        before = latest.get(place)
        if before is not None and at - before <= window:
            yield case_id, instant(before)
        latest[place] = at
