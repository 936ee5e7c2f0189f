"""What the company wants of its figures: targets, names on reports, the least number of answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.permissions import Action, Actor
from app.domain.policy import LEAST_ANSWERS, STAFF_NAMES_ON_REPORTS, TARGETS
from app.services.policy import change_setting, read_setting


@dataclass(frozen=True)
class ReportPolicy:
    """``targets`` maps names of ratios to per cent; ``least_answers`` is a count."""

    targets: Mapping[str, int]
    staff_names: bool
    least_answers: int


def read_report_policy(session: Session) -> ReportPolicy:
    """Return the policy in force."""
    return ReportPolicy(
        targets={name: read_setting(session, setting) for name, setting in TARGETS},
        staff_names=read_setting(session, STAFF_NAMES_ON_REPORTS),
        least_answers=read_setting(session, LEAST_ANSWERS),
    )


def change_report_policy(
    session: Session, *, actor: Actor, wanted: ReportPolicy, now: datetime
) -> ReportPolicy:
    """Change what differs from ``wanted``, and return the policy then in force.

    Months that were signed keep the targets they were signed with.

    Raises:
        UserFacingError: the actor may not change settings.
    """
    actor.require(Action.CHANGE_POLICY)
    before = read_report_policy(session)
    for name, setting in TARGETS:
        value = wanted.targets.get(name, before.targets[name])
        if value != before.targets[name]:
            change_setting(session, actor=actor, setting=setting, value=value, now=now)
    if wanted.staff_names != before.staff_names:
        change_setting(
            session, actor=actor, setting=STAFF_NAMES_ON_REPORTS, value=wanted.staff_names, now=now
        )
    if wanted.least_answers != before.least_answers:
        change_setting(
            session, actor=actor, setting=LEAST_ANSWERS, value=wanted.least_answers, now=now
        )
    return read_report_policy(session)
