"""Due times of running clocks follow a calendar or a preset that was changed.

Only what still runs is moved: a clock that is met, cancelled, standing still or past due keeps what
became of it, and no change of policy makes anything overdue by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from app.domain.calendars import BusinessCalendar, Span
from app.domain.case_states import OPEN_STATES, STATE_EVENTS
from app.domain.clock_policy import target_from_plain, target_to_plain
from app.domain.clocks import DEFAULT_PRESET, Preset, Target, due_after_change, due_at
from app.domain.permissions import Action, Actor
from app.domain.terms import ClockKind, EventKind, Severity
from app.services.next_due import keep_next_due
from app.services.policy import business_calendar
from db import audit
from db.models import Case, CaseClock, CaseEvent, Project

_AT_ONCE = 500


@dataclass(frozen=True)
class _Change:
    """What a recalculation goes by; without a new preset the targets stay as they are."""

    calendar: BusinessCalendar
    now: datetime
    old: Preset
    new: Preset | None


def recalculate_open_clocks(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    now: datetime,
    presets: tuple[Preset, Preset] | None = None,
) -> int:
    """Recompute the running clocks of a project's open cases; return how many due times moved.

    ``presets`` are the old and the new limits, where those have changed: a stricter limit counts
    from now, a milder one from the start, and a clock with a limit of its own keeps it.

    Raises:
        UserFacingError: the actor may not change settings.
    """
    actor.require(Action.CHANGE_POLICY)
    calendar = business_calendar(session, session.get_one(Project, project_id))
    old, new = presets or (DEFAULT_PRESET, None)
    change = _Change(calendar, now, old, new)
    pauses = _pauses(session, project_id)
    session.flush()
    rows = session.execute(_running(project_id, now)).all()
    changes = [
        values for row in rows for values in _recomputed(row, change, pauses.get(row.case_id, ()))
    ]
    if changes:
        session.execute(update(CaseClock), [dict(values) for _case_id, values in changes])
        session.expire_all()
        _keep_next_dues(session, sorted(_cases_owed_otherwise(rows, changes)))
    moved = sum("due_at" in values for _case_id, values in changes)
    if moved:
        audit.append(
            session,
            action="recalculate_clocks",
            object=f"project:{project_id}",
            after={"moved": moved},
            now=now,
        )
    return moved


def _running(project_id: str, now: datetime) -> Any:
    return (
        select(
            CaseClock.id,
            CaseClock.case_id,
            CaseClock.kind,
            CaseClock.target,
            CaseClock.started_at,
            CaseClock.counts_from_at,
            CaseClock.due_at,
            Case.severity,
            Case.next_due_at,
        )
        .join(Case, (Case.id == CaseClock.case_id) & (Case.round == CaseClock.round))
        .where(
            Case.project_id == project_id,
            Case.state.in_(OPEN_STATES),
            CaseClock.met_at.is_(None),
            CaseClock.cancelled_at.is_(None),
            CaseClock.paused_at.is_(None),
            CaseClock.due_at > now,
        )
    )


def _pauses(session: Session, project_id: str) -> Mapping[str, Sequence[Span]]:
    """Return when the open cases of a project waited, of those that ever did."""
    waited = (
        select(CaseEvent.case_id)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            Case.project_id == project_id,
            Case.state.in_(OPEN_STATES),
            CaseEvent.kind == EventKind.WAITING,
        )
    )
    rows = session.execute(
        select(CaseEvent.case_id, CaseEvent.kind, CaseEvent.at)
        .where(CaseEvent.case_id.in_(waited), CaseEvent.kind.in_(list(STATE_EVENTS)))
        .order_by(CaseEvent.case_id, CaseEvent.seq)
    )
    return {
        case_id: [
            (began, ended)
            for (_case, kind, began), (_same, _next, ended) in pairwise(events)
            if kind == EventKind.WAITING
        ]
        for case_id, events in groupby(rows, key=lambda row: row[0])
    }


def _recomputed(
    clock: Row[Any], change: _Change, waits: Sequence[Span]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the case and the new values of a clock, if anything of it changes."""
    severity, kind = Severity(clock.severity), ClockKind(clock.kind)
    # Clocks of the first version know no target: it had this preset only.
    known = clock.target and target_from_plain(clock.target)
    target = known or DEFAULT_PRESET[severity].get(kind)
    if target is None:
        return
    pauses = waits if kind is ClockKind.RESOLUTION else ()
    counts_from = clock.counts_from_at or clock.started_at
    wanted = _wanted(target, severity, kind, change)
    if wanted is None:
        new_due_at = due_at(counts_from, target, change.calendar, pauses)
        # A holiday that was taken away must not make anything overdue in hindsight.
        moves = new_due_at > change.now and new_due_at != clock.due_at
        values: dict[str, Any] = {"due_at": new_due_at} if moves else {}
    else:
        counts_from, due = due_after_change(
            started_at=clock.started_at,
            changed_at=change.now,
            old_due_at=clock.due_at,
            target=wanted,
            calendar=change.calendar,
            pauses=pauses,
            old_counts_from=counts_from,
            old_target=target,
        )
        values = {"counts_from_at": counts_from, "target": target_to_plain(due.target)}
        if due.at != clock.due_at:
            values["due_at"] = due.at
    if values:
        yield clock.case_id, {"id": clock.id, **values}


def _wanted(target: Target, severity: Severity, kind: ClockKind, change: _Change) -> Target | None:
    """Return the new limit of a clock that ran by the old preset, None if it keeps what it has."""
    if change.new is None or change.old[severity].get(kind) != target:
        return None
    wanted = change.new[severity].get(kind)
    return None if wanted == target else wanted


def _cases_owed_otherwise(
    rows: Sequence[Row[Any]], changes: Sequence[tuple[str, Mapping[str, Any]]]
) -> set[str]:
    """Return the cases whose next due time can have moved: most owe something else first."""
    clocks = {row.id: row for row in rows}
    owed = set()
    for case_id, values in changes:
        clock, due = clocks[values["id"]], values.get("due_at")
        next_due_at = clock.next_due_at
        if due is not None and (next_due_at is None or min(due, clock.due_at) <= next_due_at):
            owed.add(case_id)
    return owed


def _keep_next_dues(session: Session, case_ids: Sequence[str]) -> None:
    for first in range(0, len(case_ids), _AT_ONCE):
        part = case_ids[first : first + _AT_ONCE]
        for case in session.scalars(select(Case).where(Case.id.in_(part))):
            keep_next_due(session, case)
