"""Cases, their append-only timelines, clocks and promises."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Facts, Identified, Identifier, Instant


class Category(Base):
    """A case category; a child names its parent, and figures use the top level."""

    __tablename__ = "categories"

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(Text, ForeignKey("categories.code"))
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0)


class Case(Identified, Base):
    """A case (事项/工单). Its state stands here and is always what its events say."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        Index("ix_cases_project_registered", "project_id", "registered_at", "id"),
        # Holds all that the counts beside the saved filters ask, so that they read no row.
        Index(
            "ix_cases_project_state",
            "project_id",
            "state",
            "next_due_at",
            "id",
            "type",
            "severity",
            "category",
            "responsible",
            "escalation_level",
            "room_id",
        ),
        Index("ix_cases_room", "room_id", "category"),
        Index("ix_cases_project_due", "project_id", "next_due_at", "id"),
        Index("ix_cases_project_severity", "project_id", "severity", "next_due_at", "id"),
        Index("ix_cases_project_ended", "project_id", "ended_at", "id"),
        Index("ix_cases_project_registrar", "project_id", "registered_by", "registered_at", "id"),
        Index("ix_cases_external", "project_id", "external_number", unique=True),
        # Which room complained of what, and when: read for the figures without reading a row.
        Index(
            "ix_cases_complaints",
            "project_id",
            "registered_at",
            "id",
            "room_id",
            "category",
            sqlite_where=text("type = 'complaint'"),
        ),
    )

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"))
    number: Mapped[str] = mapped_column(Text, index=True)
    type: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    visit_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("visits.id"), index=True)
    customer_id: Mapped[str | None] = mapped_column(
        Identifier, ForeignKey("customers.id"), index=True
    )
    room_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("rooms.id"))
    category: Mapped[str] = mapped_column(Text, ForeignKey("categories.code"))
    severity: Mapped[int]
    mood: Mapped[str | None] = mapped_column(Text)
    own_words: Mapped[str] = mapped_column(Text)
    remedy_wanted: Mapped[str] = mapped_column(Text, default="")
    remedy_given: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(Text, default="")
    validity: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(Text)
    responsible: Mapped[str] = mapped_column(Text, default="")
    merged_into_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("cases.id"))
    follows_id: Mapped[str | None] = mapped_column(
        Identifier, ForeignKey("cases.id"), doc="the case that this one takes up again, too late"
    )
    escalation_level: Mapped[int] = mapped_column(default=0)
    wake_at: Mapped[datetime | None] = mapped_column(Instant, doc="until when it waits")
    round: Mapped[int] = mapped_column(default=1, doc="1 at first, one more with every reopening")
    check_code: Mapped[str] = mapped_column(Text)
    registered_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    registered_at: Mapped[datetime] = mapped_column(Instant)
    last_event_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    next_step: Mapped[str] = mapped_column(
        Text,
        default="",
        server_default="",
        doc="what the desk owes next, kept by ``app.services.next_due``",
    )
    next_due_at: Mapped[datetime | None] = mapped_column(Instant)
    external_number: Mapped[str | None] = mapped_column(
        Text, doc="its number in the system that it was imported from"
    )
    import_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("case_imports.id"))


class CaseEvent(Base):
    """One entry of a case's timeline; never changed and never deleted (triggers see to it)."""

    __tablename__ = "case_events"
    __table_args__ = (
        Index("ix_case_events_case", "case_id", "seq"),
        Index("ix_case_events_kind_at", "kind", "at"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(Identifier, ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    staff_id: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)


class CaseClock(Identified, Base):
    """One clock of one round of a case; ``met_at`` is set once, a reopening starts new clocks.

    ``lap`` counts the clocks 'customer told' of a round: each telling begins the next one.
    ``counts_from_at`` is where ``target`` is counted from: the start, or the moment at which the
    severity was raised.  While ``paused_at`` is set the due time stands still.
    """

    __tablename__ = "case_clocks"
    __table_args__ = (
        UniqueConstraint("case_id", "round", "kind", "lap"),
        Index("ix_case_clocks_due", "due_at", "kind", "case_id"),
    )

    case_id: Mapped[str] = mapped_column(Identifier, ForeignKey("cases.id"))
    round: Mapped[int]
    kind: Mapped[str] = mapped_column(Text)
    lap: Mapped[int] = mapped_column(default=0, server_default="0")
    target: Mapped[dict[str, Any] | None] = mapped_column(Facts)
    started_at: Mapped[datetime] = mapped_column(Instant)
    counts_from_at: Mapped[datetime | None] = mapped_column(Instant)
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    met_at: Mapped[datetime | None] = mapped_column(Instant)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)


class Promise(Identified, Base):
    """A promise to a customer (告知承诺, clause 4.2-3): what, by whom, by when; each is a timer."""

    __tablename__ = "promises"
    __table_args__ = (Index("ix_promises_state_due", "state", "due_at"),)

    case_id: Mapped[str] = mapped_column(Identifier, ForeignKey("cases.id"), index=True)
    what: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    to_whom: Mapped[str] = mapped_column(Text, default="", server_default="")
    channel: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(Text)
    fulfilled_at: Mapped[datetime | None] = mapped_column(Instant)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    renews_id: Mapped[str | None] = mapped_column(
        Identifier, ForeignKey("promises.id"), doc="the promise that this one took the place of"
    )


class Escalation(Identified, Base):
    """A case brought before the supervisor (1) or the project manager (2) until they saw it.

    ``subject_id`` is the clock or the promise that ran out; each reaches a level once only.
    """

    __tablename__ = "escalations"
    __table_args__ = (
        UniqueConstraint("subject_id", "level"),
        Index("ix_escalations_case", "case_id"),
        Index("ix_escalations_open", "acknowledged_at", "level"),
    )

    case_id: Mapped[str] = mapped_column(Identifier, ForeignKey("cases.id"))
    level: Mapped[int]
    cause: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str | None] = mapped_column(Identifier)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    words: Mapped[str] = mapped_column(Text, default="")
    raised_at: Mapped[datetime] = mapped_column(Instant)
    raised_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(Instant)
    acknowledged_by: Mapped[str | None] = mapped_column(Identifier, ForeignKey("staff.id"))


class CaseCaller(Identified, Base):
    """Somebody else with the same complaint (群诉): one more voice, not one more case."""

    __tablename__ = "case_callers"
    __table_args__ = (
        Index("ix_case_callers_case", "case_id"),
        Index("ix_case_callers_room", "room_id"),
    )

    case_id: Mapped[str] = mapped_column(Identifier, ForeignKey("cases.id"))
    customer_id: Mapped[str | None] = mapped_column(
        Identifier, ForeignKey("customers.id"), index=True
    )
    room_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("rooms.id"))
    visit_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("visits.id"), index=True)
    words: Mapped[str] = mapped_column(Text, default="")
    called_at: Mapped[datetime] = mapped_column(Instant)
    added_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
