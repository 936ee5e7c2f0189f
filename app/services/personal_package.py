"""Everything held of one person, gathered for that person (PIPL art. 45)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, LargeBinary, Table, and_, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME
from app.domain.rights import PackageFile, PersonalPackage
from app.domain.terms import AccessKind, AccessReason
from app.services.access_log import record_access
from app.services.caller_words import events_of, promises_to
from app.services.erasure import person_records
from app.services.policy import read_setting
from db.models import Base, CaseCaller, Customer, Project, Room, Staff
from db.models.base import Identifier

NOT_HELD_APART = {
    "customer_keys": "ways to find the name and phone, which are given",
    "search_documents": "the same words once more, for finding them",
    "saved_filters": "what the staff look for, of nobody in particular",
    "attachment_contents": "given as files",
    "outages": "announcements to everybody",
    "signed_papers": "the report below as it was printed",
    "signed_reports": "figures of everybody, and words of the case once more, masked",
}
"""Tables that hold nothing of a person beside what the package gives already, and why."""
_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/pdf": "pdf",
    "text/plain": "txt",
}
_LEFT_OUT = {"project_id", "check_code", "import_id", "customer_id", "draft_revision"}


def personal_package(
    session: Session,
    *,
    actor: Actor,
    customer_id: str,
    case_id: str | None = None,
    now: datetime,
) -> PersonalPackage:
    """Return everything held of a person; that it was taken out is written down.

    What other people said stays out: only this person's own calls come from shared cases.

    Raises:
        UserFacingError: not permitted, the customer is gone, or made anonymous.
    """
    actor.require(Action.SERVE_RIGHTS)
    ids, case_ids, visit_ids = person_records(session, customer_id)
    customer = session.get_one(Customer, ids[0])
    if customer.erased_at is not None:
        raise UserFacingError(Problem.ERASED_ALREADY)
    project = session.get_one(Project, customer.project_id)
    gathering = _Gathering(session, project)
    tables = Base.metadata.tables
    calls = _Calls(session, ids, case_ids)
    records = {
        name: gathering.rows(tables[name], condition)
        for name, condition in _whose(ids, case_ids, visit_ids, calls).items()
    }
    record_access(
        session,
        actor=actor,
        customer_id=ids[0],
        kind=AccessKind.EXPORT,
        reason=AccessReason.RIGHTS_REQUEST,
        case_id=case_id,
        now=now,
    )
    return PersonalPackage(
        company=read_setting(session, COMPANY_NAME),
        project_name=project.name,
        desk_phone=project.desk_phone,
        timezone=project.timezone,
        made_at=now,
        made_by=actor.name,
        records=records,
        files=tuple(gathering.files),
    )


def covered_tables() -> frozenset[str]:
    """Return the tables that a package is gathered from."""
    return frozenset(_whose((), (), (), None))


class _Calls:
    """What further callers said and were promised: other people's here, this person's elsewhere."""

    def __init__(self, session: Session, ids: Sequence[str], case_ids: Sequence[str]) -> None:
        self.events: dict[bool, list[int]] = {True: [], False: []}
        self.promises: dict[bool, list[str]] = {True: [], False: []}
        calls = session.scalars(
            select(CaseCaller).where(
                or_(CaseCaller.customer_id.in_(ids), CaseCaller.case_id.in_(case_ids))
            )
        ).all()
        for call in calls:
            own = call.customer_id in ids
            promises = promises_to(session, call)
            self.promises[own] += [promise.id for promise in promises]
            self.events[own] += [event.seq for event in events_of(session, call, promises)]

    def apart(self, condition: ColumnElement[bool], table: Table) -> ColumnElement[bool]:
        """Return the condition on a case's rows without what is another caller's."""
        key: ColumnElement[Any] = table.c.seq if table.name == "case_events" else table.c.id
        found: Mapping[bool, Sequence[Any]] = (
            self.events if table.name == "case_events" else self.promises
        )
        return or_(and_(condition, key.not_in(found[False])), key.in_(found[True]))


def _whose(
    ids: Sequence[str], case_ids: Sequence[str], visit_ids: Sequence[str], calls: _Calls | None
) -> dict[str, ColumnElement[bool]]:
    """Return by table which rows are this person's, in the order of the package."""
    tables = Base.metadata.tables
    found: dict[str, ColumnElement[bool]] = {"customers": tables["customers"].c.id.in_(ids)}
    for name in (
        "occupancies",
        "vehicles",
        "customer_notes",
        "consents",
        "consent_evidence",
        "notices_told",
        "disclosures",
        "cases",
        "case_callers",
        "visits",
        "access_log",
    ):
        found[name] = tables[name].c.customer_id.in_(ids)
    for name in ("case_events", "case_clocks", "promises", "escalations", "attachments"):
        found[name] = tables[name].c.case_id.in_(case_ids)
        if calls is not None and name in ("case_events", "promises"):
            found[name] = calls.apart(found[name], tables[name])
    ratings, holds, merges = tables["ratings"].c, tables["legal_holds"].c, tables["customer_merges"]
    found["ratings"] = or_(ratings.case_id.in_(case_ids), ratings.visit_id.in_(visit_ids))
    found["legal_holds"] = or_(holds.customer_id.in_(ids), holds.case_id.in_(case_ids))
    # An undone merge tells of two people, and the other one's fields are nothing of this one's.
    found["customer_merges"] = and_(
        merges.c.undone_at.is_(None), or_(merges.c.kept_id.in_(ids), merges.c.gone_id.in_(ids))
    )
    found["distinct_pairs"] = or_(
        tables["distinct_pairs"].c.first_id.in_(ids), tables["distinct_pairs"].c.second_id.in_(ids)
    )
    return found


