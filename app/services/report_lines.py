"""The lists of a report: complaints one by one, as they stood at its end (clause 4.3-4)."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.domain.calendars import BusinessCalendar
from app.domain.case_history import CaseHistory
from app.domain.masking import mask_name
from app.domain.period_summary import ComplaintLine, GraveCase
from app.domain.terms import Cause, EventKind, Severity, Validity
from app.services.import_customers import in_portions
from app.services.report_due import DueTimes
from app.services.report_people import ReportPeople
from app.services.report_span import ReportSpan
from db.models import Case, Customer, Room
from db.period_rows import events_of

_GRAVE = (Severity.CRITICAL, Severity.MAJOR)
_ASKED = (
    EventKind.REGISTERED,
    EventKind.PROMISED,
    EventKind.HANDED_OVER,
    EventKind.SEVERITY_CHANGED,
)
_FIRST_ANSWERS = (EventKind.ANSWERED, EventKind.CUSTOMER_TOLD, EventKind.RESOLVED)
_ASKED_OF_GRAVE = (*_FIRST_ANSWERS, EventKind.ESCALATED)


@dataclass(frozen=True)
class ReportLists:
    """The complaints that a report tells one by one."""

    complaints: tuple[ComplaintLine, ...]
    grave: tuple[GraveCase, ...]
    overdue: tuple[ComplaintLine, ...]
    due_soon: tuple[ComplaintLine, ...]


@dataclass
class _Told:
    """What the events before the end say of one complaint."""

    category: str
    severity: Severity
    gravest: Severity
    responsible: str = ""
    remedy_given: str = ""
    answered_at: datetime | None = None
    resolved_at: datetime | None = None
    escalation_level: int = 0


def report_lists(
    session: Session,
    span: ReportSpan,
    calendar: BusinessCalendar,
    people: ReportPeople,
    *,
    with_all: bool,
    soon: datetime | None = None,
) -> ReportLists:
    """Return the lists of the period: ``with_all`` the whole one of what was registered.

    Grave is what was registered or weighed as level 1 or 2, and was open in the period; overdue
    is everything open past its time at the end, the longest overdue first.  ``soon`` is the instant
    before which something has to be due from the period on to be told as due soon.
    """
    begin, until = span.begin, span.until
    lines = _Lines(session, span, calendar, people)
    new = span.new if with_all else []
    late = [h for h in span.histories if h.is_overdue_at(until)]
    maybe_grave = [
        h for h in span.histories if h.is_open_in(begin, until) and _may_be_grave(h, until)
    ]
    owed = [h for h in span.histories if h.owes_answer_at(until)] if soon is not None else []
    lines.read([*new, *late, *maybe_grave, *owed], _ASKED)
    grave = [h for h in maybe_grave if lines.told[h.case_id].gravest in _GRAVE]
    lines.read_more(grave, _ASKED_OF_GRAVE)
    return ReportLists(
        complaints=_sorted((lines.line(h, h.severity) for h in new), lambda x: x.registered_at),
        grave=tuple(
            sorted(
                (lines.grave(h) for h in grave),
                key=lambda g: (g.line.severity, g.line.registered_at, g.line.number),
            )
        ),
        overdue=_by_due(lines.standing(h) for h in late),
        due_soon=_by_due(
            line
            for line in map(lines.standing, owed)
            if soon is not None and line.due_at is not None and begin <= line.due_at < soon
        ),
    )


def _by_due(lines: Iterable[ComplaintLine]) -> tuple[ComplaintLine, ...]:
    return _sorted(lines, lambda line: line.due_at or line.registered_at)


def _sorted(
    lines: Iterable[ComplaintLine], key: Callable[[ComplaintLine], datetime]
) -> tuple[ComplaintLine, ...]:
    return tuple(sorted(lines, key=lambda line: (key(line), line.number)))


def _may_be_grave(history: CaseHistory, until: datetime) -> bool:
    return history.severity in _GRAVE or any(
        e.kind is EventKind.SEVERITY_CHANGED and e.at < until for e in history.events
    )


class _Lines:
    """Reads what the lines need of the store, in a few statements, and makes them."""

    def __init__(
        self,
        session: Session,
        span: ReportSpan,
        calendar: BusinessCalendar,
        people: ReportPeople,
    ) -> None:
        self._session = session
        self._until = span.until
        self._people = people
        self._due = DueTimes(session, span.project, calendar, span.until)
        self._rows: dict[str, Row[Any]] = {}
        self.told: dict[str, _Told] = {}

    def read(self, histories: Iterable[CaseHistory], kinds: Collection[EventKind]) -> None:
        """Read the complaints and what became of them before the end."""
        wanted = {history.case_id: history for history in histories}
        for portion in in_portions(wanted):
            rows = self._session.execute(
                select(
                    Case.id,
                    Case.number,
                    Case.registered_at,
                    Case.place,
                    Case.own_words,
                    Case.remedy_wanted,
                    Customer.name.label("customer"),
                    Room.label.label("room"),
                )
                .outerjoin(Customer, Customer.id == Case.customer_id)
                .outerjoin(Room, Room.id == Case.room_id)
                .where(Case.id.in_(portion))
            )
            self._rows.update({row.id: row for row in rows})
        for case_id, history in wanted.items():
            self.told[case_id] = _Told(history.category, history.severity, history.severity)
        self.read_more(wanted.values(), kinds)
        self._people.learn(wanted)
        self._due.read(wanted.values())

    def read_more(self, histories: Iterable[CaseHistory], kinds: Collection[EventKind]) -> None:
        """Read further kinds of events of complaints that were read."""
        ids = {history.case_id for history in histories}
        for case_id, kind, at, _by, words, facts in events_of(self._session, ids, kinds):
            if at < self._until:
                self._tell(self.told[case_id], EventKind(kind), at, words, json.loads(facts))

    def _tell(
        self, told: _Told, kind: EventKind, at: datetime, words: str, facts: dict[str, Any]
    ) -> None:
        if kind is EventKind.REGISTERED:
            told.category = facts["category"]
            told.responsible = self._people.elsewhere(facts.get("external_staff", ""))
        elif kind is EventKind.PROMISED:
            told.responsible = self._people.responsible(facts["who"])
        elif kind is EventKind.HANDED_OVER:
            told.responsible = self._people.responsible(words)
        elif kind is EventKind.SEVERITY_CHANGED:
            told.severity = Severity(facts["severity"])
            told.gravest = min(told.gravest, told.severity)
        elif kind is EventKind.ESCALATED:
            told.escalation_level = max(told.escalation_level, int(facts["level"]))
        if kind in _FIRST_ANSWERS:
            told.answered_at = told.answered_at or at
        if kind is EventKind.RESOLVED:
            told.remedy_given = words
            if facts.get("accepted", True) or facts.get("final"):
                told.resolved_at = at

    def standing(self, history: CaseHistory) -> ComplaintLine:
        """Return the line of a complaint with the severity that it had at the end."""
        return self.line(history, self.told[history.case_id].severity)

    def line(self, history: CaseHistory, severity: Severity) -> ComplaintLine:
        """Return the line of a complaint that was read."""
        row, told = self._rows[history.case_id], self.told[history.case_id]
        scored = [r for r in history.ratings if r.score is not None and r.given_at < self._until]
        return ComplaintLine(
            number=row.number,
            registered_at=row.registered_at,
            place=row.room or self._people.said(row.id, row.place),
            customer=mask_name(row.customer or ""),
            category=told.category,
            own_words=self._people.said(row.id, row.own_words),
            severity=severity,
            responsible=told.responsible,
            due_at=self._due.of(history),
            overdue=history.is_overdue_at(self._until),
            state=history.state_at(self._until),
            score=max(scored, key=lambda r: r.given_at).score if scored else None,
            case_id=row.id,
            round=history.round_at(self._until),
        )

    def grave(self, history: CaseHistory) -> GraveCase:
        """Return a grave complaint with what was asked, found and given."""
        row, told = self._rows[history.case_id], self.told[history.case_id]
        found = [
            event
            for event in history.events
            if event.kind is EventKind.ASSESSED and event.at < self._until
        ]
        began, resolved_at = history.round_began(self._until), told.resolved_at
        return GraveCase(
            line=self.line(history, told.gravest),
            remedy_wanted=self._people.said(row.id, row.remedy_wanted),
            remedy_given=self._people.said(row.id, told.remedy_given),
            validity=_validity(found[-1].fact) if found else None,
            cause=Cause(found[-1].cause) if found and found[-1].cause else None,
            answered_at=told.answered_at,
            resolved_at=resolved_at if resolved_at and resolved_at >= began else None,
            escalation_level=told.escalation_level,
        )


def _validity(fact: object) -> Validity | None:
    return Validity(fact) if isinstance(fact, str) else None
