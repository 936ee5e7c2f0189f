"""Photos and files of a case, kept inside the encrypted store (clauses 4.3-1 and 5-3).

Adding and removing are entries of the timeline; reading a file whole is written into the audit log.
A removed file's bytes go, its name and the reason stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from app import pictures
from app.domain.attachments import (
    FileKind,
    PreparedFile,
    check_kind,
    check_room,
    clean_name,
    holds_points_only,
)
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import EventKind
from app.domain.typed_text import TEXT_LIMIT, clean_text
from app.services.timeline import append_event
from db import audit
from db.models import Attachment, AttachmentContent, Case, Staff, new_id


@dataclass(frozen=True)
class AttachmentView:
    """What a list says of one file; ``removed_by`` is empty while it is there."""

    attachment_id: str
    name: str
    kind: FileKind
    size: int
    added_at: datetime
    added_by: str
    removed_at: datetime | None = None
    removed_by: str = ""
    removal_reason: str = ""


@dataclass(frozen=True)
class AttachmentData:
    """One file, whole."""

    attachment_id: str
    name: str
    kind: FileKind
    data: bytes


def add_attachment(
    session: Session, *, actor: Actor, case_id: str, file: PreparedFile, now: datetime
) -> str:
    """Keep a file with a case; return its id.

    Raises:
        UserFacingError: the case is gone or full, the file is kept already, or is none of ours.
        ValueError: a picture that was not drawn anew.
    """
    actor.require(Action.CARRY_CASES)
    case = session.get(Case, case_id)
    if case is None:
        raise UserFacingError(Problem.NOT_FOUND)
    name = clean_name(file.name)
    if check_kind(name, file.data) is not file.kind:
        raise UserFacingError(Problem.FILE_DISGUISED)
    if file.kind.is_picture and not holds_points_only(file.kind, file.data):
        # Where a photo was taken must not come in by any door.
        raise ValueError("the picture was not drawn anew")
    digest = hashlib.sha256(file.data).hexdigest()
    kept = session.execute(
        select(Attachment.size, Attachment.sha256).where(
            Attachment.case_id == case_id, Attachment.removed_at.is_(None)
        )
    ).all()
    if digest in {known for _size, known in kept}:
        raise UserFacingError(Problem.FILE_ALREADY_KEPT)
    check_room([size for size, _known in kept], len(file.data))
    attachment = Attachment(
        id=new_id(),
        case_id=case_id,
        name=name,
        media_type=file.kind,
        size=len(file.data),
        sha256=digest,
        added_at=now,
        added_by=actor.staff_id,
    )
    session.add(attachment)
    session.flush()
    session.add(AttachmentContent(attachment_id=attachment.id, data=file.data))
    append_event(
        session, case, EventKind.FILE_ADDED, actor=actor, now=now, facts=_facts(attachment)
    )
    return attachment.id


def _facts(attachment: Attachment) -> dict[str, object]:
    return {
        "attachment": attachment.id,
        "name": attachment.name,
        "size": attachment.size,
    }


def list_attachments(
    session: Session, *, actor: Actor, case_id: str, with_removed: bool = False
) -> tuple[AttachmentView, ...]:
    """Return what is kept with a case, the oldest first; ``with_removed`` also what was."""
    actor.require(Action.READ_CASES)
    adder, remover = aliased(Staff), aliased(Staff)
    query = (
        select(Attachment, adder.name, remover.name)
        .join(adder, adder.id == Attachment.added_by)
        .outerjoin(remover, remover.id == Attachment.removed_by)
        .where(Attachment.case_id == case_id)
        .order_by(Attachment.added_at, Attachment.id)
    )
    if not with_removed:
        query = query.where(Attachment.removed_at.is_(None))
    return tuple(
        AttachmentView(
            attachment_id=row.id,
            name=row.name,
            kind=FileKind(row.media_type),
            size=row.size,
            added_at=row.added_at,
            added_by=added_by,
            removed_at=row.removed_at,
            removed_by=removed_by or "",
            removal_reason=row.removal_reason,
        )
        for row, added_by, removed_by in session.execute(query)
    )


def thumbnails(
    session: Session, *, actor: Actor, case_id: str, attachment_ids: Sequence[str], side: int
) -> dict[str, bytes]:
    """Return small copies of pictures of a case, ``side`` points long, as JPEG.

    A picture that cannot be drawn is left out; the list shows an icon in its place.
    """
    actor.require(Action.READ_CASES)
    found: dict[str, bytes] = {}
    for attachment_id in attachment_ids:
        data = session.scalar(
            select(AttachmentContent.data)
            .join(Attachment, Attachment.id == AttachmentContent.attachment_id)
            .where(Attachment.id == attachment_id, Attachment.case_id == case_id)
        )
        if data is None:
            continue
        try:
            found[attachment_id] = pictures.small_copy(data, side)
        except UserFacingError:
            continue
    return found


def read_attachment(
    session: Session, *, actor: Actor, attachment_id: str, now: datetime
) -> AttachmentData:
    """Return a file to be looked at; who did is written down.

    Raises:
        UserFacingError: it is gone or was removed.
    """
    return _read(session, actor, attachment_id, "read_attachment", now)


def copy_attachment(
    session: Session, *, actor: Actor, attachment_id: str, now: datetime
) -> AttachmentData:
    """Return a file to be saved outside the store, in clear; who did is written down.

    Raises:
        UserFacingError: it is gone or was removed.
    """
    return _read(session, actor, attachment_id, "copy_attachment", now)


def _read(
    session: Session, actor: Actor, attachment_id: str, action: str, now: datetime
) -> AttachmentData:
    actor.require(Action.READ_CASES)
    attachment = session.get(Attachment, attachment_id)
    content = session.get(AttachmentContent, attachment_id)
    if attachment is None or content is None:
        raise UserFacingError(Problem.NOT_FOUND)
    audit.append(session, action=action, object=f"attachment:{attachment_id}", now=now)
    return AttachmentData(
        attachment_id, attachment.name, FileKind(attachment.media_type), content.data
    )


def remove_attachment(
    session: Session, *, actor: Actor, attachment_id: str, reason: str, now: datetime
) -> None:
    """Take a file away for good; its name, who removed it and why stay on record.

    Raises:
        UserFacingError: only supervisors and above may, or it is gone already.
        FieldError: the reason is missing.
    """
    actor.require(Action.REMOVE_ATTACHMENTS)
    if not clean_text(reason):
        raise FieldError("reason", FieldProblem.REQUIRED)
    if len(reason) > TEXT_LIMIT:
        raise FieldError("reason", FieldProblem.TOO_LONG, limit=TEXT_LIMIT)
    attachment = session.get(Attachment, attachment_id)
    if attachment is None or attachment.removed_at is not None:
        raise UserFacingError(Problem.NOT_FOUND)
    attachment.removed_at = now
    attachment.removed_by = actor.staff_id
    attachment.removal_reason = clean_text(reason)
    session.execute(
        delete(AttachmentContent).where(AttachmentContent.attachment_id == attachment_id)
    )
    append_event(
        session,
        session.get_one(Case, attachment.case_id),
        EventKind.FILE_REMOVED,
        actor=actor,
        now=now,
        words=attachment.removal_reason,
        facts=_facts(attachment),
    )
