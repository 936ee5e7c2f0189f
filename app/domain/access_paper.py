"""Who looked at a customer, as a screen lists it and a paper prints it (clause 5-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.terms import AccessKind, AccessReason


@dataclass(frozen=True)
class AccessLine:
    """One look: when, who, at whom (masked), what was done, and what for."""

    at: datetime
    staff: str
    customer: str
    kind: AccessKind
    reason: AccessReason | None
    words: str
    case_number: str


@dataclass(frozen=True)
class AccessPaper:
    """Everything on the paper 'who looked at this customer?'; ``customer`` is masked.

    ``total`` counts the older entries that are not printed too.
    """

    company: str
    project_name: str
    timezone: str
    customer: str
    lines: tuple[AccessLine, ...]
    total: int
    printed_at: datetime
    printed_by: str
