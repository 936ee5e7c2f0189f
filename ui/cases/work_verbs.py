"""The ways to work on an open case: what each asks, and which service does it."""

from __future__ import annotations

from typing import Any

from app.domain.case_rules import LEAST_ATTEMPTS
from app.domain.permissions import Actor
from app.domain.terms import (
    CaseState,
    CaseType,
    Cause,
    EscalationCause,
    RatingAnswer,
    RatingReason,
    Severity,
    Validity,
)
from app.i18n import _, ngettext
from app.labels import (
    cause_label,
    escalation_cause_label,
    rating_answer_label,
    rating_reason_label,
    score_label,
    severity_label,
    validity_label,
)
from app.services import case_work, escalations, promises
from app.services.callers import CallerAdded, add_caller
from app.services.case_views import CasePageView, PromiseView
from app.services.customers import CustomerHit
from app.services.escalations import MANAGER_LEVEL, SUPERVISOR_LEVEL
from app.services.ratings import LOW_SCORE
from ui.cases.case_verb import CaseVerb, channel_field, text
from ui.cases.form_fields import FieldKind, FormFieldSpec
from ui.cases.moment_field import QuickTime
from ui.cases.wrapped_text import shortened
from ui.widgets.chips import Choice

ACCEPTED, REFUSED, REFUSED_FOR_GOOD = "accepted", "refused", "refused_for_good"
DECLINED, NOT_ASKED = "declined", "not_asked"
_SCORES = (1, 2, 3, 4, 5)


def assess(view: CasePageView) -> CaseVerb:
    """Return how a case is assessed; only of a complaint both answers are asked (4.3-2)."""
    is_complaint = view.type is CaseType.COMPLAINT
    validity = tuple(Choice(v, validity_label(v)) for v in Validity)
    causes = tuple(Choice(cause, cause_label(cause)) for cause in Cause)
    fields = (
        FormFieldSpec("validity", _("Valid?"), FieldKind.CHIPS, validity),
        FormFieldSpec("cause", _("Cause"), FieldKind.CHIPS, causes, optional=not is_complaint),
    )
    if is_complaint:
        return CaseVerb(
            "assess",
            _("&Assess"),
            _("Is the complaint valid, and what caused it?"),
            case_work.assess,
            fields,
        )
    return CaseVerb(
        "assess",
        _("&Assess"),
        _("Assess the matter"),
        case_work.assess,
        fields[1:],
        facts={"validity": None},
    )


def begin_work(view: CasePageView) -> CaseVerb:
    """Return how work begins, or goes on after a wait."""
    if view.state is CaseState.WAITING:
        return CaseVerb(
            "begin_work",
            _("Go on with wor&k"),
            _("Go on with the work"),
            case_work.begin_work,
            (text("words", _("What has come of the wait"), optional=True),),
            explanation=_("The resolution clock goes on; its due time moves by the wait."),
        )
    return CaseVerb(
        "begin_work",
        _("&Begin work"),
        _("Begin work"),
        case_work.begin_work,
        explanation=_("The case is put into progress; its clocks run on."),
    )


def hand_over(view: CasePageView, clock_words: str) -> CaseVerb:
    """Return how a case is handed to a department; ``clock_words`` say how its clock stands."""
    return CaseVerb(
        "hand_over",
        _("&Hand over"),
        _("Hand over to a department"),
        case_work.hand_over,
        (
            _department("department", _("Department or person"), view),
            text("words", _("What they are to do"), optional=True),
        ),
        explanation=clock_words,
    )


def _department(name: str, caption: str, view: CasePageView) -> FormFieldSpec:
    """Return a list of departments that begins with whoever has the case."""
    names = dict.fromkeys(name for name in (view.responsible, *view.departments) if name)
    return FormFieldSpec(
        name,
        caption,
        FieldKind.DEPARTMENT,
        tuple(Choice(department, department) for department in names),
        must_fill=True,
        begins_with=view.responsible,
    )


def department_answer() -> CaseVerb:
    """Return how the answer of a department is recorded."""
    return CaseVerb(
        "department_answer",
        _("&Department's answer"),
        _("What the department found and did"),
        case_work.record_department_answer,
        (
            text("words", _("Answer of the department")),
            FormFieldSpec("who", _("Who says so"), FieldKind.LINE, optional=True),
        ),
        explanation=_("The customer hears nothing by this; tell them beneath the timeline."),
    )


