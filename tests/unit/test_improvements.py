"""What a measure of the improvement register needs, and which verdict its figures speak for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import i18n
from app.domain.errors import FieldError, FieldProblem
from app.domain.improvements import (
    BETTER,
    HANDFUL,
    LEAST_COUNTED,
    NEW,
    CheckDraft,
    FigureCount,
    MeasureDraft,
    MeasureView,
    Proposal,
    Shown,
    Why,
    belongs_to,
    check_draft,
    check_effect,
    check_period,
    check_step,
    found_on,
    next_states,
    number_of,
    propose,
    shown_of,
)
from app.domain.period_summary import RATIO_NAMES
from app.domain.periods import Period
from app.domain.terms import Cause, MeasureEffect, MeasureState
from app.improvement_words import change_text, count_text, why_words
from app.labels import ratio_label

pytestmark = pytest.mark.clause("4.3-4")
TODAY = date(2026, 11, 5)
OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")
DRAFT = MeasureDraft(
    finding="10 月工程维修类投诉 19 件",
    found_in=OCTOBER,
    cause_kind=Cause.PROCESS,
    cause="维保单位只报工程部",
    measure="电梯维保结果当天由客服告知业主",
    owner="客服部",
    due_on=date(2026, 11, 30),
)
EFFECTS = [MeasureEffect.NO_EFFECT, MeasureEffect.PARTLY, MeasureEffect.EFFECTIVE]


@st.composite
def counts(draw: st.DrawFn, figure: str) -> FigureCount:
    if figure == NEW:
        return FigureCount(draw(st.integers(0, 200)), draw(st.sampled_from((1, 28, 30, 31, 92))))
    d = draw(st.integers(0, 120))
    return FigureCount(draw(st.integers(0, d)), d)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, FigureCount, FigureCount]:
    figure = draw(st.sampled_from(sorted(BETTER)))
    return figure, draw(counts(figure)), draw(counts(figure))


# ---- the verdict -------------------------------------------------------------------------------


@given(pairs())
def test_a_handful_is_never_called_effective(pair: tuple[str, FigureCount, FigureCount]) -> None:
    figure, before, after = pair
    proposal = propose(figure, before, after)
    few = before.n < HANDFUL if figure == NEW else min(before.d, after.d) < LEAST_COUNTED
    if few:
        assert proposal.effect is MeasureEffect.NOT_CHECKED
    if proposal.effect is MeasureEffect.EFFECTIVE:
        assert proposal.cases >= 3


@given(pairs())
def test_what_did_not_get_better_had_no_effect(pair: tuple[str, FigureCount, FigureCount]) -> None:
    figure, before, after = pair
    proposal = propose(figure, before, after)
    if before.rate is None or after.rate is None:
        assert proposal.why is Why.NOTHING_COUNTED
    elif (after.rate - before.rate) * BETTER[figure] <= 0:
        assert proposal.effect in (MeasureEffect.NO_EFFECT, MeasureEffect.NOT_CHECKED)


@given(pairs(), st.integers(1, 5))
def test_a_better_figure_never_has_a_worse_verdict(
    pair: tuple[str, FigureCount, FigureCount], step: int
) -> None:
    figure, before, after = pair
    n = after.n + step * BETTER[figure]
    if n < 0 or (figure != NEW and n > after.d):
        return
    plain = propose(figure, before, after).effect
    better = propose(figure, before, replace(after, n=n)).effect
    if plain in EFFECTS:
        assert EFFECTS.index(better) >= EFFECTS.index(plain)


@given(pairs())
def test_a_figure_beside_itself_has_no_effect(pair: tuple[str, FigureCount, FigureCount]) -> None:
    figure, before, _after = pair
    proposal = propose(figure, before, before)
    assert proposal.effect in (MeasureEffect.NO_EFFECT, MeasureEffect.NOT_CHECKED)
    assert proposal.gain == 0


@given(st.integers(HANDFUL, 90), st.integers(0, 90))
def test_new_complaints_are_compared_by_the_day(before: int, after: int) -> None:
    """Three times as many in three times as many days are the same."""
    one = propose(NEW, FigureCount(before, 30), FigureCount(after, 30))
    long = propose(NEW, FigureCount(before, 30), FigureCount(after * 3, 90))
    assert one.gain == long.gain


@pytest.mark.parametrize(
    ("figure", "before", "after", "effect", "why"),
    [
        (NEW, (7, 31), (2, 30), MeasureEffect.EFFECTIVE, Why.CLEARLY_BETTER),
        (NEW, (6, 31), (4, 31), MeasureEffect.PARTLY, Why.CHANCE),
        (NEW, (20, 31), (17, 31), MeasureEffect.PARTLY, Why.SOMEWHAT_BETTER),
        (NEW, (20, 31), (19, 31), MeasureEffect.NO_EFFECT, Why.NOT_BETTER),
        (NEW, (4, 31), (0, 31), MeasureEffect.NOT_CHECKED, Why.HANDFUL),
        (NEW, (7, 31), (7, 92), MeasureEffect.EFFECTIVE, Why.CLEARLY_BETTER),
        ("repeat", (7, 50), (2, 50), MeasureEffect.EFFECTIVE, Why.CLEARLY_BETTER),
        ("resolved_in_time", (41, 50), (40, 50), MeasureEffect.NO_EFFECT, Why.NOT_BETTER),
        ("resolved_in_time", (9, 12), (11, 12), MeasureEffect.PARTLY, Why.CHANCE),
        ("satisfaction", (48, 60), (50, 60), MeasureEffect.PARTLY, Why.SOMEWHAT_BETTER),
        ("satisfaction", (3, 9), (60, 60), MeasureEffect.NOT_CHECKED, Why.HANDFUL),
        ("satisfaction", (0, 0), (60, 60), MeasureEffect.NOT_CHECKED, Why.NOTHING_COUNTED),
    ],
)
def test_the_verdict_of_known_figures(
    figure: str,
    before: tuple[int, int],
    after: tuple[int, int],
    effect: MeasureEffect,
    why: Why,
) -> None:
    proposal = propose(figure, FigureCount(*before), FigureCount(*after))
    assert (proposal.effect, proposal.why) == (effect, why)
    assert why_words(figure, proposal)


def test_every_figure_but_how_many_are_valid_can_be_moved() -> None:
    assert set(BETTER) == {NEW, *RATIO_NAMES} - {"valid"}
    assert all(ratio_label(name) for name in BETTER if name != NEW)


# ---- what a measure needs ----------------------------------------------------------------------


@given(st.sampled_from(MeasureState), st.sampled_from(MeasureState), st.text(max_size=20))
def test_only_the_ways_of_the_register_are_open(
    state: MeasureState, wanted: MeasureState, words: str
) -> None:
    if wanted not in next_states(state):
        with pytest.raises(FieldError):
            check_step(state, wanted, words)
        return
    assert check_step(state, wanted, f"因为{words}").startswith("因为")


def test_a_finding_is_enough_to_begin_with() -> None:
    draft = check_draft(
        MeasureDraft(finding=" 夜间占位投诉集中 ", found_in=OCTOBER),
        today=TODAY,
        state=MeasureState.PLANNED,
    )
    assert draft.finding == "夜间占位投诉集中"
    assert draft.due_on == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"finding": " "}, "finding", FieldProblem.REQUIRED),
        ({"finding": "长" * 501}, "finding", FieldProblem.TOO_LONG),
        ({"measure": "长" * 501}, "measure", FieldProblem.TOO_LONG),
        ({"owner": "长" * 101}, "owner", FieldProblem.TOO_LONG),
        ({"found_in": None}, "found_in", FieldProblem.REQUIRED),
        ({"found_in": Period.parse("2026-12")}, "found_in", FieldProblem.DAY_AHEAD),
        ({"figure": "valid"}, "figure", FieldProblem.NOT_CHOSEN),
    ],
)
def test_what_is_wrong_is_said_of_its_field(
    change: dict[str, Any], field: str, problem: FieldProblem
) -> None:
    with pytest.raises(FieldError) as caught:
        check_draft(replace(DRAFT, **change), today=TODAY, state=MeasureState.PLANNED)
    assert (caught.value.field, caught.value.problem) == (field, problem)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"cause_kind": None}, "cause_kind"), ({"measure": ""}, "measure"), ({"owner": ""}, "owner")],
)
def test_nothing_is_begun_without_cause_measure_and_owner(
    change: dict[str, Any], field: str
) -> None:
    draft = replace(DRAFT, **change)
    assert check_draft(draft, today=TODAY, state=MeasureState.PLANNED) == draft
    with pytest.raises(FieldError) as caught:
        check_draft(draft, today=TODAY, state=MeasureState.IN_PROGRESS)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (MeasureState.PLANNED, MeasureState.DROPPED),
        (MeasureState.DONE, MeasureState.IN_PROGRESS),
        (MeasureState.DROPPED, MeasureState.PLANNED),
    ],
)
def test_dropping_and_going_back_are_explained(state: MeasureState, wanted: MeasureState) -> None:
    with pytest.raises(FieldError) as caught:
        check_step(state, wanted, " ")
    assert (caught.value.field, caught.value.problem) == ("words", FieldProblem.REQUIRED)
    assert check_step(state, wanted, " 合同到期 ") == "合同到期"


def test_numbers_count_within_a_year() -> None:
    assert number_of(2026, 3) == "GJ-2026-003"
    assert number_of(2026, 1234) == "GJ-2026-1234"


# ---- the check ---------------------------------------------------------------------------------

DONE_ON = date(2026, 11, 12)
DECEMBER = Period.parse("2026-12")
NEW_YEAR = date(2027, 1, 1)
GOOD = Proposal(MeasureEffect.EFFECTIVE, Why.CLEARLY_BETTER, Fraction(1, 2), Fraction(5))


def test_the_first_whole_month_after_it_was_done_is_checked() -> None:
    assert check_period(DONE_ON) == DECEMBER
    assert check_period(date(2026, 12, 31)) == Period.parse("2027-01")


@pytest.mark.parametrize(
    ("draft", "today", "field", "problem"),
    [
        (CheckDraft(NOVEMBER), NEW_YEAR, "period", FieldProblem.NOT_AFTER_DONE),
        (CheckDraft(DECEMBER), date(2026, 12, 31), "period", FieldProblem.PERIOD_RUNS),
        (CheckDraft(DECEMBER), NEW_YEAR, "effect", FieldProblem.NOT_CHOSEN),
        (
            CheckDraft(DECEMBER, MeasureEffect.NO_EFFECT),
            NEW_YEAR,
            "reason",
            FieldProblem.VERDICT_REASON,
        ),
        (
            CheckDraft(DECEMBER, MeasureEffect.EFFECTIVE, "长" * 501),
            NEW_YEAR,
            "reason",
            FieldProblem.TOO_LONG,
        ),
    ],
)
def test_a_check_needs_a_period_after_and_a_reason_against_the_figures(
    draft: CheckDraft, today: date, field: str, problem: FieldProblem
) -> None:
    with pytest.raises(FieldError) as caught:
        check_effect(draft, GOOD, done_on=DONE_ON, today=today)
    assert (caught.value.field, caught.value.problem) == (field, problem)


def test_a_person_may_overrule_the_figures_with_a_reason() -> None:
    draft = CheckDraft(DECEMBER, MeasureEffect.PARTLY, " 同期停电影响 ")
    found = check_effect(draft, GOOD, done_on=DONE_ON, today=NEW_YEAR)
    assert found == replace(draft, reason="同期停电影响")


# ---- the register and the reports --------------------------------------------------------------


def measure(number: str, state: MeasureState, due: date, **more: Any) -> MeasureView:
    begun = datetime(2026, 10, 5, tzinfo=UTC)
    values: dict[str, Any] = {
        "effect": MeasureEffect.NOT_CHECKED,
        "before": FigureCount(7, 31),
        "after": None,
        "created_at": begun,
        "done_on": None,
        "seen": 1,
    }
    draft = replace(DRAFT, due_on=due)
    return MeasureView(number, number, draft, state, **(values | more))


def test_what_is_owed_first_stands_first() -> None:
    settled = {"effect": MeasureEffect.EFFECTIVE, "done_on": date(2026, 8, 1)}
    register = [
        measure("checked", MeasureState.DONE, date(2026, 8, 1), **settled),
        measure("to check", MeasureState.DONE, date(2026, 9, 1), done_on=date(2026, 9, 9)),
        measure("later", MeasureState.PLANNED, date(2026, 12, 1)),
        measure("overdue", MeasureState.IN_PROGRESS, date(2026, 11, 4)),
        measure("today", MeasureState.IN_PROGRESS, TODAY),
        measure("dropped", MeasureState.DROPPED, date(2026, 7, 1)),
        measure("just done", MeasureState.DONE, TODAY, done_on=date(2026, 10, 20)),
    ]

    def shown(what: Shown) -> list[str]:
        return [one.number for one in shown_of(register, what, TODAY)]

    assert shown(Shown.OPEN) == ["overdue", "today", "later", "to check", "just done"]
    assert shown(Shown.OVERDUE) == ["overdue"]
    assert shown(Shown.TO_CHECK) == ["to check"]
    assert shown(Shown.ALL)[-2:] == ["dropped", "checked"]


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.integers(0, 400))
def test_every_finding_belongs_to_one_month_that_had_begun(created: date, back: int) -> None:
    found_in = Period.containing(OCTOBER.kind, created).plus(-(back % 13))
    found = found_on(found_in, created)
    months = [OCTOBER.plus(by) for by in range(-40, 40)]
    assert sum(belongs_to(found, month) for month in months) == 1
    assert found <= created
    assert belongs_to(found, found_in)


def test_days_are_told_only_where_periods_are_unlike() -> None:
    i18n.set_language("en")
    month, short = FigureCount(7, 31), FigureCount(2, 30)
    assert change_text(NEW, month, short) == "7 → 2"
    assert change_text(NEW, month, FigureCount(2, 92)) == "7 in 31 days → 2 in 92 days"
    assert count_text("repeat", FigureCount(7, 50)) == "14.0 % (7/50)"
    assert count_text("repeat", FigureCount(0, 0)) == "—"
