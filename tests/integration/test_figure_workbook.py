"""The workbook of a period, read back: the summary's figures, and formulas that check them."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.period_summary import (
    RATIO_NAMES,
    CustomerWords,
    GraveCase,
    MeasureLine,
    PeriodSummary,
    Ratio,
    RepeatAddress,
    SignOff,
    StaffLine,
)
from app.domain.periods import Period
from app.domain.terms import RatingReason
from app.i18n import set_language
from app.labels import ratio_label, score_label
from app.services.reporting import period_summary
from app.workbooks.figure_sheets import TIMELINESS
from app.workbooks.figure_workbook import figure_workbook, file_name
from app.workspace import Workspace
from db.models import Customer

NOW = datetime(2026, 10, 31, 13, 0, tzinfo=UTC)
SHEETS = [
    "Summary",
    "Flow",
    "Categories",
    "Buildings",
    "Heat map",
    "Severity, source, cause",
    "Timeliness",
    "Satisfaction",
    "Twelve months",
    "Complaints",
    "Level 1 and 2",
    "Overdue",
    "Repeats",
    "Staff",
    "Measures",
    "Method",
]
Rows = list[list[Any]]
pytestmark = pytest.mark.clause("4.3-4")


@pytest.fixture(autouse=True)
def _english(_default_language: None) -> None:
    set_language("en")


def summary_of(workspace: Workspace, period: str = "2026-10", lang: str = "en") -> PeriodSummary:
    made = workspace.read(
        period_summary,
        actor=workspace.actor,
        project_code="CH",
        period=Period.parse(period),
        lang=lang,
        now=NOW,
    )
    assert isinstance(made, PeriodSummary)
    return made


@pytest.fixture(scope="module")
def summary(demo_store: Workspace) -> PeriodSummary:
    """Return a month with everything that a report can tell."""
    made = summary_of(demo_store)
    line = made.complaints[0]
    return replace(
        made,
        grave=(GraveCase(line, "换新的", "已换新", None, None, NOW, None, 2),),
        overdue=(replace(line, overdue=True),),
        repeats=(RepeatAddress("3-2-1802", line.category, ("TS-1", "TS-2")),),
        staff=(StaffLine("s1", "何**", 5, 4, 3, Ratio(4, 5), Ratio(0, 0), Ratio(6, 8), 8),),
        said=(CustomerWords("TS-1", 2, (RatingReason.SPEED,), "来得太慢", NOW),),
        measures_new=(
            MeasureLine(
                *("GJ-1", "电梯", "老化", "换件", "周**"),
                date(2026, 11, 30),
                *("planned", "not_checked", "new", "31", ""),
            ),
        ),
        commentary="本月电梯投诉偏多。\n下月更换配件。",
    )


def sheet(content: bytes, name: str) -> Rows:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def row_of(rows: Rows, name: str) -> list[Any]:
    return next(row for row in rows if row[0] == name)


def formulas(content: bytes, number: int) -> list[str]:
    """Return the formulas of a sheet, counted from 1, as the file holds them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
    return re.findall(r"<f>([^<]*)</f>", text)


def test_it_has_every_sheet_in_order(summary: PeriodSummary) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(figure_workbook(summary, "en")))
    assert book.sheet_names == SHEETS


def test_the_ratios_are_the_summarys_with_their_counts_and_targets(summary: PeriodSummary) -> None:
    rows = sheet(figure_workbook(summary, "en"), "Summary")
    for name in RATIO_NAMES:
        ratio = summary.figures.ratios[name]
        assert ratio is not None
        row = row_of(rows, ratio_label(name))
        assert row[1:3] == [ratio.n, ratio.d], name
        assert row[3] == (pytest.approx(ratio.share) if ratio.d else "—"), name
        before = summary.previous.ratios[name] if summary.previous else None
        assert before is not None
        assert row[4:6] == [before.n, before.d], name
        assert row[11] == summary.targets.get(name, ""), name


def test_a_verdict_says_by_a_mark_and_words_whether_a_target_is_met(summary: PeriodSummary) -> None:
    ratios = {**summary.figures.ratios, "completion": Ratio(9, 10), "satisfaction": Ratio(8, 10)}
    figures = replace(summary.figures, ratios=ratios)
    over = replace(summary, figures=figures, is_complete=True)
    rows = sheet(figure_workbook(over, "en"), "Summary")
    assert row_of(rows, "Completion rate")[12] == "✓ met"
    assert row_of(rows, "Satisfaction rate")[12] == "✗ missed"


