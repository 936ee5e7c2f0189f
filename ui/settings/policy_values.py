"""The policy that the settings show, read and changed in one transaction each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.permissions import Actor
from app.domain.policy import (
    IDLE_LOCK_SECONDS,
    PAPER_SIZE,
    RATING_SECONDS,
    RECOVERY_CONFIRMED,
    REMINDER_SOUND,
)
from app.services.policy import change_setting, read_setting


@dataclass(frozen=True)
class DeskPolicy:
    """How the desk behaves for everybody of the company."""

    idle_seconds: int
    rating_seconds: int
    receipt_paper: str
    reminder_sound: bool = False


def read_policy(session: Any) -> DeskPolicy:
    """Return the policy in force."""
    return DeskPolicy(
        idle_seconds=read_setting(session, IDLE_LOCK_SECONDS),
        rating_seconds=read_setting(session, RATING_SECONDS),
        receipt_paper=read_setting(session, PAPER_SIZE),
        reminder_sound=read_setting(session, REMINDER_SOUND),
    )


def change_policy(session: Any, *, actor: Actor, wanted: DeskPolicy, now: datetime) -> DeskPolicy:
    """Change what differs from ``wanted``, and return the policy then in force.

    Raises:
        UserFacingError: the actor may not change settings.
    """
    before = read_policy(session)
    for setting, old, value in (
        (IDLE_LOCK_SECONDS, before.idle_seconds, wanted.idle_seconds),
        (RATING_SECONDS, before.rating_seconds, wanted.rating_seconds),
    ):
        if value != old:
            change_setting(session, actor=actor, setting=setting, value=value, now=now)
    if wanted.receipt_paper != before.receipt_paper:
        change_setting(
            session, actor=actor, setting=PAPER_SIZE, value=wanted.receipt_paper, now=now
        )
    if wanted.reminder_sound != before.reminder_sound:
        change_setting(
            session, actor=actor, setting=REMINDER_SOUND, value=wanted.reminder_sound, now=now
        )
    return read_policy(session)


def recovery_is_confirmed(session: Any) -> bool:
    """Return whether somebody proved to have the printed recovery key."""
    return read_setting(session, RECOVERY_CONFIRMED)
