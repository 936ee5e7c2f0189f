"""Views that the small papers are printed from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.terms import CaseType, Channel


@dataclass(frozen=True)
class ReceiptCase:
    """One case on a receipt: its number, what it is about, and what was answered or promised.

    ``check_code`` goes into the QR code after the number, so that a typed number can be told from a
    scanned one; it holds no personal data.
    """

    number: str
    check_code: str
    type: CaseType
    subject: str
    answer: str
    promise_what: str
    promise_who: str
    promise_due_at: datetime | None
    promise_channel: Channel | None


@dataclass(frozen=True)
class Receipt:
    """A reception receipt (受理回执, clause 4.2-3); ``customer`` is masked, as 王女士 or empty."""

    company: str
    project_name: str
    desk_phone: str
    timezone: str
    visit_number: str
    received_at: datetime
    received_by: str
    customer: str
    cases: tuple[ReceiptCase, ...]


@dataclass(frozen=True)
class RecoverySheet:
    """The recovery key sheet: printed at set-up, kept in a safe, never stored in the program."""

    company: str
    recovery_key: str
    store_id: str
    made_on: str
    administrator: str
