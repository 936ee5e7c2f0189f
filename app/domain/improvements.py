"""The improvement register (改进台账): what a measure needs, and what it did (clause 4.3-4, 6-3).

A measure goes from planned over in progress to done, or is dropped.  Once done it is held against
the figure that it was to move: counted for the same complaints before and after, with a verdict by
the rule of :func:`propose`, which a person confirms or overrules with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from app.domain.errors import FieldError, FieldProblem
from app.domain.figure_filter import FigureFilter
from app.domain.period_summary import MeasureLine, Ratio
from app.domain.periods import Period, PeriodKind
from app.domain.terms import Cause, MeasureEffect, MeasureState
from app.domain.typed_text import NAME_LIMIT, clean_line, clean_text

NEW = "new"
"""The figure of new complaints; all others are ratios."""
BETTER = {
    NEW: -1,
    "completion": 1,
    "first_answer_in_time": 1,
    "resolved_in_time": 1,
    "promises_kept": 1,
    "called_back": 1,
    "reached": 1,
    "satisfaction": 1,
    "coverage": 1,
    "reopening": -1,
    "repeat": -1,
    "escalated": -1,
}
"""The figures that a measure can move, and whether more (1) or less (-1) of it is better.

How many complaints are valid is found, not made, so no measure is held against it.
"""
WORDS_LIMIT = 500
USUAL_TIME = timedelta(days=30)
"""How long a measure is given if nobody says otherwise."""
HANDFUL = 5
"""Fewer complaints than these before the measure are a handful: no verdict follows from them."""
LEAST_COUNTED = 10
"""A share of fewer than these, before or after, is no ground for a verdict either."""
_MOVED = 3
"""Cases by which a figure has to have moved before chance is no explanation any more."""
_GOOD_SHARE, _SOME_SHARE = Fraction(30, 100), Fraction(10, 100)
_GOOD_POINTS, _SOME_POINTS = Fraction(5, 100), Fraction(1, 100)

_MOVES = {
    MeasureState.PLANNED: (MeasureState.IN_PROGRESS, MeasureState.DROPPED),
    MeasureState.IN_PROGRESS: (MeasureState.DONE, MeasureState.DROPPED),
    MeasureState.DONE: (MeasureState.IN_PROGRESS,),
    MeasureState.DROPPED: (MeasureState.PLANNED,),
}
_UNDER_WAY = frozenset({MeasureState.PLANNED, MeasureState.IN_PROGRESS})


class EntryKind(StrEnum):
    """What an entry of a measure's history tells."""

    FOUND = "found"
    CHANGED = "changed"
    BEGUN = "begun"
    DONE = "done"
    DROPPED = "dropped"
    TAKEN_UP = "taken_up"
    CHECKED = "checked"


class Why(StrEnum):
    """The reason of a proposed verdict; ``app.improvement_words`` says it as a sentence."""

    NOTHING_COUNTED = "nothing_counted"
    HANDFUL = "handful"
    CLEARLY_BETTER = "clearly_better"
    CHANCE = "chance"
    SOMEWHAT_BETTER = "somewhat_better"
    NOT_BETTER = "not_better"


@dataclass(frozen=True)
class FigureCount:
    """One figure of one period: ``n`` of ``d``; of new complaints ``d`` is the days counted.

    ``period`` is written as :class:`Period` is; it is empty where nothing was counted yet.
    """

    n: int
    d: int
    period: str = ""

    @property
    def rate(self) -> Fraction | None:
        """The share, or the complaints a day; None where nothing was counted."""
        return Fraction(self.n, self.d) if self.d else None

    @property
    def ratio(self) -> Ratio:
        """The same as a ratio of the summary."""
        return Ratio(self.n, self.d)


@dataclass(frozen=True)
class Proposal:
    """The verdict that follows from the figures, and why; ``NOT_CHECKED`` leaves it to a person.

    ``gain`` is how much better it got: the part of the complaints that fell away, or the points of
    a share (both from -1 to 1, more for a rise); ``cases`` how many cases that is.
    """

    effect: MeasureEffect
    why: Why
    gain: Fraction = Fraction(0)
    cases: Fraction = Fraction(0)


@dataclass(frozen=True)
class MeasureDraft:
    """What the form of one measure holds; the finding is enough to begin with."""

    finding: str = ""
    section: str = ""
    found_in: Period | None = None
    figure: str = NEW
    only: FigureFilter = field(default_factory=FigureFilter)
    cause_kind: Cause | None = None
    cause: str = ""
    measure: str = ""
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class CheckDraft:
    """What a person says of the effect; ``reason`` where it is not what the figures propose."""

    period: Period
    effect: MeasureEffect | None = None
    reason: str = ""