def resolve(actor: Actor) -> CaseVerb:
    """Return how the answer to the customer is recorded, and what they made of it (4.3-3)."""
    outcome = (
        Choice(ACCEPTED, _("Accepted")),
        Choice(REFUSED, _("Refused, goes on")),
        Choice(REFUSED_FOR_GOOD, _("Refused for good, recourse told")),
    )
    return CaseVerb(
        "resolve",
        _("&Record the answer"),
        _("What the customer was answered"),
        _record_answer,
        (
            text("remedy", _("Remedy given")),
            channel_field(),
            FormFieldSpec(
                "told_by", _("Told by whom"), FieldKind.LINE, must_fill=True, begins_with=actor.name
            ),
            FormFieldSpec("outcome", _("The customer has"), FieldKind.CHIPS, outcome),
            FormFieldSpec(
                "recourse_told",
                _("Recourse the customer was told of"),
                FieldKind.TEXT,
                must_fill=True,
                hint=_("For example the street office or the 12345 hotline."),
                only_if=("outcome", (REFUSED, REFUSED_FOR_GOOD)),
            ),
        ),
    )


def _record_answer(session: Any, *, outcome: str, **facts: Any) -> None:
    case_work.resolve(
        session, accepted=outcome == ACCEPTED, final=outcome == REFUSED_FOR_GOOD, **facts
    )


def wait() -> CaseVerb:
    """Return how a case is let wait: why, until when, and what the customer was told."""
    return CaseVerb(
        "wait",
        _("&Wait"),
        _("Wait for the customer or a third party"),
        case_work.wait,
        (
            text("words", _("What it waits for")),
            FormFieldSpec(
                "wake_at",
                _("Until"),
                FieldKind.MOMENT,
                times=(QuickTime.TOMORROW, QuickTime.IN_THREE_DAYS, QuickTime.IN_A_WEEK),
            ),
            text("told", _("What the customer was told about it")),
            channel_field(),
        ),
        explanation=_("Only the resolution clock stands still; the customer is kept told."),
    )


def call_back(view: CasePageView) -> CaseVerb:
    """Return how a call-back attempt is recorded, with the rating given by phone (4.2-4).

    Whoever declined or withdrew satisfaction calls is told the result and asked nothing (5-1).
    """
    attempt = len(view.call_backs) + 1
    reached = (Choice(True, _("Reached")), Choice(False, _("Not reached")))
    asked = () if view.calls_refused else _rating_fields()
    return CaseVerb(
        "call_back",
        _("Call bac&k"),
        _("Call-back, attempt {count}").format(count=attempt),
        _record_call_back,
        (
            FormFieldSpec("reached", _("The customer was"), FieldKind.CHIPS, reached),
            *asked,
            text("words", _("What was said"), optional=True),
        ),
        explanation="\n".join(
            line for line in (_refusal_words(view), _attempts_words(view)) if line
        ),
        facts={"rating": None, "reasons": ()} if view.calls_refused else {},
    )


def _rating_fields() -> tuple[FormFieldSpec, ...]:
    ratings = (
        *(Choice(score, score_label(score)) for score in _SCORES),
        Choice(DECLINED, rating_answer_label(RatingAnswer.DECLINED)),
        Choice(NOT_ASKED, _("Not asked")),
    )
    reasons = tuple(Choice(reason, rating_reason_label(reason)) for reason in RatingReason)
    return (
        FormFieldSpec(
            "rating",
            _("How satisfied with the handling?"),
            FieldKind.CHIPS,
            ratings,
            only_if=("reached", (True,)),
        ),
        FormFieldSpec(
            "reasons",
            _("What it was about"),
            FieldKind.MANY_CHIPS,
            reasons,
            only_if=("rating", tuple(range(1, LOW_SCORE + 1))),
        ),
    )


def _refusal_words(view: CasePageView) -> str:
    if not view.calls_refused:
        return ""
    return _(
        "The customer does not want satisfaction calls: tell the result only, by the way they "
        "prefer, and ask for no rating."
    )


def _attempts_words(view: CasePageView) -> str:
    in_vain = sum(not attempt.facts.get("reached") for attempt in view.call_backs)
    if not in_vain:
        return ""
    return ngettext(
        "{count} attempt in vain so far; after {least} the case can be closed as not reached.",
        "{count} attempts in vain so far; after {least} the case can be closed as not reached.",
        in_vain,
    ).format(count=in_vain, least=LEAST_ATTEMPTS)


def _record_call_back(
    session: Any, *, rating: object, reasons: tuple[str, ...], words: str, **facts: Any
) -> None:
    given = None
    if rating not in (None, NOT_ASKED):
        score = rating if isinstance(rating, int) else None
        given = case_work.phone_rating(score, reasons, words if score is not None else "")
    case_work.call_back(session, rating=given, words=words, **facts)


