"""Rows of a foreign table: what becomes a case, and what is refused with the reason."""

from __future__ import annotations

import string
from collections import defaultdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app import i18n
from app.domain.errors import Problem, UserFacingError
from app.domain.import_mapping import CaseField, ImportMapping
from app.domain.import_rows import (
    ImportedCase,
    Refusal,
    RowProblem,
    RowReader,
    RowVerdict,
    Verdict,
    judge_rows,
)
from app.domain.tables import Cell, Table, TableRow, guarded, unguarded
from app.domain.terms import CaseState, CaseType, Severity, Source
from app.import_words import field_label, row_sentence, row_template, verdict_label

pytestmark = pytest.mark.clause("4.3-1")

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 12, 2, 40, tzinfo=UTC)
HEADER = ("单号", "登记时间", "完成时间", "状态", "类型", "渠道", "等级", "地点", "内容", "电话")
ROW: dict[str, Cell] = {
    "单号": "A-1",
    "登记时间": "2026/10/01 09:30",
    "完成时间": "2026/10/02 10:00",
    "状态": "已完成",
    "类型": "保洁",
    "渠道": "电话",
    "等级": "",
    "地点": "3栋大堂",
    "内容": "电梯异响",
    "电话": "",
}
MAPPING = ImportMapping(
    timezone="Asia/Shanghai",
    datetime="%Y/%m/%d %H:%M",
    columns=dict(
        zip(
            (
                CaseField.EXTERNAL_NUMBER,
                CaseField.REGISTERED_AT,
                CaseField.ENDED_AT,
                CaseField.STATUS,
                CaseField.CATEGORY,
                CaseField.SOURCE,
                CaseField.SEVERITY,
                CaseField.PLACE,
                CaseField.OWN_WORDS,
                CaseField.PHONE,
            ),
            HEADER,
            strict=True,
        )
    ),
    constants={CaseField.TYPE: "complaint"},
    values={
        CaseField.STATUS: {"已完成": "closed", "未处理": "registered", "转出": "external"},
        CaseField.CATEGORY: {"保洁": "cleaning", "*": "other"},
        CaseField.SOURCE: {"电话": "phone", "*": "other"},
    },
)


def table_of(*rows: dict[str, Cell], header: tuple[str, ...] = HEADER) -> Table:
    return Table(
        "f.csv",
        "",
        "utf-8",
        header,
        tuple(
            TableRow(line, tuple(row.get(name, "") for name in HEADER))
            for line, row in enumerate(rows, start=2)
        ),
    )


def reader_of(table: Table, mapping: ImportMapping = MAPPING) -> RowReader:
    return RowReader(
        mapping, table, zone=SHANGHAI, categories=("cleaning", "other", "repairs.lift"), now=NOW
    )


def read(mapping: ImportMapping = MAPPING, **changes: Cell) -> ImportedCase | Refusal:
    table = table_of({**ROW, **changes})
    return reader_of(table, mapping).read(table.rows[0])


def case_of(mapping: ImportMapping = MAPPING, **changes: Cell) -> ImportedCase:
    found = read(mapping, **changes)
    assert isinstance(found, ImportedCase), found
    return found


def refusal_of(mapping: ImportMapping = MAPPING, **changes: Cell) -> RowProblem:
    found = read(mapping, **changes)
    assert isinstance(found, Refusal), found
    i18n.set_language("en")
    assert "{" not in row_sentence(found)
    return found.problem


