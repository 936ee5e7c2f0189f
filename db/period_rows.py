"""What a period's figures are read from, as plain rows: a few indexed queries, whatever the store.

A month of a store with a million cases is some ten thousand rows; mapped objects, or a query that
walks through everything later than the period, would cost many times more than the counting.

Instants are whole microseconds of UTC here, identifiers their 16 bytes.
"""

from __future__ import annotations

import itertools
import json
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy.orm import Session

from db.models.reports import LONG_STRETCH
from db.terms import ClockKind, EventKind, PromiseState

Row = tuple[Any, ...]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_EVENT_KINDS = ", ".join(f"'{kind.value}'" for kind in EventKind)
_PROMISE_STATES = ", ".join(f"'{state.value}'" for state in PromiseState)

# Open at some instant of the period.  One that was opened long before can only be open still if it
# is one of the few long ones, which an index of their own holds.
_OPENED_SHORTLY = (
    "open_stretches AS s INDEXED BY ix_open_stretches_opened {join} WHERE s.project_id = :project"
    f" AND s.opened_at >= :begin - {LONG_STRETCH} AND s.opened_at < :end"
    " AND (s.closed_at IS NULL OR s.closed_at >= :begin)"
)
_OPENED_LONG_AGO = (
    "open_stretches AS s INDEXED BY ix_open_stretches_long {join} WHERE s.project_id = :project"
    f" AND s.opened_at < :begin - {LONG_STRETCH}"
    " AND (s.closed_at IS NULL OR s.closed_at >= :begin)"
    f" AND (s.closed_at IS NULL OR s.closed_at - s.opened_at >= {LONG_STRETCH})"
)

# What counts although the complaint had ended before: a late call-back or rating, and what was met
# ahead of time but falls due in the period.
_ENDED_BEFORE = (
    "SELECT case_id FROM case_events"  # noqa: S608 - our names
    f" WHERE kind = '{EventKind.CALLED_BACK.value}' AND at >= :begin AND at < :end"
    " UNION ALL SELECT case_id FROM case_clocks WHERE due_at >= :begin AND due_at < :end"
    f" AND kind IN ('{ClockKind.FIRST_ANSWER.value}', '{ClockKind.RESOLUTION.value}')"
    f" UNION ALL SELECT case_id FROM promises WHERE state IN ({_PROMISE_STATES})"
    " AND due_at >= :begin AND due_at < :end"
    " UNION ALL SELECT case_id FROM ratings WHERE given_at >= :begin AND given_at < :end"
    " AND case_id IS NOT NULL"
)


def microseconds(instant: datetime) -> int:
    """Return an instant as the store keeps it."""
    return (instant - _EPOCH) // _MICROSECOND


def instant(microseconds: int) -> datetime:
    """Return the instant that the store keeps so."""
    return _EPOCH + microseconds * _MICROSECOND


def plain_rows(session: Session, statement: str, values: Mapping[str, Any]) -> list[Row]:
    """Return what a statement reads as the driver's own tuples."""
    connection = session.connection().connection
    cursor = connection.cursor()
    try:
        cursor.execute(statement, values)
        return cast("list[Row]", cursor.fetchall())
    finally:
        cursor.close()


# Columns, table with its index, and condition; "d" is the row.
_DETAILS = {
    "events": (
        "d.kind, d.at, d.facts",
        "case_events AS d INDEXED BY ix_case_events_case",
        "d.kind IN ({kinds})",
    ),
    "clocks": (
        "d.kind, d.round, d.due_at, d.met_at, d.cancelled_at, d.paused_at",
        "case_clocks AS d",
        "d.kind IN ({kinds})",
    ),
    "promises": ("d.due_at, d.fulfilled_at, d.cancelled_at", "promises AS d", ""),
    "ratings": ("d.given_at, d.answer, d.score, d.entered_by, d.reasons", "ratings AS d", ""),
}
_FIRST = operator.itemgetter(0)


