"""The proposal for a mapping: right where names explain themselves, silent where they do not."""

from __future__ import annotations

from typing import Any

import pytest

from app import i18n
from app.domain.import_guess import FORMATS, guess_columns, guess_format, guess_mapping
from app.domain.import_mapping import CaseField, ImportMapping, check_mapping, is_time_format
from app.domain.tables import Table, TableRow
from app.import_words import field_label

NAMES = {"cleaning": ("环境卫生", "Cleaning"), "other": ("其他", "Other")}
F = CaseField


def table_of(header: tuple[str, ...], *rows: tuple[Any, ...]) -> Table:
    lines = tuple(TableRow(number, cells) for number, cells in enumerate(rows, start=2))
    return Table("f.csv", "", "utf-8", header, lines)


def guess(table: Table) -> ImportMapping:
    return guess_mapping(table, timezone="Asia/Shanghai", category_names=NAMES, labels={})


def test_the_documented_table_is_understood_without_help() -> None:
    header = ("单号", "登记时间", "完成时间", "状态", "类型", "渠道", "地点", "内容")
    table = table_of(
        header,
        ("1", "2026/10/01 09:30", "2026/10/02 10:00", "已完成", "保洁", "电话", "大堂", "垃圾"),
        ("2", "2026/10/01 09:30", "", "未处理", "绿化", "微信", "大堂", "垃圾"),
        ("3", "2026/10/01 09:30", "", "奇怪", "", "", "", ""),
    )
    mapping = guess(table)
    check_mapping(mapping)
    assert tuple(mapping.columns.values()) == header[:4] + header[4:]
    assert mapping.columns[F.CATEGORY] == "类型"
    assert mapping.datetime == "%Y/%m/%d %H:%M"
    assert mapping.constants == {F.TYPE: "complaint"}
    assert mapping.values[F.STATUS] == {"已完成": "closed", "未处理": "registered"}
    assert mapping.values[F.CATEGORY] == {"保洁": "cleaning"}
    assert mapping.values[F.SOURCE] == {"电话": "phone", "微信": "wechat"}


def test_a_column_is_found_by_a_part_of_its_name_but_taken_once_only() -> None:
    found = guess_columns(("业主联系电话", "客户姓名", "工单号 ", "序号"), {})
    assert found == {
        F.EXTERNAL_NUMBER: "工单号",
        F.CUSTOMER_NAME: "客户姓名",
        F.PHONE: "业主联系电话",
    }


def test_english_names_are_known_as_whole_words_only() -> None:
    found = guess_columns(("Ticket No", "Status", "Valid", "Created"), {})
    assert found == {
        F.EXTERNAL_NUMBER: "Ticket No",
        F.REGISTERED_AT: "Created",
        F.STATUS: "Status",
    }


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_a_file_that_this_program_wrote_is_known_again(lang: str) -> None:
    with i18n.language(lang):
        labels = {field: field_label(field) for field in CaseField}
    assert guess_columns(tuple(labels.values()), labels) == labels


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-01-05 09:30", "%Y-%m-%d %H:%M"),
        ("2026/1/5 9:30", "%Y/%m/%d %H:%M"),
        ("2026年1月5日", "%Y年%m月%d日"),
        ("20260105093000", "%Y%m%d%H%M%S"),
        ("05.01.2026 09:30", "%d.%m.%Y %H:%M"),
    ],
)
def test_the_form_of_the_times_is_found(text: str, form: str) -> None:
    assert guess_format(table_of(("t",), (text,)), ["t"]) == form


def test_a_day_beyond_twelve_tells_which_comes_first() -> None:
    table = table_of(("t",), ("05/01/2026 09:30",), ("31/01/2026 09:30",))
    assert guess_format(table, ["t"]) == "%d/%m/%Y %H:%M"


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_that_is_offered_can_be_used(form: str) -> None:
    assert is_time_format(form)
