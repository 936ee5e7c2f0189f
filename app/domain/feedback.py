"""What customers said of the desk, counted from answers as they were written down (3-3, 6-3).

Only scores are ratings: who declined or did not answer is counted apart.  What staff relayed counts
for the desk as the monthly summary counts it, is shown apart, and never counts for a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from app.domain.period_summary import CustomerWords, Ratio
from app.domain.periods import Period
from app.domain.terms import EnteredBy, RatingAnswer, RatingReason

K = TypeVar("K", bound=Hashable)

LOW_SCORE = 2
"""Up to this score a rating is a low one, which is asked for a reason."""
GOOD_SCORE = 4
FEW = 5
"""Below so many ratings a share says little, and is marked."""
SCORES = (5, 4, 3, 2, 1)


class FeedbackStep(StrEnum):
    """What was rated: the reception, its answer on the spot too, or the handling of a case."""

    RECEPTION = "reception"
    ON_THE_SPOT = "on_the_spot"
    HANDLING = "handling"


@dataclass(frozen=True)
class Answer:
    """One answer to the satisfaction question.

    ``staff_id`` is whose work was rated, ``""`` if that is not known; ``category`` the top-level
    code, ``""`` without one; ``arrived_at`` when the customer came, None where no reception was
    rated.
    """

    given_at: datetime
    answer: RatingAnswer
    score: int | None
    entered_by: EnteredBy
    step: FeedbackStep
    reasons: tuple[RatingReason, ...] = ()
    staff_id: str = ""
    category: str = ""
    arrived_at: datetime | None = None
    is_complaint: bool = False

    @property
    def is_scored(self) -> bool:
        """Whether it is a rating."""
        return self.answer is RatingAnswer.SCORED and self.score is not None

    @property
    def is_low(self) -> bool:
        """Whether it is a rating of 1 or 2."""
        return self.score is not None and self.is_scored and self.score <= LOW_SCORE


@dataclass(frozen=True)
class Tally:
    """How many answers of each kind; ``scores`` holds every score from 1 to 5."""

    scores: Mapping[int, int] = field(default_factory=lambda: dict.fromkeys(range(1, 6), 0))
    declined: int = 0
    no_answer: int = 0

    @property
    def ratings(self) -> int:
        """How many gave a score."""
        return sum(self.scores.values())

    @property
    def asked(self) -> int:
        """How often the question was put."""
        return self.ratings + self.declined + self.no_answer

    @property
    def low(self) -> int:
        """How many ratings were 1 or 2."""
        return sum(count for score, count in self.scores.items() if score <= LOW_SCORE)

    @property
    def satisfaction(self) -> Ratio:
        """(n5 + n4) / ratings, as the monthly summary has it."""
        good = sum(count for score, count in self.scores.items() if score >= GOOD_SCORE)
        return Ratio(good, self.ratings)

    @property
    def answered(self) -> Ratio:
        """Ratings / times asked."""
        return Ratio(self.ratings, self.asked)

    @property
    def is_small(self) -> bool:
        """Whether there are too few ratings for a share to say much."""
        return 0 < self.ratings < FEW


@dataclass(frozen=True)
class MonthFeedback:
    """One month of the trend, of all answers and by what was rated."""

    year: int
    month: int
    tally: Tally
    steps: Mapping[FeedbackStep, Tally]


@dataclass(frozen=True)
class StaffFeedback:
    """What customers thought of one person's work, of enough answers to say so."""

    staff_id: str
    tally: Tally


@dataclass(frozen=True)
class FeedbackFigures:
    """Every figure of one period.

    ``staff`` holds those with enough ratings, ``too_few`` how many ratings all others had together.
    ``hours`` and ``weekdays`` (0 is Monday) are those at which the customers came, only of
    receptions that were rated.  ``reasons`` counts the low ratings that name a reason,
    ``no_reason`` those that name none.
    """

    total: Tally
    steps: Mapping[FeedbackStep, Tally]
    channels: Mapping[EnteredBy, Tally]
    reasons: Mapping[RatingReason, int]
    no_reason: int
    staff: tuple[StaffFeedback, ...]
    too_few: int
    hours: Mapping[int, Tally]
    weekdays: Mapping[int, Tally]
    categories: Mapping[str, Tally]
    complaints_rated: int = 0

    @property
    def relayed(self) -> int:
        """How many ratings staff passed on."""
        return self.channels[EnteredBy.STAFF_RELAY].ratings


@dataclass(frozen=True)
class Said:
    """What a customer wrote, masked, and where it belongs: a case if there is one, or a visit."""

    words: CustomerWords
    step: FeedbackStep
    case_id: str
    is_relayed: bool


