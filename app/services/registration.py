"""Turning what the customer came for into cases (clauses 4.2-2, 4.2-3 and 4.3-1)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.permissions import Action, Actor
from app.domain.terms import CaseState, CaseType, Channel, EventKind, Source
from app.domain.typed_text import TEXT_LIMIT, clean_line, clean_text
from app.domain.visit_flow import AnswerDraft, NeedDraft
from app.services.numbering import next_case_number
from app.services.promises import make_promise
from app.services.timeline import append_event
from db.models import Case, Project, new_id

_CHECK_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_CODE_LENGTH = 4
DEFAULT_CATEGORY = "other"


def register_case(
    session: Session,
    *,
    actor: Actor,
    project: Project,
    need: NeedDraft,
    source: Source,
    now: datetime,
    visit_id: str | None = None,
    customer_id: str | None = None,
    room_id: str | None = None,
    follows: Case | None = None,
    more_facts: Mapping[str, object] | None = None,
) -> Case:
    """Register one need as a case, with its clocks started; the answer is recorded separately.

    ``follows`` is an earlier case that this one takes up again; ``more_facts`` go into its first
    event.

    Raises:
        UserFacingError: the actor may not receive customers.
    """
    actor.require(Action.RECEIVE)
    case_type = need.type or CaseType.ENQUIRY
    case = Case(
        id=new_id(),
        project_id=project.id,
        number=next_case_number(session, project, case_type, now),
        type=case_type,
        state=CaseState.DRAFT,
        source=source,
        visit_id=visit_id,
        customer_id=customer_id,
        room_id=room_id,
        category=need.category or DEFAULT_CATEGORY,
        severity=int(need.severity),
        mood=need.mood,
        own_words=clean_text(need.own_words)[:TEXT_LIMIT],
        remedy_wanted=clean_text(need.remedy_wanted)[:TEXT_LIMIT],
        place=clean_line(need.place)[:TEXT_LIMIT],
        check_code=new_check_code(),
        registered_by=actor.staff_id,
        registered_at=now,
    )
    facts: dict[str, object] = {
        "type": case_type,
        "category": case.category,
        "severity": case.severity,
        "severity_proposed": int(need.severity_proposed),
        "severity_reason": clean_line(need.severity_reason),
        "source": source,
        **(more_facts or {}),
    }
    if need.outage_id is not None:
        facts["outage"] = need.outage_id
    if follows is not None:
        case.follows_id = follows.id
        facts["follows"] = follows.number
    session.add(case)
    session.flush()
    append_event(session, case, EventKind.REGISTERED, actor=actor, now=now, facts=facts)
    if need.read_back:
        append_event(session, case, EventKind.READ_BACK, actor=actor, now=now)
    return case


def new_check_code() -> str:
    """Return the few characters that a receipt shows beside the number of a case."""
    return "".join(secrets.choice(_CHECK_CODE_ALPHABET) for _ in range(_CHECK_CODE_LENGTH))


def record_answer(
    session: Session, case: Case, answer: AnswerDraft, *, actor: Actor, now: datetime
) -> None:
    """Record what the customer got: the fast path's answer, or a promise (clause 4.2-3)."""
    if answer.answered_now:
        words = clean_text(answer.answer)
        case.remedy_given = words
        append_event(
            session,
            case,
            EventKind.RESOLVED,
            actor=actor,
            now=now,
            words=words,
            facts={"accepted": True, "channel": Channel.IN_PERSON, "on_the_spot": True},
        )
        append_event(session, case, EventKind.FOLLOW_UP, actor=actor, now=now)
        return
    case.responsible = clean_line(answer.promise_who)
    make_promise(
        session,
        case,
        what=answer.promise_what,
        who=answer.promise_who,
        channel=answer.promise_channel,
        due_at=answer.promise_due_at or now,
        actor=actor,
        now=now,
    )
