"""The four-step reception as data: what is known so far, what is missing, which step comes next.

No Qt and no store here: pages show a :class:`VisitDraft`, replace parts of it and ask
:func:`next_step`.  Clauses 4.2-1 to 4.2-4 and 4.3-1.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from app.domain.errors import FieldError, FieldProblem
from app.domain.severity import default_severity, propose_severity
from app.domain.terms import (
    CaseType,
    Channel,
    CustomerKind,
    EnteredBy,
    Mood,
    RatingAnswer,
    RatingReason,
    Severity,
    Source,
    VisitStep,
)
from app.domain.typed_text import TEXT_LIMIT, clean_text, is_phone

STEPS = tuple(VisitStep)


@dataclass(frozen=True)
class CustomerDraft:
    """Who stands at the desk: a known customer, a new one, or somebody who gives no name.

    Only one of name, phone and room is needed for a new customer, and nothing at all when
    ``anonymous`` is set (PIPL art. 6 and 16).
    """

    customer_id: str | None = None
    room_id: str | None = None
    room_label: str = ""
    name: str = ""
    title: str = ""
    phone: str = ""
    kind: CustomerKind = CustomerKind.OWNER
    anonymous: bool = False

    @property
    def is_known(self) -> bool:
        """Whether enough is known to go on."""
        return bool(
            self.anonymous
            or self.customer_id
            or self.room_id
            or self.room_label.strip()
            or clean_text(self.name)
            or self.phone.strip()
        )


@dataclass(frozen=True)
class AnswerDraft:
    """What the customer gets: an answer now, or a promise (clause 4.2-3)."""

    answered_now: bool | None = None
    answer: str = ""
    promise_what: str = ""
    promise_who: str = ""
    promise_due_at: datetime | None = None
    promise_channel: Channel = Channel.PHONE
    department: str = ""


@dataclass(frozen=True)
class NeedDraft:
    """One thing the customer came for; it becomes one case, or one more voice in a known one.

    ``attach_to`` is the case that it is attached to, ``attach_number`` that case's number; then
    nothing of the form is asked but the caller's own words.  ``outage_id`` is the announcement that
    the caller is told.
    """

    type: CaseType | None = None
    own_words: str = ""
    remedy_wanted: str = ""
    category: str = ""
    place: str = ""
    impact: int | None = None
    urgency: int | None = None
    severity_chosen: Severity | None = None
    severity_reason: str = ""
    mood: Mood | None = None
    read_back: bool = False
    answer: AnswerDraft = field(default_factory=AnswerDraft)
    attach_to: str | None = None
    attach_number: str = ""
    outage_id: str | None = None

    @property
    def is_attached(self) -> bool:
        """Whether it becomes one more voice in a case that is there already."""
        return self.attach_to is not None

    @property
    def severity_proposed(self) -> Severity:
        """Severity by the matrix, or by the kind of case while nothing is weighed."""
        if self.impact and self.urgency:
            return propose_severity(self.impact, self.urgency)
        return default_severity(self.type or CaseType.ENQUIRY)

    @property
    def severity(self) -> Severity:
        """The severity that holds: the receptionist's own choice, else the proposed one."""
        return self.severity_chosen or self.severity_proposed


@dataclass(frozen=True)
class RatingDraft:
    """The answer to the satisfaction question; ``score`` only when it was scored.

    ``cut_short``: the customer pressed a face and went before saying why; the score counts.
    """

    answer: RatingAnswer
    score: int | None = None
    reasons: tuple[RatingReason, ...] = field(default_factory=tuple)
    words: str = ""
    entered_by: EnteredBy = EnteredBy.CUSTOMER_SCREEN
    cut_short: bool = False


@dataclass(frozen=True)
class VisitDraft:
    """Everything known of one reception; ``case_numbers`` come once the needs are registered.

    ``hints_dismissed`` are the keys of the banners that were put away during this visit.
    """

    source: Source = Source.DESK
    step: VisitStep = VisitStep.GREETING
    greeted: bool = False
    customer: CustomerDraft = field(default_factory=CustomerDraft)
    needs: tuple[NeedDraft, ...] = (NeedDraft(),)
    current_need: int = 0
    case_numbers: tuple[str, ...] = ()
    rating: RatingDraft | None = None
    hints_dismissed: tuple[str, ...] = ()

    @property
    def need(self) -> NeedDraft:
        """The need shown at the moment."""
        return self.needs[self.current_need]

    @property
    def is_registered(self) -> bool:
        """Whether the needs are cases already, so that they can no longer be edited here."""
        return bool(self.case_numbers)

    def with_need(self, need: NeedDraft) -> VisitDraft:
        """Return the draft with the current need replaced."""
        needs = list(self.needs)
        needs[self.current_need] = need
        return replace(self, needs=tuple(needs))

    def with_another_need(self) -> VisitDraft:
        """Return the draft with one more, empty need, which becomes the current one."""
        return replace(self, needs=(*self.needs, NeedDraft()), current_need=len(self.needs))

    def without_need(self, index: int) -> VisitDraft:
        """Return the draft without one of its needs; the last one left is emptied instead.

        The need that is shown stays shown, unless it is the one that goes.
        """
        needs = self.needs[:index] + self.needs[index + 1 :] or (NeedDraft(),)
        current = self.current_need - (index < self.current_need)
        return replace(self, needs=needs, current_need=min(current, len(needs) - 1))


