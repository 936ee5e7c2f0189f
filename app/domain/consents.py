"""What is asked beyond what service needs, what became of each answer, and for how long it holds.

Service itself rests on the contract and is told, not asked (PIPL art. 13); every other purpose is
asked on its own, nothing is ticked beforehand, and declining changes nothing about the service
(art. 14 and 16).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.attachments import FileKind
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.terms import ConsentChannel, ConsentPurpose

ASKED: tuple[ConsentPurpose, ...] = (
    ConsentPurpose.SATISFACTION_CALL,
    ConsentPurpose.NEWS,
    ConsentPurpose.WECHAT,
)
"""The purposes that need a consent, in the order in which they are asked."""

FIELDS: Mapping[ConsentPurpose, tuple[str, ...]] = {
    ConsentPurpose.SERVICE: ("name", "phone", "room"),
    ConsentPurpose.SATISFACTION_CALL: ("name", "phone"),
    ConsentPurpose.NEWS: ("name", "phone"),
    ConsentPurpose.WECHAT: ("name", "wechat"),
}
"""What is used for each purpose, as fields of the customer."""

VALID_YEARS = 3
"""How long a consent holds unless it is withdrawn; afterwards it is asked anew."""

_LEAP_DAY = (2, 29)


class ConsentState(StrEnum):
    """What became of one purpose."""

    NOT_ASKED = "not_asked"
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Answer:
    """What somebody said to one purpose."""

    purpose: ConsentPurpose
    agreed: bool


@dataclass(frozen=True)
class NoticeText:
    """One language of a version of a notice."""

    notice_id: str
    language: str
    text: str
    text_hash: str


@dataclass(frozen=True)
class ScanKept:
    """A paper as it is kept: drawn anew if a picture, by the rules of attachments if a PDF."""

    kind: FileKind
    data: bytes


@dataclass(frozen=True)
class ConsentDraft:
    """How somebody answered, and how that can be shown later.

    ``strokes`` come from the customer's screen, ``scan`` is a signed paper, ``witness_id`` and
    ``words`` belong to what was said before a second member of the staff.  ``guardian`` is who
    answered for a minor.
    """

    notice_id: str
    channel: ConsentChannel
    answers: tuple[Answer, ...]
    strokes: object = None
    scan: ScanKept | None = None
    witness_id: str | None = None
    words: str = ""
    guardian: str = ""

    @property
    def agreed(self) -> bool:
        """Whether anything was agreed to."""
        return any(answer.agreed for answer in self.answers)


def expiry(given_at: datetime) -> datetime:
    """Return until when a consent given then holds."""
    year = given_at.year + VALID_YEARS
    if (given_at.month, given_at.day) == _LEAP_DAY:
        return given_at.replace(year=year, day=28)
    return given_at.replace(year=year)


def state_of(
    *, agreed: bool, expires_at: datetime | None, withdrawn_at: datetime | None, now: datetime
) -> ConsentState:
    """Return what became of an answer."""
    if not agreed:
        return ConsentState.DECLINED
    if withdrawn_at is not None and withdrawn_at <= now:
        return ConsentState.WITHDRAWN
    if expires_at is not None and expires_at <= now:
        return ConsentState.EXPIRED
    return ConsentState.GIVEN


def check_draft(draft: ConsentDraft, *, is_minor: bool, staff_id: str) -> None:
    """Make sure that an answer can be kept and shown later.

    Declining needs neither signature nor witness: nobody has to prove a no.

    Raises:
        FieldError: purposes, paper, witness, words or guardian are missing.
        UserFacingError: the pad was not signed.
        ValueError: a purpose was asked twice, or is none that is asked.
    """
    purposes = [answer.purpose for answer in draft.answers]
    if len(set(purposes)) != len(purposes) or not set(purposes) <= set(ASKED):
        raise ValueError("each purpose is asked once, and service never")
    if not purposes:
        raise FieldError("answers", FieldProblem.NOT_CHOSEN)
    if not draft.agreed:
        return
    if is_minor and not draft.guardian.strip():
        raise FieldError("guardian", FieldProblem.REQUIRED)
    if draft.channel is ConsentChannel.CUSTOMER_SCREEN and draft.strokes is None:
        raise UserFacingError(Problem.SIGNATURE_MISSING)
    if draft.channel is ConsentChannel.PAPER and draft.scan is None:
        raise FieldError("scan", FieldProblem.REQUIRED)
    if draft.channel is ConsentChannel.VERBAL:
        if draft.witness_id is None or draft.witness_id == staff_id:
            raise FieldError("witness", FieldProblem.NOT_CHOSEN)
        if not draft.words.strip():
            raise FieldError("words", FieldProblem.REQUIRED)


def still_to_ask(
    states: Mapping[ConsentPurpose, ConsentState], *, must_be_told: bool
) -> Sequence[ConsentPurpose]:
    """Return what to ask: all after a new notice, else whatever is not agreed to."""
    return [
        purpose
        for purpose in ASKED
        if must_be_told or states.get(purpose) is not ConsentState.GIVEN
    ]
