"""One whole visit saved, against a bare SQLCipher transaction that writes as many rows."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.agreement_texts import signed_on_paper
from app.domain.permissions import Actor
from app.domain.terms import CaseType, Mood, RatingAnswer, Source, VisitStep
from app.domain.visit_flow import AnswerDraft, CustomerDraft, NeedDraft, RatingDraft, VisitDraft
from app.services import visits
from app.services.reporting import list_projects
from app.services.setup import NewProject, create_store
from app.workspace import Workspace
from db.engine import connect
from db.folder import StoreFolder

_WORDS = "电梯从周六开始异响，晚上十点以后特别明显，老人睡不着。"


def visit_sides(folder: Path) -> tuple[Callable[[], float], Callable[[], float]]:
    """Return both sides: four steps of one complaint in one transaction, and bare inserts."""
    store = folder / "visits"
    fresh = create_store(
        store,
        company="Bench",
        project=NewProject("CH", "Bench"),
        administrator="Bench",
        password="lake lantern seven",
        agreement=signed_on_paper(date(2026, 1, 1)),
    )
    workspace = Workspace(store)
    workspace.adopt(fresh.store, fresh.actor)
    project_id = workspace.read(list_projects)[0].project_id
    clock = itertools.count()
    rows: list[int] = []

    def ours() -> float:
        begun = time.perf_counter()
        workspace.write(_whole_visit, fresh.actor, project_id, next(clock))
        return time.perf_counter() - begun

    rows.append(workspace.write(_count_rows, fresh.actor, project_id, next(clock)))
    bare = connect(StoreFolder(store).database, fresh.store.unlocked.keyspec, write=True)
    with closing(bare.cursor()) as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_floor (id INTEGER PRIMARY KEY, t TEXT)")

    def floor() -> float:
        begun = time.perf_counter()
        bare.execute("BEGIN IMMEDIATE")
        for _row in range(rows[0]):
            bare.execute("INSERT INTO bench_floor (t) VALUES (?)", (_WORDS,))
        bare.execute("COMMIT")
        return time.perf_counter() - begun

    return ours, floor


def _whole_visit(session: Session, actor: Actor, project_id: str, number: int) -> None:
    now = datetime(2026, 11, 23, 1, tzinfo=UTC) + timedelta(minutes=number)
    view = visits.start_visit(
        session, actor=actor, project_id=project_id, source=Source.DESK, now=now
    )
    need = NeedDraft(
        type=CaseType.COMPLAINT,
        own_words=_WORDS,
        remedy_wanted="今天给明确答复。",
        category="repairs.lift",
        mood=Mood.ANXIOUS,
        read_back=True,
        answer=AnswerDraft(
            answered_now=False,
            promise_what="电话告知",
            promise_who="工程部",
            promise_due_at=now + timedelta(hours=4),
        ),
    )
    draft = VisitDraft(
        step=VisitStep.SERVICE,
        greeted=True,
        customer=CustomerDraft(name="王秀兰", phone="19900001234"),
        needs=(need,),
    )
    visits.register_needs(session, actor=actor, visit_id=view.visit_id, draft=draft, now=now)
    rating = RatingDraft(RatingAnswer.SCORED, 5)
    visits.finish_visit(session, actor=actor, visit_id=view.visit_id, rating=rating, now=now)


def _count_rows(session: Session, actor: Actor, project_id: str, number: int) -> int:
    """Save a visit and return how many rows that inserted or changed."""
    counted = 0

    def count(
        _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        nonlocal counted
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE")):
            counted += len(parameters) if many else 1

    bound = session.get_bind()
    event.listen(bound, "before_cursor_execute", count)
    _whole_visit(session, actor, project_id, number)
    session.flush()
    event.remove(bound, "before_cursor_execute", count)
    return counted
