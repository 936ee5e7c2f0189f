"""Known outages (事件公告): what is said to everybody who asks while something is out of order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.errors import FieldError, FieldProblem
from app.domain.typed_text import TEXT_LIMIT, clean_line, clean_text

TITLE_LIMIT = 60
SHOWN_BEFORE = timedelta(hours=24)
"""How long before it begins a planned outage is told to those who ask."""


class OutageStanding(StrEnum):
    """Where an outage stands at an instant."""

    OVERDUE = "overdue"
    CURRENT = "current"
    PLANNED = "planned"
    PAST = "past"


@dataclass(frozen=True)
class OutageDraft:
    """What the supervisor enters; without a building it holds for the whole project."""

    title: str = ""
    wording: str = ""
    category: str | None = None
    building_id: str | None = None
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    case_number: str = ""


@dataclass(frozen=True)
class OutageView:
    """One outage; ``ends_at`` is when it is expected to end, ``ended_at`` when it did.

    ``case_number`` is that of the case that carries it, empty if there is none;
    ``case_is_open`` says whether callers can still be attached to it.
    """

    outage_id: str
    title: str
    wording: str
    category: str | None
    building_id: str | None
    building: str
    begins_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    case_id: str | None
    case_number: str
    case_is_open: bool
    announced_by: str

    def standing(self, now: datetime) -> OutageStanding:
        """Return where it stands at ``now``; one that should be over but is not is overdue."""
        if self.ended_at is not None:
            return OutageStanding.PAST
        if self.begins_at > now:
            return OutageStanding.PLANNED
        if self.ends_at is not None and self.ends_at < now:
            return OutageStanding.OVERDUE
        return OutageStanding.CURRENT


def check_outage(draft: OutageDraft) -> list[FieldError]:
    """Return what is missing or wrong in an announcement."""
    problems = [
        FieldError(name, FieldProblem.REQUIRED)
        for name, text in (
            ("title", clean_line(draft.title)),
            ("wording", clean_text(draft.wording)),
        )
        if not text
    ]
    problems += [
        FieldError(name, FieldProblem.TOO_LONG, limit=limit)
        for name, text, limit in (
            ("title", draft.title, TITLE_LIMIT),
            ("wording", draft.wording, TEXT_LIMIT),
        )
        if len(text) > limit
    ]
    if draft.begins_at is None:
        problems.append(FieldError("begins_at", FieldProblem.REQUIRED))
    elif draft.ends_at is not None and draft.ends_at <= draft.begins_at:
        problems.append(FieldError("ends_at", FieldProblem.NOT_AFTER_BEGINNING))
    return problems


def in_order(outages: tuple[OutageView, ...], now: datetime) -> tuple[OutageView, ...]:
    """Return the outages as a list shows them: what should be over, what is, what comes, the past.

    The past comes latest first, the rest in the order in which it begins.
    """
    standings = list(OutageStanding)

    def place(outage: OutageView) -> tuple[int, float]:
        standing = outage.standing(now)
        if outage.ended_at is not None:
            return standings.index(standing), -outage.ended_at.timestamp()
        return standings.index(standing), outage.begins_at.timestamp()

    return tuple(sorted(outages, key=place))
