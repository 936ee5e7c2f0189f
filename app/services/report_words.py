"""What customers said with their ratings, as a report tells it: masked (clauses 4.2-4 and 5-3)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.period_summary import CustomerWords
from app.domain.terms import RatingReason
from app.services.import_customers import in_portions
from app.services.report_people import ReportPeople
from app.services.report_span import ReportSpan
from db.models import Case, Rating


def customers_said(
    session: Session, span: ReportSpan, people: ReportPeople
) -> tuple[CustomerWords, ...]:
    """Return the words given with ratings of the complaints in the period, lowest score first."""
    found = []
    for portion in in_portions(span.rated):
        rows = session.execute(
            select(
                Case.id, Case.number, Rating.score, Rating.reasons, Rating.words, Rating.given_at
            )
            .join(Case, Case.id == Rating.case_id)
            .where(
                Rating.case_id.in_(portion),
                Rating.given_at >= span.begin,
                Rating.given_at < span.until,
                Rating.score.is_not(None),
                Rating.words != "",
            )
        ).all()
        people.learn(row.id for row in rows)
        found += [
            CustomerWords(
                row.number,
                row.score or 0,
                tuple(RatingReason(reason) for reason in row.reasons),
                people.said(row.id, row.words),
                row.given_at,
            )
            for row in rows
        ]
    return tuple(sorted(found, key=lambda said: (said.score, said.given_at, said.number)))
