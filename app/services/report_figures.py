"""The figures of a period and of those beside it, counted from the store (clause 4.3-4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.case_history import CaseHistory
from app.domain.figure_filter import FigureFilter
from app.domain.figures import month_flows, period_figures
from app.domain.months import Month
from app.domain.period_summary import MonthPoint, PeriodFigures, Ratio
from app.domain.periods import Period
from app.services.histories import complaint_histories, project_flows
from app.services.policy import business_calendar
from app.services.report_places import occupied_households
from db import period_rows
from db.models import Category, Project

MONTHS_SHOWN = 12

Progress = Callable[[int, int], None]
"""Called as ``progress(done, total)`` now and then; it raises to stop the work."""


class Steps:
    """Tells how many of a report's steps are done; whoever listens can stop the work by raising."""

    def __init__(self, listener: Progress | None, total: int) -> None:
        self._listener = listener
        self._total = total
        self._done = 0

    def finish_one(self) -> None:
        """Say that one more step is done."""
        self._done += 1
        self.look_up()

    def look_up(self, *_done_and_total: int) -> None:
        """Say how far the work is, in the middle of a step."""
        if self._listener is not None:
            self._listener(self._done, self._total)


class PeriodCounting:
    """Counts periods of one project up to ``until``, of the complaints that ``only`` means."""

    def __init__(
        self,
        session: Session,
        project: Project,
        until: datetime,
        only: FigureFilter,
        steps: Steps,
    ) -> None:
        self._session = session
        self._project = project
        self._zone = ZoneInfo(project.timezone)
        self._until = until
        self._only = only
        self._steps = steps
        self.calendar = business_calendar(session, project)
        self._categories = list(
            session.scalars(
                select(Category.code)
                .where(Category.parent_code.is_(None))
                .order_by(Category.position, Category.code)
            )
        )

    def bounds(self, period: Period) -> tuple[datetime, datetime]:
        """Return [begin, end) of a period, as far as it is known."""
        begin, end = period.bounds(self._zone)
        return begin, min(end, self._until)

    def histories(self, first: Period, last: Period) -> list[CaseHistory]:
        """Return the complaints that matter to the periods from ``first`` to ``last``."""
        return self._between(self.bounds(first)[0], self.bounds(last)[1])

    def _between(self, begin: datetime, end: datetime) -> list[CaseHistory]:
        found = complaint_histories(
            self._session,
            project_id=self._project.id,
            begin=begin,
            end=end,
            progress=self._steps.look_up,
        )
        return found if self._only.is_empty else [h for h in found if self._means(h)]

    def _means(self, history: CaseHistory) -> bool:
        return self._only.takes(
            building=history.building,
            category=history.category,
            severity=history.severity,
            source=history.source,
        )

    def figures(self, period: Period, histories: Sequence[CaseHistory]) -> PeriodFigures:
        """Count one period."""
        begin, end = self.bounds(period)
        last_day = min(period.last_on, self._until.astimezone(self._zone).date())
        households = occupied_households(
            self._session, self._project.id, last_day, self._only.building
        )
        return period_figures(histories, begin, end, self.calendar, self._categories, households)

    def had_complaints(self, period: Period) -> bool:
        """Return whether anything was on record by the end of ``period``."""
        _begin, end = self.bounds(period)
        return period_rows.has_complaints_before(self._session, self._project.id, end)

    def twelve_months(self, period: Period) -> tuple[MonthPoint, ...]:
        """Return the twelve months up to the last of ``period``, or to the one that runs."""
        last = min(_month_of(period), Month.of(self._until, self._zone))
        months = [last.plus(-back) for back in range(MONTHS_SHOWN - 1, -1, -1)]
        bounds = [self.bounds(Period.of_month(month)) for month in months]
        if self._only.is_empty:
            flows = project_flows(self._session, project_id=self._project.id, bounds=bounds)
        else:
            flows = month_flows(self._between(bounds[0][0], bounds[-1][1]), bounds)
        return tuple(
            MonthPoint(month.year, month.number, flow.new, Ratio(flow.done, flow.to_handle))
            for month, flow in zip(months, flows, strict=True)
        )


def _month_of(period: Period) -> Month:
    return Month(period.last_on.year, period.last_on.month)
