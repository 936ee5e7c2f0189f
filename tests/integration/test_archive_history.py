"""The history of a person, a household and a room, and who lived there then (clause 4.2-2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.terms import Channel, CustomerKind
from app.domain.visit_flow import CustomerDraft, VisitDraft
from app.services import case_work, visits
from app.services.callers import add_caller
from app.services.customer_history import (
    EntryKind,
    HistoryEntry,
    HistoryScope,
    customer_history,
    room_history,
)
from app.services.households import move_out
from tests.integration.archive_desk import ROOM, add, person, room_id
from tests.integration.receptions import COMPLAINT, ENQUIRY, Desk, local, promised

LATER = local(20)


def known(desk: Desk, customer_id: str, label: str = ROOM) -> CustomerDraft:
    return CustomerDraft(customer_id=customer_id, room_id=room_id(desk, label), room_label=label)


def history(
    desk: Desk, customer_id: str, scope: HistoryScope = HistoryScope.PERSON
) -> tuple[HistoryEntry, ...]:
    found = desk.read(customer_history, customer_id=customer_id, scope=scope, now=LATER)
    assert isinstance(found, tuple)
    return found


def kinds(entries: Any) -> list[EntryKind]:
    return [entry.kind for entry in entries]


@pytest.mark.clause("4.2-2")
def test_a_persons_history_has_moves_cases_tellings_and_visits(desk: Desk) -> None:
    wang = add(desk)
    _visit, cases = desk.register(
        promised(COMPLAINT, local(13, 16)), customer=known(desk, wang), now=local(12)
    )
    desk.write(
        case_work.tell_customer,
        case_id=cases[0].case_id,
        words="已安排检修",
        channel=Channel.PHONE,
        now=local(12, 15),
    )
    gone = desk.start(local(14))
    desk.write(
        visits.leave_visit,
        visit_id=gone.visit_id,
        draft=VisitDraft(customer=known(desk, wang)),
        reason="临时有事",
        now=local(14, 11),
    )
    visit, told, case, moved = history(desk, wang)
    assert kinds((visit, told, case, moved)) == [
        EntryKind.VISIT,
        EntryKind.TOLD,
        EntryKind.CASE,
        EntryKind.MOVED_IN,
    ]
    assert (told.words, told.channel) == ("已安排检修", Channel.PHONE)
    assert (case.number, case.case_id) == (cases[0].number, cases[0].case_id)
    assert moved.at.date() == date(2024, 5, 1)


def test_a_visit_that_became_a_case_stands_there_once(desk: Desk) -> None:
    wang = add(desk)
    desk.receive(ENQUIRY, customer=known(desk, wang), now=local(12))
    entries = [e for e in history(desk, wang) if e.kind is not EntryKind.TOLD]
    assert kinds(entries) == [EntryKind.CASE, EntryKind.MOVED_IN]
    assert entries[0].score == 5


def test_a_household_has_the_history_of_everybody_in_it(desk: Desk) -> None:
    wang = add(desk)
    chen = add(desk, "陈国栋", "", kind=CustomerKind.FAMILY)
    desk.receive(ENQUIRY, customer=known(desk, chen), now=local(12))
    assert EntryKind.CASE not in kinds(history(desk, wang))
    cases = [e for e in history(desk, wang, HistoryScope.HOUSEHOLD) if e.kind is EntryKind.CASE]
    assert [case.who for case in cases] == ["陈**"]


@pytest.mark.clause("4.2-2")
def test_a_room_says_at_every_entry_who_lived_there_then(desk: Desk) -> None:
    tenant = add(desk, "钱多多", "13900001111", kind=CustomerKind.TENANT, from_on=date(2021, 1, 1))
    desk.receive(ENQUIRY, customer=known(desk, tenant), now=local(5))
    occupancy = person(desk, tenant, LATER).stays[0].occupancy_id
    desk.write(move_out, occupancy_id=occupancy, until_on=date(2026, 10, 8), now=local(12))
    wang = add(desk, from_on=date(2026, 10, 8), now=local(12))
    desk.receive(ENQUIRY, customer=known(desk, wang), now=local(15))
    entries = desk.read(room_history, room_id=room_id(desk))
    cases = [entry for entry in entries if entry.kind is EntryKind.CASE]
    assert [case.lived_there for case in cases] == [("王**",), ("钱**",)]
    assert history(desk, wang, HistoryScope.ROOM) == entries


def test_a_voice_in_somebody_elses_case_belongs_to_the_caller(desk: Desk) -> None:
    wang, neighbour = add(desk), add(desk, "陈国栋", "13900002222", "3-2-1801")
    _visit, cases = desk.register(COMPLAINT, customer=known(desk, wang), now=local(12))
    desk.write(
        add_caller,
        case_id=cases[0].case_id,
        customer_id=neighbour,
        room_id=room_id(desk, "3-2-1801"),
        visit_id=None,
        words="我家也一样",
        now=local(13),
    )
    (called, _moved) = history(desk, neighbour)
    assert (called.kind, called.words) == (EntryKind.CALLED_TOO, "我家也一样")


@pytest.mark.clause("5-3")
def test_a_history_names_nobody_in_full(desk: Desk) -> None:
    wang = add(desk)
    desk.receive(ENQUIRY, customer=known(desk, wang), now=local(12))
    entries = history(desk, wang, HistoryScope.ROOM)
    assert "秀兰" not in "".join(f"{e.who}{e.lived_there}" for e in entries)
