"""A roster as companies really have it, laid out as a plain table.

Title rows above the header, header cells in two lines, cells merged down a column: all that is
undone here.  Numbers of identity documents are taken out before anybody can see them, so that
neither screen nor store ever holds them (PIPL art. 6 and 28).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.errors import Problem, UserFacingError
from app.domain.import_mapping import plain_word
from app.domain.roster_fields import (
    COLUMN_NAMES,
    is_identity_column,
    looks_like_identity_number,
    without_identity_numbers,
)
from app.domain.tables import Cell, Sheet, Table, TableRow, unguarded
from app.domain.typed_text import clean_line

_LOOKED_AT = 30
_SAMPLES = 300
_EXACT, _PART = 3, 1
_MANY_DIGITS = re.compile(r"[0-9０-９]{5}")
_LONGEST_GROUP = 12
_LONGEST_IDENTITY = 20


@dataclass(frozen=True)
class RosterTable:
    """A roster as a table; ``header_row`` and ``header_lines`` say where its header was found.

    ``identity_columns`` are the columns that were emptied, ``identity_cells`` how many other cells
    held a number that was taken out.
    """

    table: Table
    header_row: int
    header_lines: int
    identity_columns: tuple[str, ...] = ()
    identity_cells: int = 0


def lay_out(
    sheet: Sheet, *, header_row: int = 0, header_lines: int = 0, labels: Sequence[str] = ()
) -> RosterTable:
    """Return the table of a sheet; the header is found out where 0 is given.

    ``labels`` are what this program itself calls the columns.

    Raises:
        UserFacingError: there are no rows beneath a header.
    """
    grid = {row.line: list(row.cells) for row in sheet.rows if any(row.cells)}
    for place in sheet.merged:
        _fill(grid, place, whole=place[0] <= _LOOKED_AT)
    words = _Words(labels)
    first, count = _header_place(grid, sheet, words, header_row, header_lines)
    lines = [line for line in sorted(grid) if first <= line][:count]
    # What was merged across cells of the body is said once, in the first of them.
    body = {row.line: list(row.cells) for row in sheet.rows if row.line > lines[-1]}
    for place in sheet.merged:
        _fill(body, place, whole=False)
    header = _header_names([[clean_line(_text(cell)) for cell in grid[line]] for line in lines])
    last = [plain_word(_text(cell)) for cell in grid[lines[-1]]]
    rows = [
        TableRow(line, tuple(cells))
        for line, cells in sorted(body.items())
        if any(cells) and [plain_word(_text(cell)) for cell in cells] != last
    ]
    if not rows:
        raise UserFacingError(Problem.TABLE_EMPTY, file=sheet.name)
    table = Table(sheet.name, sheet.sha256, sheet.encoding, header, tuple(rows))
    return _without_identity(RosterTable(table, first, count))


def _fill(grid: dict[int, list[Cell]], place: tuple[int, int, int, int], *, whole: bool) -> None:
    """Write what merged cells hold into each of them; only down the first column unless whole."""
    top, left, bottom, right = place
    if top not in grid or left >= len(grid[top]):
        return
    value = grid[top][left]
    for line in range(top, bottom + 1):
        cells = grid.get(line)
        for column in range(left, (right if whole else left) + 1):
            if cells is not None and column < len(cells):
                cells[column] = value


# ---- the header --------------------------------------------------------------------------------


class _Words:
    """The names by which columns are known."""

    def __init__(self, labels: Sequence[str]) -> None:
        known = (*COLUMN_NAMES.values(), tuple(labels))
        self._names = {plain_word(name) for names in known for name in names}
        self._parts = [name for name in self._names if len(name) > 1 and not name.isascii()]

    def score(self, cells: Sequence[str]) -> int:
        """Return how much a row looks like a header; 0 where it cannot be one."""
        words = {plain_word(cell) for cell in cells} - {""}
        if len(words) < 2 or any(_MANY_DIGITS.search(word) for word in words):
            return 0
        exact = {word for word in words if word in self._names or is_identity_column(word)}
        rest = words - exact
        parts = sum(any(part in word for part in self._parts) for word in rest)
        return len(exact) * _EXACT + parts * _PART


def _header_place(
    grid: Mapping[int, list[Cell]], sheet: Sheet, words: _Words, row: int, count: int
) -> tuple[int, int]:
    """Return the line in which the header begins, and how many lines it has."""
    lines = sorted(grid)
    if len(lines) < 2:
        raise UserFacingError(Problem.TABLE_EMPTY, file=sheet.name)
    texts = {line: [_text(cell) for cell in grid[line]] for line in lines[: _LOOKED_AT + 1]}
    if row:
        first = next((line for line in lines if line >= row), lines[0])
        if count:
            return first, count
        return first, 2 if _has_second_line(texts, sheet, words, first) else 1
    scores = {line: words.score(cells) for line, cells in texts.items()}
    best = max(scores, key=lambda line: (scores[line], -line))
    if not scores[best]:
        best = next((line for line, cells in texts.items() if len(set(cells) - {""}) > 1), lines[0])
    if count:
        return best, count
    place = lines.index(best)
    if place and _groups(texts[lines[place - 1]], texts[best], sheet, lines[place - 1]):
        return lines[place - 1], 2
    return best, 2 if _has_second_line(texts, sheet, words, best) else 1


def _has_second_line(
    texts: Mapping[int, list[str]], sheet: Sheet, words: _Words, first: int
) -> bool:
    below = next((line for line in sorted(texts) if line > first), None)
    if below is None or first not in texts or not words.score(texts[below]):
        return False
    return texts[below] != texts[first] and _groups(texts[first], texts[below], sheet, first)


def _groups(above: Sequence[str], below: Sequence[str], sheet: Sheet, line: int) -> bool:
    """Return whether a row names groups of the columns that the row beneath it names."""
    filled = [cell for cell in above if cell]
    if len(set(filled)) < 2 or any(not _is_group(cell) for cell in filled):
        return False
    if any(top == line and left < right for top, left, _bottom, right in sheet.merged):
        return True
    gaps = [place for place, cell in enumerate(above) if not cell and place < len(below)]
    return not sheet.merged and any(below[place] for place in gaps)


def _is_group(cell: str) -> bool:
    return len(cell) <= _LONGEST_GROUP and not any(c in ":：" or c.isdigit() for c in cell)


def _header_names(lines: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return one name for each column out of the lines of the header, no two the same."""
    width = max(len(line) for line in lines)
    padded = [[*line, *[""] * (width - len(line))] for line in lines]
    for above, below in pairwise(padded):
        for place in range(1, width):
            if not above[place] and below[place]:
                above[place] = above[place - 1]
    names: list[str] = []
    for place in range(width):
        name = " ".join(dict.fromkeys(line[place] for line in padded if line[place]))
        name = name or f"#{place + 1}"
        number, plain = 2, name
        while name in names:
            name = f"{plain} ({number})"
            number += 1
        names.append(name)
    return tuple(names)