@dataclass(frozen=True)
class EntryView:
    """One entry of a measure's history."""

    kind: EntryKind
    at: datetime
    staff: str
    words: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeasureView:
    """One measure of the register; ``seen`` is its latest entry, to notice a change meanwhile."""

    measure_id: str
    number: str
    draft: MeasureDraft
    state: MeasureState
    effect: MeasureEffect
    before: FigureCount
    after: FigureCount | None
    created_at: datetime
    done_on: date | None
    seen: int
    note: str = ""
    history: tuple[EntryView, ...] = ()

    @property
    def due_on(self) -> date:
        """The day by which it is to be done.

        Raises:
            ValueError: the view was made without one, which the register never does.
        """
        if self.draft.due_on is None:
            raise ValueError("a measure has a due date")
        return self.draft.due_on

    @property
    def is_under_way(self) -> bool:
        """Whether something is still to be done."""
        return self.state in _UNDER_WAY

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.is_under_way and self.due_on < today

    def is_to_check(self, today: date) -> bool:
        """Whether its effect can be checked by now and was not."""
        if self.state is not MeasureState.DONE or self.effect is not MeasureEffect.NOT_CHECKED:
            return False
        return self.done_on is not None and check_period(self.done_on).last_on < today

    @property
    def is_settled(self) -> bool:
        """Whether nothing is owed any more: dropped, or done and checked."""
        return is_settled(self.state, self.effect)


class Shown(StrEnum):
    """What the register shows."""

    OPEN = "open"
    OVERDUE = "overdue"
    TO_CHECK = "to_check"
    ALL = "all"


def is_settled(state: MeasureState, effect: MeasureEffect) -> bool:
    """Return whether nothing is owed any more: dropped, or done and checked."""
    if state is MeasureState.DROPPED:
        return True
    return state is MeasureState.DONE and effect is not MeasureEffect.NOT_CHECKED


def shown_of(measures: Iterable[MeasureView], shown: Shown, today: date) -> list[MeasureView]:
    """Return the measures of one view of the register: what is owed first, the settled last.

    Open ones are those with anything still owed: to be done, or to be checked.
    """
    meant = {
        Shown.OPEN: lambda one: not one.is_settled,
        Shown.OVERDUE: lambda one: one.is_overdue(today),
        Shown.TO_CHECK: lambda one: one.is_to_check(today),
        Shown.ALL: lambda _one: True,
    }[shown]

    def place(one: MeasureView) -> tuple[int, date, str]:
        if one.is_settled:
            return 3, one.due_on, one.number
        return (
            (0 if one.is_overdue(today) else 1 if one.is_under_way else 2),
            one.due_on,
            one.number,
        )

    return sorted(filter(meant, measures), key=place)


# ---- what a measure needs ----------------------------------------------------------------------


def number_of(year: int, place: int) -> str:
    """Return the number of the ``place``-th measure of a year, e.g. ``GJ-2026-003``."""
    return f"GJ-{year}-{place:03d}"


def next_states(state: MeasureState) -> tuple[MeasureState, ...]:
    """Return where a measure may go from ``state``."""
    return _MOVES[state]


def words_needed(state: MeasureState, wanted: MeasureState) -> bool:
    """Return whether a step has to be explained: dropping, and going back."""
    return wanted is MeasureState.DROPPED or state in (MeasureState.DONE, MeasureState.DROPPED)


def check_draft(draft: MeasureDraft, *, today: date, state: MeasureState) -> MeasureDraft:
    """Return the draft cleaned; a planned measure needs its finding, one under way all of it.

    Raises:
        FieldError: something is missing or wrong; the first field of the form that is.
    """
    draft = MeasureDraft(
        clean_text(draft.finding),
        clean_line(draft.section),
        draft.found_in,
        draft.figure,
        draft.only,
        draft.cause_kind,
        clean_text(draft.cause),
        clean_text(draft.measure),
        clean_line(draft.owner),
        draft.due_on or today + USUAL_TIME,
    )
    for problem in _problems(draft, today):
        raise problem
    if state is not MeasureState.PLANNED:
        for problem in _missing(draft):
            raise problem
    return draft


def _problems(draft: MeasureDraft, today: date) -> Iterable[FieldError]:
    if not draft.finding:
        yield FieldError("finding", FieldProblem.REQUIRED)
    for name, words, limit in (
        ("finding", draft.finding, WORDS_LIMIT),
        ("cause", draft.cause, WORDS_LIMIT),
        ("measure", draft.measure, WORDS_LIMIT),
        ("owner", draft.owner, NAME_LIMIT),
    ):
        if len(words) > limit:
            yield FieldError(name, FieldProblem.TOO_LONG, limit=limit)
    if draft.found_in is None:
        yield FieldError("found_in", FieldProblem.REQUIRED)
    elif draft.found_in.first_on > today:
        yield FieldError("found_in", FieldProblem.DAY_AHEAD)
    if draft.figure not in BETTER:
        yield FieldError("figure", FieldProblem.NOT_CHOSEN)


