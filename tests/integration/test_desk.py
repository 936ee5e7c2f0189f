"""The home screen: today's figures, and what is to be done by due time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.due_groups import DueGroup
from app.domain.period_summary import Ratio
from app.domain.terms import CaseType, Channel, NextStep, RatingAnswer, Role, Severity, Validity
from app.domain.visit_flow import CustomerDraft, RatingDraft
from app.services import case_work
from app.services.desk import DeskView, desk_view
from app.services.next_due import keep_next_due
from app.services.setup import NewProject, add_project
from app.services.sweep import sweep
from db.models import Case, CaseClock, Promise
from tests.integration.at_the_sweep import in_work, waits
from tests.integration.receptions import (
    COMPLAINT,
    DISSATISFIED,
    ENQUIRY,
    NO_ANSWER,
    NOW,
    VERY_SATISFIED,
    Desk,
    local,
    promised,
)

SUGGESTION = replace(ENQUIRY, type=CaseType.SUGGESTION)


def view(desk: Desk, now: datetime = NOW, limit: int = 50) -> DeskView:
    found = desk.read(desk_view, project_id=desk.project.project_id, now=now, limit=limit)
    assert isinstance(found, DeskView)
    return found


def test_a_day_without_visits_has_no_average_and_no_satisfaction(desk: Desk) -> None:
    figures = view(desk).figures
    assert (figures.visits_today, figures.average_visit) == (0, None)
    assert figures.satisfaction == Ratio(0, 0)


@pytest.mark.clause("3-1")
def test_visits_of_today_are_counted_with_their_average_length(desk: Desk) -> None:
    desk.receive(ENQUIRY, now=NOW - timedelta(days=1))
    desk.receive(ENQUIRY, now=local(12, 0, 0))
    desk.receive(ENQUIRY, now=NOW)
    desk.start(NOW)
    figures = view(desk, NOW + timedelta(hours=1)).figures
    assert (figures.visits_today, figures.average_visit) == (3, timedelta(minutes=4))


def test_complaints_are_compared_with_the_same_hours_a_week_before(desk: Desk) -> None:
    for day, hour in ((12, 9), (12, 10), (5, 9), (5, 23), (4, 9)):
        desk.receive(COMPLAINT, now=local(day, hour))
    desk.receive(ENQUIRY, now=local(12, 9))
    figures = view(desk).figures
    assert (figures.complaints_today, figures.complaints_week_before) == (2, 1)


def test_satisfaction_is_that_of_the_month_and_of_scores_only(desk: Desk) -> None:
    desk.receive(ENQUIRY, now=local(30, month=9), rating=DISSATISFIED)
    for rating in (VERY_SATISFIED, RatingDraft(RatingAnswer.SCORED, 3), NO_ANSWER):
        desk.receive(ENQUIRY, now=local(2), rating=rating)
    assert view(desk).figures.satisfaction == Ratio(1, 2)


@pytest.mark.clause("4.2-3")
def test_the_most_urgent_comes_first(desk: Desk) -> None:
    for hours in (3, 1, 2):
        desk.receive(promised(ENQUIRY, NOW + timedelta(hours=hours)))
    assert [item.number for item in view(desk).to_do] == [
        "ZX-20261012-002",
        "ZX-20261012-003",
        "ZX-20261012-001",
    ]


def test_equal_times_are_ordered_by_number(desk: Desk) -> None:
    due_at = NOW + timedelta(hours=1)
    desk.receive(*[promised(ENQUIRY, due_at)] * 3)
    assert [item.number[-3:] for item in view(desk).to_do] == ["001", "002", "003"]


def test_soon_and_overdue_are_counted_by_the_clock(desk: Desk) -> None:
    for minutes in (30, 60, 61, 200):
        desk.receive(promised(SUGGESTION, NOW + timedelta(minutes=minutes)))
    figures = view(desk).figures
    assert (figures.to_answer, figures.due_soon, figures.overdue) == (4, 2, 0)
    figures = view(desk, NOW + timedelta(minutes=60, seconds=1)).figures
    assert (figures.to_answer, figures.due_soon, figures.overdue) == (4, 1, 2)


def test_a_case_stands_once_with_its_nearest_time(desk: Desk) -> None:
    critical = replace(COMPLAINT, severity_chosen=Severity.CRITICAL)
    desk.receive(promised(critical, NOW + timedelta(hours=2)))
    (item,) = view(desk).to_do
    assert (item.next_step, item.due_at) == (NextStep.HAND_OVER, NOW)


@pytest.mark.clause("4.3-2")
def test_the_next_step_follows_the_case(desk: Desk) -> None:
    due_at = NOW + timedelta(hours=2)
    _visit, (case,) = desk.receive(promised(COMPLAINT, due_at))

    def step(now: datetime = NOW) -> tuple[NextStep, datetime | None]:
        (item,) = view(desk, now).to_do
        return item.next_step, item.due_at

    assert step() == (NextStep.HAND_OVER, NOW + timedelta(minutes=20))
    desk.write(
        case_work.hand_over,
        case_id=case.case_id,
        department="工程部",
        now=NOW + timedelta(minutes=10),
    )
    assert step() == (NextStep.KEEP_PROMISE, due_at)
    desk.write(
        case_work.tell_customer,
        case_id=case.case_id,
        words="维保单位下午到场",
        channel=Channel.PHONE,
        now=NOW + timedelta(hours=1),
    )
    assert step() == (NextStep.TELL_CUSTOMER, NOW + timedelta(hours=25))
    later = NOW + timedelta(hours=3)
    for verb in (case_work.assess, case_work.begin_work):
        more = (
            {"validity": Validity.VALID, "cause": "equipment"} if verb is case_work.assess else {}
        )
        desk.write(verb, case_id=case.case_id, now=later, **more)
    desk.write(
        case_work.resolve,
        case_id=case.case_id,
        remedy="更换导轨靴",
        channel=Channel.PHONE,
        accepted=True,
        now=later + timedelta(hours=1),
    )
    expected = later + timedelta(hours=49)
    assert step() == (NextStep.FOLLOW_UP, expected)


@pytest.mark.clause("4.3-3")
def test_a_complaint_answered_badly_stands_on_the_list(desk: Desk) -> None:
    desk.receive(COMPLAINT, rating=DISSATISFIED)
    (item,) = view(desk).to_do
    assert item.next_step is NextStep.FOLLOW_UP
    assert item.due_at is not None
    assert item.due_at - (NOW + timedelta(hours=48)) < timedelta(seconds=1)


def test_what_was_answered_on_the_spot_is_not_to_do(desk: Desk) -> None:
    desk.receive(ENQUIRY, COMPLAINT)
    assert view(desk).to_do == ()


def test_the_list_may_be_cut_but_the_figures_count_all(desk: Desk) -> None:
    desk.receive(*[promised(ENQUIRY, NOW + timedelta(hours=1))] * 3)
    short = view(desk, limit=2)
    assert (len(short.to_do), short.figures.to_answer) == (2, 3)


def test_a_line_shows_the_first_line_of_the_customers_own_words(desk: Desk) -> None:
    words = "电梯异响" * 30 + "\n第二行"
    customer = CustomerDraft(name="O'Brien <b>&")
    need = promised(replace(ENQUIRY, own_words=words), NOW + timedelta(hours=1))
    desk.receive(need, customer=customer)
    (item,) = view(desk).to_do
    assert (item.subject, item.customer) == (words[:80], "O***")


@pytest.mark.clause("2")
def test_another_projects_desk_is_not_shown(desk: Desk) -> None:
    desk.receive(promised(COMPLAINT, NOW + timedelta(hours=1)))
    other = desk.write(add_project, project=NewProject("YD", "云顶华府"), now=NOW)
    shown = desk.read(desk_view, project_id=other, now=NOW)
    assert (shown.to_do, shown.figures.visits_today, shown.figures.complaints_today) == ((), 0, 0)


@pytest.mark.clause("4.3-2")
def test_the_list_is_grouped_by_the_part_of_the_day(desk: Desk) -> None:
    dues = (
        (local(12, 9), DueGroup.OVERDUE),
        (local(12, 11), DueGroup.NEXT_HOUR),
        (local(12, 23), DueGroup.TODAY),
        (local(13, 0, 1), DueGroup.TOMORROW),
        (local(13, 7), DueGroup.TOMORROW),
    )
    early = local(12, 8)
    desk.register(*[promised(SUGGESTION, due_at) for due_at, _group in dues], now=early)
    desk.register(promised(SUGGESTION, local(20)), now=local(12, 10))
    found = view(desk)
    expected = [*(group for _due, group in dues), DueGroup.TOMORROW]
    # A suggestion has to be answered within two days, however late the promise.
    expected[-1] = DueGroup.LATER
    assert [item.group for item in found.to_do] == expected
    assert found.counts == {
        DueGroup.OVERDUE: 1,
        DueGroup.NEXT_HOUR: 1,
        DueGroup.TODAY: 1,
        DueGroup.TOMORROW: 2,
        DueGroup.LATER: 1,
    }


def test_a_case_that_waits_stands_apart_until_the_day_something_is_owed(desk: Desk) -> None:
    case_id = in_work(desk)
    waits(desk, case_id, NOW + timedelta(hours=1), NOW + timedelta(days=9))
    (item,) = view(desk, NOW + timedelta(hours=2)).to_do
    assert (item.group, item.next_step) == (DueGroup.WAITING, NextStep.TELL_CUSTOMER)
    (item,) = view(desk, local(13, 9)).to_do
    assert item.group is DueGroup.TODAY
    assert view(desk, NOW + timedelta(hours=2)).counts == {DueGroup.WAITING: 1}


def without_times(session: Session) -> None:
    """Let every case look like an open one from another system."""
    session.execute(delete(Promise))
    session.execute(delete(CaseClock))
    for case in session.scalars(select(Case)):
        keep_next_due(session, case)


def test_an_open_case_from_another_system_is_to_be_taken_up(desk: Desk) -> None:
    desk.register(promised(COMPLAINT, NOW + timedelta(hours=1)))
    desk.workspace.write(without_times)
    found = view(desk)
    (item,) = found.to_do
    assert (item.next_step, item.due_at, item.group) == (
        NextStep.TAKE_UP,
        None,
        DueGroup.NO_LIMIT,
    )
    assert found.figures.to_answer == 1
    assert found.figures.overdue == 0


def test_cases_without_a_time_are_listed_beside_a_full_list(desk: Desk) -> None:
    desk.register(promised(COMPLAINT, NOW + timedelta(hours=1)))
    desk.workspace.write(without_times)
    desk.receive(*[promised(ENQUIRY, NOW + timedelta(hours=1))] * 3)
    short = view(desk, limit=2)
    assert [item.group for item in short.to_do][-1] is DueGroup.NO_LIMIT
    assert short.counts == {DueGroup.NEXT_HOUR: 3, DueGroup.NO_LIMIT: 1}


def test_a_line_knows_severity_and_how_high_the_case_went(desk: Desk) -> None:
    critical = replace(COMPLAINT, severity_chosen=Severity.CRITICAL)
    desk.register(promised(critical, NOW + timedelta(hours=9)))
    desk.write(sweep, project_id=desk.project.project_id, now=NOW + timedelta(minutes=15))
    (item,) = view(desk).to_do
    assert (item.severity, item.escalation_level) == (Severity.CRITICAL, 2)


@pytest.mark.clause("4.3-3")
def test_the_desk_shows_what_was_brought_before_the_reader(desk: Desk) -> None:
    desk.register(promised(COMPLAINT, NOW + timedelta(hours=9)))
    now = NOW + timedelta(minutes=25)
    project_id = desk.project.project_id
    desk.write(sweep, project_id=project_id, now=now)
    assert len(view(desk, now).brought) == 1
    receptionist = replace(desk.actor, role=Role.RECEPTIONIST)
    shown = desk.workspace.read(desk_view, actor=receptionist, project_id=project_id, now=now)
    assert shown.brought == ()
