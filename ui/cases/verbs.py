"""The ways to carry a case on: when each is possible, what it asks, and which service does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.case_states import OPEN_STATES, TRANSITIONS
from app.domain.permissions import PERMITTED, Action, Actor
from app.domain.terms import CaseState, Channel, CloseReason, Validity
from app.i18n import _
from app.labels import channel_label, close_reason_label, validity_label
from app.services import case_work
from ui.cases.event_words import CAUSES, cause_label
from ui.cases.verb_form import FieldKind, FormFieldSpec
from ui.widgets.chips import Choice


class Outcome(StrEnum):
    """What the customer made of the answer."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    REFUSED_FOR_GOOD = "refused_for_good"


@dataclass(frozen=True)
class CaseVerb:
    """One way to carry a case on; its fields are named as the service's arguments."""

    key: str
    words: str
    title: str
    service: Callable[..., None]
    fields: tuple[FormFieldSpec, ...] = ()
    explanation: str = ""


def possible_verbs(state: CaseState, actor: Actor) -> tuple[CaseVerb, ...]:
    """Return what ``actor`` may do next with a case in ``state``, the usual way on first."""
    after = TRANSITIONS[state]
    permitted = PERMITTED[actor.role]
    if Action.CARRY_CASES not in permitted:
        return ()
    offered = (
        (_assess(), CaseState.ASSESSED in after),
        (_begin_work(), CaseState.IN_PROGRESS in after and state is not CaseState.RESOLVED),
        (_resolve(), CaseState.RESOLVED in after),
        (_call_back(), state is CaseState.FOLLOW_UP),
        (_close(), CaseState.CLOSED in after),
        (_hand_over(), state in OPEN_STATES and state is not CaseState.FOLLOW_UP),
        (_reopen(), CaseState.REOPENED in after),
        (_pass_outside(), CaseState.EXTERNAL in after),
        (_withdraw(), CaseState.WITHDRAWN in after),
        (_void(), CaseState.VOIDED in after and Action.VOID_CASES in permitted),
    )
    return tuple(verb for verb, is_possible in offered if is_possible)


def _assess() -> CaseVerb:
    validity = tuple(Choice(v, validity_label(v)) for v in (Validity.VALID, Validity.INVALID))
    causes = tuple(Choice(cause, cause_label(cause)) for cause in CAUSES)
    return CaseVerb(
        "assess",
        _("&Assess"),
        _("Is the complaint valid, and what caused it?"),
        case_work.assess,
        (
            FormFieldSpec("validity", _("Valid?"), FieldKind.CHIPS, validity),
            FormFieldSpec("cause", _("Cause"), FieldKind.CHIPS, causes),
        ),
    )


def _begin_work() -> CaseVerb:
    return CaseVerb(
        "begin_work",
        _("&Begin work"),
        _("Begin work"),
        case_work.begin_work,
        explanation=_("The case is put into progress; its clocks run on."),
    )


def _hand_over() -> CaseVerb:
    return CaseVerb(
        "hand_over",
        _("&Hand over"),
        _("Hand over to a department"),
        case_work.hand_over,
        (FormFieldSpec("department", _("Department or person"), FieldKind.LINE, must_fill=True),),
    )


def _resolve() -> CaseVerb:
    channels = tuple(
        Choice(channel, channel_label(channel))
        for channel in (Channel.PHONE, *(c for c in Channel if c is not Channel.PHONE))
    )
    outcome = (
        Choice(Outcome.ACCEPTED, _("Accepted")),
        Choice(Outcome.REFUSED, _("Refused, goes on")),
        Choice(Outcome.REFUSED_FOR_GOOD, _("Refused for good, recourse told")),
    )
    return CaseVerb(
        "resolve",
        _("&Record the answer"),
        _("What the customer was answered"),
        _record_answer,
        (
            FormFieldSpec("remedy", _("Remedy given"), FieldKind.TEXT),
            FormFieldSpec("channel", _("Told by"), FieldKind.LIST, channels),
            FormFieldSpec("outcome", _("The customer has"), FieldKind.CHIPS, outcome),
            FormFieldSpec(
                "recourse_told",
                _("Recourse the customer was told of"),
                FieldKind.TEXT,
                hint=_("For example the street office or the 12345 hotline."),
                only_if=("outcome", (Outcome.REFUSED, Outcome.REFUSED_FOR_GOOD)),
            ),
        ),
    )


def _record_answer(session: Any, *, outcome: Outcome, **facts: Any) -> None:
    case_work.resolve(
        session,
        accepted=outcome == Outcome.ACCEPTED,
        final=outcome == Outcome.REFUSED_FOR_GOOD,
        **facts,
    )


def _call_back() -> CaseVerb:
    reached = (Choice(True, _("Reached")), Choice(False, _("Not reached")))
    return CaseVerb(
        "call_back",
        _("Call bac&k"),
        _("The call-back"),
        case_work.call_back,
        (
            FormFieldSpec("reached", _("The customer was"), FieldKind.CHIPS, reached),
            FormFieldSpec("words", _("What was said"), FieldKind.TEXT, optional=True),
        ),
    )


def _close() -> CaseVerb:
    reasons = tuple(Choice(reason, close_reason_label(reason)) for reason in CloseReason)
    return CaseVerb(
        "close",
        _("C&lose"),
        _("Close the case"),
        case_work.close,
        (FormFieldSpec("reason", _("Because"), FieldKind.CHIPS, reasons),),
    )


def _reopen() -> CaseVerb:
    return _with_words(
        "reopen",
        _("Re&open"),
        _("Reopen with new clocks"),
        case_work.reopen,
        _("What the customer is not satisfied with"),
    )


def _pass_outside() -> CaseVerb:
    return _with_words(
        "pass_outside",
        _("&Pass outside"),
        _("Pass to somebody outside the company"),
        case_work.pass_outside,
        _("To whom, and why"),
    )


def _withdraw() -> CaseVerb:
    return _with_words(
        "withdraw",
        _("&Withdrawn"),
        _("The customer withdraws the case"),
        case_work.withdraw,
        _("What the customer said"),
    )


def _void() -> CaseVerb:
    return _with_words(
        "void",
        _("&Void"),
        _("Void the case; it stays visible"),
        case_work.void,
        _("Reason"),
        field="reason",
    )


def _with_words(
    key: str,
    words: str,
    title: str,
    service: Callable[..., None],
    caption: str,
    field: str = "words",
) -> CaseVerb:
    spec = FormFieldSpec(field, caption, FieldKind.TEXT, must_fill=True)
    return CaseVerb(key, words, title, service, (spec,))
