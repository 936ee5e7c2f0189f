"""The figures of the monthly complaint summary, counted from append-only histories (clause 4.3-4).

A period is [begin, end) in UTC.  Nothing that happens at or after ``end`` changes a figure, so a
past month reads the same for ever.  domain.md's formulas are repeated beside each function.
"""

from __future__ import annotations

import bisect
import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.calendars import BusinessCalendar
from app.domain.case_states import EXIT_STATES, STATE_EVENTS
from app.domain.period_summary import Flow, HandlingHours, OverdueOpen, PeriodFigures, Ratio
from app.domain.terms import (
    CaseState,
    ClockKind,
    EnteredBy,
    EventKind,
    RatingAnswer,
    RatingReason,
    Severity,
    Source,
    Validity,
)

REPEAT_WINDOW = timedelta(days=90)


@dataclass(frozen=True)
class HistoryEvent:
    """One event of a case; ``fact`` is validity or reached, as the kind asks, ``cause`` assessed.

    ``imported`` came from another system, which knows nothing of call-backs and ratings.
    """

    kind: EventKind
    at: datetime
    fact: object = None
    imported: bool = False
    cause: str | None = None


@dataclass(frozen=True)
class HistoryClock:
    """One clock of one round of a case; while it is paused its due time stands still."""

    kind: ClockKind
    round: int
    due_at: datetime
    met_at: datetime | None
    cancelled_at: datetime | None
    paused_at: datetime | None = None


@dataclass(frozen=True)
class HistoryPromise:
    """One promise of a case."""

    due_at: datetime
    fulfilled_at: datetime | None
    cancelled_at: datetime | None


@dataclass(frozen=True)
class HistoryRating:
    """One answer to the satisfaction question about the handling of a case."""

    given_at: datetime
    answer: RatingAnswer
    score: int | None
    entered_by: EnteredBy
    reasons: tuple[RatingReason, ...] = ()


@dataclass(frozen=True)
class CaseHistory:
    """One complaint with everything the figures need; ``events`` in the order they were written.

    ``category`` is the top-level code, ``building`` the id of its building if its place is a room,
    ``seen_before`` the registration of the latest earlier
    complaint of the same room and category, if there is one.
    """

    case_id: str
    category: str
    severity: Severity
    source: Source
    events: tuple[HistoryEvent, ...]
    clocks: tuple[HistoryClock, ...] = ()
    promises: tuple[HistoryPromise, ...] = ()
    ratings: tuple[HistoryRating, ...] = ()
    seen_before: datetime | None = None
    building: str = ""

    @property
    def registered_at(self) -> datetime:
        """When the complaint was registered."""
        return self.events[0].at

    def state_at(self, instant: datetime) -> CaseState:
        """Return the state after everything that happened before ``instant``."""
        state = CaseState.DRAFT
        for event in self.events:
            if event.at >= instant:
                break
            if event.kind in STATE_EVENTS:
                state = CaseState(event.kind.value)
        return state

    def is_open_at(self, instant: datetime) -> bool:
        """Return whether the complaint was registered before ``instant`` and had not exited."""
        state = self.state_at(instant)
        return state not in EXIT_STATES and state is not CaseState.DRAFT

    def exits(self) -> list[datetime]:
        """Return when the complaint went from open to an exit; voiding a closed case is none."""
        found = []
        is_open = False
        for event in self.events:
            if event.kind not in STATE_EVENTS:
                continue
            was_open, is_open = is_open, CaseState(event.kind.value) not in EXIT_STATES
            if was_open and not is_open:
                found.append(event.at)
        return found

    def reopenings(self) -> list[datetime]:
        """Return when the complaint went from an exit state back to open.

        A reopening in follow-up is none: the complaint had not left the count, so counting it as
        work come back would break B + N + R - C = E.
        """
        found = []
        is_open = False
        for event in self.events:
            if event.kind not in STATE_EVENTS:
                continue
            if event.kind is EventKind.REOPENED and not is_open:
                found.append(event.at)
            is_open = CaseState(event.kind.value) not in EXIT_STATES
        return found

    def events_of(self, kind: EventKind, begin: datetime, end: datetime) -> list[HistoryEvent]:
        """Return the events of ``kind`` in [begin, end)."""
        return [e for e in self.events if e.kind is kind and begin <= e.at < end]


