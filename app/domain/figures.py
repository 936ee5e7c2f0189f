"""The figures of the complaint summary, counted from append-only histories (clause 4.3-4).

A period is [begin, end) in UTC.  Nothing that happens at or after ``end`` changes a figure, so a
past month reads the same for ever.  The shares are counted in :mod:`app.domain.figure_ratios`.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from app.domain.calendars import BusinessCalendar
from app.domain.case_history import (
    CaseHistory,
    HistoryClock,
    HistoryEvent,
    HistoryPromise,
    HistoryRating,
)
from app.domain.figure_ratios import REPEAT_WINDOW, period_ratios
from app.domain.handling_time import handling_hours
from app.domain.period_summary import (
    AGE_LIMITS,
    Flow,
    HeatCell,
    OverdueOpen,
    PeriodFigures,
)
from app.domain.terms import (
    Cause,
    EnteredBy,
    EventKind,
    RatingAnswer,
    RatingReason,
    Severity,
    Source,
)

__all__ = [
    "REPEAT_WINDOW",
    "CaseHistory",
    "HistoryClock",
    "HistoryEvent",
    "HistoryPromise",
    "HistoryRating",
    "month_flows",
    "period_figures",
]

_A_MONTH = timedelta(days=30)
_LOW_SCORE = 2
_AGES = [timedelta(days=limit) for limit in AGE_LIMITS]


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
    households: int | None = None,
) -> PeriodFigures:
    """Count every figure of the period [begin, end).

    ``histories`` holds at least every complaint registered before ``end`` that was open at
    ``begin`` or had an event, a due time or a rating in the period; more do no harm.
    ``households`` is how many were occupied at the end of it, if anybody knows.
    """
    histories = [h for h in histories if h.registered_at < end]
    new = [h for h in histories if begin <= h.registered_at]
    still_open = [h for h in histories if h.is_open_at(end)]
    flow = Flow(
        brought_forward=sum(h.is_open_at(begin) for h in histories),
        new=len(new),
        reopened=_how_many((at for h in histories for at in h.reopenings()), begin, end),
        done=_how_many((at for h in histories for at in h.exits()), begin, end),
        carried_over=len(still_open),
    )
    ratings = [r for h in histories for r in h.ratings if begin <= r.given_at < end]
    scores = [r.score for r in ratings if r.answer is RatingAnswer.SCORED and r.score is not None]
    top_categories = Counter(h.category for h in new)
    severities = Counter(h.severity for h in new)
    sources = Counter(h.source for h in new)
    given = Counter(scores)
    return PeriodFigures(
        flow=flow,
        ratios=period_ratios(histories, new, flow, scores, begin, end),
        handling_hours=handling_hours(histories, begin, end, calendar),
        overdue_open=_overdue_open(still_open, end),
        by_category={code: top_categories[code] for code in categories},
        by_severity={level: severities[level] for level in Severity},
        by_source={source: sources[source] for source in Source},
        ratings={score: given[score] for score in range(1, 6)},
        no_answer=sum(r.answer is RatingAnswer.NO_ANSWER for r in ratings),
        declined=sum(r.answer is RatingAnswer.DECLINED for r in ratings),
        relayed=sum(
            r.answer is RatingAnswer.SCORED and r.entered_by is EnteredBy.STAFF_RELAY
            for r in ratings
        ),
        by_building=_most_first(h.building for h in new),
        by_cause=_by_cause(histories, begin, end),
        heat=_heat(new),
        ageing=_ageing(still_open, end),
        reasons=_reasons(ratings),
        households=households,
    )


def _how_many(instants: Iterable[datetime], begin: datetime, end: datetime) -> int:
    return sum(begin <= at < end for at in instants)


def _overdue_open(still_open: Iterable[CaseHistory], end: datetime) -> OverdueOpen:
    """Open at ``end``, resolution time past; of those, registered more than a month before."""
    late = [history for history in still_open if history.is_overdue_at(end)]
    return OverdueOpen(len(late), sum(end - history.registered_at > _A_MONTH for history in late))


def _most_first(values: Iterable[str]) -> dict[str, int]:
    counted = Counter(values)
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _by_cause(histories: Iterable[CaseHistory], begin: datetime, end: datetime) -> dict[Cause, int]:
    """Count the causes that assessments of the period found."""
    found = Counter(
        event.cause
        for history in histories
        for event in history.events_of(EventKind.ASSESSED, begin, end)
    )
    return {cause: found[cause.value] for cause in Cause}


def _heat(new: Iterable[CaseHistory]) -> tuple[HeatCell, ...]:
    counted = Counter((history.building, history.category) for history in new)
    return tuple(HeatCell(*place, count) for place, count in sorted(counted.items()))


def _ageing(still_open: Iterable[CaseHistory], end: datetime) -> tuple[int, ...]:
    """Count what is open by age; exactly three days old is still in the group up to three."""
    groups = Counter(bisect.bisect_left(_AGES, end - h.registered_at) for h in still_open)
    return tuple(groups[number] for number in range(len(AGE_LIMITS) + 1))


def _reasons(ratings: Iterable[HistoryRating]) -> dict[RatingReason, int]:
    """Count what low ratings were about; one rating can name several reasons."""
    found = Counter(
        reason
        for rating in ratings
        if rating.score is not None and rating.score <= _LOW_SCORE
        for reason in rating.reasons
    )
    return {reason: found[reason] for reason in RatingReason}
