"""What an event of a case needs before it may be written: the facts, and what came before it.

``case_states`` draws which state may follow which; here stands what each step has to know
(clauses 4.3-1 to 4.3-3).  :func:`check_event` is asked for every event, whoever writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.domain.case_states import OPEN_STATES, TRANSITIONS, state_after
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.terms import (
    CaseState,
    CaseType,
    Cause,
    Channel,
    CloseReason,
    EscalationCause,
    EventKind,
    Severity,
    Validity,
)

REOPENING_DAYS = 30
LEAST_ATTEMPTS = 3
LONGEST_WAIT = timedelta(days=366)


@dataclass(frozen=True)
class CasePast:
    """What the rules ask of a case's history.

    ``accepted`` and ``final`` are those of the last answer, None before the first;
    ``attempts_in_vain`` counts the call-backs of the present round that reached nobody.
    """

    number: str = ""
    type: CaseType = CaseType.COMPLAINT
    state: CaseState = CaseState.DRAFT
    severity: Severity = Severity.NORMAL
    accepted: bool | None = None
    final: bool = False
    attempts_in_vain: int = 0
    ended_at: datetime | None = None


@dataclass(frozen=True)
class NewEvent:
    """An event that somebody wishes to write."""

    kind: EventKind
    at: datetime
    words: str = ""
    facts: Mapping[str, Any] | None = None

    def fact(self, name: str) -> Any:
        """Return one fact, None if it is not given."""
        return (self.facts or {}).get(name)


def check_event(past: CasePast, event: NewEvent) -> CaseState:
    """Return the state of the case after ``event``.

    Raises:
        UserFacingError: the rules do not allow this event now; the sentence says why.
        FieldError: a fact that the step needs is missing or out of range.
    """
    state = state_after(past.state, event.kind)
    check = _CHECKS.get(event.kind)
    if check is not None:
        check(past, event)
    return state


def close_reasons(past: CasePast) -> tuple[CloseReason, ...]:
    """Return the reasons with which a case can be closed now, none while it cannot be closed."""
    if CaseState.CLOSED not in TRANSITIONS[past.state]:
        return ()
    return tuple(reason for reason in CloseReason if _contradiction(past, reason) is None)


def _need_words(event: NewEvent, field: str = "words") -> None:
    if not event.words.strip():
        raise FieldError(field, FieldProblem.REQUIRED)


def _need_one_of(event: NewEvent, name: str, allowed: type[StrEnum]) -> None:
    if event.fact(name) not in list(allowed):
        raise FieldError(name, FieldProblem.NOT_CHOSEN)


def _assessed(past: CasePast, event: NewEvent) -> None:
    if past.type is CaseType.COMPLAINT:
        _need_one_of(event, "validity", Validity)
        _need_one_of(event, "cause", Cause)


def _in_progress(past: CasePast, event: NewEvent) -> None:
    if past.state is CaseState.RESOLVED and past.accepted:
        raise UserFacingError(
            Problem.TRANSITION_REFUSED, state=past.state, wanted=CaseState(event.kind.value)
        )


def _waiting(_past: CasePast, event: NewEvent) -> None:
    _need_words(event)
    wake_at = event.fact("wake_at")
    if wake_at is None:
        raise FieldError("wake_at", FieldProblem.REQUIRED)
    wake_at = datetime.fromisoformat(wake_at)
    if wake_at <= event.at:
        raise FieldError("wake_at", FieldProblem.NOT_IN_FUTURE)
    if wake_at - event.at > LONGEST_WAIT:
        raise FieldError("wake_at", FieldProblem.TOO_FAR, days=LONGEST_WAIT.days)
    if not str(event.fact("told") or "").strip():
        raise FieldError("told", FieldProblem.REQUIRED)


def _resolved(_past: CasePast, event: NewEvent) -> None:
    _need_words(event, "remedy")
    _need_one_of(event, "channel", Channel)
    if event.fact("accepted") is None:
        raise FieldError("accepted", FieldProblem.NOT_CHOSEN)
    if not event.fact("accepted") and not str(event.fact("recourse_told") or "").strip():
        raise FieldError("recourse_told", FieldProblem.REQUIRED)


def _follow_up(past: CasePast, event: NewEvent) -> None:
    if not (past.accepted or past.final):
        raise UserFacingError(
            Problem.TRANSITION_REFUSED, state=past.state, wanted=CaseState(event.kind.value)
        )


def _closed(past: CasePast, event: NewEvent) -> None:
    _need_one_of(event, "reason", CloseReason)
    error = _contradiction(past, CloseReason(event.fact("reason")))
    if error is not None:
        raise error


def _contradiction(past: CasePast, reason: CloseReason) -> UserFacingError | None:
    """Return why a case cannot be closed for ``reason``, None if it can."""
    if reason is CloseReason.UNREACHABLE and past.attempts_in_vain < LEAST_ATTEMPTS:
        return UserFacingError(
            Problem.TOO_FEW_ATTEMPTS, least=LEAST_ATTEMPTS, attempts=past.attempts_in_vain
        )
    if reason in (CloseReason.SATISFIED, CloseReason.ACCEPTED) and past.accepted is False:
        return UserFacingError(Problem.ANSWER_WAS_REFUSED)
    if reason is CloseReason.REFUSED_RECOURSE_TOLD and past.accepted:
        return UserFacingError(Problem.ANSWER_WAS_ACCEPTED)
    return None


def _reopened(past: CasePast, event: NewEvent) -> None:
    _need_words(event)
    if (
        past.state is CaseState.CLOSED
        and past.ended_at is not None
        and event.at - past.ended_at > timedelta(days=REOPENING_DAYS)
    ):
        raise UserFacingError(Problem.REOPENED_TOO_LATE, days=REOPENING_DAYS, number=past.number)


def _archived(past: CasePast, event: NewEvent) -> None:
    if past.ended_at is None or event.at - past.ended_at < timedelta(days=REOPENING_DAYS):
        raise UserFacingError(
            Problem.TRANSITION_REFUSED, state=past.state, wanted=CaseState(event.kind.value)
        )


def _merged(_past: CasePast, event: NewEvent) -> None:
    if not event.fact("into"):
        raise FieldError("into", FieldProblem.REQUIRED)


def _severity_changed(past: CasePast, event: NewEvent) -> None:
    _only_while_open(past, event)
    if event.fact("severity") not in list(Severity):
        raise FieldError("severity", FieldProblem.NOT_CHOSEN)
    if Severity(event.fact("severity")) is past.severity:
        raise FieldError("severity", FieldProblem.UNCHANGED)
    if not event.words.strip():
        raise FieldError("words", FieldProblem.REASON_MISSING)


def _only_while_open(past: CasePast, _event: NewEvent) -> None:
    if past.state not in OPEN_STATES:
        raise UserFacingError(Problem.CASE_ENDED, number=past.number, state=past.state)


def _said_while_open(past: CasePast, event: NewEvent) -> None:
    _only_while_open(past, event)
    _need_words(event)


def _with_words(_past: CasePast, event: NewEvent) -> None:
    _need_words(event)


def _with_reason(_past: CasePast, event: NewEvent) -> None:
    _need_words(event, "reason")


def _escalated(past: CasePast, event: NewEvent) -> None:
    # A customer who turns out dissatisfied after the closing is heard of all the same (4.2-4).
    if past.state is CaseState.CLOSED and event.fact("cause") == EscalationCause.RATING:
        return
    _only_while_open(past, event)


def _called_back(past: CasePast, event: NewEvent) -> None:
    if past.state not in (CaseState.FOLLOW_UP, CaseState.CLOSED):
        raise UserFacingError(Problem.NOTHING_TO_CALL_BACK, state=past.state)
    if event.fact("reached") is None:
        raise FieldError("reached", FieldProblem.NOT_CHOSEN)


_CHECKS: Mapping[EventKind, Callable[[CasePast, NewEvent], None]] = {
    EventKind.ASSESSED: _assessed,
    EventKind.IN_PROGRESS: _in_progress,
    EventKind.WAITING: _waiting,
    EventKind.RESOLVED: _resolved,
    EventKind.FOLLOW_UP: _follow_up,
    EventKind.CLOSED: _closed,
    EventKind.REOPENED: _reopened,
    EventKind.ARCHIVED: _archived,
    EventKind.MERGED: _merged,
    EventKind.WITHDRAWN: _with_words,
    EventKind.EXTERNAL: _with_words,
    EventKind.VOIDED: _with_reason,
    EventKind.NOTED: _with_words,
    EventKind.CUSTOMER_TOLD: _with_words,
    EventKind.HANDED_OVER: _said_while_open,
    EventKind.DEPARTMENT_ANSWERED: _said_while_open,
    EventKind.PROMISED: _said_while_open,
    EventKind.PROMISE_RENEWED: _said_while_open,
    EventKind.ESCALATED: _escalated,
    EventKind.SEVERITY_CHANGED: _severity_changed,
    EventKind.CALLER_ADDED: _only_while_open,
    EventKind.CALLED_BACK: _called_back,
}
