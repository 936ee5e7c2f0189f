"""Signed reports, what was said with them, and the improvement register (clause 4.3-4, 6-3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Facts, Identified, Identifier, Instant

LONG_STRETCH = 40 * 24 * 3600 * 1_000_000
"""Microseconds (40 days) from which a stretch is a long one: those have an index of their own."""


class OpenStretch(Base):
    """A stretch of time in which one complaint was open: what the flow of a period is counted from.

    Kept by triggers from the append-only events, never written by a service.  ``reopened`` says
    that the complaint had left the count before; ``closed_at`` is empty while it is open.
    """

    __tablename__ = "open_stretches"
    __table_args__ = (
        Index("ix_open_stretches_case", "case_id"),
        # Both hold all that is asked of them, so that no row is read.
        Index(
            "ix_open_stretches_opened",
            "project_id",
            "opened_at",
            "closed_at",
            "reopened",
            "case_id",
        ),
        Index("ix_open_stretches_closed", "project_id", "closed_at"),
        # What was open at an instant was opened shortly before it, or is one of these few.
        Index(
            "ix_open_stretches_long",
            "project_id",
            "opened_at",
            "closed_at",
            "case_id",
            sqlite_where=text(f"closed_at IS NULL OR closed_at - opened_at >= {LONG_STRETCH}"),
        ),
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(Identifier, ForeignKey("cases.id"))
    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    reopened: Mapped[bool]


class ReportComment(Identified, Base):
    """What the supervisor writes on a period's summary, until it is signed."""

    __tablename__ = "report_comments"
    __table_args__ = (UniqueConstraint("project_id", "period"),)

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"))
    period: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(Instant)
    saved_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))


class SignedReport(Identified, Base):
    """One signed version of a period's summary: its figures are frozen (clause 4.3-4).

    ``content`` holds the whole summary as it was signed; ``changes`` what this version says
    otherwise than the one before, and ``reason`` why it was made.
    """

    __tablename__ = "signed_reports"
    __table_args__ = (UniqueConstraint("project_id", "period", "version"),)

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"))
    period: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    data_hash: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(Facts)
    reason: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[list[list[str]]] = mapped_column(Facts, default=list)
    program_version: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime] = mapped_column(Instant)
    signed_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))


class SignedPaper(Identified, Base):
    """The paper of a signed report in one language, so that a reprint is the same to the byte."""

    __tablename__ = "signed_papers"
    __table_args__ = (UniqueConstraint("report_id", "language"),)

    report_id: Mapped[str] = mapped_column(Identifier, ForeignKey("signed_reports.id"))
    language: Mapped[str] = mapped_column(Text)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Improvement(Identified, Base):
    """An improvement measure (改进措施): finding, cause, measure, owner, due, effect check.

    ``figure`` is the figure that it is to move, of the complaints that ``scope`` (category,
    building) narrows it to; ``before`` holds that figure's counts in the period of the finding,
    ``after`` those of the period of the check.
    """

    __tablename__ = "improvements"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        Index("ix_improvements_project_state", "project_id", "state", "due_on"),
    )

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"))
    number: Mapped[str] = mapped_column(Text)
    section: Mapped[str] = mapped_column(Text, default="", doc="report section it was found in")
    found_in: Mapped[str] = mapped_column(Text, doc="the period of the finding")
    finding: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text, default="")
    cause_kind: Mapped[str] = mapped_column(Text, default="", doc="what kind of cause, once known")
    measure: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(Text)
    figure: Mapped[str] = mapped_column(Text)
    scope: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    checked_in: Mapped[str] = mapped_column(Text, default="", doc="the period of the check")
    after: Mapped[dict[str, Any] | None] = mapped_column(Facts)
    effect: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    checked_at: Mapped[datetime | None] = mapped_column(Instant)


class ImprovementEntry(Base):
    """One entry of a measure's history; only added to."""

    __tablename__ = "improvement_entries"
    __table_args__ = (Index("ix_improvement_entries_improvement", "improvement_id", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    improvement_id: Mapped[str] = mapped_column(Identifier, ForeignKey("improvements.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    staff_id: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    state: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
