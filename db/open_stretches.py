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

_TOLD = f"""
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
),
told AS (
    SELECT seq, case_id, project_id, at AS opened_at, closed_at,
        kind = '{EventKind.REOPENED.value}' AS reopened
    FROM stretches WHERE is_open
)
"""  # noqa: S608 - our names
_COLUMNS = "case_id, project_id, opened_at, closed_at, reopened"

FILL = (
    f"{_TOLD} INSERT INTO open_stretches ({_COLUMNS})"  # noqa: S608 - our names
    f" SELECT {_COLUMNS} FROM told ORDER BY opened_at, seq"
)
"""Fills the table from the events alone, for a store that had none."""

_COUNTED = f"SELECT {_COLUMNS}, count(*) FROM {{table}} GROUP BY {_COLUMNS}"  # noqa: S608
_IN_TABLE, _IN_EVENTS = _COUNTED.format(table="open_stretches"), _COUNTED.format(table="told")

DISAGREEING = f"""{_TOLD}
SELECT DISTINCT coalesce(c.number, hex(d.case_id)) FROM (
    SELECT * FROM ({_IN_EVENTS} EXCEPT {_IN_TABLE})
    UNION ALL SELECT * FROM ({_IN_TABLE} EXCEPT {_IN_EVENTS})
) AS d LEFT JOIN cases AS c ON c.id = d.case_id ORDER BY 1
"""  # noqa: S608 - our names
"""Names the cases whose stretches in the table are not those that their events tell."""
