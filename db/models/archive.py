"""The customer archive beyond names: vehicles, notes, twins brought together, rosters taken in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Facts, Identified, Identifier, Instant


class Vehicle(Identified, Base):
    """A vehicle of a customer, with the parking space it stands on."""

    __tablename__ = "vehicles"
    __table_args__ = (Index("ix_vehicles_plate", "plate"),)

    customer_id: Mapped[str] = mapped_column(Identifier, ForeignKey("customers.id"), index=True)
    plate: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="", doc="make and colour")
    parking_space: Mapped[str] = mapped_column(Text, default="")
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)


class CustomerNote(Identified, Base):
    """A note on a customer or on a room; it is struck out, never deleted."""

    __tablename__ = "customer_notes"

    customer_id: Mapped[str | None] = mapped_column(
        Identifier, ForeignKey("customers.id"), index=True
    )
    room_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("rooms.id"), index=True)
    category: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Instant)
    written_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    struck_at: Mapped[datetime | None] = mapped_column(Instant)
    struck_by: Mapped[str | None] = mapped_column(Identifier, ForeignKey("staff.id"))


class CustomerMerge(Identified, Base):
    """Two records that were one person, brought together field by field; it can be undone.

    ``before`` holds the fields of both as they were, and which rows moved. An erasure empties it.
    """

    __tablename__ = "customer_merges"

    kept_id: Mapped[str] = mapped_column(Identifier, ForeignKey("customers.id"), index=True)
    gone_id: Mapped[str] = mapped_column(Identifier, ForeignKey("customers.id"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(Facts)
    merged_at: Mapped[datetime] = mapped_column(Instant)
    merged_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by: Mapped[str | None] = mapped_column(Identifier, ForeignKey("staff.id"))


class DistinctPair(Base):
    """Two records that look alike and are two people: somebody said so; ids in rising order."""

    __tablename__ = "distinct_pairs"

    first_id: Mapped[str] = mapped_column(Identifier, ForeignKey("customers.id"), primary_key=True)
    second_id: Mapped[str] = mapped_column(Identifier, ForeignKey("customers.id"), primary_key=True)
    said_at: Mapped[datetime] = mapped_column(Instant)
    said_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))


class RosterImport(Identified, Base):
    """One owner roster taken in."""

    __tablename__ = "roster_imports"

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"), index=True)
    file_name: Mapped[str] = mapped_column(Text)
    file_hash: Mapped[str] = mapped_column(Text)
    mapping: Mapped[dict[str, Any]] = mapped_column(Facts)
    rows: Mapped[int]
    added: Mapped[int]
    changed: Mapped[int]
    refused: Mapped[int]
    imported_at: Mapped[datetime] = mapped_column(Instant)
    imported_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
