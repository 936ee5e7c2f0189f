"""Numbers without gaps or twins: one counter row a series, raised in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.domain.improvements import number_of
from app.domain.terms import CaseType
from db.models import Counter, Project

VISIT_PREFIX = "JD"


def next_case_number(session: Session, project: Project, case_type: CaseType, now: datetime) -> str:
    """Return the next number of a project, type and local day, e.g. ``TS-20261123-002``."""
    return _next_number(session, project, case_type.number_prefix, now)


def take_case_numbers(
    session: Session, project: Project, wanted: Sequence[tuple[CaseType, datetime]]
) -> list[str]:
    """Return a number for each type and instant, in this order; each series is raised once."""
    series = [_series(project, case_type.number_prefix, at) for case_type, at in wanted]
    counters: dict[str, Counter] = {}
    numbers = []
    for name in series:
        if name not in counters:
            counters[name] = _counter(session, project, name)
        counters[name].last += 1
        numbers.append(f"{name}-{counters[name].last:03d}")
    session.flush()
    return numbers


def next_visit_number(session: Session, project: Project, now: datetime) -> str:
    """Return the next visit number of a project and local day, e.g. ``JD-20261123-038``."""
    return _next_number(session, project, VISIT_PREFIX, now)


def next_improvement_number(session: Session, project: Project, now: datetime) -> str:
    """Return the next number of a measure of a project and local year, e.g. ``GJ-2026-003``."""
    year = now.astimezone(ZoneInfo(project.timezone)).year
    counter = _counter(session, project, f"GJ-{year}")
    counter.last += 1
    session.flush()
    return number_of(year, counter.last)


def _next_number(session: Session, project: Project, prefix: str, now: datetime) -> str:
    series = _series(project, prefix, now)
    counter = _counter(session, project, series)
    counter.last += 1
    session.flush()
    return f"{series}-{counter.last:03d}"


def _series(project: Project, prefix: str, at: datetime) -> str:
    return f"{prefix}-{at.astimezone(ZoneInfo(project.timezone)):%Y%m%d}"


def _counter(session: Session, project: Project, series: str) -> Counter:
    name = f"{project.id}:{series.replace('-', ':')}"
    counter = session.get(Counter, name)
    if counter is None:
        counter = Counter(series=name, last=0)
        session.add(counter)
    return counter
