"""The shares of a period's summary, each counted as domain.md's formula says (clause 4.3-4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from app.domain.case_history import CaseHistory
from app.domain.period_summary import Flow, Ratio
from app.domain.terms import ClockKind, EventKind, Validity

REPEAT_WINDOW = timedelta(days=90)


def period_ratios(
    histories: Sequence[CaseHistory],
    new: Sequence[CaseHistory],
    flow: Flow,
    scores: Sequence[int],
    begin: datetime,
    end: datetime,
) -> dict[str, Ratio | None]:
    """Count every share of the period [begin, end).

    ``new`` are the complaints registered in it, ``scores`` what its ratings gave.
    """
    closings = [e for h in histories for e in h.events_of(EventKind.CLOSED, begin, end)]
    # What the source of an import does not know is unknown, never missed.
    closed_here = sum(not event.imported for event in closings)
    return {
        "completion": Ratio(flow.done, flow.to_handle),
        "first_answer_in_time": clocks_in_time(histories, ClockKind.FIRST_ANSWER, begin, end),
        "resolved_in_time": clocks_in_time(histories, ClockKind.RESOLUTION, begin, end),
        "promises_kept": promises_kept(histories, begin, end),
        "valid": _valid(histories, begin, end),
        "called_back": Ratio(_closed_with_attempt(histories, begin, end), closed_here),
        "reached": _reached(histories, begin, end),
        "satisfaction": Ratio(sum(score >= 4 for score in scores), len(scores)),
        "coverage": Ratio(len(scores), closed_here),
        "reopening": Ratio(flow.reopened, len(closings)),
        "repeat": Ratio(sum(is_repeat(history) for history in new), len(new)),
        "escalated": Ratio(
            sum(bool(h.events_of(EventKind.ESCALATED, begin, end)) for h in new), len(new)
        ),
    }


def clocks_in_time(
    histories: Iterable[CaseHistory], kind: ClockKind, begin: datetime, end: datetime
) -> Ratio:
    """Met by the due time / due in the period; one cancelled or paused before was never due."""
    due = [
        clock
        for history in histories
        for clock in history.clocks
        if clock.kind is kind and begin <= clock.due_at < end and clock.was_due
    ]
    return Ratio(sum(clock.is_in_time for clock in due), len(due))


def promises_kept(histories: Iterable[CaseHistory], begin: datetime, end: datetime) -> Ratio:
    """Made good in time / due in the period."""
    due = [
        promise
        for history in histories
        for promise in history.promises
        if begin <= promise.due_at < end and promise.was_due
    ]
    return Ratio(sum(promise.is_kept for promise in due), len(due))


def is_repeat(history: CaseHistory) -> bool:
    """Return whether the same room and category complained within the 90 days before."""
    seen = history.seen_before
    return seen is not None and history.registered_at - seen <= REPEAT_WINDOW


def _valid(histories: Iterable[CaseHistory], begin: datetime, end: datetime) -> Ratio:
    assessed = [
        event.fact
        for history in histories
        for event in history.events_of(EventKind.ASSESSED, begin, end)
        if event.fact is not None
    ]
    return Ratio(sum(fact == Validity.VALID for fact in assessed), len(assessed))


def _closed_with_attempt(histories: Iterable[CaseHistory], begin: datetime, end: datetime) -> int:
    """Closings in the period with at least one call-back attempt in the same round before them."""
    found = 0
    for history in histories:
        if not history.events_of(EventKind.CLOSED, begin, end):
            continue
        attempted = False
        for event in history.events:
            if event.kind in (EventKind.REGISTERED, EventKind.REOPENED):
                attempted = False
            elif event.kind is EventKind.CALLED_BACK:
                attempted = True
            elif event.kind is EventKind.CLOSED and begin <= event.at < end:
                found += attempted
    return found


def _reached(histories: Iterable[CaseHistory], begin: datetime, end: datetime) -> Ratio:
    attempts = [
        event.fact
        for history in histories
        for event in history.events_of(EventKind.CALLED_BACK, begin, end)
    ]
    return Ratio(sum(fact is True for fact in attempts), len(attempts))