def month_flows(
    histories: Iterable[CaseHistory], bounds: Sequence[tuple[datetime, datetime]]
) -> list[Flow]:
    """Count the flow of adjoining periods in one pass; ``bounds`` is in order and without gaps.

    The histories need nothing but their state events.
    """
    begins = [begin for begin, _end in bounds]
    last = bounds[-1][1]
    new, back, done = ([0] * len(bounds) for _ in range(3))
    open_before = 0

    def count(series: list[int], instants: Iterable[datetime]) -> None:
        for at in instants:
            if begins[0] <= at < last:
                series[bisect.bisect_right(begins, at) - 1] += 1

    for history in histories:
        count(new, (history.registered_at,))
        count(back, history.reopenings())
        count(done, history.exits())
        open_before += history.is_open_at(begins[0])
    flows = []
    for index in range(len(bounds)):
        carried = open_before + new[index] + back[index] - done[index]
        flows.append(Flow(open_before, new[index], back[index], done[index], carried))
        open_before = carried
    return flows


def period_figures(
    histories: Sequence[CaseHistory],
    begin: datetime,
    end: datetime,
    calendar: BusinessCalendar,
    categories: Iterable[str],
) -> PeriodFigures:
    """Count every figure of the period [begin, end).

    ``histories`` holds at least every complaint registered before ``end`` that was open at
    ``begin`` or had an event, a due time or a rating in the period; more do no harm.
    """
    histories = [h for h in histories if h.registered_at < end]
    new = [h for h in histories if begin <= h.registered_at]
    closings = [e for h in histories for e in h.events_of(EventKind.CLOSED, begin, end)]
    closed = len(closings)
    # What the source of an import does not know is unknown, never missed.
    closed_here = sum(not event.imported for event in closings)
    flow = Flow(
        brought_forward=_count(histories, lambda h: h.is_open_at(begin)),
        new=len(new),
        reopened=_count(histories, lambda h: sum(begin <= at < end for at in h.reopenings())),
        done=_count(histories, lambda h: sum(begin <= at < end for at in h.exits())),
        carried_over=_count(histories, lambda h: h.is_open_at(end)),
    )
    ratings = [r for h in histories for r in h.ratings if begin <= r.given_at < end]
    scores = Counter(r.score for r in ratings if r.answer is RatingAnswer.SCORED)
    scored = sum(scores.values())
    ratios = {
        "completion": Ratio(flow.done, flow.to_handle),
        "first_answer_in_time": _clocks_in_time(histories, ClockKind.FIRST_ANSWER, begin, end),
        "resolved_in_time": _clocks_in_time(histories, ClockKind.RESOLUTION, begin, end),
        "promises_kept": _promises_kept(histories, begin, end),
        "valid": _valid(histories, begin, end),
        "called_back": Ratio(_closed_with_attempt(histories, begin, end), closed_here),
        "reached": _reached(histories, begin, end),
        "satisfaction": Ratio(scores[5] + scores[4], scored),
        "coverage": Ratio(scored, closed_here),
        "reopening": Ratio(flow.reopened, closed),
        "repeat": Ratio(_count(new, _is_repeat), len(new)),
        "escalated": Ratio(
            _count(new, lambda h: bool(h.events_of(EventKind.ESCALATED, begin, end))), len(new)
        ),
    }
    return PeriodFigures(
        flow=flow,
        ratios=ratios,
        handling_hours=_handling_hours(histories, begin, end, calendar),
        overdue_open=_overdue_open(histories, end),
        by_category={code: sum(h.category == code for h in new) for code in categories},
        by_severity={level: sum(h.severity is level for h in new) for level in Severity},
        by_source={source: sum(h.source is source for h in new) for source in Source},
        ratings={score: scores[score] for score in range(1, 6)},
        no_answer=sum(r.answer is RatingAnswer.NO_ANSWER for r in ratings),
        declined=sum(r.answer is RatingAnswer.DECLINED for r in ratings),
        relayed=sum(
            r.answer is RatingAnswer.SCORED and r.entered_by is EnteredBy.STAFF_RELAY
            for r in ratings
        ),
    )


def _count(histories: Iterable[CaseHistory], of: Callable[[CaseHistory], int]) -> int:
    return sum(of(history) for history in histories)


def _clocks_in_time(
    histories: Sequence[CaseHistory], kind: ClockKind, begin: datetime, end: datetime
) -> Ratio:
    """Met by the due time / due in the period; one cancelled or paused before was never due."""
    met = due = 0
    for history in histories:
        for clock in history.clocks:
            if clock.kind is not kind or not begin <= clock.due_at < end:
                continue
            if clock.cancelled_at is not None and clock.cancelled_at <= clock.due_at:
                continue
            if clock.paused_at is not None:
                continue
            due += 1
            met += clock.met_at is not None and clock.met_at <= clock.due_at
    return Ratio(met, due)


