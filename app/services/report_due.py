"""The resolution times of a report's lines, as they stood at its end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.domain.calendars import BusinessCalendar, Span
from app.domain.case_history import CaseHistory, HistoryClock
from app.domain.case_states import STATE_EVENTS
from app.domain.clock_policy import target_from_plain, targets_of
from app.domain.clocks import Target
from app.domain.due_as_stood import due_as_stood
from app.domain.terms import ClockKind, EventKind, Severity
from app.services.clock_policy import clock_preset
from app.services.import_customers import in_portions
from db.models import CaseClock, Project
from db.period_rows import events_of


class DueTimes:
    """The due times of complaints before ``until``: what moved them afterwards is taken back.

    A changed calendar or preset is not: what they say is the project's word for all its times.
    """

    def __init__(
        self, session: Session, project: Project, calendar: BusinessCalendar, until: datetime
    ) -> None:
        self._session = session
        self._project = project
        self._calendar = calendar
        self._until = until
        self._taken_back: dict[str, datetime] = {}

    def of(self, history: CaseHistory) -> datetime | None:
        """Return when a complaint that was read was to be resolved, None without a clock."""
        clock = history.resolution_clock(self._until)
        if clock is None:
            return None
        return self._taken_back.get(history.case_id, clock.due_at)

    def read(self, histories: Iterable[CaseHistory]) -> None:
        """Find the complaints whose due time moved after ``until``, and take that back."""
        moved = {h.case_id: h for h in histories if self._moved_since(h)}
        for portion in in_portions(moved):
            severities = self._severities(portion)
            clocks = self._session.execute(
                select(
                    CaseClock.case_id,
                    CaseClock.round,
                    CaseClock.started_at,
                    CaseClock.counts_from_at,
                    CaseClock.target,
                ).where(CaseClock.case_id.in_(portion), CaseClock.kind == ClockKind.RESOLUTION)
            )
            for clock in clocks:
                history = moved[clock.case_id]
                if clock.round == history.round_at(self._until):
                    due = self._reckoned(history, clock, severities.get(clock.case_id, []))
                    self._taken_back[clock.case_id] = due

    def _moved_since(self, history: CaseHistory) -> bool:
        clock = history.resolution_clock(self._until)
        if clock is None or not self._ran_on(clock):
            return False
        waits = _waits(history)
        return any(ended >= self._until for _began, ended in waits) or any(
            event.kind is EventKind.SEVERITY_CHANGED and event.at >= self._until
            for event in history.events
        )

    def _ran_on(self, clock: HistoryClock) -> bool:
        """Whether a clock still ran at the end; one that was settled or had run out stays."""
        settled = [at for at in (clock.met_at, clock.cancelled_at) if at is not None]
        return clock.due_at >= self._until and all(at >= self._until for at in settled)

    def _severities(self, portion: Sequence[str]) -> dict[str, list[tuple[datetime, Severity]]]:
        """Return from when which severity was known, from the registration on."""
        kinds = (EventKind.REGISTERED, EventKind.SEVERITY_CHANGED)
        found: dict[str, list[tuple[datetime, Severity]]] = {}
        for case_id, _kind, at, _by, _words, facts in events_of(self._session, portion, kinds):
            severity = Severity(json.loads(facts)["severity"])
            found.setdefault(case_id, []).append((at, severity))
        return found

    def _reckoned(
        self, history: CaseHistory, clock: Row[Any], severities: list[tuple[datetime, Severity]]
    ) -> datetime:
        began = clock.started_at
        changes = [(at, level) for at, level in severities if at > began]
        waits = [wait for wait in _waits(history) if wait[1] > began]
        known = clock.target and target_from_plain(clock.target)
        if not changes and known:
            started_at, target = clock.counts_from_at or began, known
        else:
            started_at = began
            target = self._target([level for at, level in severities if at <= began][-1])
        return due_as_stood(
            started_at=started_at,
            target=target,
            changes=[(at, self._target(level)) for at, level in changes],
            waits=waits,
            until=self._until,
            calendar=self._calendar,
        )

    def _target(self, severity: Severity) -> Target:
        preset = clock_preset(self._session, self._project)
        return targets_of(preset, severity)[ClockKind.RESOLUTION]


def _waits(history: CaseHistory) -> list[Span]:
    """Return the waits of a complaint that came to an end."""
    moves = [event for event in history.events if event.kind in STATE_EVENTS]
    return [
        (before.at, after.at)
        for before, after in pairwise(moves)
        if before.kind is EventKind.WAITING
    ]
