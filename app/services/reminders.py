"""What has to be called to mind now: times about to run out, run out, or brought before somebody.

Only open cases that something runs for are looked at, so that the reading stays cheap however many
cases have ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.domain.clocks import warn_at
from app.domain.permissions import Action, Actor
from app.domain.reminding import LAST_WARNING, Reminder, Stage, in_order, stage_at
from app.domain.terms import (
    CaseState,
    ClockKind,
    EscalationCause,
    EventKind,
    NextStep,
    PromiseState,
)
from app.services.escalations import highest_level
from app.services.next_due import CALL_BACK_WITHIN, STEPS_OF_CLOCKS, owed_clock
from db.models import AuditEntry, Case, CaseClock, CaseEvent, Escalation, Promise, Staff

MOST = 200
"""How many timers are listed; the others are only counted."""
AHEAD = timedelta(hours=24)
"""How far ahead ``Reminders.upcoming`` looks."""
_SUBJECT_LENGTH = 80


@dataclass(frozen=True)
class Reminders:
    """What the desk is reminded of at ``read_at``, the most urgent first, and how much more.

    ``upcoming`` are the instants at which something else falls due, one for each, and
    ``changes_at`` the first at which anything warns or falls due: they name nobody.
    """

    read_at: datetime
    items: tuple[Reminder, ...]
    more: int
    upcoming: tuple[datetime, ...]
    changes_at: datetime | None
    newest_entry_at: datetime | None


@dataclass(frozen=True)
class Brought:
    """A case that was brought before the reader and not seen yet.

    ``level`` is the highest that waits, ``cause`` the newest; ``words`` are those of whoever asked
    for help, ``due_at`` the first time that ran out.
    """

    case_id: str
    number: str
    subject: str
    level: int
    cause: EscalationCause
    words: str
    due_at: datetime | None
    raised_at: datetime
    raised_by: str
    subject_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Timer:
    """Something that runs for a case, and from when on it warns."""

    subject_id: str
    case_id: str
    what: NextStep
    warns_at: datetime
    due_at: datetime


def reminders(session: Session, *, actor: Actor, project_id: str, now: datetime) -> Reminders:
    """Return what is due, about to be, or waits for the actor to see it (clauses 4.3-2, 4.3-3).

    A warning comes at 80 % of the time or 15 minutes before, whichever is first; at the end of a
    wait, 15 minutes before.  A timer that was brought before the actor stands once only.

    Raises:
        UserFacingError: the actor may not read cases.
    """
    brought = brought_before(session, actor=actor, project_id=project_id)
    covered = frozenset[str]().union(*(one.subject_ids for one in brought))
    timers = sorted(_timers(session, project_id), key=lambda timer: timer.due_at)
    speaking = [
        timer for timer in timers if timer.warns_at <= now and timer.subject_id not in covered
    ]
    changes = [timer.warns_at for timer in timers if timer.warns_at > now]
    changes += [timer.due_at for timer in timers if timer.warns_at <= now < timer.due_at]
    items = (
        *(_of_brought(one) for one in brought),
        *_of_timers(session, speaking[:MOST], now),
    )
    return Reminders(
        now,
        in_order(items),
        max(len(speaking) - MOST, 0),
        tuple(timer.due_at for timer in timers if now < timer.due_at <= now + AHEAD),
        min(changes, default=None),
        session.scalar(select(AuditEntry.at).order_by(AuditEntry.seq.desc()).limit(1)),
    )


def brought_before(session: Session, *, actor: Actor, project_id: str) -> tuple[Brought, ...]:
    """Return the cases whose escalation waits for the actor, the highest and oldest first.

    Raises:
        UserFacingError: the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    own = highest_level(actor)
    if not own:
        return ()
    rows = session.execute(
        select(Escalation, Case.number, Case.own_words, Staff.name)
        .join(Case, Case.id == Escalation.case_id)
        .join(Staff, Staff.id == Escalation.raised_by)
        .where(
            Case.project_id == project_id,
            Escalation.acknowledged_at.is_(None),
            Escalation.level <= own,
        )
        .order_by(Escalation.raised_at, Escalation.id)
    )
    cases: dict[str, list[tuple[Escalation, str, str, str]]] = {}
    for row, number, own_words, name in rows:
        cases.setdefault(row.case_id, []).append((row, number, own_words, name))
    found = [_brought(waiting) for waiting in cases.values()]
    return tuple(sorted(found, key=lambda one: (-one.level, one.raised_at)))


