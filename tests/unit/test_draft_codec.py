"""A draft comes out of the store as it went in, whatever was typed so far."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.domain.draft_codec import draft_from_plain, to_plain
from app.domain.terms import (
    CaseType,
    Channel,
    CustomerKind,
    EnteredBy,
    Mood,
    RatingAnswer,
    RatingReason,
    Severity,
    Source,
    VisitStep,
)
from app.domain.visit_flow import (
    AnswerDraft,
    CustomerDraft,
    NeedDraft,
    RatingDraft,
    VisitDraft,
)

texts = st.text(max_size=30)
ids = st.none() | st.uuids().map(lambda uuid: uuid.hex)
levels = st.none() | st.integers(1, 4)
instants = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001
    datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from((UTC, ZoneInfo("Asia/Shanghai"))),
)
customers = st.builds(
    CustomerDraft,
    ids,
    ids,
    texts,
    texts,
    texts,
    texts,
    st.sampled_from(CustomerKind),
    st.booleans(),
)
answers = st.builds(
    AnswerDraft,
    st.none() | st.booleans(),
    texts,
    texts,
    texts,
    st.none() | instants,
    st.sampled_from(Channel),
    texts,
)
needs = st.builds(
    NeedDraft,
    st.none() | st.sampled_from(CaseType),
    texts,
    texts,
    texts,
    texts,
    levels,
    levels,
    st.none() | st.sampled_from(Severity),
    texts,
    st.none() | st.sampled_from(Mood),
    st.booleans(),
    answers,
    ids,
    texts,
    ids,
)
ratings = st.builds(
    RatingDraft,
    st.sampled_from(RatingAnswer),
    st.none() | st.integers(1, 5),
    st.lists(st.sampled_from(RatingReason), max_size=3).map(tuple),
    texts,
    st.sampled_from(EnteredBy),
    st.booleans(),
)
drafts = st.builds(
    VisitDraft,
    st.sampled_from(Source),
    st.sampled_from(VisitStep),
    st.booleans(),
    customers,
    st.lists(needs, min_size=1, max_size=3).map(tuple),
    st.just(0),
    st.lists(texts, max_size=3).map(tuple),
    st.none() | ratings,
    st.lists(texts, max_size=3).map(tuple),
)


@given(drafts)
def test_a_draft_survives_the_way_through_the_store(draft: VisitDraft) -> None:
    assert draft_from_plain(json.loads(json.dumps(to_plain(draft)))) == draft


def test_fields_of_a_later_program_are_left_out() -> None:
    plain = {**to_plain(VisitDraft(greeted=True)), "weather": "rain"}
    plain["customer"]["shoe_size"] = 43
    assert draft_from_plain(plain) == VisitDraft(greeted=True)


def test_fields_that_an_earlier_program_did_not_know_have_their_defaults() -> None:
    assert draft_from_plain({"step": "needs"}) == VisitDraft(step=VisitStep.NEEDS)


def test_half_a_character_is_left_out_because_no_store_can_keep_it() -> None:
    draft = VisitDraft(needs=(NeedDraft(own_words="电\ud83d梯"),))
    assert to_plain(draft)["needs"][0]["own_words"] == "电梯"
