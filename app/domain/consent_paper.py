"""What the customer's copy of a consent is printed from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.strokes import Strokes
from app.domain.terms import ConsentChannel, ConsentPurpose


@dataclass(frozen=True)
class AnswerOnPaper:
    """One purpose on the copy; ``withdrawn_at`` is set where it was withdrawn since."""

    purpose: ConsentPurpose
    agreed: bool
    expires_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class ConsentCopy:
    """A consent as the customer takes it home: in full, since it is the customer's own.

    ``language`` is that of the notice which was shown; the copy is printed in it.
    """

    company: str
    project_name: str
    desk_phone: str
    timezone: str
    customer: str
    room_label: str
    notice_text: str
    notice_version: int
    notice_hash: str
    effective_at: datetime
    language: str
    answers: tuple[AnswerOnPaper, ...]
    channel: ConsentChannel
    strokes: Strokes | None
    has_scan: bool
    words: str
    witness: str
    taken_at: datetime
    taken_by: str
    printed_at: datetime
    printed_by: str

    @property
    def agreed(self) -> bool:
        """Whether anything was agreed to."""
        return any(answer.agreed for answer in self.answers)
