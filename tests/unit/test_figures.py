"""The monthly figures agree with a slow second count, balance, and never change afterwards."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.calendars import BusinessCalendar, DayException, DayKind
from app.domain.case_history import CaseHistory, HistoryClock, HistoryEvent
from app.domain.figures import month_flows, period_figures
from app.domain.months import Month
from app.domain.period_summary import RATIO_NAMES, Flow, PeriodFigures, PeriodSummary
from app.domain.periods import Period, PeriodKind
from app.domain.terms import ClockKind, EventKind, Severity, Source
from app.reports.figures_json import all_figures_json, figures_json
from tests.unit.random_lives import CATEGORIES, MONTHS, ZONE, as_known_at, random_lives
from tests.unit.slow_figures import slow_figures

CALENDAR = BusinessCalendar(
    ZONE,
    exceptions={
        **{date(2026, 10, day): DayException(DayKind.HOLIDAY) for day in range(1, 8)},
        date(2026, 10, 10): DayException(DayKind.WORKDAY),
    },
)
populations = st.builds(random_lives, st.integers(0, 2**32), st.integers(0, 25))
months = st.sampled_from(MONTHS)
pytestmark = pytest.mark.clause("4.3-4")


def figures_of(histories: Sequence[CaseHistory], month: Month) -> PeriodFigures:
    begin, end = month.bounds(ZONE)
    return period_figures(histories, begin, end, CALENDAR, CATEGORIES)


def plain(figures: PeriodFigures) -> dict[str, Any]:
    """Return the figures in the shape of the slow count."""
    flow, hours = figures.flow, figures.handling_hours
    ratios = {name: figures.ratios[name] for name in RATIO_NAMES}
    return {
        "flow": {
            "B": flow.brought_forward,
            "N": flow.new,
            "R": flow.reopened,
            "C": flow.done,
            "E": flow.carried_over,
            "D": flow.to_handle,
        },
        "ratios": {name: (r.n, r.d) if r else None for name, r in ratios.items()},
        "hours": None if hours is None else (hours.median, hours.p90),
        "overdue": (figures.overdue_open.total, figures.overdue_open.over_a_month),
        "by_category": {code: n for code, n in figures.by_category.items() if n},
        "by_severity": {int(level): n for level, n in figures.by_severity.items() if n},
        "by_source": {str(source): n for source, n in figures.by_source.items() if n},
        "by_building": dict(figures.by_building),
        "by_cause": {str(cause): n for cause, n in figures.by_cause.items() if n},
        "heat": {(cell.building, cell.category): cell.count for cell in figures.heat},
        "reasons": {str(reason): n for reason, n in figures.reasons.items() if n},
        "ageing": list(figures.ageing),
        "ratings": dict(figures.ratings),
        "no_answer": figures.no_answer,
        "declined": figures.declined,
        "relayed": figures.relayed,
    }


@given(populations, months)
@settings(max_examples=100)
def test_every_figure_agrees_with_a_slow_second_count(
    histories: list[CaseHistory], month: Month
) -> None:
    fast = plain(figures_of(histories, month))
    slow = slow_figures(histories, *month.bounds(ZONE), CALENDAR)
    assert fast.pop("hours") == (
        pytest.approx(slow.pop("hours")) if slow["hours"] else slow.pop("hours")
    )
    assert fast == slow


@given(populations, months)
def test_brought_forward_new_and_reopened_less_done_is_carried_over(
    histories: list[CaseHistory], month: Month
) -> None:
    flow = figures_of(histories, month).flow
    assert flow.brought_forward + flow.new + flow.reopened - flow.done == flow.carried_over
    assert flow.balances


@given(populations)
def test_what_is_carried_over_is_what_the_next_month_begins_with(
    histories: list[CaseHistory],
) -> None:
    flows = [figures_of(histories, month).flow for month in MONTHS]
    for before, after in itertools.pairwise(flows):
        assert before.carried_over == after.brought_forward


@given(populations, months)
def test_every_breakdown_of_the_new_complaints_adds_up_to_them(
    histories: list[CaseHistory], month: Month
) -> None:
    figures = figures_of(histories, month)
    breakdowns = (
        figures.by_category.values(),
        figures.by_building.values(),
        figures.by_severity.values(),
        figures.by_source.values(),
        [cell.count for cell in figures.heat],
    )
    assert {sum(counts) for counts in breakdowns} == {figures.flow.new}


@given(populations, months)
def test_the_ages_of_what_is_open_add_up_to_what_is_carried_over(
    histories: list[CaseHistory], month: Month
) -> None:
    figures = figures_of(histories, month)
    assert sum(figures.ageing) == figures.flow.carried_over
    assert figures.ageing[-1] >= figures.overdue_open.over_a_month


@given(populations)
def test_a_quarter_flows_as_its_months_do_together(histories: list[CaseHistory]) -> None:
    assert_adds_up(histories, Period.parse("2026-Q3"), [Month(2026, n) for n in (7, 8, 9)])


@given(populations)
def test_a_year_flows_as_its_months_do_together(histories: list[CaseHistory]) -> None:
    assert_adds_up(histories, Period.parse("2026"), [Month(2026, n) for n in range(1, 13)])


def assert_adds_up(histories: list[CaseHistory], whole: Period, months: list[Month]) -> None:
    flow = flow_in(histories, whole)
    parts = [flow_in(histories, Period.of_month(month)) for month in months]
    assert flow == added_up(parts)
    begin, end = whole.bounds(ZONE)
    bounds = [month.bounds(ZONE) for month in months]
    assert bounds[0][0] == begin
    assert bounds[-1][1] == end
    assert month_flows(histories, bounds) == parts


@given(populations, months)
@settings(max_examples=10)
def test_the_days_of_a_month_flow_as_the_month_does(
    histories: list[CaseHistory], month: Month
) -> None:
    days = [Period(PeriodKind.DAY, date(month.year, month.number, 1))]
    while days[-1].plus(1).month == month:
        days.append(days[-1].plus(1))
    flows = [flow_in(histories, day) for day in days]
    assert added_up(flows) == flow_in(histories, Period.of_month(month))
    for before, after in itertools.pairwise(flows):
        assert before.carried_over == after.brought_forward


def flow_in(histories: list[CaseHistory], period: Period) -> Flow:
    return period_figures(histories, *period.bounds(ZONE), CALENDAR, CATEGORIES).flow


def added_up(flows: list[Flow]) -> Flow:
    """Return the flow of adjoining periods together."""
    return Flow(
        brought_forward=flows[0].brought_forward,
        new=sum(flow.new for flow in flows),
        reopened=sum(flow.reopened for flow in flows),
        done=sum(flow.done for flow in flows),
        carried_over=flows[-1].carried_over,
    )


@given(populations, months)
def test_nothing_that_happens_later_changes_a_month(
    histories: list[CaseHistory], month: Month
) -> None:
    known_then = as_known_at(histories, month.bounds(ZONE)[1])
    assert figures_of(histories, month) == figures_of(known_then, month)


@given(populations, months)
def test_no_share_is_above_its_whole_where_it_is_a_part(
    histories: list[CaseHistory], month: Month
) -> None:
    figures = figures_of(histories, month)
    for name in set(RATIO_NAMES) - {"coverage", "reopening"}:
        ratio = figures.ratios[name]
        assert ratio is not None
        assert 0 <= ratio.n <= ratio.d


def moment(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=ZONE).astimezone(UTC)


def complaint(*events: tuple[EventKind, datetime], **more: Any) -> CaseHistory:
    return CaseHistory(
        case_id="1",
        category="repairs",
        severity=Severity.NORMAL,
        source=Source.DESK,
        events=tuple(HistoryEvent(kind, at) for kind, at in events),
        **more,
    )


FAST_PATH = (EventKind.REGISTERED, EventKind.RESOLVED, EventKind.FOLLOW_UP, EventKind.CLOSED)


def closed_on(day: int) -> list[tuple[EventKind, datetime]]:
    return [(kind, moment(day, 9 + step)) for step, kind in enumerate(FAST_PATH)]


def test_voiding_a_closed_complaint_is_no_second_exit() -> None:
    history = complaint(*closed_on(12), (EventKind.VOIDED, moment(13)))
    assert figures_of([history], Month(2026, 10)).flow.done == 1


def test_a_complaint_closed_reopened_and_closed_in_one_month_is_done_twice() -> None:
    again = (EventKind.IN_PROGRESS, *FAST_PATH[1:])
    history = complaint(
        *closed_on(12),
        (EventKind.REOPENED, moment(13)),
        *((kind, moment(14, 9 + step)) for step, kind in enumerate(again)),
    )
    flow = figures_of([history], Month(2026, 10)).flow
    assert (flow.new, flow.reopened, flow.done, flow.carried_over) == (1, 1, 2, 0)


def test_a_complaint_reopened_in_follow_up_never_left_and_does_not_come_back() -> None:
    history = complaint(*closed_on(12)[:3], (EventKind.REOPENED, moment(13)))
    flow = figures_of([history], Month(2026, 10)).flow
    assert (flow.new, flow.reopened, flow.done, flow.carried_over) == (1, 0, 0, 1)


def test_a_complaint_open_past_its_time_is_a_miss() -> None:
    clock = HistoryClock(ClockKind.RESOLUTION, 1, moment(15), None, None)
    figures = figures_of(
        [complaint((EventKind.REGISTERED, moment(12)), clocks=(clock,))], Month(2026, 10)
    )
    assert plain(figures)["ratios"]["resolved_in_time"] == (0, 1)
    assert figures.overdue_open.total == 1


def test_a_clock_cancelled_before_its_time_was_never_due() -> None:
    clock = HistoryClock(ClockKind.RESOLUTION, 1, moment(15), None, moment(14))
    history = complaint(
        (EventKind.REGISTERED, moment(12)), (EventKind.WITHDRAWN, moment(14)), clocks=(clock,)
    )
    assert plain(figures_of([history], Month(2026, 10)))["ratios"]["resolved_in_time"] == (0, 0)


def test_handling_time_leaves_out_waiting_and_nights() -> None:
    history = complaint(
        (EventKind.REGISTERED, moment(12, 9)),
        (EventKind.ASSESSED, moment(12, 9) + timedelta(minutes=1)),
        (EventKind.IN_PROGRESS, moment(12, 9) + timedelta(minutes=2)),
        (EventKind.WAITING, moment(12, 11)),
        (EventKind.IN_PROGRESS, moment(13, 11)),
        (EventKind.RESOLVED, moment(13, 15)),
        (EventKind.FOLLOW_UP, moment(13, 15) + timedelta(minutes=1)),
        (EventKind.CLOSED, moment(14, 9)),
    )
    hours = figures_of([history], Month(2026, 10)).handling_hours
    # 9:00 to 11:00 on the first day, 11:00 to 12:00 and 13:30 to 15:00 on the second.
    assert hours is not None
    assert hours.median == pytest.approx(4.5)


def summary_of(figures: PeriodFigures) -> PeriodSummary:
    return PeriodSummary(
        company="鸿园物业",
        project_code="CH",
        project_name="翠湖花园",
        timezone="Asia/Shanghai",
        period=Period.of_month(Month(2026, 10)),
        is_complete=True,
        until=moment(31),
        figures=figures,
        previous=None,
        category_names={},
        complaints=(),
        twelve_months=(),
        data_hash="",
        program_version="",
    )


def test_a_median_of_nothing_is_null_and_not_zero() -> None:
    written = figures_json(summary_of(figures_of([], Month(2026, 10))))
    assert written["handling_hours"] == {"median": None, "p90": None}


def test_a_share_of_nothing_is_zero_of_zero_and_has_no_percentage() -> None:
    figures = figures_of([], Month(2026, 10))
    written = figures_json(summary_of(figures))
    assert written["ratios"] == {name: {"n": 0, "d": 0} for name in RATIO_NAMES}
    assert {ratio.share for ratio in figures.ratios.values() if ratio} == {None}


@given(populations, months)
@settings(max_examples=15)
def test_the_written_figures_are_the_counted_ones(
    histories: list[CaseHistory], month: Month
) -> None:
    figures = figures_of(histories, month)
    written = all_figures_json(summary_of(figures))
    counted = plain(figures)
    assert written["flow"] == counted["flow"]
    assert {name: (r["n"], r["d"]) for name, r in written["ratios"].items()} == counted["ratios"]
    assert tuple(written["overdue_open"].values()) == counted["overdue"]
    assert sum(written["by_category"].values()) == written["flow"]["N"]
    assert sum(written["by_severity"].values()) == written["flow"]["N"]
    assert sum(written["by_source"].values()) == written["flow"]["N"]
    assert written["by_building"] == counted["by_building"]
    assert {n: v for n, v in written["by_cause"].items() if v} == counted["by_cause"]
    assert {(c["building"], c["category"]): c["count"] for c in written["heat"]} == counted["heat"]
    assert list(written["ageing"].values()) == counted["ageing"]
    assert sorted(written["ratings"]) == ["1", "2", "3", "4", "5"]


def test_exactly_three_days_old_is_still_in_the_first_group() -> None:
    end = Month(2026, 10).bounds(ZONE)[1]
    registered = (end - timedelta(days=3), end - timedelta(days=3, microseconds=1))
    histories = [complaint((EventKind.REGISTERED, at)) for at in registered]
    assert figures_of(histories, Month(2026, 10)).ageing == (1, 1, 0, 0, 0)


def test_households_that_nobody_knows_give_no_rate() -> None:
    begin, end = Month(2026, 10).bounds(ZONE)
    new = [complaint((EventKind.REGISTERED, moment(12)))] * 3
    for households, rate in ((None, None), (1200, 2.5)):
        figures = period_figures(new, begin, end, CALENDAR, CATEGORIES, households)
        assert figures.per_thousand == rate
        written = all_figures_json(summary_of(figures))
        assert (written["households"], written["per_thousand"]) == (households, rate)
