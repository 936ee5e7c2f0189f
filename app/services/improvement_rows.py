"""Measures of the register as the store keeps them, and as the program reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.figure_filter import FigureFilter
from app.domain.improvements import (
    EntryKind,
    EntryView,
    FigureCount,
    MeasureDraft,
    MeasureView,
)
from app.domain.periods import Period
from app.domain.terms import Cause, MeasureEffect, MeasureState, Severity, Source
from db.models import Improvement, ImprovementEntry, Project, Staff

_TOLD_CHANGES = ("finding", "found_in", "figure", "cause_kind", "cause", "measure", "owner")


def today_of(project: Project, now: datetime) -> date:
    """Return the local day of an instant in a project."""
    return now.astimezone(ZoneInfo(project.timezone)).date()


def values_of(row: Improvement) -> dict[str, Any]:
    """Return everything that a measure says, as plain values that its history keeps."""
    return {
        "section": row.section,
        "found_in": row.found_in,
        "finding": row.finding,
        "cause_kind": row.cause_kind,
        "cause": row.cause,
        "measure": row.measure,
        "owner": row.owner,
        "due_on": row.due_on.isoformat(),
        "figure": row.figure,
        "scope": row.scope,
        "state": str(row.state),
        "before": row.before,
        "checked_in": row.checked_in,
        "after": row.after,
        "effect": str(row.effect),
    }


def draft_of(values: Mapping[str, Any]) -> MeasureDraft:
    """Return the part of a measure's values that its form holds."""
    return MeasureDraft(
        finding=values["finding"],
        section=values["section"],
        found_in=Period.parse(values["found_in"]),
        figure=values["figure"],
        only=read_scope(values["scope"]),
        cause_kind=Cause(values["cause_kind"]) if values["cause_kind"] else None,
        cause=values["cause"],
        measure=values["measure"],
        owner=values["owner"],
        due_on=date.fromisoformat(values["due_on"]),
    )


def read_scope(scope: Mapping[str, Any]) -> FigureFilter:
    """Return which complaints a figure is counted of."""
    severity, source = scope.get("severity"), scope.get("source")
    return FigureFilter(
        building=scope.get("building"),
        category=scope.get("category"),
        severity=None if severity is None else Severity(severity),
        source=None if source is None else Source(source),
    )


def written_scope(only: FigureFilter) -> dict[str, Any]:
    """Return the parts of a scope that are set, as the store keeps them."""
    parts = {
        "building": only.building,
        "category": only.category,
        "severity": None if only.severity is None else int(only.severity),
        "source": None if only.source is None else only.source.value,
    }
    return {name: value for name, value in parts.items() if value is not None}


def read_count(values: Mapping[str, Any] | None) -> FigureCount | None:
    """Return the counts of a figure, None where none were made."""
    if not values:
        return None
    return FigureCount(values["n"], values["d"], values["period"])


def written_count(count: FigureCount) -> dict[str, Any]:
    """Return the counts of a figure as the store keeps them."""
    return {"n": count.n, "d": count.d, "period": count.period}


def views_of(session: Session, project: Project) -> tuple[MeasureView, ...]:
    """Return the measures of a project with their histories, by number."""
    entries: defaultdict[str, list[tuple[ImprovementEntry, str]]] = defaultdict(list)
    for entry, name in session.execute(
        select(ImprovementEntry, Staff.name)
        .join(Improvement, Improvement.id == ImprovementEntry.improvement_id)
        .join(Staff, Staff.id == ImprovementEntry.staff_id)
        .where(Improvement.project_id == project.id)
        .order_by(ImprovementEntry.seq)
    ):
        entries[entry.improvement_id].append((entry, name))
    rows = session.scalars(
        select(Improvement)
        .where(Improvement.project_id == project.id)
        .order_by(Improvement.created_at, Improvement.number)
    )
    return tuple(_view(row, entries[row.id], project) for row in rows)


def _view(
    row: Improvement, entries: list[tuple[ImprovementEntry, str]], project: Project
) -> MeasureView:
    return MeasureView(
        measure_id=row.id,
        number=row.number,
        draft=draft_of(values_of(row)),
        state=MeasureState(row.state),
        effect=MeasureEffect(row.effect),
        before=read_count(row.before) or FigureCount(0, 0),
        after=read_count(row.after),
        created_at=row.created_at,
        done_on=None if row.done_at is None else today_of(project, row.done_at),
        seen=entries[-1][0].seq,
        note=note_of([entry for entry, _name in entries]),
        history=tuple(_entry(entry, name) for entry, name in entries),
    )


def _entry(entry: ImprovementEntry, staff: str) -> EntryView:
    changed = entry.facts.get("changed", ())
    told = tuple(name for name in (*_TOLD_CHANGES, "due_on") if name in changed)
    scope = ("only",) if "scope" in changed and "figure" not in changed else ()
    kind = EntryKind(entry.facts["kind"])
    return EntryView(
        kind, entry.at, staff, entry.words, (*told, *scope) if kind is EntryKind.CHANGED else ()
    )


def note_of(entries: list[ImprovementEntry]) -> str:
    """Return the words of the latest step or check; a change of the fields has none."""
    steps = [one for one in entries if one.facts["kind"] != EntryKind.CHANGED]
    return steps[-1].words if steps else ""
