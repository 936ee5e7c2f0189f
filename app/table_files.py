"""Tables in files: CSV and Excel workbooks read whole, and written whole.

What comes from outside is looked at before it is believed: sizes first, a workbook's true contents
by its archive, the text by strict decoding.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app.domain.errors import Problem, UserFacingError
from app.domain.mapping_document import AUTO
from app.domain.tables import Cell, Sheet, Table, TableRow, guarded
from app.written_file import replace_file

SUFFIXES = (".csv", ".xlsx")
MOST_ROWS = 200_000
_MEGABYTE = 1024**2
_LARGEST_CSV = 100
_LARGEST_XLSX = 50
_LARGEST_UNPACKED = 400
_MOST_PARTS = 2_000
_MOST_CELLS = 8_000_000
_DELIMITERS = ",;\t"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}
_TRIED = ("utf-8", "gb18030")
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})(\d{1,9})["']""")
_NOISE = timedelta(milliseconds=2)
_CHUNK = 1 << 20
_OVERLAP = 64
_Merged = tuple[tuple[int, int, int, int], ...]


def read_table(path: Path, encoding: str = AUTO) -> Table:
    """Read the table of a CSV file, or of the first sheet of a workbook.

    The first row with any content is the header.  ``encoding`` is for CSV: ``auto`` takes UTF-8
    with or without its mark, else GB18030.

    Raises:
        UserFacingError: the file cannot be read, is too large, or holds no table.
    """
    sheet = read_sheet(path, encoding)
    found = [row for row in sheet.rows if any(row.cells)]
    if len(found) < 2:
        raise UserFacingError(Problem.TABLE_EMPTY, file=path.name)
    header = tuple(_as_text(cell) for cell in found[0].cells)
    return Table(
        name=sheet.name,
        sha256=sheet.sha256,
        encoding=sheet.encoding,
        header=header,
        rows=tuple(found[1:]),
    )


def read_sheet(path: Path, encoding: str = AUTO) -> Sheet:
    """Read every row of a CSV file, or of the first sheet of a workbook.

    Raises:
        UserFacingError: the file cannot be read, or is too large.
    """
    content = _content(path)
    merged: _Merged = ()
    if content.startswith(_ZIP):
        encoding = ""
        rows, merged = _sheet_rows(path.name, content)
    elif content.startswith(_OLD_EXCEL) or path.suffix.casefold() == ".xlsx":
        raise UserFacingError(
            Problem.TABLE_DAMAGED if path.suffix.casefold() == ".xlsx" else Problem.TABLE_KIND,
            file=path.name,
        )
    else:
        text, encoding = _decoded(path.name, content, encoding)
        rows = tuple(_csv_rows(text))
    if sum(any(row.cells) for row in rows) > MOST_ROWS + 1:
        raise _too_large(path.name, _LARGEST_CSV)
    return Sheet(path.name, hashlib.sha256(content).hexdigest(), encoding, rows, merged)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            head = stream.read(len(_ZIP))
            limit = _LARGEST_XLSX if head == _ZIP else _LARGEST_CSV
            if os.fstat(stream.fileno()).st_size > limit * _MEGABYTE:
                raise _too_large(path.name, limit)
            return head + stream.read(limit * _MEGABYTE)
    except OSError as error:
        raise UserFacingError(Problem.CANNOT_READ_FILE, path=path) from error


def _too_large(name: str, limit: int) -> UserFacingError:
    return UserFacingError(Problem.TABLE_TOO_LARGE, file=name, rows=MOST_ROWS, limit=limit)


# ---- CSV ---------------------------------------------------------------------------------------


def _decoded(name: str, content: bytes, encoding: str) -> tuple[str, str]:
    """Return the text and the encoding that it was in."""
    # Files said to be in GB2312 or GBK are seldom kept to it; GB18030 holds both.
    named = _WIDER.get(encoding.casefold(), encoding)
    tried: Sequence[str] = _TRIED if encoding == AUTO else (named,)
    for mark, marked in _BOMS:
        if content.startswith(mark) and encoding == AUTO:
            tried = (marked,)
    for one in tried:
        try:
            text = content.decode(one, errors="strict")
        except ValueError:
            continue
        return text.removeprefix("\ufeff"), one
    words = "UTF-8 / GB18030" if encoding == AUTO else encoding
    raise UserFacingError(Problem.TABLE_ENCODING, file=name, encoding=words)


def _csv_rows(text: str) -> Iterator[TableRow]:
    """Yield the rows with the lines in which they begin.

    Raises:
        UserFacingError: a quotation mark is never closed.
    """
    csv.field_size_limit(_LARGEST_CSV * _MEGABYTE)
    at_end = False

    def lines() -> Iterator[str]:
        nonlocal at_end
        yield from io.StringIO(text, newline="")
        at_end = True

    reader = csv.reader(lines(), delimiter=_delimiter(text))
    line = 1
    for cells in reader:
        if at_end:
            # The row was only ended by the file: its quotation mark swallowed the rest.
            raise UserFacingError(Problem.TABLE_QUOTE_OPEN, line=line)
        yield TableRow(line, tuple(cell.strip() for cell in cells))
        line = reader.line_num + 1