def change_severity(view: CasePageView) -> CaseVerb:
    """Return how a case is weighed anew; the level it has cannot be chosen."""
    levels = tuple(Choice(level, severity_label(level)) for level in Severity)
    return CaseVerb(
        "change_severity",
        _("Severit&y"),
        _("Change the severity"),
        case_work.change_severity,
        (
            FormFieldSpec("severity", _("New severity"), FieldKind.CHIPS, levels),
            text("words", _("Why")),
        ),
        explanation=_(
            "Now {severity}. The due times of clocks that still run are counted anew; "
            "what was met or missed stays."
        ).format(severity=severity_label(view.severity)),
    )


def escalate() -> CaseVerb:
    """Return how help is asked of somebody above the desk."""
    levels = (
        Choice(SUPERVISOR_LEVEL, _("Service supervisor")),
        Choice(MANAGER_LEVEL, _("Project manager")),
    )
    return CaseVerb(
        "escalate",
        _("&Escalate"),
        _("Bring it before somebody above the desk"),
        case_work.escalate,
        (
            FormFieldSpec("level", _("Before whom"), FieldKind.CHIPS, levels),
            text("words", _("What is needed of them")),
        ),
    )


def acknowledge(view: CasePageView, level: int) -> CaseVerb:
    """Return how somebody says that they have seen what waits for them up to ``level``."""
    causes = dict.fromkeys(
        _cause_words(e.cause, e.words) for e in view.unseen_escalations if e.level <= level
    )
    return CaseVerb(
        "acknowledge",
        _("&Seen"),
        _("I have seen this case"),
        escalations.acknowledge_escalations,
        (text("words", _("What is to be done"), optional=True),),
        explanation="; ".join(causes),
    )


def _cause_words(cause: EscalationCause, words: str) -> str:
    label = escalation_cause_label(cause)
    return f"{label}: {shortened(words)}" if words else label


def promise(view: CasePageView) -> CaseVerb:
    """Return how the customer is promised news by a time (4.2-3)."""
    return CaseVerb(
        "promise",
        _("&Promise"),
        _("Promise the customer news"),
        promises.promise_customer,
        (
            text("what", _("What we do and tell")),
            _department("who", _("Who sees to it"), view),
            FormFieldSpec(
                "due_at",
                _("By when"),
                FieldKind.MOMENT,
                times=(QuickTime.IN_AN_HOUR, QuickTime.TOMORROW, QuickTime.IN_THREE_DAYS),
            ),
            channel_field(_("How the customer hears from us")),
            FormFieldSpec(
                "to_whom",
                _("To whom"),
                FieldKind.LINE,
                optional=True,
                begins_with=view.customer_address,
            ),
        ),
    )


def renew_promise(given: PromiseView) -> CaseVerb:
    """Return how a later promise takes the place of ``given``: the customer was told first."""
    return CaseVerb(
        f"renew_promise:{given.promise_id}",
        _("Renew"),
        _("Put off: {what}").format(what=shortened(given.what)),
        promises.renew_promise,
        (
            text("told", _("What the customer was told about it")),
            channel_field(),
            FormFieldSpec(
                "due_at",
                _("Now by"),
                FieldKind.MOMENT,
                times=(QuickTime.TOMORROW, QuickTime.IN_THREE_DAYS, QuickTime.IN_A_WEEK),
            ),
        ),
        explanation=_(
            "Only before the promise lapses, and only once the customer knows. "
            "It then counts neither as kept nor as broken."
        ),
        facts={"promise_id": given.promise_id},
        of_case=False,
    )


def add_one_caller() -> CaseVerb:
    """Return how one more caller with the same matter is added (4.3-1)."""
    return CaseVerb(
        "add_caller",
        _("Add &caller"),
        _("Somebody else with the same matter"),
        _add_caller,
        (
            FormFieldSpec(
                "caller",
                _("Who has called?"),
                FieldKind.CALLER,
                optional=True,
                hint=_("Leave it empty for somebody who gives no name."),
            ),
            text("words", _("In their own words"), optional=True),
        ),
        explanation=_("The case stays one; nothing is counted twice."),
        said=_caller_words,
    )


def _add_caller(session: Any, *, caller: CustomerHit | None, **facts: Any) -> CallerAdded:
    return add_caller(
        session,
        customer_id=caller.customer_id if caller is not None else None,
        room_id=caller.room_id if caller is not None else None,
        visit_id=None,
        **facts,
    )


def _caller_words(added: CallerAdded) -> str:
    words = ngettext("{count} household now.", "{count} households now.", added.households).format(
        count=added.households
    )
    if added.proposes_major:
        words += " " + _("That makes it a major complaint: consider changing the severity.")
    return words
