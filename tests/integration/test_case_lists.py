"""The case list in pages, and one case whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.case_filter import CaseFilter, Scope
from app.domain.errors import Problem, UserFacingError
from app.domain.terms import (
    CaseState,
    CaseType,
    Channel,
    ClockKind,
    CustomerKind,
    EventKind,
    PromiseState,
    Severity,
)
from app.domain.visit_flow import CustomerDraft
from app.services import case_work
from app.services.case_list import CaseListPage, PageKey, list_cases
from app.services.case_views import CasePageView, case_page, categories
from app.services.customers import find_room
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, promised

EVERYTHING = CaseFilter()


def page(
    desk: Desk, wanted: CaseFilter = EVERYTHING, after: PageKey | None = None, limit: int = 200
) -> CaseListPage:
    found = desk.read(
        list_cases,
        project_id=desk.project.project_id,
        wanted=wanted,
        now=NOW,
        after=after,
        limit=limit,
    )
    assert isinstance(found, CaseListPage)
    return found


def numbers(desk: Desk, wanted: CaseFilter = EVERYTHING) -> list[str]:
    return [row.number for row in page(desk, wanted).rows]


def all_pages(desk: Desk, limit: int) -> list[list[str]]:
    """Turn the pages until the end."""
    found: list[list[str]] = []
    key: PageKey | None = None
    while len(found) < 50:
        shown = page(desk, after=key, limit=limit)
        found.append([row.number for row in shown.rows])
        key = shown.next_key
        if key is None:
            return found
    raise AssertionError("the list does not end")


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8])
def test_pages_have_no_gap_and_no_twin_even_at_equal_times(desk: Desk, limit: int) -> None:
    desk.receive(*[ENQUIRY] * 4, now=NOW)
    desk.receive(*[ENQUIRY] * 3, now=NOW + timedelta(hours=1))
    pages = all_pages(desk, limit)
    listed = [number for shown in pages for number in shown]
    assert sorted(listed) == [f"ZX-20261012-{n:03d}" for n in range(1, 8)]
    assert all(len(shown) == limit for shown in pages[:-1])


def test_the_newest_come_first(desk: Desk) -> None:
    for hours in (0, 2, 1):
        desk.receive(ENQUIRY, now=NOW + timedelta(hours=hours))
    assert [number[-3:] for number in numbers(desk)] == ["002", "003", "001"]


def test_a_case_registered_while_turning_pages_moves_nothing(desk: Desk) -> None:
    desk.receive(*[ENQUIRY] * 4)
    first = page(desk, limit=2)
    desk.receive(ENQUIRY, now=NOW + timedelta(hours=1))
    rest = page(desk, after=first.next_key, limit=2)
    assert len({row.number for row in (*first.rows, *rest.rows)}) == 4


def test_the_list_shows_one_kind_or_the_open_ones(desk: Desk) -> None:
    _visit, (open_case,) = desk.receive(promised(COMPLAINT, NOW + timedelta(hours=1)))
    desk.receive(COMPLAINT, ENQUIRY)
    assert len(numbers(desk, CaseFilter(types=(CaseType.COMPLAINT,)))) == 2
    assert numbers(desk, CaseFilter(scope=Scope.OPEN)) == [open_case.number]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TS-20261012", True),
        ("异响", True),
        ("3-2-1802", True),
        ("王秀", True),
        ("100%", True),
        ("a_b", True),
        ("\\d", True),
        ("  异响  ", True),
        ("异响\ud83d", True),
        ("", True),
        ("aXb", False),
        ("1000", False),
        ("%%", False),
        ("' OR 1=1 --", False),
        ("漏水", False),
    ],
)
def test_the_search_takes_every_sign_for_itself(desk: Desk, text: str, found: bool) -> None:
    room = desk.workspace.read(find_room, project_id=desk.project.project_id, text="3-2-1802")
    customer = CustomerDraft(name="王秀兰", room_id=room[0])
    need = replace(COMPLAINT, own_words="电梯异响 100% a_b \\d")
    desk.receive(need, customer=customer)
    assert bool(numbers(desk, CaseFilter(text=text))) is found


def test_only_an_open_case_has_a_due_time_in_the_list(desk: Desk) -> None:
    desk.receive(promised(COMPLAINT, NOW + timedelta(minutes=15)))
    desk.receive(COMPLAINT, now=NOW + timedelta(hours=1))
    closed, still_open = page(desk).rows
    assert (closed.due_at, still_open.ended_at) == (None, None)
    assert closed.ended_at is not None
    assert still_open.due_at == NOW + timedelta(minutes=15)


def shown_case(desk: Desk, case_id: str) -> CasePageView:
    found = desk.read(case_page, case_id=case_id)
    assert isinstance(found, CasePageView)
    return found


@pytest.mark.clause("3-4")
@pytest.mark.clause("4.3-2")
def test_the_page_of_a_case_tells_its_whole_story(desk: Desk) -> None:
    due_at = NOW + timedelta(hours=2)
    customer = CustomerDraft(name="王秀兰", phone="13812346027", kind=CustomerKind.TENANT)
    _visit, (case,) = desk.receive(promised(COMPLAINT, due_at), customer=customer)
    told_at = NOW + timedelta(hours=3)
    desk.write(
        case_work.tell_customer,
        case_id=case.case_id,
        words="<b>已到场</b>",
        channel=Channel.PHONE,
        now=told_at,
    )
    shown = shown_case(desk, case.case_id)
    assert (shown.number, shown.state, shown.severity) == (
        case.number,
        CaseState.REGISTERED,
        Severity.NORMAL,
    )
    assert (shown.own_words, shown.remedy_wanted) == (COMPLAINT.own_words, COMPLAINT.remedy_wanted)
    assert (shown.customer, shown.phone_masked) == ("王**", "138****6027")
    assert shown.registered_by == desk.actor.name
    assert [entry.kind for entry in shown.timeline] == [
        EventKind.REGISTERED,
        EventKind.READ_BACK,
        EventKind.PROMISED,
        EventKind.CUSTOMER_TOLD,
    ]
    assert shown.timeline[-1].words == "<b>已到场</b>"
    assert {clock.kind: clock.met_at for clock in shown.clocks} == {
        ClockKind.HAND_OVER: None,
        ClockKind.FIRST_ANSWER: told_at,
        ClockKind.TELL_CUSTOMER: None,
        ClockKind.RESOLUTION: None,
    }
    ((promise_state, fulfilled_at),) = ((p.state, p.fulfilled_at) for p in shown.promises)
    assert (promise_state, fulfilled_at) == (PromiseState.LATE, told_at)


def test_a_case_that_is_gone_is_said_to_be_gone(desk: Desk) -> None:
    with pytest.raises(UserFacingError) as caught:
        shown_case(desk, "0" * 32)
    assert caught.value.problem is Problem.NOT_FOUND


def test_every_category_has_a_name_in_both_languages_and_a_known_parent(desk: Desk) -> None:
    found = desk.workspace.read(categories)
    codes = {category.code for category in found}
    assert all(category.name_zh and category.name_en for category in found)
    assert {category.parent for category in found} - {None} <= codes
    assert {category.code for category in found if category.parent is None} == {
        "repairs",
        "security",
        "cleaning",
        "landscaping",
        "parking",
        "fees",
        "renovation",
        "neighbours",
        "conduct",
        "communication",
        "developer",
        "other",
    }
