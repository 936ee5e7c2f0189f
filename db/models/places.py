"""Where people live: projects, buildings, units and rooms."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, Identifier, Instant


class Project(Identified, Base):
    """A managed estate (项目/小区); every visit and case belongs to one (clause 2)."""

    __tablename__ = "projects"

    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(Text)
    desk_phone: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)


class Building(Identified, Base):
    """A building (楼栋) of a project."""

    __tablename__ = "buildings"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"))
    name: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0)


class Unit(Identified, Base):
    """A stairway or unit (单元) of a building."""

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("building_id", "name"),)

    building_id: Mapped[str] = mapped_column(Identifier, ForeignKey("buildings.id"))
    name: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0)


class Room(Identified, Base):
    """A room or flat (房号); ``label`` is how people say it, e.g. ``3-2-1802``."""

    __tablename__ = "rooms"
    __table_args__ = (
        UniqueConstraint("unit_id", "number"),
        Index("ix_rooms_project_label", "project_id", "label"),
        Index("ix_rooms_project_number", "project_id", "number"),
        Index("ix_rooms_project_compact", "project_id", "compact"),
    )

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"))
    unit_id: Mapped[str] = mapped_column(Identifier, ForeignKey("units.id"))
    number: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    compact: Mapped[str] = mapped_column(
        Text, doc="the label without its dashes, for typing quickly"
    )
