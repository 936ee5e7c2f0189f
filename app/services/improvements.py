"""The improvement register: findings, measures, and what they did (clauses 4.3-4, 3-3 and 6-3).

Every change adds an entry that holds the measure as it stands from then on, so that a report of a
past period can tell it as it stood at its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Problem, UserFacingError
from app.domain.figure_filter import FigureFilter
from app.domain.improvements import (
    NEW,
    CheckDraft,
    EntryKind,
    FigureCount,
    MeasureDraft,
    MeasureList,
    MeasureView,
    Proposal,
    Shown,
    check_draft,
    check_effect,
    check_step,
    propose,
    shown_of,
)
from app.domain.period_summary import PeriodSummary
from app.domain.periods import Period
from app.domain.permissions import Action, Actor
from app.domain.policy import COMPANY_NAME
from app.domain.terms import MeasureEffect, MeasureState
from app.i18n import current_language
from app.services.departments import departments
from app.services.improvement_report import register_lines
from app.services.improvement_rows import (
    draft_of,
    read_count,
    today_of,
    values_of,
    views_of,
    written_count,
    written_scope,
)
from app.services.numbering import next_improvement_number
from app.services.policy import read_setting
from app.services.report_places import building_names
from app.services.reporting import period_summary
from db import audit
from db.models import Category, Improvement, ImprovementEntry, Project, Staff, new_id

_STEPS = {
    MeasureState.PLANNED: EntryKind.TAKEN_UP,
    MeasureState.IN_PROGRESS: EntryKind.BEGUN,
    MeasureState.DONE: EntryKind.DONE,
    MeasureState.DROPPED: EntryKind.DROPPED,
}
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class RegisterView:
    """The register of a project, with what its form offers to choose from.

    ``owners`` are departments and people of the staff; categories and buildings are codes and ids
    with their names.
    """

    measures: tuple[MeasureView, ...]
    owners: tuple[str, ...]
    categories: dict[str, str]
    buildings: dict[str, str]
    today: date


@dataclass(frozen=True)
class EffectView:
    """The figure of a measure before and after, and the verdict that follows from it."""

    before: FigureCount
    after: FigureCount
    proposal: Proposal


# ---- reading -----------------------------------------------------------------------------------


def register(session: Session, *, actor: Actor, project_id: str, now: datetime) -> RegisterView:
    """Return every measure of a project with its history.

    Raises:
        UserFacingError: not permitted, or the project is gone.
    """
    actor.require(Action.READ_REPORTS)
    project = _project(session, project_id)
    staff = session.scalars(select(Staff.name).where(Staff.active).order_by(Staff.name))
    owners = (*departments(session, actor=actor, project_id=project_id), *staff)
    return RegisterView(
        views_of(session, project),
        tuple(dict.fromkeys(owners)),
        _top_categories(session),
        building_names(session, project_id),
        today_of(project, now),
    )


def register_on_paper(
    session: Session, *, actor: Actor, project_id: str, shown: Shown, now: datetime
) -> MeasureList:
    """Return one view of the register to be printed, staff masked as policy says.

    Raises:
        UserFacingError: not permitted, or the project is gone.
    """
    actor.require(Action.READ_REPORTS)
    project = _project(session, project_id)
    today = today_of(project, now)
    measures = shown_of(views_of(session, project), shown, today)
    return MeasureList(
        read_setting(session, COMPANY_NAME),
        project.name,
        project.timezone,
        shown,
        register_lines(session, measures),
        today,
        now,
        actor.name,
    )


def count_figure(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    figure: str,
    only: FigureFilter,
    period: Period,
    now: datetime,
) -> FigureCount:
    """Return one figure of one period, counted as the report of that period counts it.

    Raises:
        UserFacingError: not permitted, the project is gone, or the period has not begun.
        KeyError: there is no such figure.
    """
    actor.require(Action.READ_REPORTS)
    project = _project(session, project_id)
    summary = period_summary(
        session,
        actor=actor,
        project_code=project.code,
        period=period,
        lang=current_language(),
        now=now,
        only=None if only.is_empty else only,
    )
    if figure == NEW:
        return FigureCount(summary.figures.flow.new, _days(summary), str(period))
    ratio = summary.figures.ratios[figure]
    return FigureCount(ratio.n if ratio else 0, ratio.d if ratio else 0, str(period))


def _days(summary: PeriodSummary) -> int:
    """Return how many days of a period were counted; one that runs, up to today."""
    last = (summary.until - _MICROSECOND).astimezone(ZoneInfo(summary.timezone)).date()
    return max(1, (min(last, summary.period.last_on) - summary.period.first_on).days + 1)


def effect_of(
    session: Session, *, actor: Actor, measure_id: str, period: Period, now: datetime
) -> EffectView:
    """Return the figure of a measure before it and in ``period``, and the verdict by the rule.

    Raises:
        UserFacingError: not permitted, the measure is gone or not done.
        FieldError: the period begins before the measure was done, or is not over.
    """
    actor.require(Action.READ_REPORTS)
    row = session.get(Improvement, measure_id)
    if row is None:
        raise UserFacingError(Problem.NOT_FOUND)
    return _effect(session, actor, row, period, now)


def _effect(
    session: Session, actor: Actor, row: Improvement, period: Period, now: datetime
) -> EffectView:
    project = _project(session, row.project_id)
    check_effect(
        CheckDraft(period), None, done_on=_done_on(row, project), today=today_of(project, now)
    )
    draft = draft_of(values_of(row))
    before, after = (
        count_figure(
            session,
            actor=actor,
            project_id=project.id,
            figure=draft.figure,
            only=draft.only,
            period=wanted,
            now=now,
        )
        for wanted in (Period.parse(row.found_in), period)
    )
    return EffectView(before, after, propose(draft.figure, before, after))


def _done_on(row: Improvement, project: Project) -> date:
    if row.state != MeasureState.DONE or row.done_at is None:
        raise UserFacingError(Problem.CHANGED_MEANWHILE)
    return today_of(project, row.done_at)


# ---- writing -----------------------------------------------------------------------------------


def enter_finding(
    session: Session, *, actor: Actor, project_id: str, draft: MeasureDraft, now: datetime
) -> str:
    """Enter a finding, with its measure as far as it is known; return its identifier.

    The figure that it is about is counted for the period of the finding.

    Raises:
        UserFacingError: not permitted, or the project is gone.
        FieldError: something is missing or wrong in the draft.
    """
    actor.require(Action.KEEP_IMPROVEMENTS)
    project = _project(session, project_id)
    state = MeasureState.PLANNED
    draft = check_draft(draft, today=today_of(project, now), state=state)
    row = Improvement(
        id=new_id(),
        project_id=project_id,
        number=next_improvement_number(session, project, now),
        state=state,
        effect=MeasureEffect.NOT_CHECKED,
        created_at=now,
        created_by=actor.staff_id,
        before={},
    )
    _fill(session, actor, row, draft, now)
    session.add(row)
    session.flush()
    _record(session, actor, row, EntryKind.FOUND, now)
    return row.id


def change_measure(
    session: Session,
    *,
    actor: Actor,
    measure_id: str,
    draft: MeasureDraft,
    seen: int,
    now: datetime,
) -> int:
    """Change what is known of a measure that is not done yet; ``seen`` is its latest entry known.

    Returns the number of its latest entry now.  What it is to move is fixed once it is under way.

    Raises:
        UserFacingError: not permitted, gone, or changed or settled meanwhile.
        FieldError: something is missing or wrong in the draft.
    """
    actor.require(Action.KEEP_IMPROVEMENTS)
    row = _present(session, measure_id, seen)
    state = MeasureState(row.state)
    if state not in (MeasureState.PLANNED, MeasureState.IN_PROGRESS):
        raise UserFacingError(Problem.CHANGED_MEANWHILE)
    project = _project(session, row.project_id)
    draft = check_draft(draft, today=today_of(project, now), state=state)
    before = values_of(row)
    old = draft_of(before)
    if state is MeasureState.IN_PROGRESS:
        fixed = (old.found_in, old.figure, old.only)
        if fixed != (draft.found_in, draft.figure, draft.only):
            raise UserFacingError(Problem.CHANGED_MEANWHILE)
    if old == draft:
        return seen
    _fill(session, actor, row, draft, now)
    session.flush()
    return _record(session, actor, row, EntryKind.CHANGED, now, before=before)


def move_measure(
    session: Session,
    *,
    actor: Actor,
    measure_id: str,
    state: MeasureState,
    words: str = "",
    seen: int,
    now: datetime,
) -> None:
    """Begin, finish, drop or take up a measure again.

    Raises:
        UserFacingError: not permitted, gone, or changed meanwhile.
        FieldError: the step is not possible, has to be explained, or the measure lacks something.
    """
    actor.require(Action.KEEP_IMPROVEMENTS)
    row = _present(session, measure_id, seen)
    was = MeasureState(row.state)
    words = check_step(was, state, words)
    if state in (MeasureState.IN_PROGRESS, MeasureState.DONE):
        today = today_of(_project(session, row.project_id), now)
        check_draft(draft_of(values_of(row)), today=today, state=state)
    before = values_of(row)
    row.state = state
    row.done_at = now if state is MeasureState.DONE else None
    if was is MeasureState.DONE:
        row.effect, row.checked_in, row.after, row.checked_at = (
            MeasureEffect.NOT_CHECKED,
            "",
            None,
            None,
        )
    session.flush()
    is_back = was is MeasureState.DONE
    kind = EntryKind.TAKEN_UP if is_back else _STEPS[state]
    _record(session, actor, row, kind, now, words=words, before=before)


def record_effect(
    session: Session,
    *,
    actor: Actor,
    measure_id: str,
    draft: CheckDraft,
    seen: int,
    now: datetime,
) -> EffectView:
    """Record what a person says of the effect, with the figure before and after.

    Raises:
        UserFacingError: not permitted, gone, changed meanwhile or not done.
        FieldError: the period does not fit, no verdict is chosen, or a reason is missing.
    """
    actor.require(Action.KEEP_IMPROVEMENTS)
    row = _present(session, measure_id, seen)
    project = _project(session, row.project_id)
    effect = _effect(session, actor, row, draft.period, now)
    draft = check_effect(
        draft, effect.proposal, done_on=_done_on(row, project), today=today_of(project, now)
    )
    before = values_of(row)
    row.before, row.after = written_count(effect.before), written_count(effect.after)
    row.checked_in, row.checked_at = str(draft.period), now
    row.effect = draft.effect or MeasureEffect.NOT_CHECKED
    session.flush()
    _record(session, actor, row, EntryKind.CHECKED, now, words=draft.reason, before=before)
    return effect


def _fill(
    session: Session, actor: Actor, row: Improvement, draft: MeasureDraft, now: datetime
) -> None:
    if draft.found_in is None or draft.due_on is None:
        raise UserFacingError(Problem.INCOMPLETE)
    counted = read_count(row.before or {})
    asked = (str(draft.found_in), draft.figure, draft.only)
    # Another figure is asked of the store; the same one stays as it was counted.
    if counted is None or asked != (row.found_in, row.figure, draft_of(values_of(row)).only):
        counted = count_figure(
            session,
            actor=actor,
            project_id=row.project_id,
            figure=draft.figure,
            only=draft.only,
            period=draft.found_in,
            now=now,
        )
    row.section, row.found_in, row.finding = draft.section, str(draft.found_in), draft.finding
    row.cause_kind = draft.cause_kind.value if draft.cause_kind else ""
    row.cause, row.measure, row.owner = draft.cause, draft.measure, draft.owner
    row.due_on, row.figure, row.scope = draft.due_on, draft.figure, written_scope(draft.only)
    row.before = written_count(counted)
    row.checked_in = row.checked_in or ""


def _record(
    session: Session,
    actor: Actor,
    row: Improvement,
    kind: EntryKind,
    now: datetime,
    *,
    words: str = "",
    before: dict[str, Any] | None = None,
) -> int:
    """Add an entry to the history and the audit log; return the entry's number."""
    values = values_of(row)
    old = before or {}
    changed = [name for name in values if name in old and values[name] != old[name]]
    latest = session.scalar(
        select(func.max(ImprovementEntry.at)).where(ImprovementEntry.improvement_id == row.id)
    )
    entry = ImprovementEntry(
        improvement_id=row.id,
        # A clock that was put back does not reorder the history.
        at=now if latest is None else max(now, latest + _MICROSECOND),
        staff_id=actor.staff_id,
        state=row.state,
        words=words,
        facts={"kind": kind.value, "changed": changed, "values": values},
    )
    session.add(entry)
    session.flush()
    audit.append(
        session,
        action=f"measure_{kind.value}",
        object=f"improvement:{row.id}",
        before=before,
        after={**values, "words": words},
        now=now,
    )
    return entry.seq


def _present(session: Session, measure_id: str, seen: int) -> Improvement:
    row = session.get(Improvement, measure_id)
    if row is None:
        raise UserFacingError(Problem.NOT_FOUND)
    latest = session.scalar(
        select(func.max(ImprovementEntry.seq)).where(ImprovementEntry.improvement_id == row.id)
    )
    if latest != seen:
        raise UserFacingError(Problem.CHANGED_MEANWHILE)
    return row


def _project(session: Session, project_id: str) -> Project:
    project = session.get(Project, project_id)
    if project is None:
        raise UserFacingError(Problem.NOT_FOUND)
    return project


def _top_categories(session: Session) -> dict[str, str]:
    rows = session.scalars(
        select(Category)
        .where(Category.parent_code.is_(None))
        .order_by(Category.position, Category.code)
    )
    is_chinese = current_language() == "zh_CN"
    return {row.code: row.name_zh if is_chinese else row.name_en for row in rows}
