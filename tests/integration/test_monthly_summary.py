"""The monthly summary of a small store in which every figure is known by hand."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest

from app.domain.errors import Problem, UserFacingError
from app.domain.months import Month
from app.domain.period_summary import Flow, OverdueOpen, PeriodSummary
from app.domain.terms import (
    CaseState,
    CloseReason,
    Severity,
    Source,
    Validity,
)
from app.reports.figures_json import figures_json
from app.services import case_ends, case_work
from app.services.reporting import (
    monthly_summary,
    project_by_code,
)
from app.services.setup import NewProject, add_project
from tests.integration.october import NOVEMBER_10, OCTOBER, October, summary_of
from tests.integration.receptions import (
    COMPLAINT,
    NO_ANSWER,
    Desk,
    local,
    promised,
)

pytestmark = pytest.mark.clause("4.3-4")


def test_the_flow_is_counted_and_balances(summary: PeriodSummary) -> None:
    assert summary.figures.flow == Flow(
        brought_forward=1, new=4, reopened=1, done=5, carried_over=1
    )
    assert summary.figures.flow.balances


@pytest.mark.parametrize(
    ("name", "n", "d"),
    [
        ("completion", 5, 6),
        ("first_answer_in_time", 3, 4),
        ("resolved_in_time", 3, 5),
        ("promises_kept", 1, 2),
        ("valid", 1, 2),
        ("called_back", 3, 4),
        ("reached", 2, 5),
        ("satisfaction", 2, 3),
        ("coverage", 3, 4),
        ("reopening", 1, 4),
        ("repeat", 1, 4),
        ("escalated", 2, 4),
    ],
)
def test_each_share_is_as_counted_by_hand(
    summary: PeriodSummary, name: str, n: int, d: int
) -> None:
    ratio = summary.figures.ratios[name]
    assert ratio is not None
    assert (ratio.n, ratio.d) == (n, d)


def test_handling_hours_are_as_counted_by_hand(summary: PeriodSummary) -> None:
    # Rounds took 0, 0, 10 and 32 hours of the office, the holidays of October left out.
    hours = summary.figures.handling_hours
    assert hours is not None
    assert hours.median == pytest.approx(5, abs=1e-6)
    assert hours.p90 == pytest.approx(32, abs=1e-6)


def test_the_kinds_are_as_counted_by_hand(summary: PeriodSummary) -> None:
    figures = summary.figures
    assert {code: n for code, n in figures.by_category.items() if n} == {
        "repairs": 1,
        "fees": 1,
        "parking": 1,
        "conduct": 1,
    }
    assert {level: n for level, n in figures.by_severity.items() if n} == {
        Severity.NORMAL: 3,
        Severity.MINOR: 1,
    }
    assert {source: n for source, n in figures.by_source.items() if n} == {
        Source.DESK: 2,
        Source.PHONE: 1,
        Source.HOTLINE: 1,
    }


def test_ratings_count_the_handling_of_complaints_only(summary: PeriodSummary) -> None:
    figures = summary.figures
    assert figures.ratings == {1: 1, 2: 0, 3: 0, 4: 0, 5: 2}
    assert (figures.no_answer, figures.declined, figures.relayed) == (0, 0, 0)


def test_what_is_open_past_its_time_is_counted(summary: PeriodSummary) -> None:
    assert summary.figures.overdue_open == OverdueOpen(1, 0)


def test_what_stays_open_grows_old(lasting_desk: Desk) -> None:
    november = summary_of(lasting_desk, Month(2026, 11), now=local(20, month=11))
    assert november.figures.flow == Flow(1, 0, 0, 0, 1)
    assert november.figures.overdue_open == OverdueOpen(1, 1)


def test_the_month_before_stands_beside_it(summary: PeriodSummary) -> None:
    assert summary.previous is not None
    assert summary.previous.flow == Flow(0, 1, 0, 0, 1)


def test_the_chart_ends_with_the_month(summary: PeriodSummary) -> None:
    points = [(p.year, p.month, p.new) for p in summary.twelve_months]
    assert len(points) == 12
    assert points[-2:] == [(2026, 9, 1), (2026, 10, 4)]
    assert points[0] == (2025, 11, 0)


@pytest.mark.clause("5-3")
def test_the_list_shows_each_complaint_masked_as_it_stood(summary: PeriodSummary) -> None:
    lines = [
        (line.number, line.state, line.overdue, line.score, line.customer)
        for line in summary.complaints
    ]
    assert lines == [
        ("TS-20261012-001", CaseState.CLOSED, False, 5, ""),
        ("TS-20261013-001", CaseState.IN_PROGRESS, True, None, "王**"),
        ("TS-20261014-001", CaseState.WITHDRAWN, False, None, ""),
        ("TS-20261020-001", CaseState.CLOSED, False, 1, ""),
    ]
    assert "13812346027" not in str(asdict(summary))


def test_a_month_that_is_over_never_changes(desk: Desk, october: October) -> None:
    summary = summary_of(desk)
    later = local(5, month=11)
    october.resolve(october.open_case, later)
    october.do(
        case_ends.close, october.open_case, later + timedelta(hours=1), reason=CloseReason.ACCEPTED
    )
    october.do(case_ends.reopen, october.open_case, later + timedelta(days=1), words="又响了")
    desk.receive(COMPLAINT, customer=october.home, now=later)
    again = summary_of(desk)
    assert figures_json(again) == figures_json(summary)
    assert again == summary


def test_carried_over_is_brought_forward(lasting_desk: Desk) -> None:
    flows = [summary_of(lasting_desk, Month(2026, number)).figures.flow for number in (9, 10, 11)]
    assert [flow.carried_over for flow in flows[:2]] == [flow.brought_forward for flow in flows[1:]]


def test_a_running_month_is_counted_up_to_now(lasting_desk: Desk) -> None:
    running = summary_of(lasting_desk, Month(2026, 11), now=local(2, month=11))
    assert not running.is_complete
    assert running.figures.flow.carried_over == 1
    assert summary_of(lasting_desk).is_complete


def test_a_month_without_complaints_has_only_nothing(desk: Desk) -> None:
    empty = summary_of(desk)
    assert empty.figures.flow == Flow(0, 0, 0, 0, 0)
    assert (empty.previous, empty.complaints, empty.twelve_months) == (None, (), ())
    assert empty.figures.handling_hours is None


def test_a_month_that_has_not_begun_is_refused(lasting_desk: Desk) -> None:
    with pytest.raises(UserFacingError) as caught:
        summary_of(lasting_desk, Month(2026, 12))
    assert (caught.value.problem, caught.value.facts) == (
        Problem.PERIOD_NOT_BEGUN,
        {"period": "2026-12"},
    )


def test_an_unknown_project_is_refused_with_those_there_are(desk: Desk) -> None:
    desk.write(add_project, project=NewProject("YD", "云顶华府"), now=NOVEMBER_10)
    with pytest.raises(UserFacingError) as caught:
        desk.workspace.read(project_by_code, "xx")
    assert caught.value.problem is Problem.UNKNOWN_PROJECT
    assert caught.value.facts == {"project": "xx", "known": "CH, YD"}


@pytest.mark.clause("2")
def test_another_projects_complaints_are_not_counted(desk: Desk, october: October) -> None:
    desk.write(add_project, project=NewProject("YD", "云顶华府"), now=NOVEMBER_10)
    other = desk.read(monthly_summary, project_code="YD", month=OCTOBER, lang="en", now=NOVEMBER_10)
    assert other.figures.flow == Flow(0, 0, 0, 0, 0)


@pytest.mark.parametrize(("lang", "name"), [("zh_CN", "工程维修"), ("en", "Repairs")])
def test_categories_are_named_in_the_language_of_the_paper(
    desk: Desk, lang: str, name: str
) -> None:
    assert summary_of(desk, lang=lang).category_names["repairs"] == name


def test_a_merge_undone_counts_as_come_back(desk: Desk) -> None:
    _visit, (one, other) = desk.receive(
        *[promised(COMPLAINT, local(12, 12))] * 2, now=local(12, 11), rating=NO_ANSWER
    )
    invalid = {"validity": Validity.VALID, "cause": "process"}
    desk.write(case_work.assess, case_id=one.case_id, now=local(12, 12), **invalid)
    desk.write(case_ends.merge, case_id=one.case_id, into=other.number, now=local(12, 13))
    assert summary_of(desk).figures.flow == Flow(0, 2, 0, 1, 1)
    desk.write(case_ends.reopen, case_id=one.case_id, words="不是一回事", now=local(13))
    assert summary_of(desk).figures.flow == Flow(0, 2, 1, 1, 2)


def test_voiding_a_closed_complaint_changes_no_flow(desk: Desk) -> None:
    _visit, (case,) = desk.receive(COMPLAINT, now=local(12))
    desk.write(case_ends.void, case_id=case.case_id, reason="重复登记", now=local(13))
    assert summary_of(desk).figures.flow == Flow(0, 1, 0, 1, 0)
