"""The figures of the feedback analysis, against plain loops, and who is named in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.feedback import (
    FEW,
    Answer,
    FeedbackStep,
    Tally,
    count_feedback,
    month_trend,
    tally,
)
from app.domain.period_summary import Ratio
from app.domain.terms import EnteredBy, RatingAnswer, RatingReason

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 9, 28, tzinfo=UTC)
STAFF = ("", "a", "b", "c")
_INSTANTS = st.integers(0, 60 * 24 * 40).map(lambda minutes: BEGIN + timedelta(minutes=minutes))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Draw one answer; only a scored one has a score, only a low one reasons."""
    answer = draw(st.sampled_from(RatingAnswer))
    step = draw(st.sampled_from(FeedbackStep))
    score = draw(st.integers(1, 5)) if answer is RatingAnswer.SCORED else None
    reasons = draw(st.sets(st.sampled_from(RatingReason))) if score in {1, 2} else set()
    return Answer(
        given_at=draw(_INSTANTS),
        answer=answer,
        score=score,
        entered_by=draw(st.sampled_from(EnteredBy)),
        step=step,
        reasons=tuple(sorted(reasons)),
        staff_id=draw(st.sampled_from(STAFF)),
        category=draw(st.sampled_from(("", "repairs", "fees"))),
        arrived_at=None if step is FeedbackStep.HANDLING else draw(_INSTANTS),
        is_complaint=draw(st.booleans()),
    )


def scored(score: int, **also: object) -> Answer:
    """Return a rating that a customer pressed at the desk."""
    values: dict[str, object] = {
        "given_at": BEGIN,
        "answer": RatingAnswer.SCORED,
        "score": score,
        "entered_by": EnteredBy.CUSTOMER_SCREEN,
        "step": FeedbackStep.RECEPTION,
        "staff_id": "a",
        **also,
    }
    return Answer(**values)  # type: ignore[arg-type]


@given(st.lists(answers(), max_size=60), st.integers(1, 8))
def test_every_figure_is_what_plain_loops_count(given_: list[Answer], least: int) -> None:
    figures = count_feedback(given_, zone=SHANGHAI, least_answers=least)
    assert figures.total.ratings == len([a for a in given_ if a.score is not None])
    assert figures.total.asked == len(given_)
    good = [a for a in given_ if a.score in (4, 5)]
    assert figures.total.satisfaction == Ratio(len(good), figures.total.ratings)
    for step in FeedbackStep:
        assert figures.steps[step].asked == sum(a.step is step for a in given_)
    for way in EnteredBy:
        assert figures.channels[way].asked == sum(a.entered_by is way for a in given_)
    for reason in RatingReason:
        named = [a for a in given_ if a.score in (1, 2) and reason in a.reasons]
        assert figures.reasons[reason] == len(named)
    for hour in range(24):
        came = [a.arrived_at for a in given_ if a.arrived_at is not None]
        here = [at for at in came if at.astimezone(SHANGHAI).hour == hour]
        assert figures.hours.get(hour, Tally()).asked == len(here)
    for day in range(7):
        here = [at for at in came if at.astimezone(SHANGHAI).weekday() == day]
        assert figures.weekdays[day].asked == len(here)
    for code in ("", "repairs", "fees"):
        counted = figures.categories.get(code, Tally()).asked
        assert counted == sum(a.category == code for a in given_)


@given(st.lists(answers(), max_size=60), st.integers(1, 8))
def test_parts_add_up_to_the_whole(given_: list[Answer], least: int) -> None:
    figures = count_feedback(given_, zone=SHANGHAI, least_answers=least)
    for parts in (figures.steps, figures.channels, figures.categories):
        assert sum(part.asked for part in parts.values()) == figures.total.asked
        assert sum(part.ratings for part in parts.values()) == figures.total.ratings


@pytest.mark.clause("6-3")
@given(st.lists(answers(), max_size=60), st.integers(1, 8))
def test_nobody_of_the_staff_is_named_below_the_least_number_of_own_answers(
    given_: list[Answer], least: int
) -> None:
    figures = count_feedback(given_, zone=SHANGHAI, least_answers=least)
    counts = dict.fromkeys(STAFF, 0)
    for answer in given_:
        if answer.score is not None and answer.entered_by is not EnteredBy.STAFF_RELAY:
            counts[answer.staff_id] += 1
    named = {one.staff_id: one.tally.ratings for one in figures.staff}
    assert named == {who: n for who, n in counts.items() if who and n >= least}
    assert figures.too_few == sum(n for who, n in counts.items() if who and n < least)


@pytest.mark.clause("6-3")
def test_relayed_ratings_count_for_the_desk_and_for_nobody_of_the_staff() -> None:
    relayed = [scored(5, entered_by=EnteredBy.STAFF_RELAY) for _ in range(9)]
    figures = count_feedback([*relayed, scored(1)], zone=SHANGHAI, least_answers=1)
    assert figures.total.ratings == 10
    assert figures.relayed == 9
    assert [one.tally.satisfaction for one in figures.staff] == [Ratio(0, 1)]


def test_a_handful_of_ratings_is_marked_and_none_at_all_is_not() -> None:
    assert tally([scored(5)] * (FEW - 1)).is_small
    assert not tally([scored(5)] * FEW).is_small
    assert not tally([]).is_small
    assert tally([]).satisfaction.share is None


@given(st.lists(answers(), max_size=40))
def test_a_month_of_the_trend_holds_what_was_given_in_it_by_the_wall_clock(
    given_: list[Answer],
) -> None:
    months = [(2026, 9), (2026, 10), (2026, 11)]
    for point in month_trend(given_, months, SHANGHAI):
        here = [a for a in given_ if a.given_at.astimezone(SHANGHAI).month == point.month]
        assert point.tally == tally(here)
        assert sum(part.asked for part in point.steps.values()) == len(here)
