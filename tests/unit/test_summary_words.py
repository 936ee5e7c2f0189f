"""The sentences of a period: right to the digit, and nothing where there is nothing to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.period_summary import (
    RATIO_NAMES,
    ComplaintLine,
    Flow,
    OverdueOpen,
    PeriodFigures,
    PeriodSummary,
    Ratio,
)
from app.domain.periods import Period, PeriodKind
from app.domain.terms import CaseState, Severity
from app.i18n import language
from app.reports import wording
from app.reports.summary_words import overdue_longest_first, sentences

pytestmark = pytest.mark.clause("4.3-4")
UNTIL = datetime(2026, 10, 31, 16, tzinfo=UTC)


def figures(by_category: dict[str, int] | None = None, **changes: object) -> PeriodFigures:
    counts = by_category or {}
    new = sum(counts.values())
    plain = PeriodFigures(
        flow=Flow(3, new, 0, 1, 2 + new),
        ratios={
            **dict.fromkeys(RATIO_NAMES, Ratio(0, 0)),
            "completion": Ratio(1, 3 + new),
        },
        handling_hours=None,
        overdue_open=OverdueOpen(0, 0),
        by_category=counts,
        by_severity={},
        by_source={},
        ratings={},
        no_answer=0,
        declined=0,
        relayed=0,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def summary(now: PeriodFigures, **changes: object) -> PeriodSummary:
    plain = PeriodSummary(
        company="Hongyuan",
        project_code="HY1",
        project_name="Garden",
        timezone="Asia/Shanghai",
        period=Period(PeriodKind.MONTH, date(2026, 10, 1)),
        is_complete=True,
        until=UNTIL,
        figures=now,
        previous=None,
        category_names={"repairs": "Repairs", "fees": "Fees", "parking": "Parking"},
        complaints=(),
        twelve_months=(),
        data_hash="0" * 64,
        program_version="9.8.7",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def said(now: PeriodFigures, **changes: object) -> list[str]:
    with language("en"):
        return sentences(summary(now, **changes))


def late(number: str, days: float, place: str = "3-1202") -> ComplaintLine:
    return ComplaintLine(
        number=number,
        registered_at=UNTIL - timedelta(days=40),
        place=place,
        customer="W*",
        category="repairs",
        own_words="",
        severity=Severity.NORMAL,
        responsible="",
        due_at=UNTIL - timedelta(days=days),
        overdue=True,
        state=CaseState.IN_PROGRESS,
        score=None,
    )


def test_the_flow_is_always_told() -> None:
    assert said(figures()) == [
        (
            "Complaints to handle: 3 (3 brought forward, 0 new, 0 reopened). Done: 1, a completion "
            "rate of 33.3 % (1 / 3). Carried over: 2."
        )
    ]


def test_the_largest_category_is_told_with_its_share_and_the_next() -> None:
    text = said(figures({"repairs": 6, "fees": 3, "parking": 1}))[1]
    assert text == "Largest category: Repairs with 6 of 10 (60.0 %). Next: Fees with 3 (30.0 %)."


def test_categories_that_are_equally_large_are_told_together() -> None:
    text = said(figures({"repairs": 4, "fees": 4, "parking": 2}))[1]
    assert text == "Largest categories: Repairs, Fees, with 4 each (40.0 % each)."


@pytest.mark.parametrize("counts", [{"repairs": 1}, {"repairs": 2, "fees": 2, "parking": 2}, {}])
def test_no_category_is_named_where_none_stands_out(counts: dict[str, int]) -> None:
    assert not any("categor" in text for text in said(figures(counts)))


def test_new_complaints_are_held_against_both_periods() -> None:
    now, before, year = figures({"fees": 12}), figures({"fees": 10}), figures({"fees": 16})
    text = said(now, previous=before, year_before=year)[1]
    assert text == (
        "New complaints: 12, 2 more than the month before (+20.0 %), "
        "4 fewer than the same month last year (−25.0 %)."
    )


def test_an_unchanged_number_is_no_news() -> None:
    now = figures({"fees": 12})
    assert not any("New complaints" in text for text in said(now, previous=now, year_before=now))


def test_a_period_that_is_not_over_is_not_held_against_whole_ones() -> None:
    now, before = figures({"fees": 3}), figures({"fees": 30})
    assert not any("month before" in text for text in said(now, previous=before, is_complete=False))
    assert any("month before" in text for text in said(now, previous=before))


def test_a_number_that_was_nothing_before_has_no_percentage() -> None:
    text = said(figures({"fees": 12}), previous=figures())[1]
    assert text == "New complaints: 12, 12 more than the month before."


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ({"repairs": 5, "fees": 9}, {"repairs": 9, "fees": 8}, "Repairs, up from 5 to 9"),
        ({"repairs": 5, "fees": 9}, {"repairs": 6, "fees": 4}, "Fees, down from 9 to 4"),
        ({"repairs": 5, "parking": 7}, {"repairs": 5}, "Parking, down from 7 to 0"),
        ({"repairs": 5, "fees": 9}, {"repairs": 6, "fees": 8}, None),
    ],
)
def test_the_category_that_moved_most_is_told(
    before: dict[str, int], now: dict[str, int], words: str | None
) -> None:
    found = [text for text in said(figures(now), previous=figures(before)) if "change" in text]
    expected = [f"Largest change against the month before: {words}."] if words else []
    assert found == expected


def test_the_complaint_overdue_longest_is_told_with_place_and_days() -> None:
    now = figures(overdue_open=OverdueOpen(3, 1))
    lines = (late("TS-1", 2), late("TS-2", 12.7), late("TS-3", 0.1))
    text = said(now, overdue=lines)[-1]
    assert text == (
        "3 complaints are overdue and open. The longest: TS-2 (3-1202, Repairs), "
        "12 days past its time."
    )
    order = [line.number for line in overdue_longest_first(summary(now, overdue=lines))]
    assert order == ["TS-2", "TS-1", "TS-3"]


def test_hours_are_told_where_no_day_is_full() -> None:
    now = figures(overdue_open=OverdueOpen(1, 0))
    text = said(now, overdue=(late("TS-3", 0.25),))[-1]
    assert text.endswith("TS-3 (3-1202, Repairs), 6 hours past its time.")


def test_nothing_is_said_of_overdue_complaints_where_there_are_none() -> None:
    assert not any("overdue" in text for text in said(figures()))


def test_the_target_missed_most_is_told() -> None:
    ratios = {
        **figures().ratios,
        "completion": Ratio(89, 100),
        "promises_kept": Ratio(22, 31),
        "satisfaction": Ratio(9, 10),
    }
    targets = {"completion": 0.9, "promises_kept": 0.95, "satisfaction": 0.9, "reached": 0.9}
    text = said(figures(ratios=ratios), targets=targets)[-1]
    assert text == (
        "Furthest below its target: Promises kept, 71.0 % (22 / 31) against 95 %, 24.0 points "
        "short. 2 of 3 targets were missed."
    )


def test_targets_that_were_all_met_are_told_in_one_sentence() -> None:
    ratios = {**figures().ratios, "completion": Ratio(95, 100), "satisfaction": Ratio(9, 10)}
    text = said(figures(ratios=ratios), targets={"completion": 0.9, "satisfaction": 0.9})[-1]
    assert text == "All 2 targets that could be measured were met."


def test_targets_without_figures_are_not_told() -> None:
    assert not any("target" in text for text in said(figures(), targets={"satisfaction": 0.9}))


def test_what_got_worst_is_told() -> None:
    before = figures(ratios={**figures().ratios, "satisfaction": Ratio(9, 10)})
    now = figures(ratios={**figures().ratios, "satisfaction": Ratio(7, 10)})
    assert "Worse than the month before, most of all: Satisfaction rate (−20.0 points)." in said(
        now, previous=before
    )


@pytest.mark.parametrize(
    ("ratio", "met"),
    [
        (Ratio(9, 10), True),
        (Ratio(8999, 10000), False),
        (Ratio(0, 0), None),
        (None, None),
        (Ratio(10, 10), True),
    ],
)
def test_a_target_is_met_exactly(ratio: Ratio | None, met: bool | None) -> None:
    assert wording.is_met(ratio, 0.9) is met


@pytest.mark.parametrize(
    ("number", "chinese"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一")]
)
def test_sections_are_numbered_as_the_language_writes(number: int, chinese: str) -> None:
    with language("zh_CN"):
        assert wording.numbered(number, "满意度") == f"{chinese}、满意度"
    with language("en"):
        assert wording.numbered(number, "Staff") == f"{number}. Staff"


@pytest.mark.parametrize("kind", list(PeriodKind))
def test_every_kind_of_period_has_its_words(kind: PeriodKind) -> None:
    with language("en"):
        words = wording.period_words(kind)
    assert all(vars(words).values())
    assert words.this.startswith("This ")
