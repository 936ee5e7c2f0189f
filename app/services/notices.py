"""Versions of the notice on personal information: issued, read, never edited (PIPL art. 17)."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import notices
from app.domain.consents import NoticeText
from app.domain.errors import Problem, UserFacingError
from app.domain.notices import (
    LANGUAGES,
    PERSONAL_INFORMATION,
    NoticeDraft,
    NoticeVersion,
    checked,
    text_hash,
)
from app.domain.permissions import Action, Actor
from db import audit
from db.models import Notice, new_id


def notice_versions(
    session: Session, *, code: str = PERSONAL_INFORMATION
) -> tuple[NoticeVersion, ...]:
    """Return every version of a notice, the oldest first; anybody may read them."""
    rows = session.scalars(
        select(Notice).where(Notice.code == code).order_by(Notice.version, Notice.language.desc())
    )
    return tuple(
        _version(list(of_version)) for _number, of_version in groupby(rows, lambda row: row.version)
    )


def list_versions(session: Session, *, actor: Actor) -> tuple[NoticeVersion, ...]:
    """Return every version of the notice on personal information, the newest first.

    Raises:
        UserFacingError: the actor has no business at the desk.
    """
    actor.require(Action.TAKE_CONSENTS)
    return tuple(reversed(notice_versions(session)))


def notice_in_force(
    session: Session, *, now: datetime, code: str = PERSONAL_INFORMATION
) -> NoticeVersion:
    """Return the version in force.

    Raises:
        UserFacingError: there is none yet.
    """
    found = notices.in_force(notice_versions(session, code=code), now)
    if found is None:
        raise UserFacingError(Problem.NOTICE_MISSING)
    return found


def issue_notice(session: Session, *, actor: Actor, draft: NoticeDraft, now: datetime) -> int:
    """Issue a new version in both languages; return its number.

    Earlier versions stay as they are: consents and told customers point to them.

    Raises:
        UserFacingError: the actor may not change notices.
        FieldError: a text or what changed is missing, nothing changed, or the day has passed.
    """
    actor.require(Action.CHANGE_NOTICES)
    versions = notice_versions(session)
    newest = versions[-1] if versions else None
    kept = checked(draft, newest=newest, now=now)
    version = newest.version + 1 if newest else 1
    effective_at = kept.effective_at or now
    texts = dict(zip(LANGUAGES, (kept.text_zh, kept.text_en), strict=True))
    for language, text in texts.items():
        session.add(
            Notice(
                id=new_id(),
                code=PERSONAL_INFORMATION,
                version=version,
                language=language,
                text=text,
                text_hash=text_hash(text),
                what_changed=kept.what_changed,
                tell_again=kept.tell_again,
                effective_at=effective_at,
            )
        )
    session.flush()
    audit.append(
        session,
        action="issue_notice",
        object=f"notice:{PERSONAL_INFORMATION}:{version}",
        after={
            "hashes": {language: text_hash(text) for language, text in texts.items()},
            "tell_again": kept.tell_again,
        },
        now=now,
    )
    return version


def _version(rows: list[Notice]) -> NoticeVersion:
    first = rows[0]
    return NoticeVersion(
        code=first.code,
        version=first.version,
        texts=tuple(NoticeText(row.id, row.language, row.text, row.text_hash) for row in rows),
        what_changed=first.what_changed,
        tell_again=first.tell_again,
        effective_at=first.effective_at,
    )
