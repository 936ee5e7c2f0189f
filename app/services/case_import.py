"""History from other systems: a table of cases taken in as a whole, or not at all (clause 4.3-1).

Imported cases keep their own times, and their events carry the fact ``imported``: they count in
the months in which they happened, and what the source does not know (clocks, promises, ratings)
stays unknown.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.case_states import EXIT_STATES
from app.domain.import_mapping import PATHS, ImportMapping, check_categories, document_of
from app.domain.import_rows import (
    ImportedCase,
    Progress,
    RowReader,
    RowVerdict,
    Verdict,
    judge_rows,
)
from app.domain.permissions import Action, Actor
from app.domain.tables import Table
from app.domain.terms import CaseState, EventKind, NextStep
from app.domain.typed_text import TEXT_LIMIT
from app.i18n import current_language
from app.pinyin import fold
from app.services.case_views import categories
from app.services.import_customers import CustomerBook, in_portions, open_book
from app.services.numbering import take_case_numbers
from app.services.registration import new_check_code
from app.services.reporting import project_by_code
from db import audit
from db.bulk_insert import insert_rows
from db.models import Case, CaseEvent, CaseImport, Project, Room, new_id

_CASES_AT_ONCE = 1_000


@dataclass(frozen=True)
class ImportResult:
    """What became of every row; ``kept`` only if something was added and stays."""

    verdicts: tuple[RowVerdict, ...]
    is_possible: bool
    kept: bool = False

    def count(self, verdict: Verdict) -> int:
        """Return how many rows had a verdict."""
        return Tally(row.verdict for row in self.verdicts)[verdict]

    @property
    def refused(self) -> tuple[RowVerdict, ...]:
        """The refused rows, in the order of the file."""
        return tuple(row for row in self.verdicts if row.verdict is Verdict.REFUSED)


def import_cases(
    session: Session,
    *,
    actor: Actor,
    project_code: str,
    table: Table,
    mapping: ImportMapping,
    skip_bad_rows: bool = False,
    dry_run: bool = False,
    now: datetime,
    before_writing: Callable[[], object] | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Take the cases of a table in, all of them or none.

    With ``skip_bad_rows`` the refused ones are left out.  A number that the project has already is
    no fault, and nothing is changed by it.  ``dry_run`` does everything and takes it back.
    ``before_writing`` is called once it is certain that something will be kept.  ``progress`` is
    told how many of twice the rows are done: first judged, then written.

    Raises:
        UserFacingError: not permitted, an unknown project, or a mapping that does not fit.
    """
    actor.require(Action.IMPORT_CASES)
    project = project_by_code(session, project_code)
    total = 2 * len(table.rows)
    judged = _judge(session, project, table, mapping, now, progress, total)
    result = _result(judged, skip_bad_rows=skip_bad_rows)
    if not result.is_possible or not result.count(Verdict.ADDED):
        if progress is not None:
            progress(total, total)
        return result
    writing = _Writing(session, project, actor, table, mapping, now, progress, total)
    if dry_run:
        with session.begin_nested() as trial:
            writing.write(judged)
            trial.rollback()
        return result
    if before_writing is not None:
        before_writing()
    return ImportResult(writing.write(judged), is_possible=True, kept=True)


def _judge(
    session: Session,
    project: Project,
    table: Table,
    mapping: ImportMapping,
    now: datetime,
    progress: Progress | None,
    total: int,
) -> list[RowVerdict]:
    codes = [category.code for category in categories(session)]
    check_categories(mapping, codes)
    reader = RowReader(mapping, table, zone=ZoneInfo(project.timezone), categories=codes, now=now)
    numbers = {reader.number_of(row) for row in table.rows}
    known: set[str] = set()
    for portion in in_portions(sorted(numbers)):
        found = session.scalars(
            select(Case.external_number).where(
                Case.project_id == project.id, Case.external_number.in_(portion)
            )
        )
        known.update(number for number in found if number is not None)
    return list(judge_rows(table, reader, known=known, progress=progress, total=total))


def _result(judged: Sequence[RowVerdict], *, skip_bad_rows: bool) -> ImportResult:
    any_refused = any(row.verdict is Verdict.REFUSED for row in judged)
    return ImportResult(
        tuple(replace(row, case=None) for row in judged),
        is_possible=skip_bad_rows or not any_refused,
    )