def _delimiter(text: str) -> str:
    """Return the sign that cuts the first line into the most columns, a comma above all."""
    first = next((line for line in io.StringIO(text) if line.strip(f"{_DELIMITERS} \r\n")), "")
    return max(_DELIMITERS, key=lambda sign: len(next(csv.reader([first], delimiter=sign))))


# ---- workbooks ---------------------------------------------------------------------------------


def _sheet_rows(name: str, content: bytes) -> tuple[tuple[TableRow, ...], _Merged]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only for Excel

    _refuse_bombs(name, content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = workbook.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges or []
    except (CalamineError, IndexError, ValueError, OSError) as error:
        raise UserFacingError(Problem.TABLE_DAMAGED, file=name) from error
    return (
        tuple(
            TableRow(number, tuple(_cell(value) for value in cells))
            for number, cells in enumerate(rows, start=1)
        ),
        tuple((top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in merged),
    )


def _refuse_bombs(name: str, content: bytes) -> None:
    """Make sure that a workbook stays within bounds when it is unpacked.

    Every part is unpacked here once by a reader that stops at the size which the archive declares
    and checks its sum, so the sizes are true; the cells are looked at for their places, because a
    single one in the last row would make the whole sheet be laid out.

    Raises:
        UserFacingError: it is damaged or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            total = sum(part.file_size for part in parts)
            if len(parts) > _MOST_PARTS or total > _LARGEST_UNPACKED * _MEGABYTE:
                raise _too_large(name, _LARGEST_XLSX)
            names = {part.filename for part in parts}
            if not any(_SHEET.fullmatch(part) for part in names):
                raise UserFacingError(Problem.TABLE_KIND, file=name)
            if any(_cells_laid_out(archive, part) > _MOST_CELLS for part in parts):
                raise _too_large(name, _LARGEST_XLSX)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise UserFacingError(Problem.TABLE_DAMAGED, file=name) from error


def _cells_laid_out(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Unpack one part to its end; return how many cells it spans, 0 for what is no sheet."""
    is_sheet = _SHEET.fullmatch(part.filename) is not None
    tail = b""
    last_row, last_column = 0, 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if is_sheet:
                piece = tail + chunk
                for letters, digits in set(_PLACE.findall(piece)):
                    last_row = max(last_row, int(digits))
                    last_column = max(last_column, _column(letters))
                tail = piece[-_OVERLAP:]
    return last_row * last_column


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _cell(value: Any) -> Cell:
    """Return what a cell holds as text, or as a time if the workbook knows that it is one."""
    if isinstance(value, datetime):
        # Times of day are fractions there, so the last thousandths of a second are noise.
        nearest = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return nearest if abs(nearest - value) <= _NOISE else value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()


def _as_text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.isoformat(" ")


# ---- writing -----------------------------------------------------------------------------------


def check_suffix(path: Path) -> None:
    """Make sure that the name of a file to be written says which kind of table it is.

    Raises:
        UserFacingError: it does not.
    """
    if path.suffix.casefold() not in SUFFIXES:
        raise UserFacingError(Problem.TABLE_KIND, file=path.name)


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table under a name ending in .csv or .xlsx; an old file is replaced in one step.

    Text that a spreadsheet would take for a formula is made harmless.  In CSV, which knows no
    times, a time is written as ``2026-10-31 17:05:09``.

    Raises:
        UserFacingError: the name has another ending, or the file cannot be written.
    """
    check_suffix(path)
    content = _workbook(header, rows) if path.suffix.casefold() == ".xlsx" else _csv(header, rows)
    write_file(path, content)


def write_file(path: Path, content: bytes) -> None:
    """Put ``content`` in place of ``path`` in one step.

    Raises:
        UserFacingError: it cannot be written.
    """
    try:
        replace_file(path, content)
    except OSError as error:
        raise UserFacingError(Problem.CANNOT_WRITE_FILE, path=path) from error


def _csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([guarded(name) for name in header])
    writer.writerows([guarded(_as_text(cell)) for cell in row] for row in rows)
    # With its mark, so that spreadsheets do not take it for the system's own encoding.
    return stream.getvalue().encode("utf-8-sig")


def _workbook(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415 - only for Excel

    stream = io.BytesIO()
    workbook = Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    sheet = workbook.add_worksheet()
    bold = workbook.add_format({"bold": True})
    moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for column, name in enumerate(header):
        sheet.write_string(0, column, guarded(name), bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(number, column, cell, moment)
            elif cell:
                sheet.write_string(number, column, guarded(cell))
    sheet.set_column(0, max(len(header) - 1, 0), 18)
    workbook.close()
    return stream.getvalue()
