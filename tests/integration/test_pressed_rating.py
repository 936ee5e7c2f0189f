"""What the customer pressed is final (clause 4.2-4): no later word of staff takes its place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.terms import EnteredBy, RatingAnswer, RatingReason, VisitStep
from app.domain.visit_flow import RatingDraft, VisitDraft
from app.services import visits
from app.services.visits import VisitView
from db.models import Rating
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, RELAYED, Desk

PRESSED = RatingDraft(RatingAnswer.SCORED, 1, (RatingReason.ATTITUDE,), "rude")


def pressed_on(desk: Desk, visit: VisitView) -> VisitDraft:
    """Save what the customer's screen brought, as the reception does at once."""
    (view,) = desk.workspace.read(visits.unfinished_visits, project_id=desk.project.project_id)
    draft = replace(view.draft, step=VisitStep.SATISFACTION, rating=PRESSED)
    assert isinstance(draft, VisitDraft)
    desk.write(visits.save_draft, visit_id=visit.visit_id, draft=draft, now=NOW)
    return draft


def only_rating(desk: Desk) -> tuple[int | None, str]:
    def read(session: Session) -> tuple[int | None, str]:
        rating = session.scalars(select(Rating)).one()
        return rating.score, rating.entered_by

    found = desk.workspace.read(read)
    assert isinstance(found, tuple)
    return found


@pytest.mark.clause("4.2-4")
def test_a_pressed_score_survives_a_customer_who_leaves(desk: Desk) -> None:
    visit, _cases = desk.register(ENQUIRY)
    draft = pressed_on(desk, visit)
    desk.write(visits.leave_visit, visit_id=visit.visit_id, draft=draft, reason="赶时间", now=NOW)
    assert only_rating(desk) == (1, EnteredBy.CUSTOMER_SCREEN)


@pytest.mark.clause("4.2-4")
def test_a_relayed_score_never_replaces_a_pressed_one(desk: Desk) -> None:
    visit, _cases = desk.register(COMPLAINT)
    pressed_on(desk, visit)
    desk.write(visits.finish_visit, visit_id=visit.visit_id, rating=RELAYED, now=NOW)
    assert only_rating(desk) == (1, EnteredBy.CUSTOMER_SCREEN)
