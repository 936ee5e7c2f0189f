"""A store in which complaints live at random, through the services that a desk uses.

Everything happens in the order of time, so that the store can be looked at on the way.  The same
seed gives the same figures.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.case_states import OPEN_STATES
from app.domain.errors import FieldError, UserFacingError
from app.domain.permissions import Actor
from app.domain.terms import (
    CaseState,
    CaseType,
    Cause,
    Channel,
    CloseReason,
    CustomerKind,
    EnteredBy,
    Mood,
    RatingAnswer,
    RatingReason,
    Role,
    Severity,
    Source,
    Validity,
    VisitStep,
)
from app.domain.visit_flow import AnswerDraft, CustomerDraft, NeedDraft, RatingDraft, VisitDraft
from app.services import callers, case_ends, case_work, promises, visits
from app.services.staff import record_staff
from app.services.sweep import sweep
from db.models import Case, Room, new_id
from tests.integration.receptions import ANSWERED, Desk, local

BEGIN, END = local(1, 0, month=7), local(1, 0, month=12)
CATEGORIES = ("repairs.lift", "repairs.leak", "fees", "parking.fees", "conduct", "other")
PEOPLE = (("王秀兰", "13812346027"), ("欧阳建国", "13900001111"), ("张伟", "13700002222"))
COLLEAGUE = "赵敏"
WORDS = ("", "", "王秀兰说电梯又坏了", "打13812346027找我", "赵敏没有回电话", "还可以")
Verb = Callable[..., Any]


@dataclass
class _Life:
    """One complaint as it goes on; it has no case before its customer came."""

    rng: random.Random
    steps: int
    case_id: str = ""


@dataclass
class RandomStore:
    """Lets ``count`` complaints live at the desk of one project, from July to December 2026."""

    desk: Desk
    seed: int
    count: int
    _queue: list[tuple[datetime, int, _Life]] = field(default_factory=list)
    _actors: list[Actor] = field(default_factory=list)
    _rooms: list[str] = field(default_factory=list)
    _cases: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng = random.Random(self.seed)
        for number in range(self.count):
            life = _Life(random.Random(rng.random()), rng.randrange(3, 18))
            at = BEGIN + rng.random() * (END - BEGIN) * 0.9
            heapq.heappush(self._queue, (at, number, life))
        self.desk.workspace.write(self._prepare)

    def _prepare(self, session: Session) -> None:
        actor, project = self.desk.actor, self.desk.project
        colleague = Actor(new_id(), COLLEAGUE, Role.MANAGER)
        record_staff(
            session,
            actor=actor,
            staff_id=colleague.staff_id,
            name=COLLEAGUE,
            role=colleague.role,
            now=BEGIN,
        )
        self._actors = [actor, colleague]
        rooms = select(Room.id).where(Room.project_id == project.project_id).order_by(Room.label)
        self._rooms = list(session.scalars(rooms))[::4]

    def live_until(self, end: datetime) -> None:
        """Let everything happen that comes before ``end``, and a look at what ran out then."""
        self.desk.workspace.write(self._live, end=end)

    def _live(self, session: Session, *, end: datetime) -> None:
        while self._queue and self._queue[0][0] < end:
            at, number, life = heapq.heappop(self._queue)
            # What the rules refuse was refused before anything was written.
            with suppress(UserFacingError, FieldError):
                self._step(session, life, at)
            life.steps -= 1
            if life.steps > 0:
                hours = life.rng.choice((0.3, 5.0, 40.0, 300.0)) * life.rng.random()
                heapq.heappush(self._queue, (at + timedelta(hours=hours), number, life))
        sweep(session, actor=self.desk.actor, project_id=self.desk.project.project_id, now=end)

    def _step(self, session: Session, life: _Life, at: datetime) -> None:
        actor = life.rng.choice(self._actors)
        if not life.case_id:
            self._come(session, life, actor, at)
            return
        state = CaseState(session.get_one(Case, life.case_id).state)
        aside = state in OPEN_STATES and life.rng.random() < 0.25
        rest = _WHILE_OPEN if aside else _MOVES.get(state, ())
        if rest:
            verb, facts = life.rng.choice(rest)(life.rng, at)
            if verb is case_ends.merge:
                facts = {"into": self._another(session, life)}
            verb(session, actor=actor, case_id=life.case_id, now=at, **facts)

    def _another(self, session: Session, life: _Life) -> str:
        """Return the number of some other open complaint, or that of none."""
        numbers = session.scalars(
            select(Case.number)
            .where(Case.id.in_(self._cases), Case.id != life.case_id, Case.state.in_(OPEN_STATES))
            .order_by(Case.number)
        ).all()
        return life.rng.choice(numbers) if numbers else "TS-0"

    def _come(self, session: Session, life: _Life, actor: Actor, at: datetime) -> None:
        """Walk a customer through the four steps, with an enquiry beside the complaint at times."""
        rng = life.rng
        source = rng.choice(list(Source))
        visit = visits.start_visit(
            session, actor=actor, project_id=self.desk.project.project_id, source=source, now=at
        )
        needs = [_need(rng, at)]
        if rng.random() < 0.2:
            needs.append(NeedDraft(type=CaseType.ENQUIRY, own_words="押金?", answer=ANSWERED))
        draft = VisitDraft(
            source=source,
            step=VisitStep.SERVICE,
            greeted=True,
            customer=self._customer(rng),
            needs=tuple(needs),
        )
        _draft, cases = visits.register_needs(
            session, actor=actor, visit_id=visit.visit_id, draft=draft, now=at
        )
        life.case_id = next(case.case_id for case in cases if case.type is CaseType.COMPLAINT)
        self._cases.append(life.case_id)
        visits.finish_visit(
            session,
            actor=actor,
            visit_id=visit.visit_id,
            rating=_rating(rng),
            now=at + timedelta(minutes=4),
        )

    def _customer(self, rng: random.Random) -> CustomerDraft:
        if rng.random() < 0.2:
            return CustomerDraft(anonymous=True)
        name, phone = rng.choice(PEOPLE)
        room = rng.choice((None, *self._rooms))
        kind = rng.choice((CustomerKind.OWNER, CustomerKind.TENANT, CustomerKind.VISITOR))
        return CustomerDraft(name=name, phone=phone, room_id=room, kind=kind)


def _need(rng: random.Random, at: datetime) -> NeedDraft:
    answer = ANSWERED
    if rng.random() < 0.8:
        answer = AnswerDraft(
            answered_now=False,
            promise_what="电话告知",
            promise_who=rng.choice(("工程部 周师傅", f"客服部 {COLLEAGUE}")),
            promise_due_at=at + timedelta(hours=1 + rng.random() * 80),
        )
    severity = rng.choice(list(Severity))
    return NeedDraft(
        type=CaseType.COMPLAINT,
        own_words=rng.choice(("电梯异响", "请回电13812346027", "楼上漏水")),
        remedy_wanted="尽快修好",
        category=rng.choice(CATEGORIES),
        severity_chosen=severity,
        severity_reason="按现场情况",
        mood=Mood.CALM,
        read_back=True,
        answer=answer,
        place="大堂",
    )


def _rating(rng: random.Random) -> RatingDraft:
    answer = rng.choice((RatingAnswer.SCORED, RatingAnswer.SCORED, *RatingAnswer))
    if answer is not RatingAnswer.SCORED:
        return RatingDraft(answer)
    reasons = tuple(r for r in RatingReason if rng.random() < 0.4) or (RatingReason.SPEED,)
    score = rng.randint(1, 5)
    by = rng.choice((EnteredBy.CUSTOMER_SCREEN, EnteredBy.PAPER, EnteredBy.STAFF_RELAY))
    return RatingDraft(answer, score, reasons if score <= 3 else (), rng.choice(WORDS), by)


def _plain(verb: Verb, **facts: Any) -> Callable[[random.Random, datetime], tuple[Verb, Any]]:
    return lambda _rng, _at: (verb, facts)


def _assess(rng: random.Random, _at: datetime) -> tuple[Verb, Mapping[str, Any]]:
    facts = {"validity": rng.choice(list(Validity)), "cause": rng.choice(list(Cause))}
    return case_work.assess, facts


def _resolve(rng: random.Random, _at: datetime) -> tuple[Verb, Mapping[str, Any]]:
    accepted = rng.random() < 0.85
    return case_work.resolve, {
        "remedy": rng.choice(("已修好", "已更换,王秀兰在场")),
        "channel": Channel.PHONE,
        "accepted": accepted,
        "final": rng.random() < 0.4,
        "recourse_told": "" if accepted else "可向街道反映",
    }


def _wait(rng: random.Random, at: datetime) -> tuple[Verb, Mapping[str, Any]]:
    return case_work.wait, {
        "words": "等配件",
        "wake_at": at + timedelta(days=1 + rng.random() * 20),
        "told": "已告知配件到货时间",
        "channel": Channel.PHONE,
    }


def _call_back(rng: random.Random, _at: datetime) -> tuple[Verb, Mapping[str, Any]]:
    reached = rng.random() < 0.6
    rating = replace(_rating(rng), entered_by=EnteredBy.PHONE_CALLBACK)
    rated = reached and rng.random() < 0.7
    return case_work.call_back, {"reached": reached, "rating": rating if rated else None}


def _close(rng: random.Random, _at: datetime) -> tuple[Verb, Mapping[str, Any]]:
    return case_ends.close, {"reason": rng.choice(list(CloseReason))}


def _promise(rng: random.Random, at: datetime) -> tuple[Verb, Mapping[str, Any]]:
    return promises.promise_customer, {
        "what": "再打电话",
        "who": COLLEAGUE,
        "channel": Channel.PHONE,
        "due_at": at + timedelta(hours=1 + rng.random() * 100),
    }


def _weigh(rng: random.Random, _at: datetime) -> tuple[Verb, Mapping[str, Any]]:
    severity = rng.choice(list(Severity))
    return case_work.change_severity, {"severity": severity, "words": "现场情况有变"}


def _add_caller(_rng: random.Random, _at: datetime) -> tuple[Verb, Mapping[str, Any]]:
    facts = {"customer_id": None, "room_id": None, "visit_id": None, "words": "我家也是"}
    return callers.add_caller, facts


_tell = _plain(case_work.tell_customer, words="维保下午到场", channel=Channel.PHONE)
_hand_over = _plain(case_work.hand_over, department="工程部")
_escalate = _plain(case_work.escalate, level=1)
_begin = _plain(case_work.begin_work)
_outside = _plain(case_ends.pass_outside, words="已转街道")
_withdraw = _plain(case_ends.withdraw, words="自己解决了")
_merge = _plain(case_ends.merge)
_void = _plain(case_ends.void, reason="重复登记")
_reopen = _plain(case_ends.reopen, words="问题又出现")
_undo_merge = _plain(case_ends.undo_merge, words="不是一回事")

_WHILE_OPEN = (_tell, _hand_over, _escalate, _promise, _weigh, _weigh, _add_caller)
_MOVES: Mapping[CaseState, Sequence[Callable[[random.Random, datetime], tuple[Verb, Any]]]] = {
    CaseState.REGISTERED: (*[_assess] * 6, _resolve, _withdraw),
    CaseState.ASSESSED: (*[_begin] * 6, _outside, _merge),
    CaseState.IN_PROGRESS: (*[_resolve] * 6, *[_wait] * 3, _merge, _void),
    CaseState.WAITING: (*[_begin] * 8, _void),
    CaseState.FOLLOW_UP: (*[_call_back] * 3, *[_close] * 3, _reopen),
    CaseState.CLOSED: (*[_reopen] * 4, *[_call_back] * 2, _void),
    CaseState.MERGED: (*[_undo_merge] * 4, _void),
    CaseState.REOPENED: (*[_begin] * 6, _void),
    CaseState.EXTERNAL: (_void,),
    CaseState.WITHDRAWN: (_void,),
}
