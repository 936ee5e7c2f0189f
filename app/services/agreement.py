"""What must agree in the records: events with states, numbers with counters, the audit chain.

And the guards of the timeline must be closed: they stand open inside an erasure only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.case_states import STATE_EVENTS, TRANSITIONS
from app.domain.terms import CaseState, EventKind
from db import audit
from db.models import Case, CaseEvent, Counter, Erasing, Improvement, Visit
from db.open_stretches import DISAGREEING


@dataclass(frozen=True)
class Disagreement:
    """A case whose stored state is not what its events say."""

    number: str
    stored: CaseState
    derived: CaseState


def disagreements(session: Session) -> list[Disagreement]:
    """Derive every case's state from its events and return those that differ.

    A transition that the rules forbid counts as well: the state before it is what the events say.
    """
    derived: defaultdict[str, CaseState] = defaultdict(lambda: CaseState.DRAFT)
    rows = session.execute(
        select(CaseEvent.case_id, CaseEvent.kind).order_by(CaseEvent.case_id, CaseEvent.seq)
    )
    for case_id, kind in rows:
        event = EventKind(kind)
        if event in STATE_EVENTS:
            wanted = CaseState(event.value)
            if wanted in TRANSITIONS[derived[case_id]]:
                derived[case_id] = wanted
    cases = session.execute(select(Case.id, Case.number, Case.state).order_by(Case.number))
    return [
        Disagreement(number, CaseState(state), derived[case_id])
        for case_id, number, state in cases
        if derived[case_id] is not CaseState(state)
    ]


def wrong_stretches(session: Session) -> list[str]:
    """Return the numbers of the cases whose stretches of being open are not what events say."""
    return list(session.scalars(text(DISAGREEING)))


def unbalanced_series(session: Session) -> list[str]:
    """Return the number series whose records and counter do not match without gap or twin."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for table in (Case, Visit, Improvement):
        for project_id, number in session.execute(select(table.project_id, table.number)):
            prefix, day, last = number.split("-")
            found[f"{project_id}:{prefix}:{day}"].append(int(last))
    counters = {row.series: row.last for row in session.scalars(select(Counter))}
    wrong = [
        series
        for series in found.keys() | counters.keys()
        if sorted(found[series]) != list(range(1, counters.get(series, 0) + 1))
    ]
    return sorted(series.split(":", 1)[1] for series in wrong)


def guards_stand_open(session: Session) -> bool:
    """Return whether the way past the guards of the timeline was left open by an erasure."""
    return session.scalar(select(Erasing.erasure_id).limit(1)) is not None


def audit_faults(
    session: Session, *, signing_keys: Mapping[str, tuple[bytes, ...]]
) -> list[tuple[str, int]]:
    """Walk the audit chain; return code and entry number of each fault."""
    findings = audit.verify_chain(session, session.info["audit_key"], signing_keys)
    return [(finding.code.value, finding.seq) for finding in findings]
