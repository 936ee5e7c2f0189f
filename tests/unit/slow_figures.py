"""The monthly figures once more, from the formulas of the domain page, in plain loops.

Slow and simple on purpose, and sharing nothing with the counting but the histories it is given, so
that the two can be held against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from app.domain.calendars import BusinessCalendar
from app.domain.case_history import CaseHistory

MOVES = {
    "registered",
    "assessed",
    "in_progress",
    "waiting",
    "resolved",
    "follow_up",
    "closed",
    "reopened",
    "external",
    "merged",
    "withdrawn",
    "voided",
    "archived",
}
ENDED = {"closed", "withdrawn", "external", "merged", "voided", "archived"}
DONE = {"closed", "withdrawn", "external", "merged", "voided"}


def slow_figures(  # noqa: PLR0912 - one plain loop, however many branches
    histories: Sequence[CaseHistory], a: datetime, b: datetime, calendar: BusinessCalendar
) -> dict[str, Any]:
    """Return the figures of [a, b) as nested plain values."""
    flow = {"B": 0, "N": 0, "R": 0, "C": 0, "E": 0}
    names = (
        "completion",
        "first_answer_in_time",
        "resolved_in_time",
        "promises_kept",
        "valid",
        "called_back",
        "reached",
        "satisfaction",
        "coverage",
        "reopening",
        "repeat",
        "escalated",
    )
    n = dict.fromkeys(names, 0)
    d = dict.fromkeys(names, 0)
    ratings = dict.fromkeys(range(1, 6), 0)
    no_answer = declined = relayed = closings = closings_here = overdue = overdue_old = 0
    hours: list[float] = []
    by_category: dict[str, int] = {}
    by_severity: dict[int, int] = {}
    by_source: dict[str, int] = {}
    by_building: dict[str, int] = {}
    by_cause: dict[str, int] = {}
    heat: dict[tuple[str, str], int] = {}
    reasons: dict[str, int] = {}
    ageing = [0, 0, 0, 0, 0]

    for case in histories:
        if case.events[0].at >= b:
            continue
        is_new = a <= case.events[0].at
        open_at_a = open_at_b = is_open = escalated = called = False
        round_at_b = 1
        started = case.events[0].at
        pauses: list[tuple[datetime, datetime]] = []
        waiting_since = resolved_at = None
        for event in case.events:
            kind = str(event.kind.value)
            inside = a <= event.at < b
            if kind in MOVES:
                if waiting_since is not None:
                    pauses.append((waiting_since, event.at))
                    waiting_since = None
                if kind == "waiting":
                    waiting_since = event.at
                if kind in DONE and is_open and inside:
                    flow["C"] += 1
                if kind == "reopened":
                    started, pauses, resolved_at, called = event.at, [], None, False
                    if event.at < b:
                        round_at_b += 1
                    if inside and not is_open:
                        flow["R"] += 1
                if kind == "resolved":
                    resolved_at = event.at
                if kind == "closed" and inside:
                    closings += 1
                    closings_here += not event.imported
                    n["called_back"] += called
                    assert resolved_at is not None
                    worked = slow_working_time(calendar, started, resolved_at)
                    for begins, ends in pauses:
                        worked -= slow_working_time(calendar, begins, min(ends, resolved_at))
                    hours.append(worked / timedelta(hours=1))
                is_open = kind not in ENDED
                if event.at < a:
                    open_at_a = is_open
                if event.at < b:
                    open_at_b = is_open
            if kind == "called_back":
                called = True
                if inside:
                    d["reached"] += 1
                    n["reached"] += event.fact is True
            if kind == "assessed" and inside and event.fact is not None:
                d["valid"] += 1
                n["valid"] += event.fact == "valid"
                by_cause[str(event.cause)] = by_cause.get(str(event.cause), 0) + 1
            if kind == "escalated" and inside:
                escalated = True
        flow["B"] += open_at_a
        flow["E"] += open_at_b
        if open_at_b:
            days_old = (b - case.events[0].at) / timedelta(days=1)
            ageing[sum(days_old > limit for limit in (3, 7, 15, 30))] += 1

        if is_new:
            flow["N"] += 1
            n["escalated"] += escalated
            if case.seen_before is not None:
                n["repeat"] += case.events[0].at - case.seen_before <= timedelta(days=90)
            by_category[case.category] = by_category.get(case.category, 0) + 1
            severity, source = int(case.severity), str(case.source)
            by_severity[severity] = by_severity.get(severity, 0) + 1
            by_source[source] = by_source.get(source, 0) + 1
            by_building[case.building] = by_building.get(case.building, 0) + 1
            square = (case.building, case.category)
            heat[square] = heat.get(square, 0) + 1

        late = False
        for clock in case.clocks:
            name = {"first_answer": "first_answer_in_time", "resolution": "resolved_in_time"}.get(
                str(clock.kind)
            )
            if name is None:
                continue
            if clock.paused_at is not None:
                continue
            was_owed = clock.cancelled_at is None or clock.cancelled_at > clock.due_at
            if a <= clock.due_at < b and was_owed:
                d[name] += 1
                if clock.met_at is not None:
                    n[name] += clock.met_at <= clock.due_at
            if name == "resolved_in_time" and clock.round == round_at_b and clock.due_at < b:
                late = late or clock.met_at is None or clock.met_at >= b
        if late and open_at_b:
            overdue += 1
            overdue_old += b - case.events[0].at > timedelta(days=30)

        for promise in case.promises:
            was_owed = promise.cancelled_at is None or promise.cancelled_at > promise.due_at
            if a <= promise.due_at < b and was_owed:
                d["promises_kept"] += 1
                if promise.fulfilled_at is not None:
                    n["promises_kept"] += promise.fulfilled_at <= promise.due_at
        for rating in case.ratings:
            if not a <= rating.given_at < b:
                continue
            if rating.score is None:
                no_answer += rating.answer.value == "no_answer"
                declined += rating.answer.value == "declined"
                continue
            ratings[rating.score] += 1
            relayed += rating.entered_by.value == "staff_relay"
            for reason in rating.reasons if rating.score <= 2 else ():
                reasons[reason.value] = reasons.get(reason.value, 0) + 1

    flow["D"] = flow["B"] + flow["N"] + flow["R"]
    scored = sum(ratings.values())
    n["completion"], d["completion"] = flow["C"], flow["D"]
    n["satisfaction"], d["satisfaction"] = ratings[5] + ratings[4], scored
    n["coverage"], d["coverage"] = scored, closings_here
    n["reopening"], d["reopening"] = flow["R"], closings
    d["called_back"] = closings_here
    d["repeat"] = d["escalated"] = flow["N"]
    return {
        "flow": flow,
        "ratios": {name: (n[name], d[name]) for name in names},
        "hours": _median_and_p90(hours),
        "overdue": (overdue, overdue_old),
        "by_category": by_category,
        "by_severity": by_severity,
        "by_source": by_source,
        "by_building": by_building,
        "by_cause": by_cause,
        "heat": heat,
        "reasons": reasons,
        "ageing": ageing,
        "ratings": ratings,
        "no_answer": no_answer,
        "declined": declined,
        "relayed": relayed,
    }


def slow_working_time(calendar: BusinessCalendar, begins: datetime, ends: datetime) -> timedelta:
    """Return the office time between two instants, window by window of every day."""
    total = timedelta()
    day = begins.astimezone(calendar.zone).date()
    while day <= ends.astimezone(calendar.zone).date():
        for window in calendar.windows_on(day):
            opens = datetime.combine(day, window.opens, calendar.zone)
            closes = datetime.combine(day, window.closes, calendar.zone)
            total += max(min(closes, ends) - max(opens, begins), timedelta())
        day += timedelta(days=1)
    return total


def _median_and_p90(hours: list[float]) -> tuple[float, float] | None:
    """Return the middle value and the smallest that at least nine tenths do not exceed."""
    if not hours:
        return None
    ranked = sorted(hours)
    count = len(ranked)
    middle = ranked[count // 2]
    if count % 2 == 0:
        middle = (ranked[count // 2 - 1] + middle) / 2
    p90 = next(h for h in ranked if 10 * sum(other <= h for other in ranked) >= 9 * count)
    return middle, p90
