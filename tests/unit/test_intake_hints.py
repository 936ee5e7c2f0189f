"""Which hints are shown at intake, in which order, and what they make of a need."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import FieldProblem
from app.domain.intake_hints import (
    MOST_SHOWN,
    Hint,
    HintKind,
    HintQuestion,
    answered_by,
    attached,
    building_named,
    detached,
    is_related,
    mentions,
    question_of,
    ranked,
    shown,
)
from app.domain.outages import OutageView
from app.domain.terms import CaseState, CaseType, VisitStep
from app.domain.visit_flow import (
    AnswerDraft,
    CustomerDraft,
    NeedDraft,
    VisitDraft,
    check_need,
    problems_of,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OUTAGE = OutageView(
    outage_id="0" * 32,
    title="3 幢停水",
    wording="预计 18:00 恢复供水",
    category="repairs.water",
    building_id="b3",
    building="3",
    begins_at=NOW - timedelta(hours=1),
    ends_at=NOW + timedelta(hours=2),
    ended_at=None,
    case_id=None,
    case_number="",
    case_is_open=False,
    announced_by="周主管",
)


def hint(
    kind: HintKind, case_id: str | None = None, state: CaseState = CaseState.IN_PROGRESS
) -> Hint:
    return Hint(kind, case_id=case_id, number=f"TS-{case_id}", state=state, category="repairs.lift")


HINTS = st.lists(
    st.builds(hint, st.sampled_from(HintKind), st.sampled_from(["a", "b", "c", "d"])), max_size=9
)


def test_the_most_useful_hint_comes_first() -> None:
    backwards = [hint(kind, str(n)) for n, kind in enumerate(reversed(HintKind))]
    assert [each.kind for each in ranked(backwards)] == [
        HintKind.OUTAGE,
        HintKind.SAME_MATTER,
        HintKind.SAME_PLACE,
        HintKind.HOT_SPOT,
        HintKind.OTHER_OPEN,
    ]


def test_a_case_is_named_once_by_the_hint_that_says_most() -> None:
    found = ranked([hint(HintKind.OTHER_OPEN, "a"), hint(HintKind.SAME_MATTER, "a")])
    assert [each.kind for each in found] == [HintKind.SAME_MATTER]


def test_a_hot_spot_stays_though_its_case_was_named_before() -> None:
    found = ranked([hint(HintKind.HOT_SPOT, "a"), hint(HintKind.SAME_MATTER, "a")])
    assert [(each.kind, each.case_id) for each in found] == [
        (HintKind.SAME_MATTER, "a"),
        (HintKind.HOT_SPOT, None),
    ]


@given(HINTS)
def test_no_case_is_ever_named_twice(hints: list[Hint]) -> None:
    named = [each.case_id for each in ranked(hints) if each.case_id is not None]
    assert len(named) == len(set(named))


@given(HINTS, st.sets(st.integers(0, 8)))
def test_at_most_three_are_shown_and_none_that_was_put_away(
    hints: list[Hint], away: set[int]
) -> None:
    found = ranked(hints)
    put_away = {each.key for number, each in enumerate(found) if number in away}
    seen = shown(found, put_away)
    assert len(seen) <= MOST_SHOWN
    assert not {each.key for each in seen} & put_away


def test_putting_one_away_makes_room_for_the_next() -> None:
    found = ranked([hint(HintKind.OTHER_OPEN, case_id) for case_id in "abcd"])
    assert [each.case_id for each in shown(found, {found[0].key})] == ["b", "c", "d"]


@pytest.mark.parametrize(
    ("state", "possible"),
    [
        (CaseState.REGISTERED, True),
        (CaseState.FOLLOW_UP, True),
        (CaseState.CLOSED, False),
        (CaseState.MERGED, False),
    ],
)
def test_a_caller_is_attached_to_open_cases_only(state: CaseState, possible: bool) -> None:
    assert hint(HintKind.SAME_PLACE, "a", state).can_attach is possible


def test_a_customer_who_gives_no_name_is_not_asked_for() -> None:
    draft = VisitDraft(
        customer=CustomerDraft(customer_id="c", anonymous=True),
        needs=(NeedDraft(own_words="没水", category="repairs.water", place="3 幢"),),
    )
    assert question_of(draft) == HintQuestion(None, None, "repairs.water", "3 幢", "没水")


# --- Places, categories, words ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "building"),
    [
        ("3 幢 2 单元 2 号梯", "3"),
        ("３幢大堂", "3"),
        ("3号楼", "3"),
        ("3#楼", "3"),
        ("Building 3, unit 2", "3"),
        ("3-2-1802", "3"),
        ("A座", "A"),
        ("13幢", None),
        ("18 楼", None),
        ("地下车库", None),
        ("", None),
    ],
)
def test_the_building_that_a_place_names(place: str, building: str | None) -> None:
    assert building_named(place, ["1", "2", "3", "A"]) == building


@pytest.mark.parametrize(
    ("category", "other", "related"),
    [
        ("repairs.lift", "repairs.lift", True),
        ("repairs.lift", "repairs", True),
        ("repairs", "repairs.lift", True),
        ("repairs.lift", "repairs.water", False),
        ("parking", "parkingspace", False),
    ],
)
def test_categories_are_related_up_and_down_but_not_sideways(
    category: str, other: str, related: bool
) -> None:
    assert is_related(category, other) is related


def test_words_mention_a_name_whatever_its_width_and_case() -> None:
    assert mentions("our ＬＩＦＴ is stuck", ["lift"])
    assert not mentions("停水", ["水", ""])


# --- What a hint makes of a need --------------------------------------------------------------


def test_an_attached_need_keeps_what_was_typed_and_can_be_taken_back() -> None:
    need = NeedDraft(CaseType.COMPLAINT, "电梯异响", "修好", "repairs.lift")
    bound = attached(need, hint(HintKind.SAME_MATTER, "a"))
    assert (bound.attach_to, bound.attach_number, bound.own_words) == ("a", "TS-a", "电梯异响")
    assert detached(bound) == need


def test_an_attached_need_asks_for_words_and_read_back_only() -> None:
    need = NeedDraft(attach_to="a", attach_number="TS-a")
    assert [(e.field, e.problem) for e in check_need(need)] == [
        ("own_words", FieldProblem.REQUIRED),
        ("read_back", FieldProblem.READ_BACK_MISSING),
    ]
    assert check_need(replace(need, own_words="我家也是", read_back=True)) == []


def test_a_promise_to_an_attached_caller_is_optional_but_then_whole() -> None:
    need = NeedDraft(own_words="我家也是", read_back=True, attach_to="a")
    draft = VisitDraft(step=VisitStep.SERVICE, needs=(need,))
    assert problems_of(draft, NOW) == []
    wished = replace(need, answer=AnswerDraft(answered_now=False))
    assert [e.field for _n, e in problems_of(draft.with_need(wished), NOW)] == [
        "promise_what",
        "promise_who",
        "promise_due_at",
    ]


def test_an_announcement_answers_an_enquiry_on_the_spot() -> None:
    need = answered_by(NeedDraft(CaseType.COMPLAINT, "", category="other"), OUTAGE, "询问停水")
    assert (need.type, need.own_words, need.category) == (
        CaseType.ENQUIRY,
        "询问停水",
        "repairs.water",
    )
    assert need.answer == AnswerDraft(answered_now=True, answer=OUTAGE.wording)
    assert need.outage_id == OUTAGE.outage_id


def test_an_announcement_leaves_the_customers_own_words_alone() -> None:
    assert answered_by(NeedDraft(own_words="怎么没水了"), OUTAGE, "询问").own_words == "怎么没水了"
