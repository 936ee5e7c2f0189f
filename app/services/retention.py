"""The retention run: what is due, preview, approval, certificate (PIPL art. 19).

Nothing is erased that a person did not approve, and nothing that changed after they looked.
Records under a legal hold stay, and so does whoever still lives here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME
from app.domain.retention import (
    RetentionCertificate,
    RetentionClass,
    RetentionPreview,
    Rules,
    check_rules,
    hash_of_found,
    kept_since,
    rules_from_plain,
    rules_to_plain,
)
from app.domain.terms import CaseType, CustomerKind, ErasureGround, VisitState
from app.services.erasure import (
    CASES,
    CUSTOMERS,
    VISITS,
    empty_cases,
    empty_person,
    empty_visits,
    erasing,
    person_records,
)
from app.services.policy import project_policy, put_project_policy, read_setting
from db.models import (
    AccessEntry,
    Case,
    CaseCaller,
    Customer,
    Erasure,
    LegalHold,
    Occupancy,
    Project,
    RetentionRun,
    Staff,
    Visit,
    new_id,
)

RETENTION = "retention"
_AT_ONCE = 500
_HELD = "held"
_SUBJECTS = {
    RetentionClass.VISITORS: CUSTOMERS,
    RetentionClass.FORMER_RESIDENTS: CUSTOMERS,
    RetentionClass.ENQUIRIES: CASES,
    RetentionClass.CASES: CASES,
    RetentionClass.VISITS: VISITS,
}


@dataclass(frozen=True)
class RetentionState:
    """What the settings show: the rules, what is due by them, runs that were approved."""

    rules: Rules
    due: Mapping[RetentionClass, int]
    runs: tuple[tuple[str, str, datetime], ...]


def retention_state(
    session: Session, *, actor: Actor, project_id: str, now: datetime
) -> RetentionState:
    """Return rules, what is due now, and id, number and time of the last approved runs.

    Raises:
        UserFacingError: not permitted.
    """
    actor.require(Action.RUN_RETENTION)
    rules = retention_rules(session, project_id)
    runs = session.execute(
        select(RetentionRun.id, RetentionRun.number, RetentionRun.approved_at)
        .where(RetentionRun.project_id == project_id, RetentionRun.approved_at.is_not(None))
        .order_by(RetentionRun.approved_at.desc())
        .limit(12)
    )
    return RetentionState(
        rules,
        _counts(_found(session, project_id, rules, now)),
        tuple((run_id, number, at) for run_id, number, at in runs if at is not None),
    )


def retention_rules(session: Session, project_id: str) -> Rules:
    """Return the rules of a project."""
    return rules_from_plain(project_policy(session, project_id, RETENTION))


def change_rules(
    session: Session, *, actor: Actor, project_id: str, rules: Rules, now: datetime
) -> None:
    """Set for how long each class is kept.

    Raises:
        UserFacingError: not permitted.
        FieldError: a length is out of range.
    """
    actor.require(Action.CHANGE_POLICY)
    put_project_policy(
        session,
        project_id=project_id,
        name=RETENTION,
        value=rules_to_plain(check_rules(rules)),
        now=now,
    )


def preview_run(
    session: Session, *, actor: Actor, project_id: str, now: datetime
) -> RetentionPreview:
    """Look at what is due and keep it as a run to be approved; an older preview gives way.

    Raises:
        UserFacingError: not permitted.
    """
    actor.require(Action.RUN_RETENTION)
    rules = retention_rules(session, project_id)
    found = _found(session, project_id, rules, now)
    run = session.scalars(
        select(RetentionRun).where(
            RetentionRun.project_id == project_id, RetentionRun.approved_at.is_(None)
        )
    ).first()
    if run is None:
        run = RetentionRun(
            id=new_id(), project_id=project_id, number=_next_number(session, project_id, now)
        )
    run.rules, run.found = rules_to_plain(rules), found
    run.previewed_at, run.previewed_by = now, actor.staff_id
    session.add(run)
    session.flush()
    return RetentionPreview(run.id, run.number, now, _counts(run.found))


def _next_number(session: Session, project_id: str, now: datetime) -> str:
    project = session.get_one(Project, project_id)
    day = now.astimezone(ZoneInfo(project.timezone)).strftime("%Y%m%d")
    before = session.scalar(
        select(func.count())
        .select_from(RetentionRun)
        .where(RetentionRun.number.startswith(f"{project.code}-BL-{day}-"))
    )
    return f"{project.code}-BL-{day}-{(before or 0) + 1:03d}"


def approve_run(session: Session, *, actor: Actor, run_id: str, now: datetime) -> None:
    """Make anonymous what the preview found, if it would find the very same now.

    Raises:
        UserFacingError: not permitted, approved before, or records or rules changed meanwhile.
    """
    actor.require(Action.RUN_RETENTION)
    run = session.get(RetentionRun, run_id)
    if run is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if run.approved_at is not None:
        raise UserFacingError(Problem.RETENTION_DONE)
    rules = retention_rules(session, run.project_id)
    same_rules = rules_to_plain(rules) == run.rules
    if not same_rules or _found(session, run.project_id, rules, run.previewed_at) != run.found:
        raise UserFacingError(Problem.RETENTION_CHANGED)
    run.approved_at, run.approved_by = now, actor.staff_id
    run.counts = {each.value: count for each, count in _counts(run.found).items()}
    run.counts[_HELD] = _held(session, run.project_id)
    rows = [
        _erasure(run, subject, record_id)
        for each, subject in _SUBJECTS.items()
        for subject_id in run.found[each.value]
        for record_id in _records(session, subject, subject_id)
    ]
    with erasing(session, *rows, run=run):
        _empty(session, run, now, actor.staff_id)


def _held(session: Session, project_id: str) -> int:
    """Return how many legal holds stand in a project."""
    people = select(Customer.id).where(Customer.project_id == project_id)
    cases = select(Case.id).where(Case.project_id == project_id)
    standing = (
        select(func.count())
        .select_from(LegalHold)
        .where(
            LegalHold.released_at.is_(None),
            or_(LegalHold.customer_id.in_(people), LegalHold.case_id.in_(cases)),
        )
    )
    return session.scalar(standing) or 0


def _records(session: Session, subject: str, subject_id: str) -> Sequence[str]:
    """Return the records that are made anonymous with one: those brought together with a person."""
    return person_records(session, subject_id)[0] if subject == CUSTOMERS else (subject_id,)


def _erasure(run: RetentionRun, subject: str, subject_id: str) -> Erasure:
    return Erasure(
        id=new_id(),
        subject=subject,
        subject_id=subject_id,
        ground=ErasureGround.RETENTION,
        run_id=run.id,
        erased_at=run.approved_at,
        erased_by=run.approved_by,
    )


def _empty(session: Session, run: RetentionRun, now: datetime, staff_id: str) -> None:
    found = run.found
    for each in (RetentionClass.ENQUIRIES, RetentionClass.CASES):
        for part in _parts(found[each.value]):
            empty_cases(session, part, now, staff_id)
            session.flush()
    for part in _parts(found[RetentionClass.VISITS.value]):
        empty_visits(session, part, unlink=True)
        session.flush()
    for each in (RetentionClass.VISITORS, RetentionClass.FORMER_RESIDENTS):
        for customer_id in found[each.value]:
            empty_person(session, customer_id, now, staff_id)
    for part in _parts(found[RetentionClass.ACCESS_LOG.value]):
        for entry in session.scalars(select(AccessEntry).where(AccessEntry.seq.in_(part))):
            entry.words = ""


def _parts(ids: Sequence[Any]) -> list[Sequence[Any]]:
    return [ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE)]


def certificate(session: Session, *, actor: Actor, run_id: str) -> RetentionCertificate:
    """Return what the certificate of an approved run says.

    Raises:
        UserFacingError: not permitted, or there is no such run.
    """
    actor.require(Action.RUN_RETENTION)
    previewer, approver = aliased(Staff), aliased(Staff)
    row = session.execute(
        select(RetentionRun, Project, previewer.name, approver.name)
        .join(Project, Project.id == RetentionRun.project_id)
        .join(previewer, previewer.id == RetentionRun.previewed_by)
        .join(approver, approver.id == RetentionRun.approved_by)
        .where(RetentionRun.id == run_id)
    ).first()
    if row is None:
        raise UserFacingError(Problem.NOT_FOUND)
    run, project, previewed_by, approved_by = row
    approved_at = run.approved_at or run.previewed_at
    return RetentionCertificate(
        company=read_setting(session, COMPANY_NAME),
        project_name=project.name,
        timezone=project.timezone,
        number=run.number,
        rules=rules_from_plain(run.rules),
        counts={each: (run.counts or {}).get(each.value, 0) for each in RetentionClass},
        held=(run.counts or {}).get(_HELD, 0),
        found_hash=hash_of_found(run.found),
        previewed_at=run.previewed_at,
        previewed_by=previewed_by,
        approved_at=approved_at,
        approved_by=approved_by,
    )


# ---- what is due ---------------------------------------------------------------------------


def _counts(found: Mapping[str, Sequence[Any]]) -> dict[RetentionClass, int]:
    return {each: len(found[each.value]) for each in RetentionClass}


def _found(session: Session, project_id: str, rules: Rules, now: datetime) -> dict[str, Any]:
    """Return ids by class: sorted, so that two looks at the same store are equal."""
    due = _Due(session, project_id, rules, now)
    return {
        RetentionClass.VISITORS.value: due.people(RetentionClass.VISITORS),
        RetentionClass.FORMER_RESIDENTS.value: due.people(RetentionClass.FORMER_RESIDENTS),
        RetentionClass.ENQUIRIES.value: due.cases(RetentionClass.ENQUIRIES),
        RetentionClass.CASES.value: due.cases(RetentionClass.CASES),
        RetentionClass.VISITS.value: due.visits(),
        RetentionClass.ACCESS_LOG.value: due.looks(),
    }


class _Due:
    """The questions of one look at the store."""

    def __init__(self, session: Session, project_id: str, rules: Rules, now: datetime) -> None:
        self._session = session
        self._project_id = project_id
        self._since = {each: kept_since(rules, each, now) for each in RetentionClass}
        standing = LegalHold.released_at.is_(None)
        named = select(LegalHold.customer_id).where(standing, LegalHold.customer_id.is_not(None))
        # A hold on a record holds the one that it was brought together with as well.
        kept_with = select(Customer.merged_into_id).where(
            Customer.id.in_(named), Customer.merged_into_id.is_not(None)
        )
        self._held_people = named.union(kept_with)
        # So are the words that somebody under a hold left in another person's case.
        self._held_cases = (
            select(LegalHold.case_id)
            .where(standing, LegalHold.case_id.is_not(None))
            .union(select(CaseCaller.case_id).where(CaseCaller.customer_id.in_(self._held_people)))
        )
        self._gone = select(Customer.id).where(Customer.erased_at.is_not(None))

    def _erased(self, subject: str) -> Any:
        return select(Erasure.subject_id).where(Erasure.subject == subject)

    def _of_nobody_kept(self, column: Any) -> ColumnElement[bool]:
        """The record is nobody's, or of somebody who is neither under a hold nor erased."""
        return or_(
            column.is_(None),
            and_(column.not_in(self._held_people), column.not_in(self._gone)),
        )

    def _case_is_due(self, each: RetentionClass) -> ColumnElement[bool]:
        is_enquiry = Case.type == CaseType.ENQUIRY
        return and_(
            is_enquiry if each is RetentionClass.ENQUIRIES else ~is_enquiry,
            Case.ended_at < self._since[each],
        )

    def cases(self, each: RetentionClass) -> list[str]:
        """Return ended cases of a class whose words are no longer kept."""
        return sorted(
            self._session.scalars(
                select(Case.id).where(
                    Case.project_id == self._project_id,
                    self._case_is_due(each),
                    Case.id.not_in(self._erased(CASES)),
                    Case.id.not_in(self._held_cases),
                    or_(self._of_nobody_kept(Case.customer_id), self._went_on_after_erasure()),
                )
            )
        )

    def _went_on_after_erasure(self) -> ColumnElement[bool]:
        """Something was written into the case after its customer was made anonymous."""
        return (
            select(Customer.id)
            .where(Customer.id == Case.customer_id, Customer.erased_at < Case.last_event_at)
            .exists()
        )

    def visits(self) -> list[str]:
        """Return ended visits that no longer say whose they were."""
        return sorted(
            self._session.scalars(
                select(Visit.id).where(
                    Visit.project_id == self._project_id,
                    Visit.ended_at < self._since[RetentionClass.VISITS],
                    or_(Visit.customer_id.is_not(None), Visit.left_reason != ""),
                    Visit.id.not_in(self._erased(VISITS)),
                    self._of_nobody_kept(Visit.customer_id),
                )
            )
        )

    def looks(self) -> list[int]:
        """Return entries of the access log whose typed reasons are no longer kept."""
        return sorted(
            self._session.scalars(
                select(AccessEntry.seq)
                .join(Customer, Customer.id == AccessEntry.customer_id)
                .where(
                    Customer.project_id == self._project_id,
                    AccessEntry.at < self._since[RetentionClass.ACCESS_LOG],
                    AccessEntry.words != "",
                    AccessEntry.customer_id.not_in(self._held_people),
                )
            )
        )

    def people(self, each: RetentionClass) -> list[str]:
        """Return people of whom nothing is kept for any other reason, and nobody lives here."""
        since = self._since[each]
        is_visitor = Customer.kind == CustomerKind.VISITOR
        return sorted(
            self._session.scalars(
                select(Customer.id).where(
                    Customer.project_id == self._project_id,
                    is_visitor if each is RetentionClass.VISITORS else ~is_visitor,
                    Customer.erased_at.is_(None),
                    Customer.merged_into_id.is_(None),
                    Customer.created_at < since,
                    Customer.id.not_in(self._held_people),
                    ~self._lives_here(since),
                    ~self._came_since(since),
                    ~self._has_kept_case(since),
                )
            )
        )

    def _lives_here(self, since: datetime) -> ColumnElement[bool]:
        project = self._session.get_one(Project, self._project_id)
        day = since.astimezone(ZoneInfo(project.timezone)).date()
        return (
            select(Occupancy.id)
            .where(
                Occupancy.customer_id == Customer.id,
                or_(Occupancy.until_on.is_(None), Occupancy.until_on > day),
            )
            .exists()
        )

    def _came_since(self, since: datetime) -> ColumnElement[bool]:
        unfinished = Visit.state.in_((VisitState.IN_PROGRESS, VisitState.PARKED))
        return (
            select(Visit.id)
            .where(Visit.customer_id == Customer.id, or_(Visit.arrived_at >= since, unfinished))
            .exists()
        )

    def _has_kept_case(self, since: datetime) -> ColumnElement[bool]:
        called = select(CaseCaller.case_id).where(CaseCaller.customer_id == Customer.id)
        is_due = or_(
            self._case_is_due(RetentionClass.ENQUIRIES), self._case_is_due(RetentionClass.CASES)
        )
        return (
            select(Case.id)
            .where(
                or_(Case.customer_id == Customer.id, Case.id.in_(called)),
                or_(
                    Case.ended_at.is_(None),
                    Case.ended_at >= since,
                    ~is_due,
                    Case.id.in_(self._held_cases),
                ),
            )
            .exists()
        )
