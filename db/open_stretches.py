"""The stretches in which complaints were open, kept by triggers from the append-only events.

A period's flow (brought forward, new, reopened, done, carried over) and the complaints that were
open at any instant are read from them without walking through every history.
"""

from __future__ import annotations

from db.terms import CaseState, CaseType, EventKind

_EXITS = (
    CaseState.CLOSED,
    CaseState.WITHDRAWN,
    CaseState.EXTERNAL,
    CaseState.MERGED,
    CaseState.VOIDED,
    CaseState.ARCHIVED,
)
_STATES = tuple(state for state in CaseState if state.value in set(EventKind))


def _listed(states: tuple[CaseState, ...]) -> str:
    return "(" + ", ".join(f"'{state.value}'" for state in states) + ")"


_OPEN = _listed(tuple(state for state in _STATES if state not in _EXITS))
_ENDED = _listed(_EXITS)

TRIGGERS: tuple[str, ...] = (
    (
        "CREATE TRIGGER open_stretches_begun AFTER INSERT ON case_events "  # noqa: S608 - our names
        f"WHEN NEW.kind IN {_OPEN} BEGIN "
        "INSERT INTO open_stretches (case_id, project_id, opened_at, reopened) "
        f"SELECT NEW.case_id, project_id, NEW.at, NEW.kind = '{EventKind.REOPENED.value}' "
        f"FROM cases WHERE id = NEW.case_id AND type = '{CaseType.COMPLAINT.value}' "
        "AND NOT EXISTS (SELECT 1 FROM open_stretches AS s "
        "WHERE s.case_id = NEW.case_id AND s.closed_at IS NULL); END"
    ),
    (
        "CREATE TRIGGER open_stretches_ended AFTER INSERT ON case_events "  # noqa: S608 - our names
        f"WHEN NEW.kind IN {_ENDED} BEGIN "
        "UPDATE open_stretches SET closed_at = NEW.at "
        "WHERE case_id = NEW.case_id AND closed_at IS NULL; END"
    ),
)

FILL = f"""
WITH moves AS (
    SELECT e.seq, e.case_id, c.project_id, e.at, e.kind, e.kind NOT IN {_ENDED} AS is_open
    FROM case_events AS e JOIN cases AS c ON c.id = e.case_id
    WHERE c.type = '{CaseType.COMPLAINT.value}' AND e.kind IN {_listed(_STATES)}
),
edges AS (
    SELECT *, LAG(is_open, 1, 0) OVER (PARTITION BY case_id ORDER BY seq) AS was_open FROM moves
),
stretches AS (
    SELECT *, LEAD(at) OVER (PARTITION BY case_id ORDER BY seq) AS closed_at
    FROM edges WHERE is_open <> was_open
)
INSERT INTO open_stretches (case_id, project_id, opened_at, closed_at, reopened)
SELECT case_id, project_id, at, closed_at, kind = '{EventKind.REOPENED.value}'
FROM stretches WHERE is_open ORDER BY at, seq
"""  # noqa: S608 - our names
"""Fills the table from the events alone: for a store that had none, and for ``verify``."""
