"""The clocks of a project: how long each severity may take."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.clock_policy import (
    check_preset,
    check_reach,
    preset_from_plain,
    preset_to_plain,
)
from app.domain.clocks import DEFAULT_PRESET, Preset
from app.domain.errors import FieldError
from app.domain.permissions import Action, Actor
from app.services.clock_recalculation import recalculate_open_clocks
from app.services.policy import CLOCKS, business_calendar, project_policy, put_project_policy
from db.models import Project


def clock_preset(session: Session, project: Project) -> Preset:
    """Return the time limits of ``project`` by severity and clock."""
    plain = project_policy(session, project.id, CLOCKS)
    if plain is None:
        return DEFAULT_PRESET
    try:
        return check_preset(preset_from_plain(plain))
    except (ValueError, FieldError):
        return DEFAULT_PRESET


def read_clocks(session: Session, *, actor: Actor, project_id: str) -> Preset:
    """Return the time limits of a project for whoever may read cases.

    Raises:
        UserFacingError: the actor may not.
    """
    actor.require(Action.READ_CASES)
    return clock_preset(session, session.get_one(Project, project_id))


def change_clocks(
    session: Session, *, actor: Actor, project_id: str, preset: Preset, now: datetime
) -> int:
    """Set the time limits of a project; return how many running due times moved by it.

    Raises:
        UserFacingError: not permitted, or a limit is out of the calendar's reach.
        FieldError: a limit is missing or out of range.
    """
    actor.require(Action.CHANGE_POLICY)
    project = session.get_one(Project, project_id)
    preset = check_preset(preset)
    check_reach(preset, business_calendar(session, project), now)
    before = clock_preset(session, project)
    if preset == before:
        return 0
    put_project_policy(
        session, project_id=project_id, name=CLOCKS, value=preset_to_plain(preset), now=now
    )
    return recalculate_open_clocks(
        session, actor=actor, project_id=project_id, now=now, presets=(before, preset)
    )
