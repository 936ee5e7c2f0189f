"""The departments of a project, to which cases are handed over (clause 4.3-2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import FieldError, FieldProblem
from app.domain.permissions import Action, Actor
from app.domain.typed_text import NAME_LIMIT, clean_line
from app.services.policy import DEPARTMENTS, project_policy, put_project_policy

DEFAULT_DEPARTMENTS = ("工程部", "秩序部", "环境部", "客服部", "财务部")


def departments(session: Session, *, actor: Actor, project_id: str) -> tuple[str, ...]:
    """Return the departments of a project in their order.

    Raises:
        UserFacingError: the actor may not read cases.
    """
    actor.require(Action.READ_CASES)
    names = project_policy(session, project_id, DEPARTMENTS)
    if not isinstance(names, list) or not names:
        return DEFAULT_DEPARTMENTS
    return tuple(str(name) for name in names)


def change_departments(
    session: Session, *, actor: Actor, project_id: str, names: Sequence[str], now: datetime
) -> None:
    """Set the departments of a project; what was handed over before keeps its name.

    Raises:
        UserFacingError: the actor may not change settings.
        FieldError: there is no name, or one stands there twice or is too long.
    """
    actor.require(Action.CHANGE_POLICY)
    cleaned = [clean_line(name) for name in names if clean_line(name)]
    if not cleaned:
        raise FieldError("departments", FieldProblem.REQUIRED)
    for number, name in enumerate(cleaned):
        if len(name) > NAME_LIMIT:
            raise FieldError("departments", FieldProblem.TOO_LONG, limit=NAME_LIMIT)
        if name.casefold() in (other.casefold() for other in cleaned[:number]):
            raise FieldError("departments", FieldProblem.NAMED_TWICE, name=name)
    if tuple(cleaned) != departments(session, actor=actor, project_id=project_id):
        put_project_policy(session, project_id=project_id, name=DEPARTMENTS, value=cleaned, now=now)