# ---- identity documents ------------------------------------------------------------------------


def _without_identity(roster: RosterTable) -> RosterTable:
    table = roster.table
    emptied = {
        place
        for place, name in enumerate(table.header)
        if is_identity_column(name) or _holds_identity(table, place)
    }
    changed = 0
    rows = []
    for row in table.rows:
        cells: list[Cell] = []
        for place, cell in enumerate(row.cells):
            kept: Cell = "" if place in emptied else cell
            if isinstance(kept, str) and len(kept) >= len("330102199001011234"):
                kept = without_identity_numbers(kept)
                changed += kept != cell
            cells.append(kept)
        if any(cells):
            rows.append(TableRow(row.line, tuple(cells)))
    return RosterTable(
        Table(table.name, table.sha256, table.encoding, table.header, tuple(rows)),
        roster.header_row,
        roster.header_lines,
        tuple(table.header[place] for place in sorted(emptied)),
        changed,
    )


def _holds_identity(table: Table, place: int) -> bool:
    """Return whether most of what stands in a column looks like numbers of identity cards."""
    cells = (row.cells[place] for row in table.rows if place < len(row.cells) and row.cells[place])
    samples = [_text(cell) for cell, _n in zip(cells, range(_SAMPLES), strict=False)]
    found = sum(
        len(text) <= _LONGEST_IDENTITY and looks_like_identity_number(text) for text in samples
    )
    return bool(samples) and found * 2 > len(samples)


def _text(cell: Cell) -> str:
    return unguarded(cell) if isinstance(cell, str) else f"{cell:%Y-%m-%d %H:%M:%S}"
