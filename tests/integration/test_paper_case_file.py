"""The case file as a real PDF, read back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from app.domain.papers import CaseFile, PaperEntry
from app.domain.terms import EventKind, PromiseState
from app.reports.case_file import render
from tests.integration.case_on_paper import (
    AT,
    CASE,
    HAN,
    HOSTILE,
    PROMISE,
    RUNNING,
    case_file,
    kept,
    pages,
    pictures_in,
    poppler,
    printed_words,
    read,
)
from tests.unit.test_pictures import encoded, photo

pytestmark = pytest.mark.clause("4.3-3")


def made(tmp_path: Path, file: CaseFile, lang: str = "en") -> Path:
    path = tmp_path / "file.pdf"
    render(file, path, lang)
    return path


def test_the_case_file_holds_every_section(tmp_path: Path) -> None:
    text = " ".join(pages(made(tmp_path, case_file(CASE, photo()))))
    for words in (
        "Case file",
        "State In progress",
        "Assessment Valid · Equipment",
        "Follows TS-20260901-001",
        "Took in TS-20261122-001",
        "The lift has been rattling since Saturday.",
        "Wanted A clear answer today",
        "Hand-over 2026-11-21 10:24 2026-11-21 10:44 2026-11-21 10:31 in time",
        "late by 1 hour",
        "overdue by 1 day",
        "Tell the result of the check",
        "The rail is worn",
        "Others with the same matter",
        "Z*** 3-2-1801 Here too",
        "Service supervisor A time limit ran out",
        "Project manager The desk asked for help",
        "1.jpg picture 1 below 1.2 MB",
        "Everything in its order",
        "Registered At the desk · severity Major",
        "Picture 1: 1.jpg",
        "names masked",
        "Printed by Zhou Min, 2026-11-23 10:40",
    ):
        assert words in text, words
    assert not HAN.findall(text)


@pytest.mark.clause("5-3")
def test_a_file_in_full_says_so_on_every_page(tmp_path: Path) -> None:
    file = replace(case_file(CASE, photo()), in_full=True)
    for text in pages(made(tmp_path, file)):
        assert "names and phones in full" in text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"accepted": True}, "Accepted Yes"),
        ({"accepted": False, "recourse_told": "street office"}, "No, refused. Recourse told"),
        ({"accepted": False, "final": True}, "No, refused for good"),
    ],
)
def test_what_was_wanted_given_and_accepted_is_told(
    tmp_path: Path, facts: dict[str, object], words: str
) -> None:
    answer = PaperEntry(EventKind.RESOLVED, AT, "Li Jing", "New rail shoes", facts)
    case = replace(CASE, remedy_given="New rail shoes")
    text = " ".join(pages(made(tmp_path, replace(case_file(case), timeline=(answer,)))))
    assert "Given New rail shoes" in text
    assert words in text


def test_clocks_of_two_rounds_stand_apart(tmp_path: Path) -> None:
    again = replace(RUNNING, round=2, started_at=AT + timedelta(days=1))
    gone = replace(RUNNING, cancelled_at=AT + timedelta(hours=1))
    missed = replace(RUNNING, cancelled_at=AT + timedelta(days=9))
    still = replace(again, paused_at=AT + timedelta(days=2))
    text = " ".join(pages(made(tmp_path, replace(case_file(), clocks=(gone, missed, still)))))
    for words in ("round 1", "round 2", "no longer counted", "missed", "paused"):
        assert words in text


@pytest.mark.parametrize("state", PromiseState)
def test_what_became_of_a_promise_is_told(tmp_path: Path, state: PromiseState) -> None:
    done = AT + timedelta(days=4) if state is PromiseState.LATE else None
    promise = replace(PROMISE, state=state, fulfilled_at=done)
    text = " ".join(pages(made(tmp_path, replace(case_file(), promises=(promise,)))))
    said = {
        PromiseState.OPEN: "Open",
        PromiseState.KEPT: "Kept",
        PromiseState.LATE: "late by",
        PromiseState.BROKEN: "Broken",
        PromiseState.RENEWED: "Renewed",
        PromiseState.CANCELLED: "Cancelled",
    }
    assert said[state] in text


def test_an_imported_case_with_nothing_on_record_has_a_file_too(tmp_path: Path) -> None:
    bare = replace(
        case_file(replace(CASE, external_number="OLD-17", own_words="")),
        clocks=(),
        promises=(),
        callers=(),
        escalations=(),
        files=(),
        timeline=(),
    )
    text = " ".join(pages(made(tmp_path, bare)))
    assert "Number elsewhere OLD-17" in text
    assert "No clock was kept for this case." in text
    assert "Nothing was promised." in text
    assert "Others with the same matter" not in text


def test_a_removed_file_is_named_with_its_reason(tmp_path: Path) -> None:
    gone = replace(
        kept("face.jpg"), removed_at=AT, removed_by="Zhou Min", removal_reason="a neighbour"
    )
    text = " ".join(pages(made(tmp_path, replace(case_file(), files=(gone,)))))
    assert "removed 2026-11-21 10:24 by Zhou Min: a neighbour" in text


@poppler
@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_hostile_texts_are_printed_to_the_letter(tmp_path: Path, lang: str) -> None:
    case = replace(CASE, own_words=HOSTILE, customer=HOSTILE, place=HOSTILE, room_label=HOSTILE)
    entry = PaperEntry(EventKind.NOTED, AT, HOSTILE, HOSTILE, {})
    file = replace(
        case_file(case),
        timeline=(entry,),
        promises=(replace(PROMISE, what=HOSTILE, who=HOSTILE),),
        files=(kept(HOSTILE),),
    )
    wanted = re.sub(r"\s", "", HOSTILE)
    assert printed_words(made(tmp_path, file, lang)).count(wanted) >= 8


def test_two_hundred_events_and_long_words_repeat_the_head_of_the_table(tmp_path: Path) -> None:
    entries = tuple(
        PaperEntry(
            EventKind.NOTED,
            AT + timedelta(minutes=n),
            "Li Jing",
            f"entry {n} " + "字" * (n * 3),
            {},
        )
        for n in range(200)
    )
    long = PaperEntry(EventKind.NOTED, AT + timedelta(days=1), "Li Jing", "长" * 10_000, {})
    path = made(tmp_path, replace(case_file(), timeline=(*entries, long)))
    texts = pages(path)
    assert len(texts) > 10
    text = read(path)
    for number in range(200):
        assert f"entry{number}" in text
    assert text.count("长") == 10_000
    begun = next(number for number, page in enumerate(texts) if "Everything in its order" in page)
    for page in texts[begun:]:
        assert "When What Words By" in page
    for number, page in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in page
        assert "TS-20261121-004" in page


def test_pictures_come_on_pages_of_their_own(tmp_path: Path) -> None:
    path = made(tmp_path, case_file(CASE, photo(), photo((300, 600)), photo((100, 80))))
    assert pictures_in(path) == 3
    texts = pages(path)
    first = next(number for number, text in enumerate(texts) if "Picture 1:" in text)
    assert "Everything in its order" not in texts[first]
    assert "Picture 3:" in texts[first + 1]


def test_a_long_screen_shot_is_printed_in_parts_that_can_be_read(tmp_path: Path) -> None:
    strip = encoded(Image.new("RGB", (1080, 15_000), "teal"), "PNG")
    path = made(tmp_path, case_file(CASE, strip))
    assert pictures_in(path) == 4


def test_a_damaged_picture_leaves_a_sentence_in_its_place(tmp_path: Path) -> None:
    path = made(tmp_path, case_file(CASE, photo()[:500], photo()))
    assert "picture is damaged" in " ".join(pages(path))
    assert pictures_in(path) == 1
