"""What a customer is told who asks how a case stands: honest, whole, and nothing internal."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app import i18n
from app.answer_words import AnswerWords, answer_words, new_promise_words
from app.domain.case_answers import CaseAnswer, LastTold, SaidPromise, department_of
from app.domain.terms import CaseState, CaseType, Channel

UTC_ZONE = ZoneInfo("UTC")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PROMISE = SaidPromise("维保检查后告知结果。", NOW + HOUR, Channel.PHONE, "工程部")
ANSWER = CaseAnswer(
    case_id="0" * 32,
    number="TS-20261123-002",
    type=CaseType.COMPLAINT,
    category="repairs.lift",
    state=CaseState.IN_PROGRESS,
    registered_at=NOW - 5 * HOUR,
    department="Engineering department",
    promise=PROMISE,
    resolve_by=NOW + timedelta(days=2),
    last_told=LastTold("导轨要换", NOW - 2 * HOUR, Channel.PHONE),
    desk_phone="0571-8888 0001",
)
pytestmark = pytest.mark.clause("4.3-2")


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


def words(answer: CaseAnswer = ANSWER, *, later: bool = False) -> AnswerWords:
    return answer_words(answer, NOW, UTC_ZONE, to_later_caller=later)


def test_an_answer_says_who_works_what_is_promised_and_what_was_told() -> None:
    said = words()
    assert said == AnswerWords(
        status="Engineering department is working on it.",
        promise="We promised to call you by today 09:00: 维保检查后告知结果.",
        told="Last told, today 06:00, by phone: “导轨要换”",
        next="We tell you the result as soon as it is there.",
        who="Engineering department sees to it; the desk answers every question: 0571-8888 0001.",
        is_sorry=False,
    )


def test_what_is_said_in_one_go_is_whole() -> None:
    assert words().to_say() == (
        "Engineering department is working on it. "
        "We promised to call you by today 09:00: 维保检查后告知结果. "
        "We tell you the result as soon as it is there."
    )


def test_a_promise_that_was_not_kept_is_called_so_with_an_apology() -> None:
    late = replace(ANSWER, promise=replace(PROMISE, due_at=NOW - HOUR))
    said = words(late)
    assert said.is_sorry
    assert said.promise == "We had promised to tell you by today 07:00 and have not. I am sorry."
    new = new_promise_words(NOW + HOUR, Channel.PHONE, NOW, UTC_ZONE)
    assert said.to_say(new).endswith("You will hear from us by today 09:00 (By phone).")


def test_without_a_promise_the_time_limit_is_said() -> None:
    bare = replace(ANSWER, promise=None)
    assert words(bare).promise == "It is to be settled by 11-25 08:00."
    late = words(replace(bare, resolve_by=NOW - HOUR))
    assert late.is_sorry
    assert late.promise == "It should have been settled by today 07:00 and is not. I am sorry."


def test_somebody_who_was_promised_nothing_is_told_of_no_promise_to_them() -> None:
    assert words(later=True).promise == "An answer is promised by today 09:00: 维保检查后告知结果."
    late = replace(ANSWER, promise=replace(PROMISE, due_at=NOW - HOUR))
    assert "was promised by today 07:00" in words(late, later=True).promise


@pytest.mark.parametrize("state", [s for s in CaseState if s not in ("draft", "discarded")])
def test_every_state_has_a_whole_sentence(state: CaseState) -> None:
    said = words(replace(ANSWER, state=state, ended_at=NOW - HOUR))
    assert said.status.endswith(".")
    assert said.to_say()


@pytest.mark.parametrize(
    "state",
    [CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.EXTERNAL, CaseState.VOIDED],
)
def test_an_ended_case_owes_nothing_and_is_never_late(state: CaseState) -> None:
    ended = replace(ANSWER, state=state, promise=replace(PROMISE, due_at=NOW - HOUR))
    assert not words(ended).is_sorry
    assert words(ended).promise == ""


def test_waiting_says_until_when_and_not_why() -> None:
    waiting = replace(ANSWER, state=CaseState.WAITING, waits_until=NOW + timedelta(days=1))
    assert words(waiting).status == (
        "It has to wait at the moment; we take it up again tomorrow 08:00."
    )


def test_a_merged_case_says_under_which_number_it_goes_on() -> None:
    assert words(replace(ANSWER, merged_into="TS-20261120-001")).status == (
        "It is dealt with together with TS-20261120-001, which is about the same matter. "
        "Engineering department is working on it."
    )


def test_chinese_sentences_stand_side_by_side() -> None:
    said = AnswerWords("工程部正在处理。", "我们承诺今天 9:00 前致电告知您。", "", "", "", False)
    sentences = ("工程部正在处理。", "我们承诺今天 9:00 前致电告知您。", "我马上跟进。")
    assert said.to_say("我马上跟进。") == "".join(sentences)


def test_an_answer_has_no_room_for_anything_internal() -> None:
    internal = {"severity", "validity", "cause", "notes", "callers", "customer", "own_words"}
    assert not internal & {field.name for field in fields(CaseAnswer)}


@pytest.mark.parametrize(
    ("responsible", "department"),
    [
        ("工程部 周师傅", "工程部"),
        ("工程部周师傅", "工程部"),
        ("秩序维护部/王强", "秩序维护部"),
        ("客户服务中心", "客户服务中心"),
        ("保洁组 李", "保洁组"),
        ("电梯维保公司", "电梯维保公司"),
        ("Repairs team, Mr Zhou", "Repairs team"),
        ("周师傅", ""),
        ("周部长", ""),
        ("李组长", ""),
        ("Mr Zhou", ""),
        ("", ""),
    ],
)
def test_a_department_is_named_and_never_a_person(responsible: str, department: str) -> None:
    assert department_of(responsible) == department
