"""The stretches in which complaints were open, as the triggers keep them."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import FieldError, UserFacingError
from app.domain.figures import month_flows
from app.domain.terms import Cause, Channel, CloseReason, Validity
from app.services import case_ends, case_work
from app.services.agreement import wrong_stretches
from app.services.histories import complaint_histories, project_flows
from app.workspace import Workspace
from db.models import Case, OpenStretch
from tests.integration.imported_cases import STATES, in_state, table_of, take_in
from tests.integration.receptions import COMPLAINT, ENQUIRY, NO_ANSWER, Desk, local, promised
from tests.integration.test_old_stores import PASSWORD, STORES, USER

pytestmark = pytest.mark.clause("4.3-4")
BOUNDS = [(local(1, 0, month=month), local(1, 0, month=month + 1)) for month in range(8, 12)]


def stretches_of(session: Session) -> list[tuple[str, datetime, datetime | None, bool]]:
    rows = session.execute(
        select(Case.number, OpenStretch.opened_at, OpenStretch.closed_at, OpenStretch.reopened)
        .join(Case, Case.id == OpenStretch.case_id)
        .order_by(OpenStretch.opened_at)
    )
    return [(number, opened, closed, again) for number, opened, closed, again in rows]


class Life:
    """One complaint that goes on at random, through the services a desk uses."""

    def __init__(self, desk: Desk, rng: random.Random) -> None:
        self.desk, self.rng = desk, rng
        self.at = local(3, month=8) + timedelta(hours=rng.randrange(1500))
        need = rng.choice((COMPLAINT, promised(COMPLAINT, self.at + timedelta(days=1))))
        _visit, (case,) = desk.receive(need, now=self.at, rating=NO_ANSWER)
        self.case_id, self.number = case.case_id, case.number

    def do(self, verb: Callable[..., Any], **facts: Any) -> None:
        """Try one step; the rules refuse many, and then nothing happens."""
        self.at += timedelta(hours=self.rng.choice((1, 10, 80)) * self.rng.random())
        try:
            self.desk.write(verb, case_id=self.case_id, now=self.at, **facts)
        except (UserFacingError, FieldError):
            return

    def step(self, others: list[str]) -> None:
        rng = self.rng
        weighed = {"validity": Validity.VALID, "cause": Cause.EQUIPMENT}
        told = {"channel": Channel.PHONE, "accepted": True}
        waits = {"wake_at": self.at + timedelta(days=60), "told": "等", "channel": Channel.PHONE}
        steps: list[tuple[Callable[..., Any], dict[str, Any]]] = [
            (case_work.assess, weighed),
            (case_work.begin_work, {}),
            (case_work.wait, {"words": "等", **waits}),
            (case_work.resolve, {"remedy": "已修好", **told}),
            (case_work.call_back, {"reached": True, "words": ""}),
            (case_ends.close, {"reason": CloseReason.ACCEPTED}),
            (case_ends.reopen, {"words": "又坏了"}),
            (case_ends.merge, {"into": rng.choice(others)}),
            (case_ends.undo_merge, {"words": "不是一回事"}),
        ]
        if rng.random() < 0.05:
            steps = [
                (case_ends.void, {"reason": "误登记"}),
                (case_ends.withdraw, {"words": "不用了"}),
                (case_ends.pass_outside, {"words": "转出"}),
            ]
        verb, facts = rng.choice(steps)
        self.do(verb, **facts)


@pytest.fixture(params=range(3))
def lived(request: pytest.FixtureRequest, desk: Desk) -> Desk:
    """Return a desk with complaints that were closed, reopened, merged, parted and voided."""
    rng = random.Random(request.param)
    lives = [Life(desk, rng) for _ in range(6)]
    numbers = [life.number for life in lives]
    for _step in range(170):
        rng.choice(lives).step(numbers)
    desk.receive(ENQUIRY, now=local(20, month=9))
    return desk


def test_whatever_happens_the_stretches_are_what_the_events_say(lived: Desk) -> None:
    assert len(lived.workspace.read(stretches_of)) > 6
    assert lived.workspace.read(wrong_stretches) == []


def test_the_flow_from_the_stretches_is_that_of_the_histories(lived: Desk) -> None:
    asked = {"project_id": lived.project.project_id}
    histories = lived.workspace.read(
        complaint_histories, **asked, begin=BOUNDS[0][0], end=BOUNDS[-1][1]
    )
    assert sum(len(history.stretches) for history in histories) > len(histories)
    flows = lived.workspace.read(project_flows, **asked, bounds=BOUNDS)
    assert flows == month_flows(histories, BOUNDS)
    assert all(flow.balances for flow in flows)


def test_histories_of_a_month_hold_whatever_the_whole_store_says_of_it(lived: Desk) -> None:
    asked = {"project_id": lived.project.project_id}
    everything = lived.workspace.read(
        complaint_histories, **asked, begin=BOUNDS[0][0], end=BOUNDS[-1][1]
    )
    for begin, end in BOUNDS:
        few = lived.workspace.read(complaint_histories, **asked, begin=begin, end=end)
        meant = [h for h in everything if h.registered_at < end and h.is_open_in(begin, end)]
        assert {h.case_id for h in meant} <= {h.case_id for h in few}
        told = {h.case_id: h.events for h in everything}
        assert all(h.events == told[h.case_id] for h in few)


def test_a_complaint_open_for_months_is_brought_forward_all_the_while(desk: Desk) -> None:
    begun = local(5, month=8)
    need = promised(COMPLAINT, begun + timedelta(days=1))
    _visit, (case,) = desk.receive(need, now=begun, rating=NO_ANSWER)
    flows = desk.workspace.read(project_flows, project_id=desk.project.project_id, bounds=BOUNDS)
    assert [(f.brought_forward, f.new, f.carried_over) for f in flows] == [
        (0, 1, 1),
        (1, 0, 1),
        (1, 0, 1),
        (1, 0, 1),
    ]
    found = desk.workspace.read(
        complaint_histories,
        project_id=desk.project.project_id,
        begin=BOUNDS[3][0],
        end=BOUNDS[3][1],
    )
    assert [history.case_id for history in found] == [case.case_id]


def test_an_undone_merge_opens_a_second_stretch(desk: Desk) -> None:
    need = promised(COMPLAINT, local(8))
    _visit, (first,) = desk.receive(need, now=local(5), rating=NO_ANSWER)
    _visit, (second,) = desk.receive(need, now=local(6), rating=NO_ANSWER)
    for verb, day, facts in (
        (case_work.assess, 7, {"validity": Validity.VALID, "cause": Cause.EQUIPMENT}),
        (case_ends.merge, 8, {"into": second.number}),
        (case_ends.undo_merge, 9, {"words": "不是一回事"}),
    ):
        desk.write(verb, case_id=first.case_id, now=local(day), **facts)
    of_first = [row[1:] for row in desk.workspace.read(stretches_of) if row[0] == first.number]
    assert of_first == [(local(5), local(8), False), (local(9), None, True)]


def test_imported_complaints_have_their_stretches(desk: Desk, tmp_path: Path) -> None:
    rows = [in_state(f"A{index}", words) for index, words in enumerate(STATES)]
    take_in(desk, table_of(tmp_path, *rows))
    assert len(desk.workspace.read(stretches_of)) == len(STATES)
    assert desk.workspace.read(wrong_stretches) == []


@pytest.mark.parametrize("version", sorted(folder.name for folder in STORES.iterdir()))
def test_a_store_of_an_earlier_version_gets_its_stretches(version: str, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    shutil.copytree(STORES / version, folder)
    workspace = Workspace(folder)
    try:
        workspace.unlock_by_name(USER, PASSWORD)
        assert workspace.examine(wrong_stretches) == []
        assert workspace.examine(stretches_of)
    finally:
        workspace.close()
