"""That figures left the program as a file stands in the audit log (clause 5-3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.periods import Period
from app.domain.permissions import Action, Actor
from app.services.reporting import project_by_code
from db import audit


def record_report_export(
    session: Session,
    *,
    actor: Actor,
    project_codes: Sequence[str],
    period: Period,
    data_hash: str,
    now: datetime,
) -> None:
    """Write down that the figures of a period are written into a file.

    Reading reports is enough: names in them are masked.

    Raises:
        UserFacingError: not permitted, or an unknown project.
    """
    actor.require(Action.READ_REPORTS)
    for code in project_codes:
        project = project_by_code(session, code)
        audit.append(
            session,
            action="report_exported",
            object=f"project:{project.id}",
            after={"period": str(period), "data": data_hash},
            now=now,
        )
