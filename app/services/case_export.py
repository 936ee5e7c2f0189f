"""The cases of a project as one table, with the mapping by which another store takes them in.

Names and phones stand in it in full: it needs a permission of its own and is written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.case_states import EXIT_STATES
from app.domain.import_mapping import PATHS, CaseField, ImportMapping
from app.domain.permissions import Action, Actor
from app.domain.tables import Cell
from app.domain.terms import CaseState, CaseType, Severity, Source
from app.i18n import _, current_language
from app.import_words import field_label
from app.labels import case_state_label, case_type_label, severity_label, source_label
from app.services.access_log import record_exports
from app.services.case_views import CategoryView, categories
from app.services.reporting import project_by_code
from db import audit
from db.models import Case, Customer, Project, Room

TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
_WITH_OFFSET = f"{TIME_FORMAT}%z"
_NEXT_DAY = timedelta(days=1)


@dataclass(frozen=True)
class CaseTable:
    """What an export writes; ``mapping`` reads it again, CSV or workbook."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    mapping: ImportMapping


@dataclass(frozen=True)
class _Line:
    case: Case
    customer: str
    phone: str
    room: str


def export_cases(
    session: Session,
    *,
    actor: Actor,
    project_code: str,
    first: date | None = None,
    last: date | None = None,
    now: datetime,
) -> CaseTable:
    """Return the cases registered from day ``first`` to day ``last`` of the project's calendar.

    Raises:
        UserFacingError: not permitted, or an unknown project.
    """
    actor.require(Action.EXPORT_CASES)
    project = project_by_code(session, project_code)
    lines = _lines(session, project, first, last)
    table = _Writer(project, categories(session), lines).table()
    audit.append(
        session,
        action="export_cases",
        object=f"project:{project.id}",
        after={
            "first": None if first is None else first.isoformat(),
            "last": None if last is None else last.isoformat(),
            "cases": [line.case.number for line in lines],
        },
        now=now,
    )
    named = {line.case.customer_id for line in lines if line.case.customer_id is not None}
    record_exports(session, actor=actor, customer_ids=named, now=now)
    return table


def _lines(
    session: Session, project: Project, first: date | None, last: date | None
) -> list[_Line]:
    zone = ZoneInfo(project.timezone)
    query = (
        select(Case, Customer.name, Customer.phone, Room.label)
        .outerjoin(Customer, Customer.id == Case.customer_id)
        .outerjoin(Room, Room.id == Case.room_id)
        .where(Case.project_id == project.id)
        .order_by(Case.registered_at, Case.number)
    )
    if first is not None:
        query = query.where(Case.registered_at >= datetime.combine(first, time(), zone))
    if last is not None:
        query = query.where(Case.registered_at < datetime.combine(last + _NEXT_DAY, time(), zone))
    return [
        _Line(case, name or "", phone or "", label or "")
        for case, name, phone, label in session.execute(query)
    ]


class _Writer:
    """Says each case in the words of the current language, and maps these words back."""

    def __init__(
        self, project: Project, known: Sequence[CategoryView], lines: Sequence[_Line]
    ) -> None:
        self._project, self._lines = project, lines
        self._zone = ZoneInfo(project.timezone)
        times = (at for line in lines for at in (line.case.registered_at, line.case.ended_at))
        # An hour that the clock shows twice is told apart by its distance from UTC only.
        self._is_ambiguous = any(at.astimezone(self._zone).fold for at in times if at is not None)
        self._categories = _category_names(known)
        self._taken = {line.case.external_number for line in lines}

    def table(self) -> CaseTable:
        """Return the table and its mapping."""
        fields = tuple(CaseField)
        header = (_("Number"), *(field_label(wanted) for wanted in fields))
        rows = tuple(self._row(line) for line in self._lines)
        columns = {wanted: field_label(wanted) for wanted in fields}
        mapping = ImportMapping(
            timezone=self._project.timezone,
            datetime=_WITH_OFFSET if self._is_ambiguous else TIME_FORMAT,
            columns=columns,
            values={
                CaseField.STATUS: {_state_words(state): _taken_as(state) for state in _states()},
                CaseField.TYPE: {case_type_label(kind): kind.value for kind in CaseType},
                CaseField.CATEGORY: {name: code for code, name in self._categories.items()},
                CaseField.SOURCE: {source_label(source): source.value for source in Source},
                CaseField.SEVERITY: {severity_label(s): str(s.value) for s in Severity},
            },
        )
        return CaseTable(header, rows, mapping)

    def _row(self, line: _Line) -> tuple[Cell, ...]:
        case = line.case
        state = CaseState(case.state)
        cells: dict[CaseField, Cell] = {
            CaseField.EXTERNAL_NUMBER: case.external_number or self._number_outside(case.number),
            CaseField.REGISTERED_AT: self._time(case.registered_at),
            CaseField.ENDED_AT: self._time(case.ended_at) if state in EXIT_STATES else "",
            CaseField.STATUS: _state_words(state),
            CaseField.TYPE: case_type_label(CaseType(case.type)),
            CaseField.CATEGORY: self._categories[case.category],
            CaseField.SOURCE: source_label(Source(case.source)),
            CaseField.SEVERITY: severity_label(Severity(case.severity)),
            CaseField.PLACE: case.place,
            CaseField.ROOM: line.room,
            CaseField.OWN_WORDS: case.own_words,
            CaseField.REMEDY_WANTED: case.remedy_wanted,
            CaseField.ANSWER: case.remedy_given,
            CaseField.EXTERNAL_STAFF: case.responsible,
            CaseField.CUSTOMER_NAME: line.customer,
            CaseField.PHONE: line.phone,
        }
        return (case.number, *(cells[wanted] for wanted in CaseField))

    def _number_outside(self, number: str) -> str:
        """Return the number that one of our own cases has for others; no two are the same."""
        while number in self._taken:
            number = f"{self._project.code}/{number}"
        return number

    def _time(self, at: datetime | None) -> Cell:
        if at is None:
            return ""
        local = at.astimezone(self._zone).replace(microsecond=0)
        if self._is_ambiguous:
            return local.strftime(_WITH_OFFSET)
        return local.replace(tzinfo=None)


def _states() -> tuple[CaseState, ...]:
    return (*PATHS, CaseState.REOPENED)


def _state_words(state: CaseState) -> str:
    return case_state_label(state)


def _taken_as(state: CaseState) -> str:
    """Return the state that a state comes back as: what was reopened is in progress again."""
    return state.value if state in PATHS else CaseState.IN_PROGRESS.value


def _category_names(known: Sequence[CategoryView]) -> dict[str, str]:
    """Return the name of each category by code, a child's behind its parent's."""
    in_chinese = current_language() == "zh_CN"
    names = {c.code: c.name_zh if in_chinese else c.name_en for c in known}
    return {
        c.code: f"{names[c.parent]} / {names[c.code]}" if c.parent else names[c.code] for c in known
    }
