"""Receptions as the tests walk them: short ways to a visit, a case and a rating."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.permissions import Actor
from app.domain.terms import (
    CaseType,
    EnteredBy,
    Mood,
    RatingAnswer,
    RatingReason,
    Severity,
    Source,
    VisitStep,
)
from app.domain.visit_flow import AnswerDraft, CustomerDraft, NeedDraft, RatingDraft, VisitDraft
from app.services import visits
from app.services.reporting import ProjectView
from app.services.visits import RegisteredCase, VisitView
from app.workspace import Workspace

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 12, 10, 40, tzinfo=SHANGHAI).astimezone(UTC)
ANONYMOUS = CustomerDraft(anonymous=True)
ANSWERED = AnswerDraft(answered_now=True, answer="已当场说明办理流程")
ENQUIRY = NeedDraft(type=CaseType.ENQUIRY, own_words="装修押金怎么退?", answer=ANSWERED)
COMPLAINT = NeedDraft(
    type=CaseType.COMPLAINT,
    own_words="电梯从周六开始异响",
    remedy_wanted="本周内修好",
    category="repairs.lift",
    severity_chosen=Severity.NORMAL,
    mood=Mood.ANXIOUS,
    read_back=True,
    answer=ANSWERED,
)
VERY_SATISFIED = RatingDraft(RatingAnswer.SCORED, 5)
DISSATISFIED = RatingDraft(RatingAnswer.SCORED, 1, (RatingReason.SPEED,))
NO_ANSWER = RatingDraft(RatingAnswer.NO_ANSWER)
RELAYED = RatingDraft(RatingAnswer.SCORED, 4, entered_by=EnteredBy.STAFF_RELAY)


def local(day: int, hour: int = 10, minute: int = 0, month: int = 10) -> datetime:
    """Return an instant of 2026 by the wall clock in Shanghai."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def promised(need: NeedDraft, due_at: datetime) -> NeedDraft:
    """Return the need with a promise in place of an answer."""
    answer = AnswerDraft(
        answered_now=False,
        promise_what="电话告知检修结果",
        promise_who="工程部 周师傅",
        promise_due_at=due_at,
    )
    return replace(need, answer=answer)


@dataclass(frozen=True)
class Desk:
    """One project's desk, as its receptionist uses it."""

    workspace: Workspace
    project: ProjectView
    actor: Actor

    def write(self, work: Any, **arguments: Any) -> Any:
        return self.workspace.write(work, actor=self.actor, **arguments)

    def read(self, work: Any, **arguments: Any) -> Any:
        return self.workspace.read(work, actor=self.actor, **arguments)

    def start(self, now: datetime = NOW, source: Source = Source.DESK) -> VisitView:
        view = self.write(
            visits.start_visit, project_id=self.project.project_id, source=source, now=now
        )
        assert isinstance(view, VisitView)
        return view

    def register(
        self,
        *needs: NeedDraft,
        customer: CustomerDraft = ANONYMOUS,
        now: datetime = NOW,
        source: Source = Source.DESK,
        visit: VisitView | None = None,
    ) -> tuple[VisitView, tuple[RegisteredCase, ...]]:
        """Open a visit if there is none yet, and register ``needs`` in it."""
        visit = visit or self.start(now, source)
        draft = VisitDraft(
            source=source, step=VisitStep.SERVICE, greeted=True, customer=customer, needs=needs
        )
        _draft, cases = self.write(
            visits.register_needs, visit_id=visit.visit_id, draft=draft, now=now
        )
        return visit, cases

    def receive(
        self,
        *needs: NeedDraft,
        customer: CustomerDraft = ANONYMOUS,
        now: datetime = NOW,
        rating: RatingDraft = VERY_SATISFIED,
        source: Source = Source.DESK,
    ) -> tuple[VisitView, tuple[RegisteredCase, ...]]:
        """Walk one customer through the four steps."""
        visit, cases = self.register(*needs, customer=customer, now=now, source=source)
        self.write(
            visits.finish_visit,
            visit_id=visit.visit_id,
            rating=rating,
            now=now + timedelta(minutes=4),
        )
        return visit, cases
