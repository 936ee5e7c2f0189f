"""The staff table of a report: what each did in the period (clauses 4.3-4 and 6-2)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.figure_ratios import clocks_in_time
from app.domain.period_summary import Ratio, StaffLine
from app.domain.policy import LEAST_ANSWERS
from app.domain.terms import ClockKind, EnteredBy, EventKind
from app.services.import_customers import in_portions
from app.services.policy import read_setting
from app.services.report_people import ReportPeople
from app.services.report_span import ReportSpan
from db.models import Case, Promise, Rating, Visit
from db.period_rows import events_of

ENTERED_BY_CUSTOMERS = frozenset(
    {EnteredBy.CUSTOMER_SCREEN, EnteredBy.PHONE_CALLBACK, EnteredBy.PAPER}
)
_DONE = (EventKind.REGISTERED, EventKind.RESOLVED, EventKind.CLOSED)


@dataclass
class _Work:
    """What one person did."""

    done: dict[EventKind, int] = field(default_factory=lambda: dict.fromkeys(_DONE, 0))
    answered: int = 0
    answers_due: int = 0
    kept: int = 0
    promises_due: int = 0
    scores: list[int] = field(default_factory=list)


def staff_table(session: Session, span: ReportSpan, people: ReportPeople) -> tuple[StaffLine, ...]:
    """Return a line for everybody who did something for the complaints in the period.

    Registrations, answers and closings count for whoever wrote them down, promises for whoever gave
    them, first answers in time for whoever had registered the complaint.  A rating is of whoever
    received the customer, or outside a visit of whoever had answered last.  Imported entries are
    nobody's work here.
    """
    work: defaultdict[str, _Work] = defaultdict(_Work)
    _count_events(session, span, work)
    _count_promises(session, span, work)
    _count_first_answers(session, span, work)
    _count_ratings(session, span, work)
    least = read_setting(session, LEAST_ANSWERS)
    lines = [_line(staff_id, one, least, people) for staff_id, one in work.items()]
    return tuple(sorted(lines, key=lambda x: (-x.registered, -x.resolved, -x.closed, x.staff_id)))


def _line(staff_id: str, one: _Work, least: int, people: ReportPeople) -> StaffLine:
    satisfied = sum(score >= 4 for score in one.scores)
    return StaffLine(
        staff_id=staff_id,
        name=people.staff_name(staff_id),
        registered=one.done[EventKind.REGISTERED],
        resolved=one.done[EventKind.RESOLVED],
        closed=one.done[EventKind.CLOSED],
        first_answers=Ratio(one.answered, one.answers_due),
        promises=Ratio(one.kept, one.promises_due),
        satisfaction=Ratio(satisfied, len(one.scores)) if len(one.scores) >= least else None,
        answers=len(one.scores),
    )


def _count_events(session: Session, span: ReportSpan, work: Mapping[str, _Work]) -> None:
    meant = [history.case_id for history in span.histories]
    for _case, kind, at, staff_id, _words, facts in events_of(session, meant, _DONE):
        if span.holds(at) and not json.loads(facts).get("imported"):
            work[staff_id].done[EventKind(kind)] += 1


def _count_promises(session: Session, span: ReportSpan, work: Mapping[str, _Work]) -> None:
    wanted = [
        history.case_id
        for history in span.histories
        if any(span.holds(promise.due_at) and promise.was_due for promise in history.promises)
    ]
    for portion in in_portions(wanted):
        for made_by, due_at, fulfilled_at, cancelled_at in session.execute(
            select(
                Promise.made_by, Promise.due_at, Promise.fulfilled_at, Promise.cancelled_at
            ).where(
                Promise.case_id.in_(portion),
                Promise.due_at >= span.begin,
                Promise.due_at < span.until,
            )
        ):
            if cancelled_at is None or cancelled_at > due_at:
                work[made_by].promises_due += 1
                work[made_by].kept += fulfilled_at is not None and fulfilled_at <= due_at


def _count_first_answers(session: Session, span: ReportSpan, work: Mapping[str, _Work]) -> None:
    ratios = {
        history.case_id: clocks_in_time([history], ClockKind.FIRST_ANSWER, span.begin, span.until)
        for history in span.histories
    }
    due = {case_id: ratio for case_id, ratio in ratios.items() if ratio.d}
    for portion in in_portions(due):
        for case_id, registrar in session.execute(
            select(Case.id, Case.registered_by).where(Case.id.in_(portion))
        ):
            work[registrar].answered += due[case_id].n
            work[registrar].answers_due += due[case_id].d


def _count_ratings(session: Session, span: ReportSpan, work: Mapping[str, _Work]) -> None:
    for portion in in_portions(span.rated):
        answered = _answers_given(session, portion)
        for case_id, given_at, score, receiver in session.execute(
            select(Rating.case_id, Rating.given_at, Rating.score, Visit.staff_id)
            .outerjoin(Visit, Visit.id == Rating.visit_id)
            .where(
                Rating.case_id.in_(portion),
                Rating.given_at >= span.begin,
                Rating.given_at < span.until,
                Rating.score.is_not(None),
                Rating.entered_by.in_(ENTERED_BY_CUSTOMERS),
            )
        ):
            answers = answered.get(case_id or "", ())
            earlier = [staff for at, staff in answers if at <= given_at]
            whose = receiver or (earlier[-1] if earlier else None)
            if whose is not None and score is not None:
                work[whose].scores.append(score)


def _answers_given(
    session: Session, case_ids: Sequence[str]
) -> dict[str, list[tuple[datetime, str]]]:
    """Return when which of the staff answered these complaints, in order."""
    found: dict[str, list[tuple[datetime, str]]] = {}
    rows = events_of(session, case_ids, (EventKind.RESOLVED,))
    for case_id, _kind, at, staff_id, _words, _facts in rows:
        found.setdefault(case_id, []).append((at, staff_id))
    return found
