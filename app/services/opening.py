"""What the desk needs to know once, when it opens."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.permissions import Action, Actor
from app.domain.policy import (
    COMPANY_NAME,
    IDLE_LOCK_SECONDS,
    PAPER_SIZE,
    RATING_SECONDS,
    RECOVERY_CONFIRMED,
    REMINDER_SOUND,
)
from app.services.case_views import CategoryView, categories
from app.services.policy import read_setting
from app.services.reporting import ProjectView, list_projects


@dataclass(frozen=True)
class DeskOpening:
    """Company, projects and the policies that the frame of the desk follows."""

    company: str
    projects: tuple[ProjectView, ...]
    categories: tuple[CategoryView, ...]
    idle_lock_seconds: int
    rating_seconds: int
    receipt_paper: str
    recovery_confirmed: bool
    reminder_sound: bool


def desk_opening(session: Session, *, actor: Actor) -> DeskOpening:
    """Return what the desk shows before anything is asked of it."""
    actor.require(Action.RECEIVE)
    return DeskOpening(
        read_setting(session, COMPANY_NAME),
        list_projects(session),
        categories(session),
        read_setting(session, IDLE_LOCK_SECONDS),
        read_setting(session, RATING_SECONDS),
        read_setting(session, PAPER_SIZE),
        read_setting(session, RECOVERY_CONFIRMED),
        read_setting(session, REMINDER_SOUND),
    )
