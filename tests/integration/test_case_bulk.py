"""One entry for many cases: each its own events, and one that refuses leaves no trace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import FieldError, Problem, UserFacingError
from app.domain.terms import Channel, EventKind, PromiseState
from app.services import case_bulk
from app.services.case_bulk import BulkPreview, BulkResult, BulkVerb, bulk, bulk_preview
from app.services.case_views import case_page
from app.verification import verify_store
from db.models import AuditEntry, CaseEvent
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, promised

LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def opened(desk: Desk) -> list[str]:
    """Return three open complaints, by id."""
    made = []
    for _number in range(3):
        _visit, (case,) = desk.receive(promised(COMPLAINT, NOW + timedelta(hours=1)))
        made.append(case.case_id)
    return made


@pytest.fixture
def closed(desk: Desk) -> str:
    _visit, (case,) = desk.receive(ENQUIRY)
    return case.case_id


def do(desk: Desk, case_ids: list[str], verb: BulkVerb, **arguments: Any) -> BulkResult:
    found = desk.write(bulk, case_ids=case_ids, verb=verb, arguments=arguments, now=LATER)
    assert isinstance(found, BulkResult)
    return found


def last_kind(desk: Desk, case_id: str) -> EventKind:
    kind = desk.read(case_page, case_id=case_id).timeline[-1].kind
    assert isinstance(kind, EventKind)
    return kind


def rows(desk: Desk) -> tuple[int, int]:
    """Count the events and the audit rows."""

    def count(session: Session) -> tuple[int, int]:
        return (
            session.scalar(select(func.count()).select_from(CaseEvent)) or 0,
            session.scalar(select(func.count()).select_from(AuditEntry)) or 0,
        )

    found = desk.workspace.read(count)
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize(
    ("verb", "arguments", "kind"),
    [
        (BulkVerb.HAND_OVER, {"department": "工程部", "words": ""}, EventKind.HANDED_OVER),
        (
            BulkVerb.TELL_CUSTOMER,
            {"words": "供水抢修，今天 18 点恢复", "channel": Channel.SMS},
            EventKind.CUSTOMER_TOLD,
        ),
        (BulkVerb.NOTE, {"words": "同一台电梯"}, EventKind.NOTED),
        (BulkVerb.ESCALATE, {"level": 1, "words": ""}, EventKind.ESCALATED),
    ],
)
def test_every_case_gets_its_own_entry(
    desk: Desk, opened: list[str], verb: BulkVerb, arguments: dict[str, Any], kind: EventKind
) -> None:
    result = do(desk, opened, verb, **arguments)
    assert (len(result.done), result.refused) == (3, ())
    assert {last_kind(desk, case_id) for case_id in opened} == {kind}
    assert verify_store(desk.workspace) == []


@pytest.mark.clause("4.3-2")
def test_telling_many_makes_good_the_promises_of_each(desk: Desk, opened: list[str]) -> None:
    do(desk, opened, BulkVerb.TELL_CUSTOMER, words="已恢复", channel=Channel.PHONE)
    for case_id in opened:
        (promise,) = desk.read(case_page, case_id=case_id).promises
        assert promise.state is PromiseState.KEPT


def test_what_a_state_does_not_permit_is_left_out_and_the_rest_is_done(
    desk: Desk, opened: list[str], closed: str
) -> None:
    before = rows(desk)
    ids = [opened[0], closed, opened[1]]
    result = do(desk, ids, BulkVerb.HAND_OVER, department="工程部")
    assert len(result.done) == 2
    (refusal,) = result.refused
    assert refusal.reason.problem is Problem.CASE_ENDED
    assert refusal.number.startswith("ZX-")
    assert last_kind(desk, closed) is EventKind.CLOSED
    after = rows(desk)
    assert (after[0] - before[0], after[1] - before[1]) == (2, 2)
    assert verify_store(desk.workspace) == []


def test_the_preview_names_the_same_cases_and_writes_nothing(
    desk: Desk, opened: list[str], closed: str
) -> None:
    before = rows(desk)
    seen = desk.read(bulk_preview, case_ids=[*opened, closed], verb=BulkVerb.ESCALATE, now=LATER)
    assert isinstance(seen, BulkPreview)
    assert seen.permitted == tuple(opened)
    assert [refusal.reason.problem for refusal in seen.refused] == [Problem.CASE_ENDED]
    assert rows(desk) == before


def test_a_note_goes_into_ended_cases_too(desk: Desk, closed: str) -> None:
    seen = desk.read(bulk_preview, case_ids=[closed], verb=BulkVerb.NOTE, now=LATER)
    assert seen.permitted == (closed,)
    assert len(do(desk, [closed], BulkVerb.NOTE, words="资料已归入").done) == 1


def test_a_missing_word_is_asked_for_before_anything_is_written(
    desk: Desk, opened: list[str]
) -> None:
    before = rows(desk)
    with pytest.raises(FieldError):
        do(desk, opened, BulkVerb.NOTE, words=" ")
    assert rows(desk) == before


def test_a_case_that_refuses_half_way_leaves_no_trace_and_no_hole_in_the_audit_log(
    desk: Desk, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = case_bulk._SERVICES[BulkVerb.NOTE]
    unlucky = opened[1]

    def note_or_refuse(session: Session, *, case_id: str, **arguments: Any) -> None:
        tell(session, case_id=case_id, **arguments)
        if case_id == unlucky:
            raise UserFacingError(Problem.CHANGED_MEANWHILE)

    monkeypatch.setitem(case_bulk._SERVICES, BulkVerb.NOTE, note_or_refuse)
    result = do(desk, opened, BulkVerb.NOTE, words="同一台电梯")
    assert (len(result.done), len(result.refused)) == (2, 1)
    assert last_kind(desk, unlucky) is EventKind.PROMISED
    assert verify_store(desk.workspace) == []


def test_a_case_chosen_twice_gets_one_entry_and_one_that_is_gone_none(
    desk: Desk, opened: list[str]
) -> None:
    result = do(desk, [opened[0], opened[0], "0" * 32], BulkVerb.NOTE, words="一次")
    assert len(result.done) == 1
