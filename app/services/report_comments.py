"""What the supervisor writes on a period's summary, until it is signed (clause 4.3-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Problem, UserFacingError
from app.domain.periods import Period
from app.domain.permissions import Action, Actor
from db import audit
from db.models import ReportComment, SignedReport, Staff, new_id

MOST_WORDS = 4_000
"""So many characters are kept; the paper gives them a page."""


@dataclass(frozen=True)
class Commentary:
    """The words on one period, who wrote them last and when; locked once it is signed."""

    words: str = ""
    saved_by: str = ""
    saved_at: datetime | None = None
    locked: bool = False


def read_comment(session: Session, *, actor: Actor, project_id: str, period: Period) -> Commentary:
    """Return what was written on a period.

    Raises:
        UserFacingError: not permitted.
    """
    actor.require(Action.READ_REPORTS)
    locked = is_signed(session, project_id, period)
    row = comment_of(session, project_id, period)
    if row is None:
        return Commentary(locked=locked)
    name = session.get_one(Staff, row.saved_by).name
    return Commentary(row.words, name, row.saved_at, locked)


def save_comment(
    session: Session,
    *,
    actor: Actor,
    project_id: str,
    period: Period,
    words: str,
    now: datetime,
) -> None:
    """Keep what was written on a period, as often as somebody pauses.

    Raises:
        UserFacingError: not permitted, or the period was signed meanwhile.
    """
    actor.require(Action.SIGN_REPORTS)
    if is_signed(session, project_id, period):
        raise UserFacingError(Problem.PERIOD_SIGNED, period=str(period))
    keep_comment(session, actor, project_id, period, words, now)


def keep_comment(
    session: Session, actor: Actor, project_id: str, period: Period, words: str, now: datetime
) -> None:
    """Write down the words and say so in the audit log, unless they are there already."""
    words = words.strip()[:MOST_WORDS]
    row = comment_of(session, project_id, period)
    if words == (row.words if row is not None else ""):
        return
    before = None if row is None else {"words": row.words}
    if row is None:
        row = ReportComment(id=new_id(), project_id=project_id, period=str(period))
        session.add(row)
    row.words, row.saved_at, row.saved_by = words, now, actor.staff_id
    audit.append(
        session,
        action="comment_report",
        object=f"report_comment:{row.id}",
        before=before,
        after={"period": row.period, "words": words},
        now=now,
    )


def comment_of(session: Session, project_id: str, period: Period) -> ReportComment | None:
    """Return the row that holds the words on a period."""
    return session.scalars(
        select(ReportComment).where(
            ReportComment.project_id == project_id, ReportComment.period == str(period)
        )
    ).first()


def is_signed(session: Session, project_id: str, period: Period) -> bool:
    """Return whether any version of a period's summary is signed."""
    return bool(
        session.scalar(
            select(func.count())
            .select_from(SignedReport)
            .where(SignedReport.project_id == project_id, SignedReport.period == str(period))
        )
    )
