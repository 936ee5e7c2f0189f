"""What a period's report tells of the improvement register (clause 4.3-4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.improvements import FigureCount, MeasureView, belongs_to, found_on, is_settled
from app.domain.period_summary import MeasureLine
from app.domain.periods import Period
from app.domain.terms import MeasureEffect, MeasureState
from app.i18n import language
from app.improvement_words import cause_words, count_text
from app.services.improvement_rows import draft_of, note_of, read_count, today_of
from app.services.report_people import ReportPeople
from db.models import Improvement, ImprovementEntry, Project

Lines = tuple[MeasureLine, ...]


def measures_for_report(
    session: Session, *, project_id: str, period: Period, lang: str
) -> tuple[Lines, Lines]:
    """Return the measures of earlier reports, and those that this one announces.

    Earlier ones were found before the period and not settled when it began; they are told as they
    stood at its end.  New ones were found in it.  A report is drawn up after its period: what is
    entered or written on a new measure by the end of the next period still belongs to it, as long
    as the measure is planned.  Nothing later changes either, so that a past report stays.
    """
    project = session.get_one(Project, project_id)
    zone = ZoneInfo(project.timezone)
    begin, end = period.bounds(zone)
    drawn_up = period.plus(1).bounds(zone)[1]
    people = ReportPeople(session)
    before, new = [], []
    with language(lang):
        for row, entries in _registered(session, project_id, drawn_up):
            found = found_on(Period.parse(row.found_in), today_of(project, row.created_at))
            if belongs_to(found, period):
                new.append(_line(row, _announced(entries, end), people))
            elif found < period.first_on and not _was_settled(entries, begin):
                known = [entry for entry in entries if entry.at < end]
                if known:
                    before.append(_line(row, known, people))
    return tuple(before), tuple(new)


def _registered(
    session: Session, project_id: str, until: datetime
) -> list[tuple[Improvement, list[ImprovementEntry]]]:
    """Return the measures by number, each with its entries before ``until``."""
    entries: defaultdict[str, list[ImprovementEntry]] = defaultdict(list)
    rows: dict[str, Improvement] = {}
    for row, entry in session.execute(
        select(Improvement, ImprovementEntry)
        .join(ImprovementEntry, ImprovementEntry.improvement_id == Improvement.id)
        .where(Improvement.project_id == project_id, ImprovementEntry.at < until)
        .order_by(Improvement.created_at, Improvement.number, ImprovementEntry.seq)
    ):
        rows[row.id] = row
        entries[row.id].append(entry)
    return [(row, entries[row.id]) for row in rows.values()]


def _announced(entries: list[ImprovementEntry], end: datetime) -> list[ImprovementEntry]:
    """Return the entries by the end of the period, and those that only planned it afterwards."""
    known = [entry for entry in entries if entry.at < end]
    for entry in entries[len(known) :]:
        if entry.state != MeasureState.PLANNED or (known and known[-1].state != entry.state):
            break
        known.append(entry)
    return known


def _was_settled(entries: list[ImprovementEntry], instant: datetime) -> bool:
    known = [entry for entry in entries if entry.at < instant]
    if not known:
        return False
    values = known[-1].facts["values"]
    return is_settled(MeasureState(values["state"]), MeasureEffect(values["effect"]))


def register_lines(session: Session, measures: Sequence[MeasureView]) -> tuple[MeasureLine, ...]:
    """Return measures of the register as a paper tells them, as they stand now."""
    people = ReportPeople(session)
    entries: defaultdict[str, list[ImprovementEntry]] = defaultdict(list)
    wanted = [one.measure_id for one in measures]
    for entry in session.scalars(
        select(ImprovementEntry)
        .where(ImprovementEntry.improvement_id.in_(wanted))
        .order_by(ImprovementEntry.seq)
    ):
        entries[entry.improvement_id].append(entry)
    return tuple(_line(session.get_one(Improvement, one), entries[one], people) for one in wanted)


def _line(row: Improvement, entries: list[ImprovementEntry], people: ReportPeople) -> MeasureLine:
    values = entries[-1].facts["values"]
    draft = draft_of(values)
    before = read_count(values["before"]) or FigureCount(0, 0)
    after = read_count(values["after"])

    told = people.responsible
    return MeasureLine(
        number=row.number,
        finding=told(draft.finding),
        cause=told(cause_words(draft.cause_kind, draft.cause)),
        measure=told(draft.measure),
        owner=told(draft.owner),
        due_on=date.fromisoformat(values["due_on"]),
        state=values["state"],
        effect=values["effect"],
        figure=draft.figure,
        before=count_text(draft.figure, before, after),
        after="" if after is None else count_text(draft.figure, after, before),
        note=told(note_of(entries)),
    )
