"""Receipt and recovery key sheet as real PDFs, read back."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pypdfium2
import pytest
from reportlab.graphics.barcode.qr import QrCodeWidget

from app.domain.papers import Receipt, ReceiptCase, RecoverySheet
from app.domain.terms import CaseType, Channel
from app.reports import qr_code, receipt, recovery_sheet

HAN = re.compile("[\u3400-\u9fff]")
PAPERS: tuple[Literal["A5", "80mm"], ...] = ("A5", "80mm")

COMPLAINT = ReceiptCase(
    number="TS-20261123-002",
    check_code="K7Q4",
    type=CaseType.COMPLAINT,
    subject="The lift rattles",
    answer="",
    promise_what="The maker of the lift comes and looks",
    promise_who="Wu Siyuan",
    promise_due_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
    promise_channel=Channel.PHONE,
)
ENQUIRY = ReceiptCase(
    "ZX-20261123-005", "M2X8", CaseType.ENQUIRY, "Deposit", "Bring the receipt", "", "", None, None
)


def visit(*cases: ReceiptCase) -> Receipt:
    return Receipt(
        company="Hongyuan Property Services",
        project_name="Hongyuan Garden",
        desk_phone="0571-8800 1234",
        timezone="Asia/Shanghai",
        visit_number="JD-20261123-014",
        received_at=datetime(2026, 11, 23, 1, 42, tzinfo=UTC),
        received_by="Zhou Min",
        customer="Ms Wang",
        cases=cases or (COMPLAINT,),
    )


def read(path: Path) -> list[tuple[tuple[float, float], str]]:
    with pypdfium2.PdfDocument(path) as document:
        return [
            (sheet.get_size(), " ".join(sheet.get_textpage().get_text_bounded().split()))
            for sheet in document
        ]


@pytest.mark.clause("4.2-3")
@pytest.mark.parametrize("size", PAPERS)
def test_the_receipt_says_what_was_promised(tmp_path: Path, size: Literal["A5", "80mm"]) -> None:
    path = tmp_path / "receipt.pdf"
    receipt.render(visit(COMPLAINT, ENQUIRY), path, size, "en")
    text = " ".join(text for _size, text in read(path))
    for words in (
        "TS-20261123-002",
        "You will hear from us Monday 23 November, by 16:00",
        'You told us: "The lift rattles"',
        "The maker of the lift comes and looks",
        "Responsible: Wu Siyuan. We will tell you by phone",
        'Matter: "Deposit"',
        "show this code or tell the number and the check code",
        "For the customer's own use",
        "ZX-20261123-005",
        "Bring the receipt",
        "0571-8800 1234",
        "2026-11-23 09:42",
        "Ms Wang",
        "Check code K7Q4",
        "JD-20261123-014",
    ):
        assert words in text
    assert not HAN.findall(text)


@pytest.mark.clause("4.2-3")
@pytest.mark.parametrize("size", PAPERS)
def test_a_receipt_printed_again_says_so_with_the_time(
    tmp_path: Path, size: Literal["A5", "80mm"]
) -> None:
    path = tmp_path / "receipt.pdf"
    again = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    for reprinted_at, count in ((None, 0), (again, 1)):
        receipt.render(replace(visit(), reprinted_at=reprinted_at), path, size, "en")
        text = " ".join(text for _size, text in read(path))
        assert text.count("Reprint 2026-11-24 09:30") == count


@pytest.mark.clause("4.2-3")
@pytest.mark.parametrize("size", PAPERS)
def test_a_chinese_receipt_speaks_to_the_customer(
    tmp_path: Path, size: Literal["A5", "80mm"]
) -> None:
    case = replace(
        COMPLAINT, subject="电梯异响", promise_what="到场检查", promise_who="工程部 周师傅"
    )
    path = tmp_path / "receipt.pdf"
    receipt.render(visit(case, replace(ENQUIRY, subject="押金")), path, size, "zh_CN")
    text = "".join(text for _size, text in read(path)).replace(" ", "")
    for words in (
        "您反映：“电梯异响”",
        "事项：“押金”",
        "最晚答复时间11月23日（星期一）16:00前",
        "负责：工程部周师傅；电话告知您",
        "查询进度时请出示此码，或报单号和校验码",
        "感谢您的信任",
    ):
        assert words in text


@pytest.mark.parametrize("channel", Channel)
def test_every_way_of_telling_the_customer_is_a_sentence(tmp_path: Path, channel: Channel) -> None:
    path = tmp_path / "receipt.pdf"
    receipt.render(
        visit(replace(COMPLAINT, promise_channel=channel, promise_who="")), path, "A5", "en"
    )
    ((_size, text),) = read(path)
    assert re.search(r"We will tell you (in person|by \w+)", text)
    assert "Responsible" not in text


def test_a_single_matter_fills_its_sheet_and_two_share_one(tmp_path: Path) -> None:
    heights = []
    for cases in ((COMPLAINT,), (COMPLAINT, ENQUIRY)):
        path = tmp_path / "receipt.pdf"
        receipt.render(visit(*cases), path, "A5", "en")
        with pypdfium2.PdfDocument(path) as document:
            (sheet,) = document
            text = sheet.get_textpage()
            found = text.search(COMPLAINT.number).get_next()
            assert found is not None
            _left, bottom, _right, top = text.get_charbox(found[0], loose=True)
            heights.append(top - bottom)
    assert heights[0] > 1.2 * heights[1]


def test_the_roll_is_as_long_as_its_text(tmp_path: Path) -> None:
    heights = []
    for cases in ((COMPLAINT,), (COMPLAINT, ENQUIRY, COMPLAINT)):
        path = tmp_path / "receipt.pdf"
        receipt.render(visit(*cases), path, "80mm", "en")
        sheets = read(path)
        assert len(sheets) == 1
        (width, height), _text = sheets[0]
        assert width == pytest.approx(80 * 72 / 25.4, abs=0.1)
        heights.append(height)
    assert heights[0] < heights[1] < 2000


@pytest.mark.parametrize("size", PAPERS)
@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_the_same_receipt_gives_the_same_bytes(
    tmp_path: Path, size: Literal["A5", "80mm"], lang: str
) -> None:
    contents = []
    for name in ("a.pdf", "b.pdf"):
        receipt.render(visit(), tmp_path / name, size, lang)
        contents.append((tmp_path / name).read_bytes())
    assert contents[0] == contents[1]
    assert b"Helvetica" not in contents[0]


@pytest.mark.parametrize("size", PAPERS)
@pytest.mark.parametrize(
    "words",
    ["<b>&\"' </para>", "\U00020bb7\u4dae", "字" * 100_000, "a\n" * 5_000, "\x00\ud800\u202e", ""],
)
def test_hostile_texts_are_printed(tmp_path: Path, size: Literal["A5", "80mm"], words: str) -> None:
    case = replace(COMPLAINT, subject=words, answer=words, promise_what=words, promise_who=words)
    path = tmp_path / "receipt.pdf"
    receipt.render(replace(visit(case, case, ENQUIRY), customer=words[:40]), path, size, "en")
    text = "".join(text for _size, text in read(path))
    assert "ZX-20261123-005" in text
    if len(words) < 100 and words.isprintable():
        assert re.sub(r"\s", "", words) in re.sub(r"\s", "", text)


def test_receipts_over_two_pages_are_numbered(tmp_path: Path) -> None:
    path = tmp_path / "receipt.pdf"
    receipt.render(visit(*[COMPLAINT] * 6), path, "A5", "en")
    sheets = read(path)
    assert len(sheets) > 2
    for number, (_size, text) in enumerate(sheets, start=1):
        assert f"Page {number} of {len(sheets)}" in text


def test_the_qr_code_gets_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[str] = []
    draw = QrCodeWidget

    def widget(value: str, **options: object) -> object:
        held.append(value)
        return draw(value, **options)

    monkeypatch.setattr(qr_code, "QrCodeWidget", widget)
    receipt.render(visit(COMPLAINT, ENQUIRY), tmp_path / "receipt.pdf", "A5", "en")
    assert held == ["TS-20261123-002 K7Q4", "ZX-20261123-005 M2X8"]


def test_papers_can_be_asked_for_at_the_same_time(tmp_path: Path) -> None:
    def one(number: int) -> bytes:
        path = tmp_path / f"{number}.pdf"
        receipt.render(visit(), path, PAPERS[number % 2], "en" if number % 3 else "zh_CN")
        return path.read_bytes()

    expected = [one(number) for number in range(6)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one, list(range(6)) * 3)) == expected * 3


KEY = "7K3M-9QXT-2HVB-4R8N-WZ5C-J6DP-0FGY-1SEA-8TQ2"


@pytest.mark.parametrize("key", [KEY, KEY.replace("-", " ")])
def test_the_recovery_sheet_shows_the_key_in_nine_groups(tmp_path: Path, key: str) -> None:
    path = tmp_path / "key.pdf"
    sheet = RecoverySheet("Hongyuan", key, "0199-aa", "2026-11-23", "Zhou Min")
    recovery_sheet.render(sheet, path, "en")
    sheets = read(path)
    assert len(sheets) == 1
    text = re.sub(r"\s", "", sheets[0][1])
    for group in KEY.split("-"):
        assert group in text
    assert "Page1of1" in text
    assert "Printthissheettwice" in text
    assert KEY.encode() not in path.read_bytes()


def test_the_recovery_sheet_fits_one_page_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "key.pdf"
    sheet = RecoverySheet("鸿园物业", KEY, "0199-aa", "2026-11-23", "周敏")
    recovery_sheet.render(sheet, path, "zh_CN")
    assert len(read(path)) == 1
