"""The complaint summary of a period as plain figures: what is counted, not how counted or drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.domain.periods import Period
from app.domain.terms import CaseState, Cause, RatingReason, Severity, Source, Validity


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


AGE_LIMITS = (3, 7, 15, 30)
"""Days since registration that divide the open complaints by age; the last group is older."""


@dataclass(frozen=True)
class HeatCell:
    """How many new complaints one building had in one top category; no building is ``""``."""

    building: str
    category: str
    count: int


@dataclass(frozen=True)
class PeriodFigures:
    """Every figure of the summary; ``ratios`` has all of :data:`RATIO_NAMES`.

    ``by_building`` counts the new complaints by building id (``""``: none), ``by_cause`` the causes
    that assessment found in the period, ``ageing`` the complaints open at the end by age in the
    groups of :data:`AGE_LIMITS` (one more than limits), ``reasons`` the reasons of low ratings.
    ``households`` is how many were occupied at the end, None where no residents are on record.
    """

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
    by_building: Mapping[str, int] = field(default_factory=dict)
    by_cause: Mapping[Cause, int] = field(default_factory=dict)
    heat: tuple[HeatCell, ...] = ()
    ageing: tuple[int, ...] = (0,) * (len(AGE_LIMITS) + 1)
    reasons: Mapping[RatingReason, int] = field(default_factory=dict)
    households: int | None = None

    @property
    def per_thousand(self) -> float | None:
        """New complaints per 1,000 occupied households (N / households x 1000)."""
        return self.flow.new / self.households * 1000 if self.households else None


@dataclass(frozen=True)
class ComplaintLine:
    """One complaint in a list; ``customer`` is masked already, and so is ``responsible`` if asked.

    ``round`` is 1 at first and one more with every reopening.
    """

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
    case_id: str = ""
    round: int = 1


@dataclass(frozen=True)
class GraveCase:
    """One complaint of level 1 or 2, told one by one: what was asked, found and given."""

    line: ComplaintLine
    remedy_wanted: str
    remedy_given: str
    validity: Validity | None
    cause: Cause | None
    answered_at: datetime | None
    resolved_at: datetime | None
    escalation_level: int


@dataclass(frozen=True)
class RepeatAddress:
    """One room that complained of one category more than once within 90 days."""

    place: str
    category: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class StaffLine:
    """What one person of the staff did in the period; ``name`` is masked where policy says so.

    ``satisfaction`` counts only what customers entered themselves, and is None below the least
    number of answers that policy asks for.
    """

    staff_id: str
    name: str
    registered: int
    resolved: int
    closed: int
    first_answers: Ratio
    promises: Ratio
    satisfaction: Ratio | None
    answers: int


@dataclass(frozen=True)
class CustomerWords:
    """What a customer said with a rating; people's names and numbers in it are not shown."""

    number: str
    score: int
    reasons: tuple[RatingReason, ...]
    words: str
    given_at: datetime


@dataclass(frozen=True)
class MeasureLine:
    """One improvement measure (clause 4.3-4) as the report tells it.

    ``figure`` names what it was to move (a ratio, or ``new`` with ``category``); ``before`` and
    ``after`` are that figure as text of the two periods, ``effect`` a value of
    :class:`app.domain.terms.MeasureEffect` once it was checked.
    """

    number: str
    finding: str
    cause: str
    measure: str
    owner: str
    due_on: date
    state: str
    effect: str
    figure: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True)
class SignOff:
    """Who signed which version of a period's summary, and what a later version changed."""

    version: int
    signed_by: str
    signed_at: datetime
    reason: str = ""
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class MonthPoint:
    """One month of the twelve-month chart."""

    year: int
    month: int
    new: int
    completion: Ratio


@dataclass(frozen=True)
class PeriodSummary:
    """What the paper and the screen show for one project and period.

    ``category_names`` and ``building_names`` map codes and ids to names in the language of the
    paper.  ``targets`` maps names of ratios to the share from 0 to 1 that policy asks for.
    ``data_hash`` is the SHA-256 (hex) of the figures and lines, ``until`` the instant up to which
    events were counted (the end of the period, or the latest event while it runs).
    ``measures_before`` are the improvement measures that the last report announced or that were
    still open then, ``measures_new`` those made since.  ``preset`` names the policy of clocks that
    was in force.  ``due_soon`` are the complaints open at the end of a day that are due on it or
    the day after (for the day sheet).  ``least_answers`` is the number of ratings below which a
    person's own satisfaction is not shown, 0 if unknown.
    """

    company: str
    project_code: str
    project_name: str
    timezone: str
    period: Period
    is_complete: bool
    until: datetime
    figures: PeriodFigures
    previous: PeriodFigures | None
    category_names: Mapping[str, str]
    complaints: tuple[ComplaintLine, ...]
    twelve_months: tuple[MonthPoint, ...]
    data_hash: str
    program_version: str
    year_before: PeriodFigures | None = None
    targets: Mapping[str, float] = field(default_factory=dict)
    building_names: Mapping[str, str] = field(default_factory=dict)
    grave: tuple[GraveCase, ...] = ()
    overdue: tuple[ComplaintLine, ...] = ()
    repeats: tuple[RepeatAddress, ...] = ()
    staff: tuple[StaffLine, ...] = ()
    said: tuple[CustomerWords, ...] = ()
    measures_before: tuple[MeasureLine, ...] = ()
    measures_new: tuple[MeasureLine, ...] = ()
    commentary: str = ""
    signed: SignOff | None = None
    preset: str = ""
    due_soon: tuple[ComplaintLine, ...] = ()
    least_answers: int = 0