def _brought(waiting: Sequence[tuple[Escalation, str, str, str]]) -> Brought:
    rows = [row for row, *_case in waiting]
    newest, number, own_words, name = waiting[-1]
    return Brought(
        newest.case_id,
        number,
        _first_line(own_words),
        max(row.level for row in rows),
        EscalationCause(newest.cause),
        next((row.words for row in reversed(rows) if row.words), ""),
        min((row.due_at for row in rows if row.due_at is not None), default=None),
        rows[0].raised_at,
        name,
        frozenset(row.subject_id for row in rows if row.subject_id is not None),
    )


def _of_brought(brought: Brought) -> Reminder:
    return Reminder(
        f"{brought.case_id}/brought",
        brought.case_id,
        brought.number,
        brought.subject,
        Stage.ESCALATED,
        brought.due_at,
        cause=brought.cause,
        level=brought.level,
    )


def _of_timers(session: Session, timers: Sequence[_Timer], now: datetime) -> Iterator[Reminder]:
    cases = _words_of(session, {timer.case_id for timer in timers})
    for timer in timers:
        number, own_words = cases[timer.case_id]
        yield Reminder(
            timer.subject_id,
            timer.case_id,
            number,
            _first_line(own_words),
            stage_at(now, timer.warns_at, timer.due_at) or Stage.WARN,
            timer.due_at,
            timer.what,
        )


def _words_of(session: Session, case_ids: set[str]) -> Mapping[str, tuple[str, str]]:
    rows = session.execute(
        select(Case.id, Case.number, Case.own_words).where(Case.id.in_(case_ids))
    )
    return {case_id: (number, own_words) for case_id, number, own_words in rows}


def _first_line(own_words: str) -> str:
    return own_words.split("\n", 1)[0][:_SUBJECT_LENGTH]


# ---- timers ------------------------------------------------------------------------------------


def _timers(session: Session, project_id: str) -> Iterator[_Timer]:
    """Yield everything that runs for the open cases of a project."""
    yield from _clocks(session, project_id)
    yield from _promises(session, project_id)
    yield from _wakes(session, project_id)
    yield from _call_backs(session, project_id)


def _of_project(project_id: str) -> tuple[ColumnElement[bool], ...]:
    # Ended cases have no next time: the index on it leads past all of them.
    return Case.project_id == project_id, Case.next_due_at.is_not(None)


def _clocks(session: Session, project_id: str) -> Iterator[_Timer]:
    start = func.coalesce(CaseClock.counts_from_at, CaseClock.started_at)
    rows = session.execute(
        select(CaseClock.id, Case.id, CaseClock.kind, start, CaseClock.due_at)
        .join(Case, Case.id == CaseClock.case_id)
        .where(*_of_project(project_id), *owed_clock())
    )
    for clock_id, case_id, kind, counts_from, due_at in rows:
        step = STEPS_OF_CLOCKS[ClockKind(kind)]
        yield _Timer(clock_id, case_id, step, warn_at(counts_from, due_at), due_at)


def _promises(session: Session, project_id: str) -> Iterator[_Timer]:
    rows = session.execute(
        select(Promise.id, Case.id, Promise.made_at, Promise.due_at)
        .join(Case, Case.id == Promise.case_id)
        .where(*_of_project(project_id), Promise.state == PromiseState.OPEN)
    )
    for promise_id, case_id, made_at, due_at in rows:
        yield _Timer(promise_id, case_id, NextStep.KEEP_PROMISE, warn_at(made_at, due_at), due_at)


def _wakes(session: Session, project_id: str) -> Iterator[_Timer]:
    rows = session.execute(
        select(Case.id, Case.wake_at).where(
            *_of_project(project_id), Case.state == CaseState.WAITING, Case.wake_at.is_not(None)
        )
    )
    for case_id, wake_at in rows:
        if wake_at is not None:
            yield _Timer(f"{case_id}/wake", case_id, NextStep.WAKE, wake_at - LAST_WARNING, wake_at)


def _call_backs(session: Session, project_id: str) -> Iterator[_Timer]:
    rows = session.execute(
        select(Case.id, func.max(CaseEvent.at))
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(
            *_of_project(project_id),
            Case.state == CaseState.FOLLOW_UP,
            CaseEvent.kind == EventKind.RESOLVED,
        )
        .group_by(Case.id)
    )
    for case_id, answered_at in rows:
        due_at = answered_at + CALL_BACK_WITHIN
        yield _Timer(
            f"{case_id}/call_back",
            case_id,
            NextStep.FOLLOW_UP,
            warn_at(answered_at, due_at),
            due_at,
        )
