"""The complaints behind one bar of a period's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.domain.figure_filter import FigureFilter
from app.domain.figure_parts import FigurePart, part_count
from app.domain.figures import CaseHistory, period_figures
from app.domain.periods import Period
from app.domain.permissions import Action, Actor
from app.services.histories import complaint_histories
from app.services.policy import business_calendar
from app.services.report_figures import Progress
from app.services.reporting import project_by_code

_A_WHILE = 100


@dataclass(frozen=True)
class PartCases:
    """The cases that a part counts; ``count`` is more where one case was counted several times."""

    case_ids: tuple[str, ...]
    count: int


def cases_of_part(
    session: Session,
    *,
    actor: Actor,
    project_code: str,
    period: Period,
    until: datetime,
    part: FigurePart,
    only: FigureFilter | None = None,
    progress: Progress | None = None,
) -> PartCases:
    """Return the complaints that ``part`` counts, in the order of registration (clause 4.3-4).

    ``until`` is the instant up to which the figures were counted.  Each complaint's own figures are
    asked, so the cases are those of the bar, whatever was changed in them afterwards.
    ``progress`` is told how many were asked; it raises to stop.

    Raises:
        UserFacingError: unknown project, or the actor may not read cases or reports.
    """
    actor.require(Action.READ_REPORTS)
    actor.require(Action.READ_CASES)
    project = project_by_code(session, project_code)
    begin = period.bounds(ZoneInfo(project.timezone))[0]
    calendar = business_calendar(session, project)
    found: list[str] = []
    total = 0
    histories = complaint_histories(session, project_id=project.id, begin=begin, end=until)
    for number, history in enumerate(histories):
        if progress is not None and number % _A_WHILE == 0:
            progress(number, len(histories))
        if only is not None and not _is_meant(history, only):
            continue
        figures = period_figures([history], begin, until, calendar, (history.category,))
        counted = part_count(figures, part)
        if counted:
            found.append(history.case_id)
            total += counted
    return PartCases(tuple(found), total)


def _is_meant(history: CaseHistory, only: FigureFilter) -> bool:
    return only.takes(
        building=history.building,
        category=history.category,
        severity=history.severity,
        source=history.source,
    )