@dataclass(frozen=True)
class FeedbackAnalysis:
    """What the screen and the paper show of one project and period.

    ``coverage`` has, by step, the ratings against what could have been rated: receptions finished,
    complaints closed.  ``before`` is the period before, None if nothing was asked then.
    ``staff_names`` are masked where policy says so.  ``said`` holds the newest of ``said_total``.
    """

    company: str
    project_code: str
    project_name: str
    timezone: str
    period: Period
    is_complete: bool
    read_at: datetime
    figures: FeedbackFigures
    before: FeedbackFigures | None
    coverage: Mapping[FeedbackStep, Ratio]
    trend: tuple[MonthFeedback, ...]
    category_names: Mapping[str, str]
    staff_names: Mapping[str, str]
    least_answers: int
    said: tuple[Said, ...]
    said_total: int


def tally(answers: Iterable[Answer]) -> Tally:
    """Count answers by score and by what else became of the question."""
    scores: Counter[int] = Counter()
    others: Counter[RatingAnswer] = Counter()
    for one in answers:
        if one.is_scored and one.score is not None:
            scores[one.score] += 1
        else:
            others[one.answer] += 1
    return Tally(
        {score: scores[score] for score in range(1, 6)},
        others[RatingAnswer.DECLINED],
        others[RatingAnswer.NO_ANSWER],
    )


def count_feedback(
    answers: Sequence[Answer], *, zone: ZoneInfo, least_answers: int
) -> FeedbackFigures:
    """Count every figure of the answers of one period; ``zone`` is the project's."""
    low = [one for one in answers if one.is_low]
    came = [one for one in answers if one.arrived_at is not None]
    at_home = [(one, one.arrived_at.astimezone(zone)) for one in came if one.arrived_at]
    local = {id(one): at for one, at in at_home}
    staff, too_few = _staff(answers, least_answers)
    return FeedbackFigures(
        total=tally(answers),
        steps=_of_each(FeedbackStep, _grouped(answers, lambda one: one.step)),
        channels=_of_each(EnteredBy, _grouped(answers, lambda one: one.entered_by)),
        reasons={reason: sum(reason in one.reasons for one in low) for reason in RatingReason},
        no_reason=sum(not one.reasons for one in low),
        staff=staff,
        too_few=too_few,
        hours=dict(sorted(_grouped(came, lambda one: local[id(one)].hour).items())),
        weekdays=_of_each(range(7), _grouped(came, lambda one: local[id(one)].weekday())),
        categories=_grouped(answers, lambda one: one.category),
        complaints_rated=sum(
            one.is_scored and one.is_complaint and one.step is not FeedbackStep.RECEPTION
            for one in answers
        ),
    )


def month_trend(
    answers: Iterable[Answer], months: Sequence[tuple[int, int]], zone: ZoneInfo
) -> tuple[MonthFeedback, ...]:
    """Return the answers of each month; ``months`` are (year, month) in order."""
    by_month: defaultdict[tuple[int, int], list[Answer]] = defaultdict(list)
    for one in answers:
        here = one.given_at.astimezone(zone)
        by_month[here.year, here.month].append(one)
    return tuple(
        MonthFeedback(
            *month,
            tally(by_month[month]),
            _of_each(FeedbackStep, _grouped(by_month[month], lambda one: one.step)),
        )
        for month in months
    )


def _staff(answers: Iterable[Answer], least_answers: int) -> tuple[tuple[StaffFeedback, ...], int]:
    """Return who has enough ratings by customers themselves, and how many the others have."""
    own = [
        one
        for one in answers
        if one.is_scored and one.entered_by is not EnteredBy.STAFF_RELAY and one.staff_id
    ]
    found = _grouped(own, lambda one: one.staff_id)
    enough = [
        StaffFeedback(staff_id, counted)
        for staff_id, counted in found.items()
        if counted.ratings >= least_answers
    ]
    enough.sort(key=lambda one: (-one.tally.ratings, one.staff_id))
    return tuple(enough), len(own) - sum(one.tally.ratings for one in enough)


def _grouped(answers: Iterable[Answer], key: Callable[[Answer], K]) -> dict[K, Tally]:
    groups: defaultdict[K, list[Answer]] = defaultdict(list)
    for one in answers:
        groups[key(one)].append(one)
    return {name: tally(group) for name, group in groups.items()}


def _of_each(keys: Iterable[K], found: Mapping[K, Tally]) -> dict[K, Tally]:
    return {key: found.get(key, Tally()) for key in keys}
