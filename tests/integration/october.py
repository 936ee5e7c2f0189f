"""Five complaints around October 2026 of which every figure is known by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.months import Month
from app.domain.period_summary import PeriodSummary
from app.domain.periods import Period
from app.domain.terms import Channel, CloseReason, Severity, Source, Validity
from app.domain.visit_flow import CustomerDraft
from app.services import case_ends, case_work
from app.services.customers import find_room
from app.services.reporting import monthly_summary, period_summary
from tests.integration.receptions import (
    COMPLAINT,
    DISSATISFIED,
    ENQUIRY,
    NO_ANSWER,
    Desk,
    local,
    promised,
)

OCTOBER = Month(2026, 10)
NOVEMBER_10 = local(10, month=11)


class October:
    """Five complaints around October 2026, named a to e."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        room = desk.workspace.read(find_room, project_id=desk.project.project_id, text="3-2-1802")
        self.home = CustomerDraft(name="王秀兰", phone="13812346027", room_id=room[0])
        for live in (self.a, self.b, self.c, self.d, self.e):
            live()
        desk.receive(ENQUIRY, now=local(12))

    def do(self, verb: Callable[..., Any], case_id: str, now: datetime, **facts: Any) -> None:
        self.desk.write(verb, case_id=case_id, now=now, **facts)

    def resolve(self, case_id: str, now: datetime) -> None:
        self.do(
            case_work.resolve, case_id, now, remedy="已修好", channel=Channel.PHONE, accepted=True
        )

    def a(self) -> None:
        """Registered in September, resolved late in October, called back and very satisfied."""
        begun = local(28, month=9)
        need = promised(COMPLAINT, begun + timedelta(hours=2))
        _visit, (case,) = self.desk.receive(need, customer=self.home, now=begun, rating=NO_ANSWER)
        valid = {"validity": Validity.VALID, "cause": "equipment"}
        self.do(case_work.assess, case.case_id, local(8, 9), **valid)
        self.do(case_work.begin_work, case.case_id, local(8, 9, 30))
        self.resolve(case.case_id, local(9))
        self.do(
            case_work.call_back,
            case.case_id,
            local(9, 15),
            reached=True,
            rating=case_work.phone_rating(5),
        )
        self.do(case_ends.close, case.case_id, local(9, 15, 6), reason=CloseReason.SATISFIED)

    def b(self) -> None:
        """By phone, answered on the spot, very satisfied."""
        need = replace(COMPLAINT, category="fees", severity_chosen=Severity.MINOR)
        self.desk.receive(need, now=local(12), source=Source.PHONE)

    def c(self) -> None:
        """The same room and category again; promise kept, found invalid, escalated, still open."""
        need = promised(COMPLAINT, local(13, 11))
        _visit, (case,) = self.desk.receive(
            need, customer=self.home, now=local(13, 9), rating=NO_ANSWER
        )
        self.do(
            case_work.tell_customer,
            case.case_id,
            local(13, 10, 30),
            words="维保单位下午到场",
            channel=Channel.PHONE,
        )
        invalid = {"validity": Validity.INVALID, "cause": "third_party"}
        self.do(case_work.assess, case.case_id, local(13, 14), **invalid)
        self.do(case_work.begin_work, case.case_id, local(13, 15))
        self.do(case_work.escalate, case.case_id, local(15), level=1)
        self.open_case = case.case_id

    def d(self) -> None:
        """By the hotline; the promise is missed, then the customer withdraws."""
        need = replace(promised(COMPLAINT, local(14, 10)), category="parking")
        _visit, (case,) = self.desk.receive(
            need, now=local(14, 9), source=Source.HOTLINE, rating=NO_ANSWER
        )
        self.do(case_ends.withdraw, case.case_id, local(14, 12), words="自己解决了")

    def e(self) -> None:
        """Answered badly on the spot, closed, reopened, resolved, and nobody reached."""
        need = replace(COMPLAINT, category="conduct")
        _visit, (case,) = self.desk.receive(need, now=local(20, 9), rating=DISSATISFIED)
        self.do(case_work.call_back, case.case_id, local(21, 9, 30), reached=True, words="")
        self.do(case_ends.close, case.case_id, local(21), reason=CloseReason.ACCEPTED)
        self.do(case_ends.reopen, case.case_id, local(22, 9), words="问题又出现")
        self.do(case_work.begin_work, case.case_id, local(22, 10))
        self.resolve(case.case_id, local(23, 11))
        for minute in (20, 30, 40):
            at = local(23, 11, minute)
            self.do(case_work.call_back, case.case_id, at, reached=False, words="")
        self.do(case_ends.close, case.case_id, local(23, 12), reason=CloseReason.UNREACHABLE)


def summary_of(
    desk: Desk, month: Month = OCTOBER, now: datetime = NOVEMBER_10, lang: str = "zh_CN"
) -> PeriodSummary:
    found = desk.read(monthly_summary, project_code="ch", month=month, lang=lang, now=now)
    assert isinstance(found, PeriodSummary)
    return found


def in_period(desk: Desk, period: str, now: datetime) -> PeriodSummary:
    found = desk.read(
        period_summary, project_code="CH", period=Period.parse(period), lang="zh_CN", now=now
    )
    assert isinstance(found, PeriodSummary)
    return found
