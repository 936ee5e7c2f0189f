"""Owner rosters as companies have them, written by the tests, and the way to take them in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from app.roster_files import guess_roster, read_roster
from app.services.roster_import import RosterResult, import_roster
from tests.integration.imported_cases import NOW
from tests.integration.receptions import Desk

HEADER = ("房号", "姓名", "电话")


def csv_roster(
    path: Path, header: Sequence[str], rows: Sequence[Sequence[str]], encoding: str = "gb18030"
) -> Path:
    """Write a roster as a CSV file."""
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *rows])
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def messy_workbook(path: Path) -> Path:
    """Write a workbook with title rows, merged cells, a header in two lines and a total."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 9, "翠湖花园业主花名册")
    sheet.write(1, 0, "统计日期：2026-10-01")
    sheet.merge_range(2, 0, 3, 0, "序号")
    sheet.merge_range(2, 1, 2, 3, "房屋信息")
    sheet.merge_range(2, 4, 2, 7, "业主信息")
    sheet.merge_range(2, 8, 3, 8, "备注")
    sheet.merge_range(2, 9, 3, 9, "入住日期")
    names = ("楼栋", "单元", "房号", "姓名", "联系电话", "身份证号码", "身份")
    sheet.write_row(3, 1, names)
    sheet.merge_range(4, 1, 6, 1, "３幢")
    sheet.merge_range(4, 2, 6, 2, "2单元")
    first = [1802, "陈国栋、林 芳", 13800003333, "330102199001011234", "业主", "独居老人", 43952]
    sheet.write_row(4, 3, first)
    phones = "１３９００００１１１１、0571-88880001(办公)"
    sheet.write_row(5, 3, ["1801", "李四", phones, "", "租户", "无"])
    sheet.write_row(6, 3, ["同上", "李小四", "/", "", "家属", ""])
    sheet.merge_range(8, 0, 8, 3, "合计")
    sheet.write(8, 4, "3户")
    book.close()
    return path


def take_in(desk: Desk, path: Path, **options: Any) -> RosterResult:
    """Import a roster into the desk's project, by the mapping that is proposed for it."""
    roster = read_roster(path)
    mapping = options.pop("mapping", None) or guess_roster(roster)
    result = desk.write(
        import_roster,
        project_code=desk.project.code,
        table=roster.table,
        mapping=mapping,
        now=options.pop("now", NOW),
        **options,
    )
    assert isinstance(result, RosterResult)
    return result