def test_a_running_period_is_not_judged_by_its_completion(summary: PeriodSummary) -> None:
    running = replace(summary, is_complete=False)
    rows = sheet(figure_workbook(running, "en"), "Summary")
    assert row_of(rows, "Completion rate")[12] == ""
    assert row_of(rows, "Satisfaction rate")[12] != ""


def test_the_counts_are_the_summarys(summary: PeriodSummary) -> None:
    rows = sheet(figure_workbook(summary, "en"), "Summary")
    figures, flow = summary.figures, summary.figures.flow
    hours = figures.handling_hours
    assert hours is not None
    for name, value in {
        "Brought forward B": flow.brought_forward,
        "New in the period N": flow.new,
        "Reopened R": flow.reopened,
        "To handle D": flow.to_handle,
        "Done C": flow.done,
        "Carried over E": flow.carried_over,
        "Overdue and open": figures.overdue_open.total,
        "Handling time in business hours, median": pytest.approx(hours.median),
        "Handling time in business hours, 90th percentile": pytest.approx(hours.p90),
    }.items():
        assert row_of(rows, name)[3] == value, name


def test_households_make_a_rate_that_is_a_formula(summary: PeriodSummary) -> None:
    figures = replace(summary.figures, households=250)
    content = figure_workbook(replace(summary, figures=figures), "en")
    row = row_of(sheet(content, "Summary"), "New complaints per 1,000 households")
    assert row[3] == pytest.approx(figures.flow.new / 250 * 1000)
    assert "D7/D16*1000" in formulas(content, 1)
    assert "D6+D7+D8" in formulas(content, 1)


def test_the_flow_recomputes_its_identity_by_formulas(summary: PeriodSummary) -> None:
    content = figure_workbook(summary, "en")
    rows = sheet(content, "Flow")
    flow = summary.figures.flow
    assert row_of(rows, "B + N + R − C, recomputed")[1] == flow.carried_over
    assert row_of(rows, "Do both sides agree?")[1] == "✓ it balances"
    found = formulas(content, 2)
    assert "B5+B6+B7" in found
    assert "B5+B6+B7-B9" in found
    assert any(text.startswith("IF(B11=B10,") for text in found)


def test_a_flow_that_does_not_balance_is_not_hidden(summary: PeriodSummary) -> None:
    wrong = replace(summary.figures.flow, carried_over=summary.figures.flow.carried_over + 1)
    content = figure_workbook(replace(summary, figures=replace(summary.figures, flow=wrong)), "en")
    assert row_of(sheet(content, "Flow"), "Do both sides agree?")[1] == "✗ it does not balance"


def test_categories_add_up_and_end_at_the_whole(summary: PeriodSummary) -> None:
    content = figure_workbook(summary, "en")
    rows = sheet(content, "Categories")
    counts = {row[0]: row[1] for row in rows[4:-1] if row[0]}
    names = summary.category_names
    assert counts == {names[code]: n for code, n in summary.figures.by_category.items()}
    assert row_of(rows, "Total")[1] == summary.figures.flow.new
    assert rows[-2][3] == pytest.approx(1.0)
    assert any(text.startswith("SUM(B5:B") for text in formulas(content, 3))


def test_buildings_and_the_heat_map_count_every_new_complaint(summary: PeriodSummary) -> None:
    content = figure_workbook(summary, "en")
    assert row_of(sheet(content, "Buildings"), "Total")[1] == summary.figures.flow.new
    assert row_of(sheet(content, "Heat map"), "Total")[-1] == summary.figures.flow.new


def test_timeliness_and_satisfaction_are_the_summarys(summary: PeriodSummary) -> None:
    content = figure_workbook(summary, "en")
    rows = sheet(content, "Timeliness")
    for name in TIMELINESS:
        ratio = summary.figures.ratios[name]
        assert ratio is not None
        assert row_of(rows, ratio_label(name))[1:3] == [ratio.n, ratio.d], name
    ages = [row[1] for row in rows if "days" in str(row[0]) and isinstance(row[1], float)]
    assert ages == list(summary.figures.ageing)
    rows = sheet(content, "Satisfaction")
    for score in range(1, 6):
        assert row_of(rows, score_label(score))[1] == summary.figures.ratings.get(score, 0)
    assert row_of(rows, "No answer")[1] == summary.figures.no_answer
    assert row_of(rows, "TS-1")[4] == "来得太慢"


def test_twelve_months_are_dates_with_their_counts(summary: PeriodSummary) -> None:
    rows = sheet(figure_workbook(summary, "en"), "Twelve months")
    points = {date(point.year, point.month, 1): point for point in summary.twelve_months}
    for row in rows[4:16]:
        point = points.pop(row[0])
        assert row[1:4] == [point.new, point.completion.n, point.completion.d]
    assert not points


