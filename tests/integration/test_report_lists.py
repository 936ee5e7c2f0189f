"""What a report tells beside the flow: places, causes, ages, and complaints one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.months import Month
from app.domain.period_summary import PeriodSummary, Ratio, RepeatAddress
from app.domain.periods import Period
from app.domain.policy import LEAST_ANSWERS, STAFF_NAMES_ON_REPORTS
from app.domain.summary_hash import data_hash
from app.domain.terms import (
    Cause,
    Channel,
    CustomerKind,
    RatingAnswer,
    RatingReason,
    Severity,
    Validity,
)
from app.domain.visit_flow import RatingDraft
from app.services import case_work
from app.services.households import correct_stay
from app.services.policy import change_setting
from app.services.reporting import period_summary
from db.models import Occupancy
from tests.conftest import ADMINISTRATOR
from tests.integration.october import NOVEMBER_10, OCTOBER, October, in_period, summary_of
from tests.integration.receptions import (
    COMPLAINT,
    SHANGHAI,
    Desk,
    local,
    promised,
)

pytestmark = pytest.mark.clause("4.3-4")


def test_buildings_causes_ages_and_reasons_are_as_counted_by_hand(summary: PeriodSummary) -> None:
    figures, names = summary.figures, summary.building_names
    assert {names.get(b, ""): n for b, n in figures.by_building.items()} == {"": 3, "3": 1}
    assert {(names.get(c.building, ""), c.category, c.count) for c in figures.heat} == {
        ("", "conduct", 1),
        ("", "fees", 1),
        ("", "parking", 1),
        ("3", "repairs", 1),
    }
    assert {cause: n for cause, n in figures.by_cause.items() if n} == {
        Cause.EQUIPMENT: 1,
        Cause.THIRD_PARTY: 1,
    }
    assert figures.ageing == (0, 0, 0, 1, 0)
    assert {reason: n for reason, n in figures.reasons.items() if n} == {RatingReason.SPEED: 1}


def test_households_are_the_rooms_in_which_somebody_lives(summary: PeriodSummary) -> None:
    assert (summary.figures.households, summary.figures.per_thousand) == (1, 4000.0)


def test_no_resident_on_record_gives_no_rate(desk: Desk) -> None:
    desk.receive(COMPLAINT, now=local(12))
    figures = summary_of(desk).figures
    assert (figures.households, figures.per_thousand) == (None, None)


def test_whoever_moved_out_is_no_household(desk: Desk, october: October) -> None:
    stays = desk.workspace.read(lambda session: session.scalars(select(Occupancy.id)).all())
    for stay in stays:
        desk.write(
            correct_stay,
            occupancy_id=stay,
            kind=CustomerKind.OWNER,
            from_on=date(2026, 9, 1),
            until_on=date(2026, 11, 2),
            now=local(2, month=11),
        )
    assert summary_of(desk).figures.households == 1
    assert summary_of(desk, Month(2026, 11), now=local(20, month=11)).figures.households is None


def test_a_room_that_complains_again_is_told_with_both_numbers(summary: PeriodSummary) -> None:
    numbers = ("TS-20260928-001", "TS-20261013-001")
    assert summary.repeats == (RepeatAddress("3-2-1802", "repairs", numbers),)


def test_what_is_overdue_is_told_as_it_stood(summary: PeriodSummary) -> None:
    (line,) = summary.overdue
    assert (line.number, line.due_at, line.overdue) == ("TS-20261013-001", local(16, 9), True)
    assert line == summary.complaints[1]


@pytest.mark.clause("6-2")
def test_the_staff_table_is_as_counted_by_hand_and_masked(summary: PeriodSummary) -> None:
    (line,) = summary.staff
    assert (line.name, line.registered, line.resolved, line.closed) == ("李*", 4, 4, 4)
    assert (line.first_answers, line.promises) == (Ratio(3, 4), Ratio(1, 2))
    assert (line.satisfaction, line.answers) == (None, 3)


@pytest.mark.clause("6-2")
def test_policy_can_print_the_staffs_names_and_how_few_answers_are_enough(
    desk: Desk, october: October
) -> None:
    desk.write(change_setting, setting=STAFF_NAMES_ON_REPORTS, value=True, now=NOVEMBER_10)
    desk.write(change_setting, setting=LEAST_ANSWERS, value=3, now=NOVEMBER_10)
    (line,) = summary_of(desk).staff
    assert (line.name, line.satisfaction) == (ADMINISTRATOR, Ratio(2, 3))


@pytest.mark.clause("5-3")
def test_a_colleague_who_answers_for_a_case_is_masked_as_policy_says(desk: Desk) -> None:
    need = promised(COMPLAINT, local(13))
    answer = replace(need.answer, promise_who=f"客服部 {ADMINISTRATOR}")
    desk.receive(replace(need, answer=answer), now=local(12))
    assert summary_of(desk).complaints[0].responsible == "客服部 李*"
    desk.write(change_setting, setting=STAFF_NAMES_ON_REPORTS, value=True, now=NOVEMBER_10)
    assert summary_of(desk).complaints[0].responsible == f"客服部 {ADMINISTRATOR}"


@pytest.mark.clause("5-3")
def test_what_customers_said_is_told_without_names_and_numbers(
    desk: Desk, october: October
) -> None:
    words = f"王秀兰等了三天,{ADMINISTRATOR}不回13812346027"
    rating = RatingDraft(RatingAnswer.SCORED, 2, (RatingReason.SPEED,), words)
    need = replace(COMPLAINT, own_words="请回13812346027", category="fees")
    desk.receive(need, customer=october.home, now=local(29), rating=rating)
    summary = summary_of(desk)
    (said,) = summary.said
    assert (said.number, said.score, said.words) == (
        "TS-20261029-001",
        2,
        "王**等了三天,李*不回138****6027",
    )
    assert summary.complaints[-1].own_words == "请回138****6027"


def test_a_grave_complaint_is_told_with_what_was_found_and_given(desk: Desk) -> None:
    need = promised(replace(COMPLAINT, severity_chosen=Severity.CRITICAL), local(30, 12))
    _visit, (case,) = desk.receive(need, now=local(30, 9))
    carry = {"case_id": case.case_id}
    desk.write(
        case_work.tell_customer,
        words="已派人",
        channel=Channel.PHONE,
        now=local(30, 9, 10),
        **carry,
    )
    found = {"validity": Validity.VALID, "cause": "equipment"}
    desk.write(case_work.assess, now=local(30, 9, 20), **found, **carry)
    desk.write(case_work.begin_work, now=local(30, 9, 30), **carry)
    desk.write(case_work.escalate, level=2, now=local(30, 9, 40), **carry)
    before = summary_of(desk).grave
    october_ends = Period.of_month(OCTOBER).bounds(SHANGHAI)[1]
    desk.write(
        case_work.resolve,
        remedy="已更换",
        channel=Channel.PHONE,
        accepted=True,
        now=local(2, month=11),
        **carry,
    )
    (grave,) = summary_of(desk).grave
    assert before == (grave,)
    assert (grave.validity, grave.cause) == (Validity.VALID, Cause.EQUIPMENT)
    assert (grave.answered_at, grave.resolved_at) == (local(30, 9, 10), None)
    assert (grave.remedy_wanted, grave.remedy_given) == ("本周内修好", "")
    assert (grave.escalation_level, grave.line.severity) == (2, Severity.CRITICAL)
    (later,) = summary_of(desk, Month(2026, 11), now=local(20, month=11)).grave
    assert (later.resolved_at, later.remedy_given) == (local(2, month=11), "已更换")
    assert later.line.registered_at < october_ends


def test_a_quarter_lists_no_complaints_but_what_is_grave_overdue_and_repeated(
    lasting_desk: Desk, summary: PeriodSummary
) -> None:
    quarter = in_period(lasting_desk, "2026-Q4", local(20, month=11))
    assert quarter.complaints == ()
    assert [line.number for line in quarter.overdue] == [x.number for x in summary.overdue]
    assert quarter.repeats == summary.repeats


def test_the_year_before_stands_beside_it(desk: Desk, october: October) -> None:
    now = local(5, month=11).replace(year=2027)
    assert in_period(desk, "2026-10", now).year_before is None
    again = in_period(desk, "2027-10", now)
    assert again.year_before == in_period(desk, "2026-10", now).figures
    year = in_period(desk, "2027", now)
    assert year.year_before == year.previous == in_period(desk, "2026", now).figures


def test_what_is_due_tomorrow_is_told_on_a_day_sheet(desk: Desk) -> None:
    desk.receive(promised(COMPLAINT, local(13)), now=local(12))
    numbers = {
        day: [line.number for line in in_period(desk, f"2026-10-{day}", NOVEMBER_10).due_soon]
        for day in (13, 14, 15, 16)
    }
    one = ["TS-20261012-001"]
    assert numbers == {13: [], 14: one, 15: one, 16: []}


@pytest.mark.parametrize(("lang", "name"), [("zh_CN", "标准"), ("en", "Standard")])
def test_the_limits_in_force_are_named(lasting_desk: Desk, lang: str, name: str) -> None:
    assert summary_of(lasting_desk, lang=lang).preset == name


def test_both_languages_have_the_same_fingerprint(lasting_desk: Desk) -> None:
    assert summary_of(lasting_desk, lang="en").data_hash == summary_of(lasting_desk).data_hash


def test_a_change_of_anything_told_changes_the_fingerprint(summary: PeriodSummary) -> None:
    emptied: tuple[dict[str, Any], ...] = (
        {"complaints": ()},
        {"overdue": ()},
        {"repeats": ()},
        {"staff": ()},
        {"twelve_months": ()},
        {"previous": None},
    )
    for less in emptied:
        assert data_hash(replace(summary, **less)) != summary.data_hash


def test_counting_says_how_far_it_is_and_can_be_stopped(lasting_desk: Desk) -> None:
    told: list[tuple[int, int]] = []

    def listen(done: int, total: int) -> None:
        told.append((done, total))
        if done == total - 1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        lasting_desk.read(
            period_summary,
            project_code="CH",
            period=Period.of_month(OCTOBER),
            lang="en",
            now=NOVEMBER_10,
            progress=listen,
        )
    assert told == sorted(told)
    assert {total for _done, total in told} == {told[-1][0] + 1}