@dataclass
class _Writing:
    """Writes the rows that may be added, in one transaction and a few statements."""

    session: Session
    project: Project
    actor: Actor
    table: Table
    mapping: ImportMapping
    now: datetime
    progress: Progress | None
    total: int

    def write(self, judged: Sequence[RowVerdict]) -> tuple[RowVerdict, ...]:
        """Write them; return the verdicts with the numbers that were given."""
        cases = [row.case for row in judged if row.case is not None]
        cases.sort(key=lambda case: (case.registered_at, case.line))
        kept = self._keep_import(judged)
        rooms = _RoomBook(self.session, self.project)
        in_rooms = {room for case in cases if (room := rooms.room_of(case.room)) is not None}
        book = open_book(self.session, self.project, cases, in_rooms)
        numbers = take_case_numbers(
            self.session, self.project, [(case.type, case.registered_at) for case in cases]
        )
        names = self._category_names()
        rows = [
            self._row(case, number, kept.id, rooms, book, names)
            for case, number in zip(cases, numbers, strict=True)
        ]
        book.write(self.session)
        self._insert(cases, rows)
        audit.append(
            self.session,
            action="import_cases",
            object=f"import:{kept.id}",
            after={
                "file": self.table.sha256,
                "mapping": document_of(self.mapping),
                "cases": [_plain(row) for row in rows],
            },
            now=self.now,
        )
        given = {case.line: number for case, number in zip(cases, numbers, strict=True)}
        return tuple(
            replace(row, case=None, number=given[row.line] if row.case else "") for row in judged
        )

    def _keep_import(self, judged: Sequence[RowVerdict]) -> CaseImport:
        tally = Tally(row.verdict for row in judged)
        kept = CaseImport(
            id=new_id(),
            project_id=self.project.id,
            file_name=self.table.name,
            file_hash=self.table.sha256,
            mapping=document_of(self.mapping),
            rows=len(judged),
            added=tally[Verdict.ADDED],
            refused=tally[Verdict.REFUSED],
            imported_at=self.now,
            imported_by=self.actor.staff_id,
        )
        self.session.add(kept)
        self.session.flush()
        return kept

    def _category_names(self) -> dict[str, str]:
        in_chinese = current_language() == "zh_CN"
        return {
            category.code: category.name_zh if in_chinese else category.name_en
            for category in categories(self.session)
        }

    def _row(
        self,
        case: ImportedCase,
        number: str,
        import_id: str,
        rooms: _RoomBook,
        book: CustomerBook,
        names: dict[str, str],
    ) -> dict[str, Any]:
        room_id = rooms.room_of(case.room)
        is_over = case.state in EXIT_STATES
        return {
            "id": new_id(),
            "project_id": self.project.id,
            "number": number,
            "type": case.type,
            "state": case.state,
            "source": case.source,
            "customer_id": book.customer_of(case, room_id, self.now),
            "room_id": room_id,
            "category": case.category,
            "severity": int(case.severity),
            "own_words": case.own_words or names[case.category],
            "remedy_wanted": case.remedy_wanted,
            "remedy_given": case.answer,
            "place": case.place if room_id else _with_room(case),
            "responsible": case.external_staff,
            "escalation_level": 0,
            "round": 1,
            "check_code": new_check_code(),
            "registered_by": self.actor.staff_id,
            "registered_at": case.registered_at,
            "last_event_at": case.ended_at or case.registered_at,
            "ended_at": case.ended_at,
            "next_step": "" if is_over else NextStep.TAKE_UP,
            "external_number": case.external_number,
            "import_id": import_id,
        }

    def _insert(self, cases: Sequence[ImportedCase], rows: Sequence[dict[str, Any]]) -> None:
        done = len(self.table.rows)
        for portion in in_portions(list(zip(cases, rows, strict=True)), _CASES_AT_ONCE):
            insert_rows(self.session, Case, [row for _case, row in portion])
            events = [event for case, row in portion for event in self._events(case, row["id"])]
            insert_rows(self.session, CaseEvent, events)
            done += len(portion)
            if self.progress is not None:
                self.progress(min(done, self.total), self.total)
        if self.progress is not None:
            self.progress(self.total, self.total)

    def _events(self, case: ImportedCase, case_id: str) -> Iterator[dict[str, Any]]:
        path = PATHS[case.state]
        # Of a case that goes on, the last event says why it stands where it does: nobody knows.
        answered = path[-1] if case.state in EXIT_STATES else None
        if EventKind.RESOLVED in path:
            answered = EventKind.RESOLVED
        for kind in path:
            yield {
                "case_id": case_id,
                "kind": kind,
                "at": case.registered_at
                if kind is EventKind.REGISTERED
                else case.ended_at or case.registered_at,
                "staff_id": self.actor.staff_id,
                "words": case.answer if kind is answered else "",
                "facts": _facts(case, kind),
            }


def _facts(case: ImportedCase, kind: EventKind) -> dict[str, Any]:
    facts: dict[str, Any] = {"imported": True}
    if kind is EventKind.REGISTERED:
        facts |= {
            "type": case.type,
            "category": case.category,
            "severity": int(case.severity),
            "severity_proposed": int(case.severity),
            "severity_reason": "",
            "source": case.source,
            "external_number": case.external_number,
            "external_staff": case.external_staff,
        }
    if kind is EventKind.RESOLVED and case.state is CaseState.FOLLOW_UP:
        # Only an accepted answer waits for the call-back, and only then can it be closed.
        facts["accepted"] = True
    return facts


def _with_room(case: ImportedCase) -> str:
    """Return the place, with the room that the project does not know before it."""
    if not case.room or case.room in case.place:
        return case.place
    return f"{case.room} {case.place}".strip()[:TEXT_LIMIT]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


class _RoomBook:
    """The rooms of a project by label, written with or without dashes."""

    def __init__(self, session: Session, project: Project) -> None:
        rooms = session.execute(
            select(Room.id, Room.label, Room.compact).where(Room.project_id == project.id)
        ).all()
        self._by_label = {room.label: room.id for room in rooms}
        compact = Tally(room.compact for room in rooms)
        # 11-1-101 and 1-1-1101 are one without their dashes: then nobody can say which is meant.
        self._by_compact = {room.compact: room.id for room in rooms if compact[room.compact] == 1}

    def room_of(self, written: str) -> str | None:
        """Return the id of the room that is meant, None if there is no such one."""
        if not written:
            return None
        return self._by_label.get(written) or self._by_compact.get(fold(written))
