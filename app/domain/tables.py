"""A table out of a file as rows of cells, and cells that are no formula to any spreadsheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

Cell = str | datetime
"""Text, or the reading of a wall clock where the file itself knows that it is a time."""

# Spaces and invisible marks before the sign do not keep a spreadsheet from taking it as a formula.
_FORMULA = r"'*[\s\ufeff\u200b]*[=+\-@＝＋－＠\t\r]"
_RISKY = re.compile(_FORMULA)
_GUARDED = re.compile(rf"'(?={_FORMULA})")


@dataclass(frozen=True)
class TableRow:
    """One row; ``line`` is the line of the file, or the row of the sheet, in which it begins."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A whole table; rows without any content are left out.

    ``encoding`` is what the file was read as, empty for a workbook; ``sha256`` is the file's hash.
    """

    name: str
    sha256: str
    encoding: str
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Sheet:
    """Everything that stands on a sheet, before anybody has said which row names the columns.

    ``merged`` are the cells that were made one: first row, first column, last row, last column,
    rows by their number in the sheet, columns from 0.
    """

    name: str
    sha256: str
    encoding: str
    rows: tuple[TableRow, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before the sign."""
    return f"'{text}" if _RISKY.match(text) else text


def unguarded(text: str) -> str:
    """Return what was guarded as it was."""
    return _GUARDED.sub("", text, count=1) if text.startswith("'") else text
