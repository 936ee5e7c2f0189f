"""The figures of several projects side by side (clause 4.3-4)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import Problem, UserFacingError
from app.domain.period_summary import PeriodSummary
from app.domain.periods import Period
from app.domain.permissions import Action, Actor
from app.domain.project_comparison import ProjectComparison, ProjectFigures, pooled
from app.services.reporting import list_projects, project_by_code
from app.services.sign_off import present_summary
from app.version import VERSION

_LEAST_PROJECTS = 2


def compare_projects(
    session: Session,
    *,
    actor: Actor,
    period: Period,
    lang: str,
    now: datetime,
    codes: Sequence[str] = (),
) -> ProjectComparison:
    """Return the figures of the projects with ``codes``, of all of them if none is named.

    What was signed is shown as it was signed.  A project in whose zone the period has not begun
    yet is left out unless it was named.

    Raises:
        UserFacingError: not permitted to look into other projects, an unknown project, fewer than
            two of them, or the period has not begun.
    """
    actor.require(Action.READ_REPORTS)
    actor.require(Action.SEARCH_EVERY_PROJECT)
    wanted = _wanted(session, codes)
    summaries: list[PeriodSummary] = []
    for code in wanted:
        try:
            made = present_summary(
                session, actor=actor, project_code=code, period=period, lang=lang, now=now
            )
        except UserFacingError as error:
            if codes or error.problem is not Problem.PERIOD_NOT_BEGUN:
                raise
            continue
        summaries.append(made)
    if not summaries:
        raise UserFacingError(Problem.PERIOD_NOT_BEGUN, period=str(period))
    return _compared(period, summaries)


def _wanted(session: Session, codes: Sequence[str]) -> list[str]:
    """Return the codes as the store writes them, each once, in order.

    Raises:
        UserFacingError: an unknown project, or fewer than two.
    """
    if codes:
        found = sorted({project_by_code(session, code).code for code in codes})
    else:
        found = [project.code for project in list_projects(session)]
    if len(found) < _LEAST_PROJECTS:
        raise UserFacingError(Problem.NOTHING_TO_COMPARE)
    return found


def _compared(period: Period, summaries: Sequence[PeriodSummary]) -> ProjectComparison:
    first = summaries[0]
    before = [summary.previous for summary in summaries if summary.previous is not None]
    names: dict[str, str] = {}
    for summary in summaries:
        names |= summary.category_names
    return ProjectComparison(
        company=first.company,
        period=period,
        timezone=first.timezone,
        projects=tuple(
            ProjectFigures(
                code=summary.project_code,
                name=summary.project_name,
                is_complete=summary.is_complete,
                until=summary.until,
                figures=summary.figures,
                previous=summary.previous,
            )
            for summary in summaries
        ),
        total=pooled([summary.figures for summary in summaries]),
        # A sum over fewer projects would look like a change.
        total_before=pooled(before) if len(before) == len(summaries) else None,
        targets=first.targets,
        category_names=names,
        data_hash=_hash(summaries),
        program_version=VERSION,
        until=max(summary.until for summary in summaries),
    )


def _hash(summaries: Sequence[PeriodSummary]) -> str:
    lines = (f"{summary.project_code} {summary.data_hash}" for summary in summaries)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
