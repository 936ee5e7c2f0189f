"""How the demonstration cases live: kept and broken promises, reopenings, merges, voids."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.case_states import OPEN_STATES
from app.domain.permissions import Actor
from app.domain.terms import (
    CaseState,
    CaseType,
    Channel,
    CloseReason,
    EnteredBy,
    Mood,
    RatingAnswer,
    RatingReason,
    Severity,
    Source,
    Validity,
    VisitStep,
)
from app.domain.visit_flow import AnswerDraft, CustomerDraft, NeedDraft, RatingDraft, VisitDraft
from app.services import case_ends, case_work
from app.services.promises import make_promise
from app.services.visits import (
    RegisteredCase,
    finish_visit,
    leave_visit,
    register_needs,
    start_visit,
)
from db.models import Case

Schedule = Callable[[datetime, Callable[[Session], None]], None]

_SOURCES = (
    (Source.DESK, 46),
    (Source.PHONE, 28),
    (Source.WECHAT, 14),
    (Source.HOTLINE, 4),
    (Source.PATROL, 5),
    (Source.HEAD_OFFICE, 2),
    (Source.LETTER, 1),
)
_SEVERITIES = (
    (Severity.CRITICAL, 2),
    (Severity.MAJOR, 10),
    (Severity.NORMAL, 68),
    (Severity.MINOR, 20),
)
_OTHER_TYPES = (
    (CaseType.ENQUIRY, 45),
    (CaseType.SERVICE_REQUEST, 40),
    (CaseType.SUGGESTION, 8),
    (CaseType.PRAISE, 6),
    (CaseType.INFORMATION_REQUEST, 3),
)
_FATES = (
    ("carried", 31),
    ("withdrawn", 1),
    ("external", 1),
    ("merged", 2),
    ("voided", 1),
    ("forgotten", 2),
)
"""What becomes of complaints, as a pack of cards: every fate comes once before any comes again."""
_UNFINISHED = "unfinished"
_SCORES = ((5, 50), (4, 30), (3, 10), (2, 6), (1, 4))
_REPEATS_LAST = 0.06
_MOST_ATTEMPTS = 3
_SAVED_BY_ESCALATION = 0.85


def _pick(rng: random.Random, weighted: tuple[tuple[Any, int], ...]) -> Any:
    return rng.choices([item for item, _ in weighted], [weight for _, weight in weighted])[0]


@dataclass(frozen=True)
class Household:
    """A customer with the room they live in."""

    customer: CustomerDraft
    building: str
    unit: str


@dataclass
class DemoDesk:
    """The desk of one project and everybody who comes to it."""

    project_id: str
    staff: list[Actor]
    households: list[Household]
    words: dict[str, Any]
    schedule: Schedule = lambda _at, _act: None
    open_complaints: list[str] = field(default_factory=list)
    last: tuple[Household, dict[str, Any]] | None = None
    fates: list[str] = field(default_factory=list)

    def next_fate(self, rng: random.Random) -> str:
        """Draw the fate of the next complaint from the pack, which is shuffled anew when empty."""
        if not self.fates:
            self.fates = [fate for fate, count in _FATES for _ in range(count)]
            rng.shuffle(self.fates)
        return self.fates.pop()

    def plan_visit(self, rng: random.Random, at: datetime, *, is_complaint: bool) -> None:
        """Plan one visit and, if it is a complaint, what becomes of it."""
        case_type = CaseType.COMPLAINT if is_complaint else _pick(rng, _OTHER_TYPES)
        household = rng.choice(self.households)
        template = rng.choice(self.words[case_type])
        if is_complaint and self.last is not None and rng.random() < _REPEATS_LAST:
            household, template = self.last
        if is_complaint:
            self.last = (household, template)
        actor = rng.choice(self.staff)
        life = random.Random(rng.random())  # noqa: S311 - believable data, not secrets
        self.schedule(
            at,
            lambda session: _Life(self, actor, household, template, case_type, life).visit(
                session, at
            ),
        )

    def plan_unfinished(self, rng: random.Random, at: datetime) -> None:
        """Plan a complaint that is under way at the end, so that the desk has work in hand."""
        household = rng.choice(self.households)
        template = rng.choice(self.words[CaseType.COMPLAINT])
        life = _Life(
            self, rng.choice(self.staff), household, template, CaseType.COMPLAINT, rng, _UNFINISHED
        )
        self.schedule(at, lambda session: life.visit(session, at))


@dataclass
class _Life:
    """One visit and the life of its case."""

    desk: DemoDesk
    actor: Actor
    household: Household
    template: dict[str, Any]
    type: CaseType
    rng: random.Random
    fate: str = ""

    def visit(self, session: Session, at: datetime) -> None:
        rng = self.rng
        source = _pick(rng, _SOURCES) if self.type is CaseType.COMPLAINT else Source.DESK
        visit = start_visit(
            session, actor=self.actor, project_id=self.desk.project_id, source=source, now=at
        )
        customer = self.household.customer
        if self.type is CaseType.ENQUIRY and rng.random() < 0.3:
            customer = CustomerDraft(anonymous=True)
        greeted = at + timedelta(seconds=rng.randrange(5, 90))
        on_the_spot = self._is_answered_now()
        done = greeted + timedelta(minutes=rng.randrange(2, 9))
        draft = VisitDraft(
            source=source,
            step=VisitStep.SERVICE,
            greeted=True,
            customer=customer,
            needs=(self._need(done, on_the_spot=on_the_spot),),
        )
        if self.type is CaseType.ENQUIRY and rng.random() < 0.03:
            leave_visit(
                session,
                actor=self.actor,
                visit_id=visit.visit_id,
                draft=draft,
                reason="客户接到电话先行离开",
                now=done,
            )
            return
        _draft, registered = register_needs(
            session, actor=self.actor, visit_id=visit.visit_id, draft=draft, now=done
        )
        finish_visit(
            session,
            actor=self.actor,
            visit_id=visit.visit_id,
            rating=self._rating(EnteredBy.CUSTOMER_SCREEN, answers=0.75),
            now=done + timedelta(seconds=rng.randrange(10, 60)),
        )
        self._plan_life(session, registered[0], done)

    def _is_answered_now(self) -> bool:
        if self.fate:
            return False
        share = {
            CaseType.COMPLAINT: 0.18,
            CaseType.SERVICE_REQUEST: 0.1,
            CaseType.INFORMATION_REQUEST: 0.0,
        }.get(self.type, 1.0)
        return self.rng.random() < share

    def _need(self, at: datetime, *, on_the_spot: bool) -> NeedDraft:
        rng = self.rng
        place = self.template.get("place", "").format(
            building=self.household.building, unit=self.household.unit
        )
        answer = AnswerDraft(answered_now=True, answer=self.template["answer"])
        if not on_the_spot:
            answer = AnswerDraft(
                answered_now=False,
                promise_what="电话告知检查结果和处理安排",
                promise_who=rng.choice(self.desk.words["departments"]),
                promise_due_at=at
                + timedelta(minutes=rng.choice((4 * 60, 8 * 60, 24 * 60, 24 * 60))),
            )
        need = NeedDraft(
            type=self.type,
            own_words=self.template["words"],
            category=self.template.get("category", ""),
            place=place,
            answer=answer,
        )
        if self.type is not CaseType.COMPLAINT:
            return need
        return replace(
            need,
            remedy_wanted=self.template["wanted"],
            severity_chosen=_pick(rng, _SEVERITIES),
            mood=rng.choice(list(Mood)),
            read_back=True,
        )

    def _rating(self, by: EnteredBy, *, answers: float) -> RatingDraft:
        rng = self.rng
        if rng.random() > answers:
            answer = rng.choice((RatingAnswer.NO_ANSWER, RatingAnswer.DECLINED))
            return RatingDraft(answer, entered_by=by)
        score = _pick(rng, _SCORES)
        reasons = (rng.choice(list(RatingReason)),) if score <= 2 else ()
        if by is EnteredBy.CUSTOMER_SCREEN and rng.random() < 0.04:
            by = EnteredBy.STAFF_RELAY
        return RatingDraft(RatingAnswer.SCORED, score, reasons, entered_by=by)

    def _plan_life(self, session: Session, registered: RegisteredCase, at: datetime) -> None:
        case_id = registered.case_id
        if registered.on_the_spot:
            case = session.get_one(Case, case_id)
            if case.state == CaseState.FOLLOW_UP:
                self._later(at, 20, 40, lambda s, t: self._call_back(s, case_id, t))
            return
        is_complaint = self.type is CaseType.COMPLAINT
        fate = self.fate or (self.desk.next_fate(self.rng) if is_complaint else "carried")
        self._later(at, 0.1, 0.8, lambda s, t: self._hand_over(s, case_id, t, fate))

    def _later(
        self,
        at: datetime,
        least_hours: float,
        most_hours: float,
        act: Callable[[Session, datetime], None],
    ) -> None:
        hours = least_hours + self.rng.random() * (most_hours - least_hours)
        when = at + timedelta(hours=hours)
        self.desk.schedule(when, lambda session: act(session, when))

    def _hand_over(self, session: Session, case_id: str, at: datetime, fate: str) -> None:
        department = self.rng.choice(self.desk.words["departments"])
        case_work.hand_over(
            session, actor=self.actor, case_id=case_id, department=department, now=at
        )
        if fate == "withdrawn":
            self._later(
                at,
                1,
                20,
                lambda s, t: case_ends.withdraw(
                    s, actor=self.actor, case_id=case_id, words="客户来电撤诉", now=t
                ),
            )
            return
        self._later(at, 0.2, 3, lambda s, t: self._assess(s, case_id, t, fate))

    def _assess(self, session: Session, case_id: str, at: datetime, fate: str) -> None:
        valid = Validity.VALID if self.rng.random() < 0.86 else Validity.INVALID
        cause = self.rng.choice(("people", "process", "equipment", "contractor", "third_party"))
        case_work.assess(
            session, actor=self.actor, case_id=case_id, validity=valid, cause=cause, now=at
        )
        if fate == "merged" and self.desk.open_complaints:
            into = session.get_one(Case, self.desk.open_complaints[-1])
            if CaseState(into.state) in OPEN_STATES:
                case_ends.merge(
                    session, actor=self.actor, case_id=case_id, into=into.number, now=at
                )
                return
        if fate == "external":
            case_ends.pass_outside(
                session, actor=self.actor, case_id=case_id, words="属市政管网,已转水务", now=at
            )
            return
        if fate == "voided":
            case_ends.void(
                session, actor=self.actor, case_id=case_id, reason="重复登记,误操作", now=at
            )
            return
        case_work.begin_work(session, actor=self.actor, case_id=case_id, now=at)
        if self.type is CaseType.COMPLAINT:
            self.desk.open_complaints.append(case_id)
            del self.desk.open_complaints[:-5]
        if fate == _UNFINISHED:
            return
        if fate == "forgotten":
            self._later(at, 80, 200, lambda s, t: self._escalate(s, case_id, t))
            return
        late = self.rng.random() < 0.12
        self._later(at, 0.5, 30 if late else 1.5, lambda s, t: self._tell(s, case_id, t))
        self._later(at, 3, 160 if late else 44, lambda s, t: self._resolve(s, case_id, t))

    def _escalate(self, session: Session, case_id: str, at: datetime) -> None:
        """Wake the supervisor, who sees to most of what was forgotten."""
        case_work.escalate(session, actor=self.actor, case_id=case_id, level=1, now=at)
        if self.rng.random() < _SAVED_BY_ESCALATION:
            self._later(at, 48, 600, lambda s, t: self._resolve(s, case_id, t))

    def _is_in(self, session: Session, case_id: str, state: CaseState) -> bool:
        return session.get_one(Case, case_id).state == state

    def _tell(self, session: Session, case_id: str, at: datetime) -> None:
        if not self._is_in(session, case_id, CaseState.IN_PROGRESS):
            return
        case_work.tell_customer(
            session,
            actor=self.actor,
            case_id=case_id,
            words="已电话告知检查情况和预计完成时间,客户表示理解。",
            channel=Channel.PHONE,
            now=at,
        )
        if self.rng.random() < 0.3:
            make_promise(
                session,
                session.get_one(Case, case_id),
                what="处理完成后电话告知结果",
                who=self.actor.name,
                channel=Channel.PHONE,
                due_at=at + timedelta(hours=24),
                actor=self.actor,
                now=at,
            )

    def _resolve(self, session: Session, case_id: str, at: datetime) -> None:
        if not self._is_in(session, case_id, CaseState.IN_PROGRESS):
            return
        accepted = self.rng.random() > 0.05
        case_work.resolve(
            session,
            actor=self.actor,
            case_id=case_id,
            remedy=self.template["answer"],
            channel=Channel.PHONE,
            accepted=accepted,
            recourse_told="" if accepted else "已告知可向街道物业管理部门反映",
            now=at,
        )
        if accepted:
            self._later(at, 4, 46, lambda s, t: self._call_back(s, case_id, t))
        else:
            self._later(at, 10, 60, lambda s, t: self._resolve(s, case_id, t))

    def _call_back(self, session: Session, case_id: str, at: datetime, attempt: int = 1) -> None:
        reached = self.rng.random() < 0.8
        rating = self._rating(EnteredBy.PHONE_CALLBACK, answers=0.9) if reached else None
        case_work.call_back(
            session, actor=self.actor, case_id=case_id, reached=reached, rating=rating, now=at
        )
        if not reached and attempt < _MOST_ATTEMPTS:
            self._later(at, 2, 26, lambda s, t: self._call_back(s, case_id, t, attempt + 1))
            return
        if rating is None:
            self._close(session, case_id, CloseReason.UNREACHABLE, at)
            return
        case = session.get_one(Case, case_id)
        dissatisfied = rating.score is not None and rating.score <= 2
        reason = CloseReason.ACCEPTED if dissatisfied else CloseReason.SATISFIED
        self._close(session, case_id, reason, at)
        if dissatisfied and case.round == 1:
            self._later(at, 20, 300, lambda s, t: self._reopen(s, case_id, t))

    def _close(self, session: Session, case_id: str, reason: CloseReason, at: datetime) -> None:
        case_ends.close(session, actor=self.actor, case_id=case_id, reason=reason, now=at)

    def _reopen(self, session: Session, case_id: str, at: datetime) -> None:
        """The same trouble again: the customer comes back within the 30 days."""
        case_ends.reopen(
            session, actor=self.actor, case_id=case_id, words="问题再次出现，客户不满意", now=at
        )
        self._later(at, 0.5, 4, lambda s, t: self._take_up_again(s, case_id, t))

    def _take_up_again(self, session: Session, case_id: str, at: datetime) -> None:
        case_work.begin_work(session, actor=self.actor, case_id=case_id, now=at)
        self._later(at, 5, 60, lambda s, t: self._resolve(s, case_id, t))
