"""One complaint as the figures read it: events, clocks, promises and ratings of the store.

Everything asked "at an instant" looks only at what happened before it, so that what is counted of
a past period reads the same for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from app.domain.case_states import EXIT_STATES, STATE_EVENTS
from app.domain.terms import (
    CaseState,
    ClockKind,
    EnteredBy,
    EventKind,
    RatingAnswer,
    RatingReason,
    Severity,
    Source,
)

_EXIT_EVENTS = frozenset(EventKind(state.value) for state in EXIT_STATES)
_BEGIN_A_ROUND = (EventKind.REGISTERED, EventKind.REOPENED)


class HistoryEvent(NamedTuple):
    """One event of a case; ``fact`` is validity or reached, as the kind asks, ``cause`` assessed.

    ``imported`` came from another system, which knows nothing of call-backs and ratings.
    """

    kind: EventKind
    at: datetime
    fact: object = None
    imported: bool = False
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class HistoryClock:
    """One clock of one round of a case; while it is paused its due time stands still."""

    kind: ClockKind
    round: int
    due_at: datetime
    met_at: datetime | None
    cancelled_at: datetime | None
    paused_at: datetime | None = None

    @property
    def was_due(self) -> bool:
        """Whether its due time counts: one that was cancelled before, or stands still, was not."""
        cancelled = self.cancelled_at is not None and self.cancelled_at <= self.due_at
        return not cancelled and self.paused_at is None

    @property
    def is_in_time(self) -> bool:
        """Whether it was met by its due time."""
        return self.met_at is not None and self.met_at <= self.due_at


@dataclass(frozen=True, slots=True)
class HistoryPromise:
    """One promise of a case."""

    due_at: datetime
    fulfilled_at: datetime | None
    cancelled_at: datetime | None

    @property
    def was_due(self) -> bool:
        """Whether its due time counts: one that was cancelled or renewed before was not."""
        return self.cancelled_at is None or self.cancelled_at > self.due_at

    @property
    def is_kept(self) -> bool:
        """Whether it was made good in time."""
        return self.fulfilled_at is not None and self.fulfilled_at <= self.due_at


@dataclass(frozen=True, slots=True)
class HistoryRating:
    """One answer to the satisfaction question about the handling of a case."""

    given_at: datetime
    answer: RatingAnswer
    score: int | None
    entered_by: EnteredBy
    reasons: tuple[RatingReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time in which a complaint was open.

    ``reopened`` says that the complaint had left the count before and came back.
    """

    opened_at: datetime
    closed_at: datetime | None
    reopened: bool


@dataclass(frozen=True)
class CaseHistory:
    """One complaint with everything the figures need; ``events`` in the order they were written.

    ``category`` is the top-level code, ``building`` the id of its building if its place is a room,
    ``seen_before`` the registration of the latest earlier complaint of the same room and category,
    if there is one.
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

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The stretches in which it was open, in order and apart.

        A reopening in follow-up begins none: the complaint had not left the count, so counting it
        as work come back would break B + N + R - C = E.  Voiding a closed complaint ends none.
        """
        return tuple(self._stretches())

    def _stretches(self) -> Iterator[Stretch]:
        opened: HistoryEvent | None = None
        for event in self.events:
            if event.kind not in STATE_EVENTS:
                continue
            if event.kind not in _EXIT_EVENTS:
                opened = opened or event
            elif opened is not None:
                yield Stretch(opened.at, event.at, opened.kind is EventKind.REOPENED)
                opened = None
        if opened is not None:
            yield Stretch(opened.at, None, opened.kind is EventKind.REOPENED)

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
        return any(
            stretch.opened_at < instant
            and (stretch.closed_at is None or stretch.closed_at >= instant)
            for stretch in self.stretches
        )

    def is_open_in(self, begin: datetime, end: datetime) -> bool:
        """Return whether the complaint was open at some time of [begin, end)."""
        return any(
            stretch.opened_at < end and (stretch.closed_at is None or stretch.closed_at >= begin)
            for stretch in self.stretches
        )

    def exits(self) -> list[datetime]:
        """Return when the complaint went from open to an exit; voiding a closed case is none."""
        return [s.closed_at for s in self.stretches if s.closed_at is not None]

    def reopenings(self) -> list[datetime]:
        """Return when the complaint went from an exit state back to open."""
        return [stretch.opened_at for stretch in self.stretches if stretch.reopened]

    def round_at(self, instant: datetime) -> int:
        """Return the number of the round that had begun before ``instant``, 1 at first."""
        return 1 + sum(e.kind is EventKind.REOPENED and e.at < instant for e in self.events)

    def resolution_clock(self, instant: datetime) -> HistoryClock | None:
        """Return the resolution clock of the round that had begun before ``instant``."""
        current = self.round_at(instant)
        return next(
            (c for c in self.clocks if c.kind is ClockKind.RESOLUTION and c.round == current), None
        )

    def is_overdue_at(self, instant: datetime) -> bool:
        """Return whether it was open at ``instant`` with its resolution time past."""
        if not self.is_open_at(instant):
            return False
        clock = self.resolution_clock(instant)
        return (
            clock is not None
            and clock.due_at < instant
            and clock.paused_at is None
            and (clock.met_at is None or clock.met_at >= instant)
        )

    def owes_answer_at(self, instant: datetime) -> bool:
        """Return whether its resolution clock ran on at ``instant``: open, not met, no wait."""
        clock = self.resolution_clock(instant)
        return (
            self.is_open_at(instant)
            and clock is not None
            and (clock.met_at is None or clock.met_at >= instant)
            and (clock.due_at < instant or self.state_at(instant) is not CaseState.WAITING)
        )

    def events_of(self, kind: EventKind, begin: datetime, end: datetime) -> list[HistoryEvent]:
        """Return the events of ``kind`` in [begin, end)."""
        return [e for e in self.events if e.kind is kind and begin <= e.at < end]

    def round_began(self, instant: datetime) -> datetime:
        """Return when the round began that was the last to begin before ``instant``."""
        began = [e.at for e in self.events if e.kind in _BEGIN_A_ROUND and e.at < instant]
        return began[-1] if began else self.registered_at
