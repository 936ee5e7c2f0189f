"""Where an outage stands, in which order outages are listed, and what an announcement needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from app import i18n
from app.answer_words import outage_words
from app.domain.errors import FieldProblem
from app.domain.outages import (
    TITLE_LIMIT,
    OutageDraft,
    OutageStanding,
    OutageView,
    check_outage,
    in_order,
)
from tests.unit.test_intake_hints import NOW, OUTAGE

HOUR = timedelta(hours=1)
PLANNED = replace(OUTAGE, outage_id="1", begins_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
OVERDUE = replace(OUTAGE, outage_id="2", ends_at=NOW - timedelta(minutes=1))
OPEN_END = replace(OUTAGE, outage_id="3", ends_at=None)
PAST = replace(OUTAGE, outage_id="4", ended_at=NOW - HOUR)
LONG_PAST = replace(OUTAGE, outage_id="5", ended_at=NOW - 9 * HOUR)
DRAFT = OutageDraft("停水", "预计 18:00 恢复", begins_at=NOW, ends_at=NOW + HOUR)


@pytest.mark.parametrize(
    ("outage", "standing"),
    [
        (OUTAGE, OutageStanding.CURRENT),
        (OPEN_END, OutageStanding.CURRENT),
        (PLANNED, OutageStanding.PLANNED),
        (OVERDUE, OutageStanding.OVERDUE),
        (PAST, OutageStanding.PAST),
        (replace(PLANNED, ended_at=NOW), OutageStanding.PAST),
    ],
)
def test_where_an_outage_stands(outage: OutageView, standing: OutageStanding) -> None:
    assert outage.standing(NOW) is standing


def test_what_should_be_over_comes_first_and_the_past_last() -> None:
    listed = in_order((LONG_PAST, PAST, PLANNED, OUTAGE, OVERDUE), NOW)
    assert [outage.outage_id for outage in listed] == ["2", "0" * 32, "1", "4", "5"]


def test_a_whole_announcement_is_taken() -> None:
    assert check_outage(DRAFT) == []
    assert check_outage(replace(DRAFT, ends_at=None)) == []


@pytest.mark.parametrize(
    ("draft", "field", "problem"),
    [
        (replace(DRAFT, title=" "), "title", FieldProblem.REQUIRED),
        (replace(DRAFT, wording=""), "wording", FieldProblem.REQUIRED),
        (replace(DRAFT, title="停" * (TITLE_LIMIT + 1)), "title", FieldProblem.TOO_LONG),
        (replace(DRAFT, begins_at=None), "begins_at", FieldProblem.REQUIRED),
        (replace(DRAFT, ends_at=NOW), "ends_at", FieldProblem.NOT_AFTER_BEGINNING),
    ],
)
def test_what_an_announcement_lacks_is_named(
    draft: OutageDraft, field: str, problem: FieldProblem
) -> None:
    assert [(e.field, e.problem) for e in check_outage(draft)] == [(field, problem)]


@pytest.mark.parametrize(
    ("outage", "words"),
    [
        (OUTAGE, "3 幢停水 · building 3 · until today 04:00"),
        (OPEN_END, "3 幢停水 · building 3 · end not known yet"),
        (PLANNED, "3 幢停水 · building 3 · from today 03:00"),
        (
            replace(OVERDUE, ends_at=NOW - HOUR),
            "3 幢停水 · building 3 · should have ended today 01:00",
        ),
        (replace(PAST, building=""), "3 幢停水 · whole project · ended today 01:00"),
    ],
)
def test_an_outage_on_one_line(outage: OutageView, words: str) -> None:
    i18n.set_language("en")
    assert outage_words(outage, NOW, ZoneInfo("UTC")) == words