def judged(*rows: dict[str, Cell], known: set[str] | None = None) -> list[RowVerdict]:
    table = table_of(*rows)
    return list(judge_rows(table, reader_of(table), known=known or set()))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_a_row_becomes_a_case_with_its_own_times() -> None:
    case = case_of()
    assert (case.registered_at, case.ended_at) == (at("2026-10-01 09:30"), at("2026-10-02 10:00"))
    assert (case.type, case.state) == (CaseType.COMPLAINT, CaseState.CLOSED)
    assert (case.category, case.source, case.severity) == (
        "cleaning",
        Source.PHONE,
        Severity.NORMAL,
    )
    assert (case.place, case.own_words) == ("3栋大堂", "电梯异响")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"单号": " "}, RowProblem.NUMBER_MISSING),
        ({"登记时间": ""}, RowProblem.TIME_MISSING),
        ({"登记时间": "2026-10-01 09:30"}, RowProblem.TIME_UNREADABLE),
        ({"登记时间": "2026/13/01 09:30"}, RowProblem.TIME_UNREADABLE),
        ({"登记时间": "昨天"}, RowProblem.TIME_UNREADABLE),
        ({"登记时间": "0202/10/01 09:30"}, RowProblem.TIME_TOO_OLD),
        ({"登记时间": "2026/10/12 10:41", "完成时间": ""}, RowProblem.TIME_IN_FUTURE),
        ({"完成时间": "2026/10/12 10:41"}, RowProblem.TIME_IN_FUTURE),
        ({"完成时间": "2026/10/01 09:29"}, RowProblem.ENDED_BEFORE_REGISTERED),
        ({"完成时间": ""}, RowProblem.END_MISSING),
        ({"状态": "转出", "完成时间": ""}, RowProblem.END_MISSING),
        ({"状态": "未处理"}, RowProblem.END_UNEXPECTED),
        ({"状态": "处理完"}, RowProblem.VALUE_UNKNOWN),
        ({"状态": ""}, RowProblem.VALUE_MISSING),
        ({"等级": "5"}, RowProblem.VALUE_UNKNOWN),
        ({"内容": "字" * 10_001}, RowProblem.TOO_LONG),
        ({"电话": "138****6027"}, RowProblem.NOT_A_PHONE),
        ({"电话": "13800006027/13900001111"}, RowProblem.NOT_A_PHONE),
    ],
)
def test_a_row_that_cannot_be_understood_is_refused(
    changes: dict[str, Cell], problem: RowProblem
) -> None:
    assert refusal_of(MAPPING, **changes) is problem


def test_the_value_nobody_knows_is_named() -> None:
    found = read(状态="处理完")
    assert isinstance(found, Refusal)
    assert found.facts["value"] == "处理完"


def test_an_expected_time_is_shown_by_an_example() -> None:
    i18n.set_language("en")
    found = read(登记时间="昨天")
    assert isinstance(found, Refusal)
    assert "2031/10/25 17:48 (%Y/%m/%d %H:%M)" in row_sentence(found)


def test_a_case_may_end_the_moment_it_was_registered() -> None:
    assert case_of(完成时间="2026/10/01 09:30").ended_at == at("2026-10-01 09:30")


def test_an_open_case_has_no_end() -> None:
    assert case_of(状态="未处理", 完成时间="").ended_at is None


@pytest.mark.parametrize(
    ("phone", "kept"),
    [
        ("无", ""),
        ("—", ""),
        ("１３８ ００００ ６０２７", "13800006027"),
        ("+86 138-0000-6027", "+8613800006027"),
    ],
)
def test_a_phone_is_its_digits_and_no_phone_is_none(phone: str, kept: str) -> None:
    assert case_of(电话=phone).phone == kept


def test_rest_takes_what_the_mapping_does_not_name() -> None:
    case = case_of(类型="绿化", 渠道="")
    assert (case.category, case.source) == ("other", Source.OTHER)


def test_spaces_and_full_width_letters_make_no_other_value() -> None:
    assert case_of(状态=" 已 完成\u3000").state is CaseState.CLOSED


def test_without_a_table_of_values_the_words_must_be_our_codes() -> None:
    mapping = ImportMapping(
        datetime=MAPPING.datetime, columns=MAPPING.columns, constants=MAPPING.constants
    )
    case = case_of(mapping, 状态="closed", 类型="repairs.lift", 渠道="wechat", 等级="1")
    assert (case.category, case.source) == ("repairs.lift", Source.WECHAT)
    assert case.severity is Severity.CRITICAL
    assert refusal_of(mapping, 状态="closed", 类型="保洁") is RowProblem.VALUE_UNKNOWN
    assert refusal_of(mapping, 状态="reopened") is RowProblem.VALUE_UNKNOWN


def test_a_constant_stands_where_the_cell_is_empty() -> None:
    mapping = ImportMapping(
        datetime=MAPPING.datetime,
        columns=MAPPING.columns,
        constants={CaseField.TYPE: "praise", CaseField.PLACE: "大门", CaseField.SEVERITY: "2"},
        values=MAPPING.values,
    )
    assert case_of(mapping, 地点="").place == "大门"
    assert case_of(mapping).place == "3栋大堂"
    assert case_of(mapping).severity is Severity.MAJOR
    assert case_of(mapping).type is CaseType.PRAISE


