"""What the desk may set: company, policies, counters, calendar days."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Facts, Identifier


class Setting(Base):
    """One policy value; declared with type, default and meaning in ``app.domain.policy``."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[Any] = mapped_column(Facts)


class ProjectPolicy(Base):
    """One policy value of one project: its clocks, office hours, departments."""

    __tablename__ = "project_policies"

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[Any] = mapped_column(Facts)


class Counter(Base):
    """The last number given out in one series, so that numbers have no gaps and no twins."""

    __tablename__ = "counters"

    series: Mapped[str] = mapped_column(Text, primary_key=True)
    last: Mapped[int]


class CalendarDay(Base):
    """A dated exception of a project's business calendar: a holiday or a make-up working day."""

    __tablename__ = "calendar_days"

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"), primary_key=True)
    day_on: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, default="")
