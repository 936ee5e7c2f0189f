"""The audit log: who did what to which record, chained and signed.

Rows are only ever added; triggers refuse every change (``db.audit.INSERT_ONLY_TRIGGERS``). They
hold keyed hashes of what changed, never the values: purging a customer leaves the chain whole.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Instant


class AuditEntry(Base):
    """One act of one staff member."""

    __tablename__ = "audit_log"
    # AUTOINCREMENT: the highest number ever given survives a deleted tail and betrays it.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - read once by SQLAlchemy

    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(Text, index=True)
    action: Mapped[str] = mapped_column(Text)
    object: Mapped[str] = mapped_column(Text, index=True)
    before_hash: Mapped[str | None] = mapped_column(Text)
    after_hash: Mapped[str | None] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)
    sig: Mapped[bytes] = mapped_column(LargeBinary(64))
