"""When a complaint was to be resolved, as it was known at an earlier instant.

A clock keeps one due time, which waits and another severity move; a report of a past period tells
the one that stood at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.calendars import BusinessCalendar, Span
from app.domain.clocks import Target, due_after, due_after_change


def due_as_stood(
    *,
    started_at: datetime,
    target: Target,
    changes: Sequence[tuple[datetime, Target]],
    waits: Sequence[Span],
    until: datetime,
    calendar: BusinessCalendar,
) -> datetime:
    """Return the due time of a clock as it stood at ``until``.

    ``target`` is what it allowed from ``started_at`` on, ``changes`` what later severities allowed,
    ``waits`` when it stood still, in order; what came at or after ``until`` is left out.

    Raises:
        OverflowError: the calendar has too few working hours in three years.
    """
    counts_from = started_at
    paused: list[Span] = []
    for changed_at, wanted in changes:
        if changed_at >= until:
            break
        known = [wait for wait in waits if wait[1] <= changed_at]
        paused = [(began, changed_at) for began, ended in waits if began < changed_at < ended]
        due = due_after(counts_from, target, calendar, [*known, *paused]).at
        if due <= changed_at and not paused:
            break
        counts_from, new = due_after_change(
            started_at=started_at,
            changed_at=changed_at,
            old_due_at=due,
            target=wanted,
            calendar=calendar,
            pauses=[*known, *paused],
            old_counts_from=counts_from,
            old_target=target,
        )
        target = new.target
    known = [wait for wait in waits if wait[1] < until]
    # A wait that still lasts counts up to where the severity was weighed anew during it.
    paused = [span for span in paused if not any(span[0] == began for began, _ended in known)]
    return due_after(counts_from, target, calendar, [*known, *paused]).at
