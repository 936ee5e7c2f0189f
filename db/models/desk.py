"""What the desk keeps for its own work: known outages, saved filters, imports of cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Facts, Identified, Identifier, Instant


class Outage(Identified, Base):
    """A known outage (事件公告) with the wording that the desk gives to everybody who asks.

    ``ends_at`` is when it is expected to end, ``ended_at`` when it did. Without a building it
    holds for the whole project.
    """

    __tablename__ = "outages"
    __table_args__ = (Index("ix_outages_project", "project_id", "begins_at"),)

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"))
    title: Mapped[str] = mapped_column(Text)
    wording: Mapped[str] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(Text, ForeignKey("categories.code"))
    building_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("buildings.id"))
    begins_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    case_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("cases.id"))
    announced_at: Mapped[datetime] = mapped_column(Instant)
    announced_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))


class SavedFilter(Identified, Base):
    """A filter of the case list under a name; without a staff member it is everybody's."""

    __tablename__ = "saved_filters"
    __table_args__ = (UniqueConstraint("project_id", "staff_id", "name"),)

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"))
    staff_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("staff.id"))
    name: Mapped[str] = mapped_column(Text)
    wanted: Mapped[dict[str, Any]] = mapped_column(Facts)
    saved_at: Mapped[datetime] = mapped_column(Instant)


class CaseImport(Identified, Base):
    """One file of cases taken in from another system; its cases name it."""

    __tablename__ = "case_imports"

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"), index=True)
    file_name: Mapped[str] = mapped_column(Text)
    file_hash: Mapped[str] = mapped_column(Text)
    mapping: Mapped[dict[str, Any]] = mapped_column(Facts)
    rows: Mapped[int]
    added: Mapped[int]
    refused: Mapped[int]
    imported_at: Mapped[datetime] = mapped_column(Instant)
    imported_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
