"""Complaints that live at random, within the rules of the state machine."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.case_history import (
    CaseHistory,
    HistoryClock,
    HistoryEvent,
    HistoryPromise,
    HistoryRating,
)
from app.domain.case_states import EXIT_STATES, TRANSITIONS
from app.domain.months import Month
from app.domain.terms import (
    CaseState,
    Cause,
    ClockKind,
    EnteredBy,
    EventKind,
    RatingAnswer,
    RatingReason,
    Severity,
    Source,
    Validity,
)

ZONE = ZoneInfo("Asia/Shanghai")
CATEGORIES = ("repairs", "fees", "other")
BUILDINGS = ("", "b1", "b2", "b3")
MONTHS = [Month(2026, number) for number in range(7, 12)]
BOUNDARIES = [month.bounds(ZONE)[0] for month in MONTHS] + [MONTHS[-1].bounds(ZONE)[1]]
_SIDE_EVENTS = (
    EventKind.ANSWERED,
    EventKind.CUSTOMER_TOLD,
    EventKind.CALLED_BACK,
    EventKind.ESCALATED,
    EventKind.RATED,
    EventKind.PROMISED,
    EventKind.NOTED,
)


@dataclass
class _Life:
    """One complaint as it goes on."""

    rng: random.Random
    at: datetime
    state: CaseState = CaseState.DRAFT
    round: int = 1
    imported: bool = False
    events: list[HistoryEvent] = field(default_factory=list)
    clocks: list[HistoryClock] = field(default_factory=list)
    promises: list[HistoryPromise] = field(default_factory=list)
    ratings: list[HistoryRating] = field(default_factory=list)

    def pass_time(self) -> None:
        """Go on by minutes or weeks, now and then to the very first instant of a month."""
        hours = self.rng.choice((0.2, 3.0, 30.0, 200.0)) * self.rng.random()
        self.at += timedelta(hours=hours, microseconds=1)
        coming = [boundary for boundary in BOUNDARIES if boundary > self.at]
        if coming and self.rng.random() < 0.05:
            self.at = coming[0]

    def move(self, state: CaseState) -> None:
        if self.state is CaseState.WAITING:
            self.resume()
        self.state = state
        kind = EventKind(state.value)
        fact: object = None
        if kind is EventKind.ASSESSED and not self.imported:
            fact = self.rng.choice(list(Validity)).value
        cause = self.rng.choice(list(Cause)).value if fact is not None else None
        self.events.append(HistoryEvent(kind, self.at, fact, self.imported, cause))
        if self.imported:
            return
        if kind is EventKind.WAITING:
            self.pause()
        if kind is EventKind.REOPENED:
            self.round += 1
        if kind in (EventKind.REGISTERED, EventKind.REOPENED):
            for clock in (ClockKind.FIRST_ANSWER, ClockKind.RESOLUTION, ClockKind.HAND_OVER):
                due_at = self.at + timedelta(hours=self.rng.random() * 240)
                self.clocks.append(HistoryClock(clock, self.round, due_at, None, None))
        if kind is EventKind.RESOLVED:
            self.meet(ClockKind.FIRST_ANSWER)
            if self.rng.random() < 0.8:
                self.meet(ClockKind.RESOLUTION)
            self.keep_promises()
        if state in EXIT_STATES:
            self.cancel()

    def meet(self, kind: ClockKind) -> None:
        self.clocks = [
            replace(clock, met_at=self.at)
            if clock.kind is kind
            and clock.round == self.round
            and clock.met_at is None
            and clock.cancelled_at is None
            else clock
            for clock in self.clocks
        ]

    def pause(self) -> None:
        self.clocks = [
            replace(clock, paused_at=self.at) if self.can_pause(clock) else clock
            for clock in self.clocks
        ]

    def can_pause(self, clock: HistoryClock) -> bool:
        return (
            clock.kind is ClockKind.RESOLUTION
            and clock.met_at is None
            and clock.cancelled_at is None
            and clock.due_at > self.at
        )

    def resume(self) -> None:
        self.clocks = [
            replace(clock, due_at=clock.due_at + (self.at - clock.paused_at), paused_at=None)
            if clock.paused_at is not None
            else clock
            for clock in self.clocks
        ]

    def keep_promises(self) -> None:
        self.promises = [
            replace(promise, fulfilled_at=self.at)
            if promise.fulfilled_at is None and promise.cancelled_at is None
            else promise
            for promise in self.promises
        ]

    def cancel(self) -> None:
        self.clocks = [
            replace(clock, cancelled_at=self.at)
            if clock.met_at is None and clock.cancelled_at is None
            else clock
            for clock in self.clocks
        ]
        self.promises = [
            replace(promise, cancelled_at=self.at)
            if promise.fulfilled_at is None and promise.cancelled_at is None
            else promise
            for promise in self.promises
        ]

    def side_event(self) -> None:
        kind = self.rng.choice(_SIDE_EVENTS)
        fact: object = None
        if kind is EventKind.CALLED_BACK:
            fact = self.rng.random() < 0.7
        elif kind is EventKind.ANSWERED:
            self.meet(ClockKind.FIRST_ANSWER)
        elif kind is EventKind.CUSTOMER_TOLD:
            self.keep_promises()
        elif kind is EventKind.PROMISED:
            due_at = self.at + timedelta(hours=self.rng.random() * 100)
            self.promises.append(HistoryPromise(due_at, None, None))
        elif kind is EventKind.RATED:
            answer = self.rng.choice(list(RatingAnswer))
            score = self.rng.randint(1, 5) if answer is RatingAnswer.SCORED else None
            by = self.rng.choice(list(EnteredBy))
            reasons = tuple(reason for reason in RatingReason if self.rng.random() < 0.3)
            self.ratings.append(HistoryRating(self.at, answer, score, by, reasons))
        self.events.append(HistoryEvent(kind, self.at, fact))


def random_life(rng: random.Random, name: str) -> CaseHistory:
    """Return one complaint that begins in one of :data:`MONTHS` and lives on at random."""
    span = BOUNDARIES[-1] - BOUNDARIES[0]
    life = _Life(rng, BOUNDARIES[0] + rng.random() * span, imported=rng.random() < 0.15)
    if rng.random() < 0.1:
        life.at = rng.choice(BOUNDARIES)
    life.move(CaseState.REGISTERED)
    registered_at = life.at
    for _ in range(rng.randrange(14)):
        life.pass_time()
        following = sorted(TRANSITIONS[life.state])
        if not following or (rng.random() < 0.35 and not life.imported):
            life.side_event()
        else:
            # Exits end most lives early unless they are made rare.
            likely = [s for s in following if s not in EXIT_STATES] or following
            life.move(rng.choice(likely if rng.random() < 0.6 else following))
    return CaseHistory(
        case_id=name,
        category=rng.choice(CATEGORIES),
        severity=rng.choice(list(Severity)),
        source=rng.choice(list(Source)),
        events=tuple(life.events),
        clocks=tuple(life.clocks),
        promises=tuple(life.promises),
        ratings=tuple(life.ratings),
        seen_before=rng.choice(
            (None, registered_at - timedelta(days=90), registered_at - timedelta(days=91))
        ),
        building=rng.choice(BUILDINGS),
    )


def random_lives(seed: int, count: int) -> list[CaseHistory]:
    """Return so many complaints, the same for the same seed."""
    rng = random.Random(seed)
    return [random_life(rng, str(index)) for index in range(count)]


def as_known_at(histories: Sequence[CaseHistory], instant: datetime) -> list[CaseHistory]:
    """Return the histories as far as they could be known at ``instant``."""

    def known(at: datetime | None) -> datetime | None:
        return at if at is not None and at < instant else None

    found = []
    for history in histories:
        events = tuple(event for event in history.events if event.at < instant)
        rounds = 1 + sum(event.kind is EventKind.REOPENED for event in events)
        if events:
            found.append(
                replace(
                    history,
                    events=events,
                    clocks=tuple(
                        replace(c, met_at=known(c.met_at), cancelled_at=known(c.cancelled_at))
                        for c in history.clocks
                        if c.round <= rounds
                    ),
                    promises=tuple(
                        replace(
                            p,
                            fulfilled_at=known(p.fulfilled_at),
                            cancelled_at=known(p.cancelled_at),
                        )
                        for p in history.promises
                    ),
                    ratings=tuple(r for r in history.ratings if r.given_at < instant),
                )
            )
    return found
