"""The papers of a day, a month, a quarter and a year with every part filled, read back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest

from app.domain.period_summary import HeatCell, PeriodSummary, Ratio
from app.domain.periods import PeriodKind
from app.i18n import language
from app.reports.period_report import render
from tests.integration import example_summaries as examples

pytestmark = pytest.mark.clause("4.3-4")

SECTIONS = (
    "Summary",
    "Flow of complaints",
    "By category",
    "By building",
    "By source, severity and cause",
    "Timeliness and care",
    "Age of the open complaints",
    "Satisfaction",
    "What customers said",
    "Level 1 and 2 complaints one by one",
    "Overdue complaints",
    "Repeat addresses",
    "Staff",
    "What became of the last measures",
    "New improvement measures",
    "Annex: The month's complaints",
    "How the figures are counted",
)


def made(tmp_path: Path, summary: PeriodSummary, lang: str = "en") -> Path:
    path = tmp_path / "paper.pdf"
    render(summary, path, lang)
    return path


def pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [sheet.get_textpage().get_text_bounded() for sheet in document]


def flat(path: Path) -> str:
    return " ".join(" ".join(pages(path)).split())


def between(text: str, begin: str, end: str) -> str:
    """Return what stands between two headings; the contents on the cover name them too."""
    start = text.rindex(begin)
    return text[start : text.index(end, start)]


def outline(path: Path) -> list[tuple[str, int, int]]:
    """Return title, level and page number of each bookmark."""
    found = []
    with pypdfium2.PdfDocument(path) as document:
        for entry in document.get_toc():
            destination = entry.get_dest()
            assert destination is not None
            index = destination.get_index()
            assert index is not None
            found.append((entry.get_title(), entry.level, index + 1))
    return found


def test_the_month_has_its_sections_in_order(tmp_path: Path) -> None:
    titles = [
        title for title, level, _page in outline(made(tmp_path, examples.month())) if not level
    ]
    assert titles[1:] == [f"{n}. {title}" for n, title in enumerate(SECTIONS, start=1)]


@pytest.mark.parametrize("kind", [PeriodKind.QUARTER, PeriodKind.YEAR])
def test_longer_periods_have_the_same_sections_without_the_list(
    tmp_path: Path, kind: PeriodKind
) -> None:
    path = made(tmp_path, examples.of_kind(kind))
    titles = [title.partition(". ")[2] for title, level, _page in outline(path) if not level][1:]
    expected = [title.removesuffix(" one by one") for title in SECTIONS if "Annex" not in title]
    assert titles == expected


def test_grave_complaints_have_bookmarks_below_their_section(tmp_path: Path) -> None:
    summary = examples.month()
    below = [title for title, level, _page in outline(made(tmp_path, summary)) if level]
    for case in summary.grave:
        assert case.line.number in below


def test_the_contents_name_the_page_of_each_section(tmp_path: Path) -> None:
    path = made(tmp_path, examples.month())
    cover = " ".join(pages(path)[0].split())
    for title, level, page in outline(path)[1:]:
        if not level:
            assert re.search(rf"{re.escape(title)} {page}\b", cover), title


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
@pytest.mark.parametrize("kind", list(PeriodKind))
def test_the_same_summary_gives_the_same_bytes(tmp_path: Path, kind: PeriodKind, lang: str) -> None:
    summary = examples.of_kind(kind, lang)
    first = made(tmp_path, summary, lang).read_bytes()
    assert made(tmp_path, summary, lang).read_bytes() == first


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_a_paper_says_its_language_and_title(tmp_path: Path, lang: str) -> None:
    path = made(tmp_path, examples.month(lang), lang)
    assert f"/Lang ({lang.replace('_', '-')})".encode() in path.read_bytes()
    with pypdfium2.PdfDocument(path) as document:
        title = document.get_metadata_dict()["Title"]
    assert title.endswith("翠湖花园" if lang == "zh_CN" else "Jade Lake Garden")


def test_the_cover_says_who_signed_which_version_and_what_it_changes(tmp_path: Path) -> None:
    cover = " ".join(pages(made(tmp_path, examples.month()))[0].split())
    for words in (
        "Chen Zhiyuan",
        "2026-11-03 09:40",
        "Two complaints were in the wrong category",
        "Repairs: 18 → 19",
        "Prepared by",
        "Reviewed by",
        "Approved by",
    ):
        assert words in cover
    assert all("version 2" in text for text in pages(made(tmp_path, examples.month())))


def test_a_long_list_of_changes_is_cut_and_counted(tmp_path: Path) -> None:
    summary = examples.month()
    assert summary.signed is not None
    signed = replace(summary.signed, changes=tuple(f"Change {n}: 1 → 2" for n in range(40)))
    texts = pages(made(tmp_path, replace(summary, signed=signed)))
    assert "and 33 more changes, told at the end" in texts[0]
    assert "Prepared by" in texts[0]
    assert "1. Summary" in texts[1]
    assert all(f"Change {n}: 1 → 2" in "".join(texts[1:]) for n in range(40))


def test_the_summary_is_one_page_with_the_last_measures_and_the_comment(tmp_path: Path) -> None:
    texts = pages(made(tmp_path, examples.month()))
    assert "1. Summary" in texts[1]
    assert "What became of the last measures" in texts[1]
    assert "The desk tells residents the same day" in texts[1]
    assert "Effective · 14.0 % (7/50) → 4.0 % (2/50)" in texts[1]
    assert "Next month the garage at night comes first." in texts[1]
    assert "2. Flow of complaints" in texts[2]


def test_without_a_comment_there_is_room_to_write_one(tmp_path: Path) -> None:
    texts = pages(made(tmp_path, replace(examples.month(), commentary="")))
    assert "Comment of the service supervisor" in texts[1]
    assert "2. Flow of complaints" in texts[2]


def test_a_long_comment_is_printed_whole(tmp_path: Path) -> None:
    words = " ".join(f"word{n}" for n in range(1000))
    text = flat(made(tmp_path, replace(examples.month(), commentary=words)))
    assert all(f"word{n}" in text for n in range(1000))


def test_every_ratio_stands_beside_its_counts_and_its_target(tmp_path: Path) -> None:
    summary = examples.month()
    text = flat(made(tmp_path, summary))
    for name, ratio in summary.figures.ratios.items():
        assert ratio is not None
        assert f"{ratio.n / ratio.d * 100:.1f} %" in text, name
        assert f"{ratio.n} / {ratio.d}" in text, name
    assert "95 % missed" in text
    assert "target 90 %" in text


def test_nothing_is_divided_by_nothing(tmp_path: Path) -> None:
    figures = examples.figures()
    none = replace(figures, ratios=dict.fromkeys(figures.ratios, Ratio(0, 0)))
    text = flat(made(tmp_path, replace(examples.month(), figures=none)))
    assert "Completion rate — 0 / 0 90 %" in text


def test_buildings_and_categories_add_up_in_the_heat_map(tmp_path: Path) -> None:
    summary = examples.month()
    text = flat(made(tmp_path, summary))
    part = between(text, "4. By building", "5. By source")
    counts = sorted((n for n in summary.figures.by_category.values() if n), reverse=True)
    assert f"Total {summary.figures.flow.new} {' '.join(map(str, counts))}" in part
    for building, count in summary.figures.by_building.items():
        if building:
            share = f"{count / summary.figures.flow.new * 100:.1f} %"
            assert re.search(
                rf"{summary.building_names[building]} {count} {re.escape(share)}", part
            )
    assert "48.2 (58 / 1204)" in part


def test_many_buildings_are_told_in_one_row_and_keep_their_sum(tmp_path: Path) -> None:
    summary = examples.month()
    figures = replace(
        summary.figures,
        by_building={f"b{n}": 200 - n for n in range(60)},
        heat=tuple(HeatCell(f"b{n}", "repairs", 200 - n) for n in range(60)),
    )
    names = {f"b{n}": f"Tower {n}" for n in range(60)}
    text = flat(made(tmp_path, replace(summary, figures=figures, building_names=names)))
    assert f"37 other buildings {sum(200 - n for n in range(23, 60))}" in text
    assert "Tower 22" in text
    assert "Tower 23 " not in text


def test_the_open_complaints_are_told_by_age(tmp_path: Path) -> None:
    text = flat(made(tmp_path, examples.month()))
    assert "up to 3 days 2 22.2 %" in text
    assert "15 to 30 days 2 22.2 %" in text
    assert "over 30 days 1 11.1 %" in text


def test_grave_complaints_are_told_one_by_one(tmp_path: Path) -> None:
    text = flat(made(tmp_path, examples.month()))
    for words in (
        "TS-20261008-002",
        "1 Critical",
        "Free the child; say how it is prevented.",
        "Freed in 18 minutes",
        "escalated to level 1 · Closed",
        "Equipment",
    ):
        assert words in text


def test_overdue_complaints_come_with_the_longest_first(tmp_path: Path) -> None:
    summary = examples.month()
    texts = pages(made(tmp_path, replace(summary, overdue=summary.overdue[::-1])))
    text = " ".join(" ".join(texts).split())
    part = text[text.rindex("Overdue complaints") : text.rindex("Repeat addresses")]
    days = [int(found) for found in re.findall(r"(\d+) days", part)]
    assert days == sorted(days, reverse=True)
    assert len(days) == len(summary.overdue)


def test_the_staff_are_masked_as_they_were_given_and_few_ratings_hide_satisfaction(
    tmp_path: Path,
) -> None:
    text = flat(made(tmp_path, examples.month()))
    assert "L* 30 21 20 93.3 % (28 / 30) 91.7 % (11 / 12) 94.7 % (18 / 19) 19" in text
    assert "Z* 12 13 10 83.3 % (10 / 12) 75.0 % (9 / 12) — 3" in text
    assert "shown from 5 ratings that customers entered themselves" in text


def test_measures_are_told_with_state_effect_and_the_figure_before_and_after(
    tmp_path: Path,
) -> None:
    text = flat(made(tmp_path, examples.month()))
    assert "2 of 4 measures are done." in text
    for words in ("Cause: The contractor tells only Works", "Under way", "No effect", "Dropped"):
        assert words in text
    assert "now 14.0 % (7/50)" in text


@pytest.mark.parametrize("words", [examples.HOSTILE, examples.RARE, "</para><b>\U0001f600"])
def test_what_people_typed_is_printed_as_typed_in_every_list(tmp_path: Path, words: str) -> None:
    summary = examples.month()
    line = replace(summary.complaints[0], own_words=words, place=words, customer=words)
    summary = replace(
        summary,
        grave=(replace(summary.grave[0], line=line, remedy_wanted=words, remedy_given=words),),
        overdue=(line,),
        repeats=(replace(summary.repeats[0], place=words),),
        staff=(replace(summary.staff[0], name=words),),
        said=(replace(summary.said[0], words=words),),
        measures_before=(replace(summary.measures_before[0], finding=words, note=words),),
        commentary=words,
    )
    text = re.sub(r"\s+", "", flat(made(tmp_path, summary)))
    printed = words.replace("\U0001f600", "〓(U+1F600)").replace(" ", "")
    assert text.count(printed) >= 12


def test_an_empty_month_is_three_pages_at_most(tmp_path: Path) -> None:
    for lang in ("en", "zh_CN"):
        texts = pages(made(tmp_path, examples.empty(lang), lang))
        assert len(texts) <= 4
    assert "There was no complaint to handle in October 2026" in flat(
        made(tmp_path, examples.empty())
    )


def test_a_month_with_one_complaint_says_so_without_empty_phrases(tmp_path: Path) -> None:
    text = flat(made(tmp_path, examples.one_complaint()))
    assert "58" not in text.partition("17.")[0]
    assert "Largest category" not in text
    assert "1 complaint " in text
    assert "100.0 %" in text


def test_the_quarter_tells_its_months_and_both_comparisons(tmp_path: Path) -> None:
    text = flat(made(tmp_path, examples.of_kind(PeriodKind.QUARTER)))
    assert "Quarterly complaint report" in text
    assert "Quarter 4, 2026" in text
    part = between(text, "Months one by one", "3. By category")
    assert re.findall(r"[A-Z][a-z]+ 2026", part) == [
        "October 2026",
        "November 2026",
        "December 2026",
    ]
    assert "Quarter before" in text
    assert "Last year" in text
    assert "here they hold for the quarter" in text


def test_the_year_tells_twelve_months_and_no_comparison_twice(tmp_path: Path) -> None:
    text = flat(made(tmp_path, examples.of_kind(PeriodKind.YEAR)))
    part = between(text, "Months one by one", "3. By category")
    assert len(re.findall(r"[A-Z][a-z]+ 2026", part)) == 12
    assert "Last year" not in text


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_the_day_sheet_is_one_page_however_much_happened(tmp_path: Path, lang: str) -> None:
    summary = examples.of_kind(PeriodKind.DAY, lang)
    many = tuple(examples.complaint(n, lang) for n in range(200))
    late = tuple(replace(line, overdue=True) for line in many)
    texts = pages(
        made(tmp_path, replace(summary, complaints=many, overdue=late, due_soon=many), lang)
    )
    assert len(texts) == 1
    assert len(re.findall(r"TS-\d{8}-\d{3}", texts[0])) >= 8
    assert texts[0].count("200") >= 3


def test_the_day_sheet_tells_new_due_and_overdue(tmp_path: Path) -> None:
    summary = examples.of_kind(PeriodKind.DAY)
    text = flat(made(tmp_path, summary))
    assert "6 + 58 + 2 − 57 = 9" in text
    for line in (*summary.complaints, *summary.due_soon, *summary.overdue):
        assert line.number in text
    assert "2026-10-31 Saturday" in text


def test_an_empty_day_is_told_in_sentences(tmp_path: Path) -> None:
    day = replace(
        examples.empty(), period=examples.of_kind(PeriodKind.DAY).period, is_complete=False
    )
    text = flat(made(tmp_path, day))
    assert "No complaint was registered on this day." in text
    assert "Nothing falls due on this day or the next." in text
    assert "the period is not over" in text


def test_no_heading_stands_alone_at_the_foot_of_a_page(tmp_path: Path) -> None:
    summary = examples.month()
    for more in range(0, 40, 3):
        said = tuple(
            replace(summary.said[0], number=f"TS-20261001-{n:03d}", given_at=at)
            for n in range(more)
            for at in [summary.said[0].given_at + timedelta(hours=n)]
        )
        path = made(tmp_path, replace(summary, said=said))
        texts = pages(path)
        for title, _level, page in outline(path)[1:]:
            words = texts[page - 1].replace("\r\n", "\n")
            after = words[words.rindex(title) + len(title) :]
            body = after.partition("Internal: holds personal")[0]
            assert len(body.split()) > 5, title


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_no_page_is_nearly_empty(tmp_path: Path, lang: str) -> None:
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR):
        with pypdfium2.PdfDocument(made(tmp_path, examples.of_kind(kind, lang), lang)) as document:
            for sheet in list(document)[:-1]:
                text = sheet.get_textpage()
                edges = [text.get_rect(n)[1] for n in range(text.count_rects())]
                assert min(edge for edge in edges if edge > 58) < 842 * 0.6


def test_the_chinese_papers_have_no_english_of_their_own(tmp_path: Path) -> None:
    for summary in (
        *(examples.of_kind(kind, "zh_CN") for kind in PeriodKind),
        examples.empty("zh_CN"),
        examples.one_complaint("zh_CN"),
    ):
        text = "".join(pages(made(tmp_path, summary, "zh_CN")))
        assert set(re.findall("[A-Za-z]{3,}", text)) <= {"SHA", "abcdef"}


def test_the_english_papers_have_no_chinese_of_their_own(tmp_path: Path) -> None:
    for kind in PeriodKind:
        text = "".join(pages(made(tmp_path, examples.of_kind(kind))))
        assert not re.findall("[\u3400-\u9fff]", text)


def test_the_language_of_the_screen_does_not_matter(tmp_path: Path) -> None:
    with language("zh_CN"):
        chinese = made(tmp_path, examples.month()).read_bytes()
    with language("en"):
        assert made(tmp_path, examples.month()).read_bytes() == chinese
