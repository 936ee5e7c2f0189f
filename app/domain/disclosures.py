"""What was given to somebody outside the company, to whom, why and on which ground (PIPL art. 23).

Without a ground nothing may be handed out; with consent as the ground, no more than it covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.errors import FieldError, FieldProblem
from app.domain.terms import Channel, DisclosureBasis
from app.domain.typed_text import NAME_LIMIT, clean_line

WORDS_LIMIT = 300


class DisclosedField(StrEnum):
    """What can be handed out of a customer; the names of a consent's fields mean the same."""

    NAME = "name"
    PHONE = "phone"
    ROOM = "room"
    WECHAT = "wechat"
    VEHICLE = "vehicle"
    CASE = "case"
    FILES = "files"


@dataclass(frozen=True)
class DisclosureDraft:
    """What is typed before a disclosure is recorded.

    ``ground_words`` say which contract, law or emergency it rests on; a consent speaks for itself.
    ``disclosed_at`` is when it is or was handed out.
    """

    to_whom: str = ""
    why: str = ""
    fields: tuple[DisclosedField, ...] = ()
    basis: DisclosureBasis | None = None
    ground_words: str = ""
    consent_id: str | None = None
    channel: Channel | None = None
    disclosed_at: datetime | None = None


@dataclass(frozen=True)
class DisclosureView:
    """One entry of the log; ``name_masked`` is the customer's."""

    disclosure_id: str
    customer_id: str
    name_masked: str
    to_whom: str
    why: str
    fields: tuple[DisclosedField, ...]
    basis: DisclosureBasis
    ground_words: str
    channel: Channel
    disclosed_at: datetime
    disclosed_by: str


@dataclass(frozen=True)
class DisclosureList:
    """The log on paper: of one customer (``name_masked``), or of a whole project."""

    company: str
    project_name: str
    timezone: str
    name_masked: str
    entries: tuple[DisclosureView, ...]
    printed_at: datetime
    printed_by: str


def check_draft(draft: DisclosureDraft, now: datetime) -> DisclosureDraft:
    """Return the draft with its words cleaned.

    Raises:
        FieldError: to whom, why, what, on which ground, how or when is missing; the words are too
            long; or the time lies ahead.
    """
    cleaned = replace(
        draft,
        to_whom=_words(draft.to_whom, "to_whom", NAME_LIMIT),
        why=_words(draft.why, "why", WORDS_LIMIT),
    )
    if not draft.fields:
        raise FieldError("fields", FieldProblem.NOT_CHOSEN)
    if draft.basis is None:
        raise FieldError("basis", FieldProblem.NOT_CHOSEN)
    if draft.basis is DisclosureBasis.CONSENT:
        if draft.consent_id is None:
            raise FieldError("consent_id", FieldProblem.NOT_CHOSEN)
        cleaned = replace(cleaned, ground_words="")
    else:
        words = _words(draft.ground_words, "ground_words", WORDS_LIMIT)
        cleaned = replace(cleaned, ground_words=words, consent_id=None)
    if draft.channel is None:
        raise FieldError("channel", FieldProblem.NOT_CHOSEN)
    if draft.disclosed_at is not None and draft.disclosed_at > now:
        raise FieldError("disclosed_at", FieldProblem.DAY_AHEAD)
    return cleaned


def beyond_consent(
    fields: Sequence[DisclosedField], agreed: Sequence[str]
) -> tuple[DisclosedField, ...]:
    """Return what a consent to the ``agreed`` fields does not cover."""
    return tuple(field for field in fields if field.value not in agreed)


def _words(text: str, field: str, limit: int) -> str:
    words = clean_line(text)
    if not words:
        raise FieldError(field, FieldProblem.REQUIRED)
    if len(words) > limit:
        raise FieldError(field, FieldProblem.TOO_LONG, limit=limit)
    return words
