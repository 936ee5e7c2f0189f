"""A month of complaints that is signed, as the tests of signing walk it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.period_summary import PeriodSummary
from app.domain.periods import Period
from app.domain.permissions import Actor
from app.domain.terms import Channel, CloseReason, Role, Validity
from app.domain.visit_flow import CustomerDraft
from app.services import case_ends, case_work, sign_off
from app.services.customers import find_room
from app.services.sign_off import Proposal, ReportStanding
from tests.integration.receptions import COMPLAINT, Desk, local, promised

OCTOBER = Period.parse("2026-10")
NOVEMBER = Period.parse("2026-11")
NOV_3 = local(3, 9, month=11)
PAPERS = {"zh_CN": b"%PDF zh", "en": b"%PDF en"}


def live_october(desk: Desk) -> list[str]:
    """Let three people complain in October, and one be done with; return the cases' ids."""
    room = desk.workspace.read(find_room, project_id=desk.project.project_id, text="3-2-1802")
    ids = []
    for number, day in enumerate((5, 12, 20), start=1):
        customer = CustomerDraft(
            name=f"王秀兰{number}", phone=f"1381234602{number}", room_id=room[0]
        )
        at = local(day)
        need = promised(replace(COMPLAINT, own_words=f"第{number}件"), at + timedelta(hours=2))
        _visit, (case,) = desk.receive(need, customer=customer, now=at)
        ids.append(case.case_id)
    finish(desk, ids[0], local(6))
    return ids


def finish(desk: Desk, case_id: str, now: datetime) -> None:
    """Carry a complaint to its end."""
    on: dict[str, Any] = {"case_id": case_id, "now": now}
    desk.write(case_work.assess, validity=Validity.VALID, cause="equipment", **on)
    desk.write(case_work.begin_work, **on)
    desk.write(case_work.resolve, remedy="已修好", channel=Channel.PHONE, accepted=True, **on)
    desk.write(case_work.call_back, reached=True, **on)
    desk.write(case_ends.close, reason=CloseReason.ACCEPTED, **on)


def shown(desk: Desk, period: Period = OCTOBER, now: datetime = NOV_3, **how: Any) -> PeriodSummary:
    """Return what the screen shows of a period."""
    how.setdefault("lang", "zh_CN")
    found = desk.read(
        sign_off.present_summary, project_code=desk.project.code, period=period, now=now, **how
    )
    assert isinstance(found, PeriodSummary)
    return found


def standing(desk: Desk, period: Period = OCTOBER, now: datetime = NOV_3) -> ReportStanding:
    """Return where the report of a period stands."""
    found = desk.read(
        sign_off.report_standing, project_code=desk.project.code, period=period, now=now
    )
    assert isinstance(found, ReportStanding)
    return found


def propose(desk: Desk, period: Period = OCTOBER, now: datetime = NOV_3, **how: Any) -> Proposal:
    """Propose what a count of now says."""
    how.setdefault("data_hash", standing(desk, period, now).live_hash)
    found = desk.read(
        sign_off.propose_signing, project_code=desk.project.code, period=period, now=now, **how
    )
    assert isinstance(found, Proposal)
    return found


def sign(desk: Desk, period: Period = OCTOBER, now: datetime = NOV_3, **how: Any) -> int:
    """Sign a period; return the version."""
    papers = how.pop("papers", PAPERS)
    version = desk.write(
        sign_off.sign_report, proposal=propose(desk, period, now, **how), papers=papers
    )
    assert isinstance(version, int)
    return version


def receptionist(desk: Desk) -> Desk:
    """Return the same desk with somebody who may not sign."""
    return replace(desk, actor=Actor(desk.actor.staff_id, "小陈", Role.RECEPTIONIST))
