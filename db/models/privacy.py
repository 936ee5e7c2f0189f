"""What the law on personal information asks to be kept (PIPL): evidence, access, erasure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Facts, Identified, Identifier, Instant


class ConsentEvidence(Identified, Base):
    """How it is shown that somebody agreed or declined: strokes, a scan, or witnessed words.

    ``strokes`` holds lists of [x, y, milliseconds] in thousandths of the pad's width; ``data`` is
    the scan of a paper as it is kept.
    """

    __tablename__ = "consent_evidence"

    customer_id: Mapped[str] = mapped_column(Identifier, ForeignKey("customers.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    strokes: Mapped[list[Any] | None] = mapped_column(Facts)
    media_type: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[bytes | None] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(Text, default="")
    witness_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("staff.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    taken_at: Mapped[datetime] = mapped_column(Instant)
    taken_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))


class NoticeTold(Identified, Base):
    """Somebody was told of a version of a notice (PIPL art. 17)."""

    __tablename__ = "notices_told"

    customer_id: Mapped[str] = mapped_column(Identifier, ForeignKey("customers.id"), index=True)
    code: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    channel: Mapped[str] = mapped_column(Text)
    told_at: Mapped[datetime] = mapped_column(Instant)
    told_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))


class AccessEntry(Base):
    """Somebody of the staff saw or took out what is kept of a customer (clause 5-3)."""

    __tablename__ = "access_log"
    __table_args__ = (
        Index("ix_access_log_customer", "customer_id", "at"),
        Index("ix_access_log_staff", "staff_id", "at"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    customer_id: Mapped[str] = mapped_column(Identifier, ForeignKey("customers.id"))
    staff_id: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="", doc="code of ``AccessReason``, or empty")
    words: Mapped[str] = mapped_column(Text, default="")
    case_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("cases.id"))


class ReadingSeen(Identified, Base):
    """A supervisor has seen what was unusual in one person's reading, up to an entry of the log."""

    __tablename__ = "reading_seen"

    staff_id: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    up_to_seq: Mapped[int]
    seen_at: Mapped[datetime] = mapped_column(Instant)
    seen_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))


class Disclosure(Identified, Base):
    """Personal information given to somebody outside (PIPL art. 23)."""

    __tablename__ = "disclosures"

    customer_id: Mapped[str] = mapped_column(Identifier, ForeignKey("customers.id"), index=True)
    to_whom: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    fields: Mapped[list[str]] = mapped_column(Facts)
    basis: Mapped[str] = mapped_column(Text)
    consent_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("consents.id"))
    channel: Mapped[str] = mapped_column(Text)
    disclosed_at: Mapped[datetime] = mapped_column(Instant)
    disclosed_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))


class ConfidentialityAgreement(Identified, Base):
    """A staff member's signed confidentiality agreement (clause 5-3); the account hangs on it."""

    __tablename__ = "confidentiality_agreements"

    staff_id: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"), index=True)
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(Text, doc="signed on the screen, or on paper")
    strokes: Mapped[list[Any] | None] = mapped_column(Facts)
    text_hash: Mapped[str] = mapped_column(Text)
    signed_on: Mapped[date] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class LegalHold(Identified, Base):
    """Nothing of this customer or case is made anonymous while the hold stands."""

    __tablename__ = "legal_holds"

    customer_id: Mapped[str | None] = mapped_column(
        Identifier, ForeignKey("customers.id"), index=True
    )
    case_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("cases.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    placed_at: Mapped[datetime] = mapped_column(Instant)
    placed_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    released_by: Mapped[str | None] = mapped_column(Identifier, ForeignKey("staff.id"))


class RetentionRun(Identified, Base):
    """One run of the retention rules: preview, approval, certificate (PIPL art. 19).

    ``found`` holds ids by class as they stood at the preview, never names.
    """

    __tablename__ = "retention_runs"

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"), index=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    rules: Mapped[dict[str, Any]] = mapped_column(Facts)
    found: Mapped[dict[str, Any]] = mapped_column(Facts)
    counts: Mapped[dict[str, Any] | None] = mapped_column(Facts)
    previewed_at: Mapped[datetime] = mapped_column(Instant)
    previewed_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    approved_by: Mapped[str | None] = mapped_column(Identifier, ForeignKey("staff.id"))


class Erasure(Identified, Base):
    """One thing made anonymous in place; the list is applied again after a restore.

    ``subject`` names the table whose row it was: customers, cases or visits.
    """

    __tablename__ = "erasures"
    __table_args__ = (Index("ix_erasures_subject", "subject", "subject_id"),)

    subject: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str] = mapped_column(Identifier)
    ground: Mapped[str] = mapped_column(Text, doc="request of the person, or retention")
    case_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("cases.id"))
    run_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("retention_runs.id"))
    erased_at: Mapped[datetime] = mapped_column(Instant)
    erased_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))


class Erasing(Base):
    """Holds one row inside the transaction of an erasure, none outside.

    The triggers that keep timelines and ratings unchanged let words and facts, and nothing else,
    be emptied while it does.
    """

    __tablename__ = "erasing"

    erasure_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
