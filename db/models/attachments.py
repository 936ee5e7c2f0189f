"""Photos and files of a case, kept inside the encrypted store (clause 4.3-1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, Identifier, Instant


class Attachment(Identified, Base):
    """What is known of one attachment; its content stands apart, so that lists stay light."""

    __tablename__ = "attachments"

    case_id: Mapped[str] = mapped_column(Identifier, ForeignKey("cases.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(doc="bytes of the content as it is kept")
    sha256: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by: Mapped[str] = mapped_column(Identifier, ForeignKey("staff.id"))
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_by: Mapped[str | None] = mapped_column(Identifier, ForeignKey("staff.id"))
    removal_reason: Mapped[str] = mapped_column(Text, default="")


class AttachmentContent(Base):
    """The bytes of an attachment; the row goes when the attachment is removed."""

    __tablename__ = "attachment_contents"

    attachment_id: Mapped[str] = mapped_column(
        Identifier, ForeignKey("attachments.id"), primary_key=True
    )
    data: Mapped[bytes] = mapped_column(LargeBinary)
