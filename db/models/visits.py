"""Receptions and what customers thought of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Facts, Identified, Identifier, Instant


class Visit(Identified, Base):
    """One reception through the four steps (clauses 4.2-1 to 4.2-4).

    ``draft`` holds everything typed while the visit is not ended, and is emptied when it is.
    """

    __tablename__ = "visits"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        Index("ix_visits_project_arrived", "project_id", "arrived_at"),
        Index("ix_visits_state", "state"),
        Index("ix_visits_room", "room_id"),
    )

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"))
    number: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    step: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    customer_id: Mapped[str | None] = mapped_column(
        Identifier, ForeignKey("customers.id"), index=True
    )
    room_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("rooms.id"))
    arrived_at: Mapped[datetime] = mapped_column(Instant)
    greeted_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    left_reason: Mapped[str] = mapped_column(Text, default="")
    draft: Mapped[dict[str, Any] | None] = mapped_column(Facts)
    draft_revision: Mapped[int] = mapped_column(default=0)


class Rating(Identified, Base):
    """One answer to the satisfaction question (clause 4.2-4); write-once.

    ``case_id`` is set when the handling of a case was rated, which the monthly summary counts.
    """

    __tablename__ = "ratings"
    __table_args__ = (
        CheckConstraint(
            "(answer = 'scored') = (score IS NOT NULL)"
            " AND (score IS NULL OR score BETWEEN 1 AND 5)",
            name="score",
        ),
        Index("ix_ratings_given", "given_at"),
    )

    visit_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("visits.id"), unique=True)
    case_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("cases.id"), index=True)
    answer: Mapped[str] = mapped_column(Text)
    score: Mapped[int | None]
    reasons: Mapped[list[str]] = mapped_column(Facts, default=list)
    words: Mapped[str] = mapped_column(Text, default="")
    entered_by: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    given_at: Mapped[datetime] = mapped_column(Instant)