@dataclass(frozen=True)
class PeriodRows:
    """Reads the complaints that matter to [begin, end): those open in it, and ``ended``.

    The latter had ended before, but a call-back, a due time or a rating of theirs lies in it.
    """

    session: Session
    values: Mapping[str, Any]
    opened: frozenset[bytes]
    ended: tuple[bytes, ...]

    def details(self, of: str, kinds: Iterable[str] = ()) -> dict[bytes, list[Row]]:
        """Return the rows of ``events``, ``clocks``, ``promises`` or ``ratings`` by complaint.

        Each has its complaint before the columns that are asked for.  Every complaint is walked
        along an index, whose order is that in which its rows were written.
        """
        columns, join, condition = _DETAILS[of]
        listed = ", ".join(f"'{kind}'" for kind in sorted(kinds))
        where = f" AND {condition.format(kinds=listed)}" if condition else ""
        found: dict[bytes, list[Row]] = {}
        # The stretches lead to the rows: handing the complaints over one by one costs more.
        for source in (_OPENED_SHORTLY, _OPENED_LONG_AGO):
            joined = source.format(join=f"CROSS JOIN {join} ON d.case_id = s.case_id")
            statement = f"SELECT s.seq, s.case_id, {columns} FROM {joined}{where}"  # noqa: S608
            rows = plain_rows(self.session, statement, self.values)
            for _stretch, group in itertools.groupby(rows, _FIRST):
                together = list(group)
                # One that was open twice comes twice.
                found.setdefault(together[0][1], together)
        if self.ended:
            statement = (
                f"SELECT j.key, d.case_id, {columns} FROM json_each(:ids) AS j"  # noqa: S608
                f" CROSS JOIN {join} ON d.case_id = unhex(j.value) WHERE 1{where}"
            )
            for row in plain_rows(self.session, statement, {"ids": _as_json(self.ended)}):
                found.setdefault(row[1], []).append(row)
        return found

    def places(self) -> list[tuple[int, bytes, bytes | None]]:
        """Return (registration, id, room) of the complaints, in order."""
        begin = self.values["begin"] - LONG_STRETCH
        rows = plain_rows(
            self.session,
            "SELECT registered_at, id, room_id FROM cases INDEXED BY ix_cases_complaints"
            " WHERE type = 'complaint' AND project_id = :project AND registered_at >= :begin"
            " AND registered_at < :end",
            {**self.values, "begin": begin},
        )
        found = [row for row in rows if row[1] in self.opened]
        known = {row[1] for row in found}
        rest = [*(case for case in self.opened if case not in known), *self.ended]
        if rest:
            found += plain_rows(
                self.session,
                "SELECT c.registered_at, c.id, c.room_id FROM json_each(:ids) AS j"
                " CROSS JOIN cases AS c ON c.id = unhex(j.value)",
                {"ids": _as_json(rest)},
            )
        return sorted(found)


def period_rows(session: Session, project_id: str, begin: datetime, end: datetime) -> PeriodRows:
    """Find the complaints of a project that matter to [begin, end)."""
    values = _values(project_id, begin, end)
    opened: set[bytes] = set()
    for source in (_OPENED_SHORTLY, _OPENED_LONG_AGO):
        statement = f"SELECT s.case_id FROM {source.format(join='')}"  # noqa: S608 - our names
        opened.update(case_id for (case_id,) in plain_rows(session, statement, values))
    late = {case_id for (case_id,) in plain_rows(session, _ENDED_BEFORE, values)} - opened
    ended: list[Row] = []
    if late:
        ended = plain_rows(
            session,
            "SELECT c.id FROM json_each(:ids) AS j CROSS JOIN cases AS c ON c.id = unhex(j.value)"
            " WHERE c.type = 'complaint' AND c.project_id = :project AND c.registered_at < :end",
            {**values, "ids": _as_json(late)},
        )
    return PeriodRows(session, values, frozenset(opened), tuple(case_id for (case_id,) in ended))


def has_complaints_before(session: Session, project_id: str, before: datetime) -> bool:
    """Return whether any complaint of a project was registered before an instant."""
    values = _values(project_id, before, before)
    return bool(
        plain_rows(
            session,
            "SELECT 1 FROM open_stretches INDEXED BY ix_open_stretches_opened"
            " WHERE project_id = :project AND opened_at < :begin LIMIT 1",
            values,
        )
    )


