"""Carrying a case on: one function per verb of the desk (clauses 4.3-2 and 4.3-3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import (
    Cause,
    Channel,
    EnteredBy,
    EscalationCause,
    EventKind,
    RatingAnswer,
    RatingReason,
    Severity,
    Validity,
)
from app.domain.typed_text import NAME_LIMIT, TEXT_LIMIT, clean_line, clean_text
from app.domain.visit_flow import RatingDraft
from app.services.consents import calls_refused
from app.services.escalations import raise_escalation
from app.services.ratings import LOW_SCORE, record_rating
from app.services.timeline import append_event
from db.models import Case


def case_by_number(session: Session, project_id: str, number: str) -> Case:
    """Return the case with ``number`` in a project, however it is typed.

    Raises:
        UserFacingError: there is none.
    """
    wanted = clean_line(number).upper()
    case = session.scalar(select(Case).where(Case.project_id == project_id, Case.number == wanted))
    if case is None:
        raise UserFacingError(Problem.NO_SUCH_CASE, number=wanted[:NAME_LIMIT])
    return case


def carried_case(session: Session, case_id: str, actor: Actor, words: str = "") -> Case:
    """Return a case that ``actor`` may carry on with ``words``.

    Raises:
        UserFacingError: not permitted, or the case is gone.
        FieldError: the words are too long.
    """
    actor.require(Action.CARRY_CASES)
    if len(words) > TEXT_LIMIT:
        raise FieldError("words", FieldProblem.TOO_LONG, limit=TEXT_LIMIT)
    case = session.get(Case, case_id)
    if case is None:
        raise UserFacingError(Problem.NOT_FOUND)
    return case


def note(session: Session, *, actor: Actor, case_id: str, words: str, now: datetime) -> None:
    """Write a note on the timeline that moves nothing."""
    case = carried_case(session, case_id, actor, words)
    append_event(session, case, EventKind.NOTED, actor=actor, now=now, words=clean_text(words))


def tell_customer(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    words: str,
    channel: Channel,
    to_whom: str = "",
    now: datetime,
) -> None:
    """Record what the customer was told; open promises of the case are made good by it (4.3-2)."""
    case = carried_case(session, case_id, actor, words)
    facts: dict[str, object] = {"channel": channel}
    if clean_line(to_whom):
        facts["to_whom"] = clean_line(to_whom)[:NAME_LIMIT]
    append_event(
        session,
        case,
        EventKind.CUSTOMER_TOLD,
        actor=actor,
        now=now,
        words=clean_text(words),
        facts=facts,
    )


def assess(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    validity: Validity | None,
    cause: Cause | str | None,
    now: datetime,
) -> None:
    """Record whether the complaint is valid and what caused it.

    Raises:
        FieldError: one of them is missing in a complaint.
    """
    case = carried_case(session, case_id, actor)
    append_event(
        session,
        case,
        EventKind.ASSESSED,
        actor=actor,
        now=now,
        facts={"validity": validity, "cause": cause},
    )
    case.validity, case.cause = validity, cause


def hand_over(
    session: Session, *, actor: Actor, case_id: str, department: str, words: str = "", now: datetime
) -> None:
    """Hand the case to a department, with word of what it is to do; the hand-over clock stops.

    Raises:
        FieldError: the department is missing.
    """
    case = carried_case(session, case_id, actor, words)
    department = clean_line(department)[:NAME_LIMIT]
    if not department:
        raise FieldError("department", FieldProblem.REQUIRED)
    facts = {"note": clean_text(words)} if clean_text(words) else None
    append_event(
        session,
        case,
        EventKind.HANDED_OVER,
        actor=actor,
        now=now,
        words=department,
        facts=facts,
    )
    case.responsible = department


def record_department_answer(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    words: str,
    who: str = "",
    now: datetime,
) -> None:
    """Record what the department found and did; nothing is told to the customer by it."""
    case = carried_case(session, case_id, actor, words)
    append_event(
        session,
        case,
        EventKind.DEPARTMENT_ANSWERED,
        actor=actor,
        now=now,
        words=clean_text(words),
        facts={"department": case.responsible, "who": clean_line(who)[:NAME_LIMIT]},
    )


def begin_work(
    session: Session, *, actor: Actor, case_id: str, words: str = "", now: datetime
) -> None:
    """Put the case into progress; after a wait its resolution clock goes on."""
    case = carried_case(session, case_id, actor, words)
    append_event(
        session, case, EventKind.IN_PROGRESS, actor=actor, now=now, words=clean_text(words)
    )


def wait(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    words: str,
    wake_at: datetime | None,
    told: str,
    channel: Channel,
    now: datetime,
) -> None:
    """Let the case wait for the customer or a third party; only the resolution clock is paused.

    ``words`` is the reason, ``told`` what the customer was told about it.

    Raises:
        FieldError: the reason, the wake time or what the customer was told is missing.
    """
    case = carried_case(session, case_id, actor, words)
    append_event(
        session,
        case,
        EventKind.WAITING,
        actor=actor,
        now=now,
        words=clean_text(words),
        facts={
            "wake_at": None if wake_at is None else wake_at.isoformat(),
            "told": clean_text(told),
        },
    )
    tell_customer(session, actor=actor, case_id=case_id, words=told, channel=channel, now=now)


def change_severity(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    severity: Severity | None,
    words: str,
    now: datetime,
) -> None:
    """Weigh the case anew, with the reason; clocks that still run are recalculated.

    Raises:
        FieldError: no other severity is chosen, or the reason is missing.
    """
    case = carried_case(session, case_id, actor, words)
    append_event(
        session,
        case,
        EventKind.SEVERITY_CHANGED,
        actor=actor,
        now=now,
        words=clean_text(words),
        facts={"severity": severity, "before": case.severity},
    )


def resolve(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    remedy: str,
    channel: Channel,
    accepted: bool | None,
    final: bool = False,
    recourse_told: str = "",
    told_by: str = "",
    now: datetime,
) -> None:
    """Record the decision told to the customer and whether it was accepted (clause 4.3-3).

    What was refused goes on as work; ``final`` says that the customer refuses for good and knows
    the recourse, so the case waits for its closing, and its resolution clock is not met.

    Raises:
        FieldError: the remedy is missing, or a refusal lacks the recourse the customer was told of.
    """
    case = carried_case(session, case_id, actor, remedy)
    final = final and not accepted
    append_event(
        session,
        case,
        EventKind.RESOLVED,
        actor=actor,
        now=now,
        words=clean_text(remedy),
        facts={
            "accepted": accepted,
            "final": final,
            "channel": channel,
            "recourse_told": clean_text(recourse_told),
            "told_by": clean_line(told_by)[:NAME_LIMIT] or actor.name,
        },
    )
    case.remedy_given = clean_text(remedy)
    following = EventKind.FOLLOW_UP if accepted or final else EventKind.IN_PROGRESS
    append_event(session, case, following, actor=actor, now=now)


def call_back(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    reached: bool | None,
    words: str = "",
    rating: RatingDraft | None = None,
    now: datetime,
) -> None:
    """Record one call-back attempt (回访), with the rating that a customer gave by telephone.

    A low score brings the case before the supervisor (clause 4.2-4).

    Raises:
        UserFacingError: nothing was answered yet, or there is a rating of somebody who does not
            want to be asked by telephone (clause 5-1).
        FieldError: whether the customer was reached is missing, or a low score has no reason.
    """
    case = carried_case(session, case_id, actor, words)
    if rating is not None and calls_refused(session, case.customer_id):
        raise UserFacingError(Problem.SATISFACTION_CALL_REFUSED)
    append_event(
        session,
        case,
        EventKind.CALLED_BACK,
        actor=actor,
        now=now,
        words=clean_text(words),
        facts={"reached": reached},
    )
    if reached and rating is not None:
        rate_by_phone(session, case, rating, actor=actor, now=now)


def rate_by_phone(
    session: Session, case: Case, rating: RatingDraft, *, actor: Actor, now: datetime
) -> None:
    """Record what a customer thinks of the handling of a case, outside a visit (4.2-4).

    Raises:
        FieldError: a low score without a reason.
    """
    is_low = rating.score is not None and rating.score <= LOW_SCORE
    if is_low and not (rating.reasons or clean_text(rating.words)):
        raise FieldError("reasons", FieldProblem.NOT_CHOSEN)
    record_rating(session, None, case, rating, actor=actor, now=now)
    if is_low:
        raise_escalation(session, case, level=1, cause=EscalationCause.RATING, actor=actor, now=now)


def phone_rating(score: int | None, reasons: tuple[str, ...] = (), words: str = "") -> RatingDraft:
    """Return the rating that a customer gave on the telephone; None declines to give one."""
    answer = RatingAnswer.DECLINED if score is None else RatingAnswer.SCORED
    kept = tuple(reason for reason in RatingReason if reason in reasons)
    return RatingDraft(answer, score, kept, words, EnteredBy.PHONE_CALLBACK)


def escalate(
    session: Session,
    *,
    actor: Actor,
    case_id: str,
    level: int,
    words: str = "",
    now: datetime,
) -> None:
    """Bring the case before the supervisor (1) or the project manager (2).

    Raises:
        UserFacingError: the case has ended.
    """
    case = carried_case(session, case_id, actor, words)
    raise_escalation(
        session,
        case,
        level=level,
        cause=EscalationCause.PERSON,
        words=clean_text(words),
        actor=actor,
        now=now,
    )
