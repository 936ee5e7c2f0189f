"""Tables out of files and into files: encodings, lines, workbooks, and what is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from app.domain.errors import Problem, UserFacingError
from app.domain.tables import Table
from app.table_files import read_table, write_table

WORDS = "电梯异响,尽快\n谢谢 𠮷 O'Brien <b>&"


def csv_of(tmp_path: Path, content: bytes | str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "案件.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def workbook(tmp_path: Path, *rows: tuple[Any, ...], name: str = "案件.xlsx") -> Path:
    path = tmp_path / name
    book = Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.close()
    return path


def lines(table: Table) -> list[int]:
    return [row.line for row in table.rows]


def refused(path: Path, encoding: str = "auto") -> UserFacingError:
    with pytest.raises(UserFacingError) as caught:
        read_table(path, encoding)
    return caught.value


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_encoding_of_a_file_is_found(tmp_path: Path, written: str, found: str) -> None:
    table = read_table(csv_of(tmp_path, f'单号,内容\r\n1,"{WORDS}"\r\n', written))
    assert table.encoding == found
    assert table.header == ("单号", "内容")
    assert table.rows[0].cells == ("1", WORDS)


def test_a_named_encoding_is_kept_to(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "单号\r\n一\r\n", "gb18030")
    assert read_table(path, "gb2312").header == ("单号",)
    assert refused(path, "utf-8").problem is Problem.TABLE_ENCODING


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    assert refused(csv_of(tmp_path, b"\xff\x80\x00")).problem is Problem.TABLE_ENCODING


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_sign_between_cells_is_found(tmp_path: Path, sign: str) -> None:
    table = read_table(csv_of(tmp_path, f'a{sign}"b,;"{sign}c\n1{sign}2{sign}3\n'))
    assert table.header == ("a", "b,;", "c")
    assert table.rows[0].cells == ("1", "2", "3")


def test_lines_are_those_of_the_file_in_which_rows_begin(tmp_path: Path) -> None:
    table = read_table(csv_of(tmp_path, 'a,b\r\n1,"x\r\ny"\r\n\r\n,\r\n2,z\r3,w'))
    assert lines(table) == [2, 6, 7]


def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_line(tmp_path: Path) -> None:
    error = refused(csv_of(tmp_path, 'a,b\n1,x\n2,"y\n3,z\n'))
    assert (error.problem, error.facts) == (Problem.TABLE_QUOTE_OPEN, {"line": 3})


@pytest.mark.parametrize("content", ["", "\n\n", "单号,内容\n", "单号,内容\n,\n"])
def test_a_file_without_rows_is_refused(tmp_path: Path, content: str) -> None:
    assert refused(csv_of(tmp_path, content)).problem is Problem.TABLE_EMPTY


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv").problem is Problem.CANNOT_READ_FILE
    assert refused(tmp_path).problem is Problem.CANNOT_READ_FILE


def test_numbers_and_times_of_a_workbook_are_what_people_see(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 5, 9, 30, 7)  # noqa: DTZ001 - a wall clock's reading
    midnight = datetime(2026, 1, 5)  # noqa: DTZ001 - as above
    path = workbook(
        tmp_path,
        ("单号", "电话", "时间", "日期", "度", "内容"),
        (20260105, 13800006027, moment, midnight, 1.5, WORDS),
    )
    table = read_table(path)
    assert table.encoding == ""
    assert table.rows[0].line == 2
    assert table.rows[0].cells == ("20260105", "13800006027", moment, midnight, "1.5", WORDS)


def test_empty_rows_of_a_workbook_are_left_out_and_still_counted(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path, ("",), ("a",), ("",), ("1",), ("",), ("2",)))
    assert (table.header, lines(table)) == (("a",), [4, 6])


def test_a_workbook_under_a_csv_name_is_still_read(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("a",), ("1",)).rename(tmp_path / "x.csv")
    assert read_table(path).rows[0].cells == ("1",)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("x.xlsx", b"PK\x03\x04 cut off", Problem.TABLE_DAMAGED),
        ("x.xlsx", b"no workbook", Problem.TABLE_DAMAGED),
        ("x.xlsx", b"\xd0\xcf\x11\xe0 protected", Problem.TABLE_DAMAGED),
        ("x.xls", b"\xd0\xcf\x11\xe0 of 1997", Problem.TABLE_KIND),
    ],
)
def test_what_is_no_workbook_is_refused(
    tmp_path: Path, name: str, content: bytes, problem: Problem
) -> None:
    (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name).problem is problem


def test_an_archive_of_other_things_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("letter.txt", "hello")
    assert refused(tmp_path / "x.xlsx").problem is Problem.TABLE_KIND


def altered(path: Path, change: Any) -> Path:
    """Write a workbook anew with its one sheet changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = change(content)
            new.writestr(part.filename, content)
    path.write_bytes(stream.getvalue())
    return path


def test_a_cell_in_the_last_corner_does_not_lay_out_the_whole_sheet(tmp_path: Path) -> None:
    path = altered(
        workbook(tmp_path, ("a", "b"), ("1", "2")),
        lambda xml: xml.replace(b'r="B2"', b'r="XFD1048576"').replace(b'r="2"', b'r="1048576"'),
    )
    assert refused(path).problem is Problem.TABLE_TOO_LARGE


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = altered(workbook(tmp_path, ("a",), ("1",)), lambda xml: xml + b" " * (450 * 1024**2))
    assert path.stat().st_size < 1024**2
    assert refused(path).problem is Problem.TABLE_TOO_LARGE


def test_a_part_larger_than_its_archive_says_is_refused(tmp_path: Path) -> None:
    path = altered(workbook(tmp_path, ("a",), ("1",)), lambda xml: xml + b" " * 100_000)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = content.replace(size.to_bytes(4, "little"), (500).to_bytes(4, "little"))
    assert lie != content
    path.write_bytes(lie)
    assert refused(path).problem is Problem.TABLE_DAMAGED


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx"])
def test_what_was_written_is_read_again(tmp_path: Path, name: str) -> None:
    moment = datetime(2026, 1, 5, 9, 30, 7)  # noqa: DTZ001 - a wall clock's reading
    write_table(tmp_path / name, ("单号", "内容", "时间"), [("001", WORDS, moment)])
    table = read_table(tmp_path / name)
    assert table.header == ("单号", "内容", "时间")
    assert table.rows[0].cells[:2] == ("001", WORDS)
    assert str(table.rows[0].cells[2]) == "2026-01-05 09:30:07"


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx"])
def test_nothing_that_is_written_is_a_formula(tmp_path: Path, name: str) -> None:
    write_table(tmp_path / name, ("=a", "b"), [("=1+1", "+86 138"), ("@x", "-3")])
    table = read_table(tmp_path / name)
    assert table.header == ("'=a", "b")
    assert [row.cells for row in table.rows] == [("'=1+1", "'+86 138"), ("'@x", "'-3")]


def test_a_table_needs_a_name_that_says_its_kind(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError) as caught:
        write_table(tmp_path / "x.pdf", ("a",), [])
    assert caught.value.problem is Problem.TABLE_KIND


def test_a_table_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError) as caught:
        write_table(tmp_path / "none" / "x.csv", ("a",), [])
    assert caught.value.problem is Problem.CANNOT_WRITE_FILE
