"""Whatever is written on a timeline has the facts it needs; whatever is refused says why.

Random lives are walked through ``check_event``; what each step needs is written out here again, on
purpose.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case_rules import (
    LEAST_ATTEMPTS,
    LONGEST_WAIT,
    REOPENING_DAYS,
    CasePast,
    NewEvent,
    check_event,
    close_reasons,
)
from app.domain.case_states import EXIT_STATES, OPEN_STATES, STATE_EVENTS, TRANSITIONS
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
from app.i18n import language
from app.messages import field_sentence, sentence

NOW = datetime(2026, 10, 12, 2, 40, tzinfo=UTC)
S, K = CaseState, EventKind

_VALUES: dict[str, list[Any]] = {
    "validity": [*Validity, None, "perhaps"],
    "cause": [*Cause, None, "weather"],
    "wake_at": [None, timedelta(days=-1), timedelta(), timedelta(days=2), timedelta(days=400)],
    "told": [None, "", " ", "the parts come on Thursday"],
    "channel": [*Channel, None, "pigeon"],
    "accepted": [True, False, None],
    "final": [True, False],
    "recourse_told": [None, "", "street office"],
    "reason": [*CloseReason, None, "tired of it"],
    "into": [None, "", "TS-20261012-002"],
    "severity": [*Severity, None, 7],
    "reached": [True, False, None],
    "cause_of_escalation": [*EscalationCause],
}


@st.composite
def _events(draw: st.DrawFn, past: CasePast, at: datetime) -> NewEvent:
    facts: dict[str, Any] = {name: draw(st.sampled_from(v)) for name, v in _VALUES.items()}
    if facts["wake_at"] is not None:
        facts["wake_at"] = (at + facts["wake_at"]).isoformat()
    kinds: list[EventKind] = sorted(EventKind)
    following = sorted(EventKind(after.value) for after in TRANSITIONS[past.state])
    if draw(st.booleans()) and following:
        # Else few lives would come to their end.
        kinds = following
    kind = draw(st.sampled_from(kinds))
    if kind is K.ESCALATED:
        facts["cause"] = facts["cause_of_escalation"]
    return NewEvent(kind, at, draw(st.sampled_from(["", " \n", "words"])), facts)


def _after(past: CasePast, event: NewEvent, state: CaseState) -> CasePast:
    """Return the past of the next event."""
    past = replace(past, state=state)
    if event.kind is K.RESOLVED:
        past = replace(past, accepted=event.fact("accepted"), final=bool(event.fact("final")))
    elif event.kind is K.SEVERITY_CHANGED:
        past = replace(past, severity=Severity(event.fact("severity")))
    elif event.kind is K.CALLED_BACK and not event.fact("reached"):
        past = replace(past, attempts_in_vain=past.attempts_in_vain + 1)
    elif event.kind is K.REOPENED:
        past = replace(past, attempts_in_vain=0, ended_at=None)
    if event.kind in STATE_EVENTS and state in EXIT_STATES and past.ended_at is None:
        past = replace(past, ended_at=event.at)
    return past


def _waits_rightly(past: CasePast, event: NewEvent) -> bool:
    wakes = datetime.fromisoformat(event.fact("wake_at"))
    return event.at < wakes <= event.at + LONGEST_WAIT and bool(event.fact("told").strip())


def _closes_rightly(past: CasePast, event: NewEvent) -> bool:
    reason = event.fact("reason")
    if reason == CloseReason.UNREACHABLE:
        return past.attempts_in_vain >= LEAST_ATTEMPTS
    if reason == CloseReason.REFUSED_RECOURSE_TOLD:
        return not past.accepted
    return reason in set(CloseReason) and past.accepted is not False


def _resolves_rightly(past: CasePast, event: NewEvent) -> bool:
    told = event.fact("accepted") or (event.fact("recourse_told") or "").strip()
    return bool(
        event.fact("accepted") is not None and event.fact("channel") in set(Channel) and told
    )


def _within_thirty_days(past: CasePast, event: NewEvent) -> bool:
    if past.state is not S.CLOSED or past.ended_at is None:
        return True
    return event.at - past.ended_at <= timedelta(days=REOPENING_DAYS)


_NEEDS: dict[EventKind, Callable[[CasePast, NewEvent], object]] = {
    K.ASSESSED: lambda past, e: (
        past.type is not CaseType.COMPLAINT
        or (e.fact("validity") in set(Validity) and e.fact("cause") in set(Cause))
    ),
    K.IN_PROGRESS: lambda past, _e: past.state is not S.RESOLVED or not past.accepted,
    K.WAITING: _waits_rightly,
    K.RESOLVED: _resolves_rightly,
    K.FOLLOW_UP: lambda past, _e: past.accepted or past.final,
    K.CLOSED: _closes_rightly,
    K.REOPENED: _within_thirty_days,
    K.ARCHIVED: lambda past, e: (
        past.ended_at is not None and e.at - past.ended_at >= timedelta(days=REOPENING_DAYS)
    ),
    K.MERGED: lambda _past, e: e.fact("into"),
    K.SEVERITY_CHANGED: lambda past, e: (
        e.fact("severity") in set(Severity) and e.fact("severity") != past.severity
    ),
    K.CALLED_BACK: lambda past, e: (
        past.state in {S.FOLLOW_UP, S.CLOSED} and e.fact("reached") is not None
    ),
    K.ESCALATED: lambda past, e: (
        past.state in OPEN_STATES or (past.state is S.CLOSED and e.fact("cause") == "rating")
    ),
}
_NEED_WORDS = {
    K.WAITING,
    K.RESOLVED,
    K.REOPENED,
    K.WITHDRAWN,
    K.EXTERNAL,
    K.VOIDED,
    K.NOTED,
    K.CUSTOMER_TOLD,
    K.HANDED_OVER,
    K.DEPARTMENT_ANSWERED,
    K.PROMISED,
    K.PROMISE_RENEWED,
    K.SEVERITY_CHANGED,
}
_ONLY_WHILE_OPEN = {
    K.HANDED_OVER,
    K.DEPARTMENT_ANSWERED,
    K.PROMISED,
    K.PROMISE_RENEWED,
    K.SEVERITY_CHANGED,
    K.CALLER_ADDED,
}


@pytest.mark.clause("4.3-3")
@given(st.data(), st.sampled_from(CaseType))
def test_whatever_is_accepted_has_its_facts_and_whatever_is_refused_says_why(
    data: st.DataObject, case_type: CaseType
) -> None:
    past, at = CasePast("TS-20261012-001", case_type), NOW
    past = replace(past, state=check_event(past, NewEvent(K.REGISTERED, at)))
    refusals: list[UserFacingError | FieldError] = []
    for _step in range(30):
        at += data.draw(st.sampled_from([timedelta(minutes=5), timedelta(days=16)]))
        event = data.draw(_events(past, at))
        try:
            state = check_event(past, event)
        except (UserFacingError, FieldError) as error:
            refusals.append(error)
            continue
        if event.kind in STATE_EVENTS:
            assert state in TRANSITIONS[past.state]
            assert state == event.kind.value
        else:
            assert state is past.state
        assert event.words.strip() or event.kind not in _NEED_WORDS
        assert past.state in OPEN_STATES or event.kind not in _ONLY_WHILE_OPEN
        needs = _NEEDS.get(event.kind)
        assert needs is None or needs(past, event), event
        past = _after(past, event, state)
    with language("en"):
        for refusal in refusals:
            assert _words(refusal)


def _words(refusal: UserFacingError | FieldError) -> str:
    """Return what the desk says about a refusal; of a field, its name must be known."""
    if isinstance(refusal, UserFacingError):
        return sentence(refusal)
    return field_sentence(refusal) if refusal.field else ""


@pytest.mark.parametrize(
    ("state", "kind", "facts", "field"),
    [
        (S.REGISTERED, K.ASSESSED, {"validity": None, "cause": Cause.PEOPLE}, "validity"),
        (S.REGISTERED, K.ASSESSED, {"validity": Validity.VALID, "cause": "weather"}, "cause"),
        (S.IN_PROGRESS, K.WAITING, {"told": "told"}, "wake_at"),
        (S.IN_PROGRESS, K.WAITING, {"told": "", "wake_at": "2026-10-13T02:40+00:00"}, "told"),
        (S.IN_PROGRESS, K.RESOLVED, {"accepted": True}, "channel"),
        (S.IN_PROGRESS, K.RESOLVED, {"channel": Channel.PHONE}, "accepted"),
        (
            S.IN_PROGRESS,
            K.RESOLVED,
            {"channel": Channel.PHONE, "accepted": False},
            "recourse_told",
        ),
        (S.IN_PROGRESS, K.MERGED, {}, "into"),
        (S.IN_PROGRESS, K.SEVERITY_CHANGED, {"severity": Severity.NORMAL}, "severity"),
        (S.FOLLOW_UP, K.CLOSED, {"reason": None}, "reason"),
        (S.FOLLOW_UP, K.CALLED_BACK, {}, "reached"),
    ],
)
def test_a_missing_fact_is_named_by_its_field(
    state: CaseState, kind: EventKind, facts: dict[str, Any], field: str
) -> None:
    past = CasePast("TS-20261012-001", CaseType.COMPLAINT, state)
    with pytest.raises(FieldError) as caught:
        check_event(past, NewEvent(kind, NOW, "words", facts))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("days", "problem"),
    [
        (-1, FieldProblem.NOT_IN_FUTURE),
        (0, FieldProblem.NOT_IN_FUTURE),
        (367, FieldProblem.TOO_FAR),
    ],
)
def test_a_wait_ends_in_the_future_and_within_a_year(days: int, problem: FieldProblem) -> None:
    wakes = NOW + timedelta(days=days)
    event = NewEvent(K.WAITING, NOW, "parts", {"wake_at": wakes.isoformat(), "told": "told"})
    with pytest.raises(FieldError) as caught:
        check_event(CasePast(state=S.IN_PROGRESS), event)
    assert (caught.value.field, caught.value.problem) == ("wake_at", problem)


@pytest.mark.clause("4.3-3")
def test_a_case_can_be_reopened_or_archived_at_thirty_days_and_never_neither() -> None:
    for seconds in (-1, 0, 1):
        at = NOW + timedelta(days=REOPENING_DAYS, seconds=seconds)
        past = CasePast("TS-20261012-001", state=S.CLOSED, ended_at=NOW)
        possible = []
        for kind in (K.REOPENED, K.ARCHIVED):
            try:
                possible.append(check_event(past, NewEvent(kind, at, "again")))
            except UserFacingError:
                continue
        assert possible


@pytest.mark.parametrize(
    ("accepted", "attempts", "reasons"),
    [
        (True, 0, {CloseReason.SATISFIED, CloseReason.ACCEPTED}),
        (True, 3, set(CloseReason) - {CloseReason.REFUSED_RECOURSE_TOLD}),
        (False, 0, {CloseReason.REFUSED_RECOURSE_TOLD}),
        (False, 3, {CloseReason.REFUSED_RECOURSE_TOLD, CloseReason.UNREACHABLE}),
    ],
)
def test_only_reasons_that_the_course_of_a_case_allows_are_offered(
    accepted: bool, attempts: int, reasons: set[CloseReason]
) -> None:
    past = CasePast(state=S.FOLLOW_UP, accepted=accepted, attempts_in_vain=attempts)
    assert set(close_reasons(past)) == reasons
    for reason in CloseReason:
        event = NewEvent(K.CLOSED, NOW, facts={"reason": reason})
        if reason in reasons:
            assert check_event(past, event) is S.CLOSED
        else:
            with pytest.raises(UserFacingError):
                check_event(past, event)


def test_nothing_can_be_closed_before_its_follow_up() -> None:
    assert close_reasons(CasePast(state=S.IN_PROGRESS, accepted=True)) == ()


def test_an_accepted_answer_does_not_go_back_to_work() -> None:
    past = CasePast(state=S.RESOLVED, accepted=True)
    with pytest.raises(UserFacingError) as caught:
        check_event(past, NewEvent(K.IN_PROGRESS, NOW))
    assert caught.value.problem is Problem.TRANSITION_REFUSED
