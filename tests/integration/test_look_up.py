"""The look-up desk on a real store: finding a case, what may be said, and what was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.case_answers import CaseAnswer
from app.domain.errors import FieldError, Problem, UserFacingError
from app.domain.outages import OutageDraft
from app.domain.terms import (
    CaseState,
    CaseType,
    Cause,
    Channel,
    EventKind,
    PromiseState,
    Validity,
)
from app.domain.visit_flow import AnswerDraft, CustomerDraft, NeedDraft
from app.reports.qr_code import payload
from app.services import case_ends, case_work, look_up, outages
from app.services.customers import find_room, keep_customer
from app.services.look_up import FoundBy, LookUpFound
from app.services.receipts import visit_receipt
from app.services.setup import NewProject, add_project
from app.services.visits import RegisteredCase
from db.models import AuditEntry, Case, CaseEvent, Promise
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, promised

DUE = NOW + timedelta(hours=4)
ASKED = NOW + timedelta(hours=1)
DAY = timedelta(days=1)
WANG, ROOM, PHONE = "王秀兰", "3-2-1802", "13800006027"
LIFT = promised(COMPLAINT, DUE)


def household(desk: Desk, label: str = ROOM, name: str = WANG, phone: str = PHONE) -> CustomerDraft:
    room = desk.workspace.read(find_room, project_id=desk.project.project_id, text=label)
    assert room is not None
    draft = CustomerDraft(room_id=room[0], room_label=room[1], name=name, title="女士", phone=phone)
    customer_id = desk.write(
        keep_customer, project_id=desk.project.project_id, draft=draft, now=NOW - DAY
    )
    return replace(draft, customer_id=customer_id)


def complain(
    desk: Desk, who: CustomerDraft | None = None, need: NeedDraft = LIFT
) -> RegisteredCase:
    _visit, (case,) = desk.register(need, customer=who or household(desk))
    return case


def find(desk: Desk, text: str, now: Any = ASKED) -> LookUpFound:
    found = desk.read(look_up.find_cases, project_id=desk.project.project_id, text=text, now=now)
    assert isinstance(found, LookUpFound)
    return found


def numbers(found: LookUpFound) -> list[str]:
    return [hit.number for hit in found.hits]


def answer(desk: Desk, case: RegisteredCase) -> CaseAnswer:
    found = desk.read(look_up.case_answer, case_id=case.case_id)
    assert isinstance(found, CaseAnswer)
    return found


def tell(desk: Desk, case: RegisteredCase, **more: Any) -> None:
    said = {"words": "工程部正在处理", "channel": Channel.IN_PERSON, "now": ASKED, **more}
    desk.write(look_up.record_told, case_id=case.case_id, **said)


def events(desk: Desk, case: RegisteredCase) -> list[CaseEvent]:
    query = select(CaseEvent).where(CaseEvent.case_id == case.case_id).order_by(CaseEvent.seq)
    return list(desk.workspace.read(lambda s: s.scalars(query).all()))


def promises(desk: Desk, case: RegisteredCase) -> list[Promise]:
    query = select(Promise).where(Promise.case_id == case.case_id).order_by(Promise.id)
    return list(desk.workspace.read(lambda s: s.scalars(query).all()))


# --- Finding ----------------------------------------------------------------------------------


def test_a_scanned_receipt_finds_its_case(desk: Desk) -> None:
    visit, (case,) = desk.register(LIFT, customer=household(desk))
    paper = desk.read(visit_receipt, visit_id=visit.visit_id)
    found = find(desk, payload(paper.cases[0]))
    assert (numbers(found), found.hits[0].found_by) == ([case.number], FoundBy.SCAN)
    assert found.hits[0].visit_id == visit.visit_id


def test_a_wrong_check_code_finds_nothing_and_says_so(desk: Desk) -> None:
    case = complain(desk)
    right = desk.workspace.read(lambda s: s.get_one(Case, case.case_id)).check_code
    wrong = "0000" if right != "0000" else "1111"
    found = find(desk, f"{case.number} {wrong}")
    assert (found.hits, found.wrong_code) == ((), True)
    assert not find(desk, f"TS-20200101-001 {right}").wrong_code


@pytest.mark.parametrize("cut", [0, 3, 7, 12])
def test_the_number_or_its_end_finds_the_case(desk: Desk, cut: int) -> None:
    case = complain(desk)
    found = find(desk, case.number[cut:])
    assert (numbers(found), found.hits[0].found_by) == ([case.number], FoundBy.NUMBER)


def test_while_a_number_is_typed_what_begins_so_is_shown(desk: Desk) -> None:
    case = complain(desk)
    desk.receive(ENQUIRY)
    assert numbers(find(desk, case.number[:7])) == [case.number]


def test_a_visits_number_finds_every_case_of_it(desk: Desk) -> None:
    visit, cases = desk.receive(ENQUIRY, LIFT)
    assert sorted(numbers(find(desk, visit.number))) == sorted(case.number for case in cases)


def test_the_number_of_another_system_finds_its_case(desk: Desk) -> None:
    case = complain(desk)
    desk.workspace.write(lambda s: setattr(s.get_one(Case, case.case_id), "external_number", "A77"))
    assert numbers(find(desk, "A77")) == [case.number]


@pytest.mark.parametrize(
    ("text", "found_by"),
    [
        (ROOM, FoundBy.ROOM),
        ("321802", FoundBy.ROOM),
        ("1802", FoundBy.ROOM),
        (PHONE, FoundBy.PHONE),
        ("138 0000 6027", FoundBy.PHONE),
        ("6027", FoundBy.PHONE),
        ("00006027", FoundBy.PHONE),
    ],
)
@pytest.mark.clause("5-3")
def test_room_and_phone_find_what_still_has_to_be_chosen(
    desk: Desk, text: str, found_by: FoundBy
) -> None:
    case = complain(desk)
    (hit,) = find(desk, text).hits
    assert (hit.number, hit.found_by, hit.customer, hit.room_label) == (
        case.number,
        found_by,
        "王**",
        ROOM,
    )
    assert not hit.found_by.proves_identity


@pytest.mark.parametrize("text", ["027", "1380000", "3-2-18", "", "王秀兰", "%"])
def test_too_little_finds_nobody(desk: Desk, text: str) -> None:
    complain(desk)
    assert find(desk, text, NOW + DAY).hits == ()


def test_by_phone_what_is_open_comes_first_and_what_ended_long_ago_not_at_all(desk: Desk) -> None:
    wang = household(desk)
    ended = complain(desk, wang)
    still = complain(desk, wang)
    desk.write(case_ends.withdraw, case_id=ended.case_id, words="好了", now=ASKED)
    assert numbers(find(desk, PHONE)) == [still.number, ended.number]
    assert numbers(find(desk, PHONE, ASKED + 91 * DAY)) == [still.number]


def test_a_caller_finds_the_case_that_they_were_attached_to_as_their_own(desk: Desk) -> None:
    case = complain(desk)
    chen = household(desk, "3-2-1801", "陈志远", "13900001111")
    need = NeedDraft(
        own_words="我家也是", read_back=True, attach_to=case.case_id, attach_number=case.number
    )
    visit, _cases = desk.register(need, customer=chen, now=ASKED)
    (hit,) = find(desk, "13900001111").hits
    assert (hit.number, hit.customer, hit.room_label, hit.visit_id) == (
        case.number,
        "陈**",
        "3-2-1801",
        visit.visit_id,
    )


def test_another_projects_cases_are_not_found(desk: Desk) -> None:
    case = complain(desk)
    project_id = desk.write(
        add_project, project=NewProject("YD", "云顶华府", rooms=(("1", "1", "101"),)), now=NOW
    )
    for text in (case.number, ROOM, PHONE):
        found = desk.read(look_up.find_cases, project_id=project_id, text=text, now=ASKED)
        assert found.hits == ()


def test_looking_leaves_no_trace(desk: Desk) -> None:
    case = complain(desk)

    def written() -> tuple[int, int]:
        rows = desk.workspace.read(lambda s: len(s.scalars(select(AuditEntry)).all()))
        return rows, len(events(desk, case))

    before = written()
    find(desk, case.number)
    answer(desk, case)
    assert written() == before


# --- What may be said -------------------------------------------------------------------------


@pytest.mark.clause("4.3-2")
def test_the_answer_names_state_department_promise_and_what_was_told(desk: Desk) -> None:
    case = complain(desk)
    desk.write(case_work.hand_over, case_id=case.case_id, department="工程部 周师傅", now=ASKED)
    desk.write(
        case_work.assess,
        case_id=case.case_id,
        validity=Validity.VALID,
        cause=Cause.EQUIPMENT,
        now=ASKED,
    )
    desk.write(case_work.begin_work, case_id=case.case_id, now=ASKED)
    desk.write(case_work.note, case_id=case.case_id, words="客户脾气大", now=ASKED)
    said = answer(desk, case)
    assert (said.state, said.department, said.desk_phone) == (
        CaseState.IN_PROGRESS,
        "工程部",
        "0571-8888 0001",
    )
    assert said.promise is not None
    assert (said.promise.what, said.promise.due_at, said.promise.department) == (
        "电话告知检修结果",
        DUE,
        "工程部",
    )
    assert said.last_told is None
    assert "周" not in repr(said)
    assert "脾气" not in repr(said)


def test_the_answer_of_a_merged_case_is_that_of_the_case_it_went_into(desk: Desk) -> None:
    kept, gone = complain(desk), complain(desk)
    for case in (kept, gone):
        desk.write(
            case_work.assess,
            case_id=case.case_id,
            validity=Validity.VALID,
            cause=Cause.EQUIPMENT,
            now=ASKED,
        )
    desk.write(case_ends.merge, case_id=gone.case_id, into=kept.number, now=ASKED)
    said = answer(desk, gone)
    assert (said.number, said.merged_into, said.state) == (
        gone.number,
        kept.number,
        CaseState.ASSESSED,
    )


def test_a_case_that_is_gone_has_no_answer(desk: Desk) -> None:
    with pytest.raises(UserFacingError) as refused:
        desk.read(look_up.case_answer, case_id="0" * 32)
    assert refused.value.problem is Problem.NOT_FOUND


def test_a_caller_of_an_outage_is_told_the_announcement(desk: Desk) -> None:
    case = complain(desk)
    draft = OutageDraft("电梯停运", "预计 18:00 恢复", begins_at=NOW, case_number=case.number)
    desk.write(outages.announce, project_id=desk.project.project_id, draft=draft, now=NOW)
    told = desk.read(look_up.caller_answer, case_id=case.case_id, outage_id=None, now=ASKED)
    assert told.outage is not None
    assert (told.outage.wording, told.answer.number) == ("预计 18:00 恢复", case.number)


# --- What was said ----------------------------------------------------------------------------


@pytest.mark.clause("4.3-2")
def test_asking_and_telling_are_written_down_with_channel_and_words(desk: Desk) -> None:
    case = complain(desk)
    tell(desk, case, channel=Channel.PHONE)
    asked, told = [
        event
        for event in events(desk, case)
        if event.kind in (EventKind.PROGRESS_ASKED, EventKind.CUSTOMER_TOLD)
    ]
    assert (asked.kind, asked.facts) == (EventKind.PROGRESS_ASKED, {"channel": "phone"})
    assert (told.words, told.facts["channel"]) == ("工程部正在处理", "phone")
    last = answer(desk, case).last_told
    assert last is not None
    assert (last.words, last.channel) == ("工程部正在处理", Channel.PHONE)


def test_asking_early_takes_no_promise_away(desk: Desk) -> None:
    case = complain(desk)
    tell(desk, case)
    old, standing = promises(desk, case)
    assert (old.state, standing.state) == (PromiseState.RENEWED, PromiseState.OPEN)
    assert (standing.what, standing.who, standing.due_at, standing.renews_id) == (
        old.what,
        old.who,
        DUE,
        old.id,
    )


def test_a_promise_that_was_kept_by_it_is_kept(desk: Desk) -> None:
    case = complain(desk)
    tell(desk, case, keeps_promise=True)
    (only,) = promises(desk, case)
    assert (only.state, only.fulfilled_at is not None) == (PromiseState.KEPT, True)


def test_a_lapsed_promise_was_late_and_a_new_one_begins(desk: Desk) -> None:
    case = complain(desk)
    new = AnswerDraft(
        answered_now=False,
        promise_what="告知处理进展",
        promise_who="工程部",
        promise_due_at=DUE + 2 * DAY,
    )
    tell(desk, case, new_promise=new, now=DUE + DAY)
    old, made = promises(desk, case)
    assert (old.state, made.state, made.due_at) == (
        PromiseState.LATE,
        PromiseState.OPEN,
        DUE + 2 * DAY,
    )


def test_a_new_promise_takes_the_place_of_the_standing_one(desk: Desk) -> None:
    case = complain(desk)
    new = AnswerDraft(
        answered_now=False,
        promise_what="告知处理进展",
        promise_who="工程部",
        promise_due_at=DUE + DAY,
    )
    tell(desk, case, new_promise=new)
    old, made = promises(desk, case)
    assert (old.state, made.state, made.renews_id) == (
        PromiseState.RENEWED,
        PromiseState.OPEN,
        old.id,
    )


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"words": " "}, "words"),
        ({"new_promise": AnswerDraft(answered_now=False, promise_what="告知")}, "promise_who"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_kept(
    desk: Desk, more: dict[str, Any], field: str
) -> None:
    case = complain(desk)
    before = len(events(desk, case))
    with pytest.raises(FieldError) as refused:
        tell(desk, case, **more)
    assert refused.value.field == field
    assert len(events(desk, case)) == before


def test_of_an_ended_case_too_it_is_written_down_what_was_said(desk: Desk) -> None:
    _visit, (case,) = desk.receive(replace(ENQUIRY, type=CaseType.ENQUIRY))
    tell(desk, case)
    assert [event.kind for event in events(desk, case)][-2:] == [
        EventKind.PROGRESS_ASKED,
        EventKind.CUSTOMER_TOLD,
    ]


def test_what_is_said_of_a_merged_case_is_told_in_the_one_it_went_into(desk: Desk) -> None:
    kept, gone = complain(desk), complain(desk)
    for case in (kept, gone):
        desk.write(
            case_work.assess,
            case_id=case.case_id,
            validity=Validity.VALID,
            cause=Cause.EQUIPMENT,
            now=NOW,
        )
    desk.write(case_ends.merge, case_id=gone.case_id, into=kept.number, now=NOW)
    tell(desk, gone)
    assert events(desk, gone)[-1].kind == EventKind.PROGRESS_ASKED
    assert EventKind.CUSTOMER_TOLD in [event.kind for event in events(desk, kept)]


def test_times_for_a_new_promise_begin_now(desk: Desk) -> None:
    case = complain(desk)
    times = desk.read(look_up.new_promise_times, case_id=case.case_id, now=ASKED)
    assert min(times.choices.values()) > ASKED
