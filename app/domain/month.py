"""The monthly complaint summary as plain figures: what is counted, not how counted or drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.terms import CaseState, Severity, Source


@dataclass(frozen=True)
class Ratio:
    """A share with its two counts, printed together; there is no percentage when ``d`` is 0."""

    n: int
    d: int

    @property
    def share(self) -> float | None:
        """The share from 0 to 1 (rates such as ``repeat`` too), None when nothing was counted."""
        return self.n / self.d if self.d else None


@dataclass(frozen=True)
class Flow:
    """The month's flow of complaints (B, N, R, D, C, E)."""

    brought_forward: int
    new: int
    reopened: int
    done: int
    carried_over: int

    @property
    def to_handle(self) -> int:
        """D = B + N + R."""
        return self.brought_forward + self.new + self.reopened

    @property
    def balances(self) -> bool:
        """Whether B + N + R - C = E, counted independently on both sides."""
        return self.to_handle - self.done == self.carried_over


RATIO_NAMES = (
    "completion",
    "first_answer_in_time",
    "resolved_in_time",
    "promises_kept",
    "valid",
    "called_back",
    "reached",
    "satisfaction",
    "coverage",
    "reopening",
    "repeat",
    "escalated",
)


@dataclass(frozen=True)
class HandlingHours:
    """Business hours from registration to resolution, pauses removed."""

    median: float
    p90: float


@dataclass(frozen=True)
class OverdueOpen:
    """Complaints open past their resolution time at the end of the period."""

    total: int
    over_a_month: int


@dataclass(frozen=True)
class MonthFigures:
    """Every figure of the first form of the summary; ``ratios`` has all of :data:`RATIO_NAMES`."""

    flow: Flow
    ratios: Mapping[str, Ratio | None]
    handling_hours: HandlingHours | None
    overdue_open: OverdueOpen
    by_category: Mapping[str, int]
    by_severity: Mapping[Severity, int]
    by_source: Mapping[Source, int]
    ratings: Mapping[int, int]
    no_answer: int
    declined: int
    relayed: int


@dataclass(frozen=True)
class ComplaintLine:
    """One complaint in the month's list; ``customer`` is masked already."""

    number: str
    registered_at: datetime
    place: str
    customer: str
    category: str
    own_words: str
    severity: Severity
    responsible: str
    due_at: datetime | None
    overdue: bool
    state: CaseState
    score: int | None


@dataclass(frozen=True)
class MonthPoint:
    """One month of the twelve-month chart."""

    year: int
    month: int
    new: int
    completion: Ratio


@dataclass(frozen=True)
class MonthlySummary:
    """What the paper and the screen show for one project and month.

    ``category_names`` maps category codes to their names in the language of the paper.
    ``data_hash`` is the SHA-256 (hex) of the figures and lines, ``until`` the instant up to which
    events were counted (the end of the month, or the latest event while the month runs).
    """

    company: str
    project_code: str
    project_name: str
    timezone: str
    year: int
    month: int
    is_complete: bool
    until: datetime
    figures: MonthFigures
    previous: MonthFigures | None
    category_names: Mapping[str, str]
    complaints: tuple[ComplaintLine, ...]
    twelve_months: tuple[MonthPoint, ...]
    data_hash: str
    program_version: str
