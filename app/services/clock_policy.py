"""The clocks of a project: how long each severity may take, and the hours that count."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.clocks import DEFAULT_PRESET, Preset
from db.models import Project


def clock_preset(session: Session, project: Project) -> Preset:  # noqa: ARG001 - asked of the store
    """Return the time limits of ``project`` by severity and clock."""
    return DEFAULT_PRESET
