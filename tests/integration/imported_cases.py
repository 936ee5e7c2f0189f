"""A table from another system as the tests write it, and the mapping that belongs to it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.domain.case_states import EXIT_STATES
from app.domain.import_mapping import CaseField, ImportMapping
from app.domain.tables import Table
from app.domain.terms import CaseState
from app.services.case_import import ImportResult, import_cases
from app.table_files import read_table
from tests.integration.receptions import SHANGHAI, Desk

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI).astimezone(UTC)
COLUMNS = {
    CaseField.EXTERNAL_NUMBER: "单号",
    CaseField.REGISTERED_AT: "登记时间",
    CaseField.ENDED_AT: "完成时间",
    CaseField.STATUS: "状态",
    CaseField.CATEGORY: "类型",
    CaseField.SOURCE: "渠道",
    CaseField.PLACE: "地点",
    CaseField.OWN_WORDS: "内容",
    CaseField.CUSTOMER_NAME: "姓名",
    CaseField.PHONE: "电话",
    CaseField.ROOM: "房号",
    CaseField.ANSWER: "答复",
    CaseField.EXTERNAL_STAFF: "经办人",
}
STATES = {
    "未处理": "registered",
    "已研判": "assessed",
    "处理中": "in_progress",
    "等待中": "waiting",
    "已答复": "resolved",
    "待回访": "follow_up",
    "已完成": "closed",
    "已归档": "archived",
    "已撤销": "withdrawn",
    "转出": "external",
    "已合并": "merged",
    "作废": "voided",
}
MAPPING = ImportMapping(
    timezone="Asia/Shanghai",
    datetime="%Y/%m/%d %H:%M",
    columns=COLUMNS,
    constants={CaseField.TYPE: "complaint"},
    values={
        CaseField.STATUS: STATES,
        CaseField.CATEGORY: {"保洁": "cleaning", "电梯": "repairs.lift", "*": "other"},
        CaseField.SOURCE: {"电话": "phone", "*": "other"},
    },
)
Row = Mapping[str, str]


def row(number: str, **cells: str) -> dict[str, str]:
    """Return a closed complaint of October 2026, changed as ``cells`` say."""
    return {
        "单号": number,
        "登记时间": "2026/10/05 09:30",
        "完成时间": "2026/10/06 15:00",
        "状态": "已完成",
        "类型": "保洁",
        "渠道": "电话",
        "地点": "3栋大堂",
        "内容": "楼道有垃圾",
        **cells,
    }


def open_row(number: str, state: str = "未处理", **cells: str) -> dict[str, str]:
    """Return a complaint that has not ended."""
    return row(number, 状态=state, 完成时间="", **cells)


def in_state(number: str, words: str, **cells: str) -> dict[str, str]:
    """Return a complaint in the state that ``words`` stand for, with an end if it is over."""
    is_over = CaseState(STATES[words]) in EXIT_STATES
    return row(number, 状态=words, **cells) if is_over else open_row(number, words, **cells)


def csv_text(*rows: Row) -> str:
    """Return a CSV file with every column of the mapping."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(COLUMNS.values()), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def table_of(folder: Path, *rows: Row, encoding: str = "utf-8") -> Table:
    """Return the table of a CSV file with these rows."""
    path = folder / "案件.csv"
    path.write_bytes(csv_text(*rows).encode(encoding))
    return read_table(path)


def take_in(
    desk: Desk, table: Table, mapping: ImportMapping = MAPPING, **options: Any
) -> ImportResult:
    """Import a table into the desk's project."""
    result = desk.write(
        import_cases,
        project_code=desk.project.code,
        table=table,
        mapping=mapping,
        now=options.pop("now", NOW),
        **options,
    )
    assert isinstance(result, ImportResult)
    return result
