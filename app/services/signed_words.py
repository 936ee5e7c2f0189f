"""Taking somebody's words out of signed reports, which stay otherwise as signed (PIPL art. 47)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.summary_codec import without_words_of
from db.models import Case, SignedPaper, SignedReport, Visit


def empty_signed_reports(
    session: Session, *, case_ids: Sequence[str] = (), visit_ids: Sequence[str] = ()
) -> None:
    """Empty what signed reports tell of some cases and visits; called inside an erasure.

    Figures, hash, version and signer stay.  The papers of a report that held such words go with
    them: a reprint is made anew from what is left.
    """
    numbers = {
        *session.scalars(select(Case.number).where(Case.id.in_(case_ids))),
        *session.scalars(select(Visit.number).where(Visit.id.in_(visit_ids))),
    }
    if not numbers:
        return
    cases = frozenset(case_ids)
    # One after the other: each holds every complaint of its period.
    for report_id in session.scalars(select(SignedReport.id)).all():
        report = session.get_one(SignedReport, report_id)
        left: Any = without_words_of(report.content, cases, numbers)
        if left != report.content:
            report.content = left
            session.execute(delete(SignedPaper).where(SignedPaper.report_id == report.id))
