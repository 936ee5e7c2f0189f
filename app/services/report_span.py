"""What every part of a report is made from: the complaints of a project and the period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.case_history import CaseHistory
from db.models import Project


@dataclass(frozen=True)
class ReportSpan:
    """The period [begin, until) of a project with the complaints that are meant.

    ``histories`` may hold complaints of the period before, too.
    """

    project: Project
    begin: datetime
    until: datetime
    histories: Sequence[CaseHistory]

    def holds(self, instant: datetime) -> bool:
        """Return whether ``instant`` lies in the period."""
        return self.begin <= instant < self.until

    @property
    def new(self) -> list[CaseHistory]:
        """The complaints registered in the period."""
        return [history for history in self.histories if self.holds(history.registered_at)]

    @property
    def rated(self) -> list[str]:
        """The ids of the complaints that were given a score in the period."""
        return [
            history.case_id
            for history in self.histories
            if any(r.score is not None and self.holds(r.given_at) for r in history.ratings)
        ]
