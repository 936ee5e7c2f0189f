"""The people: customers, who lives where, staff, notices and consents."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Facts, Identified, Identifier, Instant


class Customer(Identified, Base):
    """A customer (客户): at least a surname, phone or room; no more is needed (PIPL art. 6)."""

    __tablename__ = "customers"

    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"), index=True)
    name: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(Text)
    more_phones: Mapped[list[str]] = mapped_column(Facts, default=list, server_default="[]")
    wechat: Mapped[str] = mapped_column(Text, default="", server_default="")
    contact_channel: Mapped[str | None] = mapped_column(Text, doc="how they want to be reached")
    contact_hours: Mapped[str] = mapped_column(Text, default="", server_default="")
    is_minor: Mapped[bool] = mapped_column(default=False, server_default="0")
    reviewed_at: Mapped[datetime | None] = mapped_column(
        Instant, doc="when the customer last said that all of it is still right"
    )
    merged_into_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("customers.id"))
    erased_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class CustomerKey(Base):
    """One way to find a customer by its beginning: name, pinyin, initials or part of the phone."""

    __tablename__ = "customer_keys"
    __table_args__ = (Index("ix_customer_keys_project_key", "project_id", "key"),)

    customer_id: Mapped[str] = mapped_column(
        Identifier, ForeignKey("customers.id"), primary_key=True
    )
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"))


class Occupancy(Identified, Base):
    """Ties a customer to a room, with kind and dates."""

    __tablename__ = "occupancies"
    __table_args__ = (UniqueConstraint("customer_id", "room_id", "kind", "from_on"),)

    customer_id: Mapped[str] = mapped_column(Identifier, ForeignKey("customers.id"), index=True)
    room_id: Mapped[str] = mapped_column(Identifier, ForeignKey("rooms.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)


class Staff(Identified, Base):
    """A staff member; the key slot of the same id opens the store."""

    __tablename__ = "staff"

    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    department: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Notice(Identified, Base):
    """A versioned notice on personal information (PIPL art. 17); its hash says what was shown."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("code", "version", "language"),)

    code: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    language: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(Text)
    what_changed: Mapped[str] = mapped_column(Text, default="", server_default="")
    tell_again: Mapped[bool] = mapped_column(
        default=False,
        server_default="0",
        doc="whether everybody told of an earlier version must be told of this one",
    )
    effective_at: Mapped[datetime] = mapped_column(Instant)


class Consent(Identified, Base):
    """One answer for one purpose (PIPL art. 14); withdrawal is recorded, never deleted.

    ``agreed`` is false where somebody declined: then nobody asks again, and service goes on.
    """

    __tablename__ = "consents"

    customer_id: Mapped[str] = mapped_column(Identifier, ForeignKey("customers.id"), index=True)
    purpose: Mapped[str] = mapped_column(Text)
    notice_id: Mapped[str] = mapped_column(Identifier, ForeignKey("notices.id"))
    channel: Mapped[str] = mapped_column(Text)
    evidence: Mapped[dict[str, object]] = mapped_column(Facts, default=dict)
    evidence_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("consent_evidence.id"))
    agreed: Mapped[bool] = mapped_column(default=True, server_default="1")
    fields: Mapped[list[str]] = mapped_column(Facts, default=list, server_default="[]")
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    given_at: Mapped[datetime] = mapped_column(Instant)
    taken_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_by: Mapped[str | None] = mapped_column(Identifier, ForeignKey("staff.id"))
    withdrawn_channel: Mapped[str | None] = mapped_column(Text)
