"""A few events under a wrong clock do not make the running month look complete."""

from __future__ import annotations

from datetime import timedelta

from app.domain.months import Month
from app.domain.period_summary import PeriodSummary
from app.services.reporting import monthly_summary
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk


def october(desk: Desk) -> PeriodSummary:
    summary = desk.read(
        monthly_summary,
        project_code=desk.project.code,
        month=Month(2026, 10),
        lang="en",
        now=NOW + timedelta(hours=1),
    )
    assert isinstance(summary, PeriodSummary)
    return summary


def test_an_enquiry_dated_far_ahead_leaves_the_month_running(desk: Desk) -> None:
    desk.receive(COMPLAINT)
    desk.receive(ENQUIRY, now=NOW + timedelta(days=400))
    assert not october(desk).is_complete


def test_a_complaint_dated_far_ahead_leaves_the_month_running(desk: Desk) -> None:
    desk.receive(COMPLAINT)
    desk.receive(COMPLAINT, now=NOW + timedelta(days=400))
    assert not october(desk).is_complete