def check_greeting(draft: VisitDraft) -> list[FieldError]:
    """Return what keeps step 1 from being done (clause 4.2-1)."""
    customer = draft.customer
    problems = []
    if not customer.is_known:
        problems.append(FieldError("customer", FieldProblem.REQUIRED))
    is_new = customer.customer_id is None and not customer.anonymous
    if customer.phone and is_new and not is_phone(customer.phone):
        problems.append(FieldError("phone", FieldProblem.NOT_A_PHONE))
    return problems


def check_need(need: NeedDraft) -> list[FieldError]:
    """Return what is missing in one need; complaints ask for more (clauses 4.2-2 and 4.3-1)."""
    if need.is_attached:
        return _check_attached(need)
    if need.type is None:
        return [FieldError("type", FieldProblem.NOT_CHOSEN)]
    problems = [
        FieldError(name, FieldProblem.TOO_LONG, limit=TEXT_LIMIT)
        for name in ("own_words", "remedy_wanted", "place")
        if len(getattr(need, name)) > TEXT_LIMIT
    ]
    if not clean_text(need.own_words):
        problems.append(FieldError("own_words", FieldProblem.REQUIRED))
    if need.type is CaseType.COMPLAINT:
        if not clean_text(need.remedy_wanted):
            problems.append(FieldError("remedy_wanted", FieldProblem.REQUIRED))
        if not need.category:
            problems.append(FieldError("category", FieldProblem.NOT_CHOSEN))
        if need.mood is None:
            problems.append(FieldError("mood", FieldProblem.NOT_CHOSEN))
        if not need.read_back:
            problems.append(FieldError("read_back", FieldProblem.READ_BACK_MISSING))
    overruled = need.severity_chosen not in (None, need.severity_proposed)
    if overruled and need.impact and need.urgency and not clean_text(need.severity_reason):
        problems.append(FieldError("severity_reason", FieldProblem.REASON_MISSING))
    return problems


def _check_attached(need: NeedDraft) -> list[FieldError]:
    """The case is known already: only what this caller says is asked, and that it was read back."""
    problems = []
    if len(need.own_words) > TEXT_LIMIT:
        problems.append(FieldError("own_words", FieldProblem.TOO_LONG, limit=TEXT_LIMIT))
    if not clean_text(need.own_words):
        problems.append(FieldError("own_words", FieldProblem.REQUIRED))
    if not need.read_back:
        problems.append(FieldError("read_back", FieldProblem.READ_BACK_MISSING))
    return problems


def check_answer(answer: AnswerDraft, now: datetime) -> list[FieldError]:
    """Return what is missing in the answer or the promise (clause 4.2-3)."""
    if answer.answered_now is None:
        return [FieldError("answered_now", FieldProblem.NOT_CHOSEN)]
    if answer.answered_now:
        if not clean_text(answer.answer):
            return [FieldError("answer", FieldProblem.REQUIRED)]
        return _too_long(answer, ("answer",))
    problems = _too_long(answer, ("promise_what", "promise_who"))
    problems += [
        FieldError(name, FieldProblem.REQUIRED)
        for name in ("promise_what", "promise_who")
        if not clean_text(getattr(answer, name))
    ]
    if answer.promise_due_at is None:
        problems.append(FieldError("promise_due_at", FieldProblem.REQUIRED))
    elif answer.promise_due_at <= now:
        problems.append(FieldError("promise_due_at", FieldProblem.NOT_IN_FUTURE))
    return problems


def _too_long(answer: AnswerDraft, names: tuple[str, ...]) -> list[FieldError]:
    return [
        FieldError(name, FieldProblem.TOO_LONG, limit=TEXT_LIMIT)
        for name in names
        if len(getattr(answer, name)) > TEXT_LIMIT
    ]


def problems_of(draft: VisitDraft, now: datetime) -> list[tuple[int, FieldError]]:
    """Return what keeps the present step from being done, each with the index of its need."""
    if draft.step is VisitStep.GREETING:
        return [(draft.current_need, problem) for problem in check_greeting(draft)]
    if draft.step is VisitStep.NEEDS:
        return [
            (index, problem)
            for index, need in enumerate(draft.needs)
            for problem in check_need(need)
        ]
    if draft.step is VisitStep.SERVICE and not draft.is_registered:
        return [
            (index, problem)
            for index, need in enumerate(draft.needs)
            if not need.is_attached or need.answer.answered_now is False
            for problem in check_answer(need.answer, now)
        ]
    return []


def next_step(draft: VisitDraft) -> VisitStep | None:
    """Return the step after the present one, or None after the last."""
    index = STEPS.index(draft.step)
    return STEPS[index + 1] if index + 1 < len(STEPS) else None


def previous_step(draft: VisitDraft) -> VisitStep | None:
    """Return the step to go back to; none once the needs are registered cases."""
    index = STEPS.index(draft.step)
    return None if index == 0 or draft.is_registered else STEPS[index - 1]
