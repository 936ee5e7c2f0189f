"""A summary comes out of the store as it went in, to the digit and in the same order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.period_summary import PeriodSummary
from app.domain.summary_changes import Change, figure_changes, summary_changes
from app.domain.summary_codec import frozen, summary_from_plain, thawed, to_plain, without_words_of

pytestmark = pytest.mark.clause("4.3-4")
Any_ = st.SearchStrategy[Any]
# As the store takes them: no half characters.
_TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
_PLAIN: dict[object, Any_] = {
    str: _TEXTS,
    bool: st.booleans(),
    int: st.integers(-(2**40), 2**40),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: st.datetimes(timezones=st.just(UTC)),
    date: st.dates(),
}


def drawn(kind: Any) -> Any_:
    """Return a strategy for everything that a type of the summary can hold."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return st.one_of(*(st.none() if arg is type(None) else drawn(arg) for arg in args))
    if origin is tuple:
        return st.lists(drawn(args[0]), max_size=2).map(tuple)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(drawn(args[0]), drawn(args[1]), max_size=3)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    assert is_dataclass(kind)
    hints = get_type_hints(kind)
    return st.builds(cast("type", kind), **{f.name: drawn(hints[f.name]) for f in fields(kind)})


SUMMARIES = drawn(PeriodSummary)
slow = settings(max_examples=30, suppress_health_check=list(HealthCheck))


def stored(plain: Any) -> Any:
    """Return plain values as the store gives them back: canonical JSON sorts its keys."""
    return json.loads(json.dumps(plain, ensure_ascii=False, sort_keys=True))


@slow
@given(SUMMARIES)
def test_any_summary_comes_back_as_it_was(summary: PeriodSummary) -> None:
    again = summary_from_plain(stored(to_plain(summary)))
    assert again == summary
    assert list(again.figures.by_category) == list(summary.figures.by_category)
    assert list(again.figures.ratios) == list(summary.figures.ratios)


@slow
@given(SUMMARIES, st.dictionaries(_TEXTS, _TEXTS, max_size=3))
def test_each_language_comes_back_with_its_own_names(
    summary: PeriodSummary, names: dict[str, str]
) -> None:
    english = replace(summary, category_names=names)
    content = stored(frozen({"zh_CN": summary, "en": english}))
    assert thawed(content, "zh_CN") == summary
    assert thawed(content, "en") == english
    assert content["in"]["en"].keys() <= {"category_names"}


@slow
@given(SUMMARIES)
def test_a_report_of_another_program_version_is_read_without_what_it_does_not_know(
    summary: PeriodSummary,
) -> None:
    plain = stored(to_plain(summary))
    plain["of_the_future"] = 1
    del plain["preset"]
    assert summary_from_plain(plain) == replace(summary, preset="")


@slow
@given(SUMMARIES)
def test_a_summary_says_nothing_otherwise_than_itself(summary: PeriodSummary) -> None:
    assert summary_changes(summary, summary) == ()


@slow
@given(SUMMARIES, SUMMARIES)
def test_changes_survive_the_store_and_hold_no_words_of_anybody(
    before: PeriodSummary, after: PeriodSummary
) -> None:
    changes = summary_changes(before, after)
    assert tuple(Change.from_plain(p) for p in stored([c.to_plain() for c in changes])) == changes
    words = {line.own_words for line in after.complaints if len(line.own_words) > 6}
    assert not any(word in part for word in words for c in changes for part in c.to_plain())


@slow
@given(SUMMARIES)
def test_emptied_words_are_no_change_of_figures(summary: PeriodSummary) -> None:
    ids = frozenset(line.case_id for line in summary.complaints)
    numbers = frozenset(line.number for line in summary.complaints)
    left = summary_from_plain(without_words_of(to_plain(summary), ids, numbers))
    assert left.figures == summary.figures
    assert all(
        (line.own_words, line.place, line.customer) == ("", "", "") for line in left.complaints
    )
    assert figure_changes(summary, left) == ()


@slow
@given(SUMMARIES)
def test_words_of_others_stay(summary: PeriodSummary) -> None:
    nobody = frozenset({"\N{SNOWMAN}" * 9})
    plain = to_plain(summary)
    assert without_words_of(plain, nobody, nobody) == plain