def _promises_kept(histories: Sequence[CaseHistory], begin: datetime, end: datetime) -> Ratio:
    """Made good in time / due in the period."""
    due = [
        promise
        for history in histories
        for promise in history.promises
        if begin <= promise.due_at < end
        and (promise.cancelled_at is None or promise.cancelled_at > promise.due_at)
    ]
    kept = sum(p.fulfilled_at is not None and p.fulfilled_at <= p.due_at for p in due)
    return Ratio(kept, len(due))


def _valid(histories: Sequence[CaseHistory], begin: datetime, end: datetime) -> Ratio:
    assessed = [
        event.fact
        for history in histories
        for event in history.events_of(EventKind.ASSESSED, begin, end)
        if event.fact is not None
    ]
    return Ratio(sum(fact == Validity.VALID for fact in assessed), len(assessed))


def _closed_with_attempt(histories: Sequence[CaseHistory], begin: datetime, end: datetime) -> int:
    """Closings in the period with at least one call-back attempt in the same round before them."""
    found = 0
    for history in histories:
        attempted = False
        for event in history.events:
            if event.kind in (EventKind.REGISTERED, EventKind.REOPENED):
                attempted = False
            elif event.kind is EventKind.CALLED_BACK:
                attempted = True
            elif event.kind is EventKind.CLOSED and begin <= event.at < end:
                found += attempted
    return found


def _reached(histories: Sequence[CaseHistory], begin: datetime, end: datetime) -> Ratio:
    attempts = [
        event.fact
        for history in histories
        for event in history.events_of(EventKind.CALLED_BACK, begin, end)
    ]
    return Ratio(sum(fact is True for fact in attempts), len(attempts))


def _is_repeat(history: CaseHistory) -> bool:
    """The same room and category complained within the 90 days before."""
    seen = history.seen_before
    return seen is not None and history.registered_at - seen <= REPEAT_WINDOW


def _handling_hours(
    histories: Sequence[CaseHistory], begin: datetime, end: datetime, calendar: BusinessCalendar
) -> HandlingHours | None:
    hours = sorted(
        hour for history in histories for hour in _closed_rounds(history, begin, end, calendar)
    )
    if not hours:
        return None
    return HandlingHours(statistics.median(hours), hours[math.ceil(0.9 * len(hours)) - 1])


def _closed_rounds(
    history: CaseHistory, begin: datetime, end: datetime, calendar: BusinessCalendar
) -> Iterable[float]:
    """Business hours from a round's start to its last resolution; rounds closed in the period."""
    started = paused_at = resolved_at = None
    paused = paused_at_resolution = timedelta()
    for event in history.events:
        if event.kind not in STATE_EVENTS:
            continue
        if event.kind in (EventKind.REGISTERED, EventKind.REOPENED):
            started, paused_at, resolved_at, paused = event.at, None, None, timedelta()
        elif event.kind is EventKind.WAITING:
            paused_at = event.at
        elif paused_at is not None:
            paused += calendar.working_time(paused_at, event.at)
            paused_at = None
        if event.kind is EventKind.RESOLVED:
            resolved_at, paused_at_resolution = event.at, paused
        is_counted = event.kind is EventKind.CLOSED and begin <= event.at < end
        if is_counted and started is not None and resolved_at is not None:
            worked = calendar.working_time(started, resolved_at) - paused_at_resolution
            yield worked / timedelta(hours=1)


def _overdue_open(histories: Sequence[CaseHistory], end: datetime) -> OverdueOpen:
    """Open at ``end``, resolution time past; of those, registered more than a month before."""
    late = []
    for history in histories:
        if not history.is_open_at(end):
            continue
        clocks = [c for c in history.clocks if c.kind is ClockKind.RESOLUTION and c.due_at < end]
        started = [e for e in history.events if e.kind is EventKind.REOPENED and e.at < end]
        current = [c for c in clocks if c.round == len(started) + 1]
        if any((c.met_at is None or c.met_at >= end) and c.paused_at is None for c in current):
            late.append(history)
    old = sum(end - history.registered_at > timedelta(days=30) for history in late)
    return OverdueOpen(len(late), old)
