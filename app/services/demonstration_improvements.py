"""Improvement measures of the demonstration store, each step taken on its day."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.figure_filter import FigureFilter
from app.domain.improvements import CheckDraft, MeasureDraft
from app.domain.months import Month
from app.domain.periods import Period
from app.domain.permissions import Actor
from app.domain.terms import Cause, MeasureEffect, MeasureState
from app.services.improvements import (
    effect_of,
    enter_finding,
    move_measure,
    record_effect,
)
from db.models import Category, ImprovementEntry
from resources import ROOT

Schedule = Callable[[datetime, Callable[[Session], None]], None]
_MORNING = timedelta(hours=10)


class DemoMeasure:
    """One measure of the demonstration; its steps are scheduled for their days."""

    def __init__(self, actor: Actor, project_id: str, words: Mapping[str, Any]) -> None:
        self._actor, self._project_id, self._words = actor, project_id, words
        self._measure_id = ""

    def plan(self, schedule: Schedule, last: Month, months: int, zone: ZoneInfo) -> None:
        """Schedule every step, if the month of the finding is one of those that are made."""
        words = self._words
        if words["months"] >= months:
            return
        found = last.plus(-words["months"])
        start = found.plus(1).bounds(zone)[0] + _MORNING

        def on_day(day: int) -> datetime:
            return start + timedelta(days=day - 1)

        entered = on_day(words["entered"])
        schedule(entered, lambda session: self._enter(session, found, on_day, zone))
        for name, state in (("begun", MeasureState.IN_PROGRESS), ("done", MeasureState.DONE)):
            if name in words:
                at = on_day(words[name])
                schedule(at, partial(self._move, state=state, at=at))
        if words.get("checked"):
            at = found.plus(3).bounds(zone)[0] + _MORNING
            period = Period.of_month(found.plus(2))
            schedule(at, lambda session: self._check(session, period, at))

    def _enter(
        self, session: Session, found: Month, on_day: Callable[[int], datetime], zone: ZoneInfo
    ) -> None:
        words = self._words
        category = words.get("category")
        known = category is not None and session.get(Category, category) is not None
        self._measure_id = enter_finding(
            session,
            actor=self._actor,
            project_id=self._project_id,
            draft=MeasureDraft(
                finding=words["finding"],
                section=words["section"],
                found_in=Period.of_month(found),
                figure=words["figure"],
                only=FigureFilter(category=category if known else None),
                cause_kind=Cause(words["kind"]) if "kind" in words else None,
                cause=words.get("cause", ""),
                measure=words.get("measure", ""),
                owner=words["owner"],
                due_on=on_day(words["due"]).astimezone(zone).date(),
            ),
            now=on_day(words["entered"]),
        )

    def _move(self, session: Session, state: MeasureState, at: datetime) -> None:
        move_measure(
            session,
            actor=self._actor,
            measure_id=self._measure_id,
            state=state,
            seen=self._seen(session),
            now=at,
        )

    def _check(self, session: Session, period: Period, at: datetime) -> None:
        arguments: dict[str, Any] = {
            "actor": self._actor,
            "measure_id": self._measure_id,
            "now": at,
        }
        found = effect_of(session, period=period, **arguments)
        proposed = found.proposal.effect
        # Too few to tell by rule: whoever checks it says so.
        is_open = proposed is MeasureEffect.NOT_CHECKED
        draft = CheckDraft(
            period,
            MeasureEffect.PARTLY if is_open else proposed,
            "件数少，业主反映明显好转" if is_open else "",
        )
        record_effect(session, draft=draft, seen=self._seen(session), **arguments)

    def _seen(self, session: Session) -> int:
        latest = session.scalar(
            select(func.max(ImprovementEntry.seq)).where(
                ImprovementEntry.improvement_id == self._measure_id
            )
        )
        return latest or 0


def plan_measures(
    schedule: Schedule,
    *,
    actor: Actor,
    project_id: str,
    last: Month,
    months: int,
    zone: ZoneInfo,
) -> None:
    """Schedule the measures of one project; ``last`` is the last of so many ``months``."""
    words = tomllib.loads((ROOT / "demo" / "measures.toml").read_text(encoding="utf-8"))
    for one in words["measures"]:
        DemoMeasure(actor, project_id, one).plan(schedule, last, months, zone)
