"""Views that the small papers are printed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.attachments import FileKind
from app.domain.terms import (
    CaseState,
    CaseType,
    Cause,
    Channel,
    ClockKind,
    EscalationCause,
    EventKind,
    PromiseState,
    Severity,
    Source,
    Validity,
)


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
    """A reception receipt (受理回执, clause 4.2-3); ``customer`` is masked, as 王女士 or empty.

    ``reprinted_at`` is when it was asked for again from the case page, None for the first print.
    """

    company: str
    project_name: str
    desk_phone: str
    timezone: str
    visit_number: str
    received_at: datetime
    received_by: str
    customer: str
    cases: tuple[ReceiptCase, ...]
    reprinted_at: datetime | None = None


@dataclass(frozen=True)
class RecoverySheet:
    """The recovery key sheet: printed at set-up, kept in a safe, never stored in the program."""

    company: str
    recovery_key: str
    store_id: str
    made_on: str
    administrator: str


@dataclass(frozen=True)
class CaseOnPaper:
    """What every paper of a case says of it.

    ``customer`` and ``phone`` are as they may be printed: masked, empty, or in full.  ``category``
    is named in the paper's language.
    """

    company: str
    project_name: str
    timezone: str
    number: str
    check_code: str
    external_number: str
    type: CaseType
    state: CaseState
    severity: Severity
    category: str
    source: Source
    place: str
    room_label: str
    customer: str
    phone: str
    own_words: str
    remedy_wanted: str
    remedy_given: str
    responsible: str
    registered_at: datetime
    registered_by: str
    printed_at: datetime
    printed_by: str


@dataclass(frozen=True)
class PaperClock:
    """One clock of a case; ``round`` is one more with every reopening."""

    kind: ClockKind
    round: int
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    cancelled_at: datetime | None
    paused_at: datetime | None

    @property
    def is_running(self) -> bool:
        """Whether it is neither met nor cancelled."""
        return self.met_at is None and self.cancelled_at is None


@dataclass(frozen=True)
class PaperPromise:
    """One promise to a customer and what became of it."""

    what: str
    who: str
    to_whom: str
    channel: Channel
    made_at: datetime
    due_at: datetime
    state: PromiseState
    fulfilled_at: datetime | None


@dataclass(frozen=True)
class PaperPicture:
    """A picture to be printed, as it is kept."""

    name: str
    data: bytes


@dataclass(frozen=True)
class JobSheet:
    """A job sheet (派工单) for a technician; ``with_contact`` prints name and phone."""

    case: CaseOnPaper
    clocks: tuple[PaperClock, ...]
    promises: tuple[PaperPromise, ...]
    pictures: tuple[PaperPicture, ...]
    with_contact: bool


@dataclass(frozen=True)
class PaperEntry:
    """One entry of the timeline."""

    kind: EventKind
    at: datetime
    by: str
    words: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class PaperCaller:
    """One more caller with the same matter; ``customer`` as it may be printed."""

    called_at: datetime
    customer: str
    room_label: str
    words: str
    added_by: str


@dataclass(frozen=True)
class PaperEscalation:
    """One time that the case was brought before somebody above the desk."""

    level: int
    cause: EscalationCause
    words: str
    raised_at: datetime
    raised_by: str
    acknowledged_at: datetime | None


@dataclass(frozen=True)
class PaperFile:
    """One photo or file of the case; ``picture`` is its number among the printed ones, 0 for none.

    ``removed_by`` is empty while it is kept.
    """

    name: str
    kind: FileKind
    size: int
    added_at: datetime
    added_by: str
    removed_at: datetime | None
    removed_by: str
    removal_reason: str
    picture: int


@dataclass(frozen=True)
class CaseFile:
    """A case file (工单档案): everything on record about one case; ``in_full`` masks nothing."""

    case: CaseOnPaper
    validity: Validity | None
    cause: Cause | None
    ended_at: datetime | None
    follows: str
    merged_into: str
    took_in: tuple[str, ...]
    clocks: tuple[PaperClock, ...]
    promises: tuple[PaperPromise, ...]
    callers: tuple[PaperCaller, ...]
    escalations: tuple[PaperEscalation, ...]
    files: tuple[PaperFile, ...]
    pictures: tuple[PaperPicture, ...]
    timeline: tuple[PaperEntry, ...]
    in_full: bool
