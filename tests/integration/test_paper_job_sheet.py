"""The job sheet as a real PDF, read back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from reportlab.graphics.barcode.qr import QrCodeWidget

from app.reports import qr_code
from app.reports.job_sheet import render
from tests.integration.case_on_paper import (
    CASE,
    HAN,
    HOSTILE,
    job_sheet,
    pages,
    pictures_in,
    poppler,
    printed_words,
    read,
)
from tests.unit.test_pictures import encoded, photo

pytestmark = pytest.mark.clause("4.3-2")


@pytest.mark.clause("3-4")
def test_the_job_sheet_says_what_the_technician_needs(tmp_path: Path) -> None:
    path = tmp_path / "job.pdf"
    render(job_sheet(), path, "en")
    (text,) = pages(path)
    for words in (
        "Job sheet",
        "TS-20261121-004",
        "Check code K7Q4",
        "Complaint · Major",
        "Repairs › Lift",
        "Room 3-2-1802",
        "Place Lift 2",
        "Customer Ms Wang",
        "Department Engineering, Zhou",
        "Promised Tell the result of the check",
        "Zhou · By phone",
        "2026-11-23 12:40",
        "Resolution 2026-11-24 10:24 running",
        "overdue by 1 day",
        "The customer's own words The lift has been rattling since Saturday.",
        "What the customer wants A clear answer today",
        "Parts and materials",
        "Quantity Unit price Amount",
        "Arrived at",
        "Left at",
        "Technician, date",
        "Customer, date",
        "Printed by Zhou Min, 2026-11-23 10:40",
        "For internal use",
        "Page 1 of 1",
    ):
        assert words in text, words
    assert "Phone" not in text
    assert not HAN.findall(text)


@pytest.mark.clause("5-3")
def test_a_sheet_with_contact_says_that_it_is_confidential(tmp_path: Path) -> None:
    path = tmp_path / "job.pdf"
    case = replace(CASE, customer="Wang Xiulan", phone="13812346027")
    render(job_sheet(case, with_contact=True), path, "en")
    (text,) = pages(path)
    assert "with contact" in text
    assert "Phone 13812346027" in text
    assert "Confidential: holds personal information" in text


def test_a_chinese_job_sheet_has_its_words_and_number(tmp_path: Path) -> None:
    path = tmp_path / "job.pdf"
    case = replace(CASE, customer="王女士", own_words="电梯异响", remedy_wanted="今天答复")
    render(job_sheet(case), path, "zh_CN")
    text = read(path)
    for words in ("王女士", "电梯异响", "今天答复", "TS-20261121-004", "校验码K7Q4"):
        assert words in text


def test_up_to_four_photos_are_printed_and_the_sheet_still_fits_one_page(tmp_path: Path) -> None:
    path = tmp_path / "job.pdf"
    strip = encoded(Image.new("RGB", (100, 1000), "teal"), "PNG")
    render(job_sheet(CASE, photo(), photo((300, 600)), strip, photo((50, 40))), path, "en")
    assert len(pages(path)) == 1
    assert pictures_in(path) == 4


def test_a_damaged_photo_leaves_a_sentence_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "job.pdf"
    render(job_sheet(CASE, photo()[:500]), path, "en")
    assert "picture is damaged" in pages(path)[0]


@poppler
@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_hostile_texts_are_printed_to_the_letter(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "job.pdf"
    case = replace(
        CASE,
        own_words=HOSTILE,
        remedy_wanted=HOSTILE,
        customer=HOSTILE,
        place=HOSTILE,
        responsible=HOSTILE,
        room_label=HOSTILE,
        printed_by=HOSTILE,
    )
    render(job_sheet(case), path, lang)
    assert printed_words(path).count(re.sub(r"\s", "", HOSTILE)) >= 6


@pytest.mark.parametrize("words", ["字" * 10_000, "x" * 10_000, "line\n" * 2_000])
def test_words_of_any_length_are_printed_whole(tmp_path: Path, words: str) -> None:
    path = tmp_path / "job.pdf"
    render(job_sheet(replace(CASE, own_words=words, place=words)), path, "en")
    texts = pages(path)
    assert len(texts) > 1
    assert read(path).count(words[0]) >= min(words.count(words[0]), 9_000)
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
    assert "Customer, date" in texts[-1]
    assert "Parts and materials" in texts[-1]


def test_the_qr_code_gets_number_and_check_code_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[str] = []
    draw = QrCodeWidget

    def widget(value: str, **options: object) -> object:
        held.append(value)
        return draw(value, **options)

    monkeypatch.setattr(qr_code, "QrCodeWidget", widget)
    render(job_sheet(), tmp_path / "job.pdf", "en")
    assert held == ["TS-20261121-004 K7Q4"]


def test_the_same_sheet_gives_the_same_bytes_with_embedded_fonts(tmp_path: Path) -> None:
    contents = []
    for name in ("a.pdf", "b.pdf"):
        render(job_sheet(CASE, photo()), tmp_path / name, "zh_CN")
        contents.append((tmp_path / name).read_bytes())
    assert b"Helvetica" not in contents[0]
    assert len(contents[0]) == pytest.approx(len(contents[1]), rel=0.05)
