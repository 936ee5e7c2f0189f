"""The monthly summary as a real PDF, read back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest

from app.domain.months import Month
from app.domain.period_summary import (
    RATIO_NAMES,
    ComplaintLine,
    Flow,
    HandlingHours,
    MonthPoint,
    OverdueOpen,
    PeriodFigures,
    PeriodSummary,
    Ratio,
)
from app.domain.periods import Period
from app.domain.terms import CaseState, Severity, Source
from app.i18n import language
from app.reports.monthly_summary import render
from app.reports.summary_method import counting_notes
from resources import ROOT

pytestmark = pytest.mark.clause("4.3-4")
poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


def complaint(number: int, **changes: object) -> ComplaintLine:
    at = datetime(2026, 10, 1, 1, 30, tzinfo=UTC) + timedelta(hours=number % 700)
    line = ComplaintLine(
        number=f"TS-{at:%Y%m%d}-{number:03d}",
        registered_at=at,
        place="Building 3, 1202",
        customer="W*",
        category="repairs",
        own_words="The lift rattles.",
        severity=Severity.NORMAL,
        responsible="Li Lei",
        due_at=at + timedelta(days=3),
        overdue=False,
        state=CaseState.CLOSED,
        score=4,
    )
    return replace(line, **changes)  # type: ignore[arg-type]


def figures() -> PeriodFigures:
    ratios: dict[str, Ratio | None] = {
        name: Ratio(101 + place, 211 + place) for place, name in enumerate(RATIO_NAMES)
    }
    ratios["promises_kept"] = Ratio(0, 0)
    ratios["reached"] = None
    return PeriodFigures(
        flow=Flow(13, 61, 4, 59, 19),
        ratios=ratios,
        handling_hours=HandlingHours(27.4, 83.6),
        overdue_open=OverdueOpen(37, 21),
        by_category={"repairs": 33, "fees": 19, "other": 9},
        by_severity={Severity.CRITICAL: 3, Severity.NORMAL: 58},
        by_source={Source.DESK: 44, Source.PHONE: 17},
        ratings={5: 23, 4: 14, 3: 8, 2: 6, 1: 5},
        no_answer=12,
        declined=11,
        relayed=10,
    )


def month(lines: tuple[ComplaintLine, ...] | None = None) -> PeriodSummary:
    return PeriodSummary(
        company="Hongyuan Property Services",
        project_code="HY1",
        project_name="Hongyuan Garden",
        timezone="Asia/Shanghai",
        period=Period.of_month(Month(2026, 10)),
        is_complete=True,
        until=datetime(2026, 10, 31, 16, tzinfo=UTC),
        figures=figures(),
        previous=figures(),
        category_names={
            "repairs": "Repairs",
            "fees": "Fees",
            "parking": "Parking",
            "other": "Other",
        },
        complaints=tuple(map(complaint, range(60))) if lines is None else lines,
        twelve_months=tuple(
            MonthPoint(2026, number, 40 + number, Ratio(30, 40)) for number in range(1, 11)
        ),
        data_hash="0123456789abcdef" * 4,
        program_version="9.8.7",
    )


def empty_month() -> PeriodSummary:
    none = PeriodFigures(
        Flow(0, 0, 0, 0, 0),
        dict.fromkeys(RATIO_NAMES, Ratio(0, 0)),
        None,
        OverdueOpen(0, 0),
        {},
        {},
        {},
        {},
        0,
        0,
        0,
    )
    return replace(month(()), figures=none, previous=None, twelve_months=())


def pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [sheet.get_textpage().get_text_bounded() for sheet in document]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def made(tmp_path: Path, summary: PeriodSummary, lang: str = "en") -> Path:
    path = tmp_path / "summary.pdf"
    render(summary, path, lang)
    return path


def test_every_figure_is_printed(tmp_path: Path) -> None:
    summary = month()
    text = " ".join(" ".join(pages(made(tmp_path, summary))).split())
    assert "B + N + R − C = E: 13 + 61 + 4 − 59 = 19" in text
    assert "checked, it balances" in text
    for ratio in summary.figures.ratios.values():
        if ratio and ratio.d:
            assert f"{ratio.n} / {ratio.d}" in text
            assert f"{ratio.n / ratio.d * 100:.1f} %" in text
    assert "0 / 0" in text
    for number in ("27.4", "83.6", "37", "21", "33", "19", "44", "58", "12", "11", "10", "78"):
        assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", text), number
    for score, count in summary.figures.ratings.items():
        assert re.search(rf"(?i)satisfied {count} \(\d+%\)", text), score
    for line in summary.complaints:
        assert line.number in text


def test_a_flow_that_does_not_balance_says_so(tmp_path: Path) -> None:
    wrong = replace(figures(), flow=Flow(13, 61, 4, 59, 20))
    text = " ".join(pages(made(tmp_path, replace(month(), figures=wrong))))
    assert "does not balance" in text
    assert "checked" not in text


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_the_same_month_gives_the_same_bytes(tmp_path: Path, lang: str) -> None:
    first = made(tmp_path, month(), lang).read_bytes()
    assert made(tmp_path, month(), lang).read_bytes() == first


def test_the_bytes_do_not_depend_on_the_process(tmp_path: Path) -> None:
    script = (
        "import importlib.util, sys, pathlib\n"
        "spec = importlib.util.spec_from_file_location('summary_test', sys.argv[1])\n"
        "module = importlib.util.module_from_spec(spec)\n"
        "sys.modules['summary_test'] = module\n"
        "spec.loader.exec_module(module)\n"
        "module.render(module.month(), pathlib.Path(sys.argv[2]), 'en')\n"
    )
    contents = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        path = tmp_path / f"{seed}.pdf"
        subprocess.run(
            [sys.executable, "-c", script, __file__, str(path)],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        )
        contents.add(path.read_bytes())
    assert len(contents) == 1


def test_every_page_has_head_foot_and_number(tmp_path: Path) -> None:
    texts = pages(made(tmp_path, month()))
    assert len(texts) > 3
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert "Hongyuan Property Services · Hongyuan Garden" in text
        assert "do not pass on" in text
        assert "Version 9.8.7 · data 0123456789ab" in text
        assert re.search(r"Monthly complaint summary\s+October 2026", text)
    assert "0123456789abcdef" * 4 in texts[-1]


def test_the_head_of_the_list_is_repeated(tmp_path: Path) -> None:
    for text in pages(made(tmp_path, month())):
        if re.search(r"TS-\d{8}-\d{3}", text):
            assert "In the customer's own words" in text


def test_a_month_without_complaints_is_a_sentence(tmp_path: Path) -> None:
    text = squeezed(" ".join(pages(made(tmp_path, empty_month()))))
    assert "TherewasnocomplainttohandleinOctober2026" in text
    assert "Bycategory" not in text
    assert "0+0+0−0=0" in text


def test_a_running_month_is_marked_on_every_page(tmp_path: Path) -> None:
    running = replace(
        month(), is_complete=False, until=datetime(2026, 10, 18, 8, 40, tzinfo=UTC), previous=None
    )
    texts = pages(made(tmp_path, running))
    assert "As of 2026-10-18 16:40: the month is not over" in texts[0]
    assert all("as of 2026-10-18 16:40" in text for text in texts)
    assert "not signed: the figures will still change" in texts[0]


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_no_code_of_a_category_is_printed(tmp_path: Path, lang: str) -> None:
    lines = tuple(
        complaint(number, category=code)
        for number, code in enumerate(("repairs", "repairs.lift", "security.fire", "gone", ""))
    )
    counted = replace(figures(), by_category={"security.fire": 30, "gone": 20, "repairs": 11})
    summary = replace(
        month(lines),
        figures=counted,
        previous=counted,
        category_names={"repairs": "Repairs 维修", "security": "Security 安全"},
    )
    text = "".join(pages(made(tmp_path, summary, lang)))
    assert not re.search(r"repairs|security|lift\b(?! rattles)|fire|gone", text)
    assert "Security 安全" in text
    assert ("已停用的类别" if lang == "zh_CN" else "a category no longer used") in text


def test_a_complaint_without_a_responsible_person_says_so(tmp_path: Path) -> None:
    summary = month((complaint(1, responsible=""),))
    assert "nobody named" in "".join(pages(made(tmp_path, summary)))
    assert "未指定" in "".join(pages(made(tmp_path, summary, "zh_CN")))


def against(name: str, before: Ratio, now: Ratio) -> PeriodSummary:
    def with_ratio(ratio: Ratio) -> PeriodFigures:
        return replace(figures(), ratios={**figures().ratios, name: ratio})

    return replace(month(), figures=with_ratio(now), previous=with_ratio(before))


@pytest.mark.parametrize(
    ("name", "before", "now", "words"),
    [
        ("resolved_in_time", Ratio(90, 100), Ratio(80, 100), "Resolved in time (−10.0 points)"),
        ("reopening", Ratio(1, 10), Ratio(3, 10), "Reopening rate (+20.0 points)"),
        ("resolved_in_time", Ratio(90, 100), Ratio(85, 100), None),
        ("reopening", Ratio(3, 10), Ratio(1, 10), None),
        ("valid", Ratio(9, 10), Ratio(1, 10), None),
        ("satisfaction", Ratio(9, 10), Ratio(0, 0), None),
        ("satisfaction", Ratio(0, 0), Ratio(1, 10), None),
    ],
)
def test_the_largest_worsening_is_named(
    tmp_path: Path, name: str, before: Ratio, now: Ratio, words: str | None
) -> None:
    text = " ".join(pages(made(tmp_path, against(name, before, now)))[1].split())
    if words is None:
        assert "Worse than the month before" not in text
    else:
        assert f"Worse than the month before, most of all: {words}." in text


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_the_manual_counts_as_the_paper_does(lang: str) -> None:
    page = (ROOT / "manual" / lang / "reports.md").read_text(encoding="utf-8")
    with language(lang):
        for name, text in counting_notes()[1:]:
            assert text in page, name


HOSTILE = [
    "<b>unclosed &\"' text",
    '<img src="/etc/hostname">',
    "</para></para>",
    "<客户>的电话 <font color=red>",
    "&amp; &#65; %s {0} \\(a\\)",
    "\u3000\u3000全角空格",
    "\U00020bb7\u4dae\U0002cb4e",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_typed_is_printed_as_typed(tmp_path: Path, words: str) -> None:
    summary = replace(
        month((complaint(1, own_words=words, place=words, customer=words[:12]),)),
        company=words,
        project_name=words,
    )
    text = squeezed(" ".join(pages(made(tmp_path, summary))))
    assert text.count(squeezed(words)) >= 2


def test_invisible_and_unknown_characters(tmp_path: Path) -> None:
    words = "bell\x07 back\u202ewards \ud800 smile \U0001f600 end"
    text = " ".join(pages(made(tmp_path, month((complaint(1, own_words=words),)))))
    joined = squeezed(text)
    assert "bellbackwards〓(U+D800)smile〓(U+1F600)end" in joined
    assert "U+D800,U+1F600" in joined
    assert "nofontherecanprint" in joined


def test_a_complaint_of_ten_thousand_characters_is_printed_whole(tmp_path: Path) -> None:
    words = "".join(chr(0x4E00 + number % 3000) for number in range(10_000))
    texts = pages(
        made(tmp_path, month((complaint(1), complaint(2, own_words=words), complaint(3))))
    )
    printed = "".join(HAN.findall("".join(texts)))
    assert len(printed) == 10_000
    assert sorted(printed) == sorted(words)
    carried_on = [text for text in texts if "continued" in text]
    assert len(carried_on) > 5
    assert all(complaint(2).number in text for text in carried_on)


def test_a_longer_complaint_is_cut_with_a_note(tmp_path: Path) -> None:
    texts = pages(made(tmp_path, month((complaint(1, own_words="长" * 100_000),))))
    text = "".join(texts)
    assert text.count("长") == 10_000
    assert "90,000" in text


def test_no_page_begins_with_a_rest_of_one_line(tmp_path: Path) -> None:
    lines = tuple(complaint(n, own_words="第一行" + "字" * (20 * (n % 4))) for n in range(200))
    for text in pages(made(tmp_path, month(lines))):
        assert text.count("第一行") == len(re.findall(r"TS-\d{8}-\d{3}", text))


def test_the_english_paper_has_no_chinese_of_its_own(tmp_path: Path) -> None:
    for summary in (month(), empty_month()):
        assert not HAN.findall("".join(pages(made(tmp_path, summary))))


def test_the_chinese_paper_has_no_english_of_its_own(tmp_path: Path) -> None:
    chinese = replace(
        month((complaint(1, place="3 幢", customer="王*", own_words="电梯", responsible="李"),)),
        company="鸿园物业",
        project_name="鸿园",
        category_names={"repairs": "维修", "fees": "收费", "other": "其他"},
        complaints=(
            complaint(1, place="3 幢", customer="王*", own_words="电梯", responsible="李"),
        ),
    )
    for summary in (chinese, replace(empty_month(), company="鸿园", project_name="鸿园")):
        text = "".join(pages(made(tmp_path, summary, "zh_CN")))
        text = text.replace(summary.data_hash, "").replace(summary.data_hash[:12], "")
        assert set(re.findall("[A-Za-z]{3,}", text)) <= {"SHA"}


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    path = made(tmp_path, month())
    with pypdfium2.PdfDocument(path) as document:
        about = document.get_metadata_dict()
        titles = [entry.get_title() for entry in document.get_toc()]
    assert about["Title"] == "Monthly complaint summary October 2026 Hongyuan Garden"
    assert about["Author"] == "Hongyuan Property Services"
    assert titles[:3] == ["Monthly complaint summary", "1. Summary", "2. Flow of complaints"]
    assert titles[-2:] == ["16. Annex: The month's complaints", "17. How the figures are counted"]
    assert b"/Lang (en)" in path.read_bytes()


def test_the_outline_leads_to_the_right_pages(tmp_path: Path) -> None:
    path = made(tmp_path, month())
    texts = pages(path)
    with pypdfium2.PdfDocument(path) as document:
        for entry in document.get_toc():
            destination = entry.get_dest()
            assert destination is not None
            index = destination.get_index()
            assert index is not None
            assert entry.get_title() in texts[index]


@poppler
def test_every_font_is_embedded(tmp_path: Path) -> None:
    path = made(tmp_path, month((complaint(1, own_words="\U00020bb7"),)))
    output = subprocess.run(
        ["pdffonts", str(path)],  # noqa: S607 - wherever it is installed
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    fonts = output.splitlines()[2:]
    assert len(fonts) >= 3
    for font in fonts:
        assert "ReceptionSans" in font
        assert re.search(r"yes yes yes +\d+ +\d+$", font), font


@poppler
def test_other_readers_find_rare_characters(tmp_path: Path) -> None:
    path = made(tmp_path, month((complaint(1, customer="\U00020bb7\u4dae\U0002cb4e"),)))
    output = subprocess.run(
        ["pdftotext", str(path), "-"],  # noqa: S607 - as above
        check=True,
        capture_output=True,
    ).stdout.decode()
    assert "\U00020bb7\u4dae\U0002cb4e" in output


def test_nothing_but_our_fonts_is_named(tmp_path: Path) -> None:
    content = made(tmp_path, month()).read_bytes()
    assert b"Helvetica" not in content
    assert content.count(b"/Type /FontDescriptor") == content.count(b"/FontFile2")


def test_a_failure_leaves_the_older_paper_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path, month())
    before = path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        render(empty_month(), path, "en")
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["summary.pdf"]


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="xx"):
        render(month(), tmp_path / "x.pdf", "xx")
    assert not list(tmp_path.iterdir())