def test_a_workbooks_own_time_needs_no_format() -> None:
    moment = datetime(2026, 10, 1, 9, 30)  # noqa: DTZ001 - a wall clock's reading
    assert case_of(登记时间=moment).registered_at == at("2026-10-01 09:30")


def test_an_hour_that_the_clock_jumps_over_is_refused_and_one_shown_twice_is_the_first() -> None:
    mapping = ImportMapping(
        timezone="Europe/Berlin",
        datetime=MAPPING.datetime,
        columns=MAPPING.columns,
        constants=MAPPING.constants,
        values=MAPPING.values,
    )
    jumped = {"登记时间": "2026/03/29 02:30", "完成时间": "2026/03/29 05:00"}
    assert refusal_of(mapping, **jumped) is RowProblem.TIME_SKIPPED
    twice = case_of(mapping, 登记时间="2025/10/26 02:30", 完成时间="2025/10/26 02:10")
    assert twice.registered_at == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert twice.ended_at == datetime(2025, 10, 26, 1, 10, tzinfo=UTC)


def test_the_projects_zone_holds_where_the_mapping_names_none() -> None:
    mapping = ImportMapping(
        datetime=MAPPING.datetime,
        columns=MAPPING.columns,
        constants=MAPPING.constants,
        values=MAPPING.values,
    )
    assert case_of(mapping).registered_at == at("2026-10-01 09:30")


def test_hard_names_are_kept_to_the_letter() -> None:
    assert case_of(内容="𠮷先生 O'Brien <b>& 说").own_words == "𠮷先生 O'Brien <b>& 说"


def test_cells_beyond_the_header_betray_a_missing_quotation_mark() -> None:
    table = Table("f.csv", "", "", HEADER, (TableRow(2, (*ROW.values(), "再来一格")),))
    found = reader_of(table).read(table.rows[0])
    assert isinstance(found, Refusal)
    assert found.problem is RowProblem.TOO_MANY_CELLS


def test_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    header = ("单号", "登记\u3000时间 ", *HEADER[3:])
    with pytest.raises(UserFacingError) as caught:
        reader_of(table_of(header=header))
    assert caught.value.problem is Problem.TABLE_LACKS_COLUMN
    assert caught.value.facts["column"] == "完成时间"
    assert str(caught.value.facts["known"]).startswith("单号, 登记 时间, 状态")


def test_a_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(UserFacingError) as caught:
        reader_of(table_of(header=(*HEADER, "单号")))
    assert caught.value.problem is Problem.TABLE_COLUMN_TWICE


def test_a_number_that_the_project_has_is_already_there_whatever_else_the_row_says() -> None:
    (row,) = judged({**ROW, "登记时间": "?"}, known={"A-1"})
    assert (row.verdict, row.refusal) == (Verdict.ALREADY_THERE, None)


def test_the_same_row_twice_is_added_once() -> None:
    assert [row.verdict for row in judged(ROW, ROW)] == [Verdict.ADDED, Verdict.ALREADY_THERE]


def test_the_same_number_with_other_content_is_refused_with_the_first_line() -> None:
    first, second = judged(ROW, {**ROW, "内容": "别的事"})
    assert first.verdict is Verdict.ADDED
    assert second.refusal is not None
    assert (second.refusal.problem, second.refusal.facts["line"]) == (RowProblem.NUMBER_TWICE, 2)


def test_a_bad_row_written_twice_is_refused_twice() -> None:
    bad = {**ROW, "状态": "?"}
    assert [row.verdict for row in judged(bad, bad)] == [Verdict.REFUSED] * 2


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86 138",
        "-3",
        "@x",
        "\t=x",
        "＝1",
        " =1",
        "'=1",
        "''+x",
        "O'Brien",
        "",
        "'x",
        "1-2",
    ],
)
def test_what_is_guarded_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).lstrip().startswith(("=", "+", "-", "@", "\t", "＝"))


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_every_reason_has_a_sentence_and_every_field_a_name_of_its_own(lang: str) -> None:
    with i18n.language(lang):
        for problem in RowProblem:
            words = row_template(problem)
            names = [name for _text, name, _spec, _how in string.Formatter().parse(words) if name]
            assert words.format_map(defaultdict(str, dict.fromkeys(names, "X")))
        labels = [field_label(field) for field in CaseField]
        assert len(set(labels)) == len(labels)
        assert all(verdict_label(verdict) for verdict in Verdict)