def test_complaints_carry_their_times_by_the_projects_clock(summary: PeriodSummary) -> None:
    rows = sheet(figure_workbook(summary, "en"), "Complaints")
    zone = ZoneInfo(summary.timezone)
    listed = {row[0]: row for row in rows[4:]}
    assert set(listed) == {line.number for line in summary.complaints}
    for line in summary.complaints:
        wall = line.registered_at.astimezone(zone).replace(tzinfo=None)
        assert abs((listed[line.number][1] - wall).total_seconds()) < 1
        assert listed[line.number][3] == line.customer


def test_staff_measures_and_repeats_have_their_sheets(summary: PeriodSummary) -> None:
    content = figure_workbook(summary, "en")
    staff = row_of(sheet(content, "Staff"), "何**")
    assert staff[1:6] == [5, 4, 3, 4, 5]
    assert staff[9] == "—"
    assert staff[12] == pytest.approx(0.75)
    assert row_of(sheet(content, "Measures"), "GJ-1")[5] == date(2026, 11, 30)
    assert row_of(sheet(content, "Repeats"), "3-2-1802")[2] == 2
    assert row_of(sheet(content, "Level 1 and 2"), summary.complaints[0].number)[12] == 2


def test_the_method_names_the_data_and_the_signature(summary: PeriodSummary) -> None:
    signed = replace(summary, signed=SignOff(2, "何**", NOW, "补登", ("N 31 → 32",)))
    rows = sheet(figure_workbook(signed, "en"), "Method")
    assert row_of(rows, "SHA-256 of the data")[1] == summary.data_hash
    assert row_of(rows, "Counted up to")[1] == datetime(2026, 10, 31, 21, 0)  # noqa: DTZ001
    assert row_of(rows, "Signed version")[1] == 2
    assert row_of(rows, "Changed")[1] == "N 31 → 32"
    assert row_of(rows, "Completion rate")[1] == "C ÷ D"


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", " =cmd|' /C'!A0"])
def test_what_a_customer_said_is_never_a_formula(summary: PeriodSummary, words: str) -> None:
    lines = (replace(summary.complaints[0], own_words=words),)
    content = figure_workbook(replace(summary, complaints=lines, commentary=words), "en")
    assert sheet(content, "Complaints")[4][6] == f"'{words}"
    assert formulas(content, SHEETS.index("Complaints") + 1) == []
    assert not any(words.strip("= \t") in text for text in formulas(content, 1) if "cmd" in words)


def test_the_same_summary_gives_the_same_bytes(summary: PeriodSummary) -> None:
    for lang in ("en", "zh_CN"):
        assert figure_workbook(summary, lang) == figure_workbook(summary, lang)


def test_the_file_says_what_it_is_and_up_to_when(summary: PeriodSummary) -> None:
    with zipfile.ZipFile(io.BytesIO(figure_workbook(summary, "en"))) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert "Complaint figures October 2026" in core
    assert summary.data_hash in core
    assert f"{summary.until:%Y-%m-%dT%H:%M:%SZ}" in core


def test_it_prints_on_a4_with_heads_on_every_page(summary: PeriodSummary) -> None:
    with zipfile.ZipFile(io.BytesIO(figure_workbook(summary, "en"))) as archive:
        complaints = archive.read("xl/worksheets/sheet10.xml").decode()
        names = archive.read("xl/workbook.xml").decode()
    assert 'paperSize="9" orientation="landscape"' in complaints.replace(' fitToHeight="0"', "")
    assert "<autoFilter " in complaints
    assert 'state="frozen"' in complaints
    assert names.count("_xlnm.Print_Titles") >= 9


@pytest.mark.parametrize("period", ["2026-10-15", "2026-Q4", "2026", "2026-08"])
def test_every_length_of_period_can_be_written_even_an_empty_one(
    demo_store: Workspace, period: str
) -> None:
    for lang in ("en", "zh_CN"):
        made = summary_of(demo_store, period, lang)
        book = CalamineWorkbook.from_filelike(io.BytesIO(figure_workbook(made, lang)))
        assert len(book.sheet_names) == len(SHEETS)


def test_no_customer_is_named_in_full(demo_store: Workspace) -> None:
    def names(session: Session) -> set[str]:
        return {name for name in session.scalars(select(Customer.name)) if len(name) > 1}

    content = figure_workbook(summary_of(demo_store), "zh_CN")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read("xl/sharedStrings.xml").decode()
    assert not [name for name in demo_store.read(names) if name in text]


def test_the_files_name_is_safe_and_in_its_own_language(summary: PeriodSummary) -> None:
    odd = replace(summary, project_code="C/H:1")
    assert file_name(odd, "en") == "Complaint figures CH1 2026-10.xlsx"
