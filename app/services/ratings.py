"""Writing down what customers thought; an answer is written once (clause 4.2-4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.terms import EventKind
from app.domain.typed_text import TEXT_LIMIT, clean_text
from app.domain.visit_flow import RatingDraft
from app.services.timeline import append_event
from db.models import Case, Rating, Visit, new_id

LOW_SCORE = 2
"""Up to this score the customer is asked for a reason and the supervisor hears of it."""


def record_rating(
    session: Session,
    visit: Visit | None,
    case: Case | None,
    rating: RatingDraft,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Record an answer to the satisfaction question, of a visit, of a case's handling, or both."""
    session.add(
        Rating(
            id=new_id(),
            visit_id=visit.id if visit else None,
            case_id=case.id if case else None,
            answer=rating.answer,
            score=rating.score,
            reasons=[str(reason) for reason in rating.reasons],
            words=clean_text(rating.words)[:TEXT_LIMIT],
            entered_by=rating.entered_by,
            staff_id=actor.staff_id,
            given_at=now,
        )
    )
    if case is not None:
        append_event(
            session,
            case,
            EventKind.RATED,
            actor=actor,
            now=now,
            words=clean_text(rating.words)[:TEXT_LIMIT],
            facts={
                "answer": rating.answer,
                "score": rating.score,
                "by": rating.entered_by,
                "reasons": [str(reason) for reason in rating.reasons],
            },
        )
