"""The confidentiality agreement of the staff: its text, and one that somebody has signed.

Clause 5-3: whoever works with customers' data signs first; the account opens afterwards.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.errors import Problem, UserFacingError
from app.domain.strokes import Strokes, clean_strokes


class AgreementKind(StrEnum):
    """How an agreement was signed."""

    SCREEN = "screen"
    PAPER = "paper"


@dataclass(frozen=True)
class AgreementText:
    """One version in one language; ``clauses`` are pairs of heading and words.

    ``text_hash`` is the SHA-256 of the whole ``text`` as it is shown, so that a signature can be
    held against the words it stands under.
    """

    version: int
    language: str
    text: str
    text_hash: str
    title: str
    opening: str
    clauses: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SignedAgreement:
    """What is handed in to be recorded; ``strokes`` are there if it was signed on the screen."""

    version: int
    text_hash: str
    kind: AgreementKind
    signed_on: date
    strokes: Strokes | None = None


@dataclass(frozen=True)
class AgreementView:
    """An agreement on record."""

    agreement_id: str
    staff_id: str
    staff_name: str
    version: int
    kind: AgreementKind
    signed_on: date
    recorded_at: datetime
    recorded_by: str
    ended_at: datetime | None


@dataclass(frozen=True)
class AgreementSheet:
    """The agreement on paper: one to be signed, or the copy of one that was.

    ``signed_on`` and ``kind`` are None on a sheet that waits for its signature.
    """

    company: str
    staff_name: str
    text: AgreementText
    kind: AgreementKind | None = None
    signed_on: date | None = None
    strokes: Strokes | None = None
    recorded_by: str = ""
    ended: bool = False


def read_text(version: int, language: str, text: str) -> AgreementText:
    """Return the text of an agreement in its parts: a title, an opening, headed clauses.

    Raises:
        ValueError: it has no title, no opening or no clause.
    """
    head, *parts = text.strip().split("\n## ")
    title, _gap, opening = head.partition("\n")
    clauses = tuple(
        (heading.strip(), words.strip())
        for heading, _between, words in (part.partition("\n") for part in parts)
    )
    if not title.startswith("# ") or not opening.strip() or not all(map(all, clauses)):
        raise ValueError("an agreement has a title, an opening and clauses")
    if not clauses:
        raise ValueError("an agreement has clauses")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return AgreementText(
        version, language, text, digest, title[2:].strip(), opening.strip(), clauses
    )


def check_signed(agreement: SignedAgreement, *, in_force: int, today: date) -> SignedAgreement:
    """Return the agreement with its strokes cleaned.

    Raises:
        UserFacingError: another version is in force, the day lies ahead, or nothing was signed.
        ValueError: the strokes are none at all.
    """
    if agreement.version != in_force:
        raise UserFacingError(Problem.AGREEMENT_OUTDATED)
    if agreement.signed_on > today:
        raise UserFacingError(Problem.AGREEMENT_DATE)
    if agreement.kind is AgreementKind.PAPER:
        return SignedAgreement(
            agreement.version, agreement.text_hash, agreement.kind, agreement.signed_on
        )
    return SignedAgreement(
        agreement.version,
        agreement.text_hash,
        agreement.kind,
        agreement.signed_on,
        clean_strokes(agreement.strokes or []),
    )