def _missing(draft: MeasureDraft) -> Iterable[FieldError]:
    if draft.cause_kind is None:
        yield FieldError("cause_kind", FieldProblem.NOT_CHOSEN)
    if not draft.measure:
        yield FieldError("measure", FieldProblem.REQUIRED)
    if not draft.owner:
        yield FieldError("owner", FieldProblem.REQUIRED)


def check_step(state: MeasureState, wanted: MeasureState, words: str) -> str:
    """Return the words of a step, cleaned.

    Raises:
        FieldError: the step is not possible from here, or has to be explained and is not.
    """
    if wanted not in next_states(state):
        raise FieldError("state", FieldProblem.NOT_CHOSEN)
    words = clean_text(words)
    if words_needed(state, wanted) and not words:
        raise FieldError("words", FieldProblem.REQUIRED)
    if len(words) > WORDS_LIMIT:
        raise FieldError("words", FieldProblem.TOO_LONG, limit=WORDS_LIMIT)
    return words


# ---- the effect --------------------------------------------------------------------------------


def check_period(done_on: date) -> Period:
    """Return the first whole month after the day on which a measure was done."""
    return Period.containing(PeriodKind.MONTH, done_on).plus(1)


def check_effect(
    draft: CheckDraft, proposal: Proposal | None, *, done_on: date, today: date
) -> CheckDraft:
    """Return what a person says of the effect, cleaned; ``proposal`` None leaves the verdict aside.

    Raises:
        FieldError: the period begins before the measure was done or is not over, no verdict is
            chosen, or it is not the one proposed and nobody says why.
    """
    if draft.period.first_on <= done_on:
        raise FieldError("period", FieldProblem.NOT_AFTER_DONE, day=done_on.isoformat())
    if draft.period.last_on >= today:
        raise FieldError("period", FieldProblem.PERIOD_RUNS)
    reason = clean_text(draft.reason)
    if proposal is not None:
        if draft.effect in (None, MeasureEffect.NOT_CHECKED):
            raise FieldError("effect", FieldProblem.NOT_CHOSEN)
        if draft.effect is not proposal.effect and not reason:
            raise FieldError("reason", FieldProblem.VERDICT_REASON)
    if len(reason) > WORDS_LIMIT:
        raise FieldError("reason", FieldProblem.TOO_LONG, limit=WORDS_LIMIT)
    return CheckDraft(draft.period, draft.effect, reason)


def propose(figure: str, before: FigureCount, after: FigureCount) -> Proposal:
    """Return the verdict that the figures speak for.

    New complaints are compared per day, so that periods may differ in length: effective is a fall
    by 30 % and at least 3 complaints, partly effective one by 10 %.  A share is effective from 5
    points and 3 cases, partly from 1 point.  Fewer than 5 complaints before, or a share of fewer
    than 10 in either period, are left to a person.

    Raises:
        KeyError: no measure can move that figure.
    """
    better = BETTER[figure]
    old, new = before.rate, after.rate
    if old is None or new is None:
        return Proposal(MeasureEffect.NOT_CHECKED, Why.NOTHING_COUNTED)
    if figure == NEW:
        gain = (old - new) / old if old else Fraction(-1 if new else 0)
        cases = (old - new) * after.d
        is_handful = before.n < HANDFUL
        good, some = _GOOD_SHARE, _SOME_SHARE
    else:
        gain = (new - old) * better
        cases = gain * after.d
        is_handful = min(before.d, after.d) < LEAST_COUNTED
        good, some = _GOOD_POINTS, _SOME_POINTS
    if is_handful:
        return Proposal(MeasureEffect.NOT_CHECKED, Why.HANDFUL, gain, cases)
    if gain >= good and cases >= _MOVED:
        return Proposal(MeasureEffect.EFFECTIVE, Why.CLEARLY_BETTER, gain, cases)
    if gain >= some:
        why = Why.CHANCE if gain >= good else Why.SOMEWHAT_BETTER
        return Proposal(MeasureEffect.PARTLY, why, gain, cases)
    return Proposal(MeasureEffect.NO_EFFECT, Why.NOT_BETTER, gain, cases)


# ---- which report tells of it ------------------------------------------------------------------


def found_on(found_in: Period, created_on: date) -> date:
    """Return the day that decides which report announces a measure.

    That is the end of the period of its finding; a finding made while that still ran belongs to
    the day on which it was made.
    """
    return min(found_in.last_on, created_on)


def belongs_to(found: date, period: Period) -> bool:
    """Return whether a measure found on ``found`` is one of those made for ``period``."""
    return period.first_on <= found <= period.last_on


@dataclass(frozen=True)
class MeasureList:
    """The register as it is printed: of which project, which measures, when and by whom."""

    company: str
    project_name: str
    timezone: str
    shown: Shown
    lines: tuple[MeasureLine, ...]
    today: date
    printed_at: datetime
    printed_by: str
