"""Which colour goes with a state or a severity; the words always go with it."""

from __future__ import annotations

from app.domain.terms import CaseState, PromiseState, Severity

_STATE_KINDS = {
    CaseState.REGISTERED: "primary",
    CaseState.ASSESSED: "primary",
    CaseState.IN_PROGRESS: "primary",
    CaseState.WAITING: "warning",
    CaseState.REOPENED: "warning",
    CaseState.RESOLVED: "good",
    CaseState.FOLLOW_UP: "good",
}
_SEVERITY_KINDS = {Severity.CRITICAL: "danger", Severity.MAJOR: "warning"}
_PROMISE_KINDS = {
    PromiseState.OPEN: "primary",
    PromiseState.KEPT: "good",
    PromiseState.LATE: "danger",
    PromiseState.BROKEN: "danger",
}


def state_kind(state: CaseState) -> str:
    """Return the kind of pill that shows ``state``; what has ended is neutral."""
    return _STATE_KINDS.get(state, "neutral")


def severity_kind(severity: Severity) -> str:
    """Return the kind of pill that shows ``severity``."""
    return _SEVERITY_KINDS.get(severity, "neutral")


def promise_kind(state: PromiseState) -> str:
    """Return the kind of pill that shows what became of a promise."""
    return _PROMISE_KINDS.get(state, "neutral")
