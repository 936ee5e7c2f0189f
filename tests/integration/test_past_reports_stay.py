"""A report of the past reads the same for ever, whatever is done afterwards (clause 4.3-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.period_summary import PeriodSummary, Ratio
from app.domain.periods import Period
from app.domain.terms import Channel, Severity, Validity
from app.domain.visit_flow import CustomerDraft
from app.services import case_ends, case_work
from app.services.calendars import change_day
from app.services.erasure import erase_customer
from app.services.reporting import period_summary
from db.models import Case, Customer
from tests.integration.random_store import END, RandomStore
from tests.integration.receptions import COMPLAINT, Desk, local, promised

OCTOBER_ENDS = local(1, 0, month=11)
pytestmark = pytest.mark.clause("4.3-4")


def report(desk: Desk, period: str, now: datetime) -> PeriodSummary:
    found = desk.read(
        period_summary,
        project_code=desk.project.code,
        period=Period.parse(period),
        lang="zh_CN",
        now=now,
    )
    assert isinstance(found, PeriodSummary)
    return found


@pytest.mark.parametrize("seed", [4, 5])
def test_nothing_that_happens_later_changes_a_report(desk: Desk, seed: int) -> None:
    store = RandomStore(desk, seed, 18)
    store.live_until(OCTOBER_ENDS)
    periods = ("2026-09", "2026-10", "2026-Q3", "2026-10-20")
    before = {period: report(desk, period, OCTOBER_ENDS) for period in periods}
    store.live_until(END)
    for period, told in before.items():
        assert report(desk, period, local(20, month=12)) == told


@pytest.fixture
def open_case(desk: Desk) -> str:
    """Register a normal complaint on 29 October; it is due on 3 November."""
    need = promised(COMPLAINT, local(30))
    customer = CustomerDraft(name="王秀兰", phone="13812346027")
    _visit, (case,) = desk.receive(need, customer=customer, now=local(29))
    found = {"validity": Validity.VALID, "cause": "equipment"}
    desk.write(case_work.assess, case_id=case.case_id, now=local(29, 11), **found)
    desk.write(case_work.begin_work, case_id=case.case_id, now=local(29, 12))
    return str(case.case_id)


def wait(desk: Desk, case_id: str, begins: datetime, ends: datetime) -> None:
    desk.write(
        case_work.wait,
        case_id=case_id,
        words="等配件",
        wake_at=ends,
        told="已告知",
        channel=Channel.PHONE,
        now=begins,
    )
    desk.write(case_work.begin_work, case_id=case_id, now=ends)


def test_a_later_wait_leaves_the_due_time_that_a_report_told(desk: Desk, open_case: str) -> None:
    before = report(desk, "2026-10", OCTOBER_ENDS)
    assert before.complaints[0].due_at == local(3, month=11)
    wait(desk, open_case, local(2, 9, month=11), local(20, 9, month=11))
    assert report(desk, "2026-10", local(20, month=12)) == before
    assert report(desk, "2026-11", local(20, month=12)).overdue[0].due_at != local(3, month=11)


def test_a_wait_across_the_end_leaves_the_due_time_that_a_report_told(
    desk: Desk, open_case: str
) -> None:
    wait(desk, open_case, local(30, 9), local(30, 15))
    before = report(desk, "2026-10", OCTOBER_ENDS)
    wait(desk, open_case, local(31, 9), local(20, 9, month=11))
    assert report(desk, "2026-10", local(20, month=12)).complaints[0].due_at == (
        before.complaints[0].due_at
    )


def test_a_calendar_changed_during_a_wait_makes_nothing_due_in_the_past(desk: Desk) -> None:
    _visit, (case,) = desk.receive(promised(COMPLAINT, local(30, month=9)), now=local(29, month=9))
    found = {"validity": Validity.VALID, "cause": "equipment"}
    begun = local(29, 11, month=9)
    desk.write(case_work.assess, case_id=case.case_id, now=begun, **found)
    desk.write(case_work.begin_work, case_id=case.case_id, now=begun)
    desk.write(
        case_work.wait,
        case_id=case.case_id,
        words="等配件",
        wake_at=local(5, month=11),
        told="已告知",
        channel=Channel.PHONE,
        now=local(8, 9),
    )
    before = report(desk, "2026-10", OCTOBER_ENDS)
    for day in range(1, 8):
        desk.write(
            change_day,
            project_id=desk.project.project_id,
            day=date(2026, 10, day),
            exception=None,
            now=local(2, month=11),
        )
    desk.write(case_work.begin_work, case_id=case.case_id, now=local(5, month=11))
    after = report(desk, "2026-10", local(20, month=12))
    assert after.figures == before.figures
    assert after.figures.ratios["resolved_in_time"] == Ratio(0, 0)


@pytest.mark.parametrize("severity", [Severity.CRITICAL, Severity.MINOR])
def test_a_later_severity_leaves_what_a_report_told(
    desk: Desk, open_case: str, severity: Severity
) -> None:
    before = report(desk, "2026-10", OCTOBER_ENDS)
    desk.write(
        case_work.change_severity,
        case_id=open_case,
        severity=severity,
        words="有人受伤",
        now=local(2, 9, month=11),
    )
    assert report(desk, "2026-10", local(20, month=12)) == before


def test_a_severity_of_the_period_makes_a_complaint_grave(desk: Desk, open_case: str) -> None:
    assert report(desk, "2026-10", OCTOBER_ENDS).grave == ()
    desk.write(
        case_work.change_severity,
        case_id=open_case,
        severity=Severity.MAJOR,
        words="有人受伤",
        now=local(30),
    )
    (grave,) = report(desk, "2026-10", OCTOBER_ENDS).grave
    assert (grave.line.severity, grave.line.case_id) == (Severity.MAJOR, open_case)


def test_a_later_merge_and_its_undoing_leave_what_a_report_told(desk: Desk, open_case: str) -> None:
    _visit, (other,) = desk.receive(promised(COMPLAINT, local(31)), now=local(30))
    before = report(desk, "2026-10", OCTOBER_ENDS)
    now = local(2, 9, month=11)
    desk.write(case_ends.merge, case_id=open_case, into=other.number, now=now)
    assert report(desk, "2026-10", local(20, month=12)) == before
    desk.write(
        case_ends.undo_merge, case_id=open_case, words="不是一回事", now=now + timedelta(hours=1)
    )
    assert report(desk, "2026-10", local(20, month=12)) == before


def test_a_corrected_category_leaves_what_a_report_told(desk: Desk, open_case: str) -> None:
    before = report(desk, "2026-10", OCTOBER_ENDS)

    def correct(session: Session) -> None:
        session.get_one(Case, open_case).category = "fees"

    desk.workspace.write(correct)
    after = report(desk, "2026-10", local(20, month=12))
    assert after == before


@pytest.mark.clause("5-3")
def test_an_erasure_takes_words_and_leaves_every_figure(desk: Desk, open_case: str) -> None:
    desk.write(case_ends.withdraw, case_id=open_case, words="算了", now=local(30))
    before = report(desk, "2026-10", OCTOBER_ENDS)
    assert before.complaints[0].customer == "王**"
    customer = desk.workspace.read(lambda session: session.scalar(select(Customer.id)))
    desk.write(erase_customer, customer_id=customer, now=local(2, month=11))
    after = report(desk, "2026-10", local(20, month=12))
    assert after.figures == before.figures
    assert after.staff == before.staff
    told = replace(before.complaints[0], customer="", own_words="", place="")
    assert after.complaints == (told,)