def latest_events(session: Session, project_id: str, after: datetime, limit: int) -> list[datetime]:
    """Return when the latest events of complaints after an instant happened, newest first."""
    rows = plain_rows(
        session,
        "SELECT e.at FROM case_events AS e INDEXED BY ix_case_events_kind_at"  # noqa: S608
        " CROSS JOIN cases AS c ON c.id = e.case_id"
        f" WHERE e.kind IN ({_EVENT_KINDS}) AND e.at > :begin"
        " AND c.project_id = :project AND c.type = 'complaint' ORDER BY e.at DESC LIMIT :limit",
        _values(project_id, after, after) | {"limit": limit},
    )
    return [instant(at) for (at,) in rows]


def registrations(session: Session, project_id: str, begin: datetime, end: datetime) -> list[Row]:
    """Return (id, room, category, instant) of the complaints registered in [begin, end), in order.

    Only those of a room.
    """
    return plain_rows(
        session,
        "SELECT id, room_id, category, registered_at FROM cases INDEXED BY ix_cases_complaints"
        " WHERE type = 'complaint' AND project_id = :project AND registered_at >= :begin"
        " AND registered_at < :end AND room_id IS NOT NULL ORDER BY registered_at, id",
        _values(project_id, begin, end),
    )


def buildings_of_rooms(session: Session, project_id: str) -> dict[bytes | None, str]:
    """Return the building's id, as text, of every room of a project."""
    units: dict[bytes, str] = dict(
        plain_rows(session, "SELECT id, lower(hex(building_id)) FROM units", {})
    )
    rooms = plain_rows(
        session,
        "SELECT id, unit_id FROM rooms WHERE project_id = :project",
        {"project": bytes.fromhex(project_id)},
    )
    return {room: units[unit] for room, unit in rooms}


def events_of(
    session: Session, case_ids: Iterable[str], kinds: Iterable[str]
) -> Iterator[tuple[str, str, datetime, str, str, str]]:
    """Yield (case, kind, instant, staff, words, facts as JSON) of some cases' events, case by case.

    In the order in which they were written.  The store would rather walk through every event of
    these kinds, not knowing how many there are; here it goes by the cases.
    """
    listed = ", ".join(f"'{kind}'" for kind in sorted(kinds))
    rows = plain_rows(
        session,
        "SELECT d.case_id, d.kind, d.at, d.staff_id, d.words, d.facts"  # noqa: S608 - our names
        " FROM json_each(:ids) AS j CROSS JOIN case_events AS d INDEXED BY ix_case_events_case"
        f" ON d.case_id = unhex(j.value) WHERE d.kind IN ({listed})",
        {"ids": json.dumps(list(case_ids))},
    )
    for case_id, kind, at, staff_id, words, facts in rows:
        yield case_id.hex(), kind, instant(at), staff_id.hex(), words, facts


def flow_counts(
    session: Session, project_id: str, bounds: Sequence[tuple[datetime, datetime]]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield (brought forward, new, reopened, done) of each of ``bounds``: sums over two indexes."""
    for begin, end in bounds:
        yield _flow_counts(session, _values(project_id, begin, end))


def _as_json(ids: Iterable[bytes]) -> str:
    return json.dumps([one.hex() for one in ids])


def _values(project_id: str, begin: datetime, end: datetime) -> dict[str, Any]:
    return {
        "project": bytes.fromhex(project_id),
        "begin": microseconds(begin),
        "end": microseconds(end),
    }


def _flow_counts(session: Session, values: Mapping[str, Any]) -> tuple[int, int, int, int]:
    at_begin = {**values, "end": values["begin"]}
    before = sum(
        plain_rows(session, f"SELECT count(*) FROM {source.format(join='')}", at_begin)[0][0]  # noqa: S608
        for source in (_OPENED_SHORTLY, _OPENED_LONG_AGO)
    )
    ((opened, reopened, done),) = plain_rows(
        session,
        "SELECT count(*), coalesce(sum(reopened), 0), (SELECT count(*) FROM open_stretches"
        " INDEXED BY ix_open_stretches_closed WHERE project_id = :project"
        " AND closed_at >= :begin AND closed_at < :end)"
        " FROM open_stretches INDEXED BY ix_open_stretches_opened"
        " WHERE project_id = :project AND opened_at >= :begin AND opened_at < :end",
        values,
    )
    return before, opened - reopened, reopened, done