class _Gathering:
    """Turns rows into plain values, with names in place of the ids of staff and rooms."""

    def __init__(self, session: Session, project: Project) -> None:
        self._session = session
        self._zone = ZoneInfo(project.timezone)
        self._names = {
            "staff.id": dict(session.execute(select(Staff.id, Staff.name)).all()),
        }
        self.files: list[PackageFile] = []

    def rows(self, table: Table, condition: ColumnElement[bool]) -> tuple[dict[str, Any], ...]:
        order = [table.c.seq] if "seq" in table.c else list(table.primary_key.columns)
        query = select(table).where(condition).order_by(*order)
        rows = self._session.execute(query).mappings()
        return tuple(self._row(table, dict(row)) for row in rows)

    def _row(self, table: Table, row: dict[str, Any]) -> dict[str, Any]:
        plain = {
            column.name: self._plain(column, row[column.name], row)
            for column in table.columns
            if column.name not in _LEFT_OUT
        }
        if table.name == "attachments":
            plain["file"] = self._attached(row)
        return plain

    def _plain(self, column: Column[Any], value: Any, row: dict[str, Any]) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(self._zone).isoformat(timespec="seconds")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(column.type, LargeBinary):
            return None if value is None else self._file(row["media_type"], value)
        if isinstance(column.type, Identifier) and value is not None:
            return self._named(column, value)
        return value

    def _named(self, column: Column[Any], value: str) -> str:
        target = next((key.target_fullname for key in column.foreign_keys), "")
        if target == "rooms.id":
            room = self._session.get(Room, value)
            return room.label if room is not None else value
        return self._names.get(target, {}).get(value, value)

    def _attached(self, row: dict[str, Any]) -> str | None:
        contents = Base.metadata.tables["attachment_contents"].c
        data = self._session.scalar(
            select(contents.data).where(contents.attachment_id == row["id"])
        )
        return None if data is None else self._file(row["media_type"], data)

    def _file(self, media_type: str, data: bytes) -> str:
        name = f"file-{len(self.files) + 1:03d}.{_EXTENSIONS.get(media_type, 'bin')}"
        self.files.append(PackageFile(name, data))
        return name
