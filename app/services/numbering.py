"""Numbers without gaps or twins: one counter row a series, raised in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.domain.terms import CaseType
from db.models import Counter, Project

VISIT_PREFIX = "JD"


def next_case_number(session: Session, project: Project, case_type: CaseType, now: datetime) -> str:
    """Return the next number of a project, type and local day, e.g. ``TS-20261123-002``."""
    return _next_number(session, project, case_type.number_prefix, now)


def next_visit_number(session: Session, project: Project, now: datetime) -> str:
    """Return the next visit number of a project and local day, e.g. ``JD-20261123-038``."""
    return _next_number(session, project, VISIT_PREFIX, now)


def _next_number(session: Session, project: Project, prefix: str, now: datetime) -> str:
    day = now.astimezone(ZoneInfo(project.timezone)).strftime("%Y%m%d")
    series = f"{project.id}:{prefix}:{day}"
    counter = session.get(Counter, series)
    if counter is None:
        counter = Counter(series=series, last=0)
        session.add(counter)
    counter.last += 1
    session.flush()
    return f"{prefix}-{day}-{counter.last:03d}"
