"""The feedback analysis on paper: its figures, its marks, and nobody's name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from app.domain.feedback import FeedbackAnalysis
from app.domain.periods import Period
from app.domain.terms import RatingAnswer, RatingReason
from app.domain.visit_flow import CustomerDraft, RatingDraft
from app.domain.word_list import WordList
from app.reports import feedback_report
from app.services.complaint_words import complaint_words
from app.services.feedback import feedback_analysis
from tests.integration.receptions import (
    COMPLAINT,
    ENQUIRY,
    RELAYED,
    VERY_SATISFIED,
    Desk,
    local,
)

NAME = "濮阳灿烂"
NOW = local(3, month=11)
ANGRY = RatingDraft(RatingAnswer.SCORED, 1, (RatingReason.SPEED,), f"{NAME}等了三天")


def read(desk: Desk, month: str) -> tuple[FeedbackAnalysis, WordList]:
    """Return what the paper of a month is made from."""
    on = {"project_code": desk.project.code, "period": Period.parse(month)}
    return (
        desk.read(feedback_analysis, **on, lang="en", now=NOW),
        desk.read(complaint_words, **on),
    )


def printed(desk: Desk, folder: Path, month: str = "2026-10", lang: str = "en") -> list[str]:
    """Return the text of each page of the paper of a month."""
    path = folder / "feedback.pdf"
    feedback_report.render(*read(desk, month), path, lang, printed_by="李静", printed_at=NOW)
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.clause("6-3")
def test_the_paper_has_the_figures_the_words_and_no_name(desk: Desk, tmp_path: Path) -> None:
    leak = replace(COMPLAINT, own_words=f"{NAME}家车库漏水")
    person = CustomerDraft(name=NAME, phone="19900000321")
    desk.receive(ENQUIRY, now=local(12), rating=VERY_SATISFIED)
    desk.receive(ENQUIRY, now=local(12), rating=RELAYED)
    desk.receive(leak, now=local(13), customer=person, rating=ANGRY)
    desk.receive(leak, now=local(14), rating=VERY_SATISFIED)
    pages = printed(desk, tmp_path)
    text = "\n".join(pages)
    assert len(pages) <= 2
    assert "75.0 %" in text
    assert "3 / 4" in text
    assert "(few)" in text
    assert "漏水" in text
    assert "Too few answers: 3 ratings of others, who are not named." in text
    assert "濮阳**等了三天" in text
    assert NAME not in text


def test_a_period_in_which_nobody_was_asked_can_be_printed(desk: Desk, tmp_path: Path) -> None:
    (only,) = printed(desk, tmp_path, "2026-03")
    assert "Nobody was asked in this period." in only


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_the_same_figures_make_the_same_paper(desk: Desk, tmp_path: Path, lang: str) -> None:
    desk.receive(ENQUIRY, now=local(12), rating=VERY_SATISFIED)
    desk.receive(COMPLAINT, now=local(12), rating=ANGRY)
    sources = read(desk, "2026-10")
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    for path in (first, second):
        feedback_report.render(*sources, path, lang, printed_by="李静", printed_at=NOW)
    assert first.read_bytes() == second.read_bytes()
